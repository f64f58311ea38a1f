//! Who decides, appeals, and what is told of each reviewer (R23).

use super::*;

/// A campaign with one submission of member 1, refused by whoever was responsible.
fn refused() -> (World, u64, Member) {
    let mut world = World::new();
    let id = world.open(world.terms(6, 2));
    let alice = World::member(1);
    world.submit(&alice, id, "work");
    world.decide(id, 1, false);
    (world, id, alice)
}

fn judges(world: &World, campaign: u64, submission: u32) -> Vec<Member> {
    let review = world.view(&ICampaigns::reviewCall {
        campaign,
        submission,
    });
    (review.hearings.iter())
        .map(|hearing| world.reviewer(hearing.judge))
        .collect()
}

#[test]
fn reviewers_take_turns_and_have_seven_days_before_everybody_may_decide() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 10));
    for number in 1..=6 {
        world.submit(&World::member(number), id, &format!("work {number}"));
    }
    let turns: Vec<_> = (1..=6)
        .map(|number| world.submission(id, number).reviewer)
        .collect();
    assert_eq!(turns[..3], turns[3..]);
    let distinct: std::collections::BTreeSet<_> = turns.iter().collect();
    assert_eq!(distinct.len(), 3);
    let responsible = world.responsible(id, 1);
    let other = world.responsible(id, 2);
    let seat = world.committee[0].clone();
    let submission = world.submission(id, 1);
    let error = || ICampaigns::NotResponsible {
        campaign: id,
        submission: 1,
        reviewer: responsible.address,
        availableFrom: submission.openToAllAt,
    };
    world.refused(&other, &decide(id, 1, true), error());
    world.refused(&seat, &decide(id, 1, true), error());
    let cases = |world: &World, reviewer: &Member| -> Vec<u32> {
        let call = ICampaigns::openCasesCall {
            reviewer: reviewer.address,
            campaign: id,
            from: 1,
        };
        let answer = world.view(&call);
        assert_eq!(answer.next, 0);
        answer.cases.iter().map(|case| case.number).collect()
    };
    assert_eq!(cases(&world, &responsible), [1, 4]);
    assert_eq!(cases(&world, &seat), [0; 0]);
    world.until(submission.openToAllAt * 1_000 + 60_000);
    assert_eq!(cases(&world, &seat), [1, 2, 3, 4, 5, 6]);
    world.done(&other, &decide(id, 1, true));
    world.done(&seat, &decide(id, 2, true));
    let records = world.view(&ICampaigns::reviewerRecordsCall { stage: 0 });
    let of = |member: &Member| {
        let mut found = records.iter();
        let record = found.find(|record| record.reviewer == member.address);
        let record = record.unwrap();
        (
            record.assigned,
            record.decided,
            record.undecided,
            record.undecidedAmount,
        )
    };
    assert_eq!(of(&responsible), (2, 0, 1, pos(30)));
    assert_eq!(of(&other), (2, 1, 1, pos(30)));
    world.assert_sound();
}

#[test]
fn nobody_decides_about_what_concerns_them() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 10));
    // A reviewer who submits is never responsible for it.
    let author = world.reviewers[0].clone();
    for turn in 0..2 {
        let number = world.submit(&author, id, &format!("of a reviewer {turn}"));
        let responsible = world.responsible(id, number);
        assert_ne!(responsible.address, author.address);
        let error = ICampaigns::Recused {
            account: author.address,
            party: author.address,
        };
        world.refused(&author, &decide(id, number, true), error);
        world.done(&responsible, &decide(id, number, false));
    }
    // One who declares an affiliation with the author leaves the case to the others, at once.
    let alice = World::member(1);
    let number = world.submit(&alice, id, "of a friend");
    let friend = world.responsible(id, number);
    let declare = ICommittee::declareAffiliationCall {
        affiliate: alice.address,
    };
    let to = addresses::COMMITTEE;
    let declared = world
        .chain
        .send(&friend, to, Amount::ZERO, declare.abi_encode());
    assert!(declared.success);
    let error = ICampaigns::Recused {
        account: friend.address,
        party: alice.address,
    };
    world.refused(&friend, &decide(id, number, true), error);
    let mut others = world.reviewers.clone();
    others.retain(|other| other.address != friend.address);
    world.done(&others[0], &decide(id, number, true));
    assert_eq!(world.submission(id, number).status, 2);
}

