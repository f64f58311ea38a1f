//! Whether a node lives, and whether it stands at the tip of its network: what load balancers, wallets and people ask.

use super::Rpc;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde_json::json;
use std::{sync::Arc, time::Duration};

/// While the newest block is this much behind the clock, the node says that it is catching up: the longest step between
/// two blocks.
pub(super) const CATCHING_UP_MS: u64 = wepos_chain::header::MAX_STEP_MS;

/// How many blocks a node may be behind the network and still stand at its tip: what is on its way to it.
const BLOCKS_BEHIND: u64 = 8;

/// How old the newest block may be beyond a heartbeat: leaders who are gone, and clocks that differ.
const AGE: Duration = Duration::from_secs(10);

/// How a node stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Standing {
    /// Its newest block.
    number: u64,
    /// The newest that its network is known to have.
    network: u64,
    /// The age of its newest block.
    age_ms: u64,
    /// The heartbeat that genesis plans.
    heartbeat_ms: u64,
    /// Validators that it hears, or sources that answer.
    peers: u64,
    /// Why it cannot know how the network stands.
    problem: Option<String>,
}

/// `GET /health`: the process answers.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /ready`: the node stands at the tip, so that it may get traffic.
pub(super) async fn ready(State(rpc): State<Arc<Rpc>>) -> Response {
    rpc.standing().answer()
}

impl Rpc {
    /// How far the newest block is behind the clock, in milliseconds.
    pub(super) fn lag_ms(&self) -> u64 {
        let tip = self.state.ledger.tip().time.millis();
        self.state.clock.now_ms().saturating_sub(tip)
    }

    /// Whether there are newer blocks elsewhere, or the chain makes up for time in which nobody made blocks.
    pub(super) fn catching_up(&self) -> bool {
        self.standing().behind() > BLOCKS_BEHIND || self.lag_ms() > CATCHING_UP_MS
    }

    fn standing(&self) -> Standing {
        let neighbours = &self.state.neighbours;
        let ledger = &self.state.ledger;
        Standing {
            number: ledger.tip().header.number,
            network: neighbours.height(),
            age_ms: self.lag_ms(),
            heartbeat_ms: ledger.network().genesis().limits.heartbeat_ms.millis(),
            peers: neighbours.connected(),
            problem: neighbours.problem(),
        }
    }
}

impl Standing {
    fn behind(&self) -> u64 {
        self.network.saturating_sub(self.number)
    }

    /// Why the node is not at the tip, in English and Chinese.
    fn reason(&self) -> Option<(String, String)> {
        let Self {
            network,
            age_ms,
            peers,
            ..
        } = *self;
        let behind = self.behind();
        if let Some(problem) = &self.problem {
            return Some((problem.clone(), format!("无法得知网络的进度：{problem}")));
        }
        if behind > BLOCKS_BEHIND {
            return Some((
                format!("{behind} blocks behind the network, which is at {network}"),
                format!("落后网络 {behind} 个区块，网络已到达 {network}"),
            ));
        }
        if self.number == 0 {
            return Some((
                format!("no block yet; {peers} other nodes are connected"),
                format!("尚无区块；已连接 {peers} 个其他节点"),
            ));
        }
        let allowed = Duration::from_millis(self.heartbeat_ms) + AGE;
        if Duration::from_millis(age_ms) > allowed {
            let seconds = age_ms / 1_000;
            return Some((
                format!("the newest block is {seconds} s old; {peers} other nodes are connected"),
                format!("最新区块已有 {seconds} 秒；已连接 {peers} 个其他节点"),
            ));
        }
        None
    }

    fn answer(&self) -> Response {
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
        problem: None,
    };

    #[test]
    fn a_node_is_ready_at_the_tip_and_says_why_it_is_not_elsewhere() {
        let alone = Standing {
            network: 0,
            peers: 0,
            ..GOOD
        };
        let late = Standing {
            age_ms: 11_000,
            ..GOOD
        };
        for standing in [GOOD, alone, late] {
            assert_eq!(standing.reason(), None, "{standing:?}");
        }
        let young = Standing {
            number: 0,
            network: 0,
            peers: 1,
            ..GOOD
        };
        let behind = Standing {
            network: 109,
            ..GOOD
        };
        let old = Standing {
            age_ms: 37_000,
            peers: 1,
            ..GOOD
        };
        let deaf = Standing {
            problem: Some("no source answers".into()),
            ..GOOD
        };
        for (standing, english, chinese) in [
            (young, "no block yet; 1 other", "尚无区块；已连接 1 个"),
            (behind, "9 blocks behind", "落后网络 9 个区块"),
            (old, "37 s old; 1 other", "最新区块已有 37 秒；已连接 1 个"),
            (deaf, "no source answers", "无法得知网络的进度：no source"),
        ] {
            let (in_english, in_chinese) = standing.reason().unwrap();
            assert!(in_english.contains(english), "{in_english}");
            assert!(in_chinese.contains(chinese), "{in_chinese}");
        }
    }
}
