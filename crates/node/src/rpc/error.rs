//! Errors as JSON-RPC writes them, with the codes and words that Ethereum's clients know.

use crate::ledger::HistoryError;
use alloy_primitives::Bytes;
use serde::Serialize;

/// An answer that is an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RpcError {
    /// JSON-RPC's code, or one that Ethereum's clients know.
    pub code: i32,
    /// The reason, in English.
    pub message: String,
    /// The ABI bytes of a revert, or what else a program can use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Bytes>,
}

/// The longest piece of a caller's own text that an error repeats.
const QUOTE_MAX: usize = 200;

impl RpcError {
    fn new(code: i32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
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

    /// No such method, or not in this place.
    pub(super) fn method_not_found(method: &str) -> Self {
        Self::new(
            -32601,
            format!(
                "the method {} does not exist or is not available",
                quote(method)
            ),
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

    /// The transaction was accepted and not final in time (EIP-7966): `data` is its hash.
    pub(super) fn not_final_in_time(hash: &[u8], timeout_ms: u64) -> Self {
        Self {
            code: 4,
            message: format!(
                "the transaction was accepted and is not in a block after {timeout_ms} ms: ask for its receipt later"
            ),
            data: Some(Bytes::copy_from_slice(hash)),
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
            data: Some(data),
        }
    }
}

impl From<HistoryError> for RpcError {
    fn from(error: HistoryError) -> Self {
        Self::refused(error.to_string())
    }
}

/// A caller's text, cut to [`QUOTE_MAX`].
pub(super) fn quote(text: &str) -> &str {
    let mut end = text.len().min(QUOTE_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
