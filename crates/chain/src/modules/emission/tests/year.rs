//! The white paper's thirteen months, with everything that can be left at their ends.

use super::*;

const HOUR_MS: u64 = DAY_MS / 24;
const MILLION: u64 = 1_000_000;

/// The rule book's worked example.
#[test]
fn what_stage_0_leaves_is_burned_and_what_month_2_leaves_rolls_over() {
    let mut chain = chain();
    spend(&mut chain, STAGE_0, 400_000);
    let told = at_month(&mut chain, 2, 0);
    assert_eq!(told[0], "stage 0 ends: 600000 + 0 burned, 0 kept");
    assert_eq!(assert_invariants(&chain), Amount::pos(600_000));
    spend(&mut chain, STAGE_1, 500_000);
    at_month(&mut chain, 3, 0);
    assert_eq!(whole(forecast(&chain).unreserved), 3_500_000);
    at_month(&mut chain, 4, 0);
    assert_eq!(whole(forecast(&chain).unreserved), 5_500_000);
    assert_eq!(assert_invariants(&chain), Amount::pos(600_000));
}

#[test]
fn a_stage_that_is_used_up_burns_nothing_and_waits_for_the_next_one() {
    let mut chain = chain();
    spend(&mut chain, STAGE_0, MILLION);
    let error = IEmission::AreaBudgetExceeded {
        area: 5,
        asked: U256::ONE,
        available: U256::ZERO,
    };
    refused(
        &mut chain,
        Ask::Reserve(Area::OpenClaims, Amount::UNIT),
        &error,
    );
    // WP-63: the calendar does not move.
    assert_eq!(
        at_month(&mut chain, 2, 0),
        [
            "stage 0 ends: 0 + 0 burned, 0 kept",
            "stage 0 settled: 0 burned; 1000000 + 0",
            "month 2: 2000000"
        ]
    );
    reserve(&mut chain, Amount::pos(1));
    assert_eq!(assert_invariants(&chain), Amount::ZERO);
}

/// What is done in each stage of the year, in thousandths of what it releases.
struct Plan {
    paid: u64,
    /// Held at the end, and then paid in the settlement.
    decided: u64,
    /// Held at the end, and never decided.
    undecided: u64,
    /// Reserved, and nobody submits.
    unsubmitted: u64,
}

/// A full stage, an empty one, and all there is between.
const PLANS: [Plan; 5] = [
    plan(400, 100, 50, 150),
    plan(1_000, 0, 0, 0),
    plan(0, 0, 0, 0),
    plan(250, 750, 0, 0),
    plan(1, 2, 3, 994),
];

const fn plan(paid: u64, decided: u64, undecided: u64, unsubmitted: u64) -> Plan {
    Plan {
        paid,
        decided,
        undecided,
        unsubmitted,
    }
}

/// Millions that a stage releases.
const RELEASES: [u64; 5] = [1, 6, 12, 24, 48];
/// The first month after each stage.
const NEXT_MONTH: [u32; 5] = [2, 5, 8, 11, 14];

/// Runs the year with every stage's plan; each boundary comes as late as asked.
fn year(late_ms: u64) -> TestChain {
    let mut chain = chain();
    let mut burned = Amount::ZERO;
    for (index, plan) in (0_usize..).zip(&PLANS) {
        let stage = StageIndex(index as u8);
        let part = |thousandths: u64| thousandths * RELEASES[index] * MILLION / 1_000;
        // Tranches before the last roll over: all is spent in the stage's last month.
        let last = NEXT_MONTH[index] - 1;
        if index > 0 {
            for month in NEXT_MONTH[index - 1] + 1..=last {
                at_month(&mut chain, month, late_ms);
            }
        }
        let held = part(plan.decided + plan.undecided);
        spend(&mut chain, stage, part(plan.paid));
        reserve(&mut chain, Amount::pos(held + part(plan.unsubmitted)));
        done(&mut chain, Ask::Hold(stage, Amount::pos(held)));
        assert_eq!(
            assert_invariants(&chain),
            burned,
            "nothing burns inside a stage"
        );

        let told = at_month(&mut chain, NEXT_MONTH[index], late_ms);
        let unreserved = part(1_000 - plan.paid - plan.unsubmitted) - held;
        let unsubmitted = part(plan.unsubmitted);
        assert_eq!(
            told[0],
            format!("stage {index} ends: {unreserved} + {unsubmitted} burned, {held} kept")
        );
        let in_time = late_ms < 28 * DAY_MS;
        if in_time && held > 0 {
            let decided = part(plan.decided);
            done(&mut chain, pay(stage, CAROL, decided, decided));
        }
        assert_invariants(&chain);
        // Late enough, a month begins in the same block.
        let told = at_month(&mut chain, NEXT_MONTH[index], 28 * DAY_MS + late_ms);
        let settled = told.iter().filter(|line| line.contains("settled")).count();
        assert_eq!(settled, usize::from(in_time && held > 0), "{told:?}");
        let stage = record(&chain, stage);
        let issued = part(plan.paid) + if in_time { part(plan.decided) } else { 0 };
        assert_eq!(stage.phase, 3);
        assert_eq!(
            whole(stage.issued),
            issued,
            "stage {index}, {late_ms} ms late"
        );
        burned = assert_invariants(&chain);
    }
    chain
}

