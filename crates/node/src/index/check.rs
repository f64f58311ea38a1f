//! Compares an index with the blocks it was made from: every row must be there, and none beside.

use super::{
    IndexError,
    chunk::{Rows, chunks_of},
    schema::{self, Coverage},
    totals::{self, Meter, Unit},
};
use crate::ledger::StoredBlock;
use rusqlite::{Connection, OptionalExtension};
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};
use wepos_chain::Network;

/// How many differences are told in words; the rest are counted.
const TOLD: usize = 20;

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Blocks that were compared.
    pub blocks: u64,
    /// Rows that were compared.
    pub rows: u64,
    /// How many differ, are missing, or should not be there.
    pub differences: u64,
    /// The first of them, in words.
    pub told: Vec<String>,
}

/// A comparison at work. Blocks are given in order, from [`Checker::first`] to [`Checker::tip`].
pub struct Checker {
    path: PathBuf,
    connection: Connection,
    coverage: Option<Coverage>,
    eras: Vec<(i64, i64)>,
    meter: Meter,
    report: CheckReport,
    /// How many rows each table should have.
    expected: Counts,
    _lock: File,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    blocks: u64,
    transactions: u64,
    chunks: u64,
    postings: u64,
}

impl Checker {
    /// Opens the index of a node that does not run.
    ///
    /// # Errors
    ///
    /// Any [`IndexError`] about a file.
    pub fn open(path: &Path, network: Arc<Network>) -> Result<Self, IndexError> {
        let lock = schema::lock(path)?;
        let (connection, coverage) = schema::open_writer(path, network.hash())?;
        let failed = |error| schema::explain(path, &error);
        let eras = || -> rusqlite::Result<Vec<(i64, i64)>> {
            let mut statement = connection.prepare("SELECT id, first FROM era ORDER BY id")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        let eras = eras().map_err(failed)?;
        Ok(Self {
            path: path.into(),
            coverage,
            eras,
            meter: Meter::new(network),
            report: CheckReport::default(),
            expected: Counts::default(),
            connection,
            _lock: lock,
        })
    }

    /// The first block in the index.
    pub fn first(&self) -> Option<u64> {
        self.coverage.map(|coverage| coverage.first)
    }

    /// The last block in the index.
    pub fn tip(&self) -> Option<u64> {
        self.coverage.map(|coverage| coverage.tip)
    }

    /// Compares what one block should have left.
    ///
    /// # Errors
    ///
    /// Any [`IndexError`] about a file.
    pub fn check(&mut self, block: &StoredBlock) -> Result<(), IndexError> {
        self.compare(block)
            .map_err(|error| schema::explain(&self.path, &error))
    }

    fn compare(&mut self, block: &StoredBlock) -> rusqlite::Result<()> {
        let mut rows = Rows::default();
        rows.add(block);
        rows.sort();
        // Two values of one chunk may share a term.
        rows.postings.dedup();
        self.meter.add(block);
        let number = block.header.number;
        self.report.blocks += 1;
        self.expected.blocks += rows.blocks.len() as u64;
        self.expected.transactions += rows.transactions.len() as u64;
        self.expected.chunks += rows.chunks.len() as u64;
        self.expected.postings += rows.postings.len() as u64;
        for (hash, number) in &rows.blocks {
            let sql = "SELECT 1 FROM block WHERE hash = ? AND number = ?";
            let found = self.exists(sql, &[*hash, *number])?;
            self.expect(found, || format!("block {number} is not found by its hash"));
        }
        let era = self.era_of(*chunks_of(number, number).start());
        for (hash, position) in &rows.transactions {
            let sql = "SELECT 1 FROM tx WHERE era = ? AND hash = ? AND position = ?";
            let found = self.exists(sql, &[era, *hash, *position])?;
            self.expect(found, || {
                format!("a transaction of block {number} is not found by its hash")
            });
        }
        for (chunk, content) in &rows.chunks {
            let sql = "SELECT content FROM logs WHERE chunk = ?";
            let mut statement = self.connection.prepare_cached(sql)?;
            let stored: Option<Vec<u8>> =
                statement.query_row([chunk], |row| row.get(0)).optional()?;
            drop(statement);
            self.expect(stored.as_ref() == Some(content), || {
                format!("the logs of block {number} are not those of the chain")
            });
        }
        for (term, chunk) in &rows.postings {
            let sql = "SELECT 1 FROM posting WHERE era = ? AND term = ? AND chunk = ?";
            let found = self.exists(sql, &[era, *term, *chunk])?;
            self.expect(found, || {
                format!("an account or topic of block {number} does not lead to it")
            });
        }
        Ok(())
    }

    /// Compares what all blocks left together, and says what was found.
    ///
    /// # Errors
    ///
    /// Any [`IndexError`] about a file.
    pub fn finish(mut self) -> Result<CheckReport, IndexError> {
        let compared = self.compare_wholes();
        compared.map_err(|error| schema::explain(&self.path, &error))?;
        Ok(self.report)
    }

    fn compare_wholes(&mut self) -> rusqlite::Result<()> {
        let count = |table: &str| -> rusqlite::Result<u64> {
            let sql = format!("SELECT count(*) FROM {table}");
            let count: i64 = self.connection.query_row(&sql, [], |row| row.get(0))?;
            Ok(count.cast_unsigned())
        };
        let tables = [
            ("block", self.expected.blocks),
            ("tx", self.expected.transactions),
            ("logs", self.expected.chunks),
            ("posting", self.expected.postings),
        ];
        let counts: Vec<(&str, u64, u64)> = tables
            .into_iter()
            .map(|(table, expected)| Ok((table, expected, count(table)?)))
            .collect::<rusqlite::Result<_>>()?;
        for (table, expected, have) in counts {
            self.expect(have == expected, || {
                format!("table {table} has {have} rows, the chain gives {expected}")
            });
        }
        for unit in Unit::ALL {
            let stored = totals::read(&self.connection, unit, 0, u64::MAX, usize::MAX)?;
            let expected = self.meter.all(unit);
            self.expect(stored == expected, || {
                format!("the totals by {unit:?} are not those of the chain")
            });
        }
        Ok(())
    }

    /// The era of a chunk: the last one that begins at or before it.
    fn era_of(&self, chunk: i64) -> i64 {
        let begun = self.eras.partition_point(|(_, first)| *first <= chunk);
        begun.checked_sub(1).map_or(-1, |index| self.eras[index].0)
    }

    fn exists(&self, sql: &str, values: &[i64]) -> rusqlite::Result<bool> {
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.exists(rusqlite::params_from_iter(values))
    }

    fn expect(&mut self, holds: bool, difference: impl FnOnce() -> String) {
        self.report.rows += 1;
        if holds {
            return;
        }
        self.report.differences += 1;
        if self.report.told.len() < TOLD {
            self.report.told.push(difference());
        }
    }
}
