//! The mempool: checked transactions that wait for a block.
//!
//! Nobody pays, so nobody can pay to be first: senders take turns, each with its nonces in order, and limits keep one
//! sender or a crowd of new ones from filling the memory (R15). A transaction stays until a final block covers its
//! nonce.
//!
//! # States of a transaction
//!
//! ```text
//!             ┌──── an earlier nonce arrives ───┐
//!   arrives ──┤                                 ▼          candidates
//!             └─▶ gapped                    executable ───────────────▶ in flight at a height
//!                    │                          ▲                          │       │
//!                    ▼                          └── excluded for now, ─────┘       ▼
//!            dropped after a while                  or another block final     covered by a final block
//! ```
//!
//! One that is left out of a block because the account's day is used up, or because its funds are not there, *rests*:
//! it stays executable, but it and those after it are not offered before the next day begins or the funds have come.
//! Its sender was told that it is taken, so it is dropped only after [`PoolLimits::resting_wait_ms`]. At the door the
//! same reasons are refusals: there the sender learns them at once, and nothing was promised.
//!
//! The executable ones of a sender are consecutive from its next final nonce; those in flight come first among them. So
//! giving one back gives back all of that sender's later ones, which could not run without it.

mod books;
#[cfg(test)]
mod model_tests;
mod queue;
#[cfg(test)]
mod rest_tests;
#[cfg(test)]
mod tests;

use alloy_primitives::{Address, B256};
use parking_lot::Mutex;
use queue::Queue;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::{Notify, broadcast};
use wepos_chain::{
    admission::Retry, amounts::Amount, state::Write, transaction::CheckedTransaction,
};

/// How many hashes a subscriber of pending transactions may lag behind before it misses some.
const SUBSCRIBER_LAG: usize = 8_192;

/// The most transactions one page of [`Pool::content`] shows of each kind: what a person or a tool reads at once.
pub const CONTENT_PAGE: usize = 1_000;

/// How much waits here at most.
#[derive(Clone, Debug)]
pub struct PoolLimits {
    /// Transactions of one sender. More than a wallet ever has open; a script that sends more waits for blocks.
    pub sender_pending: usize,
    /// Transactions of one sender whose account has no record: its first action, and what follows at once.
    pub newcomer_pending: usize,
    /// How far a nonce may be ahead of the next one that can run. A script that signs 20 at once sends them in any
    /// order; whatever is farther away may never run.
    pub nonce_gap: u64,
    /// How often a waiting transaction may be replaced. A replacement costs every validator a signature check and takes
    /// nothing from the sender's day, so it cannot be without bound.
    pub replacements: u8,
    /// Transactions of everybody together: about 70 full blocks.
    pub transactions: usize,
    /// Bytes of everybody together.
    pub bytes: usize,
    /// Gapped transactions of everybody together: they may never run, so they get a small part.
    pub gapped: usize,
    /// The part of `transactions` and `bytes`, in percent, that is kept for senders without an account record, and
    /// that they cannot exceed: their addresses cost nothing, and they must not push out members, nor members them
    /// (R15).
    pub newcomer_percent: usize,
    /// How long a transaction waits for the nonces before it, in milliseconds.
    pub gapped_wait_ms: u64,
    /// Senders that wait for funds or for another day: as with gapped ones, what they wait for may never come.
    pub resting: usize,
    /// How long a transaction waits for funds or for another day, in milliseconds: a day and an hour, so that it sees
    /// tomorrow's budget.
    pub resting_wait_ms: u64,
}

impl Default for PoolLimits {
    fn default() -> Self {
        Self {
            sender_pending: 64,
            newcomer_pending: 4,
            nonce_gap: 32,
            replacements: 16,
            transactions: 100_000,
            bytes: 256 * 1024 * 1024,
            gapped: 10_000,
            newcomer_percent: 5,
            gapped_wait_ms: 3 * 60 * 60 * 1_000,
            resting: 10_000,
            resting_wait_ms: 25 * 60 * 60 * 1_000,
        }
    }
}

/// What the newest final state says about a sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountState {
    /// The nonce of its next transaction.
    pub next_nonce: u64,
    /// Its balance: its waiting transactions may not send more than this together.
    pub balance: Amount,
    /// Whether it has no record yet (R15).
    pub newcomer: bool,
    /// Transactions it may still send today, those that wait here included (R15).
    pub transactions_left: u32,
    /// Bytes it may still send today, those that wait here included (R15).
    pub bytes_left: u64,
}

/// A transaction of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FinalTransaction {
    /// Its hash.
    pub hash: B256,
    /// Who signed it.
    pub sender: Address,
    /// Its nonce.
    pub nonce: u64,
}

