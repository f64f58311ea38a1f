//! Taking part: every claim enters a campaign here, whoever decides; and a submission is withdrawn.

use super::{
    anchors::still_waits,
    at_once,
    books::Books,
    check_text, contested, facts, forms, recurring, redemption,
    review::close_entry,
    rules::{CONTENT_BYTES, CampaignStatus, DecidedBy, nominal, responsible, submission_status},
    scores,
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
use alloy_primitives::{Address, B256, Bytes};
use wepos_abi::{ICampaigns, addresses};

/// What a submission came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Submitted {
    /// Its number; 0 if it only made a streak longer.
    pub(super) number: u32,
    pub(super) nominal: Amount,
    pub(super) has_place: bool,
}

/// Something that somebody did, brought before a campaign.
#[derive(Debug)]
pub(super) struct Claim {
    /// Whose contribution it is.
    pub(super) account: Address,
    /// Who brings it.
    pub(super) author: Address,
    pub(super) basis: Basis,
    /// What everybody reads.
    pub(super) content: String,
}

/// What a claim rests on.
#[derive(Debug)]
pub(super) enum Basis {
    /// Its content, which somebody else may have used (I8).
    Content,
    /// Answers to the campaign's form, which many may give alike.
    Answers {
        answers: Vec<String>,
        private_hash: B256,
    },
    /// What the campaign's key signed: each number once, of tickets or of an account's attempts.
    Attestation(Signed),
    /// The organiser's list.
    Line,
}

/// An attestation with its signatures.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) attestation: ICampaigns::Attestation,
    /// By the campaign's key.
    pub(super) signature: Bytes,
    /// By the key on a ticket, over whom it is for.
    pub(super) holder_signature: Bytes,
}

impl Claim {
    /// What may carry only so many submissions; `None` where the account alone is counted.
    pub(super) fn fact(&self) -> Option<B256> {
        match &self.basis {
            Basis::Content | Basis::Line => Some(facts::of_content(&self.content)),
            Basis::Answers { .. } => None,
            Basis::Attestation(signed) => {
                Some(facts::of_attestation(&signed.attestation, self.account))
            }
        }
    }
}

/// Takes a text of `account`.
///
/// # Errors
///
/// `TextLength`, `FormMismatch`, `OtherWay`, and those of [`enter`].
pub(super) fn submit(
    ctx: &mut Context<'_>,
    id: u64,
    account: Address,
    content: &str,
) -> Result<Submitted, Failure> {
    let content = check_text("content", content, 1, CONTENT_BYTES)?;
    let claim = Claim {
        account,
        author: account,
        basis: Basis::Content,
        content,
    };
    enter(ctx, id, claim)
}

/// Takes answers to a campaign's form.
///
/// # Errors
///
/// Those of [`enter`]; `AnswerCount`, `AnswerMissing`, `AnswerInvalid`.
pub(super) fn answer(
    ctx: &mut Context<'_>,
    id: u64,
    answers: Vec<String>,
    private_hash: B256,
) -> Result<Submitted, Failure> {
    let account = ctx.sender();
    let answers = (answers.iter())
        .map(|answer| answer.trim().to_owned())
        .collect();
    let claim = Claim {
        account,
        author: account,
        basis: Basis::Answers {
            answers,
            private_hash,
        },
        content: String::new(),
    };
    enter(ctx, id, claim)
}

/// Takes what somebody says that somebody else did (WP-08).
///
/// # Errors
///
/// `TextLength`, `CannotTakePart`, `NominationsNotTaken`, and those of [`enter`].
pub(super) fn nominate(
    ctx: &mut Context<'_>,
    id: u64,
    account: Address,
    content: &str,
) -> Result<Submitted, Failure> {
    let content = check_text("content", content, 1, CONTENT_BYTES)?;
    require_member(account)?;
    let claim = Claim {
        account,
        author: ctx.sender(),
        basis: Basis::Content,
        content,
    };
    enter(ctx, id, claim)
}

