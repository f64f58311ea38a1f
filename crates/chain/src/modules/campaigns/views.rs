//! What anybody may ask: read only, in bounded pages.

use super::{
    anchors, at_once,
    books::{Books, board, budget_of, campaign},
    contested, forms, lists, preview, recurring,
    review::{decisions_until, is_reviewer},
    rules::{self, DecidedBy, MAX_PAGE, campaign_status, submission_status},
    running, scores,
    state::{
        COUNT, Campaign, DRAWS, ENTRIES, FORMS, OPEN_CONTRIBUTIONS, PARTICIPANTS, REVIEWERS,
        REVIEWS, SCORES, Status, Submission, TEXTS, Texts, WAITING,
    },
    submissions,
    tasks::{after, days, times},
    types,
};
use crate::{
    Context, Failure,
    modules::{
        committee::{self, Parameter},
        emission,
    },
    stages::StageIndex,
    state::read_all,
    time::{Span, Timestamp},
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use wepos_abi::{ICampaigns, interface_ids};

/// Answers a view.
///
/// # Errors
///
/// `UnknownCampaign`, `UnknownSubmission`.
///
/// # Panics
///
/// For an action: the caller has handled those.
pub(super) fn answer(
    ctx: &mut Context<'_>,
    call: ICampaigns::ICampaignsCalls,
) -> Result<Vec<u8>, Failure> {
    use ICampaigns::{self as I, ICampaignsCalls as Calls};
    Ok(match call {
        Calls::form(call) => {
            campaign(ctx, call.campaign)?;
            let form = FORMS.get(ctx, &call.campaign)?.map(forms::shown);
            I::formCall::abi_encode_returns(&form.unwrap_or_default())
        }
        Calls::draw(call) => {
            campaign(ctx, call.campaign)?;
            let drawn = DRAWS.get(ctx, &call.campaign)?;
            I::drawCall::abi_encode_returns(&drawn.map_or(B256::ZERO, |drawn| drawn.0))
        }
        Calls::anchorOf(call) => {
            I::anchorOfCall::abi_encode_returns(&anchors::anchor_of(ctx, call.account)?)
        }
        Calls::waitingResults(call) => {
            I::waitingResultsCall::abi_encode_returns(&waiting_results(ctx, call.account)?)
        }
        Calls::progress(call) => {
            let books = Books::open(ctx, call.campaign)?;
            let entry = ENTRIES.get(ctx, &(call.campaign, call.account))?;
            let entry = entry.unwrap_or_default();
            let (run, available_from) = recurring::progress(ctx, &books, &entry);
            I::progressCall::abi_encode_returns(&ICampaigns::progressReturn {
                run,
                availableFrom: available_from,
            })
        }
        Calls::preview(call) => I::previewCall::abi_encode_returns(&preview::preview(
            ctx,
            call.campaign,
            call.account,
            &call.content,
        )?),
        Calls::campaigns(call) => {
            I::campaignsCall::abi_encode_returns(&campaigns(ctx, call.from, call.count)?)
        }
        Calls::campaign(call) => I::campaignCall::abi_encode_returns(&one(ctx, call.id)?),
        Calls::texts(call) => I::textsCall::abi_encode_returns(&texts(ctx, call.campaign)?),
        Calls::submissions(call) => I::submissionsCall::abi_encode_returns(&page(
            ctx,
            call.campaign,
            call.from,
            call.count,
        )?),
        Calls::submission(call) => {
            let books = Books::open(ctx, call.campaign)?;
            let found = books.submission(ctx, call.number)?;
            let term = days(ctx, Parameter::UnopenedCaseDays)?;
            I::submissionCall::abi_encode_returns(&shown(&books, call.number, &found, term))
        }
        Calls::submissionsOf(call) => {
            I::submissionsOfCall::abi_encode_returns(&submissions_of(ctx, &call)?)
        }
        Calls::review(call) => {
            I::reviewCall::abi_encode_returns(&review(ctx, call.campaign, call.submission)?)
        }
        Calls::scores(call) => {
            I::scoresCall::abi_encode_returns(&scores_of(ctx, call.campaign, call.submission)?)
        }
        Calls::ranking(call) => I::rankingCall::abi_encode_returns(&ranking(ctx, &call)?),
        Calls::awards(call) => {
            let books = Books::open(ctx, call.campaign)?;
            let list = lists::list(ctx, call.campaign)?;
            let is_list = books.campaign.terms.decided_by == DecidedBy::List;
            I::awardsCall::abi_encode_returns(&ICampaigns::awardsReturn {
                posted: if is_list {
                    books.campaign.submissions
                } else {
                    0
                },
                confirmed: list.confirmed,
                paid: list.paid,
                paidFrom: if list.paid < list.confirmed {
                    list.paid_from.ceil_seconds()
                } else {
                    0
                },
            })
        }
        Calls::openCases(call) => I::openCasesCall::abi_encode_returns(&open_cases(
            ctx,
            call.reviewer,
            call.campaign,
            call.from,
        )?),
        Calls::draftsOf(call) => I::draftsOfCall::abi_encode_returns(
            &PARTICIPANTS
                .get(ctx, &call.account)?
                .unwrap_or_default()
                .drafts,
        ),
        Calls::standing(call) => I::standingCall::abi_encode_returns(&standing(ctx, call.account)?),
        Calls::reviewers(_) => {
            I::reviewersCall::abi_encode_returns(&REVIEWERS.get(ctx)?.unwrap_or_default().0)
        }
        Calls::reviewerRecords(call) => {
            I::reviewerRecordsCall::abi_encode_returns(&reviewer_records(ctx, call.stage)?)
        }
        Calls::activityTypes(_) => I::activityTypesCall::abi_encode_returns(&activity_types(ctx)?),
        Calls::openContributions(call) => I::openContributionsCall::abi_encode_returns(
            &OPEN_CONTRIBUTIONS.get(ctx, &call.stage)?.unwrap_or(0),
        ),
        Calls::limits(_) => I::limitsCall::abi_encode_returns(&limits(ctx)?),
        Calls::supportsInterface(call) => I::supportsInterfaceCall::abi_encode_returns(
            &interface_ids::CAMPAIGNS.contains(&call.interfaceId.0),
        ),
        _ => unreachable!("actions are handled before"),
    })
}

fn campaigns(
    ctx: &mut Context<'_>,
    from: u64,
    count: u32,
) -> Result<ICampaigns::campaignsReturn, Failure> {
    let total = COUNT.get(ctx)?.unwrap_or(0);
    let first = from.max(1);
    let end = first
        .saturating_add(u64::from(count.min(MAX_PAGE)))
        .min(total.saturating_add(1));
    let page = read_all(first..end, |id| one(ctx, id))?;
    Ok(ICampaigns::campaignsReturn { page, total })
}

fn one(ctx: &mut Context<'_>, id: u64) -> Result<ICampaigns::Campaign, Failure> {
    let campaign = campaign(ctx, id)?;
    let texts = TEXTS.get(ctx, &id)?.unwrap_or_default();
    Ok(campaign_view(ctx, id, &campaign, texts))
}

fn campaign_view(
    ctx: &Context<'_>,
    id: u64,
    campaign: &Campaign,
    texts: Texts,
) -> ICampaigns::Campaign {
    let terms = &campaign.terms;
    let times = times(ctx, terms.stage);
    ICampaigns::Campaign {
        id,
        organiser: campaign.organiser,
        status: campaign_status(campaign, &times, ctx.time()).number(),
        titleZh: texts.title_zh,
        titleEn: texts.title_en,
        terms: ICampaigns::Terms {
            activityType: terms.activity_type,
            stage: terms.stage.0,
            places: terms.places,
            opensAt: terms.opens_at.whole_seconds(),
            closesAt: terms.closes_at.whole_seconds(),
            rewardsPerAccount: terms.rewards_per_account,
            rewardsPerFact: terms.rewards_per_fact,
            repeatFactor: terms.repeat_factor.get(),
            decidedBy: terms.decided_by.number(),
            key: terms.key,
            commitment: texts.commitment,
            everyDays: terms.every_days.into(),
            streak: terms.streak.into(),
            nominations: terms.nominations,
            scores: terms.scores,
            threshold: terms.threshold,
        },
        area: campaign.area.number(),
        proposedAt: campaign.proposed_at.whole_seconds(),
        lapsesAt: campaign.lapses_at.ceil_seconds(),
        base: campaign.base.into(),
        multiplier: U256::from(campaign.multiplier),
        budget: budget_of(campaign).into(),
        paid: campaign.paid.into(),
        held: campaign.held.into(),
        submissions: campaign.submissions,
        live: campaign.live,
        placesTaken: campaign.taken,
        rewarded: campaign.rewarded,
        waiting: campaign.waiting,
        leftToday: at_once::left_today(ctx, campaign).into(),
        stopped: campaign.stopped,
    }
}

fn waiting_results(
    ctx: &mut Context<'_>,
    account: Address,
) -> Result<Vec<ICampaigns::Submission>, Failure> {
    let results = WAITING.get(ctx, &account)?.unwrap_or_default().0;
    let term = days(ctx, Parameter::UnopenedCaseDays)?;
    read_all(results, |(id, number)| {
        let books = Books::open(ctx, id)?;
        let submission = books.submission(ctx, number)?;
        Ok(shown(&books, number, &submission, term))
    })
}

fn texts(ctx: &mut Context<'_>, id: u64) -> Result<ICampaigns::Texts, Failure> {
    campaign(ctx, id)?;
    let texts = TEXTS.get(ctx, &id)?.unwrap_or_default();
    Ok(ICampaigns::Texts {
        titleZh: texts.title_zh,
        titleEn: texts.title_en,
        textZh: texts.text_zh,
        textEn: texts.text_en,
    })
}

fn page(
    ctx: &mut Context<'_>,
    id: u64,
    from: u32,
    count: u32,
) -> Result<ICampaigns::submissionsReturn, Failure> {
    let books = Books::open(ctx, id)?;
    let total = books.campaign.submissions;
    let term = days(ctx, Parameter::UnopenedCaseDays)?;
    let page = read_all(numbers(from, count, total), |number| {
        let submission = books.submission(ctx, number)?;
        Ok(shown(&books, number, &submission, term))
    })?;
    Ok(ICampaigns::submissionsReturn { page, total })
}

/// The numbers of a page.
fn numbers(from: u32, count: u32, total: u32) -> std::ops::Range<u32> {
    let first = from.max(1);
    let end = first
        .saturating_add(count.min(MAX_PAGE))
        .min(total.saturating_add(1));
    first..end
}

/// A submission as everybody sees it; `own_term` is how long it is left to its responsible reviewer.
fn shown(
    books: &Books,
    number: u32,
    submission: &Submission,
    own_term: Span,
) -> ICampaigns::Submission {
    let appeal_until = match submission.status {
        Status::Refused {
            appeal_until: Some(until),
        } => until.min(books.times.settles_at).whole_seconds(),
        _ => 0,
    };
    ICampaigns::Submission {
        campaign: books.id,
        number,
        account: submission.account,
        author: submission.author,
        fact: submission.fact,
        status: submission_status(submission.status, books.status),
        hasPlace: submission.has_place,
        nominal: submission.nominal.into(),
        submittedAt: submission.submitted_at.whole_seconds(),
        reviewer: submission.reviewer,
        openToAllAt: after(submission.submitted_at, own_term).ceil_seconds(),
        appealUntil: appeal_until,
    }
}

fn submissions_of(
    ctx: &mut Context<'_>,
    call: &ICampaigns::submissionsOfCall,
) -> Result<ICampaigns::submissionsOfReturn, Failure> {
    let mut next = if call.campaign == 0 {
        PARTICIPANTS
            .get(ctx, &call.account)?
            .unwrap_or_default()
            .newest
    } else {
        Some((call.campaign, call.submission))
    };
    let term = days(ctx, Parameter::UnopenedCaseDays)?;
    let mut page = Vec::new();
    while let Some((id, number)) = next
        && (page.len() as u32) < call.count.min(MAX_PAGE)
    {
        let books = Books::open(ctx, id)?;
        let submission = books.submission(ctx, number)?;
        // A number of somebody else's would lead into a list that was not asked for.
        if submission.author != call.account {
            return Err(super::submissions::not_author(id, number, submission.author).into());
        }
        page.push(shown(&books, number, &submission, term));
        next = submission.before;
    }
    let (next_campaign, next_submission) = next.unwrap_or_default();
    Ok(ICampaigns::submissionsOfReturn {
        page,
        nextCampaign: next_campaign,
        nextSubmission: next_submission,
    })
}

fn review(ctx: &mut Context<'_>, id: u64, number: u32) -> Result<ICampaigns::Review, Failure> {
    Books::open(ctx, id)?.submission(ctx, number)?;
    let Some(review) = REVIEWS.get(ctx, &(id, number))? else {
        return Ok(ICampaigns::Review {
            reviewer: Address::ZERO,
            approved: false,
            decidedAt: 0,
            reason: String::new(),
            appealedAt: 0,
            appeal: String::new(),
            hearings: Vec::new(),
        });
    };
    let (at, appeal, hearings) = match review.appeal {
        Some(appeal) => (appeal.at.whole_seconds(), appeal.reason, appeal.hearings),
        None => (0, String::new(), Vec::new()),
    };
    let hearings = hearings.into_iter().map(|hearing| ICampaigns::Hearing {
        judge: hearing.judge,
        vote: match hearing.overturn {
            None => 0,
            Some(false) => 1,
            Some(true) => 2,
        },
        reason: hearing.reason,
    });
    Ok(ICampaigns::Review {
        reviewer: review.reviewer,
        approved: review.approved,
        decidedAt: review.decided_at.whole_seconds(),
        reason: review.reason,
        appealedAt: at,
        appeal,
        hearings: hearings.collect(),
    })
}

/// What `reviewer` may decide or hear now, among the next submissions of a campaign. Affiliations, which would cost two
/// more reads for each, are looked at when it decides.
fn open_cases(
    ctx: &mut Context<'_>,
    reviewer: Address,
    id: u64,
    from: u32,
) -> Result<ICampaigns::openCasesReturn, Failure> {
    let books = Books::open(ctx, id)?;
    let reviews = is_reviewer(ctx, reviewer)?;
    let member = committee::is_member(ctx, reviewer)?;
    let total = books.campaign.submissions;
    let numbers = numbers(from, MAX_PAGE, total);
    let next = if numbers.end <= total { numbers.end } else { 0 };
    let now = ctx.time();
    let term = days(ctx, Parameter::UnopenedCaseDays)?;
    let decisions_until = decisions_until(ctx, &books.times)?;
    let decided_by = books.campaign.terms.decided_by;
    let cases = read_all(numbers, |number| {
        let submission = books.submission(ctx, number)?;
        let parties = [
            submission.account,
            submission.author,
            books.campaign.organiser,
        ];
        let interested = parties.contains(&reviewer);
        let due = match submission.status {
            _ if interested || !books.status.is_alive() => false,
            Status::Open
                if now >= decisions_until && !contested::was_released(ctx, id, number)? =>
            {
                false
            }
            Status::Open if decided_by == DecidedBy::List => false,
            Status::Open if decided_by == DecidedBy::Scores => {
                let open_to_all = now >= after(submission.submitted_at, term);
                let may = reviews || member && open_to_all;
                may && can_score(ctx, &books, number, &submission, (reviewer, open_to_all))?
            }
            Status::Open if now >= after(submission.submitted_at, term) => reviews || member,
            Status::Open => {
                let left = !is_reviewer(ctx, submission.reviewer)?;
                reviews && (left || submission.reviewer == reviewer)
            }
            Status::Appealed { until } if now < until => {
                let review = REVIEWS.get(ctx, &(id, number))?;
                let appeal = review.and_then(|review| review.appeal);
                appeal.is_some_and(|appeal| {
                    (appeal.hearings.iter())
                        .any(|hearing| hearing.judge == reviewer && hearing.overturn.is_none())
                })
            }
            _ => false,
        };
        Ok(due.then(|| shown(&books, number, &submission, term)))
    })?;
    let cases = cases.into_iter().flatten().collect();
    Ok(ICampaigns::openCasesReturn { cases, next })
}

/// What `reviewer` may score: in turn, later whatever misses a score; never twice.
fn can_score(
    ctx: &mut Context<'_>,
    books: &Books,
    number: u32,
    submission: &Submission,
    (reviewer, open_to_all): (Address, bool),
) -> Result<bool, Failure> {
    let scores = SCORES.get(ctx, &(books.id, number))?.unwrap_or_default().0;
    let missing = scores.len() < usize::from(books.campaign.terms.scores);
    if !missing || scores.iter().any(|score| score.reviewer == reviewer) {
        return Ok(false);
    }
    Ok(open_to_all || scores::in_turn(ctx, books, submission)?.contains(&reviewer))
}

fn scores_of(
    ctx: &mut Context<'_>,
    id: u64,
    number: u32,
) -> Result<Vec<ICampaigns::Score>, Failure> {
    Books::open(ctx, id)?.submission(ctx, number)?;
    let scores = SCORES.get(ctx, &(id, number))?.unwrap_or_default().0;
    let scores = scores.into_iter().map(|score| ICampaigns::Score {
        reviewer: score.reviewer,
        points: score.points,
        scoredAt: score.at.whole_seconds(),
        reason: score.reason,
    });
    Ok(scores.collect())
}

fn ranking(
    ctx: &mut Context<'_>,
    call: &ICampaigns::rankingCall,
) -> Result<ICampaigns::rankingReturn, Failure> {
    let books = Books::open(ctx, call.campaign)?;
    let ranking = scores::ranking(ctx, call.campaign)?;
    let total = ranking.ranked.len() as u32;
    let places = numbers(call.from, call.count, total);
    let page = ranking
        .ranked
        .iter()
        .zip(1_u32..)
        .filter(|(_, place)| places.contains(place));
    let page = page.map(|(ranked, _)| ICampaigns::Ranked {
        submission: ranked.number,
        median: ranked.median,
        total: ranked.total,
    });
    let standing = || scores::winners(&books, &ranking.ranked);
    Ok(ICampaigns::rankingReturn {
        page: page.collect(),
        total,
        announced: ranking.result.is_some(),
        winners: ranking
            .result
            .map_or_else(standing, |outcome| outcome.winners),
        fixedAt: decisions_until(ctx, &books.times)?.ceil_seconds(),
    })
}

fn standing(
    ctx: &mut Context<'_>,
    account: Address,
) -> Result<ICampaigns::standingReturn, Failure> {
    let participant = PARTICIPANTS.get(ctx, &account)?.unwrap_or_default();
    let (refusals, until) = submissions::spaced_out(ctx, &participant)?;
    Ok(ICampaigns::standingReturn {
        refusals,
        availableFrom: until.map_or(0, Timestamp::ceil_seconds),
    })
}

fn reviewer_records(
    ctx: &mut Context<'_>,
    stage: u8,
) -> Result<Vec<ICampaigns::ReviewerRecord>, Failure> {
    if !emission::has_stage(ctx, StageIndex(stage)) || stage > running(ctx) {
        return Ok(Vec::new());
    }
    let settled = ctx.time() >= times(ctx, StageIndex(stage)).settles_at;
    let board = board(ctx, stage)?;
    let records = board.loads.iter().map(|load| {
        let burned = if settled {
            load.undecided_amount.into()
        } else {
            U256::ZERO
        };
        ICampaigns::ReviewerRecord {
            reviewer: load.reviewer,
            assigned: load.assigned,
            decided: load.decided,
            undecided: load.undecided,
            undecidedAmount: load.undecided_amount.into(),
            appealsAssigned: load.appeals_assigned,
            appealsHeard: load.appeals_heard,
            burned,
        }
    });
    Ok(records.collect())
}

fn activity_types(ctx: &mut Context<'_>) -> Result<Vec<ICampaigns::ActivityType>, Failure> {
    let types = (1_u16..).zip(types::all(ctx)?);
    let types = types.map(|(id, activity)| ICampaigns::ActivityType {
        id,
        nameZh: activity.name_zh,
        nameEn: activity.name_en,
        area: activity.area.number(),
        base: activity.base.into(),
    });
    Ok(types.collect())
}

fn limits(ctx: &mut Context<'_>) -> Result<ICampaigns::Limits, Failure> {
    let mut now = |parameter| Ok::<_, Failure>(committee::parameter(ctx, parameter)? as u32);
    Ok(ICampaigns::Limits {
        openDrafts: now(Parameter::OpenDrafts)?,
        draftDays: now(Parameter::DraftLapseDays)?,
        aheadDays: now(Parameter::NextStageDays)?,
        windowDays: now(Parameter::ReviewedWindowDays)?,
        livePerPlace: now(Parameter::SubmissionsPerPlace)?,
        reviewDays: now(Parameter::UnopenedCaseDays)?,
        appealDays: now(Parameter::AppealDays)?,
        hearingDays: now(Parameter::AppealDecisionDays)?,
        decisionDays: now(Parameter::FirstDecisionDays)?,
        settlementDays: emission::SETTLEMENT_DAYS,
        refusalsBeforeWait: now(Parameter::RefusalsBeforeWait)?,
        waitDays: now(Parameter::RefusalWaitDays)?,
        reviewersNeeded: now(Parameter::ReviewersMin)?,
        titleBytes: rules::TITLE_BYTES as u32,
        textBytes: rules::TEXT_BYTES as u32,
        contentBytes: rules::CONTENT_BYTES as u32,
        reasonBytes: rules::REASON_BYTES as u32,
        formFields: rules::FORM_FIELDS as u32,
        formBytes: rules::FORM_BYTES as u32,
        answerBytes: rules::ANSWER_BYTES as u32,
        waitingResults: rules::MAX_WAITING as u32,
        correctionDays: now(Parameter::CorrectionDays)?,
        listLines: rules::MAX_LINES as u32,
        prizes: rules::MAX_PRIZES,
    })
}
