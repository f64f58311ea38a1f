//! `wepos bench transfer`: signed transfers from another process through the real RPC until every one is final and
//! on disk, with what limits it beside it: signature recovery alone, in the same run.
//!
//! Rates swing on shared machines; the node's CPU time per transfer is the figure that holds.

mod load;
mod node;
mod peers;
mod report;
mod stages;

use crate::output::{Failure, Output};
use anyhow::{Context as _, ensure};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// The fewest senders: fewer would measure nonce queues instead of transfers.
const MIN_SENDERS: usize = 10;

/// The most senders: what one genesis document may fund.
const MAX_SENDERS: usize = 4_999;

/// The most accounts that each sender can open: what it starts with is 100 PoS, an account takes 0.01 (R15).
const MAX_ACCOUNTS_PER_SENDER: usize = 5_000;

/// How long a node is left alone before its memory is read.
const REST: Duration = Duration::from_secs(3);

/// Measures this build on this machine.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Signed transfers, half native and half ERC-20, final and durable.
    Transfer(TransferArgs),
}

pub(crate) const EXAMPLES: &str = "\
Example (a release build, on a quiet machine):
  cargo run --release -p wepos -- bench transfer --stages --peers --report docs/benchmarks.md";

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
    /// Accounts that are opened afterwards, to measure a start with that many; 0 leaves this out.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    accounts: usize,
    /// Where the nodes keep their data while they are measured, on the disk that is measured; the system's folder for
    /// temporary files if not given.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Also say where the CPU goes: the same transfers again, sampled by `perf`.
    #[arg(long)]
    stages: bool,
    /// Also run the peers that are installed: anvil (or $ANVIL) and PostgreSQL.
    #[arg(long)]
    peers: bool,
    /// Where to write the tables; what stands there from the heading "Notes" on is kept. Nothing is written without it.
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
    /// Beyond the fixed words: what recovery takes of the CPU, the same transfers without RPC, what they took on disk.
    recover_cpu_micros_one_core: f64,
    recover_cpu_micros_two_cores: f64,
    in_process_per_second: f64,
    in_process_cpu_micros_per_transfer: f64,
    receipt_milliseconds_median: f64,
    disk_bytes_per_transfer: f64,
    node_resident_megabytes: f64,
    blocks: u64,
    /// The same node, stopped and started again after accounts were opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    restart: Option<Restart>,
}

/// What a start costs.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Restart {
    accounts: usize,
    seconds_to_first_answer: f64,
    idle_resident_megabytes: f64,
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
    ensure!(
        args.accounts <= args.senders * MAX_ACCOUNTS_PER_SENDER,
        "--accounts is at most {MAX_ACCOUNTS_PER_SENDER} for each sender"
    );
    let folder = Folder::make(args.folder.as_deref())?;
    let place = report::place(folder.path());
    let folder = folder.path();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let prepared = runtime.block_on(over_rpc(args, folder))?;
    let stages = match args.stages {
        true => runtime
            .block_on(sampled(args, folder, &prepared))
            .unwrap_or_else(|error| {
                eprintln!("sampling failed and is left out: {error:#}");
                None
            }),
        false => None,
    };
    eprintln!("the same without RPC …");
    let genesis = folder.join("genesis.json");
    let (rate, cpu) = node::in_process(&folder.join("in-process"), &genesis, &prepared.signed)?;
    let figures = Figures {
        in_process_per_second: rate,
        in_process_cpu_micros_per_transfer: cpu,
        ..prepared.figures
    };
    let peers = match args.peers {
        true => runtime.block_on(peers::run(folder, &prepared.load, args.connections)),
        false => Vec::new(),
    };
    eprintln!("{}", report::table(&figures, &peers));
    if let Some(stages) = &stages {
        eprintln!("{}", report::stages(stages));
    }
    if let Some(path) = &args.report {
        let before = std::fs::read_to_string(path).unwrap_or_default();
        let document = report::document(&figures, &peers, stages.as_ref(), &place);
        std::fs::write(path, document + report::notes_of(&before))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(figures)
}

