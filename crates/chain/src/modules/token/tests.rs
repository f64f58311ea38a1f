//! The token through its ABI.

use crate::{
    amounts::Amount,
    testing::{Member, TestChain, genesis},
};
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use wepos_abi::{IEmission, IToken, addresses};

fn chain() -> (TestChain, Member, Member) {
    let (alice, bob) = (Member::named("alice"), Member::named("bob"));
    (TestChain::new(genesis(&[&alice], None)), alice, bob)
}

#[test]
fn the_first_block_creates_the_supply_and_pays_ready_accounts_from_the_first_tranche() {
    let (chain, alice, _) = chain();
    let supply = chain.view(addresses::EMISSION, &IEmission::supplyCall {});
    assert_eq!(
        supply.unreleased,
        U256::from(Amount::pos(90_000_000).units())
    );
    assert_eq!(supply.pool, U256::from(Amount::pos(9_000_000).units()));
    assert_eq!(supply.stage, U256::from(Amount::pos(990_000).units()));
    assert_eq!(supply.members, U256::from(Amount::pos(10_000).units()));
    assert_eq!(chain.account(alice.address).balance, Amount::pos(10_000));
    assert!(chain.account(alice.address).anchored);
}

#[test]
fn a_native_transfer_runs_once_costs_21000_gas_and_emits_a_transfer() {
    let (mut chain, alice, bob) = chain();
    let receipt = chain.send(&alice, bob.address, Amount::pos(1), Vec::new());
    assert!(receipt.success);
    assert_eq!(receipt.gas_used, 21_000);
    assert_eq!(receipt.logs.len(), 1);
    assert_eq!(chain.account(bob.address).balance, Amount::pos(1));
    assert_eq!(chain.account(alice.address).balance, Amount::pos(9_999));
    assert_eq!(chain.rounds, 1, "all its keys follow from its bytes");
}

#[test]
fn an_erc20_transfer_is_the_same_balance_and_the_same_gas() {
    let (mut chain, alice, bob) = chain();
    let call = IToken::transferCall {
        to: bob.address,
        value: Amount::pos(2).into(),
    };
    let receipt = chain.send(&alice, addresses::TOKEN, Amount::ZERO, call.abi_encode());
    assert!(receipt.success);
    assert_eq!(receipt.gas_used, 21_000);
    assert_eq!(chain.account(bob.address).balance, Amount::pos(2));
}
