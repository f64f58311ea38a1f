//! A case is opened, which is the notice to the accused; and the accused replies.

use super::{
    MAX_CLAIMS, TEXT_BYTES, Task, case, check_text, eligible, may_decide, require_no_interest,
    state::{ACCOUNTS, Accused, CASES, COUNT, Case, Claim, OF_ACCOUNT, Status, TEXTS, Texts},
    wrong_status,
};
use crate::{
    Context, Failure, ensure,
    modules::{
        campaigns::{self, JUDGES, after, days},
        committee::Parameter,
    },
};
use alloy_primitives::Address;
use wepos_abi::ICases;

/// Whom a case needs beside its opener: one who decides, and those who hear an appeal.
const NEEDED: usize = 1 + JUDGES;

/// Opens a case.
///
/// Checks, in order: the evidence; how many claims; the caller reviews, or sits in the committee; each claim exists, is
/// the account's or by it, waits unpaid, and was in no case; the caller has no interest; there are others to decide
/// and hear.
///
/// # Errors
///
/// `TextLength`, `ClaimCount`, `MayNotDecide`, `UnknownClaim`, `NotOfAccused`, `NotContestable`, `HasInterest`,
/// `TooFewToDecide`.
pub(super) fn open(ctx: &mut Context<'_>, call: ICases::openCall) -> Result<u64, Failure> {
    let evidence = check_text("evidence", &call.evidence, TEXT_BYTES)?;
    let (account, opener) = (call.account, ctx.sender());
    ensure!(
        (1..=MAX_CLAIMS).contains(&call.claims.len()),
        ICases::ClaimCount {
            count: u32::try_from(call.claims.len()).unwrap_or(u32::MAX),
            maximum: MAX_CLAIMS as u32,
        }
    );
    ensure!(
        may_decide(ctx, opener)?,
        ICases::MayNotDecide { account: opener }
    );
    let id = COUNT.get(ctx)?.unwrap_or(0).saturating_add(1);
    let claims: Vec<Claim> = (call.claims.iter())
        .map(|claim| Claim {
            campaign: claim.campaign,
            submission: claim.submission,
        })
        .collect();
    let parties = contest(ctx, id, account, &claims)?;
    require_no_interest(ctx, opener, &parties)?;
    let mut others = parties.clone();
    others.push(opener);
    let able = eligible(ctx, &others)?;
    ensure!(
        able.len() >= NEEDED,
        ICases::TooFewToDecide {
            eligible: able.len() as u32,
            needed: NEEDED as u32,
        }
    );

    let now = ctx.time();
    let reply_until = after(now, days(ctx, Parameter::FraudReplyDays)?);
    let decide_until = after(reply_until, days(ctx, Parameter::FraudDecisionDays)?);
    let reviewers = campaigns::reviewers(ctx)?;
    let reviewer = campaigns::responsible(&reviewers, id, &others);
    let case = Case {
        account,
        opener,
        claims,
        parties,
        opened_at: now,
        reply_until,
        replied_at: None,
        decide_until,
        reviewer,
        status: Status::Open,
        decision: None,
        appeal: None,
        ended_at: None,
    };
    let texts = Texts {
        evidence: evidence.clone(),
        ..Texts::default()
    };
    COUNT.put(ctx, &id)?;
    CASES.create(ctx, &id, &case)?;
    TEXTS.create(ctx, &id, &texts)?;
    let accused = ACCOUNTS.get(ctx, &account)?.unwrap_or_default();
    OF_ACCOUNT.create(ctx, &(account, accused.cases), &id)?;
    let cases = accused.cases.saturating_add(1);
    ACCOUNTS.put(ctx, &account, &Accused { cases, ..accused })?;
    Task::Lapse { id }.schedule(ctx, decide_until)?;
    ctx.emit(&ICases::Opened {
        id,
        account,
        opener,
        claims: call.claims,
        reviewer,
        replyUntil: reply_until.whole_seconds(),
        decideUntil: decide_until.whole_seconds(),
        evidence,
    })?;
    Ok(id)
}

/// Contests the claims, and returns who has an interest in them.
fn contest(
    ctx: &mut Context<'_>,
    id: u64,
    accused: Address,
    claims: &[Claim],
) -> Result<Vec<Address>, Failure> {
    campaigns::load_claims(ctx, claims.iter().map(Claim::key))?;
    let mut parties = vec![accused];
    for Claim {
        campaign,
        submission,
    } in claims.iter().copied()
    {
        let Some(claim) = campaigns::claim(ctx, campaign, submission)? else {
            return Err(ICases::UnknownClaim {
                campaign,
                submission,
            }
            .into());
        };
        ensure!(
            [claim.account, claim.author].contains(&accused),
            ICases::NotOfAccused {
                campaign,
                submission,
                account: claim.account,
                author: claim.author,
            }
        );
        ensure!(
            claim.is_open,
            ICases::NotContestable {
                campaign,
                submission,
                status: claim.status,
            }
        );
        campaigns::contest(ctx, id, (campaign, submission))?;
        for party in [claim.account, claim.author, claim.organiser] {
            if !parties.contains(&party) {
                parties.push(party);
            }
        }
    }
    Ok(parties)
}

/// Replies to a case.
///
/// Checks, in order: the text; the case exists and is the sender's; it is not decided; there was no reply; there is
/// time.
///
/// # Errors
///
/// `TextLength`, `UnknownCase`, `NotAccused`, `WrongStatus`, `AlreadyReplied`, `ReplyOver`.
pub(super) fn reply(ctx: &mut Context<'_>, id: u64, text: &str) -> Result<(), Failure> {
    let text = check_text("text", text, TEXT_BYTES)?;
    let mut case = case(ctx, id)?;
    let (account, now) = (case.account, ctx.time());
    ensure!(ctx.sender() == account, ICases::NotAccused { id, account });
    ensure!(case.status == Status::Open, wrong_status(ctx, id, &case));
    if let Some(at) = case.replied_at {
        let replied_at = at.whole_seconds();
        return Err(ICases::AlreadyReplied {
            repliedAt: replied_at,
        }
        .into());
    }
    ensure!(
        now < case.reply_until,
        ICases::ReplyOver {
            closedAt: case.reply_until.whole_seconds()
        }
    );
    let mut texts = TEXTS.get(ctx, &id)?.unwrap_or_default();
    texts.reply.clone_from(&text);
    case.replied_at = Some(now);
    TEXTS.put(ctx, &id, &texts)?;
    CASES.put(ctx, &id, &case)?;
    ctx.emit(&ICases::Replied { id, account, text })
}
