//! Random transactions over all modules, on a chain in memory, compared with [`wepos_model`] after each one.
//!
//! From a seed come a network, its members, blocks with uneven steps of time that cross every stage boundary, and
//! transactions: most of them sensible, some of them wrong in one way. For each the model says what must come of it,
//! and the chain must agree: on success, on the bytes of the error, and on every event. After every
//! [`BLOCKS_PER_AUDIT`] blocks and at the end all balances, counters and views are compared.
//!
//! # What is not sent
//!
//! The model does not cover, and the generator does not send: reads and Multicall3 (they change nothing), calls that do
//! not decode, transactions beyond gas or daily limits, and `preview`. Calendar months of uneven length are not
//! compared either: a network of the workload has months of one length, from a minute to an hour.
//!
//! The same seed gives the same transactions, so a difference can be looked at again.

mod audit;
mod generator;
mod operations;
mod run;

pub use generator::Generator;
pub use run::{BLOCKS_PER_AUDIT, Difference, Options, Report, run};
