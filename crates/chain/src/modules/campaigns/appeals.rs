//! Appeals: two other reviewers hear them, and both are needed to overturn a refusal (R23, R5).

use super::{
    books::Books,
    check_text,
    review::{approve, close_entry, count_refusal, interest, require_no_interest, reviewers},
    rules::{JUDGES, REASON_BYTES},
    scores::scorers,
    state::{Appeal, ENTRIES, Hearing, REVIEWS, Review, SUBMISSIONS, Status, Submission},
    submissions::{check_entry, not_author, not_open},
    tasks::{Task, after, days},
};
use crate::{Context, Failure, ensure, modules::committee::Parameter};
use alloy_primitives::Address;
use wepos_abi::ICampaigns;

/// Appeals against a refusal of the sender's submission.
///
/// Checks, in order: the reason; campaign and submission exist and are the sender's; it was refused and not heard yet;
/// there is time; the account has nothing else open in the campaign and can still be rewarded; two reviewers can hear
/// it.
///
/// # Errors
///
/// `TextLength`, `UnknownCampaign`, `UnknownSubmission`, `NotAuthor`, `SubmissionNotOpen`, `AppealTimeOver`,
/// `SubmissionOpen`, `RewardsExhausted`, `TooFewJudges`.
pub(super) fn appeal(
    ctx: &mut Context<'_>,
    id: u64,
    number: u32,
    reason: &str,
) -> Result<(), Failure> {
    let reason = check_text("reason", reason, 1, REASON_BYTES)?;
    let mut books = Books::open(ctx, id)?;
    let mut submission = books.submission(ctx, number)?;
    let (account, author, now) = (submission.account, submission.author, ctx.time());
    let concerned = [author, account].contains(&ctx.sender());
    ensure!(concerned, not_author(id, number, author));
    let Status::Refused {
        appeal_until: Some(until),
    } = submission.status
    else {
        return Err(not_open(&books, number, submission.status).into());
    };
    let closed_at = until.min(books.times.settles_at);
    ensure!(
        now < closed_at,
        ICampaigns::AppealTimeOver {
            closedAt: closed_at.whole_seconds()
        }
    );
    let mut entry = ENTRIES.get(ctx, &(id, author))?.unwrap_or_default();
    let rewarded = ENTRIES.get(ctx, &(id, account))?.unwrap_or_default();
    check_entry(&books, &entry, &rewarded)?;
    let mut review = decided(ctx, id, number)?;
    let mut deciders = mutated!(ScorersHearAppeals, vec![], scorers(ctx, id, number)?);
    deciders.push(review.reviewer);
    let judges = judges(ctx, &books, &submission, &deciders)?;

    let until = after(now, days(ctx, Parameter::AppealDecisionDays)?).min(books.times.settles_at);
    submission.status = Status::Appealed { until };
    books.campaign.live = books.campaign.live.saturating_add(1);
    if !submission.has_place {
        let turn_is_free = books.campaign.first_appeal == books.campaign.next_appeal;
        if turn_is_free && books.has_room(submission.nominal) {
            books.take_place(ctx, &mut submission)?;
        } else {
            books.wait_by_appeal(ctx, number)?;
        }
    }
    for judge in &judges {
        let load = books.load(*judge);
        load.appeals_assigned = load.appeals_assigned.saturating_add(1);
    }
    let hearing = |judge: &Address| Hearing {
        judge: *judge,
        overturn: None,
        reason: String::new(),
    };
    review.appeal = Some(Appeal {
        at: now,
        reason: reason.clone(),
        hearings: judges.iter().map(hearing).collect(),
    });
    REVIEWS.put(ctx, &(id, number), &review)?;
    entry.open = Some(number);
    ENTRIES.put(ctx, &(id, author), &entry)?;
    SUBMISSIONS.put(ctx, &(id, number), &submission)?;
    books.store(ctx)?;
    let campaign = id;
    Task::EndAppeal { campaign, number }.schedule(ctx, until)?;
    ctx.emit(&ICampaigns::Appealed {
        campaign: id,
        submission: number,
        account,
        judges,
        reason,
    })
}

fn decided(ctx: &mut Context<'_>, id: u64, number: u32) -> Result<Review, Failure> {
    Ok(REVIEWS
        .get(ctx, &(id, number))?
        .expect("what was refused has a review"))
}

