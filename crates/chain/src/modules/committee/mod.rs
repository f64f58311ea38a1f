//! `committee`: who approves, and how (WP-17, WP-69, WP-70, R13, R14). It decides on exactly one call at a time, of
//! functions that declare whom they benefit; it can never mint, move the pool, or edit a balance.
//!
//! # Life cycle of a proposal
//!
//! ```text
//! propose ──▶ open ──approvals reach the threshold──▶ executed, at once or some days later (scheduled)
//!              │ ▲                                        └─▶ failed: a member may execute it again until it lapses
//!              │ └─▶ needs a ballot: fewer members may take part than a decision needs; does not lapse
//!              └──▶ rejected · lapsed · withdrawn
//! ```
//!
//! Nothing passes by itself: only an approval can decide. A lapse is an item of the agenda; so is the execution of what
//! takes effect later.
//!
//! # Who may take part
//!
//! Recused from a proposal is the member who benefits, whose affiliate benefits, or who stepped back when answering a
//! conflict claim. That is looked at anew with every vote: an affiliation declared later makes an earlier approval
//! count no more. The threshold is over all filled seats and does not fall with a recusal.
//!
//! # Where money sits
//!
//! Nowhere: the module holds nothing and moves nothing.
//!
//! # Invariants
//!
//! 1. No call runs as the committee without as many approvals of seated, unrecused members as the threshold asks for.
//! 2. Seats fill and change hands; they never empty.
//! 3. What is constant (supply, stage table, multipliers, boundaries, pool) has no setter (WP-68).

mod affiliations;
mod claims;
mod decisions;
mod parameters;
mod proposals;
mod seats;
mod state;
#[cfg(test)]
mod tests;
mod views;

use super::{Decision, Module, decode, token};
use crate::{
    BlockEnvironment, Context, Failure, ensure,
    state::{Key, MAX_VALUE_BYTES},
};
use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use wepos_abi::{ICommittee, ModuleInfo, addresses, interface_ids};

pub use affiliations::{affiliated, seat_of};
pub use parameters::{PARAMETERS, Parameter, ParameterInfo, days_of, parameter};
pub use proposals::threshold;
pub use seats::{is_member, seats, seats_filled};
pub use state::Seat;

/// The most proposals that may be open: one call can then read all of them with everybody they benefit
/// ([`MAX_BENEFICIARIES`] each), within the keys that a call may touch.
pub const MAX_OPEN: usize = 48;

/// The most proposals that one member may have open (R15).
pub const MAX_OPEN_PER_MEMBER: usize = 3;

/// The most accounts that a call may benefit: an organiser, its operator, and room for two more.
pub const MAX_BENEFICIARIES: usize = 4;

/// The bytes of a text: a reason, the evidence of a claim, its answer.
pub const MAX_TEXT_BYTES: usize = 2_048;

/// The bytes of a proposed call: many times what any function needs that the committee may decide on.
pub const MAX_CALL_BYTES: usize = 4_096;

/// The most conflict claims about a proposal: each has to be read and answered by a person.
pub const MAX_CLAIMS: usize = 8;

/// The most affiliations of an account, withdrawn ones included until they end.
pub const MAX_AFFILIATIONS: usize = 16;

/// How often a member may change keys in one seating: all of them stay its own, and are compared.
pub const MAX_ROTATIONS: usize = 8;

/// The most proposals in one answer of `proposals`.
pub const MAX_PAGE: u64 = 16;

// The largest record: a proposal with the longest call and both reasons, and an error as long as its call.
const _: () = assert!(2 * MAX_TEXT_BYTES + 3 * MAX_CALL_BYTES < MAX_VALUE_BYTES);

/// The module.
#[derive(Debug)]
pub struct Committee;

