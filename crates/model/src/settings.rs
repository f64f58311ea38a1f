//! What genesis settled, read from the document as anybody would read it.

use crate::Validator;
use alloy_primitives::{Address, B256, Bytes};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// A row of the stage table.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    /// How many months it lasts.
    pub months: u32,
    /// What each of them releases, in base units.
    pub release_per_month: u128,
    /// What rewards are multiplied with.
    pub multiplier: u128,
}

/// What the rules need of a genesis document.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The chain id.
    pub chain_id: u64,
    /// When month 1 begins, in milliseconds since 1970.
    pub launch_ms: u64,
    /// How long each month is; the workload runs on networks whose months have one length.
    pub month_ms: u64,
    /// All PoS, in base units.
    pub total: u128,
    /// The participation pool.
    pub pool: u128,
    /// The stage table.
    pub stages: Vec<Stage>,
    /// The least that opens an account.
    pub minimum_opening: u128,
    /// Accounts funded from the first tranche, in order.
    pub ready: Vec<(Address, u128)>,
    /// The committee's first seats, in order, with whose they are.
    pub seats: Vec<(Address, String)>,
    /// The first reviewers of a development network, in order.
    pub reviewers: Vec<Address>,
    /// The first validators, in order.
    pub validators: Vec<Validator>,
    /// Blocks of an epoch.
    pub epoch_blocks: u64,
    /// The document's hash.
    pub genesis: B256,
}

/// Something the rules need is not in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError(
    /// The field.
    pub String,
);

impl std::fmt::Display for SettingsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the genesis document has no usable {}", self.0)
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// Reads a document of a development network with months of one length.
    ///
    /// # Errors
    ///
    /// The first field that is missing or is not what it should be.
    pub fn read(genesis: &str) -> Result<Self, SettingsError> {
        let document: Value =
            serde_json::from_str(genesis).map_err(|error| SettingsError(error.to_string()))?;
        let development = &document["development"];
        let stages = list(&document["stages"], "stages")?
            .iter()
            .map(|stage| {
                Ok(Stage {
                    months: number(&stage["months"], "stages.months")?,
                    release_per_month: amount(&stage["releasePerMonth"], "stages.releasePerMonth")?,
                    multiplier: number(&stage["multiplier"], "stages.multiplier")?,
                })
            })
            .collect::<Result<_, SettingsError>>()?;
        Ok(Self {
            chain_id: number(&document["chainId"], "chainId")?,
            launch_ms: number(&document["launch"], "launch")?,
            month_ms: number(&development["monthLengthMs"], "development.monthLengthMs")?,
            total: amount(&document["total"], "total")?,
            pool: amount(&document["pool"], "pool")?,
            stages,
            minimum_opening: amount(
                &document["limits"]["minimumOpeningTransfer"],
                "limits.minimumOpeningTransfer",
            )?,
            ready: list(&development["readyAccounts"], "development.readyAccounts")?
                .iter()
                .map(|ready| {
                    Ok((
                        address(&ready["address"], "readyAccounts.address")?,
                        amount(&ready["amount"], "readyAccounts.amount")?,
                    ))
                })
                .collect::<Result<_, SettingsError>>()?,
            seats: list(&document["committee"], "committee")?
                .iter()
                .map(|seat| {
                    let name = seat["name"]
                        .as_str()
                        .ok_or_else(|| wrong("committee.name"))?;
                    let member = address(&seat["address"], "committee.address")?;
                    Ok((member, name.to_owned()))
                })
                .collect::<Result<_, SettingsError>>()?,
            reviewers: match &development["reviewers"] {
                Value::Null => Vec::new(),
                reviewers => list(reviewers, "development.reviewers")?
                    .iter()
                    .map(|reviewer| address(reviewer, "development.reviewers"))
                    .collect::<Result<_, SettingsError>>()?,
            },
            validators: list(&document["validators"], "validators")?
                .iter()
                .map(validator)
                .collect::<Result<_, SettingsError>>()?,
            epoch_blocks: number(&document["limits"]["epochBlocks"], "limits.epochBlocks")?,
            genesis: B256::from_slice(&Sha256::digest(canonical(&document))),
        })
    }

    /// The number of the month at an instant, from 1.
    #[must_use]
    pub fn month_at(&self, now_ms: u64) -> u32 {
        let elapsed = now_ms.saturating_sub(self.launch_ms);
        u32::try_from(elapsed / self.month_ms).map_or(u32::MAX, |months| months.saturating_add(1))
    }

    /// When a month begins.
    #[must_use]
    pub fn month_start(&self, month: u32) -> u64 {
        self.launch_ms + u64::from(month.saturating_sub(1)) * self.month_ms
    }

    /// The length of `days` days: a day is a thirtieth of the month, rounded down (R12).
    #[must_use]
    pub fn days(&self, days: u64) -> u64 {
        self.month_ms / 30 * days
    }

    /// The stage of a month: its position in the table, or none after the last.
    #[must_use]
    pub fn stage_of_month(&self, month: u32) -> Option<usize> {
        let mut last = 0;
        self.stages.iter().position(|stage| {
            last += stage.months;
            month <= last
        })
    }

    /// The first month after a stage.
    #[must_use]
    pub fn month_after_stage(&self, stage: usize) -> u32 {
        self.stages
            .iter()
            .take(stage + 1)
            .map(|stage| stage.months)
            .sum::<u32>()
            + 1
    }

    /// The multiplier of a month; after the last stage it stays (R18).
    #[must_use]
    pub fn multiplier_of_month(&self, month: u32) -> u128 {
        let row = self
            .stage_of_month(month)
            .map_or(self.stages.last(), |stage| self.stages.get(stage));
        row.map_or(1, |stage| stage.multiplier)
    }
}

