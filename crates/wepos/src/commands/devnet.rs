//! `wepos devnet`: a development network of several validators, each a process of its own.

use std::{
    fs::{self, File},
    io::{self, BufRead as _, BufReader, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, anyhow, bail, ensure};
use clap::Args;
use serde::Serialize;
use serde_json::Value;
use wepos_chain::{
    Network,
    genesis::{Genesis, VALIDATORS_MAX},
};
use wepos_client::Client;
use wepos_node::data_dir::DataDir;

use super::{
    dev::{Account, accounts, development_genesis, say_ready, validator},
    node::absolute,
    read_span_ms,
};
use crate::{
    cli,
    output::{Failure, Output},
    server::StopSignals,
};

/// The port of the first node's JSON-RPC, which Ethereum tools try first.
const DEFAULT_PORT: u16 = 8545;

/// The most followers: processes beside the validators' on one machine.
const FOLLOWERS_MAX: usize = 16;

/// How long the network may take to its first block: processes, connections, a few views.
const START_PATIENCE: Duration = Duration::from_secs(120);

/// How long nodes that were told to stop may take: what they answer, the index, the databases.
const STOP_PATIENCE: Duration = Duration::from_secs(20);

/// How often children and blocks are looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Lines of a node's log that are shown when it does not start.
const LOG_LINES: usize = 8;

/// Starts a development network of several validators on this machine, each a process of its own.
///
/// Everything lies in the data directory: the genesis document, and for each node its data, its configuration and its
/// log. The same command goes on where the network was. All nodes end with this process, however it ends.
#[derive(Debug, Args)]
pub(crate) struct Devnet {
    /// How many validators: four are the fewest that go on without one of them.
    #[arg(long, value_name = "N", default_value_t = 4)]
    validators: usize,
    /// How many followers: nodes without a vote, which ask the validators.
    #[arg(long, value_name = "N", default_value_t = 0)]
    followers: usize,
    /// Where the network's data lie; made if it is not there.
    #[arg(long, value_name = "DIR", default_value = "data/devnet")]
    data_dir: PathBuf,
    /// The port of the first node's JSON-RPC, the others follow; 0 takes free ones.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_PORT)]
    port: u16,
    /// The length of a month of a new network, such as 60s, 10m or 2h. Calendar months without it.
    #[arg(long, value_name = "D")]
    month: Option<String>,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos devnet
  wepos devnet --validators 7 --month 60s --port 9545 --data-dir data/seven
  wepos devnet --validators 4 --followers 1
  wepos devnet --validators 4 --json         one line of JSON when the network is ready
A node that was stopped by its pid starts again with its own configuration:
  wepos node --config data/devnet/validator-2.toml";

/// What `--json` prints when the network is ready.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Ready {
    chain_id: u64,
    data_dir: String,
    genesis: String,
    nodes: Vec<Started>,
    accounts: Vec<Account>,
}

/// A node of the network.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Started {
    role: &'static str,
    name: String,
    rpc: String,
    pid: u32,
    data_dir: String,
    config: String,
    log: String,
}

/// A node that is about to run.
struct Plan {
    role: &'static str,
    name: String,
    config: PathBuf,
    log: PathBuf,
    data_dir: PathBuf,
}

/// A running node. Its standard input is open as long as this process lives: when it ends, so does the node.
struct Process {
    node: Started,
    child: Child,
    _input: ChildStdin,
}

