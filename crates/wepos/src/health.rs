//! Whether a node lives, and whether it stands at the tip of its network: what load balancers and people ask.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use serde_json::json;
use wepos_node::{clock::Clock, gossip::Neighbours, ledger::Ledger, node::Node};

/// Blocks that a node may be behind the others and still count as being at the tip: what is on its way.
const BLOCKS_BEHIND: u64 = 8;

/// How old the newest block may be beyond a heartbeat: leaders who are gone, and clocks that differ.
const AGE: Duration = Duration::from_secs(10);

/// What a node's health is read from.
#[derive(Clone)]
pub(crate) struct Health {
    ledger: Arc<Ledger>,
    clock: Clock,
    neighbours: Neighbours,
    connected: Arc<AtomicU64>,
}

/// How a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Standing {
    /// Its newest block.
    number: u64,
    /// The newest that enough of the others have.
    network: u64,
    /// The age of its newest block.
    age_ms: u64,
    /// The heartbeat that genesis plans.
    heartbeat_ms: u64,
    /// Validators that it hears.
    peers: u64,
}

impl Health {
    pub(crate) fn of(node: &Node) -> Self {
        Self {
            ledger: node.ledger.clone(),
            clock: node.clock.clone(),
            connected: node.neighbours.connected(),
            neighbours: node.neighbours.clone(),
        }
    }

    /// `/health` and `/ready`.
    pub(crate) fn router(self) -> Router {
        let ready = move || async move { self.standing().answer() };
        Router::new()
            .route("/health", get(|| async { "alive\n" }))
            .route("/ready", get(ready))
    }

    fn standing(&self) -> Standing {
        let tip = self.ledger.tip();
        let limits = &self.ledger.network().genesis().limits;
        Standing {
            number: tip.header.number,
            network: self.neighbours.height(),
            age_ms: self.clock.now_ms().saturating_sub(tip.time.millis()),
            heartbeat_ms: limits.heartbeat_ms.millis(),
            peers: self.connected.load(Ordering::Relaxed),
        }
    }
}

impl Standing {
    /// Why the node is not at the tip, in English and Chinese.
    fn reason(self) -> Option<(String, String)> {
        let Self {
            number,
            network,
            age_ms,
            peers,
            ..
        } = self;
        let behind = network.saturating_sub(number);
        if behind > BLOCKS_BEHIND {
            return Some((
                format!("{behind} blocks behind the other validators, which are at {network}"),
                format!("落后其他验证者 {behind} 个区块，它们已到达 {network}"),
            ));
        }
        if number == 0 {
            return Some((
                format!("no block yet; {peers} other validators are connected"),
                format!("尚无区块；已连接 {peers} 个其他验证者"),
            ));
        }
        let allowed = Duration::from_millis(self.heartbeat_ms) + AGE;
        if Duration::from_millis(age_ms) > allowed {
            let seconds = age_ms / 1_000;
            return Some((
                format!(
                    "the newest block is {seconds} s old; {peers} other validators are connected"
                ),
                format!("最新区块已有 {seconds} 秒；已连接 {peers} 个其他验证者"),
            ));
        }
        None
    }

    fn answer(self) -> Response {
        let reason = self.reason();
        let status = match reason {
            None => StatusCode::OK,
            Some(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        let mut body = json!({
            "ready": reason.is_none(), "block": self.number, "networkBlock": self.network,
            "blockAgeMs": self.age_ms, "peers": self.peers,
        });
        if let Some((english, chinese)) = reason {
            body["reason"] = english.into();
            body["reasonZh"] = chinese.into();
        }
        (status, Json(body)).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Standing = Standing {
        number: 100,
        network: 103,
        age_ms: 1_000,
        heartbeat_ms: 1_000,
        peers: 3,
    };

    #[test]
    fn a_node_is_ready_at_the_tip_and_says_why_it_is_not_elsewhere() {
        assert_eq!(GOOD.reason(), None);
        assert_eq!(
            Standing {
                network: 0,
                peers: 0,
                ..GOOD
            }
            .reason(),
            None
        );
        assert_eq!(
            Standing {
                age_ms: 11_000,
                ..GOOD
            }
            .reason(),
            None
        );
        for (standing, english, chinese) in [
            (
                Standing {
                    number: 0,
                    network: 0,
                    peers: 1,
                    ..GOOD
                },
                "no block yet; 1 other",
                "尚无区块；已连接 1 个",
            ),
            (
                Standing {
                    network: 109,
                    ..GOOD
                },
                "9 blocks behind",
                "落后其他验证者 9 个区块",
            ),
            (
                Standing {
                    age_ms: 37_000,
                    peers: 1,
                    ..GOOD
                },
                "37 s old; 1 other",
                "最新区块已有 37 秒；已连接 1 个",
            ),
        ] {
            let (in_english, in_chinese) = standing.reason().unwrap();
            assert!(in_english.contains(english), "{in_english}");
            assert!(in_chinese.contains(chinese), "{in_chinese}");
        }
    }
}
