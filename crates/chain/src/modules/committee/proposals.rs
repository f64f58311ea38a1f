//! Proposals, votes and who may take part (R13).

use super::{
    MAX_BENEFICIARIES, MAX_CALL_BYTES, MAX_OPEN, MAX_OPEN_PER_MEMBER, MAX_TEXT_BYTES,
    affiliations::affiliated_in,
    decisions,
    parameters::{Parameter, days_of},
    seats::{own, seats},
    state::{OPEN, PROPOSALS, Proposal, Reason, Recused, Seat, Standing, Status, VOTES, Vote},
};
use crate::{Context, Decision, Failure, ensure, stages::StageIndex, time::Timestamp};
use alloy_primitives::{Address, FixedBytes, U256};
use wepos_abi::ICommittee;

/// How many approvals a decision needs: two of at most three seats, two thirds of more (R13).
pub fn threshold(filled: u32) -> u32 {
    if filled <= 3 {
        2
    } else {
        let two_thirds = filled.saturating_mul(2).div_ceil(3);
        mutated!(ThresholdOneTooLow, two_thirds.saturating_sub(1), two_thirds)
    }
}

impl Standing {
    /// Whether fewer members may take part than a decision needs.
    pub(super) fn needs_ballot(&self) -> bool {
        self.eligible() < self.required
    }

    /// How many members may take part.
    pub(super) fn eligible(&self) -> u32 {
        self.filled.saturating_sub(count(&self.recused))
    }

    /// Whether so many rejected that the others are not enough.
    fn is_rejected(&self) -> bool {
        let left = self.eligible().saturating_sub(count(&self.rejections));
        !self.needs_ballot() && left < self.required
    }

    pub(super) fn recusal(&self, seat: u32) -> Option<&Recused> {
        self.recused.iter().find(|recused| recused.seat == seat)
    }
}

/// Where a proposal stands; a closed one, where it stood.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn standing(
    ctx: &mut Context<'_>,
    seats: &[Seat],
    proposal: &Proposal,
) -> Result<Standing, Failure> {
    if let Some((_, then)) = &proposal.closed {
        return Ok(then.clone());
    }
    let recused = recusals(ctx, seats, proposal)?;
    let counting = |approves: bool| {
        let votes = proposal.votes.iter();
        let votes = votes.filter(|(_, vote)| *vote == approves);
        let counting = votes.map(|(seat, _)| *seat).filter(|id| {
            seats.iter().any(|seat| seat.id == *id) && !recused.iter().any(|one| one.seat == *id)
        });
        counting.collect::<Vec<_>>()
    };
    let (approvals, rejections) = (counting(true), counting(false));
    let filled = count(seats);
    Ok(Standing {
        filled,
        required: mutated!(
            RecusalLowersThreshold,
            threshold(filled.saturating_sub(count(&recused))),
            threshold(filled)
        ),
        recused,
        approvals,
        rejections,
    })
}

/// Who may not take part.
fn recusals(
    ctx: &mut Context<'_>,
    seats: &[Seat],
    proposal: &Proposal,
) -> Result<Vec<Recused>, Failure> {
    let mut recused = Vec::new();
    for seat in mutated!(RecusalIgnored, &[][..], seats) {
        recused.extend(recusal(ctx, seats, proposal, seat)?);
    }
    Ok(recused)
}

/// Whether a member may not take part: it benefits, an affiliate of it benefits, or it stepped back.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn recusal(
    ctx: &mut Context<'_>,
    seats: &[Seat],
    proposal: &Proposal,
    seat: &Seat,
) -> Result<Option<Recused>, Failure> {
    let recused = |reason, account| {
        Some(Recused {
            seat: seat.id,
            member: seat.member,
            reason,
            account,
        })
    };
    let benefiting = &proposal.beneficiaries;
    if let Some(account) = benefiting.iter().find(|account| seat.is(**account)) {
        return Ok(recused(Reason::Benefits, *account));
    }
    for account in benefiting {
        if affiliated_in(ctx, seats, seat.member, *account)? {
            return Ok(recused(Reason::AffiliateBenefits, *account));
        }
    }
    if proposal.stepped_back.contains(&seat.id) {
        return Ok(recused(Reason::SteppedBack, seat.member));
    }
    Ok(None)
}

