//! What anybody may ask about the committee.

use super::{
    MAX_PAGE, affiliations, claims,
    parameters::{PARAMETERS, ParameterInfo, named, parameter},
    proposals::{count, declared, find, standing, threshold},
    seats::{of, seats},
    state::{OPEN, PROPOSALS, Proposal, Reason, Seat, Standing, Status, VOTES},
    supports,
};
use crate::{Context, Failure, time::Timestamp};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use wepos_abi::ICommittee;

/// Answers a view.
///
/// # Errors
///
/// The interface's errors.
pub(super) fn answer(
    ctx: &mut Context<'_>,
    call: ICommittee::ICommitteeCalls,
) -> Result<Vec<u8>, Failure> {
    use ICommittee::ICommitteeCalls as Calls;
    Ok(match call {
        Calls::seats(_) => ICommittee::seatsCall::abi_encode_returns(&all_seats(ctx)?),
        Calls::seatOf(call) => {
            let found = of(ctx, call.member)?;
            ICommittee::seatOfCall::abi_encode_returns(&seat(ctx, found)?)
        }
        Calls::threshold(_) => {
            let filled = count(&seats(ctx)?);
            ICommittee::thresholdCall::abi_encode_returns(&ICommittee::thresholdReturn {
                filled,
                required: threshold(filled),
            })
        }
        Calls::proposalCount(_) => {
            ICommittee::proposalCountCall::abi_encode_returns(&PROPOSALS.len(ctx)?)
        }
        Calls::proposal(call) => {
            let seats = seats(ctx)?;
            let found = find(ctx, call.id)?;
            ICommittee::proposalCall::abi_encode_returns(&proposal(ctx, &seats, call.id, found)?)
        }
        Calls::proposals(call) => {
            ICommittee::proposalsCall::abi_encode_returns(&page(ctx, call.from, call.count)?)
        }
        Calls::openProposals(_) => {
            let open = OPEN.get(ctx)?.unwrap_or_default();
            let ids = open.0.into_iter().map(|(id, _)| id).collect();
            ICommittee::openProposalsCall::abi_encode_returns(&ids)
        }
        Calls::votes(call) => ICommittee::votesCall::abi_encode_returns(&votes(ctx, call.id)?),
        Calls::claims(call) => {
            ICommittee::claimsCall::abi_encode_returns(&all_claims(ctx, call.id)?)
        }
        Calls::recusals(call) => {
            ICommittee::recusalsCall::abi_encode_returns(&recusals(ctx, call.id)?)
        }
        Calls::pending(call) => {
            ICommittee::pendingCall::abi_encode_returns(&pending(ctx, call.member)?)
        }
        Calls::declares(call) => {
            let declared = declared(ctx, call.target, &call.callData)?;
            ICommittee::declaresCall::abi_encode_returns(&ICommittee::declaresReturn {
                beneficiaries: declared.beneficiaries,
                spendsStage: declared.spends.is_some(),
                stage: declared.spends.map_or(0, |stage| stage.0),
                delayed: declared.delayed,
            })
        }
        Calls::affiliations(call) => {
            ICommittee::affiliationsCall::abi_encode_returns(&all_affiliations(ctx, call.account)?)
        }
        Calls::affiliated(call) => {
            let answer = affiliations::affiliated(ctx, call.one, call.other)?;
            ICommittee::affiliatedCall::abi_encode_returns(&answer)
        }
        Calls::parameters(_) => {
            let list = PARAMETERS
                .iter()
                .map(|entry| describe(ctx, entry))
                .collect::<Result<Vec<_>, _>>()?;
            ICommittee::parametersCall::abi_encode_returns(&list)
        }
        Calls::parameter(call) => {
            let entry = named(&call.name)?;
            let value = U256::from(parameter(ctx, entry.parameter)?);
            ICommittee::parameterCall::abi_encode_returns(&value)
        }
        Calls::supportsInterface(call) => {
            ICommittee::supportsInterfaceCall::abi_encode_returns(&supports(call.interfaceId.0))
        }
        // Actions are dispatched before views are.
        _ => return Err(Failure::empty()),
    })
}

