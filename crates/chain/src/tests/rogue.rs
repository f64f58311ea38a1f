//! Modules that break rules, and the chain lives.

use super::{
    assert_lives, failures, members,
    modules::{BROKEN_CALENDAR, CALENDAR, HELD, HOLD, MINT, PANIC, ROGUES},
    panic_data,
};
use crate::{
    Failure,
    amounts::Amount,
    execution::Call,
    state::Record,
    testing::{TestChain, genesis},
};
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use wepos_abi::{IMulticall3, IToken, addresses};

fn chain() -> TestChain {
    let [alice, bob] = members();
    TestChain::with_modules(genesis(&[&alice, &bob], None), ROGUES)
}

#[test]
fn a_module_that_panics_is_a_receipt_with_a_reason_and_an_event() {
    let [alice, bob] = members();
    let mut chain = chain();
    let receipt = chain.send(&alice, PANIC, Amount::ZERO, vec![1]);
    assert!(!receipt.success);
    assert_eq!(receipt.error, panic_data());
    assert_eq!(failures(&receipt), [(PANIC, panic_data())]);
    assert_eq!(receipt.logs.len(), 1, "what it told before is undone");
    assert_eq!(
        chain.account(alice.address).nonce,
        1,
        "it was a transaction"
    );
    assert_lives(&mut chain, &[alice, bob]);
}

#[test]
fn a_reason_that_is_too_long_to_be_kept_is_replaced_by_a_short_one() {
    let [alice, _] = members();
    let mut chain = chain();
    let receipt = chain.send(&alice, PANIC, Amount::ZERO, vec![8]);
    let short = Failure::text("the reason is too long to be kept");
    assert!(!receipt.success);
    assert_eq!(receipt.error, short.into_revert());
}

#[test]
fn a_panic_inside_a_batch_of_reads_ends_the_batch_and_nothing_else() {
    let [alice, bob] = members();
    let mut chain = chain();
    let calls = vec![IMulticall3::Call {
        target: PANIC,
        callData: vec![9].into(),
    }];
    let input = IMulticall3::tryAggregateCall {
        requireSuccess: false,
        calls,
    };
    let receipt = chain.send(
        &alice,
        addresses::MULTICALL,
        Amount::ZERO,
        input.abi_encode(),
    );
    assert_eq!(receipt.error, panic_data());
    assert_lives(&mut chain, &[alice, bob]);
}

#[test]
fn a_call_of_a_module_that_panics_is_an_answer() {
    let [alice, _] = members();
    let chain = chain();
    let call = Call {
        from: alice.address,
        to: PANIC,
        input: vec![1].into(),
        ..Call::default()
    };
    assert_eq!(chain.call(call).result, Err(panic_data().into()));
}

#[test]
fn money_cannot_be_made_or_lost_by_writing_past_the_token() {
    let [alice, bob] = members();
    let mut chain = chain();
    for input in ["make", "most", "lose", "drop"] {
        let receipt = chain.send(&alice, MINT, Amount::ZERO, input.into());
        assert_eq!(receipt.error, panic_data(), "{input}");
        assert_eq!(failures(&receipt).len(), 1, "{input}");
        assert_eq!(chain.account(alice.address).balance, Amount::pos(10_000));
    }
    assert!(
        chain
            .send(&alice, MINT, Amount::ZERO, b"same".to_vec())
            .success
    );
    assert_lives(&mut chain, &[alice, bob]);
}

#[test]
fn what_a_module_says_it_holds_must_be_its_balance() {
    let [alice, bob] = members();
    let mut chain = chain();
    let cases = [
        ("take only", false),
        ("write only", false),
        ("take and write", true),
        ("give only", false),
        ("take only", false),
        ("take and write", true),
    ];
    for (input, success) in cases {
        let receipt = chain.send(&alice, HOLD, Amount::ZERO, input.into());
        assert_eq!(receipt.success, success, "{input}");
        if !success {
            assert_eq!(receipt.error, panic_data(), "{input}");
        }
    }
    let held = u64::from_value(&chain.state()[&HELD.key()]);
    assert_eq!(chain.account(HOLD).balance, Amount::pos(held));
    assert_eq!(held, 2);
    assert_lives(&mut chain, &[alice, bob]);
}

#[test]
fn a_calendar_that_panics_tells_so_in_every_block_and_stops_nothing() {
    let [alice, bob] = members();
    let mut chain =
        TestChain::with_modules(genesis(&[&alice, &bob], Some(60_000)), BROKEN_CALENDAR);
    for _ in 0..3 {
        let (outcome, _) = chain.block_after(60_000, Vec::new());
        assert_eq!(failures(&outcome.receipts[0]), [(CALENDAR, panic_data())]);
        assert!(
            outcome.receipts[0].logs.len() > 1,
            "the other modules' boundaries run"
        );
    }
    assert_lives(&mut chain, &[alice, bob]);
}

#[test]
fn a_plain_transfer_to_a_module_says_why_it_takes_none() {
    let [alice, _] = members();
    let mut chain = chain();
    let reserved = addresses::COMMITTEE;
    for to in [addresses::TOKEN, addresses::MULTICALL, reserved] {
        for value in [Amount::ZERO, Amount::pos(1)] {
            let receipt = chain.send(&alice, to, value, Vec::new());
            let reason = IToken::TransferToProtocolAccount { account: to };
            let reason = alloy_sol_types::SolError::abi_encode(&reason);
            assert_eq!(receipt.error, reason, "{value} to {to}");
        }
    }
    let call = IToken::approveCall {
        spender: reserved,
        value: U256::ONE,
    };
    let receipt = chain.send(&alice, addresses::TOKEN, Amount::pos(1), call.abi_encode());
    let not_payable = alloy_sol_types::SolError::abi_encode(&wepos_abi::IErrors::NotPayable {});
    assert_eq!(receipt.error, not_payable);
}
