//! `wepos bench transfer`: transfers, the same without RPC, a start with many accounts, and peers.

use super::{
    Common, Figures, Folder, Prepared,
    load::{self, Load, Operation},
    node::{self, Node},
    peers, report, sampled,
};
use anyhow::ensure;
use clap::Args;
use serde::Serialize;
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// How long a node is left alone before its memory is read.
const REST: Duration = Duration::from_secs(3);

/// What is measured.
#[derive(Debug, Args)]
pub(crate) struct TransferArgs {
    /// How many transfers.
    #[arg(long, value_name = "N", default_value_t = 300_000)]
    transactions: usize,
    #[command(flatten)]
    common: Common,
    /// Accounts that are opened afterwards, to measure a start with that many; 0 leaves this out.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    accounts: usize,
    /// Also run the peers that are installed: anvil (or $ANVIL) and PostgreSQL.
    #[arg(long)]
    peers: bool,
}

/// What `--json` prints.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TransferFigures {
    #[serde(flatten)]
    pub(super) common: Figures,
    node_cpu_micros_per_transfer: f64,
    disk_bytes_per_transfer: f64,
    /// The same transfers without RPC.
    pub(super) in_process_per_second: f64,
    pub(super) in_process_cpu_micros_per_transfer: f64,
    /// The same node, stopped and started again after accounts were opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) restart: Option<Restart>,
}

/// What a start costs.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Restart {
    pub(super) accounts: usize,
    pub(super) seconds_to_first_answer: f64,
    pub(super) idle_resident_megabytes: f64,
}

pub(super) fn measure(
    args: &TransferArgs,
    runtime: &tokio::runtime::Runtime,
) -> anyhow::Result<TransferFigures> {
    let common = &args.common;
    common.check(args.transactions)?;
    common.check_accounts(args.accounts)?;
    let folder = Folder::make(common.folder.as_deref())?;
    let folder = folder.path();
    let load = Load::prepare(Operation::Transfer, common.senders, args.transactions);
    let prepared = runtime.block_on(Prepared::start(load, folder, "data"))?;
    let measured = runtime.block_on(prepared.drive(common))?;
    let Prepared { node, load, signed } = prepared;
    runtime.block_on(load.check_balances(&node))?;
    let restart = match args.accounts {
        0 => {
            node.stop()?;
            None
        }
        accounts => Some(runtime.block_on(restart(common, folder, &load, node, accounts))?),
    };
    eprintln!("the same without RPC …");
    let genesis = folder.join("genesis.json");
    let (rate, cpu) = node::in_process(&folder.join("in-process"), &genesis, &signed)?;
    let stages = runtime.block_on(sampled(common, folder, &load))?;
    let figures = TransferFigures {
        common: measured,
        node_cpu_micros_per_transfer: measured.cpu_micros,
        disk_bytes_per_transfer: measured.disk_bytes,
        in_process_per_second: rate,
        in_process_cpu_micros_per_transfer: cpu,
        restart,
    };
    let peers = match args.peers {
        true => runtime.block_on(peers::run(folder, &load, common.connections)),
        false => Vec::new(),
    };
    let table = report::transfers(&figures, &peers);
    let command = match args.peers {
        true => "transfer --peers",
        false => "transfer",
    };
    report::publish(common, folder, ("Transfers", command), &table, stages)?;
    Ok(figures)
}

/// Opens accounts, stops the node as an operator would, and starts it again.
async fn restart(
    args: &Common,
    folder: &Path,
    load: &Load,
    node: Node,
    accounts: usize,
) -> anyhow::Result<Restart> {
    eprintln!("a start with {accounts} more accounts …");
    let opening = load.openings(node.chain_id(), accounts);
    let bodies = load.bodies(&opening, args.connections);
    load::drive(std::slice::from_ref(node.rpc()), bodies, accounts).await?;
    let before = node.block_number().await?;
    node.stop()?;
    let started = Instant::now();
    let node = Node::start(&folder.join("data"), &folder.join("genesis.json"))?;
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
