//! Who orders blocks: a validator, and the set of them that one epoch has.
//!
//! An epoch is a run of blocks with one set: epoch `e` has the heights `e·n … e·n+n−1`, where `n` is the genesis'
//! `limits.epochBlocks`. The set of an epoch is settled by the last block of the epoch before, whose header commits to
//! it; that of epoch 0 is the genesis document's. So whoever knows the document can follow the chain of sets by one
//! header and one certificate for each that differs from the one before.

use crate::{Network, genesis::SeedKey};
use alloy_primitives::B256;
use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use crate::genesis::VALIDATORS_MAX;

/// A validator: a machine that orders transactions. It has no stake, and earns nothing.
///
/// The same form in the genesis document, in the state, and in what light clients read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Validator {
    /// Who runs it. It is what stays when keys change.
    pub name: String,
    /// Its Ed25519 public key for consensus and for talking to its peers.
    pub public_key: B256,
    /// Its BLS12-381 public key for the randomness seed.
    pub seed_key: SeedKey,
    /// Where its peers reach it: `host:port`, or nothing, if that is told to each operator instead.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}

/// Bytes of a validator's address: longer than any host name in use, and so few that a full set fits into one record.
pub const ADDRESS_BYTES_MAX: usize = 128;

/// The validators of an epoch, in the order in which they joined.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(transparent)]
pub struct ValidatorSet(Vec<Validator>);

impl ValidatorSet {
    /// A set of these validators.
    pub fn new(validators: Vec<Validator>) -> Self {
        Self(validators)
    }

    /// The set of epoch 0: what the genesis document lists.
    pub fn genesis(network: &Network) -> Self {
        Self(network.genesis().validators.clone())
    }

    /// What a header commits to: SHA-256 of the set's Borsh encoding.
    ///
    /// # Panics
    ///
    /// Never: writing to memory cannot fail.
    pub fn hash(&self) -> [u8; 32] {
        let encoded = borsh::to_vec(self).expect("writing to a vector cannot fail");
        Sha256::digest(encoded).into()
    }

    /// The validator with an Ed25519 key.
    pub fn find(&self, public_key: &[u8; 32]) -> Option<&Validator> {
        self.0
            .iter()
            .find(|validator| validator.public_key.0 == *public_key)
    }

    /// All of them, in order.
    pub fn as_slice(&self) -> &[Validator] {
        &self.0
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Validator> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none: no set of a network.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a ValidatorSet {
    type Item = &'a Validator;
    type IntoIter = std::slice::Iter<'a, Validator>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Whether these characters say where a validator is reached: nothing, or a host and a port.
///
/// A host is a name, an IPv4 address, or an IPv6 address in brackets. Whether anybody answers there is not known here.
pub fn is_address(address: &str) -> bool {
    if address.is_empty() {
        return true;
    }
    let Some((host, port)) = address.rsplit_once(':') else {
        return false;
    };
    let decimal = !port.starts_with('0') && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_port = decimal && port.parse::<u16>().is_ok();
    let all = |host: &str, fits: fn(u8) -> bool| !host.is_empty() && host.bytes().all(fits);
    let in_brackets = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_host = match in_brackets {
        Some(host) => all(host, |byte| {
            byte.is_ascii_hexdigit() || b":.".contains(&byte)
        }),
        None => all(host, |byte| {
            byte.is_ascii_alphanumeric() || b"-.".contains(&byte)
        }),
    };
    address.len() <= ADDRESS_BYTES_MAX && is_port && is_host
}
