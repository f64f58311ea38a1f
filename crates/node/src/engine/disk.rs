//! The ledger's view of the disk, and its place after a restart.

use super::Marshal;
use crate::{
    application::{Database, DatabaseKey, stored_block},
    ledger::{Ledger, RECENT_BLOCKS, Rewind, Store, StoredBlock},
    proof,
    results::{Results, ResultsArchive},
};
use alloy_primitives::{B256, Bytes as RawBytes};
use bytes::Bytes;
use commonware_consensus::{marshal::Identifier, types::Height};
use commonware_glue::stateful::db::Shared;
use commonware_runtime::{Clock, Metrics, Spawner, Storage};
use futures::future::BoxFuture;
use rand_core::CryptoRng;
use std::sync::Arc;
use wepos_abi::StateProof;
use wepos_chain::state::Key;

/// Puts the ledger where the node was, and connects it to the disk.
pub(super) async fn restore<E: CryptoRng + Spawner + Metrics + Clock + Storage>(
    ledger: &Ledger,
    marshal: &Marshal,
    state: Shared<Database<E>>,
    results: Arc<dyn ResultsArchive>,
    indexed: Option<u64>,
) {
    let store = DiskStore {
        state,
        marshal: marshal.clone(),
        results,
    };
    let processed = marshal
        .get_processed()
        .await
        .map_or(0, |processed| processed.height().get());
    if processed > 0 {
        // Everything the index does not know yet, as far as the ledger keeps it, and the tip in any case.
        let beyond_index = indexed.map_or(0, |indexed| indexed + 1);
        let kept = processed.saturating_sub(RECENT_BLOCKS as u64 - 1);
        let mut blocks = Vec::new();
        for number in beyond_index.max(kept).min(processed)..=processed {
            let block = store.block(number).await;
            blocks.push(block.expect("every processed block and its results are on disk"));
        }
        tracing::info!(number = processed, "resumed");
        ledger.restore(blocks);
    }
    ledger.connect(Arc::new(store));
}

/// The ledger's disk: marshal's blocks, the results archive, the state database.
struct DiskStore<E: Spawner + Metrics + Clock + Storage> {
    state: Shared<Database<E>>,
    marshal: Marshal,
    results: Arc<dyn ResultsArchive>,
}

impl<E: CryptoRng + Spawner + Metrics + Clock + Storage> Store for DiskStore<E> {
    fn read<'a>(
        &'a self,
        keys: &'a [Key],
        history: &'a Rewind<'a>,
    ) -> BoxFuture<'a, Vec<Option<Bytes>>> {
        Box::pin(async move {
            let database_keys: Vec<_> = keys.iter().map(|key| DatabaseKey::new(key.0)).collect();
            let references: Vec<_> = database_keys.iter().collect();
            let guard = self.state.read().await;
            let values = guard
                .get_many(&references)
                .await
                .expect("the state database reads");
            let mut values: Vec<_> = values
                .into_iter()
                .map(|value| value.map(|value| value.0))
                .collect();
            // Still under the guard: no block can be applied between the read and its way back in time.
            history(keys, &mut values);
            values
        })
    }

    fn block(&self, number: u64) -> BoxFuture<'_, Option<StoredBlock>> {
        Box::pin(async move {
            let block = self
                .marshal
                .get_block(Identifier::Height(Height::new(number)))
                .await?;
            let results = match number {
                0 => Results {
                    receipts: Vec::new(),
                },
                _ => self.results.get(number).await?,
            };
            Some(stored_block(block.inner(), results))
        })
    }

    fn prove(&self, key: Key) -> BoxFuture<'_, Option<(u64, StateProof)>> {
        Box::pin(proof::prove(&self.state, &self.marshal, key))
    }

    fn certified(&self, number: u64) -> BoxFuture<'_, Option<(RawBytes, RawBytes)>> {
        Box::pin(proof::certified(&self.marshal, number))
    }

    fn number_of(&self, hash: B256) -> BoxFuture<'_, Option<u64>> {
        Box::pin(async move {
            let digest = commonware_cryptography::keccak256::Digest(hash.0);
            let block = self.marshal.get_block(Identifier::Digest(digest)).await?;
            Some(block.inner().header().number)
        })
    }
}
