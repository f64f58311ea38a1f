//! The configuration file of a node: TOML, every field documented in `docs/operating/config.md`.

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use wepos_client::B256;
use wepos_inbox::limits::{RETENTION_DAYS, RETENTION_DAYS_MAX};
use wepos_node::{
    network::{PeerAddress, Peering},
    rpc::RpcLimits,
    sync::HttpSource,
};

use crate::{commands::read_span_ms, inbox, output::Failure};

/// The shortest heartbeat: an idle network should not fill disks.
const HEARTBEAT_MIN: Duration = Duration::from_millis(100);

/// The longest: consensus waits that long for a leader who is gone.
const HEARTBEAT_MAX: Duration = Duration::from_secs(60);

/// A node's configuration, checked.
#[derive(Debug)]
pub(crate) struct Config {
    /// What the node does.
    pub(crate) role: Role,
    /// Where its data lie.
    pub(crate) data_dir: PathBuf,
    /// The document its network starts from; the data directory's own without it.
    pub(crate) genesis: Option<PathBuf>,
    /// The longest time without a block; the genesis' own without it.
    pub(crate) heartbeat: Option<Duration>,
    /// JSON-RPC.
    pub(crate) rpc: Rpc,
    /// What callers may take, over the defaults.
    pub(crate) limits: Limits,
    /// The inbox beside the node, where it runs one.
    pub(crate) inbox: Option<inbox::Options>,
}

/// What a node does.
#[derive(Debug)]
pub(crate) enum Role {
    /// It votes, with the key in its data directory.
    Validator(Peering),
    /// It has no key: it fetches blocks from others, and checks them.
    Follower(Following),
}

/// Where a follower fetches, and what.
#[derive(Debug)]
pub(crate) struct Following {
    /// Nodes, asked in turn.
    pub(crate) sources: Vec<HttpSource>,
    /// From where on.
    pub(crate) sync: Sync,
}

/// From where on a follower fetches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sync {
    /// Every block from the first one on.
    #[default]
    Blocks,
    /// A recent state, and the blocks after it.
    State,
}

/// JSON-RPC, WebSocket, metrics and portal.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Rpc {
    /// Where the node listens.
    pub(crate) listen: SocketAddr,
    /// Whether a proxy on this machine names its clients in `X-Forwarded-For`.
    #[serde(default)]
    pub(crate) behind_proxy: bool,
    /// A directory with the portal, in place of the one in the program.
    pub(crate) portal: Option<PathBuf>,
}

/// Bounds on callers that an operator may want to move. The others are the same on every node.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Limits {
    /// Open connections of all kinds.
    open_connections: Option<usize>,
    /// Open connections of one address.
    open_connections_per_address: Option<usize>,
    /// Calls of one address per second, each item of a batch for itself.
    calls_per_second: Option<u32>,
    /// Costly questions at the same time: half the cores, where a machine has many.
    costly_at_once: Option<usize>,
    /// Signed transactions of one address per second.
    transactions_per_second: Option<u32>,
    /// Proofs of one address per second.
    proofs_per_second: Option<u32>,
    /// Answers to followers of one address per second.
    sync_answers_per_second: Option<u32>,
}

impl Limits {
    /// These bounds over `limits`.
    pub(crate) fn over(&self, limits: RpcLimits, rpc: &Rpc) -> RpcLimits {
        RpcLimits {
            open_connections: self.open_connections.unwrap_or(limits.open_connections),
            open_connections_per_address: self
                .open_connections_per_address
                .unwrap_or(limits.open_connections_per_address),
            calls_per_second: self.calls_per_second.unwrap_or(limits.calls_per_second),
            costly_at_once: self.costly_at_once.unwrap_or(limits.costly_at_once),
            transactions_per_second: self
                .transactions_per_second
                .unwrap_or(limits.transactions_per_second),
            proofs_per_second: self.proofs_per_second.unwrap_or(limits.proofs_per_second),
            sync_answers_per_second: self
                .sync_answers_per_second
                .unwrap_or(limits.sync_answers_per_second),
            behind_proxy: rpc.behind_proxy,
            ..limits
        }
    }
}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Document {
    role: RoleName,
    data_dir: PathBuf,
    genesis: Option<PathBuf>,
    heartbeat: Option<String>,
    rpc: Rpc,
    p2p: Option<P2p>,
    #[serde(default)]
    peers: BTreeMap<String, String>,
    #[serde(default)]
    sources: Vec<String>,
    sync: Option<Sync>,
    #[serde(default)]
    limits: Limits,
    inbox: Option<Inbox>,
}

