//! Random blocks: whatever they hold, and however keys arrive, the outcome is one and the supply stays.

use super::{
    block_in_every_way,
    modules::{CHAIN, MINT, OPEN, PANIC, ROGUES, SWALLOW},
    sum_with,
};
use crate::{
    amounts::{Amount, TOTAL_SUPPLY},
    testing::{Member, TestChain, genesis},
};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use proptest::prelude::*;
use wepos_abi::{IToken, addresses};

/// What one random transaction does.
#[derive(Clone, Debug)]
enum Act {
    Native(usize, u128),
    Transfer(usize, u128),
    Approve(usize, u128),
    TransferFrom(usize, usize, u128),
    Permit(usize, usize, u128, bool),
    Rogue(usize, u8),
}

/// Who does it, how far its nonce is off, and with how much gas.
type Sent = (usize, Act, i8, u64);

/// Ready members first, then accounts that do not exist yet.
const PEOPLE: usize = 6;
const READY: usize = 3;

fn act() -> impl Strategy<Value = Act> {
    let amount = prop_oneof![
        Just(0),
        Just(1),
        Just(10_000_000_000_000_000_u128),
        0..20_000_000_000_000_000_000_000_u128,
    ];
    prop_oneof![
        4 => (0..PEOPLE + 2, amount.clone()).prop_map(|(to, amount)| Act::Native(to, amount)),
        4 => (0..PEOPLE + 2, amount.clone()).prop_map(|(to, amount)| Act::Transfer(to, amount)),
        2 => (0..PEOPLE, amount.clone()).prop_map(|(to, amount)| Act::Approve(to, amount)),
        2 => (0..PEOPLE, 0..PEOPLE, amount.clone())
            .prop_map(|(from, to, amount)| Act::TransferFrom(from, to, amount)),
        1 => (0..PEOPLE, 0..PEOPLE, amount, any::<bool>())
            .prop_map(|(owner, to, amount, good)| Act::Permit(owner, to, amount, good)),
        2 => (0_usize..5, 0_u8..6).prop_map(|(which, input)| Act::Rogue(which, input)),
    ]
}

fn sent() -> impl Strategy<Value = Sent> {
    let gas = prop_oneof![8 => Just(500_000_u64), 1 => Just(21_500), 1 => Just(40_000)];
    let nonce = prop_oneof![8 => Just(0_i8), 1 => Just(-1), 1 => Just(1)];
    (0..PEOPLE, act(), nonce, gas)
}

fn encode(chain: &TestChain, people: &[Member], sent: &[Sent]) -> Vec<Bytes> {
    let chain_id = chain.network().chain_id();
    let mut nonces: Vec<u64> = people
        .iter()
        .map(|person| chain.account(person.address).nonce)
        .collect();
    let address = |index: usize| match index.checked_sub(PEOPLE) {
        None => people[index].address,
        Some(0) => addresses::POOL,
        Some(_) => addresses::BURNED,
    };
    let units = |amount: &u128| Amount::from_units(*amount);
    sent.iter()
        .map(|(sender, act, off, gas)| {
            let (to, value, input) = match act {
                Act::Native(to, amount) => (address(*to), units(amount), Vec::new()),
                Act::Transfer(to, amount) => {
                    let (to, value) = (address(*to), U256::from(*amount));
                    let call = IToken::transferCall { to, value };
                    (addresses::TOKEN, Amount::ZERO, call.abi_encode())
                }
                Act::Approve(to, amount) => {
                    let (spender, value) = (address(*to), U256::from(*amount));
                    let call = IToken::approveCall { spender, value };
                    (addresses::TOKEN, Amount::ZERO, call.abi_encode())
                }
                Act::TransferFrom(from, to, amount) => {
                    let (from, to) = (address(*from), address(*to));
                    let value = U256::from(*amount);
                    let call = IToken::transferFromCall { from, to, value };
                    (addresses::TOKEN, Amount::ZERO, call.abi_encode())
                }
                Act::Permit(owner, spender, amount, good) => {
                    let signed = super::permit::Signed {
                        spender: address(*spender),
                        value: U256::from(*amount),
                        nonce: U256::from(u8::from(!good)),
                        ..super::permit::Signed::of(&people[*owner], chain_id)
                    };
                    (addresses::TOKEN, Amount::ZERO, signed.call().abi_encode())
                }
                Act::Rogue(which, input) => {
                    let to = [PANIC, MINT, SWALLOW, CHAIN, OPEN][*which];
                    (to, Amount::ZERO, vec![*input; 4])
                }
            };
            let nonce = nonces[*sender].saturating_add_signed(i64::from(*off));
            if *off == 0 {
                nonces[*sender] += 1;
            }
            people[*sender].transaction_with_gas(chain_id, nonce, to, value, input, *gas)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_block_has_one_outcome_however_it_is_run(
        blocks in prop::collection::vec(prop::collection::vec(sent(), 0..20), 1..4),
        steps in prop::collection::vec(1_u64..400_000, 4),
    ) {
        let people: Vec<_> = (0..PEOPLE).map(|number| Member::named(&format!("person {number}"))).collect();
        let ready: Vec<&Member> = people[..READY].iter().collect();
        let mut chain = TestChain::with_modules(genesis(&ready, Some(300_000)), ROGUES);
        let everybody: Vec<Address> = people.iter().map(|person| person.address).collect();
        for (block, after_ms) in blocks.iter().zip(steps) {
            let raw = encode(&chain, &people, block);
            block_in_every_way(&mut chain, after_ms, raw);
            prop_assert_eq!(sum_with(&chain, &everybody), TOTAL_SUPPLY);
        }
    }
}

#[test]
fn a_transaction_that_is_there_twice_is_in_the_block_once() {
    let people = ["alice", "bob"].map(Member::named);
    let ready: Vec<&Member> = people.iter().collect();
    let mut chain = TestChain::with_modules(genesis(&ready, None), ROGUES);
    let chain_id = chain.network().chain_id();
    let to = people[1].address;
    let raw = people[0].transaction(chain_id, 0, to, Amount::pos(1), Vec::new());
    let run = block_in_every_way(&mut chain, 1, vec![raw.clone(), raw]);
    assert_eq!(
        run.excluded,
        [(1, "nonce too low: next nonce 1, tx nonce 0".to_owned())]
    );
    assert_eq!(chain.account(people[0].address).balance, Amount::pos(9_999));
}
