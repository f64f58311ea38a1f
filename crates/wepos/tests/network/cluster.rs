//! Validators and followers as an operator makes them: keys, one genesis, one configuration each, one process each.

use crate::{
    link::{Exchange, Link},
    program::{ask, program, text},
    rpc::{Rpc, until},
};
use serde_json::{Value, json};
use std::{
    fmt::Write as _,
    fs::OpenOptions,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};
use wepos_chain::amounts::Amount;

/// What every ready account starts with.
const START: Amount = Amount::pos(10_000);

/// How long a node may take until it answers, on a busy machine.
const READY: Duration = Duration::from_secs(90);

/// How long a node may take to end.
const END: Duration = Duration::from_secs(60);

/// Ports are looked for here: below those that systems give to outgoing connections, which would take the port of a
/// node that is down.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// Connections that a node lets one address have: the number for nodes that strangers reach.
pub(crate) const CONNECTIONS: usize = 200;

/// What a network is made of.
pub(crate) struct Plan<'a> {
    pub(crate) validators: usize,
    pub(crate) followers: usize,
    /// Blocks of an epoch.
    pub(crate) epoch_blocks: u64,
    /// Ready accounts: their roles name their keys.
    pub(crate) roles: &'a [&'a str],
}

/// A running network; every process is killed when it goes out of scope.
pub(crate) struct Cluster {
    /// Validators first.
    pub(crate) nodes: Vec<Node>,
    pub(crate) validators: usize,
    /// Where each validator waits for the others.
    pub(crate) p2p: Vec<SocketAddr>,
    /// From the one validator to the other; `None` to itself.
    links: Vec<Vec<Option<Link>>>,
    // After the processes, which log and talk until they end.
    _exchange: Exchange,
    _folder: tempfile::TempDir,
}

/// One node: a folder, and a process most of the time.
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) rpc: Rpc,
    folder: PathBuf,
    child: Option<Child>,
}

/// What a command answers, which must succeed.
fn wepos(arguments: &[&str]) -> Value {
    let (succeeded, answer) = ask(arguments);
    assert!(succeeded, "wepos {arguments:?}: {answer}");
    answer
}

/// Ports that are free now, and that nothing takes by chance.
struct Ports(u16);

impl Ports {
    fn new() -> Self {
        // Tests run beside each other, each in a process of its own.
        let span = u32::from(PORTS.end - PORTS.start);
        let offset = std::process::id().wrapping_mul(97) % span;
        Self(PORTS.start + u16::try_from(offset).expect("less than the span"))
    }

    fn next(&mut self) -> SocketAddr {
        loop {
            self.0 = if self.0 + 1 < PORTS.end {
                self.0 + 1
            } else {
                PORTS.start
            };
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.0));
            if TcpListener::bind(address).is_ok() {
                return address;
            }
        }
    }
}