/// The reviewers who hear an appeal: the next two, after whoever decided, who have no part in it.
fn judges(
    ctx: &mut Context<'_>,
    books: &Books,
    submission: &Submission,
    deciders: &[Address],
) -> Result<Vec<Address>, Failure> {
    let reviewers = reviewers(ctx)?;
    let decided = |reviewer: &Address| deciders.contains(reviewer);
    let position = reviewers.iter().position(decided);
    let (before, following) = reviewers.split_at(position.unwrap_or(0));
    let mut judges = Vec::new();
    for reviewer in following.iter().chain(before) {
        if !decided(reviewer)
            && books.knows(*reviewer)
            && interest(ctx, *reviewer, books, submission)?.is_none()
        {
            judges.push(*reviewer);
        }
        if judges.len() == JUDGES {
            return Ok(judges);
        }
    }
    Err(ICampaigns::TooFewJudges {
        eligible: judges.len() as u32,
        needed: JUDGES as u32,
    }
    .into())
}

/// Votes on an appeal. The refusal is overturned when both have voted for that, and stands with the first vote against.
///
/// Checks, in order: the reason; campaign and submission exist; it is under appeal, in time; the caller hears it, has
/// not voted, and has no interest.
///
/// # Errors
///
/// `TextLength`, `UnknownCampaign`, `UnknownSubmission`, `SubmissionNotOpen`, `HearingOver`, `NotJudge`,
/// `AlreadyHeard`, `Recused`.
pub(super) fn decide_appeal(
    ctx: &mut Context<'_>,
    id: u64,
    number: u32,
    overturn: bool,
    reason: &str,
) -> Result<(), Failure> {
    let reason = check_text("reason", reason, 1, REASON_BYTES)?;
    let mut books = Books::open(ctx, id)?;
    let mut submission = books.submission(ctx, number)?;
    let judge = ctx.sender();
    let Status::Appealed { until } = submission.status else {
        return Err(not_open(&books, number, submission.status).into());
    };
    ensure!(
        ctx.time() < until,
        ICampaigns::HearingOver {
            closedAt: until.whole_seconds()
        }
    );
    let mut review = decided(ctx, id, number)?;
    let hearings = &mut (review.appeal.as_mut().expect("it was appealed")).hearings;
    let Some(hearing) = hearings.iter_mut().find(|hearing| hearing.judge == judge) else {
        return Err(ICampaigns::NotJudge { account: judge }.into());
    };
    ensure!(
        hearing.overturn.is_none(),
        ICampaigns::AlreadyHeard { account: judge }
    );
    require_no_interest(ctx, judge, &books, &submission)?;

    hearing.overturn = Some(overturn);
    hearing.reason.clone_from(&reason);
    let unanimous = hearings
        .iter()
        .all(|hearing| hearing.overturn == Some(true));
    let unanimous = mutated!(OneJudgeOverturns, overturn, unanimous);
    REVIEWS.put(ctx, &(id, number), &review)?;
    let load = books.load(judge);
    load.appeals_heard = load.appeals_heard.saturating_add(1);
    ctx.emit(&ICampaigns::AppealHeard {
        campaign: id,
        submission: number,
        judge,
        overturn,
        reason,
    })?;
    if unanimous || !overturn {
        end(ctx, &mut books, number, &mut submission, unanimous)?;
    }
    books.store(ctx)
}

/// The time to hear an appeal is over: the refusal stands.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn end_appeal(ctx: &mut Context<'_>, id: u64, number: u32) -> Result<(), Failure> {
    let mut books = Books::open(ctx, id)?;
    let mut submission = books.submission(ctx, number)?;
    // Decided or withdrawn before, or given more time by a case; what a settled campaign left undecided has burned.
    let is_over = |until| until <= ctx.time();
    let waits = matches!(submission.status, Status::Appealed { until } if is_over(until));
    if !waits || !books.status.is_alive() {
        return Ok(());
    }
    let overturned = mutated!(SilenceOverturns, true, false);
    end(ctx, &mut books, number, &mut submission, overturned)?;
    books.store(ctx)
}

/// Ends an appeal, one way or the other.
fn end(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
    overturned: bool,
) -> Result<(), Failure> {
    let id = books.id;
    ctx.emit(&ICampaigns::AppealEnded {
        campaign: id,
        submission: number,
        overturned,
    })?;
    if overturned {
        count_refusal(ctx, books, submission.author, |refusals| {
            refusals.saturating_sub(1)
        })?;
        approve(ctx, books, number, submission)?;
        return SUBMISSIONS.put(ctx, &(id, number), submission);
    }
    submission.status = Status::Refused { appeal_until: None };
    books.campaign.live = books.campaign.live.saturating_sub(1);
    close_entry(ctx, id, submission.author)?;
    let had_place = submission.has_place;
    if had_place {
        books.free_place(ctx, submission)?;
    }
    SUBMISSIONS.put(ctx, &(id, number), submission)?;
    if had_place {
        books.promote(ctx)?;
    }
    Ok(())
}
