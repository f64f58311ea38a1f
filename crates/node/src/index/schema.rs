//! The file: its tables, how it is opened, and what can be wrong with it.

use super::IndexError;
use alloy_primitives::B256;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

/// Marks a SQLite file as an index of this program: the letters `WePI`.
const APPLICATION_ID: i64 = 0x5765_5049;

/// The tables and the encodings in them. A file with another number is made anew.
pub const FORMAT: i64 = 2;

/// Why these tables: see the module's documentation.
const TABLES: &str = "
    CREATE TABLE meta (
        id INTEGER PRIMARY KEY CHECK (id = 0),
        network BLOB NOT NULL,
        first INTEGER,
        tip INTEGER,
        hash BLOB
    );
    CREATE TABLE block (hash INTEGER, number INTEGER, PRIMARY KEY (hash, number)) WITHOUT ROWID;
    CREATE TABLE logs (chunk INTEGER PRIMARY KEY, content BLOB NOT NULL);
    CREATE TABLE era (id INTEGER PRIMARY KEY, first INTEGER NOT NULL, filled INTEGER NOT NULL);
    CREATE TABLE tx (
        era INTEGER, hash INTEGER, position INTEGER, PRIMARY KEY (era, hash, position)
    ) WITHOUT ROWID;
    CREATE TABLE posting (
        era INTEGER, term INTEGER, chunk INTEGER, PRIMARY KEY (era, term, chunk)
    ) WITHOUT ROWID;
    CREATE TABLE total (
        unit INTEGER, period INTEGER, content BLOB NOT NULL, PRIMARY KEY (unit, period)
    ) WITHOUT ROWID;
    CREATE TABLE active (
        id INTEGER PRIMARY KEY, unit INTEGER NOT NULL, period INTEGER NOT NULL, accounts BLOB NOT NULL
    );
";

/// `NORMAL` in WAL mode loses the last transactions in a power cut but never the file's consistency, and what is lost
/// is appended again. A page is written home once per 32 MiB of WAL, since hot pages change in every batch.
const WRITER_SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = 8192;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY;
";

const READER_SETTINGS: &str = "PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;";

/// How long a connection waits for another one: longer than a checkpoint takes on a slow disk.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How far the index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coverage {
    /// The first block in the index.
    pub(super) first: u64,
    /// The last one.
    pub(super) tip: u64,
    /// The last one's hash.
    pub(super) hash: B256,
}

/// Keeps other processes, such as `wepos index rebuild`, off the file for as long as it lives.
///
/// # Errors
///
/// [`IndexError::InUse`] or [`IndexError::NotWritable`].
pub(super) fn lock(path: &Path) -> Result<File, IndexError> {
    let denied = |error: io::Error| IndexError::NotWritable {
        path: path.into(),
        reason: error.to_string(),
    };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(denied)?;
    }
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(beside(path, ".lock"))
        .map_err(denied)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(IndexError::InUse { path: path.into() }),
        Err(TryLockError::Error(error)) => Err(denied(error)),
    }
}

