//! What anybody may ask about the network.

use super::{protocol, sets};
use crate::{Context, Failure, time::Timestamp, validators::ValidatorSet};
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
            let current = sets::current(ctx)?;
            INetwork::validatorsCall::abi_encode_returns(&list(&current))
        }
        Calls::epoch(_) => INetwork::epochCall::abi_encode_returns(&epoch(ctx)),
        Calls::protocol(_) => INetwork::protocolCall::abi_encode_returns(&plan(ctx)?),
        Calls::supportsInterface(call) => INetwork::supportsInterfaceCall::abi_encode_returns(
            &interface_ids::NETWORK.contains(&call.interfaceId.0),
        ),
    })
}

fn list(set: &ValidatorSet) -> Vec<INetwork::Validator> {
    set.iter()
        .map(|validator| INetwork::Validator {
            name: validator.name.clone(),
            publicKey: validator.public_key,
            seedKey: validator.seed_key.as_bytes().to_vec().into(),
            endpoint: validator.address.clone(),
        })
        .collect()
}

fn epoch(ctx: &Context<'_>) -> INetwork::Epoch {
    let block = ctx.block();
    let number = block.network.epoch_of(block.number);
    let blocks = block.network.epoch_blocks();
    INetwork::Epoch {
        number,
        firstBlock: number.saturating_mul(blocks),
        lastBlock: block.network.last_of_epoch(number),
        blocks,
    }
}

fn plan(ctx: &mut Context<'_>) -> Result<INetwork::Protocol, Failure> {
    let plan = protocol::plan(ctx)?;
    Ok(INetwork::Protocol {
        version: plan.version,
        nextVersion: plan.next.map_or(0, |next| next.version),
        activation: plan
            .next
            .map_or(0, |next| Timestamp::whole_seconds(next.activation)),
    })
}
