//! Totals of days, months and stages: what the public metrics page shows (WP-07).
//!
//! They are added up while blocks are written, three rows for a whole batch, whatever it holds.

use crate::ledger::StoredBlock;
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolEvent, SolValue};
use borsh::{BorshDeserialize, BorshSerialize};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};
use wepos_abi::{IEmission, IToken, addresses};
use wepos_chain::{Network, amounts::Amount, block::Event, stages::StageIndex, time::Timestamp};

/// How many accounts of a period are told apart. Beyond it the count says "at least": memory (44 MiB a period at most)
/// must not grow with what strangers send.
pub const ACTIVE_MAX: usize = 1_000_000;

/// A stretch of time that totals are kept of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// A day of the calendar, counted from the launch.
    Day,
    /// A month of the calendar, from 1 (R12).
    Month,
    /// A stage of the schedule, from 0; what follows the last one counts as one more (R4, R18).
    Stage,
}

impl Unit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Stage];

    fn code(self) -> i64 {
        match self {
            Self::Day => 0,
            Self::Month => 1,
            Self::Stage => 2,
        }
    }

    /// The period that an instant falls into.
    pub fn at(self, network: &Network, time: Timestamp) -> u64 {
        let month = || network.calendar().month_at(time);
        match self {
            Self::Day => network.day_at(time),
            Self::Month => month().into(),
            Self::Stage => {
                let stages = &network.genesis().stages;
                match stages.stage_at_month(month()) {
                    Some(stage) => stage.0.into(),
                    None => stages.entries().len() as u64,
                }
            }
        }
    }

    /// When a period begins and ends; what follows the last stage has no end.
    pub fn bounds(self, network: &Network, period: u64) -> (Timestamp, Option<Timestamp>) {
        let month = |number| network.calendar().month_bounds(number);
        match self {
            Self::Day => {
                let ends = network.day_start(period.saturating_add(1));
                (network.day_start(period), Some(ends))
            }
            Self::Month => {
                let (starts, ends) = month(u32::try_from(period).unwrap_or(u32::MAX));
                (starts, Some(ends))
            }
            Self::Stage => {
                let stages = &network.genesis().stages;
                let stage = u8::try_from(period).ok().map(StageIndex);
                match stage.and_then(|stage| stages.months_of(stage)) {
                    Some(months) => (month(*months.start()).0, Some(month(*months.end()).1)),
                    None => (month(stages.total_months()).1, None),
                }
            }
        }
    }
}

/// What happened in a period, as far as the index knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Totals {
    /// The first block of the period that the index has.
    pub first_block: u64,
    /// The last one.
    pub last_block: u64,
    /// Blocks.
    pub blocks: u64,
    /// Transactions that accounts sent.
    pub transactions: u64,
    /// How many of them failed.
    pub failed: u64,
    /// Gas that was used.
    pub gas: u64,
    /// Accounts that sent at least one transaction.
    pub active: u64,
    /// Whether there were more of them than [`ACTIVE_MAX`].
    pub active_is_at_least: bool,
    /// Units that members sent to members.
    pub moved: u128,
    /// Units that the protocol paid to members: rewards, and what was held for them. What development networks give
    /// their ready accounts is left out.
    pub paid: u128,
    /// Units that members gave to the protocol's accounts.
    pub deposited: u128,
    /// Units that were burned.
    pub burned: u128,
    /// How often each event happened, by module and first topic.
    pub events: BTreeMap<([u8; 20], [u8; 32]), u64>,
}

impl Totals {
    fn add_event(&mut self, event: &Event) {
        let Some(topic) = event.topics.first() else {
            return;
        };
        let count = self.events.entry((event.address.into(), topic.0));
        *count.or_default() += 1;
        // No sum can overflow: it would take five million million turnovers of the supply.
        let add = |sum: &mut u128, value: Amount| *sum = sum.saturating_add(value.units());
        match (event.address, *topic) {
            (addresses::TOKEN, IToken::Transfer::SIGNATURE_HASH) => {
                let (Some(from), Some(to), Some(value)) = (
                    event.topics.get(1).map(|it| Address::from_word(*it)),
                    event.topics.get(2).map(|it| Address::from_word(*it)),
                    amount(&event.data),
                ) else {
                    return;
                };
                // The supply came from nobody, in the first block.
                let is_protocol =
                    |account: Address| account.is_zero() || addresses::is_protocol_account(account);
                match (is_protocol(from), is_protocol(to)) {
                    (_, true) if to == addresses::BURNED => add(&mut self.burned, value),
                    (false, false) => add(&mut self.moved, value),
                    (false, true) => add(&mut self.deposited, value),
                    (true, false) => add(&mut self.paid, value),
                    (true, true) => {}
                }
            }
            (addresses::EMISSION, IEmission::DevelopmentFunded::SIGNATURE_HASH) => {
                let value = amount(&event.data).unwrap_or_default();
                self.paid = self.paid.saturating_sub(value.units());
            }
            _ => {}
        }
    }
}

/// The only value in the data of an event.
fn amount(data: &[u8]) -> Option<Amount> {
    let value = U256::abi_decode(data).ok()?;
    Amount::try_from(value).ok()
}

/// The period that is running.
struct Running {
    period: u64,
    totals: Totals,
    active: HashSet<Address>,
    /// Those of `active` that are not in the file yet.
    fresh: Vec<u8>,
}

