//! What is paid without a reviewer: at once to an account with an anchor, within the day's ceiling; otherwise it waits
//! for the anchor, without a place and without money (R21).

use super::{
    anchors,
    books::{Books, budget_of, campaign, plus},
    contested,
    review::close_entry,
    rules::{Ceiling, MAX_WAITING, ceiling, nominal},
    state::{Campaign, ENTRIES, Entry, SUBMISSIONS, Status, Submission, WAITING, Waiting},
    submissions::{check_open, check_rewards},
    tasks::Task,
};
use crate::{
    Context, Failure,
    amounts::Amount,
    ensure,
    modules::{
        committee::{self, Parameter},
        token,
    },
    state::read_all,
    time::Timestamp,
};
use alloy_primitives::Address;
use wepos_abi::ICampaigns;

/// Whether what `account` deserves is paid at once. It waits for an anchor; and a turn of a recurring task that the
/// day's ceiling leaves out waits for the next day, because it could not be made up for.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn is_paid_now(
    ctx: &mut Context<'_>,
    books: &Books,
    account: Address,
    nominal: Amount,
) -> Result<bool, Failure> {
    let terms = &books.campaign.terms;
    if !terms.decided_by.needs_anchor() {
        return Ok(true);
    }
    if !mutated!(AnchorNotNeeded, true, token::is_anchored(ctx, account)?) {
        return Ok(false);
    }
    let today = ceiling_now(ctx, &books.campaign);
    let tomorrow = terms.every_days > 0 && today.until < terms.closes_at;
    Ok(!tomorrow || plus(today.paid, nominal) <= today.amount)
}

/// Takes a place and pays; does not write the submission itself. What waited may have become a further reward meanwhile
/// (R2, I8).
///
/// # Errors
///
/// `RewardsExhausted`, `CampaignFull`, `DailyCeiling`.
pub(super) fn pay(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
) -> Result<(), Failure> {
    let key = (books.id, submission.account);
    let entry = ENTRIES.get(ctx, &key)?.unwrap_or_default();
    check_rewards(books, &entry)?;
    let factor = books.campaign.terms.repeat_factor;
    let further = nominal(books.unit(), factor, entry.approved);
    submission.nominal = submission.nominal.min(further);
    ensure!(
        books.campaign.live < books.campaign.max_live && books.has_room(submission.nominal),
        ICampaigns::CampaignFull {
            campaign: books.id,
            live: books.campaign.live,
            maximum: books.campaign.max_live,
        }
    );
    if books.campaign.terms.decided_by.needs_anchor() {
        count_today(ctx, books, submission)?;
    }
    let approved = entry.approved.saturating_add(1);
    ENTRIES.put(ctx, &key, &Entry { approved, ..entry })?;
    books.campaign.live = books.campaign.live.saturating_add(1);
    submission.status = Status::Approved;
    books.take_place(ctx, submission)?;
    books.pay(ctx, number, submission)
}

/// Counts a payment towards the day's ceiling.
fn count_today(
    ctx: &mut Context<'_>,
    books: &mut Books,
    submission: &Submission,
) -> Result<(), Failure> {
    let today = ceiling_now(ctx, &books.campaign);
    let paid = plus(today.paid, submission.nominal);
    ensure!(
        mutated!(CeilingIgnored, true, paid <= today.amount),
        ICampaigns::DailyCeiling {
            campaign: books.id,
            paidToday: today.paid.into(),
            ceiling: today.amount.into(),
            availableFrom: today.until.ceil_seconds(),
        }
    );
    books.campaign.day = today.day;
    books.campaign.paid_today = paid;
    books.campaign.ceiling = today.amount;
    Ok(())
}

/// Today's ceiling of a campaign.
fn ceiling_now(ctx: &Context<'_>, campaign: &Campaign) -> Ceiling {
    ceiling(campaign, ctx.calendar().days(1), ctx.time())
}

/// Keeps a result until its account has an anchor, or until tomorrow; does not write the submission itself.
///
/// # Errors
///
/// `NoRoomToWait`, `TooManyWaiting`.
pub(super) fn wait(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
) -> Result<(), Failure> {
    let (account, id) = (submission.account, books.id);
    let anchored = token::is_anchored(ctx, account)?;
    let waiting = books.campaign.waiting;
    if !anchored {
        let per_place = committee::parameter(ctx, Parameter::SubmissionsPerPlace)? as u32;
        let maximum = books.campaign.terms.places.saturating_mul(per_place);
        ensure!(
            waiting < maximum,
            ICampaigns::NoRoomToWait {
                campaign: id,
                waiting,
                maximum,
            }
        );
    }
    let mut results = WAITING.get(ctx, &account)?.unwrap_or_default().0;
    if results.len() >= MAX_WAITING {
        forget_closed(ctx, &mut results)?;
    }
    if results.is_empty() && anchored {
        let at = ceiling_now(ctx, &books.campaign).until;
        Task::PayWaiting { account }.schedule(ctx, at)?;
    }
    ensure!(
        results.len() < MAX_WAITING,
        ICampaigns::TooManyWaiting {
            waiting: results.len() as u32
        }
    );
    results.push((id, number));
    WAITING.put(ctx, &account, &Waiting(results))?;
    books.campaign.waiting = waiting.saturating_add(1);
    submission.status = Status::Unanchored;
    if books.campaign.terms.every_days > 0 {
        // The next period asks for the next turn, whatever became of this one.
        return Ok(());
    }
    let key = (id, submission.author);
    let entry = ENTRIES.get(ctx, &key)?.unwrap_or_default();
    let open = Some(number);
    ENTRIES.put(ctx, &key, &Entry { open, ..entry })
}

