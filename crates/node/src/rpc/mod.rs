//! JSON-RPC: what wallets, tools and explorers speak, over HTTP and WebSocket on one path.
//!
//! The dispatch is our own: one `match` over method names, so that a whole batch of signed transactions is handed to
//! admission in one call, limits come before any costly work, and notifications follow the answer that opened them.
//!
//! | file | holds |
//! |---|---|
//! | `serve.rs` | connections: how many, how slow, and their end |
//! | `server.rs` | HTTP: routes, CORS, health, the WebSocket's door |
//! | `batch.rs` | one message: a call or a batch, limits, the answer's text |
//! | `methods.rs` | the table of methods |
//! | `eth/` | the methods of Ethereum, by subject |
//! | `wepos.rs`, `dev.rs` | our own methods; those of development networks |
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

mod backend;
mod batch;
mod dev;
mod error;
mod eth;
mod limits;
mod methods;
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
pub use limits::RpcLimits;
pub use serve::serve;
pub use server::router;

use crate::ledger::Ledger;
use eth::Filters;
use limits::{Places, RateLimiter};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

/// While the newest block is this much behind the clock, the node says that it is catching up: the longest step between
/// two blocks.
const CATCHING_UP_MS: u64 = wepos_chain::header::MAX_STEP_MS;

/// How long a costly question waits for its turn.
const COSTLY_WAIT: Duration = Duration::from_secs(5);

/// What the RPC serves from.
#[derive(Clone)]
pub struct RpcState {
    /// Final blocks and recent state.
    pub ledger: Arc<Ledger>,
    /// Where signed transactions go, and which are waiting.
    pub submit: Arc<dyn Submit>,
    /// The index of events.
    pub logs: Arc<dyn LogSource>,
    /// The node's clock.
    pub clock: Arc<dyn ClockControl>,
    /// Limits on callers.
    pub limits: RpcLimits,
    /// The release, such as `0.1.0`: shown by `web3_clientVersion` and `wepos_status`.
    pub version: String,
    /// Connected peers, kept up to date by the network.
    pub peers: Arc<AtomicU64>,
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
    /// Filters of HTTP clients.
    filters: Filters,
    /// Places for WebSocket connections.
    sockets: Places,
    /// Room for large messages, in KiB.
    large_messages: Semaphore,
    /// Free places for what takes much of a core: calls that execute rules, searches over many blocks.
    calls: Semaphore,
    /// The newest block when the server started.
    started_at_block: u64,
}

impl Rpc {
    fn new(state: RpcState) -> Self {
        let limits = &state.limits;
        Self {
            transactions: RateLimiter::new(limits.transactions_per_second, limits),
            proofs: RateLimiter::new(limits.proofs_per_second, limits),
            filters: Filters::default(),
            sockets: Places::new(limits.connections, limits.connections_per_address),
            // One message of the largest size fits in any case.
            large_messages: Semaphore::new(
                limits
                    .large_messages_bytes
                    .max(limits.message_bytes)
                    .div_ceil(1024),
            ),
            calls: Semaphore::new(limits.costly_at_once.max(1)),
            started_at_block: state.ledger.tip().header.number,
            state,
        }
    }

    /// How far the newest block is behind the clock, in milliseconds.
    fn lag_ms(&self) -> u64 {
        let tip = self.state.ledger.tip().time.millis();
        self.state.clock.now_ms().saturating_sub(tip)
    }

    fn catching_up(&self) -> bool {
        self.lag_ms() > CATCHING_UP_MS
    }

    /// A place among the costly questions; waits a little for one.
    async fn costly(&self) -> Result<SemaphorePermit<'_>, RpcError> {
        match timeout(COSTLY_WAIT, self.calls.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) => Err(RpcError::internal("the node is shutting down")),
            Err(_) => Err(RpcError::limit_exceeded(
                "this node answers too many costly questions at the moment: try again",
            )),
        }
    }

    fn peers(&self) -> u64 {
        self.state.peers.load(Ordering::Relaxed)
    }
}
