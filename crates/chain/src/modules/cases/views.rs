//! What anybody may ask: read only, in bounded pages.

use super::{
    MAX_CLAIMS, MAX_PAGE, TEXT_BYTES, case, decisions,
    state::{ACCOUNTS, CASES, COUNT, Case, OF_ACCOUNT, PROVEN, Status, TEXTS},
};
use crate::{
    Context, Failure,
    modules::{
        campaigns::{self, Bar, REASON_BYTES, after, days},
        committee::{self, Parameter},
    },
    state::read_all,
    time::{Span, Timestamp},
};
use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use wepos_abi::{ICases, IReputation, interface_ids};

/// Answers a view.
///
/// # Errors
///
/// `UnknownCase`.
///
/// # Panics
///
/// For an action: the caller has handled those.
pub(super) fn answer(ctx: &mut Context<'_>, call: ICases::ICasesCalls) -> Result<Vec<u8>, Failure> {
    use ICases::{self as I, ICasesCalls as Calls};
    Ok(match call {
        Calls::caseOf(call) => {
            let own_term = days(ctx, Parameter::UnopenedCaseDays)?;
            let case = case(ctx, call.id)?;
            I::caseOfCall::abi_encode_returns(&shown(ctx.time(), call.id, case, own_term))
        }
        Calls::texts(call) => I::textsCall::abi_encode_returns(&texts(ctx, call.id)?),
        Calls::cases(call) => {
            let total = COUNT.get(ctx)?.unwrap_or(0);
            let first = call.from.max(1);
            let end = first
                .saturating_add(call.count.min(MAX_PAGE).into())
                .min(total.saturating_add(1));
            let page = page(ctx, first..end)?;
            I::casesCall::abi_encode_returns(&ICases::casesReturn { page, total })
        }
        Calls::casesOf(call) => {
            let account = call.account;
            let total = ACCOUNTS.get(ctx, &account)?.unwrap_or_default().cases;
            let positions = positions(call.from, call.count, total);
            let ids = read_all(positions, |position| {
                OF_ACCOUNT.get(ctx, &(account, position))
            })?;
            let page = page(ctx, ids.into_iter().flatten())?;
            I::casesOfCall::abi_encode_returns(&ICases::casesOfReturn { page, total })
        }
        Calls::barredUntil(call) => {
            let (until, id) = bar(campaigns::bar_of(ctx, call.account)?);
            I::barredUntilCall::abi_encode_returns(&ICases::barredUntilReturn { until, id })
        }
        Calls::factBarredUntil(call) => {
            let (until, id) = bar(campaigns::bar_of_fact(ctx, call.fact)?);
            I::factBarredUntilCall::abi_encode_returns(&ICases::factBarredUntilReturn { until, id })
        }
        Calls::limits(_) => I::limitsCall::abi_encode_returns(&limits(ctx)?),
        Calls::supportsInterface(call) => I::supportsInterfaceCall::abi_encode_returns(
            &interface_ids::CASES.contains(&call.interfaceId.0),
        ),
        _ => unreachable!("actions are handled before"),
    })
}

/// The positions of a page, from 0.
fn positions(from: u32, count: u32, total: u32) -> std::ops::Range<u32> {
    from..from.saturating_add(count.min(MAX_PAGE)).min(total)
}

fn page(
    ctx: &mut Context<'_>,
    ids: impl Iterator<Item = u64>,
) -> Result<Vec<ICases::Case>, Failure> {
    let own_term = days(ctx, Parameter::UnopenedCaseDays)?;
    let now = ctx.time();
    read_all(ids, |id| Ok(shown(now, id, case(ctx, id)?, own_term)))
}

