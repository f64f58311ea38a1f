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
//! | `logs` | chunk → addresses and topics of up to 32 logs, accounts of transactions | 1/32 per log under load |
//! | `posting` | era, value's term in a field, chunk | 1 per distinct value and field of a chunk |
//! | `block` | hash prefix → number | 1 per block |
//! | `total` | unit, period → totals | 3 per batch: its day, month and stage |
//! | `active` | accounts that a batch brought to a period | up to 3 per batch, deleted with the period |
//! | `era` | number → first chunk, rows | 1 per 750,000 rows |
//! | `meta` | network, first block, tip | 1 |
//!
//! A **position** is one integer: block number, 24 bits of index. A **chunk** is up to 32 neighbouring logs of one
//! block, with the accounts that have to do with their transactions and are no topic: it stores addresses and topics
//! exactly, each distinct value once. **Postings** say in which chunks a value occurs: as the emitter, as the topic
//! of a
//! place, or as an account beside the topics. A question intersects the postings of what it asks for, each skipping to
//! where the others are, then reads those chunks: the rarest value decides what it costs.
//!
//! A transfer thus costs three rows under load (its hash, a posting for each party) and 3/32 (the chunk, the token's
//! address and `Transfer`, which all of the chunk share). A row per log with an index per topic would cost six
//! entries. In a block of one transfer nothing is shared and it costs seven rows; then there is time.
//!
//! **The history of an account costs a transfer nothing**: its parties are topics of its event, so the postings of
//! logs lead to it. Only who is no topic (the sender of a failed call, an account in the data of an event) has a
//! posting of its own.
//!
//! **Events are decoded when they are asked for**, from the block, by the ABI of the program that runs: nothing of
//! their content is stored twice, and a release that knows a new module explains its events without a rebuild.
//!
//! Hashes fall anywhere in a tree: in a large one every row dirties a page of its own, and 4 KiB are written for 20
//! bytes. So rows are keyed by **era** first. New rows fall into the small tree of the last era, whose pages a batch
//! shares, and a search looks into each era of its range.
//!
//! There is no dictionary of addresses: terms are 61 bits of a hash. It would save about 8 bytes per row, and cost a
//! search per value that no cache holds, two more rows per new account, and state in the writer. A hash prefix of a
//! transaction or a block gives candidates; the caller compares the full hash with the block. Logs need no second
//! look.
//!
//! # When something is wrong
//!
//! A file of another format or with damage is made anew in the background, while the node serves and says so. A full
//! disk stops the index and nothing else; it goes on by itself when there is room.

mod check;
mod chunk;
mod error;
mod history;
mod lag;
mod parties;
mod query;
mod schema;
mod search;
#[cfg(test)]
pub(crate) mod tests;
mod totals;
mod writer;

pub use check::{CheckReport, Checker};
pub use error::{IndexError, LogsError};
pub use history::{EventQuery, HistoryQuery, Page, Position, Span};
pub use lag::{Lag, MAX_LAG};
pub use query::{LogPage, LogPosition, LogQuery, MAX_ALTERNATIVES, MAX_LOGS, matches};
pub use schema::{FORMAT, replace};
pub use search::Order;
pub use totals::{ACTIVE_MAX, Totals, Unit};

use crate::ledger::StoredBlock;
use alloy_primitives::B256;
use chunk::{MAX_NUMBER, prefix};
use lag::LagMeter;
use parking_lot::Mutex;
use query::Reader;
use rusqlite::Connection;
use schema::Coverage;
use std::{
    any::Any,
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
    time::Instant,
};
use tokio::sync::{Semaphore, mpsc, oneshot};
use totals::Meter;
use wepos_chain::Network;
use writer::Command;

/// How many blocks wait for the writer before [`Index::append`] does: at most 64 MiB of transactions.
const QUEUE_BLOCKS: usize = 32;

/// How many questions are answered at the same time; more than cores, since a question may wait for the disk.
const READERS: usize = 4;

/// What the index does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexState {
    /// It has not reached the newest block since it was opened, and does not hold up anybody.
    Building,
    /// It keeps up with the chain.
    Following,
    /// It has failed; see [`IndexStatus::failure`].
    Stopped,
}

