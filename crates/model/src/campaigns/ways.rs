//! What no reviewer decides: tickets, and tasks that are paid at once (R2, R14, R21, WP-32).
//!
//! Forms, nominations, graders, stopped keys, scores and lists are not modelled.

use super::{Outcome, REVIEWER, Submission, TICKET, drafts::budget, position, seconds_from};
use crate::{Due, Model, Refusal, token::recovered};
use alloy_primitives::{Address, B256, U256, keccak256};
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

    /// Redeems a ticket: the key of the campaign signed it, and the key on it signed for whom.
    pub(super) fn redeem(&mut self, call: &ICampaigns::redeemCall) -> Result<(), Refusal> {
        let (attestation, account) = (&call.attestation, call.account);
        if account.is_zero() || addresses::is_protocol_account(account) {
            return Err(ICampaigns::CannotTakePart { account }.into());
        }
        let (id, number) = (attestation.campaign, attestation.number);
        let campaign = self.campaign(id)?.clone();
        self.check_taking(id)?;
        if campaign.decided_by != TICKET {
            return Err(other_way(id, campaign.decided_by));
        }
        // The approval fixes how many tickets there are (R14).
        if number == 0 || number > campaign.asked {
            return Err(super::out_of_range(
                "number",
                number,
                1,
                campaign.asked.into(),
            ));
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
        let redemption = Redemption {
            campaign: id,
            number,
            account,
        };
        let holder = attestation.holder;
        let agreed = recovered(digest(&redemption, &domain), &call.holderSignature);
        // The key on a ticket is nobody's account.
        if agreed != Some(holder) || account == holder {
            return Err(ICampaigns::WrongHolder { holder, account }.into());
        }
        self.check_organiser(id, account)?;
        self.check_person(id, account)?;
        if let Some(submission) = campaign.tickets.get(&number) {
            return Err(ICampaigns::AlreadyRedeemed {
                campaign: id,
                number,
                submission: *submission,
            }
            .into());
        }
        let nominal = self.nominal(id, account);
        let fact = keccak256(number.to_be_bytes());
        let settled = self.check_settled(id, account, nominal, false)?;
        let submission = self.enter(id, account, fact, (nominal, &settled), String::new());
        self.campaign_mut(id).tickets.insert(number, submission);
        let event = ICampaigns::Redeemed {
            campaign: id,
            submission,
            key: campaign.key,
            holder,
            number,
            data: attestation.data,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        self.settle_at_once(id, submission, settled);
        Ok(())
    }

    /// Takes part in what is paid at once; in a recurring task, in its period.
    pub(super) fn take_part(
        &mut self,
        id: u64,
        account: Address,
        content: String,
    ) -> Result<(), Refusal> {
        self.check_organiser(id, account)?;
        self.check_person(id, account)?;
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
        if let Some(settled) = settled {
            let number = campaign.submissions.len() as u32 + 1;
            let fact = keccak256([account.as_slice(), &number.to_be_bytes()].concat());
            let number = self.enter(id, account, fact, (nominal, &settled), content);
            self.settle_at_once(id, number, settled);
        }
        Ok(())
    }

    /// Nobody but the organiser would have decided.
    fn check_organiser(&self, id: u64, account: Address) -> Result<(), Refusal> {
        let (organiser, key) = (self.campaign(id)?.organiser, self.campaign(id)?.key);
        if account == organiser || account == key {
            return Err(ICampaigns::OrganiserExcluded {
                campaign: id,
                organiser,
            }
            .into());
        }
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

    /// Notes a submission that nobody reviews, and tells of it before it is paid.
    fn enter(
        &mut self,
        id: u64,
        account: Address,
        fact: B256,
        (nominal, settled): (u128, &Settled),
        content: String,
    ) -> u32 {
        let now_ms = self.now_ms;
        let has_place = matches!(settled, Settled::Paid(_));
        let submissions = &mut self.campaign_mut(id).submissions;
        submissions.push(Submission {
            account,
            fact,
            outcome: Outcome::Waiting,
            has_place: false,
            nominal,
            submitted_ms: now_ms,
            reviewer: Address::ZERO,
            decided_by: Address::ZERO,
            judges: Vec::new(),
        });
        let number = submissions.len() as u32;
        let event = ICampaigns::Submitted {
            campaign: id,
            submission: number,
            account,
            author: account,
            nominal: U256::from(nominal),
            hasPlace: has_place,
            reviewer: Address::ZERO,
            content,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        number
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

    /// Pays what waited for an anchor, in order; what the day's ceiling leaves waits for the next.
    pub(crate) fn pay_waiting(&mut self, account: Address) {
        let results = self.campaigns.waiting.remove(&account).unwrap_or_default();
        let mut kept = Vec::new();
        let mut again = None;
        for (id, number) in results {
            let submission = self.submission_mut(id, number).clone();
            if submission.outcome != Outcome::Waiting {
                continue;
            }
            let tomorrow = self.day_or_none(id);
            // Rewards since then make it a further one.
            let nominal = self.nominal(id, account).min(submission.nominal);
            let settled = self
                .check_taking(id)
                .and_then(|()| self.check_settled(id, account, nominal, true));
            match (settled, tomorrow) {
                (Ok(settled), _) => {
                    self.submission_mut(id, number).nominal = nominal;
                    self.settle_at_once(id, number, settled);
                }
                (Err(Refusal(cause)), Some(at)) if is_ceiling(&cause) && at < self.closes(id) => {
                    kept.push((id, number));
                    again = Some(again.map_or(at, |again: u64| again.min(at)));
                }
                (Err(Refusal(cause)), _) => {
                    self.submission_mut(id, number).outcome = Outcome::Unpaid;
                    self.person(account).open.remove(&id);
                    let event = ICampaigns::ResultNotPaid {
                        campaign: id,
                        submission: number,
                        account,
                        cause,
                    };
                    self.emit(addresses::CAMPAIGNS, &event);
                }
            }
        }
        if !kept.is_empty() {
            self.campaigns.waiting.insert(account, kept);
        }
        if let Some(at) = again {
            self.schedule(at, Due::PayWaiting(account));
        }
    }

    fn closes(&self, id: u64) -> u64 {
        self.campaigns.all[position(id)].closes_ms
    }

    /// When the next day of an open campaign begins.
    fn day_or_none(&self, id: u64) -> Option<u64> {
        (self.campaign_status(id) == 3).then(|| self.day(id).1)
    }

    /// A result that waits is taken back.
    pub(super) fn stop_waiting(&mut self, id: u64, number: u32) {
        let account = self.submission_mut(id, number).account;
        self.submission_mut(id, number).outcome = Outcome::Withdrawn;
        self.person(account).open.remove(&id);
        if let Some(results) = self.campaigns.waiting.get_mut(&account) {
            results.retain(|result| *result != (id, number));
            if results.is_empty() {
                self.campaigns.waiting.remove(&account);
            }
        }
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
