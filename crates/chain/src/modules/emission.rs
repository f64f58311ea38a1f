//! `emission`: the schedule of the supply. What exists so far: the first block's accounts, the monthly tranches, and
//! the burn of what a stage did not use.
//!
//! # Life cycle and money flow
//!
//! ```text
//! first block:      unreleased ← 91,000,000 PoS      pool ← 9,000,000 PoS (WP-64)
//! month n begins:   unreleased ──tranche of n──▶ stage            (R4: what is unspent rolls over inside a stage)
//! stage ends:       stage ──what is left──▶ burned                (WP-57; before the first tranche of the next stage)
//! ```
//!
//! The boundary runs before the first transaction of the first block at or after it; a block that comes late runs every
//! boundary it missed, in order.
//!
//! In a development network, the ready accounts are paid from the first tranche by the same function that pays rewards.
//!
//! # Invariants
//!
//! 1. What has left `unreleased` is what the schedule allows at that time (I3).
//! 2. Nothing is paid from `unreleased` but tranches, and from a tranche nothing after its stage.

use super::{Module, decode};
use crate::{
    BlockEnvironment, Context, Failure,
    amounts::Amount,
    modules::token,
    stages::StageIndex,
    state::{Field, Item, Key},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use wepos_abi::{IEmission, ModuleInfo, addresses, interface_ids};

const MODULE: u8 = 2;

/// The last month whose tranche was released.
const RELEASED_MONTH: Item<u64> = Item::new(Field::new(MODULE, 0));

/// The module.
#[derive(Debug)]
pub struct Emission;

impl Module for Emission {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("emission").expect("emission has an interface")
    }

    fn number(&self) -> u8 {
        MODULE
    }

    fn prefetch_block(&self, block: &BlockEnvironment, keys: &mut Vec<Key>) {
        keys.push(RELEASED_MONTH.key());
        if block.number == 1 {
            let created = [addresses::UNRELEASED, addresses::STAGE, addresses::POOL];
            let ready = block.network.genesis().ready_accounts();
            let ready = ready.iter().map(|account| account.address);
            keys.extend(
                created
                    .into_iter()
                    .chain(ready)
                    .map(|address| token::account_key(&address)),
            );
        }
    }

    fn begin_block(&self, ctx: &mut Context<'_>) -> Result<(), Failure> {
        begin_months(ctx)
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        use IEmission::IEmissionCalls as Calls;
        Ok(match decode::<Calls>(input)? {
            Calls::month(_) => IEmission::monthCall::abi_encode_returns(&month(ctx)),
            Calls::stage(_) => IEmission::stageCall::abi_encode_returns(&stage(ctx)),
            Calls::supply(_) => IEmission::supplyCall::abi_encode_returns(&supply(ctx)?),
            Calls::boundaries(_) => {
                let seconds = ctx
                    .genesis()
                    .month_boundaries
                    .iter()
                    .map(|boundary| boundary.whole_seconds())
                    .collect();
                IEmission::boundariesCall::abi_encode_returns(&seconds)
            }
            Calls::supportsInterface(call) => IEmission::supportsInterfaceCall::abi_encode_returns(
                &interface_ids::EMISSION.contains(&call.interfaceId.0),
            ),
        })
    }

    fn layout(&self) -> &'static [(u8, &'static str, &'static str)] {
        &[(0, "released_month", "u64")]
    }
}

/// Runs every month boundary up to now.
fn begin_months(ctx: &mut Context<'_>) -> Result<(), Failure> {
    let mut released = match RELEASED_MONTH.get(ctx)? {
        Some(month) => month,
        None => {
            create(ctx)?;
            0
        }
    };
    let now = u64::from(ctx.calendar().month_at(ctx.time()));
    let before = released;
    while released < now {
        let month = u32::try_from(released).expect("months are counted in 32 bits");
        let next = month.saturating_add(1);
        let stages = &ctx.genesis().stages;
        let (ended, begins) = (stages.stage_at_month(month), stages.stage_at_month(next));
        if ended != begins
            && let Some(stage) = ended
        {
            burn_rest(ctx, stage)?;
        }
        if let Some(stage) = begins {
            release(ctx, stage, next)?;
        } else if ended.is_none() && month > 0 {
            // After the last stage months pass without any flow (R18).
            released = now;
            break;
        }
        released = u64::from(next);
        if released == 1 {
            fund_development(ctx)?;
        }
    }
    if released != before {
        RELEASED_MONTH.put(ctx, &released)?;
    }
    Ok(())
}

/// The accounts of the first block.
fn create(ctx: &mut Context<'_>) -> Result<(), Failure> {
    let pool = ctx.genesis().pool;
    let unreleased = ctx
        .genesis()
        .total
        .checked_sub(pool)
        .expect("genesis was checked");
    token::create_supply(
        ctx,
        &[(addresses::UNRELEASED, unreleased), (addresses::POOL, pool)],
    )
}

fn release(ctx: &mut Context<'_>, stage: StageIndex, month: u32) -> Result<(), Failure> {
    let amount = ctx
        .genesis()
        .stages
        .get(stage)
        .expect("the stage is in the table")
        .release_per_month;
    token::move_protocol_funds(ctx, addresses::UNRELEASED, addresses::STAGE, amount)?;
    ctx.emit(&IEmission::TrancheReleased {
        month,
        amount: amount.into(),
    })
}

fn burn_rest(ctx: &mut Context<'_>, stage: StageIndex) -> Result<(), Failure> {
    let amount = token::balance(ctx, addresses::STAGE)?;
    token::move_protocol_funds(ctx, addresses::STAGE, addresses::BURNED, amount)?;
    ctx.emit(&IEmission::StageBurned {
        stage: stage.0,
        amount: amount.into(),
    })
}

/// Pays the ready accounts of a development network and anchors them (R21).
fn fund_development(ctx: &mut Context<'_>) -> Result<(), Failure> {
    let genesis = ctx.genesis();
    for account in genesis.ready_accounts() {
        token::move_protocol_funds(ctx, addresses::STAGE, account.address, account.amount)?;
        token::set_anchored(ctx, account.address)?;
        ctx.emit(&IEmission::DevelopmentFunded {
            account: account.address,
            amount: account.amount.into(),
        })?;
    }
    Ok(())
}

fn month(ctx: &Context<'_>) -> IEmission::monthReturn {
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
fn stage(ctx: &Context<'_>) -> IEmission::stageReturn {
    let stages = &ctx.genesis().stages;
    let calendar = ctx.calendar();
    let month = calendar.month_at(ctx.time());
    let multiplier = stages.multiplier_at_month(month);
    let after = u8::try_from(stages.entries().len()).expect("genesis bounds the table");
    let index = stages.stage_at_month(month).unwrap_or(StageIndex(after));
    let ends_at = stages.months_of(index).map_or(0, |months| {
        calendar.month_bounds(*months.end()).1.whole_seconds()
    });
    IEmission::stageReturn {
        index: index.0,
        multiplier: U256::from(multiplier),
        endsAt: ends_at,
    }
}

fn supply(ctx: &mut Context<'_>) -> Result<IEmission::Supply, Failure> {
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
