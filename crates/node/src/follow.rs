//! Feeds the index from the ledger, at the index's own pace.
//!
//! One task asks the ledger for the block after the index's newest one, again and again. Blocks come from memory
//! while the index keeps up and from disk when it does not, so nothing has to be remembered over a restart.

use crate::{
    index::{Index, IndexError},
    ledger::{Ledger, StoredBlock, TransactionLookup},
};
use alloy_primitives::B256;
use futures::future::BoxFuture;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

/// Follows the chain until the index or the ledger ends.
///
/// # Errors
///
/// Why the index cannot go on. The node goes on without it; what needs it says so.
pub(crate) async fn follow(ledger: Arc<Ledger>, index: Arc<Index>) -> Result<(), IndexError> {
    let mut published = ledger.subscribe();
    let mut next = index.tip().map_or(0, |(number, _)| number + 1);
    loop {
        while next <= ledger.tip().header.number {
            let block = ledger
                .block(next)
                .await
                .unwrap_or_else(|| panic!("block {next} is on disk"));
            index.append(block).await?;
            next += 1;
        }
        match published.recv().await {
            Ok(block) => append_next(&index, &mut next, block).await?,
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

/// Appends a published block when it is the next one; any other comes from the ledger.
async fn append_next(
    index: &Index,
    next: &mut u64,
    block: Arc<StoredBlock>,
) -> Result<(), IndexError> {
    if block.header.number == *next {
        index.append(block).await?;
        *next += 1;
    }
    Ok(())
}

impl TransactionLookup for Index {
    fn positions_of(&self, transaction: B256) -> BoxFuture<'_, Vec<(u64, usize)>> {
        Box::pin(async move {
            self.transaction(transaction).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the index does not answer");
                Vec::new()
            })
        })
    }
}
