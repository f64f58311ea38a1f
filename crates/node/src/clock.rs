//! The node's clock: the system's, which a development network may shift and stop.
//!
//! The controls are kept in a small file of the data directory, so that a chain whose clock was moved goes on after a
//! restart as if nothing had happened. A real network has no controls: [`ClockError::NotDevelopment`].

use parking_lot::{Mutex, RwLock};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::sync::Notify;
use wepos_chain::time::LAUNCH_MAX;

/// The latest a clock can be set to: the end of the year 9999, after which no network can launch either.
pub const CLOCK_MAX_MS: u64 = LAUNCH_MAX.millis();

/// Blocks that may be asked for and not made yet: more is a script that does not look at what it gets.
pub const MAX_BLOCK_REQUESTS: u32 = 1_024;

/// Why a clock cannot be moved.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// The clock of a real network is the system's.
    #[error("the clock can be moved on a development network only")]
    NotDevelopment,
    /// Time does not go back.
    #[error("timestamp too low: {asked_ms} ms is not later than the clock, {now_ms} ms")]
    NotLater {
        /// What the clock shows, in Unix milliseconds.
        now_ms: u64,
        /// What was asked for, in Unix milliseconds.
        asked_ms: u64,
    },
    /// Beyond [`CLOCK_MAX_MS`].
    #[error(
        "timestamp too high: the clock can be set to {CLOCK_MAX_MS} ms (the year 9999) at most"
    )]
    TooFar,
    /// More than [`MAX_BLOCK_REQUESTS`].
    #[error("{MAX_BLOCK_REQUESTS} requested blocks wait to be made already")]
    TooManyRequests,
    /// The controls could not be kept.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// How a development clock differs from the system's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Controls {
    /// Milliseconds the clock is ahead of the system's while it runs.
    pub offset_ms: i64,
    /// What it shows while it is stopped, in Unix milliseconds.
    pub paused_at: Option<u64>,
}

impl Controls {
    /// What a clock shows that is set so, while its source shows `source_ms`.
    fn now_ms(self, source_ms: u64) -> u64 {
        self.paused_at
            .unwrap_or_else(|| source_ms.saturating_add_signed(self.offset_ms))
    }

    /// The controls of a clock that shows `now_ms`, stopped if these are.
    fn set_to(self, now_ms: u64, source_ms: u64) -> Result<Self, ClockError> {
        if now_ms > CLOCK_MAX_MS {
            return Err(ClockError::TooFar);
        }
        let offset = i128::from(now_ms) - i128::from(source_ms);
        Ok(Self {
            offset_ms: i64::try_from(offset).map_err(|_| ClockError::TooFar)?,
            paused_at: self.paused_at.map(|_| now_ms),
        })
    }
}

/// What a clock shows and how it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockStatus {
    /// What it shows, in Unix milliseconds.
    pub now_ms: u64,
    /// Whether it can be moved.
    pub development: bool,
    /// How it is set.
    pub controls: Controls,
    /// Blocks that were asked for and not made yet.
    pub requested_blocks: u32,
}

/// The node's clock. Clones are the same clock.
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

struct Inner {
    /// What time it is outside, in Unix milliseconds.
    source: Box<dyn Fn() -> u64 + Send + Sync>,
    controls: RwLock<Controls>,
    /// Where the controls are kept; `None` where there are none. The lock keeps changes apart while they are written.
    file: Option<Mutex<PathBuf>>,
    changed: Notify,
    requests: AtomicU32,
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Clock").field(&self.status()).finish()
    }
}

impl Clock {
    /// The system's clock, without controls.
    pub fn system() -> Self {
        Self::reading(system_ms)
    }

    /// A clock that shows what `source` says, in Unix milliseconds, without controls: a simulation has a time of its
    /// own.
    pub fn reading(source: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self::new(source, Controls::default(), None)
    }

