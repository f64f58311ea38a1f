//! `wepos bench transfer`: signed transfers from another process through the real RPC until every one is final and
//! on disk, with what limits it beside it: signature recovery alone, in the same run.
//!
//! Rates swing on shared machines; the node's CPU time per transfer is the figure that holds.

mod load;
mod node;
mod peers;
mod report;

use crate::output::{Failure, Output};
use anyhow::{Context as _, ensure};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

/// The fewest senders: fewer would measure nonce queues instead of transfers.
const MIN_SENDERS: usize = 10;

/// The most senders: what one genesis document may fund.
const MAX_SENDERS: usize = 4_999;

/// Measures this build on this machine.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Signed transfers, half native and half ERC-20, final and durable.
    Transfer(TransferArgs),
}

pub(crate) const EXAMPLES: &str = "\
Example (a release build, on a quiet machine):
  cargo run --release -p wepos -- bench transfer --transactions 300000 --senders 1000 --peers";

/// What is measured.
#[derive(Debug, Args)]
pub(crate) struct TransferArgs {
    /// How many transfers.
    #[arg(long, value_name = "N", default_value_t = 300_000)]
    transactions: usize,
    /// From how many accounts (10 to 4,999).
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    senders: usize,
    /// Connections of the driver.
    #[arg(long, value_name = "N", default_value_t = 4)]
    connections: usize,
    /// Also run the peers that are installed: anvil (or $ANVIL) and PostgreSQL.
    #[arg(long)]
    peers: bool,
    /// Where to write the table; nothing is written without it.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// What `--json` prints.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Figures {
    finalized_per_second: f64,
    node_cpu_micros_per_transfer: f64,
    recover_per_second_one_core: f64,
    recover_per_second_two_cores: f64,
    transactions: usize,
    senders: usize,
    /// Beyond the fixed words: the same transfers without RPC, and what they took on disk.
    in_process_per_second: f64,
    in_process_cpu_micros_per_transfer: f64,
    receipt_milliseconds_median: f64,
    disk_bytes_per_transfer: f64,
    node_resident_megabytes: f64,
    blocks: u64,
}

impl Bench {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// When a node cannot be started, a transfer is refused, or a balance is not what it must be.
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let Self::Transfer(args) = self;
        let figures = measure(&args)?;
        let text = format!(
            "{:.0} transfers per second, final and durable",
            figures.finalized_per_second
        );
        output.result(
            &text,
            &serde_json::to_value(&figures).map_err(anyhow::Error::from)?,
        )
    }
}

fn measure(args: &TransferArgs) -> anyhow::Result<Figures> {
    ensure!(
        (MIN_SENDERS..=MAX_SENDERS).contains(&args.senders),
        "--senders is {MIN_SENDERS} to {MAX_SENDERS}"
    );
    ensure!(
        args.transactions >= args.senders,
        "--transactions is at least --senders"
    );
    ensure!(
        (1..=64).contains(&args.connections),
        "--connections is 1 to 64"
    );
    let folder = tempdir()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let prepared = runtime.block_on(over_rpc(args, &folder))?;
    eprintln!("the same without RPC …");
    let genesis = folder.join("genesis.json");
    let (rate, cpu) = node::in_process(&folder.join("in-process"), &genesis, &prepared.signed)?;
    let figures = Figures {
        in_process_per_second: rate,
        in_process_cpu_micros_per_transfer: cpu,
        ..prepared.figures
    };
    let peers = match args.peers {
        true => runtime.block_on(peers::run(&folder, &prepared.load, args.connections)),
        false => Vec::new(),
    };
    eprintln!("{}", report::table(&figures, &peers));
    if let Some(path) = &args.report {
        std::fs::write(path, report::document(&figures, &peers))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    std::fs::remove_dir_all(&folder).context("cannot remove the benchmark's folder")?;
    Ok(figures)
}

/// What the measurement through the RPC leaves for the others.
struct Prepared {
    load: load::Load,
    signed: Vec<alloy_primitives::Bytes>,
    figures: Figures,
}

async fn over_rpc(args: &TransferArgs, folder: &Path) -> anyhow::Result<Prepared> {
    let load = load::Load::prepare(args.senders, args.transactions);
    let genesis = folder.join("genesis.json");
    std::fs::write(&genesis, load.genesis()?.to_json())
        .context("cannot write the benchmark's genesis")?;

    eprintln!(
        "signing {} transfers of {} senders …",
        load.len(),
        args.senders
    );
    let node = node::Node::start(&folder.join("data"), &genesis)?;
    let signed = load.sign(node.chain_id());
    let sample = &signed[..signed.len().min(50_000)];
    let recover_per_second_one_core = load::recover_rate(sample, node.chain_id(), 1);
    let recover_per_second_two_cores = load::recover_rate(sample, node.chain_id(), 2);

    let receipt_milliseconds_median = load::receipt_latency(&node, 100).await?;
    let bodies = load.bodies(&signed, args.connections);
    let (cpu, disk, first) = (node.cpu()?, node.disk_bytes(), node.block_number().await?);
    let started = Instant::now();
    load::drive(&node, bodies, load.len()).await?;
    let seconds = started.elapsed().as_secs_f64();
    let transfers = load.len() as f64;
    let cpu = (node.cpu()? - cpu).as_secs_f64() * 1e6 / transfers;
    let blocks = node.block_number().await? - first;
    load.check_balances(&node).await?;
    let disk = node.disk_bytes().saturating_sub(disk) as f64 / transfers;
    let resident = node.resident_megabytes()?;
    node.stop()?;

    let figures = Figures {
        finalized_per_second: transfers / seconds,
        node_cpu_micros_per_transfer: cpu,
        recover_per_second_one_core,
        recover_per_second_two_cores,
        transactions: load.len(),
        senders: args.senders,
        in_process_per_second: 0.0,
        in_process_cpu_micros_per_transfer: 0.0,
        receipt_milliseconds_median,
        disk_bytes_per_transfer: disk,
        node_resident_megabytes: resident,
        blocks,
    };
    Ok(Prepared {
        load,
        signed,
        figures,
    })
}

/// A folder of this run's own, on the disk that is measured.
fn tempdir() -> anyhow::Result<PathBuf> {
    let path = std::env::temp_dir().join(format!("wepos-bench-{}", std::process::id()));
    std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
    Ok(path)
}
