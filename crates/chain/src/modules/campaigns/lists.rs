//! Rewards by a list: the organiser posts it line by line, the committee confirms it, and after a time for corrections
//! the agenda pays (R3, R5).
//!
//! ```text
//! post ──▶ open ──award: a decision──▶ confirmed ──correctionDays──▶ rewarded
//!            └──────── strike, with a reason ────────┴──▶ refused ──▶ appeal
//! ```
//!
//! A line is a submission of its account, with a place and its nominal from the block of the posting on. An account has
//! one line at a time, and no line has an account of a seat-holder: such a benefit needs a decision of its own (R13).
//! Who takes a seat, or is declared an affiliate of one, after the posting is not paid either.

use super::{
    books::Books,
    check_range, check_text, contested,
    review::{
        approve, conclude, decisions_until, require_no_interest, require_open, require_reviewer,
    },
    rules::{CONTENT_BYTES, DecidedBy, MAX_LINES, PROMOTED_AT_ONCE, REASON_BYTES},
    state::{LISTS, List, REVIEWS, Review, SUBMISSIONS, Status},
    submissions::{Basis, Claim, enter, other_way, require_member},
    tasks::{Task, after, days},
};
use crate::{
    Context, Failure, ensure,
    modules::committee::{self, Parameter},
    state::read_all,
};
use alloy_primitives::Address;
use wepos_abi::ICampaigns;

/// Adds lines to a list; the numbers of the first and the last.
///
/// Checks, in order: how many lines there are; the campaign exists, has a list, and is the sender's; for each line: its
/// text; its account is somebody's and no seat-holder's; and all that [`enter`] asks for.
///
/// # Errors
///
/// `TermOutOfRange`, `UnknownCampaign`, `OtherWay`, `NotOrganiser`, `TextLength`, `CannotTakePart`, `CannotBeListed`,
/// and those of [`enter`].
pub(super) fn post(
    ctx: &mut Context<'_>,
    id: u64,
    lines: Vec<ICampaigns::Line>,
) -> Result<ICampaigns::postReturn, Failure> {
    check_range("lines", lines.len(), 1, MAX_LINES)?;
    let books = open(ctx, id)?;
    let organiser = books.campaign.organiser;
    ensure!(
        mutated!(AnybodyPosts, true, ctx.sender() == organiser),
        ICampaigns::NotOrganiser {
            campaign: id,
            organiser,
        }
    );
    let first = books.campaign.submissions.saturating_add(1);
    let seats = read_all(&lines, |line| committee::seat_of(ctx, line.account))?;
    let mut last = first;
    for (line, seat) in lines.into_iter().zip(seats) {
        let content = check_text("content", &line.content, 1, CONTENT_BYTES)?;
        let account = line.account;
        require_member(account)?;
        if let Some(party) = mutated!(SeatsOnLists, None, seat) {
            return Err(ICampaigns::CannotBeListed { account, party }.into());
        }
        let claim = Claim {
            account,
            author: account,
            basis: Basis::Line,
            content,
        };
        last = enter(ctx, id, claim)?.number;
    }
    Ok(ICampaigns::postReturn { first, last })
}

/// A campaign with a list.
fn open(ctx: &mut Context<'_>, id: u64) -> Result<Books, Failure> {
    let books = Books::open(ctx, id)?;
    ensure!(
        books.campaign.terms.decided_by == DecidedBy::List,
        other_way(&books)
    );
    Ok(books)
}

/// How far a list is.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn list(ctx: &mut Context<'_>, id: u64) -> Result<List, Failure> {
    Ok(LISTS.get(ctx, &id)?.unwrap_or_default())
}

/// What a decision to confirm a list asks for: lines to confirm, and time. Returns the organiser, whom it benefits; of
/// those on the list none has a seat.
///
/// # Errors
///
/// `UnknownCampaign`, `OtherWay`, `NothingToConfirm`, `DecisionsOver`.
pub(super) fn check_award(
    ctx: &mut Context<'_>,
    id: u64,
    through: u32,
) -> Result<Address, Failure> {
    let books = open(ctx, id)?;
    let (posted, confirmed) = (books.campaign.submissions, list(ctx, id)?.confirmed);
    ensure!(
        through > confirmed && through <= posted,
        ICampaigns::NothingToConfirm {
            campaign: id,
            posted,
            confirmed,
        }
    );
    let until = decisions_until(ctx, &books.times)?;
    ensure!(
        ctx.time() < until,
        ICampaigns::DecisionsOver {
            campaign: id,
            closedAt: until.whole_seconds(),
        }
    );
    Ok(books.campaign.organiser)
}

