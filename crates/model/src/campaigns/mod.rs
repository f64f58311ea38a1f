//! Ways of earning: drafts, budgets, submissions with and without a place, reviews, appeals, payouts (R2, R3, R5, R14,
//! R23), as the rule book reads.

mod contested;
mod drafts;
mod forms;
mod lists;
mod places;
mod review;
mod scores;
mod submissions;
mod ways;

pub use contested::{Bar, Before};
pub use lists::List;
pub use scores::{Announced, Ranked, Score};
pub use submissions::{Outcome, Submission};

use crate::{Model, Refusal, committee::Decision, decoded, emission::index};
use alloy_primitives::{Address, B256, U256};
use std::collections::{BTreeMap, VecDeque};
use wepos_abi::{ICampaigns, addresses};

/// Reviewers there may be at a time.
const REVIEWERS: usize = 24;

/// Kinds of activity there may be.
const TYPES: u16 = 64;

/// Bytes of a title, and of a name.
const TITLE: usize = 160;

/// Who decides: a reviewer.
const REVIEWER: u8 = 0;

/// Who decides: the organiser's tickets.
const TICKET: u8 = 1;

/// Who decides: the organiser's grader.
const GRADER: u8 = 2;

/// Who decides: nobody.
const AT_ONCE: u8 = 3;

/// Who decides: several reviewers, by scores.
const SCORED: u8 = 4;

/// Who decides: the committee, by a list.
const LISTED: u8 = 5;

/// Bytes of a reason.
const REASON: usize = 1_024;

/// One PoS.
const POS: u128 = 10_u128.pow(18);

/// The kind that has one campaign for each stage (WP-08).
const OPEN_CONTRIBUTION: u16 = 1;

/// How many of those who wait one call looks at; the rest is for the next block.
const LOOKS: usize = 16;

/// Everything about campaigns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Campaigns {
    all: Vec<Campaign>,
    people: BTreeMap<Address, Person>,
    reviewers: Vec<Address>,
    /// Area and base reward of each kind, once any was changed.
    types: Option<Vec<(u8, u128)>>,
    /// By stage: what each reviewer has to do, from the first campaign on that was funded.
    boards: BTreeMap<usize, Vec<Load>>,
    /// By stage: what organisers have reserved.
    organised: BTreeMap<usize, Vec<(Address, u128)>>,
    /// By stage: the campaign of open contributions.
    open_contributions: BTreeMap<usize, u64>,
    /// By account: results that wait for an anchor, by campaign and number.
    waiting: BTreeMap<Address, Vec<(u64, u32)>>,
    /// What bars accounts from new rewards.
    bars: BTreeMap<Address, Bar>,
    /// What bars contents from new submissions.
    barred_facts: BTreeMap<B256, Bar>,
}

/// A campaign. Its number is its position and one.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// Who proposed it.
    pub organiser: Address,
    /// How far it is, as far as time does not tell.
    pub phase: Phase,
    /// Its kind.
    pub kind: u16,
    /// Its stage.
    pub stage: usize,
    /// When it takes submissions.
    pub opens_ms: u64,
    /// Until when.
    pub closes_ms: u64,
    /// When the draft lapses.
    pub lapses_ms: u64,
    /// Rewards of an account.
    pub rewards_per_account: u16,
    /// Uses of a fact.
    pub rewards_per_fact: u16,
    /// What each further reward pays of the one before, in hundredths of a percent.
    pub repeat_factor: u128,
    /// The budget's area.
    pub area: u8,
    /// The base reward.
    pub base: u128,
    /// What it is multiplied with.
    pub multiplier: u128,
    /// Who decides: 0 a reviewer, 1 tickets, 2 a grader, 3 nobody, 4 several reviewers by scores, 5 a list.
    pub decided_by: u8,
    /// The key that signs tickets.
    pub key: Address,
    /// Days of a period of a recurring task.
    pub every_days: u16,
    /// Periods in a row for one reward.
    pub streak: u16,
    /// Places that were asked for, and approved.
    pub asked: u32,
    /// Places with a budget.
    pub places: u32,
    /// Live submissions that fit.
    pub most_live: u32,
    /// All submissions, by number from 1.
    pub submissions: Vec<Submission>,
    /// Who came and got no place, in order, until it is looked at.
    line: VecDeque<u32>,
    /// Who appealed and got no place, in order.
    appeals: VecDeque<u32>,
    /// After its stage: what was held for places that are free again.
    spare: u128,
    /// Until when a refusal can be appealed.
    appealable_ms: u64,
    /// How often facts were used.
    facts: BTreeMap<B256, u16>,
    /// The fields of its form; none if what is submitted is one text.
    pub form: Vec<ICampaigns::Field>,
    /// Whether one account may submit for another.
    pub nominations: bool,
    /// How many reviewers score a submission.
    pub scores: u8,
    /// The median that a reward takes there.
    pub threshold: u8,
    /// Whether a reviewer stopped the key.
    pub stopped: bool,
    /// Places that the campaign holds until there is a result.
    pub(crate) pool: u32,
    /// The result of a campaign that was scored.
    pub result: Option<Announced>,
    /// How far its list is.
    pub list: List,
    /// Which submission became of what the key signed.
    redeemed: BTreeMap<B256, u32>,
    /// How far accounts are with a recurring task.
    streaks: BTreeMap<Address, ways::Streak>,
    /// What was paid on the last day that anything was.
    day: ways::Day,
}

