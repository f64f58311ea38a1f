//! `wepos sim`: whole networks on a simulated machine, each from a seed, and what must hold in them.

use crate::output::Output;
use clap::Args;
use serde_json::json;
use std::{
    process::ExitCode,
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
};
use wepos_simulation::{Report, Scenario, Violation, run};

/// Seeds of one run, at most: a week of work on a large machine, and a number that was meant.
const SEEDS_MAX: u64 = 10_000_000;

/// What a node under simulation logs unless it is told otherwise: its complaints about liars are what is wanted.
pub(crate) const LOG_FILTER: &str = "off";

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos sim                              every scenario once
  wepos sim --seeds 1000                 the scenarios in turn, a thousand runs
  wepos sim --seed 42                    one run again
  wepos sim --scenario partition --seeds 50
  WEPOS_LOG=info wepos sim --seed 42     the same with the nodes' logs";

/// How many runs, and which.
#[derive(Debug, Args)]
pub(crate) struct Sim {
    /// How many seeds; one of each scenario by default, and one alone with --seed.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=SEEDS_MAX))]
    seeds: Option<u64>,
    /// The first seed. A run follows from its seed alone.
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(..u64::MAX - SEEDS_MAX))]
    seed: Option<u64>,
    /// Only this scenario; otherwise the seed chooses.
    #[arg(long, value_name = "NAME")]
    scenario: Option<Scenario>,
}

/// What came of one seed.
struct Outcome {
    seed: u64,
    scenario: Scenario,
    result: Result<Report, Violation>,
}

/// What came of all.
#[derive(Default)]
struct Sum {
    passed: u64,
    faults: u64,
    failed: u64,
}

impl Sim {
    /// Runs the command. The status is success only if every property held in every run.
    pub(crate) fn run(&self, output: &Output) -> ExitCode {
        let first = self.seed.unwrap_or(0);
        let seeds = self.seeds.unwrap_or(match self.seed {
            Some(_) => 1,
            None => Scenario::ALL.len() as u64,
        });
        let bar = output.progress(output.pick("networks", "网络"));
        bar.set_length(seeds);
        let mut sum = Sum::default();
        self.run_all(first, seeds, |outcome| {
            bar.suspend(|| self.tell(output, &outcome, seeds == 1));
            bar.inc(1);
            match outcome.result {
                Ok(report) => {
                    sum.passed += 1;
                    sum.faults += report.faults;
                }
                Err(_) => sum.failed += 1,
            }
        });
        bar.finish_and_clear();
        let Sum {
            passed,
            failed,
            faults,
        } = sum;
        let value = json!({
            "seeds": seeds,
            "passed": passed,
            "failed": failed,
            "faults": faults,
        });
        let english = format!("{seeds} seeds: {passed} passed, {failed} failed; {faults} faults");
        let chinese = format!("{seeds} 个种子：{passed} 个通过，{failed} 个失败；故障 {faults} 次");
        let text = output.pick(&english, &chinese);
        match output.result(text, &value) {
            Ok(()) if failed == 0 => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        }
    }

    /// Runs the seeds on every core, and tells of each as it ends.
    fn run_all(&self, first: u64, seeds: u64, mut tell: impl FnMut(Outcome)) {
        let next = AtomicU64::new(first);
        let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (sender, outcomes) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..threads {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= first + seeds {
                            return;
                        }
                        let scenario = self.scenario.unwrap_or(Scenario::of_seed(seed));
                        let outcome = Outcome {
                            seed,
                            scenario,
                            result: run(scenario, seed),
                        };
                        // The other end stays until all have ended.
                        let _ = sender.send(outcome);
                    }
                });
            }
            drop(sender);
            outcomes.into_iter().for_each(&mut tell);
        });
    }

    /// A line for a seed that failed; for one that was asked for alone, what came of it in any case.
    fn tell(&self, output: &Output, outcome: &Outcome, is_alone: bool) {
        let Outcome {
            seed,
            scenario,
            result,
        } = outcome;
        let name = scenario.name();
        match result {
            Ok(report) if is_alone => output.note(&format!(
                "{name}: {} blocks, {} transactions, audit {}",
                report.blocks, report.transactions, report.audit
            )),
            Ok(_) => {}
            Err(violation) => {
                let again = match self.scenario {
                    Some(_) => format!("wepos sim --scenario {name} --seed {seed}"),
                    None => format!("wepos sim --seed {seed}"),
                };
                let text = format!("seed {seed}, {name}: {violation}\n  again: {again}");
                let value = json!({
                    "seed": seed,
                    "scenario": name,
                    "violation": violation.text,
                    "again": again,
                });
                // Whoever no longer reads misses it.
                let _ = output.result(&text, &value);
            }
        }
    }
}
