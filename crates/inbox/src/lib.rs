//! What must not be on a public chain: private answers to forms, and quizzes whose answers nobody sees.
//!
//! A small service beside a node. Members sign in with the key of their account; what they store is sealed on disk,
//! read by the parties concerned and nobody else, and gone when they erase it. The chain keeps a salted hash, so that
//! what was answered can be proven as long as it exists, and nothing can be learnt from the hash afterwards.
//!
//! | file | holds |
//! |---|---|
//! | `service.rs`, `service/` | routes under `/inbox`: who asks, what is asked, what is answered |
//! | `login.rs` | the messages that members sign (EIP-4361), and sessions |
//! | `answers.rs` | private answers: stored, found, read, erased |
//! | `quiz.rs`, `quiz/` | banks of questions, the draw, grading |
//! | `quizzes.rs` | quizzes as they are kept: questions, attempts, results |
//! | `database.rs`, `database/` | the SQLite file, the thread that alone uses it, backup and restore |
//! | `vault.rs` | sealing: a key for each record, and the key that wraps them, which is in a file of its own |
//! | `chain.rs` | what the service asks of the chain |
//! | `canonical.rs` | the one way to write a JSON value, for hashes |
//! | `limits.rs`, `rate.rs` | how much anybody may leave and ask |
//! | `refusal.rs` | why something was refused, in both languages |
//!
//! # Invariants
//!
//! - Nothing that a member stored is on disk in clear, and no read of it goes without a line in the log.
//! - Nothing is kept for a caller who has not signed.
//! - Nothing here panics on input, and nothing here can stop the node that it runs beside.

mod answers;
mod canonical;
mod chain;
mod database;
pub mod limits;
mod login;
pub mod quiz;
mod quizzes;
mod rate;
mod refusal;
mod service;
#[cfg(test)]
mod tests;
mod vault;

pub use answers::{Erased, Read, Record, Role, StoredAnswers, private_hash};
pub use canonical::{Uncanonical, canonical};
pub use chain::{Answer, Campaign, Chain, ChainError, DecidedBy};
pub use database::{Database, Status, Store};
pub use login::{Message, SESSION_SECONDS, is_origin};
pub use quizzes::{Attempt, Graded, SignedResult, Ungraded, Verdict};
pub use refusal::{Refusal, moment};
pub use service::{CallerAddress, Inbox, Settings, router};
pub use vault::Vault;
