//! One message: a call, or a batch of them.
//!
//! A message is parsed once, borrowing from its text. The signed transactions of a batch go to admission together,
//! before its other items run, so that a wallet's `[send, send, nonce]` sees the nonce it expects and a benchmark pays
//! for one hand-over.

use super::{
    Rpc, Submitted,
    backend::SubmitFailure,
    error::{Later, RpcError, quote},
    eth::transactions::SEND,
    methods,
    params::{Answer, Params, raw_transaction},
    socket::Caller,
};
use alloy_primitives::hex;
use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use std::{borrow::Cow, time::Instant};

/// A call as JSON-RPC 2.0 writes it.
#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow, default)]
    jsonrpc: Option<Cow<'a, str>>,
    /// Missing for a notification, which is not answered; `null` is an id.
    #[serde(borrow, default, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow, default)]
    params: Option<&'a RawValue>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// The id of an answer to what had none that could be read.
const NO_ID: &str = "null";

/// The length of an ordinary answer: room that is reserved for each.
const ANSWER_BYTES: usize = 128;

/// The answer to a message.
pub(super) struct Response {
    /// Its text; nothing if the message holds only notifications.
    pub(super) text: Option<String>,
    /// Whether all of it is that the question should come again.
    pub(super) later: Option<Later>,
}

impl From<&RpcError> for Response {
    /// The answer to a message as a whole.
    fn from(error: &RpcError) -> Self {
        let mut text = String::with_capacity(ANSWER_BYTES);
        write_answer(&mut text, NO_ID, &Err(error.clone()));
        Self {
            text: Some(text),
            later: error.later,
        }
    }
}

/// Answers a message.
pub(super) async fn respond(rpc: &Rpc, message: &[u8], caller: &Caller) -> Response {
    let text = match std::str::from_utf8(message) {
        Ok(text) => text.trim_start(),
        Err(_) => return (&RpcError::invalid_request("the message is not UTF-8")).into(),
    };
    if text.starts_with('[') {
        return respond_to_batch(rpc, text, caller).await;
    }
    let item: &RawValue = match serde_json::from_str(text) {
        Ok(item) => item,
        Err(error) => return (&RpcError::parse(&error)).into(),
    };
    let request = read(item);
    let answer = match request.as_ref() {
        Ok(_) if rpc.questions.take(caller.address, 1) == 0 => Err(too_many_questions(rpc)),
        Ok(request) => run(rpc, request, caller).await,
        Err(invalid) => Err(invalid.error.clone()),
    };
    let id = match &request {
        Ok(request) => request.id.map(RawValue::get),
        Err(invalid) => Some(invalid.id),
    };
    let text = id.map(|id| {
        let mut text = String::with_capacity(ANSWER_BYTES);
        write_answer(&mut text, id, &answer);
        text
    });
    let later = answer.err().and_then(|error| error.later);
    Response { text, later }
}

async fn respond_to_batch(rpc: &Rpc, text: &str, caller: &Caller) -> Response {
    let limits = &rpc.state.limits;
    let items = match read_list(text, limits.batch_items) {
        Ok((items, _)) if items.is_empty() => {
            return (&RpcError::invalid_request("empty batch")).into();
        }
        Ok((_, count)) if count > limits.batch_items => {
            return (&RpcError::invalid_request(format!(
                "batch too large: {count} items, at most {} are allowed",
                limits.batch_items
            )))
                .into();
        }
        Ok((items, _)) => items,
        Err(error) => return (&RpcError::parse(&error)).into(),
    };
    let mut granted = rpc.questions.take(caller.address, items.len());
    if granted == 0 {
        return (&too_many_questions(rpc)).into();
    }
    let deadline = Instant::now() + limits.batch_time;
    let requests: Vec<_> = items.iter().map(|item| read(item)).collect();
    let transactions: Vec<_> = requests
        .iter()
        .take(granted)
        .flatten()
        .filter(|request| request.method == SEND)
        .collect();
    let mut sent = send_together(rpc, &transactions, caller).await.into_iter();

    let mut out = String::with_capacity(ANSWER_BYTES * requests.len());
    out.push('[');
    for request in &requests {
        let allowed = granted > 0;
        granted = granted.saturating_sub(1);
        let (id, answer) = match request {
            Err(invalid) => (Some(invalid.id), Err(invalid.error.clone())),
            Ok(request) => {
                let id = request.id.map(RawValue::get);
                let answer = if !allowed {
                    Err(too_many_questions(rpc))
                } else if request.method == SEND {
                    sent.next().expect("every transaction has an answer")
                } else if out.len() > limits.response_bytes {
                    Err(RpcError::response_too_large(limits.response_bytes))
                } else if Instant::now() > deadline {
                    Err(too_long(rpc))
                } else {
                    run(rpc, request, caller).await
                };
                (id, answer)
            }
        };
        let Some(id) = id else { continue };
        if out.len() > 1 {
            out.push(',');
        }
        write_answer(&mut out, id, &answer);
    }
    out.push(']');
    Response {
        text: (out.len() > 2).then_some(out),
        later: None,
    }
}

async fn run(rpc: &Rpc, request: &Request<'_>, caller: &Caller) -> Answer {
    let params = Params::parse(request.params)?;
    methods::call(rpc, &request.method, &params, caller).await
}