/// Fails for an account of the protocol: nobody is behind it.
///
/// # Errors
///
/// `CannotTakePart`.
pub(super) fn require_member(account: Address) -> Result<(), Failure> {
    ensure!(
        addresses::is_personal(account),
        ICampaigns::CannotTakePart { account }
    );
    Ok(())
}

/// Takes a claim: the one way into a campaign.
///
/// Checks, in order: the campaign exists and is open; no case bars author or account; it is taken part in this way,
/// with what that takes; the author has no open submission in it, and the account can still be rewarded; the fact was
/// not used up, and no case bars it; the author need not wait; there is room, or what is deserved can be paid or wait
/// for an anchor.
///
/// # Errors
///
/// `UnknownCampaign`, `CampaignNotOpen`, `CampaignNotYetOpen`, `CampaignClosed`, `AccountBarred`, `FormMismatch`,
/// `OtherWay`, `NominationsNotTaken`, `KeyIsStopped`, `OrganiserExcluded`, `AnswerCount`, `AnswerMissing`,
/// `AnswerInvalid`, `TermOutOfRange`, `AttestationExpired`, `WrongSigner`, `WrongHolder`, `SubmissionOpen`,
/// `RewardsExhausted`, `FactUsed`, `AlreadyRedeemed`, `FactBarred`, `PeriodDone`, `SubmissionsSpacedOut`,
/// `CampaignFull`, `DailyCeiling`, `NoRoomToWait`, `TooManyWaiting`.
pub(super) fn enter(ctx: &mut Context<'_>, id: u64, claim: Claim) -> Result<Submitted, Failure> {
    let (account, author) = (claim.account, claim.author);
    let used = claim.fact();
    // Every key is asked for before the first miss ends the run, so that one round finds them all.
    let books = Books::open(ctx, id);
    let entry = ENTRIES.get(ctx, &(id, author));
    let rewarded = ENTRIES.get(ctx, &(id, account));
    let uses = used.map_or(Ok(None), |fact| FACTS.get(ctx, &(id, fact)));
    let participant = PARTICIPANTS.get(ctx, &author);
    let bars = contested::bars(ctx, &claim, used);
    let reviewers = REVIEWERS.get(ctx)?.unwrap_or_default();
    let (mut books, uses) = (books?, uses?.unwrap_or(0));
    let entry = entry?.unwrap_or_default();
    let rewarded = rewarded?.unwrap_or_default();
    let participant = participant?.unwrap_or_default();

    check_open(&books)?;
    let bars = bars?;
    contested::check_accounts(ctx.time(), &claim, &participant, &bars)?;
    check_way(ctx, &books, &claim)?;
    check_entry(&books, &entry, &rewarded)?;
    check_fact(&books, &claim, uses)?;
    contested::check_content(&books, bars.content)?;
    let terms = &books.campaign.terms;
    let (later, read) = (terms.decided_by.decides_later(), terms.decided_by.is_read());
    // Only what reviewers look at is spaced out by what they refused.
    if read {
        check_spacing(ctx, &participant)?;
    }
    if terms.every_days > 0 {
        let reward_due = recurring::take_part(ctx, &books, account, &entry)?;
        if !reward_due {
            return Ok(Submitted {
                number: 0,
                nominal: Amount::ZERO,
                has_place: false,
            });
        }
    }

    let number = books.campaign.submissions.saturating_add(1);
    let nominal = nominal(
        books.unit(),
        books.campaign.terms.repeat_factor,
        rewarded.approved,
    );
    // Where nobody decides, the same words may be everybody's.
    let counted = used.filter(|_| books.campaign.terms.decided_by != DecidedBy::AtOnce);
    let fact = counted.unwrap_or_else(|| facts::of_account(account, number));
    let reviewer = if read {
        responsible_for(&books, &reviewers, number, &claim)
    } else {
        Address::ZERO
    };
    let mut submission = Submission {
        account,
        author,
        fact,
        status: Status::Open,
        has_place: false,
        nominal,
        submitted_at: ctx.time(),
        reviewer,
        before: participant.newest,
    };
    books.campaign.submissions = number;
    if counted.is_some() {
        let value = if later {
            uses.saturating_add(1)
        } else {
            number.into()
        };
        FACTS.put(ctx, &(id, fact), &value)?;
    }
    PARTICIPANTS.put(
        ctx,
        &author,
        &Participant {
            newest: Some((id, number)),
            last_submitted_at: if read {
                submission.submitted_at
            } else {
                participant.last_submitted_at
            },
            ..participant
        },
    )?;
    if later {
        wait_for_decision(ctx, &mut books, number, &mut submission)?;
        let key = (id, author);
        let open = Some(number);
        ENTRIES.put(ctx, &key, &Entry { open, ..entry })?;
        tell(ctx, &books, number, &submission, claim)?;
    } else {
        // It is told before it is paid; those who need not wait for an anchor have a place.
        let paid_now = at_once::is_paid_now(ctx, &books, account, nominal)?;
        submission.has_place = paid_now;
        tell(ctx, &books, number, &submission, claim)?;
        if paid_now {
            at_once::pay(ctx, &mut books, number, &mut submission)?;
        } else {
            at_once::wait(ctx, &mut books, number, &mut submission)?;
        }
    }
    SUBMISSIONS.create(ctx, &(id, number), &submission)?;
    books.store(ctx)?;
    Ok(Submitted {
        number,
        nominal,
        has_place: submission.has_place,
    })
}

