//! The module's records: the only file that knows its keys.
//!
//! A submission touches few keys, and all but one of them follow from its bytes: the campaign with its counts is one
//! record, and so is all that concerns an account over all campaigns. Long texts have keys of their own. The content of
//! a submission is in its event and nowhere in the state.

use super::rules::Terms;
use crate::{
    amounts::Amount,
    modules::emission::Area,
    stages::StageIndex,
    state::{Field, Item, Map, Record},
    time::Timestamp,
};
use alloy_primitives::{Address, B256};
use borsh::{BorshDeserialize, BorshSerialize};

/// The module's number in keys.
pub(super) const MODULE: u8 = 4;

/// How many campaigns and drafts there have been: the number of the newest.
pub(super) const COUNT: Item<u64> = Item::new(Field::new(MODULE, 0));

/// Campaigns by number.
pub(super) const CAMPAIGNS: Map<u64, Campaign> = Map::new(Field::new(MODULE, 1));

/// What people read about a campaign, by its number.
pub(super) const TEXTS: Map<u64, Texts> = Map::new(Field::new(MODULE, 2));

/// Submissions by campaign and number.
pub(super) const SUBMISSIONS: Map<(u64, u32), Submission> = Map::new(Field::new(MODULE, 3));

/// What was decided about a submission; only for those that were decided.
pub(super) const REVIEWS: Map<(u64, u32), Review> = Map::new(Field::new(MODULE, 4));

/// An account in a campaign.
pub(super) const ENTRIES: Map<(u64, Address), Entry> = Map::new(Field::new(MODULE, 5));

/// How many submissions of a campaign rest on a fact (I8).
pub(super) const FACTS: Map<(u64, B256), u64> = Map::new(Field::new(MODULE, 6));

/// An account over all campaigns.
pub(super) const PARTICIPANTS: Map<Address, Participant> = Map::new(Field::new(MODULE, 7));

/// Who reviews now.
pub(super) const REVIEWERS: Item<Reviewers> = Item::new(Field::new(MODULE, 8));

/// What reviewers have to do for a stage, by its index.
pub(super) const BOARDS: Map<u8, Board> = Map::new(Field::new(MODULE, 9));

/// The kinds of activity, once the committee has changed any.
pub(super) const TYPES: Item<ActivityTypes> = Item::new(Field::new(MODULE, 10));

/// What organisers have reserved of a stage, by its index (R14).
pub(super) const ORGANISED: Map<u8, Organised> = Map::new(Field::new(MODULE, 11));

/// The campaign that takes the open contributions of a stage (WP-08), by the stage's index.
pub(super) const OPEN_CONTRIBUTIONS: Map<u8, u64> = Map::new(Field::new(MODULE, 12));

/// Appeals that wait for a place, by campaign and turn: the number of the submission.
pub(super) const WAITING_APPEALS: Map<(u64, u32), u64> = Map::new(Field::new(MODULE, 13));

/// Forms of campaigns that have one (WP-33).
pub(super) const FORMS: Map<u64, Form> = Map::new(Field::new(MODULE, 14));

/// What campaigns with a grader draw from.
pub(super) const DRAWS: Map<u64, Drawn> = Map::new(Field::new(MODULE, 15));

/// How accounts are anchored, but those of a development genesis (R21).
pub(super) const ANCHORS: Map<Address, Anchor> = Map::new(Field::new(MODULE, 16));

/// Results that wait for an anchor of their account: campaign and number, in order.
pub(super) const WAITING: Map<Address, Waiting> = Map::new(Field::new(MODULE, 17));

/// What accounts have contributed, in numbers (WP-15).
pub(super) const CONTRIBUTORS: Map<Address, Contributor> = Map::new(Field::new(MODULE, 18));

/// The rewarded submissions of an account, in order.
pub(super) const CONTRIBUTIONS: Map<(Address, u32), Contribution> =
    Map::new(Field::new(MODULE, 19));

/// Scores of a submission, in the order in which they were given.
pub(super) const SCORES: Map<(u64, u32), Scores> = Map::new(Field::new(MODULE, 20));

/// How campaigns that reviewers score stand.
pub(super) const RANKINGS: Map<u64, Ranking> = Map::new(Field::new(MODULE, 21));

/// How far the lists are that the committee confirms.
pub(super) const LISTS: Map<u64, List> = Map::new(Field::new(MODULE, 22));
/// Contents that proven cases bar from new submissions, by their hash (R24).
pub(super) const BARRED_FACTS: Map<B256, Bar> = Map::new(Field::new(MODULE, 23));

/// Submissions that a case named and let go: the number of the case.
pub(super) const RELEASED: Map<(u64, u32), u64> = Map::new(Field::new(MODULE, 24));