#[test]
fn two_others_are_needed_to_overturn_a_refusal() {
    let (mut world, id, alice) = refused();
    let decider = world.view(&ICampaigns::reviewCall {
        campaign: id,
        submission: 1,
    });
    assert!(!decider.approved && decider.reason == "理由 reason");
    world.done(&alice, &appeal(id, 1));
    let judges = judges(&world, id, 1);
    assert!(judges.iter().all(|judge| judge.address != decider.reviewer));
    let error = ICampaigns::NotJudge {
        account: decider.reviewer,
    };
    let decider = world.reviewer(decider.reviewer);
    world.refused(&decider, &hear(id, 1, true), error);
    world.done(&judges[0], &hear(id, 1, true));
    let error = ICampaigns::AlreadyHeard {
        account: judges[0].address,
    };
    world.refused(&judges[0], &hear(id, 1, true), error);
    assert_eq!(world.submission(id, 1).status, 4, "one is not enough");
    let before = world.balance(&alice);
    let receipt = world.done(&judges[1], &hear(id, 1, true));
    assert!(events::<ICampaigns::AppealEnded>(&receipt)[0].overturned);
    assert_eq!(world.balance(&alice), before + pos(30));
    let standing = world.view(&ICampaigns::standingCall {
        account: alice.address,
    });
    assert_eq!(standing.refusals, 0, "an overturned refusal is none");
    world.assert_sound();
}

#[test]
fn one_vote_against_or_seven_silent_days_leave_the_refusal_as_it_was() {
    let (mut world, id, alice) = refused();
    world.done(&alice, &appeal(id, 1));
    let judge = judges(&world, id, 1)[0].clone();
    let receipt = world.done(&judge, &hear(id, 1, false));
    assert!(!events::<ICampaigns::AppealEnded>(&receipt)[0].overturned);
    let error = |status| ICampaigns::SubmissionNotOpen {
        campaign: id,
        submission: 1,
        status,
    };
    world.refused(&alice, &appeal(id, 1), error(3));

    let (mut world, id, alice) = refused();
    world.done(&alice, &appeal(id, 1));
    assert!(world.submission(id, 1).hasPlace);
    let receipt = world.days(8);
    assert!(!events::<ICampaigns::AppealEnded>(&receipt)[0].overturned);
    assert_eq!(world.submission(id, 1).status, 3);
    assert!(!world.submission(id, 1).hasPlace);
    let receipt = world.days(1);
    assert!(
        events::<ICampaigns::AppealEnded>(&receipt).is_empty(),
        "once"
    );
    world.assert_sound();
}

#[test]
fn an_appeal_waits_for_a_place_before_all_others() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 1));
    for number in 1..=3 {
        world.submit(&World::member(number), id, &format!("work {number}"));
    }
    world.decide(id, 1, false);
    assert!(world.submission(id, 2).hasPlace);
    world.done(&World::member(1), &appeal(id, 1));
    assert!(!world.submission(id, 1).hasPlace);
    for judge in judges(&world, id, 1) {
        world.done(&judge, &hear(id, 1, true));
    }
    assert_eq!(
        world.submission(id, 1).status,
        1,
        "approved, without a place"
    );
    let before = world.balance(&World::member(1));
    world.decide(id, 2, false);
    assert_eq!(world.balance(&World::member(1)), before + pos(30));
    assert!(!world.submission(id, 3).hasPlace);
    world.assert_sound();
}

#[test]
fn an_appeal_has_seven_days() {
    let (mut world, id, alice) = refused();
    let until = world.submission(id, 1).appealUntil;
    world.until(until * 1_000 + 1_000);
    let error = ICampaigns::AppealTimeOver { closedAt: until };
    world.refused(&alice, &appeal(id, 1), error);
}

#[test]
fn the_cases_of_a_dismissed_reviewer_are_every_others() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 5));
    world.submit(&World::member(1), id, "work");
    let gone = world.responsible(id, 1);
    let name = World::member(5).address;
    let receipt = world.decide_on(&ICampaigns::nameReviewerCall { reviewer: name });
    assert_eq!(
        events::<ICampaigns::ReviewerNamed>(&receipt)[0].reviewer,
        name
    );
    let dismiss = ICampaigns::dismissReviewerCall {
        reviewer: gone.address,
    };
    assert!(world.decide_on(&dismiss).success);
    let reviewers = world.view(&ICampaigns::reviewersCall {});
    assert_eq!(reviewers.len(), 3);
    assert!(!reviewers.contains(&gone.address));
    let error = ICampaigns::NotReviewer {
        account: gone.address,
    };
    world.refused(&gone, &decide(id, 1, true), error);
    world.done(&World::member(5), &decide(id, 1, true));
}

#[test]
fn no_campaign_is_approved_without_three_reviewers() {
    let mut world = World::new();
    let reviewer = world.reviewers[0].address;
    assert!(
        world
            .decide_on(&ICampaigns::dismissReviewerCall { reviewer })
            .success
    );
    let organiser = world.organiser.clone();
    world.done(&organiser, &propose(world.terms(6, 5)));
    let receipt = world.decide_on(&ICampaigns::approveCall { campaign: 1 });
    let error = ICampaigns::TooFewReviewers {
        active: 2,
        needed: 3,
    };
    assert_eq!(receipt.error, Failure::from(error).into_revert().to_vec());
}
