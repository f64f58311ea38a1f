//! The SQLite file, and the thread that alone uses it while the service runs.
//!
//! What was deleted is overwritten (`secure_delete`), and so is the log in front of the file, as soon as something was
//! erased. A store is on disk before it is confirmed, since its hash goes on the chain next.

mod copy;

use crate::{
    Refusal, Vault,
    limits::{DATABASE_BYTES, WAITING_JOBS},
    quiz::Sheet,
    vault::file_refusal,
};
use alloy_primitives::B256;
use axum::http::StatusCode;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};
use std::{
    collections::HashMap,
    fs::{File, OpenOptions, TryLockError},
    os::unix::fs::OpenOptionsExt as _,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::Duration,
};
use tokio::sync::oneshot;

/// Marks a SQLite file as an inbox: the letters `WePm`.
const APPLICATION_ID: i64 = 0x5765_506d;

/// The tables and the encodings in them.
const FORMAT: i64 = 1;

/// Times are Unix seconds of this machine; those of `attempt` are the chain's, which its rules are about.
const TABLES: &str = "
    CREATE TABLE meta (
        id INTEGER PRIMARY KEY CHECK (id = 0), network BLOB NOT NULL, key BLOB NOT NULL
    );
    CREATE TABLE session (
        token BLOB PRIMARY KEY, account BLOB NOT NULL, nonce BLOB NOT NULL UNIQUE, until INTEGER NOT NULL,
        ended INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE INDEX session_account ON session (account, until);
    CREATE TABLE record (
        id BLOB PRIMARY KEY, campaign INTEGER NOT NULL, account BLOB NOT NULL, hash BLOB NOT NULL,
        stored_at INTEGER NOT NULL, sealed BLOB NOT NULL
    );
    CREATE INDEX record_account ON record (account, campaign);
    CREATE INDEX record_campaign ON record (campaign, id);
    CREATE INDEX record_hash ON record (hash);
    CREATE INDEX record_age ON record (stored_at);
    CREATE TABLE erased (
        id BLOB PRIMARY KEY, campaign INTEGER NOT NULL, account BLOB NOT NULL, hash BLOB NOT NULL,
        at INTEGER NOT NULL, cause TEXT NOT NULL
    );
    CREATE INDEX erased_account ON erased (account, campaign);
    CREATE TABLE read (
        id INTEGER PRIMARY KEY, record BLOB NOT NULL, reader BLOB NOT NULL, role TEXT NOT NULL, at INTEGER NOT NULL
    );
    CREATE INDEX read_record ON read (record);
    CREATE TABLE quiz (campaign INTEGER PRIMARY KEY, sheet TEXT NOT NULL, attempts INTEGER NOT NULL);
    CREATE TABLE attempt (
        id INTEGER PRIMARY KEY AUTOINCREMENT, campaign INTEGER NOT NULL, account BLOB NOT NULL, number INTEGER NOT NULL,
        stored_at INTEGER NOT NULL, started_at INTEGER NOT NULL, answered_at INTEGER, sealed BLOB,
        graded_at INTEGER, score INTEGER, total INTEGER, passed INTEGER, until INTEGER, data BLOB, signature BLOB,
        UNIQUE (campaign, account, number)
    );
    CREATE INDEX attempt_ungraded ON attempt (campaign, id) WHERE answered_at IS NOT NULL AND graded_at IS NULL;
    CREATE INDEX attempt_passed ON attempt (campaign, graded_at) WHERE passed = 1;
    CREATE INDEX attempt_age ON attempt (stored_at);
";

/// `FULL` waits for the disk: a member sends the hash of what was stored to the chain.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA journal_size_limit = 16777216;
";

/// How long one process waits for another one, such as `wepos inbox erase` beside a node.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Bytes of a page of the file, SQLite's own choice.
const PAGE_BYTES: u64 = 4_096;

/// The file, open, with the key that opens its records.
pub struct Database {
    pub(crate) connection: Connection,
    pub(crate) vault: Vault,
    /// Sheets that were asked for, read.
    pub(crate) sheets: HashMap<u64, Arc<Sheet>>,
    path: PathBuf,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Database").field(&self.path).finish()
    }
}

/// What an inbox holds, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The genesis hash of its network.
    pub network: B256,
    /// Bytes of the file, and of the log in front of it.
    pub bytes: u64,
    /// Records of private answers.
    pub records: u64,
    /// When the oldest of them was stored, in Unix seconds.
    pub oldest: Option<u64>,
    /// Records that were erased, whose dates are still known.
    pub erased: u64,
    /// Reads in the log.
    pub reads: u64,
    /// Sessions that have not ended.
    pub sessions: u64,
    /// Quizzes.
    pub quizzes: u64,
    /// Attempts at them.
    pub attempts: u64,
    /// Attempts that wait for their grader.
    pub ungraded: u64,
}

