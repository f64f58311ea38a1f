//! Why members are paid: what the events tell of committee, campaigns and submissions, in books of the audit's own.
//!
//! No module is asked. A reward holds if the committee's approval of its campaign, the reviewers' decision about its
//! submission, and its amount follow from events that came before it, and from the terms that its organiser signed.
//! Where no reviewer decides, every signature is checked once more, and the account has an anchor that rests on
//! something.

mod anchors;
mod contests;
mod facts;
mod judged;
mod unreviewed;

use super::{
    mismatch::Mismatch,
    observed::{ObservedBlock, ObservedTransaction, Said},
};
use alloy_primitives::{Address, B256, Bytes, U256, map::HashMap};
use alloy_sol_types::SolCall as _;
use std::collections::{BTreeMap, BTreeSet};
use wepos_abi::{
    ICampaigns::{self, ICampaignsEvents as Campaigns},
    ICommittee::{self, ICommitteeEvents as Committee},
};
use wepos_chain::{
    Network,
    amounts::{Amount, BasisPoints},
    stages::StageIndex,
    time::Timestamp,
};

/// Reviewers who must all want it before a refusal falls (R23).
const JUDGES: usize = 2;

/// Who decides, by the terms: tickets, a grader, nobody.
const BY_TICKET: u8 = 1;
const BY_GRADER: u8 = 2;
const BY_NOBODY: u8 = 3;

/// A call that the committee was asked to make.
#[derive(Debug)]
struct Proposal {
    target: Address,
    call: Bytes,
    /// The seats that approve.
    approvals: BTreeSet<u32>,
    /// When the decision takes effect, once there is one.
    effective_at: Option<u64>,
    executed: bool,
}

/// A campaign, by its events and by the terms in its organiser's transaction.
#[derive(Debug, Default)]
struct Campaign {
    organiser: Address,
    terms: Option<ICampaigns::Terms>,
    activity: u16,
    stage: u8,
    /// The base reward of its type when the committee approved it, where an event had told it.
    base_then: Option<U256>,
    approved: bool,
    funded: Option<Funded>,
    /// What it gave back.
    returned: U256,
    paid: U256,
    accounts: HashMap<Address, Taking>,
    /// Rewards by fact.
    facts: HashMap<B256, u16>,
    /// Whether the result of its scores is fixed.
    announced: bool,
    /// Lines of its list that the committee confirmed.
    confirmed: Vec<judged::Confirmed>,
    /// Whether a reviewer stopped its key.
    stopped: bool,
    /// What it paid on its last day, where a day has a ceiling.
    today: unreviewed::Today,
}

#[derive(Debug, Clone, Copy)]
struct Funded {
    budget: U256,
    base: U256,
    multiplier: U256,
}

/// One account in one campaign.
#[derive(Debug, Default, Clone, Copy)]
struct Taking {
    /// Submissions that were approved and not withdrawn.
    approved: u16,
    rewards: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Open,
    /// Nobody reviews it: the campaign's key signed, or taking part is enough.
    Deserved,
    Approved,
    Refused,
    Appealed,
    Withdrawn,
    Rewarded,
}

#[derive(Debug)]
struct Submission {
    account: Address,
    fact: B256,
    nominal: U256,
    standing: Standing,
    decided_by: Option<Address>,
    /// Who scored it, and how many points.
    scores: Vec<(Address, u8)>,
    /// Who wants the refusal to fall.
    overturning: BTreeSet<Address>,
    /// Whether a case that has not ended names it.
    contested: bool,
}

/// Everything that the events have told.
#[derive(Debug, Default)]
pub(crate) struct RewardBooks {
    seats: BTreeMap<u32, Address>,
    proposals: BTreeMap<u64, Proposal>,
    /// Base rewards of activity types, as far as an event told them.
    bases: BTreeMap<u16, U256>,
    campaigns: BTreeMap<u64, Campaign>,
    submissions: HashMap<(u64, u32), Submission>,
    /// How accounts are anchored, but for the ready ones of a development network.
    anchored: BTreeMap<Address, u8>,
    /// Invitations that were accepted: by whom they are, for which stage, and their number.
    invitations: BTreeSet<(Address, u8, u8)>,
    /// Until when cases bar accounts, in Unix seconds.
    barred: HashMap<Address, u64>,
}