/// A submission that somebody will decide about has a place if one is free and nobody waits; where submissions are
/// ranked, the campaign has.
fn wait_for_decision(
    ctx: &mut Context<'_>,
    books: &mut Books,
    number: u32,
    submission: &mut Submission,
) -> Result<(), Failure> {
    let maximum = books.campaign.max_live;
    ensure!(
        mutated!(
            OneTooManyLive,
            books.campaign.live <= maximum,
            books.campaign.live < maximum
        ),
        ICampaigns::CampaignFull {
            campaign: books.id,
            live: books.campaign.live,
            maximum,
        }
    );
    let load = books.load(submission.reviewer);
    load.assigned = load.assigned.saturating_add(1);
    load.undecided = load.undecided.saturating_add(1);
    books.campaign.live = books.campaign.live.saturating_add(1);
    if books.campaign.terms.decided_by == DecidedBy::Scores {
        books.campaign.next_in_line = number.saturating_add(1);
        return scores::hold_one(ctx, books);
    }
    // Places go in order: nobody passes those who wait.
    let alone = books.campaign.first_appeal == books.campaign.next_appeal
        && books.campaign.next_in_line >= number;
    if alone && books.has_room(submission.nominal) {
        books.take_place(ctx, submission)?;
        books.campaign.next_in_line = number.saturating_add(1);
    }
    Ok(())
}

/// Tells everybody what was submitted.
fn tell(
    ctx: &mut Context<'_>,
    books: &Books,
    number: u32,
    submission: &Submission,
    claim: Claim,
) -> Result<(), Failure> {
    let id = books.id;
    ctx.emit(&ICampaigns::Submitted {
        campaign: id,
        submission: number,
        account: claim.account,
        author: claim.author,
        nominal: submission.nominal.into(),
        hasPlace: submission.has_place,
        reviewer: submission.reviewer,
        content: claim.content,
    })?;
    match claim.basis {
        Basis::Content | Basis::Line => Ok(()),
        Basis::Answers {
            answers,
            private_hash,
        } => ctx.emit(&ICampaigns::Answered {
            campaign: id,
            submission: number,
            answers,
            privateHash: private_hash,
        }),
        Basis::Attestation(Signed { attestation, .. }) => ctx.emit(&ICampaigns::Redeemed {
            campaign: id,
            submission: number,
            key: books.campaign.terms.key,
            holder: attestation.holder,
            number: attestation.number,
            data: attestation.data,
        }),
    }
}

