//! `network`: who orders blocks, and by which version of the protocol (R13, R14, WP-06).
//!
//! # Life cycle of a change of validators
//!
//! ```text
//! addValidator, removeValidator: decided, 3 days ──▶ waits ──one with each epoch──▶ in the set
//! changeValidator: signed by the validator's key ──▶ waits ──with the next epoch──▶ in the set
//! ```
//!
//! Before the first transaction of an epoch's last block, the set of the next epoch is settled, and the block's header
//! commits to it. What is decided in that block waits for the end of the next epoch.
//!
//! One decision takes effect with each epoch, so that a set and the next differ in one member at most. Keys that their
//! holders change bring nobody new, and wait for no turn.
//!
//! # Protocol versions
//!
//! The state before a block and the block's time say which version the block follows. A node that does not know that
//! version stops; a header never decides it. A version is scheduled at least [`UPGRADE_NOTICE_DAYS`] ahead: long enough
//! for a decision to cancel it.
//!
//! # Where money sits
//!
//! Nowhere: validators have no stake and are paid nothing, so no change of them benefits an account.
//!
//! # Invariants
//!
//! 1. The validators of an epoch are settled in the last block of the epoch before, and change with no other block.
//! 2. There is at least one validator, and no two have a key or a name in common.

mod changes;
mod protocol;
mod sets;
mod state;
mod views;

use super::{Decision, Module, committee::require_decision, decode};
use crate::{
    BlockEnvironment, Context, Failure,
    state::{Key, Record as _},
    validators::ValidatorSet,
};
use alloy_primitives::Address;
use bytes::Bytes;
use wepos_abi::{INetwork, ModuleInfo};

pub use protocol::UnknownProtocol;
pub(crate) use protocol::version;
pub use state::Change;
#[cfg(test)]
pub(crate) use state::{Protocol, Step, Upgrade, Waiting};

/// The most decisions about validators that wait: with epochs of an hour, what is decided comes to pass within a day.
pub const MAX_WAITING: usize = 16;

/// The most sets in one answer of `changes`.
pub const MAX_PAGE: u64 = 8;

/// Days for which a version of the protocol is announced at least: operators have to install a release, and the
/// committee's delay of three days leaves time to take it back.
pub const UPGRADE_NOTICE_DAYS: u32 = 7;

/// Days for which a version of the protocol is announced at most: a plan that is further away is none.
pub const UPGRADE_HORIZON_DAYS: u32 = 366;

/// The module.
#[derive(Debug)]
pub struct Network;

impl Module for Network {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("network").expect("network has an interface")
    }

    fn number(&self) -> u8 {
        state::MODULE
    }

    fn prefetch(&self, _sender: Address, _input: &[u8], keys: &mut Vec<Key>) {
        keys.push(history_length_key());
        keys.push(state::WAITING.key());
    }

    fn prefetch_block(&self, block: &BlockEnvironment, keys: &mut Vec<Key>) {
        if block.number == 1 || block.network.ends_epoch(block.number) {
            keys.push(history_length_key());
            keys.push(state::WAITING.key());
        }
    }

    fn begin_block(&self, ctx: &mut Context<'_>) -> Result<(), Failure> {
        if ctx.block().number == 1 {
            sets::create(ctx)?;
        }
        protocol::begin(ctx)?;
        if ctx.block().network.ends_epoch(ctx.block().number) {
            changes::settle(ctx)?;
        }
        Ok(())
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        use INetwork::INetworkCalls as Calls;
        match decode::<Calls>(input)? {
            Calls::addValidator(call) => {
                require_decision(ctx)?;
                changes::add(ctx, &call)?;
            }
            Calls::removeValidator(call) => {
                require_decision(ctx)?;
                changes::remove(ctx, call.name)?;
            }
            Calls::scheduleUpgrade(call) => {
                require_decision(ctx)?;
                protocol::schedule(ctx, call.version, call.activation)?;
            }
            Calls::cancelUpgrade(_) => {
                require_decision(ctx)?;
                protocol::cancel(ctx)?;
            }
            Calls::changeValidator(call) => changes::replace(ctx, call)?,
            view => return views::answer(ctx, view),
        }
        Ok(Vec::new())
    }

    fn decision(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Option<Decision>, Failure> {
        use INetwork::INetworkCalls as Calls;
        match decode::<Calls>(input)? {
            Calls::addValidator(call) => {
                changes::check_add(ctx, &call)?;
            }
            Calls::removeValidator(call) => changes::check_remove(ctx, &call.name)?,
            Calls::scheduleUpgrade(call) => {
                protocol::check_schedule(ctx, call.version, call.activation)?;
            }
            Calls::cancelUpgrade(_) => {
                protocol::scheduled(ctx)?;
            }
            _ => return Ok(None),
        }
        // A validator has no stake and earns nothing, and a release is everybody's.
        Ok(Some(Decision {
            delayed: true,
            ..Decision::default()
        }))
    }

    fn layout(&self) -> &'static [(u8, &'static str, &'static str)] {
        state::LAYOUT
    }
}

/// The newest set that is settled: in the last block of an epoch that of the next epoch, else that of the block's own.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn newest_set(ctx: &mut Context<'_>) -> Result<ValidatorSet, Failure> {
    sets::newest(ctx)
}

/// Where the state says which protocol a block follows: what every block reads first.
pub(crate) fn protocol_key() -> Key {
    state::PROTOCOL.key()
}

/// Where the state says how many sets there have been, as a [`Record`](crate::state::Record) of `u64`.
pub fn history_length_key() -> Key {
    state::HISTORY.length_key()
}

/// Where the state has set number `id`, from 0, as a [`Change`].
pub fn history_key(id: u64) -> Key {
    state::HISTORY.key(id)
}

/// Reads what is stored under [`history_length_key`].
pub fn history_length(value: Option<&Bytes>) -> u64 {
    value.map_or(0, |value| u64::from_value(value))
}
