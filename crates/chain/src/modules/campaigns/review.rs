//! Reviewers decide, with reasons; two others hear an appeal (R23, R5).

use super::{
    books::Books,
    check_text,
    rules::{JUDGES, REASON_BYTES, StageTimes},
    state::{
        Appeal, ENTRIES, Hearing, PARTICIPANTS, REVIEWERS, REVIEWS, Review, SUBMISSIONS, Status,
        Submission,
    },
    submissions::{check_entry, not_author, not_open},
    tasks::{Task, after, days},
};
use crate::{
    Context, Failure, ensure,
    modules::{
        committee::{self, Parameter},
        emission,
    },
    time::Timestamp,
};
use alloy_primitives::Address;
use wepos_abi::ICampaigns;

/// Decides about a submission for the first time.
///
/// Checks, in order: the reason; campaign and submission exist; it is under review; the caller reviews, or sits in the
/// committee; first decisions are still possible; the caller has no interest; it is the caller's case, or everybody's.
///
/// # Errors
///
/// `TextLength`, `UnknownCampaign`, `UnknownSubmission`, `SubmissionNotOpen`, `NotReviewer`, `DecisionsOver`, `Recused`,
/// `NotResponsible`.
pub(super) fn decide(
    ctx: &mut Context<'_>,
    id: u64,
    number: u32,
    approved: bool,
    reason: &str,
) -> Result<(), Failure> {
    let reason = check_text("reason", reason, 1, REASON_BYTES)?;
    let mut books = Books::open(ctx, id)?;
    let mut submission = books.submission(ctx, number)?;
    let (reviewer, now) = (ctx.sender(), ctx.time());
    check_decider(ctx, &books, number, &submission)?;

    books.close_case(&submission);
    if books.knows(reviewer) && is_reviewer(ctx, reviewer)? {
        let load = books.load(reviewer);
        load.decided = load.decided.saturating_add(1);
    }
    let review = Review {
        reviewer,
        approved,
        decided_at: now,
        reason: reason.clone(),
        appeal: None,
    };
    REVIEWS.put(ctx, &(id, number), &review)?;
    ctx.emit(&ICampaigns::Decided {
        campaign: id,
        submission: number,
        reviewer,
        approved,
        reason,
    })?;
    if approved {
        approve(ctx, &mut books, number, &mut submission)?;
    } else {
        refuse(ctx, &mut books, number, &mut submission)?;
    }
    SUBMISSIONS.put(ctx, &(id, number), &submission)?;
    if !approved && !submission.has_place {
        books.promote(ctx)?;
    }
    books.store(ctx)
}

fn check_decider(
    ctx: &mut Context<'_>,
    books: &Books,
    number: u32,
    submission: &Submission,
) -> Result<(), Failure> {
    let (sender, now) = (ctx.sender(), ctx.time());
    ensure!(
        submission.status == Status::Open && books.status.is_alive(),
        not_open(books, number, submission.status)
    );
    let reviews = is_reviewer(ctx, sender)?;
    ensure!(
        reviews || committee::is_member(ctx, sender)?,
        ICampaigns::NotReviewer { account: sender }
    );
    let until = decisions_until(ctx, &books.times)?;
    ensure!(
        now < until,
        ICampaigns::DecisionsOver {
            campaign: books.id,
            closedAt: until.whole_seconds(),
        }
    );
    require_no_interest(ctx, sender, books, submission)?;
    let term = days(ctx, Parameter::UnopenedCaseDays)?;
    let open_to_all_at = after(submission.submitted_at, term);
    let (responsible, own) = (submission.reviewer, sender == submission.reviewer);
    if (own && reviews) || now >= open_to_all_at {
        return Ok(());
    }
    // A case whose reviewer left, or turned out to have an interest, is every other reviewer's.
    let left =
        !is_reviewer(ctx, responsible)? || interest(ctx, responsible, books, submission)?.is_some();
    ensure!(
        reviews && left,
        ICampaigns::NotResponsible {
            campaign: books.id,
            submission: number,
            reviewer: responsible,
            availableFrom: open_to_all_at.millis().div_ceil(1_000),
        }
    );
    Ok(())
}

/// Until when a submission of a stage can be decided for the first time (R5).
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn decisions_until(
    ctx: &mut Context<'_>,
    times: &StageTimes,
) -> Result<Timestamp, Failure> {
    let term = days(ctx, Parameter::FirstDecisionDays)?;
    Ok(after(times.ends, term).min(times.settles_at))
}

/// Whether `account` reviews now.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn is_reviewer(ctx: &mut Context<'_>, account: Address) -> Result<bool, Failure> {
    Ok(REVIEWERS
        .get(ctx)?
        .is_some_and(|reviewers| reviewers.0.contains(&account)))
}

