//! What validators do, and what the committee decides about them and about versions.

use super::committee::propose;
use crate::{Generator, generator::call};
use alloy_primitives::{B256, Bytes};
use alloy_sol_types::SolCall;
use wepos_abi::{INetwork, addresses};
use wepos_chain::{
    genesis::SeedKey,
    testing::validator,
    validators::{KeyChange, Validator},
};
use wepos_model::{Action, Model, Plan};

/// Keys there are: few enough that the same come back.
const KEYS: u32 = 12;

/// Proposes that a validator joins or leaves.
pub(super) fn propose_validator(generator: &mut Generator, model: &Model) -> Option<Action> {
    let few = model.epochs().last().is_none_or(|set| set.len() < 4);
    let leave = generator.once_in(if few { 3 } else { 2 });
    let input = if leave {
        let known = model.epochs().last()?.iter().map(|one| one.name.clone());
        let mut names: Vec<String> = known.collect();
        names.extend(
            model
                .plans()
                .into_iter()
                .filter_map(|(plan, _)| match plan {
                    Plan::Join(validator) => Some(validator.name.clone()),
                    _ => None,
                }),
        );
        let name = match generator.once_in(10) {
            true => "nobody".into(),
            false => generator.choose(&names)?,
        };
        INetwork::removeValidatorCall { name }.abi_encode()
    } else {
        let (who, keys) = (some(generator), some(generator));
        let seeds = match generator.once_in(6) {
            true => some(generator),
            false => keys,
        };
        INetwork::addValidatorCall {
            name: match generator.below(12) {
                0 => String::new(),
                1 => format!(" {who}"),
                _ => validator(who).name,
            },
            publicKey: public_key(generator, keys),
            seedKey: seed_key(generator, seeds),
            endpoint: endpoint(generator, keys),
        }
        .abi_encode()
    };
    propose(generator, model, addresses::NETWORK, input)
}

/// Proposes that another version begins, or does not.
pub(super) fn propose_version(generator: &mut Generator, model: &Model) -> Option<Action> {
    let (version, next) = model.versions();
    let cancel = generator.once_in(if next.is_some() { 2 } else { 10 });
    let input = if cancel {
        INetwork::cancelUpgradeCall {}.abi_encode()
    } else {
        let day_ms = u128::from(model.settings().days(1));
        // Around the shortest notice, often before and rarely far beyond; the decision itself takes three days.
        let ahead_ms = match generator.below(8) {
            0 => generator.up_to(400 * day_ms),
            1 => 7 * day_ms,
            _ => 6 * day_ms + generator.up_to(14 * day_ms),
        };
        let at_ms = u128::from(model.now_ms()) + ahead_ms;
        INetwork::scheduleUpgradeCall {
            version: match generator.once_in(10) {
                true => version,
                false => version.saturating_add(1),
            },
            activation: u64::try_from(at_ms / 1_000).ok()?,
        }
        .abi_encode()
    };
    propose(generator, model, addresses::NETWORK, input)
}

/// Somebody sends a change of keys: mostly one that the validator signed.
pub(super) fn change_validator(generator: &mut Generator, model: &Model) -> Option<Action> {
    let present = generator.choose(model.epochs().last()?)?;
    let (old, holder) = match generator.once_in(8) {
        true => {
            let other = some(generator);
            (validator(other).public_key, other)
        }
        false => (present.key, holder_of(present.key)?),
    };
    let new = match generator.once_in(5) {
        true => holder,
        false => some(generator),
    };
    let seeds = match generator.once_in(6) {
        true => some(generator),
        false => new,
    };
    let expected = model.changes_signed(old);
    let number = match generator.once_in(8) {
        true => expected.saturating_sub(1) + generator.up_to_u64(2),
        false => expected,
    };
    let new_key = public_key(generator, new);
    let new_seed_key = seed_key(generator, seeds);
    let endpoint = endpoint(generator, new);
    let text = KeyChange {
        genesis: model.settings().genesis,
        chain_id: model.settings().chain_id,
        number,
        old_key: old,
        new_key,
        // What is no key cannot be signed; the call carries it all the same.
        new_seed_key: SeedKey::new(new_seed_key.clone())
            .unwrap_or_else(|| validator(seeds).seed_key),
        address: endpoint.clone(),
    };
    let mut sign = |secret: u8| -> Bytes {
        let secret = match generator.once_in(10) {
            true => some(generator),
            false => secret,
        };
        match generator.once_in(20) {
            true => Bytes::from(vec![1; 63]),
            false => text.sign(&[secret; 32]).to_vec().into(),
        }
    };
    let (signature, new_signature) = (sign(holder), sign(new));
    let change = INetwork::changeValidatorCall {
        oldKey: old,
        newKey: new_key,
        newSeedKey: new_seed_key,
        endpoint,
        number,
        signature,
        newSignature: new_signature,
    };
    Some(call(generator.anybody(), addresses::NETWORK, &change))
}

/// The validators at genesis.
pub(crate) fn first_validators(generator: &mut Generator) -> Vec<Validator> {
    let count = 1 + generator.below(4);
    (1..=count)
        .map(|number| validator(u8::try_from(number).expect("is small")))
        .collect()
}

fn some(generator: &mut Generator) -> u8 {
    u8::try_from(1 + generator.below(KEYS)).expect("there are few")
}

/// Who holds a key.
fn holder_of(key: B256) -> Option<u8> {
    let mut holders = 1..=u8::try_from(KEYS).expect("there are few");
    holders.find(|number| validator(*number).public_key == key)
}

fn public_key(generator: &mut Generator, number: u8) -> B256 {
    match generator.below(24) {
        // No point of the curve, or one of small order.
        0 => B256::repeat_byte(2),
        1 => B256::with_last_byte(0),
        _ => validator(number).public_key,
    }
}

fn seed_key(generator: &mut Generator, number: u8) -> Bytes {
    match generator.below(24) {
        0 => Bytes::from(vec![7; 48]),
        1 => Bytes::new(),
        _ => validator(number).seed_key.as_bytes().to_vec().into(),
    }
}

fn endpoint(generator: &mut Generator, number: u8) -> String {
    let addresses = [
        String::new(),
        "[2001:db8::7]:9771".into(),
        "[node]:1".into(),
        "node:0".into(),
        "node:09".into(),
        "a b:1".into(),
        format!("{}:1", "a".repeat(127)),
    ];
    match generator.once_in(4) {
        true => generator.choose(&addresses).unwrap_or_default(),
        false => validator(number).address,
    }
}