/// How the index is.
#[derive(Clone, Debug)]
pub struct IndexStatus {
    /// What it does.
    pub state: IndexState,
    /// The first block in it: above the first of the chain where a node started from a later state.
    pub first: Option<u64>,
    /// The last block in it.
    pub tip: Option<u64>,
    /// How far it is behind the chain.
    pub lag: Lag,
    /// Bytes on disk.
    pub size_bytes: u64,
    /// Why it stopped.
    pub failure: Option<IndexError>,
    /// Why it was made anew since the node started, if it was.
    pub made_anew: Option<IndexError>,
}

/// The index of one network.
pub struct Index {
    shared: Arc<Shared>,
    network: Arc<Network>,
    /// Keeps other processes off; held from the first time that the file could be opened.
    lock: Mutex<Option<File>>,
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
#[derive(Default)]
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
    lag: LagMeter,
    failure: Option<IndexError>,
    made_anew: Option<IndexError>,
    is_dropped: bool,
}

impl Index {
    /// Opens the index at `path`, and makes an empty one if there is none.
    ///
    /// # Errors
    ///
    /// Any [`IndexError`] about a file.
    pub fn open(path: &Path, network: Arc<Network>) -> Result<Self, IndexError> {
        let index = Self::stopped(path, network);
        index.start()?;
        Ok(index)
    }

    /// Deletes what is at `path`, whatever it is, and makes an empty index there.
    ///
    /// # Errors
    ///
    /// [`IndexError::InUse`] while a node runs there, [`IndexError::NotWritable`], [`IndexError::DiskFull`].
    pub fn recreate(path: &Path, network: Arc<Network>) -> Result<Self, IndexError> {
        let index = Self::stopped(path, network);
        *index.lock.lock() = Some(schema::lock(path)?);
        schema::delete(path)?;
        index.start()?;
        Ok(index)
    }

    /// Opens the index of a node, which serves whatever the index is like: a file that is of no use is made anew,
    /// and one that
    /// cannot be used now is tried again later by [`Index::restart`].
    ///
    /// # Errors
    ///
    /// [`IndexError::OtherNetwork`], [`IndexError::NotAnIndex`]: a mistake that nobody but the operator can put right.
    pub fn open_for_node(path: &Path, network: Arc<Network>) -> Result<Self, IndexError> {
        let index = Self::stopped(path, network);
        match index.start() {
            Ok(()) => {}
            Err(error) if error.needs_new_file() => {
                tracing::warn!(%error, "the index is made anew while the node serves");
                if let Err(error) = schema::delete(path).and_then(|()| index.start()) {
                    index.shared.fail(error);
                }
                index.shared.progress.lock().made_anew = Some(error);
            }
            Err(error) if error.may_pass() => {
                tracing::error!(%error, "the node serves without its index");
                index.shared.fail(error);
            }
            Err(error) => return Err(error),
        }
        Ok(index)
    }

    /// An index that has no writer yet.
    fn stopped(path: &Path, network: Arc<Network>) -> Self {
        Self {
            shared: Arc::new(Shared {
                path: path.into(),
                progress: Mutex::default(),
            }),
            network,
            lock: Mutex::new(None),
            queue: tokio::sync::Mutex::default(),
            writer: Mutex::new(None),
            readers: Arc::default(),
            permits: Arc::new(Semaphore::new(READERS)),
        }
    }

    /// Opens the file and starts the writer.
    fn start(&self) -> Result<(), IndexError> {
        let path = &self.shared.path;
        let mut lock = self.lock.lock();
        if lock.is_none() {
            *lock = Some(schema::lock(path)?);
        }
        let (connection, coverage) = schema::open_writer(path, self.network.hash())?;
        self.start_with(connection, coverage)
    }

