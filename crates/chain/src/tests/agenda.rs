//! Things due at a time: tried three times, then parked; and a heap of them that no block is stopped by.

use super::{
    Supply, assert_lives, failures, members,
    modules::{AGENDA, DONE, ROGUES, item},
    panic_data, run,
};
use crate::{
    amounts::Amount,
    block::Outcome,
    execution::{self, Mode},
    gas,
    state::{Due, Field, Key, MAX_ATTEMPTS, Map, Parked, Record},
    testing::{Member, TestChain, genesis},
};
use alloy_primitives::U256;
use alloy_sol_types::SolError;
use std::collections::BTreeSet;
use wepos_abi::IErrors;

fn chain() -> TestChain {
    let [alice, bob] = members();
    TestChain::with_modules(genesis(&[&alice, &bob], None), ROGUES)
}

/// Schedules `count` items that do `what`, `after_ms` from the chain's time.
fn schedule(chain: &mut TestChain, member: &Member, what: u8, after_ms: u64, count: u16) {
    let mut input = vec![what];
    input.extend((chain.time().millis() + after_ms).to_be_bytes());
    input.extend(count.to_be_bytes());
    assert!(chain.send(member, AGENDA, Amount::ZERO, input).success);
}

fn done(chain: &TestChain) -> u64 {
    chain
        .state()
        .get(&DONE.key())
        .map_or(0, |value| u64::from_value(value))
}

fn waiting(chain: &TestChain) -> u64 {
    let size = chain.state().get(&execution::AGENDA.size_key());
    size.map_or(0, |value| u64::from_value(value))
}

fn parked(chain: &TestChain) -> Vec<Parked> {
    // The agenda's last field, as the layout lists it.
    const ENTRIES: Map<u64, Parked> = Map::new(Field::new(execution::PROTOCOL, 4));
    (0..)
        .map_while(|id| chain.state().get(&ENTRIES.key(&id)))
        .map(|value| Parked::from_value(value))
        .collect()
}

#[test]
fn an_item_runs_in_the_first_block_at_or_after_its_time() {
    let [alice, bob] = members();
    let mut chain = chain();
    schedule(&mut chain, &alice, item::SUCCEED, 5_000, 1);
    let due = chain.time().millis() + 4_000;
    chain.block_after(due - 1 - chain.time().millis(), Vec::new());
    assert_eq!((done(&chain), waiting(&chain)), (0, 1), "not before");
    let (outcome, _) = chain.block_after(1, Vec::new());
    assert_eq!((done(&chain), waiting(&chain)), (1, 0), "at its time");
    assert_eq!(
        outcome.receipts[0].logs.len(),
        1,
        "what it told is the protocol's receipt"
    );
    assert_lives(&mut chain, &[alice, bob]);
}

#[test]
fn items_run_in_the_order_of_their_times_and_then_of_their_scheduling() {
    let [alice, _] = members();
    let mut chain = chain();
    for (what, after_ms) in [
        (item::PANIC, 90_000),
        (item::REVERT, 50_000),
        (item::SUCCEED, 70_000),
        (item::ALL_GAS, 30_000),
    ] {
        schedule(&mut chain, &alice, what, after_ms, 1);
    }
    let (outcome, _) = chain.block_after(100_000, Vec::new());
    let told: Vec<_> = outcome.receipts[0]
        .logs
        .iter()
        .map(|log| log.to_log().data.data.len())
        .collect();
    // Out of gas, a revert, a success, a panic: three failures around one plain event.
    assert_eq!(told.len(), 4);
    assert_eq!(failures(&outcome.receipts[0]).len(), 3);
    assert_eq!(told[2], 32, "the success is the third");
}

