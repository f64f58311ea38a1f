//! Sets of validators, what waits, and versions.

use super::{Unequal, same};
use alloy_primitives::{B256, Bytes};
use wepos_abi::{INetwork, addresses};
use wepos_chain::testing::TestChain;
use wepos_model::{Model, Plan, Validator};

/// Epochs that are compared: the newest, and some before.
const NEWEST: usize = 12;

type Row = (String, B256, Bytes, String);

fn row(validator: &Validator) -> Row {
    let Validator {
        name,
        key,
        seed_key,
        address,
    } = validator.clone();
    (name, key, seed_key, address)
}

pub(super) fn compare(model: &Model, chain: &TestChain) -> Result<(), Unequal> {
    let epochs = model.epochs();
    let before = epochs.len().saturating_sub(NEWEST);
    for (epoch, set) in epochs.iter().enumerate().skip(before) {
        let expected: Vec<Row> = set.iter().map(row).collect();
        let call = INetwork::validatorsOfCall {
            epoch: epoch as u64,
        };
        let found = chain.view(addresses::NETWORK, &call).into_iter();
        let found: Vec<Row> = found
            .map(|one| (one.name, one.publicKey, one.seedKey, one.endpoint))
            .collect();
        same(
            || format!("the validators of epoch {epoch}"),
            expected,
            found,
        )?;
    }
    let expected: Vec<_> = model.plans().into_iter().map(described).collect();
    let found = chain.view(addresses::NETWORK, &INetwork::waitingCall {});
    let found: Vec<_> = found
        .into_iter()
        .map(|one| {
            let parts = (one.name, one.publicKey, one.seedKey, one.endpoint);
            (one.kind as u8, parts, one.fromEpoch)
        })
        .collect();
    same(|| "what waits for validators".into(), expected, found)?;
    let number = model.height() / model.settings().epoch_blocks;
    let found = chain.view(addresses::NETWORK, &INetwork::epochCall {});
    same(|| "the epoch".into(), number, found.number)?;
    let (version, next) = model.versions();
    let (next, activation) = next.unwrap_or_default();
    let found = chain.view(addresses::NETWORK, &INetwork::protocolCall {});
    same(
        || "the protocol's versions".into(),
        (version, next, activation),
        (found.version, found.nextVersion, found.activation),
    )
}

fn described((plan, epoch): (&Plan, u64)) -> (u8, Row, u64) {
    match plan {
        Plan::Join(validator) => (0, row(validator), epoch),
        Plan::Leave(name) => {
            let nothing = (name.clone(), B256::ZERO, Bytes::new(), String::new());
            (1, nothing, epoch)
        }
        Plan::Rekey(validator) => (2, row(validator), epoch),
    }
}
