//! Recurring tasks: one turn in each period, and a reward for so many periods in a row (R2, R3).

use super::{
    books::Books,
    rules::period,
    state::{ENTRIES, Entry},
};
use crate::{Context, Failure, ensure};
use alloy_primitives::Address;
use wepos_abi::ICampaigns;

/// Takes part in the running period. `true` if the streak is complete: the last turn is the submission.
///
/// # Errors
///
/// `PeriodDone`.
pub(super) fn take_part(
    ctx: &mut Context<'_>,
    books: &Books,
    account: Address,
    entry: &Entry,
) -> Result<bool, Failure> {
    let terms = &books.campaign.terms;
    let (now, next) = period(terms, ctx.calendar().days(1), ctx.time());
    ensure!(
        mutated!(PeriodsNotKept, true, entry.period != now),
        ICampaigns::PeriodDone {
            campaign: books.id,
            availableFrom: next.ceil_seconds(),
        }
    );
    let unbroken = entry.period.checked_add(1) == Some(now);
    let run = if mutated!(StreakNeverBreaks, true, unbroken) {
        entry.run.saturating_add(1)
    } else {
        1
    };
    let streak = u16::from(terms.streak.max(1));
    let complete = run >= streak;
    let entry = Entry {
        period: now,
        run: if complete { 0 } else { run },
        ..*entry
    };
    ENTRIES.put(ctx, &(books.id, account), &entry)?;
    if streak > 1 {
        ctx.emit(&ICampaigns::StreakExtended {
            campaign: books.id,
            account,
            run,
            streak,
        })?;
    }
    Ok(complete)
}

/// How many periods in a row an account has, and from when it may take part: in whole seconds, 0 for now.
pub(super) fn progress(ctx: &Context<'_>, books: &Books, entry: &Entry) -> (u16, u64) {
    let (now, next) = period(&books.campaign.terms, ctx.calendar().days(1), ctx.time());
    let unbroken = entry.period == now || entry.period.checked_add(1) == Some(now);
    let run = if unbroken { entry.run } else { 0 };
    let done = entry.period == now;
    (run, if done { next.ceil_seconds() } else { 0 })
}
