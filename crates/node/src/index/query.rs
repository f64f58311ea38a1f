//! Questions: which logs match a filter.

use super::{
    IndexError, LogsError,
    chunk::{CHUNK_LOGS, Chunk, Entry, MAX_NUMBER, Term, chunks_of, unpack, unpack_chunk},
    schema::{coverage, explain},
};
use crate::ledger::StoredBlock;
use alloy_primitives::{Address, B256};
use borsh::BorshDeserialize;
use rusqlite::{Connection, params};
use std::{cmp::Reverse, collections::BinaryHeap, ops::RangeInclusive, path::Path};

/// How many logs one answer holds: what indexers expect of Ethereum nodes.
pub const MAX_LOGS: usize = 10_000;

/// How many addresses and topics a filter names in all: each costs a search of its own.
pub const MAX_ALTERNATIVES: usize = 1_000;

/// How many rows one question reads at most: about a second of work. Filters whose values are all frequent, but never
/// in the same log, would otherwise read the whole index.
const MAX_READS: usize = 200_000;

/// How many postings the first read of a term takes, since most accounts have few.
const FIRST_READ: usize = 4;

/// How many it takes when one after the other is wanted.
const LONGEST_READ: usize = 256;

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
    pub(super) path: &'a Path,
}

impl Reader<'_> {
    fn failed(&self, error: rusqlite::Error) -> IndexError {
        explain(self.path, &error)
    }

    fn damaged(&self, reason: impl ToString) -> IndexError {
        IndexError::Damaged {
            path: self.path.into(),
            reason: reason.to_string(),
        }
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
    fn eras(&self, range: &RangeInclusive<i64>) -> rusqlite::Result<Vec<(i64, i64)>> {
        let sql = "SELECT id, first FROM era WHERE first <= ? ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([range.end()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut eras = rows.collect::<rusqlite::Result<Vec<(i64, i64)>>>()?;
        let before = eras.partition_point(|(_, first)| first <= range.start());
        eras.drain(..before.saturating_sub(1));
        Ok(eras)
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
        let failed = |error| self.failed(error);
        let snapshot = self.connection.unchecked_transaction().map_err(failed)?;
        let coverage = coverage(&snapshot).map_err(failed)?;
        let mut page = LogPage {
            logs: Vec::new(),
            indexed: coverage.map(|coverage| coverage.first..=coverage.tip),
        };
        let to = query.to.min(MAX_NUMBER);
        if query.from > to {
            return Ok(page);
        }
        let chunks = chunks_of(query.from, to);
        let mut search = Search {
            reader: self,
            query,
            eras: self.eras(&chunks).map_err(failed)?,
            chunks,
            reads_left: max_reads,
        };
        let filter = Filter::new(query)?;
        search.run(&filter, &mut page)?;
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

/// A query at work.
struct Search<'a> {
    reader: &'a Reader<'a>,
    query: &'a LogQuery,
    chunks: RangeInclusive<i64>,
    /// Number and first chunk of each era, in order.
    eras: Vec<(i64, i64)>,
    reads_left: usize,
}

impl Search<'_> {
    fn run(&mut self, filter: &Filter, page: &mut LogPage) -> Result<(), LogsError> {
        if filter.fields.is_empty() {
            return self.all(filter, page);
        }
        let mut fields: Vec<AnyOf> = filter
            .fields
            .iter()
            .map(|(field, any_of)| AnyOf::new(*field, any_of))
            .collect();
        // Each field skips to where the others are: the work is that of the rarest field, and nobody needs to know
        // beforehand which that is.
        let mut candidate = *self.chunks.start();
        'candidates: while candidate <= *self.chunks.end() {
            for field in &mut fields {
                match field.seek(candidate, self)? {
                    None => return Ok(()),
                    Some(chunk) if chunk > candidate => {
                        candidate = chunk;
                        continue 'candidates;
                    }
                    Some(_) => {}
                }
            }
            self.read_chunk(candidate, filter, page)?;
            candidate += 1;
        }
        Ok(())
    }

    /// Everything in the range.
    fn all(&mut self, filter: &Filter, page: &mut LogPage) -> Result<(), LogsError> {
        let reader = self.reader;
        let failed = |error| reader.failed(error);
        let sql = "SELECT chunk, content FROM logs WHERE chunk BETWEEN ? AND ? ORDER BY chunk";
        let mut statement = reader.connection.prepare_cached(sql).map_err(failed)?;
        let range = params![self.chunks.start(), self.chunks.end()];
        let mut rows = statement.query(range).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let chunk = row.get(0).map_err(failed)?;
            let content: Vec<u8> = row.get(1).map_err(failed)?;
            self.visit(chunk, &content, filter, page)?;
        }
        Ok(())
    }

    fn read_chunk(
        &mut self,
        chunk: i64,
        filter: &Filter,
        page: &mut LogPage,
    ) -> Result<(), LogsError> {
        self.count_read(chunk)?;
        let reader = self.reader;
        let read = || -> rusqlite::Result<Vec<u8>> {
            let sql = "SELECT content FROM logs WHERE chunk = ?";
            let mut statement = reader.connection.prepare_cached(sql)?;
            statement.query_row([chunk], |row| row.get(0))
        };
        let content = read().map_err(|error| reader.failed(error))?;
        self.visit(chunk, &content, filter, page)
    }

    fn visit(
        &self,
        chunk: i64,
        content: &[u8],
        filter: &Filter,
        page: &mut LogPage,
    ) -> Result<(), LogsError> {
        let (block, first) = unpack_chunk(chunk);
        let content = Chunk::try_from_slice(content).map_err(|error| self.reader.damaged(error))?;
        if content.logs.len() > CHUNK_LOGS {
            return Err(self.reader.damaged("a chunk of logs is too long").into());
        }
        filter.select(&content, |index, entry| {
            page.logs.push(LogPosition {
                block,
                transaction_index: usize::try_from(entry.transaction).unwrap_or(usize::MAX),
                log_index: first + index,
            });
        });
        page.check_limit(self.query)
    }

    /// Counts a row that is read to find logs at or after `chunk`.
    fn count_read(&mut self, chunk: i64) -> Result<(), LogsError> {
        match self.reads_left.checked_sub(1) {
            Some(left) => self.reads_left = left,
            None if self.query.from == self.query.to => {}
            None => {
                let (block, _) = unpack_chunk(chunk);
                let suggested_to = before(block, self.query);
                return Err(LogsError::TooSlow { suggested_to });
            }
        }
        Ok(())
    }
}

