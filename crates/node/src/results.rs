//! Receipts on disk: what executing a block gave, by height.
//!
//! The state database knows only the newest state, so old receipts cannot be recomputed cheaply. They are written,
//! and synced, before a block is published; writing a height twice gives the same bytes.

#[cfg(test)]
mod tests;

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;
use futures::future::BoxFuture;
use wepos_chain::{
    MODULES,
    block::Receipt,
    gas,
    genesis::READY_ACCOUNTS_MAX,
    transaction::{BLOCK_GAS, MAX_BLOCK_TRANSACTIONS},
};

/// The most bytes of results of one block. No block that keeps its limits comes near: [`LARGEST_RESULTS_BYTES`].
pub const MAX_RESULTS_BYTES: usize = 64 * 1024 * 1024;

/// Gas that a block's events are paid from: its transactions, its scheduled work (the last item may go beyond the
/// budget), and the calendar work of each module.
const GAS: usize = (BLOCK_GAS + gas::AGENDA_PER_BLOCK + gas::AGENDA_ITEM) as usize
    + MODULES.0.len() * gas::AGENDA_PER_BLOCK as usize;

/// What may leave something that nobody pays for: each transaction, each scheduled item (each takes at least as much
/// gas as a transaction), each module's calendar work, and the protocol transaction.
const CALLS: usize = MAX_BLOCK_TRANSACTIONS
    + ((gas::AGENDA_PER_BLOCK + gas::AGENDA_ITEM) / gas::TRANSACTION) as usize
    + MODULES.0.len()
    + 1;

/// An event without its data: address, four topics, three lengths.
const EVENT_BYTES: usize = 20 + 4 * 32 + 3 * 4;

/// A receipt without events: its fixed fields, two lengths, and the reason of a failure.
const RECEIPT_BYTES: usize = 1 + 1 + 8 + 8 + 20 + 2 * 4 + gas::MAX_ERROR_BYTES;

/// What a call may leave without gas: a receipt, the events that a transaction covers, and one that says how a rule
/// failed, with the reason and its ABI encoding's five words.
const CALL_BYTES: usize = RECEIPT_BYTES
    + gas::INCLUDED_LOGS * (EVENT_BYTES + gas::INCLUDED_LOG_BYTES)
    + (EVENT_BYTES + gas::MAX_ERROR_BYTES + 5 * 32);

/// What the gas of a block buys at most: no byte of an event is cheaper than one of its data.
const PAID_BYTES: usize = GAS / gas::LOG_BYTE as usize;
const _: () =
    assert!((EVENT_BYTES + gas::INCLUDED_LOG_BYTES) * gas::LOG_BYTE as usize <= gas::LOG as usize);

/// The first block's events: two for each ready account. Its work is bounded by its genesis document alone.
const FIRST_BLOCK_BYTES: usize = 2 * READY_ACCOUNTS_MAX * (EVENT_BYTES + gas::INCLUDED_LOG_BYTES);

/// The most bytes that the results of a block within its limits can have.
pub const LARGEST_RESULTS_BYTES: usize = 4 + CALLS * CALL_BYTES + PAID_BYTES + FIRST_BLOCK_BYTES;

// A block whose results could not be stored would stop every validator.
const _: () = assert!(LARGEST_RESULTS_BYTES <= MAX_RESULTS_BYTES);

/// What is kept of a block's execution.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Results {
    /// A receipt for each transaction.
    pub receipts: Vec<Receipt>,
}

impl Results {
    /// The stored bytes.
    ///
    /// # Panics
    ///
    /// When they are more than [`MAX_RESULTS_BYTES`], which could not be read again. The limits of a block rule it out.
    pub fn to_bytes(&self) -> Bytes {
        let bytes = borsh::to_vec(self).expect("writing to a vector cannot fail");
        let size = bytes.len();
        assert!(
            size <= MAX_RESULTS_BYTES,
            "results of {size} bytes can be stored, but not read"
        );
        bytes.into()
    }

    /// Reads what [`Results::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::try_from_slice(bytes).ok()
    }
}

/// Where results are kept.
pub trait ResultsArchive: Send + Sync {
    /// Writes the results of a block, which are on disk after the next [`ResultsArchive::sync`]. Panics when the disk
    /// fails: a node that cannot write must not go on.
    fn put<'a>(&'a self, number: u64, hash: [u8; 32], results: &'a Results) -> BoxFuture<'a, ()>;

    /// Syncs what was written. Panics when the disk fails.
    fn sync(&self) -> BoxFuture<'_, ()>;

    /// The results of a block.
    fn get(&self, number: u64) -> BoxFuture<'_, Option<Results>>;
}