impl Module for Committee {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("committee").expect("committee has an interface")
    }

    fn number(&self) -> u8 {
        state::MODULE
    }

    fn prefetch(&self, _sender: Address, _input: &[u8], keys: &mut Vec<Key>) {
        keys.push(state::SEATS.key());
    }

    fn prefetch_block(&self, block: &BlockEnvironment, keys: &mut Vec<Key>) {
        if block.number == 1 {
            let seats = &block.network.genesis().committee;
            keys.push(state::SEATS.key());
            keys.extend(seats.iter().map(|seat| token::account_key(&seat.address)));
        }
    }

    fn begin_block(&self, ctx: &mut Context<'_>) -> Result<(), Failure> {
        if ctx.block().number == 1 {
            seats::create(ctx)?;
        }
        Ok(())
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        let call = decode::<ICommittee::ICommitteeCalls>(input)?;
        dispatch(ctx, call)
    }

    fn due(&self, ctx: &mut Context<'_>, payload: &[u8]) -> Result<(), Failure> {
        decisions::due(ctx, payload)
    }

    fn decision(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Option<Decision>, Failure> {
        use ICommittee::ICommitteeCalls as Calls;
        let beneficiary = match decode::<Calls>(input)? {
            Calls::seat(call) => {
                seats::check_seat(ctx, call.member, &call.name)?;
                Some(call.member)
            }
            Calls::renew(call) => {
                seats::check_renew(ctx, call.member)?;
                Some(call.member)
            }
            Calls::fill(call) => {
                seats::check_fill(ctx, call.caretaker, call.member, &call.name)?;
                Some(call.member)
            }
            Calls::setParameter(call) => {
                parameters::check(ctx, &call.name, call.value)?;
                None
            }
            _ => return Ok(None),
        };
        Ok(Some(Decision {
            beneficiaries: beneficiary.into_iter().collect(),
            spends: None,
            delayed: true,
        }))
    }

    fn layout(&self) -> &'static [(u8, &'static str, &'static str)] {
        state::LAYOUT
    }
}

/// Fails unless the caller is the committee, carrying out a decision.
///
/// # Errors
///
/// `OnlyByDecision`.
pub(crate) fn require_decision(ctx: &Context<'_>) -> Result<(), Failure> {
    let caller = ctx.sender();
    ensure!(
        caller == addresses::COMMITTEE,
        ICommittee::OnlyByDecision { caller }
    );
    Ok(())
}

fn dispatch(ctx: &mut Context<'_>, call: ICommittee::ICommitteeCalls) -> Result<Vec<u8>, Failure> {
    use ICommittee::ICommitteeCalls as Calls;
    match call {
        Calls::propose(call) => {
            let id = proposals::propose(ctx, call)?;
            return Ok(ICommittee::proposeCall::abi_encode_returns(&id));
        }
        Calls::approve(call) => {
            proposals::vote(ctx, call.id, true, (call.reasonZh, call.reasonEn))?;
        }
        Calls::reject(call) => {
            proposals::vote(ctx, call.id, false, (call.reasonZh, call.reasonEn))?;
        }
        Calls::withdraw(call) => proposals::withdraw(ctx, call.id)?,
        Calls::execute(call) => decisions::execute_again(ctx, call.id)?,
        Calls::claimConflict(call) => {
            let claim = claims::claim(ctx, call)?;
            return Ok(ICommittee::claimConflictCall::abi_encode_returns(&claim));
        }
        Calls::answerConflict(call) => claims::answer(ctx, call)?,
        Calls::declareAffiliation(call) => affiliations::declare(ctx, call.affiliate)?,
        Calls::withdrawAffiliation(call) => affiliations::withdraw(ctx, call.affiliate)?,
        Calls::rotate(call) => seats::rotate(ctx, call.to)?,
        Calls::seat(call) => {
            require_decision(ctx)?;
            seats::seat(ctx, call.member, call.name)?;
        }
        Calls::renew(call) => {
            require_decision(ctx)?;
            seats::renew(ctx, call.member)?;
        }
        Calls::fill(call) => {
            require_decision(ctx)?;
            seats::fill(ctx, call.caretaker, call.member, call.name)?;
        }
        Calls::setParameter(call) => {
            require_decision(ctx)?;
            parameters::set(ctx, &call.name, call.value)?;
        }
        view => return views::answer(ctx, view),
    }
    Ok(Vec::new())
}

/// Whether this module answers yes to an ERC-165 question.
fn supports(id: [u8; 4]) -> bool {
    interface_ids::COMMITTEE.contains(&id)
}
