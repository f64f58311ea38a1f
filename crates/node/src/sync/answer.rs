//! A node's answers to followers, from its ledger.

use super::{
    source::{Source, SourceError},
    wire::{ANSWER_BYTES, Answer, EncodedBlock, MAX_BLOCKS, StateRange},
};
use crate::{
    ledger::Ledger,
    proof::{CertificateChain, certificate_chain},
    results::Results,
};
use alloy_primitives::B256;
use bytes::Bytes;
use futures::{StreamExt as _, future::BoxFuture, stream};
use std::{sync::Arc, time::Duration};
use tokio::sync::broadcast::error::RecvError;

/// Blocks in a row that may have no certificate of their own: views fail between them, so a few are many.
pub(super) const MAX_UNCERTIFIED: u64 = 64;

/// Blocks that are read from the archive at the same time.
const READ_AHEAD: usize = 16;

/// Waits until block `number` is final here.
pub(super) async fn wait_for(ledger: &Ledger, number: u64) {
    let mut published = ledger.subscribe();
    while ledger.tip().header.number < number {
        if let Err(RecvError::Closed) = published.recv().await {
            return;
        }
    }
}

/// At most `count` blocks from `from` on, the last one with a certificate: what comes after it is left for the next
/// answer, so that every block of an answer can be checked with it.
pub(super) async fn blocks(ledger: &Ledger, from: u64, count: u64) -> Answer {
    let newest = ledger.tip().header.number;
    let count = count.min(MAX_BLOCKS);
    let last = newest.min(from.saturating_add(count + MAX_UNCERTIFIED - 1));
    let mut read = stream::iter(from..=last)
        .map(|number| ledger.encoded(number))
        .buffered(READ_AHEAD);
    let (mut blocks, mut bytes, mut certified) = (Vec::new(), 0, 0);
    while let Some(Some(block)) = read.next().await {
        bytes += block.len();
        let is_certified = block.certificate.is_some();
        blocks.push(block);
        if is_certified {
            certified = blocks.len();
            if certified as u64 >= count || bytes >= ANSWER_BYTES {
                break;
            }
        }
    }
    blocks.truncate(certified);
    Answer { newest, blocks }
}

/// The newest block with a certificate of its own; nothing while there is none.
pub(super) async fn tip(ledger: &Ledger) -> Answer {
    let newest = ledger.tip().header.number;
    let oldest = newest.saturating_sub(MAX_UNCERTIFIED).max(1);
    for number in (oldest..=newest).rev() {
        let block = ledger.encoded(number).await;
        if let Some(block) = block.filter(|block| block.certificate.is_some()) {
            let blocks = vec![block];
            return Answer { newest, blocks };
        }
    }
    Answer {
        newest,
        blocks: Vec::new(),
    }
}

/// The final block with this hash.
pub(super) async fn block(ledger: &Ledger, hash: B256) -> Option<EncodedBlock> {
    let block = ledger.block_by_hash(hash).await?;
    ledger.encoded(block.header.number).await
}

/// The receipts of a final block, as they are stored.
pub(super) async fn receipts(ledger: &Ledger, number: u64) -> Option<Bytes> {
    let block = ledger.block(number).await?;
    let results = Results {
        receipts: block.receipts.clone(),
    };
    Some(results.to_bytes())
}

/// A node in the same process as a source: for simulations and tests.
#[derive(Clone, Debug)]
pub struct LedgerSource {
    name: String,
    ledger: Arc<Ledger>,
}

impl LedgerSource {
    /// Asks `ledger`.
    pub fn new(name: impl Into<String>, ledger: Arc<Ledger>) -> Self {
        let name = name.into();
        Self { name, ledger }
    }
}

impl Source for LedgerSource {
    fn name(&self) -> &str {
        &self.name
    }

    fn tip(&self) -> BoxFuture<'_, Result<Answer, SourceError>> {
        Box::pin(async move { Ok(tip(&self.ledger).await) })
    }

    fn blocks(
        &self,
        from: u64,
        count: u64,
        wait: Duration,
    ) -> BoxFuture<'_, Result<Answer, SourceError>> {
        Box::pin(async move {
            if !wait.is_zero() {
                // Whoever asks gives up after a time of its own clock.
                wait_for(&self.ledger, from).await;
            }
            Ok(blocks(&self.ledger, from, count).await)
        })
    }

    fn block(&self, hash: B256) -> BoxFuture<'_, Result<Option<EncodedBlock>, SourceError>> {
        Box::pin(async move { Ok(block(&self.ledger, hash).await) })
    }

    fn operations(&self, wanted: StateRange) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        Box::pin(async move { Ok(self.ledger.operations(wanted).await) })
    }

    fn validators(
        &self,
        from: u64,
    ) -> BoxFuture<'_, Result<Option<CertificateChain>, SourceError>> {
        Box::pin(async move { Ok(certificate_chain(&self.ledger, from).await.ok()) })
    }

    fn receipts(&self, number: u64) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        Box::pin(async move { Ok(receipts(&self.ledger, number).await) })
    }
}
