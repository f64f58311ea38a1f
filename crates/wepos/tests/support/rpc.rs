//! A node's JSON-RPC, as its users have it.

use alloy_primitives::{Address, B256};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Items of a batch that the RPC takes.
pub(crate) const BATCH: usize = 100;

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(30);

/// The way to one node. Clones share its connections.
#[derive(Clone)]
pub(crate) struct Rpc {
    client: reqwest::Client,
    /// Where it is.
    pub(crate) url: String,
    pub(crate) chain_id: u64,
}

impl Rpc {
    pub(crate) fn new(url: &str, chain_id: u64) -> Self {
        Self {
            client: reqwest::Client::builder()
                .timeout(ANSWER)
                .build()
                .expect("a client can be made"),
            url: url.to_owned(),
            chain_id,
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
    pub(crate) async fn nonce(&self, address: Address) -> u64 {
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