impl Database {
    /// Opens the file at `path` and makes it and its key where neither is there.
    ///
    /// # Errors
    ///
    /// Files that cannot be used, of another network or with another key; a database whose key is missing.
    pub fn open_or_create(path: &Path, key: &Path, network: B256) -> Result<Self, Refusal> {
        let vault = match (path.exists(), key.exists()) {
            (false, false) => Vault::create(key)?,
            (true, false) => {
                let (path, key) = (path.display(), key.display());
                return Err(unusable(
                    format!(
                        "{key} is missing, the key of {path}: put it back from its copy; a new one would open nothing"
                    ),
                    format!("缺少 {path} 的密钥 {key}：请从副本恢复；新密钥打不开任何内容"),
                ));
            }
            _ => Vault::open(key)?,
        };
        let database = Self::open_with(path, vault)?;
        let meta = (network.as_slice(), database.vault.check().0);
        let sql = "INSERT OR IGNORE INTO meta (id, network, key) VALUES (0, ?1, ?2)";
        database.connection.execute(sql, meta)?;
        database.check_meta(Some(network))?;
        Ok(database)
    }

    /// Opens the file of an inbox that is there.
    ///
    /// # Errors
    ///
    /// Files that are not there or cannot be used.
    pub fn open(path: &Path, key: &Path) -> Result<Self, Refusal> {
        if !path.exists() {
            let error = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(file_refusal(path, &error));
        }
        let database = Self::open_with(path, Vault::open(key)?)?;
        database.check_meta(None)?;
        Ok(database)
    }

    fn open_with(path: &Path, vault: Vault) -> Result<Self, Refusal> {
        // SQLite gives the files that it puts beside its own the same mode.
        OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(path)
            .map_err(|error| file_refusal(path, &error))?;
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        prepare(&mut connection, path)?;
        Ok(Self {
            connection,
            vault,
            sheets: HashMap::new(),
            path: path.into(),
        })
    }

    fn check_meta(&self, network: Option<B256>) -> Result<B256, Refusal> {
        let sql = "SELECT network, key FROM meta";
        let meta: Option<([u8; 32], [u8; 32])> = self
            .connection
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let path = self.path.display();
        let Some((have, key)) = meta else {
            let english = format!("{path} is an inbox without a network: it was never used");
            return Err(unusable(
                english,
                format!("{path} 从未使用过，不属于任何网络"),
            ));
        };
        let have = B256::from(have);
        if network.is_some_and(|network| network != have) {
            return Err(unusable(
                format!("{path} belongs to the network with genesis {have}"),
                format!("{path} 属于创世哈希为 {have} 的网络"),
            ));
        }
        if self.vault.check() != key {
            return Err(unusable(
                format!("the key does not belong to {path}: give the one that it was made with"),
                format!("密钥与 {path} 不匹配：请使用创建它时的密钥"),
            ));
        }
        Ok(have)
    }

    /// What it holds, in numbers.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub fn status(&self, now: u64) -> Result<Status, Refusal> {
        let count = |sql: &str| -> rusqlite::Result<u64> {
            let count: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
            Ok(count.unsigned_abs())
        };
        let oldest: Option<i64> =
            self.connection
                .query_row("SELECT min(stored_at) FROM record", [], |row| row.get(0))?;
        let sessions = "SELECT count(*) FROM session WHERE ended = 0 AND until > ?";
        let sessions: i64 = self
            .connection
            .query_row(sessions, [signed(now)], |row| row.get(0))?;
        Ok(Status {
            network: self.check_meta(None)?,
            bytes: ["", "-wal"]
                .iter()
                .filter_map(|suffix| std::fs::metadata(beside(&self.path, suffix)).ok())
                .map(|file| file.len())
                .sum(),
            records: count("SELECT count(*) FROM record")?,
            oldest: oldest.map(i64::unsigned_abs),
            erased: count("SELECT count(*) FROM erased")?,
            reads: count("SELECT count(*) FROM read")?,
            sessions: sessions.unsigned_abs(),
            quizzes: count("SELECT count(*) FROM quiz")?,
            attempts: count("SELECT count(*) FROM attempt")?,
            ungraded: count(
                "SELECT count(*) FROM attempt WHERE answered_at IS NOT NULL AND graded_at IS NULL",
            )?,
        })
    }

    /// A transaction that no other process writes beside.
    pub(crate) fn begin(&mut self) -> rusqlite::Result<Transaction<'_>> {
        self.connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
    }

    /// Overwrites what was deleted in the log in front of the file, too.
    pub(crate) fn forget_deleted(&self) -> rusqlite::Result<()> {
        // Another process that reads at this moment lets it wait for the next time.
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        self.connection.query_row(sql, [], |_| Ok(()))
    }
}