impl Cluster {
    /// Makes a network from nothing and starts all of it.
    pub(crate) async fn start(plan: &Plan<'_>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (exchange, mut ports) = (Exchange::new(), Ports::new());
        let names: Vec<String> = (0..plan.validators)
            .map(|index| format!("validator-{index}"))
            .collect();
        let entries: Vec<Value> = names
            .iter()
            .map(|name| {
                let data = folder.path().join(name).join("data");
                wepos(&["keys", "validator", name, "--data-dir", text(&data)])
            })
            .collect();
        let (genesis, chain_id) = genesis(folder.path(), &entries, plan);
        let p2p: Vec<SocketAddr> = names.iter().map(|_| ports.next()).collect();
        let rpc: Vec<SocketAddr> = names.iter().map(|_| ports.next()).collect();
        let (mut nodes, mut links) = (Vec::new(), Vec::new());
        for (index, name) in names.iter().enumerate() {
            let row: Vec<Option<Link>> = (0..plan.validators)
                .map(|other| (other != index).then(|| exchange.link(p2p[other])))
                .collect();
            let mut peers = String::new();
            for (link, entry) in row.iter().zip(&entries) {
                if let Some(link) = link {
                    let key = entry["publicKey"].as_str().expect("a key is a text");
                    writeln!(peers, "\"{key}\" = \"{}\"", link.address).expect("a string grows");
                }
            }
            let config = format!(
                "role = \"validator\"\ndata-dir = {:?}\ngenesis = {genesis:?}\n\n[rpc]\nlisten = \"{}\"\n\n\
                 [p2p]\nlisten = \"{}\"\n\n\
                 [limits]\nopen-connections-per-address = {CONNECTIONS}\n\n[peers]\n{peers}",
                folder.path().join(name).join("data"),
                rpc[index],
                p2p[index],
            );
            nodes.push(Node::new(
                folder.path(),
                name,
                rpc[index],
                chain_id,
                &config,
            ));
            links.push(row);
        }
        let sources: Vec<String> = rpc
            .iter()
            .map(|address| format!("http://{address}"))
            .collect();
        for index in 0..plan.followers {
            let (name, address) = (format!("follower-{index}"), ports.next());
            let config = format!(
                "role = \"follower\"\ndata-dir = {:?}\ngenesis = {genesis:?}\nsources = {sources:?}\n\n\
                 [rpc]\nlisten = \"{address}\"\n",
                folder.path().join(&name).join("data"),
            );
            nodes.push(Node::new(folder.path(), &name, address, chain_id, &config));
        }
        let mut cluster = Self {
            nodes,
            validators: plan.validators,
            p2p,
            links,
            _exchange: exchange,
            _folder: folder,
        };
        for node in &mut cluster.nodes {
            node.spawn();
        }
        for node in &mut cluster.nodes {
            node.ready().await;
            // Block 1 makes the network usable.
            until(&format!("{} has a block", node.name), READY, async || {
                node.rpc.height().await > 0
            })
            .await;
        }
        cluster
    }

    /// The ways to all nodes, validators first.
    pub(crate) fn rpcs(&self) -> Vec<Rpc> {
        self.nodes.iter().map(|node| node.rpc.clone()).collect()
    }

    /// Cuts every wire between the validators of `side` and the others.
    pub(crate) fn cut(&self, side: &[usize]) {
        self.between(side).for_each(Link::cut);
    }

    pub(crate) fn mend(&self, side: &[usize]) {
        self.between(side).for_each(Link::mend);
    }

    fn between<'a>(&'a self, side: &'a [usize]) -> impl Iterator<Item = &'a Link> {
        self.links.iter().enumerate().flat_map(move |(from, row)| {
            let crosses = move |to: usize| side.contains(&from) != side.contains(&to);
            let row = row.iter().enumerate();
            row.filter_map(move |(to, link)| link.as_ref().filter(|_| crosses(to)))
        })
    }
}

/// The genesis of the plan and where it is, with its chain id.
fn genesis(folder: &Path, entries: &[Value], plan: &Plan<'_>) -> (PathBuf, u64) {
    let (list, path) = (folder.join("validators.json"), folder.join("genesis.json"));
    std::fs::write(&list, json!(entries).to_string()).expect("a file can be written");
    let ready = plan.roles.iter().map(|role| {
        let address = crate::wallet::Sender::of_role(role).address;
        format!(
            "{role}:{address}:{}PoS",
            START.units() / Amount::pos(1).units()
        )
    });
    let mut arguments = vec!["genesis".to_owned(), "new".into(), text(&path).into()];
    arguments.extend(["--validators".to_owned(), text(&list).into()]);
    arguments.extend(ready.flat_map(|ready| ["--ready-account".to_owned(), ready]));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let made = wepos(&arguments);
    let document = std::fs::read(&path).expect("the genesis was written");
    let mut document: Value = serde_json::from_slice(&document).expect("a genesis is JSON");
    if let Some(blocks) = document["limits"].get_mut("epochBlocks") {
        *blocks = json!(plan.epoch_blocks);
    }
    // A client that sends without pause uses up a day's allowance within a minute.
    document["limits"]["daily"]["anchored"] =
        json!({"transactions": 10_000_000, "bytes": 1_u64 << 32});
    std::fs::write(&path, document.to_string()).expect("a file can be written");
    let chain_id = made["chainId"].as_u64().expect("chainId is a number");
    (path, chain_id)
}

