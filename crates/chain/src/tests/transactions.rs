//! What is a transaction and what is not: every refusal with its text, and bytes that nobody meant.

use super::members;
use crate::{
    amounts::Amount,
    block::protocol_transaction,
    testing::Member,
    transaction::{BLOCK_GAS, CheckedTransaction, MAX_TRANSACTION_BYTES, decode},
};
use alloy_consensus::{
    EthereumTxEnvelope, SignableTransaction, TxEip1559, TxEip2930, TxEip4844, TxEip7702, TxLegacy,
};
use alloy_eips::{
    eip2718::Encodable2718,
    eip2930::{AccessList, AccessListItem},
};
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256, keccak256};
use proptest::prelude::*;

pub(super) const CHAIN_ID: u64 = 20_001;

pub(super) fn to() -> Address {
    Address::repeat_byte(0x22)
}

pub(super) fn legacy() -> TxLegacy {
    TxLegacy {
        chain_id: Some(CHAIN_ID),
        nonce: 7,
        gas_price: 1,
        gas_limit: 21_000,
        to: TxKind::Call(to()),
        value: U256::from(5),
        input: Bytes::new(),
    }
}

pub(super) fn dynamic() -> TxEip1559 {
    TxEip1559 {
        chain_id: CHAIN_ID,
        nonce: 7,
        gas_limit: 21_000,
        max_fee_per_gas: u128::MAX,
        to: TxKind::Call(to()),
        value: U256::from(5),
        ..TxEip1559::default()
    }
}

fn with_access_list() -> TxEip2930 {
    TxEip2930 {
        chain_id: CHAIN_ID,
        nonce: 7,
        gas_limit: 21_000,
        to: TxKind::Call(to()),
        value: U256::from(5),
        access_list: AccessList(vec![AccessListItem {
            address: to(),
            storage_keys: vec![B256::ZERO],
        }]),
        ..TxEip2930::default()
    }
}

/// The signed EIP-2718 bytes.
pub(super) fn sign<T>(member: &Member, transaction: T) -> Bytes
where
    T: SignableTransaction<Signature>,
    EthereumTxEnvelope<TxEip4844>: From<alloy_consensus::Signed<T>>,
{
    let signature = member.sign(transaction.signature_hash());
    attach(transaction, signature)
}

/// The bytes with any signature.
pub(super) fn attach<T>(transaction: T, signature: Signature) -> Bytes
where
    T: SignableTransaction<Signature>,
    EthereumTxEnvelope<TxEip4844>: From<alloy_consensus::Signed<T>>,
{
    let envelope = EthereumTxEnvelope::<TxEip4844>::from(transaction.into_signed(signature));
    envelope.encoded_2718().into()
}

pub(super) fn check(raw: impl Into<Bytes>) -> Result<CheckedTransaction, String> {
    CheckedTransaction::check(raw.into(), CHAIN_ID).map_err(|error| error.to_string())
}

#[test]
fn the_three_types_give_sender_hash_and_fields() {
    let [alice, _] = members();
    let all = [
        (0, sign(&alice, legacy())),
        (1, sign(&alice, with_access_list())),
        (2, sign(&alice, dynamic())),
    ];
    for (kind, raw) in all {
        let checked = check(raw.clone()).unwrap();
        assert_eq!(checked.kind(), kind);
        assert_eq!(checked.sender(), alice.address);
        assert_eq!(*checked.hash(), keccak256(&raw));
        assert_eq!((checked.nonce(), checked.to()), (7, to()));
        assert_eq!(checked.value(), Amount::from_units(5));
        assert_eq!((checked.gas_limit(), checked.raw()), (21_000, &raw));
    }
}

