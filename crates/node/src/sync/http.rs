//! A node over HTTP as a source.

use super::{
    source::{Refusal, Source, SourceError},
    wire::{Answer, EncodedBlock, MAX_ANSWER_BYTES, StateRange},
};
use crate::proof::CertificateChain;
use alloy_primitives::{B256, Bytes as RawBytes};
use bytes::{Bytes, BytesMut};
use futures::future::BoxFuture;
use reqwest::{Client, Response, StatusCode, Url, redirect::Policy};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a source may be silent in the midst of an answer.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a connection is kept without a question: less than a node keeps one, so that no question meets its end.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long an answer may take in all, beyond what the source was asked to wait: the largest at 1 MB/s.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

/// What a source may not have, and be honest.
const MAY_BE_MISSING: [&str; 4] = [
    "sync/block/",
    "sync/validators",
    "sync/state",
    "sync/receipts/",
];

/// Bytes of a reason that are read.
const REASON_BYTES: usize = 4 * 1024;

/// Letters of it that are repeated.
const REASON_LETTERS: usize = 200;

/// Bytes of what a source says of one transaction: a reason, and the ABI bytes of an error.
const TRANSACTION_ANSWER_BYTES: usize = 16 * 1024;

/// An address that cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address} is not the address of a node: {reason}. Such as https://rpc.example.org")]
pub struct NotAnAddress {
    address: String,
    reason: String,
}

/// A node over HTTP.
#[derive(Clone, Debug)]
pub struct HttpSource {
    name: String,
    url: Url,
    client: Client,
}

