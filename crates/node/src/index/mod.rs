//! The index: finds blocks and transactions by hash, and logs by address and topics, in a SQLite file.
//!
//! It is a projection of final blocks that follows them at its own pace, and can always be made again from the archive
//! (`wepos index rebuild`). One thread writes; a few connections read. Rows and the tip change in one transaction, so
//! that a process killed at any moment leaves a file that is whole up to its tip, from where the node appends again.
//!
//! # What is stored, and why
//!
//! | table | key → value | rows |
//! |---|---|---|
//! | `tx` | era, hash prefix → position | 1 per transaction |
//! | `logs` | chunk → addresses and topics of up to 32 logs | 1/32 per log under load |
//! | `posting` | era, value's term in a field, chunk | 1 per distinct value and field of a chunk |
//! | `block` | hash prefix → number | 1 per block |
//! | `era` | number → first chunk, rows | 1 per 750,000 rows |
//! | `meta` | network, first block, tip | 1 |
//!
//! A **position** is one integer: block number, 24 bits of index. A **chunk** is up to 32 neighbouring logs of one
//! block and stores their addresses and topics exactly, each distinct value once. **Postings** say in which chunks a
//! value occurs as the emitter or as the topic of a place. A question for logs intersects the postings of its filter,
//! each skipping to where the others are, then reads those chunks: the rarest value decides what it costs.
//!
//! A transfer thus costs three rows under load (its hash, a posting for each party) and 3/32 (the chunk, the token's
//! address and `Transfer`, which all of the chunk share). A row per log with an index per topic would cost six
//! entries. In a block of one transfer nothing is shared and it costs seven rows; then there is time.
//!
//! Hashes fall anywhere in a tree: in a large one every row dirties a page of its own, and 4 KiB are written for 20
//! bytes. So rows are keyed by **era** first. New rows fall into the small tree of the last era, whose pages a batch
//! shares, and a search looks into each era of its range.
//!
//! There is no dictionary of addresses: terms are 61 bits of a hash. It would save about 8 bytes per row, and cost a
//! search per value that no cache holds, two more rows per new account, and state in the writer. A hash prefix of a
//! transaction or a block gives candidates; the caller compares the full hash with the block. Logs need no second
//! look.

mod chunk;
mod query;
mod schema;
#[cfg(test)]
mod tests;
mod writer;

pub use query::{LogPage, LogPosition, LogQuery, MAX_ALTERNATIVES, MAX_LOGS, matches};

use crate::ledger::StoredBlock;
use alloy_primitives::B256;
use chunk::{MAX_NUMBER, prefix};
use parking_lot::Mutex;
use query::Reader;
use rusqlite::Connection;
use schema::Coverage;
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant},
};
use tokio::sync::{Semaphore, mpsc, oneshot};
use writer::Command;

/// How many blocks wait for the writer before [`Index::append`] does: at most 64 MiB of transactions.
const QUEUE_BLOCKS: usize = 32;

/// How many questions are answered at the same time; more than cores, since a question may wait for the disk.
const READERS: usize = 4;

/// What is wrong with an index: every variant says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// The file was made for another network.
    #[error(
        "{path} is the index of the network with genesis hash {have}, but this node is of {want}: \
         use the data directory of this network, or run `wepos index rebuild`"
    )]
    OtherNetwork {
        /// The file.
        path: PathBuf,
        /// Its network.
        have: B256,
        /// The node's network.
        want: B256,
    },
    /// The file was made by a release with other tables.
    #[error(
        "{path} has index format {have}, but this release has format {}: run `wepos index rebuild`",
        schema::FORMAT
    )]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        have: i64,
    },
    /// A SQLite file of another program.
    #[error(
        "{path} is a SQLite file, but not an index of this program: move it away, then run `wepos index rebuild`"
    )]
    NotAnIndex {
        /// The file.
        path: PathBuf,
    },
    /// Not a database, truncated, or changed by something else.
    #[error("{path} is damaged ({reason}): run `wepos index rebuild`")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// It may not be written.
    #[error(
        "{path} cannot be written ({reason}): check that its directory exists and that this user may write there"
    )]
    NotWritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// There is no room.
    #[error(
        "no space left on the disk of {path}: make room and restart the node, the index goes on where it stopped"
    )]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// Another process has it.
    #[error("{path} is used by another process: stop the node that runs there first")]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The system refused something.
    #[error(
        "{path} cannot be used ({reason}): check the disk and restart the node; if it happens \
         again, run `wepos index rebuild`"
    )]
    Failed {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// Blocks were left out.
    #[error(
        "the index ends with block {tip}, so block {have} cannot be added: append the blocks between first"
    )]
    Gap {
        /// The last block of the index.
        tip: u64,
        /// The block that was offered.
        have: u64,
    },
    /// The block is not a child of the index's tip.
    #[error("{path} holds another block {number} than this node: run `wepos index rebuild`")]
    OtherHistory {
        /// The file.
        path: PathBuf,
        /// The block in question.
        number: u64,
    },
    /// It was closed.
    #[error("the index is closed: the node is shutting down")]
    Closed,
}