#[test]
fn what_is_no_transaction_of_this_chain_is_refused_in_geth_s_words() {
    let [alice, _] = members();
    let good = sign(&alice, dynamic());
    let blob = TxEip4844 {
        chain_id: CHAIN_ID,
        gas_limit: 21_000,
        to: to(),
        ..TxEip4844::default()
    };
    let delegating = TxEip7702 {
        chain_id: CHAIN_ID,
        gas_limit: 21_000,
        to: to(),
        ..TxEip7702::default()
    };
    let big = Bytes::from(vec![0; MAX_TRANSACTION_BYTES]);
    let cases: Vec<(&str, Bytes, &str)> = vec![
        ("empty", Bytes::new(), "empty typed transaction bytes"),
        (
            "oversized",
            vec![2; MAX_TRANSACTION_BYTES + 1].into(),
            "oversized data: transaction size 131073, limit 131072",
        ),
        (
            "oversized input",
            sign(
                &alice,
                TxEip1559 {
                    input: big,
                    ..dynamic()
                },
            ),
            "oversized data",
        ),
        (
            "type 3",
            sign(&alice, blob),
            "transaction type not supported: type 3",
        ),
        (
            "type 4",
            sign(&alice, delegating),
            "transaction type not supported: type 4",
        ),
        (
            "type 5",
            [&[5], &good[1..]].concat().into(),
            "transaction type not supported: type 5",
        ),
        (
            "type 0 with a prefix",
            [&[0], &good[1..]].concat().into(),
            "transaction type not supported: type 0",
        ),
        (
            "type 127",
            vec![0x7f, 1].into(),
            "transaction type not supported: type 127",
        ),
        ("trailing byte", [&good[..], &[0]].concat().into(), "rlp: "),
        (
            "trailing byte, legacy",
            [&sign(&alice, legacy())[..], &[0]].concat().into(),
            "rlp: ",
        ),
        ("cut", good[..good.len() - 1].to_vec().into(), "rlp: "),
        ("a list of nothing", vec![0xc0].into(), "rlp: "),
        ("a string", vec![0x80].into(), "rlp: "),
        (
            "another list as type 2",
            vec![2, 0xc1, 0x80].into(),
            "rlp: ",
        ),
        (
            "before EIP-155",
            sign(
                &alice,
                TxLegacy {
                    chain_id: None,
                    ..legacy()
                },
            ),
            "only replay-protected (EIP-155) transactions allowed over RPC",
        ),
        (
            "another chain",
            sign(
                &alice,
                TxEip1559 {
                    chain_id: 1,
                    ..dynamic()
                },
            ),
            "invalid chain id for signer: have 1 want 20001",
        ),
        (
            "another chain, legacy",
            sign(
                &alice,
                TxLegacy {
                    chain_id: Some(20_002),
                    ..legacy()
                },
            ),
            "invalid chain id for signer: have 20002 want 20001",
        ),
        (
            "creation",
            sign(
                &alice,
                TxEip1559 {
                    to: TxKind::Create,
                    ..dynamic()
                },
            ),
            "contract creation is not supported",
        ),
        (
            "more than all amounts",
            sign(
                &alice,
                TxEip1559 {
                    value: U256::from(1) << 128,
                    ..dynamic()
                },
            ),
            "insufficient funds for transfer",
        ),
        (
            "little gas",
            sign(
                &alice,
                TxEip1559 {
                    gas_limit: 20_999,
                    ..dynamic()
                },
            ),
            "intrinsic gas too low: gas 20999, minimum needed 21000",
        ),
        (
            "little gas for its bytes",
            sign(
                &alice,
                TxEip1559 {
                    input: vec![0; 201].into(),
                    ..dynamic()
                },
            ),
            "intrinsic gas too low: gas 21000, minimum needed 21016",
        ),
        (
            "more gas than a block",
            sign(
                &alice,
                TxEip1559 {
                    gas_limit: BLOCK_GAS + 1,
                    ..dynamic()
                },
            ),
            "exceeds block gas limit: gas 30000001, limit 30000000",
        ),
        (
            "the protocol's own",
            protocol_transaction(7, CHAIN_ID),
            "intrinsic gas too low",
        ),
    ];
    for (name, raw, text) in cases {
        let refused = check(raw).expect_err(name);
        assert!(refused.starts_with(text), "{name}: {refused}");
    }
    assert!(check(good).is_ok());
    let all = TxEip1559 {
        gas_limit: BLOCK_GAS,
        ..dynamic()
    };
    assert!(
        check(sign(&alice, all)).is_ok(),
        "wallets propose up to the block's gas"
    );
}

#[test]
fn fees_are_read_and_ignored() {
    let [alice, _] = members();
    for fee in [0, 1, u128::MAX] {
        let transaction = TxEip1559 {
            max_fee_per_gas: fee,
            max_priority_fee_per_gas: u128::MAX - fee,
            ..dynamic()
        };
        assert!(check(sign(&alice, transaction)).is_ok());
    }
}

fn any_good() -> impl Strategy<Value = Vec<u8>> {
    let input = prop::collection::vec(any::<u8>(), 0..90);
    (0_u8..3, any::<u64>(), input, any::<u64>()).prop_map(|(kind, nonce, input, value)| {
        let [alice, _] = members();
        let (input, value) = (Bytes::from(input), U256::from(value));
        match kind {
            0 => sign(
                &alice,
                TxLegacy {
                    nonce,
                    input,
                    value,
                    ..legacy()
                },
            ),
            1 => sign(
                &alice,
                TxEip2930 {
                    nonce,
                    input,
                    value,
                    ..with_access_list()
                },
            ),
            _ => sign(
                &alice,
                TxEip1559 {
                    nonce,
                    input,
                    value,
                    ..dynamic()
                },
            ),
        }
        .to_vec()
    })
}

proptest! {
    #[test]
    fn garbage_is_refused_and_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(check(bytes).is_err());
    }

    #[test]
    fn garbage_after_a_known_type_is_refused_and_never_panics(
        kind in 0_u8..6,
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        prop_assert!(check([&[kind][..], &bytes].concat()).is_err());
    }

    /// Two encodings of one transaction would be two hashes for one signature.
    #[test]
    fn whatever_is_accepted_has_one_encoding_whose_hash_is_its_hash(
        mut raw in any_good(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 0..3),
    ) {
        for (index, byte, kind) in changes {
            let at = index.index(raw.len());
            match kind {
                0 => raw[at] = byte,
                1 => raw.insert(at, byte),
                _ => drop(raw.remove(at)),
            }
        }
        if let Ok(checked) = check(raw.clone()) {
            prop_assert_eq!(*checked.hash(), keccak256(&raw));
            prop_assert_eq!(decode(&raw).unwrap().encoded_2718(), raw);
        }
    }
}
