//! Where several reviewers score what was submitted, and the best are rewarded (WP-44): a content call.
//!
//! ```text
//! submit ──▶ open ──scores──▶ ranked ──the campaign is closed and all are ranked──▶ result ──▶ rewarded
//!                 └──not all by the last day for decisions (R5)──▶ undecided           └─────▶ refused ──▶ appeal
//! ```
//!
//! A place is nobody's before the result: the campaign holds as many as it could need (`pool`), at most one for each
//! submission. The result gives them to the winners; who appeals with success gets one that is left. A lost contest is
//! no fault: it does not count towards the refusals that space submissions out (R3).

use super::{
    books::{Books, minus, plus},
    check_range, check_text, contested,
    review::{
        approve, count_decision, decisions_until, interest, refuse, require_decider, require_open,
        reviewers,
    },
    rules::{
        CampaignStatus, DecidedBy, JUDGES, MAX_POINTS, PROMOTED_AT_ONCE, REASON_BYTES,
        needed_places,
    },
    state::{
        Outcome, RANKINGS, REVIEWS, Ranked, Ranking, Review, SCORES, SUBMISSIONS, Score, Scores,
        Status, Submission, Undecided,
    },
    submissions::other_way,
    tasks::{Task, after, days},
};
use crate::{
    Context, Failure, ensure,
    modules::{committee::Parameter, emission},
};
use alloy_primitives::Address;
use wepos_abi::ICampaigns;

/// Scores a submission.
///
/// Checks, in order: the reason and the points; campaign and submission exist, and it is scored; it is under review and
/// misses a score; the caller reviews, or sits in the committee; there is time; the caller has no interest and has not
/// scored it; it is the caller's turn, or everybody's.
///
/// # Errors
///
/// `TextLength`, `TermOutOfRange`, `UnknownCampaign`, `UnknownSubmission`, `OtherWay`, `SubmissionNotOpen`,
/// `ScoresComplete`, `NotReviewer`, `DecisionsOver`, `Recused`, `AlreadyScored`, `NotResponsible`.
pub(super) fn score(
    ctx: &mut Context<'_>,
    id: u64,
    number: u32,
    points: u8,
    reason: &str,
) -> Result<(), Failure> {
    let reason = check_text("reason", reason, 1, REASON_BYTES)?;
    check_range("points", points, 0, MAX_POINTS)?;
    let mut books = Books::open(ctx, id)?;
    let mut submission = books.submission(ctx, number)?;
    let scores = SCORES.get(ctx, &(id, number))?.unwrap_or_default();
    let reviewer = ctx.sender();
    check_scorer(ctx, &books, number, &submission, &scores)?;

    count_decision(ctx, &mut books)?;
    ctx.emit(&ICampaigns::Scored {
        campaign: id,
        submission: number,
        reviewer,
        points,
        reason: reason.clone(),
    })?;
    let Scores(mut scores) = scores;
    scores.push(Score {
        reviewer,
        points,
        at: ctx.time(),
        reason,
    });
    let complete = is_complete(&books, &scores);
    if complete {
        close_case(ctx, &mut books, number, &submission)?;
        let mut ranking = ranking(ctx, id)?;
        // A result that is fixed stays.
        if ranking.result.is_none() {
            rank(&mut ranking.ranked, number, &scores);
            announce_when_due(ctx, &mut books, &mut ranking)?;
            RANKINGS.put(ctx, &id, &ranking)?;
        }
    }
    SCORES.put(ctx, &(id, number), &Scores(scores))?;
    if complete && catch_up(ctx, &mut books, number, &mut submission)? {
        SUBMISSIONS.put(ctx, &(id, number), &submission)?;
    }
    books.store(ctx)
}

fn check_scorer(
    ctx: &mut Context<'_>,
    books: &Books,
    number: u32,
    submission: &Submission,
    Scores(scores): &Scores,
) -> Result<(), Failure> {
    let (sender, campaign) = (ctx.sender(), books.id);
    ensure!(
        books.campaign.terms.decided_by == DecidedBy::Scores,
        other_way(books)
    );
    require_open(books, number, submission)?;
    ensure!(
        !is_complete(books, scores),
        ICampaigns::ScoresComplete {
            campaign,
            submission: number,
            scores: books.campaign.terms.scores,
        }
    );
    let reviews = require_decider(ctx, books, number, submission)?;
    let scored = scores.iter().any(|score| score.reviewer == sender);
    ensure!(
        mutated!(ReviewerScoresTwice, true, !scored),
        ICampaigns::AlreadyScored {
            campaign,
            submission: number,
            reviewer: sender,
        }
    );
    let term = days(ctx, Parameter::UnopenedCaseDays)?;
    let open_to_all_at = after(submission.submitted_at, term);
    ensure!(
        ctx.time() >= open_to_all_at
            || reviews && in_turn(ctx, books, submission)?.contains(&sender),
        ICampaigns::NotResponsible {
            campaign,
            submission: number,
            reviewer: submission.reviewer,
            availableFrom: open_to_all_at.ceil_seconds(),
        }
    );
    Ok(())
}

