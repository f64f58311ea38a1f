//! `wepos workload`: random transactions over all modules, compared with a second reading of the rule book.

use crate::output::{Failure, Output, columns, table};
use clap::Args;
use std::{
    io::{self, IsTerminal as _},
    time::Instant,
};
use wepos_workload::{Options, Report, run};

/// Transactions of one run, at most: a day of work, and a number that was meant.
const TRANSACTIONS_MAX: u64 = 1_000_000_000;

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos workload --transactions 100000            a hundred thousand, from a new seed
  wepos workload --transactions 100000 --seed 7   the same ones again";

/// How much, and from where chance comes.
#[derive(Debug, Args)]
pub(crate) struct Workload {
    /// How many transactions.
    #[arg(long, value_name = "N", default_value_t = 100_000,
          value_parser = clap::value_parser!(u64).range(1..=TRANSACTIONS_MAX))]
    transactions: u64,
    /// What everything random follows from; the same seed gives the same run. A new one by default.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
}

impl Workload {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// The first difference between chain and model.
    pub(crate) fn run(&self, output: &Output) -> Result<(), Failure> {
        let seed = self.seed.unwrap_or_else(new_seed);
        let bar = if output.is_json() || !io::stderr().is_terminal() {
            indicatif::ProgressBar::hidden()
        } else {
            indicatif::ProgressBar::new(self.transactions)
        };
        let options = Options {
            seed,
            transactions: self.transactions,
        };
        let started = Instant::now();
        let outcome = run(options, |sent| bar.set_position(sent));
        bar.finish_and_clear();
        let report = outcome.map_err(|difference| {
            let again = format!(
                "wepos workload --transactions {} --seed {seed}",
                self.transactions
            );
            let text = format!("chain and rule book differ\n{difference}\n  again: {again}");
            let details = serde_json::to_value(&*difference).unwrap_or_default();
            Failure::new("difference", text).with("difference", details)
        })?;
        let rate = report.transactions as f64 / started.elapsed().as_secs_f64();
        let mut value = serde_json::to_value(&report).map_err(anyhow::Error::from)?;
        value["perSecond"] = rate.round().into();
        output.result(&told(output, &report, rate), &value)
    }
}

/// A seed that differs from run to run. It is shown, so that the run can be repeated.
fn new_seed() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanos = now.map_or(0, |elapsed| elapsed.as_nanos());
    // The lower half changes with every nanosecond.
    u64::try_from(nanos & u128::from(u64::MAX >> 11)).unwrap_or_default()
}

fn told(output: &Output, report: &Report, rate: f64) -> String {
    let number = |count: u64| count.to_string();
    let mut rows = vec![
        (output.pick("seed", "种子").to_owned(), number(report.seed)),
        (
            output.pick("transactions", "交易").to_owned(),
            number(report.transactions),
        ),
        (
            output.pick("blocks", "区块").to_owned(),
            number(report.blocks),
        ),
        (
            output.pick("months passed", "经过的月份").to_owned(),
            number(report.months.into()),
        ),
        (
            output.pick("per second", "每秒").to_owned(),
            format!("{rate:.0}"),
        ),
    ];
    let heading = output.pick("succeeded / failed / left out", "成功 / 失败 / 未入块");
    rows.push((String::new(), heading.to_owned()));
    let widest = report
        .operations
        .keys()
        .map(|name| columns(name))
        .max()
        .unwrap_or(0);
    for (name, counts) in &report.operations {
        let counts = format!(
            "{} / {} / {}",
            counts.succeeded, counts.failed, counts.left_out
        );
        rows.push((format!("{name:<widest$}"), counts));
    }
    let agree = output.pick("Chain and rule book agree.", "链与规则书一致。");
    format!("{}\n{agree}", table(&rows))
}
