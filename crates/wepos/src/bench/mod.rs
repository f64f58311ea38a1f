//! `wepos bench`: signed transactions from another process through the real RPC until every one is final and on disk,
//! with what limits them beside it: signature recovery alone, in the same run.
//!
//! Rates swing on shared machines; the node's CPU time per transaction is the figure that holds.

mod load;
mod network;
mod node;
mod peers;
mod redeem;
mod report;
mod stages;
mod submit;
mod tools;
mod transfer;

use crate::output::{Failure, Output};
use alloy_primitives::Bytes;
use anyhow::{Context as _, ensure};
use clap::{Args, Subcommand};
use load::Load;
use node::Node;
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    time::Instant,
};
use wepos_abi::attestation::campaigns_domain;
use wepos_chain::{Network, genesis::Genesis};

/// The fewest senders: fewer would measure nonce queues instead of transactions.
const MIN_SENDERS: usize = 10;

/// The most senders: what one genesis document may fund, with those who have a part of their own.
const MAX_SENDERS: usize = wepos_chain::genesis::READY_ACCOUNTS_MAX - load::PARTS.len();

/// Transactions of which signature recovery alone is measured.
const RECOVERED: usize = 50_000;

/// Measures this build on this machine.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Signed transfers, half native and half ERC-20, final and durable.
    Transfer(transfer::TransferArgs),
    /// Submissions to campaigns that the committee approved, final and durable, and transfers across the end of their
    /// stage.
    Submit(submit::SubmitArgs),
    /// Tickets of campaigns, redeemed, final and durable: two signatures each beside the transaction's own.
    Redeem(redeem::RedeemArgs),
    /// Transfers on a network of several validators on this machine, and what one of them costs that is killed.
    Network(network::NetworkArgs),
    /// What organisers and reviewers wait for: tickets issued, checked and printed, attempts graded, texts compared.
    Tools(tools::ToolsArgs),
}

pub(crate) const EXAMPLES: &str = "\
Examples (a release build, on a quiet machine):
  cargo run --release -p wepos -- bench transfer --stages --peers --report docs/benchmarks.md
  cargo run --release -p wepos -- bench submit --stages --report docs/benchmarks.md
  cargo run --release -p wepos -- bench redeem --stages --report docs/benchmarks.md
  cargo run --release -p wepos -- bench network --report docs/benchmarks.md
  cargo run --release -p wepos -- bench tools --report docs/benchmarks.md";

/// The most accounts that each sender can open: what it starts with is 100 PoS, an account takes 0.01 (R15).
const MAX_ACCOUNTS_PER_SENDER: usize = 5_000;

/// How anything is measured.
#[derive(Debug, Args)]
struct Common {
    /// From how many accounts (10 to 4,993).
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    senders: usize,
    /// Connections of the driver.
    #[arg(long, value_name = "N", default_value_t = 4)]
    connections: usize,
    /// Where the nodes keep their data while they are measured, on the disk that is measured; the system's folder for
    /// temporary files if not given.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Also say where the CPU goes: the same transactions again, sampled by `perf`.
    #[arg(long)]
    stages: bool,
    /// Where to write the tables: the section of this measurement is replaced, everything else is kept. Nothing is
    /// written without it.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Common {
    fn check(&self, transactions: usize) -> anyhow::Result<()> {
        ensure!(
            (MIN_SENDERS..=MAX_SENDERS).contains(&self.senders),
            "--senders is {MIN_SENDERS} to {MAX_SENDERS}"
        );
        ensure!(
            transactions >= self.senders,
            "--transactions is at least --senders"
        );
        ensure!(
            (1..=64).contains(&self.connections),
            "--connections is 1 to 64"
        );
        Ok(())
    }

    fn check_accounts(&self, accounts: usize) -> anyhow::Result<()> {
        ensure!(
            accounts <= self.senders * MAX_ACCOUNTS_PER_SENDER,
            "--accounts is at most {MAX_ACCOUNTS_PER_SENDER} for each sender"
        );
        Ok(())
    }
}

/// What every measurement says; the words of `--json`, beside those of its own.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Figures {
    finalized_per_second: f64,
    /// CPU of the node for each transaction; its word names the kind.
    #[serde(skip)]
    cpu_micros: f64,
    recover_per_second_one_core: f64,
    recover_per_second_two_cores: f64,
    recover_cpu_micros_one_core: f64,
    recover_cpu_micros_two_cores: f64,
    transactions: usize,
    senders: usize,
    receipt_milliseconds_median: f64,
    /// Disk for each transaction; its word names the kind.
    #[serde(skip)]
    disk_bytes: f64,
    node_resident_megabytes: f64,
    blocks: u64,
}