/// Why a question for logs has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogsError {
    /// More logs match than an answer holds.
    #[error("more than {limit} logs match: ask for blocks up to {suggested_to}")]
    TooMany {
        /// What an answer holds.
        limit: usize,
        /// From the same first block up to here there are few enough, or it is a single block, which always fits.
        suggested_to: u64,
    },
    /// Finding them takes too long.
    #[error("the filter takes too long in this range: ask for blocks up to {suggested_to}")]
    TooSlow {
        /// From the same first block up to here it does not.
        suggested_to: u64,
    },
    /// The filter is too long.
    #[error("the filter names {have} addresses and topics: at most {MAX_ALTERNATIVES} are allowed")]
    TooManyAlternatives {
        /// How many it names.
        have: usize,
    },
    /// The index itself fails.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// How far the index is behind what it was offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lag {
    /// Blocks that are queued and not yet found.
    pub blocks: u64,
    /// How long the oldest of those being written waits.
    pub waiting: Duration,
}

/// The index of one network.
pub struct Index {
    shared: Arc<Shared>,
    queue: tokio::sync::Mutex<Queue>,
    writer: Mutex<Option<JoinHandle<()>>>,
    readers: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("path", &self.shared.path)
            .field("tip", &self.tip())
            .finish_non_exhaustive()
    }
}

/// Where blocks enter, one after the other.
struct Queue {
    sender: Option<mpsc::Sender<Command>>,
    /// The newest block that is in the file or in the queue.
    newest: Option<(u64, B256)>,
}

/// What the writer and everyone else share.
struct Shared {
    path: PathBuf,
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    coverage: Option<Coverage>,
    /// Blocks in the queue and in the batch at work.
    queued: u64,
    /// When the oldest block of the batch at work was offered.
    oldest: Option<Instant>,
    failure: Option<IndexError>,
    is_dropped: bool,
}

impl Index {
    /// Opens the index at `path`, and makes an empty one if there is none. `network_hash` is the genesis hash.
    ///
    /// # Errors
    ///
    /// Any [`IndexError`] about a file.
    pub fn open(path: &Path, network_hash: B256) -> Result<Self, IndexError> {
        let lock = schema::lock(path)?;
        Self::start(path, network_hash, lock)
    }

    /// Deletes what is at `path`, whatever it is, and makes an empty index there: the start of `wepos index rebuild`.
    ///
    /// # Errors
    ///
    /// [`IndexError::InUse`] while a node runs there, [`IndexError::NotWritable`], [`IndexError::DiskFull`].
    pub fn recreate(path: &Path, network_hash: B256) -> Result<Self, IndexError> {
        let lock = schema::lock(path)?;
        schema::delete(path)?;
        Self::start(path, network_hash, lock)
    }

    fn start(path: &Path, network_hash: B256, lock: File) -> Result<Self, IndexError> {
        let (connection, coverage) = schema::open_writer(path, network_hash)?;
        Self::with_connection(path, connection, coverage, lock)
    }

