//! Proposals, votes, conflict claims, decisions, and what time does to them.

use super::{Decision, check_length, check_text};
use crate::{Due, Model, Refusal};
use alloy_primitives::{Address, Bytes, FixedBytes, U256};
use std::collections::BTreeSet;
use wepos_abi::{ICommittee, addresses};

/// Bytes of a proposed call.
const CALL: usize = 4_096;

/// Proposals a member may have open.
const OPEN_PER_MEMBER: usize = 3;

/// Proposals that may be open.
const OPEN: usize = 48;

/// Claims about one proposal.
const CLAIMS: usize = 8;

/// A proposal.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// How far it is.
    pub status: Status,
    /// Who proposed it.
    pub proposer: Address,
    /// The seat of who proposed it.
    pub seat: u32,
    /// What it calls.
    pub target: Address,
    /// The call.
    pub input: Bytes,
    /// Whom it benefits.
    pub beneficiaries: Vec<Address>,
    /// The stage whose budget it spends.
    pub spends: Option<usize>,
    /// Whether it takes effect later.
    pub delayed: bool,
    /// When it lapses; once decided, until when it may be executed.
    pub lapses_ms: u64,
    /// When it was closed.
    pub closed_ms: Option<u64>,
    /// When it takes effect.
    pub effective_ms: u64,
    /// The last word of each seat, in the order in which they first spoke: seat, approves, when.
    pub votes: Vec<(u32, bool, u64)>,
    /// Seats that stepped back.
    pub stepped_back: BTreeSet<u32>,
    /// Conflict claims.
    pub claims: Vec<Claim>,
    /// Where it stood when it was closed.
    closed: Option<Standing>,
}

/// How far a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Members may vote.
    Open,
    /// Decided; it takes effect later.
    Scheduled,
    /// Its call ran.
    Executed,
    /// Its call failed, and may be tried again.
    Failed,
    /// Too many were against it.
    Rejected,
    /// Its time was over.
    Lapsed,
    /// Its proposer took it back.
    Withdrawn,
}

/// A conflict claim.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Who filed it.
    pub claimant: Address,
    /// The seat it names.
    pub seat: u32,
    /// The account of that seat, when it was filed.
    pub member: Address,
    /// When it was answered.
    pub answered_ms: Option<u64>,
}

/// Where a proposal stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    pub(crate) filled: u32,
    pub(crate) required: u32,
    /// Seats that may not take part, with the account that is the reason.
    pub(crate) recused: Vec<(u32, Address)>,
    pub(crate) approvals: Vec<u32>,
    pub(crate) rejections: Vec<u32>,
}

impl Standing {
    pub(crate) fn eligible(&self) -> u32 {
        self.filled - count(&self.recused)
    }

    fn needs_ballot(&self) -> bool {
        self.eligible() < self.required
    }
}

impl Model {
    /// All proposals, by number.
    pub fn proposals(&self) -> &[Proposal] {
        &self.committee.proposals
    }

    /// Filled seats, approvals needed, eligible members, approvals and rejections that count.
    pub fn standing(&self, id: usize) -> [u32; 5] {
        let standing = self.standing_of(&self.committee.proposals[id]);
        let (approvals, rejections) = (count(&standing.approvals), count(&standing.rejections));
        let eligible = standing.eligible();
        [
            standing.filled,
            standing.required,
            eligible,
            approvals,
            rejections,
        ]
    }

    /// Whether a seat may not take part.
    pub fn is_recused(&self, id: usize, seat: u32) -> bool {
        let standing = self.standing_of(&self.committee.proposals[id]);
        standing.recused.iter().any(|(other, _)| *other == seat)
    }