    fn start_with(
        &self,
        connection: Connection,
        coverage: Option<Coverage>,
    ) -> Result<(), IndexError> {
        let failed = |error: std::io::Error| IndexError::Failed {
            path: self.shared.path.clone(),
            reason: error.to_string(),
        };
        let meter = Meter::load(&connection, self.network.clone())
            .map_err(|error| schema::explain(&self.shared.path, &error))?;
        let (sender, receiver) = mpsc::channel(QUEUE_BLOCKS);
        // Who restarts is who appends; anybody else is closing.
        let mut queue = self.queue.try_lock().map_err(|_| IndexError::Closed)?;
        {
            let mut progress = self.shared.progress.lock();
            progress.coverage = coverage;
            progress.failure = None;
            progress.lag.restart(coverage.map(|coverage| coverage.tip));
        }
        let writer = std::thread::Builder::new()
            .name("index".into())
            .spawn({
                let shared = self.shared.clone();
                let mut receiver = receiver;
                move || {
                    // Only for its clock: the thread waits for blocks for a limited time. It is made here, because
                    // whoever restarts the index runs on another runtime, where this one could not be dropped.
                    let clock = tokio::runtime::Builder::new_current_thread()
                        .enable_time()
                        .build();
                    let ended = match clock {
                        Ok(clock) => {
                            let run = writer::run(connection, meter, &mut receiver, &shared);
                            catch_unwind(AssertUnwindSafe(|| clock.block_on(run)))
                                .map_err(|panic| shared.panicked(&*panic))
                        }
                        Err(error) => Err(IndexError::Failed {
                            path: shared.path.clone(),
                            reason: error.to_string(),
                        }),
                    };
                    if let Err(error) = ended {
                        shared.fail(error);
                    }
                    // Only now is the queue gone: whoever finds it closed finds the reason too.
                    drop(receiver);
                }
            })
            .map_err(failed)?;
        *queue = Queue {
            sender: Some(sender),
            newest: coverage.map(|coverage| (coverage.tip, coverage.hash)),
        };
        *self.writer.lock() = Some(writer);
        Ok(())
    }

