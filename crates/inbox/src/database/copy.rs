//! Backup and restore. A backup holds sealed records and no key; a restore brings nothing back that was erased since.

use super::{Database, beside, lock, prepare, unusable};
use crate::{Refusal, Vault, vault::file_refusal};
use rusqlite::Connection;
use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

impl Database {
    /// Writes a copy to `to`, where nothing may be yet. The service may run meanwhile.
    ///
    /// # Errors
    ///
    /// A file that is there already or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<u64, Refusal> {
        let failed = |error: std::io::Error| file_refusal(to, &error);
        // SQLite writes into an empty file; made here, nobody else may read it at any moment.
        let options = &mut fs::OpenOptions::new();
        let options = std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
        let file = options.write(true).create_new(true).open(to);
        let file = file.map_err(failed)?;
        let name = to.to_str().ok_or_else(|| {
            let shown = to.display();
            unusable(
                format!("{shown} is no name in UTF-8"),
                format!("{shown} 不是 UTF-8 文件名"),
            )
        })?;
        self.connection.execute("VACUUM INTO ?", [name])?;
        file.sync_all().map_err(failed)?;
        Ok(file.metadata().map_err(failed)?.len())
    }

    /// Puts the backup `from` in the place of the inbox at `path`, which no service may use meanwhile. What was erased
    /// there since the backup was made is erased again; how many records that were.
    ///
    /// # Errors
    ///
    /// A backup that is damaged or of another key, an inbox in use.
    pub fn restore(from: &Path, path: &Path, key: &Path) -> Result<u64, Refusal> {
        let _lock = lock(path)?;
        let draft = beside(path, ".restore");
        let failed = |error: std::io::Error| file_refusal(&draft, &error);
        fs::copy(from, &draft).map_err(|error| file_refusal(from, &error))?;
        fs::set_permissions(&draft, fs::Permissions::from_mode(0o600)).map_err(failed)?;
        let erased = fill(&draft, path, Vault::open(key)?);
        let erased = match erased {
            Ok(erased) => erased,
            Err(refusal) => {
                for suffix in ["", "-wal", "-shm"] {
                    // What is wrong with the backup says more than what is left of its copy.
                    let _ = fs::remove_file(beside(&draft, suffix));
                }
                return Err(refusal);
            }
        };
        for suffix in ["-wal", "-shm"] {
            // The log of the old file must not meet the new one.
            match fs::remove_file(beside(path, suffix)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(file_refusal(path, &error));
                }
                _ => {}
            }
        }
        fs::rename(&draft, path).map_err(failed)?;
        Ok(erased)
    }
}

/// Checks the copy of a backup, and erases in it what was erased in `old`.
fn fill(draft: &Path, old: &Path, vault: Vault) -> Result<u64, Refusal> {
    let mut database = Database::open_with(draft, vault)?;
    database.check_meta(None)?;
    let sql = "PRAGMA integrity_check";
    let found: String = database.connection.query_row(sql, [], |row| row.get(0))?;
    if found != "ok" {
        let english = format!("the backup is damaged: {found}");
        return Err(unusable(english, format!("备份已损坏：{found}")));
    }
    // Who signed out since must not be signed in again.
    database.connection.execute("DELETE FROM session", [])?;
    let mut erased = 0;
    if old.exists() {
        let mut before = Connection::open(old)?;
        prepare(&mut before, old)?;
        erased = carry_over(&mut database, &before)?;
    }
    database.forget_deleted()?;
    Ok(erased)
}

/// Erases in `database` what `before` says was erased, and keeps the dates, and the log of reads.
fn carry_over(database: &mut Database, before: &Connection) -> Result<u64, Refusal> {
    let transaction = database.begin()?;
    let mut count = 0;
    let mut statement =
        before.prepare("SELECT id, campaign, account, hash, at, cause FROM erased")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: [u8; 16] = row.get(0)?;
        count += transaction.execute("DELETE FROM record WHERE id = ?", [id])?;
        let (campaign, account, hash): (i64, [u8; 20], [u8; 32]) =
            (row.get(1)?, row.get(2)?, row.get(3)?);
        let (at, cause): (i64, String) = (row.get(4)?, row.get(5)?);
        transaction.execute(
            "INSERT OR REPLACE INTO erased (id, campaign, account, hash, at, cause) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (id, campaign, account, hash, at, cause),
        )?;
    }
    // A backup is an earlier state of the same file: rows with the same number are the same.
    let mut statement = before.prepare("SELECT id, record, reader, role, at FROM read")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, record, reader): (i64, [u8; 16], [u8; 20]) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let (role, at): (String, i64) = (row.get(3)?, row.get(4)?);
        transaction.execute(
            "INSERT OR IGNORE INTO read (id, record, reader, role, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            (id, record, reader, role, at),
        )?;
    }
    transaction.commit()?;
    Ok(count as u64)
}
