use super::*;
use alloy_primitives::Bytes;
use wepos_chain::testing::Member;

const CHAIN_ID: u64 = 7;
const RECIPIENT: Address = Address::repeat_byte(0x11);
const MINUTE_MS: u64 = 60_000;

/// A signed transaction that sends `units`; others with the same nonce differ in `units`.
pub(super) fn signed(name: &str, nonce: u64, units: u128) -> Arc<CheckedTransaction> {
    sized(name, nonce, units, 0)
}

fn sized(name: &str, nonce: u64, units: u128, bytes: usize) -> Arc<CheckedTransaction> {
    let value = Amount::from_units(units);
    let raw: Bytes = Member::named(name).transaction_with_gas(
        CHAIN_ID,
        nonce,
        RECIPIENT,
        value,
        vec![0; bytes],
        10_000_000,
    );
    Arc::new(CheckedTransaction::check(raw, CHAIN_ID).unwrap())
}

pub(super) fn account(next_nonce: u64) -> AccountState {
    AccountState {
        next_nonce,
        balance: Amount::pos(1),
        newcomer: false,
        transactions_left: 1_000,
        bytes_left: 1_000_000,
    }
}

fn newcomer() -> AccountState {
    AccountState {
        newcomer: true,
        balance: Amount::ZERO,
        ..account(0)
    }
}

pub(super) fn pool() -> Pool {
    Pool::new(PoolLimits::default())
}

pub(super) fn insert(pool: &Pool, transaction: &Arc<CheckedTransaction>) -> Result<(), PoolError> {
    pool.insert(transaction.clone(), account(0), 0)
}

pub(super) fn fill(pool: &Pool, name: &str, nonces: std::ops::Range<u64>) {
    for nonce in nonces {
        insert(pool, &signed(name, nonce, 0)).unwrap();
    }
}

pub(super) fn as_final(transaction: &CheckedTransaction) -> FinalTransaction {
    FinalTransaction {
        hash: *transaction.hash(),
        sender: transaction.sender(),
        nonce: transaction.nonce(),
    }
}

pub(super) fn taken(pool: &Pool, height: u64) -> Vec<(Address, u64)> {
    let candidates = pool.candidates(height, 1_000, usize::MAX);
    let pairs = candidates.iter().map(|one| (one.sender(), one.nonce()));
    pairs.collect()
}

pub(super) fn address(name: &str) -> Address {
    Member::named(name).address
}

#[test]
fn senders_take_turns_in_the_order_in_which_they_came() {
    let pool = pool();
    fill(&pool, "b", 0..3);
    fill(&pool, "a", 0..1);
    fill(&pool, "c", 0..2);
    let [a, b, c] = ["a", "b", "c"].map(address);
    assert_eq!(
        taken(&pool, 1),
        [(b, 0), (a, 0), (c, 0), (b, 1), (c, 1), (b, 2)]
    );
    assert!(!pool.has_ready());
    assert_eq!(taken(&pool, 2), []);
}

#[test]
fn an_abandoned_proposal_gives_its_transactions_back_in_their_order() {
    let pool = pool();
    fill(&pool, "a", 0..2);
    fill(&pool, "b", 0..1);
    let first = taken(&pool, 5);
    fill(&pool, "c", 0..1);
    let [a, b, c] = ["a", "b", "c"].map(address);
    assert_eq!(first, [(a, 0), (b, 0), (a, 1)]);
    assert_eq!(taken(&pool, 5), [(a, 0), (b, 0), (c, 0), (a, 1)]);
    // A later height goes on after what is in flight.
    fill(&pool, "a", 2..3);
    assert_eq!(taken(&pool, 6), [(a, 2)]);
    assert_eq!(taken(&pool, 5).len(), 5);
}

#[test]
fn a_final_block_drops_what_it_covers_and_gives_the_rest_back() {
    let pool = pool();
    fill(&pool, "a", 0..3);
    fill(&pool, "b", 0..1);
    assert_eq!(taken(&pool, 1).len(), 4);
    // Another proposer's block has other transactions of the same senders.
    pool.finalized(1, &[as_final(&signed("a", 1, 9))]);
    assert_eq!(pool.status(), (2, 0));
    assert_eq!(taken(&pool, 2), [(address("a"), 2), (address("b"), 0)]);
    assert_eq!(
        insert(&pool, &signed("a", 1, 0)),
        Err(PoolError::NonceTooLow { next: 2, nonce: 1 })
    );
}

