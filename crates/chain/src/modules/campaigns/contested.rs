//! What fraud cases do to claims and accounts (R24): a claim that a case names is neither decided nor paid until the
//! case ends; then it is what it was, or refused for good. `cases` decides; how money and places follow is here.
//!
//! A contested claim keeps its place, and takes one when its turn comes, as if nothing had happened: whoever is accused
//! loses nothing but time, unless the case is proven. What is paid is never touched.

use super::{
    Campaigns, anchors, at_once,
    books::Books,
    lists,
    review::close_entry,
    rules::{DecidedBy, submission_status},
    scores,
    state::{
        BARRED_FACTS, Bar, Before, CAMPAIGNS, ENTRIES, PARTICIPANTS, Participant, RELEASED,
        SUBMISSIONS, Status, Submission,
    },
    submissions::{Basis, Claim},
    tasks::{Task, after},
};
use crate::{
    Context, Failure,
    state::{Key, read_all},
    time::{Span, Timestamp},
};
use alloy_primitives::{Address, B256};
use alloy_sol_types::SolError;
use wepos_abi::ICampaigns;

/// A claim as somebody sees it who wants to contest it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contestable {
    pub(crate) account: Address,
    pub(crate) author: Address,
    pub(crate) organiser: Address,
    /// By its number in the interface.
    pub(crate) status: u8,
    /// Whether it waits for something, unpaid, and no case names or named it.
    pub(crate) is_open: bool,
}

/// The keys of a claim: who knows them before can have them loaded at once.
pub(crate) fn keys(id: u64, number: u32) -> [Key; 2] {
    [CAMPAIGNS.key(&id), SUBMISSIONS.key(&(id, number))]
}

/// A claim; `None` if there is none.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn claim(
    ctx: &mut Context<'_>,
    id: u64,
    number: u32,
) -> Result<Option<Contestable>, Failure> {
    if CAMPAIGNS.get(ctx, &id)?.is_none() {
        return Ok(None);
    }
    let books = Books::open(ctx, id)?;
    let Some(submission) = SUBMISSIONS.get(ctx, &(id, number))? else {
        return Ok(None);
    };
    let waits = before(&books, &submission, ctx.time()).is_some();
    let is_open = waits && !was_released(ctx, id, number)?;
    Ok(Some(Contestable {
        account: submission.account,
        author: submission.author,
        organiser: books.campaign.organiser,
        status: submission_status(submission.status, books.status),
        is_open,
    }))
}

/// What a claim is before it is contested; `None` if nothing of it waits.
fn before(books: &Books, submission: &Submission, now: Timestamp) -> Option<Before> {
    let alive = books.status.is_alive();
    match submission.status {
        Status::Open if alive => Some(Before::Open),
        Status::Approved if alive => Some(Before::Approved),
        Status::Appealed { until } if alive && now < until => Some(Before::Appealed {
            left: until.millis().saturating_sub(now.millis()),
        }),
        Status::Unanchored if anchors::still_waits(books.status) => Some(Before::Unanchored),
        _ => None,
    }
}

/// Asks for what it takes to change claims, before the first miss ends the run: few rounds, and not some for each.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn load(
    ctx: &mut Context<'_>,
    claims: impl Iterator<Item = (u64, u32)>,
) -> Result<(), Failure> {
    read_all(claims, |(id, number)| {
        let released = RELEASED.get(ctx, &(id, number)).map(|_| ());
        let campaign = CAMPAIGNS.get(ctx, &id).map(|_| ()).and(released);
        let Some(submission) = SUBMISSIONS.get(ctx, &(id, number))? else {
            return campaign;
        };
        let author = ENTRIES.get(ctx, &(id, submission.author)).map(|_| ());
        let account = ENTRIES.get(ctx, &(id, submission.account)).map(|_| ());
        campaign.and(author).and(account)
    })?;
    Ok(())
}

