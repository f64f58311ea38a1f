//! `cases`: suspected fraud, in the open (R24): evidence, notice, a reply, a decision with its reason, an appeal. A
//! case reaches only what is not paid yet. Nobody is rewarded for an accusation.
//!
//! # Life cycle
//!
//! ```text
//! open ──▶ open ──reply, or 7 days──▶ to be decided ──decide──▶ dismissed
//!                                          │            └─────▶ proven ──7 days──▶ final
//!                                          │                      └──appeal──▶ heard ──both overturn──▶ overturned
//!                                          └──nobody in time──▶ lapsed                └──one does not, or
//!                                                                                        7 days pass──▶ final
//! ```
//!
//! While a case is open its claims are contested: `campaigns` neither decides nor pays them. Dismissed, overturned or
//! lapsed, they are what they were. Final, they are refused for good, and account and contents are barred from new
//! rewards until a time that the decision set: at most the length of a stage.
//!
//! # Who decides
//!
//! Whoever opened a case never decides it or hears its appeal; neither does the accused, an author or organiser of its
//! claims, or a declared affiliate of any of them. One reviewer in turn decides, after some days every reviewer and
//! committee member. Two others hear an appeal, and both are needed to overturn.
//!
//! # Where money sits
//!
//! With `campaigns`, in the places that the claims have. Nothing is moved here.
//!
//! # Invariants
//!
//! 1. What is paid is never touched.
//! 2. A contested claim is named by one case that has not ended; when it ends, none of its claims is contested, but
//!    those that burned with their stage.
//! 3. A claim is contested once.
//! 4. Time alone proves nothing: a case that nobody decides is dismissed.
//! 5. An account is barred by final cases alone.

mod appeals;
mod decisions;
mod opening;
mod state;
#[cfg(test)]
mod tests;
mod views;

use super::{Module, campaigns, committee, decode};
use crate::{
    Context, Failure, ensure,
    execution::AGENDA,
    state::{Key, read_all},
    time::Timestamp,
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolInterface};
use borsh::{BorshDeserialize, BorshSerialize};
use state::{ACCOUNTS, CASES, COUNT, Case, MODULE, Status, TEXTS};
use wepos_abi::{ICases, ModuleInfo};

pub(crate) use views::proven;

/// Submissions that one case may name: all of them are changed when it ends, within the keys that a call may touch.
pub(crate) const MAX_CLAIMS: usize = 16;

/// Bytes of the evidence, and of the reply: a page, or links with a summary.
pub(crate) const TEXT_BYTES: usize = 4_096;

/// Entries of a page: each reads a case with its claims.
pub(crate) const MAX_PAGE: u32 = 50;

/// The module.
#[derive(Debug)]
pub struct Cases;

impl Module for Cases {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("cases").expect("cases has an interface")
    }

    fn number(&self) -> u8 {
        MODULE
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        use ICases::ICasesCalls as Calls;
        match decode::<Calls>(input)? {
            Calls::open(call) => {
                let id = opening::open(ctx, call)?;
                return Ok(ICases::openCall::abi_encode_returns(&id));
            }
            Calls::reply(call) => opening::reply(ctx, call.id, &call.text)?,
            Calls::decide(call) => decisions::decide(ctx, &call)?,
            Calls::appeal(call) => appeals::appeal(ctx, call.id, &call.reason)?,
            Calls::decideAppeal(call) => appeals::decide_appeal(ctx, &call)?,
            view => return views::answer(ctx, view),
        }
        Ok(Vec::new())
    }

    fn prefetch(&self, _sender: Address, input: &[u8], keys: &mut Vec<Key>) {
        use ICases::ICasesCalls as Calls;
        let id = match Calls::abi_decode(input) {
            Ok(Calls::open(call)) => {
                keys.extend([COUNT.key(), ACCOUNTS.key(&call.account)]);
                for claim in call.claims.iter().take(MAX_CLAIMS) {
                    keys.extend(campaigns::claim_keys(claim.campaign, claim.submission));
                }
                return;
            }
            Ok(Calls::reply(call)) => call.id,
            Ok(Calls::decide(call)) => call.id,
            Ok(Calls::appeal(call)) => call.id,
            Ok(Calls::decideAppeal(call)) => call.id,
            _ => return,
        };
        keys.extend([CASES.key(&id), TEXTS.key(&id)]);
    }

    fn due(&self, ctx: &mut Context<'_>, payload: &[u8]) -> Result<(), Failure> {
        let task = Task::try_from_slice(payload)
            .map_err(|_| Failure::text("an item that this module has not scheduled"))?;
        match task {
            Task::Lapse { id } => decisions::lapse(ctx, id),
            Task::Settle { id } => appeals::settle(ctx, id),
        }
    }

    fn layout(&self) -> &'static [(u8, &'static str, &'static str)] {
        state::LAYOUT
    }
}

