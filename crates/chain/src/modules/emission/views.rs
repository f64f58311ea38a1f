//! What anybody may ask.

use super::{
    actions::{self, allotment, budget, record},
    rules::{self, Area, Next},
    state::{CLOCK, Clock, Phase},
};
use crate::{Context, Failure, amounts::Amount, ensure, modules::token, stages::StageIndex};
use alloy_primitives::{Address, U256};
use wepos_abi::{IEmission, addresses};

pub(super) fn month(ctx: &Context<'_>) -> IEmission::monthReturn {
    let calendar = ctx.calendar();
    let number = calendar.month_at(ctx.time());
    let (start, end) = calendar.month_bounds(number);
    IEmission::monthReturn {
        number,
        startsAt: start.whole_seconds(),
        endsAt: end.whole_seconds(),
    }
}

/// The running stage. After the last one the index goes one further, nothing ends, and the multiplier stays (R18).
pub(super) fn stage(ctx: &Context<'_>) -> IEmission::stageReturn {
    let index = actions::running_stage(ctx);
    let ends_at = if actions::has_stage(ctx, index) {
        actions::stage_end(ctx, index).whole_seconds()
    } else {
        0
    };
    IEmission::stageReturn {
        index: index.0,
        multiplier: U256::from(actions::multiplier(ctx)),
        endsAt: ends_at,
    }
}

pub(super) fn boundaries(ctx: &Context<'_>) -> Vec<u64> {
    let boundaries = &ctx.genesis().month_boundaries;
    boundaries.iter().map(|at| at.whole_seconds()).collect()
}

/// The rows of the table.
pub(super) fn stages(ctx: &Context<'_>) -> Vec<IEmission::StageRow> {
    let table = &ctx.genesis().stages;
    let rows = (0_u8..).zip(table.entries());
    rows.map(|(index, row)| {
        let stage = StageIndex(index);
        let months = table.months_of(stage).expect("the row is in the table");
        let (starts_at, _) = ctx.calendar().month_bounds(*months.start());
        IEmission::StageRow {
            nameEn: row.name.en.clone(),
            nameZh: row.name.zh.clone(),
            firstMonth: *months.start(),
            lastMonth: *months.end(),
            startsAt: starts_at.whole_seconds(),
            endsAt: actions::stage_end(ctx, stage).whole_seconds(),
            releasePerMonth: row.release_per_month.into(),
            allotment: allotment(ctx, stage).into(),
            multiplier: U256::from(row.multiplier),
        }
    })
    .collect()
}

/// What comes at the next month boundary; zeros once everything is released.
pub(super) fn next_boundary(ctx: &mut Context<'_>) -> Result<IEmission::NextBoundary, Failure> {
    let clock = CLOCK.get(ctx)?.unwrap_or_default();
    let month = Clock {
        settling: None,
        ..clock
    };
    let next = rules::next(ctx.genesis(), ctx.calendar(), &month);
    let Some((at, Next::Month(number))) = next else {
        return Ok(IEmission::NextBoundary::default());
    };
    let stages = &ctx.genesis().stages;
    let begins = stages.stage_at_month(number);
    let row = begins.and_then(|stage| stages.get(stage));
    Ok(IEmission::NextBoundary {
        at: at.whole_seconds(),
        month: number,
        tranche: row.map_or(Amount::ZERO, |row| row.release_per_month).into(),
        endsStage: stages.stage_at_month(month.month) != begins,
    })
}

