//! `wepos dev`: a development network in one process, ready to use.

use crate::{
    commands::{clock::ClockArgs, invite::invitation, read_span_ms},
    inbox,
    output::{Failure, Output},
    portal::Portal,
    rules, server,
};
use anyhow::{Context as _, anyhow, bail};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::{
    io::{self, StdoutLock, Write as _},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use wepos_abi::attestation::identity_domain;
use wepos_chain::{
    Network,
    amounts::Amount,
    genesis::{
        DailyLimit, DevelopmentNetwork, Genesis, NetworkKind, ReadyAccount, SeedKey,
        ValidatorEntry, development_chain_id,
    },
    time::Timestamp,
};
use wepos_node::{
    clock::Clock,
    data_dir::DataDir,
    network::Peering,
    node::{Node, Validator, public_key},
    rpc::RpcLimits,
    runtime,
};

/// The port that Ethereum tools try first.
const DEFAULT_PORT: u16 = 8545;

/// What each ready account starts with.
const READY_AMOUNT: Amount = Amount::pos(10_000);

/// The longest time without a block in a development network: short, because a lone validator that is killed between
/// its vote and the certificate waits this long once.
const MAX_HEARTBEAT: Duration = Duration::from_secs(1);

/// A development network limits nobody who tries things out; a script that floods it still meets a bound.
const READY_LIMIT: DailyLimit = DailyLimit {
    transactions: 10_000_000,
    bytes: 1 << 32,
};

/// The name of the only validator.
const VALIDATOR: &str = "development";

/// The parts that the ready accounts play.
const ROLES: [&str; 13] = [
    "alice",
    "bob",
    "carol",
    "nodeA",
    "nodeB",
    "wetez",
    "sorosreport",
    "dev1",
    "bookshop",
    "mediaX",
    "meetup",
    "writer",
    "teacher",
];

/// Starts a development network: one process, one validator, no configuration.
///
/// It listens on this machine only, keeps everything in its data directory, and goes on where it was after any stop.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Dev {
    #[command(subcommand)]
    command: Option<DevCommand>,
    /// Where the network's data lie; made if it is not there.
    #[arg(long, value_name = "DIR", default_value = "data/dev")]
    data_dir: PathBuf,
    /// The port of JSON-RPC, WebSocket and portal; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_PORT)]
    port: u16,
    /// The length of a month, such as 60s, 10m or 2h: everything in the rules shrinks with it. Calendar months
    /// without it.
    #[arg(long, value_name = "D")]
    month: Option<String>,
    /// A genesis document of your own, of kind development.
    #[arg(long, value_name = "FILE", conflicts_with = "month")]
    genesis: Option<PathBuf>,
    /// Serve the portal from this directory, such as web/dist, in place of the one in the program.
    #[arg(long, value_name = "DIR")]
    portal: Option<PathBuf>,
    /// Open the portal in the browser when the network is ready.
    #[arg(long)]
    open: bool,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos dev
  wepos dev --month 60s --port 9545 --data-dir data/short
  wepos dev clock pause
  cast balance 0x7099…79C8 --rpc-url http://127.0.0.1:8545";

#[derive(Debug, Subcommand)]
enum DevCommand {
    /// Stop, step or show the clock of a running development network.
    Clock(ClockArgs),
}

/// A ready account, as it is printed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Account {
    pub(super) role: String,
    pub(super) address: String,
    pub(super) private_key: String,
    /// A link by which the account invites somebody in the running stage (R21); null where nothing shows it.
    pub(super) invitation: Option<String>,
}

/// What `--json` prints when the network is ready.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Ready {
    rpc: String,
    ws: String,
    /// Where the portal is; null in a program without one.
    portal: Option<String>,
    chain_id: u64,
    data_dir: String,
    accounts: Vec<Account>,
}

impl Dev {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// A busy port, a data directory of something else, a genesis that is refused.
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        match &self.command {
            Some(DevCommand::Clock(clock)) => clock.run(output),
            None => Ok(start(&self, output.is_json())?),
        }
    }
}

