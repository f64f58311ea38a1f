//! How blocks become rows: positions, terms, and chunks of logs.

use crate::ledger::StoredBlock;
use alloy_primitives::{Address, B256, keccak256};
use borsh::{BorshDeserialize, BorshSerialize};
use std::ops::RangeInclusive;

/// Bits of a position below the block number: 16 million transactions or logs per block, far more than gas allows.
const INDEX_BITS: u32 = 24;

/// Bits of a log's index inside its chunk.
const CHUNK_BITS: u32 = 5;

/// Logs in a chunk. Small, since a question reads whole chunks; and 32 logs of at most five values each can be
/// numbered with one byte.
pub(super) const CHUNK_LOGS: usize = 1 << CHUNK_BITS;

/// The highest block number a position can hold.
pub(super) const MAX_NUMBER: u64 = (1 << (63 - INDEX_BITS)) - 1;

/// What a log has beside data: its address and up to four topics.
pub(super) const FIELDS: usize = 5;

/// Stands for a topic that a log does not have.
const ABSENT: u8 = u8::MAX;

/// Up to [`CHUNK_LOGS`] neighbouring logs of one block: everything of them that a filter asks for.
#[derive(Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Chunk {
    /// Values that are an address: most are, and 12 bytes of zeros less is a quarter of the table.
    short: Vec<[u8; 20]>,
    /// Other values, numbered from where the addresses end.
    long: Vec<[u8; 32]>,
    /// The logs.
    pub(super) logs: Vec<Entry>,
}

/// One log.
#[derive(Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Entry {
    /// The transaction's index in the block.
    pub(super) transaction: u32,
    /// Numbers of its values: the address, then the topics.
    values: [u8; FIELDS],
}

impl Entry {
    /// The number of its value in `field`, if it has one.
    pub(super) fn value(&self, field: usize) -> Option<usize> {
        let value = self.values[field];
        (value != ABSENT).then_some(usize::from(value))
    }
}

impl Chunk {
    /// The distinct values in the order of their numbers.
    pub(super) fn values(&self) -> impl Iterator<Item = B256> {
        let short = self
            .short
            .iter()
            .map(|value| Address::new(*value).into_word());
        short.chain(self.long.iter().map(|value| B256::new(*value)))
    }

    /// The terms under which the chunk is found, without repetition.
    fn terms(&self, terms: &mut Vec<i64>) {
        terms.clear();
        // A bit for each field in which a value stands.
        let mut fields_of = [0_u8; 1 << u8::BITS];
        for entry in &self.logs {
            for field in 0..FIELDS {
                if let Some(value) = entry.value(field) {
                    fields_of[value] |= 1 << field;
                }
            }
        }
        for (value, fields) in self.values().zip(fields_of) {
            let term = Term::new(value);
            let fields = (0..FIELDS).filter(|field| fields & 1 << field != 0);
            terms.extend(fields.map(|field| term.of(field)));
        }
    }
}

/// What postings are keyed by: 61 bits of the value's hash, and the field. A hash, since values that share leading or
/// trailing bytes are easy to make; two values under one term cost time but give no wrong answer.
#[derive(Clone, Copy)]
pub(super) struct Term(i64);

impl Term {
    /// The term of `value`.
    pub(super) fn new(value: B256) -> Self {
        Self(prefix(keccak256(value)))
    }

    /// The term of the value in `field`.
    pub(super) fn of(self, field: usize) -> i64 {
        let field = i64::try_from(field).expect("there are five fields");
        (self.0 & !7) | field
    }
}

/// The first 8 bytes of a hash.
pub(super) fn prefix(hash: B256) -> i64 {
    i64::from_be_bytes(*hash.first_chunk().expect("a hash has 32 bytes"))
}

/// A place in the chain as one integer: block number, then index in the block.
pub(super) fn position(number: u64, index: usize) -> i64 {
    let index = u64::try_from(index).expect("an index fits into 64 bits");
    assert!(
        number <= MAX_NUMBER && index < 1 << INDEX_BITS,
        "gas bounds what a block holds"
    );
    (number << INDEX_BITS | index).cast_signed()
}

/// What [`position`] packed.
pub(super) fn unpack(position: i64) -> (u64, usize) {
    let position = position.cast_unsigned();
    let index = position & ((1 << INDEX_BITS) - 1);
    (
        position >> INDEX_BITS,
        usize::try_from(index).expect("24 bits fit"),
    )
}

