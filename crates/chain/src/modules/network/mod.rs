//! `network`: who orders blocks, and by which version of the protocol (R13, R14, WP-06).
//!
//! # Life cycle of a set of validators
//!
//! The first block writes the genesis' set. What changes validators waits in the state, and takes effect together with
//! an epoch: before the first transaction of an epoch's last block, the set of the next epoch is settled, and the
//! block's header commits to it. What is decided in that block waits for the end of the next epoch.
//!
//! # Protocol versions
//!
//! The state before a block and the block's time say which version the block follows. A node that does not know that
//! version stops; a header never decides it.
//!
//! # Where money sits
//!
//! Nowhere: validators have no stake and are paid nothing, so no change of them benefits an account.
//!
//! # Invariants
//!
//! 1. The validators of an epoch are settled in the last block of the epoch before, and change with no other block.
//! 2. There is at least one validator, and no two have a key or a name in common.

mod protocol;
mod sets;
mod state;
mod views;

use super::{Module, decode};
use crate::{
    BlockEnvironment, Context, Failure,
    state::{Key, Record as _},
    validators::ValidatorSet,
};
use bytes::Bytes;
use wepos_abi::{INetwork, ModuleInfo};

pub use protocol::UnknownProtocol;
pub(crate) use protocol::version;
pub use state::Change;

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

    fn prefetch_block(&self, block: &BlockEnvironment, keys: &mut Vec<Key>) {
        if block.number == 1 || block.network.ends_epoch(block.number) {
            keys.push(history_length_key());
        }
    }

    fn begin_block(&self, ctx: &mut Context<'_>) -> Result<(), Failure> {
        if ctx.block().number == 1 {
            sets::create(ctx)?;
        }
        Ok(())
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        views::answer(ctx, decode::<INetwork::INetworkCalls>(input)?)
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