/// The inbox beside a node.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Inbox {
    origins: Vec<String>,
    file: Option<PathBuf>,
    key: Option<PathBuf>,
    #[serde(default = "default_retention_days")]
    retention_days: u32,
}

fn default_retention_days() -> u32 {
    RETENTION_DAYS
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RoleName {
    Validator,
    Follower,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct P2p {
    listen: SocketAddr,
}

impl Config {
    /// Reads and checks the file at `path`. Paths in it are relative to the file.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, in both languages.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
        let config = Self::parse(&text).map_err(|wrong| wrong.into_failure(path))?;
        let directory = path.parent().unwrap_or(Path::new(""));
        Ok(Self {
            data_dir: directory.join(config.data_dir),
            genesis: config.genesis.map(|genesis| directory.join(genesis)),
            inbox: config.inbox.map(|inbox| inbox::Options {
                file: directory.join(inbox.file),
                key: directory.join(inbox.key),
                ..inbox
            }),
            rpc: Rpc {
                portal: config.rpc.portal.map(|portal| directory.join(portal)),
                ..config.rpc
            },
            ..config
        })
    }

    fn parse(text: &str) -> Result<Self, Wrong> {
        let document: Document = toml::from_str(text).map_err(|error| {
            Wrong::new(
                error.to_string().trim_end(),
                format!("TOML 内容有误：{}", error.to_string().trim_end()),
            )
        })?;
        let role = match document.role {
            RoleName::Validator => Role::Validator(document.peering()?),
            RoleName::Follower => Role::Follower(document.following()?),
        };
        let inbox = document.inbox.as_ref();
        let inbox = inbox.map(|inbox| inbox.options(&document.data_dir));
        Ok(Self {
            role,
            inbox: inbox.transpose()?,
            data_dir: document.data_dir,
            genesis: document.genesis,
            heartbeat: document
                .heartbeat
                .as_deref()
                .map(read_heartbeat)
                .transpose()?,
            rpc: document.rpc,
            limits: document.limits,
        })
    }
}

impl Document {
    fn peering(&self) -> Result<Peering, Wrong> {
        if !self.sources.is_empty() || self.sync.is_some() {
            return Err(Wrong::new(
                "`sources` and `sync` are for followers: a validator finds the others by [peers]",
                "`sources` 与 `sync` 仅用于跟随节点：验证者通过 [peers] 找到其他验证者",
            ));
        }
        let p2p = self.p2p.as_ref().ok_or_else(|| {
            Wrong::new(
                "a validator needs [p2p] with `listen`, such as listen = \"0.0.0.0:9545\"",
                "验证者需要 [p2p] 一节，并写明 `listen`，例如 listen = \"0.0.0.0:9545\"",
            )
        })?;
        if p2p.listen.port() == 0 {
            return Err(Wrong::new(
                "p2p.listen has port 0: others must know the port",
                "p2p.listen 的端口不能是 0：其他验证者需要知道端口号",
            ));
        }
        Ok(Peering {
            listen: p2p.listen,
            addresses: read_peers(&self.peers)?,
        })
    }

    fn following(&self) -> Result<Following, Wrong> {
        if self.p2p.is_some() || !self.peers.is_empty() || self.heartbeat.is_some() {
            return Err(Wrong::new(
                "[p2p], [peers] and `heartbeat` are for validators: a follower fetches from `sources`",
                "[p2p]、[peers] 与 `heartbeat` 仅用于验证者：跟随节点从 `sources` 获取数据",
            ));
        }
        if self.sources.is_empty() {
            return Err(Wrong::new(
                "a follower needs `sources`, such as sources = [\"https://node.example.org\"]",
                "跟随节点需要 `sources`，例如 sources = [\"https://node.example.org\"]",
            ));
        }
        let sources = self.sources.iter().map(|address| {
            HttpSource::new(address).map_err(|error| {
                Wrong::new(
                    format!("sources: {error}"),
                    format!(
                        "sources：`{address}` 不是节点的地址，应类似于 https://rpc.example.org"
                    ),
                )
            })
        });
        let sources = sources.collect::<Result<_, _>>()?;
        Ok(Following {
            sources,
            sync: self.sync.unwrap_or_default(),
        })
    }
}

impl Inbox {
    fn options(&self, data_dir: &Path) -> Result<inbox::Options, Wrong> {
        if let Some(wrong) = inbox::wrong_origin(&self.origins) {
            return Err(Wrong::new(
                format!(
                    "inbox.origins: `{wrong}` is no origin of a page, such as \"https://portal.example.org\"; \
                     the first one is the node's own"
                ),
                format!(
                    "inbox.origins：`{wrong}` 不是网页来源，应类似于 \"https://portal.example.org\"；第一个为本节点自己的地址"
                ),
            ));
        }
        if !(1..=RETENTION_DAYS_MAX).contains(&self.retention_days) {
            let days = self.retention_days;
            return Err(Wrong::new(
                format!("inbox.retention-days: {days} is not between 1 and {RETENTION_DAYS_MAX}"),
                format!("inbox.retention-days：{days} 不在 1 到 {RETENTION_DAYS_MAX} 之间"),
            ));
        }
        let beside = |given: &Option<PathBuf>, name: &str| match given {
            Some(path) => path.clone(),
            None => data_dir.join(name),
        };
        Ok(inbox::Options {
            file: beside(&self.file, inbox::FILE),
            key: beside(&self.key, inbox::KEY),
            origins: self.origins.clone(),
            retention_days: self.retention_days,
            is_development: false,
        })
    }
}

fn read_peers(peers: &BTreeMap<String, String>) -> Result<BTreeMap<[u8; 32], PeerAddress>, Wrong> {
    let mut addresses = BTreeMap::new();
    for (key, address) in peers {
        let public_key: B256 = key.parse().map_err(|_| {
            Wrong::new(
                format!(
                    "peers: `{key}` is no public key: 0x and 64 hexadecimal digits, as in the genesis document"
                ),
                format!("peers：`{key}` 不是公钥：应为 0x 加 64 个十六进制数字，与创世文件一致"),
            )
        })?;
        let address = address.parse().map_err(|error| {
            Wrong::new(
                format!("peers: the address `{address}` of {key}: {error}"),
                format!(
                    "peers：{key} 的地址 `{address}` 有误：应为 `主机:端口`，例如 203.0.113.7:9545"
                ),
            )
        })?;
        if addresses.insert(public_key.0, address).is_some() {
            return Err(Wrong::new(
                format!("peers: {key} stands there twice"),
                format!("peers：{key} 出现了两次"),
            ));
        }
    }
    Ok(addresses)
}

fn read_heartbeat(text: &str) -> Result<Duration, Wrong> {
    let span = read_span_ms(text).ok().map(Duration::from_millis);
    span.filter(|span| (HEARTBEAT_MIN..=HEARTBEAT_MAX).contains(span))
        .ok_or_else(|| {
            Wrong::new(
                format!("heartbeat: `{text}` is no span between 100ms and 60s, such as \"1s\""),
                format!("heartbeat：`{text}` 不是 100ms 到 60s 之间的时长，例如 \"1s\""),
            )
        })
}

/// What is wrong with a file, in both languages.
#[derive(Debug)]
struct Wrong {
    english: String,
    chinese: String,
}

impl Wrong {
    fn new(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self {
            english: english.into(),
            chinese: chinese.into(),
        }
    }

    fn into_failure(self, path: &Path) -> Failure {
        let path = path.display();
        Failure::new("config", format!("{path}: {}", self.english))
            .in_chinese(format!("{path}：{}", self.chinese))
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    Failure::new(
        "config",
        format!("cannot read the configuration {path}: {error}"),
    )
    .in_chinese(format!("无法读取配置文件 {path}：{error}"))
}
