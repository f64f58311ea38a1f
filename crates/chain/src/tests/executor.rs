//! The five conditions of the executor (ARCHITECTURE.md, "State access"), one by one.

use super::{
    Supply, block_in_every_way, members,
    modules::{self, CHAIN, KEYS, LIAR, ROGUES, SWALLOW, Touched},
    panic_data, run,
};
use crate::{
    Failure,
    amounts::Amount,
    execution::{Call, Mode},
    testing::{TestChain, genesis},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use std::collections::BTreeSet;
use wepos_abi::{IErrors, IMulticall3, IToken, addresses};

fn chain() -> TestChain {
    let [alice, bob] = members();
    TestChain::with_modules(genesis(&[&alice, &bob], None), ROGUES)
}

#[test]
fn a_rule_that_swallows_a_miss_runs_again_with_the_value() {
    let [alice, _] = members();
    let mut chain = chain();
    for expected in [1, 2] {
        let nonce = chain.account(alice.address).nonce;
        let chain_id = chain.network().chain_id();
        let raw = alice.transaction(chain_id, nonce, SWALLOW, Amount::ZERO, vec![20]);
        let run = block_in_every_way(&mut chain, 1_000, vec![raw]);
        let receipt = &run.outcome.receipts[0];
        assert!(receipt.success, "run {expected}");
        let log = receipt.logs[0].to_log();
        let seen = Touched::decode_log(&log).unwrap().seen;
        assert_eq!(
            seen,
            U256::ZERO,
            "no read had an error in the run that counts"
        );
        // The sender's record and the 20 counters, not the count of errors.
        assert_eq!(run.outcome.writes.len(), 21);
    }
}

#[test]
fn gas_events_and_logs_restart_with_each_run() {
    let [alice, bob] = members();
    let mut chain = chain();
    let chain_id = chain.network().chain_id();
    for nonce in 0..3 {
        // Later transactions follow keys that earlier ones wrote.
        let raw = [(&alice, 3), (&bob, 3), (&bob, 4)]
            .into_iter()
            .enumerate()
            .map(|(index, (member, start))| {
                let nonce = if member.address == bob.address {
                    nonce * 2 + index as u64 - 1
                } else {
                    nonce
                };
                member.transaction(chain_id, nonce, CHAIN, Amount::ZERO, vec![start])
            })
            .collect();
        let run = block_in_every_way(&mut chain, 1_000, raw);
        assert!(run.excluded.is_empty(), "{:?}", run.excluded);
        for receipt in &run.outcome.receipts {
            assert!(receipt.success);
            assert_eq!(receipt.logs.len(), 12, "each step told once");
        }
    }
}

#[test]
fn a_call_may_touch_256_keys_and_not_one_more_even_if_it_swallows_the_error() {
    let [alice, _] = members();
    let mut chain = chain();
    // The sender's record is the 256th.
    let cases = [
        (255_u16, 0, true),
        (256, 0, false),
        (256, 1, false),
        (300, 1, false),
    ];
    for (count, swallow, success) in cases {
        let mut input = count.to_be_bytes().to_vec();
        input.push(swallow);
        let receipt = chain.send(&alice, KEYS, Amount::ZERO, input);
        assert_eq!(receipt.success, success, "{count} keys");
        if !success {
            let limit = U256::from(256);
            assert_eq!(receipt.error, IErrors::TooManyKeys { limit }.abi_encode());
        }
    }
}

#[test]
fn a_rule_cannot_swallow_the_end_of_its_gas() {
    let [alice, _] = members();
    let mut chain = chain();
    let chain_id = chain.network().chain_id();
    // 255 reads of 800 gas, and the rule goes on after the first that fails.
    let input = vec![0, 255, 1];
    let raw = alice.transaction_with_gas(chain_id, 0, KEYS, Amount::ZERO, input, 60_000);
    let run = block_in_every_way(&mut chain, 1_000, vec![raw]);
    let receipt = &run.outcome.receipts[0];
    let limit = U256::from(60_000);
    assert_eq!(receipt.error, IErrors::OutOfGas { limit }.abi_encode());
    assert_eq!(receipt.gas_used, 60_000);
}

#[test]
fn a_missing_key_cannot_be_expressed_in_a_receipt() {
    let [alice, bob] = members();
    let mut chain = chain();
    let receipt = chain.send(&alice, LIAR, Amount::ZERO, vec![1]);
    assert!(!receipt.success);
    assert_eq!(
        receipt.error,
        panic_data(),
        "a rule that makes the error up has a bug"
    );
    let call = Call {
        from: bob.address,
        to: LIAR,
        input: vec![1].into(),
        ..Call::default()
    };
    assert_eq!(chain.call(call).result, Err(panic_data().into()));
}

#[test]
#[should_panic(expected = "a missing key is not an outcome")]
fn a_missing_key_has_no_abi_bytes() {
    Failure::NotLoaded.into_revert();
}

#[test]
fn what_fails_leaves_nothing_but_the_sender_s_record() {
    let [alice, bob] = members();
    let mut chain = chain();
    let chain_id = chain.network().chain_id();
    let too_much = IToken::transferCall {
        to: bob.address,
        value: U256::MAX,
    };
    let failing = [
        (modules::PANIC, vec![1]),
        (modules::MINT, b"make".to_vec()),
        (KEYS, vec![1, 255, 0]),
        (addresses::TOKEN, too_much.abi_encode()),
    ];
    let raw = failing
        .into_iter()
        .zip(0..)
        .map(|((to, input), nonce)| alice.transaction(chain_id, nonce, to, Amount::ZERO, input))
        .collect();
    let run = block_in_every_way(&mut chain, 1_000, raw);
    assert!(run.outcome.receipts.iter().all(|receipt| !receipt.success));
    let written: Vec<_> = run.outcome.writes.iter().map(|write| write.key).collect();
    assert_eq!(
        written,
        [crate::modules::token::account_key(&alice.address)]
    );
}

#[test]
fn a_call_without_a_signature_leaves_nothing_and_tells_what_it_would() {
    let [alice, bob] = members();
    let chain = chain();
    let before = chain.state().clone();
    let call = IToken::transferCall {
        to: bob.address,
        value: Amount::pos(1).into(),
    };
    let outcome = chain.call(Call {
        from: alice.address,
        to: addresses::TOKEN,
        input: call.abi_encode().into(),
        ..Call::default()
    });
    assert!(outcome.result.is_ok());
    assert_eq!(outcome.logs.len(), 1);
    assert_eq!(*chain.state(), before);
}

#[test]
fn a_block_of_transfers_asks_for_keys_once() {
    let [alice, bob] = members();
    let mut chain = chain();
    let chain_id = chain.network().chain_id();
    let raw = (0..50)
        .map(|nonce| {
            let to = Address::with_last_byte(nonce as u8 + 1);
            if nonce % 2 == 0 {
                return alice.transaction(chain_id, nonce, to, Amount::pos(1), Vec::new());
            }
            let call = IToken::transferCall {
                to: bob.address,
                value: Amount::pos(1).into(),
            };
            alice.transaction(
                chain_id,
                nonce,
                addresses::TOKEN,
                Amount::ZERO,
                call.abi_encode(),
            )
        })
        .collect();
    let (outcome, _) = chain.block_after(1_000, raw);
    assert_eq!(outcome.receipts.len(), 50);
    assert_eq!(chain.rounds, 1);
}

#[test]
fn a_paused_block_ends_with_what_ran_so_far() {
    let [alice, bob] = members();
    let chain = chain();
    let chain_id = chain.network().chain_id();
    let transactions: Vec<_> = (0..5)
        .map(|nonce| {
            let raw = alice.transaction(chain_id, nonce, bob.address, Amount::pos(1), Vec::new());
            chain.check(raw)
        })
        .collect();
    let environment = chain.environment_after(1_000);
    let mut execution = crate::execution::BlockExecution::new(
        environment,
        ROGUES,
        Mode::Build,
        transactions.clone(),
    );
    let mut step = execution.advance(2);
    while let crate::execution::Step::NeedsKeys(keys) = step {
        let values = keys
            .into_iter()
            .map(|key| (key, chain.state().get(&key).cloned()));
        execution.supply(values);
        step = execution.advance(2);
    }
    assert_eq!(step, crate::execution::Step::Paused);
    let outcome = execution.finish();
    let sent: Vec<_> = transactions[..2]
        .iter()
        .map(|one| one.raw().clone())
        .collect();
    assert_eq!(outcome.transactions, sent);
    let none = BTreeSet::new();
    let (verified, _) = run(
        &chain,
        1_000,
        Mode::Verify,
        &transactions[..2],
        Supply::AsAsked,
        &none,
    );
    assert_eq!(verified.unwrap().outcome, outcome);
}

#[test]
fn a_block_ends_with_the_first_transaction_that_has_no_room() {
    let [alice, bob] = members();
    let mut genesis = genesis(&[&alice, &bob], None);
    // Twenty transfers, and the least that a share of 5 % leaves newcomers.
    genesis.limits.block_gas = 420_000;
    genesis.limits.transaction_gas = 420_000;
    let mut chain = TestChain::new(genesis);
    let chain_id = chain.network().chain_id();
    let transfer = |nonce| {
        let to = bob.address;
        alice.transaction(chain_id, nonce, to, Amount::pos(1), Vec::new())
    };
    let to = alice.address;
    let longer = bob.transaction(chain_id, 0, to, Amount::pos(1), vec![1; 300]);
    let mut raw: Vec<_> = (0..19).map(transfer).collect();
    // The first needs 22,600 gas, of which 21,000 are left; the second would fit.
    raw.extend([longer.clone(), transfer(19)]);
    let (outcome, excluded) = chain.block_after(1_000, raw);
    assert_eq!(outcome.receipts.len(), 19);
    assert_eq!(excluded, ["the block is full"; 2]);
    let (outcome, excluded) = chain.block_after(1_000, vec![longer, transfer(19)]);
    assert_eq!((outcome.receipts.len(), excluded.len()), (2, 0));
}

/// Multicall in multicall in multicall: each level takes stack, and running out of it would end the process.
#[test]
fn calls_nest_eight_deep_and_not_deeper() {
    let [alice, _] = members();
    let mut chain = chain();
    let nested = |depth: usize| {
        let mut input = IMulticall3::getBlockNumberCall {}.abi_encode();
        for _ in 0..depth {
            let calls = vec![IMulticall3::Call {
                target: addresses::MULTICALL,
                callData: input.into(),
            }];
            input = IMulticall3::aggregateCall { calls }.abi_encode();
        }
        input
    };
    let receipt = chain.send(&alice, addresses::MULTICALL, Amount::ZERO, nested(8));
    assert!(receipt.success);
    for depth in [400, 9] {
        let input = nested(depth);
        assert!(input.len() < 128 * 1024);
        let receipt = chain.send(&alice, addresses::MULTICALL, Amount::ZERO, input);
        let reason = Failure::text("calls may nest 8 deep").into_revert();
        assert_eq!(receipt.error, reason, "depth {depth}");
    }
}

/// Offsets that all point at one tail would decode to 4,000 copies of it.
#[test]
fn calldata_that_would_grow_when_decoded_is_malformed() {
    let [alice, _] = members();
    let mut chain = chain();
    let word = |number: usize| U256::from(number).to_be_bytes::<32>();
    let count = 2_000;
    let mut input = IMulticall3::aggregateCall::SELECTOR.to_vec();
    input.extend(word(32));
    input.extend(word(count));
    for _ in 0..count {
        input.extend(word(count * 32));
    }
    // One call: target, offset, and a calldata of 32 KiB that all of them share.
    input.extend(word(0));
    input.extend(word(64));
    input.extend(word(32 * 1024));
    input.extend(vec![0; 32 * 1024]);
    let receipt = chain.send(&alice, addresses::MULTICALL, Amount::ZERO, input);
    let selector = IMulticall3::aggregateCall::SELECTOR.into();
    assert_eq!(
        receipt.error,
        IErrors::MalformedCalldata { selector }.abi_encode()
    );
}

#[test]
fn calldata_with_bytes_after_its_end_is_read_as_solidity_reads_it() {
    let [alice, bob] = members();
    let mut chain = chain();
    let call = IToken::transferCall {
        to: bob.address,
        value: U256::ONE,
    };
    let mut input = call.abi_encode();
    input.extend(b"sent from a wallet that marks its transactions");
    assert!(
        chain
            .send(&alice, addresses::TOKEN, Amount::ZERO, input)
            .success
    );
    // An address with a dirty upper half is not one.
    let mut input = call.abi_encode();
    input[5] = 1;
    let receipt = chain.send(&alice, addresses::TOKEN, Amount::ZERO, input);
    let selector = IToken::transferCall::SELECTOR.into();
    assert_eq!(
        receipt.error,
        IErrors::MalformedCalldata { selector }.abi_encode()
    );
}
