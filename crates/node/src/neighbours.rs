//! What a node knows of its network from others: a validator from the other validators, a follower from its sources.

use crate::block::PublicKey;
use parking_lot::Mutex;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

/// A validator that was not heard of for this long is not there.
pub(crate) const SILENCE: Duration = Duration::from_secs(4);

/// What a node knows of others. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Neighbours(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    connected: AtomicU64,
    height: AtomicU64,
    problem: Mutex<Option<String>>,
    /// How far each validator says it is, and when it said so.
    heard: Mutex<BTreeMap<PublicKey, (u64, SystemTime)>>,
}

impl Neighbours {
    /// How many there are: validators that are heard, or sources that answer.
    pub fn connected(&self) -> u64 {
        self.0.connected.load(Ordering::Relaxed)
    }

    /// The height that the network has reached at least: one that more validators claim than may lie, or whose
    /// certificate a follower has seen. 0 while nobody has said any.
    pub fn height(&self) -> u64 {
        self.0.height.load(Ordering::Relaxed)
    }

    /// Why it is not known how the network stands; nothing where it is, or where a node needs no others.
    pub fn problem(&self) -> Option<String> {
        self.0.problem.lock().clone()
    }

    /// A validator says how far it is.
    pub(crate) fn hear(&self, peer: PublicKey, number: u64, now: SystemTime) {
        self.0.heard.lock().insert(peer, (number, now));
    }

    /// Forgets the validators that are silent, and counts the others.
    pub(crate) fn count(&self, now: SystemTime) {
        let mut heard = self.0.heard.lock();
        heard.retain(|_, (_, at)| now.duration_since(*at).is_ok_and(|ago| ago < SILENCE));
        let mut heights: Vec<u64> = heard.values().map(|(number, _)| *number).collect();
        drop(heard);
        heights.sort_unstable_by(|a, b| b.cmp(a));
        // Of 3f + 1 validators f may lie; this node is one of them.
        let liars = heights.len() / 3;
        let height = heights.get(liars).copied().unwrap_or(0);
        self.0.height.store(height, Ordering::Relaxed);
        self.answering(heights.len());
    }

    /// So many sources answer.
    pub(crate) fn answering(&self, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.0.connected.store(count, Ordering::Relaxed);
    }

    /// A quorum signed block `number`.
    pub(crate) fn signed(&self, number: u64) {
        self.0.height.fetch_max(number, Ordering::Relaxed);
    }

    /// Nobody says how the network stands, and why; or somebody does again.
    pub(crate) fn trouble(&self, problem: Option<String>) {
        *self.0.problem.lock() = problem;
    }
}
