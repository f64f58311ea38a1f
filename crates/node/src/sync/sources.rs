//! Several sources in turn. One that fails waits for a while before it is asked again, one that lies for longer.

use super::source::{Source, SourceError};
use crate::neighbours::Neighbours;
use commonware_runtime::{Clock, Error as RuntimeError};
use futures::future::BoxFuture;
use parking_lot::Mutex;
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

/// How long a source that failed waits the first time; each further time in a row twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// How long it waits at most: an operator who mends a source does not wait for its followers.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How long a source waits that said what cannot be true. It may be one that was misconfigured and is mended.
const LIAR_WAIT: Duration = Duration::from_secs(300);

/// A question to a source, on its way.
pub(crate) type Asked<T> = BoxFuture<'static, Result<T, SourceError>>;

/// The nodes that a follower asks. Clones are the same.
#[derive(Clone)]
pub struct Sources(Arc<Inner>);

struct Inner {
    list: Vec<Arc<dyn Source>>,
    turns: Mutex<Turns>,
    neighbours: Neighbours,
}

struct Turns {
    /// Whom to ask next, if it may be asked.
    current: usize,
    waits: Vec<Wait>,
}

#[derive(Clone, Copy)]
struct Wait {
    until: SystemTime,
    failures: u32,
    answered: bool,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.0.list.iter().map(|source| source.name());
        f.debug_list().entries(names).finish()
    }
}

impl Sources {
    /// Asks `list` in turn, beginning with the first.
    ///
    /// # Panics
    ///
    /// When the list is empty.
    pub fn new(list: Vec<Arc<dyn Source>>) -> Self {
        assert!(!list.is_empty(), "a follower has a source");
        let rested = Wait {
            until: SystemTime::UNIX_EPOCH,
            failures: 0,
            answered: false,
        };
        let neighbours = Neighbours::default();
        neighbours.trouble(Some("no source has answered yet".into()));
        let turns = Turns {
            current: 0,
            waits: vec![rested; list.len()],
        };
        Self(Arc::new(Inner {
            list,
            turns: Mutex::new(turns),
            neighbours,
        }))
    }

    /// What the sources say of the network, as far as it could be checked.
    pub fn neighbours(&self) -> &Neighbours {
        &self.0.neighbours
    }

    /// Every source, in the order of the configuration.
    pub(crate) fn list(&self) -> &[Arc<dyn Source>] {
        &self.0.list
    }

    /// As many as `count`, beginning with the one that answers now.
    pub(super) fn next(&self, count: usize) -> Vec<Arc<dyn Source>> {
        let list = &self.0.list;
        let current = self.0.turns.lock().current;
        let steps = 0..count.min(list.len());
        steps
            .map(|step| list[(current + step) % list.len()].clone())
            .collect()
    }

    /// Asks one source after the other until one answers within `limit`. Returns which, and its answer.
    pub(crate) async fn ask<E: Clock, T: Send + 'static>(
        &self,
        context: &E,
        limit: Duration,
        question: impl Fn(Arc<dyn Source>) -> Asked<T> + Send,
    ) -> (usize, T) {
        loop {
            let index = match self.pick(context.current()) {
                Ok(index) => index,
                Err(wait) => {
                    context.sleep(wait).await;
                    continue;
                }
            };
            let asked = question(self.0.list[index].clone());
            let error = match context.timeout(limit, asked).await {
                Ok(Ok(answer)) => {
                    self.answered(index);
                    return (index, answer);
                }
                Ok(Err(error)) => error,
                Err(RuntimeError::Timeout) => SourceError::Silent(limit),
                Err(error) => SourceError::Unreachable(error.to_string()),
            };
            self.failed(index, context.current(), &error);
        }
    }

    /// The next source that may be asked, or how long to wait for one.
    fn pick(&self, now: SystemTime) -> Result<usize, Duration> {
        let turns = self.0.turns.lock();
        let count = turns.waits.len();
        let rested = (0..count)
            .map(|step| (turns.current + step) % count)
            .find(|index| turns.waits[*index].until <= now);
        rested.ok_or_else(|| {
            let first = turns.waits.iter().map(|wait| wait.until).min();
            let wait = first.and_then(|until| until.duration_since(now).ok());
            wait.unwrap_or_default().max(Duration::from_millis(1))
        })
    }

    fn answered(&self, index: usize) {
        let mut turns = self.0.turns.lock();
        turns.current = index;
        if turns.waits[index].failures > 0 {
            turns.waits[index].failures = 0;
            tracing::info!(source = self.name(index), "a source answers again");
        }
        turns.waits[index].answered = true;
        self.count(&turns);
        self.0.neighbours.trouble(None);
    }

    /// Counts the sources that answer.
    fn count(&self, turns: &Turns) {
        let answering = turns.waits.iter().filter(|wait| wait.answered);
        self.0.neighbours.answering(answering.count());
    }

    /// Asks the one after `index` next time: this one has nothing new.
    pub(crate) fn pass(&self, index: usize) {
        let mut turns = self.0.turns.lock();
        turns.current = (index + 1) % turns.waits.len();
    }

    /// Sets a source aside that gave no answer.
    pub(super) fn failed(&self, index: usize, now: SystemTime, error: &SourceError) {
        let mut turns = self.0.turns.lock();
        let wait = &mut turns.waits[index];
        let first = wait.failures == 0;
        let length = FIRST_WAIT * 2_u32.saturating_pow(wait.failures.min(8));
        wait.failures = wait.failures.saturating_add(1);
        wait.until = now + length.min(LONGEST_WAIT);
        wait.answered = false;
        if first {
            tracing::warn!(source = self.name(index), %error, "a source is set aside");
        } else {
            tracing::debug!(source = self.name(index), %error, "a source still fails");
        }
        self.count(&turns);
        if turns.waits.iter().all(|wait| wait.until > now) {
            let problem = format!("no source answers; {}: {error}", self.name(index));
            self.0.neighbours.trouble(Some(problem));
        }
    }

    /// Sets a source aside that said what cannot be true.
    pub(crate) fn lied(&self, index: usize, now: SystemTime, what: &str) {
        let mut turns = self.0.turns.lock();
        let wait = &mut turns.waits[index];
        wait.failures = wait.failures.saturating_add(1);
        wait.until = now + LIAR_WAIT;
        wait.answered = false;
        let name = self.name(index);
        let seconds = LIAR_WAIT.as_secs();
        tracing::warn!(
            source = name,
            what,
            seconds,
            "a source lies and is set aside"
        );
        self.count(&turns);
        if turns.waits.iter().all(|wait| wait.until > now) {
            let problem = format!("no source tells the truth; {name}: {what}");
            self.0.neighbours.trouble(Some(problem));
        }
    }

    fn name(&self, index: usize) -> &str {
        self.0.list[index].name()
    }
}
