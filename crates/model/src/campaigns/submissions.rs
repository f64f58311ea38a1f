//! Taking part, and taking back.

use super::{
    AT_ONCE, Before, Campaign, GRADER, LISTED, REVIEWER, SCORED, Score, TICKET, position,
    seconds_from, trimmed, ways::other_way,
};
use crate::{Model, Refusal, committee};
use alloy_primitives::{Address, B256, U256, keccak256};
use wepos_abi::{ICampaigns, addresses};

/// Bytes of a submission.
const CONTENT: usize = 2_048;

/// Hundredths of a percent in a whole.
const WHOLE: u128 = 10_000;

/// What somebody brings to a campaign.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    /// Who is paid.
    pub(super) account: Address,
    /// Who brings it.
    pub(super) author: Address,
    pub(super) basis: Basis<'a>,
    pub(super) content: String,
}

/// What a claim rests on.
#[derive(Debug)]
pub(super) enum Basis<'a> {
    /// Words.
    Content,
    /// Answers to a form, and the hash of those that stay off the chain.
    Answers(&'a [String], B256),
    /// What the campaign's key signed.
    Signed(&'a ICampaigns::redeemCall),
    /// A line of the organiser's list.
    Line,
}

/// A submission.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Whose contribution it is.
    pub account: Address,
    /// Who made it: the same account, or who nominated it.
    pub author: Address,
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
    /// What reviewers found it worth, in their order.
    pub scores: Vec<Score>,
    /// Whether a case named it and let it go.
    pub released: bool,
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
    /// Deserved, but it could not be paid any more.
    Unpaid,
    /// Named by a case (R24).
    Contested {
        /// The number of the case.
        case: u64,
        /// What it was.
        before: Before,
    },
}