/// Why a transaction does not wait here. The texts are geth's where clients match them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// It waits here already.
    #[error("already known")]
    AlreadyKnown,
    /// The nonce is used.
    #[error("nonce too low: next nonce {next}, tx nonce {nonce}")]
    NonceTooLow {
        /// The sender's next nonce.
        next: u64,
        /// The transaction's.
        nonce: u64,
    },
    /// Too many nonces before it are missing.
    #[error("nonce too high: next nonce {next}, tx nonce {nonce}")]
    NonceTooHigh {
        /// The next nonce after what waits here.
        next: u64,
        /// The transaction's.
        nonce: u64,
    },
    /// The one with the same nonce is being put into a block, or was replaced too often.
    #[error("replacement transaction underpriced")]
    Underpriced,
    /// What waits here would send more than the sender has.
    #[error(
        "insufficient funds for transfer: balance {balance}, pending transactions {pending}, value {value}"
    )]
    Overdraft {
        /// The sender's balance.
        balance: Amount,
        /// What its other waiting transactions send.
        pending: Amount,
        /// What this one sends.
        value: Amount,
    },
    /// The day's transactions are used up by what is final and what waits here (R15).
    #[error("daily limit of transactions reached")]
    DailyTransactions,
    /// The day's bytes are used up by what is final and what waits here (R15).
    #[error("daily limit of bytes reached")]
    DailyBytes,
    /// The sender's share is used up.
    #[error("account has too many pending transactions: at most {limit}")]
    SenderFull {
        /// Transactions one sender may have here.
        limit: usize,
    },
    /// No room: for anybody, for newcomers, or for transactions that cannot run yet.
    #[error("txpool is full")]
    Full,
}

/// What waits, for `txpool_content`.
#[derive(Clone, Debug, Default)]
pub struct PoolContent {
    /// Those that can run, by sender and nonce.
    pub executable: Vec<Arc<CheckedTransaction>>,
    /// Those that wait for an earlier nonce, by sender and nonce.
    pub gapped: Vec<Arc<CheckedTransaction>>,
}

/// The mempool. Clones are the same pool.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    /// A copy of the queue's count, so that asking takes no lock.
    ready: AtomicUsize,
    arrived: Notify,
    pending: broadcast::Sender<B256>,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (executable, gapped) = self.status();
        f.debug_struct("Pool")
            .field("executable", &executable)
            .field("gapped", &gapped)
            .finish_non_exhaustive()
    }
}

impl Pool {
    /// An empty pool.
    pub fn new(limits: PoolLimits) -> Self {
        let (pending, _) = broadcast::channel(SUBSCRIBER_LAG);
        Self(Arc::new(Shared {
            queue: Mutex::new(Queue::new(limits)),
            ready: AtomicUsize::new(0),
            arrived: Notify::new(),
            pending,
        }))
    }

    /// Lets a transaction wait for a block. `now_ms` is the node's clock.
    ///
    /// A newer transaction replaces one with the same nonce that is not in flight: there are no fees to compare.
    ///
    /// # Errors
    ///
    /// The first of [`PoolError`] that applies: known, nonce, replacement, the sender's share, its day, its funds, the
    /// pool's room.
    pub fn insert(
        &self,
        transaction: Arc<CheckedTransaction>,
        account: AccountState,
        now_ms: u64,
    ) -> Result<(), PoolError> {
        let announce = self.0.pending.receiver_count() > 0;
        let mut announced = Vec::new();
        let became_ready = {
            let mut queue = self.0.queue.lock();
            let before = queue.ready();
            let result = queue.insert(
                transaction,
                account,
                now_ms,
                announce.then_some(&mut announced),
            );
            // Even a refusal may have told that the account is ahead of what waits.
            self.store_ready(&queue);
            result?;
            queue.ready() > before
        };
        for hash in announced {
            // Nobody listening any more is no error.
            let _ = self.0.pending.send(hash);
        }
        if became_ready {
            self.0.arrived.notify_one();
        }
        Ok(())
    }

    /// Takes executable transactions for the block at `height`, at most so many and of so many bytes together.
    ///
    /// What was in flight at this or a later height comes back first: a proposer that asks again has abandoned its
    /// earlier proposal. Senders take turns, in the order in which they came; the nonces of one are in order and go on
    /// after those in flight. Newcomers take every twentieth place at most (R15).
    pub fn candidates(
        &self,
        height: u64,
        max_transactions: usize,
        max_bytes: usize,
    ) -> Vec<Arc<CheckedTransaction>> {
        let mut queue = self.0.queue.lock();
        queue.release_from(height);
        let taken = queue.take(height, max_transactions, max_bytes);
        self.store_ready(&queue);
        taken
    }