/// Confirms lines; after the time for corrections they are paid.
///
/// # Errors
///
/// `OnlyByDecision`, and those of [`check_award`].
pub(super) fn award(ctx: &mut Context<'_>, id: u64, through: u32) -> Result<(), Failure> {
    committee::require_decision(ctx)?;
    check_award(ctx, id, through)?;
    let list = list(ctx, id)?;
    let term = days(ctx, Parameter::CorrectionDays)?;
    let paid_from = after(ctx.time(), term);
    let paid_from = mutated!(NoTimeToCorrect, ctx.time(), paid_from);
    let first = list.confirmed.saturating_add(1);
    LISTS.put(
        ctx,
        &id,
        &List {
            confirmed: through,
            paid_from,
            ..list
        },
    )?;
    Task::PayList {
        campaign: id,
        next: first,
        last: through,
    }
    .schedule(ctx, paid_from)?;
    ctx.emit(&ICampaigns::AwardsConfirmed {
        campaign: id,
        first,
        last: through,
        paidFrom: paid_from.ceil_seconds(),
    })
}

/// Strikes a line that is not paid yet.
///
/// # Errors
///
/// `TextLength`, `UnknownCampaign`, `OtherWay`, `UnknownSubmission`, `SubmissionNotOpen`, `NotReviewer`, `Recused`.
pub(super) fn strike(
    ctx: &mut Context<'_>,
    id: u64,
    number: u32,
    reason: &str,
) -> Result<(), Failure> {
    let reason = check_text("reason", reason, 1, REASON_BYTES)?;
    let books = open(ctx, id)?;
    let submission = books.submission(ctx, number)?;
    let sender = ctx.sender();
    require_open(&books, number, &submission)?;
    // Whoever posted it corrects it.
    if sender != books.campaign.organiser {
        require_reviewer(ctx, sender)?;
        require_no_interest(ctx, sender, &books, &submission)?;
    }
    conclude(ctx, books, number, submission, false, reason)
}

/// Pays some confirmed lines, in order; the agenda goes on.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn pay(ctx: &mut Context<'_>, id: u64, next: u32, last: u32) -> Result<(), Failure> {
    let mut books = Books::open(ctx, id)?;
    if !books.status.is_alive() {
        return Ok(());
    }
    let end = next
        .saturating_add(PROMOTED_AT_ONCE)
        .min(last.saturating_add(1));
    let seats = read_all(next..end, |number| {
        let submission = books.submission(ctx, number)?;
        committee::seat_of(ctx, submission.account)
    })?;
    for (number, seat) in (next..end).zip(seats) {
        let mut submission = books.submission(ctx, number)?;
        mutated!(
            StruckLineIsPaid,
            revive(ctx, &mut books, &mut submission)?,
            ()
        );
        if submission.status != Status::Open {
            continue;
        }
        books.close_case(&submission);
        let account = submission.account;
        if let Some(bar) = contested::bar_of(ctx, account)? {
            let cause = contested::barred(account, bar);
            contested::exclude(ctx, &mut books, number, &mut submission, cause)?;
            SUBMISSIONS.put(ctx, &(id, number), &submission)?;
            continue;
        }
        // Whoever took a seat since the line was posted (R13).
        if let Some(party) = mutated!(SeatsArePaid, None, seat) {
            let cause = ICampaigns::CannotBeListed { account, party };
            contested::exclude(ctx, &mut books, number, &mut submission, cause)?;
            SUBMISSIONS.put(ctx, &(id, number), &submission)?;
            continue;
        }
        let review = Review {
            reviewer: Address::ZERO,
            approved: true,
            decided_at: ctx.time(),
            reason: String::new(),
            appeal: None,
        };
        REVIEWS.put(ctx, &(id, number), &review)?;
        approve(ctx, &mut books, number, &mut submission)?;
        SUBMISSIONS.put(ctx, &(id, number), &submission)?;
    }
    let list = list(ctx, id)?;
    let paid = list.paid.max(end.saturating_sub(1));
    LISTS.put(ctx, &id, &List { paid, ..list })?;
    if end <= last {
        Task::PayList {
            campaign: id,
            next: end,
            last,
        }
        .schedule(ctx, ctx.time())?;
    }
    books.store(ctx)
}

/// What a mistake makes of a line that was struck.
#[cfg(feature = "mutations")]
fn revive(
    ctx: &mut Context<'_>,
    books: &mut Books,
    submission: &mut super::state::Submission,
) -> Result<(), Failure> {
    let struck = matches!(submission.status, Status::Refused { .. });
    if struck && !submission.has_place && books.has_room(submission.nominal) {
        submission.status = Status::Open;
        books.open_case(submission);
        books.take_place(ctx, submission)?;
    }
    Ok(())
}

/// A case lets a line go: if it is confirmed, it is paid with the last that are.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn catch_up(ctx: &mut Context<'_>, id: u64, number: u32) -> Result<(), Failure> {
    let list = list(ctx, id)?;
    if number > list.confirmed {
        return Ok(());
    }
    Task::PayList {
        campaign: id,
        next: number,
        last: number,
    }
    .schedule(ctx, list.paid_from.max(ctx.time()))
}
