//! Whatever is decided and signed in whatever order: a set is settled by the last block of an epoch and by nothing
//! else, holds no key and no name twice, is never empty, and differs from the one before by one decision at most.

use super::{World, adding, removing, set};
use crate::{testing::validator, validators::Validator};
use alloy_sol_types::SolCall;
use proptest::prelude::*;
use std::collections::BTreeSet;
use wepos_abi::{INetwork, addresses};

#[derive(Clone, Debug)]
enum Action {
    Add(u8),
    Remove(u8),
    /// By the holder of one key, to another.
    Rotate(u8, u8),
    Blocks(u8),
}

fn action() -> impl Strategy<Value = Action> {
    let number = 1..9_u8;
    prop_oneof![
        2 => number.clone().prop_map(Action::Add),
        2 => number.clone().prop_map(Action::Remove),
        4 => (number.clone(), number).prop_map(|(old, new)| Action::Rotate(old, new)),
        4 => (1..12_u8).prop_map(Action::Blocks),
    ]
}

/// What is told of the epoch with the newest settled validators.
fn newest(world: &World) -> Vec<Validator> {
    let settled = world.chain.network().ends_epoch(world.chain.number());
    let epoch = world.epoch() + u64::from(settled);
    set(world.view(&INetwork::validatorsOfCall { epoch }))
}

fn check(before: &[Validator], after: &[Validator]) {
    assert!(!after.is_empty());
    let distinct = |parts: Vec<Vec<u8>>| {
        let count = parts.len();
        assert_eq!(parts.into_iter().collect::<BTreeSet<_>>().len(), count);
    };
    distinct(after.iter().map(|one| one.name.clone().into()).collect());
    distinct(after.iter().map(|one| one.public_key.to_vec()).collect());
    distinct(
        after
            .iter()
            .map(|one| one.seed_key.as_bytes().to_vec())
            .collect(),
    );
    let names = |set: &[Validator]| {
        let names = set.iter().map(|one| one.name.clone());
        names.collect::<BTreeSet<_>>()
    };
    let (before, after) = (names(before), names(after));
    assert!(before.symmetric_difference(&after).count() <= 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn sets_change_at_the_end_of_an_epoch_only_and_stay_sound(
        actions in prop::collection::vec(action(), 1..24),
    ) {
        let mut world = World::new();
        let mut known = newest(&world);
        let mut empty_blocks = 0;
        for action in actions {
            match action {
                // What cannot be proposed is not: the rest of the world goes on.
                Action::Add(number) if decidable(&world, &adding(number)) => {
                    world.decide(&adding(number));
                }
                Action::Remove(number) if decidable(&world, &removing(number)) => {
                    world.decide(&removing(number));
                }
                Action::Rotate(old, new) => {
                    let change = world.rotation(old, new);
                    world.send(&change);
                }
                Action::Blocks(count) => empty_blocks = count,
                _ => {}
            }
            // Blocks ran unseen: at most three, so at most one boundary.
            let after = newest(&world);
            check(&known, &after);
            known = after;
            for _ in 0..std::mem::take(&mut empty_blocks) {
                let (outcome, _) = world.chain.block_after(1_000, Vec::new());
                let after = newest(&world);
                let ends = world.chain.network().ends_epoch(world.chain.number());
                prop_assert_eq!(outcome.next_validators.is_some(), ends);
                if let Some(next) = outcome.next_validators {
                    prop_assert_eq!(next.as_slice(), &after, "the header commits to what the state says");
                    check(&known, &after);
                } else {
                    prop_assert_eq!(&known, &after);
                }
                known = after;
            }
        }
    }
}

fn decidable(world: &World, call: &impl SolCall) -> bool {
    let declares = wepos_abi::ICommittee::declaresCall {
        target: addresses::NETWORK,
        callData: call.abi_encode().into(),
    };
    let answer = world.chain.call(crate::execution::Call {
        to: addresses::COMMITTEE,
        input: declares.abi_encode().into(),
        ..Default::default()
    });
    answer.result.is_ok()
}

#[test]
fn the_validators_of_tests_have_keys_of_their_own() {
    let keys: BTreeSet<_> = (1..=200)
        .map(|number| validator(number).public_key)
        .collect();
    assert_eq!(keys.len(), 200);
}
