//! Database keys: `SHA-256(module ‖ field ‖ encoded key)`.
//!
//! The database's index looks only at the first bytes of a key, so structured keys would degrade to scans; hashes
//! spread evenly and cannot be ground by a user. The clear key exists only in this crate.

use alloy_primitives::{Address, B256};
use borsh::{BorshDeserialize, BorshSerialize};
use sha2::{Digest, Sha256};

/// A key of the state database.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct Key(pub [u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", B256::from(self.0))
    }
}

/// One declared field of a module: the prefix of its keys.
///
/// `module` is the module's number (the last byte of its address in the reserved range; see [`crate::Module::number`]),
/// `field` is unique inside the module and never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    /// The module's number.
    pub module: u8,
    /// The field's number inside the module.
    pub field: u8,
}

impl Field {
    /// Names a field.
    pub const fn new(module: u8, field: u8) -> Self {
        Self { module, field }
    }

    /// The database key of `key` in this field.
    pub fn key(&self, key: &impl StateKey) -> Key {
        let mut hasher = Sha256::new();
        hasher.update([self.module, self.field]);
        key.hash_into(&mut hasher);
        Key(hasher.finalize().into())
    }
}

/// What can be the key of a [`crate::state::Map`]: a fixed-width encoding, so that no two keys of a field collide.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a state key",
    note = "a state key has a fixed width: implement `StateKey` by feeding each part to the hasher"
)]
pub trait StateKey {
    /// Feeds the key's bytes to `hasher`. Every value of the type feeds the same number of bytes.
    fn hash_into(&self, hasher: &mut Sha256);
}

impl StateKey for () {
    fn hash_into(&self, _: &mut Sha256) {}
}

impl StateKey for u64 {
    fn hash_into(&self, hasher: &mut Sha256) {
        hasher.update(self.to_be_bytes());
    }
}

impl StateKey for u32 {
    fn hash_into(&self, hasher: &mut Sha256) {
        hasher.update(self.to_be_bytes());
    }
}

impl StateKey for u8 {
    fn hash_into(&self, hasher: &mut Sha256) {
        hasher.update([*self]);
    }
}

impl StateKey for Address {
    fn hash_into(&self, hasher: &mut Sha256) {
        hasher.update(self.as_slice());
    }
}

impl StateKey for B256 {
    fn hash_into(&self, hasher: &mut Sha256) {
        hasher.update(self.as_slice());
    }
}

impl<A: StateKey, B: StateKey> StateKey for (A, B) {
    fn hash_into(&self, hasher: &mut Sha256) {
        self.0.hash_into(hasher);
        self.1.hash_into(hasher);
    }
}
