//! What an account has contributed: every rewarded submission, in order, for ever (WP-15). `reputation` shows it.

use super::{
    books::campaign,
    state::{CONTRIBUTIONS, CONTRIBUTORS, Contribution, Contributor, SUBMISSIONS, Status},
};
use crate::{Context, Failure, amounts::Amount, time::Timestamp};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use wepos_abi::{IReputation, addresses};

impl Contribution {
    /// The number of its token: the campaign in the upper part, the submission in the lower 32 bits.
    pub(crate) fn token(self) -> U256 {
        U256::from(self.campaign).wrapping_shl(32) | U256::from(self.submission)
    }

    /// What a token's number stands for, if it can stand for anything.
    pub(crate) fn of_token(token: U256) -> Option<Self> {
        Some(Self {
            campaign: u64::try_from(token.wrapping_shr(32)).ok()?,
            submission: u32::try_from(token & U256::from(u32::MAX)).ok()?,
        })
    }
}

/// A rewarded submission, as far as the record shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rewarded {
    pub(crate) account: Address,
    pub(crate) activity_type: u16,
    /// By its number in the interface.
    pub(crate) decided_by: u8,
    pub(crate) amount: Amount,
    pub(crate) submitted_at: Timestamp,
}

/// Writes a rewarded submission into the record of its account.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn record(
    ctx: &mut Context<'_>,
    account: Address,
    activity_type: u16,
    contribution: Contribution,
) -> Result<(), Failure> {
    let mut contributor = contributor(ctx, account)?;
    let position = contributor.count;
    CONTRIBUTIONS.create(ctx, &(account, position), &contribution)?;
    contributor.count = position.saturating_add(1);
    let mut kinds = contributor.kinds.iter_mut();
    match kinds.find(|(known, _)| *known == activity_type) {
        Some((_, count)) => *count = count.saturating_add(1),
        None => contributor.kinds.push((activity_type, 1)),
    }
    CONTRIBUTORS.put(ctx, &account, &contributor)?;
    let event = IReputation::Locked {
        tokenId: contribution.token(),
    };
    ctx.emit_from(addresses::REPUTATION, event.encode_log_data())
}

/// What an account has contributed, in numbers.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn contributor(ctx: &mut Context<'_>, account: Address) -> Result<Contributor, Failure> {
    Ok(CONTRIBUTORS.get(ctx, &account)?.unwrap_or_default())
}

/// A contribution of an account, by its position below the count.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn contribution(
    ctx: &mut Context<'_>,
    account: Address,
    position: u32,
) -> Result<Contribution, Failure> {
    let found = CONTRIBUTIONS.get(ctx, &(account, position))?;
    Ok(found.expect("positions below the count are there"))
}

/// The submission behind a contribution; `None` if it was not rewarded, or is not there.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn rewarded(
    ctx: &mut Context<'_>,
    contribution: Contribution,
) -> Result<Option<Rewarded>, Failure> {
    let Contribution {
        campaign: id,
        submission: number,
    } = contribution;
    let Some(submission) = SUBMISSIONS.get(ctx, &(id, number))? else {
        return Ok(None);
    };
    if submission.status != Status::Rewarded {
        return Ok(None);
    }
    let terms = campaign(ctx, id)?.terms;
    Ok(Some(Rewarded {
        account: submission.account,
        activity_type: terms.activity_type,
        decided_by: terms.decided_by.number(),
        amount: submission.nominal,
        submitted_at: submission.submitted_at,
    }))
}
