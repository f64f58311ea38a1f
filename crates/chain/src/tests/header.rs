//! Headers: what they commit to, recomputed by other means, and what may follow what.

use super::members;
use crate::{
    Network,
    amounts::Amount,
    block::{Placement, Receipt},
    header::{
        Extra, Header, HeaderError, MAX_STEP_MS, PROTOCOL_VERSION, Proposal, SeedKey,
        StateCommitment, check_step, draw_period, genesis_header, next_seed, seed_after, time_of,
    },
    testing::{LAUNCH, LEADER, TestChain, genesis, seed_key},
    time::Timestamp,
    transaction::Envelope,
    validators::ValidatorSet,
};
use alloy_consensus::proofs::{calculate_receipt_root, calculate_transaction_root};
use alloy_eips::eip2718::Decodable2718;
use alloy_primitives::{B256, Bloom, BloomInput, keccak256};
use alloy_rlp::Encodable;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

pub(super) fn commitment() -> StateCommitment {
    StateCommitment {
        root: [2; 32],
        ops_root: [3; 32],
        ops_start: 4,
        ops_end: 500,
    }
}

pub(super) fn extra() -> Extra {
    Extra {
        protocol_version: PROTOCOL_VERSION,
        millis: 789,
        proposal: Proposal {
            epoch: 1,
            view: 20,
            parent_view: 19,
            leader: LEADER,
        },
        ops_root: [3; 32],
        ops_start: 4,
        ops_end: 500,
        seed_signature: Some([9; 48]),
        next_validators: None,
    }
}

/// Where a block lies that its outcome says nothing about.
pub(super) fn placement(number: u64, time: Timestamp) -> Placement {
    Placement {
        parent_hash: B256::repeat_byte(1),
        number,
        time_ms: time.millis(),
        seed: B256::repeat_byte(8),
        seed_signature: None,
        proposal: extra().proposal,
    }
}

fn network() -> Network {
    let [alice, bob] = members();
    Network::new(genesis(&[&alice, &bob], None)).unwrap()
}

fn header_with(extra_data: Vec<u8>) -> Header {
    Header {
        extra_data: extra_data.into(),
        ..Header::default()
    }
}

#[test]
fn extra_data_reads_back_and_one_byte_more_or_less_does_not() {
    let without = Extra {
        seed_signature: None,
        ..extra()
    };
    let last_of_an_epoch = Extra {
        next_validators: Some([10; 32]),
        ..extra()
    };
    for extra in [extra(), without, last_of_an_epoch] {
        let bytes = extra.to_bytes().to_vec();
        assert_eq!(Extra::of(&header_with(bytes.clone())), Ok(extra));
        let longer = [&bytes[..], &[0]].concat();
        let shorter = bytes[..bytes.len() - 1].to_vec();
        for wrong in [longer, shorter, Vec::new(), vec![1]] {
            let result = Extra::of(&header_with(wrong));
            assert!(matches!(result, Err(HeaderError::Extra(_))), "{result:?}");
        }
    }
    let late = Extra {
        millis: 1_000,
        ..extra()
    };
    let result = Extra::of(&header_with(late.to_bytes().to_vec()));
    assert!(matches!(result, Err(HeaderError::Extra(_))), "{result:?}");
}

#[test]
fn an_extension_of_another_shape_says_which_version_it_is_of() {
    let next = Extra {
        protocol_version: PROTOCOL_VERSION + 1,
        ..extra()
    };
    let same_shape = next.to_bytes().to_vec();
    let other_shape = [&same_shape[..], b"something new"].concat();
    let nothing_else = same_shape[..2].to_vec();
    for bytes in [other_shape, nothing_else] {
        let error = Extra::of(&header_with(bytes)).unwrap_err();
        assert_eq!(error, HeaderError::Version { have: 2 });
        assert!(error.to_string().ends_with("install a newer release"));
    }
    assert_eq!(Extra::of(&header_with(same_shape)), Ok(next));
}

#[test]
fn a_binary_knows_the_versions_from_the_first_to_its_own() {
    let versions = |network: &Network| {
        let known = (0..4).filter(|version| network.check_version(*version).is_ok());
        known.collect::<Vec<_>>()
    };
    assert_eq!(versions(&network()), [1]);
    assert_eq!(versions(&network().knowing(2)), [1, 2]);
    let error = network().check_version(7).unwrap_err();
    assert_eq!(error, HeaderError::Version { have: 7 });
}

