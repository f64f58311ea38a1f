//! Taking part: a submission, its withdrawal, and the preview, which runs the same code.

use super::{
    books::Books,
    check_text,
    rules::{CONTENT_BYTES, CampaignStatus, nominal, responsible, submission_status},
    state::{
        ENTRIES, Entry, FACTS, PARTICIPANTS, Participant, REVIEWERS, Reviewers, SUBMISSIONS,
        Status, Submission,
    },
    tasks::{after, days},
};
use crate::{
    Context, Failure,
    amounts::Amount,
    ensure,
    modules::{
        committee::{self, Parameter},
        emission,
    },
    time::Timestamp,
};
use alloy_primitives::{Address, B256, keccak256};
use wepos_abi::ICampaigns;

/// What a submission came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Submitted {
    pub(super) number: u32,
    pub(super) nominal: Amount,
    pub(super) has_place: bool,
}

/// Takes a submission of `account`.
///
/// Checks, in order: the content's length; the campaign exists and is open; the account has no open submission in it
/// and can still be rewarded; nobody else used the fact; the account need not wait; there is room.
///
/// # Errors
///
/// `TextLength`, `UnknownCampaign`, `CampaignNotOpen`, `CampaignNotYetOpen`, `CampaignClosed`, `SubmissionOpen`,
/// `RewardsExhausted`, `FactUsed`, `SubmissionsSpacedOut`, `CampaignFull`.
pub(super) fn submit(
    ctx: &mut Context<'_>,
    id: u64,
    account: Address,
    content: &str,
) -> Result<Submitted, Failure> {
    let content = check_text("content", content, 1, CONTENT_BYTES)?;
    let fact = keccak256(&content);
    // Every key is asked for before the first miss ends the run, so that one round finds them all.
    let books = Books::open(ctx, id);
    let entry = ENTRIES.get(ctx, &(id, account));
    let uses = FACTS.get(ctx, &(id, fact));
    let participant = PARTICIPANTS.get(ctx, &account);
    let reviewers = REVIEWERS.get(ctx)?.unwrap_or_default();
    let (mut books, entry, uses) = (books?, entry?.unwrap_or_default(), uses?.unwrap_or(0));
    let mut participant = participant?.unwrap_or_default();

    check_open(&books)?;
    check_entry(&books, &entry)?;
    let maximum = books.campaign.terms.rewards_per_fact;
    ensure!(
        mutated!(FactsNotCounted, true, uses < u64::from(maximum)),
        ICampaigns::FactUsed {
            campaign: id,
            uses: u16::try_from(uses).unwrap_or(u16::MAX),
            maximum,
        }
    );
    let (refusals, until) = spaced_out(ctx, &participant)?;
    if let Some(until) = until {
        return Err(ICampaigns::SubmissionsSpacedOut {
            refusals,
            availableFrom: until.millis().div_ceil(1_000),
        }
        .into());
    }
    let maximum = books.campaign.max_live;
    ensure!(
        mutated!(
            OneTooManyLive,
            books.campaign.live <= maximum,
            books.campaign.live < maximum
        ),
        ICampaigns::CampaignFull {
            campaign: id,
            live: books.campaign.live,
            maximum,
        }
    );

    let now = ctx.time();
    let number = books.campaign.submissions.saturating_add(1);
    let nominal = nominal(
        books.unit(),
        books.campaign.terms.repeat_factor,
        entry.approved,
    );
    let reviewer = responsible_for(&books, &reviewers, number, account);
    let mut submission = Submission {
        account,
        fact,
        status: Status::Open,
        has_place: false,
        nominal,
        submitted_at: now,
        reviewer,
        before: participant.newest,
    };
    let load = books.load(reviewer);
    load.assigned = load.assigned.saturating_add(1);
    load.undecided = load.undecided.saturating_add(1);
    // Places go in order: nobody passes those who wait.
    let alone = books.line_is_empty();
    books.campaign.submissions = number;
    books.campaign.live = books.campaign.live.saturating_add(1);
    if alone && books.has_room(nominal) {
        books.take_place(ctx, &mut submission)?;
        books.campaign.next_in_line = number.saturating_add(1);
    }
    let has_place = submission.has_place;
    books.store(ctx)?;
    SUBMISSIONS.create(ctx, &(id, number), &submission)?;
    ENTRIES.put(
        ctx,
        &(id, account),
        &Entry {
            open: Some(number),
            ..entry
        },
    )?;
    FACTS.put(ctx, &(id, fact), &uses.saturating_add(1))?;
    participant.newest = Some((id, number));
    participant.last_submitted_at = now;
    PARTICIPANTS.put(ctx, &account, &participant)?;
    ctx.emit(&ICampaigns::Submitted {
        campaign: id,
        submission: number,
        account,
        nominal: nominal.into(),
        hasPlace: has_place,
        reviewer,
        content,
    })?;
    Ok(Submitted {
        number,
        nominal,
        has_place,
    })
}