/// Whether a submission has all its scores.
fn is_complete(books: &Books, scores: &[Score]) -> bool {
    scores.len() >= usize::from(books.campaign.terms.scores)
}

/// Whether submission `number` has all its scores.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn has_all(ctx: &mut Context<'_>, books: &Books, number: u32) -> Result<bool, Failure> {
    let Scores(scores) = SCORES.get(ctx, &(books.id, number))?.unwrap_or_default();
    Ok(is_complete(books, &scores))
}

/// The reviewers whose turn it is: from the responsible one on, as many as there are scores, without interest.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn in_turn(
    ctx: &mut Context<'_>,
    books: &Books,
    submission: &Submission,
) -> Result<Vec<Address>, Failure> {
    let reviewers = reviewers(ctx)?;
    let responsible = |reviewer: &Address| *reviewer == submission.reviewer;
    let first = reviewers.iter().position(responsible).unwrap_or(0);
    let (before, after) = reviewers.split_at(first);
    let mut turn = Vec::new();
    for reviewer in after.iter().chain(before) {
        if turn.len() == usize::from(books.campaign.terms.scores) {
            break;
        }
        if interest(ctx, *reviewer, books, submission)?.is_none() {
            turn.push(*reviewer);
        }
    }
    Ok(turn)
}

/// How a campaign stands.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn ranking(ctx: &mut Context<'_>, id: u64) -> Result<Ranking, Failure> {
    Ok(RANKINGS.get(ctx, &id)?.unwrap_or_default())
}

/// Puts a submission in its place: by the median of its scores, then by their sum, then the earlier one first.
fn rank(ranked: &mut Vec<Ranked>, number: u32, scores: &[Score]) {
    let entry = Ranked {
        median: mutated!(RankedByMean, mean(scores), median(scores)),
        total: scores.iter().map(|score| u16::from(score.points)).sum(),
        number,
    };
    let order = |one: &Ranked| (std::cmp::Reverse((one.median, one.total)), one.number);
    let place = ranked.partition_point(|other| order(other) < order(&entry));
    ranked.insert(place, entry);
}

/// The score in the middle.
fn median(scores: &[Score]) -> u8 {
    let mut points: Vec<u8> = scores.iter().map(|score| score.points).collect();
    points.sort_unstable();
    points.get(points.len() / 2).copied().unwrap_or(0)
}

/// What a mistake takes for the median.
#[cfg(feature = "mutations")]
fn mean(scores: &[Score]) -> u8 {
    let sum: usize = scores.iter().map(|score| usize::from(score.points)).sum();
    let mean = sum.checked_div(scores.len()).unwrap_or(0);
    u8::try_from(mean).unwrap_or(MAX_POINTS)
}

/// How many of the ranked are rewarded, as it stands.
pub(super) fn winners(books: &Books, ranked: &[Ranked]) -> u32 {
    let terms = &books.campaign.terms;
    let good = ranked.partition_point(|one| one.median >= terms.threshold);
    let good = mutated!(ThresholdIgnored, ranked.len(), good);
    u32::try_from(good).map_or(terms.places, |good| good.min(terms.places))
}

/// Holds one more place for all, if a new submission can need it.
///
/// # Errors
///
/// `SettlementOver`.
pub(super) fn hold_one(ctx: &mut Context<'_>, books: &mut Books) -> Result<(), Failure> {
    if books.campaign.taken >= books.campaign.places {
        return Ok(());
    }
    let unit = books.unit();
    emission::hold(ctx, books.campaign.terms.stage, unit)?;
    books.campaign.held = plus(books.campaign.held, unit);
    books.campaign.taken = books.campaign.taken.saturating_add(1);
    books.campaign.pool = books.campaign.pool.saturating_add(1);
    Ok(())
}

