//! How much an account may send in a day (R15), and how much a transaction and a block may hold.

use super::{Supply, block_in_every_way, members, run};
use crate::{
    admission::{Exclusion, admissible},
    amounts::Amount,
    execution::Mode,
    genesis::{DailyLimit, DailyLimits, Genesis},
    modules::token::Account,
    testing::{Member, TestChain, genesis},
    transaction::CheckedTransaction,
};
use alloy_primitives::Bytes;
use std::collections::BTreeSet;
use wepos_abi::{IToken, addresses};

/// A network where an empty account may send 2 transactions a day, one with balance 3, an anchored one 5; a day has 2
/// s.
fn small() -> Genesis {
    let [alice, bob] = members();
    let mut genesis = genesis(&[&alice, &bob], Some(60_000));
    let limit = |transactions, bytes| DailyLimit {
        transactions,
        bytes,
    };
    genesis.limits.daily = DailyLimits {
        empty: limit(2, 2_000),
        with_balance: limit(3, 3_000),
        anchored: limit(5, 5_000),
    };
    genesis
}

fn transfer(chain: &TestChain, from: &Member, nonce: u64, value: Amount) -> Bytes {
    let [_, bob] = members();
    from.transaction(
        chain.network().chain_id(),
        nonce,
        bob.address,
        value,
        Vec::new(),
    )
}

/// How many of ten transactions of `member` get into a block, and why the next one does not.
fn fits(chain: &TestChain, member: &Member, after_ms: u64) -> (usize, String) {
    let first = chain.account(member.address).nonce;
    let transactions: Vec<_> = (first..first + 10)
        .map(|nonce| chain.check(transfer(chain, member, nonce, Amount::ZERO)))
        .collect();
    let none = BTreeSet::new();
    let (run, _) = run(
        chain,
        after_ms,
        Mode::Build,
        &transactions,
        Supply::AsAsked,
        &none,
    );
    let run = run.unwrap();
    (run.outcome.transactions.len(), run.excluded[0].1.clone())
}

#[test]
fn each_standing_has_its_own_number_of_transactions_a_day() {
    let [alice, _] = members();
    let (paid, emptied) = (Member::named("paid"), Member::named("emptied"));
    let mut chain = TestChain::new(small());
    chain.send(&alice, paid.address, Amount::pos(1), Vec::new());
    chain.send(&alice, emptied.address, Amount::pos(1), Vec::new());
    chain.send(&emptied, paid.address, Amount::pos(1), Vec::new());
    // All on a new day: 30 days of 2 s in a month.
    chain.block_after(4_000, Vec::new());
    for (member, allowed) in [(&alice, 5), (&paid, 3), (&emptied, 2)] {
        let (count, reason) = fits(&chain, member, 1);
        assert_eq!(count, allowed);
        let expected = format!("daily limit reached: {allowed} transactions a day");
        assert!(reason.starts_with(&expected), "{reason}");
    }
}

#[test]
fn a_new_day_begins_at_its_instant_for_everybody() {
    let [alice, _] = members();
    let mut chain = TestChain::new(small());
    // The chain stands at 1 ms of day 0.
    let raw = (0..5)
        .map(|nonce| transfer(&chain, &alice, nonce, Amount::ZERO))
        .collect();
    block_in_every_way(&mut chain, 1, raw);
    assert_eq!(fits(&chain, &alice, 1_997).0, 0, "one millisecond before");
    assert_eq!(fits(&chain, &alice, 1_998).0, 5, "at the instant");
    let limits = chain.view(
        addresses::TOKEN,
        &IToken::limitsCall {
            account: alice.address,
        },
    );
    assert_eq!(
        (limits.transactionsUsed, limits.transactionsAllowed),
        (5, 5)
    );
    let launch = chain.network().genesis().launch.whole_seconds();
    assert_eq!(limits.dayEndsAt, launch + 2);
    chain.block_after(1_998, Vec::new());
    let limits = chain.view(
        addresses::TOKEN,
        &IToken::limitsCall {
            account: alice.address,
        },
    );
    assert_eq!((limits.transactionsUsed, limits.bytesUsed), (0, 0));
    assert_eq!(limits.dayEndsAt, launch + 4);
}

#[test]
fn bytes_are_counted_too_and_failed_transactions_as_well() {
    let [alice, bob] = members();
    let mut chain = TestChain::new(small());
    let chain_id = chain.network().chain_id();
    let raw = |nonce, bytes| {
        alice.transaction(
            chain_id,
            nonce,
            addresses::TOKEN,
            Amount::ZERO,
            vec![1; bytes],
        )
    };
    let first = raw(0, 4_000);
    let used = first.len() as u64;
    let run = block_in_every_way(&mut chain, 1, vec![first, raw(1, 2_000)]);
    assert!(!run.outcome.receipts[0].success);
    let reason = &run.excluded[0].1;
    assert!(
        reason.starts_with("daily limit reached: 5000 bytes a day"),
        "{reason}"
    );
    let account = chain.account(alice.address);
    assert_eq!((account.bytes_today, account.transactions_today), (used, 1));
    // What fits exactly is in.
    let rest = usize::try_from(5_000 - used).unwrap();
    let overhead = raw(1, 500).len() - 500;
    let exact = raw(1, rest - overhead);
    assert_eq!(exact.len(), rest);
    let one_more = alice.transaction(
        chain_id,
        1,
        bob.address,
        Amount::ZERO,
        vec![1; rest - overhead + 1],
    );
    assert_eq!(one_more.len(), rest + 1);
    let run = block_in_every_way(&mut chain, 1, vec![one_more, exact]);
    assert_eq!(run.excluded.len(), 1);
    assert_eq!(chain.account(alice.address).bytes_today, 5_000);
}