/// The transaction that is entered, and what was found in its block.
struct Place<'a> {
    network: &'a Network,
    number: u64,
    time: Timestamp,
    transaction: &'a ObservedTransaction,
    found: &'a mut Vec<Mismatch>,
}

impl Place<'_> {
    fn wrong(&mut self, check: &'static str, english: String, chinese: String) -> &mut Mismatch {
        let (number, hash) = (self.number, self.transaction.hash);
        let english = format!("transaction {hash}: {english}");
        let chinese = format!("交易 {hash}：{chinese}");
        self.found
            .push(Mismatch::new(check, number, english, chinese));
        self.found.last_mut().expect("it was pushed")
    }

    /// Two amounts that have to be the same.
    fn same(
        &mut self,
        check: &'static str,
        account: Address,
        (expected, found): (U256, U256),
        (english, chinese): (&str, &str),
    ) {
        if expected != found {
            let mismatch = self.wrong(check, english.to_owned(), chinese.to_owned());
            mismatch.account = Some(account);
            mismatch.amounts = Some((amount(expected), amount(found)));
        }
    }

    /// The month and what is multiplied in it, by the document alone.
    fn schedule(&self) -> (Option<StageIndex>, U256) {
        let genesis = self.network.genesis();
        let boundaries = genesis.month_boundaries.iter();
        let begun = boundaries.filter(|start| **start <= self.time).count();
        let month = u32::try_from(begun).unwrap_or(u32::MAX);
        let multiplier = genesis.stages.multiplier_at_month(month);
        (genesis.stages.stage_at_month(month), U256::from(multiplier))
    }
}

fn amount(value: U256) -> Amount {
    Amount::try_from(value).unwrap_or(Amount::MAX)
}

/// Approvals without which nothing is decided (R13).
fn threshold(filled: usize) -> usize {
    if filled <= 3 {
        2
    } else {
        filled.saturating_mul(2).div_ceil(3)
    }
}

/// What a submission pays: each reward before it in the campaign multiplies it with the repeat factor, rounded down
/// (R2, I9).
fn nominal(unit: U256, repeat_factor: u16, before: u16) -> U256 {
    let whole = U256::from(BasisPoints::WHOLE);
    (0..before).fold(unit, |pays, _| {
        pays.saturating_mul(U256::from(repeat_factor)) / whole
    })
}

impl RewardBooks {
    /// Enters a block. Returns what does not hold, each under the invariant that it breaks.
    pub(crate) fn enter(&mut self, network: &Network, block: &ObservedBlock) -> Vec<Mismatch> {
        let mut found = Vec::new();
        for transaction in &block.transactions {
            let mut place = Place {
                network,
                number: block.number,
                time: block.time,
                transaction,
                found: &mut found,
            };
            for event in &transaction.events {
                match &event.said {
                    Said::Committee(event) => self.committee(&mut place, event),
                    Said::Campaigns(event) => self.campaigns(&mut place, event),
                    Said::Cases(event) => self.cases(event),
                    Said::Emission(_) | Said::Other => {}
                }
            }
        }
        found
    }

    fn committee(&mut self, place: &mut Place<'_>, event: &Committee) {
        match event {
            Committee::Seated(it) => {
                self.seats.insert(it.seat, it.member);
            }
            Committee::Unseated(it) => {
                self.seats.remove(&it.seat);
            }
            Committee::Rotated(it) => {
                self.seats.insert(it.seat, it.current);
            }
            Committee::Proposed(it) => {
                let proposal = Proposal {
                    target: it.target,
                    call: it.callData.clone(),
                    approvals: BTreeSet::new(),
                    effective_at: None,
                    executed: false,
                };
                self.proposals.insert(it.id, proposal);
            }
            Committee::Approved(it) => self.vote(place, it.id, it.member, true),
            Committee::Opposed(it) => self.vote(place, it.id, it.member, false),
            Committee::Decided(it) => self.decided(place, it),
            Committee::Executed(it) => self.executed(place, it.id),
            _ => {}
        }
    }

