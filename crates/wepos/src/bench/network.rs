//! `wepos bench network`: several validators on this machine, sent to through all of them; then one after the other is
//! killed, and a follower that knows nothing catches up.

use super::{
    Common, Folder,
    load::{self, Load, Operation, Part},
    node::{self, Rpc},
    report,
};
use anyhow::{Context as _, ensure};
use clap::Args;
use serde::Serialize;
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use wepos_node::data_dir::DataDir;

/// Transfers of which each waits for the one before: for the latency on an idle network.
const PROBES: usize = 100;

/// How long the network is watched after a validator was killed: its turn to lead comes several times.
const WATCHED: Duration = Duration::from_secs(8);

/// How long a node that comes back, or a new one, may take to the newest block.
const PATIENCE: Duration = Duration::from_secs(300);

/// How often a node is asked for its newest block while somebody waits for it.
const LOOK: Duration = Duration::from_millis(10);

/// What is measured.
#[derive(Debug, Args)]
pub(crate) struct NetworkArgs {
    /// How many transfers.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    transactions: usize,
    /// How many validators.
    #[arg(long, value_name = "N", default_value_t = 4)]
    validators: usize,
    /// How many of them are killed, one after the other, each started again before the next.
    #[arg(long, value_name = "N", default_value_t = 4)]
    kills: usize,
    /// How many blocks there are at least before a follower starts from nothing; 0 leaves this out.
    #[arg(long, value_name = "N", default_value_t = 3_000)]
    blocks: u64,
    /// Accounts that are opened before a follower starts from the state; 0 leaves this out.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    accounts: usize,
    #[command(flatten)]
    common: Common,
}

/// What `--json` prints.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NetworkFigures {
    pub(super) finalized_per_second: f64,
    pub(super) validators: usize,
    pub(super) transactions: usize,
    pub(super) senders: usize,
    pub(super) blocks: u64,
    /// CPU of all validators together for each transfer.
    pub(super) cpu_micros_per_transfer: f64,
    pub(super) receipt_milliseconds_median: f64,
    pub(super) receipt_milliseconds_99th: f64,
    /// The largest of the validators.
    pub(super) resident_megabytes: f64,
    pub(super) disk_bytes_per_transfer: f64,
    pub(super) kills: usize,
    /// The longest time without a block after a validator was killed, of all kills, and their median.
    pub(super) stall_milliseconds_longest: f64,
    pub(super) stall_milliseconds_median: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) catch_up: Option<CatchUp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state_sync: Option<StateSync>,
}

/// How a follower catches up.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CatchUp {
    pub(super) blocks: u64,
    pub(super) transactions: u64,
    pub(super) seconds: f64,
    pub(super) blocks_per_second: f64,
    pub(super) cpu_micros_per_block: f64,
}

/// How a follower begins with the state.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StateSync {
    pub(super) accounts: usize,
    /// The height that it begins at, or beyond.
    pub(super) blocks: u64,
    /// From the start of the process until it has the newest block.
    pub(super) seconds: f64,
}

/// A network of processes; all of them end with this.
struct Network {
    /// The process that keeps the others.
    keeper: Child,
    /// Those that were started again.
    restarted: Vec<Child>,
    validators: Vec<Validator>,
}

struct Validator {
    rpc: Rpc,
    process: u32,
    config: PathBuf,
    data_dir: PathBuf,
}

