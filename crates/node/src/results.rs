//! Receipts on disk: what executing a block gave, by height.
//!
//! The state database knows only the newest state, so old receipts cannot be recomputed cheaply. They are written,
//! and synced, before a block is published; writing a height twice gives the same bytes.

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;
use futures::future::BoxFuture;
use wepos_chain::block::Receipt;

/// The most bytes of results of one block: its receipts, at most 64 KiB of events for each full transaction.
pub const MAX_RESULTS_BYTES: usize = 64 * 1024 * 1024;

/// What is kept of a block's execution.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Results {
    /// A receipt for each transaction.
    pub receipts: Vec<Receipt>,
}

impl Results {
    /// The stored bytes.
    pub fn to_bytes(&self) -> Bytes {
        borsh::to_vec(self)
            .expect("writing to a vector cannot fail")
            .into()
    }

    /// Reads what [`Results::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::try_from_slice(bytes).ok()
    }
}

/// Where results are kept.
pub trait ResultsArchive: Send + Sync {
    /// Writes and syncs the results of a block. Panics when the disk fails: a node that cannot write must not go on.
    fn put<'a>(&'a self, number: u64, hash: [u8; 32], results: &'a Results) -> BoxFuture<'a, ()>;

    /// The results of a block.
    fn get(&self, number: u64) -> BoxFuture<'_, Option<Results>>;
}
