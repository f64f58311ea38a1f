//! Who orders blocks: a validator, and the set of them that one epoch has.
//!
//! An epoch is a run of blocks with one set: epoch `e` has the heights `e·n … e·n+n−1`, where `n` is the genesis'
//! `limits.epochBlocks`. The set of an epoch is settled by the last block of the epoch before, whose header commits to
//! it; that of epoch 0 is the genesis document's. So whoever knows the document can follow the chain of sets by one
//! header and one certificate for each that differs from the one before.

use crate::{Network, genesis::SeedKey};
use alloy_primitives::{B256, hex};
use borsh::{BorshDeserialize, BorshSerialize};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
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

/// Bytes of an Ed25519 signature.
pub const SIGNATURE_BYTES: usize = 64;

/// Bytes of a validator's address: longer than any host name in use, and so few that a full set fits into one record.
pub const ADDRESS_BYTES_MAX: usize = 128;

/// The validators of an epoch, in the order in which they joined.
///
/// Sets are numbered: the genesis' is 0, and each one that differs has the next number. The number is part of the hash
/// that headers commit to, so that nobody who follows the sets can be made to miss one.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ValidatorSet {
    number: u64,
    validators: Vec<Validator>,
}

impl ValidatorSet {
    /// Set number `number`.
    pub fn new(number: u64, validators: Vec<Validator>) -> Self {
        Self { number, validators }
    }

    /// The set of epoch 0: what the genesis document lists.
    pub fn genesis(network: &Network) -> Self {
        Self::new(0, network.genesis().validators.clone())
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

    /// How many sets there were before it.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The validator with an Ed25519 key.
    pub fn find(&self, public_key: &[u8; 32]) -> Option<&Validator> {
        self.iter()
            .find(|validator| validator.public_key.0 == *public_key)
    }

    /// All of them, in order.
    pub fn as_slice(&self) -> &[Validator] {
        &self.validators
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Validator> {
        self.validators.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.validators.len()
    }

    /// Whether there are none: no set of a network.
    pub fn is_empty(&self) -> bool {
        self.validators.is_empty()
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

/// Whether signatures can be checked with these bytes as an Ed25519 key: the only encoding of a point that is not of
/// small order, for which a signature of anything could be made up.
pub fn is_public_key(bytes: &[u8; 32]) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(bytes) else {
        return false;
    };
    !key.is_weak() && key.to_edwards().compress().0 == *bytes
}

/// What a validator signs to change its keys or its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyChange {
    /// The network's genesis hash.
    pub genesis: B256,
    /// The network's chain id.
    pub chain_id: u64,
    /// How many changes the old key has signed before.
    pub number: u64,
    /// The Ed25519 key until then.
    pub old_key: B256,
    /// The Ed25519 key from then on.
    pub new_key: B256,
    /// The seed key from then on.
    pub new_seed_key: SeedKey,
    /// The address from then on.
    pub address: String,
}

impl KeyChange {
    /// The text that is signed: one that people can read, and that nothing else signs. Votes and handshakes begin with
    /// the length of their namespace, and none has as many bytes as the first letter of this text counts.
    pub fn text(&self) -> String {
        let Self {
            genesis,
            chain_id,
            number,
            old_key,
            new_key,
            new_seed_key,
            address,
        } = self;
        let new_seed_key = hex::encode_prefixed(new_seed_key.as_bytes());
        format!(
            "WePoS: change the keys or the address of a validator\n\
             network: {genesis}\n\
             chain id: {chain_id}\n\
             number: {number}\n\
             old key: {old_key}\n\
             new key: {new_key}\n\
             new seed key: {new_seed_key}\n\
             address: {address}\n"
        )
    }

    /// Signs the text with the secret half of a key.
    pub fn sign(&self, secret: &[u8; 32]) -> [u8; SIGNATURE_BYTES] {
        let signature = SigningKey::from_bytes(secret).sign(self.text().as_bytes());
        signature.to_bytes()
    }

    /// Whether a key signed the text. Strict: every other key, text or signature is refused, and every machine says the
    /// same.
    pub fn is_signed(&self, key: B256, signature: &[u8]) -> bool {
        let key = VerifyingKey::from_bytes(&key.0);
        let signature = Signature::from_slice(signature);
        match (key, signature) {
            (Ok(key), Ok(signature)) => key
                .verify_strict(self.text().as_bytes(), &signature)
                .is_ok(),
            _ => false,
        }
    }
}