pub(super) const LAYOUT: &[(u8, &str, &str)] = &[
    (0, "count", "u64"),
    (1, "campaigns", "campaign -> Campaign"),
    (2, "texts", "campaign -> Texts"),
    (3, "submissions", "(campaign, number) -> Submission"),
    (4, "reviews", "(campaign, number) -> Review"),
    (5, "entries", "(campaign, account) -> Entry"),
    (6, "facts", "(campaign, fact) -> u64"),
    (7, "participants", "account -> Participant"),
    (8, "reviewers", "Reviewers"),
    (9, "boards", "stage index -> Board"),
    (10, "types", "ActivityTypes"),
    (11, "organised", "stage index -> Organised"),
    (12, "open_contributions", "stage index -> u64"),
    (13, "waiting_appeals", "(campaign, turn) -> u64"),
    (14, "forms", "campaign -> Form"),
    (15, "draws", "campaign -> Drawn"),
    (16, "anchors", "account -> Anchor"),
    (17, "waiting", "account -> Waiting"),
    (18, "contributors", "account -> Contributor"),
    (19, "contributions", "(account, position) -> Contribution"),
    (20, "scores", "(campaign, number) -> Scores"),
    (21, "rankings", "campaign -> Ranking"),
    (22, "lists", "campaign -> List"),
    (23, "barred_facts", "fact -> Bar"),
    (24, "released", "(campaign, number) -> u64"),
];

/// A campaign, from its draft on, with the counts of what happened in it.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Campaign {
    /// Who proposed it.
    pub(crate) organiser: Address,
    pub(crate) terms: Terms,
    pub(crate) proposed_at: Timestamp,
    /// When it lapses, as long as it is a draft.
    pub(crate) lapses_at: Timestamp,
    pub(crate) phase: Phase,
    /// The area whose budget pays; fixed by the approval, as are the next two.
    pub(crate) area: Area,
    pub(crate) base: Amount,
    pub(crate) multiplier: u32,
    /// Places that it still has a budget for: what nobody can take any more is given back.
    pub(crate) places: u32,
    /// Live submissions that it takes, fixed by the approval.
    pub(crate) max_live: u32,
    /// Places that are taken, by submissions under review and by rewarded ones.
    pub(crate) taken: u32,
    /// What is held for submissions that have a place and are not paid (R5).
    pub(crate) held: Amount,
    /// Once the stage is over: what places that became free would pay. Before, every place has its budget.
    pub(crate) spare: Amount,
    pub(crate) paid: Amount,
    pub(crate) rewarded: u32,
    /// Submissions ever made: the number of the newest.
    pub(crate) submissions: u32,
    pub(crate) withdrawn: u32,
    /// Neither refused nor withdrawn.
    pub(crate) live: u32,
    /// No submission with a smaller number waits in line, other than by an appeal.
    pub(crate) next_in_line: u32,
    /// The first appeal that may wait for a place, and the turn that the next one gets.
    pub(crate) first_appeal: u32,
    pub(crate) next_appeal: u32,
    /// Until when some refusal can be appealed.
    pub(crate) appealable_until: Timestamp,
    /// Public fields of its form; `None` if it has no form.
    pub(crate) form: Option<u8>,
    /// Results that wait for an anchor: neither live nor with a place.
    pub(crate) waiting: u32,
    /// The day of the last payment under a daily ceiling, counted from the opening, from 1; what was paid on it, and
    /// what may be (R21).
    pub(crate) day: u32,
    pub(crate) paid_today: Amount,
    pub(crate) ceiling: Amount,
    /// Whether a reviewer stopped its key (R14).
    pub(crate) stopped: bool,
    /// Places that are held and nobody's yet: where submissions are ranked, all of them until the result.
    pub(crate) pool: u32,
}

impl Record for Campaign {
    const NAME: &'static str = "Campaign";
}

/// How far a campaign has come, as far as it does not follow from the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) enum Phase {
    Draft,
    Withdrawn,
    Lapsed,
    /// Approved; its budget is reserved when its stage begins.
    Queued,
    /// Approved; at the boundary there was no budget for it.
    Unfunded,
    /// Approved, with a budget.
    Funded,
}

/// What people read about a campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Texts {
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) text_zh: String,
    pub(crate) text_en: String,
    /// The hash of what is shown after the close; zero for none. It is read, and no rule looks at it.
    pub(crate) commitment: B256,
}

impl Record for Texts {
    const NAME: &'static str = "Texts";
}