impl HttpSource {
    /// The node at `address`.
    ///
    /// # Errors
    ///
    /// When it is no address of HTTP.
    pub fn new(address: &str) -> Result<Self, NotAnAddress> {
        let wrong = |reason: String| NotAnAddress {
            address: address.to_owned(),
            reason,
        };
        let mut url = Url::parse(address).map_err(|error| wrong(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("it begins with neither http:// nor https://".into()));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it has a query or a fragment".into()));
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        let client = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            // A source must not send its followers elsewhere.
            .redirect(Policy::none())
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        Ok(Self {
            name: address.to_owned(),
            url,
            client,
        })
    }

    async fn get(
        &self,
        path: &str,
        query: &[(&str, u64)],
        wait: Duration,
    ) -> Result<Option<Bytes>, SourceError> {
        let mut url = self.url.clone();
        url.set_path(&format!("{}{path}", self.url.path()));
        for (name, value) in query {
            url.query_pairs_mut().append_pair(name, &value.to_string());
        }
        let limit = wait + ANSWER_TIMEOUT;
        let answer = self.client.get(url).timeout(limit).send().await;
        let mut answer = answer.map_err(|error| unreachable(&error, limit))?;
        match answer.status() {
            StatusCode::OK => Ok(Some(body(&mut answer, MAX_ANSWER_BYTES, limit).await?)),
            StatusCode::NOT_FOUND if MAY_BE_MISSING.iter().any(|start| path.starts_with(start)) => {
                Ok(None)
            }
            status => {
                let text = body(&mut answer, REASON_BYTES, limit)
                    .await
                    .unwrap_or_default();
                let text = String::from_utf8_lossy(&text);
                let text = text.trim().chars().take(REASON_LETTERS).collect::<String>();
                let busy = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error();
                Err(match busy {
                    true => SourceError::Busy(format!("{status} {text}")),
                    false => SourceError::Refused {
                        status: status.as_u16(),
                        text,
                    },
                })
            }
        }
    }

    async fn answer(
        &self,
        path: &str,
        query: &[(&str, u64)],
        wait: Duration,
    ) -> Result<Answer, SourceError> {
        let bytes = self.get(path, query, wait).await?.unwrap_or_default();
        Ok(Answer::from_bytes(bytes)?)
    }
}

/// Reads a body of at most `limit` bytes.
async fn body(
    answer: &mut Response,
    limit: usize,
    patience: Duration,
) -> Result<Bytes, SourceError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|error| unreachable(&error, patience))?
    {
        if bytes.len() + chunk.len() > limit {
            return Err(SourceError::Endless(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// What went wrong on the way, with the innermost reason: the outer ones repeat the address.
fn unreachable(error: &reqwest::Error, patience: Duration) -> SourceError {
    if error.is_timeout() {
        return SourceError::Silent(patience);
    }
    let mut reason: &dyn std::error::Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    SourceError::Unreachable(reason.to_string())
}

impl Source for HttpSource {
    fn name(&self) -> &str {
        &self.name
    }

    fn tip(&self) -> BoxFuture<'_, Result<Answer, SourceError>> {
        Box::pin(self.answer("sync/tip", &[], Duration::ZERO))
    }

    fn blocks(
        &self,
        from: u64,
        count: u64,
        wait: Duration,
    ) -> BoxFuture<'_, Result<Answer, SourceError>> {
        Box::pin(async move {
            let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            let query = [("from", from), ("count", count), ("waitMs", wait_ms)];
            self.answer("sync/blocks", &query, wait).await
        })
    }

    fn block(&self, hash: B256) -> BoxFuture<'_, Result<Option<EncodedBlock>, SourceError>> {
        Box::pin(async move {
            let path = format!("sync/block/{hash}");
            let Some(bytes) = self.get(&path, &[], Duration::ZERO).await? else {
                return Ok(None);
            };
            Ok(Answer::from_bytes(bytes)?.blocks.pop())
        })
    }

    fn operations(&self, wanted: StateRange) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        Box::pin(async move {
            let StateRange { size, start, count } = wanted;
            let query = [("size", size), ("start", start), ("count", count)];
            self.get("sync/state", &query, Duration::ZERO).await
        })
    }

    fn validators(
        &self,
        from: u64,
    ) -> BoxFuture<'_, Result<Option<CertificateChain>, SourceError>> {
        Box::pin(async move {
            let query = [("from", from)];
            let Some(bytes) = self.get("sync/validators", &query, Duration::ZERO).await? else {
                return Ok(None);
            };
            let chain = serde_json::from_slice(&bytes).map_err(|_| SourceError::NotAChain)?;
            Ok(Some(chain))
        })
    }

    fn receipts(&self, number: u64) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        Box::pin(async move {
            let path = format!("sync/receipts/{number}");
            self.get(&path, &[], Duration::ZERO).await
        })
    }

    fn submit(
        &self,
        raw: Vec<RawBytes>,
    ) -> BoxFuture<'_, Result<Vec<Result<(), Refusal>>, SourceError>> {
        Box::pin(async move {
            let calls: Vec<_> = raw
                .iter()
                .enumerate()
                .map(|(id, raw)| {
                    let method = "eth_sendRawTransaction";
                    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": [raw]})
                })
                .collect();
            let patience = ANSWER_TIMEOUT;
            let request = self.client.post(self.url.clone()).json(&calls);
            let answer = request.timeout(patience).send().await;
            let mut answer = answer.map_err(|error| unreachable(&error, patience))?;
            let limit = raw.len() * TRANSACTION_ANSWER_BYTES;
            let bytes = body(&mut answer, limit, patience).await?;
            let answers: Vec<Outcome> =
                serde_json::from_slice(&bytes).map_err(|_| SourceError::NotRpc)?;
            let mut verdicts = vec![None; raw.len()];
            for answer in answers {
                let verdict = verdicts.get_mut(answer.id).ok_or(SourceError::NotRpc)?;
                *verdict = Some(match answer.error {
                    Some(refusal) => Err(refusal),
                    None => Ok(()),
                });
            }
            let verdicts: Option<Vec<_>> = verdicts.into_iter().collect();
            verdicts.ok_or(SourceError::NotRpc)
        })
    }
}

/// What JSON-RPC says of one transaction.
#[derive(Deserialize)]
struct Outcome {
    id: usize,
    error: Option<Refusal>,
}