pub(super) fn stage_record(
    ctx: &mut Context<'_>,
    index: u8,
) -> Result<IEmission::StageRecord, Failure> {
    let stage = StageIndex(index);
    let count = ctx.genesis().stages.entries().len();
    ensure!(
        actions::has_stage(ctx, stage),
        IEmission::UnknownStage {
            stage: index,
            count: u8::try_from(count).expect("genesis bounds the table"),
        }
    );
    let record = record(ctx, stage)?;
    let phase = match record.phase {
        Phase::Open if record.released.is_zero() => 0,
        Phase::Open => 1,
        Phase::Settling => 2,
        Phase::Settled => 3,
    };
    Ok(IEmission::StageRecord {
        phase,
        allotment: allotment(ctx, stage).into(),
        released: record.released.into(),
        unreserved: record.unreserved().into(),
        reserved: record.reserved.into(),
        held: record.held.into(),
        issued: record.issued.into(),
        settlement: record.settlement.into(),
        burnedUnreserved: record.burned_unreserved.into(),
        burnedUnsubmitted: record.burned_unsubmitted.into(),
        burnedUndecided: record.burned_undecided.into(),
        endsAt: actions::stage_end(ctx, stage).whole_seconds(),
        settlesAt: actions::settles_at(ctx, stage).whole_seconds(),
    })
}

/// What would be burned if the running stage, and the settlement of the one before, ended now: by the very rules that
/// will burn it.
pub(super) fn what_would_burn_now(ctx: &mut Context<'_>) -> Result<IEmission::Forecast, Failure> {
    let stage = actions::running_stage(ctx);
    let mut forecast = IEmission::Forecast::default();
    if actions::has_stage(ctx, stage) {
        let ended = record(ctx, stage)?.end();
        forecast.unreserved = ended.unreserved.into();
        forecast.unsubmitted = ended.unsubmitted.into();
        forecast.toSettlement = ended.to_settlement.into();
    }
    if let Some(settling) = CLOCK.get(ctx)?.unwrap_or_default().settling {
        forecast.undecided = record(ctx, settling)?.settle().into();
    }
    Ok(forecast)
}

pub(super) fn budget_of(ctx: &mut Context<'_>, number: u8) -> Result<IEmission::Budget, Failure> {
    let Some(area) = Area::numbered(number) else {
        return Err(IEmission::UnknownArea {
            area: number,
            count: u8::try_from(Area::COUNT).expect("there are few"),
        }
        .into());
    };
    let available = actions::available(ctx, area)?;
    let budget = budget(ctx)?;
    let index = usize::from(number);
    Ok(IEmission::Budget {
        decided: budget.shares.is_some(),
        share: budget.shares.map_or(0, |shares| shares.of(area).get()),
        earmarked: budget.earmarked[index].into(),
        left: budget.left[index].into(),
        available: available.into(),
    })
}

pub(super) fn supply(ctx: &mut Context<'_>) -> Result<IEmission::Supply, Failure> {
    let total = ctx.genesis().total;
    let mut of = |address: Address| token::balance(ctx, address);
    let unreleased = of(addresses::UNRELEASED)?;
    let stage = of(addresses::STAGE)?;
    let reserved = of(addresses::RESERVED)?;
    let settlement = of(addresses::SETTLEMENT)?;
    let pool = of(addresses::POOL)?;
    let burned = of(addresses::BURNED)?;
    let migrated = of(addresses::MIGRATED)?;
    let mut escrow = Amount::ZERO;
    for holder in [addresses::MARKET, addresses::AUCTION, addresses::WISHES] {
        escrow = escrow
            .checked_add(of(holder)?)
            .expect("no sum exceeds the supply");
    }
    let protocol = [
        unreleased, stage, reserved, settlement, pool, escrow, burned, migrated,
    ];
    let protocol = Amount::checked_sum(protocol).expect("no sum exceeds the supply");
    let members = total
        .checked_sub(protocol)
        .expect("protocol accounts hold at most the supply");
    Ok(IEmission::Supply {
        total: total.into(),
        unreleased: unreleased.into(),
        stage: stage.into(),
        reserved: reserved.into(),
        settlement: settlement.into(),
        pool: pool.into(),
        escrow: escrow.into(),
        burned: burned.into(),
        migrated: migrated.into(),
        members: members.into(),
    })
}

/// The pool: where it is, what it holds, what it began with.
pub(super) fn pool(ctx: &mut Context<'_>) -> Result<IEmission::poolReturn, Failure> {
    Ok(IEmission::poolReturn {
        account: addresses::POOL,
        balance: token::balance(ctx, addresses::POOL)?.into(),
        atGenesis: ctx.genesis().pool.into(),
    })
}
