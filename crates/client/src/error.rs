//! What can go wrong between a program and a node.

use alloy_primitives::{B256, Bytes};
use std::time::Duration;

/// Why a node's help was not to be had.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The address of the node cannot be used.
    #[error("{url} is not the address of a node: {why}")]
    Url {
        /// What was given.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// The node did not answer, or not in time.
    #[error(
        "the node at {url} does not answer ({why}); check that it runs and that the address is right"
    )]
    Unreachable {
        /// The node's address.
        url: String,
        /// What the connection met.
        why: String,
    },
    /// What came back is not what the method answers with: probably no node of this network.
    #[error("{url} answered {method} with something else than expected: {why}")]
    Unexpected {
        /// The node's address.
        url: String,
        /// The method that was called.
        method: String,
        /// What was wrong.
        why: String,
    },
    /// The node refused with a JSON-RPC error that is no revert.
    #[error("{message}")]
    Refused {
        /// The code of JSON-RPC.
        code: i64,
        /// The node's words.
        message: String,
    },
    /// The call or transaction would change nothing, for a reason of the rules.
    #[error("{0}")]
    Reverted(Box<Reverted>),
    /// The receipt did not come in time. The transaction may still take effect.
    #[error("transaction {hash} has no receipt after {} s; it may still take effect: ask again before sending another",
        waited.as_secs())]
    NoReceipt {
        /// The transaction.
        hash: B256,
        /// How long was waited.
        waited: Duration,
    },
    /// The key could not sign.
    #[error("the transaction cannot be signed: {0}")]
    Signature(#[from] alloy_signer::Error),
    /// The module's answer does not fit its interface.
    #[error("{module}.{function} answered what its interface does not describe: {why}")]
    Answer {
        /// The module.
        module: String,
        /// The function.
        function: String,
        /// What was wrong.
        why: String,
    },
}

/// The reason for which a call or a transaction was undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reverted {
    /// The name of the error in its interface, if it is known.
    pub name: Option<String>,
    /// The reason in English.
    pub english: String,
    /// The reason in Chinese.
    pub chinese: String,
    /// The ABI bytes of the error.
    pub data: Bytes,
    /// The transaction, if one was included and failed; nothing for calls and estimates.
    pub transaction: Option<B256>,
}

impl std::fmt::Display for Reverted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.english)
    }
}

impl Reverted {
    /// Explains the data of a revert. Data that no known interface describes is shown as it is.
    pub fn explain(data: Bytes) -> Self {
        let (name, english, chinese) = match wepos_abi::describe_revert(&data) {
            Some(described) => (
                Some(described.name.into_owned()),
                described.english,
                described.chinese,
            ),
            None if data.is_empty() => (
                None,
                "the call was refused without a reason: the address has no such function"
                    .to_owned(),
                "调用被拒绝且未给出原因：该地址没有此函数".to_owned(),
            ),
            None => (
                None,
                format!("the call was refused with an error this program does not know: {data}"),
                format!("调用被拒绝，错误未知：{data}"),
            ),
        };
        Self {
            name,
            english,
            chinese,
            data,
            transaction: None,
        }
    }
}
