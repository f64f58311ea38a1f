//! Running a block: sans-I/O, so that proposing, verifying, replaying and simulating are one path.
//!
//! [`BlockExecution::advance`] runs until it needs keys of the state database, and says which; its caller supplies
//! them and calls again. Transactions run in order. The first one that misses a key starts a discovery round: every
//! later transaction runs once on the overlay, only to collect its keys, and is rolled back; all of them are asked for
//! together. After [`MAX_DISCOVERY_ROUNDS`] rounds misses are loaded one transaction at a time. A plain transfer's
//! keys follow from its bytes and are asked for before anything runs, so it runs once.
//!
//! # What cannot happen
//!
//! - A missing key cannot become a receipt: the miss lies on the overlay, whatever a rule did with the error.
//! - A panic or a broken invariant cannot stop the chain: each transaction and each agenda item runs behind a
//!   checkpoint and `catch_unwind`, and becomes a revert with `Panic(uint256)`, the same on every node.
//! - Money cannot appear or vanish: a transaction whose writes change the sum of all balances is refused (I1), and so
//!   is one after which a module's balance is not what the module says it holds (I7).

use crate::{
    admission::Exclusion,
    amounts::Amount,
    block::{Event, Outcome, Receipt},
    context::{BlockEnvironment, Context, Frame, Meter},
    ecdsa::Signers,
    ensure,
    failure::Failure,
    gas,
    header::FIRST_PROTOCOL_VERSION,
    modules::{
        Module, Modules,
        network::{self, UnknownProtocol},
        token,
    },
    state::{Agenda, Due, Key, Overlay},
    time::Timestamp,
    transaction::CheckedTransaction,
    validators::ValidatorSet,
};
use alloy_primitives::{Address, Log};
use bytes::Bytes;
use std::{collections::BTreeSet, sync::Arc};
use wepos_abi::IErrors;

mod call;
mod rule;

pub use call::{Call, CallExecution, CallOutcome};
use rule::{contained, rule_failed, settle};

/// Rounds in which all remaining transactions are searched for missing keys.
pub const MAX_DISCOVERY_ROUNDS: u32 = 4;

/// The protocol's own number in keys: the agenda's fields.
pub const PROTOCOL: u8 = 0;

/// Things due at a time.
pub const AGENDA: Agenda = Agenda::new(PROTOCOL, 0);

/// The fields of [`AGENDA`].
pub(crate) const AGENDA_LAYOUT: &[(u8, &str, &str)] = &[
    (0, "agenda_size", "u64"),
    (1, "agenda_sequence", "u64"),
    (2, "agenda_heap", "u64 -> Due"),
    (3, "agenda_parked_length", "u64"),
    (4, "agenda_parked", "u64 -> Parked"),
];

/// Whether a block is being made or checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Transactions that may not be in the block are left out.
    Build,
    /// A transaction that may not be in the block makes it invalid.
    Verify,
}

/// What an execution wants next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Values of these keys, then `advance` again.
    NeedsKeys(Vec<Key>),
    /// The budget of transactions is used up: `advance` again, or finish with what is there.
    Paused,
    /// Everything ran.
    Complete,
    /// The block is not valid (only in [`Mode::Verify`]).
    Invalid(String),
    /// The block follows rules that this binary does not have: it can say nothing about it, nor about any later one.
    Unknown(UnknownProtocol),
}

/// The stages of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Prefetch,
    /// Which rules the block follows.
    Version,
    /// The protocol's own work, by index: modules in order, then the agenda.
    Protocol(usize),
    /// In the last block of an epoch: who orders the next.
    Validators,
    Agenda,
    Transactions,
    Complete,
}

/// One block being executed.
#[derive(Debug)]
pub struct BlockExecution {
    block: BlockEnvironment,
    modules: Modules,
    mode: Mode,
    overlay: Overlay,
    transactions: Vec<Arc<CheckedTransaction>>,
    phase: Phase,
    next: usize,
    included: Vec<usize>,
    excluded: Vec<(usize, Exclusion)>,
    protocol_logs: Vec<Log>,
    agenda_gas: u64,
    receipts: Vec<Receipt>,
    gas_used: u64,
    newcomer_gas: u64,
    bytes: usize,
    rounds: u32,
    recovered: u32,
    version: u16,
    next_validators: Option<ValidatorSet>,
}

