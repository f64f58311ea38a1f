//! Taking part, places, and payouts.

use super::{LOOKS, REVIEWER, TICKET, position, seconds_from, trimmed, ways::other_way};
use crate::{Due, Model, Refusal};
use alloy_primitives::{Address, B256, U256, keccak256};
use wepos_abi::{ICampaigns, IReputation, addresses};

/// Bytes of a submission.
const CONTENT: usize = 2_048;

/// Hundredths of a percent in a whole.
const WHOLE: u128 = 10_000;

/// A submission.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Who made it.
    pub account: Address,
    /// What it rests on.
    pub fact: B256,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether it has a place; the rewarded keep theirs.
    pub has_place: bool,
    /// What it pays.
    pub nominal: u128,
    /// When it was made.
    pub submitted_ms: u64,
    /// Who is responsible; nobody's address if nobody could be.
    pub reviewer: Address,
    /// Who decided.
    pub decided_by: Address,
    /// Who hears its appeal, and what each said.
    pub judges: Vec<(Address, Option<bool>)>,
}

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing yet.
    Open,
    /// Approved, without a place.
    Approved,
    /// Paid.
    Rewarded,
    /// Refused; it can be appealed until then.
    Refused {
        /// In milliseconds; none after an appeal.
        appeal_ms: Option<u64>,
    },
    /// Heard until then.
    Appealed {
        /// In milliseconds.
        until_ms: u64,
    },
    /// Taken back.
    Withdrawn,
    /// Deserved, and waiting for an anchor (R21).
    Waiting,
    /// Deserved, but when the anchor came it could not be paid any more.
    Unpaid,
}

impl Model {
    /// The status of a submission, by the numbers of the interface.
    pub fn submission_status(&self, id: u64, number: u32) -> u8 {
        let submission = &self.campaigns.all[position(id)].submissions[number as usize - 1];
        let settled = self.campaign_status(id) == 6;
        match submission.outcome {
            Outcome::Open | Outcome::Approved | Outcome::Appealed { .. } if settled => 6,
            Outcome::Open => 0,
            Outcome::Approved => 1,
            Outcome::Rewarded => 2,
            Outcome::Refused { .. } => 3,
            Outcome::Appealed { .. } => 4,
            Outcome::Withdrawn => 5,
            Outcome::Waiting if self.campaign_status(id) == 3 => 7,
            Outcome::Waiting | Outcome::Unpaid => 8,
        }
    }

    pub(super) fn submission(&self, id: u64, number: u32) -> Result<Submission, Refusal> {
        let submissions = &self.campaign(id)?.submissions;
        let found = (number as usize).checked_sub(1);
        let found = found.and_then(|position| submissions.get(position));
        found.cloned().ok_or_else(|| {
            ICampaigns::UnknownSubmission {
                campaign: id,
                submission: number,
                count: submissions.len() as u32,
            }
            .into()
        })
    }

    pub(super) fn submission_mut(&mut self, id: u64, number: u32) -> &mut Submission {
        &mut self.campaign_mut(id).submissions[number as usize - 1]
    }

