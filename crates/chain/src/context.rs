//! What a rule can see and do: the only door between a module and the world.

use crate::{
    amounts::Amount,
    ecdsa::Signers,
    failure::Failure,
    gas,
    genesis::Genesis,
    modules::token,
    modules::{Decision, Module, Modules},
    network::Network,
    state::Field,
    state::{Checkpoint, Key, Overlay},
    time::{Calendar, Timestamp},
};
use alloy_primitives::{Address, B256, Log, LogData};
use alloy_sol_types::SolEvent;
use bytes::Bytes;
use std::{collections::BTreeMap, sync::Arc};
use wepos_abi::IErrors;

/// What is the same for everything in a block.
#[derive(Clone, Debug)]
pub struct BlockEnvironment {
    /// The network: chain id, calendar, limits, the paper's constants.
    pub network: Arc<Network>,
    /// The block's height.
    pub number: u64,
    /// The block's time.
    pub time: Timestamp,
    /// The parent's time.
    pub parent_time: Timestamp,
    /// The parent's hash.
    pub parent_hash: B256,
    /// The randomness seed (`mixHash`).
    pub seed: B256,
}

/// Who calls what, and how much of everything it may use.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) sender: Address,
    pub(crate) target: Address,
    pub(crate) value: Amount,
    pub(crate) read_only: bool,
    /// How many calls lie between this one and the transaction.
    pub(crate) depth: u32,
}

/// How a key was touched.
#[derive(Clone, Copy, Debug)]
struct Touched {
    /// How many other keys were touched before it.
    index: usize,
    written: bool,
}

/// What a transaction or agenda item has used and produced so far.
#[derive(Debug)]
pub(crate) struct Meter {
    pub(crate) gas_used: u64,
    pub(crate) gas_limit: u64,
    key_limit: usize,
    pub(crate) logs: Vec<Log>,
    /// Signers that a rule asked for and nobody had recovered.
    pub(crate) recovered: u32,
    touched: BTreeMap<Key, Touched>,
    written_keys: usize,
    /// The sums of all balances after and before each write of an account: equal at the end, or money appeared or
    /// vanished (I1). Counted where account records are written, so that no rule has to be trusted for it.
    pub(crate) credited: u128,
    pub(crate) debited: u128,
    /// Modules whose fields were written, one bit each.
    written_modules: [u128; 2],
    /// Protocol accounts whose balances were moved.
    moved: Vec<Address>,
    /// Whether a limit was hit: a rule that swallows the error cannot swallow the limit.
    pub(crate) exhausted: Option<Failure>,
}

impl Meter {
    /// A meter with a limit of gas.
    pub(crate) fn new(gas_limit: u64) -> Self {
        Self {
            gas_used: 0,
            gas_limit,
            key_limit: gas::MAX_KEYS,
            logs: Vec::new(),
            recovered: 0,
            touched: BTreeMap::new(),
            written_keys: 0,
            credited: 0,
            debited: 0,
            written_modules: [0; 2],
            moved: Vec::new(),
            exhausted: None,
        }
    }

    /// A meter that counts and does not limit: for work that the genesis document bounds, and for the protocol's own.
    pub(crate) fn unlimited() -> Self {
        Self {
            key_limit: usize::MAX,
            ..Self::new(u64::MAX)
        }
    }

    /// Whether what `module` says it holds has to be compared with its balance.
    pub(crate) fn concerns(&self, module: &dyn Module) -> bool {
        let number = module.number();
        let bits = self.written_modules[usize::from(number >> 7)];
        bits >> (number & 127) & 1 == 1 || self.moved.contains(&module.info().address)
    }
}

/// A moment to return to inside a transaction.
#[derive(Debug)]
#[must_use]
pub(crate) struct Savepoint {
    pub(crate) overlay: Checkpoint,
    logs: usize,
    credited: u128,
    debited: u128,
}

