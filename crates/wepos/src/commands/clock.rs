//! `wepos dev clock`: the clock of a running development network.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::{
    cli::{self, Node},
    commands::genesis_new::read_span_ms,
    output::{Failure, Output, table},
};

/// Stops, steps or shows the clock of a running development network.
#[derive(Debug, Args)]
pub(crate) struct ClockArgs {
    /// What to do.
    #[arg(value_enum)]
    action: Action,
    /// How far `step` moves the clock, such as 10m or 24h.
    #[arg(value_name = "D", default_value = "1s")]
    by: String,
    #[command(flatten)]
    node: Node,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Action {
    /// Time stands still; blocks are still made for transactions.
    Pause,
    /// Time goes on.
    Resume,
    /// Moves it and makes a block at once.
    Step,
    /// Show it.
    Status,
}

impl ClockArgs {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// A node that does not answer, or is not of a development network.
    pub(crate) fn run(&self, output: &Output) -> Result<(), Failure> {
        let action = match self.action {
            Action::Pause => "pause",
            Action::Resume => "resume",
            Action::Step => "step",
            Action::Status => "status",
        };
        let params = match self.action {
            Action::Step => json!([action, read_span_ms(&self.by)?]),
            _ => json!([action]),
        };
        let status: Value = cli::wait(async {
            let client = wepos_client::Client::connect(&self.node.url)?;
            Ok(client.request("wepos_clock", params).await?)
        })?;
        let rows: Vec<(String, String)> = status
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| {
                (
                    name.clone(),
                    value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned),
                )
            })
            .collect();
        output.result(&table(&rows), &status)
    }
}
