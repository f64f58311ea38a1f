//! What a connection watches, and the notifications it gets.
//!
//! A subscription begins when its answer is sent: every block after the newest one of that moment is reported once
//! and in order.

use super::eth::{convert, logs};
use crate::ledger::StoredBlock;
use alloy_primitives::B256;
use alloy_rpc_types_eth::{Filter, pubsub::SubscriptionKind};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::error::RpcError;

/// What is watched.
#[derive(Clone, Debug)]
pub(super) enum Watched {
    /// The head of every block.
    Heads,
    /// Events that match.
    Logs(Box<Filter>),
    /// Hashes of admitted transactions.
    Pending,
    /// Whether the node is behind: told when it changes.
    Syncing,
}

impl Watched {
    /// Reads the parameters of `eth_subscribe`.
    pub(super) fn parse(kind: &str, filter: Option<Filter>) -> Result<Self, RpcError> {
        let kind: Option<SubscriptionKind> = serde_json::from_value(kind.into()).ok();
        match kind {
            Some(SubscriptionKind::NewHeads) => Ok(Self::Heads),
            Some(SubscriptionKind::Logs) => {
                let filter = filter.unwrap_or_default();
                logs::check(&filter)?;
                Ok(Self::Logs(Box::new(filter)))
            }
            Some(SubscriptionKind::NewPendingTransactions) => Ok(Self::Pending),
            Some(SubscriptionKind::Syncing) => Ok(Self::Syncing),
            _ => Err(RpcError::invalid_params(
                "invalid argument 0 (subscription): newHeads, logs, newPendingTransactions and syncing are known",
            )),
        }
    }
}

struct Subscription {
    watched: Watched,
    /// Blocks above this height are reported; nothing before the answer was sent.
    after: Option<u64>,
    /// Whether it was told that the node is behind, or not; nothing before the first word.
    told_syncing: Option<bool>,
}

/// The subscriptions of one connection, by their number in it.
#[derive(Default)]
pub(super) struct Subscriptions {
    by_number: BTreeMap<u64, Subscription>,
    opened: u64,
}

impl Subscriptions {
    pub(super) fn len(&self) -> usize {
        self.by_number.len()
    }

    /// Adds a subscription that does not report yet.
    pub(super) fn open(&mut self, watched: Watched) -> u64 {
        self.opened += 1;
        let subscription = Subscription {
            watched,
            after: None,
            told_syncing: None,
        };
        self.by_number.insert(self.opened, subscription);
        self.opened
    }

    /// Lets subscriptions report what comes after block `tip`.
    pub(super) fn begin(&mut self, numbers: &[u64], tip: u64) {
        for number in numbers {
            if let Some(subscription) = self.by_number.get_mut(number) {
                subscription.after = Some(tip);
            }
        }
    }

    pub(super) fn close(&mut self, number: u64) -> bool {
        self.by_number.remove(&number).is_some()
    }

    /// Whether admitted transactions are watched.
    pub(super) fn watch_pending(&self) -> bool {
        self.by_number
            .values()
            .any(|subscription| matches!(subscription.watched, Watched::Pending))
    }

    /// Whether it is watched that the node is behind.
    pub(super) fn watch_syncing(&self) -> bool {
        self.by_number
            .values()
            .any(|subscription| matches!(subscription.watched, Watched::Syncing))
    }

    /// The notifications that `state`, an answer of `eth_syncing`, brings: first how it stands, then each change.
    pub(super) fn syncing(&mut self, state: &Value) -> Vec<String> {
        let behind = state.is_object();
        let mut frames = Vec::new();
        for (number, subscription) in &mut self.by_number {
            let news = subscription.told_syncing != Some(behind);
            let begun = subscription.after.is_some();
            if matches!(subscription.watched, Watched::Syncing) && begun && news {
                subscription.told_syncing = Some(behind);
                let result = match behind {
                    true => json!({"syncing": true, "status": state}),
                    false => Value::Bool(false),
                };
                frames.push(frame(*number, &result));
            }
        }
        frames
    }

    /// The subscriptions there are, oldest first.
    pub(super) fn numbers(&self) -> Vec<u64> {
        self.by_number.keys().copied().collect()
    }

    /// The notifications that a block brings to one subscription, in order.
    pub(super) fn block(&self, number: u64, block: &StoredBlock) -> Vec<String> {
        let height = block.header.number;
        let begun =
            |subscription: &&Subscription| subscription.after.is_some_and(|after| height > after);
        match self
            .by_number
            .get(&number)
            .filter(begun)
            .map(|subscription| &subscription.watched)
        {
            Some(Watched::Heads) => vec![frame(number, &convert::head(block))],
            Some(Watched::Logs(filter)) => {
                let mut found = Vec::new();
                logs::scan(block, filter, &mut found);
                found.iter().map(|log| frame(number, log)).collect()
            }
            Some(Watched::Pending | Watched::Syncing) | None => Vec::new(),
        }
    }

    /// The notifications that an admitted transaction brings.
    pub(super) fn pending(&self, hash: B256) -> Vec<String> {
        self.by_number
            .iter()
            .filter(|(_, subscription)| {
                subscription.after.is_some() && matches!(subscription.watched, Watched::Pending)
            })
            .map(|(number, _)| frame(*number, &hash))
            .collect()
    }
}

/// A subscription's id as clients see it.
pub(super) fn id(number: u64) -> String {
    format!("{number:#x}")
}

/// The number behind an id.
pub(super) fn number(id: &str) -> Option<u64> {
    u64::from_str_radix(id.strip_prefix("0x")?, 16).ok()
}

fn frame<T: Serialize>(number: u64, result: &T) -> String {
    #[derive(Serialize)]
    struct Notification<'a, T> {
        jsonrpc: &'static str,
        method: &'static str,
        params: Parameters<'a, T>,
    }
    #[derive(Serialize)]
    struct Parameters<'a, T> {
        subscription: String,
        result: &'a T,
    }
    let notification = Notification {
        jsonrpc: "2.0",
        method: "eth_subscription",
        params: Parameters {
            subscription: id(number),
            result,
        },
    };
    serde_json::to_string(&notification).expect("heads, events and hashes are plain JSON")
}