/// Submits the transactions of a message in one call; one answer for each, in order.
async fn send_together(rpc: &Rpc, requests: &[&Request<'_>], caller: &Caller) -> Vec<Answer> {
    if requests.is_empty() {
        return Vec::new();
    }
    let granted = rpc.transactions.take(caller.address, requests.len());
    let mut raw = Vec::with_capacity(granted);
    let mut answers: Vec<Option<RpcError>> = Vec::with_capacity(requests.len());
    for (index, request) in requests.iter().enumerate() {
        answers.push(if index >= granted {
            Some(too_many_transactions(rpc))
        } else {
            match raw_transaction(request.params) {
                Ok(transaction) => {
                    raw.push(transaction);
                    None
                }
                Err(error) => Some(error),
            }
        });
    }
    let mut submitted = if raw.is_empty() {
        Vec::new().into_iter()
    } else {
        rpc.state.submit.submit(raw).await.into_iter()
    };
    answers
        .into_iter()
        .map(|refused| match refused {
            Some(error) => Err(error),
            None => submitted
                .next()
                .unwrap_or_else(|| Err(SubmitFailure::Busy("the node is shutting down".into())))
                .map(hash_text)
                .map_err(submit_error),
        })
        .collect()
}

/// The answer to a caller that sends faster than it may.
pub(super) fn too_many_transactions(rpc: &Rpc) -> RpcError {
    RpcError::too_fast(format!(
        "too many transactions from this address: at most {} a second",
        rpc.state.limits.transactions_per_second
    ))
}

/// The answer to a caller that asks faster than it may.
fn too_many_questions(rpc: &Rpc) -> RpcError {
    RpcError::too_fast(format!(
        "too many calls from this address: at most {} a second; wait a second, or subscribe in place of polling",
        rpc.state.limits.calls_per_second
    ))
}

/// The answer to the items of a batch that nobody could wait for.
fn too_long(rpc: &Rpc) -> RpcError {
    RpcError::limit_exceeded(format!(
        "this batch took longer than {} s: send the rest of it again, in smaller batches",
        rpc.state.limits.batch_time.as_secs()
    ))
}

fn hash_text(submitted: Submitted) -> String {
    let mut text = String::with_capacity(68);
    text.push('"');
    text.push_str(hex::const_encode::<32, true>(&submitted.hash.0).as_str());
    text.push('"');
    text
}

/// How a refused transaction is told.
pub(super) fn submit_error(failure: SubmitFailure) -> RpcError {
    match failure {
        SubmitFailure::Refused(reason) => RpcError::refused(reason),
        SubmitFailure::Reverted(data) => RpcError::reverted(data),
        SubmitFailure::Busy(reason) => RpcError::limit_exceeded(reason),
    }
}

/// An item that is no request, with what could be read of its id.
struct Invalid<'a> {
    id: &'a str,
    error: RpcError,
}

fn read<'a>(item: &'a RawValue) -> Result<Request<'a>, Invalid<'a>> {
    let invalid = |id, reason: String| Invalid {
        id,
        error: RpcError::invalid_request(reason),
    };
    if !item.get().starts_with('{') {
        return Err(invalid(
            NO_ID,
            "invalid request: it is not an object".into(),
        ));
    }
    let request: Request<'_> = serde_json::from_str(item.get()).map_err(|error| {
        let reason = error.to_string();
        invalid(NO_ID, format!("invalid request: {}", quote(&reason)))
    })?;
    let id = request.id.map_or(NO_ID, RawValue::get);
    // An object or a list is no id (JSON-RPC 2.0, section 4).
    if id.starts_with(['{', '[']) {
        return Err(invalid(
            NO_ID,
            "invalid request: id is not a string or number".into(),
        ));
    }
    if request
        .jsonrpc
        .as_deref()
        .is_some_and(|version| version != "2.0")
    {
        return Err(invalid(
            id,
            "invalid request: jsonrpc is not \"2.0\"".into(),
        ));
    }
    Ok(request)
}

/// The items of a list, at most `limit`, and how many there are.
fn read_list(text: &str, limit: usize) -> serde_json::Result<(Vec<&RawValue>, usize)> {
    struct List(usize);
    impl<'de> de::Visitor<'de> for List {
        type Value = (Vec<&'de RawValue>, usize);

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let (mut items, mut count) = (Vec::new(), 0);
            while items.len() < self.0 {
                match list.next_element()? {
                    Some(item) => items.push(item),
                    None => break,
                }
            }
            count += items.len();
            while list.next_element::<de::IgnoredAny>()?.is_some() {
                count += 1;
            }
            Ok((items, count))
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let list = deserializer.deserialize_seq(List(limit))?;
    deserializer.end()?;
    Ok(list)
}

fn write_answer(out: &mut String, id: &str, answer: &Answer) {
    out.push_str("{\"jsonrpc\":\"2.0\",\"id\":");
    out.push_str(id);
    match answer {
        Ok(result) => {
            out.push_str(",\"result\":");
            out.push_str(result);
        }
        Err(error) => {
            out.push_str(",\"error\":");
            let text = serde_json::to_string(error).expect("an error is plain text");
            out.push_str(&text);
        }
    }
    out.push('}');
}
