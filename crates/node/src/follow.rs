//! Feeds the index from the ledger, at the index's own pace, and mends it.
//!
//! One task asks the ledger for the block after the index's newest one, again and again. Blocks come from memory
//! while the index keeps up and from disk when it does not, so nothing has to be remembered over a restart. An index
//! that fails is opened again, or made anew from the first block that this node has; the node serves meanwhile.

#[cfg(test)]
mod tests;

use crate::{
    index::{Index, IndexError},
    ledger::{Ledger, StoredBlock, TransactionLookup},
};
use alloy_primitives::B256;
use futures::future::BoxFuture;
use std::{sync::Arc, time::Duration};
use tokio::sync::broadcast::error::RecvError;

/// How long after a failure the index is opened again: a full disk is not empty a moment later.
const RETRY: Duration = Duration::from_secs(10);

/// Follows the chain until the index is closed or the ledger ends.
pub(crate) async fn follow(ledger: Arc<Ledger>, index: Arc<Index>) {
    follow_with(ledger, index, RETRY).await;
}

async fn follow_with(ledger: Arc<Ledger>, index: Arc<Index>, retry: Duration) {
    tokio::select! {
        () = time(&ledger, &index) => {}
        () = feed_and_mend(&ledger, &index, retry) => {}
    }
}

/// Tells the index when blocks are final, however far behind it is.
async fn time(ledger: &Ledger, index: &Index) {
    let mut published = ledger.subscribe();
    loop {
        index.note(ledger.tip().header.number);
        if matches!(published.recv().await, Err(RecvError::Closed)) {
            return;
        }
    }
}

async fn feed_and_mend(ledger: &Ledger, index: &Index, retry: Duration) {
    while let Err(mut error) = feed(ledger, index).await {
        loop {
            if !error.needs_new_file() && !error.may_pass() {
                if error != IndexError::Closed {
                    tracing::error!(%error, "the index stopped; events and old transactions are not found");
                }
                return;
            }
            tracing::error!(%error, "the index stopped; the node goes on without it and tries again");
            tokio::time::sleep(retry).await;
            let anew = error.needs_new_file().then_some(error);
            match index.restart(anew).await {
                Ok(()) => break,
                Err(again) => error = again,
            }
        }
        tracing::info!("the index goes on");
    }
}

/// Appends one block after the other until the ledger ends.
async fn feed(ledger: &Ledger, index: &Index) -> Result<(), IndexError> {
    let mut published = ledger.subscribe();
    let mut next = match index.tip() {
        Some((number, _)) => number + 1,
        // The oldest that this node has, and after the first one of all: genesis has nothing to find.
        None => ledger.first(),
    };
    loop {
        while next <= ledger.tip().header.number {
            let Some(block) = ledger.block(next).await else {
                return Err(missing(ledger, index, next));
            };
            index.append(block).await?;
            next += 1;
        }
        match published.recv().await {
            Ok(block) => append_next(index, &mut next, block).await?,
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

/// Why the block after the index's newest one is not there.
fn missing(ledger: &Ledger, index: &Index, next: u64) -> IndexError {
    let first = ledger.first();
    match index.tip() {
        // The node has started from a later state since.
        Some((tip, _)) if first > next => IndexError::Gap { tip, have: first },
        _ => IndexError::Failed {
            path: index.path().into(),
            reason: format!("block {next} cannot be read"),
        },
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
