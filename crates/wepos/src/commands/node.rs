//! `wepos node`: a node of a network, as its configuration file says.

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clap::Args;
use serde::Serialize;
use wepos_chain::{
    Network,
    genesis::{Genesis, NetworkKind},
};
use wepos_node::{
    clock::Clock,
    data_dir::{DataDir, DataDirError, FORMAT},
    epochs::Halt,
    node::{Follower, StartError, Validator},
    rpc::RpcLimits,
    runtime::{self, Start},
    sync::{Source, Sources},
};

use super::genesis;
use crate::{
    config::{Config, Following, Role, Sync},
    output::{Failure, OUTDATED, Output},
    portal::Portal,
    server,
};

/// The longest time without a block unless the configuration says otherwise: a leader who is gone costs this much and
/// half a second.
const MAX_HEARTBEAT: Duration = Duration::from_secs(1);

/// Runs a node of a network as its configuration file says.
///
/// It may be started before, after or without the others: it waits for them while it runs, and goes on where it was
/// after any stop. It ends at Ctrl-C or SIGTERM.
#[derive(Debug, Args)]
pub(crate) struct Node {
    /// The configuration; docs/operating/config.md explains every field.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// End when standard input ends: for a program that starts nodes and must not leave them behind.
    #[arg(long, hide = true)]
    end_with_input: bool,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos node --config /etc/wepos/node.toml
A validator's configuration:
  role = \"validator\"
  data-dir = \"data\"
  genesis = \"genesis.json\"
  [rpc]
  listen = \"127.0.0.1:8545\"
  [p2p]
  listen = \"0.0.0.0:9545\"
  [peers]
  \"0xPUBLIC_KEY\" = \"node2.example.org:9545\"
A follower's, which anybody may run:
  role = \"follower\"
  data-dir = \"data\"
  genesis = \"genesis.json\"
  sources = [\"https://rpc.example.org\"]
  [rpc]
  listen = \"127.0.0.1:8545\"";

/// What `--json` prints when the node answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Ready {
    role: &'static str,
    rpc: String,
    /// Where it listens for other validators; a follower does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    p2p: Option<String>,
    network: String,
    chain_id: u64,
    genesis: String,
    data_dir: String,
}

impl Node {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// A mistake in the configuration, a busy port, a data directory of something else.
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let config = Config::read(&self.config)?;
        let listener = listen(config.rpc.listen, "rpc.listen")?;
        let rpc = listener.local_addr().map_err(anyhow::Error::from)?;
        let portal = match &config.rpc.portal {
            Some(directory) => Some(Portal::from_directory(directory)?),
            None => Portal::embedded(),
        };
        let data_dir = DataDir::open(&config.data_dir).map_err(data_dir_failure)?;
        let network = network(&config, &data_dir)?;
        let defaults = match network.genesis().kind {
            NetworkKind::Development => RpcLimits::development(),
            NetworkKind::Main | NetworkKind::Test => RpcLimits::public(),
        };
        let limits = config.limits.over(defaults, &config.rpc);
        let planned = Duration::from_millis(network.genesis().limits.heartbeat_ms.millis());
        let heartbeat = config.heartbeat.unwrap_or(planned.min(MAX_HEARTBEAT));
        let mut ready = Ready {
            role: "follower",
            rpc: format!("http://{rpc}"),
            p2p: None,
            network: network.genesis().network.clone(),
            chain_id: network.chain_id(),
            genesis: network.hash().to_string(),
            data_dir: absolute(data_dir.path()),
        };
        let clock = Clock::system();
        let inbox = config.inbox.map(|inbox| (inbox, network.clone()));
        let start = match config.role {
            Role::Validator(peering) => {
                ready.role = "validator";
                ready.p2p = Some(peering.listen.to_string());
                Start::Validator(Validator {
                    data_dir,
                    network,
                    clock,
                    heartbeat,
                    peering,
                })
            }
            Role::Follower(Following { sources, sync }) => {
                let sources = sources
                    .into_iter()
                    .map(|it| Arc::new(it) as Arc<dyn Source>);
                Start::Follower(Follower {
                    data_dir,
                    network,
                    clock,
                    sources: Sources::new(sources.collect()),
                    from_state: sync == Sync::State,
                })
            }
        };
        let (json, end_with_input) = (output.is_json(), self.end_with_input);
        let body = move |node, metrics| async move {
            let stop_signals = server::StopSignals::listen(end_with_input)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            announce(&ready, json)?;
            let inbox = inbox.map(|(inbox, network)| inbox.start(&network, rpc));
            server::serve(listener, node, limits, metrics, portal, inbox, stop_signals).await
        };
        let ended = runtime::run(
            start,
            Box::new(move |node, metrics| Box::pin(body(node, metrics))),
        );
        ended.map_err(start_failure)?.map_err(run_failure)
    }
}

