//! Random histories across a boundary, with cases: the books agree with the submissions, what is paid stays paid, what
//! is contested is not paid, and nobody waits while a place is free.

use super::*;
use crate::execution::Call;
use crate::modules::campaigns::tests::{
    Dice, appeal as appeal_refusal, hear as hear_refusal, submit,
};
use alloy_sol_types::{Panic, SolError};
use std::collections::BTreeMap;
use wepos_abi::IEmission;

/// Sends what somebody tries. Whoever has no account yet is only in a block with what succeeds (R15).
fn attempt(world: &mut World, from: &Member, to: Address, call: &impl SolCall) -> Option<Receipt> {
    let input = call.abi_encode();
    let preview = world.chain.call(Call {
        from: from.address,
        to,
        input: input.clone().into(),
        ..Call::default()
    });
    let is_new = world.chain.account(from.address).nonce == 0;
    let is_tried = preview.result.is_ok() || !is_new;
    is_tried.then(|| world.chain.send(from, to, Amount::ZERO, input))
}

/// Statuses of all submissions, with who is paid and what.
type Snapshot = BTreeMap<(u64, u32), (u8, U256)>;

fn act(world: &mut World, dice: &mut Dice, campaigns: &[u64], learners: &[Member]) {
    let campaign = campaigns[dice.roll(campaigns.len() as u64) as usize];
    let kind = world.campaign(campaign).terms.decidedBy;
    let member = World::member(dice.roll(8) as usize + 1);
    let count = world.campaign(campaign).submissions;
    let submission = dice.roll(u64::from(count) + 1) as u32 + 1;
    let judges: Vec<Member> = (world.reviewers.iter().chain(&world.committee))
        .cloned()
        .collect();
    let judge = judges[dice.roll(judges.len() as u64) as usize].clone();
    let cases = world.ask(&ICases::casesCall { from: 1, count: 1 }).total;
    let id = dice.roll(cases + 1) + 1;
    let yes = dice.roll(2) == 0;
    let accused = |world: &World, id: u64| -> Option<Member> {
        let account = (id <= cases).then(|| world.case(id).account)?;
        let mut all = (1..=8).map(World::member).chain(learners.iter().cloned());
        all.find(|one| one.address == account)
    };
    let author = |world: &World| -> Option<Member> {
        let account =
            (submission <= count).then(|| world.submission(campaign, submission).account)?;
        let mut all = (1..=8).map(World::member).chain(learners.iter().cloned());
        all.find(|one| one.address == account)
    };
    let receipt = match dice.roll(16) {
        0..=2 if [0, 4].contains(&kind) => {
            let content = format!("content {}", dice.roll(400));
            attempt(
                world,
                &member,
                addresses::CAMPAIGNS,
                &submit(campaign, &content),
            )
        }
        0..=2 if kind == 5 => {
            let line = ICampaigns::Line {
                account: member.address,
                content: format!("line {}", dice.roll(400)),
            };
            let call = ICampaigns::postCall {
                campaign,
                lines: vec![line],
            };
            let organiser = world.organiser.clone();
            attempt(world, &organiser, addresses::CAMPAIGNS, &call)
        }
        0..=2 => {
            let learner = &learners[dice.roll(learners.len() as u64) as usize];
            let turn = dice.roll(3) as u32 + 1;
            let call = match kind {
                1 => world.ticket(campaign, dice.roll(40) as u32 + 1, learner.address),
                _ => world.result(campaign, turn, learner.address),
            };
            attempt(world, &member, addresses::CAMPAIGNS, &call)
        }
        3..=5 if kind == 4 => {
            let call = ICampaigns::scoreCall {
                campaign,
                submission,
                points: dice.roll(101) as u8,
                reason: "points".into(),
            };
            attempt(world, &judge, addresses::CAMPAIGNS, &call)
        }
        3 if kind == 5 => {
            let call = ICampaigns::awardCall {
                campaign,
                through: count,
            };
            Some(world.decide_on(&call))
        }
        4 if kind == 5 => {
            let call = ICampaigns::strikeCall {
                campaign,
                submission,
                reason: "wrong".into(),
            };
            attempt(world, &judge, addresses::CAMPAIGNS, &call)
        }
        3..=5 => attempt(
            world,
            &judge,
            addresses::CAMPAIGNS,
            &decide_claim(campaign, submission, yes),
        ),
        6 => match author(world) {
            Some(author) => attempt(
                world,
                &author,
                addresses::CAMPAIGNS,
                &appeal_refusal(campaign, submission),
            ),
            None => return,
        },
        7 => attempt(
            world,
            &judge,
            addresses::CAMPAIGNS,
            &hear_refusal(campaign, submission, dice.roll(4) > 0),
        ),
        8 => {
            let call = ICampaigns::withdrawSubmissionCall {
                campaign,
                submission,
            };
            attempt(world, &member, addresses::CAMPAIGNS, &call)
        }
        9 | 10 => match author(world) {
            Some(author) => {
                let mut named = vec![(campaign, submission)];
                if dice.roll(2) == 0 {
                    // Another one of the same account, if there is one.
                    let other = campaigns[dice.roll(campaigns.len() as u64) as usize];
                    let all = 1..=world.campaign(other).submissions;
                    named.extend(all.map(|number| (other, number)).filter(|(id, number)| {
                        let found = world.submission(*id, *number);
                        found.account == author.address
                            && [0, 1, 4, 7].contains(&found.status)
                            && (*id, *number) != (campaign, submission)
                    }));
                }
                attempt(
                    world,
                    &judge,
                    addresses::CASES,
                    &open(author.address, &named),
                )
            }
            None => return,
        },
        11 => match accused(world, id) {
            Some(accused) => attempt(world, &accused, addresses::CASES, &reply(id)),
            None => return,
        },
        12 | 13 => {
            let days = if yes { dice.roll(25) as u32 } else { 0 };
            attempt(world, &judge, addresses::CASES, &decide(id, yes, days))
        }
        14 => {
            let id = of_status(world, 3).unwrap_or(id);
            match accused(world, id) {
                Some(accused) => attempt(world, &accused, addresses::CASES, &appeal(id)),
                None => return,
            }
        }
        _ => {
            // Of the two who hear an appeal, whoever has not voted.
            let id = of_status(world, 4).unwrap_or(id);
            let hearings = (id <= cases).then(|| world.ask(&ICases::textsCall { id }).hearings);
            let next = hearings
                .into_iter()
                .flatten()
                .find(|hearing| hearing.vote == 0);
            let judge = next.map_or(judge, |next| world.judge_named(next.judge));
            attempt(world, &judge, addresses::CASES, &hear(id, dice.roll(4) > 0))
        }
    };
    assert!(
        receipt.is_none_or(|receipt| !receipt.error.starts_with(&Panic::SELECTOR)),
        "a rule panicked"
    );
}