    pub(super) fn submit(
        &mut self,
        account: Address,
        id: u64,
        content: &str,
    ) -> Result<(), Refusal> {
        let content = trimmed("content", content, 1, CONTENT)?;
        let fact = keccak256(without_blanks(&content));
        let campaign = self.campaign(id)?.clone();
        self.check_taking(id)?;
        match campaign.decided_by {
            REVIEWER => {}
            3 => return self.take_part(id, account, content),
            way => return Err(other_way(id, way)),
        }
        self.check_person(id, account)?;
        let uses = campaign.facts.get(&fact).copied().unwrap_or(0);
        if uses >= campaign.rewards_per_fact {
            return Err(ICampaigns::FactUsed {
                campaign: id,
                uses,
                maximum: campaign.rewards_per_fact,
            }
            .into());
        }
        self.check_wait(account)?;
        if campaign.live() >= campaign.most_live {
            return Err(ICampaigns::CampaignFull {
                campaign: id,
                live: campaign.live(),
                maximum: campaign.most_live,
            }
            .into());
        }
        let nominal = self.nominal(id, account);
        let number = campaign.submissions.len() as u32 + 1;
        let reviewer = self.in_turn(id, number, [account, campaign.organiser]);
        let now_ms = self.now_ms;
        let mine = self.campaign_mut(id);
        mine.submissions.push(Submission {
            account,
            fact,
            outcome: Outcome::Open,
            has_place: false,
            nominal,
            submitted_ms: now_ms,
            reviewer,
            decided_by: Address::ZERO,
            judges: Vec::new(),
        });
        *mine.facts.entry(fact).or_default() += 1;
        let nobody_waits = mine.line.is_empty() && mine.appeals.is_empty();
        let load = self.load(campaign.stage, reviewer);
        load.assigned += 1;
        load.undecided += 1;
        let has_place = nobody_waits && self.has_room(id, nominal);
        if has_place {
            self.take_place(id, number);
        } else {
            self.campaign_mut(id).line.push_back(number);
        }
        let person = self.person(account);
        person.open.insert(id, number);
        person.submitted_ms = now_ms;
        let event = ICampaigns::Submitted {
            campaign: id,
            submission: number,
            account,
            author: account,
            nominal: U256::from(nominal),
            hasPlace: has_place,
            reviewer,
            content,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        Ok(())
    }

    /// What one more reward of an account is: each further one a part of the one before (R2).
    pub(super) fn nominal(&mut self, id: u64, account: Address) -> u128 {
        let before = self.person(account).approved.get(&id).copied().unwrap_or(0);
        let campaign = &self.campaigns.all[position(id)];
        let mut nominal = campaign.unit();
        for _ in 0..before {
            nominal = nominal * campaign.repeat_factor / WHOLE;
        }
        nominal
    }

    /// Whether a campaign takes submissions now.
    pub(super) fn check_taking(&self, id: u64) -> Result<(), Refusal> {
        let campaign = self.campaign(id)?;
        Err(match self.campaign_status(id) {
            3 => return Ok(()),
            2 => ICampaigns::CampaignNotYetOpen {
                campaign: id,
                availableFrom: campaign.opens_ms / 1000,
            }
            .into(),
            4..=6 => ICampaigns::CampaignClosed {
                campaign: id,
                closedAt: campaign.closes_ms / 1000,
            }
            .into(),
            status => ICampaigns::CampaignNotOpen {
                campaign: id,
                status,
            }
            .into(),
        })
    }

    /// One thing open at a time, and so many rewards.
    pub(super) fn check_person(&mut self, id: u64, account: Address) -> Result<(), Refusal> {
        let person = self.person(account);
        let approved = person.approved.get(&id).copied().unwrap_or(0);
        if let Some(submission) = person.open.get(&id).copied() {
            return Err(ICampaigns::SubmissionOpen {
                campaign: id,
                submission,
            }
            .into());
        }
        let maximum = self.campaign(id)?.rewards_per_account;
        if approved >= maximum {
            return Err(ICampaigns::RewardsExhausted {
                campaign: id,
                rewards: approved,
                maximum,
            }
            .into());
        }
        Ok(())
    }

    /// Three refusals in a stage: seven days between submissions.
    pub(super) fn check_wait(&mut self, account: Address) -> Result<(), Refusal> {
        let running = self.running_index();
        let (most, wait) = (
            self.parameter("refusalsBeforeWait"),
            self.term("refusalWaitDays"),
        );
        let now_ms = self.now_ms;
        let person = self.person(account);
        let refusals = person.refusals.get(&running).copied().unwrap_or(0);
        let until = person.submitted_ms + wait;
        if u64::from(refusals) >= most && now_ms < until {
            return Err(ICampaigns::SubmissionsSpacedOut {
                refusals,
                availableFrom: seconds_from(until),
            }
            .into());
        }
        Ok(())
    }

    /// Reviewers in turn, without author and organiser.
    fn in_turn(&self, id: u64, number: u32, interested: [Address; 2]) -> Address {
        let reviewers = self.reviewers();
        let count = reviewers.len();
        let turn = usize::try_from(id + u64::from(number)).expect("campaigns are few");
        let mut order = (0..count).map(|step| reviewers[(turn + step) % count]);
        let found = order.find(|reviewer| !interested.contains(reviewer));
        found.unwrap_or_default()
    }

    /// Whether a place is free: while the stage runs each has its budget, after it there is what became free.
    pub(super) fn has_room(&self, id: u64, nominal: u128) -> bool {
        let campaign = &self.campaigns.all[position(id)];
        match self.campaign_status(id) {
            6 => false,
            5 => campaign.spare >= nominal,
            _ => campaign.taken() < campaign.places,
        }
    }

    pub(super) fn take_place(&mut self, id: u64, number: u32) {
        let ended = self.campaign_status(id) == 5;
        let submission = self.submission_mut(id, number);
        submission.has_place = true;
        let (nominal, reviewer) = (submission.nominal, submission.reviewer);
        let undecided = submission.outcome == Outcome::Open;
        let campaign = self.campaign_mut(id);
        let stage = campaign.stage;
        if ended {
            campaign.spare -= nominal;
        }
        self.hold(stage, nominal);
        if undecided {
            self.load(stage, reviewer).undecided_amount += nominal;
        }
    }

    pub(super) fn free_place(&mut self, id: u64, number: u32) {
        let submission = self.submission_mut(id, number);
        submission.has_place = false;
        let nominal = submission.nominal;
        let stage = self.campaigns.all[position(id)].stage;
        if self.now_ms >= self.stage_end(stage) {
            self.campaign_mut(id).spare += nominal;
        }
        self.unhold(stage, nominal);
    }

    /// A case is nobody's to decide any more.
    pub(super) fn close_case(&mut self, id: u64, submission: &Submission) {
        let stage = self.campaigns.all[position(id)].stage;
        let load = self.load(stage, submission.reviewer);
        load.undecided -= 1;
        if submission.has_place {
            load.undecided_amount -= submission.nominal;
        }
    }

    pub(super) fn pay_submission(&mut self, id: u64, number: u32) {
        let campaign = &self.campaigns.all[position(id)];
        let (stage, base, multiplier) = (campaign.stage, campaign.base, campaign.multiplier);
        let decided_by = campaign.decided_by;
        let before = super::drafts::budget(campaign) - campaign.paid();
        let submission = self.submission_mut(id, number);
        submission.outcome = Outcome::Rewarded;
        let (account, nominal) = (submission.account, submission.nominal);
        self.pay(stage, account, nominal);
        self.person(account).open.remove(&id);
        if decided_by == TICKET {
            self.anchor(account, 1, anchor_source(id, number));
        }
        let token = (U256::from(id) << 32) | U256::from(number);
        let event = IReputation::Locked { tokenId: token };
        self.emit(addresses::REPUTATION, &event);
        let event = ICampaigns::Rewarded {
            campaign: id,
            submission: number,
            account,
            amount: U256::from(nominal),
            base: U256::from(base),
            multiplier: U256::from(multiplier),
            budgetBefore: U256::from(before),
            budgetAfter: U256::from(before - nominal),
        };
        self.emit(addresses::CAMPAIGNS, &event);
    }

    /// Free places go to appeals first, then in order of submission; the approved are paid at once.
    pub(crate) fn give_places(&mut self, id: u64) {
        if !self.is_alive(id) {
            return;
        }
        for _ in 0..LOOKS {
            let campaign = &self.campaigns.all[position(id)];
            let by_appeal = !campaign.appeals.is_empty();
            let Some(&number) = campaign.appeals.front().or(campaign.line.front()) else {
                return;
            };
            let submission = &campaign.submissions[number as usize - 1];
            let waits = match submission.outcome {
                Outcome::Approved => true,
                Outcome::Open => !by_appeal,
                Outcome::Appealed { .. } => by_appeal,
                _ => false,
            };
            if waits && !submission.has_place {
                let (account, approved) =
                    (submission.account, submission.outcome == Outcome::Approved);
                if !self.has_room(id, submission.nominal) {
                    return;
                }
                self.take_place(id, number);
                let event = ICampaigns::PlaceTaken {
                    campaign: id,
                    submission: number,
                    account,
                };
                self.emit(addresses::CAMPAIGNS, &event);
                if approved {
                    self.pay_submission(id, number);
                }
            }
            let campaign = self.campaign_mut(id);
            if by_appeal {
                campaign.appeals.pop_front();
            } else {
                campaign.line.pop_front();
            }
        }
        let campaign = &self.campaigns.all[position(id)];
        if !campaign.appeals.is_empty() || !campaign.line.is_empty() {
            self.schedule(self.now_ms, Due::GivePlaces(id));
        }
    }

    pub(super) fn withdraw_submission(
        &mut self,
        sender: Address,
        id: u64,
        number: u32,
    ) -> Result<(), Refusal> {
        let submission = self.submission(id, number)?;
        let account = submission.account;
        if sender != account {
            return Err(not_author(id, number, account));
        }
        if submission.outcome == Outcome::Waiting && self.campaign_status(id) == 3 {
            self.stop_waiting(id, number);
            return Ok(());
        }
        let open = matches!(
            submission.outcome,
            Outcome::Open | Outcome::Approved | Outcome::Appealed { .. }
        );
        if !open || !self.is_alive(id) {
            return Err(self.not_open(id, number));
        }
        if submission.outcome == Outcome::Open {
            self.close_case(id, &submission);
        }
        self.submission_mut(id, number).outcome = Outcome::Withdrawn;
        if submission.has_place {
            self.free_place(id, number);
        }
        let person = self.person(account);
        person.open.remove(&id);
        if submission.outcome == Outcome::Approved {
            *person.approved.entry(id).or_default() -= 1;
        }
        let facts = &mut self.campaign_mut(id).facts;
        *facts.entry(submission.fact).or_default() -= 1;
        let event = ICampaigns::SubmissionWithdrawn {
            campaign: id,
            submission: number,
            account,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        if submission.has_place {
            self.give_places(id);
        }
        Ok(())
    }

    pub(super) fn not_open(&self, id: u64, number: u32) -> Refusal {
        ICampaigns::SubmissionNotOpen {
            campaign: id,
            submission: number,
            status: self.submission_status(id, number),
        }
        .into()
    }
}

pub(super) fn not_author(id: u64, number: u32, author: Address) -> Refusal {
    ICampaigns::NotAuthor {
        campaign: id,
        submission: number,
        author,
    }
    .into()
}

/// What an anchor rests on: campaign and number, in the last bytes (R21 a, c).
pub(super) fn anchor_source(id: u64, number: u32) -> B256 {
    let mut source = [0; 32];
    source[16..24].copy_from_slice(&id.to_be_bytes());
    source[28..].copy_from_slice(&number.to_be_bytes());
    source.into()
}

/// A text without what nobody sees: spaces, joiners, marks of direction and variation.
fn without_blanks(text: &str) -> String {
    const UNSEEN: [(u32, u32); 9] = [
        (0xad, 0xad),
        (0x34f, 0x34f),
        (0x61c, 0x61c),
        (0x180b, 0x180f),
        (0x200b, 0x200f),
        (0x202a, 0x202e),
        (0x2060, 0x206f),
        (0xfe00, 0xfe0f),
        (0xfeff, 0xfeff),
    ];
    let seen = |letter: &char| {
        let point = u32::from(*letter);
        let unseen = |&(first, last): &(u32, u32)| (first..=last).contains(&point);
        !letter.is_whitespace() && !UNSEEN.iter().any(unseen)
    };
    text.chars().filter(seen).collect()
}
