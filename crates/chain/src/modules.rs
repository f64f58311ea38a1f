//! The application on one screen: every module of the chain.

pub mod campaigns;
pub mod cases;
pub mod committee;
pub mod emission;
pub mod identity;
pub mod multicall;
pub mod network;
pub mod reputation;
pub mod token;

use crate::{
    BlockEnvironment, Context, Failure,
    amounts::Amount,
    ecdsa::Signed,
    execution::{AGENDA_LAYOUT, PROTOCOL},
    state::{Field, Key},
};
use alloy_primitives::Address;
use alloy_sol_types::{SolInterface, abi::AbiDecoderConfig};
use wepos_abi::{IErrors, ModuleInfo};

/// A module: rules behind a Solidity interface at a fixed address.
///
/// Calls come in through [`Module::call`]; the other functions are what the executor asks of modules that need it.
pub trait Module: Sync {
    /// Name, address and ABI.
    fn info(&self) -> &'static ModuleInfo;

    /// The number that separates this module's keys from all others'; never reused.
    fn number(&self) -> u8;

    /// Runs one call. An unknown selector reverts with empty data, as Solidity does.
    ///
    /// # Errors
    ///
    /// The interface's errors, or [`Failure::NotLoaded`].
    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure>;

    /// Keys that follow from the sender and the calldata alone: loading them at once saves a second run.
    fn prefetch(&self, _sender: Address, _input: &[u8], _keys: &mut Vec<Key>) {}

    /// What the call's rules ask the signers of, where that follows from the calldata alone: recovering them ahead, on
    /// every core, saves doing it one after the other.
    fn signed(&self, _network: &crate::Network, _input: &[u8]) -> Vec<Signed> {
        Vec::new()
    }

    /// Keys that every block reads, by its number and time: loading them with the first batch saves a round.
    fn prefetch_block(&self, _block: &BlockEnvironment, _keys: &mut Vec<Key>) {}

    /// Runs before the first transaction of every block: for what the calendar decides.
    ///
    /// # Errors
    ///
    /// Whatever a rule may fail with; the block goes on without it, and the next block tries again.
    fn begin_block(&self, _ctx: &mut Context<'_>) -> Result<(), Failure> {
        Ok(())
    }

    /// Runs one agenda item of this module.
    ///
    /// # Errors
    ///
    /// Whatever a rule may fail with; the item is tried again and then parked (see [`crate::state::Agenda`]).
    fn due(&self, _ctx: &mut Context<'_>, _payload: &[u8]) -> Result<(), Failure> {
        Err(Failure::text("this module schedules nothing"))
    }

    /// What the committee has to know before it may decide on a call of this module: `None` for every function that the
    /// committee may not call, which is the default (R13).
    ///
    /// # Errors
    ///
    /// The reason for which the call could not succeed, or [`Failure::NotLoaded`].
    fn decision(&self, _ctx: &mut Context<'_>, _input: &[u8]) -> Result<Option<Decision>, Failure> {
        Ok(None)
    }

    /// What the module says it holds at its own address, if it ever holds anything: must equal its balance after every
    /// transaction that wrote one of its fields or moved that balance (I7).
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`].
    fn held(&self, _ctx: &mut Context<'_>) -> Result<Option<Amount>, Failure> {
        Ok(None)
    }

    /// The declared fields: (field number, name, what it holds). Published, and pinned by a test.
    fn layout(&self) -> &'static [(u8, &'static str, &'static str)] {
        &[]
    }
}

/// What a call that the committee may decide on declares about itself (R13, R14).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// The accounts it benefits, and the operators behind them: seat-holders among them, and their declared affiliates,
    /// are recused.
    pub beneficiaries: Vec<Address>,
    /// The stage whose budget it spends: the proposal lapses when that stage ends.
    pub spends: Option<crate::stages::StageIndex>,
    /// Whether it takes effect three days after the decision, and not at once (R14).
    pub delayed: bool,
}

/// The modules a chain runs.
#[derive(Clone, Copy)]
pub struct Modules(pub &'static [&'static dyn Module]);

impl std::fmt::Debug for Modules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|module| module.info().name))
            .finish()
    }
}

/// The modules of the network.
pub const MODULES: Modules = Modules(&[
    &token::Token,
    &emission::Emission,
    &committee::Committee,
    &campaigns::Campaigns,
    &identity::Identity,
    &reputation::Reputation,
    &network::Network,
    &cases::Cases,
    &multicall::Multicall,
]);

impl Modules {
    /// The module at `address`.
    pub fn at(&self, address: Address) -> Option<&'static dyn Module> {
        self.0
            .iter()
            .copied()
            .find(|module| module.info().address == address)
    }

    /// The module with `number`.
    pub fn numbered(&self, number: u8) -> Option<&'static dyn Module> {
        self.0
            .iter()
            .copied()
            .find(|module| module.number() == number)
    }
}

/// One declared field of the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldLayout {
    /// Its prefix in keys.
    pub field: Field,
    /// The module's name; `protocol` for the executor's own.
    pub module: &'static str,
    /// The field's name.
    pub name: &'static str,
    /// What it holds: a record, or `key -> record`.
    pub holds: &'static str,
}

impl Modules {
    /// Every field that a key of the state database can belong to: the protocol's own, then each module's.
    pub fn layout(&self) -> Vec<FieldLayout> {
        let protocol = (PROTOCOL, "protocol", AGENDA_LAYOUT);
        let modules = self
            .0
            .iter()
            .map(|module| (module.number(), module.info().name, module.layout()));
        std::iter::once(protocol)
            .chain(modules)
            .flat_map(|(number, module, fields)| {
                fields.iter().map(move |(field, name, holds)| FieldLayout {
                    field: Field::new(number, *field),
                    module,
                    name,
                    holds,
                })
            })
            .collect()
    }
}

/// Decodes a call of an interface.
///
/// # Errors
///
/// An empty revert for a selector that the interface does not have, as Solidity gives; `MalformedCalldata` for
/// arguments that do not decode.
pub(crate) fn decode<C: SolInterface>(input: &[u8]) -> Result<C, Failure> {
    let Some(selector) = input
        .first_chunk::<4>()
        .filter(|selector| C::valid_selector(**selector))
    else {
        return Err(Failure::empty());
    };
    // Canonical encoding, as every ABI encoder writes it: without it, a thousand offsets may point at one tail, and a
    // small call would decode to gigabytes. Bytes after the end are allowed, as Solidity does.
    let canonical = AbiDecoderConfig::new()
        .strict(true)
        .validate_allow_trailing_bytes(true);
    C::abi_decode_with_config(input, canonical).map_err(|_| {
        IErrors::MalformedCalldata {
            selector: selector.into(),
        }
        .into()
    })
}