impl Drop for Network {
    fn drop(&mut self) {
        // They may have ended already; the validators end with their keeper's pipes.
        for child in self.restarted.iter_mut().chain([&mut self.keeper]) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

pub(super) async fn measure(args: &NetworkArgs) -> anyhow::Result<NetworkFigures> {
    let common = &args.common;
    common.check(args.transactions)?;
    common.check_accounts(args.accounts)?;
    ensure!(
        args.kills == 0 || args.validators >= 4,
        "--validators is at least 4 where one of them is killed"
    );
    let folder = Folder::make(common.folder.as_deref())?;
    let folder = folder.path();
    let load = Load::prepare(Operation::Transfer, common.senders, args.transactions);
    let mut network = Network::start(&load, folder, args.validators)?;
    let rpcs = network.rpcs();
    rpcs[0].wait_for_first_block().await?;
    eprintln!("signing {} transfers …", load.len());
    let signed = load.sign(rpcs[0].chain_id());
    let latencies = latencies(&rpcs).await?;

    let bodies = load.bodies(&signed, common.connections.max(rpcs.len()));
    let (cpu, disk, first) = (
        network.cpu()?,
        network.disk_bytes(),
        rpcs[0].block_number().await?,
    );
    let started = Instant::now();
    load::drive(&rpcs, bodies, load.len()).await?;
    let seconds = started.elapsed().as_secs_f64();
    let count = load.len() as f64;
    let cpu_micros_per_transfer = (network.cpu()? - cpu).as_secs_f64() * 1e6 / count;
    let blocks = rpcs[0].block_number().await? - first;
    for rpc in &rpcs {
        reach(rpc, first + blocks).await?;
        load.check_nonces(rpc).await?;
        load.check_balances(rpc).await?;
    }
    let disk_bytes = network.disk_bytes().saturating_sub(disk) as f64 / count;
    let resident_megabytes = network.resident_megabytes()?;

    let mut stalls = Vec::new();
    for kill in 0..args.kills {
        let stall = network.kill_one(kill % args.validators).await?;
        eprintln!(
            "one of {} killed: no block for {:.0} ms",
            args.validators,
            stall.as_secs_f64() * 1e3
        );
        stalls.push(stall.as_secs_f64() * 1e3);
    }
    stalls.sort_by(f64::total_cmp);
    let catch_up = match args.blocks {
        0 => None,
        blocks => Some(network.follow(folder, blocks).await?),
    };
    let state_sync = match args.accounts {
        0 => None,
        accounts => {
            eprintln!("{accounts} more accounts …");
            let opening = load.openings(rpcs[0].chain_id(), accounts);
            let bodies = load.bodies(&opening, common.connections.max(rpcs.len()));
            load::drive(&rpcs, bodies, accounts).await?;
            Some(network.sync_state(folder, &load, accounts).await?)
        }
    };
    let figures = NetworkFigures {
        finalized_per_second: count / seconds,
        validators: args.validators,
        transactions: load.len(),
        senders: common.senders,
        blocks,
        cpu_micros_per_transfer,
        receipt_milliseconds_median: latencies[latencies.len() / 2],
        receipt_milliseconds_99th: latencies[latencies.len() * 99 / 100],
        resident_megabytes,
        disk_bytes_per_transfer: disk_bytes / args.validators as f64,
        kills: stalls.len(),
        stall_milliseconds_longest: stalls.last().copied().unwrap_or_default(),
        stall_milliseconds_median: stalls.get(stalls.len() / 2).copied().unwrap_or_default(),
        catch_up,
        state_sync,
    };
    network.stop()?;
    report::publish(
        common,
        folder,
        ("Network", "network"),
        &report::network(&figures),
        None,
    )?;
    Ok(figures)
}

/// From sending a transfer to its receipt, each through the next validator, in milliseconds and in order.
async fn latencies(rpcs: &[Rpc]) -> anyhow::Result<Vec<f64>> {
    let mut milliseconds = Vec::new();
    for rpc in rpcs {
        let mut probe = Part::new(rpc, load::PROBE).await?;
        for _ in 0..PROBES / rpcs.len() {
            milliseconds.push(probe.receipt().await?);
            // Not in step with the heartbeat.
            tokio::time::sleep(Duration::from_millis(7)).await;
        }
    }
    milliseconds.sort_by(f64::total_cmp);
    Ok(milliseconds)
}

/// Waits until a node has a block.
async fn reach(rpc: &Rpc, height: u64) -> anyhow::Result<()> {
    let started = Instant::now();
    // A node that is starting does not answer yet.
    while rpc.block_number().await.unwrap_or(0) < height {
        ensure!(
            started.elapsed() < PATIENCE,
            "{} does not come to block {height}",
            rpc.url()
        );
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

impl Network {
    /// Writes keys and a genesis that funds the load's senders, and lets `wepos devnet` do the rest.
    fn start(load: &Load, folder: &Path, validators: usize) -> anyhow::Result<Self> {
        let directory = folder.join("network");
        let entries = (0..validators).map(|index| {
            let name = format!("validator-{index}");
            let data_dir = DataDir::open(&directory.join(&name))?;
            crate::commands::dev::validator(&data_dir, &name)
        });
        let genesis = load.genesis_of(entries.collect::<anyhow::Result<_>>()?)?;
        std::fs::write(directory.join("genesis.json"), genesis.to_json())?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["devnet", "--json", "--port", "0", "--validators"])
            .arg(validators.to_string())
            .arg("--data-dir")
            .arg(&directory);
        let (keeper, ready) = node::started(command)?;
        let chain_id = genesis.chain_id;
        let nodes = ready["nodes"].as_array();
        let nodes = nodes.context("a ready network names its nodes")?.iter();
        let validators = nodes.map(|node| {
            let text = |key: &str| {
                node[key]
                    .as_str()
                    .with_context(|| format!("a node names its {key}"))
            };
            let process = node["pid"].as_u64().context("a node names its process")?;
            Ok(Validator {
                rpc: Rpc::new(text("rpc")?, chain_id)?,
                process: u32::try_from(process)?,
                config: text("config")?.into(),
                data_dir: text("dataDir")?.into(),
            })
        });
        Ok(Self {
            keeper,
            restarted: Vec::new(),
            validators: validators.collect::<anyhow::Result<_>>()?,
        })
    }

    fn rpcs(&self) -> Vec<Rpc> {
        self.validators.iter().map(|it| it.rpc.clone()).collect()
    }

    fn cpu(&self) -> anyhow::Result<Duration> {
        self.validators
            .iter()
            .map(|it| node::cpu_of(it.process))
            .sum()
    }

    fn disk_bytes(&self) -> u64 {
        self.validators
            .iter()
            .map(|it| node::disk_bytes(&it.data_dir))
            .sum()
    }

    fn resident_megabytes(&self) -> anyhow::Result<f64> {
        self.validators.iter().try_fold(0.0_f64, |most, it| {
            Ok(most.max(node::resident_megabytes(it.process)?))
        })
    }

    /// Kills a validator while somebody sends through another, and starts it again: the longest time without a block.
    async fn kill_one(&mut self, killed: usize) -> anyhow::Result<Duration> {
        let witness = self.validators[(killed + 1) % self.validators.len()]
            .rpc
            .clone();
        let mut probe = Part::new(&witness, load::PROBE).await?;
        let process = self.validators[killed].process.to_string();
        let status = Command::new("kill").args(["-9", &process]).status()?;
        ensure!(status.success(), "validator {killed} had stopped before");
        let longest = tokio::select! {
            longest = longest_pause(&witness, WATCHED) => longest?,
            failed = async {
                loop {
                    if let Err(error) = probe.receipt().await {
                        break error;
                    }
                    tokio::time::sleep(LOOK).await;
                }
            } => return Err(failed),
        };
        let validator = &mut self.validators[killed];
        let log = File::options()
            .create(true)
            .append(true)
            .open(validator.data_dir.with_extension("log"))?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["node", "--json", "--config"])
            .arg(&validator.config)
            .stderr(log);
        let (child, _) = node::started(command)?;
        validator.process = child.id();
        self.restarted.push(child);
        reach(&validator.rpc, witness.block_number().await?).await?;
        Ok(longest)
    }

    /// Makes blocks until there are enough, and starts a follower that has none.
    async fn follow(&self, folder: &Path, blocks: u64) -> anyhow::Result<CatchUp> {
        let rpcs = self.rpcs();
        eprintln!("up to block {blocks} …");
        let mut probe = Part::new(&rpcs[0], load::PROBE).await?;
        while rpcs[0].block_number().await? < blocks {
            probe.receipt().await?;
        }
        let target = rpcs[0].block_number().await?;
        eprintln!("a follower, {target} blocks behind …");
        let started = Instant::now();
        let (mut follower, rpc) = self.follower(folder, "blocks")?;
        reach(&rpc, target).await?;
        let seconds = started.elapsed().as_secs_f64();
        let cpu = node::cpu_of(follower.0.id())?;
        let mut transactions = 0;
        for block in 1..=target {
            transactions += rpc.transaction_count(block).await? as u64;
        }
        node::terminate(&mut follower.0)?;
        Ok(CatchUp {
            blocks: target,
            transactions,
            seconds,
            blocks_per_second: target as f64 / seconds,
            cpu_micros_per_block: cpu.as_secs_f64() * 1e6 / target as f64,
        })
    }

    /// Starts a follower that begins with the newest state.
    async fn sync_state(
        &self,
        folder: &Path,
        load: &Load,
        accounts: usize,
    ) -> anyhow::Result<StateSync> {
        let blocks = self.validators[0].rpc.block_number().await?;
        eprintln!("a follower that begins with the state …");
        let started = Instant::now();
        let (mut follower, rpc) = self.follower(folder, "state")?;
        reach(&rpc, blocks).await?;
        let seconds = started.elapsed().as_secs_f64();
        load.check_openings(&rpc, accounts).await?;
        node::terminate(&mut follower.0)?;
        Ok(StateSync {
            accounts,
            blocks,
            seconds,
        })
    }

    /// Starts a follower that has nothing, and takes `sync` from all validators.
    fn follower(&self, folder: &Path, sync: &str) -> anyhow::Result<(Follower, Rpc)> {
        let rpcs = self.rpcs();
        let port = std::net::TcpListener::bind("127.0.0.1:0")?
            .local_addr()?
            .port();
        let sources: Vec<&str> = rpcs.iter().map(Rpc::url).collect();
        let config = folder.join(format!("follower-{sync}.toml"));
        let text = format!(
            "role = \"follower\"\ndata-dir = \"follower-{sync}\"\ngenesis = \"network/genesis.json\"\n\
             sources = {sources:?}\nsync = \"{sync}\"\n\n[rpc]\nlisten = \"127.0.0.1:{port}\"\n"
        );
        std::fs::write(&config, text)?;
        let child = Command::new(std::env::current_exe()?)
            .args(["node", "--json", "--config"])
            .arg(&config)
            .stdout(Stdio::null())
            .stderr(File::create(folder.join(format!("follower-{sync}.log")))?)
            .spawn()?;
        let rpc = Rpc::new(&format!("http://127.0.0.1:{port}"), rpcs[0].chain_id())?;
        Ok((Follower(child), rpc))
    }

    /// Stops everything as an operator would.
    fn stop(mut self) -> anyhow::Result<()> {
        for mut child in std::mem::take(&mut self.restarted) {
            // One that was killed again has ended.
            if child.try_wait()?.is_none() {
                node::terminate(&mut child)?;
            }
        }
        node::terminate(&mut self.keeper)
    }
}

/// The follower's process; killed when it goes out of scope.
struct Follower(Child);

impl Drop for Follower {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The longest time without a new block at a node, within `time`.
async fn longest_pause(rpc: &Rpc, time: Duration) -> anyhow::Result<Duration> {
    let started = Instant::now();
    let (mut tip, mut since, mut longest) = (rpc.block_number().await?, started, Duration::ZERO);
    while started.elapsed() < time {
        let newest = rpc.block_number().await?;
        longest = longest.max(since.elapsed());
        if newest > tip {
            (tip, since) = (newest, Instant::now());
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(longest)
}