/// How far a campaign is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Proposed.
    Draft,
    /// Taken back.
    Withdrawn,
    /// Its time as a draft was over.
    Lapsed,
    /// Approved for the next stage.
    Queued,
    /// Approved, but there was no budget when its stage began.
    Unfunded,
    /// Approved, with a budget.
    Funded,
}

/// What happened to an account over all campaigns.
#[derive(Clone, Debug, Default)]
struct Person {
    drafts: Vec<u64>,
    /// Refusals by stage.
    refusals: BTreeMap<usize, u32>,
    submitted_ms: u64,
    /// Submissions under way, by campaign.
    open: BTreeMap<u64, u32>,
    /// Approved submissions, by campaign.
    approved: BTreeMap<u64, u16>,
}

/// What a reviewer has to do for a stage, and did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Who.
    pub reviewer: Address,
    /// Submissions it is responsible for.
    pub assigned: u32,
    /// First decisions it took.
    pub decided: u32,
    /// Submissions it is responsible for and nobody decided.
    pub undecided: u32,
    /// What is held for them.
    pub undecided_amount: u128,
    /// Appeals it hears.
    pub appeals_assigned: u32,
    /// Appeals it heard.
    pub appeals_heard: u32,
}

impl Campaign {
    /// What one place pays at most.
    #[must_use]
    pub const fn unit(&self) -> u128 {
        self.base * self.multiplier
    }

    /// Places that submissions have, the rewarded too.
    #[must_use]
    pub fn placed(&self) -> u32 {
        self.count(|one| one.has_place)
    }

    /// Places that are taken: by submissions, or by the campaign until there is a result.
    #[must_use]
    pub fn taken(&self) -> u32 {
        self.placed() + self.pool
    }

    /// Neither refused nor withdrawn.
    #[must_use]
    pub fn live(&self) -> u32 {
        use Outcome::{Refused, Unpaid, Withdrawn};
        let gone = |one: &Submission| matches!(one.outcome, Refused { .. } | Withdrawn | Unpaid);
        self.count(|one| !gone(one) && !one.waits())
    }

    /// Results that wait for an anchor.
    #[must_use]
    pub fn waiting(&self) -> u32 {
        self.count(Submission::waits)
    }

    /// Rewarded submissions.
    #[must_use]
    pub fn rewarded(&self) -> u32 {
        self.count(|one| one.outcome == Outcome::Rewarded)
    }

    /// What is held for those who have a place and are not paid.
    #[must_use]
    pub fn held(&self) -> u128 {
        let waiting = self.submissions.iter();
        let waiting = waiting.filter(|one| one.has_place && one.outcome != Outcome::Rewarded);
        waiting.map(|one| one.nominal).sum::<u128>() + self.unit() * u128::from(self.pool)
    }

    /// What was paid.
    #[must_use]
    pub fn paid(&self) -> u128 {
        let rewarded = self.submissions.iter();
        let rewarded = rewarded.filter(|one| one.outcome == Outcome::Rewarded);
        rewarded.map(|one| one.nominal).sum()
    }

