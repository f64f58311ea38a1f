//! The chain as the outside may see it: final blocks, state at recent heights, and calls on it.
//!
//! One writer, the consensus application, publishes here; everything that answers questions reads here. A block is
//! published after its results are on disk, so nothing that was acknowledged can be missing after a crash.
//!
//! # Recent state
//!
//! Wallets pin "latest" to a number they polled up to 20 s ago. The database knows only the newest state, so each
//! block's undo record (the value of every written key before the block) is kept for a while: a read takes the
//! newest value and applies the records above the height asked for. A record is added *before* its block is applied,
//! so a read is exact at any moment.

#[cfg(test)]
pub(crate) mod fakes;
#[cfg(test)]
mod tests;

use crate::sync::{EncodedBlock, StateRange};
use alloy_primitives::{Address, B256, Bytes as RawBytes};
use bytes::Bytes;
use futures::future::BoxFuture;
use parking_lot::RwLock;
use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::broadcast::{self, error::RecvError};
use wepos_abi::StateProof;
use wepos_chain::{
    BlockEnvironment, MODULES, Modules, Network,
    block::Receipt,
    execution::{Call, CallExecution, CallOutcome},
    header::Header,
    modules::token::{Account, account_key},
    state::{Key, Record, Write},
    time::Timestamp,
};

/// How long undo records are kept: ten minutes, within [`HISTORY_BYTES`].
const HISTORY_MS: u64 = 10 * 60 * 1000;

/// How long they are kept whatever their size: three polls of MetaMask.
const HISTORY_MIN_MS: u64 = 60 * 1000;

/// The most memory undo records take beyond [`HISTORY_MIN_MS`].
const HISTORY_BYTES: usize = 256 * 1024 * 1024;

/// How many blocks they are kept for whatever their age, within [`HISTORY_BYTES`]: a chain that catches up makes steps
/// of ten minutes, hundreds in a second, and a question about "latest" must still find its answer.
const HISTORY_MIN_BLOCKS: usize = 512;

/// How many final blocks stay in memory with their receipts.
pub(crate) const RECENT_BLOCKS: usize = 256;

/// And how many of their transactions at most, so that full blocks do not fill the memory.
const RECENT_TRANSACTIONS: usize = 50_000;

/// And how many bytes of blocks at most: 32 full blocks.
const RECENT_BYTES: usize = 64 * 1024 * 1024;

/// How many blocks a subscriber may lag behind before it is dropped: as many as are kept anyway, so that slow
/// subscribers hold no older ones in memory.
const SUBSCRIBER_LAG: usize = RECENT_BLOCKS;

/// A final block with what came of it.
#[derive(Clone, Debug)]
pub struct StoredBlock {
    /// The header.
    pub header: Header,
    /// The header's hash.
    pub hash: B256,
    /// The block's time in milliseconds.
    pub time: Timestamp,
    /// EIP-2718 bytes, in order.
    pub transactions: Vec<RawBytes>,
    /// Their hashes.
    pub hashes: Vec<B256>,
    /// Their receipts.
    pub receipts: Vec<Receipt>,
    /// Bytes of the block as it is stored.
    pub size: usize,
}

/// Why a question about the past has no answer here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// The state of that height is gone.
    #[error(
        "state of block {height} is not available: this node keeps the state of recent blocks, from block {oldest} on"
    )]
    Pruned {
        /// The height asked for.
        height: u64,
        /// The oldest height with state.
        oldest: u64,
    },
    /// The node began with a later state.
    #[error(
        "block {height} is not available: this node began with the state of block {first}, and has nothing before it"
    )]
    BeforeFirst {
        /// The height asked for.
        height: u64,
        /// The oldest block of this node.
        first: u64,
    },
    /// It is not here, and the node began with a later state, so it may have been before.
    #[error(
        "not found: this node began with the state of block {first}, and cannot tell what was before it"
    )]
    Unknown {
        /// The oldest block of this node.
        first: u64,
    },
    /// There is no such block yet.
    #[error("block {height} does not exist yet: the newest is {tip}")]
    Future {
        /// The height asked for.
        height: u64,
        /// The newest block.
        tip: u64,
    },
}

