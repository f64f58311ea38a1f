//! Tickets and graded results: what a campaign's key signed off the chain, redeemed on it (R14, R21, WP-32).
//!
//! The key decides nothing that the approval has not fixed: how many rewards there are, what each pays, until when. A
//! reviewer stops it at once; what it signed before is not paid until the committee lets it go on.

use super::{
    books::{Books, campaign},
    check_text,
    review::is_reviewer,
    rules::{DecidedBy, REASON_BYTES},
    state::CAMPAIGNS,
    submissions::{Basis, Claim, Submitted, check_open, enter, require_member},
};
use crate::{Context, Failure, ecdsa, ensure, gas, modules::committee};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolStruct;
use wepos_abi::{
    ICampaigns,
    attestation::{Redemption, campaigns_domain},
};

/// Redeems what a campaign's key signed.
///
/// Checks, in order: the account is somebody's; the campaign exists, is open, and has a key; the number is in range;
/// it has not run out; the key signed it; its holder agrees to who is paid. Then as any other claim.
///
/// # Errors
///
/// `CannotTakePart`, `UnknownCampaign`, `CampaignNotOpen`, `CampaignNotYetOpen`, `CampaignClosed`, `OtherWay`,
/// `TermOutOfRange`, `AttestationExpired`, `WrongSigner`, `WrongHolder`, and those of [`enter`].
pub(super) fn redeem(
    ctx: &mut Context<'_>,
    call: ICampaigns::redeemCall,
) -> Result<Submitted, Failure> {
    let ICampaigns::redeemCall {
        attestation,
        signature,
        account,
        holderSignature: holder_signature,
    } = call;
    require_member(account)?;
    let id = attestation.campaign;
    let books = Books::open(ctx, id)?;
    check_open(&books)?;
    let terms = &books.campaign.terms;
    let decided_by = terms.decided_by;
    ensure!(
        decided_by.has_key(),
        ICampaigns::OtherWay {
            campaign: id,
            decidedBy: decided_by.number(),
        }
    );
    let last = match decided_by {
        // The approval fixes how many tickets there are (R14).
        DecidedBy::Ticket => terms.places,
        _ => u32::MAX,
    };
    ensure!(
        (1..=last).contains(&attestation.number),
        ICampaigns::TermOutOfRange {
            term: "number".to_owned(),
            value: U256::from(attestation.number),
            minimum: U256::ONE,
            maximum: U256::from(last),
        }
    );
    let expires_at = attestation.expiresAt;
    let now = ctx.time().millis() / 1_000;
    ensure!(
        expires_at == 0 || mutated!(ExpiredTicketsTaken, true, now < expires_at),
        ICampaigns::AttestationExpired {
            expiredAt: expires_at
        }
    );
    check_signatures(
        ctx,
        decided_by,
        terms.key,
        &attestation,
        &signature,
        account,
        &holder_signature,
    )?;
    let claim = Claim {
        account,
        author: account,
        basis: Basis::Attestation(attestation),
        content: String::new(),
    };
    enter(ctx, id, claim)
}

/// The campaign's key signed the attestation; the key on a ticket signed for whom it is, and a result is its holder's.
fn check_signatures(
    ctx: &mut Context<'_>,
    decided_by: DecidedBy,
    key: Address,
    attestation: &ICampaigns::Attestation,
    signature: &[u8],
    account: Address,
    holder_signature: &[u8],
) -> Result<(), Failure> {
    let network = &ctx.block().network;
    let domain = campaigns_domain(network.chain_id(), network.hash());
    ctx.charge(gas::RECOVER_SIGNER)?;
    let signer = ecdsa::recover_bytes(attestation.eip712_signing_hash(&domain), signature);
    ensure!(
        mutated!(AnySignerTaken, true, signer == Some(key)),
        ICampaigns::WrongSigner {
            campaign: attestation.campaign,
            key,
            signer: signer.unwrap_or_default(),
        }
    );
    let holder = attestation.holder;
    let agrees = match decided_by {
        DecidedBy::Ticket => {
            ctx.charge(gas::RECOVER_SIGNER)?;
            let redemption = Redemption {
                campaign: attestation.campaign,
                number: attestation.number,
                account,
            };
            let hash = redemption.eip712_signing_hash(&domain);
            // Paid to its own key, a ticket would rest on another fact than its number, and be worth two rewards.
            let is_another = mutated!(TicketsPaidToTheirKeys, true, holder != account);
            is_another && ecdsa::recover_bytes(hash, holder_signature) == Some(holder)
        }
        _ => holder == account,
    };
    ensure!(
        mutated!(HolderNotAsked, true, agrees),
        ICampaigns::WrongHolder { holder, account }
    );
    Ok(())
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