/// The block of a chunk and the index of the chunk's first log.
pub(super) fn unpack_chunk(chunk: i64) -> (u64, usize) {
    unpack(chunk << CHUNK_BITS)
}

/// The chunks that blocks `from` to `to` can have. Both are at most [`MAX_NUMBER`].
pub(super) fn chunks_of(from: u64, to: u64) -> RangeInclusive<i64> {
    let last = (1 << INDEX_BITS) - 1;
    position(from, 0) >> CHUNK_BITS..=position(to, last) >> CHUNK_BITS
}

/// The rows of some blocks.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Hash prefix and number.
    pub(super) blocks: Vec<(i64, i64)>,
    /// Hash prefix and position.
    pub(super) transactions: Vec<(i64, i64)>,
    /// Chunk and content.
    pub(super) chunks: Vec<(i64, Vec<u8>)>,
    /// Term and chunk.
    pub(super) postings: Vec<(i64, i64)>,
}

impl Rows {
    /// Adds a block's rows.
    pub(super) fn add(&mut self, block: &StoredBlock) {
        let number = block.header.number;
        self.blocks.push((prefix(block.hash), number.cast_signed()));
        for (index, hash) in block.hashes.iter().enumerate() {
            self.transactions
                .push((prefix(*hash), position(number, index)));
        }
        let mut builder = Builder::default();
        let mut log_index = 0;
        for (transaction, receipt) in block.receipts.iter().enumerate() {
            let transaction = u32::try_from(transaction).expect("gas bounds what a block holds");
            for event in &receipt.logs {
                builder.push(transaction, event.address, &event.topics);
                log_index += 1;
                if log_index % CHUNK_LOGS == 0 {
                    builder.finish(position(number, log_index - 1) >> CHUNK_BITS, self);
                }
            }
        }
        if log_index % CHUNK_LOGS != 0 {
            builder.finish(position(number, log_index - 1) >> CHUNK_BITS, self);
        }
    }

    /// Puts the rows in the order of their trees, where neighbours share pages.
    pub(super) fn sort(&mut self) {
        self.transactions.sort_unstable();
        self.postings.sort_unstable();
    }
}

/// Numbers a chunk's values while it grows.
#[derive(Default)]
struct Builder {
    /// Distinct values as they came. At most 160, most often repeated: looked for from the newest on.
    values: Vec<B256>,
    logs: Vec<(u32, [Option<usize>; FIELDS])>,
    terms: Vec<i64>,
}

impl Builder {
    fn push(&mut self, transaction: u32, address: Address, topics: &[B256]) {
        let mut fields = [None; FIELDS];
        fields[0] = Some(self.number(address.into_word()));
        // Ethereum's logs have at most four topics.
        for (field, topic) in fields[1..].iter_mut().zip(topics) {
            *field = Some(self.number(*topic));
        }
        self.logs.push((transaction, fields));
    }

    fn number(&mut self, value: B256) -> usize {
        let known = self.values.iter().position(|other| *other == value);
        known.unwrap_or_else(|| {
            self.values.push(value);
            self.values.len() - 1
        })
    }

    fn finish(&mut self, number: i64, rows: &mut Rows) {
        let mut chunk = Chunk::default();
        let is_short = |value: &B256| value[..12] == [0; 12];
        let shorts = self.values.iter().filter(|value| is_short(value)).count();
        let numbers: Vec<u8> = self
            .values
            .iter()
            .map(|value| {
                let number = if is_short(value) {
                    chunk.short.push(Address::from_word(*value).into_array());
                    chunk.short.len() - 1
                } else {
                    chunk.long.push(value.0);
                    shorts + chunk.long.len() - 1
                };
                u8::try_from(number).expect("a chunk has at most 160 values")
            })
            .collect();
        chunk.logs = self
            .logs
            .iter()
            .map(|(transaction, fields)| Entry {
                transaction: *transaction,
                values: fields.map(|field| field.map_or(ABSENT, |value| numbers[value])),
            })
            .collect();
        chunk.terms(&mut self.terms);
        rows.postings
            .extend(self.terms.iter().map(|term| (*term, number)));
        let content = borsh::to_vec(&chunk).expect("writing to a vector cannot fail");
        rows.chunks.push((number, content));
        self.values.clear();
        self.logs.clear();
    }
}