    /// By the seats and affiliations of now; for a closed proposal, of its end.
    fn standing_of(&self, proposal: &Proposal) -> Standing {
        if let Some(closed) = &proposal.closed {
            return closed.clone();
        }
        let filled = count(self.seats());
        // Two of up to three seats, two thirds of more: rounded up (R13).
        let required = if filled > 3 {
            (2 * filled).div_ceil(3)
        } else {
            2
        };
        let mut standing = Standing {
            filled,
            required,
            ..Standing::default()
        };
        for seat in self.seats() {
            let benefits = &proposal.beneficiaries;
            let own = benefits.iter().find(|account| seat.is(**account));
            let affiliate = || {
                let mut all = benefits.iter();
                all.find(|account| self.affiliated(seat.member, **account))
            };
            let stepped_back = proposal.stepped_back.contains(&seat.id);
            let reason = own
                .or_else(affiliate)
                .copied()
                .or_else(|| stepped_back.then_some(seat.member));
            if let Some(account) = reason {
                standing.recused.push((seat.id, account));
                continue;
            }
            match proposal.votes.iter().find(|vote| vote.0 == seat.id) {
                Some((_, true, _)) => standing.approvals.push(seat.id),
                Some((_, false, _)) => standing.rejections.push(seat.id),
                None => {}
            }
        }
        standing
    }

    /// What a call declares to the committee.
    fn declared(&self, target: Address, input: &[u8]) -> Result<Decision, Refusal> {
        if input.len() > CALL {
            let (length, maximum) = (U256::from(input.len()), U256::from(CALL));
            return Err(ICommittee::CallTooLong { length, maximum }.into());
        }
        let declared = match target {
            addresses::EMISSION => self.emission_decision(input)?,
            addresses::COMMITTEE => self.committee_decision(input)?,
            addresses::CAMPAIGNS => self.campaigns_decision(input)?,
            addresses::NETWORK => self.network_decision(input)?,
            _ => None,
        };
        declared.ok_or_else(|| {
            let selector = input.first_chunk::<4>().copied().unwrap_or_default();
            let selector = FixedBytes(selector);
            ICommittee::NotDecidable { target, selector }.into()
        })
    }

    pub(super) fn propose(
        &mut self,
        proposer: Address,
        call: &ICommittee::proposeCall,
    ) -> Result<(), Refusal> {
        let seat = self.seat_of(proposer)?.id;
        check_reasons(&call.reasonZh, &call.reasonEn)?;
        let declared = self.declared(call.target, &call.callData)?;
        let open = self.proposals().iter();
        let open: Vec<_> = open.filter(|one| one.status == Status::Open).collect();
        let mine = open.iter().filter(|one| one.seat == seat).count();
        if mine >= OPEN_PER_MEMBER {
            return Err(ICommittee::TooManyOpenProposals {
                member: proposer,
                open: U256::from(mine),
                maximum: U256::from(OPEN_PER_MEMBER),
            }
            .into());
        }
        if open.len() >= OPEN {
            let maximum = U256::from(OPEN);
            return Err(ICommittee::CommitteeBusy { maximum }.into());
        }
        let id = self.committee.proposals.len();
        let lapses_ms = self.lapse_from_now(declared.spends);
        self.committee.proposals.push(Proposal {
            status: Status::Open,
            proposer,
            seat,
            target: call.target,
            input: call.callData.clone(),
            beneficiaries: declared.beneficiaries.clone(),
            spends: declared.spends,
            delayed: declared.delayed,
            lapses_ms,
            closed_ms: None,
            effective_ms: 0,
            votes: Vec::new(),
            stepped_back: BTreeSet::new(),
            claims: Vec::new(),
            closed: None,
        });
        self.schedule(lapses_ms, Due::Lapse(id));
        let event = ICommittee::Proposed {
            id: id as u64,
            proposer,
            target: call.target,
            callData: call.callData.clone(),
            reasonZh: call.reasonZh.clone(),
            reasonEn: call.reasonEn.clone(),
            beneficiaries: declared.beneficiaries,
        };
        self.emit(addresses::COMMITTEE, &event);
        if self
            .standing_of(&self.committee.proposals[id])
            .needs_ballot()
        {
            self.tell_ballot(id);
        }
        if !self.is_recused(id, seat) {
            let reasons = (call.reasonZh.clone(), call.reasonEn.clone());
            self.record_vote(proposer, id, (seat, true), reasons);
        }
        Ok(())
    }