/// Makes the tables of a new file, and refuses what is no inbox.
fn prepare(connection: &mut Connection, path: &Path) -> Result<(), Refusal> {
    let pragma = |connection: &Connection, name: &str| -> rusqlite::Result<i64> {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
    };
    let shown = path.display();
    let foreign = |_| {
        let english = format!("{shown} is no inbox");
        unusable(english, format!("{shown} 不是收件箱文件"))
    };
    let tables = "SELECT count(*) FROM sqlite_master";
    let tables: i64 = connection
        .query_row(tables, [], |row| row.get(0))
        .map_err(foreign)?;
    connection.execute_batch(SETTINGS)?;
    let pages = DATABASE_BYTES / PAGE_BYTES;
    connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
    if tables == 0 {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have been quicker.
        if pragma(&transaction, "user_version")? == 0 {
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", FORMAT)?;
        }
        transaction.commit()?;
    }
    if pragma(connection, "application_id")? != APPLICATION_ID {
        return Err(foreign(rusqlite::Error::InvalidQuery));
    }
    let have = pragma(connection, "user_version")?;
    if have != FORMAT {
        let english = format!("{shown} has format {have}, this release reads format {FORMAT}");
        let chinese = format!("{shown} 的格式为 {have}，本版本只读取格式 {FORMAT}");
        return Err(unusable(english, chinese));
    }
    Ok(())
}

/// A number of ours as SQLite keeps it.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A file that is not what is needed.
pub(crate) fn unusable(english: impl Into<String>, chinese: impl Into<String>) -> Refusal {
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "unusable",
        english,
        chinese,
    )
}

/// A path with something after it.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Keeps another service, and a restore, off the file for as long as it lives.
fn lock(path: &Path) -> Result<File, Refusal> {
    let lock = beside(path, ".lock");
    let failed = |error: std::io::Error| file_refusal(&lock, &error);
    let mut options = OpenOptions::new();
    let file = options.create(true).append(true).mode(0o600).open(&lock);
    let file = file.map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let path = path.display();
            Err(unusable(
                format!("{path} is in use by another process: stop it first"),
                format!("{path} 正由另一个进程使用：请先停止它"),
            ))
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

type Job = Box<dyn FnOnce(&mut Database) + Send>;

/// The thread that uses the file. It ends when the last clone is gone.
#[derive(Debug, Clone)]
pub struct Store {
    jobs: SyncSender<Job>,
}

impl Store {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// A file that another service uses, a system without threads.
    pub fn start(database: Database) -> Result<Self, Refusal> {
        let lock = lock(&database.path)?;
        let (jobs, waiting) = sync_channel::<Job>(WAITING_JOBS);
        let path = database.path.clone();
        let run = move || {
            let (mut database, _lock) = (database, lock);
            for job in waiting {
                // Whoever waits for the job hears that it ended; the next one meets a file that was rolled back.
                if catch_unwind(AssertUnwindSafe(|| job(&mut database))).is_err() {
                    tracing::error!("a job of the inbox panicked");
                }
            }
        };
        let builder = thread::Builder::new().name("inbox".into());
        builder
            .spawn(run)
            .map_err(|error| file_refusal(&path, &error))?;
        Ok(Self { jobs })
    }

    /// Does something with the file, after what others asked for.
    ///
    /// # Errors
    ///
    /// Those of the job; too many that wait; a job that panicked.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Database) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |database| {
            // A caller that left is no reason to stop.
            let _ = sender.send(job(database));
        });
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Refusal::unavailable(
                "this inbox is busy: come again in 2 s",
                "此收件箱正忙：请在 2 秒后重试",
            ),
            TrySendError::Disconnected(_) => gone(),
        })?;
        receiver.await.unwrap_or_else(|_| Err(gone()))
    }
}

fn gone() -> Refusal {
    Refusal::unavailable(
        "this inbox cannot answer: its log says why",
        "此收件箱无法响应：原因见其日志",
    )
}
