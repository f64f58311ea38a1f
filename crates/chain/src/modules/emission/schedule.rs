//! What the calendar does: tranches, the ends of stages, the ends of settlements.

use super::{
    actions::{budget, record, settles_at, stage_end, tell},
    rules::{self, Next},
    state::{BUDGET, CLOCK, Clock, Phase, STAGES, StageRecord},
};
use crate::{Context, Failure, amounts::Amount, modules::token, stages::StageIndex};
use wepos_abi::{IEmission, addresses};

/// Runs every boundary up to now, in the order of time.
pub(super) fn advance(ctx: &mut Context<'_>) -> Result<(), Failure> {
    let mut clock = match CLOCK.get(ctx)? {
        Some(clock) => clock,
        None => {
            create(ctx)?;
            Clock::default()
        }
    };
    let before = clock.clone();
    while let Some((at, next)) = rules::next(ctx.genesis(), ctx.calendar(), &clock)
        && mutated!(
            BoundaryOneMillisecondLate,
            at < ctx.time(),
            at <= ctx.time()
        )
    {
        match next {
            Next::Month(month) => {
                let stages = &ctx.genesis().stages;
                let ended = stages.stage_at_month(clock.month);
                let begins = stages.stage_at_month(month);
                if ended != begins
                    && let Some(stage) = ended
                {
                    clock.settling = end_stage(ctx, stage)?;
                }
                if let Some(stage) = begins {
                    begin_month(ctx, stage, month)?;
                }
                clock.month = month;
            }
            Next::Settlement(stage) => {
                settle(ctx, stage)?;
                clock.settling = None;
            }
        }
    }
    if clock != before {
        CLOCK.put(ctx, &clock)?;
    }
    Ok(())
}

/// The accounts of the first block.
fn create(ctx: &mut Context<'_>) -> Result<(), Failure> {
    let pool = ctx.genesis().pool;
    let unreleased = ctx.genesis().total.checked_sub(pool);
    let unreleased = unreleased.expect("genesis was checked");
    let accounts = [(addresses::UNRELEASED, unreleased), (addresses::POOL, pool)];
    token::create_supply(ctx, &accounts)
}

/// Releases a month's tranche, and earmarks it.
fn begin_month(ctx: &mut Context<'_>, stage: StageIndex, month: u32) -> Result<(), Failure> {
    let row = ctx.genesis().stages.get(stage);
    let amount = row.expect("the stage is in the table").release_per_month;
    token::move_protocol_funds(ctx, addresses::UNRELEASED, addresses::STAGE, amount)?;
    tell(
        ctx,
        &IEmission::TrancheReleased {
            month,
            amount: amount.into(),
        },
    )?;
    let mut record = record(ctx, stage)?;
    record.release(amount);
    let mut tranche = amount;
    if month == 1 {
        let funded = fund_development(ctx)?;
        record.issue_unreserved(funded);
        tranche = tranche.checked_sub(funded).expect("genesis was checked");
    }
    STAGES.put(ctx, &stage.0, &record)?;
    let mut budget = budget(ctx)?;
    budget.earmark(tranche);
    BUDGET.put(ctx, &budget)?;
    tell(
        ctx,
        &IEmission::TrancheEarmarked {
            month,
            amounts: budget.earmarked.map(Into::into),
        },
    )
}

/// Pays the ready accounts of a development network and anchors them (R21). Returns what they got.
fn fund_development(ctx: &mut Context<'_>) -> Result<Amount, Failure> {
    let genesis = ctx.genesis();
    for account in genesis.ready_accounts() {
        token::move_protocol_funds(ctx, addresses::STAGE, account.address, account.amount)?;
        token::set_anchored(ctx, account.address)?;
        tell(
            ctx,
            &IEmission::DevelopmentFunded {
                account: account.address,
                amount: account.amount.into(),
            },
        )?;
    }
    let amounts = genesis
        .ready_accounts()
        .iter()
        .map(|account| account.amount);
    Ok(Amount::checked_sum(amounts).expect("genesis was checked"))
}

/// Burns what no submission waits for, and keeps the rest for the settlement (R5). Returns the stage if it is not
/// settled yet.
fn end_stage(ctx: &mut Context<'_>, stage: StageIndex) -> Result<Option<StageIndex>, Failure> {
    let mut record = record(ctx, stage)?;
    let ended = record.end();
    STAGES.put(ctx, &stage.0, &record)?;
    let mut budget = budget(ctx)?;
    budget.earmark(Amount::ZERO);
    BUDGET.put(ctx, &budget)?;
    for (from, to, amount) in [
        (addresses::STAGE, addresses::BURNED, ended.unreserved),
        (addresses::RESERVED, addresses::BURNED, ended.unsubmitted),
        (
            addresses::RESERVED,
            addresses::SETTLEMENT,
            ended.to_settlement,
        ),
    ] {
        token::move_protocol_funds(ctx, from, to, amount)?;
    }
    let settling = record.phase == Phase::Settling;
    let settles_at = if settling {
        settles_at(ctx, stage)
    } else {
        stage_end(ctx, stage)
    };
    tell(
        ctx,
        &IEmission::StageEnded {
            stage: stage.0,
            unreserved: ended.unreserved.into(),
            unsubmitted: ended.unsubmitted.into(),
            burned: record.burned().into(),
            toSettlement: ended.to_settlement.into(),
            settlesAt: settles_at.whole_seconds(),
        },
    )?;
    if settling {
        return Ok(Some(stage));
    }
    tell_settled(ctx, stage, &record, Amount::ZERO)?;
    Ok(None)
}

/// Burns what was not decided in time, and closes the stage's books (I4).
fn settle(ctx: &mut Context<'_>, stage: StageIndex) -> Result<(), Failure> {
    let mut record = record(ctx, stage)?;
    let undecided = record.settle();
    STAGES.put(ctx, &stage.0, &record)?;
    token::move_protocol_funds(ctx, addresses::SETTLEMENT, addresses::BURNED, undecided)?;
    tell_settled(ctx, stage, &record, undecided)
}

fn tell_settled(
    ctx: &mut Context<'_>,
    stage: StageIndex,
    record: &StageRecord,
    undecided: Amount,
) -> Result<(), Failure> {
    tell(
        ctx,
        &IEmission::StageSettled {
            stage: stage.0,
            undecided: undecided.into(),
            issued: record.issued.into(),
            burned: record.burned().into(),
        },
    )
}
