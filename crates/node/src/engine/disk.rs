//! The ledger's view of the disk, and its place after a restart.

use super::Marshal;
use crate::{
    application::{App, Database, DatabaseKey, Parts, stored_block},
    block::Block,
    ledger::{RECENT_BLOCKS, Rewind, Store, StoredBlock},
    proof,
    results::{Results, ResultsArchive},
    state_sync,
    sync::{EncodedBlock, Sources, StateRange, anchor_results},
};
use alloy_primitives::{B256, Bytes as RawBytes};
use bytes::Bytes;
use commonware_codec::Encode as _;
use commonware_consensus::{marshal::Identifier, types::Height};
use commonware_cryptography::Digestible as _;
use commonware_glue::stateful::db::Shared;
use commonware_runtime::{Clock, Metrics, Spawner, Storage};
use futures::future::BoxFuture;
use rand_core::CryptoRng;
use std::sync::Arc;
use wepos_abi::StateProof;
use wepos_chain::state::Key;

/// What it takes to put the ledger where the node was.
pub(super) struct Restoring<'a, E> {
    pub(super) context: E,
    pub(super) app: &'a App,
    pub(super) marshal: &'a Marshal,
    pub(super) sources: Option<&'a Sources>,
}

impl<E: CryptoRng + Spawner + Metrics + Clock + Storage> Restoring<'_, E> {
    /// Puts the ledger where the node was before it stopped. The state is at `completed` if that is beyond what
    /// consensus counts as processed.
    pub(super) async fn where_it_was(
        self,
        completed: u64,
        state: Shared<Database<E>>,
        indexed: Option<u64>,
    ) -> Arc<dyn Store> {
        let processed = self.marshal.get_processed().await;
        let tip = processed.map_or(0, |processed| processed.height().get());
        let tip = tip.max(completed);
        let store = self.store(state);
        if tip > 0 {
            // It has none if the node stopped between the last operation of its state and them.
            self.keep_results(tip).await;
            let first = self.first(tip).await;
            let ledger = &self.app.parts().ledger;
            ledger.begins_at(first);
            // Everything the index does not know yet, as far as the ledger keeps it, and the tip in any case.
            let oldest = match first {
                1 => 0,
                first => first,
            };
            let beyond_index = indexed.map_or(oldest, |indexed| indexed + 1);
            let kept = tip.saturating_sub(RECENT_BLOCKS as u64 - 1);
            let mut blocks = Vec::new();
            for number in beyond_index.max(kept).max(oldest).min(tip)..=tip {
                let block = store.block(number).await;
                blocks.push(block.expect("every processed block and its results are on disk"));
            }
            tracing::info!(number = tip, "resumed");
            ledger.restore(blocks);
        }
        Arc::new(store)
    }

    /// Puts the ledger where the state is when it has been fetched, which is at block `floor` or later.
    pub(super) async fn after_state_sync(
        self,
        floor: u64,
        state: Shared<Database<E>>,
    ) -> Arc<dyn Store> {
        let end = *state.read().await.bounds().end;
        // Blocks that came meanwhile were applied already, or are being applied; the publisher has them.
        let number = match self.app.parts().publisher.first_applied() {
            Some(first) => first - 1,
            None => {
                let mut number = floor;
                while self.block(number).await.extra().ops_end != end {
                    number += 1;
                }
                number
            }
        };
        self.begin_at(number).await;
        Arc::new(self.store(state))
    }

    async fn begin_at(&self, number: u64) {
        self.keep_results(number).await;
        let Parts {
            ledger, results, ..
        } = self.app.parts();
        let results = results.get(number).await;
        let results = results.expect("they were written just now");
        tracing::info!(number, "the state is there");
        ledger.begins_at(number);
        ledger.restore(vec![stored_block(&self.block(number).await, results)]);
    }

    /// Fetches the results of a block that was not run here.
    async fn keep_results(&self, number: u64) {
        let results = self.app.parts().results.clone();
        if results.get(number).await.is_some() {
            return;
        }
        let sources = self
            .sources
            .expect("only a node that asks others has not run its blocks");
        let block = self.block(number).await;
        let digest = block.digest();
        let chain_id = self.app.parts().network.chain_id();
        let context = self.context.child("receipts");
        let fetched = anchor_results(context, sources.clone(), block, chain_id).await;
        results.put(number, digest.0, &fetched).await;
        results.sync().await;
    }

    /// The oldest block whose results are there: all of them are from there on up to `tip`.
    async fn first(&self, tip: u64) -> u64 {
        let results = &self.app.parts().results;
        let (mut missing, mut known) = (0, tip);
        if results.get(1).await.is_some() {
            return 1;
        }
        while missing + 1 < known {
            let middle = missing + (known - missing) / 2;
            match results.get(middle).await {
                Some(_) => known = middle,
                None => missing = middle,
            }
        }
        known
    }

    async fn block(&self, number: u64) -> Block {
        let height = Identifier::Height(Height::new(number));
        let block = self.marshal.get_block(height).await;
        block
            .expect("blocks from the certified one on are there")
            .inner()
            .clone()
    }

    fn store(&self, state: Shared<Database<E>>) -> DiskStore<E> {
        DiskStore {
            state,
            marshal: self.marshal.clone(),
            results: self.app.parts().results.clone(),
        }
    }
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

    fn encoded(&self, number: u64) -> BoxFuture<'_, Option<EncodedBlock>> {
        Box::pin(async move {
            let height = Height::new(number);
            // Both at once: marshal answers in order, and each answer is a way there and back.
            let (block, certificate) = futures::join!(
                self.marshal.get_block(Identifier::Height(height)),
                self.marshal.get_finalization(height),
            );
            let block = block?;
            let digest = block.digest();
            let certificate =
                certificate.filter(|certificate| certificate.proposal.payload == digest);
            Some(EncodedBlock {
                certificate: certificate.map(|certificate| certificate.encode()),
                block: block.inner().encode(),
            })
        })
    }

    fn operations(&self, wanted: StateRange) -> BoxFuture<'_, Option<Bytes>> {
        Box::pin(state_sync::serve(&self.state, wanted))
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