impl Node {
    fn new(folder: &Path, name: &str, rpc: SocketAddr, chain_id: u64, config: &str) -> Self {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        std::fs::write(folder.join("node.toml"), config).expect("a file can be written");
        Self {
            name: name.to_owned(),
            rpc: Rpc::new(&format!("http://{rpc}"), chain_id),
            folder,
            child: None,
        }
    }

    /// Starts the process and does not wait for it.
    pub(crate) fn spawn(&mut self) {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.join("log"))
            .expect("the log can be written");
        // Through a shell that ignores the signal of a file that is too large, as a disk sends none: the writer gets
        // an error. And through a pipe, which is no file that could be too large.
        let script = "trap '' XFSZ; exec \"$0\" node --config \"$1\"";
        let mut child = Command::new("sh")
            .args(["-c", script])
            .arg(program())
            .arg(self.folder.join("node.toml"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut said = child.stderr.take().expect("its log is read");
        let mut log = log;
        std::thread::spawn(move || std::io::copy(&mut said, &mut log));
        self.child = Some(child);
    }

    /// Waits until the node answers.
    async fn ready(&mut self) {
        let deadline = Instant::now() + READY;
        while self
            .rpc
            .try_call("eth_blockNumber", json!([]))
            .await
            .is_err()
        {
            if let Some(status) = self.ended() {
                panic!("{} ended with {status}:\n{}", self.name, self.log_tail());
            }
            assert!(
                Instant::now() < deadline,
                "{} did not answer within {READY:?}:\n{}",
                self.name,
                self.log_tail()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Starts the node again, after it ended, and waits until it answers.
    pub(crate) async fn restart(&mut self) {
        assert!(self.child.is_none(), "{} runs", self.name);
        self.spawn();
        self.ready().await;
    }

    /// Kills it as `kill -9` does.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
        }
    }

    /// Sends a signal by name.
    pub(crate) fn signal(&self, name: &str) {
        self.shell(&format!("kill -{name} {}", self.id()));
    }

    /// Lets its disk take nothing more: files cannot grow.
    pub(crate) fn fill_disk(&self) {
        self.shell(&format!("prlimit --pid {} --fsize=0:", self.id()));
    }

    fn shell(&self, command: &str) {
        let status = Command::new("sh").args(["-c", command]).status();
        assert!(status.expect("a shell starts").success(), "{command}");
    }

    fn id(&self) -> u32 {
        let child = self.child.as_ref();
        child
            .unwrap_or_else(|| panic!("{} does not run", self.name))
            .id()
    }

    /// How it ended, if it did.
    fn ended(&mut self) -> Option<ExitStatus> {
        let ended = self.child.as_mut()?.try_wait().expect("it can be asked");
        ended.inspect(|_| self.child = None)
    }

    /// Waits until it ends by itself.
    pub(crate) async fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + END;
        loop {
            if let Some(status) = self.ended() {
                assert!(
                    status.signal().is_none(),
                    "{} ended with {status}",
                    self.name
                );
                return status;
            }
            assert!(
                Instant::now() < deadline,
                "{} goes on:\n{}",
                self.name,
                self.log_tail()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Its memory, in MiB.
    pub(crate) fn resident_megabytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id()));
        let status = status.expect("a process has a status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let line = line.expect("a process has a resident size");
        let kilobytes = line
            .split_whitespace()
            .next()
            .expect("a number and its unit");
        kilobytes.parse::<u64>().expect("a number") / 1024
    }

    /// Everything it logged.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// The last lines of its log.
    pub(crate) fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}