/// The world of one call.
#[derive(Debug)]
pub struct Context<'a> {
    pub(crate) overlay: &'a mut Overlay,
    pub(crate) block: &'a BlockEnvironment,
    pub(crate) modules: Modules,
    pub(crate) signers: &'a Signers,
    pub(crate) frame: Frame,
    pub(crate) meter: Meter,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        overlay: &'a mut Overlay,
        block: &'a BlockEnvironment,
        modules: Modules,
        signers: &'a Signers,
        frame: Frame,
        meter: Meter,
    ) -> Self {
        Self {
            overlay,
            block,
            modules,
            signers,
            frame,
            meter,
        }
    }

    /// The account that called.
    pub fn sender(&self) -> Address {
        self.frame.sender
    }

    /// The module's own address: where it holds PoS, and from where its events come.
    pub fn this(&self) -> Address {
        self.frame.target
    }

    /// PoS sent along.
    pub fn value(&self) -> Amount {
        self.frame.value
    }

    /// The block's time: the only clock there is.
    pub fn time(&self) -> Timestamp {
        self.block.time
    }

    /// The block.
    pub fn block(&self) -> &'a BlockEnvironment {
        self.block
    }

    /// The genesis document.
    pub fn genesis(&self) -> &'a Genesis {
        self.block.network.genesis()
    }

    /// The chain's calendar.
    pub fn calendar(&self) -> &'a Calendar {
        self.block.network.calendar()
    }

    /// Uses gas.
    ///
    /// # Errors
    ///
    /// `OutOfGas` when the call has no more.
    pub fn charge(&mut self, gas: u64) -> Result<(), Failure> {
        self.meter.gas_used = self.meter.gas_used.saturating_add(gas);
        if self.meter.gas_used > self.meter.gas_limit {
            return self.exhaust(
                IErrors::OutOfGas {
                    limit: alloy_primitives::U256::from(self.meter.gas_limit),
                }
                .into(),
            );
        }
        Ok(())
    }

    /// Whether a limit of the whole call was hit: then nothing it did can stay.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.meter.exhausted.is_some()
    }

    fn exhaust(&mut self, failure: Failure) -> Result<(), Failure> {
        // The first limit that was hit is the reason; what a rule does after it cannot change it.
        Err(self.meter.exhausted.get_or_insert(failure).clone())
    }

    /// Counts an access to `key` and charges for it. Depends on what the call did so far, never on what was loaded.
    pub(crate) fn touch(&mut self, key: &Key, write: bool) -> Result<(), Failure> {
        let meter = &mut self.meter;
        let index = meter.touched.len();
        let (first, touched) = match meter.touched.get_mut(key) {
            Some(touched) => (false, touched),
            None if index >= meter.key_limit => {
                let limit = alloy_primitives::U256::from(meter.key_limit);
                return self.exhaust(IErrors::TooManyKeys { limit }.into());
            }
            None => {
                let new = Touched {
                    index,
                    written: false,
                };
                (true, meter.touched.entry(*key).or_insert(new))
            }
        };
        let first_write = write && !touched.written;
        touched.written |= write;
        let included = touched.index < gas::INCLUDED_KEYS;
        let read_cost = match (first, first_write) {
            _ if included => 0,
            (true, _) => gas::READ_KEY,
            // The price of a first write covers the access.
            (false, true) => 0,
            (false, false) => gas::TOUCH_KEY,
        };
        let write_cost = if first_write {
            meter.written_keys = meter.written_keys.saturating_add(1);
            if meter.written_keys > gas::INCLUDED_KEYS {
                gas::WRITE_KEY
            } else {
                0
            }
        } else {
            0
        };
        self.charge(read_cost.saturating_add(write_cost))
    }

    pub(crate) fn read(&mut self, key: &Key) -> Result<Option<Bytes>, Failure> {
        self.touch(key, false)?;
        match self.overlay.get(key) {
            Some(value) => Ok(value.cloned()),
            None => Err(Failure::NotLoaded),
        }
    }

    pub(crate) fn write(
        &mut self,
        field: Field,
        key: Key,
        value: Option<Bytes>,
    ) -> Result<(), Failure> {
        if self.frame.read_only {
            return Err(IErrors::ReadOnlyCall {}.into());
        }
        self.touch(&key, true)?;
        let beyond = value
            .as_ref()
            .map_or(0, Bytes::len)
            .saturating_sub(gas::INCLUDED_VALUE_BYTES) as u64;
        self.charge(beyond.saturating_mul(gas::VALUE_BYTE))?;
        let Some(before) = self.overlay.get(&key) else {
            return Err(Failure::NotLoaded);
        };
        if field == token::ACCOUNTS_FIELD {
            let (before, after) = (before.cloned(), value.clone());
            self.record_balance(&token::balance_in(before), &token::balance_in(after));
        }
        let module = field.module;
        self.meter.written_modules[usize::from(module >> 7)] |= 1 << (module & 127);
        if self.overlay.set(key, value) {
            Ok(())
        } else {
            Err(Failure::NotLoaded)
        }
    }

    /// Writes a key that is known to be absent, without asking the database.
    ///
    /// A run that has missed something proves nothing about what exists: it fails, and is repeated.
    pub(crate) fn create(&mut self, field: Field, key: Key, value: Bytes) -> Result<(), Failure> {
        if self.overlay.has_missing() {
            return Err(Failure::NotLoaded);
        }
        self.overlay.load(key, None);
        assert!(
            self.overlay.get(&key).is_some_and(|value| value.is_none()),
            "what is created does not exist"
        );
        self.write(field, key, Some(value))
    }

    /// Emits an event of the module that is being called.
    ///
    /// # Errors
    ///
    /// `OutOfGas`, or `ReadOnlyCall` inside a read-only call.
    pub fn emit(&mut self, event: &impl SolEvent) -> Result<(), Failure> {
        self.emit_from(self.frame.target, event.encode_log_data())
    }

    /// Emits an event of the module at `address`: for the token, whose events follow from other modules' actions.
    pub(crate) fn emit_from(&mut self, address: Address, data: LogData) -> Result<(), Failure> {
        if self.frame.read_only {
            return Err(IErrors::ReadOnlyCall {}.into());
        }
        let further = self.meter.logs.len() >= gas::INCLUDED_LOGS;
        let beyond = data.data.len().saturating_sub(gas::INCLUDED_LOG_BYTES) as u64;
        let log = if further { gas::LOG } else { 0 };
        self.charge(log.saturating_add(beyond.saturating_mul(gas::LOG_BYTE)))?;
        self.meter.logs.push(Log { address, data });
        Ok(())
    }

    /// Calls another address read-only, as its own caller sees it. A revert of the callee is an answer, not a failure.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], and the limits of the whole call, which no callee's failure can hide.
    pub fn call_read_only(
        &mut self,
        target: Address,
        input: &[u8],
    ) -> Result<Result<Vec<u8>, alloy_primitives::Bytes>, Failure> {
        let frame = Frame {
            sender: self.frame.target,
            target,
            value: Amount::ZERO,
            read_only: true,
            depth: self.frame.depth.saturating_add(1),
        };
        if frame.depth > gas::MAX_CALL_DEPTH {
            let limit = gas::MAX_CALL_DEPTH;
            let failure = Failure::text(&format!("calls may nest {limit} deep"));
            return Ok(Err(failure.into_revert()));
        }
        let outer = std::mem::replace(&mut self.frame, frame);
        let result = match self.modules.at(target) {
            Some(module) => module.call(self, input),
            None => Ok(Vec::new()),
        };
        self.frame = outer;
        if let Some(failure) = self.meter.exhausted.clone() {
            return Err(failure);
        }
        match result {
            Ok(output) => Ok(Ok(output)),
            Err(Failure::NotLoaded) => Err(Failure::NotLoaded),
            Err(Failure::Revert(data)) => Ok(Err(data)),
        }
    }

    /// Calls another module with this module as the caller: how a decision of the committee takes effect. What the
    /// callee did before it failed is undone.
    ///
    /// # Errors
    ///
    /// The callee's error, [`Failure::NotLoaded`], and the limits of the whole call.
    pub(crate) fn call(&mut self, target: Address, input: &[u8]) -> Result<Vec<u8>, Failure> {
        let frame = Frame {
            sender: self.frame.target,
            target,
            value: Amount::ZERO,
            read_only: self.frame.read_only,
            depth: self.frame.depth.saturating_add(1),
        };
        if frame.depth > gas::MAX_CALL_DEPTH {
            let limit = gas::MAX_CALL_DEPTH;
            return Err(Failure::text(&format!("calls may nest {limit} deep")));
        }
        let Some(module) = self.modules.at(target) else {
            return Err(Failure::text("there is no module at this address"));
        };
        let before = self.save();
        let outer = std::mem::replace(&mut self.frame, frame);
        let result = module.call(self, input);
        self.frame = outer;
        if result.is_err() {
            self.restore(&before);
        }
        if let Some(failure) = self.meter.exhausted.clone() {
            return Err(failure);
        }
        result
    }

    /// Asks a module what a call of it declares to the committee. It may only read.
    ///
    /// # Errors
    ///
    /// The reason for which the call could not succeed, [`Failure::NotLoaded`], and the limits of the whole call.
    pub(crate) fn decision(
        &mut self,
        target: Address,
        input: &[u8],
    ) -> Result<Option<Decision>, Failure> {
        let Some(module) = self.modules.at(target) else {
            return Ok(None);
        };
        let read_only = std::mem::replace(&mut self.frame.read_only, true);
        let result = module.decision(self, input);
        self.frame.read_only = read_only;
        result
    }

    /// Counts a write of an account's record, for the check of I1.
    ///
    /// # Panics
    ///
    /// When the sums leave 128 bits: only a balance far beyond the supply can do that, and the executor contains it.
    fn record_balance(&mut self, before: &Amount, after: &Amount) {
        let sum = |sum: u128, amount: &Amount| sum.checked_add(amount.units());
        let beyond = "no sum of balances leaves 128 bits";
        self.meter.debited = sum(self.meter.debited, before).expect(beyond);
        self.meter.credited = sum(self.meter.credited, after).expect(beyond);
    }

    /// Counts PoS that begin to exist: for the first block only.
    pub(crate) fn record_creation(&mut self, amount: Amount) {
        self.record_balance(&amount, &Amount::ZERO);
    }

    /// Remembers that a protocol account's balance was moved, so that what its module holds is compared with it (I7).
    pub(crate) fn record_moved(&mut self, account: Address) {
        if !self.meter.moved.contains(&account) {
            self.meter.moved.push(account);
        }
    }

    pub(crate) fn save(&self) -> Savepoint {
        Savepoint {
            overlay: self.overlay.checkpoint(),
            logs: self.meter.logs.len(),
            credited: self.meter.credited,
            debited: self.meter.debited,
        }
    }

    pub(crate) fn restore(&mut self, savepoint: &Savepoint) {
        self.overlay.roll_back(savepoint.overlay);
        self.meter.logs.truncate(savepoint.logs);
        self.meter.credited = savepoint.credited;
        self.meter.debited = savepoint.debited;
    }

    /// Runs `rule` as `module`: for the protocol itself, because boundaries and agenda items have no sender; and for
    /// what one module lets another do with its records, so that the events are its own.
    pub(crate) fn as_module<T>(
        &mut self,
        module: &'static dyn Module,
        rule: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let address = module.info().address;
        let frame = Frame {
            sender: address,
            target: address,
            value: Amount::ZERO,
            read_only: self.frame.read_only,
            depth: self.frame.depth,
        };
        let outer = std::mem::replace(&mut self.frame, frame);
        let result = rule(self);
        self.frame = outer;
        result
    }
}