    /// Notes that a verified proposal for `height`, another validator's, has these transactions, so that the next
    /// proposal does not offer them again. They come back as those of [`Pool::candidates`] do.
    pub fn proposed(&self, height: u64, transactions: &[FinalTransaction]) {
        let mut queue = self.0.queue.lock();
        queue.proposed(height, transactions);
        self.store_ready(&queue);
    }

    /// Whether a transaction could be taken now. Takes no lock.
    pub fn has_ready(&self) -> bool {
        self.0.ready.load(Ordering::Acquire) > 0
    }

    /// Wakes when a transaction becomes ready. For one waiter, the proposer: a wake-up that comes while it does not
    /// wait is kept, and it asks [`Pool::has_ready`] after each.
    pub fn arrived(&self) -> &Notify {
        &self.0.arrived
    }

    /// Takes note of what a proposer left out: what will never fit is dropped, what may fit the next block comes back
    /// in front of all others, and what waits for funds or another day rests. `now_ms` is the node's clock.
    ///
    /// A nonce that is used in a parent that is not final yet is none of these: leave it out here, and
    /// [`Pool::finalized`] decides.
    pub fn excluded(&self, transactions: &[(B256, Retry)], now_ms: u64) {
        self.update(|queue| queue.excluded(transactions, now_ms));
    }

    /// Takes note of what a final block wrote: whoever waited for funds and has them now goes on.
    pub fn written(&self, writes: &[Write]) {
        self.update(|queue| queue.written(writes));
    }

    /// Takes back what is in flight above `height`: a proposal is asked for on the block at that height, so those that
    /// were made for later ones, here or elsewhere, have lost.
    pub fn abandoned_above(&self, height: u64) {
        self.update(|queue| queue.release_from(height + 1));
    }

    /// Takes note of a final block: what it covers is dropped, and what was in flight for it or before it in vain
    /// comes back. Every block is announced here before the accounts after it are read for [`Pool::insert`], or soon
    /// after.
    pub fn finalized(&self, height: u64, transactions: &[FinalTransaction]) {
        self.update(|queue| queue.finalized(height, transactions));
    }

    /// Drops what has waited too long, for an earlier nonce or for funds, and wakes what waited for a day that has
    /// begun. Costs next to nothing when there is none; called with every block.
    pub fn expire(&self, now_ms: u64) {
        self.update(|queue| queue.expire(now_ms));
    }

    /// The nonce after the executable ones of `address` that wait here; `None` if there are none. The account's own
    /// nonce may already be higher.
    pub fn pending_nonce(&self, address: Address) -> Option<u64> {
        self.0.queue.lock().pending_nonce(&address)
    }

    /// A transaction that waits here.
    pub fn get(&self, hash: &B256) -> Option<Arc<CheckedTransaction>> {
        self.0.queue.lock().get(hash).cloned()
    }

    /// The same for many at once.
    pub fn get_all(&self, hashes: &[B256]) -> Vec<Option<Arc<CheckedTransaction>>> {
        let queue = self.0.queue.lock();
        hashes.iter().map(|hash| queue.get(hash).cloned()).collect()
    }

    /// Whether there is room for a transaction of a sender without an account record.
    pub fn takes_newcomers(&self) -> bool {
        self.0.queue.lock().takes_newcomers()
    }

    /// How many transactions can run, and how many wait for an earlier nonce.
    pub fn status(&self) -> (usize, usize) {
        self.0.queue.lock().status()
    }

    /// Some of what waits, at most [`CONTENT_PAGE`] of each kind: all of it while the pool is small.
    pub fn content(&self) -> PoolContent {
        let mut content = self.0.queue.lock().content(CONTENT_PAGE);
        for list in [&mut content.executable, &mut content.gapped] {
            list.sort_by_key(|transaction| (transaction.sender(), transaction.nonce()));
        }
        content
    }

    /// All that waits of one sender.
    pub fn content_of(&self, address: Address) -> PoolContent {
        self.0.queue.lock().content_of(&address)
    }

    /// The hash of every transaction that becomes executable from now on. A subscriber that lags misses some.
    pub fn subscribe(&self) -> broadcast::Receiver<B256> {
        self.0.pending.subscribe()
    }

    fn update(&self, change: impl FnOnce(&mut Queue)) {
        {
            let mut queue = self.0.queue.lock();
            change(&mut queue);
            self.store_ready(&queue);
        }
        if self.has_ready() {
            self.0.arrived.notify_one();
        }
    }

    fn store_ready(&self, queue: &Queue) {
        self.0.ready.store(queue.ready(), Ordering::Release);
    }
}
