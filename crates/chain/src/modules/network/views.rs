//! What anybody may ask about the network.

use super::{
    MAX_PAGE, changes, protocol, sets,
    state::{HISTORY, NUMBERS, Step, WAITING},
};
use crate::{
    Context, Failure, genesis::SeedKey, time::Timestamp, validators::Validator,
    validators::ValidatorSet,
};
use alloy_primitives::B256;
use alloy_sol_types::SolCall;
use wepos_abi::{INetwork, interface_ids};

/// Answers a view.
///
/// # Errors
///
/// The interface's errors.
pub(super) fn answer(
    ctx: &mut Context<'_>,
    call: INetwork::INetworkCalls,
) -> Result<Vec<u8>, Failure> {
    use INetwork::INetworkCalls as Calls;
    Ok(match call {
        Calls::validators(_) => {
            let block = ctx.block();
            let current = sets::of(ctx, block.network.epoch_of(block.number))?;
            INetwork::validatorsCall::abi_encode_returns(&list(&current))
        }
        Calls::validatorsOf(call) => {
            let found = sets::of(ctx, call.epoch)?;
            INetwork::validatorsOfCall::abi_encode_returns(&list(&found))
        }
        Calls::waiting(_) => INetwork::waitingCall::abi_encode_returns(&waiting(ctx)?),
        Calls::changeCount(_) => INetwork::changeCountCall::abi_encode_returns(&HISTORY.len(ctx)?),
        Calls::changes(call) => {
            INetwork::changesCall::abi_encode_returns(&page(ctx, call.from, call.count)?)
        }
        Calls::numberOf(call) => {
            let number = NUMBERS.get(ctx, &call.publicKey)?.unwrap_or(0);
            INetwork::numberOfCall::abi_encode_returns(&number)
        }
        Calls::epoch(_) => INetwork::epochCall::abi_encode_returns(&epoch(ctx, ctx.block().number)),
        Calls::epochOf(call) => INetwork::epochOfCall::abi_encode_returns(&epoch(ctx, call.height)),
        Calls::protocol(_) => INetwork::protocolCall::abi_encode_returns(&plan(ctx)?),
        Calls::supportsInterface(call) => INetwork::supportsInterfaceCall::abi_encode_returns(
            &interface_ids::NETWORK.contains(&call.interfaceId.0),
        ),
        // Actions are dispatched before views are.
        _ => return Err(Failure::empty()),
    })
}

fn list(set: &ValidatorSet) -> Vec<INetwork::Validator> {
    set.iter()
        .map(|validator| INetwork::Validator {
            name: validator.name.clone(),
            publicKey: validator.public_key,
            seedKey: bytes(&validator.seed_key),
            endpoint: validator.address.clone(),
        })
        .collect()
}

fn bytes(key: &SeedKey) -> alloy_primitives::Bytes {
    key.as_bytes().to_vec().into()
}

fn waiting(ctx: &mut Context<'_>) -> Result<Vec<INetwork::Waiting>, Failure> {
    let waiting = WAITING.get(ctx)?.unwrap_or_default();
    let epochs = changes::epochs_of(ctx, &waiting);
    let steps = waiting.0.into_iter().zip(epochs);
    Ok(steps
        .map(|(step, from_epoch)| match step {
            Step::Add(validator) => described(INetwork::Kind::Add, validator, from_epoch),
            Step::Replace(validator) => described(INetwork::Kind::Replace, validator, from_epoch),
            Step::Remove(name) => INetwork::Waiting {
                kind: INetwork::Kind::Remove,
                name,
                publicKey: B256::ZERO,
                seedKey: alloy_primitives::Bytes::new(),
                endpoint: String::new(),
                fromEpoch: from_epoch,
            },
        })
        .collect())
}

fn described(kind: INetwork::Kind, validator: Validator, from_epoch: u64) -> INetwork::Waiting {
    INetwork::Waiting {
        kind,
        publicKey: validator.public_key,
        seedKey: bytes(&validator.seed_key),
        name: validator.name,
        endpoint: validator.address,
        fromEpoch: from_epoch,
    }
}

fn page(ctx: &mut Context<'_>, from: u64, asked: u64) -> Result<Vec<INetwork::Change>, Failure> {
    let end = from
        .saturating_add(asked.min(MAX_PAGE))
        .min(HISTORY.len(ctx)?);
    (from..end)
        .map(|id| {
            let change = HISTORY.get(ctx, id)?;
            let change = change.expect("the log has an entry at every number below its length");
            Ok(INetwork::Change {
                firstEpoch: change.epoch,
                validators: list(&change.set),
            })
        })
        .collect()
}

fn epoch(ctx: &Context<'_>, height: u64) -> INetwork::Epoch {
    let network = &ctx.block().network;
    let (number, blocks) = (network.epoch_of(height), network.epoch_blocks());
    INetwork::Epoch {
        number,
        firstBlock: number.saturating_mul(blocks),
        lastBlock: network.last_of_epoch(number),
        blocks,
    }
}

fn plan(ctx: &mut Context<'_>) -> Result<INetwork::Protocol, Failure> {
    let plan = protocol::plan(ctx)?;
    let next = plan.next;
    Ok(INetwork::Protocol {
        version: plan.version,
        nextVersion: next.map_or(0, |next| next.version),
        activation: next.map_or(0, |next| Timestamp::whole_seconds(next.activation)),
    })
}