/// The network that the configuration names, which must be the one of the data directory.
fn network(config: &Config, data_dir: &DataDir) -> Result<Arc<Network>, Failure> {
    let document: Genesis = match &config.genesis {
        Some(path) => {
            let chinese = format!("无法使用创世文件 {}", path.display());
            genesis::read(path).map_err(|failure| failure.in_chinese(chinese))?
        }
        None => data_dir
            .genesis()
            .map_err(data_dir_failure)?
            .ok_or_else(|| {
                Failure::new(
                    "config",
                    "`genesis` is missing, and the data directory holds no network yet",
                )
                .in_chinese("缺少 `genesis`，而数据目录中还没有任何网络的数据")
            })?,
    };
    let network = Network::new(document).map_err(anyhow::Error::from)?;
    Ok(Arc::new(network))
}

/// Listens on `address`, which `field` of the configuration gives.
fn listen(address: SocketAddr, field: &str) -> Result<TcpListener, Failure> {
    let listener = TcpListener::bind(address)
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener));
    listener.map_err(|error| {
        Failure::new(
            "port",
            format!("cannot listen on {address} ({field}): {error}"),
        )
        .in_chinese(format!("无法监听 {address}（{field}）：{error}"))
    })
}

/// Why a node does not start, in both languages where an operator can do something about it.
fn start_failure(error: StartError) -> Failure {
    let english = error.to_string();
    let (kind, chinese) = match &error {
        StartError::Halted(halt @ Halt::Protocol(_)) => {
            return Failure::new("outdated", english)
                .in_chinese(halt.in_chinese())
                .with_status(OUTDATED);
        }
        StartError::Halted(halt) => ("halted", halt.in_chinese()),
        StartError::NoAddress(keys) => (
            "noAddress",
            format!(
                "不知道以下验证者的地址：{}；请在配置文件的 [peers] 中逐一写明，例如 \"{}\" = \"主机:端口\"",
                keys.join("、"),
                keys[0]
            ),
        ),
        StartError::Listen { address, error } => (
            "port",
            format!("无法在 {address} 等待其他验证者连接（p2p.listen）：{error}"),
        ),
        StartError::DataDir(_) => {
            let StartError::DataDir(error) = error else {
                unreachable!("it was one");
            };
            return data_dir_failure(error);
        }
        StartError::Stopped => (
            "stopped",
            "节点自行停止，原因见上方日志。已确认的内容均未丢失。若磁盘已满，请腾出空间后重新启动；若文件损坏，\
             请从备份恢复数据目录，或另选一个目录"
                .to_owned(),
        ),
        _ => return anyhow::Error::from(error).into(),
    };
    Failure::new(kind, english).in_chinese(chinese)
}

/// Why a node ended that had started.
pub(super) fn run_failure(error: anyhow::Error) -> Failure {
    match error.downcast::<StartError>() {
        Ok(error) => start_failure(error),
        Err(error) => error.into(),
    }
}

/// Why a data directory cannot be used, in both languages.
fn data_dir_failure(error: DataDirError) -> Failure {
    let chinese = match &error {
        DataDirError::Io { path, error, .. } => {
            format!("{}：{error}。请检查路径、权限与剩余空间", path.display())
        }
        DataDirError::Locked(path) => format!(
            "{} 正由另一个 wepos 进程使用：请先停止它，或另选 data-dir",
            path.display()
        ),
        DataDirError::Format { path, have } => format!(
            "{} 的格式为 {have}，本版本只读取格式 {FORMAT}：请使用生成它的版本，或另选 data-dir",
            path.display()
        ),
        DataDirError::Network(other) => format!(
            "{} 属于网络 {}（创世哈希 {}），而不是 {}（创世哈希 {}）：请另选 data-dir",
            other.path.display(),
            other.have,
            other.have_hash,
            other.want,
            other.want_hash
        ),
        DataDirError::Damaged { path, reason } => format!(
            "{} 已损坏：{reason}。请从备份恢复，或另选 data-dir",
            path.display()
        ),
        DataDirError::Permissions { path, mode } => format!(
            "{} 可被其他用户读取（权限 {mode:o}）：请执行 `chmod 600 {}`",
            path.display(),
            path.display()
        ),
        DataDirError::Foreign(path) => format!(
            "{} 不是空目录，也没有 WePoS 的数据：请另选 data-dir",
            path.display()
        ),
    };
    Failure::new("data-dir", error.to_string()).in_chinese(chinese)
}

fn announce(ready: &Ready, json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(ready)?)?;
        return Ok(out.flush()?);
    }
    writeln!(
        out,
        "WePoS {} — {} ({})",
        ready.role, ready.network, ready.genesis
    )?;
    writeln!(out, "  JSON-RPC  {}", ready.rpc)?;
    if let Some(p2p) = &ready.p2p {
        writeln!(out, "  p2p       {p2p}")?;
    }
    writeln!(out, "  data      {}", ready.data_dir)?;
    Ok(out.flush()?)
}

/// The path as others find it too.
pub(super) fn absolute(path: &Path) -> String {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    path.display().to_string()
}
