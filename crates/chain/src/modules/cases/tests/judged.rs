//! Cases against what several reviewers score, and against lines of a list.

use super::*;
use crate::modules::campaigns::tests::submit;

/// Enough for three scores, a case, and its appeal.
fn world() -> World {
    let mut world = World::with(2, 5);
    let launch = world.chain.network().calendar().launch();
    world.until(launch.millis() + 1_000);
    world
}

/// A call for content with two prizes that closes on day 10, and three submissions.
fn call_for_content(world: &mut World) -> u64 {
    let terms = ICampaigns::Terms {
        decidedBy: 4,
        scores: 3,
        threshold: 50,
        closesAt: world.now() + 10 * DAY / 1_000,
        ..world.terms(6, 2)
    };
    let id = world.open(terms);
    for number in 1..=3 {
        world.submit(&World::member(number), id, &format!("article {number}"));
    }
    id
}

/// Three reviewers whose turn it is, or who may by now, score a submission.
fn score(world: &mut World, campaign: u64, submission: u32, points: u8) -> u32 {
    let reviewers = world.reviewers.clone();
    let mut given = 0;
    for reviewer in reviewers {
        let call = ICampaigns::scoreCall {
            campaign,
            submission,
            points,
            reason: "clear".into(),
        };
        given += u32::from(world.send(&reviewer, &call).success);
    }
    given
}

#[test]
fn a_winner_that_is_contested_is_paid_when_it_is_released() {
    for (proven, status) in [(false, 2), (true, 3)] {
        let mut world = world();
        let id = call_for_content(&mut world);
        for (number, points) in [(1, 90), (2, 80), (3, 70)] {
            assert_eq!(score(&mut world, id, number, points), 3);
        }
        world.days(8);
        let alice = World::member(1);
        let case = world.accuse(&alice, &[(id, 1)]);
        world.days(4);
        world.days(0);
        // The others have their result: the second won, and the third did not move up.
        let statuses = [1, 2, 3].map(|number| world.status(id, number));
        assert_eq!(statuses, [9, 2, 3]);
        assert_eq!(score(&mut world, id, 1, 0), 0, "nobody decides about it");
        let before = world.balance(&alice);
        world.judge(&alice, case, proven, 0);
        world.days(7);
        assert_eq!(world.status(id, 1), status);
        let paid = world.balance(&alice) - before;
        assert_eq!(paid, if proven { U256::ZERO } else { pos(30) });
        world.assert_sound();
    }
}

#[test]
fn a_proven_case_before_the_result_lets_the_next_one_win() {
    let mut world = world();
    let id = call_for_content(&mut world);
    for (number, points) in [(1, 90), (2, 80), (3, 70)] {
        score(&mut world, id, number, points);
    }
    let alice = World::member(1);
    world.prove(&alice, &[(id, 1)], 5);
    world.until_day(11);
    world.days(0);
    let statuses = [1, 2, 3].map(|number| world.status(id, number));
    assert_eq!(statuses, [3, 2, 2]);
    world.assert_sound();
}

#[test]
fn the_result_waits_for_what_a_case_keeps_from_being_scored() {
    let mut world = world();
    let id = call_for_content(&mut world);
    let alice = World::member(1);
    world.days(8);
    let case = world.accuse(&alice, &[(id, 1)]);
    assert_eq!(score(&mut world, id, 1, 90), 0);
    for (number, points) in [(2, 80), (3, 70)] {
        assert_eq!(score(&mut world, id, number, points), 3);
    }
    world.until_day(12);
    assert_eq!(world.status(id, 2), 0, "there is no result yet");
    world.judge(&alice, case, false, 0);
    assert_eq!(score(&mut world, id, 1, 90), 3);
    world.days(0);
    let statuses = [1, 2, 3].map(|number| world.status(id, number));
    assert_eq!(statuses, [2, 2, 3]);
    world.assert_sound();
}

#[test]
fn what_a_case_kept_from_being_scored_loses_a_place_only_while_it_is_undecided_and_one_is_left() {
    let mut world = world();
    let id = call_for_content(&mut world);
    let alice = World::member(1);
    assert_eq!(score(&mut world, id, 2, 80), 3);
    let lost = |world: &World| {
        let records = world.view(&ICampaigns::reviewerRecordsCall { stage: 0 });
        [1, 3].map(|number| {
            let reviewer = world.submission(id, number).reviewer;
            let record = records.iter().find(|record| record.reviewer == reviewer);
            record.expect("was responsible").undecidedAmount
        })
    };
    world.until_day(40);
    let case = world.accuse(&alice, &[(id, 1)]);
    world.until_day(44);
    world.days(0);
    let statuses = [1, 2, 3].map(|number| world.status(id, number));
    assert_eq!(statuses, [9, 2, 0], "one place of two is left");
    assert_eq!(lost(&world), [U256::ZERO, pos(30)]);
    world.judge(&alice, case, false, 0);
    assert_eq!(lost(&world), [pos(30), U256::ZERO], "the first comes first");
    assert_eq!(score(&mut world, id, 1, 90), 3);
    assert_eq!(world.status(id, 1), 2, "and won the last place");
    assert_eq!(lost(&world), [U256::ZERO; 2]);
    let settled = world.until_day(58);
    let burned = events::<ICampaigns::BurnedUndecided>(&settled);
    let burned: Vec<_> = burned.iter().map(|one| (one.cases, one.amount)).collect();
    assert_eq!(burned, [(1, U256::ZERO)]);
    world.assert_sound();
}

#[test]
fn a_line_of_a_list_is_paid_when_it_is_released_and_struck_when_it_is_proven() {
    for (proven, status) in [(false, 2), (true, 3)] {
        let mut world = world();
        let terms = ICampaigns::Terms {
            decidedBy: 5,
            ..world.terms(6, 3)
        };
        let id = world.open(terms);
        let lines = [1, 2].map(|number| ICampaigns::Line {
            account: World::member(number).address,
            content: format!("chapter {number}"),
        });
        let organiser = world.organiser.clone();
        let post = ICampaigns::postCall {
            campaign: id,
            lines: lines.into(),
        };
        world.done(&organiser, &post);
        let award = ICampaigns::awardCall {
            campaign: id,
            through: 2,
        };
        assert!(world.decide_on(&award).success);
        let alice = World::member(1);
        let case = world.accuse(&alice, &[(id, 1)]);
        let block = world.days(8);
        assert!(events::<IErrors::RuleFailed>(&block).is_empty());
        world.days(0);
        assert_eq!([1, 2].map(|number| world.status(id, number)), [9, 2]);
        world.judge(&alice, case, proven, if proven { 5 } else { 0 });
        world.days(7);
        assert_eq!(world.status(id, 1), status);
        world.assert_sound();
    }
}

#[test]
fn a_barred_account_wins_nothing_and_its_line_is_not_paid() {
    let mut world = world();
    let other = world.open(world.terms(6, 1));
    let id = call_for_content(&mut world);
    let alice = World::member(1);
    for (number, points) in [(1, 90), (2, 80), (3, 70)] {
        score(&mut world, id, number, points);
    }
    world.done(&alice, &submit(other, "false"));
    world.prove(&alice, &[(other, 1)], 20);
    world.until_day(11);
    world.days(0);
    let statuses = [1, 2, 3].map(|number| world.status(id, number));
    assert_eq!(statuses, [8, 2, 3]);
    world.assert_sound();
}
