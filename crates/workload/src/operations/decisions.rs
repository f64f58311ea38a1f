//! Other ways to decide: scores of several reviewers, and lists that the committee confirms.

use super::{
    campaigns::{find, is_forgotten, reason},
    committee,
};
use crate::{Generator, generator::call};
use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use wepos_abi::{ICampaigns, addresses};
use wepos_model::{Action, Model, Outcome};

/// A score, mostly of somebody whose turn it is and who has not scored; few numbers, so that some are equal.
pub(super) fn score(generator: &mut Generator, model: &Model) -> Option<Action> {
    let (campaign, submission) = find(generator, model, |campaign, one| {
        one.outcome == Outcome::Open
            && campaign.decided_by == 4
            && one.scores.len() < usize::from(campaign.scores)
            && !(is_forgotten(one) && campaign.submissions.len() > 5)
    })?;
    let found = model.campaigns().get(usize::try_from(campaign - 1).ok()?)?;
    let scored = submission
        .checked_sub(1)
        .and_then(|position| found.submissions.get(position as usize));
    let turn: Vec<Address> = match scored {
        Some(scored) => {
            let mut turn = model.scorers(campaign, submission);
            if !generator.once_in(10) {
                turn.retain(|one| scored.scores.iter().all(|score| score.reviewer != *one));
            }
            turn
        }
        None => Vec::new(),
    };
    let somebody = match generator.below(16) {
        0 => Some(generator.anybody()),
        1 => generator.choose(model.reviewers()),
        2 => generator.choose(&seats(model)),
        _ => generator.choose(&turn),
    };
    let sender = somebody.filter(|one| generator.member(*one).is_some())?;
    let score = ICampaigns::scoreCall {
        campaign,
        submission,
        points: match generator.below(40) {
            0 => 101,
            1 => 100,
            _ => u8::try_from(generator.below(6)).ok()? * 16,
        },
        reason: reason(generator),
    };
    Some(call(sender, addresses::CAMPAIGNS, &score))
}

fn seats(model: &Model) -> Vec<Address> {
    model.seats().iter().map(|seat| seat.member).collect()
}

/// A campaign with a list, in such a status.
fn listed(generator: &mut Generator, model: &Model, statuses: &[u8]) -> Option<u64> {
    let lists = (1_u64..).zip(model.campaigns());
    let lists = lists
        .filter(|(id, one)| one.decided_by == 5 && statuses.contains(&model.campaign_status(*id)));
    let lists: Vec<u64> = lists.map(|(id, _)| id).collect();
    generator.choose(&lists)
}

/// Whose line waits to be paid.
pub(super) fn listed_account(generator: &mut Generator, model: &Model) -> Option<Address> {
    let lists = model.campaigns().iter().filter(|one| one.decided_by == 5);
    let lines = lists.flat_map(|one| &one.submissions);
    let waits = lines.filter(|line| line.outcome == Outcome::Open);
    let accounts: Vec<Address> = waits.map(|line| line.account).collect();
    generator.choose(&accounts)
}

/// Lines of a list, mostly by its organiser.
pub(super) fn post(generator: &mut Generator, model: &Model) -> Option<Action> {
    let campaign = match generator.below(40) {
        0 => generator.campaign_with(model, &[3])?,
        1 => listed(generator, model, &[4, 5])?,
        _ => listed(generator, model, &[3])?,
    };
    let count = match generator.below(40) {
        0 => 0,
        1 => 33,
        _ => 1 + generator.below(2),
    };
    let lines = (0..count).map(|_| ICampaigns::Line {
        account: match generator.below(12) {
            0 => generator.choose(&seats(model)).unwrap_or_default(),
            1 if generator.once_in(4) => addresses::POOL,
            _ => generator.author(),
        },
        content: format!(" line {} ", generator.below(1_000)),
    });
    let post = ICampaigns::postCall {
        campaign,
        lines: lines.collect(),
    };
    let organiser = model.campaigns().get(usize::try_from(campaign - 1).ok()?);
    let organiser = organiser.map(|campaign| campaign.organiser);
    let sender = generator.mostly(organiser, 10);
    Some(call(sender, addresses::CAMPAIGNS, &post))
}

/// Strikes a line: mostly the organiser, a reviewer, or a member of the committee.
pub(super) fn strike(generator: &mut Generator, model: &Model) -> Option<Action> {
    let (campaign, submission) = find(generator, model, |campaign, one| {
        one.outcome == Outcome::Open && campaign.decided_by == 5
    })?;
    let organiser = model.campaigns().get(usize::try_from(campaign - 1).ok()?);
    let organiser = organiser.map(|campaign| campaign.organiser);
    let sender = match generator.below(5) {
        0 => generator.anybody(),
        1 => generator.choose(model.reviewers())?,
        2 => generator.choose(&seats(model))?,
        _ => generator.mostly(organiser, 10),
    };
    let strike = ICampaigns::strikeCall {
        campaign,
        submission,
        reason: reason(generator),
    };
    Some(call(sender, addresses::CAMPAIGNS, &strike))
}

/// Proposes that lines be paid: mostly all there are.
pub(super) fn propose_award(generator: &mut Generator, model: &Model) -> Option<Action> {
    let campaign = match generator.below(40) {
        0 => generator.campaign_with(model, &[3, 4, 5])?,
        _ => listed(generator, model, &[3, 4, 5])?,
    };
    let found = model.campaigns().get(usize::try_from(campaign - 1).ok()?)?;
    let posted = u32::try_from(found.submissions.len()).ok()?;
    if posted <= found.list.confirmed && !generator.once_in(20) {
        return None;
    }
    let through = match generator.below(8) {
        0 => generator.below(posted + 2),
        _ => posted,
    };
    let award = ICampaigns::awardCall { campaign, through };
    committee::propose(generator, model, addresses::CAMPAIGNS, award.abi_encode())
}

/// Stops the key of a campaign.
pub(super) fn stop_key(generator: &mut Generator, model: &Model) -> Option<Action> {
    let keys = (1_u64..).zip(model.campaigns());
    let keys = keys
        .filter(|(id, one)| !one.key.is_zero() && model.campaign_status(*id) == 3 && !one.stopped);
    let keys: Vec<u64> = keys.map(|(id, _)| id).collect();
    let campaign = match generator.choose(&keys) {
        Some(key) if !generator.once_in(8) => key,
        _ => generator.campaign_with(model, &[0, 3])?,
    };
    let stop = ICampaigns::stopKeyCall {
        campaign,
        reason: reason(generator),
    };
    let reviewer = generator.choose(model.reviewers());
    let sender = generator.mostly(reviewer, 8);
    Some(call(sender, addresses::CAMPAIGNS, &stop))
}

/// Proposes that a key go on.
pub(super) fn propose_resume(generator: &mut Generator, model: &Model) -> Option<Action> {
    let stopped = (1_u64..).zip(model.campaigns());
    let stopped = stopped.filter(|(id, one)| one.stopped && model.campaign_status(*id) == 3);
    let stopped: Vec<u64> = stopped.map(|(id, _)| id).collect();
    let campaign = match generator.choose(&stopped) {
        Some(stopped) => stopped,
        None if generator.once_in(10) => generator.campaign_with(model, &[3])?,
        None => return None,
    };
    let resume = ICampaigns::resumeKeyCall { campaign };
    committee::propose(generator, model, addresses::CAMPAIGNS, resume.abi_encode())
}