/// What became of one transaction.
enum Ran {
    Included { receipt: Receipt, newcomer: bool },
    Excluded(Exclusion),
    Missing,
}

impl BlockExecution {
    /// Starts a block of `transactions`, in order, after the state of `block.parent_hash`.
    pub fn new(
        block: BlockEnvironment,
        modules: Modules,
        mode: Mode,
        transactions: Vec<Arc<CheckedTransaction>>,
    ) -> Self {
        Self {
            block,
            modules,
            mode,
            overlay: Overlay::default(),
            transactions,
            phase: Phase::Prefetch,
            next: 0,
            included: Vec::new(),
            excluded: Vec::new(),
            protocol_logs: Vec::new(),
            agenda_gas: 0,
            receipts: Vec::new(),
            gas_used: 0,
            newcomer_gas: 0,
            bytes: 0,
            rounds: 0,
            recovered: 0,
            version: FIRST_PROTOCOL_VERSION,
            next_validators: None,
        }
    }

    /// Supplies values that [`Step::NeedsKeys`] asked for.
    pub fn supply(&mut self, values: impl IntoIterator<Item = (Key, Option<Bytes>)>) {
        for (key, value) in values {
            self.overlay.load(key, value);
        }
    }

    /// Runs on, through at most `budget` transactions.
    pub fn advance(&mut self, budget: usize) -> Step {
        let mut remaining = budget;
        loop {
            match self.phase {
                Phase::Prefetch => {
                    self.phase = Phase::Version;
                    let keys = self.static_keys();
                    if !keys.is_empty() {
                        return Step::NeedsKeys(keys);
                    }
                }
                Phase::Version => match self.ask(network::version) {
                    Err(keys) => return Step::NeedsKeys(keys),
                    Ok((version, since)) => {
                        if let Err(unknown) = self.follow(version, since) {
                            return Step::Unknown(unknown);
                        }
                        self.phase = Phase::Protocol(0);
                    }
                },
                Phase::Protocol(index) => match self.modules.0.get(index).copied() {
                    None => self.phase = Phase::Validators,
                    Some(module) => {
                        if let Err(keys) = self.begin_block(module) {
                            return Step::NeedsKeys(keys);
                        }
                        self.phase = Phase::Protocol(index.saturating_add(1));
                    }
                },
                Phase::Validators => {
                    if self.block.network.ends_epoch(self.block.number) {
                        match self.ask(network::newest_set) {
                            Err(keys) => return Step::NeedsKeys(keys),
                            Ok(set) => self.next_validators = Some(set),
                        }
                    }
                    self.phase = Phase::Agenda;
                }
                Phase::Agenda => match self.agenda_item() {
                    Err(keys) => return Step::NeedsKeys(keys),
                    Ok(true) => {}
                    Ok(false) => self.phase = Phase::Transactions,
                },
                Phase::Transactions => {
                    if self.next == self.transactions.len() {
                        self.phase = Phase::Complete;
                        continue;
                    }
                    if remaining == 0 {
                        return Step::Paused;
                    }
                    remaining = remaining.saturating_sub(1);
                    match self.transaction() {
                        None => {}
                        Some(step) => return step,
                    }
                }
                Phase::Complete => return Step::Complete,
            }
        }
    }

    /// Transactions that were left out, and why.
    pub fn excluded(&self) -> impl Iterator<Item = (&Arc<CheckedTransaction>, &Exclusion)> {
        self.excluded
            .iter()
            .map(|(index, exclusion)| (&self.transactions[*index], exclusion))
    }

    /// How many signers rules recovered themselves, in all runs: those that nobody had recovered ahead.
    pub fn recovered(&self) -> u32 {
        self.recovered
    }

    /// Ends the block with what ran so far.
    pub fn finish(self) -> Outcome {
        let included: Vec<&CheckedTransaction> = self
            .included
            .iter()
            .map(|index| &*self.transactions[*index])
            .collect();
        Outcome::new(
            &self.protocol_logs,
            &self.block,
            &included,
            self.receipts,
            self.overlay.into_writes(),
            self.gas_used,
            (self.version, self.next_validators),
        )
    }

