//! From a draft to a budget.

use super::{
    Campaign, GRADER, LISTED, List, OPEN_CONTRIBUTION, Phase, REVIEWER, SCORED, TITLE, forms,
    load_of, out_of_range, position, seconds_from, submissions::is_read, trimmed,
};
use crate::{Due, Model, Refusal, committee, emission::index};
use alloy_primitives::{Address, U256};
use std::collections::{BTreeMap, VecDeque};
use wepos_abi::{ICampaigns, addresses};

/// Bytes of a text.
const TEXT: usize = 4_096;

/// Rewards of an account and uses of a fact.
const REWARDS: u128 = 100;

/// Places of a campaign.
const PLACES: u128 = 1_000_000;

/// Hundredths of a percent in a whole.
const WHOLE: u128 = 10_000;

impl Model {
    pub(super) fn propose_campaign(
        &mut self,
        organiser: Address,
        call: &ICampaigns::proposeCall,
    ) -> Result<(), Refusal> {
        let (terms, texts) = (&call.terms, &call.texts);
        let (area, base) = self.activity_type(terms.activityType)?;
        self.check_terms(terms)?;
        let title_zh = trimmed("titleZh", &texts.titleZh, 1, TITLE)?;
        let title_en = trimmed("titleEn", &texts.titleEn, 1, TITLE)?;
        trimmed("textZh", &texts.textZh, 0, TEXT)?;
        trimmed("textEn", &texts.textEn, 0, TEXT)?;
        forms::check_form(terms, &call.form)?;
        let drafts = self.person(organiser).drafts.clone();
        if drafts.len() as u64 >= self.parameter("openDrafts") {
            let oldest = self.campaign(drafts[0])?.lapses_ms;
            return Err(ICampaigns::TooManyDrafts {
                open: drafts.len() as u32,
                maximum: self.parameter("openDrafts") as u32,
                availableFrom: seconds_from(oldest),
            }
            .into());
        }
        let stage = usize::from(terms.stage);
        let lapses_ms = self.now_ms + self.term("draftLapseDays");
        self.campaigns.all.push(Campaign {
            organiser,
            phase: Phase::Draft,
            kind: terms.activityType,
            stage,
            opens_ms: terms.opensAt * 1000,
            closes_ms: terms.closesAt * 1000,
            lapses_ms,
            rewards_per_account: terms.rewardsPerAccount,
            rewards_per_fact: terms.rewardsPerFact,
            repeat_factor: terms.repeatFactor.into(),
            decided_by: terms.decidedBy,
            key: terms.key,
            every_days: terms.everyDays,
            streak: terms.streak,
            asked: terms.places,
            area,
            base,
            multiplier: self.settings.stages[stage].multiplier,
            places: terms.places,
            most_live: 0,
            submissions: Vec::new(),
            line: VecDeque::new(),
            appeals: VecDeque::new(),
            spare: 0,
            appealable_ms: 0,
            facts: BTreeMap::new(),
            form: call.form.clone(),
            nominations: terms.nominations,
            scores: terms.scores,
            threshold: terms.threshold,
            stopped: false,
            pool: 0,
            result: None,
            list: List::default(),
            redeemed: BTreeMap::new(),
            streaks: BTreeMap::new(),
            day: Default::default(),
        });
        let id = self.campaigns.all.len() as u64;
        self.person(organiser).drafts.push(id);
        self.schedule(lapses_ms, Due::LapseDraft(id));
        let event = ICampaigns::CampaignProposed {
            campaign: id,
            organiser,
            activityType: terms.activityType,
            stage: terms.stage,
            places: terms.places,
            titleZh: title_zh,
            titleEn: title_en,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        Ok(())
    }

    fn check_terms(&self, terms: &ICampaigns::Terms) -> Result<(), Refusal> {
        let rows = [
            ("places", u128::from(terms.places), PLACES),
            ("rewardsPerAccount", terms.rewardsPerAccount.into(), REWARDS),
            ("rewardsPerFact", terms.rewardsPerFact.into(), REWARDS),
            ("repeatFactor", terms.repeatFactor.into(), WHOLE),
        ];
        for (name, value, most) in rows {
            if value == 0 || value > most {
                return Err(out_of_range(name, value, 1, most));
            }
        }
        let Some(running) = self.running_stage() else {
            return Err(ICampaigns::IssuingEnded {}.into());
        };
        let stage = usize::from(terms.stage);
        let known = stage < self.settings.stages.len();
        if !known || (stage != running && stage != running + 1) {
            return Err(ICampaigns::StageNotAvailable {
                stage: terms.stage,
                running: index(running),
            }
            .into());
        }
        self.check_way(terms)?;
        // Not empty, not over, within the stage, and nothing to review in its last days (R3).
        let (opens, closes) = (terms.opensAt, terms.closesAt);
        let starts = self.stage_start(stage);
        let mut last = self.stage_end(stage);
        if matches!(terms.decidedBy, REVIEWER | SCORED | LISTED) {
            last -= self.term("reviewedWindowDays");
        }
        let (starts, latest) = (starts / 1000, last.max(starts) / 1000);
        let now = seconds_from(self.now_ms);
        let over = closes <= now;
        if over || opens < starts || opens >= closes || closes > latest {
            return Err(ICampaigns::WindowOutsideStage {
                opensAt: opens,
                closesAt: closes,
                earliest: if over { now.max(starts) } else { starts },
                latest,
            }
            .into());
        }
        Ok(())
    }

    /// When a stage begins.
    pub fn stage_start(&self, stage: usize) -> u64 {
        let before = stage.checked_sub(1);
        before.map_or(self.settings.launch_ms, |before| self.stage_end(before))
    }

    fn require_draft(&self, id: u64) -> Result<(), Refusal> {
        let status = self.campaign_status(id);
        if status == 0 {
            return Ok(());
        }
        Err(ICampaigns::NotADraft {
            campaign: id,
            status,
        }
        .into())
    }

    fn end_draft(&mut self, id: u64, phase: Phase) {
        let campaign = self.campaign_mut(id);
        campaign.phase = phase;
        let organiser = campaign.organiser;
        self.person(organiser).drafts.retain(|other| *other != id);
    }

    pub(super) fn withdraw_draft(&mut self, sender: Address, id: u64) -> Result<(), Refusal> {
        let organiser = self.campaign(id)?.organiser;
        if sender != organiser {
            return Err(ICampaigns::NotOrganiser {
                campaign: id,
                organiser,
            }
            .into());
        }
        self.require_draft(id)?;
        self.end_draft(id, Phase::Withdrawn);
        self.emit(
            addresses::CAMPAIGNS,
            &ICampaigns::CampaignWithdrawn { campaign: id },
        );
        Ok(())
    }

    pub(crate) fn lapse_draft(&mut self, id: u64) {
        if self.campaigns.all[position(id)].phase != Phase::Draft {
            return;
        }
        self.end_draft(id, Phase::Lapsed);
        self.emit(
            addresses::CAMPAIGNS,
            &ICampaigns::CampaignLapsed { campaign: id },
        );
    }

    /// What approval asks for; the campaign as it would be approved.
    pub(super) fn approvable(&self, id: u64) -> Result<Campaign, Refusal> {
        let mut campaign = self.campaign(id)?.clone();
        self.require_draft(id)?;
        let (running, stage) = (self.running_index(), campaign.stage);
        if stage < running {
            return Err(ICampaigns::StageNotAvailable {
                stage: index(stage),
                running: index(running),
            }
            .into());
        }
        let from = self
            .stage_start(stage)
            .saturating_sub(self.term("nextStageDays"));
        if stage > running && self.now_ms < from {
            return Err(ICampaigns::DecisionTooEarly {
                stage: index(stage),
                availableFrom: seconds_from(from),
            }
            .into());
        }
        if self.now_ms >= campaign.closes_ms {
            return Err(ICampaigns::CampaignClosed {
                campaign: id,
                closedAt: campaign.closes_ms / 1000,
            }
            .into());
        }
        let active = self.reviewers().len() as u64;
        // Those who score, and two others to hear an appeal.
        let needed = match campaign.decided_by {
            SCORED => u64::from(campaign.scores) + 2,
            _ => 0,
        };
        let needed = needed.max(self.parameter("reviewersMin"));
        if active < needed {
            return Err(ICampaigns::TooFewReviewers {
                active: active as u32,
                needed: needed as u32,
            }
            .into());
        }
        (campaign.area, campaign.base) = self.activity_type(campaign.kind)?;
        // Where nobody is refused, nobody waits in line.
        campaign.most_live = campaign.places;
        if is_read(campaign.decided_by) {
            campaign.most_live *= self.parameter("submissionsPerPlace") as u32;
        }
        let amount = budget(&campaign);
        if amount > self.settings.total {
            let most = self.settings.total / campaign.unit();
            return Err(out_of_range("places", campaign.places, 1, most));
        }
        self.check_caps(&campaign, amount)?;
        if let Some(other) = self.campaigns.open_contributions.get(&stage)
            && campaign.kind == OPEN_CONTRIBUTION
        {
            return Err(ICampaigns::OpenContributionsExist {
                stage: index(stage),
                campaign: *other,
            }
            .into());
        }
        Ok(campaign)
    }

    /// While seats are few: 5 % of a month for a campaign, 10 % of a stage for an organiser with affiliates (R14).
    fn check_caps(&self, campaign: &Campaign, asked: u128) -> Result<(), Refusal> {
        let (seats, needed) = (self.seats().len() as u64, self.parameter("uncappedSeats"));
        if seats >= needed {
            return Ok(());
        }
        let (seats, needed) = (seats as u32, needed as u32);
        let row = self.settings.stages[campaign.stage];
        let part = |name, whole: u128| whole * u128::from(self.parameter(name)) / WHOLE;
        let allowed = part("campaignCap", row.release_per_month);
        let (wants, organiser) = (U256::from(asked), campaign.organiser);
        if asked > allowed {
            return Err(ICampaigns::CampaignCapExceeded {
                asked: wants,
                allowed: U256::from(allowed),
                seats,
                needed,
            }
            .into());
        }
        let organised = self.campaigns.organised.get(&campaign.stage);
        let together = organised.into_iter().flatten();
        let together = together.filter(|(other, _)| self.affiliated(organiser, *other));
        let reserved: u128 = together.map(|(_, amount)| amount).sum();
        let allowed = part(
            "organiserCap",
            row.release_per_month * u128::from(row.months),
        );
        if reserved + asked > allowed {
            return Err(ICampaigns::OrganiserCapExceeded {
                asked: wants,
                reserved: U256::from(reserved),
                allowed: U256::from(allowed),
                seats,
                needed,
            }
            .into());
        }
        Ok(())
    }

    fn organised(&mut self, stage: usize, organiser: Address) -> &mut u128 {
        let all = self.campaigns.organised.entry(stage).or_default();
        let known = all.iter().position(|(other, _)| *other == organiser);
        let known = known.unwrap_or_else(|| {
            all.push((organiser, 0));
            all.len() - 1
        });
        &mut all[known].1
    }

    pub(super) fn approve_campaign(&mut self, sender: Address, id: u64) -> Result<(), Refusal> {
        committee::by_decision(sender)?;
        let campaign = self.approvable(id)?;
        let (stage, organiser, kind) = (campaign.stage, campaign.organiser, campaign.kind);
        let (amount, now) = (budget(&campaign), stage == self.running_index());
        if now {
            self.check_reserve(campaign.area, amount)?;
        }
        *self.campaign_mut(id) = campaign;
        *self.organised(stage, organiser) += amount;
        if kind == OPEN_CONTRIBUTION {
            self.campaigns.open_contributions.insert(stage, id);
        }
        if now {
            self.end_draft(id, Phase::Funded);
            self.fund(id);
            return Ok(());
        }
        self.end_draft(id, Phase::Queued);
        let starts = self.stage_start(stage);
        self.schedule(starts, Due::Fund(id));
        let event = ICampaigns::CampaignQueued {
            campaign: id,
            stage: index(stage),
            reservesAt: starts / 1000,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        Ok(())
    }

    /// A queued campaign's stage begins.
    pub(crate) fn fund_queued(&mut self, id: u64) {
        let campaign = &self.campaigns.all[position(id)];
        let (stage, organiser, kind) = (campaign.stage, campaign.organiser, campaign.kind);
        let amount = budget(campaign);
        // Where no block came in a whole stage, its budget is gone, and no other's is touched.
        let missed = ICampaigns::StageNotAvailable {
            stage: index(stage),
            running: index(self.running_index()),
        };
        let funds = if stage == self.running_index() {
            self.check_reserve(campaign.area, amount)
        } else {
            Err(missed.into())
        };
        let Err(Refusal(cause)) = funds else {
            self.campaign_mut(id).phase = Phase::Funded;
            return self.fund(id);
        };
        self.campaign_mut(id).phase = Phase::Unfunded;
        *self.organised(stage, organiser) -= amount;
        if kind == OPEN_CONTRIBUTION {
            self.campaigns.open_contributions.remove(&stage);
        }
        let event = ICampaigns::CampaignUnfunded {
            campaign: id,
            cause,
        };
        self.emit(addresses::CAMPAIGNS, &event);
    }

    fn fund(&mut self, id: u64) {
        let campaign = self.campaigns.all[position(id)].clone();
        let stage = campaign.stage;
        let amount = budget(&campaign);
        self.reserve(campaign.area, amount);
        self.schedule(campaign.closes_ms, Due::Close(id));
        match campaign.decided_by {
            GRADER => self.schedule(campaign.opens_ms.max(self.now_ms), Due::Draw(id)),
            SCORED => self.schedule(self.decisions_until(stage), Due::Announce(id)),
            _ => {}
        }
        if !self.campaigns.boards.contains_key(&stage) {
            let loads = self.reviewers().iter().copied().map(load_of).collect();
            self.campaigns.boards.insert(stage, loads);
            self.schedule(self.settles_at(stage), Due::TellUndecided(stage));
        }
        let event = ICampaigns::CampaignFunded {
            campaign: id,
            stage: index(stage),
            area: campaign.area,
            budget: U256::from(amount),
            base: U256::from(campaign.base),
            multiplier: U256::from(campaign.multiplier),
        };
        self.emit(addresses::CAMPAIGNS, &event);
    }

    /// After its window: places that nobody can take any more go back to the stage; and again, while anything is
    /// undecided and the stage runs.
    pub(crate) fn close_campaign(&mut self, id: u64) {
        let campaign = &self.campaigns.all[position(id)];
        let (stage, unit) = (campaign.stage, campaign.unit());
        let ends = self.stage_end(stage);
        if self.now_ms >= ends {
            return;
        }
        if campaign.decided_by == SCORED {
            self.announce_when_due(id);
            self.release_places(id);
        }
        let campaign = &self.campaigns.all[position(id)];
        let needed = campaign.needed_places(self.now_ms);
        let undecided = campaign.rewarded() < needed;
        let again = campaign
            .appealable_ms
            .max(self.now_ms + self.term("appealDays"));
        let returned = campaign.places - needed;
        if returned > 0 {
            let amount = u128::from(returned) * unit;
            self.unreserve(stage, amount);
            self.campaign_mut(id).places = needed;
            let event = ICampaigns::BudgetReturned {
                campaign: id,
                places: returned,
                amount: U256::from(amount),
            };
            self.emit(addresses::CAMPAIGNS, &event);
        }
        if undecided && again < ends {
            self.schedule(again, Due::Close(id));
        }
    }
}

/// What a campaign reserves.
pub(super) fn budget(campaign: &Campaign) -> u128 {
    campaign.unit() * u128::from(campaign.places)
}
