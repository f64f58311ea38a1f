//! What no reviewer decides: tickets, and tasks that are paid at once (R2, R14, R21, WP-32).

use super::{
    Campaign, Outcome, REASON, REVIEWER, Submission, TICKET,
    drafts::budget,
    position, seconds_from,
    submissions::{Basis, Claim, check_somebodys, fact_of_account},
    trimmed,
};
use crate::{Due, Model, Refusal, token::recovered};
use alloy_primitives::{Address, B256, U256};
use wepos_abi::{
    ICampaigns, addresses,
    attestation::{Redemption, campaigns_domain, digest},
};

/// Results of one account that may wait for an anchor.
const WAITING: usize = 16;

/// What was paid on a day of a campaign.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Day {
    /// From 1, counted from the opening.
    number: u64,
    paid: u128,
    ceiling: u128,
}

/// How far an account is with a recurring task.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Streak {
    /// The last period it took part in, from 1.
    period: u64,
    run: u16,
}

/// What may happen with something that nobody reviews.
enum Settled {
    Paid(Option<Day>),
    /// For an anchor; or for the next day, which begins then.
    Waits(Option<u64>),
}

impl Model {
    /// Terms that go together (R14, R21).
    pub(super) fn check_way(&self, terms: &ICampaigns::Terms) -> Result<(), Refusal> {
        let way = terms.decidedBy;
        let range = |name, value: u16, most: u16| {
            (value <= most)
                .then_some(())
                .ok_or_else(|| super::out_of_range(name, value, 0, most.into()))
        };
        range("decidedBy", way.into(), 5)?;
        let scored = way == 4;
        let rules = [
            ("key", terms.key.is_zero() != matches!(way, 1 | 2)),
            (
                "rewardsPerFact",
                terms.rewardsPerFact == 1 || matches!(way, REVIEWER | 5),
            ),
            ("everyDays", terms.everyDays == 0 || way == 3),
            ("streak", terms.streak <= 1 || terms.everyDays > 0),
            ("nominations", !terms.nominations || way == REVIEWER),
            ("rewardsPerAccount", terms.rewardsPerAccount == 1 || !scored),
            ("scores", (terms.scores % 2 == 1) == scored),
            ("threshold", terms.threshold == 0 || scored),
        ];
        for (term, agrees) in rules {
            if !agrees {
                return Err(ICampaigns::TermsDisagree {
                    term: term.to_owned(),
                    decidedBy: way,
                }
                .into());
            }
        }
        if scored {
            let scores = u64::from(terms.scores);
            if !(3..=7).contains(&scores) {
                return Err(super::out_of_range("scores", scores, 3, 7));
            }
            range("threshold", terms.threshold.into(), 100)?;
            if terms.places > 100 {
                return Err(super::out_of_range("places", terms.places, 1, 100));
            }
        } else {
            range("scores", terms.scores.into(), 0)?;
        }
        range("everyDays", terms.everyDays, 92)?;
        range("streak", terms.streak, 100)
    }

    /// Redeems what the campaign's key signed.
    pub(super) fn redeem(&mut self, call: &ICampaigns::redeemCall) -> Result<(), Refusal> {
        let account = call.account;
        check_somebodys(account)?;
        let claim = Claim {
            account,
            author: account,
            basis: Basis::Signed(call),
            content: String::new(),
        };
        self.take(call.attestation.campaign, &claim)
    }

    /// A number, a time, the key of the campaign; on a ticket, its own key says for whom, and a result is its holder's.
    pub(super) fn check_signed(
        &self,
        campaign: &Campaign,
        call: &ICampaigns::redeemCall,
    ) -> Result<(), Refusal> {
        let (attestation, account) = (&call.attestation, call.account);
        let (id, number) = (attestation.campaign, attestation.number);
        // The approval fixes how many tickets there are (R14).
        let most = match campaign.decided_by {
            TICKET => campaign.asked,
            _ => u32::MAX,
        };
        if number == 0 || number > most {
            return Err(super::out_of_range("number", number, 1, most.into()));
        }
        let ends = attestation.expiresAt;
        if ends != 0 && self.now_ms / 1000 >= ends {
            return Err(ICampaigns::AttestationExpired { expiredAt: ends }.into());
        }
        let domain = campaigns_domain(self.settings.chain_id, self.settings.genesis);
        let signer = recovered(digest(attestation, &domain), &call.signature).unwrap_or_default();
        if signer != campaign.key || signer.is_zero() {
            return Err(ICampaigns::WrongSigner {
                campaign: id,
                key: campaign.key,
                signer,
            }
            .into());
        }
        let holder = attestation.holder;
        let agrees = if campaign.decided_by == TICKET {
            let redemption = Redemption {
                campaign: id,
                number,
                account,
            };
            let agreed = recovered(digest(&redemption, &domain), &call.holderSignature);
            // The key on a ticket is nobody's account.
            agreed == Some(holder) && account != holder
        } else {
            account == holder
        };
        if !agrees {
            return Err(ICampaigns::WrongHolder { holder, account }.into());
        }
        Ok(())
    }