    fn vote(&mut self, place: &mut Place<'_>, id: u64, member: Address, approves: bool) {
        let seat = self.seats.iter().find(|(_, holder)| **holder == member);
        let (Some((seat, _)), Some(proposal)) = (seat, self.proposals.get_mut(&id)) else {
            let english = format!("a vote on proposal {id} by somebody without a seat");
            let chinese = format!("没有席位的账户对提案 {id} 表决");
            place.wrong("I6", english, chinese).account = Some(member);
            return;
        };
        if approves {
            proposal.approvals.insert(*seat);
        } else {
            proposal.approvals.remove(seat);
        }
    }

    fn decided(&mut self, place: &mut Place<'_>, event: &ICommittee::Decided) {
        let (id, needed) = (event.id, threshold(self.seats.len()));
        let proposal = self.proposals.get_mut(&id);
        // Approvals of recused members do not count, so fewer may count than were given.
        let given = proposal.as_ref().map_or(0, |it| it.approvals.len());
        let counted = usize::try_from(event.approvals).unwrap_or(usize::MAX);
        if counted < needed || counted > given {
            place.wrong(
                "I6",
                format!(
                    "decision {id} counts {counted} of {given} approval(s), {needed} are needed"
                ),
                format!("决定 {id} 计入 {counted} 份同意（共 {given} 份），而需要 {needed} 份"),
            );
        }
        if let Some(proposal) = proposal {
            proposal.effective_at = Some(event.effectiveAt);
        }
    }

    fn executed(&mut self, place: &mut Place<'_>, id: u64) {
        let now = place.time.whole_seconds();
        let proposal = self.proposals.get_mut(&id);
        let due = proposal.is_some_and(|proposal| {
            let first = !std::mem::replace(&mut proposal.executed, true);
            first && proposal.effective_at.is_some_and(|at| at <= now)
        });
        if !due {
            place.wrong(
                "I6",
                format!("proposal {id} was executed without a decision that is in effect"),
                format!("提案 {id} 在没有生效决定的情况下执行"),
            );
        }
    }

    fn campaigns(&mut self, place: &mut Place<'_>, event: &Campaigns) {
        match event {
            Campaigns::CampaignProposed(it) => {
                let terms = ICampaigns::proposeCall::abi_decode(&place.transaction.input);
                let campaign = Campaign {
                    organiser: it.organiser,
                    terms: terms.ok().map(|call| call.terms),
                    activity: it.activityType,
                    stage: it.stage,
                    ..Campaign::default()
                };
                self.campaigns.insert(it.campaign, campaign);
            }
            Campaigns::ActivityTypeSet(it) => {
                self.bases.insert(it.activityType, it.base);
            }
            Campaigns::CampaignQueued(it) => self.approved(place, it.campaign),
            Campaigns::CampaignFunded(it) => self.funded(place, it),
            Campaigns::BudgetReturned(it) => {
                if let Some(campaign) = self.campaigns.get_mut(&it.campaign) {
                    campaign.returned = campaign.returned.saturating_add(it.amount);
                }
            }
            Campaigns::Submitted(it) => self.submitted(place, it),
            Campaigns::Answered(it) => {
                // The same answers may be anybody's: nothing but the submission is used up.
                let key = (it.campaign, it.submission);
                if let Some(submission) = self.submissions.get_mut(&key) {
                    submission.fact = facts::of_account(submission.account, it.submission);
                }
            }
            Campaigns::Redeemed(it) => self.redeemed(place, it),
            Campaigns::Anchored(it) => self.anchored(place, it),
            Campaigns::KeyStopped(it) => self.key_stopped(it.campaign),
            Campaigns::KeyResumed(it) => self.key_resumed(place, it.campaign),
            Campaigns::SubmissionWithdrawn(it) => self.withdrawn(it.campaign, it.submission),
            Campaigns::Decided(it) => self.reviewed(place, it),
            Campaigns::Scored(it) => self.scored(place, it),
            Campaigns::ResultAnnounced(it) => self.announced(place, it),
            Campaigns::AwardsConfirmed(it) => self.confirmed(place, it),
            Campaigns::Appealed(it) => {
                if let Some(submission) = self.submissions.get_mut(&(it.campaign, it.submission)) {
                    submission.standing = Standing::Appealed;
                    submission.overturning.clear();
                }
            }
            Campaigns::AppealHeard(it) => {
                let submission = self.submissions.get_mut(&(it.campaign, it.submission));
                if let (true, Some(submission)) = (it.overturn, submission) {
                    submission.overturning.insert(it.judge);
                }
            }
            Campaigns::AppealEnded(it) => self.heard(place, it),
            Campaigns::Rewarded(it) => self.rewarded(place, it),
            Campaigns::Contested(it) => self.contested(it),
            Campaigns::ContestEnded(it) => self.contest_ended(it),
            Campaigns::ResultNotPaid(it) => self.lost(it.campaign, it.submission),
            _ => {}
        }
    }

