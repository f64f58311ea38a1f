//! What each action costs: a table that a change shows in. A preview must say the same.

use super::{members, permit::Signed};
use crate::{
    amounts::Amount,
    execution::Call,
    testing::{Member, TestChain, genesis},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use wepos_abi::{IEmission, IMulticall3, IToken, addresses};

/// Address, whole PoS, calldata.
type Called = (Address, u64, Vec<u8>);

/// Sends what a preview was asked about first, and returns the gas of both.
fn measure(chain: &mut TestChain, from: &Member, to: Address, value: u64, input: Vec<u8>) -> u64 {
    let value = Amount::pos(value);
    // A preview runs on the newest state, at its time: a block later nothing of it may cost another amount.
    let preview = chain.call(Call {
        from: from.address,
        to,
        value,
        input: input.clone().into(),
        ..Call::default()
    });
    let receipt = chain.send(from, to, value, input);
    assert_eq!(preview.result.is_ok(), receipt.success);
    assert_eq!(preview.gas_used, receipt.gas_used, "preview and receipt");
    receipt.gas_used
}

#[test]
fn every_action_costs_what_the_table_says_and_a_preview_says_the_same() {
    let [alice, bob] = members();
    let carol = Member::named("carol").address;
    let mut chain = TestChain::new(genesis(&[&alice, &bob], None));
    let chain_id = chain.network().chain_id();
    let one = || U256::from(Amount::pos(1).units());
    let (owner, spender) = (alice.address, bob.address);
    let token = |call: Vec<u8>| (addresses::TOKEN, 0, call);
    let emission = |call: Vec<u8>| (addresses::EMISSION, 0, call);
    let batch = |call: Vec<u8>, count: usize| {
        let calls = vec![
            IMulticall3::Call {
                target: addresses::TOKEN,
                callData: call.into(),
            };
            count
        ];
        let input = IMulticall3::aggregateCall { calls }.abi_encode();
        (addresses::MULTICALL, 0, input)
    };
    let transfer = |to| IToken::transferCall { to, value: one() }.abi_encode();
    let pull = |to| {
        let from = owner;
        IToken::transferFromCall {
            from,
            to,
            value: one(),
        }
        .abi_encode()
    };
    let approve = |value| IToken::approveCall { spender, value }.abi_encode();
    let balance = IToken::balanceOfCall { account: carol }.abi_encode();
    let too_much = IToken::transferCall {
        to: carol,
        value: U256::MAX,
    };
    let permit = Signed::of(&alice, chain_id).call();
    let replayed = permit.clone();
    let cases: Vec<(&str, &Member, Called, u64)> = vec![
        ("native, new account", &alice, (carol, 1, vec![]), 21_000),
        ("native", &alice, (carol, 1, vec![]), 21_000),
        ("native of nothing", &alice, (carol, 0, vec![]), 21_000),
        ("native to itself", &alice, (owner, 1, vec![]), 21_000),
        (
            "native with 200 bytes",
            &alice,
            (carol, 1, vec![1; 200]),
            21_000,
        ),
        (
            "native with 300 bytes",
            &alice,
            (carol, 1, vec![1; 300]),
            22_600,
        ),
        (
            "native to a module",
            &alice,
            (addresses::TOKEN, 1, vec![]),
            21_000,
        ),
        ("transfer", &alice, token(transfer(carol)), 21_000),
        ("transfer to itself", &alice, token(transfer(owner)), 21_000),
        (
            "transfer that fails",
            &alice,
            token(too_much.abi_encode()),
            21_000,
        ),
        (
            "approve",
            &alice,
            token(approve(one() * U256::from(2))),
            21_000,
        ),
        ("transferFrom", &bob, token(pull(carol)), 28_700),
        ("transferFrom, last of it", &bob, token(pull(carol)), 28_700),
        ("transferFrom without", &bob, token(pull(carol)), 21_000),
        ("approve all", &alice, token(approve(U256::MAX)), 21_000),
        ("transferFrom of all", &bob, token(pull(carol)), 25_700),
        ("transferFrom to itself", &bob, token(pull(spender)), 21_900),
        ("permit", &bob, token(permit.abi_encode()), 35_248),
        ("permit again", &bob, token(replayed.abi_encode()), 31_448),
        ("balanceOf", &alice, token(balance.clone()), 21_000),
        ("unknown function", &alice, token(vec![1, 2, 3, 4]), 21_000),
        (
            "supply",
            &alice,
            emission(IEmission::supplyCall {}.abi_encode()),
            28_200,
        ),
        (
            "stageRecord",
            &alice,
            emission(IEmission::stageRecordCall { stage: 0 }.abi_encode()),
            21_000,
        ),
        (
            "whatWouldBurnNow",
            &alice,
            emission(IEmission::whatWouldBurnNowCall {}.abi_encode()),
            21_800,
        ),
        (
            "budget",
            &alice,
            emission(IEmission::budgetCall { area: 0 }.abi_encode()),
            21_900,
        ),
        (
            "setBudget without a decision",
            &alice,
            emission(IEmission::setBudgetCall { shares: [0; 6] }.abi_encode()),
            21_000,
        ),
        ("batch of 1", &alice, batch(balance.clone(), 1), 22_760),
        ("batch of 10", &alice, batch(balance, 10), 57_608),
    ];
    let mut wrong = Vec::new();
    for (name, from, (to, value, input), expected) in cases {
        let gas = measure(&mut chain, from, to, value, input);
        if gas != expected {
            wrong.push(format!("{name}: {gas}, the table says {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