#[test]
fn a_used_nonce_does_not_come_back_with_an_account_that_was_read_too_early() {
    let pool = pool();
    pool.finalized(1, &[as_final(&signed("a", 0, 0))]);
    let stale = insert(&pool, &signed("a", 0, 0));
    assert_eq!(stale, Err(PoolError::NonceTooLow { next: 1, nonce: 0 }));
    for height in 2..40 {
        pool.finalized(height, &[]);
    }
    // By then nobody holds such an account any more, and the sender is forgotten.
    assert_eq!(insert(&pool, &signed("a", 0, 0)), Ok(()));
}

#[test]
fn a_proposal_of_another_validator_keeps_its_transactions_from_being_offered_again() {
    let pool = pool();
    fill(&pool, "a", 0..3);
    pool.proposed(
        4,
        &[as_final(&signed("a", 0, 0)), as_final(&signed("a", 1, 0))],
    );
    assert_eq!(taken(&pool, 5), [(address("a"), 2)]);
    // It is abandoned: the next proposal for that height has all again.
    assert_eq!(taken(&pool, 4).len(), 3);
}

#[test]
fn gapped_transactions_wait_for_the_nonce_before_them() {
    let pool = pool();
    let mut pending = pool.subscribe();
    let [zero, one, three] = [0, 1, 3].map(|nonce| signed("a", nonce, 0));
    insert(&pool, &one).unwrap();
    insert(&pool, &three).unwrap();
    assert!(!pool.has_ready());
    assert_eq!(pool.status(), (0, 2));
    assert_eq!(pool.pending_nonce(address("a")), None);
    assert!(pending.try_recv().is_err());
    insert(&pool, &zero).unwrap();
    assert!(pool.has_ready());
    assert_eq!(pool.status(), (2, 1));
    assert_eq!(pool.pending_nonce(address("a")), Some(2));
    assert_eq!(pending.try_recv().unwrap(), *zero.hash());
    assert_eq!(pending.try_recv().unwrap(), *one.hash());
    let content = pool.content();
    assert_eq!(content.executable, [zero, one]);
    assert_eq!(content.gapped, [three]);
    assert_eq!(taken(&pool, 1).len(), 2);
}

#[test]
fn a_nonce_too_far_ahead_is_refused() {
    let pool = pool();
    fill(&pool, "a", 0..2);
    assert_eq!(insert(&pool, &signed("a", 34, 0)), Ok(()));
    let refused = insert(&pool, &signed("a", 35, 0));
    assert_eq!(refused, Err(PoolError::NonceTooHigh { next: 2, nonce: 35 }));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "nonce too high: next nonce 2, tx nonce 35"
    );
}

#[test]
fn gapped_transactions_are_dropped_after_three_hours() {
    let pool = pool();
    let wait_ms = PoolLimits::default().gapped_wait_ms;
    let late = account(0);
    pool.insert(signed("a", 1, 0), late, 0).unwrap();
    pool.insert(signed("a", 2, 0), late, MINUTE_MS).unwrap();
    pool.insert(signed("b", 0, 0), late, 0).unwrap();
    pool.expire(wait_ms - 1);
    assert_eq!(pool.status(), (1, 2));
    pool.expire(wait_ms);
    assert_eq!(pool.status(), (1, 1));
    pool.expire(wait_ms + MINUTE_MS);
    assert_eq!(pool.status(), (1, 0));
    pool.expire(u64::MAX);
    assert_eq!(pool.status(), (1, 0));
}

#[test]
fn a_newer_transaction_replaces_one_that_is_not_in_flight() {
    let pool = pool();
    let [old, new, newest] = [1, 2, 3].map(|units| signed("a", 0, units));
    insert(&pool, &old).unwrap();
    assert_eq!(insert(&pool, &old), Err(PoolError::AlreadyKnown));
    insert(&pool, &new).unwrap();
    assert_eq!(pool.get(old.hash()), None);
    assert_eq!(pool.get(new.hash()), Some(new.clone()));
    assert_eq!(pool.candidates(1, 10, usize::MAX), [new]);
    let refused = insert(&pool, &newest).unwrap_err();
    assert_eq!(refused.to_string(), "replacement transaction underpriced");
    // A gapped one is replaced too, and its time goes on.
    insert(&pool, &signed("a", 2, 0)).unwrap();
    pool.insert(signed("a", 2, 1), account(0), MINUTE_MS)
        .unwrap();
    assert_eq!(pool.status(), (1, 1));
    pool.expire(PoolLimits::default().gapped_wait_ms);
    assert_eq!(pool.status(), (1, 0));
}

