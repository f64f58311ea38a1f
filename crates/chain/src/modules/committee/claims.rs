//! Conflict claims: filed by anybody, answered by the member they name (R13).

use super::{
    MAX_CLAIMS,
    proposals::{check_text, find, open},
    seats::{of, own, seats},
    state::{Answer, CLAIMS, Claim, ClaimNote, PROPOSALS},
};
use crate::{Context, Failure, ensure};
use alloy_primitives::U256;
use wepos_abi::ICommittee;

/// Files a claim and returns its number.
///
/// # Errors
///
/// `TextMissing`, `TextTooLong`, `UnknownProposal`, `ProposalClosed`, `NotAMember`, `AlreadyClaimed`, `TooManyClaims`.
pub(super) fn claim(
    ctx: &mut Context<'_>,
    call: ICommittee::claimConflictCall,
) -> Result<u8, Failure> {
    let (id, claimant) = (call.id, ctx.sender());
    check_text(&call.evidence)?;
    let seats = seats(ctx)?;
    let (mut proposal, _) = open(ctx, &seats, id)?;
    let seat = of(ctx, call.member)?;
    let mut notes = (0_u8..).zip(&proposal.claims);
    if let Some((claim, _)) = notes.find(|(_, note)| note.claimant == claimant) {
        return Err(ICommittee::AlreadyClaimed {
            id,
            claimant,
            claim,
        }
        .into());
    }
    let maximum = U256::from(MAX_CLAIMS);
    ensure!(
        proposal.claims.len() < MAX_CLAIMS,
        ICommittee::TooManyClaims { id, maximum }
    );
    let claim = u8::try_from(proposal.claims.len()).expect("claims are few");
    proposal.claims.push(ClaimNote {
        claimant,
        seat: seat.id,
        answered: false,
    });
    PROPOSALS.put(ctx, id, &proposal)?;
    let record = Claim {
        claimant,
        seat: seat.id,
        member: seat.member,
        evidence: call.evidence.clone(),
        filed_at: ctx.time(),
        answer: None,
    };
    CLAIMS.put(ctx, &(id, claim), &record)?;
    ctx.emit(&ICommittee::ConflictClaimed {
        id,
        claim,
        claimant,
        member: seat.member,
        evidence: call.evidence,
    })?;
    Ok(claim)
}

/// Answers a claim.
///
/// # Errors
///
/// `NotAMember`, `TextMissing`, `TextTooLong`, `UnknownProposal`, `ProposalClosed`, `UnknownClaim`,
/// `ClaimNamesAnother`, `ClaimAnswered`.
pub(super) fn answer(
    ctx: &mut Context<'_>,
    call: ICommittee::answerConflictCall,
) -> Result<(), Failure> {
    let (id, claim) = (call.id, call.claim);
    let seat = own(ctx)?;
    check_text(&call.answer)?;
    let seats = seats(ctx)?;
    let (mut proposal, _) = open(ctx, &seats, id)?;
    let count = U256::from(proposal.claims.len());
    let Some(note) = proposal.claims.get_mut(usize::from(claim)) else {
        return Err(ICommittee::UnknownClaim { id, claim, count }.into());
    };
    let mut record = stored(ctx, id, claim)?;
    ensure!(
        note.seat == seat.id,
        ICommittee::ClaimNamesAnother {
            id,
            claim,
            member: record.member,
        }
    );
    if let Some(answer) = &record.answer {
        let at = answer.at.whole_seconds();
        return Err(ICommittee::ClaimAnswered { id, claim, at }.into());
    }
    note.answered = true;
    if call.recuse && !proposal.stepped_back.contains(&seat.id) {
        proposal.stepped_back.push(seat.id);
    }
    PROPOSALS.put(ctx, id, &proposal)?;
    record.answer = Some(Answer {
        at: ctx.time(),
        recused: call.recuse,
        text: call.answer.clone(),
    });
    CLAIMS.put(ctx, &(id, claim), &record)?;
    ctx.emit(&ICommittee::ConflictAnswered {
        id,
        claim,
        member: ctx.sender(),
        recused: call.recuse,
        answer: call.answer,
    })
}

/// The claims about a proposal.
///
/// # Errors
///
/// `UnknownProposal`.
pub(super) fn all(ctx: &mut Context<'_>, id: u64) -> Result<Vec<Claim>, Failure> {
    let proposal = find(ctx, id)?;
    (0_u8..)
        .zip(&proposal.claims)
        .map(|(claim, _)| stored(ctx, id, claim))
        .collect()
}

fn stored(ctx: &mut Context<'_>, id: u64, claim: u8) -> Result<Claim, Failure> {
    let record = CLAIMS.get(ctx, &(id, claim))?;
    Ok(record.expect("a claim that a proposal notes is stored"))
}
