//! The module's records: the only file that knows its keys.

use crate::{
    genesis::NAME_MAX,
    state::{Field, Item, Log, MAX_VALUE_BYTES, Map, Record},
    time::Timestamp,
    validators::{ADDRESS_BYTES_MAX, VALIDATORS_MAX, Validator, ValidatorSet},
};
use alloy_primitives::B256;
use borsh::{BorshDeserialize, BorshSerialize};

/// The module's number in keys.
pub(super) const MODULE: u8 = 15;

/// The sets of validators there have been, each with its first epoch: the first is that of genesis, the last is the
/// newest that is settled.
pub(super) const HISTORY: Log<Change> = Log::new(Field::new(MODULE, 0));

/// What waits to change the validators.
pub(super) const WAITING: Item<Waiting> = Item::new(Field::new(MODULE, 2));

/// Which protocol the chain follows. Nothing until the first upgrade is scheduled.
pub(super) const PROTOCOL: Item<Protocol> = Item::new(Field::new(MODULE, 3));

/// How many changes a validator's key has signed.
pub(super) const NUMBERS: Map<B256, u64> = Map::new(Field::new(MODULE, 4));

pub(super) const LAYOUT: &[(u8, &str, &str)] = &[
    (0, "history_length", "u64"),
    (1, "history", "u64 -> Change"),
    (2, "waiting", "Waiting"),
    (3, "protocol", "Protocol"),
    (4, "numbers", "public key -> u64"),
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

/// What waits to change the validators, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Waiting(pub(crate) Vec<Step>);

impl Record for Waiting {
    const NAME: &'static str = "Waiting";
}

/// One change of the validators. A validator is known by its name, which stays when its keys change: no decision about
/// it can be escaped with another key.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) enum Step {
    /// One joins, by a decision.
    Add(Validator),
    /// The one with this name leaves, by a decision.
    Remove(String),
    /// The one with this name has these keys and this address, by its own signature.
    Replace(Validator),
}

/// Bytes of a validator in a record: four lengths, a name of the widest characters, keys and an address.
const VALIDATOR_BYTES_MAX: usize = 4 * 4 + 4 * NAME_MAX + 32 + 96 + ADDRESS_BYTES_MAX;

// A full set fits into one record, and so does all that can wait.
const _: () = assert!(
    (super::MAX_WAITING + VALIDATORS_MAX) * (VALIDATOR_BYTES_MAX + 1) + 32 < MAX_VALUE_BYTES
);

/// Which protocol the chain follows.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Protocol {
    /// The version of the last block.
    pub(crate) version: u16,
    /// What is scheduled.
    pub(crate) next: Option<Upgrade>,
}

impl Record for Protocol {
    const NAME: &'static str = "Protocol";
}

/// A version that begins at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Upgrade {
    pub(crate) version: u16,
    pub(crate) activation: Timestamp,
}