/// Whether a campaign is taken part in by such a claim.
fn check_way(ctx: &mut Context<'_>, books: &Books, claim: &Claim) -> Result<(), Failure> {
    let terms = &books.campaign.terms;
    let decided_by = terms.decided_by;
    let signed = matches!(claim.basis, Basis::Attestation(_));
    let listed = matches!(claim.basis, Basis::Line);
    ensure!(
        decided_by.has_key() == signed && (decided_by == DecidedBy::List) == listed,
        other_way(books)
    );
    if let Basis::Attestation(signed) = &claim.basis {
        redemption::check(ctx, books, signed, claim.account)?;
    }
    let answered = matches!(claim.basis, Basis::Answers { .. });
    ensure!(
        signed || books.campaign.form.is_some() == answered,
        ICampaigns::FormMismatch {
            campaign: books.id,
            fields: books.campaign.form.unwrap_or(0).into(),
        }
    );
    ensure!(
        signed || claim.author == claim.account || terms.nominations,
        ICampaigns::NominationsNotTaken { campaign: books.id }
    );
    ensure!(
        mutated!(StoppedKeyPays, true, !books.campaign.stopped),
        ICampaigns::KeyIsStopped { campaign: books.id }
    );
    // Nobody but the organiser would have decided.
    let organiser = books.campaign.organiser;
    let own = claim.account == organiser || claim.account == terms.key;
    ensure!(
        decided_by.is_read() || !own,
        ICampaigns::OrganiserExcluded {
            campaign: books.id,
            organiser,
        }
    );
    match &claim.basis {
        Basis::Answers {
            answers,
            private_hash,
        } => forms::check(ctx, books.id, answers, *private_hash),
        Basis::Content | Basis::Line | Basis::Attestation(_) => Ok(()),
    }
}

/// Whether the fact can carry one more submission (I8).
fn check_fact(books: &Books, claim: &Claim, uses: u64) -> Result<(), Failure> {
    if let Basis::Attestation(Signed { attestation, .. }) = &claim.basis {
        ensure!(
            mutated!(TicketsRedeemedTwice, true, uses == 0),
            ICampaigns::AlreadyRedeemed {
                campaign: books.id,
                number: attestation.number,
                submission: u32::try_from(uses).unwrap_or(u32::MAX),
            }
        );
        return Ok(());
    }
    let maximum = books.campaign.terms.rewards_per_fact;
    // Where nobody reviews, the same words may be everybody's.
    let counted = books.campaign.terms.decided_by != DecidedBy::AtOnce;
    ensure!(
        !counted || mutated!(FactsNotCounted, true, uses < u64::from(maximum)),
        ICampaigns::FactUsed {
            campaign: books.id,
            uses: u16::try_from(uses).unwrap_or(u16::MAX),
            maximum,
        }
    );
    Ok(())
}