    fn with_connection(
        path: &Path,
        connection: Connection,
        coverage: Option<Coverage>,
        lock: File,
    ) -> Result<Self, IndexError> {
        let shared = Arc::new(Shared {
            path: path.into(),
            progress: Mutex::new(Progress {
                coverage,
                ..Progress::default()
            }),
        });
        let (sender, receiver) = mpsc::channel(QUEUE_BLOCKS);
        let failed = |error: std::io::Error| IndexError::Failed {
            path: path.into(),
            reason: error.to_string(),
        };
        // Only for its clock: the thread waits for blocks for a limited time.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(failed)?;
        let writer = std::thread::Builder::new()
            .name("index".into())
            .spawn({
                let shared = shared.clone();
                move || {
                    // The file is ours until the last byte is written.
                    let _lock = lock;
                    runtime.block_on(writer::run(connection, receiver, &shared));
                }
            })
            .map_err(failed)?;
        Ok(Self {
            shared,
            queue: tokio::sync::Mutex::new(Queue {
                sender: Some(sender),
                newest: coverage.map(|coverage| (coverage.tip, coverage.hash)),
            }),
            writer: Mutex::new(Some(writer)),
            readers: Arc::default(),
            permits: Arc::new(Semaphore::new(READERS)),
        })
    }

    /// The last block in the index and its hash. Blocks after it are to be appended.
    pub fn tip(&self) -> Option<(u64, B256)> {
        let coverage = self.shared.progress.lock().coverage?;
        Some((coverage.tip, coverage.hash))
    }

    /// The first block in the index: above the first of the chain where a node started from a later state.
    pub fn first(&self) -> Option<u64> {
        Some(self.shared.progress.lock().coverage?.first)
    }

    /// How far the index is behind what it was offered.
    pub fn lag(&self) -> Lag {
        let progress = self.shared.progress.lock();
        let waiting = progress.oldest.map(|oldest| oldest.elapsed());
        Lag {
            blocks: progress.queued,
            waiting: waiting.unwrap_or_default(),
        }
    }

    /// Why the writer stopped, if it did. Questions are still answered, up to the tip.
    pub fn failure(&self) -> Option<IndexError> {
        self.shared.failure()
    }

    /// Queues a block; waits while the queue is full. A block at or below the newest one is ignored, so that appending
    /// again after a crash is harmless. It is found a second later: see [`Index::flush`].
    ///
    /// # Errors
    ///
    /// [`IndexError::Gap`] and [`IndexError::OtherHistory`] for a block that does not follow; what stopped the writer;
    /// [`IndexError::Closed`].
    pub async fn append(&self, block: Arc<StoredBlock>) -> Result<(), IndexError> {
        let number = block.header.number;
        let offered = Instant::now();
        let mut queue = self.queue.lock().await;
        if let Some((tip, hash)) = queue.newest {
            let is_other = number == tip && block.hash != hash;
            let is_orphan = Some(number) == tip.checked_add(1) && block.header.parent_hash != hash;
            if is_other || is_orphan {
                let path = self.shared.path.clone();
                return Err(IndexError::OtherHistory { path, number: tip });
            }
            if number <= tip {
                return Ok(());
            }
            if number - tip > 1 {
                return Err(IndexError::Gap { tip, have: number });
            }
        }
        assert!(number <= MAX_NUMBER, "no chain lives that long");
        let sender = queue.sender.clone().ok_or(IndexError::Closed)?;
        let place = sender
            .reserve()
            .await
            .map_err(|_| writer::stopped(&self.shared))?;
        // Nothing waits from here on: a caller that gives up earlier leaves the queue as it was.
        queue.newest = Some((number, block.hash));
        self.shared.progress.lock().queued += 1;
        place.send(Command::Append { offered, block });
        Ok(())
    }

    /// Waits until every block appended so far is found.
    ///
    /// # Errors
    ///
    /// What stopped the writer, or [`IndexError::Closed`].
    pub async fn flush(&self) -> Result<(), IndexError> {
        let sender = self.queue.lock().await.sender.clone();
        let sender = sender.ok_or(IndexError::Closed)?;
        let (reply, done) = oneshot::channel();
        let stopped = || writer::stopped(&self.shared);
        sender
            .send(Command::Flush(reply))
            .await
            .map_err(|_| stopped())?;
        drop(sender);
        done.await.map_err(|_| stopped())
    }