impl Running {
    fn add(&mut self, block: &StoredBlock) {
        let totals = &mut self.totals;
        let number = block.header.number;
        if totals.blocks == 0 {
            totals.first_block = number;
        }
        totals.last_block = number;
        totals.blocks += 1;
        totals.gas += block.header.gas_used;
        for receipt in &block.receipts {
            for event in &receipt.logs {
                totals.add_event(event);
            }
            if receipt.sender.is_zero() {
                continue;
            }
            totals.transactions += 1;
            totals.failed += u64::from(!receipt.success);
            if self.active.len() >= ACTIVE_MAX {
                totals.active_is_at_least |= !self.active.contains(&receipt.sender);
            } else if self.active.insert(receipt.sender) {
                totals.active += 1;
                self.fresh.extend_from_slice(receipt.sender.as_slice());
            }
        }
    }
}

/// Adds up the running day, month and stage.
pub(super) struct Meter {
    network: Arc<Network>,
    /// In the order of [`Unit::ALL`]; nothing before the first block.
    running: [Option<Running>; 3],
    /// Periods that ended since the last write.
    ended: Vec<(Unit, u64, Totals)>,
}

impl Meter {
    /// A meter that begins with the next block.
    pub(super) fn new(network: Arc<Network>) -> Self {
        Self {
            network,
            running: [const { None }; 3],
            ended: Vec::new(),
        }
    }

    /// A meter that goes on where the file ends.
    pub(super) fn load(connection: &Connection, network: Arc<Network>) -> rusqlite::Result<Self> {
        let mut meter = Self::new(network);
        for (unit, running) in Unit::ALL.into_iter().zip(&mut meter.running) {
            let last =
                "SELECT period, content FROM total WHERE unit = ? ORDER BY period DESC LIMIT 1";
            let Some((period, totals)) = connection
                .query_row(last, [unit.code()], |row| {
                    Ok((row.get(0)?, decode(row, 1)?))
                })
                .optional()?
            else {
                continue;
            };
            let mut active = HashSet::new();
            let sql = "SELECT accounts FROM active WHERE unit = ? AND period = ?";
            let mut statement = connection.prepare(sql)?;
            let mut rows = statement.query([unit.code(), period])?;
            while let Some(row) = rows.next()? {
                let accounts: Vec<u8> = row.get(0)?;
                active.extend(accounts.chunks_exact(20).map(Address::from_slice));
            }
            *running = Some(Running {
                period: period.cast_unsigned(),
                totals,
                active,
                fresh: Vec::new(),
            });
        }
        Ok(meter)
    }

    /// Adds a block.
    pub(super) fn add(&mut self, block: &StoredBlock) {
        for (unit, running) in Unit::ALL.into_iter().zip(&mut self.running) {
            let period = unit.at(&self.network, block.time);
            if running.as_ref().is_some_and(|it| it.period != period)
                && let Some(ended) = running.take()
            {
                self.ended.push((unit, ended.period, ended.totals));
            }
            let running = running.get_or_insert_with(|| Running {
                period,
                totals: Totals::default(),
                active: HashSet::new(),
                fresh: Vec::new(),
            });
            running.add(block);
        }
    }

    /// Everything since the last write, in order: of a meter that never writes, all there is.
    pub(super) fn all(&self, wanted: Unit) -> Vec<(u64, Totals)> {
        let ended = self.ended.iter().filter(|(unit, _, _)| *unit == wanted);
        let running = Unit::ALL.into_iter().zip(&self.running);
        let running = running.filter(|(unit, _)| *unit == wanted);
        let running = running.filter_map(|(_, running)| running.as_ref());
        ended
            .map(|(_, period, totals)| (*period, totals.clone()))
            .chain(running.map(|it| (it.period, it.totals.clone())))
            .collect()
    }

    /// Writes what changed since the last time.
    pub(super) fn write(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        for (unit, period, totals) in self.ended.drain(..) {
            put(transaction, unit, period, &totals)?;
            transaction
                .prepare_cached("DELETE FROM active WHERE unit = ? AND period = ?")?
                .execute([unit.code(), period.cast_signed()])?;
        }
        for (unit, running) in Unit::ALL.into_iter().zip(&mut self.running) {
            let Some(running) = running else { continue };
            put(transaction, unit, running.period, &running.totals)?;
            if running.fresh.is_empty() {
                continue;
            }
            transaction
                .prepare_cached("INSERT INTO active (unit, period, accounts) VALUES (?, ?, ?)")?
                .execute(params![
                    unit.code(),
                    running.period.cast_signed(),
                    running.fresh
                ])?;
            running.fresh.clear();
        }
        Ok(())
    }
}

fn put(
    transaction: &Transaction<'_>,
    unit: Unit,
    period: u64,
    totals: &Totals,
) -> rusqlite::Result<()> {
    let content = borsh::to_vec(totals).expect("writing to a vector cannot fail");
    transaction
        .prepare_cached("INSERT OR REPLACE INTO total VALUES (?, ?, ?)")?
        .execute(params![unit.code(), period.cast_signed(), content])?;
    Ok(())
}

/// The totals of periods from `from` to `to`, in order, at most `limit`.
pub(super) fn read(
    connection: &Connection,
    unit: Unit,
    from: u64,
    to: u64,
    limit: usize,
) -> rusqlite::Result<Vec<(u64, Totals)>> {
    let sql = "SELECT period, content FROM total WHERE unit = ? AND period BETWEEN ? AND ?
        ORDER BY period DESC LIMIT ?";
    let clip = |period: u64| i64::try_from(period).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = params![unit.code(), clip(from), clip(to), limit];
    let rows = statement.query_map(values, |row| {
        let period: i64 = row.get(0)?;
        Ok((period.cast_unsigned(), decode(row, 1)?))
    })?;
    let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    found.reverse();
    Ok(found)
}

fn decode(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Totals> {
    let content: Vec<u8> = row.get(column)?;
    Totals::try_from_slice(&content).map_err(|error| {
        let kind = rusqlite::types::Type::Blob;
        rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(error))
    })
}
