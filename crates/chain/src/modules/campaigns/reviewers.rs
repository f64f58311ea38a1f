//! Who reviews: named and dismissed by the committee (R23).

use super::{
    rules::MAX_BOARD,
    state::{BOARDS, Load, REVIEWERS, Reviewers},
};
use crate::{Context, Failure, ensure, genesis::REVIEWERS_MAX, modules::emission};
use alloy_primitives::Address;
use wepos_abi::{ICampaigns, addresses};

/// The reviewers that the genesis document of a development network names.
pub(super) fn create(ctx: &mut Context<'_>) -> Result<(), Failure> {
    let reviewers = ctx.genesis().reviewers();
    if reviewers.is_empty() {
        return Ok(());
    }
    REVIEWERS.put(ctx, &Reviewers(reviewers.to_vec()))?;
    for reviewer in reviewers {
        ctx.emit(&ICampaigns::ReviewerNamed {
            reviewer: *reviewer,
        })?;
    }
    Ok(())
}

/// What a decision to name a reviewer asks for: somebody's account, no reviewer yet, and room.
///
/// # Errors
///
/// `NotReviewer` for an address that nobody has, `ReviewerExists`, `TooManyReviewers`.
pub(super) fn check_name(
    ctx: &mut Context<'_>,
    reviewer: Address,
) -> Result<Vec<Address>, Failure> {
    ensure!(
        addresses::is_personal(reviewer),
        ICampaigns::NotReviewer { account: reviewer }
    );
    let reviewers = REVIEWERS.get(ctx)?.unwrap_or_default().0;
    ensure!(
        !reviewers.contains(&reviewer),
        ICampaigns::ReviewerExists { reviewer }
    );
    ensure!(
        reviewers.len() < REVIEWERS_MAX,
        ICampaigns::TooManyReviewers {
            maximum: REVIEWERS_MAX as u32
        }
    );
    Ok(reviewers)
}

/// Names a reviewer.
///
/// # Errors
///
/// Those of [`check_name`]; `TooManyReviewers` also when the running stage has had as many as it can remember.
pub(super) fn name(ctx: &mut Context<'_>, reviewer: Address) -> Result<(), Failure> {
    let mut reviewers = check_name(ctx, reviewer)?;
    let stage = emission::running_stage(ctx).0;
    if let Some(mut board) = BOARDS.get(ctx, &stage)? {
        let known = board.loads.iter().any(|load| load.reviewer == reviewer);
        ensure!(
            known || board.loads.len() < MAX_BOARD,
            ICampaigns::TooManyReviewers {
                maximum: MAX_BOARD as u32
            }
        );
        if !known {
            board.loads.push(Load {
                reviewer,
                ..Load::default()
            });
            BOARDS.put(ctx, &stage, &board)?;
        }
    }
    reviewers.push(reviewer);
    REVIEWERS.put(ctx, &Reviewers(reviewers))?;
    ctx.emit(&ICampaigns::ReviewerNamed { reviewer })
}

/// What a decision to dismiss a reviewer asks for: that there is one.
///
/// # Errors
///
/// `UnknownReviewer`.
pub(super) fn check_dismiss(
    ctx: &mut Context<'_>,
    reviewer: Address,
) -> Result<Vec<Address>, Failure> {
    let reviewers = REVIEWERS.get(ctx)?.unwrap_or_default().0;
    ensure!(
        reviewers.contains(&reviewer),
        ICampaigns::UnknownReviewer { reviewer }
    );
    Ok(reviewers)
}

/// Dismisses a reviewer; its open cases are every other reviewer's.
///
/// # Errors
///
/// `UnknownReviewer`.
pub(super) fn dismiss(ctx: &mut Context<'_>, reviewer: Address) -> Result<(), Failure> {
    let mut reviewers = check_dismiss(ctx, reviewer)?;
    reviewers.retain(|other| *other != reviewer);
    REVIEWERS.put(ctx, &Reviewers(reviewers))?;
    ctx.emit(&ICampaigns::ReviewerDismissed { reviewer })
}