/// Opens a proposal.
///
/// Checks, in order: the caller is a member; the reason is there and short enough; the call is short enough, declares
/// whom it benefits and could succeed; it benefits few enough; the member, and the committee, have room for it.
///
/// # Errors
///
/// `NotAMember`, `TextMissing`, `TextTooLong`, `CallTooLong`, `NotDecidable`, the target's errors,
/// `TooManyBeneficiaries`, `TooManyOpenProposals`, `CommitteeBusy`.
pub(super) fn propose(
    ctx: &mut Context<'_>,
    call: ICommittee::proposeCall,
) -> Result<u64, Failure> {
    let seat = own(ctx)?;
    let proposer = ctx.sender();
    check_reasons(&call.reasonZh, &call.reasonEn)?;
    let declared = declared(ctx, call.target, &call.callData)?;
    let mut open = OPEN.get(ctx)?.unwrap_or_default();
    let mine = open.0.iter().filter(|(_, by)| *by == seat.id).count();
    ensure!(
        mine < MAX_OPEN_PER_MEMBER,
        ICommittee::TooManyOpenProposals {
            member: proposer,
            open: U256::from(mine),
            maximum: U256::from(MAX_OPEN_PER_MEMBER),
        }
    );
    let maximum = U256::from(MAX_OPEN);
    ensure!(
        open.0.len() < MAX_OPEN,
        ICommittee::CommitteeBusy { maximum }
    );

    let lapses_at = lapse(ctx, declared.spends)?;
    let mut proposal = Proposal {
        status: Status::Open,
        seat: seat.id,
        proposer,
        target: call.target,
        call_data: call.callData.to_vec(),
        reason_zh: call.reasonZh.clone(),
        reason_en: call.reasonEn.clone(),
        beneficiaries: declared.beneficiaries.clone(),
        spends: declared.spends,
        delayed: declared.delayed,
        opened_at: ctx.time(),
        lapses_at,
        closed: None,
        effective_at: None,
        votes: Vec::new(),
        stepped_back: Vec::new(),
        claims: Vec::new(),
        failure: Vec::new(),
    };
    let id = PROPOSALS.push(ctx, &proposal)?;
    open.0.push((id, seat.id));
    OPEN.put(ctx, &open)?;
    decisions::schedule_lapse(ctx, id, lapses_at)?;
    ctx.emit(&ICommittee::Proposed {
        id,
        proposer,
        target: call.target,
        callData: call.callData,
        reasonZh: call.reasonZh.clone(),
        reasonEn: call.reasonEn.clone(),
        beneficiaries: declared.beneficiaries,
    })?;
    let seats = seats(ctx)?;
    let standing = standing(ctx, &seats, &proposal)?;
    if standing.needs_ballot() {
        tell_ballot(ctx, id, &proposal, &standing)?;
    }
    if standing.recusal(seat.id).is_none() {
        // At least two approvals decide, so that this one never does.
        let reasons = (call.reasonZh, call.reasonEn);
        record(ctx, id, &mut proposal, seat.id, true, reasons)?;
        PROPOSALS.put(ctx, id, &proposal)?;
    }
    Ok(id)
}

/// Approves or rejects a proposal.
///
/// Checks, in order: the caller is a member; the reason is there and short enough; the proposal exists and is open; the
/// member is not recused, and did not say the same before; and before the last approval that is needed, nobody who
/// approved has a conflict claim to answer.
///
/// # Errors
///
/// `NotAMember`, `TextMissing`, `TextTooLong`, `UnknownProposal`, `ProposalClosed`, `MemberRecused`, `AlreadyVoted`,
/// `ConflictUnanswered`.
pub(super) fn vote(
    ctx: &mut Context<'_>,
    id: u64,
    approves: bool,
    reasons: (String, String),
) -> Result<(), Failure> {
    let seat = own(ctx)?;
    check_reasons(&reasons.0, &reasons.1)?;
    let seats = seats(ctx)?;
    let (mut proposal, before) = open(ctx, &seats, id)?;
    if let Some(recused) = before.recusal(seat.id) {
        return Err(ICommittee::MemberRecused {
            id,
            member: recused.member,
            account: recused.account,
        }
        .into());
    }
    if proposal.votes.contains(&(seat.id, approves)) {
        let said = VOTES.get(ctx, &(id, seat.id))?;
        let at = said.expect("a vote is stored").at.whole_seconds();
        return Err(ICommittee::AlreadyVoted { id, at }.into());
    }
    record(ctx, id, &mut proposal, seat.id, approves, reasons)?;
    let standing = standing(ctx, &seats, &proposal)?;
    if approves && count(&standing.approvals) >= standing.required {
        check_claims(&seats, id, &proposal, &standing)?;
        return decisions::decide(ctx, id, proposal, standing);
    }
    if !approves && standing.is_rejected() {
        let rejections = count(&standing.rejections);
        let event = ICommittee::Rejected { id, rejections };
        close(ctx, id, &mut proposal, (Status::Rejected, standing))?;
        ctx.emit(&event)?;
    }
    PROPOSALS.put(ctx, id, &proposal)
}

