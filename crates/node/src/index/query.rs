//! Questions: which logs match a filter.

use super::{
    IndexError, LogsError,
    chunk::{Chunk, Entry, MAX_NUMBER, Term, block_of, unpack},
    schema::{Coverage, coverage, explain},
    search::{AnyOf, Halt, MAX_READS, Order, Search},
};
use crate::ledger::StoredBlock;
use alloy_primitives::{Address, B256};
use rusqlite::{Connection, Transaction};
use std::{
    cell::RefCell,
    ops::{ControlFlow, RangeInclusive},
    path::Path,
};

/// How many logs one answer holds: what indexers expect of Ethereum nodes.
pub const MAX_LOGS: usize = 10_000;

/// How many addresses and topics a filter names in all: each costs a search of its own.
pub const MAX_ALTERNATIVES: usize = 1_000;

/// Which logs are asked for, as in `eth_getLogs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogQuery {
    /// The first block.
    pub from: u64,
    /// The last block, itself included. May be beyond the newest one.
    pub to: u64,
    /// Any of these emitted it. Empty: anyone.
    pub addresses: Vec<Address>,
    /// Per position: any of these topics. `None` or an empty list: anything, also nothing.
    pub topics: [Option<Vec<B256>>; 4],
    /// The most logs in the answer; [`MAX_LOGS`] for clients. A range of one block is answered whatever it holds.
    pub limit: usize,
}

/// Where a log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogPosition {
    /// The block's number.
    pub block: u64,
    /// The transaction's index in the block.
    pub transaction_index: usize,
    /// The log's index in the block: `logIndex` of Ethereum.
    pub log_index: usize,
}

/// An answer: logs in the order of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogPage {
    /// Where they are.
    pub logs: Vec<LogPosition>,
    /// The blocks that the index knew when it answered; `None` before the first. Others of the range are for
    /// [`LogPage::scan`].
    pub indexed: Option<RangeInclusive<u64>>,
}

impl LogPage {
    /// Adds what a block above the index's tip has, under the same limit. Blocks are scanned in order.
    ///
    /// # Errors
    ///
    /// [`LogsError::TooMany`].
    pub fn scan(&mut self, query: &LogQuery, block: &StoredBlock) -> Result<(), LogsError> {
        self.logs.extend(matches(query, block));
        self.check_limit(query)
    }

    fn check_limit(&self, query: &LogQuery) -> Result<(), LogsError> {
        match self.logs.get(query.limit) {
            // A client that halves its range must come to an end.
            Some(surplus) if query.from != query.to => Err(LogsError::TooMany {
                limit: query.limit,
                suggested_to: before(surplus.block, query),
            }),
            _ => Ok(()),
        }
    }
}

/// The logs of one block that a query asks for: what the index answers, without the index. For blocks beyond its tip,
/// and for subscriptions. The limit does not apply.
pub fn matches(query: &LogQuery, block: &StoredBlock) -> Vec<LogPosition> {
    let number = block.header.number;
    if !(query.from..=query.to).contains(&number) {
        return Vec::new();
    }
    block
        .receipts
        .iter()
        .enumerate()
        .flat_map(|(index, receipt)| receipt.logs.iter().map(move |event| (index, event)))
        .enumerate()
        .filter(|(_, (_, event))| {
            let anyone = query.addresses.is_empty() || query.addresses.contains(&event.address);
            anyone
                && query.topics.iter().enumerate().all(|(index, any_of)| {
                    let any_of = any_of.as_deref().unwrap_or_default();
                    let topic = event.topics.get(index);
                    any_of.is_empty() || topic.is_some_and(|topic| any_of.contains(topic))
                })
        })
        .map(|(log_index, (transaction_index, _))| LogPosition {
            block: number,
            transaction_index,
            log_index,
        })
        .collect()
}

/// The last block of a range that ends before `block`, and still has one.
fn before(block: u64, query: &LogQuery) -> u64 {
    block.saturating_sub(1).max(query.from)
}

