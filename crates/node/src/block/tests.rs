use super::*;
use commonware_codec::{Decode as _, Encode as _};
use commonware_cryptography::Signer;
use proptest::prelude::*;
use wepos_chain::{
    Network,
    header::{Extra, PROTOCOL_VERSION, genesis_header},
    testing::{Member, genesis},
};

fn extra() -> Extra {
    let key = ed25519::PrivateKey::from_seed(1);
    let leader: Vec<u8> = Signer::public_key(&key).as_ref().to_vec();
    Extra {
        protocol_version: PROTOCOL_VERSION,
        millis: 999,
        proposal: Proposal {
            epoch: 0,
            view: 9,
            parent_view: 7,
            leader: leader.try_into().unwrap(),
        },
        ops_root: [3; 32],
        ops_start: 4,
        ops_end: 5,
        seed_signature: None,
        next_validators: None,
    }
}

fn header(extra: &Extra) -> Header {
    let network = Network::new(genesis(&[&Member::named("rich")], None)).unwrap();
    let empty = StateCommitment {
        root: [0; 32],
        ops_root: [0; 32],
        ops_start: 0,
        ops_end: 1,
    };
    Header {
        number: 12,
        extra_data: extra.to_bytes(),
        ..genesis_header(&network, empty)
    }
}

fn block(transactions: Vec<Vec<u8>>) -> Block {
    let transactions: Vec<RawBytes> = transactions.into_iter().map(RawBytes::from).collect();
    let header = Header {
        transactions_root: ordered_trie_root_encoded(&transactions),
        ..header(&extra())
    };
    Block::new(ChainBlock {
        header,
        transactions,
    })
    .unwrap()
}

/// The encoding of a block by hand, from any header bytes.
fn encoding(header: &[u8], transactions: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    Bytes::copy_from_slice(header).write(&mut bytes);
    UInt(u32::try_from(transactions.len()).unwrap()).write(&mut bytes);
    for transaction in transactions {
        Bytes::copy_from_slice(transaction).write(&mut bytes);
    }
    bytes
}

fn decode(bytes: &[u8]) -> Result<Block, CodecError> {
    Block::decode_cfg(Bytes::copy_from_slice(bytes), &())
}

fn refused(bytes: &[u8]) -> String {
    decode(bytes).unwrap_err().to_string()
}

fn rlp(header: &Header) -> Vec<u8> {
    alloy_rlp::encode(header)
}

#[test]
fn a_block_says_where_in_the_protocol_it_was_proposed() {
    let block = block(Vec::new());
    let context = block.context();
    assert_eq!(proposal_of(&context), extra().proposal);
    assert_eq!(context.parent.1, ConsensusBlock::parent(&block));
    assert_eq!(block.height(), Height::new(12));
    assert_eq!(block.digest().0, block.header().hash_slow().0);
    assert_eq!(*block.sync_target().range.start(), 4);
}

#[test]
fn the_largest_block_that_decodes_is_within_its_bound() {
    let full = vec![vec![7; MAX_TRANSACTION_BYTES]; MAX_BLOCK_BYTES / MAX_TRANSACTION_BYTES];
    let many = vec![Vec::new(); MAX_BLOCK_TRANSACTIONS + 1 - full.len()];
    let block = block([full, many].concat());
    let bytes = block.encode();
    assert_eq!(bytes.len(), block.encode_size());
    assert!(bytes.len() <= Block::max_encode_size(&()));
    assert_eq!(decode(&bytes).unwrap(), block);
}

#[test]
fn too_many_and_too_large_transactions_are_refused() {
    let header = rlp(&header(&extra()));
    let many = vec![Vec::new(); MAX_BLOCK_TRANSACTIONS + 2];
    assert!(refused(&encoding(&header, &many)).contains("too many"));
    assert!(decode(&encoding(&header, &[vec![0; MAX_TRANSACTION_BYTES + 1]])).is_err());
    let large = vec![vec![0; MAX_TRANSACTION_BYTES]; 1 + MAX_BLOCK_BYTES / MAX_TRANSACTION_BYTES];
    assert!(refused(&encoding(&header, &large)).contains("too large"));
}

#[test]
fn a_header_with_the_transactions_of_another_block_is_refused() {
    let block = block(vec![vec![1, 2, 3], vec![4]]);
    let header = rlp(block.header());
    let good = [vec![1, 2, 3], vec![4]];
    assert_eq!(decode(&encoding(&header, &good)).unwrap(), block);
    let others: [&[Vec<u8>]; 4] = [
        &[],
        &good[..1],
        &[vec![4], vec![1, 2, 3]],
        &[vec![1, 2, 3], vec![5]],
    ];
    for other in others {
        assert!(refused(&encoding(&header, other)).contains("not the header's transactions"));
    }
}

#[test]
fn a_count_without_transactions_costs_no_memory() {
    let mut bytes = encoding(&rlp(&header(&extra())), &[]);
    bytes.pop();
    UInt(u32::MAX).write(&mut bytes);
    assert!(decode(&bytes).is_err());
}

#[test]
fn a_header_has_one_encoding() {
    let good = rlp(&header(&extra()));
    assert!(decode(&encoding(&good, &[])).is_ok());
    let trailing = [good.clone(), vec![0]].concat();
    assert!(refused(&encoding(&trailing, &[])).contains("canonical"));
    // Nor does a part of it decode.
    for length in 0..good.len() {
        assert!(decode(&encoding(&good[..length], &[])).is_err());
    }
    assert!(decode(&encoding(&[0x80; 2048], &[])).is_err());
}

#[test]
fn a_header_that_names_what_cannot_be_is_refused() {
    let empty_range = Extra {
        ops_end: 4,
        ..extra()
    };
    let millis = Extra {
        millis: 1000,
        ..extra()
    };
    let mut no_key = extra();
    // About every second string of bytes is no point of the curve.
    let is_key = |bytes: &[u8; 32]| PublicKey::decode(Bytes::copy_from_slice(bytes)).is_ok();
    let mut candidates = (0..=u8::MAX).map(|byte| [byte; 32]);
    no_key.proposal.leader = candidates.find(|bytes| !is_key(bytes)).unwrap();
    for extra in [empty_range, millis, no_key] {
        assert!(decode(&encoding(&rlp(&header(&extra)), &[])).is_err());
    }
    let mut without = header(&extra());
    without.extra_data = RawBytes::new();
    assert!(decode(&encoding(&rlp(&without), &[])).is_err());
}

#[test]
fn a_time_that_overflows_is_refused_before_anybody_asks_for_it() {
    let mut late = header(&extra());
    late.timestamp = u64::MAX;
    assert!(decode(&encoding(&rlp(&late), &[])).is_err());
}

proptest! {
    #[test]
    fn blocks_come_back_as_they_were(
        transactions in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..20),
    ) {
        let block = block(transactions);
        let bytes = block.encode();
        prop_assert_eq!(bytes.len(), block.encode_size());
        let again = decode(&bytes).unwrap();
        prop_assert_eq!(again.digest(), block.digest());
        prop_assert_eq!(again, block);
    }

    #[test]
    fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = decode(&bytes);
        let _ = decode(&encoding(&bytes, &[]));
    }

    #[test]
    fn what_decodes_encodes_to_the_same_bytes(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = block(vec![vec![1, 2, 3]]).encode().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(block) = decode(&bytes) {
            prop_assert_eq!(block.encode().to_vec(), bytes);
            // Nothing that is asked of a candidate panics.
            let _ = (block.context(), block.sync_target(), block.commitment());
            let _ = crate::application::block_time(&block);
        }
    }
}