fn all_seats(ctx: &mut Context<'_>) -> Result<Vec<ICommittee::Seat>, Failure> {
    seats(ctx)?
        .into_iter()
        .map(|found| seat(ctx, found))
        .collect()
}

fn seat(ctx: &mut Context<'_>, seat: Seat) -> Result<ICommittee::Seat, Failure> {
    let open = OPEN.get(ctx)?.unwrap_or_default();
    let mine: Vec<_> = open.0.iter().filter(|(_, by)| *by == seat.id).collect();
    Ok(ICommittee::Seat {
        id: seat.id,
        member: seat.member,
        name: seat.name,
        seatedAt: seat.seated_at.whole_seconds(),
        termEndsAt: seat.term_ends_at.whole_seconds(),
        caretaker: seat.term_ends_at <= ctx.time(),
        openProposals: count(&mine),
    })
}

fn page(
    ctx: &mut Context<'_>,
    from: u64,
    asked: u64,
) -> Result<Vec<ICommittee::Proposal>, Failure> {
    let seats = seats(ctx)?;
    let end = from
        .saturating_add(asked.min(MAX_PAGE))
        .min(PROPOSALS.len(ctx)?);
    (from..end)
        .map(|id| {
            let found = find(ctx, id)?;
            proposal(ctx, &seats, id, found)
        })
        .collect()
}

fn proposal(
    ctx: &mut Context<'_>,
    seats: &[Seat],
    id: u64,
    proposal: Proposal,
) -> Result<ICommittee::Proposal, Failure> {
    let standing = standing(ctx, seats, &proposal)?;
    let state = state(ctx, &proposal, &standing);
    let open = proposal.claims.iter().filter(|note| !note.answered);
    let unanswered: Vec<_> = open.collect();
    let seconds = |at: Option<Timestamp>| at.map_or(0, Timestamp::whole_seconds);
    Ok(ICommittee::Proposal {
        id,
        state,
        proposerSeat: proposal.seat,
        proposer: proposal.proposer,
        target: proposal.target,
        unansweredClaims: count(&unanswered),
        callData: proposal.call_data.into(),
        reasonZh: proposal.reason_zh,
        reasonEn: proposal.reason_en,
        beneficiaries: proposal.beneficiaries,
        spendsStage: proposal.spends.is_some(),
        stage: proposal.spends.map_or(0, |stage| stage.0),
        delayed: proposal.delayed,
        openedAt: proposal.opened_at.whole_seconds(),
        lapsesAt: proposal.lapses_at.whole_seconds(),
        decidedAt: seconds(proposal.closed.map(|(at, _)| at)),
        effectiveAt: seconds(proposal.effective_at),
        filled: standing.filled,
        required: standing.required,
        eligible: standing.eligible(),
        approvals: count(&standing.approvals),
        rejections: count(&standing.rejections),
        failure: proposal.failure.into(),
    })
}

/// What people see of where a proposal stands.
fn state(ctx: &Context<'_>, proposal: &Proposal, standing: &Standing) -> ICommittee::State {
    use ICommittee::State;
    match proposal.status {
        Status::Open if standing.needs_ballot() => State::NeedsBallot,
        Status::Open if proposal.lapses_at <= ctx.time() => State::Lapsed,
        Status::Open => State::Open,
        Status::Scheduled => State::Scheduled,
        Status::Executed => State::Executed,
        Status::Failed => State::Failed,
        Status::Rejected => State::Rejected,
        Status::Lapsed => State::Lapsed,
        Status::Withdrawn => State::Withdrawn,
    }
}

fn votes(ctx: &mut Context<'_>, id: u64) -> Result<Vec<ICommittee::Vote>, Failure> {
    let seats = seats(ctx)?;
    let proposal = find(ctx, id)?;
    let standing = standing(ctx, &seats, &proposal)?;
    let counting = [&standing.approvals[..], &standing.rejections].concat();
    proposal
        .votes
        .iter()
        .map(|(seat, _)| {
            let vote = VOTES.get(ctx, &(id, *seat))?.expect("a vote is stored");
            Ok(ICommittee::Vote {
                seat: *seat,
                member: vote.member,
                approves: vote.approves,
                counts: counting.contains(seat),
                at: vote.at.whole_seconds(),
                reasonZh: vote.reason_zh,
                reasonEn: vote.reason_en,
            })
        })
        .collect()
}