/// Contests a claim, which [`claim`] has found to be open.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn contest(
    ctx: &mut Context<'_>,
    case: u64,
    (id, number): (u64, u32),
) -> Result<(), Failure> {
    ctx.as_module(&Campaigns, |ctx| {
        let mut books = Books::open(ctx, id)?;
        let mut submission = books.submission(ctx, number)?;
        let before = before(&books, &submission, ctx.time()).expect("the caller has looked");
        if before == Before::Open && is_counted(ctx, &books, number)? {
            // Nobody can blame the reviewer for what a case keeps undecided.
            match books.campaign.terms.decided_by {
                DecidedBy::Scores => scores::close_case(ctx, &mut books, number, &submission)?,
                _ => books.close_case(&submission),
            }
        }
        submission.status = Status::Contested { case, before };
        SUBMISSIONS.put(ctx, &(id, number), &submission)?;
        books.store(ctx)?;
        ctx.emit(&ICampaigns::Contested {
            campaign: id,
            submission: number,
            account: submission.account,
            caseId: case,
        })
    })
}

/// Whether an open submission counts as undecided for somebody: one that has all its scores does not any more.
fn is_counted(ctx: &mut Context<'_>, books: &Books, number: u32) -> Result<bool, Failure> {
    Ok(books.campaign.terms.decided_by != DecidedBy::Scores
        || !scores::has_all(ctx, books, number)?)
}

/// Lets a claim go: it is what it was. What was approved is paid if it has a place; who hears an appeal has the time
/// that was left; what was under review can be decided until the stage is settled, because the case took the time. What
/// a settled campaign left contested has burned.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn release(
    ctx: &mut Context<'_>,
    case: u64,
    (id, number): (u64, u32),
) -> Result<(), Failure> {
    ctx.as_module(&Campaigns, |ctx| {
        let mut books = Books::open(ctx, id)?;
        let mut submission = books.submission(ctx, number)?;
        let Some(before) = contested_by(&submission, case) else {
            return Ok(());
        };
        if !books.status.is_alive() && before != Before::Unanchored {
            return Ok(());
        }
        ctx.emit(&ended(id, number, &submission, case, true))?;
        match before {
            Before::Open => {
                submission.status = Status::Open;
                if is_counted(ctx, &books, number)? {
                    match books.campaign.terms.decided_by {
                        DecidedBy::Scores => {
                            scores::open_case(ctx, &mut books, number, &submission)?;
                        }
                        _ => books.open_case(&submission),
                    }
                }
                match books.campaign.terms.decided_by {
                    DecidedBy::Scores => {
                        scores::catch_up(ctx, &mut books, number, &mut submission)?;
                    }
                    DecidedBy::List => lists::catch_up(ctx, id, number)?,
                    _ => {}
                }
            }
            Before::Approved => {
                submission.status = Status::Approved;
                if submission.has_place {
                    pay_or_forfeit(ctx, &mut books, number, &mut submission)?;
                }
            }
            Before::Appealed { left } => {
                let left = Span::from_millis(left);
                let until = after(ctx.time(), left).min(books.times.settles_at);
                submission.status = Status::Appealed { until };
                let campaign = id;
                Task::EndAppeal { campaign, number }.schedule(ctx, until)?;
            }
            Before::Unanchored if anchors::still_waits(books.status) => {
                // It stands in the list of what waits, and is paid with the rest of it.
                submission.status = Status::Unanchored;
            }
            Before::Unanchored => {
                let closed_at = books.campaign.terms.closes_at.whole_seconds();
                let cause = ICampaigns::CampaignClosed {
                    campaign: id,
                    closedAt: closed_at,
                };
                stop_waiting(ctx, &mut books, number, &submission)?;
                unpaid(ctx, &books, number, &mut submission, cause)?;
            }
        }
        // Nobody is accused twice of the same.
        RELEASED.put(ctx, &(id, number), &case)?;
        SUBMISSIONS.put(ctx, &(id, number), &submission)?;
        books.store(ctx)
    })
}

/// Pays an approved claim that has a place; or, if its account is barred, frees the place.
fn pay_or_forfeit(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
) -> Result<(), Failure> {
    let Some(bar) = bar_of(ctx, submission.account)? else {
        return books.pay(ctx, number, submission);
    };
    books.free_place(ctx, submission)?;
    forfeit(ctx, books, number, submission, bar)?;
    give_on(ctx, books)
}

/// The turn of an approved claim has come while its account is barred: it is not paid (R24).
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn forfeit(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
    bar: Bar,
) -> Result<(), Failure> {
    end_approved(ctx, books, submission)?;
    unpaid(
        ctx,
        books,
        number,
        submission,
        barred(submission.account, bar),
    )
}