    pub(super) fn vote(
        &mut self,
        sender: Address,
        id: u64,
        approves: bool,
        reasons: (String, String),
    ) -> Result<(), Refusal> {
        let seat = self.seat_of(sender)?;
        check_reasons(&reasons.0, &reasons.1)?;
        let number = self.open_proposal(id)?;
        let mut after = self.committee.proposals[number].clone();
        let before = self.standing_of(&after);
        if let Some((_, account)) = before.recused.iter().find(|(other, _)| *other == seat.id) {
            let (member, account) = (seat.member, *account);
            return Err(ICommittee::MemberRecused {
                id,
                member,
                account,
            }
            .into());
        }
        let said = after.votes.iter_mut().find(|vote| vote.0 == seat.id);
        match said {
            Some((_, same, at)) if *same == approves => {
                return Err(ICommittee::AlreadyVoted { id, at: *at / 1000 }.into());
            }
            Some(said) => said.1 = approves,
            None => after.votes.push((seat.id, approves, self.now_ms)),
        }
        let standing = self.standing_of(&after);
        let decided = approves && count(&standing.approvals) >= standing.required;
        if decided {
            self.check_claims(id, &after, &standing)?;
        }
        self.record_vote(sender, number, (seat.id, approves), reasons);
        let left = standing.eligible() - count(&standing.rejections);
        if decided {
            self.decide_proposal(number, standing);
        } else if !approves && !standing.needs_ballot() && left < standing.required {
            let rejections = count(&standing.rejections);
            self.close(number, Status::Rejected, standing);
            let event = ICommittee::Rejected { id, rejections };
            self.emit(addresses::COMMITTEE, &event);
        }
        Ok(())
    }

    /// Before the last approval, everybody whose approval counts has answered.
    fn check_claims(
        &self,
        id: u64,
        proposal: &Proposal,
        standing: &Standing,
    ) -> Result<(), Refusal> {
        for (claim, filed) in (0..).zip(&proposal.claims) {
            if filed.answered_ms.is_some() || !standing.approvals.contains(&filed.seat) {
                continue;
            }
            let mut seats = self.seats().iter();
            let seat = seats.find(|seat| seat.id == filed.seat);
            let member = seat.expect("whose approval counts has a seat").member;
            return Err(ICommittee::ConflictUnanswered { id, claim, member }.into());
        }
        Ok(())
    }

    fn record_vote(
        &mut self,
        member: Address,
        id: usize,
        (seat, approves): (u32, bool),
        (reason_zh, reason_en): (String, String),
    ) {
        let votes = &mut self.committee.proposals[id].votes;
        let vote = (seat, approves, self.now_ms);
        match votes.iter_mut().find(|vote| vote.0 == seat) {
            Some(said) => *said = vote,
            None => votes.push(vote),
        }
        let id = id as u64;
        if approves {
            let event = ICommittee::Approved {
                id,
                member,
                reasonZh: reason_zh,
                reasonEn: reason_en,
            };
            self.emit(addresses::COMMITTEE, &event);
        } else {
            let event = ICommittee::Opposed {
                id,
                member,
                reasonZh: reason_zh,
                reasonEn: reason_en,
            };
            self.emit(addresses::COMMITTEE, &event);
        }
    }

    pub(super) fn withdraw_proposal(&mut self, sender: Address, id: u64) -> Result<(), Refusal> {
        let seat = self.seat_of(sender)?.id;
        let number = self.open_proposal(id)?;
        let proposal = &self.committee.proposals[number];
        if proposal.seat != seat {
            let proposer = proposal.proposer;
            return Err(ICommittee::NotTheProposer { id, proposer }.into());
        }
        let standing = self.standing_of(proposal);
        self.close(number, Status::Withdrawn, standing);
        self.emit(addresses::COMMITTEE, &ICommittee::Withdrawn { id });
        Ok(())
    }