fn start(args: &Dev, json: bool) -> anyhow::Result<()> {
    // The port comes first: a busy one is the usual mistake, and nothing has happened yet.
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let listener = std::net::TcpListener::bind(address).with_context(|| {
        format!("cannot listen on {address}: is another node running? Choose another --port, or 0 for a free one")
    })?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;

    let portal = match &args.portal {
        Some(directory) => Some(Portal::from_directory(directory)?),
        None => Portal::embedded(),
    };
    let open = args.open;

    let data_dir = DataDir::open(&args.data_dir)?;
    let genesis = genesis(args, &data_dir)?;
    let network = Arc::new(Network::new(genesis)?);
    let clock = Clock::development(data_dir.join("clock.json"))?;
    let heartbeat =
        Duration::from_millis(network.genesis().limits.heartbeat_ms.millis()).min(MAX_HEARTBEAT);
    let directory = std::fs::canonicalize(data_dir.path())?;
    let inbox = inbox::Options::development(&directory);
    let validator = Validator {
        data_dir,
        network: network.clone(),
        clock,
        heartbeat,
        peering: Peering::alone(),
    };
    let body = move |mut node: Node, metrics| async move {
        let stop_signals = server::StopSignals::listen(false)?;
        node.wait_for_block(1).await?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let now = Timestamp::from_millis(node.clock.now_ms());
        announce(json, &directory, &network, address, portal.is_some(), now)?;
        if open && portal.is_some() {
            open_in_browser(&url(address));
        }
        let limits = RpcLimits::development();
        let inbox = Some(inbox.start(&network, address));
        server::serve(listener, node, limits, metrics, portal, inbox, stop_signals).await
    };
    runtime::run(
        validator,
        Box::new(move |node, metrics| Box::pin(body(node, metrics))),
    )?
}

/// The genesis of the data directory, or a new one.
fn genesis(args: &Dev, data_dir: &DataDir) -> anyhow::Result<Genesis> {
    let month_ms = args
        .month
        .as_deref()
        .map(read_span_ms)
        .transpose()
        .map_err(|failure| anyhow!(failure.text().to_owned()))?;
    if let Some(path) = &args.genesis {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut genesis =
            Genesis::parse(&bytes).with_context(|| format!("{} is refused", path.display()))?;
        if genesis.kind != NetworkKind::Development {
            bail!(
                "{} is of kind {}: `wepos dev` runs development networks",
                path.display(),
                genesis.kind.as_str()
            );
        }
        // The document names no validator of this machine yet: the one here becomes the only one.
        genesis.validators = vec![validator(data_dir, VALIDATOR)?];
        return Ok(genesis);
    }
    if let Some(genesis) = data_dir.genesis()? {
        if genesis.kind != NetworkKind::Development {
            bail!(
                "{} belongs to a {} network",
                data_dir.path().display(),
                genesis.kind.as_str()
            );
        }
        let have = genesis
            .development
            .as_ref()
            .and_then(|section| section.month_length_ms);
        if month_ms.is_some() && have.map(|span| span.millis()) != month_ms {
            let have = have.map_or("calendar months".to_owned(), |span| {
                format!("months of {} ms", span.millis())
            });
            bail!(
                "{} was made with {have}, and a network's calendar never changes: \
                 leave --month out, or choose another --data-dir",
                data_dir.path().display(),
            );
        }
        return Ok(genesis);
    }
    development_genesis(vec![validator(data_dir, VALIDATOR)?], month_ms)
}

/// A new development network with the ready accounts, which begins now.
///
/// # Errors
///
/// What is wrong with the validators' keys or the length of a month.
pub(super) fn development_genesis(
    validators: Vec<ValidatorEntry>,
    month_length_ms: Option<u64>,
) -> anyhow::Result<Genesis> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .context("this machine's clock is before 1970")?;
    let ready_accounts = ROLES.iter().map(|role| {
        let address = key_of(role).address();
        ReadyAccount {
            role: (*role).to_owned(),
            address,
            amount: READY_AMOUNT,
        }
    });
    let launch = Timestamp::from_millis(now.as_millis() as u64);
    let mut genesis = Genesis::development(DevelopmentNetwork {
        launch,
        chain_id: validators.first().map(|first| chain_id(launch, first)),
        month_length_ms,
        validators,
        ready_accounts: ready_accounts.collect(),
    })?;
    genesis.limits.daily.anchored = READY_LIMIT;
    genesis.rule_book = rules::NEWEST.hashes();
    Ok(genesis)
}

/// A chain id that differs between networks launched in the same second too: wallets keep nonces by chain id.
fn chain_id(launch: Timestamp, validator: &ValidatorEntry) -> u64 {
    let key = validator.public_key.0;
    let salt = u64::from(u16::from_be_bytes([key[0], key[1]])) * 1000;
    development_chain_id(Timestamp::from_millis(launch.millis() + salt))
}

/// The entry of this data directory's key in a genesis document, made if it is not there.
///
/// # Errors
///
/// When the key cannot be read or made.
pub(crate) fn validator(data_dir: &DataDir, name: &str) -> anyhow::Result<ValidatorEntry> {
    let secrets = data_dir.validator_secrets()?;
    let seed_key =
        SeedKey::new(secrets.seed_key().public_key().to_vec()).expect("a seed key has 96 bytes");
    Ok(ValidatorEntry {
        name: name.into(),
        public_key: public_key(&secrets).into(),
        seed_key,
        address: String::new(),
    })
}