    /// A campaign got its approval: the committee has decided this very call, and executes it in this transaction.
    fn approved(&mut self, place: &mut Place<'_>, id: u64) {
        let call = ICampaigns::approveCall { campaign: id }.abi_encode();
        if !self.is_executed(place, &call) {
            place.wrong(
                "I6",
                format!("campaign {id} is approved and the committee has not decided that"),
                format!("活动 {id} 获得批准，而委员会并未作此决定"),
            );
        }
        if let Some(campaign) = self.campaigns.get_mut(&id) {
            campaign.approved = true;
            campaign.base_then = self.bases.get(&campaign.activity).copied();
        }
    }

    fn funded(&mut self, place: &mut Place<'_>, event: &ICampaigns::CampaignFunded) {
        let id = event.campaign;
        if !self.campaigns.get(&id).is_some_and(|it| it.approved) {
            self.approved(place, id);
        }
        let Some(campaign) = self.campaigns.get_mut(&id) else {
            let (english, chinese) = ("nobody proposed it", "无人提出");
            place.wrong(
                "I6",
                format!("campaign {id} is funded and {english}"),
                format!("活动 {id} 获得预算，而{chinese}"),
            );
            return;
        };
        let organiser = campaign.organiser;
        let (stage, multiplier) = place.schedule();
        let running = stage.map(|stage| stage.0);
        if campaign.funded.is_some()
            || running != Some(event.stage)
            || campaign.stage != event.stage
        {
            let mismatch = place.wrong(
                "I6",
                format!("campaign {id} is funded twice, or by another stage than its own"),
                format!("活动 {id} 重复获得预算，或由其他阶段出资"),
            );
            mismatch.account = Some(organiser);
        }
        let base = campaign.base_then.unwrap_or(event.base);
        if campaign.base_then.is_none() {
            self.bases.entry(campaign.activity).or_insert(event.base);
        }
        let words = (
            "the campaign's base reward is not its activity type's",
            "活动的基准奖励与其活动类型不符",
        );
        place.same("I9", organiser, (base, event.base), words);
        if let Some(terms) = &campaign.terms {
            let places = U256::from(terms.places);
            let budget = base.saturating_mul(multiplier).saturating_mul(places);
            let words = (
                "the budget is not base × multiplier × places",
                "预算不等于基准 × 倍数 × 名额",
            );
            place.same("I9", organiser, (budget, event.budget), words);
        }
        campaign.funded = Some(Funded {
            budget: event.budget,
            base: event.base,
            multiplier,
        });
    }

