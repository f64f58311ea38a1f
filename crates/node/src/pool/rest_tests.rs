//! What waits for funds or for another day.

use super::{
    tests::{account, address, as_final, fill, insert, pool, signed, taken},
    *,
};
use wepos_chain::{
    modules::token::{Account, account_key},
    state::Record as _,
    time::Timestamp,
};

const NOW_MS: u64 = 1_000_000;
const HOUR_MS: u64 = 60 * 60 * 1_000;
const TOMORROW: Retry = Retry::From(Timestamp::from_millis(NOW_MS + 10 * HOUR_MS));

/// A block that leaves `name` with a balance.
fn balance_of(name: &str, balance: Amount) -> [Write; 1] {
    let account = Account {
        balance,
        ..Account::default()
    };
    [Write {
        key: account_key(&address(name)),
        before: None,
        after: Some(account.to_value()),
    }]
}

/// Proposes all that waits, and leaves out the one at `index` and those after it.
fn leave_out(pool: &Pool, height: u64, index: usize, retry: Retry, now_ms: u64) {
    let candidates = pool.candidates(height, 10, usize::MAX);
    let mut left_out = vec![(*candidates[index].hash(), retry)];
    let after = candidates[index + 1..].iter();
    left_out.extend(after.map(|one| (*one.hash(), Retry::NextBlock)));
    pool.excluded(&left_out, now_ms);
    let included: Vec<_> = candidates[..index]
        .iter()
        .map(|one| as_final(one))
        .collect();
    pool.finalized(height, &included);
    pool.expire(now_ms);
}

#[test]
fn a_transaction_whose_day_is_used_up_waits_for_the_next_one_without_a_block_for_it() {
    let pool = pool();
    fill(&pool, "a", 0..3);
    leave_out(&pool, 1, 1, TOMORROW, NOW_MS);
    assert_eq!(pool.status(), (2, 0));
    assert_eq!(pool.pending_nonce(address("a")), Some(3));
    // It is no reason to propose, and it is in nobody's way.
    assert!(!pool.has_ready());
    fill(&pool, "b", 0..1);
    assert_eq!(taken(&pool, 2), [(address("b"), 0)]);
    pool.expire(NOW_MS + 10 * HOUR_MS - 1);
    assert!(!pool.has_ready());
    pool.expire(NOW_MS + 10 * HOUR_MS);
    assert_eq!(taken(&pool, 3), [(address("a"), 1), (address("a"), 2)]);
}

#[test]
fn a_transaction_waits_for_its_funds_and_goes_on_when_a_block_brings_them() {
    let pool = pool();
    insert(&pool, &signed("a", 0, 7)).unwrap();
    let seven = Amount::from_units(7);
    leave_out(&pool, 1, 0, Retry::Funded(seven), NOW_MS);
    assert_eq!(pool.status(), (1, 0));
    pool.written(&balance_of("a", Amount::from_units(6)));
    pool.written(&balance_of("b", seven));
    assert!(!pool.has_ready());
    pool.written(&balance_of("a", seven));
    assert_eq!(taken(&pool, 2), [(address("a"), 0)]);
}

#[test]
fn funds_that_never_come_are_waited_for_a_day_and_an_hour() {
    let pool = pool();
    insert(&pool, &signed("a", 0, 7)).unwrap();
    let poor = Retry::Funded(Amount::from_units(7));
    leave_out(&pool, 1, 0, poor, NOW_MS);
    // Tried again in between, its time goes on.
    pool.written(&balance_of("a", Amount::pos(1)));
    leave_out(&pool, 2, 0, poor, NOW_MS + 24 * HOUR_MS);
    assert_eq!(pool.status(), (1, 0));
    pool.expire(NOW_MS + 25 * HOUR_MS - 1);
    assert_eq!(pool.status(), (1, 0));
    pool.expire(NOW_MS + 25 * HOUR_MS);
    assert_eq!(pool.status(), (0, 0));
    assert!(!pool.has_ready());
}

#[test]
fn days_that_are_always_used_up_are_waited_for_once() {
    let pool = pool();
    fill(&pool, "a", 0..1);
    leave_out(&pool, 1, 0, TOMORROW, NOW_MS);
    let tomorrow_ms = NOW_MS + 10 * HOUR_MS;
    pool.expire(tomorrow_ms);
    let later = Retry::From(Timestamp::from_millis(tomorrow_ms + 24 * HOUR_MS));
    leave_out(&pool, 2, 0, later, tomorrow_ms);
    assert_eq!(pool.status(), (1, 0));
    pool.expire(NOW_MS + 25 * HOUR_MS);
    leave_out(&pool, 3, 0, later, NOW_MS + 25 * HOUR_MS);
    assert_eq!(pool.status(), (0, 0));
}

#[test]
fn a_replacement_of_what_rests_is_offered_at_once() {
    let pool = pool();
    insert(&pool, &signed("a", 0, 7)).unwrap();
    leave_out(&pool, 1, 0, Retry::Funded(Amount::from_units(7)), NOW_MS);
    insert(&pool, &signed("a", 0, 1)).unwrap();
    assert_eq!(taken(&pool, 2), [(address("a"), 0)]);
    // Nothing of the rest is left.
    pool.finalized(2, &[as_final(&signed("a", 0, 1))]);
    pool.expire(u64::MAX);
    assert_eq!(pool.status(), (0, 0));
}

#[test]
fn what_rests_is_judged_anew_when_what_came_before_it_is_abandoned() {
    let pool = pool();
    fill(&pool, "a", 0..2);
    let candidates = pool.candidates(1, 10, usize::MAX);
    let poor = Retry::Funded(Amount::pos(1));
    pool.excluded(&[(*candidates[1].hash(), poor)], NOW_MS);
    assert_eq!(taken(&pool, 2), []);
    assert_eq!(taken(&pool, 1), [(address("a"), 0), (address("a"), 1)]);
}

#[test]
fn only_so_many_senders_rest() {
    let pool = Pool::new(PoolLimits {
        resting: 1,
        ..PoolLimits::default()
    });
    fill(&pool, "a", 0..1);
    fill(&pool, "b", 0..1);
    let candidates = pool.candidates(1, 10, usize::MAX);
    let left_out: Vec<_> = candidates
        .iter()
        .map(|one| (*one.hash(), TOMORROW))
        .collect();
    pool.excluded(&left_out, NOW_MS);
    assert_eq!(pool.status(), (1, 0));
    // Who rests already may go on to.
    pool.excluded(&left_out, NOW_MS);
    assert_eq!(pool.status(), (1, 0));
}

#[test]
fn a_proposal_that_lost_gives_its_transactions_to_the_next_proposer() {
    let pool = pool();
    let known = pool.insert(signed("a", 0, 0), account(0), 0);
    assert_eq!(known, Ok(()));
    // Another validator's, on the block at height 4; then somebody is asked for another one on it.
    pool.proposed(5, &[as_final(&signed("a", 0, 0))]);
    assert!(!pool.has_ready());
    pool.abandoned_above(5);
    assert!(!pool.has_ready());
    pool.abandoned_above(4);
    assert!(pool.has_ready());
}
