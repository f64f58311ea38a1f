//! The module's records: the only file that knows its keys.

use crate::{
    genesis::NAME_MAX,
    state::{Field, Item, Log, MAX_VALUE_BYTES, Record},
    time::Timestamp,
    validators::{ADDRESS_BYTES_MAX, VALIDATORS_MAX, ValidatorSet},
};
use borsh::{BorshDeserialize, BorshSerialize};

/// The module's number in keys.
pub(super) const MODULE: u8 = 15;

/// The sets of validators there have been, each with its first epoch: the first is that of genesis, the last is the
/// newest that is settled.
pub(super) const HISTORY: Log<Change> = Log::new(Field::new(MODULE, 0));

/// Which protocol the chain follows. Nothing until the first upgrade is scheduled.
pub(super) const PROTOCOL: Item<Protocol> = Item::new(Field::new(MODULE, 3));

pub(super) const LAYOUT: &[(u8, &str, &str)] = &[
    (0, "history_length", "u64"),
    (1, "history", "u64 -> Change"),
    (3, "protocol", "Protocol"),
];

/// A set of validators that differs from the one before.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Change {
    /// The first epoch with this set.
    pub epoch: u64,
    /// The validators.
    pub set: ValidatorSet,
}

impl Record for Change {
    const NAME: &'static str = "Change";
}

/// Bytes of a validator in a record: four lengths, a name of the widest characters, keys and an address.
pub(super) const VALIDATOR_BYTES_MAX: usize = 4 * 4 + 4 * NAME_MAX + 32 + 96 + ADDRESS_BYTES_MAX;

// A full set fits into one record.
const _: () = assert!(VALIDATORS_MAX * VALIDATOR_BYTES_MAX + 32 < MAX_VALUE_BYTES);

/// Which protocol the chain follows.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Protocol {
    /// The version of the last block.
    pub(super) version: u16,
    /// What is scheduled.
    pub(super) next: Option<Upgrade>,
}

impl Record for Protocol {
    const NAME: &'static str = "Protocol";
}

/// A version that begins at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Upgrade {
    pub(super) version: u16,
    pub(super) activation: Timestamp,
}
