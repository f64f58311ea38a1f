//! The genesis document: everything a network starts from, in one file that people can read and check.
//!
//! It names the network, its launch and its calendar with every month boundary written out, the white paper's stage
//! table, the committee's first seats, the validators and the limits. It gives nobody anything: there is no field for a
//! member's balance (WP-03) or for tokens held by a key (WP-04), and a document that adds one is refused with
//! the reason.
//! The pool and the unreleased tokens are protocol accounts and therefore amounts without an address. The one exception
//! is a development network, which may fund its ready accounts from the first tranche, and says so in its kind, its
//! name and its chain id.
//!
//! Life cycle: [`Genesis::white_paper`] or [`Genesis::development`] makes one, [`Genesis::to_json`] writes the file,
//! [`Genesis::parse`] reads and checks it, [`Genesis::hash`] is what nodes and people compare.

use alloy_primitives::{Address, B256, Bytes};
use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::io;

use crate::{
    amounts::{Amount, TOTAL_SUPPLY, readable},
    stages::StageTable,
    time::{Calendar, DEFAULT_UTC_OFFSET_MINUTES, Span, Timestamp},
};

mod canonical;
mod chain_id;
mod check;
mod error;
mod forbidden;
mod limits;
mod make;
#[cfg(test)]
mod tests;

pub use chain_id::{
    CHAIN_ID_MAX, CHAIN_ID_RECOMMENDED_MAX, DEVELOPMENT_CHAIN_IDS, PUBLIC_CHAIN_IDS,
    development_chain_id, is_public,
};
pub use check::GenesisAdvice;
pub(crate) use check::is_name;
pub use error::GenesisError;
pub use limits::{DailyLimit, DailyLimits, EPOCH_BLOCKS_MAX, EPOCH_BLOCKS_MIN, Limits, MAX_STEP};
pub use make::{DevelopmentNetwork, WhitePaperNetwork};

/// A validator as the document lists it.
pub use crate::validators::Validator as ValidatorEntry;

/// The format this software reads and writes. Another meaning of a field is another format.
pub const FORMAT: &str = "wepos-genesis/1";

/// Bytes a genesis document may have: room for every list at its limit, and small enough to read at once.
pub const DOCUMENT_BYTES_MAX: usize = 1 << 20;

/// The participation pool of the white paper: 9,000,000 PoS (WP-64).
pub const POOL: Amount = Amount::pos(9_000_000);

/// Characters in the name of a network: it is shown in wallets and in every status line.
pub const NETWORK_NAME_MAX: usize = 32;

/// Characters in the name of a stage, a committee seat, a validator or a role.
pub const NAME_MAX: usize = 64;

/// Stages a table may have; the white paper has 5.
pub const STAGES_MAX: usize = 16;

/// Months all stages may have together: ten years. It bounds the list of boundaries.
pub const MONTHS_MAX: u32 = 120;

/// Seats of the committee (WP-34).
pub const COMMITTEE_SEATS_MAX: usize = 15;

/// Seats without which the committee could never reach its threshold of two (R13).
pub const COMMITTEE_SEATS_MIN: usize = 2;

/// Validators of a genesis: certificates grow with each one, and 100 still fit easily.
pub const VALIDATORS_MAX: usize = 100;

/// Ready accounts of a development network: enough senders for a benchmark, within [`DOCUMENT_BYTES_MAX`].
pub const READY_ACCOUNTS_MAX: usize = 5_000;

/// Reviewers of the campaigns: every submission reads the list, and its record holds what each of them has to do (R23).
pub const REVIEWERS_MAX: usize = 24;

/// What a network is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NetworkKind {
    /// The real one: the white paper's schedule, nothing given to anybody.
    Main,
    /// A public rehearsal: real time, no ready accounts, tokens that mean nothing.
    Test,
    /// On somebody's desk: may have ready accounts and short months.
    Development,
}

