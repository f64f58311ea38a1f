//! Tickets and graded results: what a campaign's key signed off the chain, redeemed on it (R14, R21, WP-32).
//!
//! The key decides nothing that the approval has not fixed: how many rewards there are, what each pays, until when. A
//! reviewer stops it at once; what it signed before is not paid until the committee lets it go on.

use super::{
    books::{Books, campaign},
    check_range, check_text,
    review::is_reviewer,
    rules::{DecidedBy, REASON_BYTES, Terms},
    state::CAMPAIGNS,
    submissions::{Basis, Claim, Signed, Submitted, enter, require_member},
};
use crate::{
    Context, Failure, Network,
    ecdsa::{self, signer_of},
    ensure,
    modules::committee,
};
use alloy_primitives::{Address, B256};
use wepos_abi::{
    ICampaigns,
    attestation::{Attestation, Redemption},
};

/// Redeems what a campaign's key signed.
///
/// # Errors
///
/// `CannotTakePart`, and those of [`enter`].
pub(super) fn redeem(
    ctx: &mut Context<'_>,
    call: ICampaigns::redeemCall,
) -> Result<Submitted, Failure> {
    let account = call.account;
    require_member(account)?;
    let id = call.attestation.campaign;
    let claim = Claim {
        account,
        author: account,
        basis: Basis::Attestation(Signed {
            attestation: call.attestation,
            signature: call.signature,
            holder_signature: call.holderSignature,
        }),
        content: String::new(),
    };
    enter(ctx, id, claim)
}

/// Whether what a campaign's key signed can be redeemed for `account`.
///
/// Checks, in order: the number is in range; it has not run out; the key signed it; its holder agrees to who is paid.
///
/// # Errors
///
/// `TermOutOfRange`, `AttestationExpired`, `WrongSigner`, `WrongHolder`.
pub(super) fn check(
    ctx: &mut Context<'_>,
    books: &Books,
    signed: &Signed,
    account: Address,
) -> Result<(), Failure> {
    let terms = &books.campaign.terms;
    let attestation = &signed.attestation;
    let last = match terms.decided_by {
        // The approval fixes how many tickets there are (R14).
        DecidedBy::Ticket => terms.places,
        _ => u32::MAX,
    };
    check_range("number", attestation.number, 1, last)?;
    let expires_at = attestation.expiresAt;
    let now = ctx.time().whole_seconds();
    ensure!(
        expires_at == 0 || mutated!(ExpiredTicketsTaken, true, now < expires_at),
        ICampaigns::AttestationExpired {
            expiredAt: expires_at
        }
    );
    check_signatures(ctx, terms, signed, account)
}

/// The campaign's key signed the attestation; the key on a ticket signed for whom it is, and a result is its holder's.
fn check_signatures(
    ctx: &mut Context<'_>,
    terms: &Terms,
    signed: &Signed,
    account: Address,
) -> Result<(), Failure> {
    let attestation = &signed.attestation;
    let [attested, agreed] = hashes(&ctx.block().network, attestation, account);
    let signer = signer_of(ctx, attested, &signed.signature)?;
    ensure!(
        mutated!(AnySignerTaken, true, signer == Some(terms.key)),
        ICampaigns::WrongSigner {
            campaign: attestation.campaign,
            key: terms.key,
            signer: signer.unwrap_or_default(),
        }
    );
    let holder = attestation.holder;
    let agrees = match terms.decided_by {
        DecidedBy::Ticket => {
            let agreed = signer_of(ctx, agreed, &signed.holder_signature)?;
            // Paid to its own key, a ticket would rest on another fact than its number, and be worth two rewards.
            let is_another = mutated!(TicketsPaidToTheirKeys, true, holder != account);
            is_another && agreed == Some(holder)
        }
        _ => mutated!(ResultsPaidToAnybody, true, holder == account),
    };
    ensure!(
        mutated!(HolderNotAsked, true, agrees),
        ICampaigns::WrongHolder { holder, account }
    );
    Ok(())
}

/// What the campaign's key signs, and what the key on a ticket does.
fn hashes(network: &Network, attestation: &Attestation, account: Address) -> [B256; 2] {
    let domain = network.domains().campaigns;
    let redemption = Redemption {
        campaign: attestation.campaign,
        number: attestation.number,
        account,
    };
    [domain.hash(attestation), domain.hash(&redemption)]
}

/// The signatures that [`check`] looks at.
pub(super) fn signed(network: &Network, call: &ICampaigns::redeemCall) -> Vec<ecdsa::Signed> {
    let [attested, agreed] = hashes(network, &call.attestation, call.account);
    [
        ecdsa::Signed::new(attested, &call.signature),
        ecdsa::Signed::new(agreed, &call.holderSignature),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Stops the key of a campaign (R14).
///
/// # Errors
///
/// `TextLength`, `NotReviewer`, `UnknownCampaign`, `NoSuchKey`, `KeyIsStopped`, `Recused`.
pub(super) fn stop_key(ctx: &mut Context<'_>, id: u64, reason: &str) -> Result<(), Failure> {
    let reason = check_text("reason", reason, 1, REASON_BYTES)?;
    let reviewer = ctx.sender();
    ensure!(
        is_reviewer(ctx, reviewer)?,
        ICampaigns::NotReviewer { account: reviewer }
    );
    let mut campaign = campaign(ctx, id)?;
    ensure!(
        campaign.terms.decided_by.has_key(),
        ICampaigns::NoSuchKey { campaign: id }
    );
    ensure!(!campaign.stopped, ICampaigns::KeyIsStopped { campaign: id });
    let party = campaign.organiser;
    ensure!(
        reviewer != party && !committee::affiliated(ctx, reviewer, party)?,
        ICampaigns::Recused {
            account: reviewer,
            party,
        }
    );
    campaign.stopped = true;
    CAMPAIGNS.put(ctx, &id, &campaign)?;
    ctx.emit(&ICampaigns::KeyStopped {
        campaign: id,
        reviewer,
        reason,
    })
}

/// What a decision to let a key go on asks for: that it was stopped. Returns the organiser, whom it benefits.
///
/// # Errors
///
/// `UnknownCampaign`, `NoSuchKey`.
pub(super) fn check_resume(ctx: &mut Context<'_>, id: u64) -> Result<Address, Failure> {
    let campaign = campaign(ctx, id)?;
    ensure!(campaign.stopped, ICampaigns::NoSuchKey { campaign: id });
    Ok(campaign.organiser)
}

/// Lets a stopped key go on.
///
/// # Errors
///
/// Those of [`check_resume`].
pub(super) fn resume_key(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    check_resume(ctx, id)?;
    let mut campaign = campaign(ctx, id)?;
    campaign.stopped = false;
    CAMPAIGNS.put(ctx, &id, &campaign)?;
    ctx.emit(&ICampaigns::KeyResumed { campaign: id })
}
