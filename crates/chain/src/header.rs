//! Headers: an Ethereum header whose hash is what the validators sign.
//!
//! The block digest *is* `keccak256(rlp(header))`, so `cast block` can recompute it, and a light client goes from a
//! certificate to a header to a state proof without ever seeing a transaction. What Ethereum has no field for lies in
//! `extraData` as [`Extra`].
//!
//! Randomness: each validator has a BLS12-381 key, whose signatures are unique. The first block of each
//! draw period carries its proposer's signature over (chain id, period); `mixHash` is SHA-256(previous seed ‖
//! signature). Known limits: the last proposer of a period can withhold its block (one bit), and a single validator
//! knows its seeds in advance, though it cannot choose them.

use crate::{Network, time::Timestamp, validators::ValidatorSet};
use alloy_consensus::{EMPTY_ROOT_HASH, constants::EMPTY_OMMER_ROOT_HASH};
use alloy_primitives::{B256, Bloom, Bytes};
use borsh::{BorshDeserialize, BorshSerialize};
use sha2::{Digest, Sha256};

pub use alloy_consensus::Header;

/// The newest protocol this binary computes. A larger number in a header means rules that it does not know.
pub const PROTOCOL_VERSION: u16 = 1;

/// The protocol of the first block of every network.
pub const FIRST_PROTOCOL_VERSION: u16 = 1;

/// A block's time is at most this much after its parent's (a permanent rule): what bounds how long a verifier may have
/// to wait, and how far a proposer can push the clock.
pub const MAX_STEP_MS: u64 = 10 * 60 * 1000;

/// A verifier waits until its clock reaches a block's time minus this much.
pub const MAX_DRIFT_MS: u64 = 500;

/// Bytes of a compressed BLS12-381 signature in G1.
pub const SEED_SIGNATURE_BYTES: usize = 48;

/// The domain of seed signatures.
pub const SEED_DOMAIN: &[u8] = b"WEPOS_SEED_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/// Where in the consensus protocol a block was proposed, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Proposal {
    /// The epoch: a period with one validator set.
    pub epoch: u64,
    /// The view inside the epoch.
    pub view: u64,
    /// The view in which the parent was proposed.
    pub parent_view: u64,
    /// The proposer's ed25519 public key.
    pub leader: [u8; 32],
}

/// What a block commits to of the state after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct StateCommitment {
    /// The canonical root: proofs of balances start here (`stateRoot`).
    pub root: [u8; 32],
    /// The root of the operations log: the target of state sync.
    pub ops_root: [u8; 32],
    /// The first operation that is still needed.
    pub ops_start: u64,
    /// One past the last operation.
    pub ops_end: u64,
}

/// The content of `extraData`.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Extra {
    /// The protocol version of the block's rules, by the state before it; the first two bytes, little-endian, of every
    /// version's extension.
    pub protocol_version: u16,
    /// Milliseconds beyond `timestamp`.
    pub millis: u16,
    /// Consensus position.
    pub proposal: Proposal,
    /// Root of the operations log.
    pub ops_root: [u8; 32],
    /// Range of the operations log.
    pub ops_start: u64,
    /// End of the range.
    pub ops_end: u64,
    /// In the first block of a draw period: the proposer's signature over the period.
    pub seed_signature: Option<[u8; SEED_SIGNATURE_BYTES]>,
    /// In the last block of an epoch: the hash of the validators of the next ([`ValidatorSet::hash`]).
    pub next_validators: Option<[u8; 32]>,
}

/// Why a header is not one of this chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// `extraData` does not decode.
    #[error("extraData is not a WePoS header extension: {0}")]
    Extra(String),
    /// The block is of rules that this binary does not know.
    #[error(
        "the block follows protocol version {have}, this binary knows versions up to {PROTOCOL_VERSION}: install a \
         newer release"
    )]
    Version {
        /// The header's version.
        have: u16,
    },
    /// Time does not pass, or passes too fast.
    #[error("block time {time} is not within (parent {parent}, parent + {MAX_STEP_MS}] ms")]
    Time {
        /// The block's time in milliseconds.
        time: u64,
        /// The parent's.
        parent: u64,
    },
    /// The seed signature is missing, superfluous or wrong.
    #[error("seed signature: {0}")]
    Seed(&'static str),
}

