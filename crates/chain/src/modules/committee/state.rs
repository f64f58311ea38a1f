//! The committee's records: the only file that knows its keys.

use crate::{
    stages::StageIndex,
    state::{Field, Item, Log, Map, Record},
    time::Timestamp,
};
use alloy_primitives::Address;
use borsh::{BorshDeserialize, BorshSerialize};

/// The module's number in keys.
pub(super) const MODULE: u8 = 3;

/// All filled seats: one record, so that every question about members costs one read.
pub(super) const SEATS: Item<Seats> = Item::new(Field::new(MODULE, 0));

/// What an account declared.
pub(super) const AFFILIATIONS: Map<Address, Affiliations> = Map::new(Field::new(MODULE, 1));

/// Proposals by id.
pub(super) const PROPOSALS: Log<Proposal> = Log::new(Field::new(MODULE, 2));

/// Last words by proposal and seating.
pub(super) const VOTES: Map<(u64, u32), Vote> = Map::new(Field::new(MODULE, 4));

/// Conflict claims by proposal and number.
pub(super) const CLAIMS: Map<(u64, u8), Claim> = Map::new(Field::new(MODULE, 5));

/// The open proposals.
pub(super) const OPEN: Item<OpenProposals> = Item::new(Field::new(MODULE, 6));

/// Changed parameters by their number in the table.
pub(super) const CHANGED: Map<u8, u64> = Map::new(Field::new(MODULE, 7));

pub(super) const LAYOUT: &[(u8, &str, &str)] = &[
    (0, "seats", "Seats"),
    (1, "affiliations", "address -> Affiliations"),
    (2, "proposals_length", "u64"),
    (3, "proposals", "u64 -> Proposal"),
    (4, "votes", "(u64, u32) -> Vote"),
    (5, "claims", "(u64, u8) -> Claim"),
    (6, "open_proposals", "OpenProposals"),
    (7, "parameters", "u8 -> u64"),
];

/// A filled seat (R13).
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Seat {
    /// The number of the seating: a seat that is filled again gets a new one, so that no vote passes on.
    pub id: u32,
    /// Whose seat it is.
    pub name: String,
    /// The account the member approves with.
    pub member: Address,
    /// The accounts it approved with before.
    pub former: Vec<Address>,
    /// When the member was seated.
    pub seated_at: Timestamp,
    /// When the term ends; after it the member is a caretaker.
    pub term_ends_at: Timestamp,
}

impl Seat {
    /// Whether an account is the member's, now or before.
    pub(super) fn is(&self, account: Address) -> bool {
        self.member == account || self.former.contains(&account)
    }
}

/// All filled seats.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Seats {
    /// The next seating's number.
    pub(super) next_id: u32,
    /// In the order in which the seats were created.
    pub(super) filled: Vec<Seat>,
}

impl Record for Seats {
    const NAME: &'static str = "Seats";
}

/// One declaration.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Affiliation {
    pub(super) account: Address,
    pub(super) declared_at: Timestamp,
    /// Until when it counts, if it was withdrawn.
    pub(super) counts_until: Option<Timestamp>,
}

/// What an account declared.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Affiliations(pub(super) Vec<Affiliation>);

impl Record for Affiliations {
    const NAME: &'static str = "Affiliations";
}

/// What is stored about where a proposal stands. That it needs a ballot follows from seats and recusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum Status {
    Open,
    Scheduled,
    Executed,
    Failed,
    Rejected,
    Lapsed,
    Withdrawn,
}

/// A conflict claim, as far as a vote has to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct ClaimNote {
    pub(super) claimant: Address,
    pub(super) seat: u32,
    pub(super) answered: bool,
}

/// Why a member may not take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum Reason {
    Benefits,
    AffiliateBenefits,
    SteppedBack,
}

/// A member who may not take part.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Recused {
    pub(super) seat: u32,
    pub(super) member: Address,
    pub(super) reason: Reason,
    /// The account that benefits.
    pub(super) account: Address,
}

/// Where a proposal stands by the seats and affiliations of a moment.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Standing {
    pub(super) filled: u32,
    pub(super) required: u32,
    pub(super) recused: Vec<Recused>,
    /// Seatings whose approval counts.
    pub(super) approvals: Vec<u32>,
    /// Seatings whose rejection counts.
    pub(super) rejections: Vec<u32>,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Proposal {
    pub(super) status: Status,
    /// The seating that opened it, and the account it used.
    pub(super) seat: u32,
    pub(super) proposer: Address,
    pub(super) target: Address,
    pub(super) call_data: Vec<u8>,
    pub(super) reason_zh: String,
    pub(super) reason_en: String,
    pub(super) beneficiaries: Vec<Address>,
    pub(super) spends: Option<StageIndex>,
    pub(super) delayed: bool,
    pub(super) opened_at: Timestamp,
    /// When it lapses; after a decision, until when a failed execution may be tried again.
    pub(super) lapses_at: Timestamp,
    /// When it stopped being open, and where it stood then: seats and affiliations change, what was decided does not.
    pub(super) closed: Option<(Timestamp, Standing)>,
    pub(super) effective_at: Option<Timestamp>,
    /// Seatings in the order in which they first spoke, with whether they approve.
    pub(super) votes: Vec<(u32, bool)>,
    /// Seatings that stepped back.
    pub(super) stepped_back: Vec<u32>,
    pub(super) claims: Vec<ClaimNote>,
    /// The error of the last execution.
    pub(super) failure: Vec<u8>,
}

impl Record for Proposal {
    const NAME: &'static str = "Proposal";
}

/// A member's last word.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Vote {
    pub(super) member: Address,
    pub(super) approves: bool,
    pub(super) at: Timestamp,
    pub(super) reason_zh: String,
    pub(super) reason_en: String,
}

impl Record for Vote {
    const NAME: &'static str = "Vote";
}

/// A conflict claim.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Claim {
    pub(super) claimant: Address,
    pub(super) seat: u32,
    pub(super) member: Address,
    pub(super) evidence: String,
    pub(super) filed_at: Timestamp,
    pub(super) answer: Option<Answer>,
}

impl Record for Claim {
    const NAME: &'static str = "Claim";
}

/// What the member named said.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Answer {
    pub(super) at: Timestamp,
    pub(super) recused: bool,
    pub(super) text: String,
}

/// The open proposals, in the order of their ids, with the seating that opened each.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct OpenProposals(pub(super) Vec<(u64, u32)>);

impl Record for OpenProposals {
    const NAME: &'static str = "OpenProposals";
}