/// The key of a ready account: derived from its role, so that examples can be copied. Known to everybody, worth
/// nothing.
pub(crate) fn key_of(role: &str) -> alloy_signer_local::PrivateKeySigner {
    let secret = alloy_primitives::keccak256(format!("wepos development account: {role}"));
    alloy_signer_local::PrivateKeySigner::from_bytes(&secret).expect("a hash is a valid key")
}

pub(super) fn accounts(network: &Network) -> Vec<Account> {
    let ready = network.genesis().ready_accounts().iter();
    ready
        .map(|account| {
            let key = key_of(&account.role);
            // A genesis of somebody's own may name accounts whose keys only they have.
            let known = key.address() == account.address;
            Account {
                role: account.role.clone(),
                address: account.address.to_string(),
                private_key: if known {
                    key.to_bytes().to_string()
                } else {
                    String::new()
                },
                invitation: None,
            }
        })
        .collect()
}

/// A link by which a ready account invites somebody at `now`; the same one every time, and good once. `None` after the
/// last stage.
fn invitation_of(network: &Network, role: &str, now: Timestamp, portal: &str) -> Option<String> {
    let month = network.calendar().month_at(now);
    let stage = network.genesis().stages.stage_at_month(month)?;
    let one_time = key_of(&format!("{role}, invitation"));
    let domain = identity_domain(network.chain_id(), network.hash());
    let link = invitation(&key_of(role), &one_time, (stage.0, 1), &domain).ok()?;
    Some(link.link(portal))
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

/// Asks the system to open the address; a machine without a browser says so in the log and nowhere else.
fn open_in_browser(url: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let command = std::process::Command::new(opener)
        .arg(url)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    if let Err(error) = command {
        tracing::info!(%error, "no browser was opened");
    }
}

fn announce(
    json: bool,
    directory: &Path,
    network: &Network,
    address: SocketAddr,
    has_portal: bool,
    now: Timestamp,
) -> anyhow::Result<()> {
    let mut accounts = accounts(network);
    // Those whose keys are known here can sign.
    for account in accounts.iter_mut().filter(|it| !it.private_key.is_empty()) {
        account.invitation = invitation_of(network, &account.role, now, &url(address));
    }
    let invitation = accounts.first().and_then(|it| it.invitation.clone());
    let ready = Ready {
        rpc: url(address),
        portal: has_portal.then(|| url(address)),
        ws: format!("ws://{address}"),
        chain_id: network.chain_id(),
        data_dir: directory.display().to_string(),
        accounts,
    };
    say_ready(json, &ready, &ready.accounts, |out| {
        match &ready.portal {
            Some(portal) => writeln!(out, "  Portal 门户 {portal}")?,
            None => writeln!(
                out,
                "  Portal 门户 not in this program: ./run.sh builds it when Node.js is there 未内置"
            )?,
        }
        writeln!(out, "  JSON-RPC    {}", ready.rpc)?;
        writeln!(out, "  WebSocket   {}", ready.ws)?;
        writeln!(out, "  chain id    {}", ready.chain_id)?;
        writeln!(out, "  data        {}", ready.data_dir)?;
        if let (Some(_), Some(invitation)) = (&ready.portal, &invitation) {
            writeln!(out, "  Invited 邀请 {invitation}")?;
        }
        writeln!(out, "  Try 试一试  wepos status --rpc {}", ready.rpc)
    })
}

/// Says that a development network is ready: as one line of JSON, or in words, with where it is in the middle.
pub(super) fn say_ready(
    json: bool,
    ready: &impl Serialize,
    accounts: &[Account],
    places: impl FnOnce(&mut StdoutLock<'_>) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(ready)?)?;
        return Ok(out.flush()?);
    }
    writeln!(
        out,
        "WePoS development network 开发网络 — PoS here is for trying things out, and worth nothing."
    )?;
    writeln!(out)?;
    places(&mut out)?;
    writeln!(out)?;
    writeln!(
        out,
        "  Ready accounts 预备账户 ({READY_AMOUNT} each, from the first month's tranche; keys known to everybody)"
    )?;
    for account in accounts.iter().take(ROLES.len()) {
        let Account {
            role,
            address,
            private_key,
            ..
        } = account;
        writeln!(out, "  {role:12}{address}  {private_key}")?;
    }
    if accounts.len() > ROLES.len() {
        writeln!(out, "  … and {} more", accounts.len() - ROLES.len())?;
    }
    writeln!(out)?;
    writeln!(
        out,
        "  Stop 停止:   Ctrl-C; start again with the same command to go on."
    )?;
    Ok(out.flush()?)
}
