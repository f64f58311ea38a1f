//! The node that is measured: another process with the real RPC, or this one without it.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;
use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    ops::Deref,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use wepos_chain::{Network, genesis::Genesis};
use wepos_node::{
    clock::Clock,
    data_dir::DataDir,
    network::Peering,
    node::{Node as InProcess, Validator},
    runtime,
};

/// Ticks of the process clock in a second (`sysconf(_SC_CLK_TCK)` is 100 on every Linux).
const TICKS_PER_SECOND: u64 = 100;

/// Transactions given to the in-process node at once.
const IN_PROCESS_BATCH: usize = 500;

/// Transactions that wait in the in-process node at most.
const IN_PROCESS_WINDOW: u64 = 12_000;

/// The JSON-RPC of a node. Clones share its connections.
#[derive(Clone)]
pub(super) struct Rpc {
    url: String,
    chain_id: u64,
    client: reqwest::Client,
}

impl Rpc {
    pub(super) fn new(url: &str, chain_id: u64) -> anyhow::Result<Self> {
        Ok(Self {
            url: url.to_owned(),
            chain_id,
            client: reqwest::Client::builder()
                .timeout(Duration::from_secs(60))
                // Less than a node keeps a connection that says nothing.
                .pool_idle_timeout(Duration::from_secs(10))
                .build()?,
        })
    }

