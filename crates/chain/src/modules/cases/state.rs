//! The module's records: the only file that knows its keys.

use crate::{
    state::{Field, Item, Map, Record},
    time::Timestamp,
};
use alloy_primitives::Address;
use borsh::{BorshDeserialize, BorshSerialize};

/// The module's number in keys.
pub(super) const MODULE: u8 = 16;

/// How many cases there have been: the number of the newest.
pub(super) const COUNT: Item<u64> = Item::new(Field::new(MODULE, 0));

/// Cases by number.
pub(super) const CASES: Map<u64, Case> = Map::new(Field::new(MODULE, 1));

/// What was said in a case, by its number.
pub(super) const TEXTS: Map<u64, Texts> = Map::new(Field::new(MODULE, 2));

/// How many cases there were against an account.
pub(super) const ACCOUNTS: Map<Address, Accused> = Map::new(Field::new(MODULE, 3));

/// Cases against an account, the oldest first.
pub(super) const OF_ACCOUNT: Map<(Address, u32), u64> = Map::new(Field::new(MODULE, 4));

/// Those of them that were proven for good, in the order in which they ended.
pub(super) const PROVEN: Map<(Address, u32), u64> = Map::new(Field::new(MODULE, 5));

pub(super) const LAYOUT: &[(u8, &str, &str)] = &[
    (0, "count", "u64"),
    (1, "cases", "case -> Case"),
    (2, "texts", "case -> Texts"),
    (3, "accounts", "account -> Accused"),
    (4, "of_account", "(account, position) -> u64"),
    (5, "proven", "(account, position) -> u64"),
];

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Case {
    /// Who is accused.
    pub(crate) account: Address,
    pub(crate) opener: Address,
    pub(crate) claims: Vec<Claim>,
    /// Who has an interest: the accused, and accounts, authors and organisers of the claims. Each once.
    pub(crate) parties: Vec<Address>,
    pub(crate) opened_at: Timestamp,
    pub(crate) reply_until: Timestamp,
    pub(crate) replied_at: Option<Timestamp>,
    pub(crate) decide_until: Timestamp,
    /// Whose turn it is to decide; the zero address if it is every reviewer's.
    pub(crate) reviewer: Address,
    pub(crate) status: Status,
    pub(crate) decision: Option<Decision>,
    pub(crate) appeal: Option<Appeal>,
    pub(crate) ended_at: Option<Timestamp>,
}

impl Record for Case {
    const NAME: &'static str = "Case";
}

/// A submission that a case names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Claim {
    pub(crate) campaign: u64,
    pub(crate) submission: u32,
}

impl Claim {
    /// Campaign and number.
    pub(crate) const fn key(&self) -> (u64, u32) {
        (self.campaign, self.submission)
    }
}

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) enum Status {
    /// Waits for the reply, and then for the decision.
    Open,
    Dismissed,
    /// Can be appealed until then.
    Proven {
        appeal_until: Timestamp,
    },
    /// Can be heard until then; after it the decision stands.
    Appealed {
        until: Timestamp,
    },
    /// Proven for good.
    Final,
    Overturned,
    /// Nobody decided in time.
    Lapsed,
}

/// What was decided first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Decision {
    pub(crate) decider: Address,
    pub(crate) at: Timestamp,
    /// For how many days the account is barred, if it is proven.
    pub(crate) bar_days: u32,
    /// Until when that is.
    pub(crate) barred_until: Option<Timestamp>,
}

/// An appeal and its two votes.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Appeal {
    pub(crate) at: Timestamp,
    pub(crate) hearings: Vec<Hearing>,
}

/// One vote on an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Hearing {
    pub(crate) judge: Address,
    /// Whether to overturn the decision.
    pub(crate) overturn: Option<bool>,
}

/// What was said in a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Texts {
    pub(crate) evidence: String,
    pub(crate) reply: String,
    pub(crate) reason: String,
    pub(crate) appeal: String,
    /// In the order of the hearings; empty for who has not voted.
    pub(crate) hearings: Vec<String>,
}

impl Record for Texts {
    const NAME: &'static str = "CaseTexts";
}

/// How many cases there were against an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Accused {
    pub(crate) cases: u32,
    /// Those that were proven for good.
    pub(crate) proven: u32,
}

impl Record for Accused {
    const NAME: &'static str = "Accused";
}
