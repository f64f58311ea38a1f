//! Errors as JSON-RPC writes them, with the codes and words that Ethereum's clients know.

use crate::ledger::HistoryError;
use alloy_primitives::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

/// An answer that is an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RpcError {
    /// JSON-RPC's code, or one that Ethereum's clients know.
    pub code: i32,
    /// The reason, in English.
    pub message: String,
    /// The ABI bytes of a revert, or what else a program can use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// Whether the same question may pass later, and when.
    #[serde(skip)]
    pub later: Option<Later>,
}

/// The same question may pass after a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    /// The node has too much to do: HTTP status 503.
    Busy,
    /// The caller asks too much: HTTP status 429.
    TooFast,
}

impl Later {
    /// Seconds to wait: for `Retry-After`, and for `data`. A second refills every bucket and empties every queue.
    pub(super) const SECONDS: u64 = 1;
}

/// Every code with its name and meaning, in English and Chinese.
pub(super) const CODES: &[(&str, i32, [&str; 2])] = &[
    (
        "Reverted",
        3,
        [
            "the call reverted; data has the ABI bytes of the error",
            "调用被回退；data 为错误的 ABI 字节",
        ],
    ),
    (
        "NotFinalInTime",
        4,
        [
            "accepted, and not final in time; data is the hash",
            "已接受，但未在限时内最终确认；data 为交易哈希",
        ],
    ),
    ("ParseError", -32700, ["not JSON", "不是 JSON"]),
    (
        "InvalidRequest",
        -32600,
        [
            "JSON, but no request; an empty or too large batch",
            "是 JSON，但不是请求；或批量为空、过大",
        ],
    ),
    (
        "MethodNotFound",
        -32601,
        [
            "no such method, or not in this place",
            "没有这个方法，或在此处不可用",
        ],
    ),
    (
        "InvalidParams",
        -32602,
        [
            "an argument is missing or wrong; the text names it",
            "参数缺失或有误，错误信息会指明是哪一个",
        ],
    ),
    ("Internal", -32603, ["a fault of the node", "节点内部故障"]),
    (
        "Refused",
        -32000,
        [
            "understood, and refused: the transaction or the question breaks a rule",
            "已理解但予以拒绝：交易或查询违反规则",
        ],
    ),
    (
        "ResponseTooLarge",
        -32003,
        [
            "the answers of one message would be too large",
            "一条消息的全部应答过大",
        ],
    ),
    (
        "LimitExceeded",
        -32005,
        [
            "more than a caller may have, or than the node can do now; later, or less, may pass",
            "超出调用者的限额，或节点此刻过忙；稍后再试或减少请求即可",
        ],
    ),
];

/// The longest piece of a caller's own text that an error repeats.
const QUOTE_MAX: usize = 200;

impl RpcError {
    fn new(code: i32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
            later: None,
        }
    }

    /// The text is not JSON.
    pub(super) fn parse(error: &serde_json::Error) -> Self {
        Self::new(-32700, format!("parse error: {error}"))
    }

    /// JSON, but no request.
    pub(super) fn invalid_request(reason: impl Into<String>) -> Self {
        Self::new(-32600, reason)
    }

    /// No such method, with the reason where there is one.
    pub(super) fn method_not_found(method: &str, reason: Option<&str>) -> Self {
        let method = quote(method);
        let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
        Self::new(
            -32601,
            format!("the method {method} does not exist or is not available{reason}"),
        )
    }

    /// A method of development networks.
    pub(super) fn development_only(method: &str) -> Self {
        Self::new(
            -32601,
            format!("the method {method} is available on development networks only"),
        )
    }

    /// A method that needs a WebSocket connection.
    pub(super) fn needs_socket(method: &str) -> Self {
        Self::new(
            -32601,
            format!(
                "{method} needs a WebSocket connection: notifications are not supported over HTTP"
            ),
        )
    }

    /// A parameter is missing or wrong.
    pub(super) fn invalid_params(reason: impl Into<String>) -> Self {
        Self::new(-32602, reason)
    }

    /// What geth calls a server error: the request was understood and cannot be answered.
    pub(super) fn refused(reason: impl Into<String>) -> Self {
        Self::new(-32000, reason)
    }

    /// The answer would be larger than allowed.
    pub(super) fn response_too_large(limit_bytes: usize) -> Self {
        Self::new(
            -32003,
            format!(
                "response too large: the answers of one message have at most {limit_bytes} bytes"
            ),
        )
    }

    /// More than a caller may have (EIP-1474).
    pub(super) fn limit_exceeded(reason: impl Into<String>) -> Self {
        Self::new(-32005, reason)
    }

    /// More than the node can do now.
    pub(super) fn busy(reason: impl Into<String>) -> Self {
        Self::limit_exceeded(reason).later(Later::Busy)
    }

    /// More than one caller may ask in a second.
    pub(super) fn too_fast(reason: impl Into<String>) -> Self {
        Self::limit_exceeded(reason).later(Later::TooFast)
    }

    /// Says when to come again, in the form that Ethereum's libraries read (Infura's).
    fn later(mut self, later: Later) -> Self {
        self.data = Some(json!({"rate": {"backoff_seconds": Later::SECONDS}}));
        self.later = Some(later);
        self
    }

    /// The transaction was accepted and not final in time (EIP-7966): `data` is its hash.
    pub(super) fn not_final_in_time(hash: &[u8], timeout_ms: u64) -> Self {
        Self {
            code: 4,
            message: format!(
                "the transaction was accepted and is not in a block after {timeout_ms} ms: ask for its receipt later"
            ),
            data: Some(hex_value(hash)),
            later: None,
        }
    }

    /// A fault of the node.
    pub(super) fn internal(reason: impl Into<String>) -> Self {
        Self::new(-32603, reason)
    }

    /// The call reverted: geth's code, the reason in English, the ABI bytes.
    pub(super) fn reverted(data: Bytes) -> Self {
        let message = match wepos_abi::describe_revert(&data) {
            Some(described) => format!("execution reverted: {}", described.english),
            None => "execution reverted".to_owned(),
        };
        Self {
            code: 3,
            message,
            data: Some(hex_value(&data)),
            later: None,
        }
    }
}

impl From<HistoryError> for RpcError {
    fn from(error: HistoryError) -> Self {
        Self::refused(error.to_string())
    }
}

fn hex_value(bytes: &[u8]) -> Value {
    alloy_primitives::hex::encode_prefixed(bytes).into()
}

/// A caller's text, cut to [`QUOTE_MAX`].
pub(super) fn quote(text: &str) -> &str {
    let mut end = text.len().min(QUOTE_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
