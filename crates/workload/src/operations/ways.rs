//! What nobody reviews, and who vouches for whom: tickets, tasks, invitations.

use crate::{Generator, generator::call};
use alloy_primitives::{Address, B256, Bytes};
use wepos_abi::{
    ICampaigns, IIdentity, addresses,
    attestation::{
        Acceptance, Attestation, Invitation, Redemption, campaigns_domain, digest, identity_domain,
    },
};
use wepos_chain::testing::Member;
use wepos_model::{Action, Model};

/// Accounts that do nothing but accept invitations.
const GUESTS: u32 = 100;

/// Lets a draft be decided by tickets or by nobody; now and then by terms that do not go together.
pub(super) fn choose_way(
    generator: &mut Generator,
    model: &Model,
    terms: &mut ICampaigns::Terms,
) -> Option<()> {
    let way = generator.choose(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 3, 3, 4, 4, 5, 5])?;
    if way == 0 {
        terms.nominations = generator.once_in(4);
        if terms.nominations {
            terms.rewardsPerAccount = 1;
        }
        return Some(());
    }
    terms.decidedBy = way;
    if way == 5 {
        return Some(());
    }
    terms.rewardsPerFact = 1;
    if way == 4 {
        terms.rewardsPerAccount = 1;
        terms.scores = generator.choose(&[3, 3, 3, 3, 5, 7])?;
        terms.threshold = generator.choose(&[0, 0, 16, 48, 64])?;
        terms.places = terms.places.min(2 + generator.below(20));
        match generator.below(40) {
            0 => terms.scores = 2,
            1 => terms.threshold = 101,
            2 => terms.places = 101,
            3 => terms.rewardsPerAccount = 2,
            _ => {}
        }
        return Some(());
    }
    if matches!(way, 1 | 2) {
        terms.key = key().address;
    } else if generator.once_in(2) {
        terms.everyDays = u16::try_from(1 + generator.below(3)).ok()?;
        terms.streak = generator.choose(&[0, 1, 2, 2, 3])?;
    }
    // Nobody reviews, so it may stay open until the boundary (R3).
    if generator.once_in(2) {
        terms.closesAt = model.stage_end(terms.stage.into()) / 1000;
    }
    match generator.below(40) {
        0 => terms.decidedBy = 4,
        1 => terms.key = Address::ZERO,
        2 => terms.rewardsPerFact = 2,
        3 => terms.everyDays = 93,
        4 => terms.streak = 101,
        5 => terms.nominations = true,
        6 => terms.key = key().address,
        _ => {}
    }
    Some(())
}

/// A submission to what is paid at once.
pub(super) fn take_part(generator: &mut Generator, model: &Model) -> Option<Action> {
    let campaign = open(generator, model, 3)?;
    let asks = &model.campaigns()[usize::try_from(campaign - 1).ok()?].form;
    if !asks.is_empty() && !generator.once_in(10) {
        return None;
    }
    let submit = ICampaigns::submitCall {
        campaign,
        content: " done ".into(),
    };
    Some(call(generator.author(), addresses::CAMPAIGNS, &submit))
}

/// A ticket, mostly good, for anybody, sent by anybody.
pub(super) fn redeem(generator: &mut Generator, model: &Model) -> Option<Action> {
    let campaign = match generator.below(30) {
        0 => generator.campaign_with(model, &[0, 3, 4])?,
        _ => open(generator, model, 1)?,
    };
    let places = model.campaigns().get(usize::try_from(campaign - 1).ok()?);
    let places = places.map_or(1, |campaign| campaign.asked).min(30);
    let number = generator.below(places + 2);
    let holder = Member::named(&format!("workload ticket {campaign} {number}"));
    let mut account = generator.author();
    let now = model.now_ms() / 1000;
    let mut attestation = Attestation {
        campaign,
        number,
        holder: holder.address,
        expiresAt: generator.choose(&[0, 0, 0, now, now + 1, now.saturating_sub(1)])?,
        data: B256::ZERO,
    };
    let mut signer = key();
    let mut agreed = account;
    match generator.below(30) {
        0 => signer = Member::named("nobody's key"),
        1 => agreed = generator.anybody(),
        2 => (account, agreed) = (holder.address, holder.address),
        3 => account = addresses::POOL,
        _ => {}
    }
    let settings = model.settings();
    let domain = campaigns_domain(settings.chain_id, settings.genesis);
    let signature = bytes(&signer, digest(&attestation, &domain));
    if generator.once_in(40) {
        attestation.number = generator.below(places) + 1;
    }
    let redemption = Redemption {
        campaign,
        number: attestation.number,
        account: agreed,
    };
    let redeem = ICampaigns::redeemCall {
        holderSignature: bytes(&holder, digest(&redemption, &domain)),
        attestation,
        signature,
        account,
    };
    Some(call(generator.author(), addresses::CAMPAIGNS, &redeem))
}