/// Takes values of the newest state back to what they were at an earlier height.
pub type Rewind<'a> = dyn Fn(&[Key], &mut [Option<Bytes>]) + Send + Sync + 'a;

/// Where the ledger finds what it does not keep in memory.
pub trait Store: Send + Sync {
    /// Reads the newest state and, before anything can change it, lets `history` take the values back in time.
    fn read<'a>(
        &'a self,
        keys: &'a [Key],
        history: &'a Rewind<'a>,
    ) -> BoxFuture<'a, Vec<Option<Bytes>>>;

    /// A final block by height.
    fn block(&self, number: u64) -> BoxFuture<'_, Option<StoredBlock>>;

    /// Proves what a key holds in the newest state, and says at which height the proof is certified; nothing while
    /// there is no certificate to prove it with, and from a store without certificates.
    fn prove(&self, _key: Key) -> BoxFuture<'_, Option<(u64, StateProof)>> {
        Box::pin(std::future::ready(None))
    }

    /// RLP of a final block's header and the certificate of that block itself, if it has one.
    fn certified(&self, _number: u64) -> BoxFuture<'_, Option<(RawBytes, RawBytes)>> {
        Box::pin(std::future::ready(None))
    }

    /// A final block as consensus encodes it, for followers; nothing from a store without consensus.
    fn encoded(&self, _number: u64) -> BoxFuture<'_, Option<EncodedBlock>> {
        Box::pin(std::future::ready(None))
    }

    /// Operations of the newest state's log with their proof, for who fetches the state; nothing if they are not there.
    fn operations(&self, _wanted: StateRange) -> BoxFuture<'_, Option<Bytes>> {
        Box::pin(std::future::ready(None))
    }

    /// The height of a final block.
    fn number_of(&self, hash: B256) -> BoxFuture<'_, Option<u64>>;
}

/// Where the ledger finds old transactions: the index. It may name candidates; the ledger compares hashes.
pub trait TransactionLookup: Send + Sync {
    /// Heights and positions where a final transaction may be.
    fn positions_of(&self, transaction: B256) -> BoxFuture<'_, Vec<(u64, usize)>>;
}

/// Undo records of one block.
struct Undo {
    number: u64,
    time: Timestamp,
    /// Sorted by key.
    before: Vec<(Key, Option<Bytes>)>,
    bytes: usize,
}

#[derive(Default)]
struct Recent {
    blocks: VecDeque<Arc<StoredBlock>>,
    transactions: HashMap<B256, (u64, usize)>,
    numbers: HashMap<B256, u64>,
    bytes: usize,
    undo: VecDeque<Undo>,
    undo_bytes: usize,
}

/// The chain as the outside may see it.
pub struct Ledger {
    network: Arc<Network>,
    modules: Modules,
    recent: RwLock<Recent>,
    store: OnceLock<Arc<dyn Store>>,
    lookup: OnceLock<Arc<dyn TransactionLookup>>,
    published: broadcast::Sender<Arc<StoredBlock>>,
    first: AtomicU64,
    /// The block that it was made with.
    genesis: Arc<StoredBlock>,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("tip", &self.tip().header.number)
            .finish_non_exhaustive()
    }
}

impl Ledger {
    /// A ledger whose newest block is `tip`.
    pub fn new(network: Arc<Network>, tip: StoredBlock) -> Self {
        let (published, _) = broadcast::channel(SUBSCRIBER_LAG);
        let mut recent = Recent::default();
        let tip = Arc::new(tip);
        recent.push(tip.clone());
        Self {
            network,
            modules: MODULES,
            recent: RwLock::new(recent),
            store: OnceLock::new(),
            lookup: OnceLock::new(),
            published,
            first: AtomicU64::new(1),
            genesis: tip,
        }
    }