/// The chunks that have one of several values in a field, in order.
struct AnyOf {
    terms: Vec<Postings>,
    /// The next chunk of each term that has one, the smallest on top.
    next: BinaryHeap<Reverse<(i64, usize)>>,
}

impl AnyOf {
    fn new(field: usize, values: &[B256]) -> Self {
        let terms: Vec<Postings> = values
            .iter()
            .map(|value| Postings::new(Term::new(*value).of(field)))
            .collect();
        // No chunk is below zero: the first search makes all of them read.
        let next = (0..terms.len()).map(|index| Reverse((-1, index)));
        Self {
            next: next.collect(),
            terms,
        }
    }

    /// The first chunk at or after `target`.
    fn seek(&mut self, target: i64, search: &mut Search<'_>) -> Result<Option<i64>, LogsError> {
        while let Some(Reverse((chunk, index))) = self.next.peek().copied() {
            if chunk >= target {
                return Ok(Some(chunk));
            }
            self.next.pop();
            if let Some(chunk) = self.terms[index].seek(target, search)? {
                self.next.push(Reverse((chunk, index)));
            }
        }
        Ok(None)
    }
}

/// The chunks of one term, read ahead.
struct Postings {
    term: i64,
    /// In order; those before `at` are behind us.
    chunks: Vec<i64>,
    at: usize,
    /// How many the last read took.
    read: usize,
    /// How many searches it answered.
    answered: usize,
    /// The era to read next, among those of the search.
    era: usize,
}

impl Postings {
    fn new(term: i64) -> Self {
        Self {
            term,
            chunks: Vec::new(),
            at: 0,
            read: 0,
            answered: 0,
            era: 0,
        }
    }

    fn seek(&mut self, target: i64, search: &mut Search<'_>) -> Result<Option<i64>, LogsError> {
        self.at += self.chunks[self.at..].partition_point(|chunk| *chunk < target);
        if self.at == self.chunks.len() {
            self.fetch(target, search)?;
        }
        self.answered += 1;
        Ok(self.chunks.get(self.at).copied())
    }

    fn fetch(&mut self, target: i64, search: &mut Search<'_>) -> Result<(), LogsError> {
        // Reading ahead pays where neighbours are wanted, not where another field skips far.
        self.read = if self.answered * 2 > self.chunks.len() {
            (self.read * 4).clamp(FIRST_READ, LONGEST_READ)
        } else {
            FIRST_READ
        };
        self.answered = 0;
        self.at = 0;
        self.chunks.clear();
        let begun = search.eras.partition_point(|(_, first)| *first <= target);
        self.era = self.era.max(begun.saturating_sub(1));
        while self.chunks.is_empty() {
            let Some((era, first)) = search.eras.get(self.era).copied() else {
                break;
            };
            search.count_read(target.max(first))?;
            let (connection, end) = (search.reader.connection, *search.chunks.end());
            let limit = i64::try_from(self.read).unwrap_or(i64::MAX);
            let fetch = || -> rusqlite::Result<Vec<i64>> {
                let mut statement = connection.prepare_cached(
                    "SELECT chunk FROM posting WHERE era = ? AND term = ? AND chunk BETWEEN ? AND ?
                    ORDER BY chunk LIMIT ?",
                )?;
                let values = params![era, self.term, target, end, limit];
                let rows = statement.query_map(values, |row| row.get(0))?;
                rows.collect()
            };
            let chunks = fetch().map_err(|error| search.reader.failed(error))?;
            if chunks.len() < self.read {
                self.era += 1;
            }
            self.chunks = chunks;
        }
        Ok(())
    }
}
