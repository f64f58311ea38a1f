//! `wepos bench tools`: what organisers and reviewers wait for, on as many items as a large event has.
//!
//! Tickets are issued, checked and printed by this program as a reader types it. A grader grades attempts that an inbox
//! gives it over HTTP, here in the same process. Texts are compared without the chain that they are read from: what
//! that takes is the node's to say.

use super::{Folder, report};
use crate::{
    commands::{grade::rehearsal, similar},
    output::Output,
};
use alloy_primitives::keccak256;
use anyhow::{Context as _, ensure};
use clap::Args;
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};
use tokio::runtime::Runtime;

/// The key that signs the tickets: anybody's, for the network that is made here.
const KEY: &str = "0x0707070707070707070707070707070707070707070707070707070707070707";

/// Words of a text: a short report.
const WORDS: usize = 120;

/// Of so many texts, one is a copy of the one before it.
const COPIED: usize = 100;

/// What is measured.
#[derive(Debug, Args)]
pub(crate) struct ToolsArgs {
    /// How many tickets, attempts and texts.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    items: u32,
    /// Where lists and sheets are written while they are measured; the system's folder for temporary files if not
    /// given.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Where to write the table: its section is replaced, everything else is kept. Nothing is written without it.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// What `--json` prints: seconds for all items.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ToolsFigures {
    pub(super) items: u32,
    pub(super) issue_seconds: f64,
    pub(super) check_seconds: f64,
    pub(super) print_seconds: f64,
    pub(super) grade_seconds: f64,
    pub(super) compare_seconds: f64,
}

impl ToolsFigures {
    /// Seconds of the tool that takes the longest.
    pub(super) fn slowest(&self) -> f64 {
        let all = [
            self.issue_seconds,
            self.check_seconds,
            self.print_seconds,
            self.grade_seconds,
            self.compare_seconds,
        ];
        all.into_iter().fold(0.0, f64::max)
    }
}

/// Measures each tool, one after the other.
///
/// # Errors
///
/// A tool that fails, or does not find what it must.
pub(super) fn measure(
    args: &ToolsArgs,
    runtime: &Runtime,
    output: &Output,
) -> anyhow::Result<ToolsFigures> {
    let folder = Folder::make(args.folder.as_deref())?;
    let folder = folder.path();
    let items = args.items;
    let (issue, check, print) = tickets(folder, items)?;
    let grade = runtime.block_on(rehearsal::measure(items))?;
    let figures = ToolsFigures {
        items,
        issue_seconds: issue.as_secs_f64(),
        check_seconds: check.as_secs_f64(),
        print_seconds: print.as_secs_f64(),
        grade_seconds: grade.as_secs_f64(),
        compare_seconds: compared(items as usize, output)?.as_secs_f64(),
    };
    let table = report::tools(&figures);
    eprintln!("{table}");
    let section = ("Tools", "tools");
    report::write(args.report.as_deref(), folder, section, &table)?;
    Ok(figures)
}

/// Issues tickets, checks them, and prints them once more.
fn tickets(folder: &Path, count: u32) -> anyhow::Result<(Duration, Duration, Duration)> {
    let text = |path: &Path| {
        let text = path.to_str().map(str::to_owned);
        text.context("the folder's name is not UTF-8")
    };
    let genesis = text(&folder.join("genesis.json"))?;
    let validator = format!("bench:0x{}:0x{}", "a".repeat(64), "a".repeat(96));
    run(&["genesis", "new", &genesis, "--validator", &validator])?;
    let out = folder.join("tickets");
    let (list, sheets) = (
        text(&out.join(format!("campaign-1-tickets-1-{count}.csv")))?,
        text(&folder.join("again.pdf"))?,
    );
    let (out, number) = (text(&out)?, count.to_string());
    let signer = wepos_client::PrivateKeySigner::from_slice(&[7; 32])?;
    let signer = signer.address().to_string();
    let titles = ["--title-en", "A large event", "--title-zh", "大型活动"];
    let portal = "https://pos.example.org";
    let issue = [
        "ticket",
        "issue",
        "--campaign",
        "1",
        "--count",
        &number,
        "--key",
        KEY,
        "--genesis",
        &genesis,
        "--portal",
        portal,
        "--out",
        &out,
    ];
    let check = [
        "ticket",
        "check",
        "--csv",
        &list,
        "--genesis",
        &genesis,
        "--signed-by",
        &signer,
    ];
    let print = ["ticket", "print", &list, "--out", &sheets];
    Ok((
        run(&[&issue[..], &titles].concat())?,
        run(&check)?,
        run(&[&print[..], &titles].concat())?,
    ))
}

/// Runs this program to its end, and says how long it took, its start included.
fn run(arguments: &[&str]) -> anyhow::Result<Duration> {
    let program = std::env::current_exe().context("where is this program?")?;
    let started = Instant::now();
    let ended = Command::new(program).args(arguments).output()?;
    let took = started.elapsed();
    let said = String::from_utf8_lossy(&ended.stderr);
    ensure!(ended.status.success(), "{}: {said}", arguments.join(" "));
    Ok(took)
}

/// Compares texts with each other; every so many is a copy, and found.
fn compared(count: usize, output: &Output) -> anyhow::Result<Duration> {
    let texts = (0..count).map(|index| match index % COPIED {
        1 => text(index - 1).replace(' ', "\n"),
        _ => text(index),
    });
    let copies = (count.saturating_sub(2)) / COPIED + 1;
    let (took, found) = similar::measure(texts.collect(), output);
    ensure!(
        found >= copies,
        "{found} copies were found, and {copies} are there"
    );
    Ok(took)
}

/// A text that nobody wrote twice.
fn text(index: usize) -> String {
    let word = |place: usize| {
        let drawn = keccak256(format!("{index} {place}"));
        let letters = drawn[..6].iter().map(|byte| char::from(b'a' + byte % 26));
        letters.collect::<String>()
    };
    (0..WORDS).map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wepos_client::Language;

    #[test]
    fn copies_among_many_texts_are_found_and_timed() {
        let output = Output::new(true, Language::English);
        assert!(compared(201, &output).is_ok());
    }
}