#[test]
fn a_time_that_64_bits_cannot_hold_is_refused() {
    let header = Header {
        timestamp: u64::MAX / 1_000,
        ..header_with(extra().to_bytes().to_vec())
    };
    assert!(time_of(&header).is_err());
    let header = Header {
        timestamp: 1_798_732_800,
        ..header
    };
    assert_eq!(
        time_of(&header),
        Ok(Timestamp::from_millis(1_798_732_800_789))
    );
}

#[test]
fn a_block_is_later_than_its_parent_by_ten_minutes_at_most() {
    let parent = LAUNCH.millis();
    let cases = [
        (parent - 1, false),
        (parent, false),
        (parent + 1, true),
        (parent + MAX_STEP_MS, true),
        (parent + MAX_STEP_MS + 1, false),
        (u64::MAX, false),
        (0, false),
    ];
    for (time, allowed) in cases {
        let result = check_step(LAUNCH, Timestamp::from_millis(time));
        let error = HeaderError::Time { time, parent };
        assert_eq!(result, if allowed { Ok(()) } else { Err(error) });
    }
}

#[test]
fn the_genesis_header_commits_to_the_document_and_the_empty_state() {
    let network = network();
    let header = genesis_header(&network, commitment());
    assert_eq!((header.number, header.parent_hash), (0, B256::ZERO));
    assert_eq!(header.mix_hash, network.genesis().hash());
    assert_eq!(header.state_root, B256::from([2; 32]));
    assert_eq!(time_of(&header), Ok(LAUNCH));
    assert_eq!(
        (header.gas_limit, header.base_fee_per_gas),
        (30_000_000, Some(0))
    );
    let extra = Extra::of(&header).unwrap();
    assert_eq!(
        (extra.proposal.leader, extra.seed_signature),
        (LEADER, None)
    );
    assert_eq!((extra.ops_start, extra.ops_end), (4, 500));
}

/// Everything that a header says of a block, computed from the block's bytes by other code.
#[test]
fn a_header_s_hash_and_roots_are_those_that_anybody_computes() {
    let [alice, bob] = members();
    let mut genesis = genesis(&[&alice, &bob], Some(60_000));
    genesis.limits.block_gas = 20_000_000;
    let mut chain = TestChain::new(genesis);
    let chain_id = chain.network().chain_id();
    let raw = (0..20)
        .map(|nonce| alice.transaction(chain_id, nonce, bob.address, Amount::pos(1), Vec::new()))
        .collect();
    // A month's boundary, so that the protocol's own transaction comes first.
    let (outcome, _) = chain.block_after(60_000, raw);
    assert_eq!(outcome.transactions.len(), 21);
    let placement = Placement {
        parent_hash: B256::repeat_byte(1),
        number: 2,
        time_ms: chain.time().millis() + 7,
        seed: B256::repeat_byte(8),
        seed_signature: None,
        proposal: extra().proposal,
    };
    let header = outcome.header(&placement, &outcome.roots(), commitment());
    let mut rlp = Vec::new();
    header.encode(&mut rlp);
    assert_eq!(header.hash_slow(), keccak256(&rlp));
    assert_eq!(time_of(&header).unwrap().millis(), placement.time_ms);
    assert_eq!(
        (header.gas_used, header.gas_limit),
        (20 * 21_000, 20_000_000)
    );

    let envelopes: Vec<Envelope> = outcome
        .transactions
        .iter()
        .map(|raw| Envelope::decode_2718_exact(raw).unwrap())
        .collect();
    assert_eq!(
        header.transactions_root,
        calculate_transaction_root(&envelopes)
    );
    let receipts: Vec<_> = outcome.receipts.iter().map(Receipt::to_envelope).collect();
    assert_eq!(header.receipts_root, calculate_receipt_root(&receipts));
    let mut bloom = Bloom::ZERO;
    for log in outcome.receipts.iter().flat_map(|receipt| &receipt.logs) {
        bloom.accrue(BloomInput::Raw(log.address.as_slice()));
        for topic in &log.topics {
            bloom.accrue(BloomInput::Raw(topic.as_slice()));
        }
    }
    assert_eq!(header.logs_bloom, bloom);
    let cumulative: Vec<_> = outcome
        .receipts
        .iter()
        .map(|one| one.cumulative_gas_used)
        .collect();
    assert_eq!(cumulative[..3], [0, 21_000, 42_000]);
}

/// An hour of the chain's day, in milliseconds of a real network.
const HOUR: u64 = 3_600_000;

