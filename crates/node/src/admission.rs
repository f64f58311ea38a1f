//! The way in: from the bytes that somebody sends to a transaction that waits in the [`Pool`].
//!
//! Whatever comes from outside, by JSON-RPC or gossip, passes here and nowhere else: signature, account, limits of the
//! day, the rules for newcomers (R15). The costly step, recovering the signer, comes after the cheap ones and runs on
//! every core.

mod checked;
#[cfg(test)]
mod tests;

pub use checked::{CheckedCache, Workers};

use crate::{
    clock::Clock,
    index::{Index, MAX_LAG},
    ledger::{HistoryError, Ledger, StoredBlock},
    pool::{AccountState, Pool, PoolError},
};
use alloy_primitives::{B256, Bytes, map::B256Set};
use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::{broadcast::error::RecvError, mpsc};
use wepos_chain::{
    MODULES,
    admission::Exclusion,
    execution::{Call, open_to_newcomers},
    modules::token::{Account, Usage, account_key, usage},
    state::Record,
    time::Timestamp,
    transaction::{CheckedTransaction, TransactionError},
};

/// Why a transaction was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// The bytes are no transaction of this chain.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// The pool does not take it.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// It could not be in a block now.
    #[error(transparent)]
    Exclusion(#[from] Exclusion),
    /// A newcomer's call would fail, with these ABI bytes; nothing is stored for it.
    #[error("execution reverted")]
    Reverted(Bytes),
    /// The index is so far behind that what is final would not be found for long.
    #[error(
        "this node is busy: its index is {} s behind the chain, and takes no transactions above {} s. Nothing was \
         taken: send it again in a moment, or to another node",
        .waiting.as_secs(),
        MAX_LAG.as_secs()
    )]
    IndexBehind {
        /// How far it is behind.
        waiting: Duration,
    },
    /// The node is shutting down.
    #[error("the node is shutting down")]
    Unavailable,
}

impl From<HistoryError> for SubmitError {
    /// The newest state is always there, except when the databases are being closed.
    fn from(_: HistoryError) -> Self {
        Self::Unavailable
    }
}

/// Where to put what was taken, if anywhere.
type Outbox<'a> = Option<&'a mpsc::Sender<Arc<CheckedTransaction>>>;

/// The way in. Clones are the same.
#[derive(Clone, Debug)]
pub struct Admission(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    ledger: Arc<Ledger>,
    pool: Pool,
    clock: Clock,
    workers: Workers,
    index: OnceLock<Arc<Index>>,
    closed: AtomicBool,
    /// Who tells others of what is taken from callers.
    outbox: OnceLock<mpsc::Sender<Arc<CheckedTransaction>>>,
}

impl Admission {
    /// The way into `pool`. Signatures are recovered by `workers`.
    pub fn new(ledger: Arc<Ledger>, pool: Pool, clock: Clock, workers: Workers) -> Self {
        Self(Arc::new(Inner {
            ledger,
            pool,
            clock,
            workers,
            index: OnceLock::new(),
            closed: AtomicBool::new(false),
            outbox: OnceLock::new(),
        }))
    }

    /// The pool.
    pub fn pool(&self) -> &Pool {
        &self.0.pool
    }

    /// Takes nothing from outside while `index` is too far behind: see [`MAX_LAG`]. Called once.
    pub fn mind(&self, index: Arc<Index>) {
        assert!(self.0.index.set(index).is_ok(), "there is one index");
    }

    /// Takes nothing more: the node is shutting down.
    pub fn close(&self) {
        self.0.closed.store(true, Ordering::Release);
    }

    /// From now on, what is taken from callers goes to `outbox` too. Told once.
    ///
    /// An outbox that is full or closed gets nothing: the transaction waits here all the same.
    pub fn tell(&self, outbox: mpsc::Sender<Arc<CheckedTransaction>>) {
        // A second one would be a second network.
        let _ = self.0.outbox.set(outbox);
    }

    /// Submits transactions as they were signed; one answer for each, in order: its hash, or why it was not taken.
    ///
    /// Those of one sender are taken in the order given. A node that is still catching up takes them too: they wait.
    pub async fn submit(&self, raw: Vec<Bytes>) -> Vec<Result<B256, SubmitError>> {
        // Before anything that costs time, of which the index has too little.
        if let Some(lag) = self.0.index.get().and_then(|index| index.too_far_behind()) {
            let waiting = lag.waiting;
            return vec![Err(SubmitError::IndexBehind { waiting }); raw.len()];
        }
        self.take(raw, self.0.outbox.get()).await
    }