/// How often an account was refused in this stage, and from when it may submit again if that is not now (R3).
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn spaced_out(
    ctx: &mut Context<'_>,
    participant: &Participant,
) -> Result<(u32, Option<Timestamp>), Failure> {
    let refusals = participant.refusals_in(emission::running_stage(ctx));
    // Most accounts are never refused, and need no parameter read.
    if refusals == 0
        || u64::from(refusals) < committee::parameter(ctx, Parameter::RefusalsBeforeWait)?
    {
        return Ok((refusals, None));
    }
    let wait = days(ctx, Parameter::RefusalWaitDays)?;
    let until = after(participant.last_submitted_at, wait);
    let until = Some(until).filter(|until| ctx.time() < *until);
    Ok((refusals, mutated!(RefusalWaitIgnored, None, until)))
}

fn check_open(books: &Books) -> Result<(), Failure> {
    let terms = &books.campaign.terms;
    match books.status {
        CampaignStatus::Open => Ok(()),
        CampaignStatus::Approved => Err(ICampaigns::CampaignNotYetOpen {
            campaign: books.id,
            availableFrom: terms.opens_at.whole_seconds(),
        }
        .into()),
        CampaignStatus::Closed | CampaignStatus::Settling | CampaignStatus::Settled => {
            Err(ICampaigns::CampaignClosed {
                campaign: books.id,
                closedAt: terms.closes_at.whole_seconds(),
            }
            .into())
        }
        status => Err(ICampaigns::CampaignNotOpen {
            campaign: books.id,
            status: status.number(),
        }
        .into()),
    }
}

/// An account has one open submission in a campaign, and as many rewards as the campaign says (R3, I8).
///
/// # Errors
///
/// `SubmissionOpen`, `RewardsExhausted`.
pub(super) fn check_entry(books: &Books, entry: &Entry) -> Result<(), Failure> {
    if let Some(submission) = entry.open {
        return Err(ICampaigns::SubmissionOpen {
            campaign: books.id,
            submission,
        }
        .into());
    }
    let maximum = books.campaign.terms.rewards_per_account;
    ensure!(
        entry.approved < maximum,
        ICampaigns::RewardsExhausted {
            campaign: books.id,
            rewards: entry.approved,
            maximum,
        }
    );
    Ok(())
}

/// The reviewer whose turn it is. Declared affiliates are found out when somebody decides: most authors have none, and
/// a submission stays cheap.
fn responsible_for(books: &Books, reviewers: &Reviewers, number: u32, author: Address) -> Address {
    let turn = books.id.saturating_add(u64::from(number));
    let organiser = books.campaign.organiser;
    let reviewer = responsible(&reviewers.0, turn, [author, organiser]);
    if books.knows(reviewer) {
        reviewer
    } else {
        Address::ZERO
    }
}

/// Withdraws an open submission of the sender.
///
/// # Errors
///
/// `UnknownCampaign`, `UnknownSubmission`, `NotAuthor`, `SubmissionNotOpen`.
pub(super) fn withdraw(ctx: &mut Context<'_>, id: u64, number: u32) -> Result<(), Failure> {
    let mut books = Books::open(ctx, id)?;
    let mut submission = books.submission(ctx, number)?;
    let account = submission.account;
    ensure!(ctx.sender() == account, not_author(id, number, account));
    let before = submission.status;
    let open = matches!(
        before,
        Status::Open | Status::Approved | Status::Appealed { .. }
    );
    ensure!(
        open && books.status.is_alive(),
        not_open(&books, number, before)
    );
    if before == Status::Open {
        books.close_case(&submission);
    }
    submission.status = Status::Withdrawn;
    books.campaign.live = books.campaign.live.saturating_sub(1);
    books.campaign.withdrawn = books.campaign.withdrawn.saturating_add(1);
    let had_place = submission.has_place;
    if had_place {
        books.free_place(ctx, &mut submission)?;
    }
    SUBMISSIONS.put(ctx, &(id, number), &submission)?;
    let mut entry = ENTRIES.get(ctx, &(id, account))?.unwrap_or_default();
    entry.open = None;
    if before == Status::Approved {
        entry.approved = entry.approved.saturating_sub(1);
    }
    ENTRIES.put(ctx, &(id, account), &entry)?;
    free_fact(ctx, id, submission.fact)?;
    ctx.emit(&ICampaigns::SubmissionWithdrawn {
        campaign: id,
        submission: number,
        account,
    })?;
    if had_place {
        books.promote(ctx)?;
    }
    books.store(ctx)
}

/// A withdrawn submission claims its fact no more; a refused one does.
fn free_fact(ctx: &mut Context<'_>, id: u64, fact: B256) -> Result<(), Failure> {
    let uses = FACTS.get(ctx, &(id, fact))?.unwrap_or(0).saturating_sub(1);
    if uses == 0 {
        FACTS.remove(ctx, &(id, fact))
    } else {
        FACTS.put(ctx, &(id, fact), &uses)
    }
}

/// The error for whoever did not make a submission.
pub(super) fn not_author(id: u64, number: u32, author: Address) -> ICampaigns::NotAuthor {
    ICampaigns::NotAuthor {
        campaign: id,
        submission: number,
        author,
    }
}

/// The error for a submission whose status does not allow what is asked.
pub(super) fn not_open(
    books: &Books,
    number: u32,
    status: Status,
) -> ICampaigns::SubmissionNotOpen {
    ICampaigns::SubmissionNotOpen {
        campaign: books.id,
        submission: number,
        status: submission_status(status, books.status),
    }
}

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
        if submitted.has_place {
            let mut books = Books::open(ctx, id)?;
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
