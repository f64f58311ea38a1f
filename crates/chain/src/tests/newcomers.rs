//! Accounts without a record (R15): what they may call, how much of a block they share, and that failing leaves
//! nothing.

use super::{
    assert_lives, block_in_every_way, members,
    modules::{IOpen, OPEN, ROGUES},
};
use crate::{
    amounts::Amount,
    execution::Call,
    testing::{Member, TestChain, genesis},
};
use alloy_primitives::{Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use wepos_abi::{IErrors, IToken, addresses};

fn chain() -> TestChain {
    let [alice, bob] = members();
    TestChain::with_modules(genesis(&[&alice, &bob], None), ROGUES)
}

fn submit(chain: &TestChain, member: &Member, nonce: u64, work: u64) -> Bytes {
    let work = U256::from(work);
    let input = IOpen::submitCall { work }.abi_encode();
    let chain_id = chain.network().chain_id();
    member.transaction_with_gas(chain_id, nonce, OPEN, Amount::ZERO, input, 5_000_000)
}

#[test]
fn the_first_success_creates_the_record() {
    let new = Member::named("newcomer");
    let mut chain = chain();
    let raw = submit(&chain, &new, 0, 1_000);
    let run = block_in_every_way(&mut chain, 1_000, vec![raw]);
    assert!(run.outcome.receipts[0].success);
    let account = chain.account(new.address);
    assert_eq!((account.nonce, account.balance), (1, Amount::ZERO));
    assert_eq!(account.transactions_today, 1);
    assert_eq!(account.holding.month, 1);
    // No newcomer any more: it may fail now.
    let raw = submit(&chain, &new, 1, 13);
    let run = block_in_every_way(&mut chain, 1_000, vec![raw]);
    assert!(!run.outcome.receipts[0].success);
    assert_eq!(chain.account(new.address).nonce, 2);
}

#[test]
fn a_call_that_would_fail_is_not_in_a_block_and_stores_nothing() {
    let new = Member::named("newcomer");
    let mut chain = chain();
    let before = chain.state().clone();
    let raw = submit(&chain, &new, 0, 13);
    let run = block_in_every_way(&mut chain, 1_000, vec![raw]);
    assert_eq!(run.excluded[0].1, "execution reverted");
    assert!(run.outcome.receipts.is_empty() && run.outcome.writes.is_empty());
    assert_eq!(*chain.state(), before);
}

#[test]
fn only_functions_that_are_marked_are_open() {
    let new = Member::named("newcomer");
    let [_, bob] = members();
    let mut chain = chain();
    let chain_id = chain.network().chain_id();
    let to_self = IToken::transferCall {
        to: new.address,
        value: U256::ZERO,
    };
    let unknown = Member::named("nobody");
    let pull = IToken::transferFromCall {
        from: bob.address,
        to: new.address,
        value: U256::ZERO,
    };
    let cases = [
        (OPEN, IOpen::closeCall {}.abi_encode()),
        (OPEN, vec![1, 2, 3, 4]),
        (OPEN, vec![1]),
        (OPEN, Vec::new()),
        (addresses::TOKEN, to_self.abi_encode()),
        (addresses::TOKEN, pull.abi_encode()),
        (addresses::TOKEN, IToken::nameCall {}.abi_encode()),
        (bob.address, Vec::new()),
        (unknown.address, Vec::new()),
    ];
    for (to, input) in cases {
        let raw = new.transaction(chain_id, 0, to, Amount::ZERO, input.clone());
        let run = block_in_every_way(&mut chain, 1_000, vec![raw]);
        let reason = &run.excluded[0].1;
        assert!(
            reason.starts_with("this account is new"),
            "{to} {input:?}: {reason}"
        );
        assert!(run.outcome.writes.is_empty());
        // A preview of something that would write says the same in the interface's words.
        let preview = chain.call(Call {
            from: new.address,
            to,
            input: input.into(),
            ..Call::default()
        });
        if preview.result.is_err() {
            continue;
        }
        assert!(preview.gas_used >= 21_000);
    }
    let approve = IToken::approveCall {
        spender: bob.address,
        value: U256::ONE,
    };
    let preview = chain.call(Call {
        from: new.address,
        to: addresses::TOKEN,
        input: approve.abi_encode().into(),
        ..Call::default()
    });
    let reason = IErrors::NewcomerFunctionOnly {}.abi_encode();
    assert_eq!(preview.result, Err(reason.into()));
}

#[test]
fn newcomers_share_five_percent_of_a_block_and_members_do_not_notice() {
    let [alice, bob] = members();
    let mut chain = chain();
    let chain_id = chain.network().chain_id();
    let new: Vec<_> = (0..5)
        .map(|number| Member::named(&format!("newcomer {number}")))
        .collect();
    let submit_all = |chain: &TestChain, from: usize| -> Vec<Bytes> {
        new[from..]
            .iter()
            .map(|member| submit(chain, member, 0, 600_000))
            .collect()
    };
    // 30M gas × 5 % = 1.5M: two of about 625,000 fit.
    let mut raw = submit_all(&chain, 0);
    raw.push(alice.transaction(chain_id, 0, bob.address, Amount::pos(1), Vec::new()));
    let run = block_in_every_way(&mut chain, 1_000, raw);
    assert_eq!(run.outcome.receipts.len(), 3);
    assert_eq!(run.excluded.len(), 3);
    for (_, reason) in &run.excluded {
        assert!(
            reason.starts_with("newcomers have used their share"),
            "{reason}"
        );
    }
    let share: u64 = run.outcome.receipts[..2]
        .iter()
        .map(|one| one.gas_used)
        .sum();
    assert!(share <= 1_500_000);
    let rest = submit_all(&chain, 2);
    let run = block_in_every_way(&mut chain, 1_000, rest);
    assert_eq!(run.outcome.receipts.len(), 2, "in the next block");
    assert_lives(&mut chain, &[alice, bob]);
}

#[test]
fn who_was_paid_in_the_same_block_is_no_newcomer() {
    let [alice, bob] = members();
    let new = Member::named("newcomer");
    let mut chain = chain();
    let chain_id = chain.network().chain_id();
    let raw = vec![
        alice.transaction(chain_id, 0, new.address, Amount::pos(1), Vec::new()),
        new.transaction(chain_id, 0, bob.address, Amount::pos(1), Vec::new()),
    ];
    let run = block_in_every_way(&mut chain, 1_000, raw);
    assert!(run.excluded.is_empty());
    assert!(run.outcome.receipts.iter().all(|receipt| receipt.success));
}