    /// The same for what another validator sends: it has told everybody already.
    pub async fn receive(&self, raw: Vec<Bytes>) -> Vec<Result<B256, SubmitError>> {
        self.take(raw, None).await
    }

    async fn take(&self, raw: Vec<Bytes>, outbox: Outbox<'_>) -> Vec<Result<B256, SubmitError>> {
        let mut answers: Vec<Option<Result<B256, SubmitError>>> = vec![None; raw.len()];
        let checked = self.check(raw, &mut answers).await;
        if let Err(error) = self.admit(checked, &mut answers, outbox).await {
            for answer in &mut answers {
                answer.get_or_insert_with(|| Err(error.clone()));
            }
        }
        let answers = answers.into_iter();
        answers
            .map(|answer| answer.unwrap_or(Err(SubmitError::Unavailable)))
            .collect()
    }

    /// The block and position of a transaction, as soon as it is final; `None` when `timeout` passes first.
    pub async fn wait_final(
        &self,
        hash: B256,
        timeout: Duration,
    ) -> Option<(Arc<StoredBlock>, usize)> {
        let ledger = &self.0.ledger;
        let wait = async {
            // Subscribed before the look-up, so that no block falls between them.
            let mut blocks = ledger.subscribe();
            if let Some(found) = ledger.transaction(hash).await {
                return Some(found);
            }
            loop {
                match blocks.recv().await {
                    Ok(block) => {
                        let index = block.hashes.iter().position(|other| *other == hash);
                        if let Some(index) = index {
                            return Some((block, index));
                        }
                    }
                    Err(RecvError::Lagged(_)) => {
                        if let Some(found) = ledger.transaction(hash).await {
                            return Some(found);
                        }
                    }
                    Err(RecvError::Closed) => return None,
                }
            }
        };
        tokio::time::timeout(timeout, wait).await.ok().flatten()
    }

    /// Recovers the signers of what is new, and answers for the rest. Returns the checked ones with their places.
    async fn check(
        &self,
        raw: Vec<Bytes>,
        answers: &mut [Option<Result<B256, SubmitError>>],
    ) -> Vec<(usize, Arc<CheckedTransaction>)> {
        let (pool, network) = (&self.0.pool, self.0.ledger.network());
        let hashes: Vec<B256> = raw.iter().map(|raw| checked::hash(raw)).collect();
        // What has no hash is refused for its size, each for itself.
        let mut seen = B256Set::default();
        let mut repeated =
            |hash: B256| hashes.len() > 1 && hash != checked::NO_HASH && !seen.insert(hash);
        let mut new = Vec::with_capacity(raw.len());
        for (index, (raw, known)) in raw.into_iter().zip(pool.get_all(&hashes)).enumerate() {
            if known.is_some() || repeated(hashes[index]) {
                answers[index] = Some(Err(PoolError::AlreadyKnown.into()));
            } else {
                new.push((index, raw));
            }
        }
        let (places, raw): (Vec<_>, Vec<_>) = new.into_iter().unzip();
        let results = match raw.len() {
            0 => return Vec::new(),
            // Cheaper here than the way to another thread and back.
            1 => raw
                .into_iter()
                .map(|raw| checked::check(raw, network))
                .collect(),
            _ => match self.0.workers.check(raw, network).await {
                Some(results) => results,
                None => return Vec::new(),
            },
        };
        let mut checked = Vec::with_capacity(results.len());
        for (index, result) in places.into_iter().zip(results) {
            match result {
                Ok(transaction) => checked.push((index, transaction)),
                Err(error) => answers[index] = Some(Err(error.into())),
            }
        }
        checked
    }

