//! The end of a stage, and what is decided after it (R5).

use super::*;
use crate::{
    modules::emission::SETTLEMENT_DAYS,
    stages::{StageEntry, StageTable},
    testing::LAUNCH,
    time::{Calendar, Span, Timestamp},
};

/// Days of settlement.
const SETTLEMENT_MS: u64 = 28 * DAY_MS;

/// A chain at the end of stage 0: 300,000 reserved, of which 100,000 were held and 40,000 paid.
fn ended() -> TestChain {
    let mut chain = chain();
    reserve(&mut chain, Amount::pos(300_000));
    done(&mut chain, Ask::Hold(STAGE_0, Amount::pos(100_000)));
    done(&mut chain, pay(STAGE_0, CAROL, 40_000, 40_000));
    assert_eq!(
        at_month(&mut chain, 2, 0),
        [
            "stage 0 ends: 700000 + 200000 burned, 60000 kept",
            "month 2: 2000000"
        ]
    );
    assert_invariants(&chain);
    chain
}

#[test]
fn what_would_burn_is_said_before_and_what_burns_is_that() {
    let mut chain = chain();
    reserve(&mut chain, Amount::pos(300_000));
    done(&mut chain, Ask::Hold(STAGE_0, Amount::pos(60_000)));
    let said = forecast(&chain);
    let parts = [said.unreserved, said.unsubmitted, said.toSettlement].map(whole);
    assert_eq!(parts, [700_000, 240_000, 60_000]);
    let told = at_month(&mut chain, 2, 0);
    assert_eq!(told[0], "stage 0 ends: 700000 + 240000 burned, 60000 kept");
    assert_eq!(whole(forecast(&chain).undecided), 60_000);
    assert_eq!(whole(forecast(&chain).unreserved), 2_000_000);
}

#[test]
fn what_was_under_review_is_paid_until_the_last_moment_of_day_28() {
    let mut chain = ended();
    done(&mut chain, pay(STAGE_0, CAROL, 20_000, 15_000));
    assert_eq!(whole(record(&chain, STAGE_0).settlement), 45_000);
    at_month(&mut chain, 2, SETTLEMENT_MS - 1_001);
    // This lands one millisecond before.
    done(&mut chain, pay(STAGE_0, CAROL, 30_000, 30_000));
    let stage = record(&chain, STAGE_0);
    assert_eq!([stage.held, stage.settlement].map(whole), [10_000, 15_000]);
    assert_eq!(stage.phase, 2);
    assert_invariants(&chain);
    let (outcome, _) = chain.block_after(1, Vec::new());
    assert_eq!(
        told(&outcome),
        ["stage 0 settled: 15000 burned; 85000 + 915000"]
    );
    let stage = record(&chain, STAGE_0);
    assert_eq!((stage.phase, stage.held), (3, U256::ZERO));
    assert_eq!(whole(stage.burnedUndecided), 15_000);
    assert_invariants(&chain);
}

#[test]
fn after_the_settlement_nothing_is_paid_and_the_refusal_says_since_when() {
    let mut chain = ended();
    at_month(&mut chain, 2, SETTLEMENT_MS);
    let start = chain.network().calendar().month_bounds(2).0;
    let error = IEmission::SettlementOver {
        stage: 0,
        endedAt: start.whole_seconds() + SETTLEMENT_MS / 1_000,
    };
    refused(&mut chain, pay(STAGE_0, CAROL, 10_000, 10_000), &error);
    refused(&mut chain, Ask::Hold(STAGE_0, Amount::UNIT), &error);
    // Whoever ends a hold late is not in error: it is gone.
    done(&mut chain, Ask::Unhold(STAGE_0, Amount::pos(60_000)));
    assert_invariants(&chain);
}