impl NetworkKind {
    /// The word in the document.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Test => "test",
            Self::Development => "development",
        }
    }
}

/// The genesis document. Its fields stand in the file in this order, in camel case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Genesis {
    /// [`FORMAT`].
    pub format: String,
    /// The network's name: lower-case letters, digits and hyphens, at most [`NETWORK_NAME_MAX`]. That of a test or
    /// development network contains the word `test` or `development`.
    pub network: String,
    /// What the network is for.
    pub kind: NetworkKind,
    /// The EIP-155 chain id, 1 to [`CHAIN_ID_MAX`], no known public network's.
    pub chain_id: u64,
    /// The start of month 1 and the time of the genesis block, a whole second, in milliseconds since 1970 (R12).
    pub launch: Timestamp,
    /// Minutes east of UTC of the local time in which months are counted (R12).
    pub utc_offset_minutes: i16,
    /// The start of every month of the table and the end of the last, in milliseconds since 1970: 14 for the white
    /// paper's 13 months. They follow from launch and calendar and are written out so that anyone can check them.
    pub month_boundaries: Vec<Timestamp>,
    /// All tokens: always 100,000,000 PoS (WP-55).
    #[serde(with = "readable")]
    pub total: Amount,
    /// The participation pool (WP-64). An amount without an address: no key holds it.
    #[serde(with = "readable")]
    pub pool: Amount,
    /// What is released when, and the multipliers (WP-56…62, R1).
    pub stages: StageTable,
    /// The first seats of the committee (WP-70, R13).
    pub committee: Vec<CommitteeSeat>,
    /// The first validators, in order.
    pub validators: Vec<ValidatorEntry>,
    /// What keeps a chain without fees from being flooded (R15), and the size of its blocks.
    pub limits: Limits,
    /// The rule books this network promises to keep (R20).
    #[serde(default, skip_serializing_if = "RuleBook::is_empty")]
    pub rule_book: RuleBook,
    /// What only a development network has: present exactly if the kind is `development`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub development: Option<DevelopmentSection>,
}

/// A seat of the committee: a person or an organisation that approves. It holds no tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommitteeSeat {
    /// Whose seat it is.
    pub name: String,
    /// The account it approves with.
    pub address: Address,
}

/// A BLS12-381 public key in compressed form: 48 bytes (min-pk) or 96 bytes (min-sig), hexadecimal in JSON.
///
/// Only the length is checked here. Whether it is a point of the right subgroup, and not infinity, is checked where
/// seeds are verified.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct SeedKey(Bytes);

impl SeedKey {
    /// Bytes of a min-pk key, a point of G1.
    pub const MIN_PK_BYTES: usize = 48;

    /// Bytes of a min-sig key, a point of G2.
    pub const MIN_SIG_BYTES: usize = 96;

    /// A key of these bytes, or `None` for another length than the two.
    #[must_use]
    pub fn new(bytes: impl Into<Bytes>) -> Option<Self> {
        let bytes = bytes.into();
        matches!(bytes.len(), Self::MIN_PK_BYTES | Self::MIN_SIG_BYTES).then_some(Self(bytes))
    }

    /// The compressed point.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl BorshSerialize for SeedKey {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        BorshSerialize::serialize(self.as_bytes(), writer)
    }
}

impl BorshDeserialize for SeedKey {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        let bytes = Vec::<u8>::deserialize_reader(reader)?;
        Self::new(bytes).ok_or_else(|| io::Error::other("a seed key has 48 or 96 bytes"))
    }
}

impl<'de> Deserialize<'de> for SeedKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <Bytes as Deserialize>::deserialize(deserializer)?;
        let length = bytes.len();
        Self::new(bytes).ok_or_else(|| {
            de::Error::custom(format!(
                "a seedKey is a BLS12-381 public key of 48 bytes (min-pk) or 96 bytes (min-sig), this has {length}"
            ))
        })
    }
}