#[test]
fn the_year_comes_out_the_same_whether_boundaries_are_met_or_missed_by_hours_or_days() {
    let totals = |late_ms| {
        let chain = year(late_ms);
        let balance = |address| chain.account(address).balance;
        assert_eq!(balance(addresses::UNRELEASED), Amount::ZERO);
        let error = IEmission::IssuingOver {
            endedAt: *chain
                .view(addresses::EMISSION, &IEmission::boundariesCall {})
                .last()
                .unwrap(),
        };
        (balance(addresses::BURNED), balance(CAROL), error, chain)
    };
    let (burned, paid, ..) = totals(0);
    // 400 + 100, 1,000, 0, 250 + 750 and 1 + 2 thousandths of 1, 6, 12, 24 and 48 million.
    assert_eq!(paid, Amount::pos(30_644_000));
    assert_eq!(burned, Amount::pos(91 * MILLION - 30_644_000));
    for late_ms in [1, 7 * HOUR_MS, 13 * DAY_MS] {
        let (late_burned, late_paid, error, mut chain) = totals(late_ms);
        assert_eq!((late_burned, late_paid), (burned, paid), "{late_ms} ms");
        refused(&mut chain, Ask::Reserve(Area::Events, Amount::UNIT), &error);
        // There is no tranche left to split.
        refused(&mut chain, Ask::SetBudget([1_000; 6]), &error);
    }
}

#[test]
fn the_year_keeps_its_books_when_every_boundary_is_missed_by_four_weeks() {
    // Whatever was under review is settled in the very block that ends the stage.
    let chain = year(28 * DAY_MS + HOUR_MS);
    let paid: u64 = (400 + 6 * 1_000 + 24 * 250 + 48) * 1_000;
    assert_eq!(chain.account(CAROL).balance, Amount::pos(paid));
    assert_eq!(
        chain.account(addresses::BURNED).balance,
        Amount::pos(91 * MILLION - paid)
    );
}

#[test]
fn the_table_and_the_next_boundary_say_what_will_happen() {
    let mut chain = chain();
    let rows = chain.view(addresses::EMISSION, &IEmission::stagesCall {});
    let millions: Vec<_> = rows
        .iter()
        .map(|row| whole(row.allotment) / MILLION)
        .collect();
    assert_eq!(millions, RELEASES);
    let boundaries = chain.view(addresses::EMISSION, &IEmission::boundariesCall {});
    for row in &rows {
        assert_eq!(row.startsAt, boundaries[row.firstMonth as usize - 1]);
        assert_eq!(row.endsAt, boundaries[row.lastMonth as usize]);
    }
    assert_eq!((&*rows[0].nameZh, &*rows[0].nameEn), ("初期", "Beginning"));
    for month in 2..=14 {
        let next = chain.view(addresses::EMISSION, &IEmission::nextBoundaryCall {});
        assert_eq!(next.month, month);
        assert_eq!(next.at, boundaries[month as usize - 1]);
        assert_eq!(next.endsStage, NEXT_MONTH.contains(&month));
        let told = at_month(&mut chain, month, 0);
        let tranche = format!("month {month}: {}", whole(next.tranche));
        assert_eq!(told.contains(&tranche), month < 14, "{told:?}");
    }
    let next = chain.view(addresses::EMISSION, &IEmission::nextBoundaryCall {});
    assert_eq!(next, IEmission::NextBoundary::default());
    assert_eq!(forecast(&chain), IEmission::Forecast::default());
    let budget = chain.view(addresses::EMISSION, &IEmission::budgetCall { area: 0 });
    assert_eq!(budget, IEmission::Budget::default());
    let pool = chain.view(addresses::EMISSION, &IEmission::poolCall {});
    assert_eq!(pool.account, addresses::POOL);
    assert_eq!(
        (pool.balance, pool.atGenesis),
        (pool.atGenesis, pool.balance)
    );
}