    /// Places that it still needs: those that submissions have, and those that one may yet take. Live ones may, and
    /// refused ones as long as they can appeal.
    fn needed_places(&self, now_ms: u64) -> u32 {
        let candidates = if now_ms >= self.appealable_ms {
            self.live()
        } else {
            self.count(|one| one.outcome != Outcome::Withdrawn)
        };
        self.placed().max(candidates).min(self.places)
    }

    fn count(&self, which: impl Fn(&Submission) -> bool) -> u32 {
        let found = self.submissions.iter().filter(|one| which(one)).count();
        u32::try_from(found).expect("numbers of submissions have 32 bits")
    }
}

impl Model {
    /// All campaigns, the first with number 1.
    pub fn campaigns(&self) -> &[Campaign] {
        &self.campaigns.all
    }

    /// Who reviews.
    pub fn reviewers(&self) -> &[Address] {
        &self.campaigns.reviewers
    }

    /// What the reviewers of a stage have to do; none before its first campaign had a budget.
    pub fn loads(&self, stage: usize) -> Vec<Load> {
        let mut loads = self.campaigns.boards.get(&stage).cloned();
        let loads = loads.get_or_insert_default();
        // When a stage is settled, it is in the books.
        if self.now_ms < self.settles_at(stage) {
            for (reviewer, amount) in self.lost_unscored(stage) {
                let mut theirs = loads.iter_mut().filter(|load| load.reviewer == reviewer);
                theirs.next().expect("it was responsible").undecided_amount += amount;
            }
        }
        std::mem::take(loads)
    }

    /// The status of a campaign, by the numbers of the interface.
    pub fn campaign_status(&self, id: u64) -> u8 {
        let campaign = &self.campaigns.all[position(id)];
        let now = self.now_ms;
        match campaign.phase {
            Phase::Draft => 0,
            Phase::Queued => 1,
            Phase::Withdrawn => 7,
            Phase::Lapsed => 8,
            Phase::Unfunded => 9,
            Phase::Funded if now >= self.settles_at(campaign.stage) => 6,
            Phase::Funded if now >= self.stage_end(campaign.stage) => 5,
            Phase::Funded if now >= campaign.closes_ms => 4,
            Phase::Funded if now >= campaign.opens_ms => 3,
            Phase::Funded => 2,
        }
    }

    /// Whether submissions can still become something.
    fn is_alive(&self, id: u64) -> bool {
        (3..=5).contains(&self.campaign_status(id))
    }

    fn campaign(&self, id: u64) -> Result<&Campaign, Refusal> {
        let campaigns = &self.campaigns.all;
        let found = id.checked_sub(1).and_then(|_| campaigns.get(position(id)));
        found.ok_or_else(|| {
            let count = campaigns.len() as u64;
            ICampaigns::UnknownCampaign {
                campaign: id,
                count,
            }
            .into()
        })
    }

    fn campaign_mut(&mut self, id: u64) -> &mut Campaign {
        &mut self.campaigns.all[position(id)]
    }

    fn person(&mut self, account: Address) -> &mut Person {
        self.campaigns.people.entry(account).or_default()
    }

    /// What is counted for a reviewer in a stage.
    fn load(&mut self, stage: usize, reviewer: Address) -> &mut Load {
        let loads = self.campaigns.boards.entry(stage).or_default();
        let known = loads.iter().position(|load| load.reviewer == reviewer);
        let known = known.unwrap_or_else(|| {
            loads.push(load_of(reviewer));
            loads.len() - 1
        });
        &mut loads[known]
    }