#[test]
fn in_settlement_nothing_is_reserved_or_given_back_and_a_freed_hold_may_be_taken_by_another() {
    let mut chain = ended();
    let start = chain.network().calendar().month_bounds(2).0;
    let error = IEmission::StageOver {
        stage: 0,
        endedAt: start.whole_seconds(),
    };
    refused(&mut chain, Ask::Unreserve(STAGE_0, Amount::UNIT), &error);
    contained(&mut chain, Ask::Hold(STAGE_0, Amount::UNIT));
    done(&mut chain, Ask::Unhold(STAGE_0, Amount::pos(60_000)));
    done(&mut chain, Ask::Hold(STAGE_0, Amount::pos(50_000)));
    contained(&mut chain, Ask::Hold(STAGE_0, Amount::pos(10_001)));
    done(&mut chain, pay(STAGE_0, CAROL, 50_000, 50_000));
    // What is reserved meanwhile is the next stage's.
    reserve(&mut chain, Amount::pos(1_000));
    assert_eq!(whole(record(&chain, STAGE_0).reserved), 0);
    assert_eq!(whole(record(&chain, STAGE_1).reserved), 1_000);
    assert_invariants(&chain);
}

#[test]
fn a_stage_with_nothing_under_review_is_settled_when_it_ends() {
    let mut chain = chain();
    spend(&mut chain, STAGE_0, 400_000);
    assert_eq!(
        at_month(&mut chain, 2, 0),
        [
            "stage 0 ends: 600000 + 0 burned, 0 kept",
            "stage 0 settled: 0 burned; 400000 + 600000",
            "month 2: 2000000"
        ]
    );
    assert_eq!(record(&chain, STAGE_0).phase, 3);
    assert!(at_month(&mut chain, 2, SETTLEMENT_MS).is_empty());
}

#[test]
fn the_end_of_a_stage_costs_the_same_however_much_is_under_review() {
    let boundary = |holds: u64| {
        let mut chain = chain();
        reserve(&mut chain, Amount::pos(1_000));
        for _ in 0..holds {
            done(&mut chain, Ask::Hold(STAGE_0, Amount::pos(10)));
        }
        let start = chain.network().calendar().month_bounds(2).0;
        let wait = start.millis() - chain.time().millis();
        let (outcome, _) = chain.block_after(wait, Vec::new());
        let keys: Vec<_> = outcome.writes.iter().map(|write| write.key).collect();
        (keys, outcome.receipts[0].logs.len(), chain.rounds)
    };
    assert_eq!(boundary(1), boundary(60));
}

#[test]
fn a_boundary_and_the_end_of_a_settlement_that_were_missed_run_in_the_order_of_time() {
    for late in [0, 1, DAY_MS, 40 * MONTH_MS] {
        let mut chain = chain();
        reserve(&mut chain, Amount::pos(100));
        done(&mut chain, Ask::Hold(STAGE_0, Amount::pos(60)));
        let told = at_month(&mut chain, 5, late);
        let expected = [
            "stage 0 ends: 999900 + 40 burned, 60 kept",
            "month 2: 2000000",
            "stage 0 settled: 60 burned; 0 + 1000000",
            "month 3: 2000000",
            "month 4: 2000000",
            "stage 1 ends: 6000000 + 0 burned, 0 kept",
            "stage 1 settled: 0 burned; 0 + 6000000",
            "month 5: 4000000",
        ];
        assert_eq!(told[..8], expected, "{late} ms late");
        assert_invariants(&chain);
    }
}

#[test]
fn where_february_ends_on_day_28_the_settlement_does_before_march_begins() {
    let [alice, bob] = members();
    let mut genesis = genesis(&[&alice, &bob], None);
    for account in &mut genesis.development.as_mut().unwrap().ready_accounts {
        account.amount = Amount::ZERO;
    }
    let mut chain = TestChain::with_modules(genesis, MODULES);
    reserve(&mut chain, Amount::pos(100));
    done(&mut chain, Ask::Hold(STAGE_0, Amount::pos(100)));
    // Seven hours late into February, and ten days late into March.
    assert_eq!(at_month(&mut chain, 2, 7 * 3_600_000).len(), 2);
    assert_eq!(
        at_month(&mut chain, 3, 10 * 86_400_000),
        [
            "stage 0 settled: 100 burned; 0 + 1000000",
            "month 3: 2000000"
        ]
    );
    assert_invariants(&chain);
}