    /// A clock whose controls are kept in the file at `path`, and taken from it if it exists.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or holds something else.
    pub fn development(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let controls = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
                let text = format!("{} holds no clock controls: {error}", path.display());
                io::Error::new(io::ErrorKind::InvalidData, text)
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Controls::default(),
            Err(error) => {
                let text = format!("cannot read {}: {error}", path.display());
                return Err(io::Error::new(error.kind(), text));
            }
        };
        Ok(Self::new(system_ms, controls, Some(Mutex::new(path))))
    }

    fn new(
        source: impl Fn() -> u64 + Send + Sync + 'static,
        controls: Controls,
        file: Option<Mutex<PathBuf>>,
    ) -> Self {
        Self(Arc::new(Inner {
            source: Box::new(source),
            controls: RwLock::new(controls),
            file,
            changed: Notify::new(),
            requests: AtomicU32::new(0),
        }))
    }

    /// What the clock shows, in Unix milliseconds. It can go back when the system's does, but never before 1970.
    pub fn now_ms(&self) -> u64 {
        let controls = *self.0.controls.read();
        controls.now_ms((self.0.source)())
    }

    /// What the clock shows and how it is set.
    pub fn status(&self) -> ClockStatus {
        let controls = *self.0.controls.read();
        ClockStatus {
            now_ms: controls.now_ms((self.0.source)()),
            development: self.0.file.is_some(),
            controls,
            requested_blocks: self.0.requests.load(Ordering::Acquire),
        }
    }

    /// Moves the clock forward (`evm_increaseTime`), a stopped one too. The offset grows by exactly this, whatever the
    /// system's clock does meanwhile.
    ///
    /// # Errors
    ///
    /// [`ClockError`].
    pub fn increase(&self, ms: u64) -> Result<(), ClockError> {
        self.change(|controls, source_ms| {
            let moved = Controls {
                offset_ms: controls.offset_ms.saturating_add_unsigned(ms),
                paused_at: controls
                    .paused_at
                    .map(|paused_at| paused_at.saturating_add(ms)),
            };
            match controls.now_ms(source_ms).saturating_add(ms) > CLOCK_MAX_MS {
                true => Err(ClockError::TooFar),
                false => Ok(moved),
            }
        })
    }

    /// Sets the clock to a later time, in Unix milliseconds (`evm_setNextBlockTimestamp`). A running clock goes on
    /// from there; one that is stopped may be set to what it shows already, so that asking twice is no mistake.
    ///
    /// # Errors
    ///
    /// [`ClockError::NotLater`] for an earlier time, and the others of [`ClockError`].
    pub fn set_next(&self, ms: u64) -> Result<(), ClockError> {
        self.change(|controls, source_ms| {
            let now_ms = controls.now_ms(source_ms);
            if ms < now_ms || ms == now_ms && controls.paused_at.is_none() {
                let asked_ms = ms;
                return Err(ClockError::NotLater { now_ms, asked_ms });
            }
            controls.set_to(ms, source_ms)
        })
    }

    /// Stops the clock. One that is stopped stays as it is.
    ///
    /// # Errors
    ///
    /// [`ClockError`].
    pub fn pause(&self) -> Result<(), ClockError> {
        self.change(|controls, source_ms| {
            Ok(Controls {
                paused_at: Some(controls.now_ms(source_ms)),
                ..controls
            })
        })
    }

    /// Lets the clock go on from what it shows. One that runs stays as it is.
    ///
    /// # Errors
    ///
    /// [`ClockError`].
    pub fn resume(&self) -> Result<(), ClockError> {
        self.change(|controls, source_ms| match controls.paused_at {
            None => Ok(controls),
            Some(paused_at) => Ok(Controls {
                paused_at: None,
                ..controls.set_to(paused_at, source_ms)?
            }),
        })
    }

    /// Asks for one block, whether or not something waits or time passes (`evm_mine`, `wepos dev clock step`).
    ///
    /// # Errors
    ///
    /// [`ClockError::NotDevelopment`], [`ClockError::TooManyRequests`].
    pub fn request_block(&self) -> Result<(), ClockError> {
        if self.0.file.is_none() {
            return Err(ClockError::NotDevelopment);
        }
        let add = |count: u32| (count < MAX_BLOCK_REQUESTS).then_some(count + 1);
        self.0
            .requests
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, add)
            .map_err(|_| ClockError::TooManyRequests)?;
        self.wake();
        Ok(())
    }

    /// Takes one request for a block, if there is one.
    pub fn take_block_request(&self) -> bool {
        let take = |count: u32| count.checked_sub(1);
        self.0
            .requests
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, take)
            .is_ok()
    }

    /// Wakes when the clock was set or a block asked for. A wake-up that comes while nobody waits is kept for one
    /// waiter, so who wakes looks at the clock again.
    pub fn changed(&self) -> &Notify {
        &self.0.changed
    }

    fn change(
        &self,
        change: impl FnOnce(Controls, u64) -> Result<Controls, ClockError>,
    ) -> Result<(), ClockError> {
        let path = self
            .0
            .file
            .as_ref()
            .ok_or(ClockError::NotDevelopment)?
            .lock();
        let old = *self.0.controls.read();
        let new = change(old, (self.0.source)())?;
        if new != old {
            // On disk first: the clock must not go back after a crash.
            write(&path, new).map_err(|source| ClockError::Write {
                path: path.clone(),
                source,
            })?;
            *self.0.controls.write() = new;
            self.wake();
        }
        Ok(())
    }

    fn wake(&self) {
        self.0.changed.notify_waiters();
        self.0.changed.notify_one();
    }
}

