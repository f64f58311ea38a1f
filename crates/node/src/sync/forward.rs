//! Transactions on their way from a follower to the validators.
//!
//! A follower checks what it is sent like any node, keeps it, and passes it on to two of its sources, so that one that
//! drops it costs nothing. While it waits here and is not final it is sent again. What the sources refuse leaves the
//! pool, and whoever sent it hears their reason: they are ahead of a follower, and judge by a newer state.

use super::{
    source::{Refusal, SourceError},
    sources::Sources,
};
use crate::{
    admission::Admission,
    rpc::{Submit, SubmitFailure, Submitted},
};
use alloy_primitives::{Address, B256, Bytes};
use futures::future::{BoxFuture, join_all};
use parking_lot::Mutex;
use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
    time::Duration,
};
use tokio::{
    sync::broadcast,
    time::{Instant, sleep, timeout},
};
use wepos_chain::{admission::Retry, transaction::CheckedTransaction};

/// Sources that get a transaction.
const SOURCES: usize = 2;

/// How long a caller waits for what the sources say; then its transaction is taken, and sent again.
const PATIENCE: Duration = Duration::from_secs(3);

/// When a transaction that is not final is sent again: after a few blocks.
const SEND_AGAIN: Duration = Duration::from_secs(5);

/// Transactions that are sent again at once, the oldest first: what a source takes in one message.
const BATCH: usize = 100;

/// The way into a follower: its own admission, then the sources'.
pub struct Forwarding {
    admission: Admission,
    sources: Sources,
    /// When each transaction that waits was sent.
    sent: Mutex<BTreeMap<B256, Instant>>,
}

impl std::fmt::Debug for Forwarding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Forwarding")
            .field("sources", &self.sources)
            .field("waiting", &self.sent.lock().len())
            .finish_non_exhaustive()
    }
}

impl Forwarding {
    /// Passes on what `admission` takes, until this is dropped.
    pub fn start(admission: Admission, sources: Sources) -> Arc<Self> {
        let forwarding = Arc::new(Self {
            admission,
            sources,
            sent: Mutex::default(),
        });
        tokio::spawn(send_again(Arc::downgrade(&forwarding)));
        forwarding
    }

    /// Sends transactions to the sources whose turn it is, and says of each what all who answered say of it: nothing
    /// if one of them took it, or none answered.
    async fn send(&self, raw: &[Bytes]) -> Vec<Option<Refusal>> {
        let chosen = self.sources.next(SOURCES);
        let sent = chosen.iter().map(|source| {
            let raw = raw.to_vec();
            async move {
                match timeout(PATIENCE, source.submit(raw)).await {
                    Ok(answer) => answer,
                    Err(_) => Err(SourceError::Silent(PATIENCE)),
                }
            }
        });
        let mut verdicts: Vec<Vec<Result<(), Refusal>>> = vec![Vec::new(); raw.len()];
        for (source, answer) in chosen.iter().zip(join_all(sent).await) {
            match answer {
                Ok(answer) => {
                    for (verdicts, verdict) in verdicts.iter_mut().zip(answer) {
                        verdicts.push(verdict);
                    }
                }
                Err(error) => {
                    tracing::debug!(source = source.name(), %error, "transactions were not passed on");
                }
            }
        }
        verdicts.into_iter().map(judge).collect()
    }

    /// Takes what nobody will put into a block out of the pool.
    fn drop_refused(&self, hashes: &[B256]) {
        let mut sent = self.sent.lock();
        let dropped: Vec<_> = hashes.iter().map(|hash| (*hash, Retry::Never)).collect();
        for hash in hashes {
            sent.remove(hash);
        }
        // Dropped whatever the time is.
        self.admission.pool().excluded(&dropped, 0);
    }

