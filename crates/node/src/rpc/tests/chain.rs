//! A chain in memory that plays the rest of the node: state, blocks, pool, index and clock.

use crate::{
    index::Index,
    ledger::{Ledger, StoredBlock, fakes::MapStore},
    rpc::{
        ClockControl, LogPosition, LogQuery, LogSource, LogsFailure, Submit, SubmitFailure,
        Submitted,
    },
};
use alloy_primitives::{Address, B256, Bytes as RawBytes, keccak256};
use futures::future::BoxFuture;
use parking_lot::Mutex;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
};
use tokio::sync::{Semaphore, broadcast};
use wepos_chain::{
    BlockEnvironment, MODULES, Network,
    admission::admissible,
    block::Placement,
    execution::{BlockExecution, Mode, Step},
    genesis::Genesis,
    header::{Proposal, StateCommitment, genesis_header},
    testing::LEADER,
    time::Timestamp,
    transaction::CheckedTransaction,
};

const EMPTY: StateCommitment = StateCommitment {
    root: [3; 32],
    ops_root: [4; 32],
    ops_start: 0,
    ops_end: 0,
};

pub(super) struct Chain {
    pub(super) ledger: Arc<Ledger>,
    /// Empty until somebody lets it follow the ledger.
    pub(super) index: Arc<Index>,
    _directory: tempfile::TempDir,
    network: Arc<Network>,
    disk: Arc<MapStore>,
    pool: Mutex<Vec<Arc<CheckedTransaction>>>,
    admitted: broadcast::Sender<B256>,
    /// Whether a submitted transaction is in a block at once.
    pub(super) instant: AtomicBool,
    pub(super) development: AtomicBool,
    /// How many times transactions were handed over.
    pub(super) submissions: AtomicUsize,
    pub(super) offset_ms: AtomicI64,
    /// How many questions to the index are let through.
    pub(super) index_gate: Semaphore,
    paused: AtomicBool,
    next_time: Mutex<Option<u64>>,
}

impl Chain {
    /// A chain of two blocks: genesis, and the one that funds the ready accounts.
    pub(super) fn new(genesis: Genesis) -> Self {
        let network = Arc::new(Network::new(genesis).unwrap());
        let header = genesis_header(&network, EMPTY);
        let genesis = StoredBlock {
            hash: header.hash_slow(),
            time: network.genesis().launch,
            header,
            transactions: vec![],
            hashes: vec![],
            receipts: vec![],
            size: 600,
        };
        let disk = Arc::new(MapStore::default());
        disk.blocks.lock().insert(0, genesis.clone());
        let ledger = Arc::new(Ledger::new(network.clone(), genesis));
        ledger.connect(disk.clone());
        ledger.connect_lookup(disk.clone());
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("index.sqlite");
        let chain = Self {
            index: Arc::new(Index::open(&path, network.clone()).unwrap()),
            _directory: directory,
            ledger,
            network,
            disk,
            pool: Mutex::default(),
            admitted: broadcast::channel(1_000).0,
            instant: AtomicBool::new(false),
            development: AtomicBool::new(true),
            submissions: AtomicUsize::new(0),
            offset_ms: AtomicI64::new(0),
            index_gate: Semaphore::new(Semaphore::MAX_PERMITS),
            paused: AtomicBool::new(false),
            next_time: Mutex::default(),
        };
        chain.mine();
        chain
    }

    pub(super) fn chain_id(&self) -> u64 {
        self.network.chain_id()
    }

    /// Tells those who watch that a transaction was admitted.
    pub(super) fn announce(&self, hash: B256) {
        let _ = self.admitted.send(hash);
    }

    pub(super) fn pool_len(&self) -> usize {
        self.pool.lock().len()
    }

    /// Makes a block of what waits, 1,500 ms after the last.
    pub(super) fn mine(&self) -> Arc<StoredBlock> {
        let parent = self.ledger.tip();
        let set = self.next_time.lock().take();
        let time = Timestamp::from_millis(set.unwrap_or(parent.time.millis() + 1_500));
        let number = parent.header.number + 1;
        let transactions = std::mem::take(&mut *self.pool.lock());
        let environment = BlockEnvironment {
            network: self.network.clone(),
            number,
            time,
            parent_time: parent.time,
            parent_hash: parent.hash,
            seed: B256::ZERO,
        };
        let mut execution = BlockExecution::new(environment, MODULES, Mode::Build, transactions);
        while let Step::NeedsKeys(keys) = execution.advance(usize::MAX) {
            let state = self.disk.state.lock();
            execution.supply(keys.into_iter().map(|key| (key, state.get(&key).cloned())));
        }
        let outcome = execution.finish();
        let placement = Placement {
            parent_hash: parent.hash,
            number,
            time_ms: time.millis(),
            seed: B256::ZERO,
            seed_signature: None,
            proposal: Proposal {
                epoch: 0,
                view: number,
                parent_view: number - 1,
                leader: LEADER,
            },
        };
        let header = outcome.header(&placement, &outcome.roots(), EMPTY);
        let block = StoredBlock {
            hash: header.hash_slow(),
            header,
            time,
            hashes: outcome.transactions.iter().map(keccak256).collect(),
            transactions: outcome.transactions,
            receipts: outcome.receipts,
            size: 1_000,
        };
        self.ledger.prepare(number, time, &outcome.writes);
        let mut state = self.disk.state.lock();
        for write in outcome.writes {
            match write.after {
                Some(value) => state.insert(write.key, value),
                None => state.remove(&write.key),
            };
        }
        drop(state);
        let number = block.header.number;
        self.disk.blocks.lock().insert(number, block.clone());
        self.ledger.publish(block)
    }