fn seeded(
    parent_ms: u64,
    time_ms: u64,
    leader: &[u8; 32],
    signature: Option<&[u8; 48]>,
) -> Result<B256, HeaderError> {
    let at = |millis: u64| Timestamp::from_millis(LAUNCH.millis() + millis);
    let parent = (B256::repeat_byte(5), at(parent_ms));
    let network = network();
    let validators = ValidatorSet::genesis(&network);
    let time = at(time_ms);
    seed_after(&network, &validators, parent, time, leader, signature)
}

#[test]
fn the_first_block_of_a_period_carries_its_proposer_s_signature_and_no_other_does() {
    let network = network();
    let chain_id = network.chain_id();
    let good = |period| seed_key().sign(chain_id, period);
    let seed = |signature: [u8; 48]| {
        let mut hasher = Sha256::new();
        hasher.update([5; 32]);
        hasher.update(signature);
        B256::from_slice(&hasher.finalize())
    };
    assert_eq!(seeded(0, HOUR - 1, &LEADER, None), Ok(B256::repeat_byte(5)));
    assert_eq!(
        seeded(HOUR - 1, HOUR, &LEADER, Some(&good(1))),
        Ok(seed(good(1)))
    );
    assert_eq!(
        seeded(0, 9 * HOUR, &LEADER, Some(&good(9))),
        Ok(seed(good(9)))
    );
    assert_eq!(next_seed(B256::repeat_byte(5), &good(9)), seed(good(9)));
    assert_eq!(
        draw_period(&network, Timestamp::from_millis(LAUNCH.millis() + HOUR)),
        1
    );

    let refused = |result: Result<B256, HeaderError>, reason: &'static str| {
        assert_eq!(result, Err(HeaderError::Seed(reason)));
    };
    refused(
        seeded(0, HOUR, &LEADER, None),
        "the first block of a draw period carries one",
    );
    refused(
        seeded(HOUR, HOUR + 1, &LEADER, Some(&good(1))),
        "only the first block of a draw period carries one",
    );
    refused(
        seeded(0, HOUR, &[2; 32], Some(&good(1))),
        "the proposer is not a validator",
    );
    let wrong = "not the proposer's signature";
    refused(seeded(0, HOUR, &LEADER, Some(&good(2))), wrong);
    refused(
        seeded(0, HOUR, &LEADER, Some(&seed_key().sign(chain_id + 1, 1))),
        wrong,
    );
    let other = SeedKey::derive(&[8; 32]).sign(chain_id, 1);
    refused(seeded(0, HOUR, &LEADER, Some(&other)), wrong);
}

/// Compressed points of G1 that are none, or not of the right subgroup, or infinity.
#[test]
fn bytes_that_are_no_point_of_the_subgroup_are_refused() {
    let mut infinity = [0; 48];
    infinity[0] = 0xc0;
    // x = 4 is on the curve y² = x³ + 4, and not in the subgroup of prime order.
    let mut wrong_subgroup = [0; 48];
    wrong_subgroup[0] = 0x80;
    wrong_subgroup[47] = 4;
    let mut beyond_field = [0xff; 48];
    beyond_field[0] = 0x9f;
    let mut uncompressed = seed_key().sign(network().chain_id(), 1);
    uncompressed[0] &= 0x7f;
    for bytes in [
        infinity,
        wrong_subgroup,
        beyond_field,
        uncompressed,
        [0; 48],
        [0xff; 48],
    ] {
        let result = seeded(0, HOUR, &LEADER, Some(&bytes));
        assert_eq!(
            result,
            Err(HeaderError::Seed("not a point of G1")),
            "{bytes:?}"
        );
    }
}

#[test]
fn a_network_whose_validator_could_never_sign_a_seed_is_refused() {
    let [alice, bob] = members();
    let mut infinity = vec![0; 96];
    infinity[0] = 0xc0;
    for key in [vec![7; 96], vec![7; 48], infinity] {
        let mut genesis = genesis(&[&alice, &bob], None);
        genesis.validators[0].seed_key = crate::genesis::SeedKey::new(key).unwrap();
        let error = Network::new(genesis).unwrap_err();
        assert!(
            error.to_string().contains("the seedKey of validator only"),
            "{error}"
        );
    }
}

proptest! {
    #[test]
    fn garbage_in_extra_data_and_seeds_never_panics(
        bytes in prop::collection::vec(any::<u8>(), 0..220),
        signature in prop::collection::vec(any::<u8>(), 48),
    ) {
        let header = header_with(bytes);
        let _ = (Extra::of(&header).is_ok(), time_of(&header).is_ok());
        let signature: [u8; 48] = signature.try_into().unwrap();
        prop_assert!(seeded(0, HOUR, &LEADER, Some(&signature)).is_err());
    }
}