/// The author or the organiser, if `account` is one of them or affiliated with one.
fn interest(
    ctx: &mut Context<'_>,
    account: Address,
    books: &Books,
    submission: &Submission,
) -> Result<Option<Address>, Failure> {
    for party in [submission.account, books.campaign.organiser] {
        if account == party || committee::affiliated(ctx, account, party)? {
            return Ok(Some(party));
        }
    }
    Ok(None)
}

fn require_no_interest(
    ctx: &mut Context<'_>,
    account: Address,
    books: &Books,
    submission: &Submission,
) -> Result<(), Failure> {
    match interest(ctx, account, books, submission)? {
        Some(party) => Err(ICampaigns::Recused { account, party }.into()),
        None => Ok(()),
    }
}

/// Pays an approved submission, or lets it wait for a place.
fn approve(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
) -> Result<(), Failure> {
    let key = (books.id, submission.account);
    let mut entry = ENTRIES.get(ctx, &key)?.unwrap_or_default();
    entry.approved = entry.approved.saturating_add(1);
    ENTRIES.put(ctx, &key, &entry)?;
    submission.status = Status::Approved;
    if submission.has_place {
        books.pay(ctx, number, submission)?;
    }
    Ok(())
}

/// Refuses a submission. Its place is free at once; where the time to appeal reaches beyond the boundary, the place is
/// kept until that time is over, because what is free burns at the boundary.
fn refuse(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
) -> Result<(), Failure> {
    let until = after(ctx.time(), days(ctx, Parameter::AppealDays)?);
    submission.status = Status::Refused {
        appeal_until: Some(until),
    };
    books.campaign.live = books.campaign.live.saturating_sub(1);
    books.campaign.appealable_until = books.campaign.appealable_until.max(until);
    if submission.has_place {
        if until <= books.times.ends {
            books.free_place(ctx, submission)?;
        } else {
            let campaign = books.id;
            Task::EndRefusal { campaign, number }.schedule(ctx, until)?;
        }
    }
    close_entry(ctx, books.id, submission.account)?;
    let running = emission::running_stage(ctx);
    let account = submission.account;
    let mut participant = PARTICIPANTS.get(ctx, &account)?.unwrap_or_default();
    participant.refusals = participant.refusals_in(running).saturating_add(1);
    participant.stage = running;
    PARTICIPANTS.put(ctx, &account, &participant)
}

fn close_entry(ctx: &mut Context<'_>, id: u64, account: Address) -> Result<(), Failure> {
    let mut entry = ENTRIES.get(ctx, &(id, account))?.unwrap_or_default();
    entry.open = None;
    ENTRIES.put(ctx, &(id, account), &entry)
}

/// Appeals against a refusal of the sender's submission.
///
/// Checks, in order: the reason; campaign and submission exist and are the sender's; it was refused and not heard yet;
/// there is time; the account has nothing else open in the campaign and can still be rewarded; two reviewers can hear it.
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
    let (account, now) = (submission.account, ctx.time());
    ensure!(ctx.sender() == account, not_author(id, number, account));
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
    let mut entry = ENTRIES.get(ctx, &(id, account))?.unwrap_or_default();
    check_entry(&books, &entry)?;
    let mut review = decided(ctx, id, number)?;
    let judges = judges(ctx, &books, &submission, review.reviewer)?;

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
    ENTRIES.put(ctx, &(id, account), &entry)?;
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

/// The reviewers who hear an appeal: the next two after the one who decided who have no interest.
fn judges(
    ctx: &mut Context<'_>,
    books: &Books,
    submission: &Submission,
    decider: Address,
) -> Result<Vec<Address>, Failure> {
    let reviewers = REVIEWERS.get(ctx)?.unwrap_or_default().0;
    let position = reviewers.iter().position(|reviewer| *reviewer == decider);
    let (before, following) = reviewers.split_at(position.unwrap_or(0));
    let mut judges = Vec::new();
    for reviewer in following.iter().chain(before) {
        if *reviewer != decider
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
/// `TextLength`, `UnknownCampaign`, `UnknownSubmission`, `SubmissionNotOpen`, `HearingOver`, `NotJudge`, `AlreadyHeard`,
/// `Recused`.
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
    // Decided or withdrawn before; and what a settled campaign left undecided has burned.
    let waits = matches!(submission.status, Status::Appealed { .. });
    if !waits || !books.status.is_alive() {
        return Ok(());
    }
    end(ctx, &mut books, number, &mut submission, false)?;
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
        let running = emission::running_stage(ctx);
        let mut participant = (PARTICIPANTS.get(ctx, &submission.account)?).unwrap_or_default();
        participant.refusals = participant.refusals_in(running).saturating_sub(1);
        participant.stage = running;
        PARTICIPANTS.put(ctx, &submission.account, &participant)?;
        approve(ctx, books, number, submission)?;
        return SUBMISSIONS.put(ctx, &(id, number), submission);
    }
    submission.status = Status::Refused { appeal_until: None };
    books.campaign.live = books.campaign.live.saturating_sub(1);
    close_entry(ctx, id, submission.account)?;
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
