//! The end of a stage: what is held goes on, what is free burns, and nothing costs more for being much (R5).

use super::*;
use wepos_abi::IEmission;

fn settlement(world: &World) -> U256 {
    let supply = world
        .chain
        .view(addresses::EMISSION, &IEmission::supplyCall {});
    supply.settlement
}

#[test]
fn what_is_under_review_is_paid_after_the_boundary_at_its_nominal() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 10));
    world.until_day(22);
    for number in 1..=3 {
        world.submit(&World::member(number), id, &format!("work {number}"));
    }
    world.until_day(30);
    assert_eq!(settlement(&world), pos(90));
    assert_eq!(world.campaign(id).status, 5);
    let alice = World::member(1);
    let before = world.balance(&alice);
    world.decide(id, 1, true);
    assert_eq!(
        world.balance(&alice),
        before + pos(30),
        "not the new multiplier"
    );
    // First decisions end on day 14, and nothing is taken any more.
    world.until_day(44);
    let reviewer = world.responsible(id, 2);
    let closed_at = world.now();
    let error = ICampaigns::DecisionsOver {
        campaign: id,
        closedAt: closed_at,
    };
    world.refused(&reviewer, &decide(id, 2, true), error);
    let receipt = world.until_day(58);
    assert_eq!(settlement(&world), U256::ZERO);
    let burned = events::<ICampaigns::BurnedUndecided>(&receipt);
    let cases: u32 = burned.iter().map(|event| event.cases).sum();
    let amount: U256 = burned.iter().map(|event| event.amount).sum();
    assert_eq!((cases, amount), (2, pos(60)), "told by reviewer");
    let records = world.view(&ICampaigns::reviewerRecordsCall { stage: 0 });
    let burned: U256 = records.iter().map(|record| record.burned).sum();
    assert_eq!(burned, pos(60));
    assert_eq!(world.campaign(id).status, 6);
    assert_eq!(world.submission(id, 2).status, 6);
    let error = ICampaigns::SubmissionNotOpen {
        campaign: id,
        submission: 2,
        status: 6,
    };
    world.refused(&reviewer, &decide(id, 2, true), error);
}

#[test]
fn a_late_refusal_keeps_its_place_until_it_cannot_be_appealed() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 1));
    world.until_day(22);
    for number in 1..=2 {
        world.submit(&World::member(number), id, &format!("work {number}"));
    }
    world.until_day(26);
    world.decide(id, 1, false);
    assert!(
        world.submission(id, 1).hasPlace,
        "the boundary may not burn it"
    );
    assert!(!world.submission(id, 2).hasPlace);
    world.until_day(30);
    assert_eq!(settlement(&world), pos(30));
    // Approved without a place; the place comes when the author has not appealed.
    world.decide(id, 2, true);
    assert_eq!(world.submission(id, 2).status, 1);
    let bob = World::member(2);
    let before = world.balance(&bob);
    world.until_day(34);
    assert_eq!(
        world.balance(&bob),
        before + pos(30),
        "by the agenda, unasked"
    );
    assert_eq!(settlement(&world), U256::ZERO);
}

#[test]
fn an_appeal_after_the_boundary_is_paid_when_it_is_won() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 1));
    world.until_day(22);
    let alice = World::member(1);
    world.submit(&alice, id, "work");
    world.until_day(28);
    world.decide(id, 1, false);
    world.until_day(33);
    world.done(&alice, &appeal(id, 1));
    let before = world.balance(&alice);
    let review = world.view(&ICampaigns::reviewCall {
        campaign: id,
        submission: 1,
    });
    for hearing in review.hearings {
        let judge = world.reviewer(hearing.judge);
        world.done(&judge, &hear(id, 1, true));
    }
    assert_eq!(world.balance(&alice), before + pos(30));
}

#[test]
fn a_place_that_becomes_free_after_the_boundary_passes_on_what_it_held() {
    let mut world = World::new();
    let mut terms = world.terms(6, 2);
    terms.rewardsPerAccount = 2;
    terms.repeatFactor = 5_000;
    let id = world.open(terms);
    world.until_day(20);
    let alice = World::member(1);
    world.submit(&alice, id, "one");
    world.decide(id, 1, true);
    // A second reward of half the amount has the second place; somebody else waits for a whole one.
    world.submit(&alice, id, "two");
    world.submit(&World::member(2), id, "three");
    world.until_day(30);
    assert_eq!(settlement(&world), pos(15));
    world.done(
        &alice,
        &ICampaigns::withdrawSubmissionCall {
            campaign: id,
            submission: 2,
        },
    );
    assert!(
        !world.submission(id, 3).hasPlace,
        "fifteen do not pay thirty"
    );
    world.decide(id, 3, true);
    assert_eq!(world.submission(id, 3).status, 1);
    world.until_day(58);
    let record = IEmission::stageRecordCall { stage: 0 };
    world.chain.view(addresses::EMISSION, &record);
    assert_eq!(settlement(&world), U256::ZERO, "burned, not lost");
}

