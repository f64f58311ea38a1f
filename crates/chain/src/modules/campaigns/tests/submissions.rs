//! Places, the line behind them, payouts, withdrawals.

use super::*;

#[test]
fn an_approved_submission_with_a_place_is_paid_in_the_same_transaction() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 10));
    let alice = World::member(1);
    let before = world.balance(&alice);
    let number = world.submit(&alice, id, " my tutorial ");
    let held = world.campaign(id);
    assert_eq!((held.held, held.paid), (pos(30), U256::ZERO));
    assert_eq!(held.budget, pos(300));
    let receipt = world.decide(id, number, true);
    assert_eq!(world.balance(&alice), before + pos(30));
    let paid = &events::<ICampaigns::Rewarded>(&receipt)[0];
    assert_eq!((paid.campaign, paid.submission), (id, number));
    assert_eq!((paid.account, paid.amount), (alice.address, pos(30)));
    assert_eq!((paid.base, paid.multiplier), (pos(30), U256::ONE));
    assert_eq!((paid.budgetBefore, paid.budgetAfter), (pos(300), pos(270)));
    let after = world.campaign(id);
    assert_eq!(
        (after.held, after.paid, after.rewarded),
        (U256::ZERO, pos(30), 1)
    );
    assert_eq!(world.submission(id, number).status, 2);
    world.assert_sound();
}

#[test]
fn a_newcomer_may_submit_and_its_reward_anchors_it() {
    let mut world = World::new();
    let id = world.open(world.terms(1, 10));
    let new = Member::named("a newcomer");
    assert!(refusal(&world, id, new.address, "hello").is_none());
    let number = world.submit(&new, id, "hello");
    assert!(!world.chain.account(new.address).anchored);
    world.decide(id, number, true);
    let account = world.chain.account(new.address);
    assert!(account.anchored, "R21 c");
    assert_eq!(account.balance, Amount::pos(20));
}

#[test]
fn a_submission_is_one_run_of_few_keys() {
    let mut world = World::new();
    let id = world.open(world.terms(1, 10));
    let chain_id = world.chain.network().chain_id();
    let raw: Vec<_> = (1..=9)
        .map(|number| {
            let member = World::member(number);
            let input = submit(id, &format!("content {number}")).abi_encode();
            let to = addresses::CAMPAIGNS;
            member.transaction(chain_id, 0, to, Amount::ZERO, input)
        })
        .collect();
    let (outcome, excluded) = world.chain.block_after(1_000, raw);
    assert!(excluded.is_empty());
    assert_eq!(world.chain.rounds, 1, "all keys are known from the bytes");
    for receipt in &outcome.receipts {
        assert!(
            receipt.success && receipt.gas_used < 50_000,
            "{}",
            receipt.gas_used
        );
    }
    // Campaign, board, stage; and of each submission: account, submission, entry, fact, participant.
    assert_eq!(outcome.writes.len(), 3 + 9 * 5);
}

#[test]
fn places_go_in_order_and_a_free_one_to_the_next_in_line() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 2));
    for number in 1..=6 {
        world.submit(&World::member(number), id, &format!("work {number}"));
    }
    let error = ICampaigns::CampaignFull {
        campaign: id,
        live: 6,
        maximum: 6,
    };
    world.refused(&World::member(7), &submit(id, "work 7"), error);
    let places = |world: &World| -> Vec<u32> {
        (1..=6)
            .filter(|number| world.submission(id, *number).hasPlace)
            .collect()
    };
    assert_eq!(places(&world), [1, 2]);
    // The third is approved before it has a place; it is paid when it gets one, without asking.
    let carol = World::member(3);
    let before = world.balance(&carol);
    world.decide(id, 3, true);
    assert_eq!(world.submission(id, 3).status, 1);
    assert_eq!(world.balance(&carol), before);
    let receipt = world.decide(id, 1, false);
    assert_eq!(events::<ICampaigns::PlaceTaken>(&receipt)[0].submission, 3);
    assert_eq!(world.balance(&carol), before + pos(30), "pushed");
    assert_eq!(places(&world), [2, 3]);
    world.assert_sound();
    // A withdrawal passes its place on too, and not to one who has withdrawn.
    world.done(&World::member(4), &withdraw(id, 4));
    world.done(&World::member(2), &withdraw(id, 2));
    assert_eq!(places(&world), [3, 5]);
    assert!(refusal(&world, id, World::member(7).address, "work 7").is_none());
    world.assert_sound();
}