impl Extra {
    /// Reads `extraData`. Whether the rules of its version are known is for [`Network::check_version`]: they may be
    /// others with the same extension.
    ///
    /// # Errors
    ///
    /// [`HeaderError::Extra`]; [`HeaderError::Version`] when a newer version has another extension.
    pub fn of(header: &Header) -> Result<Self, HeaderError> {
        let extra = Self::try_from_slice(&header.extra_data).map_err(|error| {
            // The version comes first, whatever follows it.
            let version = header.extra_data.first_chunk().copied();
            match version.map(u16::from_le_bytes) {
                Some(have) if have > PROTOCOL_VERSION => HeaderError::Version { have },
                _ => HeaderError::Extra(error.to_string()),
            }
        })?;
        if extra.millis >= 1000 {
            return Err(HeaderError::Extra("a second has 1000 milliseconds".into()));
        }
        Ok(extra)
    }

    /// The `extraData` bytes.
    pub fn to_bytes(&self) -> Bytes {
        borsh::to_vec(self)
            .expect("writing to a vector cannot fail")
            .into()
    }
}

/// A header's time in milliseconds.
///
/// # Errors
///
/// [`HeaderError::Extra`] or [`HeaderError::Version`].
pub fn time_of(header: &Header) -> Result<Timestamp, HeaderError> {
    let extra = Extra::of(header)?;
    header
        .timestamp
        .checked_mul(1000)
        .and_then(|millis| millis.checked_add(u64::from(extra.millis)))
        .map(Timestamp::from_millis)
        .ok_or_else(|| HeaderError::Extra("the time overflows".into()))
}

/// The header of height 0: the genesis document's hash as seed, the empty database as state.
pub fn genesis_header(network: &Network, empty: StateCommitment) -> Header {
    let genesis = network.genesis();
    let launch = genesis.launch.millis();
    let extra = Extra {
        protocol_version: FIRST_PROTOCOL_VERSION,
        millis: u16::try_from(launch % 1000).expect("below 1000"),
        proposal: Proposal {
            epoch: 0,
            view: 0,
            parent_view: 0,
            leader: genesis.validators[0].public_key.0,
        },
        ops_root: empty.ops_root,
        ops_start: empty.ops_start,
        ops_end: empty.ops_end,
        seed_signature: None,
        next_validators: None,
    };
    Header {
        timestamp: launch / 1000,
        gas_limit: genesis.limits.block_gas,
        mix_hash: network.hash(),
        state_root: B256::from(empty.root),
        extra_data: extra.to_bytes(),
        ..base_header()
    }
}

/// A header with the fields that never change.
pub(crate) fn base_header() -> Header {
    Header {
        ommers_hash: EMPTY_OMMER_ROOT_HASH,
        transactions_root: EMPTY_ROOT_HASH,
        receipts_root: EMPTY_ROOT_HASH,
        logs_bloom: Bloom::ZERO,
        base_fee_per_gas: Some(0),
        ..Header::default()
    }
}

/// Checks that a block at `time` may follow a parent at `parent`.
///
/// # Errors
///
/// [`HeaderError::Time`].
pub fn check_step(parent: Timestamp, time: Timestamp) -> Result<(), HeaderError> {
    let (parent, time) = (parent.millis(), time.millis());
    if time <= parent || time.saturating_sub(parent) > MAX_STEP_MS {
        return Err(HeaderError::Time { time, parent });
    }
    Ok(())
}

