//! What members of the committee do, and what others do about it.

use super::decisions;
use crate::{Generator, generator::call};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use wepos_abi::{ICampaigns, ICommittee, IEmission, INetwork, IToken, addresses};
use wepos_model::{Action, Model, Status};

/// How far back proposals are looked at.
const RECENT: usize = 64;

/// Proposes a draft for approval: mostly one that nobody has proposed yet.
pub(super) fn propose_campaign(generator: &mut Generator, model: &Model) -> Option<Action> {
    let campaign = generator.campaign_with(model, &[0])?;
    let approve = ICampaigns::approveCall { campaign }.abi_encode();
    let open = model
        .proposals()
        .iter()
        .filter(|one| one.status == Status::Open);
    if open.into_iter().any(|one| one.input == approve) && !generator.once_in(10) {
        return None;
    }
    propose(generator, model, addresses::CAMPAIGNS, approve)
}

/// Proposes who reviews.
pub(super) fn propose_reviewer(generator: &mut Generator, model: &Model) -> Option<Action> {
    let reviewers = model.reviewers();
    let wanted = usize::try_from(model.parameter("reviewersMin")).ok()? + 4;
    let dismiss = if reviewers.len() < wanted {
        generator.once_in(12)
    } else {
        generator.once_in(2)
    };
    let input = if dismiss {
        let reviewer = generator.choose(reviewers);
        let reviewer = generator.mostly(reviewer, 8);
        ICampaigns::dismissReviewerCall { reviewer }.abi_encode()
    } else {
        let reviewer = if generator.once_in(12) {
            Address::ZERO
        } else {
            generator.anybody()
        };
        ICampaigns::nameReviewerCall { reviewer }.abi_encode()
    };
    propose(generator, model, addresses::CAMPAIGNS, input)
}

/// Proposes another kind of activity, or another reward for one.
pub(super) fn propose_type(generator: &mut Generator, model: &Model) -> Option<Action> {
    let types = model.activity_types().len();
    let number = generator.below(u32::try_from(types).ok()? + 3);
    let base = match generator.below(8) {
        0 => 0,
        1 => 1_001 * 10_u128.pow(18),
        _ => 10_u128.pow(17) * (1 + generator.up_to(900)),
    };
    let call = ICampaigns::setActivityTypeCall {
        activityType: u16::try_from(number).ok()?,
        nameZh: if generator.once_in(20) {
            String::new()
        } else {
            "活动".into()
        },
        nameEn: "Activity".into(),
        area: u8::try_from(generator.below(7)).ok()?,
        base: U256::from(base),
    };
    propose(generator, model, addresses::CAMPAIGNS, call.abi_encode())
}

/// Proposes how tranches are split.
pub(super) fn propose_budget(generator: &mut Generator, model: &Model) -> Option<Action> {
    let most = if generator.once_in(6) { 5_000 } else { 1_666 };
    let mut share = || u16::try_from(generator.up_to(most)).unwrap_or(0);
    let shares = [share(), share(), share(), share(), share(), share()];
    let call = IEmission::setBudgetCall { shares };
    propose(generator, model, addresses::EMISSION, call.abi_encode())
}

/// Proposes another value of a parameter.
pub(super) fn propose_parameter(generator: &mut Generator, model: &Model) -> Option<Action> {
    let parameters = model.parameters();
    let cap = parameters
        .iter()
        .find(|row| row.0 == "organiserCap")
        .copied();
    // A low cap is reached within a few campaigns.
    let chosen = if generator.once_in(3) {
        cap
    } else {
        generator.choose(&parameters)
    };
    let (name, now, least, most) = chosen?;
    // Mostly a step or two: extremes of all parameters at once leave little to do.
    let (below, above) = (least.max(now.saturating_sub(2)), most.min(now + 2));
    let value = match generator.below(16) {
        0 => least.saturating_sub(1),
        1 => most + 1,
        2 => most,
        3..6 => least,
        6..12 if most > 1_000 => least + generator.up_to_u64(300),
        _ => below + generator.up_to_u64(above - below),
    };
    let name = if generator.once_in(20) {
        "totalSupply"
    } else {
        name
    };
    let call = ICommittee::setParameterCall {
        name: name.into(),
        value: U256::from(value),
    };
    propose(generator, model, addresses::COMMITTEE, call.abi_encode())
}

/// Proposes who sits in the committee.
pub(super) fn propose_seat(generator: &mut Generator, model: &Model) -> Option<Action> {
    let seats: Vec<Address> = model.seats().iter().map(|seat| seat.member).collect();
    let (seated, somebody) = (generator.choose(&seats)?, generator.anybody());
    let name = match generator.below(8) {
        0 => String::new(),
        1 => model.seats()[0].name.clone(),
        _ => format!("seat of {somebody}"),
    };
    let input = match generator.below(8) {
        0 => ICommittee::seatCall {
            member: somebody,
            name,
        }
        .abi_encode(),
        1..4 => ICommittee::fillCall {
            caretaker: seated,
            member: somebody,
            name,
        }
        .abi_encode(),
        4 => ICommittee::renewCall { member: somebody }.abi_encode(),
        _ => ICommittee::renewCall { member: seated }.abi_encode(),
    };
    propose(generator, model, addresses::COMMITTEE, input)
}

