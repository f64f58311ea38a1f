//! How far the index is behind the chain.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// How far the index may fall behind before the node takes no more transactions: what is final must be found within a
/// time that a member can wait.
pub const MAX_LAG: Duration = Duration::from_secs(30);

/// How close to the newest block the index has caught up: it writes a batch per second.
const CAUGHT_UP: Duration = Duration::from_secs(5);

/// One moment is kept per this much time.
const STEP: Duration = Duration::from_secs(1);

/// How many moments are kept: older ones than an hour tell nothing more.
const MOMENTS: usize = 3_600;

/// How far the index is behind the chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lag {
    /// Blocks that are final and not yet found.
    pub blocks: u64,
    /// How long ago the oldest of them became final, to a second; since the node started, if that was before.
    pub waiting: Duration,
}

/// Times blocks from when they are final to when they are found.
#[derive(Debug, Default)]
pub(super) struct LagMeter {
    tip: Option<u64>,
    newest: Option<(u64, Instant)>,
    /// Blocks above the tip and when they were final, in order. The first is the oldest that waits.
    waiting: VecDeque<(u64, Instant)>,
    has_caught_up: bool,
}

impl LagMeter {
    /// A file was opened that ends with `tip`.
    pub(super) fn restart(&mut self, tip: Option<u64>) {
        self.tip = tip;
        self.has_caught_up = false;
        self.waiting.clear();
        self.waiting.extend(
            self.newest
                .filter(|(number, _)| tip.is_none_or(|tip| *number > tip)),
        );
    }

    /// Block `number` is final.
    pub(super) fn note(&mut self, number: u64, when: Instant) {
        if self.newest.is_some_and(|(newest, _)| number <= newest) {
            return;
        }
        self.newest = Some((number, when));
        if self.tip.is_some_and(|tip| number <= tip) {
            return;
        }
        let is_close = |(_, last): &(u64, Instant)| when.saturating_duration_since(*last) < STEP;
        if self.waiting.len() < MOMENTS && !self.waiting.back().is_some_and(is_close) {
            self.waiting.push_back((number, when));
        }
    }

    /// Blocks up to `tip` are found.
    pub(super) fn indexed(&mut self, tip: u64) {
        self.tip = Some(tip);
        while self
            .waiting
            .front()
            .is_some_and(|(number, _)| *number <= tip)
        {
            self.waiting.pop_front();
        }
        if self.waiting.is_empty() {
            self.waiting
                .extend(self.newest.filter(|(number, _)| *number > tip));
        }
        self.has_caught_up |= self.lag().waiting < CAUGHT_UP;
    }

    pub(super) fn lag(&self) -> Lag {
        let newest = self.newest.map(|(number, _)| number);
        let blocks = match (newest, self.tip) {
            (Some(newest), Some(tip)) => newest.saturating_sub(tip),
            (Some(newest), None) => newest + 1,
            (None, _) => 0,
        };
        let oldest = self.waiting.front();
        Lag {
            blocks,
            waiting: oldest.map(|(_, when)| when.elapsed()).unwrap_or_default(),
        }
    }

    /// Whether the index has reached the newest block since it was opened.
    pub(super) fn has_caught_up(&self) -> bool {
        self.has_caught_up
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ago(seconds: u64) -> Instant {
        Instant::now()
            .checked_sub(Duration::from_secs(seconds))
            .expect("the machine runs for longer")
    }

    #[test]
    fn the_oldest_block_that_is_not_found_counts() {
        let mut meter = LagMeter::default();
        assert_eq!(meter.lag(), Lag::default());
        meter.restart(Some(4));
        meter.note(5, ago(40));
        meter.note(6, ago(20));
        meter.note(7, ago(20));
        let lag = meter.lag();
        assert_eq!((lag.blocks, lag.waiting.as_secs()), (3, 40));
        meter.indexed(5);
        assert_eq!((meter.lag().blocks, meter.lag().waiting.as_secs()), (2, 20));
        // Block 7 came too soon after 6 to have a moment of its own, and still counts.
        meter.indexed(6);
        assert_eq!((meter.lag().blocks, meter.lag().waiting.as_secs()), (1, 20));
        assert!(!meter.has_caught_up());
        meter.indexed(7);
        assert_eq!(meter.lag(), Lag::default());
        assert!(meter.has_caught_up());
    }

    #[test]
    fn a_chain_that_is_far_ahead_needs_little_memory() {
        let mut meter = LagMeter::default();
        let begin = ago(10_000);
        for number in 0..10_000 {
            meter.note(number, begin + Duration::from_secs(number));
        }
        assert_eq!(meter.waiting.len(), MOMENTS);
        assert!(meter.lag().waiting.as_secs() >= 10_000);
        meter.indexed(9_999);
        assert_eq!(meter.lag(), Lag::default());
    }
}
