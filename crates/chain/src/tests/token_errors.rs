//! Every action of the token with every error it can give, in order of precedence: each case breaks its rule and all
//! rules after it, so that the first one that fails decides.

use super::{assert_lives, members};
use crate::{
    amounts::Amount,
    block::Receipt,
    testing::{Member, TestChain, genesis},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use wepos_abi::{IErrors, IToken, addresses};

fn chain() -> TestChain {
    let [alice, bob] = members();
    TestChain::new(genesis(&[&alice, &bob], None))
}

fn call(chain: &mut TestChain, from: &Member, call: &impl SolCall) -> Receipt {
    chain.send(from, addresses::TOKEN, Amount::ZERO, call.abi_encode())
}

fn stranger() -> Address {
    Member::named("stranger").address
}

const HALF_CENT: Amount = Amount::from_units(9_999_999_999_999_999);
const CENT: Amount = Amount::from_units(10_000_000_000_000_000);

fn no_receiver() -> Vec<u8> {
    let receiver = Address::ZERO;
    IToken::ERC20InvalidReceiver { receiver }.abi_encode()
}

fn insufficient(sender: Address, balance: Amount, needed: U256) -> Vec<u8> {
    IToken::ERC20InsufficientBalance {
        sender,
        balance: balance.into(),
        needed,
    }
    .abi_encode()
}

fn below_minimum(amount: Amount) -> Vec<u8> {
    IToken::TransferBelowMinimum {
        amount: amount.into(),
        minimum: CENT.into(),
    }
    .abi_encode()
}

/// Receiver, amount, and the error; shared by `transfer` and `transferFrom`.
fn transfer_cases(from: Address, balance: Amount) -> Vec<(Address, U256, Vec<u8>)> {
    let keyless = |account| IToken::TransferToKeylessAccount { account }.abi_encode();
    let protocol = |account| IToken::TransferToProtocolAccount { account }.abi_encode();
    let beyond = U256::from(balance.units()) + U256::ONE;
    let too_much = |needed| insufficient(from, balance, needed);
    vec![
        (Address::ZERO, U256::MAX, no_receiver()),
        (addresses::BURNED, U256::MAX, keyless(addresses::BURNED)),
        (
            addresses::MIGRATED,
            U256::ZERO,
            keyless(addresses::MIGRATED),
        ),
        (addresses::POOL, U256::MAX, protocol(addresses::POOL)),
        (addresses::TOKEN, U256::ONE, protocol(addresses::TOKEN)),
        (
            addresses::MULTICALL,
            U256::ZERO,
            protocol(addresses::MULTICALL),
        ),
        (stranger(), U256::MAX, too_much(U256::MAX)),
        (stranger(), beyond, too_much(beyond)),
        (from, beyond, too_much(beyond)),
        (stranger(), HALF_CENT.into(), below_minimum(HALF_CENT)),
        (stranger(), U256::ONE, below_minimum(Amount::UNIT)),
    ]
}

#[test]
fn transfer_gives_its_errors_in_order() {
    let [alice, bob] = members();
    let mut chain = chain();
    for (to, value, error) in transfer_cases(alice.address, Amount::pos(10_000)) {
        let receipt = call(&mut chain, &alice, &IToken::transferCall { to, value });
        assert_eq!(receipt.error, error, "{value} to {to}");
        assert!(!receipt.success && receipt.logs.is_empty());
    }
    assert_lives(&mut chain, &[alice, bob]);
}

#[test]
fn the_value_of_a_transaction_gives_the_same_errors() {
    let [alice, _] = members();
    let mut chain = chain();
    for (to, value, error) in transfer_cases(alice.address, Amount::pos(10_000)) {
        // A value beyond the balance is not even a transaction; a module takes a call without a function as a transfer.
        let Ok(value) = Amount::try_from(value) else {
            continue;
        };
        if value > Amount::pos(10_000) {
            continue;
        }
        let receipt = chain.send(&alice, to, value, Vec::new());
        assert_eq!(receipt.error, error, "{value} to {to}");
    }
}

#[test]
fn transfer_from_asks_for_the_allowance_first_and_then_as_a_transfer() {
    let [alice, bob] = members();
    let mut chain = chain();
    let (from, spender) = (alice.address, bob.address);
    for (to, value, error) in transfer_cases(from, Amount::pos(10_000)) {
        let pull = IToken::transferFromCall { from, to, value };
        if !value.is_zero() {
            let receipt = call(&mut chain, &bob, &pull);
            let needed = value;
            let allowance = U256::ZERO;
            let refused = IToken::ERC20InsufficientAllowance {
                spender,
                allowance,
                needed,
            };
            assert_eq!(receipt.error, refused.abi_encode(), "{value} to {to}");
        }
        assert!(call(&mut chain, &alice, &IToken::approveCall { spender, value }).success);
        let receipt = call(&mut chain, &bob, &pull);
        assert_eq!(receipt.error, error, "{value} to {to}, allowed");
        let left = chain.view(
            addresses::TOKEN,
            &IToken::allowanceCall {
                owner: from,
                spender,
            },
        );
        assert_eq!(left, value, "a failed transfer uses nothing up");
        let none = IToken::approveCall {
            spender,
            value: U256::ZERO,
        };
        assert!(call(&mut chain, &alice, &none).success);
    }
    let from = Address::ZERO;
    let pull = IToken::transferFromCall {
        from,
        to: spender,
        value: U256::ZERO,
    };
    let receipt = call(&mut chain, &bob, &pull);
    let error = IToken::ERC20InvalidSender { sender: from };
    assert_eq!(receipt.error, error.abi_encode());
}

#[test]
fn nobody_moves_what_the_protocol_holds() {
    let [alice, _] = members();
    let mut chain = chain();
    for from in [
        addresses::POOL,
        addresses::UNRELEASED,
        addresses::STAGE,
        addresses::BURNED,
    ] {
        let before = chain.account(from);
        let pull = IToken::transferFromCall {
            from,
            to: alice.address,
            value: U256::ONE,
        };
        let receipt = call(&mut chain, &alice, &pull);
        assert_eq!(
            receipt.error[..4],
            IToken::ERC20InsufficientAllowance::SELECTOR
        );
        assert_eq!(chain.account(from), before);
    }
}

#[test]
fn approve_gives_its_errors_and_the_last_approval_counts() {
    let [alice, bob] = members();
    let mut chain = chain();
    let spender = Address::ZERO;
    let receipt = call(
        &mut chain,
        &alice,
        &IToken::approveCall {
            spender,
            value: U256::MAX,
        },
    );
    assert_eq!(
        receipt.error,
        IToken::ERC20InvalidSpender { spender }.abi_encode()
    );
    let spender = bob.address;
    let size = chain.state().len();
    for value in [5, 7, 0_u64].map(U256::from) {
        let receipt = call(&mut chain, &alice, &IToken::approveCall { spender, value });
        let event = IToken::Approval::decode_log(&receipt.logs[0].to_log()).unwrap();
        assert_eq!(
            (event.owner, event.spender, event.value),
            (alice.address, spender, value)
        );
        let owner = alice.address;
        let stored = chain.view(addresses::TOKEN, &IToken::allowanceCall { owner, spender });
        assert_eq!(stored, value);
    }
    assert_eq!(chain.state().len(), size, "no allowance takes no room");
}

#[test]
fn an_unlimited_allowance_is_not_used_up_and_any_other_is() {
    let [alice, bob] = members();
    let mut chain = chain();
    let (owner, spender) = (alice.address, bob.address);
    let pull = IToken::transferFromCall {
        from: owner,
        to: stranger(),
        value: Amount::pos(1).into(),
    };
    let almost = U256::MAX - U256::ONE;
    for (allowed, left) in [
        (U256::MAX, U256::MAX),
        (almost, almost - pull.value),
        (pull.value, U256::ZERO),
    ] {
        assert!(
            call(
                &mut chain,
                &alice,
                &IToken::approveCall {
                    spender,
                    value: allowed
                }
            )
            .success
        );
        assert!(call(&mut chain, &bob, &pull).success);
        let allowance = chain.view(addresses::TOKEN, &IToken::allowanceCall { owner, spender });
        assert_eq!(allowance, left);
    }
    assert_eq!(chain.account(stranger()).balance, Amount::pos(3));
}

#[test]
fn a_cent_opens_an_account_and_an_open_one_takes_any_amount() {
    let [alice, bob] = members();
    let mut chain = chain();
    let to = stranger();
    assert!(chain.send(&alice, to, CENT, Vec::new()).success);
    assert!(chain.send(&alice, to, Amount::UNIT, Vec::new()).success);
    let value = U256::ONE;
    assert!(call(&mut chain, &alice, &IToken::transferCall { to, value }).success);
    let expected = CENT.checked_add(Amount::from_units(2)).unwrap();
    assert_eq!(chain.account(to).balance, expected);
    assert_lives(&mut chain, &[alice, bob, Member::named("stranger")]);
}

#[test]
fn a_transfer_of_nothing_and_one_to_oneself_change_nothing_and_are_told() {
    let [alice, bob] = members();
    let mut chain = chain();
    let everything = Amount::pos(10_000);
    for (to, value) in [
        (bob.address, Amount::ZERO),
        (stranger(), Amount::ZERO),
        (alice.address, Amount::ZERO),
        (alice.address, Amount::UNIT),
        (alice.address, everything),
    ] {
        let by_value = chain.send(&alice, to, value, Vec::new());
        let value = value.into();
        let by_call = call(&mut chain, &alice, &IToken::transferCall { to, value });
        for receipt in [by_value, by_call] {
            assert!(receipt.success);
            let event = IToken::Transfer::decode_log(&receipt.logs[0].to_log()).unwrap();
            assert_eq!(
                (event.from, event.to, event.value),
                (alice.address, to, value)
            );
        }
        assert_eq!(chain.account(alice.address).balance, everything);
        assert_eq!(chain.account(bob.address).balance, everything);
    }
    assert_eq!(
        chain.account(stranger()),
        Default::default(),
        "nothing opens no account"
    );
}

#[test]
fn an_account_can_be_emptied_and_stays_an_account() {
    let [alice, bob] = members();
    let mut chain = chain();
    assert!(
        chain
            .send(&alice, bob.address, Amount::pos(10_000), Vec::new())
            .success
    );
    assert_eq!(chain.account(alice.address).balance, Amount::ZERO);
    assert!(
        chain
            .send(&bob, alice.address, Amount::UNIT, Vec::new())
            .success
    );
}

#[test]
fn functions_that_do_not_exist_revert_empty_and_arguments_that_are_none_say_so() {
    let [alice, _] = members();
    let mut chain = chain();
    let selector = IToken::transferCall::SELECTOR;
    let malformed = IErrors::MalformedCalldata {
        selector: selector.into(),
    };
    let cases = [
        (vec![1], Vec::new()),
        (vec![1, 2, 3, 4], Vec::new()),
        (vec![0xff; 68], Vec::new()),
        (selector.to_vec(), malformed.abi_encode()),
        ([&selector[..], &[0; 63]].concat(), malformed.abi_encode()),
    ];
    for (input, error) in cases {
        let receipt = chain.send(&alice, addresses::TOKEN, Amount::ZERO, input.clone());
        assert_eq!(receipt.error, error, "{input:?}");
        assert!(!receipt.success);
    }
    let receipt = chain.send(&alice, addresses::TOKEN, Amount::UNIT, vec![1, 2, 3, 4]);
    assert_eq!(receipt.error, IErrors::NotPayable {}.abi_encode());
}

#[test]
fn the_interfaces_are_those_whose_ids_the_standards_name() {
    let chain = chain();
    let supports = |id: [u8; 4]| {
        let call = IToken::supportsInterfaceCall {
            interfaceId: id.into(),
        };
        chain.view(addresses::TOKEN, &call)
    };
    // ERC-165, ERC-20, ERC-20 metadata, EIP-2612, ERC-5267.
    for id in [
        0x01ff_c9a7_u32,
        0x3637_2b07,
        0xa219_a025,
        0x9d8f_f7da,
        0x84b0_196e,
    ] {
        assert!(supports(id.to_be_bytes()), "{id:08x}");
    }
    for id in [0xffff_ffff_u32, 0, 0x80ac_58cd] {
        assert!(!supports(id.to_be_bytes()), "{id:08x}");
    }
    let metadata = [
        IToken::nameCall::SELECTOR,
        IToken::symbolCall::SELECTOR,
        IToken::decimalsCall::SELECTOR,
    ];
    let id = metadata
        .iter()
        .fold(0, |id, selector| id ^ u32::from_be_bytes(*selector));
    assert_eq!(id, 0xa219_a025, "the exclusive or of its selectors");
}

#[test]
fn the_views_say_what_the_token_is() {
    let chain = chain();
    assert_eq!(
        chain.view(addresses::TOKEN, &IToken::nameCall {}),
        "PoS Token"
    );
    assert_eq!(chain.view(addresses::TOKEN, &IToken::symbolCall {}), "PoS");
    assert_eq!(chain.view(addresses::TOKEN, &IToken::decimalsCall {}), 18);
    let supply = chain.view(addresses::TOKEN, &IToken::totalSupplyCall {});
    assert_eq!(supply, U256::from(10).pow(U256::from(26)));
    assert_eq!(
        chain.view(addresses::TOKEN, &IToken::burnAddressCall {}),
        addresses::BURNED
    );
    assert_eq!(
        chain.view(addresses::TOKEN, &IToken::migrationAddressCall {}),
        addresses::MIGRATED
    );
}