/// The draw period that a time falls in: hours of the chain's day, counted from launch.
pub fn draw_period(network: &Network, time: Timestamp) -> u64 {
    let hour = (network.calendar().day_length_ms() / 24).max(1);
    let since_launch = time
        .millis()
        .saturating_sub(network.genesis().launch.millis());
    since_launch.checked_div(hour).unwrap_or(0)
}

/// What the proposer of a period's first block signs.
pub fn seed_message(chain_id: u64, period: u64) -> Vec<u8> {
    let mut message = b"WEPOS_SEED".to_vec();
    message.extend_from_slice(&chain_id.to_be_bytes());
    message.extend_from_slice(&period.to_be_bytes());
    message
}

/// The seed after a signature.
pub fn next_seed(previous: B256, signature: &[u8; SEED_SIGNATURE_BYTES]) -> B256 {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(signature);
    B256::from_slice(&hasher.finalize())
}

/// Checks a block's seed signature and returns the block's seed. `validators` are those of the block's epoch.
///
/// # Errors
///
/// [`HeaderError::Seed`]: missing in a period's first block, present in another, or not the proposer's.
pub fn seed_after(
    network: &Network,
    validators: &ValidatorSet,
    (previous, parent_time): (B256, Timestamp),
    time: Timestamp,
    leader: &[u8; 32],
    signature: Option<&[u8; SEED_SIGNATURE_BYTES]>,
) -> Result<B256, HeaderError> {
    let period = draw_period(network, time);
    let due = period != draw_period(network, parent_time);
    match (due, signature) {
        (false, None) => Ok(previous),
        (false, Some(_)) => Err(HeaderError::Seed(
            "only the first block of a draw period carries one",
        )),
        (true, None) => Err(HeaderError::Seed(
            "the first block of a draw period carries one",
        )),
        (true, Some(signature)) => {
            let validator = validators
                .find(leader)
                .ok_or(HeaderError::Seed("the proposer is not a validator"))?;
            verify_seed(
                validator.seed_key.as_bytes(),
                &seed_message(network.chain_id(), period),
                signature,
            )?;
            Ok(next_seed(previous, signature))
        }
    }
}

/// Whether these bytes are a key that seeds can be verified with: 96 bytes of a point in G2, not infinity.
pub(crate) fn is_seed_key(key: &[u8]) -> bool {
    blst::min_sig::PublicKey::key_validate(key).is_ok()
}

fn verify_seed(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), HeaderError> {
    use blst::{BLST_ERROR, min_sig::PublicKey, min_sig::Signature};
    let key = PublicKey::key_validate(key)
        .map_err(|_| HeaderError::Seed("the validator's seed key is not in G2"))?;
    let signature = Signature::sig_validate(signature, true)
        .map_err(|_| HeaderError::Seed("not a point of G1"))?;
    match signature.verify(false, message, SEED_DOMAIN, &[], &key, false) {
        BLST_ERROR::BLST_SUCCESS => Ok(()),
        _ => Err(HeaderError::Seed("not the proposer's signature")),
    }
}

/// A validator's key for seed signatures.
#[derive(Clone)]
pub struct SeedKey(blst::min_sig::SecretKey);

impl std::fmt::Debug for SeedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SeedKey(secret)")
    }
}

impl SeedKey {
    /// Derives the key from 32 secret bytes (the key derivation of EIP-2333's draft, as blst has it).
    ///
    /// # Panics
    ///
    /// Never: 32 bytes are what the derivation asks for.
    pub fn derive(secret: &[u8; 32]) -> Self {
        Self(blst::min_sig::SecretKey::key_gen(secret, b"WEPOS_SEED").expect("32 bytes are enough"))
    }

    /// The public key as genesis lists it: 96 bytes, compressed G2.
    pub fn public_key(&self) -> [u8; 96] {
        self.0.sk_to_pk().compress()
    }

    /// Signs a draw period.
    pub fn sign(&self, chain_id: u64, period: u64) -> [u8; SEED_SIGNATURE_BYTES] {
        self.0
            .sign(&seed_message(chain_id, period), SEED_DOMAIN, &[])
            .compress()
    }
}