/// A claim would be approved now, but for its account: it is barred (R24), or has a seat (R13). It is not paid, with
/// this cause.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn exclude(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
    cause: impl SolError,
) -> Result<(), Failure> {
    books.campaign.live = books.campaign.live.saturating_sub(1);
    if submission.has_place {
        books.free_place(ctx, submission)?;
        give_on(ctx, books)?;
    }
    unpaid(ctx, books, number, submission, cause)
}

/// An approved claim is live, and counted for its account, no more.
fn end_approved(
    ctx: &mut Context<'_>,
    books: &mut Books,
    submission: &Submission,
) -> Result<(), Failure> {
    books.campaign.live = books.campaign.live.saturating_sub(1);
    let key = (books.id, submission.account);
    let mut entry = ENTRIES.get(ctx, &key)?.unwrap_or_default();
    entry.approved = entry.approved.saturating_sub(1);
    ENTRIES.put(ctx, &key, &entry)
}

fn unpaid(
    ctx: &mut Context<'_>,
    books: &Books,
    number: u32,
    submission: &mut Submission,
    cause: impl SolError,
) -> Result<(), Failure> {
    submission.status = Status::Unpaid;
    close_entry(ctx, books.id, submission.author)?;
    ctx.emit(&ICampaigns::ResultNotPaid {
        campaign: books.id,
        submission: number,
        account: submission.account,
        cause: cause.abi_encode().into(),
    })
}

fn stop_waiting(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &Submission,
) -> Result<(), Failure> {
    books.campaign.waiting = books.campaign.waiting.saturating_sub(1);
    at_once::stop_waiting(ctx, submission.account, books.id, number)
}

/// Refuses a claim for good: its case is proven. Its place is free, and passes on to who waits; its content is barred
/// like its account.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn refuse(
    ctx: &mut Context<'_>,
    bar: Bar,
    (id, number): (u64, u32),
) -> Result<(), Failure> {
    ctx.as_module(&Campaigns, |ctx| {
        let mut books = Books::open(ctx, id)?;
        let mut submission = books.submission(ctx, number)?;
        let Some(before) = contested_by(&submission, bar.case) else {
            return Ok(());
        };
        if has_content(&books) {
            bar_fact(ctx, submission.fact, bar)?;
        }
        if !books.status.is_alive() && before != Before::Unanchored {
            return Ok(());
        }
        match before {
            Before::Approved => end_approved(ctx, &mut books, &submission)?,
            Before::Unanchored => stop_waiting(ctx, &mut books, number, &submission)?,
            Before::Open | Before::Appealed { .. } => {
                books.campaign.live = books.campaign.live.saturating_sub(1);
                if books.campaign.terms.decided_by == DecidedBy::Scores {
                    scores::drop_out(ctx, &mut books, number)?;
                }
            }
        }
        submission.status = Status::Refused { appeal_until: None };
        close_entry(ctx, id, submission.author)?;
        if submission.has_place {
            books.free_place(ctx, &mut submission)?;
            give_on(ctx, &books)?;
        }
        SUBMISSIONS.put(ctx, &(id, number), &submission)?;
        books.store(ctx)?;
        ctx.emit(&ended(id, number, &submission, bar.case, false))
    })
}

/// A place is free: the agenda gives it to whoever waits. A case may free many, each of which may pay many.
fn give_on(ctx: &mut Context<'_>, books: &Books) -> Result<(), Failure> {
    if books.line_is_empty() {
        return Ok(());
    }
    Task::Promote { campaign: books.id }.schedule(ctx, ctx.time())
}

/// What a claim was before `case` contested it.
fn contested_by(submission: &Submission, case: u64) -> Option<Before> {
    match submission.status {
        Status::Contested { case: by, before } if by == case => Some(before),
        _ => None,
    }
}

fn ended(
    id: u64,
    number: u32,
    submission: &Submission,
    case: u64,
    restored: bool,
) -> ICampaigns::ContestEnded {
    ICampaigns::ContestEnded {
        campaign: id,
        submission: number,
        account: submission.account,
        caseId: case,
        restored,
    }
}

/// Whether the fact behind a submission is its content, which others could bring as well.
fn has_content(books: &Books) -> bool {
    let terms = &books.campaign.terms;
    let own = terms.decided_by.has_key() || terms.decided_by == DecidedBy::AtOnce;
    books.campaign.form.is_none() && !own
}