/// A case as everybody sees it; `own_term` is how long it is left to whose turn it is.
fn shown(now: Timestamp, id: u64, case: Case, own_term: Span) -> ICases::Case {
    let seconds = |at: Option<Timestamp>| at.map_or(0, Timestamp::whole_seconds);
    let (appeal_until, hear_until) = match case.status {
        Status::Proven { appeal_until } => (Some(appeal_until), None),
        Status::Appealed { until } => (None, Some(until)),
        _ => (None, None),
    };
    let decision = case.decision;
    let claims = case.claims.iter().map(|claim| ICases::Claim {
        campaign: claim.campaign,
        submission: claim.submission,
    });
    ICases::Case {
        id,
        account: case.account,
        opener: case.opener,
        status: case.status_at(now),
        claims: claims.collect(),
        openedAt: case.opened_at.whole_seconds(),
        replyUntil: case.reply_until.whole_seconds(),
        repliedAt: seconds(case.replied_at),
        openToAllAt: after(case.ready_at(), own_term).ceil_seconds(),
        decideUntil: case.decide_until.whole_seconds(),
        reviewer: case.reviewer,
        decider: decision.map_or(Address::ZERO, |decision| decision.decider),
        decidedAt: seconds(decision.map(|decision| decision.at)),
        barDays: decision.map_or(0, |decision| decision.bar_days),
        appealUntil: seconds(appeal_until),
        appealedAt: seconds(case.appeal.as_ref().map(|appeal| appeal.at)),
        hearUntil: seconds(hear_until),
        endedAt: seconds(case.ended_at),
        barredUntil: case.barred_until().map_or(0, Timestamp::ceil_seconds),
    }
}

fn texts(ctx: &mut Context<'_>, id: u64) -> Result<ICases::Texts, Failure> {
    let case = case(ctx, id)?;
    let texts = TEXTS.get(ctx, &id)?.unwrap_or_default();
    let hearings = case
        .appeal
        .map(|appeal| appeal.hearings)
        .unwrap_or_default();
    let hearings = hearings.iter().zip(texts.hearings);
    Ok(ICases::Texts {
        evidence: texts.evidence,
        reply: texts.reply,
        reason: texts.reason,
        appeal: texts.appeal,
        hearings: hearings
            .map(|(hearing, reason)| ICases::Hearing {
                judge: hearing.judge,
                vote: match hearing.overturn {
                    None => 0,
                    Some(false) => 1,
                    Some(true) => 2,
                },
                reason,
            })
            .collect(),
    })
}

fn bar(bar: Option<Bar>) -> (u64, u64) {
    bar.map_or((0, 0), |bar| (bar.until.ceil_seconds(), bar.case))
}

fn limits(ctx: &mut Context<'_>) -> Result<ICases::Limits, Failure> {
    let bar_days = decisions::max_bar_days(ctx)?;
    let mut now = |parameter| committee::days_of(ctx, parameter);
    Ok(ICases::Limits {
        replyDays: now(Parameter::FraudReplyDays)?,
        decisionDays: now(Parameter::FraudDecisionDays)?,
        ownDays: now(Parameter::UnopenedCaseDays)?,
        appealDays: now(Parameter::AppealDays)?,
        hearingDays: now(Parameter::AppealDecisionDays)?,
        barDays: bar_days,
        claims: MAX_CLAIMS as u32,
        textBytes: TEXT_BYTES as u32,
        reasonBytes: REASON_BYTES as u32,
    })
}

/// Cases against an account that were proven for good, for its public record.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn proven(
    ctx: &mut Context<'_>,
    call: &IReputation::provenCasesCall,
) -> Result<IReputation::provenCasesReturn, Failure> {
    let account = call.account;
    let total = ACCOUNTS.get(ctx, &account)?.unwrap_or_default().proven;
    let positions = positions(call.from, call.count, total);
    let ids = read_all(positions, |position| PROVEN.get(ctx, &(account, position)))?;
    let page = read_all(ids.into_iter().flatten(), |id| {
        let case = CASES.get(ctx, &id)?.expect("what was proven is there");
        Ok(IReputation::ProvenCase {
            id,
            decidedAt: case
                .decision
                .map_or(0, |decision| decision.at.whole_seconds()),
            barredUntil: case.barred_until().map_or(0, Timestamp::ceil_seconds),
            claims: case.claims.len() as u32,
        })
    })?;
    Ok(IReputation::provenCasesReturn { page, total })
}