/// Proposes what the committee may not decide on.
pub(super) fn propose_what_is_not_decided(
    generator: &mut Generator,
    model: &Model,
) -> Option<Action> {
    let to = generator.anybody();
    let transfer = IToken::transferCall {
        to,
        value: U256::from(1),
    };
    match generator.below(3) {
        0 => propose(generator, model, addresses::TOKEN, transfer.abi_encode()),
        1 => propose(generator, model, to, transfer.abi_encode()),
        _ => propose(generator, model, addresses::TOKEN, vec![0; 5_000]),
    }
}

pub(super) fn propose(
    generator: &mut Generator,
    model: &Model,
    target: Address,
    input: Vec<u8>,
) -> Option<Action> {
    let sender = member(generator, model);
    let (reason_zh, reason_en) = reasons(generator);
    let call_data = Bytes::from(input);
    let propose = ICommittee::proposeCall {
        target,
        callData: call_data,
        reasonZh: reason_zh,
        reasonEn: reason_en,
    };
    Some(call(sender, addresses::COMMITTEE, &propose))
}

/// A vote: mostly of a member who has not spoken, about an open proposal.
pub(super) fn vote(generator: &mut Generator, model: &Model) -> Option<Action> {
    let id = proposal(generator, model, &[Status::Open])?;
    let found = model.proposals().get(usize::try_from(id).ok()?);
    let said = found.map_or(&[][..], |found| &found.votes);
    let silent = model.seats().iter();
    let silent = silent.filter(|seat| {
        let spoke = said.iter().any(|vote| vote.0 == seat.id);
        !spoke
            && found.is_some_and(|_| !model.is_recused(usize::try_from(id).unwrap_or(0), seat.id))
    });
    let silent: Vec<Address> = silent.map(|seat| seat.member).collect();
    let sender = match generator.choose(&silent) {
        Some(silent) if !generator.once_in(10) => silent,
        _ => member(generator, model),
    };
    let (reason_zh, reason_en) = reasons(generator);
    Some(if generator.once_in(8) {
        let reject = ICommittee::rejectCall {
            id,
            reasonZh: reason_zh,
            reasonEn: reason_en,
        };
        call(sender, addresses::COMMITTEE, &reject)
    } else {
        let approve = ICommittee::approveCall {
            id,
            reasonZh: reason_zh,
            reasonEn: reason_en,
        };
        call(sender, addresses::COMMITTEE, &approve)
    })
}

/// Mostly a proposal that nobody else can decide: it would take one of its proposer's places for ever.
pub(super) fn withdraw(generator: &mut Generator, model: &Model) -> Option<Action> {
    let recent = model.proposals().iter().enumerate().rev().take(RECENT);
    let stuck = recent.filter(|(id, one)| {
        let [_, required, eligible, ..] = model.standing(*id);
        one.status == Status::Open && eligible < required
    });
    let stuck: Vec<u64> = stuck.map(|(id, _)| id as u64).collect();
    let id = match generator.choose(&stuck) {
        Some(stuck) if !generator.once_in(4) => stuck,
        _ if generator.once_in(3) => proposal(generator, model, &[Status::Open])?,
        _ => return None,
    };
    let found = model.proposals().get(usize::try_from(id).ok()?);
    let seat = found.and_then(|found| model.seats().iter().find(|seat| seat.id == found.seat));
    let sender = match seat {
        Some(seat) if !generator.once_in(5) => seat.member,
        _ => member(generator, model),
    };
    let withdraw = ICommittee::withdrawCall { id };
    Some(call(sender, addresses::COMMITTEE, &withdraw))
}

pub(super) fn execute(generator: &mut Generator, model: &Model) -> Option<Action> {
    let id = proposal(generator, model, &[Status::Failed, Status::Scheduled])?;
    let sender = member(generator, model);
    Some(call(
        sender,
        addresses::COMMITTEE,
        &ICommittee::executeCall { id },
    ))
}

pub(super) fn claim_conflict(generator: &mut Generator, model: &Model) -> Option<Action> {
    let id = proposal(generator, model, &[Status::Open])?;
    let named = if generator.once_in(10) {
        generator.anybody()
    } else {
        member(generator, model)
    };
    let claim = ICommittee::claimConflictCall {
        id,
        member: named,
        evidence: if generator.once_in(10) {
            " ".into()
        } else {
            "a photograph".into()
        },
    };
    Some(call(generator.anybody(), addresses::COMMITTEE, &claim))
}