/// The first case with a status.
fn of_status(world: &World, status: u8) -> Option<u64> {
    let total = world.ask(&ICases::casesCall { from: 1, count: 1 }).total;
    (1..=total).find(|id| world.case(*id).status == status)
}

fn snapshot(world: &World, campaigns: &[u64]) -> Snapshot {
    let mut all = Snapshot::new();
    for id in campaigns {
        for number in 1..=world.campaign(*id).submissions {
            let found = world.submission(*id, number);
            all.insert((*id, number), (found.status, found.nominal));
        }
    }
    all
}

/// Open cases by the claims they name.
fn contested(world: &World) -> BTreeMap<(u64, u32), u64> {
    let mut all = BTreeMap::new();
    let total = world.ask(&ICases::casesCall { from: 1, count: 1 }).total;
    for id in 1..=total {
        let case = world.case(id);
        if [0, 1, 3, 4].contains(&case.status) {
            for claim in case.claims {
                let twice = all.insert((claim.campaign, claim.submission), id);
                assert_eq!(twice, None, "one case names a claim");
            }
        }
    }
    all
}

fn assert_consistent(world: &World, campaigns: &[u64], before: &Snapshot, is_running: bool) {
    let now = snapshot(world, campaigns);
    let contested = contested(world);
    for (claim, (status, nominal)) in &now {
        let settled = world.campaign(claim.0).status == 6;
        assert!(
            settled || (*status == 9) == contested.contains_key(claim),
            "{claim:?} is contested by an open case, and only by that"
        );
        if let Some((2, paid)) = before.get(claim) {
            assert_eq!((*status, nominal), (2, paid), "what is paid stays paid");
        }
    }
    let mut held = U256::ZERO;
    for id in campaigns {
        let campaign = world.campaign(*id);
        held += campaign.held;
        let waiting = (1..=campaign.submissions)
            .map(|number| world.submission(*id, number))
            .filter(|one| [0, 1, 4].contains(&one.status) && !one.hasPlace)
            .count();
        if is_running && waiting > 0 && campaign.terms.decidedBy != 4 {
            let places = u64::try_from(campaign.budget / (campaign.base * campaign.multiplier));
            assert_eq!(u64::from(campaign.placesTaken), places.unwrap(), "{id}");
        }
    }
    let record = IEmission::stageRecordCall { stage: 0 };
    let record = world.chain.view(addresses::EMISSION, &record);
    assert_eq!(record.held, held, "emission and campaigns agree");
}

