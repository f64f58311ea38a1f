//! What follows from enough approvals, and from time: execution at once or later, and lapses (R13, R14).

use super::{
    MAX_CALL_BYTES,
    parameters::{Parameter, days_of},
    proposals::{close, count, find, lapse, stage_end, standing, tell_ballot},
    seats::{own, seats},
    state::{MODULE, PROPOSALS, Proposal, Standing, Status},
};
use crate::{Context, Failure, ensure, execution::AGENDA, time::Timestamp};
use borsh::{BorshDeserialize, BorshSerialize};
use wepos_abi::ICommittee;

/// The bytes of a kept error: what may quote a call, with room for the words around it.
const MAX_FAILURE_BYTES: usize = 2 * MAX_CALL_BYTES;

/// An item of the agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
enum Item {
    /// The time of a proposal is over.
    Lapse(u64),
    /// A decision takes effect.
    Execute(u64),
}

/// Runs an item of the agenda.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn due(ctx: &mut Context<'_>, payload: &[u8]) -> Result<(), Failure> {
    match borsh::from_slice(payload).expect("the module wrote it") {
        Item::Lapse(id) => lapse_now(ctx, id),
        Item::Execute(id) => {
            let proposal = find(ctx, id)?;
            // A member may have been faster, where the agenda was late.
            match proposal.status {
                Status::Scheduled => execute(ctx, id, proposal),
                _ => Ok(()),
            }
        }
    }
}

/// Enough members approved: the call runs now, or some days later.
pub(super) fn decide(
    ctx: &mut Context<'_>,
    id: u64,
    mut proposal: Proposal,
    standing: Standing,
) -> Result<(), Failure> {
    let now = ctx.time();
    let approvals = count(&standing.approvals);
    let effective_at = if proposal.delayed {
        let days = days_of(ctx, Parameter::DecisionDelayDays)?;
        let days = mutated!(DelayIgnored, 0, days);
        let delay = ctx.calendar().days(days);
        now.checked_add(delay).expect("a delay fits")
    } else {
        now
    };
    close(ctx, id, &mut proposal, (Status::Scheduled, standing))?;
    proposal.effective_at = Some(effective_at);
    let days = days_of(ctx, Parameter::ProposalLapseDays)?;
    let term = ctx.calendar().days(days);
    let until = effective_at.checked_add(term).expect("a term fits");
    proposal.lapses_at = stage_end(ctx, proposal.spends).map_or(until, |end| until.min(end));
    ctx.emit(&ICommittee::Decided {
        id,
        approvals,
        effectiveAt: effective_at.whole_seconds(),
    })?;
    if !proposal.delayed {
        return execute(ctx, id, proposal);
    }
    schedule(ctx, effective_at, Item::Execute(id))?;
    PROPOSALS.put(ctx, id, &proposal)
}

/// Runs the call of a decision that failed, or that the agenda could not run.
///
/// # Errors
///
/// `NotAMember`, `UnknownProposal`, `NothingToExecute`, `NotEffectiveYet`.
pub(super) fn execute_again(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    own(ctx)?;
    let proposal = find(ctx, id)?;
    let now = ctx.time();
    let waits = matches!(proposal.status, Status::Scheduled | Status::Failed);
    ensure!(
        waits && now < proposal.lapses_at,
        ICommittee::NothingToExecute {
            id,
            lapsesAt: proposal.lapses_at.whole_seconds()
        }
    );
    let effective_at = proposal.effective_at.unwrap_or_default();
    ensure!(
        effective_at <= now,
        ICommittee::NotEffectiveYet {
            id,
            effectiveAt: effective_at.whole_seconds()
        }
    );
    execute(ctx, id, proposal)
}

/// Runs the call. A call that fails changes nothing, and its error is kept and told.
fn execute(ctx: &mut Context<'_>, id: u64, mut proposal: Proposal) -> Result<(), Failure> {
    match ctx.call(proposal.target, &proposal.call_data) {
        Ok(_) => {
            proposal.status = Status::Executed;
            proposal.failure.clear();
            PROPOSALS.put(ctx, id, &proposal)?;
            ctx.emit(&ICommittee::Executed { id })
        }
        Err(Failure::NotLoaded) => Err(Failure::NotLoaded),
        // The limit was the caller's, not the decision's: it is tried again with more.
        Err(limit) if ctx.is_exhausted() => Err(limit),
        Err(Failure::Revert(mut failure)) => {
            failure.truncate(MAX_FAILURE_BYTES);
            proposal.status = Status::Failed;
            proposal.failure = failure.to_vec();
            PROPOSALS.put(ctx, id, &proposal)?;
            ctx.emit(&ICommittee::ExecutionFailed { id, failure })
        }
    }
}

/// A proposal's time is over. What needs a ballot waits on, unless the budget it would spend is gone.
fn lapse_now(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let mut proposal = find(ctx, id)?;
    if proposal.status != Status::Open {
        return Ok(());
    }
    let seats = seats(ctx)?;
    let standing = standing(ctx, &seats, &proposal)?;
    let now = ctx.time();
    let over = stage_end(ctx, proposal.spends).is_some_and(|end| end <= now);
    if standing.needs_ballot() && !over {
        proposal.lapses_at = lapse(ctx, proposal.spends)?;
        schedule_lapse(ctx, id, proposal.lapses_at)?;
        tell_ballot(ctx, id, &proposal, &standing)?;
        return PROPOSALS.put(ctx, id, &proposal);
    }
    close(ctx, id, &mut proposal, (Status::Lapsed, standing))?;
    PROPOSALS.put(ctx, id, &proposal)?;
    ctx.emit(&ICommittee::Lapsed { id })
}

/// Puts the end of a proposal on the agenda.
pub(super) fn schedule_lapse(ctx: &mut Context<'_>, id: u64, at: Timestamp) -> Result<(), Failure> {
    schedule(ctx, at, Item::Lapse(id))
}

fn schedule(ctx: &mut Context<'_>, at: Timestamp, item: Item) -> Result<(), Failure> {
    let payload = borsh::to_vec(&item).expect("writing to a vector cannot fail");
    AGENDA.schedule(ctx, at, MODULE, payload)
}
