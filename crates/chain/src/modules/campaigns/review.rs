//! Reviewers decide, with reasons (R23, R5).

use super::{
    anchors,
    books::Books,
    check_text, contested,
    rules::{DecidedBy, REASON_BYTES, StageTimes, nominal},
    state::{
        AnchorKind, ENTRIES, PARTICIPANTS, REVIEWERS, REVIEWS, Review, SUBMISSIONS, Status,
        Submission,
    },
    submissions::{check_rewards, not_open, other_way},
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
/// `TextLength`, `UnknownCampaign`, `UnknownSubmission`, `OtherWay`, `SubmissionNotOpen`, `NotReviewer`,
/// `DecisionsOver`, `Recused`, `NotResponsible`, `AccountBarred`, `RewardsExhausted`.
pub(super) fn decide(
    ctx: &mut Context<'_>,
    id: u64,
    number: u32,
    approved: bool,
    reason: &str,
) -> Result<(), Failure> {
    let reason = check_text("reason", reason, 1, REASON_BYTES)?;
    let mut books = Books::open(ctx, id)?;
    let submission = books.submission(ctx, number)?;
    check_decider(ctx, &books, number, &submission)?;
    count_decision(ctx, &mut books)?;
    conclude(ctx, books, number, submission, approved, reason)
}

/// Counts a decision, or a score, of the sender, if it reviews.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn count_decision(ctx: &mut Context<'_>, books: &mut Books) -> Result<(), Failure> {
    let reviewer = ctx.sender();
    if books.knows(reviewer) && is_reviewer(ctx, reviewer)? {
        let load = books.load(reviewer);
        load.decided = load.decided.saturating_add(1);
    }
    Ok(())
}

/// The sender's decision about an open submission, with all that follows: it is told, paid or refused, and a place that
/// becomes free goes to who waits.
///
/// # Errors
///
/// `AccountBarred`, `RewardsExhausted`.
pub(super) fn conclude(
    ctx: &mut Context<'_>,
    mut books: Books,
    number: u32,
    mut submission: Submission,
    approved: bool,
    reason: String,
) -> Result<(), Failure> {
    let (id, reviewer) = (books.id, ctx.sender());
    books.close_case(&submission);
    let review = Review {
        reviewer,
        approved,
        decided_at: ctx.time(),
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
    let decided_by = books.campaign.terms.decided_by;
    ensure!(
        !matches!(decided_by, DecidedBy::Scores | DecidedBy::List),
        other_way(books)
    );
    require_open(books, number, submission)?;
    let reviews = require_decider(ctx, books, number, submission)?;
    let term = days(ctx, Parameter::UnopenedCaseDays)?;
    let open_to_all_at = after(submission.submitted_at, term);
    let (responsible, own) = (submission.reviewer, sender == submission.reviewer);
    let open_to_all = mutated!(CasesNeverOpenToAll, false, now >= open_to_all_at);
    if (own && reviews) || open_to_all {
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
            availableFrom: open_to_all_at.ceil_seconds(),
        }
    );
    Ok(())
}

/// Fails for a submission that is not under review.
///
/// # Errors
///
/// `SubmissionNotOpen`.
pub(super) fn require_open(
    books: &Books,
    number: u32,
    submission: &Submission,
) -> Result<(), Failure> {
    ensure!(
        submission.status == Status::Open && books.status.is_alive(),
        not_open(books, number, submission.status)
    );
    Ok(())
}

/// Fails if the sender may not decide about, or score, a submission, whosever turn it is: it reviews, or sits in the
/// committee, in time and without an interest. Whether it reviews.
///
/// # Errors
///
/// `NotReviewer`, `DecisionsOver`, `Recused`.
pub(super) fn require_decider(
    ctx: &mut Context<'_>,
    books: &Books,
    number: u32,
    submission: &Submission,
) -> Result<bool, Failure> {
    let sender = ctx.sender();
    let reviews = require_reviewer(ctx, sender)?;
    let until = decisions_until(ctx, &books.times)?;
    ensure!(
        ctx.time() < until || contested::was_released(ctx, books.id, number)?,
        ICampaigns::DecisionsOver {
            campaign: books.id,
            closedAt: until.whole_seconds(),
        }
    );
    require_no_interest(ctx, sender, books, submission)?;
    Ok(reviews)
}

/// Fails if `account` neither reviews nor sits in the committee. Whether it reviews.
///
/// # Errors
///
/// `NotReviewer`.
pub(super) fn require_reviewer(ctx: &mut Context<'_>, account: Address) -> Result<bool, Failure> {
    let reviews = is_reviewer(ctx, account)?;
    ensure!(
        reviews || committee::is_member(ctx, account)?,
        ICampaigns::NotReviewer { account }
    );
    Ok(reviews)
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
    let until = after(times.ends, term).min(times.settles_at);
    Ok(mutated!(DecisionsUntilSettlement, times.settles_at, until))
}

