//! The `wepos` binary: one program for members, validators and auditors.
//!
//! [`cli`] says what can be typed, [`commands`] does it, [`output`] says what came of it: text for people or one line
//! of JSON for programs, always on standard output, with logs and progress on standard error. The exit status is 0 only
//! if the command did what it was asked to.

mod audit;
mod bench;
mod cli;
mod commands;
mod config;
mod inbox;
mod keystore;
mod metrics;
mod output;
mod portal;
mod rules;
mod server;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