fn system_ms() -> u64 {
    // A system clock before 1970 shows 1970.
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// Writes the controls so that a crash leaves the old ones or the new ones.
fn write(path: &Path, controls: Controls) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    let mut file = File::create(&temporary)?;
    file.write_all(&serde_json::to_vec_pretty(&controls)?)?;
    file.sync_all()?;
    std::fs::rename(&temporary, path)?;
    // The rename is in the directory, which has to reach the disk too.
    match path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        Some(directory) => File::open(directory)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> (tempfile::TempDir, Clock) {
        let directory = tempfile::tempdir().unwrap();
        let clock = Clock::development(directory.path().join("clock.json")).unwrap();
        (directory, clock)
    }

    #[test]
    fn the_clock_of_a_real_network_is_the_systems_and_cannot_be_moved() {
        let clock = Clock::system();
        assert!(clock.now_ms().abs_diff(system_ms()) < 1_000);
        for result in [
            clock.increase(1),
            clock.set_next(u64::MAX),
            clock.pause(),
            clock.resume(),
            clock.request_block(),
        ] {
            assert!(matches!(result, Err(ClockError::NotDevelopment)));
        }
        assert!(!clock.take_block_request());
        assert!(!clock.status().development);
    }

    #[test]
    fn a_clock_with_a_source_of_its_own_shows_that_and_cannot_be_moved() {
        let time = Arc::new(AtomicU32::new(7));
        let source = time.clone();
        let clock = Clock::reading(move || source.load(Ordering::Relaxed).into());
        assert_eq!(clock.now_ms(), 7);
        time.store(5, Ordering::Relaxed);
        assert_eq!(clock.status().now_ms, 5);
        assert!(matches!(clock.pause(), Err(ClockError::NotDevelopment)));
    }

    #[test]
    fn an_increase_shifts_a_running_and_a_stopped_clock() {
        let (_directory, clock) = clock();
        clock.increase(86_400_000).unwrap();
        assert!(clock.now_ms() >= system_ms() + 86_400_000 - 1_000);
        clock.pause().unwrap();
        let stopped = clock.now_ms();
        std::thread::sleep(std::time::Duration::from_millis(5));
        assert_eq!(clock.now_ms(), stopped);
        clock.increase(1_000).unwrap();
        assert_eq!(clock.now_ms(), stopped + 1_000);
        clock.resume().unwrap();
        assert!(clock.now_ms() >= stopped + 1_000 && clock.now_ms() < stopped + 60_000);
        assert_eq!(clock.status().controls.paused_at, None);
    }

    #[test]
    fn increases_add_up_to_the_millisecond_however_often_the_system_clock_ticks() {
        let (_directory, clock) = clock();
        for _ in 0..20 {
            clock.increase(60_000).unwrap();
            std::thread::sleep(std::time::Duration::from_micros(700));
        }
        assert_eq!(clock.status().controls.offset_ms, 20 * 60_000);
        clock.pause().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5));
        clock.increase(60_000).unwrap();
        assert_eq!(clock.status().controls.offset_ms, 21 * 60_000);
    }

    #[test]
    fn the_clock_is_set_to_later_times_only() {
        let (_directory, clock) = clock();
        clock.pause().unwrap();
        let now_ms = clock.now_ms();
        assert!(matches!(
            clock.set_next(now_ms - 1),
            Err(ClockError::NotLater { .. })
        ));
        clock.set_next(now_ms).unwrap();
        clock.set_next(now_ms + 7).unwrap();
        assert_eq!(clock.now_ms(), now_ms + 7);
        assert!(matches!(
            clock.set_next(CLOCK_MAX_MS + 1),
            Err(ClockError::TooFar)
        ));
        assert!(matches!(clock.increase(u64::MAX), Err(ClockError::TooFar)));
        assert_eq!(clock.now_ms(), now_ms + 7);
    }

    #[test]
    fn a_clock_that_was_moved_and_stopped_is_so_after_a_restart() {
        let (directory, clock) = clock();
        clock.increase(123_456).unwrap();
        clock.pause().unwrap();
        let status = clock.status();
        let path = directory.path().join("clock.json");
        let again = Clock::development(&path).unwrap();
        assert_eq!(again.status(), status);
        std::fs::write(&path, "{\"offset\": 3}").unwrap();
        let error = Clock::development(&path).unwrap_err().to_string();
        assert!(error.contains("holds no clock controls"), "{error}");
    }

    #[test]
    fn a_change_that_cannot_be_kept_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let clock = Clock::development(directory.path().join("gone").join("clock.json")).unwrap();
        assert!(matches!(
            clock.increase(86_400_000),
            Err(ClockError::Write { .. })
        ));
        assert!(clock.now_ms() < system_ms() + 1_000);
    }

    #[tokio::test]
    async fn requests_for_blocks_are_counted_and_wake_the_proposer() {
        let (_directory, clock) = clock();
        clock.request_block().unwrap();
        clock.request_block().unwrap();
        clock.changed().notified().await;
        assert!(clock.take_block_request());
        assert!(clock.take_block_request());
        assert!(!clock.take_block_request());
        for _ in 0..MAX_BLOCK_REQUESTS {
            clock.request_block().unwrap();
        }
        assert!(matches!(
            clock.request_block(),
            Err(ClockError::TooManyRequests)
        ));
    }
}