impl Devnet {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// A data directory of another network, a busy port, a node that does not start.
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let month_ms = self.month.as_deref().map(read_span_ms).transpose()?;
        if !(1..=VALIDATORS_MAX).contains(&self.validators) {
            let count = self.validators;
            let text = format!("--validators {count}: 1 to {VALIDATORS_MAX} are possible");
            return Err(Failure::new("usage", text).in_chinese(format!(
                "--validators {count}：应在 1 到 {VALIDATORS_MAX} 之间"
            )));
        }
        if self.followers > FOLLOWERS_MAX {
            let count = self.followers;
            let text = format!("--followers {count}: at most {FOLLOWERS_MAX} are possible");
            return Err(Failure::new("usage", text)
                .in_chinese(format!("--followers {count}：最多 {FOLLOWERS_MAX} 个")));
        }
        let plans = self.plan(month_ms)?;
        let genesis = Genesis::parse(&fs::read(self.genesis_path()).map_err(anyhow::Error::from)?)
            .map_err(anyhow::Error::from)?;
        let network = Network::new(genesis).map_err(anyhow::Error::from)?;
        cli::wait(async {
            let mut stop = StopSignals::listen(false).map_err(anyhow::Error::from)?;
            let mut processes = Processes::default();
            let ready = tokio::select! {
                ready = processes.start(plans) => { ready?; true }
                () = stop.received() => false,
            };
            if ready {
                self.announce(&network, &processes, output.is_json())?;
                tokio::select! {
                    () = stop.received() => {}
                    () = processes.watch() => {}
                }
            }
            Ok(processes.stop().await?)
        })
    }

    fn genesis_path(&self) -> PathBuf {
        self.data_dir.join("genesis.json")
    }

    /// Writes what is not there yet, and the configurations anew: ports are free ones of today.
    fn plan(&self, month_ms: Option<u64>) -> anyhow::Result<Vec<Plan>> {
        let directory = &self.data_dir;
        fs::create_dir_all(directory)
            .with_context(|| format!("cannot make {}", directory.display()))?;
        let mut plans = Vec::new();
        let mut entries = Vec::new();
        let plan = |role: &'static str, index| {
            let name = format!("{role}-{index}");
            Plan {
                role,
                config: directory.join(format!("{name}.toml")),
                log: directory.join(format!("{name}.log")),
                data_dir: directory.join(&name),
                name,
            }
        };
        for index in 0..self.validators {
            let plan = plan("validator", index);
            entries.push(validator(&DataDir::open(&plan.data_dir)?, &plan.name)?);
            plans.push(plan);
        }
        plans.extend((0..self.followers).map(|index| plan("follower", index)));
        let keys: Vec<String> = entries
            .iter()
            .map(|entry| entry.public_key.to_string())
            .collect();
        match fs::read(self.genesis_path()) {
            Ok(bytes) => {
                let genesis = Genesis::parse(&bytes)?;
                let have: Vec<_> = genesis.validators.iter().map(|it| it.public_key).collect();
                let want: Vec<_> = entries.iter().map(|it| it.public_key).collect();
                ensure!(
                    have == want,
                    "{} holds a network of {} validators: start it with --validators {}, or choose another --data-dir",
                    directory.display(),
                    have.len(),
                    have.len()
                );
                ensure!(
                    month_ms.is_none(),
                    "{} holds a network, whose calendar never changes: leave --month out, or choose another --data-dir",
                    directory.display()
                );
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let genesis = development_genesis(entries, month_ms)?;
                fs::write(self.genesis_path(), genesis.to_json())?;
            }
            Err(error) => return Err(error.into()),
        }
        let rpc = ports(self.port, plans.len())?;
        let p2p = ports(0, self.validators)?;
        let sources: Vec<String> = rpc[..self.validators]
            .iter()
            .map(|port| format!("\"http://127.0.0.1:{port}\""))
            .collect();
        let sources = sources.join(", ");
        for (index, plan) in plans.iter().enumerate() {
            let Plan { role, name, .. } = plan;
            let rpc = rpc[index];
            let common =
                format!("role = \"{role}\"\ndata-dir = \"{name}\"\ngenesis = \"genesis.json\"\n");
            let rpc = format!("\n[rpc]\nlisten = \"127.0.0.1:{rpc}\"\n");
            if index >= self.validators {
                let text = format!("{common}sources = [{sources}]\n{rpc}");
                fs::write(&plan.config, text)?;
                continue;
            }
            let others = (0..self.validators).filter(|other| *other != index);
            let peers: String = others
                .map(|other| format!("\"{}\" = \"127.0.0.1:{}\"\n", keys[other], p2p[other]))
                .collect();
            let p2p = p2p[index];
            let text =
                format!("{common}{rpc}\n[p2p]\nlisten = \"127.0.0.1:{p2p}\"\n\n[peers]\n{peers}");
            fs::write(&plan.config, text)?;
        }
        Ok(plans)
    }

    fn announce(&self, network: &Network, processes: &Processes, json: bool) -> anyhow::Result<()> {
        let ready = Ready {
            chain_id: network.chain_id(),
            data_dir: absolute(&self.data_dir),
            genesis: absolute(&self.genesis_path()),
            nodes: processes.0.iter().map(|it| it.node.clone()).collect(),
            accounts: accounts(network),
        };
        say_ready(json, &ready, &ready.accounts, |out| {
            for node in &ready.nodes {
                let (name, rpc, pid) = (&node.name, &node.rpc, node.pid);
                writeln!(out, "  {name:14}{rpc}  pid {pid}")?;
            }
            writeln!(out)?;
            writeln!(out, "  chain id      {}", ready.chain_id)?;
            writeln!(out, "  data          {}", ready.data_dir)
        })
    }
}

/// The children, which end when this is dropped.
#[derive(Default)]
struct Processes(Vec<Process>);