    fn find_proposal(&self, id: u64) -> Result<usize, Refusal> {
        let count = self.committee.proposals.len() as u64;
        if id >= count {
            return Err(ICommittee::UnknownProposal { id, count }.into());
        }
        Ok(usize::try_from(id).expect("it is below a length"))
    }

    fn open_proposal(&self, id: u64) -> Result<usize, Refusal> {
        let number = self.find_proposal(id)?;
        match self.committee.proposals[number].closed_ms {
            None => Ok(number),
            Some(closed) => Err(ICommittee::ProposalClosed {
                id,
                closedAt: closed / 1000,
            }
            .into()),
        }
    }

    fn close(&mut self, id: usize, status: Status, standing: Standing) {
        let proposal = &mut self.committee.proposals[id];
        proposal.status = status;
        proposal.closed_ms = Some(self.now_ms);
        proposal.closed = Some(standing);
    }

    /// After the term, or with the stage that pays.
    fn lapse_from_now(&self, spends: Option<usize>) -> u64 {
        let at = self.now_ms + self.term("proposalLapseDays");
        spends.map_or(at, |stage| at.min(self.stage_end(stage)))
    }

    fn tell_ballot(&mut self, id: usize) {
        let proposal = &self.committee.proposals[id];
        let standing = self.standing_of(proposal);
        let event = ICommittee::BallotNeeded {
            id: id as u64,
            eligible: standing.eligible(),
            required: standing.required,
            lapsesAt: proposal.lapses_ms / 1000,
        };
        self.emit(addresses::COMMITTEE, &event);
    }

    fn decide_proposal(&mut self, id: usize, standing: Standing) {
        let (delay, term) = (
            self.term("decisionDelayDays"),
            self.term("proposalLapseDays"),
        );
        let approvals = count(&standing.approvals);
        self.close(id, Status::Scheduled, standing);
        let proposal = &self.committee.proposals[id];
        let (delayed, spends) = (proposal.delayed, proposal.spends);
        let effective = self.now_ms + if delayed { delay } else { 0 };
        let end = spends.map_or(u64::MAX, |stage| self.stage_end(stage));
        let proposal = &mut self.committee.proposals[id];
        proposal.effective_ms = effective;
        proposal.lapses_ms = end.min(effective + term);
        let event = ICommittee::Decided {
            id: id as u64,
            approvals,
            effectiveAt: effective / 1000,
        };
        self.emit(addresses::COMMITTEE, &event);
        if delayed {
            self.schedule(effective, Due::Execute(id));
        } else {
            self.execute(id);
        }
    }

    /// Whether a decision still waits to take effect: a member may have been faster.
    pub(crate) fn committee_waits(&self, id: usize) -> bool {
        self.committee.proposals[id].status == Status::Scheduled
    }

    /// Runs the call, as the committee.
    pub(crate) fn execute(&mut self, id: usize) {
        let proposal = &self.committee.proposals[id];
        let (target, input) = (proposal.target, proposal.input.clone());
        let result = self.call(addresses::COMMITTEE, target, &input);
        let id64 = id as u64;
        match result {
            Ok(()) => {
                self.committee.proposals[id].status = Status::Executed;
                self.emit(addresses::COMMITTEE, &ICommittee::Executed { id: id64 });
            }
            Err(Refusal(failure)) => {
                self.committee.proposals[id].status = Status::Failed;
                let event = ICommittee::ExecutionFailed { id: id64, failure };
                self.emit(addresses::COMMITTEE, &event);
            }
        }
    }

    pub(super) fn execute_again(&mut self, sender: Address, id: u64) -> Result<(), Refusal> {
        self.seat_of(sender)?;
        let number = self.find_proposal(id)?;
        let proposal = &self.committee.proposals[number];
        let waits = matches!(proposal.status, Status::Scheduled | Status::Failed);
        if !waits || self.now_ms >= proposal.lapses_ms {
            return Err(ICommittee::NothingToExecute {
                id,
                lapsesAt: proposal.lapses_ms / 1000,
            }
            .into());
        }
        if proposal.effective_ms > self.now_ms {
            return Err(ICommittee::NotEffectiveYet {
                id,
                effectiveAt: proposal.effective_ms / 1000,
            }
            .into());
        }
        self.execute(number);
        Ok(())
    }