/// Withdraws an open proposal.
///
/// # Errors
///
/// `NotAMember`, `UnknownProposal`, `ProposalClosed`, `NotTheProposer`.
pub(super) fn withdraw(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let seat = own(ctx)?;
    let seats = seats(ctx)?;
    let (mut proposal, standing) = open(ctx, &seats, id)?;
    let proposer = proposal.proposer;
    ensure!(
        proposal.seat == seat.id,
        ICommittee::NotTheProposer { id, proposer }
    );
    close(ctx, id, &mut proposal, (Status::Withdrawn, standing))?;
    PROPOSALS.put(ctx, id, &proposal)?;
    ctx.emit(&ICommittee::Withdrawn { id })
}

/// What a call declares to the committee.
///
/// # Errors
///
/// `CallTooLong`, `NotDecidable`, the target's errors, `TooManyBeneficiaries`.
pub(super) fn declared(
    ctx: &mut Context<'_>,
    target: Address,
    input: &[u8],
) -> Result<Decision, Failure> {
    ensure!(
        input.len() <= MAX_CALL_BYTES,
        ICommittee::CallTooLong {
            length: U256::from(input.len()),
            maximum: U256::from(MAX_CALL_BYTES),
        }
    );
    let Some(declared) = ctx.decision(target, input)? else {
        let selector = FixedBytes(input.first_chunk::<4>().copied().unwrap_or_default());
        return Err(ICommittee::NotDecidable { target, selector }.into());
    };
    ensure!(
        declared.beneficiaries.len() <= MAX_BENEFICIARIES,
        ICommittee::TooManyBeneficiaries {
            count: U256::from(declared.beneficiaries.len()),
            maximum: U256::from(MAX_BENEFICIARIES),
        }
    );
    Ok(declared)
}

/// The proposal with a number.
///
/// # Errors
///
/// `UnknownProposal`.
pub(super) fn find(ctx: &mut Context<'_>, id: u64) -> Result<Proposal, Failure> {
    match PROPOSALS.get(ctx, id)? {
        Some(proposal) => Ok(proposal),
        None => {
            let count = PROPOSALS.len(ctx)?;
            Err(ICommittee::UnknownProposal { id, count }.into())
        }
    }
}

/// An open proposal and where it stands.
///
/// # Errors
///
/// `UnknownProposal`, `ProposalClosed`.
pub(super) fn open(
    ctx: &mut Context<'_>,
    seats: &[Seat],
    id: u64,
) -> Result<(Proposal, Standing), Failure> {
    let proposal = find(ctx, id)?;
    let standing = standing(ctx, seats, &proposal)?;
    // Between its end and the item of the agenda that says so, a proposal has lapsed already.
    let over = ctx.time() >= proposal.lapses_at && !standing.needs_ballot();
    let closed_at = match proposal.status {
        Status::Open => over.then_some(proposal.lapses_at),
        _ => proposal.closed.as_ref().map(|(at, _)| *at),
    };
    match closed_at {
        None => Ok((proposal, standing)),
        Some(closed_at) => Err(ICommittee::ProposalClosed {
            id,
            closedAt: closed_at.whole_seconds(),
        }
        .into()),
    }
}

/// Ends a proposal; whoever calls it stores it.
pub(super) fn close(
    ctx: &mut Context<'_>,
    id: u64,
    proposal: &mut Proposal,
    (status, standing): (Status, Standing),
) -> Result<(), Failure> {
    proposal.status = status;
    proposal.closed = Some((ctx.time(), standing));
    let mut open = OPEN.get(ctx)?.unwrap_or_default();
    open.0.retain(|(other, _)| *other != id);
    OPEN.put(ctx, &open)
}

