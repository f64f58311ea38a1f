//! How blocks become rows: positions, terms, and chunks.

use super::parties::recipient;
use crate::ledger::StoredBlock;
use alloy_primitives::{Address, B256, keccak256};
use borsh::{BorshDeserialize, BorshSerialize};
use std::ops::RangeInclusive;
use wepos_abi::events::accounts_in_data;

/// Bits of a position below the block number: 16 million transactions or logs per block, far more than gas allows.
const INDEX_BITS: u32 = 24;

/// Bits of a position that are no part of a chunk's number. A chunk holds many transactions or logs, but one that
/// names very many accounts may fill a chunk alone.
const CHUNK_BITS: u32 = 5;

/// Logs in a chunk: few, since a question reads whole chunks.
pub(super) const CHUNK_LOGS: usize = 32;

/// Transactions with parties in a chunk, for the same reason.
const CHUNK_PARTIES: usize = 64;

/// The highest block number a position can hold.
pub(super) const MAX_NUMBER: u64 = (1 << (63 - INDEX_BITS)) - 1;

/// What a log has beside data: its address and up to four topics.
pub(super) const FIELDS: usize = 5;

/// Where an account stands that has to do with a transaction, and is no topic of its logs.
pub(super) const PARTY: usize = FIELDS;

/// The fields that an account of a transaction's history can stand in. The first topic says which event it is.
pub(super) const ACCOUNT_FIELDS: [usize; 4] = [2, 3, 4, PARTY];

/// Stands for a topic that a log does not have.
const ABSENT: u8 = u8::MAX;

/// Distinct values of a chunk, so that one byte numbers them.
const CHUNK_VALUES: usize = ABSENT as usize;

/// Neighbouring transactions of one block: their logs, and who had to do with them.
#[derive(Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Chunk {
    /// The index of its first log in the block.
    first_log: u32,
    /// Values that are an address: most are, and 12 bytes of zeros less is a quarter of the table.
    short: Vec<[u8; 20]>,
    /// Other values, numbered from where the addresses end.
    long: Vec<[u8; 32]>,
    /// The logs, at most [`CHUNK_LOGS`].
    pub(super) logs: Vec<Entry>,
    /// A transaction's index, and the number of an account that has to do with it.
    pub(super) parties: Vec<(u32, u8)>,
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
    /// The index in the block of the log at `index`.
    pub(super) fn log_index(&self, index: usize) -> usize {
        usize::try_from(self.first_log).map_or(usize::MAX, |first| first.saturating_add(index))
    }

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
        for (_, value) in &self.parties {
            fields_of[usize::from(*value)] |= 1 << PARTY;
        }
        for (value, fields) in self.values().zip(fields_of) {
            let term = Term::new(value);
            let fields = (0..=PARTY).filter(|field| fields & 1 << field != 0);
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
        let field = i64::try_from(field).expect("there are six fields");
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

/// The block of a chunk.
pub(super) fn block_of(chunk: i64) -> u64 {
    unpack(chunk << CHUNK_BITS).0
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
        let mut builder = Builder::new(number, self);
        let mut named = Vec::new();
        for (index, receipt) in block.receipts.iter().enumerate() {
            builder.begin(index);
            for event in &receipt.logs {
                named.clear();
                accounts_in_data(event.address, &event.topics, &event.data, &mut named);
                builder.push_log(event.address, &event.topics, &named);
            }
            // The protocol's own transaction comes from nobody and goes to nobody.
            if !receipt.sender.is_zero() {
                builder.push_party(receipt.sender);
                let raw = block.transactions.get(index);
                if let Some(to) = raw.and_then(|raw| recipient(raw)) {
                    builder.push_party(to);
                }
            }
        }
        builder.finish();
    }

    /// Puts the rows in the order of their trees, where neighbours share pages.
    pub(super) fn sort(&mut self) {
        self.transactions.sort_unstable();
        self.postings.sort_unstable();
    }
}