/// A graded result, mostly good, sent by anybody.
pub(super) fn redeem_result(generator: &mut Generator, model: &Model) -> Option<Action> {
    let campaign = open(generator, model, 2)?;
    let account = generator.author();
    let now = model.now_ms() / 1000;
    let attestation = Attestation {
        campaign,
        number: generator.below(4),
        holder: match generator.below(6) {
            0 => generator.anybody(),
            _ => account,
        },
        expiresAt: generator.choose(&[0, 0, 0, now, now + 1])?,
        data: B256::repeat_byte(3),
    };
    let signer = match generator.below(30) {
        0 => Member::named("nobody's key"),
        _ => key(),
    };
    let settings = model.settings();
    let domain = campaigns_domain(settings.chain_id, settings.genesis);
    let redeem = ICampaigns::redeemCall {
        signature: bytes(&signer, digest(&attestation, &domain)),
        attestation,
        account,
        holderSignature: Bytes::new(),
    };
    Some(call(generator.author(), addresses::CAMPAIGNS, &redeem))
}

/// An invitation, mostly of somebody who may invite, for somebody without an anchor.
pub(super) fn accept(generator: &mut Generator, model: &Model) -> Option<Action> {
    let inviter = somebody(generator, |account| model.is_anchored(account));
    // Members are soon anchored by what they do: others come, of whom there are more.
    let account = match generator.below(2) {
        0 => somebody(generator, |account| !model.is_anchored(account)),
        _ => Member::named(&format!("workload guest {}", generator.below(GUESTS))).address,
    };
    let running = u8::try_from(model.running_stage().unwrap_or(4)).ok()?;
    let stage = match generator.below(20) {
        0 => running + 1,
        _ => running,
    };
    let number = u8::try_from(match generator.below(20) {
        0 => 0,
        1 => 6,
        _ => 1 + generator.below(5),
    })
    .ok()?;
    let holder = Member::named(&format!("workload link {inviter} {stage} {number}"));
    let signer = match generator.below(20) {
        0 => generator.anybody(),
        _ => inviter,
    };
    let agreed = match generator.below(20) {
        0 => generator.anybody(),
        _ => account,
    };
    let settings = model.settings();
    let domain = identity_domain(settings.chain_id, settings.genesis);
    let invitation = Invitation {
        inviter,
        stage,
        number,
        holder: holder.address,
    };
    let acceptance = Acceptance {
        inviter,
        stage,
        number,
        account: agreed,
    };
    let signer = generator.member(signer)?;
    let accept = IIdentity::acceptCall {
        signature: bytes(signer, digest(&invitation, &domain)),
        holderSignature: bytes(&holder, digest(&acceptance, &domain)),
        invitation,
        account,
    };
    let invited = generator.member(account).map(|member| member.address);
    let sender = generator.mostly(invited, 4);
    Some(call(sender, addresses::IDENTITY, &accept))
}

/// The key of every campaign that tickets decide.
fn key() -> Member {
    Member::named("workload campaign key")
}

/// An open campaign that is decided in such a way.
fn open(generator: &mut Generator, model: &Model, way: u8) -> Option<u64> {
    let all = (1_u64..).zip(model.campaigns());
    let fitting =
        all.filter(|(id, campaign)| campaign.decided_by == way && model.campaign_status(*id) == 3);
    let fitting: Vec<u64> = fitting.map(|(id, _)| id).collect();
    generator.choose(&fitting)
}

/// Mostly a member of such a kind.
fn somebody(generator: &mut Generator, which: impl Fn(Address) -> bool) -> Address {
    for _ in 0..12 {
        let account = generator.anybody();
        if which(account) {
            return account;
        }
    }
    generator.anybody()
}

fn bytes(signer: &Member, hash: B256) -> Bytes {
    signer.sign(hash).as_bytes().to_vec().into()
}