    /// Waits for block 1, which makes the network usable.
    pub(super) async fn wait_for_first_block(&self) -> anyhow::Result<()> {
        while self.block_number().await? == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    pub(super) fn chain_id(&self) -> u64 {
        self.chain_id
    }

    pub(super) async fn request(&self, method: &str, params: Value) -> anyhow::Result<Value> {
        request(&self.client, &self.url, method, params).await
    }

    pub(super) async fn block_number(&self) -> anyhow::Result<u64> {
        Ok(quantity(&self.request("eth_blockNumber", json!([])).await?)? as u64)
    }

    pub(super) async fn transaction_count(&self, block: u64) -> anyhow::Result<usize> {
        let count = self
            .request(
                "eth_getBlockTransactionCountByNumber",
                json!([format!("{block:#x}")]),
            )
            .await?;
        Ok(quantity(&count)? as usize)
    }

    /// What a view of a module answers.
    pub(super) async fn view<C: SolCall>(
        &self,
        to: Address,
        call: &C,
    ) -> anyhow::Result<C::Return> {
        let data = Bytes::from(call.abi_encode());
        let answer = self
            .request("eth_call", json!([{"to": to, "data": data}, "latest"]))
            .await?;
        let answer: Bytes = serde_json::from_value(answer)?;
        Ok(C::abi_decode_returns(&answer)?)
    }

    /// The time of the newest block, in Unix seconds.
    pub(super) async fn time(&self) -> anyhow::Result<u64> {
        self.time_of(self.block_number().await?).await
    }

    /// The time of a block, in Unix seconds.
    pub(super) async fn time_of(&self, number: u64) -> anyhow::Result<u64> {
        let params = json!([format!("{number:#x}"), false]);
        let block = self.request("eth_getBlockByNumber", params).await?;
        Ok(quantity(&block["timestamp"])? as u64)
    }

    /// Moves the clock of the network on, and waits until its blocks are there.
    pub(super) async fn step(&self, seconds: u64) -> anyhow::Result<()> {
        let target = self.time().await? + seconds;
        self.request("wepos_clock", json!(["step", seconds * 1_000]))
            .await?;
        while self.time().await? < target {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    pub(super) async fn quantity(&self, method: &str, address: Address) -> anyhow::Result<u128> {
        quantity(&self.request(method, json!([address, "latest"])).await?)
    }
}

/// A node in another process; killed when it goes out of scope.
pub(super) struct Node {
    child: Child,
    rpc: Rpc,
    data_dir: PathBuf,
}

impl Deref for Node {
    type Target = Rpc;

    fn deref(&self) -> &Rpc {
        &self.rpc
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Node {
    pub(super) fn start(data_dir: &Path, genesis: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["dev", "--json", "--port", "0", "--data-dir"])
            .arg(data_dir)
            .arg("--genesis")
            .arg(genesis);
        let (child, ready) = started(command)?;
        let url = ready["rpc"]
            .as_str()
            .context("a ready node names its RPC")?;
        let chain_id = ready["chainId"].as_u64();
        Ok(Self {
            child,
            rpc: Rpc::new(url, chain_id.context("a ready node names its chain id")?)?,
            data_dir: data_dir.to_owned(),
        })
    }

    pub(super) fn rpc(&self) -> &Rpc {
        &self.rpc
    }

    /// The process.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// CPU time of the process so far, in user and system mode.
    pub(super) fn cpu(&self) -> anyhow::Result<Duration> {
        cpu_of(self.id())
    }

    pub(super) fn resident_megabytes(&self) -> anyhow::Result<f64> {
        resident_megabytes(self.id())
    }

    pub(super) fn disk_bytes(&self) -> u64 {
        disk_bytes(&self.data_dir)
    }

    /// Stops the node as an operator would.
    pub(super) fn stop(mut self) -> anyhow::Result<()> {
        terminate(&mut self.child)
    }
}

/// Starts this program with other arguments, and reads the line of JSON that it prints when it is ready.
pub(super) fn started(mut command: Command) -> anyhow::Result<(Child, Value)> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start a node")?;
    let mut line = String::new();
    let output = child.stdout.take().context("the node has an output")?;
    BufReader::new(output).read_line(&mut line)?;
    let ready = serde_json::from_str(&line)
        .with_context(|| format!("the node did not become ready: see its log above: {line}"))?;
    Ok((child, ready))
}

/// Stops a process as an operator would.
pub(super) fn terminate(child: &mut Child) -> anyhow::Result<()> {
    let status = Command::new("kill").arg(child.id().to_string()).status()?;
    ensure!(status.success(), "the node had stopped before");
    let status = child.wait()?;
    ensure!(status.success(), "the node ended with {status}");
    Ok(())
}

pub(super) async fn request(
    client: &reqwest::Client,
    url: &str,
    method: &str,
    params: Value,
) -> anyhow::Result<Value> {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
    let request = client
        .post(url)
        .header("content-type", "application/json")
        .body(body);
    let mut answer: Value = serde_json::from_str(&request.send().await?.text().await?)?;
    if let Some(error) = answer.get("error") {
        bail!("{method}: {error}");
    }
    Ok(answer["result"].take())
}

fn quantity(value: &Value) -> anyhow::Result<u128> {
    let text = value.as_str().context("a quantity is a string")?;
    Ok(u128::from_str_radix(text.trim_start_matches("0x"), 16)?)
}

pub(super) fn cpu_of(process: u32) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name may hold spaces; the numbers begin after its closing parenthesis.
    let (_, numbers) = stat.rsplit_once(')').context("a process has a name")?;
    let numbers: Vec<&str> = numbers.split_whitespace().collect();
    let ticks = numbers[11].parse::<u64>()? + numbers[12].parse::<u64>()?;
    Ok(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
}

pub(super) fn resident_megabytes(process: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .context("a process has a resident size")?;
    let kilobytes: f64 = line
        .split_whitespace()
        .nth(1)
        .context("VmRSS has a number")?
        .parse()?;
    Ok(kilobytes / 1024.0)
}

pub(super) fn disk_bytes(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => disk_bytes(&entry.path()),
            // Blocks that are allocated: preallocated files are not data.
            Ok(metadata) => metadata.blocks() * 512,
            Err(_) => 0,
        })
        .sum()
}

/// The same transactions given to a node in this process: rate and CPU microseconds for each.
pub(super) fn in_process(
    data_dir: &Path,
    genesis: &Path,
    signed: &[Bytes],
) -> anyhow::Result<(f64, f64)> {
    let data_dir = DataDir::open(data_dir)?;
    let mut genesis = Genesis::parse(&std::fs::read(genesis)?)?;
    genesis.validators = vec![crate::commands::dev::validator(&data_dir, "benchmark")?];
    let network = Arc::new(Network::new(genesis)?);
    let signed = signed.to_vec();
    let cpu = cpu_of(std::process::id())?;
    let validator = Validator {
        data_dir,
        network,
        clock: Clock::system(),
        heartbeat: Duration::from_secs(1),
        peering: Peering::alone(),
    };
    let (seconds, total) = runtime::run(
        validator,
        Box::new(move |node, _| Box::pin(feed(node, signed))),
    )??;
    let cpu = (cpu_of(std::process::id())? - cpu).as_secs_f64();
    Ok((total / seconds, cpu * 1e6 / total))
}

/// Gives everything to the node and waits until it is final: seconds and transactions.
async fn feed(mut node: InProcess, signed: Vec<Bytes>) -> anyhow::Result<(f64, f64)> {
    node.wait_for_block(1).await?;
    let total = signed.len() as u64;
    let mut published = node.ledger.subscribe();
    let started = Instant::now();
    let (mut sent, mut done) = (0_u64, 0_u64);
    for chunk in signed.chunks(IN_PROCESS_BATCH) {
        while sent > done + IN_PROCESS_WINDOW {
            done += published.recv().await?.transactions.len() as u64;
        }
        for result in node.admission.submit(chunk.to_vec()).await {
            result?;
        }
        sent += chunk.len() as u64;
    }
    while done < total {
        done += published.recv().await?.transactions.len() as u64;
    }
    Ok((started.elapsed().as_secs_f64(), total as f64))
}
