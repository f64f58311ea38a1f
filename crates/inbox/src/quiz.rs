//! Quizzes: a bank of questions whose answers only the grader has.
//!
//! The organiser commits to a bank before the campaign opens, and gives the service the questions without answers. A
//! member's attempt draws questions, and the order of their choices, by the chain's chance and the member's account.
//! The grader, who has the bank, draws the same, compares, and signs what passed. When the bank is shown after the
//! close, anybody can draw and grade every attempt again.
//!
//! | file | holds |
//! |---|---|
//! | `bank.rs` | the bank and what of it is public; what is checked before anything is signed |
//! | `draw.rs` | which questions an attempt has |
//! | `grading.rs` | what an attempt is worth |
//! | `decimal.rs` | numbers as people write them, exactly |

mod bank;
mod decimal;
mod draw;
mod grading;
#[cfg(test)]
pub(crate) mod tests;

pub use bank::{Bank, Kind, Question, Sheet, Words};
pub use decimal::Decimal;
pub use draw::{Drawn, draw, seed, task};
pub use grading::{Given, Grade};
