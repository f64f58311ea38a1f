//! `emission`: the schedule of the supply, and the one place from which protocol money moves: tranches, budgets,
//! rewards, burns. Other modules ask it; they pass amounts, and it knows where the PoS are.
//!
//! # Life cycle and money flow
//!
//! ```text
//! first block:      unreleased ← 91,000,000 PoS      pool ← 9,000,000 PoS (WP-64)
//! month n begins:   unreleased ──tranche of n──▶ stage            (R4: what is unspent rolls over inside a stage)
//! a campaign opens: stage ──reserve──▶ reserved                 (R14: within its area's budget; unreserve gives back)
//! a submission:     hold: so much of what is reserved waits for a decision; no PoS move
//! approved:         reserved ──pay──▶ member
//! stage ends:       stage ──▶ burned                              (WP-57: never reserved)
//!                   reserved ──what is not held──▶ burned         (R5: reserved without a submission)
//!                   reserved ──what is held──▶ settlement
//! approved later:   settlement ──pay──▶ member
//! day 28:           settlement ──what is left──▶ burned           (R5: the stage is settled)
//! ```
//!
//! A stage is open, then in settlement, then settled. With nothing under review it is settled at its end. The work of
//! a boundary does not depend on how much is under review: it moves running totals.
//!
//! Boundaries are the absolute instants of genesis (R12). They run before the first transaction of the first block at
//! or after them; a block that comes late runs every boundary and every end of a settlement that it missed, in the
//! order of time.
//!
//! In a development network, the ready accounts are paid from the first tranche, which counts as issued of stage 0.
//!
//! # Budgets
//!
//! A tranche is earmarked for six areas, by the shares that the committee decided or equally (R14). An area reserves
//! from its earmark first, then from what is unallocated: what no area has. At a month's end earmarks that were not
//! used become unallocated; at a stage's end they are burned with the rest.
//!
//! # Invariants
//!
//! 1. What has left `unreleased` is what the schedule allows at that time (I3).
//! 2. Of each stage, released = unreserved + reserved + issued + in settlement + burned, at all times.
//! 3. The balances of `stage` and `reserved` are those counts of the running stage, that of `settlement` the count of
//!    the stage in settlement, and that of `burned` the sum of all stages' (I4).
//! 4. What is held is at most what is reserved, or in settlement.
//! 5. Once a stage is settled, issued + burned = its allotment (I4).
//! 6. Nothing here moves what the pool holds (I2).

mod actions;
mod rules;
mod schedule;
mod state;
#[cfg(test)]
mod tests;
mod views;

use super::{Decision, Module, decode};
use crate::{BlockEnvironment, Context, Failure, modules::token, stages::StageIndex, state::Key};
use alloy_sol_types::SolCall;
use wepos_abi::{IEmission, ModuleInfo, addresses, interface_ids};

pub(crate) use actions::{
    funds_key, has_stage, hold, pay, reserve, running_stage, settles_at, stage_end, unhold,
    unreserve,
};
pub use rules::Area;
pub(crate) use rules::SETTLEMENT_DAYS;
pub(crate) use state::stage_key;
#[cfg(test)]
pub(crate) use {
    rules::Shares,
    state::{Budget, Clock, Phase, StageRecord},
};

/// The module.
#[derive(Debug)]
pub struct Emission;

impl Module for Emission {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("emission").expect("emission has an interface")
    }

    fn number(&self) -> u8 {
        state::MODULE
    }

    fn prefetch_block(&self, block: &BlockEnvironment, keys: &mut Vec<Key>) {
        keys.push(state::CLOCK.key());
        if block.number == 1 {
            keys.push(state::STAGES.key(&StageIndex(0).0));
            keys.push(state::BUDGET.key());
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
        schedule::advance(ctx)
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        use IEmission::IEmissionCalls as Calls;
        Ok(match decode::<Calls>(input)? {
            Calls::month(_) => IEmission::monthCall::abi_encode_returns(&views::month(ctx)),
            Calls::stage(_) => IEmission::stageCall::abi_encode_returns(&views::stage(ctx)),
            Calls::supply(_) => IEmission::supplyCall::abi_encode_returns(&views::supply(ctx)?),
            Calls::boundaries(_) => {
                IEmission::boundariesCall::abi_encode_returns(&views::boundaries(ctx))
            }
            Calls::stages(_) => IEmission::stagesCall::abi_encode_returns(&views::stages(ctx)),
            Calls::nextBoundary(_) => {
                IEmission::nextBoundaryCall::abi_encode_returns(&views::next_boundary(ctx)?)
            }
            Calls::stageRecord(call) => IEmission::stageRecordCall::abi_encode_returns(
                &views::stage_record(ctx, call.stage)?,
            ),
            Calls::whatWouldBurnNow(_) => IEmission::whatWouldBurnNowCall::abi_encode_returns(
                &views::what_would_burn_now(ctx)?,
            ),
            Calls::budget(call) => {
                IEmission::budgetCall::abi_encode_returns(&views::budget_of(ctx, call.area)?)
            }
            Calls::pool(_) => IEmission::poolCall::abi_encode_returns(&views::pool(ctx)?),
            Calls::setBudget(call) => {
                actions::set_budget(ctx, call.shares)?;
                Vec::new()
            }
            Calls::supportsInterface(call) => IEmission::supportsInterfaceCall::abi_encode_returns(
                &interface_ids::EMISSION.contains(&call.interfaceId.0),
            ),
        })
    }

    fn decision(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Option<Decision>, Failure> {
        use IEmission::IEmissionCalls as Calls;
        let Calls::setBudget(call) = decode::<Calls>(input)? else {
            return Ok(None);
        };
        actions::shares(ctx, call.shares)?;
        // It benefits nobody by itself, and a split of later tranches spends no stage's budget.
        Ok(Some(Decision {
            delayed: true,
            ..Decision::default()
        }))
    }

    fn layout(&self) -> &'static [(u8, &'static str, &'static str)] {
        state::LAYOUT
    }
}
