//! What else moves balances on this machine, in the same run: anvil and PostgreSQL, where they are installed.

use super::{load::Load, node};
use serde_json::json;
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A peer's figures.
pub(super) struct Peer {
    pub(super) name: String,
    pub(super) per_second: f64,
    pub(super) cpu_micros: Option<f64>,
}

/// Native transfers that anvil gets: its memory grows by 7 kB each.
const ANVIL_TRANSFERS: usize = 20_000;

/// The gas of one of its blocks: so much that the time between blocks does not bound its rate.
const ANVIL_BLOCK_GAS: &str = "3000000000";

/// Runs every peer that is there; one that fails is named and left out.
pub(super) async fn run(folder: &Path, load: &Load, connections: usize) -> Vec<Peer> {
    let mut peers = Vec::new();
    match anvil(folder, load, connections).await {
        Ok(Some(peer)) => peers.push(peer),
        Ok(None) => eprintln!(
            "anvil is not installed (npm install @foundry-rs/anvil, or set ANVIL): left out"
        ),
        Err(error) => eprintln!("anvil failed and is left out: {error:#}"),
    }
    match postgres(folder) {
        Ok(Some(peer)) => peers.push(peer),
        Ok(None) => eprintln!("PostgreSQL is not installed (apt-get install postgresql): left out"),
        Err(error) => eprintln!("PostgreSQL failed and is left out: {error:#}"),
    }
    peers
}

struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// anvil with blocks of one second, without fees, on the same senders' native transfers.
async fn anvil(folder: &Path, load: &Load, connections: usize) -> anyhow::Result<Option<Peer>> {
    let program = std::env::var("ANVIL").unwrap_or_else(|_| "anvil".into());
    if Command::new(&program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_err()
    {
        return Ok(None);
    }
    let chain_id = 31_337;
    let funds: serde_json::Map<_, _> = load
        .addresses()
        .iter()
        .map(|address| {
            (
                address.to_string(),
                json!({"balance": "0x56bc75e2d63100000"}),
            )
        })
        .collect();
    let genesis = json!({
        "config": {"chainId": chain_id}, "nonce": "0x0", "timestamp": "0x0", "extraData": "0x",
        "gasLimit": "0x1c9c380",
        "difficulty": "0x0", "baseFeePerGas": "0x0", "alloc": funds,
    });
    let path = folder.join("anvil.json");
    std::fs::write(&path, genesis.to_string())?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?
        .local_addr()?
        .port();
    let child = Command::new(&program)
        .args([
            "--silent",
            "--block-time",
            "1",
            "--gas-price",
            "0",
            "--base-fee",
            "0",
            "--accounts",
            "1",
        ])
        .args([
            "--order",
            "fifo",
            "--chain-id",
            &chain_id.to_string(),
            "--gas-limit",
            ANVIL_BLOCK_GAS,
            "--port",
            &port.to_string(),
            "--init",
        ])
        .arg(&path)
        .stdout(Stdio::null())
        .spawn()?;
    let child = Stopped(child);
    let url = format!("http://127.0.0.1:{port}");
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(60))
        .build()?;
    let started = Instant::now();
    while node::request(&client, &url, "eth_chainId", json!([]))
        .await
        .is_err()
    {
        anyhow::ensure!(
            started.elapsed() < Duration::from_secs(20),
            "it does not answer"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let small = load.native_only(ANVIL_TRANSFERS);
    let bodies = small.bodies(&small.sign(chain_id), connections);
    let (process, cpu) = (child.0.id(), node::cpu_of(child.0.id())?);
    let started = Instant::now();
    small.drive_until_nonces(&client, &url, bodies).await?;
    let seconds = started.elapsed().as_secs_f64();
    let cpu = (node::cpu_of(process)? - cpu).as_secs_f64() * 1e6 / small.len() as f64;
    let name = format!(
        "anvil, blocks of 1 s, in memory, {} native transfers",
        small.len()
    );
    Ok(Some(Peer {
        name,
        per_second: small.len() as f64 / seconds,
        cpu_micros: Some(cpu),
    }))
}

/// PostgreSQL double entry in one function with `pgbench`, durable, on a cluster of its own.
fn postgres(folder: &Path) -> anyhow::Result<Option<Peer>> {
    let script = Path::new("tools/bench-postgres.sh");
    if !script.exists()
        || Command::new("pg_lsclusters")
            .stdout(Stdio::null())
            .status()
            .is_err()
    {
        return Ok(None);
    }
    let output = Command::new("bash")
        .arg(script)
        .arg(folder)
        .stderr(Stdio::inherit())
        .output()?;
    anyhow::ensure!(
        output.status.success(),
        "{} ended with {}",
        script.display(),
        output.status
    );
    let text = String::from_utf8(output.stdout)?;
    let mut numbers = text.split_whitespace();
    let per_second = numbers.next().unwrap_or_default().parse()?;
    let cpu_micros = numbers.next().and_then(|text| text.parse().ok());
    let name = "PostgreSQL double entry, fsync on, 8 clients, no signatures".into();
    Ok(Some(Peer {
        name,
        per_second,
        cpu_micros,
    }))
}
