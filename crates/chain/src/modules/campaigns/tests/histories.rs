//! Random histories across a boundary: whatever members and reviewers do, the books agree with the submissions, nothing
//! fails inside the protocol, and nobody waits while a place is free.

use super::{errors::Dice, *};
use alloy_sol_types::{Panic, SolError};
use wepos_abi::{IEmission, IErrors};

/// What somebody tries; many tries are refused, as they should be.
fn act(world: &mut World, dice: &mut Dice, campaigns: &[u64]) {
    let campaign = campaigns[dice.roll(campaigns.len() as u64) as usize];
    let member = World::member(dice.roll(12) as usize + 1);
    let count = world.campaign(campaign).submissions;
    let submission = dice.roll(u64::from(count) + 1) as u32 + 1;
    let reviewer = world.reviewers[dice.roll(3) as usize].clone();
    let yes = dice.roll(2) == 0;
    let receipt = match dice.roll(10) {
        0..=3 => {
            let content = format!("content {}", dice.roll(400));
            world.send(&member, &submit(campaign, &content))
        }
        4 | 5 => world.send(&reviewer, &decide(campaign, submission, yes)),
        6 if submission <= count => {
            // The author of a refused one appeals.
            let author = world.submission(campaign, submission).account;
            let author = (1..=12)
                .map(World::member)
                .find(|one| one.address == author);
            world.send(&author.unwrap(), &appeal(campaign, submission))
        }
        7 | 8 => world.send(&reviewer, &hear(campaign, submission, dice.roll(4) > 0)),
        _ => {
            let call = ICampaigns::withdrawSubmissionCall {
                campaign,
                submission,
            };
            world.send(&member, &call)
        }
    };
    assert!(
        !receipt.error.starts_with(&Panic::SELECTOR),
        "a rule panicked"
    );
}

/// That nobody is next in line while there is room, and that emission holds what campaigns hold.
fn assert_consistent(world: &World, campaigns: &[u64], ended: bool) {
    let mut held = U256::ZERO;
    for id in campaigns {
        let campaign = world.campaign(*id);
        held += campaign.held;
        let waiting = (1..=campaign.submissions)
            .map(|number| world.submission(*id, number))
            .filter(|one| [0, 1, 4].contains(&one.status) && !one.hasPlace)
            .count();
        if !ended && waiting > 0 {
            let places = u64::try_from(campaign.budget / (campaign.base * campaign.multiplier));
            assert_eq!(u64::from(campaign.placesTaken), places.unwrap(), "{id}");
        }
    }
    let record = IEmission::stageRecordCall { stage: 0 };
    let record = world.chain.view(addresses::EMISSION, &record);
    assert_eq!(record.held, held, "emission and campaigns agree");
}

fn history(seed: u64) {
    let mut world = World::with_seats(5);
    let mut dice = Dice(seed);
    let mut campaigns = Vec::new();
    for (activity, places, rewards, factor) in
        [(6, 2, 1, 10_000), (2, 5, 3, 4_000), (3, 20, 9, 9_000)]
    {
        let mut terms = world.terms(activity, places);
        (terms.rewardsPerAccount, terms.repeatFactor) = (rewards, factor);
        campaigns.push(world.open(terms));
    }
    world.until_day(12);
    let launch = world.chain.network().calendar().launch().millis();
    for step in 0..400_u64 {
        act(&mut world, &mut dice, &campaigns);
        if dice.roll(3) == 0 {
            let hours = dice.roll(13) * DAY / 24;
            let block = world.until(world.chain.time().millis() + 1 + hours);
            assert!(
                events::<IErrors::RuleFailed>(&block).is_empty(),
                "seed {seed}"
            );
        }
        let ended = world.chain.time().millis() >= launch + 30 * DAY;
        if step % 20 == 0 && world.chain.time().millis() < launch + 58 * DAY {
            world.assert_sound();
            assert_consistent(&world, &campaigns, ended);
        }
    }
    let now = world.chain.time().millis();
    let block = world.until(now.max(launch + 60 * DAY) + 1);
    assert!(
        events::<IErrors::RuleFailed>(&block).is_empty(),
        "seed {seed}"
    );
    let record = IEmission::stageRecordCall { stage: 0 };
    let record = world.chain.view(addresses::EMISSION, &record);
    let burned = record.burnedUnreserved + record.burnedUnsubmitted + record.burnedUndecided;
    assert_eq!(record.issued + burned, record.released, "I4, seed {seed}");
    let paid = campaigns
        .iter()
        .map(|id| world.campaign(*id).paid)
        .fold(U256::ZERO, |sum, paid| sum + paid);
    assert!(paid > U256::ZERO, "something was rewarded, seed {seed}");
}

#[test]
fn books_agree_through_random_histories_across_a_boundary() {
    for seed in 1..=12 {
        history(seed);
    }
}
