//! Following over HTTP: what a node gives to followers, and how a follower takes it.
//!
//! A follower holds no key and joins no network of validators. It pulls blocks from nodes that anybody may run, and it
//! believes none of them: a block counts when a quorum of the epoch's validators signed it, or a descendant of it.
//!
//! | file | holds |
//! |---|---|
//! | `wire.rs` | what travels, as bytes |
//! | `answer.rs` | a node's answers, from its ledger |
//! | `serve.rs` | the routes under `/sync`, with their limits |
//! | `source.rs`, `http.rs` | where a follower asks: the trait, and nodes over HTTP |
//! | `sources.rs` | several of them in turn; who fails or lies waits for a while |
//! | `anchor.rs` | the block that a node begins with which does not begin with the first |
//! | `forward.rs` | transactions that a follower passes on |
//! | `puller.rs`, `pulled.rs` | fetches blocks ahead of execution, and gives consensus' archive what it asks for |

mod anchor;
mod answer;
mod forward;
mod http;
mod pulled;
mod puller;
mod serve;
mod source;
mod sources;
#[cfg(test)]
mod tests;
mod wire;

pub(crate) use anchor::{anchor, anchor_results};
pub use answer::LedgerSource;
pub use forward::Forwarding;
pub use http::{HttpSource, NotAnAddress};
pub(crate) use pulled::Place;
pub(crate) use puller::{PullConfig, Puller, connect};
pub use serve::router;
pub use source::{Refusal, Source, SourceError};
pub use sources::Sources;
pub(crate) use wire::ANSWER_BYTES;
pub use wire::{Answer, EncodedBlock, Malformed, StateRange};
