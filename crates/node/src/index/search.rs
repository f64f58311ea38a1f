//! Finds chunks: the ones in which a value of each of several groups stands, upwards or downwards.
//!
//! Each group skips to where the others are, so that the rarest value decides what a search costs.

use super::{
    IndexError,
    chunk::{Chunk, chunks_of},
    query::Reader,
};
use borsh::BorshDeserialize;
use rusqlite::params;
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    ops::{ControlFlow, RangeInclusive},
};

/// How many rows one question reads at most: about a second of work. Groups whose values are all frequent, but never
/// in the same place, would otherwise read the whole index.
pub(super) const MAX_READS: usize = 200_000;

/// How many postings the first read of a term takes, since most accounts have few.
const FIRST_READ: usize = 4;

/// How many it takes when one after the other is wanted.
const LONGEST_READ: usize = 256;

/// In which direction the chain is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// From the first block on.
    Oldest,
    /// From the newest block back.
    Newest,
}

impl Order {
    /// A number that grows in this direction; its own inverse.
    fn rank(self, chunk: i64) -> i64 {
        match self {
            Self::Oldest => chunk,
            Self::Newest => -chunk,
        }
    }
}

/// Why a search ends before its range does.
#[derive(Debug)]
pub(super) enum Halt {
    /// It has read as much as it may; what remains begins with this chunk.
    Spent(i64),
    /// The index fails.
    Failed(IndexError),
}

impl From<IndexError> for Halt {
    fn from(error: IndexError) -> Self {
        Self::Failed(error)
    }
}

/// A search at work.
pub(super) struct Search<'a> {
    reader: &'a Reader<'a>,
    order: Order,
    chunks: RangeInclusive<i64>,
    /// Number and first chunk of each era, in the direction of the search.
    eras: Vec<(i64, i64)>,
    reads_left: Option<usize>,
}

impl<'a> Search<'a> {
    /// A search through blocks `from` to `to`. `max_reads` bounds it, if at all.
    pub(super) fn new(
        reader: &'a Reader<'a>,
        order: Order,
        blocks: RangeInclusive<u64>,
        max_reads: Option<usize>,
    ) -> Result<Self, IndexError> {
        let chunks = chunks_of(*blocks.start(), *blocks.end());
        let mut eras = reader.eras(&chunks)?;
        if order == Order::Newest {
            eras.reverse();
        }
        Ok(Self {
            reader,
            order,
            chunks,
            eras,
            reads_left: max_reads,
        })
    }

    /// Visits every chunk in which each group has one of its terms, until the visitor has enough. Without groups, every
    /// chunk.
    pub(super) fn run(
        &mut self,
        mut groups: Vec<AnyOf>,
        mut visit: impl FnMut(i64, &Chunk) -> ControlFlow<()>,
    ) -> Result<(), Halt> {
        if groups.is_empty() {
            return self.all(visit);
        }
        let (first, last) = self.ranks();
        let mut candidate = first;
        'candidates: while candidate <= last {
            for group in &mut groups {
                match group.seek(candidate, self)? {
                    None => return Ok(()),
                    Some(rank) if rank > candidate => {
                        candidate = rank;
                        continue 'candidates;
                    }
                    Some(_) => {}
                }
            }
            let chunk = self.order.rank(candidate);
            let content = self.read_chunk(chunk)?;
            if visit(chunk, &content).is_break() {
                return Ok(());
            }
            candidate += 1;
        }
        Ok(())
    }

    fn ranks(&self) -> (i64, i64) {
        let (start, end) = (*self.chunks.start(), *self.chunks.end());
        match self.order {
            Order::Oldest => (start, end),
            Order::Newest => (-end, -start),
        }
    }

    fn all(&self, mut visit: impl FnMut(i64, &Chunk) -> ControlFlow<()>) -> Result<(), Halt> {
        let reader = self.reader;
        let failed = |error| Halt::from(reader.failed(error));
        let sql = match self.order {
            Order::Oldest => {
                "SELECT chunk, content FROM logs WHERE chunk BETWEEN ? AND ? ORDER BY chunk"
            }
            Order::Newest => {
                "SELECT chunk, content FROM logs WHERE chunk BETWEEN ? AND ? ORDER BY chunk DESC"
            }
        };
        let mut statement = reader.connection.prepare_cached(sql).map_err(failed)?;
        let range = params![self.chunks.start(), self.chunks.end()];
        let mut rows = statement.query(range).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let chunk = row.get(0).map_err(failed)?;
            let content: Vec<u8> = row.get(1).map_err(failed)?;
            let content = self.decode(&content)?;
            if visit(chunk, &content).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn read_chunk(&mut self, chunk: i64) -> Result<Chunk, Halt> {
        self.count_read(chunk)?;
        let reader = self.reader;
        let read = || -> rusqlite::Result<Vec<u8>> {
            let sql = "SELECT content FROM logs WHERE chunk = ?";
            let mut statement = reader.connection.prepare_cached(sql)?;
            statement.query_row([chunk], |row| row.get(0))
        };
        let content = read().map_err(|error| reader.failed(error))?;
        self.decode(&content)
    }

    fn decode(&self, content: &[u8]) -> Result<Chunk, Halt> {
        let chunk = Chunk::try_from_slice(content);
        chunk.map_err(|error| self.reader.damaged(error).into())
    }

    /// Counts a row that is read to find what is at or after `chunk`.
    fn count_read(&mut self, chunk: i64) -> Result<(), Halt> {
        match &mut self.reads_left {
            None => {}
            Some(0) => return Err(Halt::Spent(chunk)),
            Some(left) => *left -= 1,
        }
        Ok(())
    }

    /// The place of the first era that may have chunks at or after `rank`.
    fn era_of(&self, rank: i64) -> usize {
        let chunk = self.order.rank(rank);
        match self.order {
            Order::Oldest => {
                let begun = self.eras.partition_point(|(_, first)| *first <= chunk);
                begun.saturating_sub(1)
            }
            Order::Newest => self.eras.partition_point(|(_, first)| *first > chunk),
        }
    }

    /// The next chunks of a term in an era, as ranks.
    fn postings(
        &self,
        era: i64,
        term: i64,
        rank: i64,
        limit: usize,
    ) -> Result<Vec<i64>, IndexError> {
        let sql = match self.order {
            Order::Oldest => {
                "SELECT chunk FROM posting WHERE era = ? AND term = ? AND chunk BETWEEN ? AND ?
                ORDER BY chunk LIMIT ?"
            }
            Order::Newest => {
                "SELECT chunk FROM posting WHERE era = ? AND term = ? AND chunk BETWEEN ? AND ?
                ORDER BY chunk DESC LIMIT ?"
            }
        };
        let chunk = self.order.rank(rank);
        let (from, to) = match self.order {
            Order::Oldest => (chunk, *self.chunks.end()),
            Order::Newest => (*self.chunks.start(), chunk),
        };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let fetch = || -> rusqlite::Result<Vec<i64>> {
            let mut statement = self.reader.connection.prepare_cached(sql)?;
            let values = params![era, term, from, to, limit];
            let rows = statement.query_map(values, |row| row.get(0))?;
            rows.map(|chunk| Ok(self.order.rank(chunk?))).collect()
        };
        fetch().map_err(|error| self.reader.failed(error))
    }
}