    /// Connects the disk. Called once, when the databases are open.
    pub fn connect(&self, store: Arc<dyn Store>) {
        assert!(self.store.set(store).is_ok(), "the store is connected once");
    }

    /// Connects the index. Called once.
    pub fn connect_lookup(&self, lookup: Arc<dyn TransactionLookup>) {
        assert!(
            self.lookup.set(lookup).is_ok(),
            "the index is connected once"
        );
    }

    /// Puts the ledger where the node was before it stopped: `blocks` are the newest in order, the last one the tip.
    ///
    /// They begin where the index ends, or transactions that were acknowledged just before the stop would not be found
    /// until the index has caught up. The block after the tip may be in the database already, waiting to be published:
    /// its undo record stays.
    ///
    /// # Panics
    ///
    /// When `blocks` is empty or has a gap.
    pub fn restore(&self, blocks: Vec<StoredBlock>) {
        let tip = blocks.last().expect("there is always a tip").header.number;
        let mut recent = self.recent.write();
        let mut undo = std::mem::take(&mut recent.undo);
        undo.retain(|record| record.number > tip);
        *recent = Recent {
            undo_bytes: undo.iter().map(|record| record.bytes).sum(),
            undo,
            ..Recent::default()
        };
        for block in blocks {
            recent.push(Arc::new(block));
        }
    }

    /// The network.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// The newest final block.
    pub fn tip(&self) -> Arc<StoredBlock> {
        self.recent
            .read()
            .blocks
            .back()
            .expect("there is always a tip")
            .clone()
    }