impl Bench {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// When a node cannot be started, a transaction is refused, or the state is not what it must be.
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(anyhow::Error::from)?;
        let (noun, rate, figures) = match self {
            Self::Transfer(args) => {
                let figures = transfer::measure(&args, &runtime)?;
                let rate = figures.common.finalized_per_second;
                ("transfers", rate, serde_json::to_value(figures))
            }
            Self::Submit(args) => {
                let figures = runtime.block_on(submit::measure(&args))?;
                let rate = figures.common.finalized_per_second;
                ("submissions", rate, serde_json::to_value(figures))
            }
            Self::Redeem(args) => {
                let figures = runtime.block_on(redeem::measure(&args))?;
                let rate = figures.common.finalized_per_second;
                ("redemptions", rate, serde_json::to_value(figures))
            }
            Self::Network(args) => {
                let figures = runtime.block_on(network::measure(&args))?;
                let rate = figures.finalized_per_second;
                ("transfers", rate, serde_json::to_value(figures))
            }
            Self::Tools(args) => {
                let figures = tools::measure(&args, &runtime, output)?;
                let slowest = figures.slowest();
                let text = format!(
                    "{} items, the slowest tool took {slowest:.1} s",
                    figures.items
                );
                let value = serde_json::to_value(figures);
                return output.result(&text, &value.map_err(anyhow::Error::from)?);
            }
        };
        let text = format!("{rate:.0} {noun} per second, final and durable");
        output.result(&text, &figures.map_err(anyhow::Error::from)?)
    }
}

/// A load with a node that is ready for it.
struct Prepared {
    node: Node,
    load: Load,
    signed: Vec<Bytes>,
}

impl Prepared {
    /// Writes the genesis of a load, starts a node with it that keeps its data in `data`, and signs everything for this
    /// network.
    async fn start(mut load: Load, folder: &Path, data: &str) -> anyhow::Result<Self> {
        let genesis = folder.join("genesis.json");
        std::fs::write(&genesis, load.genesis()?.to_json())
            .context("cannot write the benchmark's genesis")?;
        let noun = load.operation.noun();
        eprintln!("signing {} {noun}s …", load.len());
        let data = folder.join(data);
        let node = Node::start(&data, &genesis)?;
        node.wait_for_first_block().await?;
        if load.operation.needs_campaigns() {
            submit::open_campaigns(&node, &load).await?;
        }
        // The node has put its own validator in, so what tickets are signed for is known only now.
        let genesis = Genesis::parse(&std::fs::read(data.join("genesis.json"))?)?;
        load.domain = campaigns_domain(node.chain_id(), Network::new(genesis)?.hash());
        let signed = load.sign(node.chain_id());
        Ok(Self { node, load, signed })
    }

    /// Measures the transactions through the RPC.
    async fn drive(&self, args: &Common) -> anyhow::Result<Figures> {
        let Self { node, load, signed } = self;
        let sample = &signed[..signed.len().min(RECOVERED)];
        let (recover_per_second_one_core, recover_cpu_micros_one_core) =
            load::recover(sample, node.chain_id(), 1)?;
        let (recover_per_second_two_cores, recover_cpu_micros_two_cores) =
            load::recover(sample, node.chain_id(), 2)?;

        let receipt_milliseconds_median = load::receipt_latency(node, 100).await?;
        let bodies = load.bodies(signed, args.connections);
        let (cpu, disk, first) = (node.cpu()?, node.disk_bytes(), node.block_number().await?);
        let started = Instant::now();
        load::drive(std::slice::from_ref(node.rpc()), bodies, load.len()).await?;
        let seconds = started.elapsed().as_secs_f64();
        let count = load.len() as f64;
        let cpu_micros = (node.cpu()? - cpu).as_secs_f64() * 1e6 / count;
        let blocks = node.block_number().await? - first;
        load.check_nonces(node).await?;
        let disk_bytes = node.disk_bytes().saturating_sub(disk) as f64 / count;
        Ok(Figures {
            finalized_per_second: count / seconds,
            cpu_micros,
            recover_per_second_one_core,
            recover_per_second_two_cores,
            recover_cpu_micros_one_core,
            recover_cpu_micros_two_cores,
            transactions: load.len(),
            senders: args.senders,
            receipt_milliseconds_median,
            disk_bytes,
            node_resident_megabytes: node.resident_megabytes()?,
            blocks,
        })
    }
}

/// Where the CPU went, and how much of it each transaction took.
struct Sampled {
    stages: stages::Stages,
    cpu_micros: f64,
    noun: &'static str,
}

/// The same load on another network while `perf` looks at its node; nothing where there is no `perf`, or it sees
/// nothing.
async fn sampled(args: &Common, folder: &Path, load: &Load) -> anyhow::Result<Option<Sampled>> {
    if !args.stages {
        return Ok(None);
    }
    eprintln!("the same, sampled by perf …");
    let Prepared { node, load, signed } = Prepared::start(load.clone(), folder, "sampled").await?;
    let bodies = load.bodies(&signed, args.connections);
    let Some(recording) = stages::Recording::start(node.id(), folder) else {
        eprintln!("perf is not installed (apt-get install linux-perf): left out");
        return Ok(None);
    };
    let cpu = node.cpu()?;
    load::drive(std::slice::from_ref(node.rpc()), bodies, load.len()).await?;
    let cpu = node.cpu()? - cpu;
    let stages = match recording.stop() {
        Ok(stages) => stages,
        Err(error) => {
            eprintln!("sampling failed and is left out: {error:#}");
            return Ok(None);
        }
    };
    node.stop()?;
    Ok(Some(Sampled {
        stages,
        cpu_micros: cpu.as_secs_f64() * 1e6 / load.len() as f64,
        noun: load.operation.noun(),
    }))
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
