//! What a node says about itself, and the schedule and supply of its network.

use alloy_primitives::U256;
use serde::{Deserialize, Serialize};
use wepos_abi::{IEmission, addresses};

use crate::{Client, ClientError, Modules, Named};

/// What a node says about itself (`wepos_status`). A node says what it knows; nothing here is needed to use it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NodeStatus {
    /// The name of the network.
    pub network: Option<String>,
    /// What the network is for: `main`, `test` or `development`.
    pub kind: Option<String>,
    /// The hash of its genesis document.
    pub genesis_hash: Option<String>,
    /// The version of the node's software.
    pub version: Option<String>,
    /// True while the chain's clock is far behind and empty blocks bring it forward; transactions wait until then.
    pub catching_up: Option<bool>,
    /// The node's clock.
    pub clock: Option<NodeClock>,
    /// The network's days and months.
    pub calendar: Option<NodeCalendar>,
    /// How many peers are connected.
    pub peers: Option<u64>,
    /// How far the index is.
    pub index: Option<NodeSync>,
    /// The transactions that wait.
    pub pool: Option<PoolStatus>,
}

/// How far the index behind `eth_getLogs` has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NodeSync {
    /// The newest block in it.
    pub block: Option<u64>,
    /// The first block in it: above the first of the chain where a node started from a later state.
    pub first: Option<u64>,
    /// How many blocks it is behind.
    pub lag_blocks: Option<u64>,
    /// For how long the oldest of them waits, in milliseconds.
    pub lag_ms: Option<u64>,
    /// `building`, `following` or `stopped`.
    pub state: Option<String>,
}

/// A node's clock; only that of a development network can be moved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NodeClock {
    /// How far it is ahead of the system's clock, in milliseconds.
    pub offset_ms: Option<i64>,
    /// True while time stands still.
    pub paused: Option<bool>,
}

/// The days and months of a network, which are short on some development networks (R12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeCalendar {
    /// Milliseconds of a day.
    pub day_length_ms: u64,
    /// Where months begin and end, in Unix milliseconds; the first one is the launch.
    pub boundaries_ms: Vec<u64>,
}

impl NodeCalendar {
    /// When the network's day around an instant began, as daily ceilings count them: from the launch. Both in Unix
    /// seconds; rounded down, where a day begins within a second.
    pub fn day_began(&self, at: u64) -> u64 {
        let launch = self.boundaries_ms.first().copied().unwrap_or(0);
        let at = at.saturating_mul(1_000);
        let into = at
            .saturating_sub(launch)
            .checked_rem(self.day_length_ms)
            .unwrap_or(0);
        at.saturating_sub(into) / 1_000
    }
}

/// The transactions that wait for a block.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PoolStatus {
    /// Ready for the next block.
    pub pending: Option<u64>,
    /// Waiting for an earlier nonce.
    pub queued: Option<u64>,
}

/// Where the schedule is (R4, R12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// The number of the running month, from 1.
    pub month: u32,
    /// When the next month begins, in Unix seconds.
    pub month_ends_at: u64,
    /// The index of the running stage, from 0; past the last one, issuing has ended.
    pub stage: u8,
    /// What rewards and prices are multiplied by.
    pub multiplier: u64,
    /// When the next stage begins, in Unix seconds; 0 once issuing has ended.
    pub stage_ends_at: u64,
}

/// Where all PoS are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    /// All PoS there are, in base units.
    pub total: U256,
    /// The places they are in.
    pub parts: Vec<SupplyPart>,
}

/// One place where PoS are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyPart {
    /// The one word for it in the interface.
    pub name: String,
    /// What it is, in English.
    pub english: String,
    /// What it is, in Chinese.
    pub chinese: String,
    /// How much is there, in base units.
    pub amount: U256,
}

impl Supply {
    /// True if the parts make the whole (I1).
    pub fn adds_up(&self) -> bool {
        let sum = self
            .parts
            .iter()
            .try_fold(U256::ZERO, |sum, part| sum.checked_add(part.amount));
        sum == Some(self.total)
    }
}

impl Client {
    /// Where the schedule is at the newest block.
    ///
    /// # Errors
    /// Those of [`Client::view_typed`].
    pub async fn schedule(&self) -> Result<Schedule, ClientError> {
        let month = self
            .view_typed(addresses::EMISSION, &IEmission::monthCall {})
            .await?;
        let stage = self
            .view_typed(addresses::EMISSION, &IEmission::stageCall {})
            .await?;
        let multiplier = u64::try_from(stage.multiplier)
            .map_err(|_| self.unexpected("emission.stage", "a multiplier beyond 64 bits"))?;
        Ok(Schedule {
            month: month.number,
            month_ends_at: month.endsAt,
            stage: stage.index,
            multiplier,
            stage_ends_at: stage.endsAt,
        })
    }

    /// Where all PoS are at the newest block, place by place as the interface lists them.
    ///
    /// # Errors
    /// Those of [`Client::view`].
    pub async fn supply(&self, modules: &Modules) -> Result<Supply, ClientError> {
        let wrong = |why: &str| self.unexpected("emission.supply", why);
        let function = modules
            .get("emission")
            .and_then(|emission| emission.function("supply"))
            .map_err(|error| wrong(&error.to_string()))?;
        let returned = self.view(&function, &[], None, None).await?;
        let fields = returned.first().map(Named::fields).unwrap_or_default();
        let structs = &function.interface().document().structs;
        let docs: Vec<_> = structs.iter().flat_map(|it| &it.fields).collect();
        let mut supply = Supply {
            total: U256::ZERO,
            parts: Vec::new(),
        };
        for field in fields {
            let Some(amount) = field.as_unsigned() else {
                return Err(wrong("a part that is no number"));
            };
            if field.name == "total" {
                supply.total = amount;
                continue;
            }
            let doc = docs.iter().find(|doc| doc.name == field.name);
            supply.parts.push(SupplyPart {
                english: doc.map_or_else(|| field.name.clone(), |doc| doc.en.clone()),
                chinese: doc.map_or_else(|| field.name.clone(), |doc| doc.zh.clone()),
                name: field.name,
                amount,
            });
        }
        Ok(supply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_the_launch() {
        let days = |day_length_ms, launch| NodeCalendar {
            day_length_ms,
            boundaries_ms: vec![launch, launch + 30 * day_length_ms],
        };
        let real = days(86_400_000, 1_000_500);
        assert_eq!(real.day_began(1_000), 1_000, "before the launch");
        assert_eq!(real.day_began(87_400), 1_000);
        assert_eq!(real.day_began(87_401), 87_400);
        let short = days(20_000, 1_000_000);
        assert_eq!(
            [1_019, 1_020, 1_039].map(|at| short.day_began(at)),
            [1_000, 1_020, 1_020]
        );
        assert_eq!(days(100, 1_000_000).day_began(1_019), 1_019);
    }
}