    /// Judges checked transactions by the newest state, all accounts read at once, and puts them into the pool.
    async fn admit(
        &self,
        checked: Vec<(usize, Arc<CheckedTransaction>)>,
        answers: &mut [Option<Result<B256, SubmitError>>],
        outbox: Outbox<'_>,
    ) -> Result<(), SubmitError> {
        if checked.is_empty() {
            return Ok(());
        }
        let ledger = &self.0.ledger;
        let tip = ledger.tip();
        let mut keys: Vec<_> = checked
            .iter()
            .map(|(_, transaction)| account_key(&transaction.sender()))
            .collect();
        let wanted = keys.clone();
        keys.sort_unstable();
        keys.dedup();
        let values = ledger.read(tip.header.number, &keys).await?;
        for ((index, transaction), key) in checked.into_iter().zip(wanted) {
            let position = keys.binary_search(&key).expect("every key was read");
            let account = values[position]
                .as_ref()
                .map(|value| Account::from_value(value));
            let hash = *transaction.hash();
            let result = self.admit_one(transaction.clone(), account, &tip).await;
            if result.is_ok()
                && let Some(outbox) = outbox
            {
                // Full or closed: see `tell`.
                let _ = outbox.try_send(transaction);
            }
            answers[index] = Some(result.map(|()| hash));
        }
        Ok(())
    }

    async fn admit_one(
        &self,
        transaction: Arc<CheckedTransaction>,
        account: Option<Account>,
        tip: &StoredBlock,
    ) -> Result<(), SubmitError> {
        if self.0.closed.load(Ordering::Acquire) {
            return Err(SubmitError::Unavailable);
        }
        let newcomer = account.is_none();
        let account = account.unwrap_or_default();
        let (balance, value) = (account.balance, transaction.value());
        // The order of `wepos_chain::admission::admissible`: nonce, funds, the day.
        let (next, nonce) = (account.nonce, transaction.nonce());
        if nonce < next {
            return Err(Exclusion::NonceTooLow { next, nonce }.into());
        }
        if value > balance {
            return Err(Exclusion::Funds { balance, value }.into());
        }
        if newcomer {
            self.judge_newcomer(&transaction, tip).await?;
        }
        let now_ms = self.0.clock.now_ms();
        // While the chain catches up, the clock is right; when the clock is behind, the chain is.
        let day = Timestamp::from_millis(now_ms).max(tip.time);
        let usage = usage(self.0.ledger.network(), &account, day);
        let state = AccountState {
            next_nonce: account.nonce,
            balance,
            newcomer,
            transactions_left: usage
                .transactions_allowed
                .saturating_sub(usage.transactions),
            bytes_left: usage.bytes_allowed.saturating_sub(usage.bytes),
        };
        let result = self.0.pool.insert(transaction, state, now_ms);
        result.map_err(|error| explain(error, &usage))
    }

    /// Whether an account without a record may send this: the function is open to it, and the call would succeed (R15).
    async fn judge_newcomer(
        &self,
        transaction: &CheckedTransaction,
        tip: &StoredBlock,
    ) -> Result<(), SubmitError> {
        if !open_to_newcomers(MODULES, transaction.to(), transaction.input()) {
            return Err(Exclusion::NewcomerFunction.into());
        }
        // Before the call, which costs far more than its sender's signature did.
        if !self.0.pool.takes_newcomers() {
            return Err(PoolError::Full.into());
        }
        if transaction.nonce() > 0 {
            // It runs after the first, so what it would do now says nothing.
            return Ok(());
        }
        let limit = self.0.ledger.network().genesis().limits.transaction_gas;
        let call = Call {
            from: transaction.sender(),
            to: transaction.to(),
            value: transaction.value(),
            input: transaction.input().clone(),
            gas_limit: Some(transaction.gas_limit().min(limit)),
            signers: transaction.signers().clone(),
        };
        let outcome = self.0.ledger.call(tip.header.number, call).await?;
        outcome.result.map(|_| ()).map_err(SubmitError::Reverted)
    }
}

/// Gives the limits of the day their figures.
fn explain(error: PoolError, usage: &Usage) -> SubmitError {
    let available_from = usage.ends_at.millis().div_ceil(1_000);
    match error {
        PoolError::DailyTransactions => Exclusion::DailyTransactions {
            allowed: usage.transactions_allowed,
            available_from,
        }
        .into(),
        PoolError::DailyBytes => Exclusion::DailyBytes {
            allowed: usage.bytes_allowed,
            available_from,
        }
        .into(),
        error => error.into(),
    }
}