    fn submitted(&mut self, place: &mut Place<'_>, event: &ICampaigns::Submitted) {
        let campaign = self.campaigns.get(&event.campaign);
        let funded = campaign.and_then(|campaign| campaign.funded);
        let (_, multiplier) = place.schedule();
        let before = campaign.and_then(|campaign| campaign.accounts.get(&event.account));
        let before = before.map_or(0, |taking| taking.approved);
        let terms = campaign.and_then(|campaign| campaign.terms.as_ref());
        let unit = funded.map_or(U256::ZERO, |it| it.base.saturating_mul(multiplier));
        let expected = match terms {
            Some(terms) => nominal(unit, terms.repeatFactor, before),
            // Without the terms, the repeat factor can still only pay less.
            None => unit.min(event.nominal),
        };
        let words = (
            "the nominal is not base × multiplier of its block, with the repeat factor",
            "名义数额不等于基准 × 所在区块的倍数（并计重复系数）",
        );
        place.same("I9", event.account, (expected, event.nominal), words);
        let at_once = terms.is_some_and(|terms| terms.decidedBy == BY_NOBODY);
        let submission = Submission {
            account: event.account,
            fact: if at_once {
                facts::of_account(event.account, event.submission)
            } else {
                facts::of_text(&event.content)
            },
            nominal: event.nominal,
            standing: if at_once {
                Standing::Deserved
            } else {
                Standing::Open
            },
            decided_by: None,
            scores: Vec::new(),
            overturning: BTreeSet::new(),
            contested: false,
        };
        let key = (event.campaign, event.submission);
        self.submissions.insert(key, submission);
    }

    fn withdrawn(&mut self, campaign: u64, number: u32) {
        let Some(submission) = self.submissions.get_mut(&(campaign, number)) else {
            return;
        };
        let before = std::mem::replace(&mut submission.standing, Standing::Withdrawn);
        let campaign = self.campaigns.get_mut(&campaign);
        if let (Standing::Approved, Some(campaign)) = (before, campaign) {
            let taking = campaign.accounts.entry(submission.account).or_default();
            taking.approved = taking.approved.saturating_sub(1);
        }
    }

    /// Counts a submission as approved. What was approved since it was submitted makes it a further reward (R2).
    fn approve(&mut self, campaign: u64, number: u32) {
        let submission = self.submissions.get_mut(&(campaign, number));
        let campaign = self.campaigns.get_mut(&campaign);
        if let (Some(submission), Some(campaign)) = (submission, campaign) {
            submission.standing = Standing::Approved;
            let taking = campaign.accounts.entry(submission.account).or_default();
            if let (Some(funded), Some(terms)) = (campaign.funded, &campaign.terms) {
                let unit = funded.base.saturating_mul(funded.multiplier);
                let further = nominal(unit, terms.repeatFactor, taking.approved);
                submission.nominal = submission.nominal.min(further);
            }
            taking.approved = taking.approved.saturating_add(1);
        }
    }

    fn reviewed(&mut self, place: &mut Place<'_>, event: &ICampaigns::Decided) {
        let (id, number, reviewer) = (event.campaign, event.submission, event.reviewer);
        let organiser = self.campaigns.get(&id).map(|it| it.organiser);
        let corrects = self.is_correction(event);
        let submission = self.submissions.get_mut(&(id, number));
        let fit = submission.as_ref().is_some_and(|submission| {
            submission.standing == Standing::Open
                && !submission.contested
                && submission.account != reviewer
                && (organiser != Some(reviewer) || corrects)
        });
        if !fit {
            let mismatch = place.wrong(
                "I6",
                format!("submission {number} of campaign {id} is decided twice, or by its author or organiser"),
                format!("活动 {id} 的提交 {number} 被重复裁定，或由作者、组织者自行裁定"),
            );
            mismatch.account = Some(reviewer);
        }
        if let Some(submission) = submission {
            submission.decided_by = Some(reviewer);
            submission.standing = Standing::Refused;
        }
        if event.approved {
            self.approve(id, number);
        }
    }

    fn heard(&mut self, place: &mut Place<'_>, event: &ICampaigns::AppealEnded) {
        let (id, number) = (event.campaign, event.submission);
        let Some(submission) = self.submissions.get_mut(&(id, number)) else {
            return;
        };
        let appealed = submission.standing == Standing::Appealed;
        submission.standing = Standing::Refused;
        if !event.overturned {
            return;
        }
        let others = submission.overturning.iter();
        let others = others.filter(|judge| !judged::has_decided(submission, **judge));
        let others = others.count();
        if !appealed || others < JUDGES {
            let mismatch = place.wrong(
                "I6",
                format!("the refusal of submission {number} of campaign {id} fell by {others} other reviewer(s)"),
                format!("活动 {id} 的提交 {number} 仅由 {others} 位其他审核人推翻原裁定"),
            );
            mismatch.account = Some(submission.account);
        }
        self.approve(id, number);
    }