/// A submission.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Submission {
    /// Whose contribution it is, and who is paid.
    pub(crate) account: Address,
    /// Who submitted it: another account for a nomination.
    pub(crate) author: Address,
    /// What it rests on (I8).
    pub(crate) fact: B256,
    pub(crate) status: Status,
    pub(crate) has_place: bool,
    /// What is paid when it is approved, fixed in its block (R3, I9).
    pub(crate) nominal: Amount,
    pub(crate) submitted_at: Timestamp,
    /// Who is responsible; the zero address if nobody could be.
    pub(crate) reviewer: Address,
    /// The submission that the account made before this one, in any campaign: campaign and number.
    pub(crate) before: Option<(u64, u32)>,
}

impl Record for Submission {
    const NAME: &'static str = "Submission";
}

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) enum Status {
    Open,
    /// Waits for a place, to be paid.
    Approved,
    Rewarded,
    /// Can be appealed until then, if at all.
    Refused {
        appeal_until: Option<Timestamp>,
    },
    /// Can be heard until then; after it the refusal stands.
    Appealed {
        until: Timestamp,
    },
    Withdrawn,
    /// Deserved, and not paid until its account has an anchor (R21).
    Unanchored,
    /// Deserved, and not paid: the campaign had closed or had no place left, or the account was barred.
    Unpaid,
    /// A fraud case names it: it waits for the end of the case (R24).
    Contested {
        case: u64,
        before: Before,
    },
}

/// What a contested submission is again when its case is dismissed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) enum Before {
    Open,
    Approved,
    /// With so many milliseconds left to hear the appeal.
    Appealed {
        left: u64,
    },
    Unanchored,
}

/// What was decided about a submission, and why.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Review {
    pub(crate) reviewer: Address,
    pub(crate) approved: bool,
    pub(crate) decided_at: Timestamp,
    pub(crate) reason: String,
    pub(crate) appeal: Option<Appeal>,
}

impl Record for Review {
    const NAME: &'static str = "Review";
}

/// An appeal and its two votes.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Appeal {
    pub(crate) at: Timestamp,
    pub(crate) reason: String,
    pub(crate) hearings: Vec<Hearing>,
}

/// One vote on an appeal.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Hearing {
    pub(crate) judge: Address,
    /// Whether to overturn the refusal.
    pub(crate) overturn: Option<bool>,
    pub(crate) reason: String,
}

/// An account in a campaign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Entry {
    /// The submission by this account that has no result yet.
    pub(crate) open: Option<u32>,
    /// Approved submissions for this account, paid or waiting for a place.
    pub(crate) approved: u16,
    /// The last period of a recurring task it took part in, from 1, and how many in a row.
    pub(crate) period: u32,
    pub(crate) run: u16,
}

impl Record for Entry {
    const NAME: &'static str = "Entry";
}

/// An account over all campaigns.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Participant {
    /// The stage that the refusals belong to.
    pub(crate) stage: StageIndex,
    pub(crate) refusals: u32,
    pub(crate) last_submitted_at: Timestamp,
    /// Its newest submission: campaign and number.
    pub(crate) newest: Option<(u64, u32)>,
    /// Its drafts, the oldest first.
    pub(crate) drafts: Vec<u64>,
    /// The last bar from new rewards (R24).
    pub(crate) bar: Option<Bar>,
}

/// Until when a proven case bars an account, or a content (R24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Bar {
    pub(crate) until: Timestamp,
    pub(crate) case: u64,
}

impl Record for Bar {
    const NAME: &'static str = "Bar";
}

impl Record for Participant {
    const NAME: &'static str = "Participant";
}

impl Default for Participant {
    fn default() -> Self {
        Self {
            stage: StageIndex(0),
            refusals: 0,
            last_submitted_at: Timestamp::default(),
            newest: None,
            drafts: Vec::new(),
            bar: None,
        }
    }
}

impl Participant {
    /// Refusals in `stage`.
    pub(crate) fn refusals_in(&self, stage: StageIndex) -> u32 {
        if self.stage == stage {
            self.refusals
        } else {
            0
        }
    }
}

/// Who reviews, in the order of their naming.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Reviewers(pub(crate) Vec<Address>);

impl Record for Reviewers {
    const NAME: &'static str = "Reviewers";
}

/// What reviewers have to do for a stage: one record, because every submission writes it and every block may load it.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Board {
    /// Whether its publication at the end of the settlement is on the agenda.
    pub(crate) scheduled: bool,
    pub(crate) loads: Vec<Load>,
}

impl Record for Board {
    const NAME: &'static str = "Board";
}

