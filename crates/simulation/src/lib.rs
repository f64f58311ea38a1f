//! Whole networks on a deterministic runtime: crashes, partitions, liars, and what must hold in spite of them.
//!
//! A run is four validators with the same engine, state machine, pool, gossip and storage as in a process, on a runtime
//! whose time, network, disks and order of events follow from a seed. Members send signed transactions to them, while a
//! [`Scenario`] does its worst. Then these properties are checked:
//!
//! - **One chain**: whatever an honest validator ever told of a height (hash, state root in it, receipts), it and all
//!   others tell so for ever, and have it so on their disks.
//! - **Nothing is lost, nothing happens twice**: every transaction is final exactly once, where its sender was told.
//! - **The supply is conserved**: the balances of all accounts, read from each validator's state, are 100 million PoS.
//! - **Progress**: after the last fault blocks go on, and everything that was sent becomes final.
//! - **Heard is enough**: what others heard of becomes final without the validator that took it.
//!
//! The same seed gives the same run, to the bit: [`Report::audit`] is a hash over everything that the runtime did.
//!
//! # What is left out
//!
//! Sockets and their encryption, HTTP, JSON-RPC and the index: they have tests with real processes.

mod chance;
mod changes;
mod clients;
mod follower;
mod liar;
mod node;
mod properties;
mod quiet;
mod scenario;
#[cfg(test)]
mod tests;
mod world;

pub use scenario::{Scenario, UnknownScenario};
pub use world::Sabotage;

use commonware_glue::simulate::plan::PlanBuilder;
use properties::{Books, Settled};
use scenario::Setup;
use serde::Serialize;
use std::{
    sync::{Arc, OnceLock, atomic::Ordering},
    time::Duration,
};

/// When the runtime gives up, beyond the time in which a network must settle: the properties' own texts say more.
const MARGIN: Duration = Duration::from_secs(3_600);

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// A hash over everything that the runtime did.
    pub audit: String,
    /// The newest block.
    pub blocks: u64,
    /// Transactions that are final.
    pub transactions: usize,
    /// Faults: crashes, cut links, failing disks, wrong clocks, false proposals.
    pub faults: u64,
    /// Transactions that a client sent once more because no receipt came.
    pub repeated: u64,
    /// Starts of a follower that were cut short: it had no state yet, or not its last one.
    pub cut_short: u64,
}

/// A property that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Violation {
    /// What was found, in English: it is for developers.
    pub text: String,
}

/// Runs a scenario.
///
/// # Errors
///
/// [`Violation`] when a property does not hold, or a part of a validator panics that no fault explains.
pub fn run(scenario: Scenario, seed: u64) -> Result<Report, Violation> {
    run_sabotaged(scenario, seed, None)
}

/// Runs a scenario with something broken on purpose.
///
/// # Errors
///
/// As [`run`].
pub fn run_sabotaged(
    scenario: Scenario,
    seed: u64,
    sabotage: Option<Sabotage>,
) -> Result<Report, Violation> {
    let Setup {
        world,
        link,
        crashes,
        calm_from,
        grace,
        faults,
    } = Setup::new(scenario, seed, sabotage);
    let world = Arc::new(world);
    let settled = Settled {
        world: world.clone(),
        calm_from,
        grace,
        tip_then: Arc::new(OnceLock::new()),
    };
    let node = node::SimNode {
        world: world.clone(),
    };
    let mut plan = PlanBuilder::new(node)
        .seed(seed)
        .link(link)
        .timeout(calm_from + grace + MARGIN)
        .exit_condition(settled)
        .property(Books(world.clone()));
    for crash in crashes {
        plan = plan.crash(crash);
    }
    let plan = plan.build();
    let result = quiet::catch(|| plan.run()).unwrap_or_else(Err);
    let result = result.map_err(|text| Violation { text })?;
    let (_, transactions) = world.progress();
    Ok(Report {
        audit: result.state,
        blocks: world.tip(),
        transactions,
        faults: faults + result.crashes + world.forged.load(Ordering::Relaxed),
        repeated: world.repeated.load(Ordering::Relaxed),
        cut_short: world.cut_short.load(Ordering::Relaxed),
    })
}