/// Whether `account` reviews now.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn is_reviewer(ctx: &mut Context<'_>, account: Address) -> Result<bool, Failure> {
    Ok(reviewers(ctx)?.contains(&account))
}

/// Who reviews now, in the order of their naming.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn reviewers(ctx: &mut Context<'_>) -> Result<Vec<Address>, Failure> {
    Ok(REVIEWERS.get(ctx)?.unwrap_or_default().0)
}

/// The author, who is nominated, or the organiser, if `account` is one of them or affiliated with one.
pub(super) fn interest(
    ctx: &mut Context<'_>,
    account: Address,
    books: &Books,
    submission: &Submission,
) -> Result<Option<Address>, Failure> {
    let nominated = (submission.author != submission.account).then_some(submission.author);
    let parties = [submission.account, books.campaign.organiser];
    for party in parties.into_iter().chain(nominated) {
        if account == party || committee::affiliated(ctx, account, party)? {
            return Ok(Some(party));
        }
    }
    Ok(None)
}

/// Fails if `account` has an interest in a submission.
///
/// # Errors
///
/// `Recused`.
pub(super) fn require_no_interest(
    ctx: &mut Context<'_>,
    account: Address,
    books: &Books,
    submission: &Submission,
) -> Result<(), Failure> {
    match mutated!(
        InterestIgnored,
        None,
        interest(ctx, account, books, submission)?
    ) {
        Some(party) => Err(ICampaigns::Recused { account, party }.into()),
        None => Ok(()),
    }
}

/// Approves a submission, which anchors its account (R21 c): pays it, or lets it wait for a place. Several authors may
/// have nominated one account, so its rewards are counted once more.
///
/// # Errors
///
/// `AccountBarred`, `RewardsExhausted`.
pub(super) fn approve(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
) -> Result<(), Failure> {
    let key = (books.id, submission.account);
    let bar = contested::bar_of(ctx, submission.account);
    let mut entry = ENTRIES.get(ctx, &key)?.unwrap_or_default();
    contested::check(bar?.map(|bar| (submission.account, bar)))?;
    mutated!(NominationsPaidTwice, (), check_rewards(books, &entry)?);
    submission.status = Status::Approved;
    // What was approved since it was submitted makes it a further reward (R2).
    let factor = books.campaign.terms.repeat_factor;
    let nominal = nominal(books.unit(), factor, entry.approved).min(submission.nominal);
    if nominal < submission.nominal {
        let had_place = submission.has_place;
        if had_place {
            books.free_place(ctx, submission)?;
        }
        submission.nominal = nominal;
        if had_place {
            books.take_place(ctx, submission)?;
        }
    }
    entry.approved = entry.approved.saturating_add(1);
    ENTRIES.put(ctx, &key, &entry)?;
    let source = anchors::of_submission(books.id, number);
    anchors::anchor(ctx, submission.account, AnchorKind::Contribution, source)?;
    if submission.has_place {
        books.pay(ctx, number, submission)?;
    }
    Ok(())
}

/// Refuses a submission. Its place is free at once; where the time to appeal reaches beyond the boundary, the place is
/// kept until that time is over, because what is free burns at the boundary.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn refuse(
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
        if mutated!(PlaceLostAtBoundary, true, until <= books.times.ends) {
            mutated!(RefusalFreesNothing, (), books.free_place(ctx, submission)?);
        } else {
            let campaign = books.id;
            Task::EndRefusal { campaign, number }.schedule(ctx, until)?;
        }
    }
    close_entry(ctx, books.id, submission.author)?;
    let author = submission.author;
    let rewarded = ENTRIES.get(ctx, &(books.id, submission.account))?;
    if check_rewards(books, &rewarded.unwrap_or_default()).is_err() {
        // Somebody else's nomination was approved first: that is nobody's fault.
        return Ok(());
    }
    count_refusal(ctx, books, author, |refusals| refusals.saturating_add(1))
}

/// Changes how often an author was refused in this stage, which spaces its submissions out (R3). Who lost a contest, or
/// was on somebody's list, has done nothing wrong.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn count_refusal(
    ctx: &mut Context<'_>,
    books: &Books,
    author: Address,
    change: impl FnOnce(u32) -> u32,
) -> Result<(), Failure> {
    if books.campaign.terms.decided_by != DecidedBy::Reviewer {
        return Ok(());
    }
    let running = emission::running_stage(ctx);
    let mut participant = PARTICIPANTS.get(ctx, &author)?.unwrap_or_default();
    participant.refusals = change(participant.refusals_in(running));
    participant.stage = running;
    PARTICIPANTS.put(ctx, &author, &participant)
}

/// The author has nothing open in the campaign any more.
pub(super) fn close_entry(ctx: &mut Context<'_>, id: u64, account: Address) -> Result<(), Failure> {
    let mut entry = ENTRIES.get(ctx, &(id, account))?.unwrap_or_default();
    entry.open = None;
    ENTRIES.put(ctx, &(id, account), &entry)
}