    /// Writes what is queued and ends the writer. Appending is an error from now on; a second call does nothing.
    ///
    /// # Errors
    ///
    /// What stopped the writer, now or earlier.
    pub async fn close(&self) -> Result<(), IndexError> {
        // Readers leave first, so that the writer is the last one and takes the write-ahead log into the file.
        let all = u32::try_from(READERS).expect("they are few");
        if let Ok(_idle) = self.permits.acquire_many(all).await {
            self.permits.close();
        }
        self.readers.lock().clear();
        self.queue.lock().await.sender = None;
        let writer = self.writer.lock().take();
        if let Some(writer) = writer {
            let ended = tokio::task::spawn_blocking(move || writer.join()).await;
            if !matches!(ended, Ok(Ok(()))) {
                self.shared.fail(self.panicked());
            }
        }
        self.failure().map_or(Ok(()), Err)
    }

    /// Where a transaction may be: block number and index in the block. Usually one or none, since only a part of the
    /// hash is stored: compare with the block's.
    ///
    /// # Errors
    ///
    /// [`IndexError::Closed`], or what is wrong with the file.
    pub async fn transaction(&self, hash: B256) -> Result<Vec<(u64, usize)>, IndexError> {
        self.read(move |reader| reader.transactions(prefix(hash)))
            .await
    }

    /// Which heights a block may have. Usually one or none: compare the full hash with the block's.
    ///
    /// # Errors
    ///
    /// [`IndexError::Closed`], or what is wrong with the file.
    pub async fn block(&self, hash: B256) -> Result<Vec<u64>, IndexError> {
        self.read(move |reader| reader.blocks(prefix(hash))).await
    }

    /// The logs that match. Blocks that are not in [`LogPage::indexed`] are left to [`LogPage::scan`].
    ///
    /// # Errors
    ///
    /// [`LogsError`].
    pub async fn logs(&self, query: &LogQuery) -> Result<LogPage, LogsError> {
        let query = query.clone();
        self.read(move |reader| reader.logs(&query)).await
    }

    /// Runs a question where it may block, on a connection of the pool.
    async fn read<T, E>(
        &self,
        question: impl FnOnce(&Reader<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<IndexError> + Send + 'static,
    {
        let permit = self.permits.clone().acquire_owned().await;
        let permit = permit.map_err(|_| IndexError::Closed)?;
        let (shared, readers) = (self.shared.clone(), self.readers.clone());
        let answer = tokio::task::spawn_blocking(move || {
            // Held by the work and not by who waits for it, who may leave.
            let _permit = permit;
            let pooled = readers.lock().pop();
            let connection = match pooled {
                Some(connection) => connection,
                None => schema::open_reader(&shared.path)?,
            };
            let answer = question(&Reader {
                connection: &connection,
                path: &shared.path,
            });
            readers.lock().push(connection);
            answer
        });
        answer.await.unwrap_or_else(|_| Err(self.panicked().into()))
    }

    fn panicked(&self) -> IndexError {
        IndexError::Failed {
            path: self.shared.path.clone(),
            reason: "a thread of the index panicked, see the log".into(),
        }
    }
}

impl Drop for Index {
    /// Ends the writer without writing what is queued, as a crash would; [`Index::close`] is the other way.
    fn drop(&mut self) {
        self.shared.progress.lock().is_dropped = true;
        self.queue.get_mut().sender = None;
        if let Some(writer) = self.writer.get_mut().take() {
            // A panic was printed where it happened.
            let _ = writer.join();
        }
    }
}

impl Shared {
    fn begin(&self, oldest: Option<Instant>) {
        self.progress.lock().oldest = oldest;
    }

    /// Shows a batch: `tip.first` counts for the first batch of a file only.
    fn commit(&self, tip: Coverage) {
        let mut progress = self.progress.lock();
        let first = progress.coverage.map_or(tip.first, |known| known.first);
        progress.coverage = Some(Coverage { first, ..tip });
        progress.queued -= tip.tip - tip.first + 1;
        progress.oldest = None;
    }

    fn fail(&self, error: IndexError) {
        self.progress.lock().failure.get_or_insert(error);
    }

    fn failure(&self) -> Option<IndexError> {
        self.progress.lock().failure.clone()
    }

    fn is_dropped(&self) -> bool {
        self.progress.lock().is_dropped
    }
}