impl Model {
    /// The status of a submission, by the numbers of the interface.
    pub fn submission_status(&self, id: u64, number: u32) -> u8 {
        let submission = &self.campaigns.all[position(id)].submissions[number as usize - 1];
        let settled = self.campaign_status(id) == 6;
        match submission.outcome {
            Outcome::Contested {
                before: Before::Unanchored,
                ..
            } if settled => 8,
            Outcome::Open
            | Outcome::Approved
            | Outcome::Appealed { .. }
            | Outcome::Contested { .. }
                if settled =>
            {
                6
            }
            Outcome::Contested { .. } => 9,
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
        let claim = Claim {
            account,
            author: account,
            basis: Basis::Content,
            content,
        };
        self.take(id, &claim)
    }

    pub(super) fn nominate(
        &mut self,
        author: Address,
        call: &ICampaigns::nominateCall,
    ) -> Result<(), Refusal> {
        let content = trimmed("content", &call.content, 1, CONTENT)?;
        let account = call.account;
        check_somebodys(account)?;
        let claim = Claim {
            account,
            author,
            basis: Basis::Content,
            content,
        };
        self.take(call.campaign, &claim)
    }

    pub(super) fn answer(
        &mut self,
        account: Address,
        call: &ICampaigns::answerCall,
    ) -> Result<(), Refusal> {
        let answers = call.answers.iter().map(|answer| answer.trim().to_owned());
        let claim = Claim {
            account,
            author: account,
            basis: Basis::Answers(&answers.collect::<Vec<_>>(), call.privateHash),
            content: String::new(),
        };
        self.take(call.campaign, &claim)
    }

    /// A line of a list.
    pub(super) fn add_line(&mut self, id: u64, line: &ICampaigns::Line) -> Result<(), Refusal> {
        let content = trimmed("content", &line.content, 1, CONTENT)?;
        let account = line.account;
        check_somebodys(account)?;
        self.check_seatless(account)?;
        let claim = Claim {
            account,
            author: account,
            basis: Basis::Line,
            content,
        };
        self.take(id, &claim)
    }

    /// What a seat-holder gets needs a decision of its own (R13).
    pub(super) fn check_seatless(&self, account: Address) -> Result<(), Refusal> {
        match self.seated_party(account) {
            Some(party) => Err(ICampaigns::CannotBeListed { account, party }.into()),
            None => Ok(()),
        }
    }

    /// The one way into a campaign.
    pub(super) fn take(&mut self, id: u64, claim: &Claim<'_>) -> Result<(), Refusal> {
        let campaign = self.campaign(id)?.clone();
        self.check_taking(id)?;
        self.check_barred(claim.author)?;
        self.check_barred(claim.account)?;
        self.check_claim(id, &campaign, claim)?;
        self.check_person(id, claim.author, claim.account)?;
        let fact = fact_of(&campaign, claim);
        if let Some(fact) = fact {
            self.check_fact(id, &campaign, claim, fact)?;
        }
        if is_read(campaign.decided_by) {
            self.check_wait(claim.author)?;
        }
        match campaign.decided_by {
            REVIEWER | SCORED | LISTED => self.stand_in_line(id, claim, fact),
            _ => self.take_part(id, claim, fact),
        }
    }

    /// Whether a campaign is taken part in by such a claim.
    fn check_claim(&self, id: u64, campaign: &Campaign, claim: &Claim<'_>) -> Result<(), Refusal> {
        let way = campaign.decided_by;
        let signed = matches!(claim.basis, Basis::Signed(_));
        let fits = match claim.basis {
            Basis::Signed(_) => matches!(way, TICKET | GRADER),
            Basis::Line => way == LISTED,
            Basis::Content | Basis::Answers(..) => matches!(way, REVIEWER | AT_ONCE | SCORED),
        };
        if !fits {
            return Err(other_way(id, way));
        }
        if let Basis::Signed(call) = claim.basis {
            self.check_signed(campaign, call)?;
        }
        let answered = matches!(claim.basis, Basis::Answers(..));
        if !signed && answered == campaign.form.is_empty() {
            let public = campaign.form.iter().filter(|field| !field.isPrivate);
            return Err(ICampaigns::FormMismatch {
                campaign: id,
                fields: public.count() as u32,
            }
            .into());
        }
        if claim.author != claim.account && !campaign.nominations {
            return Err(ICampaigns::NominationsNotTaken { campaign: id }.into());
        }
        if campaign.stopped {
            return Err(ICampaigns::KeyIsStopped { campaign: id }.into());
        }
        // Nobody but the organiser would have decided.
        let (organiser, account) = (campaign.organiser, claim.account);
        if !is_read(way) && (account == organiser || account == campaign.key) {
            return Err(ICampaigns::OrganiserExcluded {
                campaign: id,
                organiser,
            }
            .into());
        }
        match claim.basis {
            Basis::Answers(answers, private) => {
                super::forms::check_answers(&campaign.form, answers, private)
            }
            _ => Ok(()),
        }
    }

    /// Whether a fact can carry one more submission (I8), and no case bars it.
    fn check_fact(
        &self,
        id: u64,
        campaign: &Campaign,
        claim: &Claim<'_>,
        fact: B256,
    ) -> Result<(), Refusal> {
        if let Basis::Signed(call) = claim.basis {
            return match campaign.redeemed.get(&fact) {
                Some(submission) => Err(ICampaigns::AlreadyRedeemed {
                    campaign: id,
                    number: call.attestation.number,
                    submission: *submission,
                }
                .into()),
                None => Ok(()),
            };
        }
        let uses = campaign.facts.get(&fact).copied().unwrap_or(0);
        if uses >= campaign.rewards_per_fact {
            return Err(ICampaigns::FactUsed {
                campaign: id,
                uses,
                maximum: campaign.rewards_per_fact,
            }
            .into());
        }
        match self.bar_of_fact(fact) {
            Some(bar) => Err(ICampaigns::FactBarred {
                availableFrom: seconds_from(bar.until_ms),
                caseId: bar.case,
            }
            .into()),
            None => Ok(()),
        }
    }

    /// Takes what somebody will decide about.
    fn stand_in_line(
        &mut self,
        id: u64,
        claim: &Claim<'_>,
        fact: Option<B256>,
    ) -> Result<(), Refusal> {
        let campaign = self.campaign(id)?.clone();
        let (account, author) = (claim.account, claim.author);
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
        let read = is_read(campaign.decided_by);
        let reviewer = if read {
            self.in_turn(id, number, [account, author, campaign.organiser])
        } else {
            Address::ZERO
        };
        let now_ms = self.now_ms;
        let own = fact.unwrap_or_else(|| fact_of_account(account, number));
        let mine = self.campaign_mut(id);
        mine.submissions.push(Submission {
            account,
            author,
            fact: own,
            outcome: Outcome::Open,
            has_place: false,
            nominal,
            submitted_ms: now_ms,
            reviewer,
            decided_by: Address::ZERO,
            scores: Vec::new(),
            released: false,
            judges: Vec::new(),
        });
        if let Some(fact) = fact {
            *mine.facts.entry(fact).or_default() += 1;
        }
        let nobody_waits = mine.line.is_empty() && mine.appeals.is_empty();
        let load = self.load(campaign.stage, reviewer);
        load.assigned += 1;
        load.undecided += 1;
        let mut has_place = false;
        if campaign.decided_by == SCORED {
            self.hold_one(id);
        } else if nobody_waits && self.has_room(id, nominal) {
            self.take_place(id, number);
            has_place = true;
        } else {
            self.campaign_mut(id).line.push_back(number);
        }
        let person = self.person(author);
        person.open.insert(id, number);
        if read {
            person.submitted_ms = now_ms;
        }
        self.tell(id, number, claim, has_place);
        Ok(())
    }

    /// Tells everybody what was submitted.
    pub(super) fn tell(&mut self, id: u64, number: u32, claim: &Claim<'_>, has_place: bool) {
        let submission = self.submission_mut(id, number);
        let event = ICampaigns::Submitted {
            campaign: id,
            submission: number,
            account: claim.account,
            author: claim.author,
            nominal: U256::from(submission.nominal),
            hasPlace: has_place,
            reviewer: submission.reviewer,
            content: claim.content.clone(),
        };
        self.emit(addresses::CAMPAIGNS, &event);
        match claim.basis {
            Basis::Content | Basis::Line => {}
            Basis::Answers(answers, private) => {
                let event = ICampaigns::Answered {
                    campaign: id,
                    submission: number,
                    answers: answers.to_vec(),
                    privateHash: private,
                };
                self.emit(addresses::CAMPAIGNS, &event);
            }
            Basis::Signed(call) => {
                let event = ICampaigns::Redeemed {
                    campaign: id,
                    submission: number,
                    key: self.campaigns.all[position(id)].key,
                    holder: call.attestation.holder,
                    number: call.attestation.number,
                    data: call.attestation.data,
                };
                self.emit(addresses::CAMPAIGNS, &event);
            }
        }
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
    pub(super) fn check_person(
        &mut self,
        id: u64,
        author: Address,
        account: Address,
    ) -> Result<(), Refusal> {
        if let Some(submission) = self.person(author).open.get(&id).copied() {
            return Err(ICampaigns::SubmissionOpen {
                campaign: id,
                submission,
            }
            .into());
        }
        self.check_rewards(id, account)
    }

    /// An account has as many rewards as the campaign says (I8).
    pub(super) fn check_rewards(&mut self, id: u64, account: Address) -> Result<(), Refusal> {
        let approved = self.person(account).approved.get(&id).copied().unwrap_or(0);
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
    fn in_turn(&self, id: u64, number: u32, interested: [Address; 3]) -> Address {
        let reviewers = self.reviewers();
        let count = reviewers.len();
        let turn = usize::try_from(id + u64::from(number)).expect("campaigns are few");
        let mut order = (0..count).map(|step| reviewers[(turn + step) % count]);
        let found = order.find(|reviewer| !interested.contains(reviewer));
        found.unwrap_or_default()
    }

    pub(super) fn withdraw_submission(
        &mut self,
        sender: Address,
        id: u64,
        number: u32,
    ) -> Result<(), Refusal> {
        let submission = self.submission(id, number)?;
        let account = submission.account;
        // What was approved is its account's, whoever nominated it.
        let owner = match submission.outcome {
            Outcome::Approved => account,
            _ => submission.author,
        };
        if sender != owner {
            return Err(not_author(id, number, owner));
        }
        if submission.outcome == Outcome::Waiting && self.campaign_status(id) == 3 {
            self.take_back(id, number);
            return Ok(());
        }
        let open = matches!(
            submission.outcome,
            Outcome::Open | Outcome::Approved | Outcome::Appealed { .. }
        );
        if !open || !self.is_alive(id) {
            return Err(self.not_open(id, number));
        }
        let campaign = self.campaign(id)?;
        let (is_scored, has_form) = (campaign.decided_by == SCORED, !campaign.form.is_empty());
        let is_complete = is_scored && campaign.is_complete(&submission);
        let is_open = submission.outcome == Outcome::Open;
        if is_open && !is_complete {
            self.close_case(id, &submission);
        }
        self.submission_mut(id, number).outcome = Outcome::Withdrawn;
        if submission.has_place {
            self.free_place(id, number);
        }
        self.person(submission.author).open.remove(&id);
        if submission.outcome == Outcome::Approved {
            *self.person(account).approved.entry(id).or_default() -= 1;
        }
        if !has_form {
            let facts = &mut self.campaign_mut(id).facts;
            *facts.entry(submission.fact).or_default() -= 1;
        }
        let event = ICampaigns::SubmissionWithdrawn {
            campaign: id,
            submission: number,
            account,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        if is_open && is_scored {
            self.release_places(id);
            self.announce_when_due(id);
        }
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

/// Whether reviewers read what is submitted.
pub(super) const fn is_read(way: u8) -> bool {
    matches!(way, REVIEWER | SCORED)
}

/// An account of the protocol takes part in nothing.
pub(super) fn check_somebodys(account: Address) -> Result<(), Refusal> {
    if committee::is_somebodys(account) {
        return Ok(());
    }
    Err(ICampaigns::CannotTakePart { account }.into())
}

/// The hash of an account and a number.
pub(super) fn fact_of_account(account: Address, number: u32) -> B256 {
    keccak256([account.as_slice(), &number.to_be_bytes()].concat())
}

/// What may carry only so many submissions of a campaign: words where somebody decides about them, the number of a
/// ticket, the number of an account's attempt.
fn fact_of(campaign: &Campaign, claim: &Claim<'_>) -> Option<B256> {
    match claim.basis {
        Basis::Content | Basis::Line if campaign.decided_by == AT_ONCE => None,
        Basis::Content | Basis::Line => Some(keccak256(without_blanks(&claim.content))),
        Basis::Answers(..) => None,
        Basis::Signed(call) if campaign.decided_by == GRADER => {
            Some(fact_of_account(claim.account, call.attestation.number))
        }
        Basis::Signed(call) => Some(keccak256(call.attestation.number.to_be_bytes())),
    }
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