/// A read-only connection at work.
pub(super) struct Reader<'a> {
    pub(super) connection: &'a Connection,
    path: &'a Path,
    /// What was found to be wrong with the file.
    damage: RefCell<Option<IndexError>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(connection: &'a Connection, path: &'a Path) -> Self {
        Self {
            connection,
            path,
            damage: RefCell::default(),
        }
    }

    /// The last damage that was found.
    pub(super) fn damage(&self) -> Option<IndexError> {
        self.damage.borrow().clone()
    }

    pub(super) fn failed(&self, error: rusqlite::Error) -> IndexError {
        let error = explain(self.path, &error);
        if matches!(error, IndexError::Damaged { .. }) {
            *self.damage.borrow_mut() = Some(error.clone());
        }
        error
    }

    pub(super) fn damaged(&self, reason: impl ToString) -> IndexError {
        let error = IndexError::Damaged {
            path: self.path.into(),
            reason: reason.to_string(),
        };
        *self.damage.borrow_mut() = Some(error.clone());
        error
    }

    /// Positions of transactions whose hash begins with `prefix`.
    pub(super) fn transactions(&self, prefix: i64) -> Result<Vec<(u64, usize)>, IndexError> {
        // From the era to the transaction: the other way round there is no index.
        let sql = "SELECT position FROM era CROSS JOIN tx ON tx.era = era.id AND tx.hash = ? ORDER BY position";
        let positions = self.column(sql, prefix)?;
        Ok(positions.into_iter().map(unpack).collect())
    }

    /// Numbers of blocks whose hash begins with `prefix`.
    pub(super) fn blocks(&self, prefix: i64) -> Result<Vec<u64>, IndexError> {
        let sql = "SELECT number FROM block WHERE hash = ? ORDER BY number";
        let numbers = self.column(sql, prefix)?;
        Ok(numbers.into_iter().map(i64::cast_unsigned).collect())
    }

    fn column(&self, sql: &str, key: i64) -> Result<Vec<i64>, IndexError> {
        let read = || -> rusqlite::Result<Vec<i64>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_map([key], |row| row.get(0))?.collect()
        };
        read().map_err(|error| self.failed(error))
    }

    /// The eras that have chunks of `range`: number and first chunk, in order.
    pub(super) fn eras(&self, range: &RangeInclusive<i64>) -> Result<Vec<(i64, i64)>, IndexError> {
        let read = || -> rusqlite::Result<Vec<(i64, i64)>> {
            let sql = "SELECT id, first FROM era WHERE first <= ? ORDER BY id";
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([range.end()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        let mut eras = read().map_err(|error| self.failed(error))?;
        let before = eras.partition_point(|(_, first)| first <= range.start());
        eras.drain(..before.saturating_sub(1));
        Ok(eras)
    }

    /// What a question sees, whatever the writer does meanwhile, and the blocks that it knows.
    pub(super) fn snapshot(&self) -> Result<(Transaction<'_>, Option<Coverage>), IndexError> {
        let open = || -> rusqlite::Result<_> {
            let snapshot = self.connection.unchecked_transaction()?;
            let coverage = coverage(&snapshot)?;
            Ok((snapshot, coverage))
        };
        open().map_err(|error| self.failed(error))
    }

    /// Answers a query from one snapshot.
    pub(super) fn logs(&self, query: &LogQuery) -> Result<LogPage, LogsError> {
        self.logs_within(query, MAX_READS)
    }

    /// The same with another bound on the work.
    pub(super) fn logs_within(
        &self,
        query: &LogQuery,
        max_reads: usize,
    ) -> Result<LogPage, LogsError> {
        let (_snapshot, coverage) = self.snapshot()?;
        let mut page = LogPage {
            logs: Vec::new(),
            indexed: coverage.map(|coverage| coverage.first..=coverage.tip),
        };
        let to = query.to.min(MAX_NUMBER);
        if query.from > to {
            return Ok(page);
        }
        let filter = Filter::new(query)?;
        // A client that halves its range must come to an end.
        let is_bounded = query.from != query.to;
        let max_reads = is_bounded.then_some(max_reads);
        let mut search = Search::new(self, Order::Oldest, query.from..=to, max_reads)?;
        let found = search.run(filter.groups(), |chunk, content| {
            let block = block_of(chunk);
            filter.select(content, |index, entry| {
                page.logs.push(LogPosition {
                    block,
                    transaction_index: usize::try_from(entry.transaction).unwrap_or(usize::MAX),
                    log_index: content.log_index(index),
                });
            });
            match is_bounded && page.logs.len() > query.limit {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        match found {
            Ok(()) => {}
            Err(Halt::Failed(error)) => return Err(error.into()),
            Err(Halt::Spent(chunk)) => {
                let suggested_to = before(block_of(chunk), query);
                return Err(LogsError::TooSlow { suggested_to });
            }
        }
        page.check_limit(query)?;
        Ok(page)
    }
}

/// A query's alternatives per field, sorted; fields that may be anything are left out.
struct Filter {
    fields: Vec<(usize, Vec<B256>)>,
}

impl Filter {
    fn new(query: &LogQuery) -> Result<Self, LogsError> {
        let topics = query.topics.iter().map(Option::as_deref);
        let mut fields: Vec<(usize, Vec<B256>)> = topics
            .enumerate()
            .map(|(index, any_of)| (index + 1, any_of.unwrap_or_default().to_vec()))
            .collect();
        // Later topics are accounts and numbers, rarer than the kind of event and than its module: they lead.
        fields.reverse();
        let addresses = query.addresses.iter().map(|address| address.into_word());
        fields.push((0, addresses.collect()));
        let mut have = 0;
        for (_, any_of) in &mut fields {
            any_of.sort_unstable();
            any_of.dedup();
            have += any_of.len();
        }
        if have > MAX_ALTERNATIVES {
            return Err(LogsError::TooManyAlternatives { have });
        }
        fields.retain(|(_, any_of)| !any_of.is_empty());
        Ok(Self { fields })
    }

    /// What the search looks for.
    fn groups(&self) -> Vec<AnyOf> {
        let group = |(field, any_of): &(usize, Vec<B256>)| {
            AnyOf::new(any_of.iter().map(|value| Term::new(*value).of(*field)))
        };
        self.fields.iter().map(group).collect()
    }

    /// Calls `found` with every log of a chunk that matches.
    fn select<'a>(&self, chunk: &'a Chunk, mut found: impl FnMut(usize, &'a Entry)) {
        // A bit for each field whose alternatives a value is among.
        let accepted: Vec<u8> = chunk
            .values()
            .map(|value| {
                let fields = self.fields.iter();
                let fields = fields.filter(|(_, any_of)| any_of.binary_search(&value).is_ok());
                fields.fold(0, |bits, (field, _)| bits | 1 << field)
            })
            .collect();
        for (index, entry) in chunk.logs.iter().enumerate() {
            let matches = self.fields.iter().all(|(field, _)| {
                let value = entry.value(*field).and_then(|value| accepted.get(value));
                value.is_some_and(|bits| bits & 1 << field != 0)
            });
            if matches {
                found(index, entry);
            }
        }
    }
}