/// When what begins now lapses: after the term, or at the end of the stage whose budget it spends (R13).
pub(super) fn lapse(
    ctx: &mut Context<'_>,
    spends: Option<StageIndex>,
) -> Result<Timestamp, Failure> {
    let days = days_of(ctx, Parameter::ProposalLapseDays)?;
    let term = ctx.calendar().days(days);
    let at = ctx.time().checked_add(term).expect("a term fits");
    let end = mutated!(ProposalOutlivesStage, None, stage_end(ctx, spends));
    Ok(end.map_or(at, |end| at.min(end)))
}

/// When the stage ends whose budget is spent, if one is.
pub(super) fn stage_end(ctx: &Context<'_>, spends: Option<StageIndex>) -> Option<Timestamp> {
    let months = ctx.genesis().stages.months_of(spends?)?;
    Some(ctx.calendar().month_bounds(*months.end()).1)
}

/// Tells that a proposal waits for a ballot, and why.
pub(super) fn tell_ballot(
    ctx: &mut Context<'_>,
    id: u64,
    proposal: &Proposal,
    standing: &Standing,
) -> Result<(), Failure> {
    ctx.emit(&ICommittee::BallotNeeded {
        id,
        eligible: standing.eligible(),
        required: standing.required,
        lapsesAt: proposal.lapses_at.whole_seconds(),
    })
}

/// The reason for a proposal or a vote: in at least one language, and bounded.
fn check_reasons(zh: &str, en: &str) -> Result<(), Failure> {
    ensure!(
        !zh.trim().is_empty() || !en.trim().is_empty(),
        ICommittee::TextMissing {}
    );
    check_length(zh)?;
    check_length(en)
}

/// A text that has to be there, and bounded.
///
/// # Errors
///
/// `TextMissing`, `TextTooLong`.
pub(super) fn check_text(text: &str) -> Result<(), Failure> {
    ensure!(!text.trim().is_empty(), ICommittee::TextMissing {});
    check_length(text)
}

fn check_length(text: &str) -> Result<(), Failure> {
    ensure!(
        text.len() <= MAX_TEXT_BYTES,
        ICommittee::TextTooLong {
            length: U256::from(text.len()),
            maximum: U256::from(MAX_TEXT_BYTES),
        }
    );
    Ok(())
}

/// Stores a member's word in its vote and on the proposal, and tells it.
fn record(
    ctx: &mut Context<'_>,
    id: u64,
    proposal: &mut Proposal,
    seat: u32,
    approves: bool,
    (reason_zh, reason_en): (String, String),
) -> Result<(), Failure> {
    let member = ctx.sender();
    match proposal.votes.iter_mut().find(|(by, _)| *by == seat) {
        Some(said) => said.1 = approves,
        None => proposal.votes.push((seat, approves)),
    }
    let vote = Vote {
        member,
        approves,
        at: ctx.time(),
        reason_zh: reason_zh.clone(),
        reason_en: reason_en.clone(),
    };
    VOTES.put(ctx, &(id, seat), &vote)?;
    if approves {
        ctx.emit(&ICommittee::Approved {
            id,
            member,
            reasonZh: reason_zh,
            reasonEn: reason_en,
        })
    } else {
        ctx.emit(&ICommittee::Opposed {
            id,
            member,
            reasonZh: reason_zh,
            reasonEn: reason_en,
        })
    }
}

/// No claim about a member whose approval counts may wait for an answer. One about a member who takes no part stops
/// nobody: the silence of one must not be a veto.
fn check_claims(
    seats: &[Seat],
    id: u64,
    proposal: &Proposal,
    standing: &Standing,
) -> Result<(), Failure> {
    for (claim, note) in (0_u8..).zip(&proposal.claims) {
        if mutated!(ClaimsNotAwaited, true, note.answered)
            || !standing.approvals.contains(&note.seat)
        {
            continue;
        }
        let seat = seats.iter().find(|seat| seat.id == note.seat);
        let member = seat.expect("whose approval counts is seated").member;
        return Err(ICommittee::ConflictUnanswered { id, claim, member }.into());
    }
    Ok(())
}

pub(super) fn count<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).expect("the lists of a proposal are bounded")
}