/// The chunks that have one of several terms, in order.
pub(super) struct AnyOf {
    terms: Vec<Postings>,
    /// The next rank of each term that has one, the smallest on top.
    next: BinaryHeap<Reverse<(i64, usize)>>,
}

impl AnyOf {
    pub(super) fn new(terms: impl IntoIterator<Item = i64>) -> Self {
        let terms: Vec<Postings> = terms.into_iter().map(Postings::new).collect();
        // No rank is that low: the first search makes all of them read.
        let next = (0..terms.len()).map(|index| Reverse((i64::MIN, index)));
        Self {
            next: next.collect(),
            terms,
        }
    }

    /// The first rank at or after `target`.
    fn seek(&mut self, target: i64, search: &mut Search<'_>) -> Result<Option<i64>, Halt> {
        while let Some(Reverse((rank, index))) = self.next.peek().copied() {
            if rank >= target {
                return Ok(Some(rank));
            }
            self.next.pop();
            if let Some(rank) = self.terms[index].seek(target, search)? {
                self.next.push(Reverse((rank, index)));
            }
        }
        Ok(None)
    }
}

/// The chunks of one term as ranks, read ahead.
struct Postings {
    term: i64,
    /// In order; those before `at` are behind us.
    ranks: Vec<i64>,
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
            ranks: Vec::new(),
            at: 0,
            read: 0,
            answered: 0,
            era: 0,
        }
    }

    fn seek(&mut self, target: i64, search: &mut Search<'_>) -> Result<Option<i64>, Halt> {
        self.at += self.ranks[self.at..].partition_point(|rank| *rank < target);
        if self.at == self.ranks.len() {
            self.fetch(target, search)?;
        }
        self.answered += 1;
        Ok(self.ranks.get(self.at).copied())
    }

    fn fetch(&mut self, target: i64, search: &mut Search<'_>) -> Result<(), Halt> {
        // Reading ahead pays where neighbours are wanted, not where another group skips far.
        self.read = if self.answered * 2 > self.ranks.len() {
            (self.read * 4).clamp(FIRST_READ, LONGEST_READ)
        } else {
            FIRST_READ
        };
        self.answered = 0;
        self.at = 0;
        self.ranks.clear();
        self.era = self.era.max(search.era_of(target));
        while self.ranks.is_empty() {
            let Some((era, _)) = search.eras.get(self.era).copied() else {
                break;
            };
            search.count_read(search.order.rank(target))?;
            self.ranks = search.postings(era, self.term, target, self.read)?;
            if self.ranks.len() < self.read {
                self.era += 1;
            }
        }
        Ok(())
    }
}
