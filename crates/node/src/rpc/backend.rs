//! What the RPC needs of the rest of the node.

use alloy_primitives::{Address, B256, Bytes};
use futures::future::BoxFuture;
use std::sync::Arc;
use tokio::sync::broadcast;
use wepos_chain::transaction::CheckedTransaction;

/// A transaction that was admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Its hash.
    pub hash: B256,
}

/// Why a transaction was not admitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitFailure {
    /// It breaks a rule of the chain or of the pool. The text is geth's where clients match it ("nonce too low: …").
    Refused(String),
    /// It would fail, and its sender is new, so that it cannot be in a block: the ABI bytes of the error.
    Reverted(Bytes),
    /// The node takes no more at the moment (pool full, index behind): the same bytes may pass later.
    Busy(String),
}

/// Where signed transactions go.
pub trait Submit: Send + Sync {
    /// Checks transactions and puts those that may pass into the pool; one answer for each, in order.
    fn submit(&self, raw: Vec<Bytes>) -> BoxFuture<'_, Vec<Result<Submitted, SubmitFailure>>>;

    /// The nonce after the waiting transactions of `sender`; nothing if none is waiting.
    fn pending_nonce(&self, sender: Address) -> Option<u64>;

    /// A waiting transaction.
    fn pooled(&self, hash: B256) -> Option<Arc<CheckedTransaction>>;

    /// How many transactions can be in the next block, and how many wait for an earlier nonce.
    fn pool_status(&self) -> (u64, u64);

    /// The hash of every transaction that is admitted from now on.
    fn pending(&self) -> broadcast::Receiver<B256>;
}

/// Which events are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// The first block.
    pub from: u64,
    /// The last block, at most the index's newest.
    pub to: u64,
    /// Any of these modules; all, if empty.
    pub addresses: Vec<Address>,
    /// By position: any of these topics; all, if empty.
    pub topics: [Vec<B256>; 4],
    /// The most positions in the answer.
    pub limit: usize,
}

/// Why the index does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogsFailure {
    /// More events match than the limit allows.
    TooMany {
        /// From the same first block up to here there are few enough.
        suggested_to: u64,
    },
    /// They take more bytes than an answer may have.
    TooLarge {
        /// From the same first block up to here they fit.
        suggested_to: u64,
    },
    /// Finding them takes too long.
    TooSlow {
        /// From the same first block up to here it does not.
        suggested_to: u64,
    },
    /// The question is not one the index answers: why, in words.
    Refused(String),
    /// The index fails: what an operator should read.
    Failed(String),
}

/// Where an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogPosition {
    /// The block's height.
    pub block: u64,
    /// The event's position in the block, counted over all its transactions.
    pub log_index: u32,
}

/// The index of events.
pub trait LogSource: Send + Sync {
    /// The events of the query in the order of the chain.
    ///
    /// # Errors
    ///
    /// [`LogsFailure`].
    fn logs(&self, query: LogQuery) -> BoxFuture<'_, Result<Vec<LogPosition>, LogsFailure>>;

    /// The newest block the index knows.
    fn index_tip(&self) -> u64;
}

/// The node's clock: the system's, plus an offset on development networks.
pub trait ClockControl: Send + Sync {
    /// Milliseconds since 1970, with the offset.
    fn now_ms(&self) -> u64;

    /// How far the clock is ahead of the system's.
    fn offset_ms(&self) -> i64;

    /// Whether time stands still.
    fn is_paused(&self) -> bool;

    /// Whether the clock may be moved at all.
    fn is_development(&self) -> bool;

    /// Moves the clock forward, durably; the new offset.
    ///
    /// # Errors
    ///
    /// Why not, in words.
    fn increase(&self, by_ms: u64) -> Result<i64, String>;

    /// Gives the next block this time, and lets the clock go on from there.
    ///
    /// # Errors
    ///
    /// Why not, in words: it is not after the newest block, for one.
    fn set_next_block_time(&self, time_ms: u64) -> Result<(), String>;

    /// Stops time.
    ///
    /// # Errors
    ///
    /// Why not, in words.
    fn pause(&self) -> Result<(), String>;

    /// Lets time go on.
    ///
    /// # Errors
    ///
    /// Why not, in words.
    fn resume(&self) -> Result<(), String>;

    /// Asks for a block at once, even an empty one. Returns before it is there.
    fn request_block(&self);
}