/// An item of the agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
enum Task {
    /// The time to decide is over.
    Lapse { id: u64 },
    /// The time to appeal, or to hear an appeal, is over.
    Settle { id: u64 },
}

impl Task {
    fn schedule(self, ctx: &mut Context<'_>, at: Timestamp) -> Result<(), Failure> {
        let payload = borsh::to_vec(&self).expect("writing to a vector cannot fail");
        AGENDA.schedule(ctx, at, MODULE, payload)
    }
}

/// A case.
///
/// # Errors
///
/// `UnknownCase`.
fn case(ctx: &mut Context<'_>, id: u64) -> Result<Case, Failure> {
    match CASES.get(ctx, &id)? {
        Some(case) => Ok(case),
        None => Err(ICases::UnknownCase {
            id,
            count: COUNT.get(ctx)?.unwrap_or(0),
        }
        .into()),
    }
}

impl Case {
    /// From when it can be decided: after the reply, or the time for it.
    fn ready_at(&self) -> Timestamp {
        self.replied_at.unwrap_or(self.reply_until)
    }

    /// The number of its status in the interface.
    fn status_at(&self, now: Timestamp) -> u8 {
        match self.status {
            Status::Open if now < self.ready_at() => 0,
            Status::Open => 1,
            Status::Dismissed => 2,
            Status::Proven { .. } => 3,
            Status::Appealed { .. } => 4,
            Status::Final => 5,
            Status::Overturned => 6,
            Status::Lapsed => 7,
        }
    }
}

/// The error for a case whose status does not allow what is asked.
fn wrong_status(ctx: &Context<'_>, id: u64, case: &Case) -> ICases::WrongStatus {
    ICases::WrongStatus {
        id,
        status: case.status_at(ctx.time()),
    }
}

/// A text without white space around it, within its bounds.
///
/// # Errors
///
/// `TextLength`.
fn check_text(name: &str, text: &str, maximum: usize) -> Result<String, Failure> {
    let text = text.trim();
    ensure!(
        (1..=maximum).contains(&text.len()),
        ICases::TextLength {
            text: name.to_owned(),
            length: U256::from(text.len()),
            minimum: U256::ONE,
            maximum: U256::from(maximum),
        }
    );
    Ok(text.to_owned())
}

/// Whether `account` may take part in cases: it reviews, or sits in the committee.
fn may_decide(ctx: &mut Context<'_>, account: Address) -> Result<bool, Failure> {
    Ok(campaigns::is_reviewer(ctx, account)? || committee::is_member(ctx, account)?)
}

/// Who of `parties` an account is, or is affiliated with.
fn interest(
    ctx: &mut Context<'_>,
    account: Address,
    parties: &[Address],
) -> Result<Option<Address>, Failure> {
    let found = read_all(parties, |party| {
        Ok(account == *party || committee::affiliated(ctx, account, *party)?)
    })?;
    let mut found = parties.iter().zip(found);
    Ok(found.find_map(|(party, is_one)| is_one.then_some(*party)))
}

/// Fails if `account` has an interest.
///
/// # Errors
///
/// `HasInterest`.
fn require_no_interest(
    ctx: &mut Context<'_>,
    account: Address,
    parties: &[Address],
) -> Result<(), Failure> {
    match interest(ctx, account, parties)? {
        Some(party) => Err(ICases::HasInterest { account, party }.into()),
        None => Ok(()),
    }
}

/// Who could decide or hear: reviewers in their order, then committee members, without whoever has an interest.
fn eligible(ctx: &mut Context<'_>, parties: &[Address]) -> Result<Vec<Address>, Failure> {
    let mut all = campaigns::reviewers(ctx)?;
    for seat in committee::seats(ctx)? {
        if !all.contains(&seat.member) {
            all.push(seat.member);
        }
    }
    let found = read_all(&all, |account| interest(ctx, *account, parties))?;
    let able = all.into_iter().zip(found);
    Ok(able
        .filter_map(|(account, interest)| interest.is_none().then_some(account))
        .collect())
}