    /// Opens the file again after a failure; `anew` throws away what is there. Questions wait meanwhile.
    ///
    /// # Errors
    ///
    /// Any [`IndexError`] about a file: the index stays stopped.
    pub async fn restart(&self, anew: Option<IndexError>) -> Result<(), IndexError> {
        let all = u32::try_from(READERS).expect("they are few");
        let idle = self.permits.acquire_many(all).await;
        let _idle = idle.map_err(|_| IndexError::Closed)?;
        self.end_writer().await;
        self.readers.lock().clear();
        let started = match &anew {
            None => self.start(),
            Some(_) => schema::delete(&self.shared.path).and_then(|()| self.start()),
        };
        if let Err(error) = started {
            let mut progress = self.shared.progress.lock();
            progress.failure = Some(error.clone());
            return Err(error);
        }
        if anew.is_some() {
            self.shared.progress.lock().made_anew = anew;
        }
        Ok(())
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

    /// Says that a block is final, so that its way into the index can be timed.
    pub fn note(&self, number: u64) {
        self.note_at(number, Instant::now());
    }

    pub(crate) fn note_at(&self, number: u64, when: Instant) {
        self.shared.progress.lock().lag.note(number, when);
    }

    /// How far the index is behind the chain.
    pub fn lag(&self) -> Lag {
        self.shared.progress.lock().lag.lag()
    }

    /// How far it is behind, if that is so far that the node should take no more transactions: see [`MAX_LAG`].
    pub fn too_far_behind(&self) -> Option<Lag> {
        let progress = self.shared.progress.lock();
        let lag = progress.lag.lag();
        let is_following = progress.failure.is_none() && progress.lag.has_caught_up();
        (is_following && lag.waiting > MAX_LAG).then_some(lag)
    }

    /// How the index is.
    pub fn status(&self) -> IndexStatus {
        let progress = self.shared.progress.lock();
        IndexStatus {
            state: match &progress.failure {
                Some(_) => IndexState::Stopped,
                None if progress.lag.has_caught_up() => IndexState::Following,
                None => IndexState::Building,
            },
            first: progress.coverage.map(|coverage| coverage.first),
            tip: progress.coverage.map(|coverage| coverage.tip),
            lag: progress.lag.lag(),
            size_bytes: schema::size(&self.shared.path),
            failure: progress.failure.clone(),
            made_anew: progress.made_anew.clone(),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// The network.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
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
        if let Some(failure) = self.failure() {
            return Err(failure);
        }
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
        self.note(number);
        let sender = queue
            .sender
            .clone()
            .ok_or_else(|| writer::stopped(&self.shared))?;
        let place = sender
            .reserve()
            .await
            .map_err(|_| writer::stopped(&self.shared))?;
        // Nothing waits from here on: a caller that gives up earlier leaves the queue as it was.
        queue.newest = Some((number, block.hash));
        place.send(Command::Append(block));
        Ok(())
    }

    /// Waits until every block appended so far is found.
    ///
    /// # Errors
    ///
    /// What stopped the writer, or [`IndexError::Closed`].
    pub async fn flush(&self) -> Result<(), IndexError> {
        let sender = self.queue.lock().await.sender.clone();
        let sender = sender.ok_or_else(|| writer::stopped(&self.shared))?;
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
        self.end_writer().await;
        self.failure().map_or(Ok(()), Err)
    }

    async fn end_writer(&self) {
        self.queue.lock().await.sender = None;
        let writer = self.writer.lock().take();
        if let Some(writer) = writer {
            // Its panics are caught, and what waits for it here ends early only with the whole process.
            let _ = tokio::task::spawn_blocking(move || writer.join()).await;
        }
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

    /// A page of transactions, of an account or of all. Candidates: see [`HistoryQuery::account`].
    ///
    /// # Errors
    ///
    /// [`IndexError::Closed`], or what is wrong with the file.
    pub async fn history(&self, query: &HistoryQuery) -> Result<Page, IndexError> {
        let query = query.clone();
        self.read(move |reader| reader.history(&query)).await
    }

    /// A page of logs. Candidates: see [`EventQuery::account`].
    ///
    /// # Errors
    ///
    /// [`IndexError::Closed`], or what is wrong with the file.
    pub async fn events(&self, query: &EventQuery) -> Result<Page, IndexError> {
        let query = query.clone();
        self.read(move |reader| reader.events(&query)).await
    }

    /// The totals of periods `from` to `to` that have any, the last `limit` of them, in order.
    ///
    /// # Errors
    ///
    /// [`IndexError::Closed`], or what is wrong with the file.
    pub async fn totals(
        &self,
        unit: Unit,
        from: u64,
        to: u64,
        limit: usize,
    ) -> Result<Vec<(u64, Totals)>, IndexError> {
        self.read(move |reader| {
            let found = totals::read(reader.connection, unit, from, to, limit);
            found.map_err(|error| reader.failed(error))
        })
        .await
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
            let reader = Reader::new(&connection, &shared.path);
            let answer = question(&reader);
            // Who appends learns of it, and has the file made anew.
            if let Some(damage) = reader.damage() {
                shared.fail(damage);
            }
            readers.lock().push(connection);
            answer
        });
        answer.await.unwrap_or_else(|lost| {
            let error = lost
                .try_into_panic()
                .map_or(IndexError::Closed, |panic| self.shared.panicked(&*panic));
            Err(error.into())
        })
    }
}

impl Drop for Index {
    /// Ends the writer without writing what is queued, as a crash would; [`Index::close`] is the other way.
    fn drop(&mut self) {
        self.shared.progress.lock().is_dropped = true;
        self.queue.get_mut().sender = None;
        if let Some(writer) = self.writer.get_mut().take() {
            // Nothing waits for what it came to.
            let _ = writer.join();
        }
    }
}

impl Shared {
    /// Shows a batch: `tip.first` counts for the first batch of a file only.
    fn commit(&self, tip: Coverage) {
        let mut progress = self.progress.lock();
        let first = progress.coverage.map_or(tip.first, |known| known.first);
        progress.coverage = Some(Coverage { first, ..tip });
        progress.lag.indexed(tip.tip);
    }

    fn fail(&self, error: IndexError) {
        self.progress.lock().failure.get_or_insert(error);
    }

    /// A bug of ours, with the words of the panic: where it happened is in the log.
    fn panicked(&self, panic: &(dyn Any + Send)) -> IndexError {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        let text = text.unwrap_or("no reason given");
        IndexError::Failed {
            path: self.path.clone(),
            reason: format!("a thread of the index panicked: {text}"),
        }
    }

    fn failure(&self) -> Option<IndexError> {
        self.progress.lock().failure.clone()
    }

    fn is_dropped(&self) -> bool {
        self.progress.lock().is_dropped
    }
}