    /// Every block that is published from now on, once and in order.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<StoredBlock>> {
        self.published.subscribe()
    }

    /// Keeps what `number` is about to overwrite. Called before the block is applied.
    pub fn prepare(&self, number: u64, time: Timestamp, writes: &[Write]) {
        self.recent.write().push_undo(number, time, writes);
    }

    /// Makes a block visible. Called when its results are on disk.
    pub fn publish(&self, block: StoredBlock) -> Arc<StoredBlock> {
        let block = Arc::new(block);
        self.recent.write().push(block.clone());
        // Nobody listening is no error.
        let _ = self.published.send(block.clone());
        block
    }

    /// The block at `number`.
    pub async fn block(&self, number: u64) -> Option<Arc<StoredBlock>> {
        if let Some(block) = self.recent.read().block(number) {
            return Some(block);
        }
        if number == 0 && self.first() > 1 {
            return Some(self.genesis.clone());
        }
        if number > self.tip().header.number {
            return None;
        }
        self.store.get()?.block(number).await.map(Arc::new)
    }

    /// The block at `number` as consensus encodes it, with its certificate if it has one of its own.
    pub async fn encoded(&self, number: u64) -> Option<EncodedBlock> {
        if number > self.tip().header.number {
            return None;
        }
        self.store.get()?.encoded(number).await
    }

    /// Operations of the state's log, as `wanted` describes them; nothing if they are not there.
    pub async fn operations(&self, wanted: StateRange) -> Option<Bytes> {
        self.store.get()?.operations(wanted).await
    }

    /// The oldest block that this node has. It is 1, unless the node began with a state instead of the first block.
    pub fn first(&self) -> u64 {
        self.first.load(Ordering::Relaxed)
    }

    /// Whether this node has the blocks from `height` on, as far as there are any. Genesis is known to every node.
    ///
    /// # Errors
    ///
    /// [`HistoryError::BeforeFirst`].
    pub fn has_from(&self, height: u64) -> Result<(), HistoryError> {
        let first = self.first();
        match height > 0 && height < first {
            true => Err(HistoryError::BeforeFirst { height, first }),
            false => Ok(()),
        }
    }

    /// Whether what this node does not find is not there at all, because it has everything from the first block on.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Unknown`].
    pub fn has_everything(&self) -> Result<(), HistoryError> {
        match self.first() {
            1 => Ok(()),
            first => Err(HistoryError::Unknown { first }),
        }
    }

    /// This node has no blocks before `number`.
    pub(crate) fn begins_at(&self, number: u64) {
        self.first.store(number, Ordering::Relaxed);
    }

    /// The block with `hash`.
    pub async fn block_by_hash(&self, hash: B256) -> Option<Arc<StoredBlock>> {
        if hash == self.genesis.hash {
            return Some(self.genesis.clone());
        }
        let known = self.recent.read().numbers.get(&hash).copied();
        let number = match known {
            Some(number) => number,
            None => self.store.get()?.number_of(hash).await?,
        };
        self.block(number).await.filter(|block| block.hash == hash)
    }

    /// The final transaction with `hash`: its block and its position there.
    pub async fn transaction(&self, hash: B256) -> Option<(Arc<StoredBlock>, usize)> {
        let known = self.recent.read().transactions.get(&hash).copied();
        let positions = match (known, self.lookup.get()) {
            (Some(position), _) => vec![position],
            (None, Some(lookup)) => lookup.positions_of(hash).await,
            (None, None) => Vec::new(),
        };
        for (number, index) in positions {
            let block = self.block(number).await;
            if let Some(block) = block.filter(|block| block.hashes.get(index) == Some(&hash)) {
                return Some((block, index));
            }
        }
        None
    }

    /// The values of `keys` after block `height`.
    ///
    /// # Errors
    ///
    /// [`HistoryError`] when the height is too old, or not there yet.
    pub async fn read(
        &self,
        height: u64,
        keys: &[Key],
    ) -> Result<Vec<Option<Bytes>>, HistoryError> {
        let tip = self.tip().header.number;
        if height > tip {
            return Err(HistoryError::Future { height, tip });
        }
        let Some(store) = self.store.get() else {
            // Before the databases are open there is only the genesis state: nothing.
            return Ok(vec![None; keys.len()]);
        };
        let failed = parking_lot::Mutex::new(None);
        let history = |keys: &[Key], values: &mut [Option<Bytes>]| {
            if let Err(error) = self.recent.read().rewind(height, keys, values) {
                *failed.lock() = Some(error);
            }
        };
        let values = store.read(keys, &history).await;
        match failed.into_inner() {
            Some(error) => Err(error),
            None => Ok(values),
        }
    }

    /// Proves what `key` holds in the newest state, to whom trusts nothing but the genesis document; nothing while no
    /// block is certified.
    pub async fn prove(&self, key: Key) -> Option<StateProof> {
        let mut published = self.subscribe();
        let (certified, proof) = self.store.get()?.prove(key).await?;
        // The state is a step ahead of what may be told: results come to disk first.
        while self.tip().header.number < certified {
            if let Err(RecvError::Closed) = published.recv().await {
                return None;
            }
        }
        Some(proof)
    }

    /// RLP of a final block's header and the certificate of that block itself, if it has one and may be told.
    pub async fn certified(&self, number: u64) -> Option<(RawBytes, RawBytes)> {
        match number <= self.tip().header.number {
            true => self.store.get()?.certified(number).await,
            false => None,
        }
    }

    /// The account record of `address` after block `height`; the empty one if it has none.
    ///
    /// # Errors
    ///
    /// [`HistoryError`].
    pub async fn account(&self, height: u64, address: Address) -> Result<Account, HistoryError> {
        let values = self.read(height, &[account_key(&address)]).await?;
        Ok(values[0]
            .as_ref()
            .map(|value| Account::from_value(value))
            .unwrap_or_default())
    }

    /// Runs a call on the state after block `height`, in that block's context.
    ///
    /// # Errors
    ///
    /// [`HistoryError`].
    pub async fn call(&self, height: u64, call: Call) -> Result<CallOutcome, HistoryError> {
        self.has_from(height)?;
        let tip = self.tip().header.number;
        let block = self
            .block(height)
            .await
            .ok_or(HistoryError::Future { height, tip })?;
        let environment = BlockEnvironment {
            network: self.network.clone(),
            number: height,
            time: block.time,
            parent_time: block.time,
            parent_hash: block.header.parent_hash,
            seed: block.header.mix_hash,
        };
        let mut execution = CallExecution::new(environment, self.modules, call);
        loop {
            match execution.advance() {
                Ok(outcome) => return Ok(outcome),
                Err(keys) => {
                    let values = self.read(height, &keys).await?;
                    execution.supply(keys.into_iter().zip(values));
                }
            }
        }
    }
}