/// What one reviewer has to do for a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Load {
    pub(crate) reviewer: Address,
    /// Submissions it was made responsible for.
    pub(crate) assigned: u32,
    /// First decisions it made, of its own cases and of others'.
    pub(crate) decided: u32,
    /// Its cases that nobody has decided, and what is held for them.
    pub(crate) undecided: u32,
    pub(crate) undecided_amount: Amount,
    pub(crate) appeals_assigned: u32,
    pub(crate) appeals_heard: u32,
}

/// The kinds of activity, by number from 1.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct ActivityTypes(pub(crate) Vec<ActivityType>);

impl Record for ActivityTypes {
    const NAME: &'static str = "ActivityTypes";
}

/// A kind of activity, with what it is worth.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct ActivityType {
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
    pub(crate) area: Area,
    pub(crate) base: Amount,
}

/// What organisers have reserved of a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Organised(pub(crate) Vec<(Address, Amount)>);

impl Record for Organised {
    const NAME: &'static str = "Organised";
}

/// A form: what is asked, in order.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Form(pub(crate) Vec<FormField>);

impl Record for Form {
    const NAME: &'static str = "Form";
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct FormField {
    pub(crate) kind: FieldKind,
    pub(crate) required: bool,
    /// Its answers stay off the chain.
    pub(crate) private: bool,
    pub(crate) label_zh: String,
    pub(crate) label_en: String,
    pub(crate) choices: Vec<String>,
}

/// What an answer has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) enum FieldKind {
    Text,
    /// The number of a choice, from 0.
    Choice,
    Number,
    /// Year, month, day.
    Date,
    Address,
    Url,
}

/// What a campaign draws from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Drawn(pub(crate) B256);

impl Record for Drawn {
    const NAME: &'static str = "Drawn";
}

/// How an account is anchored (R21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Anchor {
    pub(crate) kind: AnchorKind,
    /// Campaign and submission in the last bytes, or the account that invited.
    pub(crate) source: B256,
    pub(crate) at: Timestamp,
}

impl Record for Anchor {
    const NAME: &'static str = "Anchor";
}

/// What an anchor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) enum AnchorKind {
    Ticket,
    Delegation,
    Contribution,
    Invitation,
}

/// Results of one account that wait for an anchor: campaign and number.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Waiting(pub(crate) Vec<(u64, u32)>);

impl Record for Waiting {
    const NAME: &'static str = "Waiting";
}

/// What an account has contributed, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Contributor {
    pub(crate) count: u32,
    /// Activity types with how many of each, in the order of the first; at most as many as there are types.
    pub(crate) kinds: Vec<(u16, u32)>,
}

impl Record for Contributor {
    const NAME: &'static str = "Contributor";
}

/// A rewarded submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Contribution {
    pub(crate) campaign: u64,
    pub(crate) submission: u32,
}

impl Record for Contribution {
    const NAME: &'static str = "Contribution";
}

/// Scores of a submission; as many as the terms say when it has them all.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Scores(pub(crate) Vec<Score>);

impl Record for Scores {
    const NAME: &'static str = "Scores";
}

/// What one reviewer found a submission worth.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Score {
    pub(crate) reviewer: Address,
    pub(crate) points: u8,
    pub(crate) at: Timestamp,
    pub(crate) reason: String,
}

/// The submissions of a campaign that have all their scores, the best first; and the result, once it is fixed.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Ranking {
    pub(crate) ranked: Vec<Ranked>,
    pub(crate) result: Option<Outcome>,
}

impl Record for Ranking {
    const NAME: &'static str = "Ranking";
}

/// A submission in its place of the ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Ranked {
    pub(crate) median: u8,
    pub(crate) total: u16,
    pub(crate) number: u32,
}

/// The result of a campaign that was scored.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Outcome {
    /// So many of the first are rewarded.
    pub(crate) winners: u32,
    /// The next submission that the agenda tells its result.
    pub(crate) next: u32,
    /// Submissions that were told that they are undecided, and still are, in order of number.
    pub(crate) undecided: Vec<Undecided>,
    /// For so many of them a place is left: it burns for their reviewers unless they are scored after all.
    pub(crate) lost: u32,
}

impl Outcome {
    /// Those for whose reviewers a place burns.
    pub(crate) fn losers(&self) -> impl Iterator<Item = &Undecided> {
        self.undecided.iter().take(self.lost as usize)
    }
}

/// A submission that was not scored in time, and who was responsible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Undecided {
    pub(crate) number: u32,
    pub(crate) reviewer: Address,
}

/// How far a list is that the committee confirms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct List {
    /// Lines that are confirmed.
    pub(crate) confirmed: u32,
    /// Lines that the agenda has come by.
    pub(crate) paid: u32,
    /// When the last that are confirmed are paid.
    pub(crate) paid_from: Timestamp,
}

impl Record for List {
    const NAME: &'static str = "List";
}
