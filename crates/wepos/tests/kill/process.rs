//! A `wepos dev` in another process, as its users have it: the program, its ready line, its JSON-RPC.

use crate::{program::program, rpc::Rpc};
use serde_json::Value;
use std::{
    fs::{File, OpenOptions},
    io::{BufRead as _, BufReader},
    ops::Deref,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

/// How long a start may take on a busy machine.
const START: Duration = Duration::from_secs(60);

/// How long a graceful stop may take.
const STOP: Duration = Duration::from_secs(30);

/// A node; killed when it goes out of scope.
pub(crate) struct Node {
    child: Child,
    rpc: Rpc,
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

/// A folder with a node's data and, beside it, its log.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
        }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Everything the nodes of this place logged.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.file("log")).unwrap_or_default()
    }

    /// The last lines of the log.
    pub(crate) fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .args(["dev", "--json", "--port", "0", "--data-dir"])
            .arg(self.data())
            .args(arguments);
        command
    }

    /// Starts a node and does not wait for it.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Child {
        let log: File = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.file("log"))
            .expect("the log can be written");
        self.command(arguments)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the program starts")
    }

    /// Starts a node and waits until it is ready.
    pub(crate) fn start(&self, arguments: &[&str]) -> Node {
        let mut child = self.spawn(arguments);
        let mut output = BufReader::new(child.stdout.take().expect("its output is read"));
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = output.read_line(&mut line);
            // Whoever started it may have given up.
            let _ = sender.send(read.map(|_| line));
        });
        let line = receiver.recv_timeout(START);
        let ready: Option<Value> = line
            .ok()
            .and_then(Result::ok)
            .and_then(|line| serde_json::from_str(&line).ok());
        let Some(ready) = ready else {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the node did not become ready:\n{}", self.log_tail());
        };
        let url = ready["rpc"].as_str().expect("rpc is a text");
        let chain_id = ready["chainId"].as_u64().expect("chainId is a number");
        Node {
            child,
            rpc: Rpc::new(url, chain_id),
        }
    }

    /// Runs a node that is expected to refuse.
    pub(crate) fn refused(&self, arguments: &[&str]) -> Output {
        let output = self.command(arguments).stdin(Stdio::null()).output();
        output.expect("the program starts")
    }
}

impl Node {
    /// Kills it as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }

    /// Sends a signal by name and waits for the end.
    pub(crate) fn signal(mut self, name: &str) -> ExitStatus {
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{name} {}", self.child.id())])
            .status();
        assert!(
            sent.expect("a shell starts").success(),
            "the signal is sent"
        );
        let deadline = Instant::now() + STOP;
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be asked") {
                return status;
            }
            assert!(
                Instant::now() < deadline,
                "the node did not stop within {STOP:?}"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