/// The reasons in order of precedence: each case breaks its rule and all after it.
#[test]
fn what_may_not_be_in_a_block_says_the_first_reason() {
    let [alice, _] = members();
    let mut genesis = small();
    genesis.limits.transaction_bytes = 1_024;
    genesis.limits.transaction_gas = 25_000;
    let chain = TestChain::new(genesis);
    let network = chain.network().clone();
    let account = Account {
        nonce: 5,
        balance: Amount::pos(1),
        anchored: true,
        transactions_today: 5,
        bytes_today: 5_000,
        ..Account::default()
    };
    let check = |account: &Account, nonce, value, bytes| {
        let chain_id = network.chain_id();
        let raw = alice.transaction(chain_id, nonce, alice.address, value, vec![1; bytes]);
        let transaction = CheckedTransaction::check(raw, chain_id).unwrap();
        admissible(&network, account, &transaction, chain.time())
    };
    let (nothing, much) = (Amount::ZERO, Amount::pos(2));
    let available_from = network.genesis().launch.whole_seconds() + 2;
    let oversized = check(&account, 4, much, 1_000).unwrap_err();
    assert!(matches!(
        oversized,
        Exclusion::Oversized { limit: 1_024, .. }
    ));
    let cases = [
        (
            check(&account, 4, much, 700),
            Exclusion::IntrinsicGas {
                need: 29_000,
                limit: 25_000,
            },
        ),
        (
            check(&account, 4, much, 0),
            Exclusion::NonceTooLow { next: 5, nonce: 4 },
        ),
        (
            check(&account, 6, much, 0),
            Exclusion::NonceTooHigh { next: 5, nonce: 6 },
        ),
        (
            check(&account, 5, much, 0),
            Exclusion::Funds {
                balance: Amount::pos(1),
                value: much,
            },
        ),
        (
            check(&account, 5, nothing, 0),
            Exclusion::DailyTransactions {
                allowed: 5,
                available_from,
            },
        ),
        (
            check(
                &Account {
                    transactions_today: 4,
                    ..account.clone()
                },
                5,
                nothing,
                0,
            ),
            Exclusion::DailyBytes {
                allowed: 5_000,
                available_from,
            },
        ),
    ];
    for (result, expected) in cases {
        assert_eq!(result, Err(expected));
    }
    let yesterday = Account { day: 9, ..account };
    assert_eq!(check(&yesterday, 5, nothing, 0), Ok(()));
}

#[test]
fn a_transaction_beyond_the_network_s_own_limits_is_left_out_and_stops_nothing() {
    let [alice, bob] = members();
    let mut genesis = genesis(&[&alice, &bob], None);
    genesis.limits.transaction_bytes = 2_048;
    genesis.limits.transaction_gas = 30_000;
    let mut chain = TestChain::new(genesis);
    let chain_id = chain.network().chain_id();
    let raw = [3_000, 1_500, 100]
        .map(|bytes| alice.transaction(chain_id, 0, bob.address, Amount::ZERO, vec![1; bytes]));
    let run = block_in_every_way(&mut chain, 1_000, raw.to_vec());
    assert!(run.excluded[0].1.starts_with("oversized data"));
    assert!(run.excluded[1].1.starts_with("intrinsic gas too high"));
    assert_eq!(run.outcome.receipts.len(), 1);
}

#[test]
fn a_block_holds_what_its_gas_and_its_bytes_allow() {
    let [alice, bob] = members();
    let mut by_gas = genesis(&[&alice, &bob], None);
    by_gas.limits.block_gas = 500_000;
    by_gas.limits.transaction_gas = 400_000;
    let mut by_bytes = genesis(&[&alice, &bob], None);
    by_bytes.limits.block_bytes = 2_048;
    by_bytes.limits.transaction_bytes = 1_024;
    for (genesis, fit) in [(by_gas, 500_000 / 21_000), (by_bytes, 2_048 / 115)] {
        let mut chain = TestChain::new(genesis);
        let raw: Vec<_> = (0..30)
            .map(|nonce| transfer(&chain, &alice, nonce, Amount::pos(1)))
            .collect();
        let run = block_in_every_way(&mut chain, 1_000, raw);
        let count = run.outcome.receipts.len();
        assert!(count.abs_diff(fit) <= 1, "{count} where about {fit} fit");
        assert_eq!(run.excluded[0].1, "the block is full");
        assert!(run.outcome.gas_used <= run.outcome.gas_limit);
    }
}