/// Where the CPU went, and how much of it each transfer took.
struct Sampled {
    stages: stages::Stages,
    micros_per_transfer: f64,
}

/// The same transfers to another node while `perf` looks at it; nothing where there is no `perf`.
async fn sampled(
    args: &TransferArgs,
    folder: &Path,
    prepared: &Prepared,
) -> anyhow::Result<Option<Sampled>> {
    eprintln!("the same, sampled by perf …");
    let node = node::Node::start(&folder.join("sampled"), &folder.join("genesis.json"))?;
    let bodies = prepared.load.bodies(&prepared.signed, args.connections);
    node.wait_for_first_block().await?;
    let Some(recording) = stages::Recording::start(node.id(), folder) else {
        eprintln!("perf is not installed (apt-get install linux-perf): left out");
        return Ok(None);
    };
    let cpu = node.cpu()?;
    load::drive(&node, bodies, prepared.load.len()).await?;
    let cpu = node.cpu()? - cpu;
    let stages = recording.stop()?;
    node.stop()?;
    Ok(Some(Sampled {
        stages,
        micros_per_transfer: cpu.as_secs_f64() * 1e6 / prepared.load.len() as f64,
    }))
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
    let (recover_per_second_one_core, recover_cpu_micros_one_core) =
        load::recover(sample, node.chain_id(), 1)?;
    let (recover_per_second_two_cores, recover_cpu_micros_two_cores) =
        load::recover(sample, node.chain_id(), 2)?;

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
    let restart = match args.accounts {
        0 => {
            node.stop()?;
            None
        }
        accounts => Some(restart(args, folder, &load, node, accounts).await?),
    };

    let figures = Figures {
        finalized_per_second: transfers / seconds,
        node_cpu_micros_per_transfer: cpu,
        recover_per_second_one_core,
        recover_per_second_two_cores,
        recover_cpu_micros_one_core,
        recover_cpu_micros_two_cores,
        transactions: load.len(),
        senders: args.senders,
        in_process_per_second: 0.0,
        in_process_cpu_micros_per_transfer: 0.0,
        receipt_milliseconds_median,
        disk_bytes_per_transfer: disk,
        node_resident_megabytes: resident,
        blocks,
        restart,
    };
    Ok(Prepared {
        load,
        signed,
        figures,
    })
}

/// Opens accounts, stops the node as an operator would, and starts it again.
async fn restart(
    args: &TransferArgs,
    folder: &Path,
    load: &load::Load,
    node: node::Node,
    accounts: usize,
) -> anyhow::Result<Restart> {
    eprintln!("a start with {accounts} more accounts …");
    let opening = load.openings(node.chain_id(), accounts);
    load::drive(&node, load.bodies(&opening, args.connections), accounts).await?;
    let before = node.block_number().await?;
    node.stop()?;
    let started = Instant::now();
    let node = node::Node::start(&folder.join("data"), &folder.join("genesis.json"))?;
    let number = node.block_number().await?;
    let seconds_to_first_answer = started.elapsed().as_secs_f64();
    ensure!(
        number >= before,
        "the node was at block {before} and came back with {number}"
    );
    tokio::time::sleep(REST).await;
    let idle_resident_megabytes = node.resident_megabytes()?;
    node.stop()?;
    Ok(Restart {
        accounts,
        seconds_to_first_answer,
        idle_resident_megabytes,
    })
}

/// A folder of this run's own, on the disk that is measured; gone when the run ends, however it ends.
struct Folder(PathBuf);

impl Folder {
    fn make(parent: Option<&Path>) -> anyhow::Result<Self> {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_owned);
        let path = parent.join(format!("wepos-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path)
            .with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("cannot remove {}: {error}", self.0.display());
        }
    }
}
