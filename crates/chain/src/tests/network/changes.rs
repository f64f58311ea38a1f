//! Validators that join and leave by decisions of the committee.

use super::{DAY, World, adding, events, named, removing, set};
use crate::{modules::network::MAX_PAGE, validators::Validator};
use wepos_abi::INetwork::{self, Kind};

#[test]
fn a_decided_validator_joins_with_the_next_epoch_and_the_header_before_commits_to_it() {
    let mut world = World::new();
    let before = world.validators();
    let queued: Vec<INetwork::AdditionQueued> = events(&world.decide(&adding(4)));
    let from = world.epoch() + 1;
    assert_eq!(
        (queued.len(), queued[0].fromEpoch, queued[0].name.as_str()),
        (1, from, "validator 4")
    );
    let waiting = world.view(&INetwork::waitingCall {});
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].kind, Kind::Add);
    assert_eq!(waiting[0].fromEpoch, from);
    assert_eq!(world.validators(), before, "until then it only waits");

    let (last, next) = world.end_epoch();
    let after = named(&[(1, 1), (2, 2), (3, 3), (4, 4)]);
    assert_eq!(next, after);
    let added: Vec<INetwork::ValidatorAdded> = events(&last);
    assert_eq!((added.len(), added[0].epoch), (1, from));
    assert_eq!(
        world.validators(),
        before,
        "the last block is still of the old epoch"
    );
    assert_eq!(
        set(world.view(&INetwork::validatorsOfCall { epoch: from })),
        after
    );
    world.chain.block_after(1_000, Vec::new());
    assert_eq!(world.validators(), after);
    assert!(world.view(&INetwork::waitingCall {}).is_empty());
}

#[test]
fn one_decision_takes_effect_with_each_epoch_in_their_order() {
    let mut world = World::with(|genesis| genesis.limits.epoch_blocks = 64);
    for number in [4, 5] {
        world.decide(&adding(number));
    }
    world.decide(&removing(1));
    let from = world.epoch() + 1;
    let waiting = world.view(&INetwork::waitingCall {});
    let plan: Vec<_> = waiting
        .iter()
        .map(|one| (one.kind, one.fromEpoch))
        .collect();
    assert_eq!(
        plan,
        [
            (Kind::Add, from),
            (Kind::Add, from + 1),
            (Kind::Remove, from + 2)
        ]
    );
    let expected = [
        named(&[(1, 1), (2, 2), (3, 3), (4, 4)]),
        named(&[(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]),
        named(&[(2, 2), (3, 3), (4, 4), (5, 5)]),
        named(&[(2, 2), (3, 3), (4, 4), (5, 5)]),
    ];
    for after in expected {
        assert_eq!(world.end_epoch().1, after);
    }
}

#[test]
fn a_validator_that_waits_to_join_can_be_removed_before_and_the_order_keeps() {
    let mut world = World::with(|genesis| genesis.limits.epoch_blocks = 64);
    world.decide(&adding(4));
    world.decide(&removing(4));
    let four = named(&[(1, 1), (2, 2), (3, 3), (4, 4)]);
    assert_eq!(world.end_epoch().1, four);
    let three = named(&[(1, 1), (2, 2), (3, 3)]);
    assert_eq!(world.end_epoch().1, three);
}

#[test]
fn a_removal_finds_its_validator_whatever_keys_it_has_by_then() {
    let mut world = World::with(|genesis| genesis.limits.epoch_blocks = 64);
    world.decide(&removing(2));
    let change = world.rotation(2, 9);
    world.done(&change);
    let (last, next) = world.end_epoch();
    assert_eq!(next, named(&[(1, 1), (3, 3)]));
    let removed: Vec<INetwork::ValidatorRemoved> = events(&last);
    assert_eq!(removed.len(), 1);
    assert!(world.view(&INetwork::waitingCall {}).is_empty());
}

#[test]
fn the_history_tells_each_set_and_the_validators_of_any_epoch() {
    let mut world = World::new();
    let genesis = world.validators();
    let mut expected: Vec<(u64, Vec<Validator>)> = vec![(0, genesis)];
    for number in 4..14 {
        world.decide(&adding(number));
        // Epochs without a change lie between.
        for _ in 0..2 {
            world.end_epoch();
        }
        let next = world.epoch() + 1;
        let newest = set(world.view(&INetwork::validatorsOfCall { epoch: next }));
        let count = world.view(&INetwork::changeCountCall {});
        let change = world.view(&INetwork::changesCall {
            from: count - 1,
            count: 1,
        });
        expected.push((change[0].firstEpoch, newest));
    }
    let count = world.view(&INetwork::changeCountCall {});
    assert_eq!(count, expected.len() as u64);
    let page = |from, count| {
        let page = world.view(&INetwork::changesCall { from, count });
        let page = page.into_iter();
        page.map(|one| (one.firstEpoch, set(one.validators)))
            .collect::<Vec<_>>()
    };
    let most = MAX_PAGE as usize;
    assert_eq!(page(0, u64::MAX), expected[..most]);
    assert_eq!(page(MAX_PAGE, 2), expected[most..most + 2]);
    assert_eq!(page(count, 1), []);
    for epoch in 0..=world.epoch() {
        let known = expected.iter().rev().find(|(first, _)| *first <= epoch);
        let found = set(world.view(&INetwork::validatorsOfCall { epoch }));
        assert_eq!(found, known.unwrap().1, "epoch {epoch}");
    }
}

#[test]
fn a_decision_with_no_room_left_fails_and_can_be_executed_when_there_is() {
    let mut world = World::with(|genesis| genesis.limits.epoch_blocks = 1_000);
    for number in 4..19 {
        world.decide(&adding(number));
    }
    // Both can be proposed while there is room for one.
    world.approve(&adding(19));
    let failed = world.decide(&adding(20));
    let failed: Vec<wepos_abi::ICommittee::ExecutionFailed> = events(&failed);
    assert_eq!(failed.len(), 1, "sixteen wait");
    world.end_epoch();
    let member = world.members[0].clone();
    let again = wepos_abi::ICommittee::executeCall { id: failed[0].id };
    let receipt = world.chain.send(
        &member,
        wepos_abi::addresses::COMMITTEE,
        crate::amounts::Amount::ZERO,
        alloy_sol_types::SolCall::abi_encode(&again),
    );
    assert!(receipt.success);
    assert_eq!(world.view(&INetwork::waitingCall {}).len(), 16);
}

#[test]
fn the_epoch_of_any_height_is_told() {
    let world = World::new();
    let epoch = |height| {
        let found = world.view(&INetwork::epochOfCall { height });
        (
            found.number,
            found.firstBlock,
            found.lastBlock,
            found.blocks,
        )
    };
    assert_eq!(epoch(0), (0, 0, 7, 8));
    assert_eq!(epoch(7), (0, 0, 7, 8));
    assert_eq!(epoch(8), (1, 8, 15, 8));
    assert_eq!(epoch(DAY), (DAY / 8, DAY / 8 * 8, DAY / 8 * 8 + 7, 8));
}