/// Deletes the database's files.
///
/// # Errors
///
/// [`IndexError::NotWritable`].
pub(super) fn delete(path: &Path) -> Result<(), IndexError> {
    // The log goes first: alone it is harmless, and beside a new file it would not be.
    for file in [beside(path, "-wal"), beside(path, "-shm"), path.into()] {
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(IndexError::NotWritable {
                    path: file,
                    reason: error.to_string(),
                });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Puts the index at `from`, which nobody uses, in the place of the one at `to`.
///
/// # Errors
///
/// [`IndexError::InUse`] or [`IndexError::NotWritable`].
pub fn replace(from: &Path, to: &Path) -> Result<(), IndexError> {
    let _lock = lock(to)?;
    // A closed index is one file: the log of what is there must not meet another one's.
    delete(to)?;
    std::fs::rename(from, to).map_err(|error| IndexError::NotWritable {
        path: to.into(),
        reason: error.to_string(),
    })?;
    match std::fs::remove_file(beside(from, ".lock")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(IndexError::NotWritable {
            path: from.into(),
            reason: error.to_string(),
        }),
        _ => Ok(()),
    }
}

/// Bytes of the database's files.
pub(super) fn size(path: &Path) -> u64 {
    let files = [path.to_owned(), beside(path, "-wal")];
    let sizes = files.iter().filter_map(|file| std::fs::metadata(file).ok());
    sizes.map(|file| file.len()).sum()
}

/// Opens the file for the writer, and makes its tables where it is new.
///
/// # Errors
///
/// Any [`IndexError`] about a file.
pub(super) fn open_writer(
    path: &Path,
    network: B256,
) -> Result<(Connection, Option<Coverage>), IndexError> {
    let failed = |error| explain(path, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    // Whose file it is comes first: nothing is changed in a file that is not ours.
    create_if_empty(&mut connection, network).map_err(failed)?;
    let coverage = check(&connection, path, network)?;
    connection.execute_batch(WRITER_SETTINGS).map_err(failed)?;
    let mode: String = connection
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .map_err(failed)?;
    if mode != "wal" {
        return Err(IndexError::NotWritable {
            path: path.into(),
            reason: "the file system does not support shared memory files".into(),
        });
    }
    Ok((connection, coverage))
}

/// Opens one more connection that only reads.
pub(super) fn open_reader(path: &Path) -> Result<Connection, IndexError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.execute_batch(READER_SETTINGS)?;
        Ok(connection)
    };
    open().map_err(|error| explain(path, &error))
}

fn create_if_empty(connection: &mut Connection, network: B256) -> rusqlite::Result<()> {
    let objects: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if objects > 0 || marks(connection)? != (0, 0) {
        return Ok(());
    }
    // One transaction, so that a crash leaves an empty file or a whole one.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(TABLES)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.execute(
        "INSERT INTO meta (id, network) VALUES (0, ?)",
        [network.as_slice()],
    )?;
    transaction.commit()
}

fn marks(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    let application = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let format = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok((application, format))
}

fn check(
    connection: &Connection,
    path: &Path,
    network: B256,
) -> Result<Option<Coverage>, IndexError> {
    let failed = |error| explain(path, &error);
    let (application, format) = marks(connection).map_err(failed)?;
    if application != APPLICATION_ID {
        return Err(IndexError::NotAnIndex { path: path.into() });
    }
    if format != FORMAT {
        return Err(IndexError::OtherFormat {
            path: path.into(),
            have: format,
        });
    }
    let have: Vec<u8> = connection
        .query_row("SELECT network FROM meta", [], |row| row.get(0))
        .map_err(failed)?;
    if have != network.as_slice() {
        return Err(IndexError::OtherNetwork {
            path: path.into(),
            have: B256::try_from(have.as_slice()).unwrap_or_default(),
            want: network,
        });
    }
    coverage(connection).map_err(failed)
}

/// Reads how far the index is.
pub(super) fn coverage(connection: &Connection) -> rusqlite::Result<Option<Coverage>> {
    connection
        .prepare_cached("SELECT first, tip, hash FROM meta")?
        .query_row([], |row| {
            let (Some(first), Some(tip)) =
                (row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?)
            else {
                return Ok(None);
            };
            Ok(Some(Coverage {
                first: first.cast_unsigned(),
                tip: tip.cast_unsigned(),
                hash: B256::new(row.get(2)?),
            }))
        })
}

/// Says what a failure of SQLite means for the operator.
pub(super) fn explain(path: &Path, error: &rusqlite::Error) -> IndexError {
    let path: PathBuf = path.into();
    let reason = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            IndexError::NotWritable { path, reason }
        }
        Some(ErrorCode::DiskFull) => IndexError::DiskFull { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => IndexError::InUse { path },
        // Bytes that SQLite does not understand; a missing table, a row that is there already, a value of another type.
        Some(
            ErrorCode::NotADatabase
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::Unknown
            | ErrorCode::ConstraintViolation
            | ErrorCode::TypeMismatch,
        )
        | None => IndexError::Damaged { path, reason },
        Some(_) => IndexError::Failed { path, reason },
    }
}

/// A file whose name begins as the database's does.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