/// Gives up places that nobody can need any more, while the stage runs; after it they burn with the settlement.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn release(ctx: &mut Context<'_>, books: &mut Books) -> Result<(), Failure> {
    let now = ctx.time();
    if now >= books.times.ends {
        return Ok(());
    }
    let needed = needed_places(&books.campaign, now);
    let spare = books.campaign.taken.saturating_sub(needed);
    let spare = spare.min(books.campaign.pool);
    if spare == 0 {
        return Ok(());
    }
    let amount = (books.unit().checked_mul(u128::from(spare))).expect("a part of what is held");
    emission::unhold(ctx, books.campaign.terms.stage, amount)?;
    books.campaign.held = minus(books.campaign.held, amount);
    books.campaign.taken = books.campaign.taken.saturating_sub(spare);
    books.campaign.pool = books.campaign.pool.saturating_sub(spare);
    Ok(())
}

/// An open submission is withdrawn.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn withdrawn(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &Submission,
) -> Result<(), Failure> {
    if !has_all(ctx, books, number)? {
        close_case(ctx, books, number, submission)?;
    }
    drop_out(ctx, books, number)
}

/// A submission is ranked no more: withdrawn, or refused by a case. The result may have waited for it alone; one that
/// is fixed stays, and nobody moves up.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn drop_out(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
) -> Result<(), Failure> {
    let mut ranking = ranking(ctx, books.id)?;
    if ranking.result.is_none() {
        ranking.ranked.retain(|one| one.number != number);
    }
    release(ctx, books)?;
    announce_when_due(ctx, books, &mut ranking)?;
    RANKINGS.put(ctx, &books.id, &ranking)
}

/// The campaign closed, or first decisions are over: fixes the result if it is due.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn announce(ctx: &mut Context<'_>, books: &mut Books) -> Result<(), Failure> {
    let mut ranking = ranking(ctx, books.id)?;
    announce_when_due(ctx, books, &mut ranking)?;
    RANKINGS.put(ctx, &books.id, &ranking)
}

/// Fixes the result when the campaign is closed and everything is scored, or when nobody may score any more.
fn announce_when_due(
    ctx: &mut Context<'_>,
    books: &mut Books,
    ranking: &mut Ranking,
) -> Result<(), Failure> {
    let closed = matches!(
        books.status,
        CampaignStatus::Closed | CampaignStatus::Settling
    );
    let ranked = ranking.ranked.len() as u32;
    let closed = mutated!(ResultBeforeClose, true, closed);
    let unscored = books.campaign.live.saturating_sub(ranked);
    let over = ctx.time() >= decisions_until(ctx, &books.times)?;
    let due = closed && (unscored == 0 || over) && ranking.result.is_none();
    if !due {
        return Ok(());
    }
    let winners = winners(books, &ranking.ranked);
    ranking.result = Some(Outcome {
        winners,
        next: 1,
        undecided: Vec::new(),
        lost: 0,
    });
    let campaign = books.id;
    Task::TellResult { campaign }.schedule(ctx, ctx.time())?;
    ctx.emit(&ICampaigns::ResultAnnounced {
        campaign,
        winners,
        ranked,
        unscored,
    })
}

/// Tells some submissions their result, in order; the agenda goes on.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn tell(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let mut books = Books::open(ctx, id)?;
    let mut ranking = ranking(ctx, id)?;
    let Some(mut outcome) = ranking.result.take() else {
        return Ok(());
    };
    if !books.status.is_alive() {
        return Ok(());
    }
    let last = outcome.next.saturating_add(PROMOTED_AT_ONCE);
    let last = last.min(books.campaign.submissions.saturating_add(1));
    for number in outcome.next..last {
        let mut submission = books.submission(ctx, number)?;
        if submission.status != Status::Open {
            continue;
        }
        match ranking.ranked.iter().position(|one| one.number == number) {
            Some(place) => {
                let approved = (place as u32) < outcome.winners;
                let approved = mutated!(EveryRankedIsPaid, books.campaign.pool > 0, approved);
                tell_one(ctx, &mut books, number, &mut submission, approved)?;
                SUBMISSIONS.put(ctx, &(id, number), &submission)?;
            }
            None => outcome.undecided.push(Undecided {
                number,
                reviewer: submission.reviewer,
            }),
        }
    }
    outcome.next = last;
    ranking.result = Some(outcome);
    RANKINGS.put(ctx, &id, &ranking)?;
    if last <= books.campaign.submissions {
        Task::TellResult { campaign: id }.schedule(ctx, ctx.time())?;
    } else {
        // What nobody won is the stage's again, once nobody can appeal.
        let again = books.campaign.appealable_until.max(ctx.time());
        if again < books.times.ends {
            Task::Close { campaign: id }.schedule(ctx, again)?;
        }
    }
    books.store(ctx)
}