/// Bars an account from new rewards (R24). Of two bars, the longer one holds.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn bar_account(
    ctx: &mut Context<'_>,
    account: Address,
    bar: Bar,
) -> Result<(), Failure> {
    let mut participant = PARTICIPANTS.get(ctx, &account)?.unwrap_or_default();
    participant.bar = Some(bar.longer(participant.bar));
    PARTICIPANTS.put(ctx, &account, &participant)
}

fn bar_fact(ctx: &mut Context<'_>, fact: B256, bar: Bar) -> Result<(), Failure> {
    let known = BARRED_FACTS.get(ctx, &fact)?;
    BARRED_FACTS.put(ctx, &fact, &bar.longer(known))
}

/// What bars an account from new rewards now.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn bar_of(ctx: &mut Context<'_>, account: Address) -> Result<Option<Bar>, Failure> {
    let participant = PARTICIPANTS.get(ctx, &account)?;
    let bar = participant.and_then(|participant| participant.bar);
    Ok(bar.filter(|bar| bar.holds(ctx.time())))
}

/// What bars a content from new submissions now.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn bar_of_fact(ctx: &mut Context<'_>, fact: B256) -> Result<Option<Bar>, Failure> {
    let bar = BARRED_FACTS.get(ctx, &fact)?;
    Ok(bar.filter(|bar| bar.holds(ctx.time())))
}

/// What bars a claim that somebody brings, beside its author.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bars {
    /// Of whoever is nominated.
    account: Option<Bar>,
    /// Of the content.
    pub(super) content: Option<Bar>,
}

/// What bars a claim that somebody brings, and whose fact is known.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn bars(
    ctx: &mut Context<'_>,
    claim: &Claim,
    fact: Option<B256>,
) -> Result<Bars, Failure> {
    // Every key is asked for before the first miss ends the run.
    let account = (claim.account != claim.author).then(|| bar_of(ctx, claim.account));
    let content = fact.filter(|_| matches!(claim.basis, Basis::Content | Basis::Line));
    let content = content.map_or(Ok(None), |fact| bar_of_fact(ctx, fact))?;
    Ok(Bars {
        account: account.transpose()?.flatten(),
        content,
    })
}

/// Fails if author or account of a claim are barred from new rewards.
///
/// # Errors
///
/// `AccountBarred`.
pub(super) fn check_accounts(
    now: Timestamp,
    claim: &Claim,
    author: &Participant,
    bars: &Bars,
) -> Result<(), Failure> {
    let author = author.bar.filter(|bar| bar.holds(now));
    let author = author.map(|bar| (claim.author, bar));
    check(author.or(bars.account.map(|bar| (claim.account, bar))))
}

/// Fails if an account is barred from new rewards.
///
/// # Errors
///
/// `AccountBarred`.
pub(super) fn check(bar: Option<(Address, Bar)>) -> Result<(), Failure> {
    match bar {
        Some((account, bar)) => Err(barred(account, bar).into()),
        None => Ok(()),
    }
}

/// Fails if a content is barred. Where nobody reviews, the same words may be everybody's.
///
/// # Errors
///
/// `FactBarred`.
pub(super) fn check_content(books: &Books, bar: Option<Bar>) -> Result<(), Failure> {
    match bar.filter(|_| has_content(books)) {
        Some(bar) => Err(ICampaigns::FactBarred {
            availableFrom: bar.until.ceil_seconds(),
            caseId: bar.case,
        }
        .into()),
        None => Ok(()),
    }
}

/// The error for whoever is barred.
pub(super) fn barred(account: Address, bar: Bar) -> ICampaigns::AccountBarred {
    ICampaigns::AccountBarred {
        account,
        availableFrom: bar.until.ceil_seconds(),
        caseId: bar.case,
    }
}

/// Whether a case named a claim and let it go: then it is never contested again, and can be decided until the stage is
/// settled.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn was_released(ctx: &mut Context<'_>, id: u64, number: u32) -> Result<bool, Failure> {
    Ok(RELEASED.get(ctx, &(id, number))?.is_some())
}

impl Bar {
    /// Whether it holds at an instant.
    fn holds(&self, now: Timestamp) -> bool {
        mutated!(BarIgnored, false, now < self.until)
    }

    /// The one of two that holds longer.
    fn longer(self, other: Option<Self>) -> Self {
        other
            .filter(|other| other.until > self.until)
            .unwrap_or(self)
    }
}
