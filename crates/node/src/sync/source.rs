//! Where a follower asks.

use super::wire::{Answer, EncodedBlock, Malformed, StateRange};
use crate::proof::CertificateChain;
use alloy_primitives::{B256, Bytes as RawBytes};
use bytes::Bytes;
use futures::future::BoxFuture;
use serde::Deserialize;
use std::time::Duration;

/// Why a source gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// It cannot be reached, or the connection broke.
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    /// It said nothing in time.
    #[error("it gave no answer within {} seconds", .0.as_secs())]
    Silent(Duration),
    /// It has no time: more questions than it answers.
    #[error("it is busy: {0}")]
    Busy(String),
    /// It does not give this: another release, or another kind of server.
    #[error("it refused with status {status}: {text}")]
    Refused {
        /// The status of HTTP.
        status: u16,
        /// What it said.
        text: String,
    },
    /// More bytes than an answer can have.
    #[error("its answer has more than {0} bytes")]
    Endless(usize),
    /// Bytes that are no answer.
    #[error("{0}")]
    Malformed(#[from] Malformed),
    /// Something else than what proves validators.
    #[error("its answer about validators is none")]
    NotAChain,
    /// Something else than what JSON-RPC says.
    #[error("its answer to transactions is none of JSON-RPC")]
    NotRpc,
}

/// Why a source does not take a transaction, as JSON-RPC says it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    /// JSON-RPC's code.
    pub code: i32,
    /// The reason, in English.
    pub message: String,
    /// The ABI bytes of a revert.
    #[serde(default)]
    pub data: Option<RawBytes>,
}

impl Refusal {
    /// The code of a revert.
    pub(super) const REVERTED: i32 = 3;

    /// The code of a limit (EIP-1474).
    const LIMIT: i32 = -32005;

    /// The source has it already.
    pub(super) fn is_known(&self) -> bool {
        self.message.contains("already known")
    }

    /// The source takes no more at the moment.
    pub(super) fn is_busy(&self) -> bool {
        self.code == Self::LIMIT
    }
}

/// A node that gives blocks to followers. It may lie: whatever it says is checked.
pub trait Source: Send + Sync + 'static {
    /// What the operator knows it by.
    fn name(&self) -> &str;

    /// The newest block that has a certificate of its own, alone in the answer.
    fn tip(&self) -> BoxFuture<'_, Result<Answer, SourceError>>;

    /// At most `count` blocks from `from` on, and those up to the next certificate. When there is none yet, it may
    /// wait as long as `wait` for it.
    fn blocks(
        &self,
        from: u64,
        count: u64,
        wait: Duration,
    ) -> BoxFuture<'_, Result<Answer, SourceError>>;

    /// The final block with this hash, if it has it.
    fn block(&self, hash: B256) -> BoxFuture<'_, Result<Option<EncodedBlock>, SourceError>>;

    /// What proves the sets of validators from number `from` on, as many as it gives at once; nothing if it does not
    /// have the blocks for it.
    fn validators(&self, from: u64)
    -> BoxFuture<'_, Result<Option<CertificateChain>, SourceError>>;

    /// Operations of the state's log with their proof; nothing if it does not have them, or no longer.
    fn operations(&self, wanted: StateRange) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>>;

    /// The receipts of a block, as they are stored; nothing if it does not have them.
    fn receipts(&self, number: u64) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>>;

    /// Gives it signed transactions; what it says of each, in order. Without JSON-RPC it takes none.
    fn submit(
        &self,
        _raw: Vec<RawBytes>,
    ) -> BoxFuture<'_, Result<Vec<Result<(), Refusal>>, SourceError>> {
        let none = SourceError::Unreachable("it takes no transactions".into());
        Box::pin(std::future::ready(Err(none)))
    }
}