impl Recent {
    fn block(&self, number: u64) -> Option<Arc<StoredBlock>> {
        let first = self.blocks.front()?.header.number;
        let index = usize::try_from(number.checked_sub(first)?).ok()?;
        self.blocks.get(index).cloned()
    }

    fn push(&mut self, block: Arc<StoredBlock>) {
        let number = block.header.number;
        if let Some(tip) = self.blocks.back() {
            assert_eq!(
                tip.header.number + 1,
                number,
                "blocks are published in order"
            );
        }
        self.numbers.insert(block.hash, number);
        for (index, hash) in block.hashes.iter().enumerate() {
            self.transactions.insert(*hash, (number, index));
        }
        self.bytes += block.size;
        self.blocks.push_back(block);
        while self.blocks.len() > RECENT_BLOCKS
            || self.blocks.len() > 1
                && (self.transactions.len() > RECENT_TRANSACTIONS || self.bytes > RECENT_BYTES)
        {
            let old = self.blocks.pop_front().expect("there is more than one");
            self.bytes -= old.size;
            self.numbers.remove(&old.hash);
            for hash in &old.hashes {
                self.transactions.remove(hash);
            }
        }
    }

    fn push_undo(&mut self, number: u64, time: Timestamp, writes: &[Write]) {
        // A block that is delivered again after a crash replaces its record and everything above it.
        while self.undo.back().is_some_and(|last| last.number >= number) {
            let old = self.undo.pop_back().expect("it was looked at");
            self.undo_bytes -= old.bytes;
        }
        if self
            .undo
            .back()
            .is_some_and(|last| last.number + 1 != number)
        {
            self.undo.clear();
            self.undo_bytes = 0;
        }
        let before: Vec<_> = writes
            .iter()
            .map(|write| (write.key, write.before.clone()))
            .collect();
        let bytes = before
            .iter()
            .map(|(_, value)| 72 + value.as_ref().map_or(0, Bytes::len))
            .sum();
        self.undo_bytes += bytes;
        self.undo.push_back(Undo {
            number,
            time,
            before,
            bytes,
        });
        while let Some(oldest) = self.undo.front() {
            let age = time.millis().saturating_sub(oldest.time.millis());
            let young = age <= HISTORY_MS || self.undo.len() <= HISTORY_MIN_BLOCKS;
            if age <= HISTORY_MIN_MS || (young && self.undo_bytes <= HISTORY_BYTES) {
                break;
            }
            self.undo_bytes -= oldest.bytes;
            self.undo.pop_front();
        }
    }

    /// Takes values of the newest state back to what they were after `height`.
    fn rewind(
        &self,
        height: u64,
        keys: &[Key],
        values: &mut [Option<Bytes>],
    ) -> Result<(), HistoryError> {
        let newest = self.undo.back().map_or(0, |undo| undo.number);
        let tip = self.blocks.back().map_or(0, |block| block.header.number);
        let oldest = self.undo.front().map_or(tip, |undo| undo.number - 1);
        if height < oldest {
            return Err(HistoryError::Pruned { height, oldest });
        }
        if height >= newest {
            return Ok(());
        }
        let skip = usize::try_from(height - oldest).expect("the ring is in memory");
        for (key, value) in keys.iter().zip(values) {
            let before = self.undo.iter().skip(skip).find_map(|undo| {
                let index = undo
                    .before
                    .binary_search_by(|(other, _)| other.cmp(key))
                    .ok()?;
                Some(undo.before[index].1.clone())
            });
            if let Some(before) = before {
                *value = before;
            }
        }
        Ok(())
    }
}