/// SHA-256 of the rule books as published; the Chinese one governs (R20).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleBook {
    /// Of the Chinese original.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zh_sha256: Option<B256>,
    /// Of the English translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en_sha256: Option<B256>,
}

impl RuleBook {
    /// Whether no rule book is named.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.zh_sha256.is_none() && self.en_sha256.is_none()
    }
}

/// What only a development network may have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DevelopmentSection {
    /// The length of every month in milliseconds; a day is a thirtieth of it (R12). Absent: calendar months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month_length_ms: Option<Span>,
    /// Accounts that start with tokens, together at most the first month's release, out of which they are paid.
    #[serde(default)]
    pub ready_accounts: Vec<ReadyAccount>,
    /// Who reviews submissions from the first block on, so that campaigns can be tried without a decision that names
    /// them (R23). On other networks the committee names every reviewer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviewers: Vec<Address>,
}

/// An account of a development network that is ready to use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadyAccount {
    /// Whose part it plays: `alice`, `nodeA`, `wetez`. Unique.
    pub role: String,
    /// Its address. Unique.
    pub address: Address,
    /// What it is paid from the first tranche; may be nothing.
    #[serde(with = "readable")]
    pub amount: Amount,
}

impl Genesis {
    /// Reads a document and checks it.
    ///
    /// # Errors
    /// Every [`GenesisError`]. The first thing that is wrong is named: the size, the JSON, the format, a field that
    /// gives somebody tokens, an unknown field, then what [`Genesis::check`] finds.
    pub fn parse(bytes: &[u8]) -> Result<Self, GenesisError> {
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return Err(GenesisError::TooLarge(bytes.len()));
        }
        let document = serde_json::from_slice(bytes).map_err(|error| unreadable(&error))?;
        forbidden::check_format(&document)?;
        forbidden::check_fields(&document)?;
        // Read the bytes again, not the value: this refuses repeated fields and knows the line of a mistake.
        let genesis: Self = serde_json::from_slice(bytes).map_err(|error| unreadable(&error))?;
        genesis.check()?;
        Ok(genesis)
    }

    /// The document as it is written to a file: indented JSON with a newline at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings, integers and lists always have a JSON form.
        let mut text = serde_json::to_string_pretty(self).expect("a genesis has a JSON form");
        text.push('\n');
        text
    }

    /// SHA-256 of the document's canonical JSON (RFC 8785: sorted fields, no white space), which depends neither on the
    /// layout of a file nor on the order of its fields. Of a file as
    /// [`Genesis::to_json`] writes it, anyone can compute it: `jq -jcS . genesis.json | sha256sum`.
    #[must_use]
    pub fn hash(&self) -> B256 {
        canonical::hash(self)
    }

    /// The calendar of this network (R12).
    ///
    /// # Errors
    /// [`GenesisError::Calendar`] if launch, offset or month length are out of bounds.
    pub fn calendar(&self) -> Result<Calendar, GenesisError> {
        let fixed = self
            .development
            .as_ref()
            .and_then(|development| development.month_length_ms);
        Ok(match fixed {
            Some(length) => Calendar::fixed(self.launch, length)?,
            None => Calendar::real(self.launch, self.utc_offset_minutes)?,
        })
    }

    /// Accounts that start with tokens: none but on a development network.
    #[must_use]
    pub fn ready_accounts(&self) -> &[ReadyAccount] {
        self.development
            .as_ref()
            .map_or(&[], |development| &development.ready_accounts)
    }

    /// Reviewers from the first block on: none but on a development network.
    #[must_use]
    pub fn reviewers(&self) -> &[Address] {
        self.development
            .as_ref()
            .map_or(&[], |development| &development.reviewers)
    }
}

/// What the JSON reader says, which may quote the document and is therefore cut.
fn unreadable(error: &serde_json::Error) -> GenesisError {
    const SHOWN_MAX: usize = 400;
    GenesisError::Json(forbidden::clipped(&error.to_string(), SHOWN_MAX))
}
