//! Which ECDSA signatures are accepted, case by case: changing the crate behind them changes consensus.

use super::{
    members,
    permit::{HALF_ORDER, ORDER},
    transactions::{attach, check, dynamic, legacy, sign},
};
use alloy_consensus::SignableTransaction;
use alloy_primitives::{Signature, U256, keccak256};

const REFUSED: &str = "invalid sender: the signature is not valid (high s, or no key fits it)";

#[test]
fn edge_cases_of_ecdsa_are_accepted_or_refused_as_this_table_says() {
    let [alice, _] = members();
    let good = alice.sign(dynamic().signature_hash());
    let (r, s, v) = (good.r(), good.s(), good.v());
    assert!(s <= HALF_ORDER);
    // r of a point whose x is the smallest on the curve, and x without a point.
    let (small_point, no_point) = (U256::ONE, U256::from(5));
    let cases = [
        ("the signature", r, s, v, true),
        ("the other parity: another key", r, s, !v, true),
        ("s in the upper half", r, ORDER - s, !v, false),
        ("s in the upper half, same parity", r, ORDER - s, v, false),
        ("s at half the order", r, HALF_ORDER, v, true),
        (
            "s above half the order",
            r,
            HALF_ORDER + U256::ONE,
            v,
            false,
        ),
        ("s = 1", r, U256::ONE, v, true),
        ("s = 0", r, U256::ZERO, v, false),
        ("r = 0", U256::ZERO, s, v, false),
        ("r and s = 0", U256::ZERO, U256::ZERO, v, false),
        ("r = 1", small_point, s, v, true),
        ("r = 5, no point", no_point, s, v, false),
        ("r = the order", ORDER, s, v, false),
        ("r = the order + 1", ORDER + U256::ONE, s, v, false),
        ("s = the order", r, ORDER, v, false),
        ("all ones", U256::MAX, U256::MAX, true, false),
    ];
    for (name, r, s, v, accepted) in cases {
        let result = check(attach(dynamic(), Signature::new(r, s, v)));
        match result {
            Ok(_) => assert!(accepted, "{name} was accepted"),
            Err(reason) => {
                assert!(!accepted, "{name}: {reason}");
                assert_eq!(reason, REFUSED, "{name}");
            }
        }
    }
}

#[test]
fn another_parity_is_another_sender() {
    let [alice, _] = members();
    let good = alice.sign(dynamic().signature_hash());
    let other = Signature::new(good.r(), good.s(), !good.v());
    let sender = |signature| check(attach(dynamic(), signature)).unwrap().sender();
    assert_eq!(sender(good), alice.address);
    assert_ne!(sender(other), alice.address);
}

/// The recovery id stands in one byte of the RLP; alloy's types cannot hold a wrong one, so it is written by hand.
#[test]
fn recovery_ids_other_than_zero_and_one_do_not_decode() {
    let [alice, _] = members();
    let raw = sign(&alice, dynamic());
    // y parity, then r and s with their length bytes.
    let r_and_s = alice.sign(dynamic().signature_hash());
    let width = |number: U256| 1 + number.byte_len();
    let at = raw.len() - width(r_and_s.r()) - width(r_and_s.s()) - 1;
    assert!(matches!(raw[at], 0x80 | 0x01));
    for parity in [0x00, 0x02, 0x03, 27, 28, 0x7f] {
        let mut wrong = raw.to_vec();
        wrong[at] = parity;
        let reason = check(wrong).expect_err("a wrong recovery id");
        assert!(reason.starts_with("rlp: "), "{parity}: {reason}");
    }
}

/// A legacy v names chain and parity; each other number is another chain, none, or nothing.
#[test]
fn a_legacy_v_other_than_the_chain_s_two_is_refused() {
    let [alice, _] = members();
    let raw = sign(&alice, legacy());
    let good = check(raw.clone()).unwrap();
    assert_eq!(good.sender(), alice.address);
    let v = 35
        + 2 * super::transactions::CHAIN_ID
        + u64::from(alice.sign(legacy().signature_hash()).v());
    let encoded = [&[0x82][..], &u16::try_from(v).unwrap().to_be_bytes()].concat();
    let at = raw.windows(3).position(|window| window == encoded).unwrap();
    for wrong in [256_u16, 300, 20_001, v as u16 - 2, v as u16 + 2, u16::MAX] {
        let mut bytes = raw.to_vec();
        bytes[at + 1..at + 3].copy_from_slice(&wrong.to_be_bytes());
        assert!(check(bytes).is_err(), "v = {wrong}");
    }
}

#[test]
fn a_signature_of_one_transaction_is_not_one_of_another() {
    let [alice, _] = members();
    let signature = alice.sign(keccak256("something else"));
    let checked = check(attach(dynamic(), signature));
    assert!(checked.is_err() || checked.unwrap().sender() != alice.address);
}