    pub(crate) fn call_campaigns(&mut self, sender: Address, input: &[u8]) -> Result<(), Refusal> {
        use ICampaigns::ICampaignsCalls as Calls;
        match decoded::<Calls>(input)? {
            Calls::propose(call) => self.propose_campaign(sender, &call),
            Calls::withdrawDraft(call) => self.withdraw_draft(sender, call.campaign),
            Calls::submit(call) => self.submit(sender, call.campaign, &call.content),
            Calls::answer(call) => self.answer(sender, &call),
            Calls::nominate(call) => self.nominate(sender, &call),
            Calls::redeem(call) => self.redeem(&call),
            Calls::stopKey(call) => self.stop_key(sender, &call),
            Calls::resumeKey(call) => self.resume_key(sender, call.campaign),
            Calls::score(call) => self.score(sender, &call),
            Calls::post(call) => self.post(sender, &call),
            Calls::award(call) => self.award(sender, call.campaign, call.through),
            Calls::strike(call) => self.strike(sender, &call),
            Calls::withdrawSubmission(call) => {
                self.withdraw_submission(sender, call.campaign, call.submission)
            }
            Calls::decide(call) => self.decide(sender, &call),
            Calls::appeal(call) => self.appeal(sender, &call),
            Calls::decideAppeal(call) => self.decide_appeal(sender, &call),
            Calls::approve(call) => self.approve_campaign(sender, call.campaign),
            Calls::nameReviewer(call) => {
                crate::committee::by_decision(sender)?;
                self.name_reviewer(call.reviewer)
            }
            Calls::dismissReviewer(call) => {
                crate::committee::by_decision(sender)?;
                self.check_dismiss(call.reviewer)?;
                let reviewer = call.reviewer;
                self.campaigns.reviewers.retain(|other| *other != reviewer);
                self.emit(
                    addresses::CAMPAIGNS,
                    &ICampaigns::ReviewerDismissed { reviewer },
                );
                Ok(())
            }
            Calls::setActivityType(call) => {
                crate::committee::by_decision(sender)?;
                self.set_type(&call)
            }
            _ => Ok(()),
        }
    }

    /// What a call of this module declares, if the committee may decide on it.
    pub(crate) fn campaigns_decision(&self, input: &[u8]) -> Result<Option<Decision>, Refusal> {
        use ICampaigns::ICampaignsCalls as Calls;
        Ok(Some(match decoded::<Calls>(input)? {
            Calls::approve(call) => {
                let campaign = self.approvable(call.campaign)?;
                Decision {
                    beneficiaries: vec![campaign.organiser],
                    spends: Some(campaign.stage),
                    delayed: false,
                }
            }
            Calls::nameReviewer(call) => {
                self.check_name(call.reviewer)?;
                Decision {
                    beneficiaries: vec![call.reviewer],
                    ..Decision::default()
                }
            }
            Calls::dismissReviewer(call) => {
                self.check_dismiss(call.reviewer)?;
                Decision::default()
            }
            Calls::resumeKey(call) => Decision {
                beneficiaries: vec![self.check_resume(call.campaign)?],
                ..Decision::default()
            },
            Calls::award(call) => Decision {
                beneficiaries: vec![self.check_award(call.campaign, call.through)?],
                ..Decision::default()
            },
            Calls::setActivityType(call) => {
                self.check_type(&call)?;
                Decision::delayed()
            }
            _ => return Ok(None),
        }))
    }

    /// The reviewers that genesis names.
    pub(crate) fn name_first_reviewers(&mut self) {
        self.campaigns.reviewers = self.settings.reviewers.clone();
        for reviewer in self.settings.reviewers.clone() {
            self.emit(
                addresses::CAMPAIGNS,
                &ICampaigns::ReviewerNamed { reviewer },
            );
        }
    }

    fn check_name(&self, reviewer: Address) -> Result<(), Refusal> {
        if !crate::committee::is_somebodys(reviewer) {
            return Err(ICampaigns::NotReviewer { account: reviewer }.into());
        }
        if self.reviewers().contains(&reviewer) {
            return Err(ICampaigns::ReviewerExists { reviewer }.into());
        }
        if self.reviewers().len() >= REVIEWERS {
            let maximum = REVIEWERS as u32;
            return Err(ICampaigns::TooManyReviewers { maximum }.into());
        }
        Ok(())
    }

    fn name_reviewer(&mut self, reviewer: Address) -> Result<(), Refusal> {
        self.check_name(reviewer)?;
        self.campaigns.reviewers.push(reviewer);
        let running = self.running_index();
        if self.campaigns.boards.contains_key(&running) {
            self.load(running, reviewer);
        }
        self.emit(
            addresses::CAMPAIGNS,
            &ICampaigns::ReviewerNamed { reviewer },
        );
        Ok(())
    }

    fn check_dismiss(&self, reviewer: Address) -> Result<(), Refusal> {
        if self.reviewers().contains(&reviewer) {
            return Ok(());
        }
        Err(ICampaigns::UnknownReviewer { reviewer }.into())
    }