/// Whoever was refused too often in a stage waits between submissions (R3).
fn check_spacing(ctx: &mut Context<'_>, participant: &Participant) -> Result<(), Failure> {
    let (refusals, until) = spaced_out(ctx, participant)?;
    match until {
        Some(until) => Err(ICampaigns::SubmissionsSpacedOut {
            refusals,
            availableFrom: until.ceil_seconds(),
        }
        .into()),
        None => Ok(()),
    }
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

/// Whether a campaign takes submissions now.
///
/// # Errors
///
/// `CampaignNotYetOpen`, `CampaignClosed`, `CampaignNotOpen`.
pub(super) fn check_open(books: &Books) -> Result<(), Failure> {
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

/// An author has one open submission in a campaign, and an account as many rewards as the campaign says (R3, I8).
///
/// # Errors
///
/// `SubmissionOpen`, `RewardsExhausted`.
pub(super) fn check_entry(books: &Books, entry: &Entry, rewarded: &Entry) -> Result<(), Failure> {
    if let Some(submission) = entry.open {
        return Err(ICampaigns::SubmissionOpen {
            campaign: books.id,
            submission,
        }
        .into());
    }
    check_rewards(books, rewarded)
}

/// An account has as many rewards as the campaign says (I8).
///
/// # Errors
///
/// `RewardsExhausted`.
pub(super) fn check_rewards(books: &Books, rewarded: &Entry) -> Result<(), Failure> {
    let maximum = books.campaign.terms.rewards_per_account;
    ensure!(
        rewarded.approved < maximum,
        ICampaigns::RewardsExhausted {
            campaign: books.id,
            rewards: rewarded.approved,
            maximum,
        }
    );
    Ok(())
}

/// The reviewer whose turn it is. Declared affiliates are found out when somebody decides: most authors have none, and
/// a submission stays cheap.
fn responsible_for(books: &Books, reviewers: &Reviewers, number: u32, claim: &Claim) -> Address {
    let turn = books.id.saturating_add(u64::from(number));
    let interested = [claim.author, claim.account, books.campaign.organiser];
    let reviewer = responsible(&reviewers.0, turn, &interested);
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
    let (account, author) = (submission.account, submission.author);
    let before = submission.status;
    // What was approved is its account's, whoever nominated it.
    let owner = match before {
        Status::Approved => account,
        _ => author,
    };
    ensure!(ctx.sender() == owner, not_author(id, number, owner));
    if before == Status::Unanchored && still_waits(books.status) {
        return withdraw_result(ctx, books, number, submission);
    }
    let open = matches!(
        before,
        Status::Open | Status::Approved | Status::Appealed { .. }
    );
    ensure!(
        open && books.status.is_alive(),
        not_open(&books, number, before)
    );
    let is_scored = books.campaign.terms.decided_by == DecidedBy::Scores;
    if before == Status::Open && !is_scored {
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
    close_entry(ctx, id, author)?;
    if before == Status::Approved {
        let mut entry = ENTRIES.get(ctx, &(id, account))?.unwrap_or_default();
        entry.approved = entry.approved.saturating_sub(1);
        ENTRIES.put(ctx, &(id, account), &entry)?;
    }
    if books.campaign.form.is_none() {
        free_fact(ctx, id, submission.fact)?;
    }
    ctx.emit(&ICampaigns::SubmissionWithdrawn {
        campaign: id,
        submission: number,
        account,
    })?;
    if before == Status::Open && is_scored {
        scores::withdrawn(ctx, &mut books, number, &submission)?;
    }
    if had_place {
        books.promote(ctx)?;
    }
    books.store(ctx)
}

/// Withdraws a result that waits for an anchor. Its attempt stays spent.
fn withdraw_result(
    ctx: &mut Context<'_>,
    mut books: Books,
    number: u32,
    mut submission: Submission,
) -> Result<(), Failure> {
    let (id, account) = (books.id, submission.account);
    submission.status = Status::Withdrawn;
    books.campaign.waiting = books.campaign.waiting.saturating_sub(1);
    books.campaign.withdrawn = books.campaign.withdrawn.saturating_add(1);
    at_once::stop_waiting(ctx, account, id, number)?;
    SUBMISSIONS.put(ctx, &(id, number), &submission)?;
    close_entry(ctx, id, submission.author)?;
    ctx.emit(&ICampaigns::SubmissionWithdrawn {
        campaign: id,
        submission: number,
        account,
    })?;
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

/// The error for a campaign that somebody else decides, or in another way.
pub(super) fn other_way(books: &Books) -> ICampaigns::OtherWay {
    ICampaigns::OtherWay {
        campaign: books.id,
        decidedBy: books.campaign.terms.decided_by.number(),
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