/// How many cases ended in each way.
fn history(seed: u64) -> BTreeMap<u8, u32> {
    let mut world = World::with(5, 5);
    let mut dice = Dice(seed);
    let learners: Vec<Member> = (1..=4)
        .map(|number| Member::named(&format!("learner {number}")))
        .collect();
    let mut campaigns = Vec::new();
    for (activity, places, rewards, factor) in [(6, 2, 1, 10_000), (2, 4, 3, 4_000)] {
        let mut terms = world.terms(activity, places);
        (terms.rewardsPerAccount, terms.repeatFactor) = (rewards, factor);
        campaigns.push(world.open(terms));
    }
    let mut terms = world.terms_by(2, 20);
    terms.rewardsPerAccount = 3;
    campaigns.push(world.open(terms));
    campaigns.push(world.open(world.terms_by(1, 40)));
    for (decided_by, scores, places) in [(4, 3, 2), (5, 0, 6)] {
        let terms = ICampaigns::Terms {
            decidedBy: decided_by,
            scores,
            threshold: if scores > 0 { 30 } else { 0 },
            ..world.terms(6, places)
        };
        campaigns.push(world.open(terms));
    }
    world.until_day(8);
    let launch = world.chain.network().calendar().launch().millis();
    let mut before = Snapshot::new();
    for step in 0..520_u64 {
        act(&mut world, &mut dice, &campaigns, &learners);
        if dice.roll(3) == 0 {
            let hours = dice.roll(13) * DAY / 24;
            let block = world.until(world.chain.time().millis() + 1 + hours);
            let failed = events::<IErrors::RuleFailed>(&block);
            assert!(failed.is_empty(), "seed {seed}: {failed:?}");
        }
        if step % 10 == 0 {
            // What the agenda has to give on, it gives with the next block.
            world.until(world.chain.time().millis() + 1);
            let now = world.chain.time().millis();
            if now < launch + 58 * DAY {
                world.assert_sound();
                assert_consistent(&world, &campaigns, &before, now < launch + 30 * DAY);
            }
            before = snapshot(&world, &campaigns);
        }
    }
    let end = world.chain.time().millis().max(launch + 60 * DAY) + 1;
    for day in 0..60 {
        let block = world.until(end + day * DAY);
        assert!(
            events::<IErrors::RuleFailed>(&block).is_empty(),
            "seed {seed}"
        );
    }
    assert!(contested(&world).is_empty(), "every case ends");
    let record = IEmission::stageRecordCall { stage: 0 };
    let record = world.chain.view(addresses::EMISSION, &record);
    let burned = record.burnedUnreserved + record.burnedUnsubmitted + record.burnedUndecided;
    assert_eq!(record.issued + burned, record.released, "I4, seed {seed}");
    let mut ends = BTreeMap::new();
    let total = world.ask(&ICases::casesCall { from: 1, count: 1 }).total;
    for id in 1..=total {
        *ends.entry(world.case(id).status).or_default() += 1;
    }
    ends
}

#[test]
fn books_agree_through_random_histories_with_cases() {
    let mut ends = BTreeMap::new();
    for seed in 1..=6 {
        for (status, count) in history(seed) {
            *ends.entry(status).or_insert(0) += count;
        }
    }
    // Dismissed, proven, overturned and lapsed: all of it happened.
    for status in [2, 5, 6, 7] {
        assert!(ends.contains_key(&status), "{ends:?}");
    }
}