    /// Forgets what was before block `first`, as a node that began with the state after it.
    pub(super) fn begin_at(&self, first: u64) {
        let mut blocks = self.disk.blocks.lock();
        blocks.retain(|number, _| *number >= first);
        let kept = blocks.values().cloned().collect();
        drop(blocks);
        self.ledger.begins_at(first);
        self.ledger.restore(kept);
    }

    fn admit(&self, raw: RawBytes) -> Result<Submitted, SubmitFailure> {
        let refused = |reason: String| SubmitFailure::Refused(reason);
        let checked = CheckedTransaction::check(raw, self.chain_id())
            .map_err(|error| refused(error.to_string()))?;
        let key = wepos_chain::modules::token::account_key(&checked.sender());
        let account = self.disk.state.lock().get(&key).map(|value| {
            use wepos_chain::state::Record;
            wepos_chain::modules::token::Account::from_value(value)
        });
        let mut account = account.unwrap_or_default();
        if let Some(next) = self.pending_nonce(checked.sender()) {
            account.nonce = next;
        }
        admissible(&self.network, &account, &checked, self.ledger.tip().time)
            .map_err(|exclusion| refused(exclusion.to_string()))?;
        let hash = *checked.hash();
        self.pool.lock().push(Arc::new(checked));
        let _ = self.admitted.send(hash);
        Ok(Submitted { hash })
    }
}

impl Submit for Chain {
    fn submit(&self, raw: Vec<RawBytes>) -> BoxFuture<'_, Vec<Result<Submitted, SubmitFailure>>> {
        self.submissions.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            let answers = raw.into_iter().map(|raw| self.admit(raw)).collect();
            if self.instant.load(Ordering::Relaxed) {
                self.mine();
            }
            answers
        })
    }

    fn pending_nonce(&self, sender: Address) -> Option<u64> {
        let pool = self.pool.lock();
        let own = pool.iter().filter(|waiting| waiting.sender() == sender);
        own.map(|waiting| waiting.nonce() + 1).max()
    }

    fn pooled(&self, hash: B256) -> Option<Arc<CheckedTransaction>> {
        let pool = self.pool.lock();
        pool.iter().find(|waiting| *waiting.hash() == hash).cloned()
    }

    fn pool_status(&self) -> (u64, u64) {
        (self.pool.lock().len() as u64, 0)
    }

    fn pending(&self) -> broadcast::Receiver<B256> {
        self.admitted.subscribe()
    }
}

impl LogSource for Chain {
    /// What the index must do, written the slow way.
    fn logs(&self, query: LogQuery) -> BoxFuture<'_, Result<Vec<LogPosition>, LogsFailure>> {
        Box::pin(async move {
            self.index_gate.acquire().await.unwrap().forget();
            let mut found = Vec::new();
            for block in self.disk.blocks.lock().values() {
                let number = block.header.number;
                let events = block.receipts.iter().flat_map(|receipt| &receipt.logs);
                for (log_index, event) in events.enumerate() {
                    let address =
                        query.addresses.is_empty() || query.addresses.contains(&event.address);
                    let topics = query.topics.iter().enumerate().all(|(index, any)| {
                        any.is_empty() || event.topics.get(index).is_some_and(|t| any.contains(t))
                    });
                    if (query.from..=query.to).contains(&number) && address && topics {
                        found.push(LogPosition {
                            block: number,
                            log_index: log_index as u32,
                        });
                    }
                }
            }
            match found.get(query.limit) {
                Some(surplus) => Err(LogsFailure::TooMany {
                    suggested_to: surplus.block - 1,
                }),
                None => Ok(found),
            }
        })
    }

    /// Always two blocks behind, so that the tail is read from the blocks.
    fn index_tip(&self) -> u64 {
        self.ledger.tip().header.number.saturating_sub(2)
    }
}

impl ClockControl for Chain {
    fn now_ms(&self) -> u64 {
        self.ledger
            .tip()
            .time
            .millis()
            .saturating_add_signed(self.offset_ms())
    }

    fn offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::Relaxed)
    }

    fn is_paused(&self) -> bool {
        self.paused.load(Ordering::Relaxed)
    }

    fn is_development(&self) -> bool {
        self.development.load(Ordering::Relaxed)
    }

    fn increase(&self, by_ms: u64) -> Result<i64, String> {
        let by_ms = by_ms as i64;
        Ok(self.offset_ms.fetch_add(by_ms, Ordering::Relaxed) + by_ms)
    }

    fn set_next_block_time(&self, time_ms: u64) -> Result<(), String> {
        *self.next_time.lock() = Some(time_ms);
        Ok(())
    }

    fn pause(&self) -> Result<(), String> {
        self.paused.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn resume(&self) -> Result<(), String> {
        self.paused.store(false, Ordering::Relaxed);
        Ok(())
    }

    fn request_block(&self) {
        self.mine();
    }
}