/// JSON with sorted fields and without white space, as `jq -cS` writes it.
fn canonical(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(fields) => {
            let fields: BTreeMap<_, _> = fields.iter().collect();
            let fields = fields.into_iter().map(|(name, field)| {
                let name = Value::from(name.as_str());
                format!("{name}:{}", canonical(field))
            });
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        plain => plain.to_string(),
    }
}

fn validator(entry: &Value) -> Result<Validator, SettingsError> {
    let text = |field: &str| {
        let text = entry[field].as_str();
        text.ok_or_else(|| wrong(&format!("validators.{field}")))
    };
    Ok(Validator {
        name: text("name")?.to_owned(),
        key: text("publicKey")?
            .parse()
            .map_err(|_| wrong("validators.publicKey"))?,
        seed_key: text("seedKey")?
            .parse::<Bytes>()
            .map_err(|_| wrong("validators.seedKey"))?,
        address: text("address").unwrap_or_default().to_owned(),
    })
}

fn wrong(field: &str) -> SettingsError {
    SettingsError(field.to_owned())
}

fn list<'a>(value: &'a Value, field: &str) -> Result<&'a Vec<Value>, SettingsError> {
    value.as_array().ok_or_else(|| wrong(field))
}

fn number<N: TryFrom<u64>>(value: &Value, field: &str) -> Result<N, SettingsError> {
    let number = value.as_u64().ok_or_else(|| wrong(field))?;
    N::try_from(number).map_err(|_| wrong(field))
}

fn address(value: &Value, field: &str) -> Result<Address, SettingsError> {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| wrong(field))
}

/// An amount as the document writes it: whole PoS, a point, up to 18 digits, and the word PoS.
fn amount(value: &Value, field: &str) -> Result<u128, SettingsError> {
    let parse = || {
        let text = value
            .as_str()?
            .strip_suffix("PoS")?
            .trim()
            .replace([',', '_'], "");
        let (whole, fraction) = text.split_once('.').unwrap_or((text.as_str(), ""));
        let whole: u128 = whole.parse().ok()?;
        let padded = format!("{fraction:0<18}");
        (padded.len() == 18).then_some(())?;
        let fraction: u128 = padded.parse().ok()?;
        Some(whole * 10_u128.pow(18) + fraction)
    };
    parse().ok_or_else(|| wrong(field))
}
