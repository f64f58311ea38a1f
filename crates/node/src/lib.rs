//! What a validator or follower runs: consensus, mempool, archive, index, JSON-RPC.

pub mod admission;
pub mod application;
pub mod block;
pub mod clock;
pub mod data_dir;
pub mod engine;
pub mod epochs;
mod follow;
pub mod gossip;
pub mod index;
pub mod ledger;
pub mod neighbours;
pub mod network;
pub mod node;
mod outside;
mod pace;
pub mod pool;
pub mod proof;
pub mod replay;
pub mod results;
pub mod rpc;
pub mod runtime;
mod state_sync;
pub mod sync;
mod value;

pub use engine::LOG_FILTER;