    /// Transactions that wait and were sent long enough ago.
    fn due(&self) -> Vec<(B256, Bytes)> {
        let mut sent = self.sent.lock();
        let hashes: Vec<B256> = sent.keys().copied().collect();
        let waiting = self.admission.pool().get_all(&hashes);
        let now = Instant::now();
        let mut due = Vec::new();
        for (hash, waiting) in hashes.into_iter().zip(waiting) {
            let Some(transaction) = waiting else {
                // Final, or given up.
                sent.remove(&hash);
                continue;
            };
            if sent[&hash] + SEND_AGAIN <= now {
                due.push((sent[&hash], transaction));
            }
        }
        // The oldest first, and of one sender in the order of its nonces.
        due.sort_by_key(|(at, transaction)| (*at, transaction.sender(), transaction.nonce()));
        due.truncate(BATCH);
        let due = due.into_iter().map(|(_, transaction)| {
            sent.insert(*transaction.hash(), now);
            (*transaction.hash(), transaction.raw().clone())
        });
        due.collect()
    }
}

/// What all who answered say of a transaction.
fn judge(verdicts: Vec<Result<(), Refusal>>) -> Option<Refusal> {
    let mut refusal = None;
    for verdict in verdicts {
        match verdict {
            Ok(()) => return None,
            Err(other) if other.is_known() => return None,
            // It says nothing of the transaction, and it may pass later.
            Err(other) if other.is_busy() => return None,
            Err(other) => refusal = Some(other),
        }
    }
    refusal
}

async fn send_again(forwarding: Weak<Forwarding>) {
    loop {
        sleep(SEND_AGAIN / 5).await;
        let Some(forwarding) = forwarding.upgrade() else {
            return;
        };
        let due = forwarding.due();
        if due.is_empty() {
            continue;
        }
        let (hashes, raw): (Vec<B256>, Vec<Bytes>) = due.into_iter().unzip();
        let refused = forwarding.send(&raw).await;
        let refused = hashes.into_iter().zip(refused);
        let refused: Vec<B256> = refused
            .filter_map(|(hash, refusal)| {
                let refusal = refusal?;
                tracing::debug!(%hash, reason = refusal.message, "a transaction was refused");
                Some(hash)
            })
            .collect();
        forwarding.drop_refused(&refused);
    }
}

impl Submit for Forwarding {
    fn submit(&self, raw: Vec<Bytes>) -> BoxFuture<'_, Vec<Result<Submitted, SubmitFailure>>> {
        Box::pin(async move {
            let mut answers = Submit::submit(&self.admission, raw.clone()).await;
            let taken: Vec<(usize, B256)> = answers
                .iter()
                .enumerate()
                .filter_map(|(index, answer)| Some((index, answer.as_ref().ok()?.hash)))
                .collect();
            if taken.is_empty() {
                return answers;
            }
            let now = Instant::now();
            self.sent
                .lock()
                .extend(taken.iter().map(|(_, hash)| (*hash, now)));
            let passed: Vec<Bytes> = taken.iter().map(|(index, _)| raw[*index].clone()).collect();
            let mut refused = Vec::new();
            for ((index, hash), refusal) in taken.into_iter().zip(self.send(&passed).await) {
                // One that became final meanwhile is no mistake, whatever they say of its nonce now.
                if let Some(refusal) = refusal
                    && self.admission.pool().get(&hash).is_some()
                {
                    answers[index] = Err(refusal.into());
                    refused.push(hash);
                }
            }
            self.drop_refused(&refused);
            answers
        })
    }

    fn pending_nonce(&self, sender: Address) -> Option<u64> {
        self.admission.pending_nonce(sender)
    }

    fn pooled(&self, hash: B256) -> Option<Arc<CheckedTransaction>> {
        self.admission.pooled(hash)
    }

    fn pool_status(&self) -> (u64, u64) {
        self.admission.pool_status()
    }

    fn pending(&self) -> broadcast::Receiver<B256> {
        self.admission.pending()
    }
}

impl From<Refusal> for SubmitFailure {
    fn from(refusal: Refusal) -> Self {
        match refusal.data {
            Some(data) if refusal.code == Refusal::REVERTED => Self::Reverted(data),
            _ => Self::Refused(refusal.message),
        }
    }
}