/// Numbers a chunk's values while it grows.
struct Builder<'a> {
    rows: &'a mut Rows,
    /// The chunk that grows.
    number: i64,
    first_log: u32,
    /// Distinct values as they came, most often repeated: looked for from the newest on.
    values: Vec<B256>,
    logs: Vec<(u32, [Option<usize>; FIELDS])>,
    parties: Vec<(u32, usize)>,
    /// The transaction that is added, and its first log in this chunk.
    transaction: u32,
    transaction_logs: usize,
    terms: Vec<i64>,
}

impl<'a> Builder<'a> {
    fn new(block: u64, rows: &'a mut Rows) -> Self {
        Self {
            rows,
            number: *chunks_of(block, block).start(),
            first_log: 0,
            values: Vec::new(),
            logs: Vec::new(),
            parties: Vec::new(),
            transaction: 0,
            transaction_logs: 0,
            terms: Vec::new(),
        }
    }

    fn begin(&mut self, transaction: usize) {
        self.transaction = u32::try_from(transaction).expect("gas bounds what a block holds");
        self.transaction_logs = self.logs.len();
    }

    /// A log, and the accounts that its data names: they stay together, so that who looks for both finds them.
    fn push_log(&mut self, address: Address, topics: &[B256], named: &[Address]) {
        if self.logs.len() == CHUNK_LOGS
            || self.values.len() + FIELDS + named.len() > CHUNK_VALUES
            || self.parties.len() + named.len() > CHUNK_PARTIES
        {
            self.cut();
        }
        let mut fields = [None; FIELDS];
        fields[0] = Some(self.number_of(address.into_word()));
        // Ethereum's logs have at most four topics.
        for (field, topic) in fields[1..].iter_mut().zip(topics) {
            *field = Some(self.number_of(*topic));
        }
        self.logs.push((self.transaction, fields));
        for account in named {
            let word = account.into_word();
            if !topics.iter().skip(1).any(|topic| *topic == word) {
                self.add_party(word);
            }
        }
    }

    /// An account that has to do with the transaction: a topic of its logs finds it too, and costs nothing more.
    fn push_party(&mut self, account: Address) {
        let word = account.into_word();
        let is_topic = self.logs[self.transaction_logs..]
            .iter()
            .flat_map(|(_, fields)| &fields[2..])
            .any(|value| value.is_some_and(|value| self.values[value] == word));
        if is_topic {
            return;
        }
        self.add_party(word);
    }

    fn add_party(&mut self, word: B256) {
        if self.parties.len() == CHUNK_PARTIES || self.values.len() == CHUNK_VALUES {
            self.cut();
        }
        let value = self.number_of(word);
        if !self.parties.contains(&(self.transaction, value)) {
            self.parties.push((self.transaction, value));
        }
    }

    fn number_of(&mut self, value: B256) -> usize {
        let known = self.values.iter().rposition(|other| *other == value);
        known.unwrap_or_else(|| {
            self.values.push(value);
            self.values.len() - 1
        })
    }

    /// Ends the chunk in the middle of a block, and begins the next one.
    fn cut(&mut self) {
        if self.logs.is_empty() && self.parties.is_empty() {
            return;
        }
        let logs = u32::try_from(self.logs.len()).expect("a chunk has few logs");
        self.finish();
        self.first_log += logs;
        self.number += 1;
        self.transaction_logs = 0;
    }

    /// Makes the rows of the chunk, if anything is in it.
    fn finish(&mut self) {
        if self.logs.is_empty() && self.parties.is_empty() {
            return;
        }
        let mut chunk = Chunk {
            first_log: self.first_log,
            ..Chunk::default()
        };
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
                u8::try_from(number).expect("a chunk has at most 255 values")
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
        let parties = self.parties.iter();
        chunk.parties = parties
            .map(|(transaction, value)| (*transaction, numbers[*value]))
            .collect();
        chunk.terms(&mut self.terms);
        let number = self.number;
        self.rows
            .postings
            .extend(self.terms.iter().map(|term| (*term, number)));
        let content = borsh::to_vec(&chunk).expect("writing to a vector cannot fail");
        self.rows.chunks.push((number, content));
        self.values.clear();
        self.logs.clear();
        self.parties.clear();
    }
}