pub(super) fn answer_conflict(generator: &mut Generator, model: &Model) -> Option<Action> {
    let open = model.proposals().iter().enumerate().rev().take(RECENT);
    let open = open.filter(|(_, one)| one.status == Status::Open && !one.claims.is_empty());
    let open: Vec<usize> = open.map(|(id, _)| id).collect();
    let id = generator.choose(&open)?;
    let claims = &model.proposals()[id].claims;
    let number = generator.below(u32::try_from(claims.len()).ok()? + 1);
    let number = usize::try_from(number).ok()?;
    let named = claims.get(number).map(|claim| claim.seat);
    let named = model.seats().iter().find(|seat| Some(seat.id) == named);
    let sender = match named {
        Some(seat) if !generator.once_in(8) => seat.member,
        _ => member(generator, model),
    };
    let answer = ICommittee::answerConflictCall {
        id: id as u64,
        claim: u8::try_from(number).ok()?,
        answer: "it was somebody else".into(),
        recuse: generator.once_in(4),
    };
    Some(call(sender, addresses::COMMITTEE, &answer))
}

pub(super) fn declare_affiliation(generator: &mut Generator, model: &Model) -> Option<Action> {
    let listed = decisions::listed_account(generator, model);
    let (sender, affiliate) = match listed {
        // Somebody on a list comes to belong to a seat before it is paid.
        Some(listed) if generator.once_in(3) => (member(generator, model), listed),
        _ if generator.once_in(3) => (generator.anybody(), generator.anybody()),
        _ => (generator.large_organiser(), generator.large_organiser()),
    };
    let affiliate = if generator.once_in(12) {
        addresses::POOL
    } else {
        affiliate
    };
    let declare = ICommittee::declareAffiliationCall { affiliate };
    Some(call(sender, addresses::COMMITTEE, &declare))
}

pub(super) fn withdraw_affiliation(generator: &mut Generator, model: &Model) -> Option<Action> {
    let all = generator.members().iter().map(|member| member.address);
    let declared = all.flat_map(|account| {
        let standing = model.declared_by(account).into_iter();
        let standing = standing.filter(|(_, until)| until.is_none());
        standing.map(move |(affiliate, _)| (account, affiliate))
    });
    let declared: Vec<_> = declared.collect();
    let (sender, affiliate) = match generator.choose(&declared) {
        Some(known) if !generator.once_in(8) => known,
        _ => (generator.anybody(), generator.anybody()),
    };
    let withdraw = ICommittee::withdrawAffiliationCall { affiliate };
    Some(call(sender, addresses::COMMITTEE, &withdraw))
}

pub(super) fn rotate(generator: &mut Generator, model: &Model) -> Option<Action> {
    let sender = member(generator, model);
    let to = if generator.once_in(6) {
        Address::ZERO
    } else {
        generator.anybody()
    };
    Some(call(
        sender,
        addresses::COMMITTEE,
        &ICommittee::rotateCall { to },
    ))
}

/// Somebody calls what only a decision may.
pub(super) fn without_decision(generator: &mut Generator, model: &Model) -> Option<Action> {
    let sender = member(generator, model);
    let somebody = generator.anybody();
    Some(match generator.below(7) {
        0 => call(
            sender,
            addresses::CAMPAIGNS,
            &ICampaigns::approveCall { campaign: 1 },
        ),
        1 => call(
            sender,
            addresses::CAMPAIGNS,
            &ICampaigns::nameReviewerCall { reviewer: somebody },
        ),
        2 => call(
            sender,
            addresses::EMISSION,
            &IEmission::setBudgetCall { shares: [0; 6] },
        ),
        3 => call(
            sender,
            addresses::COMMITTEE,
            &ICommittee::renewCall { member: sender },
        ),
        4 => call(
            sender,
            addresses::NETWORK,
            &INetwork::removeValidatorCall {
                name: "validator 1".into(),
            },
        ),
        5 => call(sender, addresses::NETWORK, &INetwork::cancelUpgradeCall {}),
        _ => call(
            sender,
            addresses::COMMITTEE,
            &ICommittee::setParameterCall {
                name: "appealDays".into(),
                value: U256::from(7),
            },
        ),
    })
}

/// A proposal with one of these statuses; now and then any number.
fn proposal(generator: &mut Generator, model: &Model, statuses: &[Status]) -> Option<u64> {
    let all = model.proposals();
    if generator.once_in(40) {
        let number = generator.below(u32::try_from(all.len()).ok()? + 2);
        return Some(number.into());
    }
    let recent = all.iter().enumerate().rev().take(RECENT);
    let found = recent.filter(|(_, one)| statuses.contains(&one.status));
    let found: Vec<usize> = found.map(|(id, _)| id).collect();
    Some(generator.choose(&found)? as u64)
}

/// A member of the committee; now and then somebody else.
fn member(generator: &mut Generator, model: &Model) -> Address {
    let seats: Vec<Address> = model.seats().iter().map(|seat| seat.member).collect();
    match generator.choose(&seats) {
        Some(member) if !generator.once_in(20) => member,
        _ => generator.anybody(),
    }
}

/// Mostly a reason in one language or both.
fn reasons(generator: &mut Generator) -> (String, String) {
    match generator.below(40) {
        0 => (String::new(), " ".into()),
        1 => ("长".repeat(700), String::new()),
        2..12 => ("有益于社区。".into(), "It helps.".into()),
        12..24 => ("有益于社区。".into(), String::new()),
        _ => (String::new(), "It helps.".into()),
    }
}
