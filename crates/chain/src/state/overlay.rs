//! The values a block reads and the writes it makes, with checkpoints.

use super::Key;
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet};

/// One key of the block: what the database had, and what it is now.
#[derive(Clone, Debug)]
struct Slot {
    original: Option<Bytes>,
    current: Option<Bytes>,
    written: bool,
}

/// A change that a block makes to the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The key.
    pub key: Key,
    /// The value before the block (`None`: absent): the undo record of recent history.
    pub before: Option<Bytes>,
    /// The value after it (`None`: deleted).
    pub after: Option<Bytes>,
}

/// Where to roll back to.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Checkpoint(usize);

/// Loaded values and pending writes of one block.
///
/// Ordered maps only: the same block gives the same sequence of everything on every machine.
#[derive(Debug, Default)]
pub struct Overlay {
    slots: BTreeMap<Key, Slot>,
    journal: Vec<(Key, Option<Bytes>, bool)>,
    missing: BTreeSet<Key>,
}

impl Overlay {
    /// Whether `key` can be read without asking anybody.
    pub fn is_loaded(&self, key: &Key) -> bool {
        self.slots.contains_key(key)
    }

    /// Supplies the database's value of `key`. A key that is there already keeps what it has.
    pub fn load(&mut self, key: Key, value: Option<Bytes>) {
        self.missing.remove(&key);
        self.slots.entry(key).or_insert_with(|| Slot {
            original: value.clone(),
            current: value,
            written: false,
        });
    }

    /// The value of `key`, or `None` (the outer one) after recording that it is not loaded.
    #[allow(clippy::option_option)]
    pub fn get(&mut self, key: &Key) -> Option<Option<&Bytes>> {
        match self.slots.get(key) {
            Some(slot) => Some(slot.current.as_ref()),
            None => {
                self.missing.insert(*key);
                None
            }
        }
    }

    /// Writes `key`. Returns false, and records the miss, when it is not loaded: a write needs the value before it.
    #[must_use]
    pub fn set(&mut self, key: Key, value: Option<Bytes>) -> bool {
        let Some(slot) = self.slots.get_mut(&key) else {
            self.missing.insert(key);
            return false;
        };
        let before = std::mem::replace(&mut slot.current, value);
        self.journal.push((key, before, slot.written));
        slot.written = true;
        true
    }

    /// The misses since the last call: what a rule that swallowed an error cannot swallow.
    pub fn take_missing(&mut self) -> BTreeSet<Key> {
        std::mem::take(&mut self.missing)
    }

    /// Whether anything is missing.
    pub fn has_missing(&self) -> bool {
        !self.missing.is_empty()
    }

    /// Marks this moment.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint(self.journal.len())
    }

    /// Whether anything was written since `checkpoint`.
    pub fn wrote_since(&self, checkpoint: Checkpoint) -> bool {
        self.journal.len() > checkpoint.0
    }

    /// Undoes every write since `checkpoint`.
    pub fn roll_back(&mut self, checkpoint: Checkpoint) {
        while self.journal.len() > checkpoint.0 {
            let (key, before, written) = self.journal.pop().expect("the length was checked");
            let slot = self.slots.get_mut(&key).expect("a journaled key is loaded");
            slot.current = before;
            slot.written = written;
        }
    }

    /// The block's writes, in key order. Keys that ended where they began are left out.
    pub fn into_writes(self) -> Vec<Write> {
        self.slots
            .into_iter()
            .filter(|(_, slot)| slot.written && slot.current != slot.original)
            .map(|(key, slot)| Write {
                key,
                before: slot.original,
                after: slot.current,
            })
            .collect()
    }
}
