//! A case is decided, with a reason; or nobody does, and it is dismissed.

use super::{
    Task, case, check_text, interest, may_decide, require_no_interest,
    state::{ACCOUNTS, CASES, Case, Claim, Decision, PROVEN, Status, TEXTS},
    wrong_status,
};
use crate::{
    Context, Failure, ensure,
    modules::{
        campaigns::{self, Bar, REASON_BYTES, after, days},
        committee::{self, Parameter},
        emission,
    },
    stages::StageIndex,
    time::Timestamp,
};
use alloy_primitives::Address;
use wepos_abi::ICases;

/// Decides a case.
///
/// Checks, in order: the reason; the case exists and is open; the caller reviews, or sits in the committee; the accused
/// replied or had the time; there is time; the caller has no interest and did not open it; it is the caller's case, or
/// everybody's; the bar is no longer than a stage.
///
/// # Errors
///
/// `TextLength`, `UnknownCase`, `WrongStatus`, `MayNotDecide`, `ReplyAwaited`, `DecisionOver`, `HasInterest`,
/// `NotResponsible`, `BarTooLong`.
pub(super) fn decide(ctx: &mut Context<'_>, call: &ICases::decideCall) -> Result<(), Failure> {
    let reason = check_text("reason", &call.reason, REASON_BYTES)?;
    let (id, proven, bar_days) = (call.id, call.proven, call.barDays);
    let mut case = case(ctx, id)?;
    check_decider(ctx, id, &case)?;
    let maximum = if proven { max_bar_days(ctx)? } else { 0 };
    ensure!(
        bar_days <= maximum,
        ICases::BarTooLong {
            barDays: bar_days,
            maximum,
        }
    );

    let (decider, now) = (ctx.sender(), ctx.time());
    let barred_until = (bar_days > 0).then(|| after(now, ctx.calendar().days(bar_days)));
    case.decision = Some(Decision {
        decider,
        at: now,
        bar_days,
        barred_until,
    });
    let mut texts = TEXTS.get(ctx, &id)?.unwrap_or_default();
    texts.reason.clone_from(&reason);
    TEXTS.put(ctx, &id, &texts)?;
    let appeal_until = after(now, days(ctx, Parameter::AppealDays)?);
    ctx.emit(&ICases::Decided {
        id,
        account: case.account,
        decider,
        proven,
        barDays: bar_days,
        appealUntil: if proven {
            appeal_until.whole_seconds()
        } else {
            0
        },
        reason,
    })?;
    if !proven {
        return end(ctx, id, case, Status::Dismissed);
    }
    case.status = Status::Proven { appeal_until };
    CASES.put(ctx, &id, &case)?;
    Task::Settle { id }.schedule(ctx, appeal_until)
}

fn check_decider(ctx: &mut Context<'_>, id: u64, case: &Case) -> Result<(), Failure> {
    let (sender, now) = (ctx.sender(), ctx.time());
    ensure!(case.status == Status::Open, wrong_status(ctx, id, case));
    ensure!(
        may_decide(ctx, sender)?,
        ICases::MayNotDecide { account: sender }
    );
    let ready_at = case.ready_at();
    ensure!(
        mutated!(ReplyNotAwaited, true, now >= ready_at),
        ICases::ReplyAwaited {
            availableFrom: ready_at.ceil_seconds()
        }
    );
    ensure!(
        now < case.decide_until,
        ICases::DecisionOver {
            closedAt: case.decide_until.whole_seconds()
        }
    );
    require_no_interest(ctx, sender, &case.parties)?;
    let opener: &[Address] = mutated!(OpenerDecides, &[], &[case.opener]);
    require_no_interest(ctx, sender, opener)?;
    let open_to_all_at = after(ready_at, days(ctx, Parameter::UnopenedCaseDays)?);
    let reviews = campaigns::is_reviewer(ctx, sender)?;
    if now >= open_to_all_at || (reviews && sender == case.reviewer) {
        return Ok(());
    }
    // A case whose reviewer left, or turned out to have an interest, is every other reviewer's.
    let left = !campaigns::is_reviewer(ctx, case.reviewer)?
        || interest(ctx, case.reviewer, &case.parties)?.is_some()
        || committee::affiliated(ctx, case.reviewer, case.opener)?;
    ensure!(
        reviews && left,
        ICases::NotResponsible {
            id,
            reviewer: case.reviewer,
            availableFrom: open_to_all_at.ceil_seconds(),
        }
    );
    Ok(())
}

/// The most days for which a decision of now can bar: those of the running stage, or of the last one (R24).
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn max_bar_days(ctx: &mut Context<'_>) -> Result<u32, Failure> {
    let stages = committee::parameter(ctx, Parameter::FraudBarStages)?;
    let mut stage = emission::running_stage(ctx);
    if !emission::has_stage(ctx, stage) {
        stage = StageIndex(stage.0.saturating_sub(1));
    }
    let starts = match stage.0.checked_sub(1) {
        None => ctx.calendar().launch(),
        Some(before) => emission::stage_end(ctx, StageIndex(before)),
    };
    let length = (emission::stage_end(ctx, stage).millis()).saturating_sub(starts.millis());
    let day = ctx.calendar().days(1).millis().max(1);
    let days = length.checked_div(day).unwrap_or(0).saturating_mul(stages);
    Ok(u32::try_from(days).unwrap_or(u32::MAX))
}

/// The time to decide is over: what nobody decided is dismissed.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn lapse(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let case = case(ctx, id)?;
    if case.status != Status::Open {
        return Ok(());
    }
    end(
        ctx,
        id,
        case,
        mutated!(SilenceProves, Status::Final, Status::Lapsed),
    )
}

/// Ends a case: its claims are let go, or refused for good with account and contents barred.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn end(
    ctx: &mut Context<'_>,
    id: u64,
    mut case: Case,
    status: Status,
) -> Result<(), Failure> {
    let (account, now) = (case.account, ctx.time());
    campaigns::load_claims(ctx, case.claims.iter().map(Claim::key))?;
    case.status = status;
    case.ended_at = Some(now);
    CASES.put(ctx, &id, &case)?;
    let proven = status == Status::Final;
    let bar = Bar {
        until: case.barred_until().unwrap_or(now),
        case: id,
    };
    if proven {
        let mut accused = ACCOUNTS.get(ctx, &account)?.unwrap_or_default();
        PROVEN.create(ctx, &(account, accused.proven), &id)?;
        accused.proven = accused.proven.saturating_add(1);
        ACCOUNTS.put(ctx, &account, &accused)?;
        campaigns::bar_account(ctx, account, bar)?;
    }
    for claim in &case.claims {
        if proven {
            campaigns::refuse(ctx, bar, claim.key())?;
        } else {
            campaigns::release(ctx, id, claim.key())?;
        }
    }
    ctx.emit(&ICases::Ended {
        id,
        account,
        status: case.status_at(now),
        barredUntil: case.barred_until().map_or(0, Timestamp::ceil_seconds),
    })
}

impl Case {
    /// Until when it bars its account: only once it is proven for good.
    pub(super) fn barred_until(&self) -> Option<Timestamp> {
        let decision = self.decision.filter(|_| self.status == Status::Final);
        decision.and_then(|decision| decision.barred_until)
    }
}