    /// A proposal's time is over; without enough eligible members it waits on, as long as its stage lasts.
    pub(crate) fn lapse_proposal(&mut self, id: usize) {
        let proposal = &self.committee.proposals[id];
        if proposal.status != Status::Open {
            return;
        }
        let standing = self.standing_of(proposal);
        let spends = proposal.spends;
        let over = spends.is_some_and(|stage| self.stage_end(stage) <= self.now_ms);
        if standing.needs_ballot() && !over {
            let lapses_ms = self.lapse_from_now(spends);
            self.committee.proposals[id].lapses_ms = lapses_ms;
            self.schedule(lapses_ms, Due::Lapse(id));
            return self.tell_ballot(id);
        }
        self.close(id, Status::Lapsed, standing);
        self.emit(addresses::COMMITTEE, &ICommittee::Lapsed { id: id as u64 });
    }

    pub(super) fn claim_conflict(
        &mut self,
        claimant: Address,
        call: &ICommittee::claimConflictCall,
    ) -> Result<(), Refusal> {
        let id = call.id;
        check_text(&call.evidence)?;
        let number = self.open_proposal(id)?;
        let seat = self.seat_of(call.member)?;
        let claims = &mut self.committee.proposals[number].claims;
        let mut filed = (0..).zip(claims.iter());
        if let Some((claim, _)) = filed.find(|(_, filed)| filed.claimant == claimant) {
            return Err(ICommittee::AlreadyClaimed {
                id,
                claimant,
                claim,
            }
            .into());
        }
        if claims.len() >= CLAIMS {
            let maximum = U256::from(CLAIMS);
            return Err(ICommittee::TooManyClaims { id, maximum }.into());
        }
        let event = ICommittee::ConflictClaimed {
            id,
            claim: u8::try_from(claims.len()).expect("there are few"),
            claimant,
            member: seat.member,
            evidence: call.evidence.clone(),
        };
        claims.push(Claim {
            claimant,
            seat: seat.id,
            member: seat.member,
            answered_ms: None,
        });
        self.emit(addresses::COMMITTEE, &event);
        Ok(())
    }

    pub(super) fn answer_conflict(
        &mut self,
        sender: Address,
        call: &ICommittee::answerConflictCall,
    ) -> Result<(), Refusal> {
        let (id, claim) = (call.id, call.claim);
        let seat = self.seat_of(sender)?.id;
        check_text(&call.answer)?;
        let number = self.open_proposal(id)?;
        let now_ms = self.now_ms;
        let proposal = &mut self.committee.proposals[number];
        let count = U256::from(proposal.claims.len());
        let Some(filed) = proposal.claims.get_mut(usize::from(claim)) else {
            return Err(ICommittee::UnknownClaim { id, claim, count }.into());
        };
        if filed.seat != seat {
            let member = filed.member;
            return Err(ICommittee::ClaimNamesAnother { id, claim, member }.into());
        }
        if let Some(at) = filed.answered_ms {
            let at = at / 1000;
            return Err(ICommittee::ClaimAnswered { id, claim, at }.into());
        }
        filed.answered_ms = Some(now_ms);
        if call.recuse {
            proposal.stepped_back.insert(seat);
        }
        let event = ICommittee::ConflictAnswered {
            id,
            claim,
            member: sender,
            recused: call.recuse,
            answer: call.answer.clone(),
        };
        self.emit(addresses::COMMITTEE, &event);
        Ok(())
    }
}

fn check_reasons(zh: &str, en: &str) -> Result<(), Refusal> {
    if zh.trim().is_empty() && en.trim().is_empty() {
        return Err(ICommittee::TextMissing {}.into());
    }
    check_length(zh)?;
    check_length(en)
}

fn count<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).expect("lists are short")
}