    /// Area and base reward of all kinds, the first with number 1.
    pub fn activity_types(&self) -> Vec<(u8, u128)> {
        let initial = [
            (5, 20),
            (0, 10),
            (1, 5),
            (2, 50),
            (3, 10),
            (4, 30),
            (1, 10),
            (1, 5),
            (1, 5),
            (2, 10),
            (5, 20),
            (1, 1),
        ];
        let initial = || initial.map(|(area, base)| (area, base * POS)).to_vec();
        self.campaigns.types.clone().unwrap_or_else(initial)
    }

    fn activity_type(&self, number: u16) -> Result<(u8, u128), Refusal> {
        let types = self.activity_types();
        let position = usize::from(number).checked_sub(1);
        let found = position.and_then(|position| types.get(position).copied());
        found.ok_or_else(|| {
            ICampaigns::UnknownActivityType {
                activityType: number,
            }
            .into()
        })
    }

    fn check_type(&self, call: &ICampaigns::setActivityTypeCall) -> Result<(), Refusal> {
        let next = self.activity_types().len() + 1;
        if call.activityType == 0 || usize::from(call.activityType) > next {
            return Err(ICampaigns::UnknownActivityType {
                activityType: call.activityType,
            }
            .into());
        }
        if call.activityType > TYPES {
            let maximum = u32::from(TYPES);
            return Err(ICampaigns::TooManyActivityTypes { maximum }.into());
        }
        if call.area > 5 {
            return Err(out_of_range("area", call.area, 0, 5));
        }
        let most = 1_000 * POS;
        if call.base.is_zero() || call.base > U256::from(most) {
            return Err(ICampaigns::TermOutOfRange {
                term: "base".to_owned(),
                value: call.base,
                minimum: U256::from(1),
                maximum: U256::from(most),
            }
            .into());
        }
        trimmed("nameZh", &call.nameZh, 1, TITLE)?;
        trimmed("nameEn", &call.nameEn, 1, TITLE)?;
        Ok(())
    }

    fn set_type(&mut self, call: &ICampaigns::setActivityTypeCall) -> Result<(), Refusal> {
        self.check_type(call)?;
        let mut types = self.activity_types();
        let new = (
            call.area,
            u128::try_from(call.base).expect("it was checked"),
        );
        match types.get_mut(usize::from(call.activityType) - 1) {
            Some(known) => *known = new,
            None => types.push(new),
        }
        self.campaigns.types = Some(types);
        let event = ICampaigns::ActivityTypeSet {
            activityType: call.activityType,
            area: call.area,
            base: call.base,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        Ok(())
    }

    /// Tells what burned undecided, by who was responsible.
    pub(crate) fn tell_undecided(&mut self, stage: usize) {
        for (reviewer, amount) in self.lost_unscored(stage) {
            self.load(stage, reviewer).undecided_amount += amount;
        }
        for load in self.loads(stage) {
            if load.undecided == 0 {
                continue;
            }
            let event = ICampaigns::BurnedUndecided {
                stage: index(stage),
                reviewer: load.reviewer,
                cases: load.undecided,
                amount: U256::from(load.undecided_amount),
            };
            self.emit(addresses::CAMPAIGNS, &event);
        }
    }

    /// The running stage's number; after the last, one more.
    pub(crate) fn running_index(&self) -> usize {
        self.running_stage().unwrap_or(self.settings.stages.len())
    }
}

fn load_of(reviewer: Address) -> Load {
    Load {
        reviewer,
        ..Load::default()
    }
}

/// The position of a campaign with a number.
fn position(id: u64) -> usize {
    usize::try_from(id - 1).expect("campaigns are few")
}

/// Rounded up to seconds: from when on something is possible.
const fn seconds_from(ms: u64) -> u64 {
    ms.div_ceil(1000)
}

fn out_of_range(term: &str, value: impl Into<u128>, least: u128, most: u128) -> Refusal {
    ICampaigns::TermOutOfRange {
        term: term.to_owned(),
        value: U256::from(value.into()),
        minimum: U256::from(least),
        maximum: U256::from(most),
    }
    .into()
}

/// A text without white space around it, within its bounds.
fn trimmed(name: &str, text: &str, least: usize, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.len() < least || text.len() > most {
        return Err(ICampaigns::TextLength {
            text: name.to_owned(),
            length: U256::from(text.len()),
            minimum: U256::from(least),
            maximum: U256::from(most),
        }
        .into());
    }
    Ok(text.to_owned())
}
