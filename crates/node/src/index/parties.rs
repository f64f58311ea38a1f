//! Whom a transaction goes to, read from its bytes.

use alloy_primitives::Address;
use alloy_rlp::Header;

/// The recipient of a transaction that was checked when it came, without decoding the rest.
pub(super) fn recipient(raw: &[u8]) -> Option<Address> {
    // Below 0x80 it is an EIP-2718 type, above it the header of a legacy list.
    let (fields_before, mut rest) = match raw.first()? {
        0x01 => (4, &raw[1..]),
        0x02 => (5, &raw[1..]),
        _ => (3, raw),
    };
    Header::decode(&mut rest).ok()?;
    for _ in 0..fields_before {
        let field = Header::decode(&mut rest).ok()?;
        rest = rest.get(field.payload_length..)?;
    }
    let field = Header::decode(&mut rest).ok()?;
    let bytes = rest.get(..field.payload_length)?;
    Address::try_from(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxLegacy};
    use alloy_eips::{eip2718::Encodable2718, eip2930::AccessList};
    use alloy_primitives::{Signature, TxKind, U256};
    use proptest::prelude::*;
    use wepos_chain::transaction::Envelope;

    fn encodings(to: TxKind, number: u64, input: Vec<u8>) -> [Vec<u8>; 3] {
        let value = U256::from(number);
        let input = alloy_primitives::Bytes::from(input);
        let signature = Signature::new(U256::from(number), U256::from(1), number.is_multiple_of(2));
        let legacy = TxLegacy {
            chain_id: Some(number),
            nonce: number,
            to,
            value,
            input: input.clone(),
            ..TxLegacy::default()
        };
        let with_list = TxEip2930 {
            chain_id: number,
            nonce: number,
            to,
            value,
            input: input.clone(),
            access_list: AccessList::default(),
            ..TxEip2930::default()
        };
        let with_fees = TxEip1559 {
            chain_id: number,
            nonce: number,
            max_fee_per_gas: u128::from(number),
            to,
            value,
            input,
            ..TxEip1559::default()
        };
        [
            Envelope::Legacy(legacy.into_signed(signature)).encoded_2718(),
            Envelope::Eip2930(with_list.into_signed(signature)).encoded_2718(),
            Envelope::Eip1559(with_fees.into_signed(signature)).encoded_2718(),
        ]
    }

    proptest! {
        #[test]
        fn the_recipient_is_that_of_the_transaction(
            to in any::<[u8; 20]>(),
            number in any::<u64>(),
            input in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let to = Address::from(to);
            for raw in encodings(TxKind::Call(to), number, input.clone()) {
                prop_assert_eq!(recipient(&raw), Some(to));
            }
            for raw in encodings(TxKind::Create, number, input) {
                prop_assert_eq!(recipient(&raw), None);
            }
        }

        #[test]
        fn other_bytes_have_no_recipient_and_do_no_harm(
            raw in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let _ = recipient(&raw);
        }
    }
}
