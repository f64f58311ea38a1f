//! Appeals: two others hear them, and both are needed to overturn a decision (R23, R24).

use super::{
    Task, case, check_text,
    decisions::end,
    eligible, require_no_interest,
    state::{Appeal, CASES, Case, Hearing, Status, TEXTS},
    wrong_status,
};
use crate::{
    Context, Failure, ensure,
    modules::{
        campaigns::{JUDGES, REASON_BYTES, after, days},
        committee::Parameter,
    },
};
use alloy_primitives::Address;
use wepos_abi::ICases;

/// Appeals against a proven case.
///
/// Checks, in order: the reason; the case exists and is the sender's; it is proven, and was not heard; there is time;
/// two others can hear it.
///
/// # Errors
///
/// `TextLength`, `UnknownCase`, `NotAccused`, `WrongStatus`, `AppealOver`, `TooFewToHear`.
pub(super) fn appeal(ctx: &mut Context<'_>, id: u64, reason: &str) -> Result<(), Failure> {
    let reason = check_text("reason", reason, REASON_BYTES)?;
    let mut case = case(ctx, id)?;
    let (account, now) = (case.account, ctx.time());
    ensure!(ctx.sender() == account, ICases::NotAccused { id, account });
    let Status::Proven { appeal_until } = case.status else {
        return Err(wrong_status(ctx, id, &case).into());
    };
    ensure!(
        now < appeal_until,
        ICases::AppealOver {
            closedAt: appeal_until.whole_seconds()
        }
    );
    let judges = judges(ctx, &case)?;

    let until = after(now, days(ctx, Parameter::AppealDecisionDays)?);
    case.status = Status::Appealed { until };
    let hearing = |judge: &Address| Hearing {
        judge: *judge,
        overturn: None,
    };
    case.appeal = Some(Appeal {
        at: now,
        hearings: judges.iter().map(hearing).collect(),
    });
    let mut texts = TEXTS.get(ctx, &id)?.unwrap_or_default();
    texts.appeal.clone_from(&reason);
    texts.hearings = vec![String::new(); judges.len()];
    TEXTS.put(ctx, &id, &texts)?;
    CASES.put(ctx, &id, &case)?;
    Task::Settle { id }.schedule(ctx, until)?;
    ctx.emit(&ICases::Appealed {
        id,
        account,
        judges,
        hearUntil: until.whole_seconds(),
        reason,
    })
}

/// Who hears an appeal: the next two after whoever decided, who neither opened the case nor have an interest.
fn judges(ctx: &mut Context<'_>, case: &Case) -> Result<Vec<Address>, Failure> {
    let decider = case.decision.map(|decision| decision.decider);
    let mut parties = case.parties.clone();
    parties.push(case.opener);
    let mut able = eligible(ctx, &parties)?;
    if let Some(position) = able.iter().position(|one| Some(*one) == decider) {
        able.rotate_left(position);
        able.remove(0);
    }
    able.truncate(JUDGES);
    ensure!(
        able.len() == JUDGES,
        ICases::TooFewToHear {
            eligible: able.len() as u32,
            needed: JUDGES as u32,
        }
    );
    Ok(able)
}

/// Votes on an appeal. The decision is overturned when both have voted for that, and stands with the first vote
/// against.
///
/// Checks, in order: the reason; the case exists and is under appeal, in time; the caller hears it, has not voted, and
/// has no interest.
///
/// # Errors
///
/// `TextLength`, `UnknownCase`, `WrongStatus`, `HearingEnded`, `HearsNothing`, `AlreadyHeard`, `HasInterest`.
pub(super) fn decide_appeal(
    ctx: &mut Context<'_>,
    call: &ICases::decideAppealCall,
) -> Result<(), Failure> {
    let reason = check_text("reason", &call.reason, REASON_BYTES)?;
    let (id, overturn, judge) = (call.id, call.overturn, ctx.sender());
    let mut case = case(ctx, id)?;
    let Status::Appealed { until } = case.status else {
        return Err(wrong_status(ctx, id, &case).into());
    };
    ensure!(
        ctx.time() < until,
        ICases::HearingEnded {
            closedAt: until.whole_seconds()
        }
    );
    let hearings = &mut case.appeal.as_mut().expect("it was appealed").hearings;
    let Some(position) = hearings.iter().position(|hearing| hearing.judge == judge) else {
        return Err(ICases::HearsNothing { account: judge }.into());
    };
    let hearing = &mut hearings[position];
    ensure!(
        hearing.overturn.is_none(),
        ICases::AlreadyHeard { account: judge }
    );
    hearing.overturn = Some(overturn);
    let unanimous = (hearings.iter()).all(|hearing| hearing.overturn == Some(true));
    let unanimous = mutated!(OneJudgeOverturnsCase, overturn, unanimous);
    require_no_interest(ctx, judge, &case.parties)?;
    require_no_interest(ctx, judge, &[case.opener])?;

    let mut texts = TEXTS.get(ctx, &id)?.unwrap_or_default();
    texts.hearings[position].clone_from(&reason);
    TEXTS.put(ctx, &id, &texts)?;
    ctx.emit(&ICases::AppealHeard {
        id,
        account: case.account,
        judge,
        overturn,
        reason,
    })?;
    if unanimous {
        return end(ctx, id, case, Status::Overturned);
    }
    if !overturn {
        return end(ctx, id, case, Status::Final);
    }
    CASES.put(ctx, &id, &case)
}

/// The time to appeal, or to hear an appeal, is over: the decision stands.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn settle(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let case = case(ctx, id)?;
    // The item of the time to appeal comes in vain where there was an appeal.
    let is_over = match case.status {
        Status::Proven { appeal_until } => appeal_until <= ctx.time(),
        Status::Appealed { until } => until <= ctx.time(),
        _ => false,
    };
    if is_over {
        end(ctx, id, case, Status::Final)
    } else {
        Ok(())
    }
}