/// A stage ends with `count` submissions under review: its block writes as much as with three.
fn a_boundary_costs_nothing(count: u32) {
    let writes = |count: u32| {
        let mut world = World::with_seats(5);
        // A reward of 1 PoS, so that the budget of an area pays a hundred thousand.
        let cheap = ICampaigns::setActivityTypeCall {
            activityType: 13,
            nameZh: "签到".into(),
            nameEn: "Roll call".into(),
            area: 1,
            base: pos(1),
        };
        assert!(world.decide_on(&cheap).success);
        world.until_day(4);
        let id = world.open(world.terms(13, count));
        world.until_day(22);
        let chain_id = world.chain.network().chain_id();
        let mut number = 0;
        while number < count {
            let batch: Vec<_> = (number..count.min(number + 30))
                .map(|number| {
                    let member = Member::named(&format!("crowd {number}"));
                    let input = submit(id, &format!("content {number}")).abi_encode();
                    member.transaction(chain_id, 0, addresses::CAMPAIGNS, Amount::ZERO, input)
                })
                .collect();
            number += batch.len() as u32;
            let (_, excluded) = world.chain.block_after(100, batch);
            assert!(excluded.is_empty(), "{excluded:?}");
        }
        assert_eq!(world.campaign(id).placesTaken, count);
        let launch = world.chain.network().calendar().launch().millis();
        let after = launch + 30 * DAY - world.chain.time().millis();
        let (alice, bob) = (World::member(1), World::member(2).address);
        let transfer = alice.transaction(chain_id, 0, bob, Amount::pos(1), Vec::new());
        let (outcome, excluded) = world.chain.block_after(after, vec![transfer]);
        assert!(excluded.is_empty());
        assert!(outcome.receipts.last().unwrap().success, "transfers land");
        let held = U256::from(count) * pos(1);
        assert_eq!(settlement(&world), held);
        // Nothing is left for later either: submissions find out from the time.
        world.decide(id, count, true);
        assert_eq!(settlement(&world), held - pos(1));
        outcome.writes.len()
    };
    assert_eq!(writes(count), writes(3));
}

#[test]
fn a_boundary_with_two_thousand_submissions_under_review_costs_what_three_cost() {
    a_boundary_costs_nothing(2_000);
}

/// The same at full size; takes minutes. Nothing in a submission's or a boundary's work depends on the number.
#[test]
#[ignore = "takes minutes"]
fn a_boundary_with_a_hundred_thousand_submissions_under_review_costs_what_three_cost() {
    a_boundary_costs_nothing(100_000);
}

#[test]
fn a_thousand_late_refusals_are_spread_over_blocks_and_transfers_keep_landing() {
    let mut world = World::with_seats(5);
    let count = 300;
    let id = world.open(world.terms(3, count));
    world.until_day(22);
    for number in 1..=count {
        let member = Member::named(&format!("crowd {number}"));
        world.submit(&member, id, &format!("content {number}"));
    }
    world.until_day(24);
    for number in 1..=count {
        world.decide(id, number, false);
    }
    assert_eq!(world.campaign(id).placesTaken, count);
    let (alice, bob) = (World::member(1), World::member(2).address);
    // All of them end within minutes; one block at the end of them all finds them due together.
    let launch = world.chain.network().calendar().launch().millis();
    let mut after = launch + 32 * DAY - world.chain.time().millis();
    let mut blocks = 0;
    while world.campaign(id).placesTaken > 0 {
        let receipt = {
            let chain_id = world.chain.network().chain_id();
            let nonce = world.chain.account(alice.address).nonce;
            let raw = alice.transaction(chain_id, nonce, bob, Amount::pos(1), Vec::new());
            let (outcome, excluded) = world.chain.block_after(after, vec![raw]);
            assert!(excluded.is_empty());
            outcome.receipts.last().unwrap().clone()
        };
        assert!(receipt.success && receipt.gas_used == 21_000);
        after = 1_000;
        blocks += 1;
        assert!(blocks < 100, "it ends");
    }
    assert!(blocks > 1, "more than one block's work: {blocks}");
}
