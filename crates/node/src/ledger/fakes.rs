//! What stands for the disk in tests.

use super::{Rewind, Store, StoredBlock, TransactionLookup};
use alloy_primitives::{B256, Bytes as RawBytes};
use bytes::Bytes;
use futures::future::BoxFuture;
use parking_lot::Mutex;
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};
use wepos_abi::StateProof;
use wepos_chain::state::Key;

/// State and old blocks in maps.
#[derive(Default)]
pub(crate) struct MapStore {
    /// The newest state.
    pub(crate) state: Mutex<BTreeMap<Key, Bytes>>,
    /// Blocks by height.
    pub(crate) blocks: Mutex<BTreeMap<u64, StoredBlock>>,
    /// How often the state was read.
    pub(crate) reads: AtomicUsize,
}

impl Store for MapStore {
    fn read<'a>(
        &'a self,
        keys: &'a [Key],
        history: &'a Rewind<'a>,
    ) -> BoxFuture<'a, Vec<Option<Bytes>>> {
        Box::pin(async move {
            self.reads.fetch_add(1, Ordering::Relaxed);
            let state = self.state.lock();
            let mut values: Vec<_> = keys.iter().map(|key| state.get(key).cloned()).collect();
            history(keys, &mut values);
            values
        })
    }

    fn block(&self, number: u64) -> BoxFuture<'_, Option<StoredBlock>> {
        Box::pin(async move { self.blocks.lock().get(&number).cloned() })
    }

    /// No proof, and therefore not to be believed: what is tested with it is what stands around a proof.
    fn prove(&self, key: Key) -> BoxFuture<'_, Option<(u64, StateProof)>> {
        Box::pin(async move {
            let number = *self.blocks.lock().last_key_value()?.0;
            let value = self.state.lock().get(&key).cloned();
            let proof = StateProof {
                key: B256::from(key.0),
                value: value.map(RawBytes),
                path: RawBytes::new(),
                headers: Vec::new(),
                finalization: RawBytes::new(),
            };
            Some((number, proof))
        })
    }

    fn number_of(&self, hash: B256) -> BoxFuture<'_, Option<u64>> {
        Box::pin(async move {
            let blocks = self.blocks.lock();
            let found = blocks.values().find(|block| block.hash == hash)?;
            Some(found.header.number)
        })
    }
}

impl TransactionLookup for MapStore {
    fn positions_of(&self, transaction: B256) -> BoxFuture<'_, Vec<(u64, usize)>> {
        Box::pin(async move {
            let blocks = self.blocks.lock();
            let position = |block: &StoredBlock| {
                let index = block.hashes.iter().position(|hash| *hash == transaction)?;
                Some((block.header.number, index))
            };
            blocks.values().filter_map(position).collect()
        })
    }
}