/// Counts for the reviewers what undecided submissions lose: a place each, for the first of them, as many as places are
/// left. What somebody else wins after all, by an appeal or a late score, nobody has lost.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn count_lost(ctx: &mut Context<'_>, books: &mut Books) -> Result<(), Failure> {
    recount(ctx, books, |_| ())
}

/// Changes which submissions are undecided though the result was told, if it was.
fn recount(
    ctx: &mut Context<'_>,
    books: &mut Books,
    change: impl FnOnce(&mut Outcome),
) -> Result<(), Failure> {
    if !matches!(
        books.status,
        CampaignStatus::Closed | CampaignStatus::Settling
    ) {
        return Ok(());
    }
    let mut ranking = ranking(ctx, books.id)?;
    let Some(outcome) = &mut ranking.result else {
        return Ok(());
    };
    let before = outcome.clone();
    change(outcome);
    // Until all are told, winners have no places yet.
    let all_told = outcome.next > books.campaign.submissions;
    let places = mutated!(UndecidedLoseAll, u32::MAX, books.campaign.pool);
    let undecided = outcome.undecided.len() as u32;
    outcome.lost = if all_told { places.min(undecided) } else { 0 };
    if *outcome == before {
        return Ok(());
    }
    let unit = books.unit();
    for one in before.losers() {
        let load = books.load(one.reviewer);
        load.undecided_amount = minus(load.undecided_amount, unit);
    }
    for one in outcome.losers() {
        let load = books.load(one.reviewer);
        load.undecided_amount = plus(load.undecided_amount, unit);
    }
    RANKINGS.put(ctx, &books.id, &ranking)
}

/// An undecided submission has its scores, is withdrawn, or named by a case.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn close_case(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &Submission,
) -> Result<(), Failure> {
    books.close_case(submission);
    recount(ctx, books, |outcome| {
        outcome.undecided.retain(|one| one.number != number);
    })
}

/// A submission without all scores is let go by a case.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn open_case(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &Submission,
) -> Result<(), Failure> {
    books.open_case(submission);
    let reviewer = submission.reviewer;
    recount(ctx, books, |outcome| {
        // The others are told later.
        if number < outcome.next {
            outcome.undecided.push(Undecided { number, reviewer });
            outcome.undecided.sort_by_key(|one| one.number);
        }
    })
}

/// Tells one submission its result. A barred account is paid nothing (R24).
fn tell_one(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
    approved: bool,
) -> Result<(), Failure> {
    let bar = contested::bar_of(ctx, submission.account)?;
    let review = Review {
        reviewer: Address::ZERO,
        approved,
        decided_at: ctx.time(),
        reason: String::new(),
        appeal: None,
    };
    REVIEWS.put(ctx, &(books.id, number), &review)?;
    match bar {
        Some(bar) if approved => {
            let cause = contested::barred(submission.account, bar);
            contested::exclude(ctx, books, number, submission, cause)
        }
        _ if approved => {
            books.take_place(ctx, submission)?;
            approve(ctx, books, number, submission)
        }
        _ => refuse(ctx, books, number, submission),
    }
}

/// Tells a submission its result that a case had kept from it when all others were told: it is rewarded if it reaches
/// the threshold and a place is left, as one is for each winner that was contested. Whether there was something to
/// tell.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn catch_up(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
) -> Result<bool, Failure> {
    let Scores(scores) = SCORES.get(ctx, &(books.id, number))?.unwrap_or_default();
    let result = ranking(ctx, books.id)?.result;
    let told = result.is_some_and(|outcome| number < outcome.next);
    if !told || !is_complete(books, &scores) {
        return Ok(false);
    }
    let good = median(&scores) >= books.campaign.terms.threshold;
    let approved = good && books.has_room(submission.nominal);
    tell_one(ctx, books, number, submission, approved)?;
    Ok(true)
}

/// Those who scored a submission: they do not hear its appeal.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn scorers(
    ctx: &mut Context<'_>,
    id: u64,
    number: u32,
) -> Result<Vec<Address>, Failure> {
    let Scores(scores) = SCORES.get(ctx, &(id, number))?.unwrap_or_default();
    Ok(scores.into_iter().map(|score| score.reviewer).collect())
}

/// Reviewers that a campaign with so many scores takes: those who score, and two others who hear an appeal.
pub(super) fn reviewers_needed(scores: u8) -> u32 {
    u32::from(scores).saturating_add(JUDGES as u32)
}