#[test]
fn a_transaction_can_be_replaced_so_many_times_only() {
    let pool = pool();
    for units in 0..=16 {
        insert(&pool, &signed("a", 0, units)).unwrap();
    }
    assert_eq!(
        insert(&pool, &signed("a", 0, 17)),
        Err(PoolError::Underpriced)
    );
}

#[test]
fn what_a_proposer_leaves_out_for_now_is_in_front_of_the_next_block() {
    let pool = pool();
    fill(&pool, "a", 0..1);
    fill(&pool, "b", 0..2);
    let first = pool.candidates(1, 10, usize::MAX);
    fill(&pool, "c", 0..1);
    // The block was full after the first.
    let rest: Vec<_> = first[1..]
        .iter()
        .map(|one| (*one.hash(), Retry::NextBlock))
        .collect();
    pool.excluded(&rest, 0);
    let [b, c] = ["b", "c"].map(address);
    assert_eq!(taken(&pool, 2), [(b, 0), (c, 0), (b, 1)]);
}

#[test]
fn what_can_never_run_is_dropped_and_its_successors_wait() {
    let pool = pool();
    fill(&pool, "a", 0..3);
    let first = pool.candidates(1, 10, usize::MAX);
    let left_out = [
        (*first[1].hash(), Retry::Never),
        (*first[2].hash(), Retry::NextBlock),
        (B256::ZERO, Retry::Never),
    ];
    pool.excluded(&left_out, 0);
    assert_eq!(pool.status(), (1, 1));
    assert!(!pool.has_ready());
    insert(&pool, &signed("a", 1, 5)).unwrap();
    assert_eq!(taken(&pool, 2), [(address("a"), 1), (address("a"), 2)]);
}

#[test]
fn waiting_transactions_cannot_send_more_than_the_sender_has() {
    let pool = pool();
    let half = Amount::pos(1).units() / 2;
    insert(&pool, &signed("a", 0, half)).unwrap();
    let error = insert(&pool, &signed("a", 1, half + 1)).unwrap_err();
    assert_eq!(
        error,
        PoolError::Overdraft {
            balance: Amount::pos(1),
            pending: Amount::from_units(half),
            value: Amount::from_units(half + 1)
        }
    );
    insert(&pool, &signed("a", 1, half)).unwrap();
    // What is replaced does not count.
    insert(&pool, &signed("a", 1, half - 1)).unwrap();
}

#[test]
fn what_waits_counts_towards_the_day() {
    let pool = pool();
    let few = AccountState {
        transactions_left: 2,
        bytes_left: 400,
        ..account(0)
    };
    pool.insert(signed("a", 0, 0), few, 0).unwrap();
    let large = sized("a", 1, 0, 350);
    assert_eq!(pool.insert(large, few, 0), Err(PoolError::DailyBytes));
    pool.insert(signed("a", 1, 0), few, 0).unwrap();
    let third = pool.insert(signed("a", 2, 0), few, 0);
    assert_eq!(third, Err(PoolError::DailyTransactions));
    // A replacement takes its predecessor's place in the day.
    pool.insert(signed("a", 1, 1), few, 0).unwrap();
}

#[test]
fn one_sender_fills_its_own_share_only() {
    let pool = pool();
    fill(&pool, "a", 0..64);
    let error = insert(&pool, &signed("a", 64, 0)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "account has too many pending transactions: at most 64"
    );
    insert(&pool, &signed("b", 0, 0)).unwrap();
}

#[test]
fn a_flood_of_newcomers_leaves_the_members_their_room_and_the_other_way_round() {
    let limits = PoolLimits {
        transactions: 40,
        gapped: 2,
        ..PoolLimits::default()
    };
    let pool = Pool::new(limits.clone());
    let newcomers: Vec<_> = (0..4).map(|n| signed(&format!("new {n}"), 0, 0)).collect();
    for (index, transaction) in newcomers.iter().enumerate() {
        assert_eq!(pool.takes_newcomers(), index < 2);
        let result = pool.insert(transaction.clone(), newcomer(), 0);
        assert_eq!(result.is_ok(), index < 2, "{result:?}");
    }
    for n in 0..38 {
        insert(&pool, &signed(&format!("member {n}"), 0, 0)).unwrap();
    }
    let error = insert(&pool, &signed("last", 0, 0)).unwrap_err();
    assert_eq!(error.to_string(), "txpool is full");
    // A newcomer whose account got a record is a member, and leaves its place to another.
    pool.finalized(1, &[as_final(&newcomers[0])]);
    pool.insert(newcomers[2].clone(), newcomer(), 0).unwrap();

    let pool = Pool::new(limits);
    for n in 0..2 {
        insert(&pool, &signed(&format!("member {n}"), 1, 0)).unwrap();
    }
    // Those that cannot run have a share of their own.
    assert_eq!(insert(&pool, &signed("last", 1, 0)), Err(PoolError::Full));
    insert(&pool, &signed("last", 0, 0)).unwrap();
}