fn withdraw(campaign: u64, submission: u32) -> ICampaigns::withdrawSubmissionCall {
    ICampaigns::withdrawSubmissionCall {
        campaign,
        submission,
    }
}

#[test]
fn repeated_rewards_pay_a_fraction_of_the_one_before() {
    let mut world = World::new();
    let mut terms = world.terms(6, 10);
    terms.rewardsPerAccount = 3;
    terms.repeatFactor = 5_000;
    let id = world.open(terms);
    let alice = World::member(1);
    let before = world.balance(&alice);
    for (turn, amount) in [(1, pos(30)), (2, pos(15)), (3, pos(15) / U256::from(2))] {
        let number = world.submit(&alice, id, &format!("part {turn}"));
        assert_eq!(world.submission(id, number).nominal, amount);
        world.decide(id, number, true);
    }
    assert_eq!(
        world.balance(&alice),
        before + pos(45) + pos(15) / U256::from(2)
    );
    let error = ICampaigns::RewardsExhausted {
        campaign: id,
        rewards: 3,
        maximum: 3,
    };
    world.refused(&alice, &submit(id, "part 4"), error);
    world.assert_sound();
}

#[test]
fn an_account_refused_three_times_waits_between_submissions() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 10));
    let alice = World::member(1);
    for turn in 1..=3 {
        let number = world.submit(&alice, id, &format!("try {turn}"));
        world.decide(id, number, false);
    }
    let submitted = world.submission(id, 3).submittedAt;
    // The chain's time has milliseconds: the first whole second after the term.
    let from = submitted + 7 * DAY / 1_000 + 1;
    let error = ICampaigns::SubmissionsSpacedOut {
        refusals: 3,
        availableFrom: from,
    };
    world.refused(&alice, &submit(id, "try 4"), error);
    let standing = world.view(&ICampaigns::standingCall {
        account: alice.address,
    });
    assert_eq!((standing.refusals, standing.availableFrom), (3, from));
    world.until(from * 1_000 - 500);
    world.submit(&alice, id, "try 4");
}

#[test]
fn what_an_account_submitted_is_listed_the_newest_first_over_all_campaigns() {
    let mut world = World::new();
    let (one, two) = (world.open(world.terms(6, 5)), world.open(world.terms(2, 5)));
    let alice = World::member(1);
    world.submit(&alice, one, "one");
    world.submit(&World::member(2), two, "other");
    world.submit(&alice, two, "two");
    world.done(&alice, &withdraw(one, 1));
    world.submit(&alice, one, "three");
    let of = |world: &World, campaign, submission, count| {
        let call = ICampaigns::submissionsOfCall {
            account: alice.address,
            campaign,
            submission,
            count,
        };
        let answer = world.view(&call);
        let page: Vec<_> = (answer.page.iter())
            .map(|found| (found.campaign, found.number))
            .collect();
        (page, (answer.nextCampaign, answer.nextSubmission))
    };
    assert_eq!(
        of(&world, 0, 0, 50),
        (vec![(one, 2), (two, 2), (one, 1)], (0, 0))
    );
    assert_eq!(of(&world, 0, 0, 2), (vec![(one, 2), (two, 2)], (one, 1)));
    assert_eq!(of(&world, one, 1, 2), (vec![(one, 1)], (0, 0)));
}

#[test]
fn a_long_line_is_gone_through_by_the_agenda() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 20));
    let people: Vec<_> = (0..60)
        .map(|number| Member::named(&format!("queue {number}")))
        .collect();
    for (number, person) in people.iter().enumerate() {
        world.submit(person, id, &format!("content {number}"));
    }
    // Forty wait; thirty-five of them leave, so that the next who waits is beyond what one call looks at.
    for number in 21..=55 {
        let person = &people[number - 1];
        world.done(person, &withdraw(id, number as u32));
    }
    world.decide(id, 1, false);
    assert!(!world.submission(id, 56).hasPlace);
    for _ in 0..3 {
        world.chain.block_after(1_000, Vec::new());
    }
    assert!(world.submission(id, 56).hasPlace);
    assert!(!world.submission(id, 57).hasPlace);
    world.assert_sound();
}