/// A chain with other stages: how many months each has, and what each of its months releases.
fn chain_of(rows: &[(u32, u64)]) -> TestChain {
    let [alice, bob] = members();
    let mut genesis = genesis(&[&alice, &bob], Some(MONTH_MS));
    let first = genesis.stages.entries()[0].clone();
    let row = |&(months, release): &(u32, u64)| StageEntry {
        months,
        release_per_month: Amount::pos(release),
        ..first.clone()
    };
    genesis.stages = StageTable::new(rows.iter().map(row).collect());
    let months = u64::from(genesis.stages.total_months());
    let boundary = |month| Timestamp::from_millis(LAUNCH.millis() + month * MONTH_MS);
    genesis.month_boundaries = (0..=months).map(boundary).collect();
    for account in &mut genesis.development.as_mut().unwrap().ready_accounts {
        account.amount = Amount::ZERO;
    }
    TestChain::with_modules(genesis, MODULES)
}

#[test]
fn the_longest_schedule_there_may_be_runs_in_one_block_if_all_of_it_was_missed() {
    let mut rows = vec![(8, 100_000); 14];
    rows.extend([(7, 100_000), (1, 79_100_000)]);
    assert_eq!(rows.len(), crate::genesis::STAGES_MAX);
    let mut chain = chain_of(&rows);
    reserve(&mut chain, Amount::pos(10));
    done(&mut chain, Ask::Hold(STAGE_0, Amount::pos(10)));
    let told = at_month(&mut chain, crate::genesis::MONTHS_MAX + 1, 40 * DAY_MS);
    assert_eq!(told.len(), 119 + 16 + 16);
    assert_eq!(assert_invariants(&chain), Amount::pos(91_000_000));
}

#[test]
fn no_month_of_any_calendar_is_shorter_than_a_settlement() {
    let assert_long_enough = |calendar: &Calendar| {
        let settlement = calendar.days(SETTLEMENT_DAYS);
        for month in 1..=crate::genesis::MONTHS_MAX {
            let (start, end) = calendar.month_bounds(month);
            assert!(end.since(start).unwrap() >= settlement, "month {month}");
        }
    };
    // Launches on every day of four years, one of them a leap year.
    for day in 0..1_461 {
        let launch = Timestamp::from_millis(LAUNCH.millis() + day * 86_400_000);
        assert_long_enough(&Calendar::real(launch, 480).unwrap());
    }
    for length in [3_000, 3_001, 3_029, 60_000, 86_400_007] {
        let length = Span::from_millis(length);
        assert_long_enough(&Calendar::fixed(LAUNCH, length).unwrap());
    }
}

#[test]
fn a_settlement_ends_before_the_next_stage_does_where_stages_are_short() {
    let mut chain = chain_of(&[(1, 1_000_000), (1, 90_000_000)]);
    for stage in [STAGE_0, STAGE_1] {
        reserve(&mut chain, Amount::pos(10));
        done(&mut chain, Ask::Hold(stage, Amount::pos(10)));
        at_month(&mut chain, u32::from(stage.0) + 2, 0);
        assert_invariants(&chain);
    }
    assert_eq!(record(&chain, STAGE_0).phase, 3);
    assert_eq!(record(&chain, STAGE_1).phase, 2);
    assert_eq!(
        at_month(&mut chain, 3, SETTLEMENT_MS),
        ["stage 1 settled: 10 burned; 0 + 90000000"],
        "the last stage's too"
    );
    assert_invariants(&chain);
}