#[test]
fn newcomers_get_every_twentieth_place_of_a_block_and_no_gaps() {
    let pool = pool();
    let ahead = pool.insert(signed("new 0", 1, 0), newcomer(), 0);
    assert_eq!(ahead, Err(PoolError::NonceTooHigh { next: 0, nonce: 1 }));
    for n in 0..5 {
        let transaction = signed(&format!("new {n}"), 0, 0);
        pool.insert(transaction, newcomer(), 0).unwrap();
    }
    fill(&pool, "a", 0..64);
    let candidates = pool.candidates(1, 40, usize::MAX);
    let places: Vec<_> = (0..40)
        .filter(|index| candidates[*index].sender() != address("a"))
        .collect();
    assert_eq!(places, [19, 39]);
    // With nobody else waiting, they still have their share only.
    let pool = super::tests::pool();
    for n in 0..5 {
        let transaction = signed(&format!("new {n}"), 0, 0);
        pool.insert(transaction, newcomer(), 0).unwrap();
    }
    assert_eq!(pool.candidates(1, 60, usize::MAX).len(), 3);
}

#[test]
fn a_newcomer_whose_first_call_fails_loses_what_came_after_it() {
    let pool = pool();
    for nonce in 0..3 {
        pool.insert(signed("new", nonce, 0), newcomer(), 0).unwrap();
    }
    let first = pool.candidates(1, 20, usize::MAX);
    pool.excluded(&[(*first[0].hash(), Retry::Never)], 0);
    assert_eq!(pool.status(), (0, 0));
    assert!(!pool.has_ready());
}

#[test]
fn a_large_transaction_waits_for_the_next_block_and_is_first_there() {
    let pool = pool();
    fill(&pool, "a", 0..1);
    insert(&pool, &sized("b", 0, 0, 50_000)).unwrap();
    fill(&pool, "c", 0..1);
    let [a, b, c] = ["a", "b", "c"].map(address);
    let senders = |height| {
        let candidates = pool.candidates(height, 10, 50_500);
        let senders = candidates.iter().map(|one| one.sender());
        senders.collect::<Vec<_>>()
    };
    assert_eq!(senders(1), [a, b, c]);
    pool.finalized(1, &[]);
    let tight = pool.candidates(2, 10, 50_000);
    assert_eq!(tight.len(), 2);
    fill(&pool, "d", 0..1);
    assert_eq!(senders(3)[0], b);
}

#[tokio::test]
async fn a_transaction_that_becomes_ready_wakes_the_proposer_even_if_it_comes_first() {
    let pool = pool();
    insert(&pool, &signed("a", 0, 0)).unwrap();
    pool.arrived().notified().await;
    assert!(pool.has_ready());
}

#[test]
#[ignore = "measures; run it optimised"]
fn a_transaction_costs_the_pool_less_than_two_microseconds() {
    const SENDERS: u64 = 1_000;
    const EACH: u64 = 16;
    let transactions: Vec<_> = (0..EACH)
        .flat_map(|nonce| (0..SENDERS).map(move |n| signed(&format!("{n}"), nonce, 0)))
        .collect();
    let pool = pool();
    let start = std::time::Instant::now();
    for transaction in &transactions {
        insert(&pool, transaction).unwrap();
    }
    let inserted = start.elapsed();
    for height in 1.. {
        let candidates = pool.candidates(height, 1_428, usize::MAX);
        if candidates.is_empty() {
            break;
        }
        let block: Vec<_> = candidates.iter().map(|one| as_final(one)).collect();
        pool.finalized(height, &block);
    }
    let count = transactions.len() as f64;
    let all = start.elapsed();
    println!(
        "insert {:.2} us, all {:.2} us",
        inserted.as_secs_f64() * 1e6 / count,
        all.as_secs_f64() * 1e6 / count
    );
    assert!(all.as_secs_f64() * 1e6 / count < 2.0);
}
