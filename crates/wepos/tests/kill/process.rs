//! A `wepos dev` in another process, as its users have it: the program, its ready line, its JSON-RPC.

use alloy_primitives::B256;
use serde_json::{Value, json};
use std::{
    ffi::OsString,
    fs::{File, OpenOptions},
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

/// How long a start may take on a busy machine.
const START: Duration = Duration::from_secs(60);

/// How long a graceful stop may take.
const STOP: Duration = Duration::from_secs(30);

/// Items of a batch that the RPC takes.
pub(crate) const BATCH: usize = 100;

/// A node; killed when it goes out of scope.
pub(crate) struct Node {
    child: Child,
    client: reqwest::Client,
    /// Where its JSON-RPC is.
    pub(crate) url: String,
    pub(crate) chain_id: u64,
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program that is tested: the one built with these tests, or the one that `WEPOS_BIN` names.
pub(crate) fn program() -> OsString {
    std::env::var_os("WEPOS_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_wepos").into())
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
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .build()
            .expect("a client can be made");
        Node {
            child,
            client,
            url: ready["rpc"].as_str().expect("rpc is a text").to_owned(),
            chain_id: ready["chainId"].as_u64().expect("chainId is a number"),
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

    async fn post(&self, body: &Value) -> Result<Value, String> {
        let send = self.client.post(&self.url).json(body).send();
        let response = send.await.map_err(|error| error.to_string())?;
        response.json().await.map_err(|error| error.to_string())
    }

    /// The result of a call, or the text of its error.
    pub(crate) async fn try_call(&self, method: &str, params: Value) -> Result<Value, String> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let mut answer = self.post(&body).await?;
        match answer.get("error") {
            None => Ok(answer["result"].take()),
            Some(error) => Err(error["message"].as_str().unwrap_or("?").to_owned()),
        }
    }

    /// The result of a call that must succeed.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Value {
        match self.try_call(method, params).await {
            Ok(result) => result,
            Err(error) => panic!("{method}: {error}"),
        }
    }

    /// The answers to calls of one method, in order; errors as texts.
    pub(crate) async fn batch(
        &self,
        method: &str,
        params: impl IntoIterator<Item = Value>,
    ) -> Vec<Result<Value, String>> {
        let calls: Vec<Value> = params
            .into_iter()
            .enumerate()
            .map(|(id, params)| json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))
            .collect();
        let mut results = Vec::with_capacity(calls.len());
        for calls in calls.chunks(BATCH) {
            let answers = self.post(&calls.into()).await;
            let answers = answers.unwrap_or_else(|error| panic!("{method}: {error}"));
            let answers = answers.as_array().expect("a batch has a list of answers");
            assert_eq!(answers.len(), calls.len(), "{method}: {answers:?}");
            results.extend(answers.iter().map(|answer| match answer.get("error") {
                None => Ok(answer["result"].clone()),
                Some(error) => Err(error["message"].as_str().unwrap_or("?").to_owned()),
            }));
        }
        results
    }

    /// The receipts of transactions, `null` where there is none.
    pub(crate) async fn receipts(&self, hashes: &[B256]) -> Vec<Value> {
        let params = hashes.iter().map(|hash| json!([hash]));
        let answers = self.batch("eth_getTransactionReceipt", params).await;
        answers
            .into_iter()
            .map(|answer| answer.expect("a receipt can be asked for"))
            .collect()
    }

    pub(crate) async fn height(&self) -> u64 {
        number(&self.call("eth_blockNumber", json!([])).await)
    }

    /// The nonce and the balance of an account, by the newest block.
    pub(crate) async fn nonce(&self, address: alloy_primitives::Address) -> u64 {
        let nonce = self.call("eth_getTransactionCount", json!([address, "latest"]));
        number(&nonce.await)
    }

    pub(crate) async fn block(&self, number: u64) -> Value {
        let params = json!([format!("{number:#x}"), false]);
        self.call("eth_getBlockByNumber", params).await
    }
}

/// A quantity as Ethereum writes it.
pub(crate) fn number(value: &Value) -> u64 {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no quantity"));
    let digits = text.strip_prefix("0x").expect("a quantity begins with 0x");
    u64::from_str_radix(digits, 16).expect("a quantity is hexadecimal")
}

pub(crate) fn hash(value: &Value) -> B256 {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no hash"));
    text.parse().expect("a hash is 32 bytes")
}

/// Runs what talks to nodes, on this thread.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made")
        .block_on(future)
}

/// Waits until `condition` holds.
pub(crate) async fn until(what: &str, limit: Duration, mut condition: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + limit;
    while !condition().await {
        assert!(Instant::now() < deadline, "{what}: not within {limit:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
