//! `wepos audit`: a stored chain run once more from genesis, and every promise about its money recomputed.
//!
//! ```text
//! archives ─▶ reader ──────────────▶ replay ─────────────▶ books ─▶ checks ─▶ report, export
//!             (senders, certificates   (execution, roots)    (balances by events,
//!              on every core)                                 against those by state)
//! ```
//!
//! The rules run by the one execution path; what is promised about them is not asked of them. [`books`] follows each
//! transfer by its event alone, and [`checks`] is the table of what must hold. The first block in which anything does
//! not hold ends the audit: what comes after it follows from it.
//!
//! A new module adds rows to [`flows::FLOWS`] (which money may go where, and which event has to say so), and a check
//! where it promises more: of what the committee and the campaigns promise, [`rewards`] keeps the books.

mod books;
mod checks;
mod export;
mod flows;
mod mismatch;
mod observed;
mod reader;
mod replay;
mod rewards;
mod tamper;
#[cfg(test)]
mod tests;

pub(crate) use checks::CHECKS;
pub(crate) use export::Export;
pub(crate) use replay::{Audit, Report, audit};
pub(crate) use tamper::Tamper;