    fn rewarded(&mut self, place: &mut Place<'_>, event: &ICampaigns::Rewarded) {
        let (id, number, account) = (event.campaign, event.submission, event.account);
        let standing = self.submissions.get(&(id, number)).map(|it| it.standing);
        self.check_contests(place, (id, number), account);
        self.check_key(place, id, account);
        self.approve_line(place, id, number);
        if standing == Some(Standing::Deserved) {
            self.check_anchor(place, id, account);
            self.approve(id, number);
        }
        let campaign = self.campaigns.get_mut(&id);
        let submission = self.submissions.get_mut(&(id, number));
        let (Some(campaign), Some(submission)) = (campaign, submission) else {
            let english =
                format!("a reward for submission {number} of campaign {id}, which is unknown");
            let chinese = format!("奖励所指的活动 {id} 的提交 {number} 不存在");
            place.wrong("I6", english, chinese).account = Some(account);
            return;
        };
        let standing = std::mem::replace(&mut submission.standing, Standing::Rewarded);
        if standing != Standing::Approved || submission.account != account {
            let english =
                format!("submission {number} of campaign {id} is paid and nobody approved it");
            let chinese = format!("活动 {id} 的提交 {number} 未获批准即已支付");
            let mismatch = place.wrong("I6", english, chinese);
            mismatch.account = Some(account);
            mismatch.amounts = Some((Amount::ZERO, amount(event.amount)));
        }
        let Some(funded) = campaign.funded else {
            let english = format!("campaign {id} pays and no decision funds it");
            let chinese = format!("活动 {id} 支付了奖励，而没有决定为其出资");
            place.wrong("I6", english, chinese).account = Some(account);
            return;
        };
        let left = funded.budget.saturating_sub(campaign.returned);
        let left = left.saturating_sub(campaign.paid);
        campaign.pays_today(place, left, event);
        campaign.paid = campaign.paid.saturating_add(event.amount);
        let after = left.saturating_sub(event.amount);
        for (check, amounts, words) in [
            (
                "I6",
                (left, event.budgetBefore),
                ("the budget before is another", "支付前的预算不符"),
            ),
            (
                "I6",
                (after, event.budgetAfter),
                ("the budget after is another", "支付后的预算不符"),
            ),
            (
                "I9",
                (submission.nominal, event.amount),
                (
                    "the reward is not the submission's nominal",
                    "奖励不等于提交的名义数额",
                ),
            ),
            (
                "I9",
                (funded.base, event.base),
                ("the base is another", "基准奖励不符"),
            ),
            (
                "I9",
                (funded.multiplier, event.multiplier),
                ("the multiplier is another", "倍数不符"),
            ),
        ] {
            place.same(check, account, amounts, words);
        }
        if event.amount > left {
            let words = ("more is paid than was reserved", "支付超过了预留");
            place.same("I6", account, (left, event.amount), words);
        }
        let taking = campaign.accounts.entry(account).or_default();
        taking.rewards = taking.rewards.saturating_add(1);
        let uses = campaign.facts.entry(submission.fact).or_default();
        *uses = uses.saturating_add(1);
        let terms = campaign.terms.as_ref();
        let per_account = terms.map_or(1, |terms| terms.rewardsPerAccount);
        let per_fact = terms.map_or(1, |terms| terms.rewardsPerFact);
        for (count, most, english, chinese) in [
            (taking.rewards, per_account, "an account", "同一账户"),
            (*uses, per_fact, "a fact", "同一事实"),
        ] {
            if count > most {
                let english =
                    format!("reward {count} for {english} in campaign {id}, which allows {most}");
                let chinese =
                    format!("活动 {id} 对{chinese}发放了 {count} 次奖励，其条款只允许 {most} 次");
                place.wrong("I8", english, chinese).account = Some(account);
            }
        }
    }
}