impl Processes {
    /// Starts all nodes and waits until every one of them has a block.
    async fn start(&mut self, plans: Vec<Plan>) -> anyhow::Result<()> {
        let mut outputs = Vec::new();
        for plan in &plans {
            let (process, output) = spawn(plan)?;
            outputs.push(output);
            self.0.push(process);
        }
        for ((process, output), plan) in self.0.iter_mut().zip(outputs).zip(&plans) {
            // A node says one line when it answers, or ends.
            let line = tokio::task::spawn_blocking(move || first_line(output)).await??;
            let ready: Value = serde_json::from_str(&line).unwrap_or_default();
            let Some(rpc) = ready["rpc"].as_str() else {
                bail!("{} did not start{}", plan.name, why(&line, &plan.log));
            };
            process.node.rpc = rpc.to_owned();
        }
        let started = Instant::now();
        for (process, plan) in self.0.iter_mut().zip(&plans) {
            let client = Client::connect(&process.node.rpc)?;
            while number(&client).await == 0 {
                if let Some(status) = process.child.try_wait()? {
                    bail!("{} ended with {status}{}", plan.name, why("", &plan.log));
                }
                ensure!(
                    started.elapsed() < START_PATIENCE,
                    "{} has no block after {} s{}",
                    plan.name,
                    START_PATIENCE.as_secs(),
                    why("", &plan.log)
                );
                tokio::time::sleep(LOOK).await;
            }
        }
        Ok(())
    }

    /// Says which nodes end, as long as one runs.
    async fn watch(&mut self) {
        let mut ended: Vec<Option<ExitStatus>> = vec![None; self.0.len()];
        while ended.iter().any(Option::is_none) {
            for (process, ended) in self.0.iter_mut().zip(&mut ended) {
                if ended.is_none()
                    && let Ok(Some(status)) = process.child.try_wait()
                {
                    tracing::warn!(node = %process.node.name, %status, "a node ended");
                    *ended = Some(status);
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Ends all nodes, in order where they can.
    async fn stop(self) -> anyhow::Result<()> {
        // Their input ends here.
        let mut children: Vec<Child> = self.0.into_iter().map(|process| process.child).collect();
        let started = Instant::now();
        while started.elapsed() < STOP_PATIENCE {
            let running = children
                .iter_mut()
                .filter_map(|child| child.try_wait().transpose())
                .count();
            if running == children.len() {
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
        for child in &mut children {
            child.kill()?;
            child.wait()?;
        }
        Err(anyhow!("some nodes did not stop by themselves"))
    }
}

fn spawn(plan: &Plan) -> anyhow::Result<(Process, std::process::ChildStdout)> {
    let log = File::options().create(true).append(true).open(&plan.log)?;
    let mut child = Command::new(std::env::current_exe()?)
        .args(["--json", "node", "--end-with-input", "--config"])
        .arg(&plan.config)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .with_context(|| format!("cannot start {}", plan.name))?;
    let input = child.stdin.take().context("a child has a standard input")?;
    let output = child
        .stdout
        .take()
        .context("a child has a standard output")?;
    let node = Started {
        role: plan.role,
        name: plan.name.clone(),
        rpc: String::new(),
        pid: child.id(),
        data_dir: absolute(&plan.data_dir),
        config: absolute(&plan.config),
        log: absolute(&plan.log),
    };
    let process = Process {
        node,
        child,
        _input: input,
    };
    Ok((process, output))
}

fn first_line(output: std::process::ChildStdout) -> io::Result<String> {
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    Ok(line)
}

/// The newest block of a node that may not answer yet.
async fn number(client: &Client) -> u64 {
    let block = client.block(None).await.ok().flatten();
    block.map_or(0, |block| block.header.number)
}

/// What a node said before it ended.
fn why(line: &str, log: &Path) -> String {
    let error: Value = serde_json::from_str(line).unwrap_or_default();
    if let Some(message) = error["error"]["message"].as_str() {
        return format!(": {message}");
    }
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines[lines.len().saturating_sub(LOG_LINES)..].join("\n  ");
    format!("; its log {} ends with\n  {last}", log.display())
}

/// Ports that are free now: `first` and the ones after it, or any.
fn ports(first: u16, count: usize) -> anyhow::Result<Vec<u16>> {
    let mut listeners = Vec::new();
    for index in 0..count {
        let port = match first {
            0 => 0,
            _ => u16::try_from(index)
                .ok()
                .and_then(|index| first.checked_add(index))
                .ok_or_else(|| anyhow!("there are no {count} ports from {first} on"))?,
        };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).with_context(|| {
            format!("cannot listen on {address}: is another node running? Choose another --port, or 0 for free ones")
        })?;
        listeners.push(listener);
    }
    let ports = listeners
        .iter()
        .map(|it| it.local_addr().map(|at| at.port()));
    Ok(ports.collect::<io::Result<_>>()?)
}
