//! JSON-RPC: what wallets, tools and explorers speak, over HTTP and WebSocket on one path.
//!
//! The dispatch is our own: one table of methods with their words and types. So a whole batch of signed transactions is
//! handed to admission in one call, limits come before any costly work, and notifications follow the answer that
//! opened them.
//!
//! | file | holds |
//! |---|---|
//! | `serve.rs` | connections: how many, how slow, and their end |
//! | `server.rs` | HTTP: routes, CORS, the WebSocket's door |
//! | `health.rs` | whether the node lives, and stands at the tip of its network |
//! | `batch.rs` | one message: a call or a batch, limits, the answer's text |
//! | `method.rs`, `methods.rs` | what a method is; the table of methods |
//! | `openrpc.rs`, `schemas.json` | the table as a document: names, parameters, types, words |
//! | `eth/` | the methods of Ethereum, by subject |
//! | `about.rs`, `wepos.rs` | what chain and node are; our own methods |
//! | `index.rs`, `index/` | pages of the past, totals, tables for spreadsheets |
//! | `ots.rs`, `dev.rs` | methods of the explorer Otterscan; those of development networks |
//! | `socket.rs`, `subscriptions.rs` | WebSocket connections and what they watch |
//! | `backend.rs` | what this needs of the rest of the node, as narrow traits |
//!
//! # Invariants
//!
//! - Every block is final, so `latest`, `safe`, `finalized` and `pending` are one block; only the nonce
//!   counts waiting transactions.
//! - What a height's state no longer knows is an error, never an answer from another height.
//! - Nothing here panics on input: a malformed call is answered with the reason, and its neighbours in a batch
//!   are not touched.

mod about;
mod backend;
mod batch;
mod dev;
mod error;
mod eth;
mod health;
mod index;
mod limits;
mod method;
mod methods;
mod openrpc;
mod ots;
mod params;
mod serve;
mod server;
mod socket;
mod subscriptions;
#[cfg(test)]
mod tests;
mod wepos;

pub use backend::{
    ClockControl, LogPosition, LogQuery, LogSource, LogsFailure, Submit, SubmitFailure, Submitted,
};
pub use error::RpcError;
pub(crate) use limits::RateLimiter;
pub use limits::RpcLimits;
pub use serve::serve;
pub use server::{caller_address, cors, router};

use crate::{index::Index, ledger::Ledger, neighbours::Neighbours};
use error::Later;
use eth::Filters;
use limits::{NoPlace, Place, Places};
use socket::Caller;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

/// How long a question waits for a place before it is told that the node is busy: shorter than people and programs do.
const BUSY_WAIT: Duration = Duration::from_secs(2);

/// What the RPC serves from.
#[derive(Clone)]
pub struct RpcState {
    /// Final blocks and recent state.
    pub ledger: Arc<Ledger>,
    /// Where signed transactions go, and which are waiting.
    pub submit: Arc<dyn Submit>,
    /// The index of events.
    pub logs: Arc<dyn LogSource>,
    /// The same as pages of the past, totals, and how it is.
    pub index: Arc<Index>,
    /// The node's clock.
    pub clock: Arc<dyn ClockControl>,
    /// Limits on callers.
    pub limits: RpcLimits,
    /// The release, such as `0.1.0`: shown by `web3_clientVersion` and `wepos_status`.
    pub version: String,
    /// What the node knows of its network from others.
    pub neighbours: Neighbours,
}

impl std::fmt::Debug for RpcState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RpcState")
            .field("ledger", &self.ledger)
            .field("limits", &self.limits)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// The state with what the server itself keeps.
struct Rpc {
    state: RpcState,
    /// Transactions per second and address.
    transactions: RateLimiter,
    /// Proofs per second and address.
    proofs: RateLimiter,
    /// Questions per second and address.
    questions: RateLimiter,
    /// Filters of HTTP clients.
    filters: Filters,
    /// Places for WebSocket connections.
    sockets: Places,
    /// Room for large messages, in KiB.
    large_messages: Semaphore,
    /// Free places for what takes much of a core: calls that execute rules, searches over many blocks.
    calls: Semaphore,
    /// Places for those that run and for those that wait.
    costly: Places,
    /// The newest block when the server started.
    started_at_block: u64,
}

/// A costly question's turn, over when it is dropped.
struct Turn<'a> {
    _permit: SemaphorePermit<'a>,
    _place: Place,
}

fn busy(reason: &str) -> RpcError {
    RpcError::busy(format!(
        "this node is busy, {reason}: come again in {} s",
        Later::SECONDS
    ))
}

impl Rpc {
    fn new(state: RpcState) -> Self {
        let limits = &state.limits;
        Self {
            transactions: RateLimiter::new(limits.transactions_per_second, limits),
            proofs: RateLimiter::new(limits.proofs_per_second, limits),
            questions: RateLimiter::new(limits.calls_per_second, limits),
            filters: Filters::new(limits.filters_per_address),
            sockets: Places::new(limits.connections, limits.connections_per_address),
            // One message of the largest size fits in any case.
            large_messages: Semaphore::new(
                limits
                    .large_messages_bytes
                    .max(limits.message_bytes)
                    .div_ceil(1024),
            ),
            calls: Semaphore::new(limits.costly_at_once.max(1)),
            costly: Places::new(
                limits.costly_at_once.max(1) + limits.costly_waiting,
                limits.costly_per_address.max(1),
            ),
            started_at_block: state.ledger.tip().header.number,
            state,
        }
    }

    /// A turn among the costly questions. Waits a little for it; who would wait too long hears so at once.
    async fn costly(&self, caller: &Caller) -> Result<Turn<'_>, RpcError> {
        let place = self
            .costly
            .take(caller.address)
            .map_err(|none| match none {
                NoPlace::ForAnybody => busy("too many costly questions wait for their turn"),
                NoPlace::ForThisAddress => busy(&format!(
                    "{} costly questions of this address are open, as many as one may have",
                    self.state.limits.costly_per_address
                )),
            })?;
        match timeout(BUSY_WAIT, self.calls.acquire()).await {
            Ok(Ok(permit)) => Ok(Turn {
                _permit: permit,
                _place: place,
            }),
            Ok(Err(_)) => Err(RpcError::internal("the node is shutting down")),
            Err(_) => Err(busy("costly questions take too long")),
        }
    }
}