fn all_claims(ctx: &mut Context<'_>, id: u64) -> Result<Vec<ICommittee::Claim>, Failure> {
    let claims = (0_u8..).zip(claims::all(ctx, id)?);
    Ok(claims
        .map(|(id, claim)| {
            let answered = claim.answer.as_ref();
            ICommittee::Claim {
                id,
                claimant: claim.claimant,
                seat: claim.seat,
                member: claim.member,
                evidence: claim.evidence,
                filedAt: claim.filed_at.whole_seconds(),
                answeredAt: answered.map_or(0, |answer| answer.at.whole_seconds()),
                recused: answered.is_some_and(|answer| answer.recused),
                answer: claim.answer.map(|answer| answer.text).unwrap_or_default(),
            }
        })
        .collect())
}

fn recusals(ctx: &mut Context<'_>, id: u64) -> Result<Vec<ICommittee::Recusal>, Failure> {
    let seats = seats(ctx)?;
    let proposal = find(ctx, id)?;
    let standing = standing(ctx, &seats, &proposal)?;
    let recused = standing.recused.into_iter();
    Ok(recused
        .map(|recused| ICommittee::Recusal {
            seat: recused.seat,
            member: recused.member,
            reason: match recused.reason {
                Reason::Benefits => ICommittee::RecusalReason::Beneficiary,
                Reason::AffiliateBenefits => ICommittee::RecusalReason::Affiliate,
                Reason::SteppedBack => ICommittee::RecusalReason::Own,
            },
            account: recused.account,
        })
        .collect())
}

/// Looks at the one seat only: all open proposals with everybody they benefit fit into one call.
fn pending(ctx: &mut Context<'_>, member: Address) -> Result<Vec<ICommittee::Task>, Failure> {
    let seat = of(ctx, member)?;
    let all = seats(ctx)?;
    let mut tasks = Vec::new();
    for (id, _) in OPEN.get(ctx)?.unwrap_or_default().0 {
        let proposal = find(ctx, id)?;
        let spoken = proposal.votes.iter().any(|(by, _)| *by == seat.id);
        let vote = !spoken && super::proposals::recusal(ctx, &all, &proposal, &seat)?.is_none();
        let claims: Vec<u8> = (0_u8..)
            .zip(&proposal.claims)
            .filter(|(_, note)| note.seat == seat.id && !note.answered)
            .map(|(claim, _)| claim)
            .collect();
        if vote || !claims.is_empty() {
            tasks.push(ICommittee::Task {
                proposal: id,
                vote,
                claims,
                lapsesAt: proposal.lapses_at.whole_seconds(),
            });
        }
    }
    Ok(tasks)
}

fn all_affiliations(
    ctx: &mut Context<'_>,
    account: Address,
) -> Result<Vec<ICommittee::Affiliation>, Failure> {
    let seats = seats(ctx)?;
    let first = affiliations::party(&seats, account)[0];
    let standing = affiliations::standing(ctx, first)?.0.into_iter();
    Ok(standing
        .map(|affiliation| ICommittee::Affiliation {
            account: affiliation.account,
            declaredAt: affiliation.declared_at.whole_seconds(),
            countsUntil: affiliation.counts_until.map_or(0, Timestamp::whole_seconds),
        })
        .collect())
}

fn describe(
    ctx: &mut Context<'_>,
    entry: &ParameterInfo,
) -> Result<ICommittee::Parameter, Failure> {
    Ok(ICommittee::Parameter {
        name: entry.name.to_owned(),
        value: U256::from(parameter(ctx, entry.parameter)?),
        initial: U256::from(entry.initial),
        minimum: U256::from(entry.minimum),
        maximum: U256::from(entry.maximum),
        unit: entry.unit.to_owned(),
        meaningZh: entry.meaning_zh.to_owned(),
        meaningEn: entry.meaning_en.to_owned(),
    })
}
