//! What the network computes: the deterministic state machine.
//!
//! There is no clock, no randomness of its own, no thread, no I/O, no float and no iteration over a hash map in this
//! crate: the same blocks give the same bytes on every machine. A block goes through [`execution::BlockExecution`],
//! whatever for: proposing, verifying, replaying, `eth_call`, previews.

// 256-bit integers wrap silently even where overflow is checked: what adds and subtracts says what happens at the end.
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::float_arithmetic,
        clippy::let_underscore_must_use
    )
)]

#[macro_use]
mod mutation;

pub mod admission;
pub mod amounts;
pub mod block;
mod context;
pub mod ecdsa;
pub mod execution;
mod failure;
pub mod gas;
pub mod genesis;
pub mod header;
pub mod modules;
mod network;
pub mod stages;
pub mod state;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod time;
pub mod transaction;
pub mod validators;

pub use context::{BlockEnvironment, Context};
pub use failure::Failure;
pub use modules::{Decision, MODULES, Module, Modules};
#[cfg(feature = "mutations")]
pub use mutation::{Mistake, with_mistake};
pub use network::Network;
