//! Holding, against a model that knows nothing of closed forms: it walks from change to change and from month to month.

use super::members;
use crate::{
    amounts::Amount,
    modules::token::{HOLDING_MONTH_MINIMUM, Holding},
    testing::{LAUNCH, Member, TestChain, genesis},
    time::{Calendar, Span, Timestamp},
};
use alloy_primitives::U256;
use proptest::prelude::*;
use wepos_abi::{IToken, addresses};

/// What a record must say at `now`, from the list of all balances since the account began.
fn model(
    calendar: &Calendar,
    changes: &[(Timestamp, Amount)],
    now: Timestamp,
) -> (u128, Amount, u32) {
    let balance_at = |instant: u64| {
        let before = changes.iter().rev().find(|(at, _)| at.millis() <= instant);
        before.map_or(0, |(_, balance)| balance.units())
    };
    // Balance × time between two instants, one piece of unchanged balance after the other.
    let area = |from: u64, to: u64| {
        let mut edges: Vec<u64> = changes.iter().map(|(at, _)| at.millis()).collect();
        edges.extend([from, to]);
        edges.retain(|edge| (from..=to).contains(edge));
        edges.sort_unstable();
        let pieces = edges
            .windows(2)
            .map(|pair| balance_at(pair[0]) * u128::from(pair[1] - pair[0]));
        pieces.sum::<u128>()
    };
    let first = calendar.month_at(changes[0].0);
    let current = calendar.month_at(now);
    let (mut average, mut streak) = (0, 0);
    for month in first..current {
        let (start, end) = calendar.month_bounds(month);
        average = area(start.millis(), end.millis()) / u128::from(end.millis() - start.millis());
        streak = if average >= HOLDING_MONTH_MINIMUM.units() {
            streak + 1
        } else {
            0
        };
    }
    let start = calendar.month_bounds(current).0;
    (
        area(start.millis(), now.millis()),
        Amount::from_units(average),
        streak,
    )
}

fn calendars() -> [Calendar; 2] {
    [
        Calendar::fixed(LAUNCH, Span::from_millis(60_000)).unwrap(),
        Calendar::real(LAUNCH, 480).unwrap(),
    ]
}

proptest! {
    #[test]
    fn a_record_says_what_the_history_says(
        which in 0_usize..2,
        begin in 0_u64..100,
        // Steps in sixtieths of a month, so that many fall on boundaries, and some skip months.
        touches in prop::collection::vec((0_u64..150, 0_u64..999, any::<bool>(), 0_u128..25), 1..12),
    ) {
        let calendar = calendars()[which];
        let tick = [1_000, 31 * 86_400_000 / 60][which];
        let mut now = Timestamp::from_millis(LAUNCH.millis() + begin * tick);
        let mut holding = Holding::begin(&calendar, now);
        let mut balance = Amount::ZERO;
        let mut changes = vec![(now, balance)];
        for (ticks, millis, moved, whole) in touches {
            let after = ticks * tick + if ticks % 3 == 0 { 0 } else { millis };
            now = Timestamp::from_millis(now.millis() + after);
            holding.advance(&calendar, balance, now);
            let (accumulated, average, streak) = model(&calendar, &changes, now);
            prop_assert_eq!(holding.accumulated, accumulated);
            prop_assert_eq!(holding.last_average, average);
            prop_assert_eq!(holding.holding_months, streak);
            prop_assert_eq!(holding.month, calendar.month_at(now));
            prop_assert_eq!(holding.updated_at, now);
            if moved {
                balance = Amount::from_units(whole * 1_000_000_000_000_000_001);
                changes.push((now, balance));
            }
        }
    }

    #[test]
    fn touching_a_record_in_between_changes_nothing(
        which in 0_usize..2,
        mut instants in prop::collection::vec(0_u64..400, 1..20),
        whole in 0_u64..1_000,
    ) {
        let calendar = calendars()[which];
        let tick = [1_000, 31 * 86_400_000 / 60][which];
        instants.sort_unstable();
        let at = |ticks: u64| Timestamp::from_millis(LAUNCH.millis() + ticks * tick);
        let balance = Amount::pos(whole);
        let (mut often, mut once) = (Holding::begin(&calendar, at(0)), Holding::begin(&calendar, at(0)));
        for instant in &instants {
            often.advance(&calendar, balance, at(*instant));
        }
        once.advance(&calendar, balance, at(*instants.last().unwrap()));
        prop_assert_eq!(often, once);
    }
}