    /// A reviewer without interest stops a key.
    pub(super) fn stop_key(
        &mut self,
        sender: Address,
        call: &ICampaigns::stopKeyCall,
    ) -> Result<(), Refusal> {
        let id = call.campaign;
        let reason = trimmed("reason", &call.reason, 1, REASON)?;
        if !self.reviewers().contains(&sender) {
            return Err(ICampaigns::NotReviewer { account: sender }.into());
        }
        let campaign = self.campaign(id)?;
        if campaign.key.is_zero() {
            return Err(ICampaigns::NoSuchKey { campaign: id }.into());
        }
        if campaign.stopped {
            return Err(ICampaigns::KeyIsStopped { campaign: id }.into());
        }
        let party = campaign.organiser;
        if self.affiliated(sender, party) {
            let account = sender;
            return Err(ICampaigns::Recused { account, party }.into());
        }
        self.campaign_mut(id).stopped = true;
        let event = ICampaigns::KeyStopped {
            campaign: id,
            reviewer: sender,
            reason,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        Ok(())
    }

    /// A key that was stopped, with its organiser.
    pub(super) fn check_resume(&self, id: u64) -> Result<Address, Refusal> {
        let campaign = self.campaign(id)?;
        if campaign.stopped {
            return Ok(campaign.organiser);
        }
        Err(ICampaigns::NoSuchKey { campaign: id }.into())
    }

    pub(super) fn resume_key(&mut self, sender: Address, id: u64) -> Result<(), Refusal> {
        crate::committee::by_decision(sender)?;
        self.check_resume(id)?;
        self.campaign_mut(id).stopped = false;
        let event = ICampaigns::KeyResumed { campaign: id };
        self.emit(addresses::CAMPAIGNS, &event);
        Ok(())
    }

    /// A graded campaign opens: what it draws from is the seed of the block, of which the workload's networks have
    /// none.
    pub(crate) fn draw(&mut self, id: u64) {
        let value = B256::ZERO;
        self.emit(
            addresses::CAMPAIGNS,
            &ICampaigns::Drawn {
                campaign: id,
                value,
            },
        );
    }

    /// Takes part in what is paid at once; in a recurring task, in its period.
    pub(super) fn take_part(
        &mut self,
        id: u64,
        claim: &Claim<'_>,
        fact: Option<B256>,
    ) -> Result<(), Refusal> {
        let account = claim.account;
        let campaign = self.campaign(id)?.clone();
        let mut turn = None;
        if campaign.every_days > 0 {
            let length = self.settings.days(campaign.every_days.into());
            let (period, next) = self.period(campaign.opens_ms, length);
            let before = campaign.streaks.get(&account).copied().unwrap_or_default();
            if before.period == period {
                return Err(ICampaigns::PeriodDone {
                    campaign: id,
                    availableFrom: seconds_from(next),
                }
                .into());
            }
            let follows = before.period + 1 == period;
            let run = if follows { before.run + 1 } else { 1 };
            turn = Some((period, run, campaign.streak.max(1)));
        }
        let is_due = turn.is_none_or(|(_, run, streak)| run >= streak);
        let nominal = self.nominal(id, account);
        let settled = match is_due {
            true => Some(self.check_settled(id, account, nominal, false)?),
            false => None,
        };
        if let Some((period, run, streak)) = turn {
            let kept = if is_due { 0 } else { run };
            let streaks = &mut self.campaign_mut(id).streaks;
            streaks.insert(account, Streak { period, run: kept });
            if streak > 1 {
                let event = ICampaigns::StreakExtended {
                    campaign: id,
                    account,
                    run,
                    streak,
                };
                self.emit(addresses::CAMPAIGNS, &event);
            }
        }
        let Some(settled) = settled else {
            return Ok(());
        };
        let number = campaign.submissions.len() as u32 + 1;
        let now_ms = self.now_ms;
        let mine = self.campaign_mut(id);
        mine.submissions.push(Submission {
            account,
            author: account,
            fact: fact.unwrap_or_else(|| fact_of_account(account, number)),
            outcome: Outcome::Waiting,
            has_place: false,
            nominal,
            submitted_ms: now_ms,
            reviewer: Address::ZERO,
            decided_by: Address::ZERO,
            scores: Vec::new(),
            released: false,
            judges: Vec::new(),
        });
        if let Some(fact) = fact {
            mine.redeemed.insert(fact, number);
        }
        self.tell(id, number, claim, matches!(settled, Settled::Paid(_)));
        self.settle_at_once(id, number, settled);
        Ok(())
    }

    /// Whether it is paid now or waits for an anchor, and whether there is room for that.
    fn check_settled(
        &mut self,
        id: u64,
        account: Address,
        nominal: u128,
        again: bool,
    ) -> Result<Settled, Refusal> {
        let campaign = self.campaign(id)?;
        let needs_anchor = campaign.decided_by != TICKET;
        if needs_anchor && !self.is_anchored(account) {
            let per_place = self.parameter("submissionsPerPlace") as u32;
            let (waiting, maximum) = (campaign.waiting(), campaign.asked * per_place);
            if waiting >= maximum {
                return Err(ICampaigns::NoRoomToWait {
                    campaign: id,
                    waiting,
                    maximum,
                }
                .into());
            }
            let mut results = self
                .campaigns
                .waiting
                .get(&account)
                .cloned()
                .unwrap_or_default();
            if results.len() >= WAITING {
                results.retain(|(id, _)| self.now_ms < self.campaigns.all[position(*id)].closes_ms);
            }
            if results.len() >= WAITING {
                let waiting = results.len() as u32;
                return Err(ICampaigns::TooManyWaiting { waiting }.into());
            }
            self.campaigns.waiting.insert(account, results);
            return Ok(Settled::Waits(None));
        }
        let recurring = campaign.every_days > 0;
        if needs_anchor && recurring && !again {
            // A turn cannot be made up for: what the day leaves out waits for the next one.
            let (day, until) = self.day(id);
            if day.paid + nominal > day.ceiling && until < campaign.closes_ms {
                let results = self.campaigns.waiting.get(&account).cloned();
                let mut results = results.unwrap_or_default();
                if results.len() >= WAITING {
                    results.retain(|(id, _)| {
                        self.now_ms < self.campaigns.all[position(*id)].closes_ms
                    });
                }
                if results.len() >= WAITING {
                    let waiting = results.len() as u32;
                    return Err(ICampaigns::TooManyWaiting { waiting }.into());
                }
                if !results.is_empty() {
                    self.campaigns.waiting.insert(account, results);
                }
                return Ok(Settled::Waits(Some(until)));
            }
        }
        let approved = self.person(account).approved.get(&id).copied().unwrap_or(0);
        let campaign = self.campaign(id)?;
        if approved >= campaign.rewards_per_account {
            return Err(ICampaigns::RewardsExhausted {
                campaign: id,
                rewards: approved,
                maximum: campaign.rewards_per_account,
            }
            .into());
        }
        if campaign.live() >= campaign.most_live || !self.has_room(id, nominal) {
            return Err(ICampaigns::CampaignFull {
                campaign: id,
                live: campaign.live(),
                maximum: campaign.most_live,
            }
            .into());
        }
        if !needs_anchor {
            return Ok(Settled::Paid(None));
        }
        let (mut day, until) = self.day(id);
        if day.paid + nominal > day.ceiling {
            return Err(ICampaigns::DailyCeiling {
                campaign: id,
                paidToday: U256::from(day.paid),
                ceiling: U256::from(day.ceiling),
                availableFrom: seconds_from(until),
            }
            .into());
        }
        day.paid += nominal;
        Ok(Settled::Paid(Some(day)))
    }

    /// Today, and when it ends: what was left when it began ÷ the days that were, rounded up to one reward (R21).
    fn day(&self, id: u64) -> (Day, u64) {
        let campaign = &self.campaigns.all[position(id)];
        let length = self.settings.days(1);
        let (number, until) = self.period(campaign.opens_ms, length);
        if campaign.day.number == number {
            return (campaign.day, until);
        }
        let days = (campaign.closes_ms - (until - length)).div_ceil(length);
        let left = budget(campaign) - campaign.paid();
        let rewards = left.div_ceil(days.into()).div_ceil(campaign.unit());
        let day = Day {
            number,
            paid: 0,
            ceiling: rewards * campaign.unit(),
        };
        (day, until)
    }

    /// The running period of a length since an opening, from 1, and when the next one begins.
    fn period(&self, opens_ms: u64, length: u64) -> (u64, u64) {
        let number = (self.now_ms - opens_ms) / length + 1;
        (number, opens_ms + number * length)
    }

    fn settle_at_once(&mut self, id: u64, number: u32, settled: Settled) {
        let account = self.submission_mut(id, number).account;
        match settled {
            Settled::Paid(day) => {
                if let Some(day) = day {
                    self.campaign_mut(id).day = day;
                }
                *self.person(account).approved.entry(id).or_default() += 1;
                self.submission_mut(id, number).outcome = Outcome::Approved;
                self.take_place(id, number);
                self.pay_submission(id, number);
            }
            Settled::Waits(tomorrow) => {
                let recurring = self.campaigns.all[position(id)].every_days > 0;
                let results = self.campaigns.waiting.entry(account).or_default();
                let first = results.is_empty();
                results.push((id, number));
                if let Some(at) = tomorrow.filter(|_| first) {
                    self.schedule(at, Due::PayWaiting(account));
                }
                if !recurring {
                    self.person(account).open.insert(id, number);
                }
            }
        }
    }

    /// An account has an anchor: what waited for it is paid by the next work of the calendar.
    pub(crate) fn anchor(&mut self, account: Address, kind: u8, source: B256) {
        if self.anchored.contains(&account) {
            // Who was invited comes to stand alone by any other anchor.
            if kind != 4 && self.invited.remove(&account) {
                let event = ICampaigns::Anchored {
                    account,
                    kind,
                    source,
                };
                self.emit(addresses::CAMPAIGNS, &event);
            }
            return;
        }
        self.anchored.insert(account);
        // An anchor is kept in the account's record: who has one is no newcomer (R15).
        self.tokens.begin(account, self.now_ms);
        if kind == 4 {
            self.invited.insert(account);
        }
        let event = ICampaigns::Anchored {
            account,
            kind,
            source,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        if self.campaigns.waiting.contains_key(&account) {
            self.schedule(self.now_ms, Due::PayWaiting(account));
        }
    }

    /// Pays what waited for an anchor, in order; what the day's ceiling leaves waits for the next, what a bar forbids
    /// for its end, what a case names or whose key is stopped for another look.
    pub(crate) fn pay_waiting(&mut self, account: Address) {
        let results = self.campaigns.waiting.remove(&account).unwrap_or_default();
        let (mut kept, mut again) = (Vec::new(), None);
        for (id, number) in results {
            if let Some(at) = self.pay_result(account, id, number) {
                kept.push((id, number));
                again = Some(again.map_or(at, |again: u64| again.min(at)));
            }
        }
        if !kept.is_empty() {
            self.campaigns.waiting.insert(account, kept);
        }
        if let Some(at) = again {
            self.schedule(at, Due::PayWaiting(account));
        }
    }

    /// Pays one result, or tells that it cannot be; when to look at it again, if it goes on waiting.
    fn pay_result(&mut self, account: Address, id: u64, number: u32) -> Option<u64> {
        let campaign = &self.campaigns.all[position(id)];
        let (closes_ms, stopped) = (campaign.closes_ms, campaign.stopped);
        let tomorrow = self.period(campaign.opens_ms, self.settings.days(1)).1;
        let submission = self.submission_mut(id, number).clone();
        match submission.outcome {
            Outcome::Waiting => {}
            Outcome::Contested { .. } => return Some(tomorrow),
            _ => return None,
        }
        if stopped && self.campaign_status(id) == 3 {
            return Some(tomorrow);
        }
        // Rewards since then make it a further one.
        let nominal = self.nominal(id, account).min(submission.nominal);
        let settled = self
            .check_taking(id)
            .and_then(|()| self.check_barred(account))
            .and_then(|()| self.check_settled(id, account, nominal, true));
        let cause = match settled {
            Ok(settled) => {
                self.submission_mut(id, number).nominal = nominal;
                self.settle_at_once(id, number, settled);
                return None;
            }
            Err(Refusal(cause)) => cause,
        };
        let later = match self.bar_of(account) {
            Some(bar) => Some(bar.until_ms),
            None => is_ceiling(&cause).then_some(tomorrow),
        };
        if let Some(later) = later.filter(|later| *later < closes_ms) {
            return Some(later);
        }
        self.leave_unpaid(id, number, Refusal(cause));
        None
    }

    /// A result waits no more.
    pub(super) fn stop_waiting(&mut self, id: u64, number: u32) {
        let account = self.submission_mut(id, number).account;
        if let Some(results) = self.campaigns.waiting.get_mut(&account) {
            results.retain(|result| *result != (id, number));
            if results.is_empty() {
                self.campaigns.waiting.remove(&account);
            }
        }
    }

    /// A result that waits is taken back.
    pub(super) fn take_back(&mut self, id: u64, number: u32) {
        self.stop_waiting(id, number);
        let submission = self.submission_mut(id, number);
        submission.outcome = Outcome::Withdrawn;
        let (account, author) = (submission.account, submission.author);
        self.person(author).open.remove(&id);
        let event = ICampaigns::SubmissionWithdrawn {
            campaign: id,
            submission: number,
            account,
        };
        self.emit(addresses::CAMPAIGNS, &event);
    }
}

pub(super) fn other_way(id: u64, decided_by: u8) -> Refusal {
    ICampaigns::OtherWay {
        campaign: id,
        decidedBy: decided_by,
    }
    .into()
}

fn is_ceiling(cause: &[u8]) -> bool {
    use alloy_sol_types::SolError as _;
    cause.starts_with(&ICampaigns::DailyCeiling::SELECTOR)
}
