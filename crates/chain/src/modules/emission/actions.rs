//! What other modules may ask for, and what the committee may decide. Amounts only: who gets what, and why, is theirs
//! to know.

use super::{
    rules::{self, Area, Shares},
    state::{BUDGET, Budget, CLOCK, Phase, STAGES, StageRecord},
};
use crate::{
    Context, Failure, amounts::Amount, ensure, modules::token, stages::StageIndex, state::Key,
    time::Timestamp,
};
use alloy_primitives::Address;
use alloy_sol_types::SolEvent;
use wepos_abi::{IEmission, addresses};

/// The running stage. After the last one it is one further (R18), and nothing can be reserved.
pub(crate) fn running_stage(ctx: &Context<'_>) -> StageIndex {
    let stages = &ctx.genesis().stages;
    let after = u8::try_from(stages.entries().len()).expect("genesis bounds the table");
    let month = ctx.calendar().month_at(ctx.time());
    stages.stage_at_month(month).unwrap_or(StageIndex(after))
}

/// What base rewards and base prices are multiplied with in this block (R1, I9).
pub(crate) fn multiplier(ctx: &Context<'_>) -> u128 {
    let month = ctx.calendar().month_at(ctx.time());
    u128::from(ctx.genesis().stages.multiplier_at_month(month))
}

/// Whether the table has this stage: what comes from outside has to be asked before the functions below are.
pub(crate) fn has_stage(ctx: &Context<'_>, stage: StageIndex) -> bool {
    ctx.genesis().stages.get(stage).is_some()
}

/// When a stage ends.
///
/// # Panics
///
/// When the table has no such stage.
pub(crate) fn stage_end(ctx: &Context<'_>, stage: StageIndex) -> Timestamp {
    rules::stage_end(ctx.genesis(), stage)
}

/// Until when submissions of a stage may be decided and paid (R5).
///
/// # Panics
///
/// When the table has no such stage.
pub(crate) fn settles_at(ctx: &Context<'_>, stage: StageIndex) -> Timestamp {
    rules::settles_at(ctx.genesis(), ctx.calendar(), stage)
}

/// All that a stage releases.
pub(super) fn allotment(ctx: &Context<'_>, stage: StageIndex) -> Amount {
    let row = ctx.genesis().stages.get(stage);
    let all = row.expect("the stage is in the table").release();
    all.expect("genesis was checked")
}

/// What `area` could reserve now: its earmark of the month, and what no area has (R14). Nothing once issuing has ended.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn available(ctx: &mut Context<'_>, area: Area) -> Result<Amount, Failure> {
    let stage = running_stage(ctx);
    if !has_stage(ctx, stage) {
        return Ok(Amount::ZERO);
    }
    let unreserved = record(ctx, stage)?.unreserved();
    Ok(budget(ctx)?.available(area, unreserved))
}

/// Reserves `amount` of the running stage for rewards: the area's earmark of the month first, then what is unallocated
/// (R14).
///
/// # Errors
///
/// `IssuingOver` after the last stage, `AreaBudgetExceeded`.
pub(crate) fn reserve(ctx: &mut Context<'_>, area: Area, amount: Amount) -> Result<(), Failure> {
    let stage = issuing_stage(ctx)?;
    let mut record = record(ctx, stage)?;
    let mut budget = budget(ctx)?;
    let available = budget.available(area, record.unreserved());
    ensure!(
        amount <= available,
        IEmission::AreaBudgetExceeded {
            area: area.number(),
            asked: amount.into(),
            available: available.into(),
        }
    );
    record.reserve(amount);
    budget.take(area, amount);
    STAGES.put(ctx, &stage.0, &record)?;
    BUDGET.put(ctx, &budget)?;
    token::move_protocol_funds(ctx, addresses::STAGE, addresses::RESERVED, amount)?;
    tell(
        ctx,
        &IEmission::Reserved {
            stage: stage.0,
            area: area.number(),
            amount: amount.into(),
        },
    )
}

/// Gives back what was reserved in a stage that still runs; it belongs to no area then.
///
/// # Errors
///
/// `StageOver`: what was free then is burned.
///
/// # Panics
///
/// When less is free: more than the caller reserved, or something is held of it.
pub(crate) fn unreserve(
    ctx: &mut Context<'_>,
    stage: StageIndex,
    amount: Amount,
) -> Result<(), Failure> {
    let mut record = record(ctx, stage)?;
    ensure!(
        record.phase == Phase::Open,
        IEmission::StageOver {
            stage: stage.0,
            endedAt: stage_end(ctx, stage).whole_seconds(),
        }
    );
    record.unreserve(amount);
    STAGES.put(ctx, &stage.0, &record)?;
    token::move_protocol_funds(ctx, addresses::RESERVED, addresses::STAGE, amount)?;
    tell(
        ctx,
        &IEmission::Unreserved {
            stage: stage.0,
            amount: amount.into(),
        },
    )
}