/// Results in campaigns that have closed wait for nothing.
fn forget_closed(ctx: &mut Context<'_>, results: &mut Vec<(u64, u32)>) -> Result<(), Failure> {
    let open = read_all(results.iter(), |(id, _)| {
        Ok(ctx.time() < campaign(ctx, *id)?.terms.closes_at)
    })?;
    let mut open = open.into_iter();
    results.retain(|_| open.next() == Some(true));
    Ok(())
}

/// A result that waited for an anchor is withdrawn.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn stop_waiting(
    ctx: &mut Context<'_>,
    account: Address,
    id: u64,
    number: u32,
) -> Result<(), Failure> {
    let mut results = WAITING.get(ctx, &account)?.unwrap_or_default().0;
    results.retain(|result| *result != (id, number));
    store_waiting(ctx, account, results)
}

fn store_waiting(
    ctx: &mut Context<'_>,
    account: Address,
    results: Vec<(u64, u32)>,
) -> Result<(), Failure> {
    if results.is_empty() {
        WAITING.remove(ctx, &account)
    } else {
        WAITING.put(ctx, &account, &Waiting(results))
    }
}

/// An account has an anchor: pays what waited for it, in order. What today's ceiling or a stopped key does not allow is
/// tried again; what cannot be paid any more is told.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn pay_waiting(ctx: &mut Context<'_>, account: Address) -> Result<(), Failure> {
    let results = WAITING.get(ctx, &account)?.unwrap_or_default().0;
    let mut kept = Vec::new();
    let mut again: Option<Timestamp> = None;
    for (id, number) in results {
        if let Some(at) = pay_one(ctx, id, number)? {
            kept.push((id, number));
            again = Some(again.map_or(at, |again| again.min(at)));
        }
    }
    store_waiting(ctx, account, kept)?;
    match again {
        Some(at) => Task::PayWaiting { account }.schedule(ctx, at),
        None => Ok(()),
    }
}

/// Pays one result that waited; `Some` is when to try again.
fn pay_one(ctx: &mut Context<'_>, id: u64, number: u32) -> Result<Option<Timestamp>, Failure> {
    let mut books = Books::open(ctx, id)?;
    let mut submission = books.submission(ctx, number)?;
    let tomorrow = ceiling_now(ctx, &books.campaign).until;
    match submission.status {
        Status::Unanchored => {}
        // It keeps its turn, and is looked at again until the case ends.
        Status::Contested { .. } => return Ok(Some(tomorrow)),
        _ => return Ok(None),
    }
    if anchors::still_waits(books.status) && books.campaign.stopped {
        return Ok(Some(tomorrow));
    }
    let before = ctx.save();
    books.campaign.waiting = books.campaign.waiting.saturating_sub(1);
    let bar = contested::bar_of(ctx, submission.account)?;
    let paid = check_open(&books)
        .and_then(|()| contested::check(bar.map(|bar| (submission.account, bar))))
        .and_then(|()| pay(ctx, &mut books, number, &mut submission))
        .and_then(|()| SUBMISSIONS.put(ctx, &(id, number), &submission))
        .and_then(|()| books.store(ctx));
    let cause = match paid {
        Ok(()) => return Ok(None),
        Err(failure) if ctx.is_exhausted() => return Err(failure),
        Err(Failure::NotLoaded) => return Err(Failure::NotLoaded),
        Err(Failure::Revert(cause)) => cause,
    };
    ctx.restore(&before);
    let mut books = Books::open(ctx, id)?;
    let mut submission = books.submission(ctx, number)?;
    let later = match bar {
        Some(bar) => Some(bar.until),
        None => is_ceiling(&cause).then_some(tomorrow),
    };
    if let Some(later) = later.filter(|later| *later < books.campaign.terms.closes_at) {
        return Ok(Some(later));
    }
    books.campaign.waiting = books.campaign.waiting.saturating_sub(1);
    submission.status = Status::Unpaid;
    SUBMISSIONS.put(ctx, &(id, number), &submission)?;
    close_entry(ctx, id, submission.author)?;
    ctx.emit(&ICampaigns::ResultNotPaid {
        campaign: id,
        submission: number,
        account: submission.account,
        cause,
    })?;
    books.store(ctx).map(|()| None)
}

fn is_ceiling(cause: &[u8]) -> bool {
    use alloy_sol_types::SolError;
    cause.starts_with(&ICampaigns::DailyCeiling::SELECTOR)
}

/// What may still be paid today: within the ceiling where there is one.
pub(super) fn left_today(ctx: &Context<'_>, campaign: &Campaign) -> Amount {
    let left = budget_of(campaign).checked_sub(campaign.paid);
    let left = left.unwrap_or_default();
    if !campaign.terms.decided_by.needs_anchor() {
        return left;
    }
    let today = ceiling_now(ctx, campaign);
    let today = today.amount.checked_sub(today.paid).unwrap_or_default();
    today.min(left)
}