/// One table for everything that an item can do wrong.
#[test]
fn an_item_that_fails_is_tried_in_three_blocks_and_then_parked_with_its_error() {
    let keys = IErrors::TooManyKeys {
        limit: U256::from(gas::MAX_KEYS),
    };
    let gas = IErrors::OutOfGas {
        limit: U256::from(gas::AGENDA_ITEM),
    };
    let text = crate::Failure::text("not today").into_revert().to_vec();
    let cases = [
        (item::REVERT, text),
        (item::PANIC, panic_data()),
        (item::PANIC_READ_ONLY, panic_data()),
        (item::ALL_KEYS, keys.abi_encode()),
        (item::ALL_GAS, gas.abi_encode()),
    ];
    for (what, error) in cases {
        let [alice, bob] = members();
        let mut chain = chain();
        // Others wait beside it, so that putting it back touches keys.
        schedule(&mut chain, &alice, item::SUCCEED, 3_600_000, 40);
        schedule(&mut chain, &alice, what, 1, 1);
        for attempt in 1..=MAX_ATTEMPTS {
            assert!(parked(&chain).is_empty(), "item {what}, attempt {attempt}");
            let (outcome, _) = chain.block_after(1_000, Vec::new());
            assert_eq!(
                failures(&outcome.receipts[0]),
                [(AGENDA, error.clone())],
                "item {what}, attempt {attempt}"
            );
        }
        let parked = parked(&chain);
        assert_eq!(parked.len(), 1, "item {what}");
        assert_eq!(parked[0].error, error);
        assert_eq!(parked[0].parked_at, chain.time());
        assert_eq!(parked[0].due.attempts, MAX_ATTEMPTS);
        assert_eq!(waiting(&chain), 40);
        let (outcome, _) = chain.block_after(1_000, Vec::new());
        assert!(
            outcome.receipts.is_empty(),
            "a parked item is not tried again"
        );
        assert_lives(&mut chain, &[alice, bob]);
    }
}

#[test]
fn an_item_that_fails_once_is_done_by_its_second_attempt() {
    let [alice, _] = members();
    let mut chain = chain();
    schedule(&mut chain, &alice, item::FAIL_ONCE, 2_000, 1);
    chain.block_after(2_000, Vec::new());
    assert_eq!((done(&chain), waiting(&chain)), (0, 1));
    chain.block_after(10_000, Vec::new());
    assert_eq!((done(&chain), waiting(&chain)), (1, 0));
    assert!(parked(&chain).is_empty());
}

/// What a stage boundary may leave to do, with transfers in every block of it.
#[test]
fn ten_thousand_due_items_spread_over_blocks_while_transfers_land() {
    const PER_TRANSACTION: u16 = 125;
    const HEAP: Map<u64, Due> = Map::new(Field::new(execution::PROTOCOL, 2));
    let [alice, bob] = members();
    let mut chain = chain();
    // All keys at hand spare one run of a transaction or an item per missing key.
    let mut known: BTreeSet<Key> = (0..10_000).map(|index| HEAP.key(&index)).collect();
    known.extend(chain.state().keys());
    let at = chain.time().millis() + 300_000;
    let mut input = vec![item::SUCCEED];
    input.extend(at.to_be_bytes());
    input.extend(PER_TRANSACTION.to_be_bytes());
    let chain_id = chain.network().chain_id();
    for nonce in 0..80 {
        let raw = alice.transaction_with_gas(
            chain_id,
            nonce,
            AGENDA,
            Amount::ZERO,
            input.clone(),
            10_000_000,
        );
        let outcome = keep_block(&mut chain, 1_000, raw, &known);
        assert!(outcome.receipts[0].success);
    }
    assert_eq!(waiting(&chain), 10_000);
    chain.block_after(at - chain.time().millis() - 1, Vec::new());

    let mut blocks = 0;
    while waiting(&chain) > 0 {
        let before = done(&chain);
        let nonce = chain.account(bob.address).nonce;
        let raw = bob.transaction(chain_id, nonce, alice.address, Amount::pos(1), Vec::new());
        let outcome = keep_block(&mut chain, 1_000, raw, &known);
        let transfer = outcome.receipts.last().unwrap();
        assert!(transfer.success && transfer.sender == bob.address);
        assert_eq!(transfer.gas_used, 21_000);
        let ran = done(&chain) - before;
        // Each item costs at least a transaction's gas.
        assert!(ran > 0 && ran <= gas::AGENDA_PER_BLOCK / gas::TRANSACTION);
        blocks += 1;
    }
    assert_eq!(done(&chain), 10_000);
    assert!((20..200).contains(&blocks), "{blocks} blocks");
    assert!(parked(&chain).is_empty());
    assert_lives(&mut chain, &[alice, bob]);
}

/// Runs a block of one transaction with these keys at hand, and keeps it.
fn keep_block(
    chain: &mut TestChain,
    after_ms: u64,
    raw: alloy_primitives::Bytes,
    known: &BTreeSet<Key>,
) -> Outcome {
    let transactions = [chain.check(raw)];
    let (run, _) = run(
        chain,
        after_ms,
        Mode::Build,
        &transactions,
        Supply::AsAsked,
        known,
    );
    let run = run.unwrap();
    assert!(run.excluded.is_empty(), "{:?}", run.excluded);
    chain.apply(after_ms, &run.outcome);
    run.outcome
}
