//! `wepos devnet` as its users have it: processes that agree, go on, and leave nothing behind.

use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long what must happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

const RECIPIENT: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/// A running network; killed when it goes out of scope, and its nodes with it.
struct Devnet {
    child: Child,
    ready: Value,
}

impl Drop for Devnet {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Devnet {
    fn start(directory: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_wepos"))
            .args(["--json", "devnet", "--port", "0", "--data-dir"])
            .arg(directory)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        assert!(ready["nodes"].is_array(), "{ready}");
        Self { child, ready }
    }

    fn rpc(&self, node: usize) -> &str {
        self.ready["nodes"][node]["rpc"].as_str().unwrap()
    }

    fn pids(&self) -> Vec<u64> {
        let nodes = self.ready["nodes"].as_array().unwrap().iter();
        nodes.map(|node| node["pid"].as_u64().unwrap()).collect()
    }

    /// What `wepos` says, asked of a node.
    fn wepos(&self, node: usize, arguments: &[&str]) -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_wepos"))
            .arg("--json")
            .args(arguments)
            .args(["--rpc", self.rpc(node)])
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn block(&self, node: usize) -> u64 {
        let answer = self.wepos(node, &["status"]);
        answer["block"]
            .as_u64()
            .unwrap_or_else(|| panic!("{answer}"))
    }

    fn alice(&self) -> &str {
        let accounts = self.ready["accounts"].as_array().unwrap();
        let alice = accounts.iter().find(|it| it["role"] == "alice").unwrap();
        alice["privateKey"].as_str().unwrap()
    }

    fn ready(&self, node: usize) -> (u16, Value) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let answer = reqwest::get(format!("{}/ready", self.rpc(node)))
                .await
                .unwrap();
            (answer.status().as_u16(), answer.json().await.unwrap())
        })
    }
}

fn signal(name: &str, pid: u64) {
    let status = Command::new("kill").args([name, &pid.to_string()]).status();
    assert!(status.unwrap().success());
}

/// Whether a process runs; one that ended and was not waited for does not.
fn runs(pid: u64) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat
        .rsplit_once(')')
        .and_then(|(_, rest)| rest.split_whitespace().next());
    !matches!(state, None | Some("Z" | "X"))
}

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_network_of_processes_agrees_goes_on_without_one_and_leaves_none_behind() {
    let directory = tempfile::tempdir().unwrap();
    let mut network = Devnet::start(directory.path());
    assert_eq!(network.pids().len(), 4);

    // A transaction that one was told is final is known to the others.
    let send = [
        "send",
        "token",
        "transfer",
        RECIPIENT,
        "1PoS",
        "--key",
        network.alice(),
    ];
    let sent = network.wepos(1, &send);
    assert_eq!(sent["status"], "success", "{sent}");
    let block = sent["block"].as_u64().unwrap();
    for node in 0..4 {
        until("every node has the block", || network.block(node) >= block);
        let answer = network.wepos(node, &["call", "token", "balanceOf", RECIPIENT]);
        assert!(
            answer.to_string().contains("1000000000000000000"),
            "{answer}"
        );
    }
    until("all are there", || {
        let (status, answer) = network.ready(0);
        status == 200 && answer["peers"] == 3
    });

    // Three of four go on, and the fourth catches up with its own configuration.
    let pids = network.pids();
    signal("-KILL", pids[3]);
    let without = network.block(0);
    until("three go on", || network.block(0) > without + 5);
    assert_eq!(network.ready(0).0, 200);
    let mut again = Command::new(env!("CARGO_BIN_EXE_wepos"))
        .args([
            "node",
            "--config",
            network.ready["nodes"][3]["config"].as_str().unwrap(),
        ])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    until("the fourth answers", || {
        network.wepos(3, &["status"])["block"].is_u64()
    });
    until("it catches up", || network.block(3) + 2 > network.block(0));
    signal("-TERM", again.id().into());
    assert!(again.wait().unwrap().success());

    // However the network's process ends, its nodes end too.
    let seen = network.block(0);
    network.child.kill().unwrap();
    network.child.wait().unwrap();
    until("all nodes are gone", || !pids.iter().any(|pid| runs(*pid)));

    // The same command goes on, and ends in order.
    let mut network = Devnet::start(directory.path());
    assert!(network.block(0) >= seen);
    signal("-INT", network.child.id().into());
    assert!(network.child.wait().unwrap().success());
    assert!(!network.pids().iter().any(|pid| runs(*pid)));
}

#[test]
fn a_mistake_in_a_configuration_is_explained_in_both_languages() {
    let directory = tempfile::tempdir().unwrap();
    let config = directory.path().join("node.toml");
    let run = |text: &str| {
        std::fs::write(&config, text).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_wepos"))
            .args(["--json", "node", "--config"])
            .arg(&config)
            .output()
            .unwrap();
        assert!(!output.status.success());
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let error = &answer["error"];
        assert!(error["message"].is_string(), "{answer}");
        assert!(error["messageZh"].is_string(), "{answer}");
        error.clone()
    };
    let network = Command::new(env!("CARGO_BIN_EXE_wepos"))
        .args(["--json", "keys", "validator", "other", "--data-dir"])
        .arg(directory.path().join("other"))
        .output()
        .unwrap();
    std::fs::write(directory.path().join("other.json"), network.stdout).unwrap();
    let genesis = |name: &str| {
        let made = Command::new(env!("CARGO_BIN_EXE_wepos"))
            .args(["genesis", "new", "--validators"])
            .arg(directory.path().join("other.json"))
            .arg(directory.path().join(name))
            .args(["--month", if name == "one.json" { "60s" } else { "90s" }])
            .stdout(Stdio::null())
            .status();
        assert!(made.unwrap().success());
    };
    genesis("one.json");
    genesis("two.json");

    let text = |genesis: &str, data_dir: &str, rpc: &str, p2p: &str| {
        format!(
            "role = \"validator\"\ndata-dir = \"{data_dir}\"\ngenesis = \"{genesis}\"\n\
             [rpc]\nlisten = \"{rpc}\"\n[p2p]\nlisten = \"{p2p}\"\n"
        )
    };
    let (any, p2p) = ("127.0.0.1:0", free_port());
    assert_eq!(run("roll = 1")["kind"], "config");
    let taken = std::net::TcpListener::bind(any).unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    assert_eq!(
        run(&text("one.json", "other", &taken, &p2p))["kind"],
        "port"
    );
    assert_eq!(run(&text("one.json", "other", any, &taken))["kind"], "port");
    // Another key: the only validator is somebody else, of whom nobody says where it is.
    let other_key = run(&text("one.json", "mine", any, &p2p));
    assert_eq!(other_key["kind"], "noAddress");
    let message = other_key["message"].to_string();
    assert!(
        message.contains("0x") && message.contains("[peers]"),
        "{message}"
    );
    assert_eq!(run(&text("none.json", "other", any, &p2p))["kind"], "file");
    // The start with a port that was taken has adopted the first genesis.
    assert_eq!(
        run(&text("two.json", "other", any, &p2p))["kind"],
        "data-dir"
    );

    let secret = directory.path().join("other/validator.key");
    set_mode(&secret, "644");
    assert_eq!(
        run(&text("one.json", "other", any, &p2p))["kind"],
        "data-dir"
    );
}

fn free_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

fn set_mode(path: &Path, mode: &str) {
    let status = Command::new("chmod").arg(mode).arg(path).status();
    assert!(status.unwrap().success());
}
