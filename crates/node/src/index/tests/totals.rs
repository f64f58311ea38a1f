//! Totals are what adding everything up gives, whatever happens in between.

use super::{
    history::{Sent, blocks_of, member, some_blocks},
    *,
};
use alloy_primitives::U256;
use std::collections::{BTreeMap, BTreeSet};
use wepos_abi::addresses;

/// What one period should have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sums {
    blocks: u64,
    transactions: u64,
    failed: u64,
    active: BTreeSet<Address>,
    events: u64,
}

fn sums(unit: Unit, blocks: &[Arc<StoredBlock>]) -> BTreeMap<u64, Sums> {
    let mut all = BTreeMap::<u64, Sums>::new();
    for block in blocks {
        let sums = all.entry(unit.at(&network(), block.time)).or_default();
        sums.blocks += 1;
        for receipt in &block.receipts {
            let with_topic = receipt.logs.iter().filter(|event| !event.topics.is_empty());
            sums.events += with_topic.count() as u64;
            if receipt.sender != Address::ZERO {
                sums.transactions += 1;
                sums.failed += u64::from(!receipt.success);
                sums.active.insert(receipt.sender);
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn totals_survive_restarts_and_periods(
        sent in some_blocks(),
        step_ms in prop_oneof![Just(300_u64), Just(20_000), Just(400_000)],
        restart_after in prop::collection::vec(1_usize..5, 1..8),
    ) {
        let blocks = blocks_of(1, step_ms, sent);
        let directory = directory();
        let mut rest = &blocks[..];
        for count in restart_after {
            let (batch, later) = rest.split_at(count.min(rest.len()));
            let index = open(&directory);
            // Twice is harmless.
            runtime().block_on(append(&index, batch));
            runtime().block_on(append(&index, batch));
            rest = later;
        }
        let index = open(&directory);
        runtime().block_on(append(&index, rest));
        for unit in Unit::ALL {
            let found = runtime().block_on(index.totals(unit, 0, u64::MAX, 1_000));
            let found = found.expect("the index answers");
            let expected = sums(unit, &blocks);
            prop_assert_eq!(found.len(), expected.len());
            for ((period, totals), (expected_period, sums)) in found.into_iter().zip(expected) {
                prop_assert_eq!(period, expected_period);
                let have = (totals.blocks, totals.transactions, totals.failed, totals.active);
                let want = (sums.blocks, sums.transactions, sums.failed, sums.active.len() as u64);
                prop_assert_eq!(have, want, "{:?} {}", unit, period);
                prop_assert_eq!(totals.events.values().sum::<u64>(), sums.events);
                prop_assert!(!totals.active_is_at_least);
            }
        }
    }
}

#[test]
fn money_is_told_apart_by_who_gives_and_who_takes() {
    let moved = |from: Address, to: Address, units: u64| Event {
        address: addresses::TOKEN,
        topics: vec![
            keccak256("Transfer(address,address,uint256)"),
            from.into_word(),
            to.into_word(),
        ],
        data: U256::from(units).to_be_bytes_vec(),
    };
    let funded = Event {
        address: addresses::EMISSION,
        topics: vec![
            keccak256("DevelopmentFunded(address,uint256)"),
            member(1).into_word(),
        ],
        data: U256::from(1_000).to_be_bytes_vec(),
    };
    let sent = Sent {
        sender: None,
        to: member(0),
        success: true,
        logs: vec![
            moved(Address::ZERO, addresses::UNRELEASED, 1_000_000),
            moved(addresses::STAGE, member(1), 1_000),
            funded,
            moved(member(1), member(2), 1),
            moved(addresses::RESERVED, member(1), 10),
            moved(member(1), addresses::PARTICIPATION, 100),
            moved(addresses::STAGE, addresses::BURNED, 10_000),
            moved(member(3), addresses::BURNED, 20_000),
            moved(addresses::STAGE, addresses::RESERVED, 100_000),
        ],
    };
    let directory = directory();
    let index = open(&directory);
    runtime().block_on(async {
        append(&index, &blocks_of(1, 1, vec![vec![sent]])).await;
        let found = index.totals(Unit::Stage, 0, 99, 9).await;
        let (_, totals) = found.expect("the index answers").remove(0);
        assert_eq!(
            (totals.moved, totals.paid, totals.deposited, totals.burned),
            (1, 10, 100, 30_000)
        );
        assert_eq!((totals.transactions, totals.active), (0, 0));
        assert_eq!(totals.events.values().sum::<u64>(), 9);
    });
}

#[test]
fn periods_have_bounds_that_meet() {
    let network = network();
    for unit in Unit::ALL {
        let (mut starts, mut ends) = unit.bounds(&network, 1);
        for period in 2..12 {
            assert_eq!(unit.at(&network, starts), period - 1, "{unit:?} {starts}");
            (starts, ends) = match ends {
                Some(ends) => {
                    let bounds = unit.bounds(&network, period);
                    assert_eq!(bounds.0, ends, "{unit:?} {period}");
                    bounds
                }
                None => break,
            };
        }
        assert!(ends.is_some() || unit == Unit::Stage);
    }
}