#[test]
fn the_whole_supply_held_for_the_longest_month_fits() {
    let calendar = Calendar::fixed(LAUNCH, Span::from_millis(31 * 86_400_000)).unwrap();
    let mut holding = Holding::begin(&calendar, LAUNCH);
    let supply = crate::amounts::TOTAL_SUPPLY;
    let (_, end) = calendar.month_bounds(1);
    holding.advance(&calendar, supply, Timestamp::from_millis(end.millis() - 1));
    holding.advance(&calendar, supply, Timestamp::from_millis(u64::MAX / 4));
    assert_eq!(holding.last_average, supply);
}

#[test]
fn time_that_stands_still_or_runs_back_adds_nothing() {
    let [calendar, _] = calendars();
    let later = Timestamp::from_millis(LAUNCH.millis() + 5_000);
    let mut holding = Holding::begin(&calendar, later);
    let before = holding.clone();
    holding.advance(&calendar, Amount::pos(1), later);
    holding.advance(&calendar, Amount::pos(1), LAUNCH);
    assert_eq!(holding, before);
}

fn view(chain: &TestChain, member: &Member) -> IToken::holdingReturn {
    let account = member.address;
    chain.view(addresses::TOKEN, &IToken::holdingCall { account })
}

#[test]
fn the_view_tells_this_month_and_the_last_without_a_touch() {
    let [alice, bob] = members();
    let mut chain = TestChain::new(genesis(&[&alice], Some(60_000)));
    let first = view(&chain, &alice);
    assert_eq!((first.thisMonthIndex, first.holdingMonths), (1, 0));
    assert_eq!(first.lastMonthAverage, U256::ZERO);
    let nobody = view(&chain, &bob);
    assert_eq!(nobody.thisMonthIndex, 1, "the month runs for everybody");
    assert_eq!(nobody.thisMonthAccumulated, U256::ZERO);

    // The account was paid 1 ms after the launch.
    chain.block_after(60_000 - 1 + 10_000, Vec::new());
    let second = view(&chain, &alice);
    let units = Amount::pos(10_000).units();
    assert_eq!(second.thisMonthIndex, 2);
    assert_eq!(second.lastMonthAverage, U256::from(units * 59_999 / 60_000));
    assert_eq!(second.thisMonthAccumulated, U256::from(units * 10_000));
    assert_eq!(second.holdingMonths, 1);
    chain.block_after(120_000, Vec::new());
    let fourth = view(&chain, &alice);
    assert_eq!((fourth.thisMonthIndex, fourth.holdingMonths), (4, 3));
    assert_eq!(fourth.lastMonthAverage, U256::from(units));
    assert_eq!(view(&chain, &bob).thisMonthIndex, 4);
}

#[test]
fn what_left_in_the_middle_of_a_month_counts_for_its_part() {
    let [alice, bob] = members();
    let mut chain = TestChain::new(genesis(&[&alice], Some(60_000)));
    // `send` makes a block one second later: at 15 s of the month 9,995 PoS go, at 45 s they come back.
    chain.block_after(14_000 - 1, Vec::new());
    chain.send(&alice, bob.address, Amount::pos(9_995), Vec::new());
    chain.block_after(29_000, Vec::new());
    chain.send(&bob, alice.address, Amount::pos(9_995), Vec::new());
    chain.block_after(15_000, Vec::new());
    let units = |whole: u64| Amount::pos(whole).units();
    let received = view(&chain, &bob);
    assert_eq!(received.lastMonthAverage, U256::from(units(9_995) / 2));
    assert_eq!(received.balance, U256::ZERO);
    assert_eq!(received.holdingMonths, 1);
    let sent = view(&chain, &alice);
    let sum = units(10_000) * 29_999 + units(5) * 30_000;
    assert_eq!(sent.lastMonthAverage, U256::from(sum / 60_000));
    // Nothing held in the next month ends the row.
    chain.block_after(60_000, Vec::new());
    assert_eq!(view(&chain, &bob).holdingMonths, 0);
}