    /// Notes which rules the block follows.
    ///
    /// # Errors
    ///
    /// [`UnknownProtocol`] when this binary does not have them.
    fn follow(&mut self, version: u16, since: Timestamp) -> Result<(), UnknownProtocol> {
        let known = self.block.network.known_version();
        if version > known {
            return Err(UnknownProtocol {
                version,
                since,
                known,
            });
        }
        self.version = version;
        Ok(())
    }

    /// What the protocol itself does: no transaction's, so nothing was signed for it.
    fn protocol_context(&mut self, meter: Meter) -> Context<'_> {
        Context::new(
            &mut self.overlay,
            &self.block,
            self.modules,
            Signers::UNKNOWN,
            protocol_frame(),
            meter,
        )
    }

    /// Reads something for the protocol itself, without a limit.
    ///
    /// # Errors
    ///
    /// The keys that are missing: nothing else can fail.
    fn ask<T>(
        &mut self,
        question: impl FnOnce(&mut Context<'_>) -> Result<T, Failure>,
    ) -> Result<T, Vec<Key>> {
        let mut ctx = self.protocol_context(Meter::unlimited());
        question(&mut ctx).map_err(|_| missing(&mut self.overlay))
    }

    /// Keys that follow from the bytes of the block alone.
    fn static_keys(&self) -> Vec<Key> {
        let protocol = network::protocol_key();
        let mut keys = vec![AGENDA.size_key(), AGENDA.first_key(), protocol];
        for module in self.modules.0 {
            module.prefetch_block(&self.block, &mut keys);
        }
        for transaction in &self.transactions {
            static_keys(
                self.modules,
                transaction.sender(),
                transaction.to(),
                transaction.input(),
                &mut keys,
            );
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Runs a module's calendar work. A failure is skipped and tried again with the next block.
    ///
    /// # Errors
    ///
    /// The keys that are missing.
    fn begin_block(&mut self, module: &'static dyn Module) -> Result<(), Vec<Key>> {
        // The first block does what the genesis document says, however many accounts it lists: its size bounds the
        // work.
        let meter = if self.block.number == 1 {
            Meter::unlimited()
        } else {
            Meter::new(gas::AGENDA_PER_BLOCK)
        };
        let mut ctx = self.protocol_context(meter);
        let savepoint = ctx.save();
        let result = contained(&mut ctx, |ctx| {
            ctx.as_module(module, |ctx| module.begin_block(ctx))
        });
        let result = settle(&mut ctx, result);
        if ctx.overlay.has_missing() {
            ctx.restore(&savepoint);
            return Err(missing(&mut self.overlay));
        }
        if let Err(failure) = result {
            ctx.restore(&savepoint);
            let event = rule_failed(module, &failure);
            ctx.meter.logs.push(event);
        }
        let logs = std::mem::take(&mut ctx.meter.logs);
        self.protocol_logs.extend(logs);
        Ok(())
    }

    /// Runs the first agenda item that is due, if the budget allows. Returns whether there may be another.
    ///
    /// Taking an item off and putting it back is the protocol's own work, with meters of its own: an item that used
    /// everything it may use can still be put back.
    ///
    /// # Errors
    ///
    /// The keys that are missing.
    fn agenda_item(&mut self) -> Result<bool, Vec<Key>> {
        if self.agenda_gas >= gas::AGENDA_PER_BLOCK {
            return Ok(false);
        }
        let mut ctx = self.protocol_context(Meter::unlimited());
        let start = ctx.save();
        let taken = take_first_due(&mut ctx);
        if ctx.overlay.has_missing() {
            ctx.restore(&start);
            return Err(missing(&mut self.overlay));
        }
        let Some(due) = taken.expect("only a miss can fail the agenda's own work") else {
            return Ok(false);
        };
        let mut used = ctx.meter.gas_used;

        let taken = ctx.save();
        ctx.meter = Meter::new(gas::AGENDA_ITEM);
        let module = ctx.modules.numbered(due.module);
        let result = contained(&mut ctx, |ctx| match module {
            Some(module) => ctx.as_module(module, |ctx| module.due(ctx, &due.payload)),
            None => Err(Failure::text("no such module")),
        });
        let result = settle(&mut ctx, result);
        if ctx.overlay.has_missing() {
            ctx.restore(&start);
            return Err(missing(&mut self.overlay));
        }
        let by_item = ctx.meter.gas_used.clamp(gas::TRANSACTION, gas::AGENDA_ITEM);
        used = used.saturating_add(by_item);
        let mut logs = std::mem::take(&mut ctx.meter.logs);

        if let Err(failure) = result {
            ctx.restore(&taken);
            // A panic leaves the frame of whatever was running.
            ctx.frame = protocol_frame();
            ctx.meter = Meter::unlimited();
            logs = module
                .map(|module| rule_failed(module, &failure))
                .into_iter()
                .collect();
            let put_back = AGENDA.failed(&mut ctx, due, failure.into_revert().to_vec());
            if ctx.overlay.has_missing() {
                ctx.restore(&start);
                return Err(missing(&mut self.overlay));
            }
            put_back.expect("only a miss can fail the agenda's own work");
            used = used.saturating_add(ctx.meter.gas_used);
        }
        self.protocol_logs.extend(logs);
        self.agenda_gas = self.agenda_gas.saturating_add(used);
        Ok(true)
    }

    /// Runs the next transaction. Returns a step when the caller has to act.
    fn transaction(&mut self) -> Option<Step> {
        let index = self.next;
        let transaction = self.transactions[index].clone();
        let limits = &self.block.network.genesis().limits;
        let bytes = self.bytes.saturating_add(transaction.raw().len());
        let ran = if bytes as u64 > u64::from(limits.block_bytes) {
            Ran::Excluded(Exclusion::BlockFull)
        } else {
            self.run(&transaction, false)
        };
        let exclusion = match ran {
            Ran::Missing => return Some(Step::NeedsKeys(self.discover())),
            Ran::Excluded(exclusion) => exclusion,
            Ran::Included {
                mut receipt,
                newcomer,
            } => {
                self.next = index.saturating_add(1);
                self.bytes = bytes;
                self.gas_used = self.gas_used.saturating_add(receipt.gas_used);
                if newcomer {
                    self.newcomer_gas = self.newcomer_gas.saturating_add(receipt.gas_used);
                }
                receipt.cumulative_gas_used = self.gas_used;
                self.receipts.push(receipt);
                self.included.push(index);
                return None;
            }
        };
        if self.mode == Mode::Verify {
            return Some(Step::Invalid(format!(
                "transaction {}: {exclusion}",
                transaction.hash()
            )));
        }
        self.next = index.saturating_add(1);
        let ends_the_block = exclusion == Exclusion::BlockFull && !self.included.is_empty();
        self.excluded.push((index, exclusion));
        if ends_the_block {
            // Running every other candidate to find the few that still fit would cost as much as the next block, which
            // has room for all of them.
            let others = self.next..self.transactions.len();
            self.excluded
                .extend(others.map(|index| (index, Exclusion::BlockFull)));
            self.next = self.transactions.len();
        }
        None
    }

    /// Collects what the transaction at hand misses and, in the first rounds, what all later ones would.
    fn discover(&mut self) -> Vec<Key> {
        let mut keys = self.overlay.take_missing();
        if self.rounds < MAX_DISCOVERY_ROUNDS {
            self.rounds = self.rounds.saturating_add(1);
            for index in self.next.saturating_add(1)..self.transactions.len() {
                let transaction = self.transactions[index].clone();
                let start = self.overlay.checkpoint();
                self.run(&transaction, true);
                self.overlay.roll_back(start);
                keys.append(&mut self.overlay.take_missing());
            }
        }
        keys.into_iter().collect()
    }

    /// Runs one transaction on the overlay. Anything but inclusion leaves no trace, except for misses.
    fn run(&mut self, transaction: &CheckedTransaction, discovering: bool) -> Ran {
        let limit = transaction
            .gas_limit()
            .min(self.block.network.genesis().limits.transaction_gas);
        let frame = Frame {
            sender: transaction.sender(),
            target: transaction.to(),
            value: transaction.value(),
            read_only: false,
            depth: 0,
        };
        let meter = Meter::new(limit);
        let mut ctx = Context::new(
            &mut self.overlay,
            &self.block,
            self.modules,
            transaction.signers(),
            frame,
            meter,
        );
        let start = ctx.save();
        let newcomer = match begin(&mut ctx, transaction, discovering) {
            Ok(Ok(newcomer)) => newcomer,
            Ok(Err(exclusion)) => return Ran::Excluded(exclusion),
            Err(_) => {
                ctx.restore(&start);
                return Ran::Missing;
            }
        };
        let open =
            newcomer && open_to_newcomers(self.modules, transaction.to(), transaction.input());
        if newcomer && !open && !discovering {
            ctx.restore(&start);
            return Ran::Excluded(Exclusion::NewcomerFunction);
        }
        let begun = ctx.save();
        let result = contained(&mut ctx, |ctx| dispatch(ctx, transaction.input()));
        let result = settle(&mut ctx, result);
        self.recovered = self.recovered.saturating_add(ctx.meter.recovered);
        if ctx.overlay.has_missing() {
            ctx.restore(&start);
            return Ran::Missing;
        }
        let gas_used = ctx.meter.gas_used.min(limit);
        let error = match result {
            Ok(_) => None,
            Err(failure) => {
                ctx.restore(&begun);
                if failure == Failure::panic()
                    && let Some(module) = self.modules.at(transaction.to())
                {
                    let event = rule_failed(module, &failure);
                    ctx.meter.logs.push(event);
                }
                Some(failure.into_revert())
            }
        };
        let exclusion = match &error {
            Some(data) if newcomer => Some(Exclusion::NewcomerFailed(data.clone())),
            _ if self.gas_used.saturating_add(gas_used)
                > self.block.network.genesis().limits.block_gas =>
            {
                Some(Exclusion::BlockFull)
            }
            _ if newcomer
                && self.newcomer_gas.saturating_add(gas_used) > newcomer_share(&self.block) =>
            {
                Some(Exclusion::NewcomerShare)
            }
            _ => None,
        };
        if let Some(exclusion) = exclusion {
            ctx.restore(&start);
            return Ran::Excluded(exclusion);
        }
        let receipt = Receipt {
            kind: transaction.kind(),
            success: error.is_none(),
            gas_used,
            cumulative_gas_used: 0,
            sender: transaction.sender(),
            logs: ctx.meter.logs.iter().map(Event::from).collect(),
            error: error.unwrap_or_default().to_vec(),
        };
        Ran::Included { receipt, newcomer }
    }
}

fn protocol_frame() -> Frame {
    Frame {
        sender: Address::ZERO,
        target: Address::ZERO,
        value: Amount::ZERO,
        read_only: false,
        depth: 0,
    }
}

fn take_first_due(ctx: &mut Context<'_>) -> Result<Option<Due>, Failure> {
    let due = AGENDA.first_due(ctx)?;
    if due.is_some() {
        AGENDA.remove_first(ctx)?;
    }
    Ok(due)
}

fn missing(overlay: &mut Overlay) -> Vec<Key> {
    overlay
        .take_missing()
        .into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn newcomer_share(block: &BlockEnvironment) -> u64 {
    block.network.genesis().limits.newcomer_gas()
}

fn static_keys(modules: Modules, from: Address, to: Address, input: &[u8], keys: &mut Vec<Key>) {
    keys.push(token::account_key(&from));
    match modules.at(to) {
        Some(module) => module.prefetch(from, input, keys),
        None => keys.push(token::account_key(&to)),
    }
}

/// Whether an account without a record may call this (R15): the interface marks the function.
pub fn open_to_newcomers(modules: Modules, to: Address, input: &[u8]) -> bool {
    let Some(selector) = input.first_chunk::<4>() else {
        return false;
    };
    modules
        .at(to)
        .is_some_and(|module| module.info().open_to_newcomers(*selector))
}

fn begin(
    ctx: &mut Context<'_>,
    transaction: &CheckedTransaction,
    discovering: bool,
) -> Result<Result<bool, Exclusion>, Failure> {
    // What may not be in a block says why; only then does gas count.
    let begun = token::begin_transaction(ctx, transaction, discovering)?;
    if begun.is_ok() {
        ctx.charge(gas::intrinsic(transaction.input().len()))?;
    }
    Ok(begun)
}

/// Runs the call of the context's frame: a module's function, or a plain transfer.
fn dispatch(ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
    let (to, value) = (ctx.this(), ctx.value());
    match ctx.modules.at(to) {
        Some(module) if !input.is_empty() => {
            ensure!(value == Amount::ZERO, IErrors::NotPayable {});
            module.call(ctx, input)
        }
        // A call without a function is a plain transfer, and says why protocol accounts take none (R15).
        _ => token::native_transfer(ctx, to, value).map(|()| Vec::new()),
    }
}
