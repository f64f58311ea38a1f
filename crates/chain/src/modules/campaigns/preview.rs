//! What a submission would come to, by the code that takes and pays it.

use super::{books::Books, rules::DecidedBy, submissions::submit};
use crate::{Context, Failure, amounts::Amount};
use alloy_primitives::Address;
use wepos_abi::ICampaigns;

/// What a submission would come to: takes it and, if it has a place, pays it, by the code that does so, and undoes
/// both.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call; a refusal is an answer.
pub(super) fn preview(
    ctx: &mut Context<'_>,
    id: u64,
    account: Address,
    content: &str,
) -> Result<ICampaigns::previewReturn, Failure> {
    let before = ctx.save();
    // What is written here is undone below, also inside a call that may only read.
    let read_only = std::mem::replace(&mut ctx.frame.read_only, false);
    let result = submit(ctx, id, account, content).and_then(|submitted| {
        if !submitted.has_place {
            return Ok(submitted);
        }
        let mut books = Books::open(ctx, id)?;
        // Where nobody reviews, it is paid already.
        if books.campaign.terms.decided_by == DecidedBy::Reviewer {
            let mut submission = books.submission(ctx, submitted.number)?;
            books.pay(ctx, submitted.number, &mut submission)?;
        }
        Ok(submitted)
    });
    ctx.restore(&before);
    ctx.frame.read_only = read_only;
    match result {
        Ok(submitted) => Ok(ICampaigns::previewReturn {
            accepted: true,
            amount: submitted.nominal.into(),
            hasPlace: submitted.has_place,
            refusal: Default::default(),
        }),
        Err(Failure::NotLoaded) => Err(Failure::NotLoaded),
        Err(failure) if ctx.meter.exhausted.is_some() => Err(failure),
        Err(Failure::Revert(refusal)) => Ok(ICampaigns::previewReturn {
            accepted: false,
            amount: Amount::ZERO.into(),
            hasPlace: false,
            refusal,
        }),
    }
}