/// Holds a part of what is reserved, or in settlement, for a submission: the boundary keeps it (R5). Nothing moves.
///
/// # Errors
///
/// `SettlementOver`.
///
/// # Panics
///
/// When less is free: more than the caller reserved.
pub(crate) fn hold(
    ctx: &mut Context<'_>,
    stage: StageIndex,
    amount: Amount,
) -> Result<(), Failure> {
    let mut record = not_settled(ctx, stage)?;
    record.hold(amount);
    STAGES.put(ctx, &stage.0, &record)
}

/// Ends a hold. What it held is free for another submission, and burned at the boundary, or at the end of the
/// settlement, if none takes it. Of a settled stage nothing is held any more.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
///
/// # Panics
///
/// When less is held.
pub(crate) fn unhold(
    ctx: &mut Context<'_>,
    stage: StageIndex,
    amount: Amount,
) -> Result<(), Failure> {
    let mut record = record(ctx, stage)?;
    if record.phase == Phase::Settled {
        return Ok(());
    }
    record.unhold(amount);
    STAGES.put(ctx, &stage.0, &record)
}

/// Pays `amount` of what is `held` for a submission of `stage`, which counts as issued of that stage. The rest of
/// `held` becomes free.
///
/// # Errors
///
/// `SettlementOver`.
///
/// # Panics
///
/// When less is held, or `amount` is more than `held`.
pub(crate) fn pay(
    ctx: &mut Context<'_>,
    stage: StageIndex,
    to: Address,
    held: Amount,
    amount: Amount,
) -> Result<(), Failure> {
    let mut record = not_settled(ctx, stage)?;
    let source = match record.phase {
        Phase::Open => addresses::RESERVED,
        Phase::Settling | Phase::Settled => addresses::SETTLEMENT,
    };
    record.pay(held, amount);
    STAGES.put(ctx, &stage.0, &record)?;
    token::move_protocol_funds(ctx, source, to, amount)
}

/// Sets how tranches are split from the next one on. A decision of the committee (R14).
///
/// # Errors
///
/// `OnlyByDecision`, `IssuingOver`, `SharesExceedWhole`.
pub(super) fn set_budget(
    ctx: &mut Context<'_>,
    basis_points: [u16; Area::COUNT],
) -> Result<(), Failure> {
    let caller = ctx.sender();
    ensure!(
        caller == addresses::COMMITTEE,
        IEmission::OnlyByDecision { caller }
    );
    let shares = shares(ctx, basis_points)?;
    let mut budget = budget(ctx)?;
    budget.shares = Some(shares);
    BUDGET.put(ctx, &budget)?;
    let month = CLOCK.get(ctx)?.unwrap_or_default().month;
    tell(
        ctx,
        &IEmission::BudgetSet {
            fromMonth: month.saturating_add(1),
            shares: basis_points,
        },
    )
}

/// What a decision on the split asks for: tranches to come, and shares that are no more than a whole.
///
/// # Errors
///
/// `IssuingOver`, `SharesExceedWhole`.
pub(super) fn shares(
    ctx: &Context<'_>,
    basis_points: [u16; Area::COUNT],
) -> Result<Shares, Failure> {
    issuing_stage(ctx)?;
    Shares::new(basis_points).ok_or_else(|| {
        let sum = basis_points.iter().copied().map(u32::from).sum();
        IEmission::SharesExceedWhole { sum }.into()
    })
}

/// The running stage, if there is one.
///
/// # Errors
///
/// `IssuingOver`.
fn issuing_stage(ctx: &Context<'_>) -> Result<StageIndex, Failure> {
    let stage = running_stage(ctx);
    if has_stage(ctx, stage) {
        return Ok(stage);
    }
    let last = StageIndex(stage.0.saturating_sub(1));
    let ended_at = stage_end(ctx, last).whole_seconds();
    Err(IEmission::IssuingOver { endedAt: ended_at }.into())
}

/// The record of a stage; an empty one before it begins.
pub(super) fn record(ctx: &mut Context<'_>, stage: StageIndex) -> Result<StageRecord, Failure> {
    Ok(STAGES.get(ctx, &stage.0)?.unwrap_or_default())
}

/// The account that what is held in a running stage is paid from.
pub(crate) fn funds_key() -> Key {
    token::account_key(&addresses::RESERVED)
}

fn not_settled(ctx: &mut Context<'_>, stage: StageIndex) -> Result<StageRecord, Failure> {
    let record = record(ctx, stage)?;
    ensure!(
        record.phase != Phase::Settled,
        IEmission::SettlementOver {
            stage: stage.0,
            endedAt: settles_at(ctx, stage).whole_seconds(),
        }
    );
    Ok(record)
}

pub(super) fn budget(ctx: &mut Context<'_>) -> Result<Budget, Failure> {
    Ok(BUDGET.get(ctx)?.unwrap_or_default())
}

/// Emits an event of this module, whichever module asked.
pub(super) fn tell(ctx: &mut Context<'_>, event: &impl SolEvent) -> Result<(), Failure> {
    ctx.emit_from(addresses::EMISSION, event.encode_log_data())
}
