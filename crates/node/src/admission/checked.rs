//! Checking many transactions at once, and none twice.

use crate::pool::Pool;
use alloy_primitives::{B256, Bytes, keccak256, map::B256Map};
use parking_lot::Mutex;
use rayon::{
    ThreadPool, ThreadPoolBuilder,
    iter::{IntoParallelIterator, ParallelIterator},
};
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::oneshot;
use wepos_chain::{
    MODULES, Network,
    transaction::{CheckedTransaction, MAX_TRANSACTION_BYTES, TransactionError},
};

/// Transactions of verified blocks that are kept: about 20 full blocks, so that a block is checked once, however often
/// it is run.
const RECENT_TRANSACTIONS: usize = 32_768;

/// And their bytes: 20 full blocks.
const RECENT_BYTES: usize = 40 * 1024 * 1024;

type Checked = Result<Arc<CheckedTransaction>, TransactionError>;

/// Threads that recover signers, or none: then the caller does. Clones are the same threads.
#[derive(Clone, Debug)]
pub struct Workers(Option<Arc<ThreadPool>>);

impl Workers {
    /// Starts `threads` threads; 0 for one on each core.
    ///
    /// # Errors
    ///
    /// The system starts no more threads.
    pub fn new(threads: usize) -> std::io::Result<Self> {
        ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|index| format!("check-{index}"))
            // Whoever waits sees its channel close.
            .panic_handler(|_| tracing::error!("checking transactions panicked"))
            .build()
            .map(|pool| Self(Some(Arc::new(pool))))
            .map_err(std::io::Error::other)
    }

    /// No threads: who asks waits. What a thread does has no place in a simulation, whose order of events is fixed.
    pub fn none() -> Self {
        Self(None)
    }

    /// Runs something else on one of the threads.
    #[cfg(test)]
    pub(crate) fn run(&self, work: impl FnOnce() + Send + 'static) {
        self.0.as_ref().expect("there are threads").spawn(work);
    }

    /// Checks transactions without blocking the caller's thread; `None` if checking panicked.
    pub(super) async fn check(
        &self,
        raw: Vec<Bytes>,
        network: &Arc<Network>,
    ) -> Option<Vec<Checked>> {
        let Some(pool) = &self.0 else {
            return Some(self.check_here(raw, network));
        };
        let network = network.clone();
        let (sender, receiver) = oneshot::channel();
        pool.spawn(move || {
            let results = raw
                .into_par_iter()
                .map(|raw| check(raw, &network))
                .collect();
            // The caller may have gone.
            let _ = sender.send(results);
        });
        receiver.await.ok()
    }

    /// Checks transactions while the caller's thread waits.
    fn check_here(&self, raw: Vec<Bytes>, network: &Network) -> Vec<Checked> {
        match &self.0 {
            Some(pool) => {
                pool.install(|| raw.into_par_iter().map(|raw| check(raw, network)).collect())
            }
            None => raw.into_iter().map(|raw| check(raw, network)).collect(),
        }
    }
}

/// Checks a transaction, and recovers what its rules will ask the signers of.
pub(super) fn check(raw: Bytes, network: &Network) -> Checked {
    let checked = CheckedTransaction::check(raw, network.chain_id())?;
    Ok(Arc::new(checked.with_signers(MODULES, network)))
}

/// Stands for the hash of bytes that are too many for a transaction: they are not worth hashing.
pub(super) const NO_HASH: B256 = B256::ZERO;

/// The hash of a transaction's bytes, or [`NO_HASH`].
pub(super) fn hash(raw: &[u8]) -> B256 {
    if raw.len() > MAX_TRANSACTION_BYTES {
        return NO_HASH;
    }
    keccak256(raw)
}

/// Checked transactions by hash: those in the pool, and those of blocks that were verified recently. Clones are the
/// same cache.
#[derive(Clone, Debug)]
pub struct CheckedCache(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pool: Pool,
    workers: Workers,
    network: Arc<Network>,
    recent: Mutex<Recent>,
}

#[derive(Debug, Default)]
struct Recent {
    transactions: B256Map<Arc<CheckedTransaction>>,
    order: VecDeque<B256>,
    bytes: usize,
}

impl CheckedCache {
    /// A cache beside `pool` for a network. Signers are recovered by `workers`.
    pub fn new(pool: Pool, workers: Workers, network: Arc<Network>) -> Self {
        Self(Arc::new(Inner {
            pool,
            workers,
            network,
            recent: Mutex::new(Recent::default()),
        }))
    }

    /// The transaction with `hash`, if it was checked recently.
    pub fn get(&self, hash: &B256) -> Option<Arc<CheckedTransaction>> {
        let recent = self.0.recent.lock().transactions.get(hash).cloned();
        recent.or_else(|| self.0.pool.get(hash))
    }

    /// Keeps a checked transaction; old ones make room.
    pub fn insert(&self, transaction: Arc<CheckedTransaction>) {
        self.0.recent.lock().insert(transaction);
    }

    /// Checks a block's transactions, those that are not known on every core. Blocks the thread, which must not be one
    /// of an asynchronous runtime's: up to 25 ms for a full block of unknown ones on two cores.
    ///
    /// # Errors
    ///
    /// The first transaction, in order, that is none of this chain.
    pub fn check_all(
        &self,
        raw: &[Bytes],
    ) -> Result<Vec<Arc<CheckedTransaction>>, TransactionError> {
        let hashes: Vec<B256> = raw.iter().map(|raw| hash(raw)).collect();
        let mut found = self.0.pool.get_all(&hashes);
        {
            let recent = self.0.recent.lock();
            for (found, hash) in found.iter_mut().zip(&hashes) {
                if found.is_none() {
                    *found = recent.transactions.get(hash).cloned();
                }
            }
        }
        let missing: Vec<Bytes> = raw
            .iter()
            .zip(&found)
            .filter(|(_, found)| found.is_none())
            .map(|(raw, _)| raw.clone())
            .collect();
        if missing.is_empty() {
            return Ok(found.into_iter().flatten().collect());
        }
        let checked = self.0.workers.check_here(missing, &self.0.network);
        let mut checked = checked.into_iter();
        let mut transactions = Vec::with_capacity(raw.len());
        let mut recent = self.0.recent.lock();
        for found in found {
            transactions.push(match found {
                Some(transaction) => transaction,
                None => {
                    let transaction = checked.next().expect("each missing one was checked")?;
                    recent.insert(transaction.clone());
                    transaction
                }
            });
        }
        Ok(transactions)
    }
}

impl Recent {
    fn insert(&mut self, transaction: Arc<CheckedTransaction>) {
        let (hash, bytes) = (*transaction.hash(), transaction.raw().len());
        if self.transactions.insert(hash, transaction).is_some() {
            return;
        }
        self.order.push_back(hash);
        self.bytes += bytes;
        while self.order.len() > RECENT_TRANSACTIONS || self.bytes > RECENT_BYTES {
            let Some(oldest) = self.order.pop_front() else {
                break;
            };
            if let Some(old) = self.transactions.remove(&oldest) {
                self.bytes -= old.raw().len();
            }
        }
    }
}
