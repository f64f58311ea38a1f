//! The rules of staking on Cosmos Hub, IRISnet and Tezos, in the arithmetic of each chain, and tasks to practise them
//! (WP-42).
//!
//! - [`Decimal`]: numbers with 18 decimals, rounded as Cosmos rounds them.
//! - [`cosmos`], [`irisnet`], [`tezos`]: issuance, rewards, penalties, how long stake stays bound.
//! - [`Task`]: a question with concrete figures, drawn from a seed, and its answer with a tolerance.
//!
//! No figure here is of today: functions take the parameters of a chain, and the constants say where and when they were
//! read. No I/O, no floats.

pub mod cosmos;
mod decimal;
pub mod irisnet;
mod task;
pub mod tezos;

pub use decimal::Decimal;
pub use task::{Chain, Task};

#[cfg(test)]
mod tests;
