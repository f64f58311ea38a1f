//! Several reviewers score, and the best are rewarded (WP-44).

use super::*;

/// Enough for three scores and the hearing of an appeal.
fn world() -> World {
    World::with(2, 5)
}

impl World {
    fn call_for_content(&mut self, places: u32, threshold: u8) -> u64 {
        let terms = ICampaigns::Terms {
            decidedBy: 4,
            scores: 3,
            threshold,
            closesAt: self.now() + 10 * DAY / 1_000,
            ..self.terms(6, places)
        };
        self.open(terms)
    }

    /// The reviewers whose turn it is.
    fn in_turn(&self, id: u64, number: u32) -> Vec<Member> {
        let due = |reviewer: &&Member| {
            let call = ICampaigns::openCasesCall {
                reviewer: reviewer.address,
                campaign: id,
                from: 1,
            };
            let cases = self.view(&call).cases;
            cases.iter().any(|case| case.number == number)
        };
        self.reviewers.iter().filter(due).cloned().collect()
    }

    fn score(&mut self, id: u64, number: u32, points: [u8; 3]) -> Receipt {
        let reviewers = self.in_turn(id, number);
        assert!(reviewers.len() >= 3, "three have their turn, later all");
        let receipts = reviewers.iter().zip(points);
        let receipts =
            receipts.map(|(reviewer, points)| self.done(reviewer, &score(id, number, points)));
        receipts.last().expect("three scores")
    }

    fn ranking(&self, id: u64) -> ICampaigns::rankingReturn {
        self.view(&ICampaigns::rankingCall {
            campaign: id,
            from: 1,
            count: 50,
        })
    }

    fn ranked(&self, id: u64) -> Vec<u32> {
        let ranking = self.ranking(id);
        ranking.page.iter().map(|one| one.submission).collect()
    }

    fn statuses(&self, id: u64) -> Vec<u8> {
        let count = self.campaign(id).submissions;
        (1..=count)
            .map(|number| self.submission(id, number).status)
            .collect()
    }
}

fn score(campaign: u64, submission: u32, points: u8) -> ICampaigns::scoreCall {
    ICampaigns::scoreCall {
        campaign,
        submission,
        points,
        reason: "清楚 clear".into(),
    }
}

#[test]
fn the_best_are_paid_when_the_call_is_closed_and_everything_is_scored() {
    let mut world = world();
    let id = world.call_for_content(2, 60);
    for number in 1..=4 {
        world.submit(&World::member(number), id, &format!("article {number}"));
    }
    assert_eq!(world.campaign(id).held, pos(60), "two places of thirty");
    assert!(!world.submission(id, 1).hasPlace, "a place is nobody's yet");
    // The median counts, not the mean: one enthusiast moves nothing.
    world.score(id, 1, [50, 55, 100]);
    world.score(id, 2, [70, 70, 70]);
    world.score(id, 3, [90, 61, 80]);
    world.score(id, 4, [70, 71, 70]);
    assert_eq!(world.ranked(id), [3, 4, 2, 1], "by median, then by the sum");
    assert!(!world.ranking(id).announced, "others may still come");
    let before = world.balance(&World::member(3));
    world.until_day(10);
    let ranking = world.ranking(id);
    assert_eq!((ranking.announced, ranking.winners), (true, 2));
    world.days(0);
    assert_eq!(world.statuses(id), [3, 3, 2, 2]);
    assert_eq!(world.balance(&World::member(3)), before + pos(30));
    world.assert_sound();
    let campaign = world.campaign(id);
    assert_eq!((campaign.held, campaign.paid), (U256::ZERO, pos(60)));
    // A contest that is lost spaces nothing out (R3).
    let standing = ICampaigns::standingCall {
        account: World::member(1).address,
    };
    assert_eq!(world.view(&standing).refusals, 0);
}

#[test]
fn the_last_score_after_the_close_fixes_the_result_and_the_earlier_one_wins_a_tie() {
    let mut world = world();
    let id = world.call_for_content(1, 0);
    world.submit(&World::member(1), id, "first");
    world.submit(&World::member(2), id, "second");
    world.until_day(11);
    assert!(!world.ranking(id).announced, "nothing is scored");
    world.score(id, 2, [40, 40, 40]);
    assert!(!world.ranking(id).announced);
    let receipt = world.score(id, 1, [40, 40, 40]);
    let announced = events::<ICampaigns::ResultAnnounced>(&receipt);
    assert_eq!((announced[0].winners, announced[0].unscored), (1, 0));
    world.days(0);
    assert_eq!(world.statuses(id), [2, 3]);
}

#[test]
fn below_the_threshold_nothing_is_paid_and_the_budget_is_the_stage_s_again() {
    let mut world = world();
    let id = world.call_for_content(3, 80);
    world.submit(&World::member(1), id, "fair");
    world.score(id, 1, [79, 79, 100]);
    world.until_day(10);
    world.days(0);
    assert_eq!(world.statuses(id), [3]);
    assert_eq!(
        world.campaign(id).held,
        pos(30),
        "it may appeal for seven days"
    );
    world.until_day(18);
    assert_eq!(world.campaign(id).held, U256::ZERO);
    assert_eq!(world.campaign(id).budget, U256::ZERO);
    world.assert_sound();
}

#[test]
fn who_lost_appeals_to_two_who_did_not_score_and_gets_a_place_that_is_left() {
    let mut world = world();
    let id = world.call_for_content(2, 60);
    let alice = World::member(1);
    world.submit(&alice, id, "unlucky");
    world.score(id, 1, [10, 20, 30]);
    world.until_day(10);
    world.days(0);
    let scores = world.view(&ICampaigns::scoresCall {
        campaign: id,
        submission: 1,
    });
    let scorers: Vec<Address> = scores.iter().map(|score| score.reviewer).collect();
    let receipt = world.done(&alice, &appeal(id, 1));
    let appealed = events::<ICampaigns::Appealed>(&receipt);
    let judges = &appealed[0].judges;
    assert_eq!(judges.len(), 2);
    assert!(judges.iter().all(|judge| !scorers.contains(judge)));
    let before = world.balance(&alice);
    for judge in judges {
        let judge = world.reviewer(*judge);
        world.done(&judge, &hear(id, 1, true));
    }
    assert_eq!(world.balance(&alice), before + pos(30));
    assert_eq!(world.statuses(id), [2]);
    world.assert_sound();
}

#[test]
fn an_appeal_has_no_place_where_the_winners_have_them_all() {
    let mut world = world();
    let id = world.call_for_content(1, 0);
    let (alice, bob) = (World::member(1), World::member(2));
    world.submit(&alice, id, "good");
    world.submit(&bob, id, "better");
    world.score(id, 1, [50, 50, 50]);
    world.score(id, 2, [90, 90, 90]);
    world.until_day(10);
    world.days(0);
    let receipt = world.done(&alice, &appeal(id, 1));
    for judge in &events::<ICampaigns::Appealed>(&receipt)[0].judges {
        let judge = world.reviewer(*judge);
        world.done(&judge, &hear(id, 1, true));
    }
    assert_eq!(world.statuses(id), [1, 2], "approved, and without a place");
    assert_eq!(world.campaign(id).paid, pos(30));
    world.assert_sound();
}

#[test]
fn nobody_scores_twice_or_out_of_turn_or_what_is_his_own() {
    let mut world = world();
    let id = world.call_for_content(3, 0);
    let author = world.reviewers[0].clone();
    world.submit(&author, id, "a reviewer\'s own");
    world.submit(&World::member(1), id, "a member\'s");
    assert!(
        !world
            .in_turn(id, 1)
            .iter()
            .any(|one| one.address == author.address)
    );
    let error = ICampaigns::Recused {
        account: author.address,
        party: author.address,
    };
    world.refused(&author, &score(id, 1, 100), error);
    let turn = world.in_turn(id, 2);
    world.done(&turn[0], &score(id, 2, 80));
    let error = ICampaigns::AlreadyScored {
        campaign: id,
        submission: 2,
        reviewer: turn[0].address,
    };
    world.refused(&turn[0], &score(id, 2, 90), error);
    let in_turn = |one: &&Member| turn.iter().any(|turn| turn.address == one.address);
    let mut others = world.reviewers.iter().filter(|one| !in_turn(one));
    let other = others.next_back().expect("five reviewers").clone();
    let submission = world.submission(id, 2);
    let error = ICampaigns::NotResponsible {
        campaign: id,
        submission: 2,
        reviewer: submission.reviewer,
        availableFrom: submission.openToAllAt,
    };
    world.refused(&other, &score(id, 2, 90), error);
    let error = ICampaigns::TermOutOfRange {
        term: "points".into(),
        value: U256::from(101),
        minimum: U256::ZERO,
        maximum: U256::from(100),
    };
    world.refused(&turn[1], &score(id, 2, 101), error);
    // After seven days it is everybody\'s, the committee\'s too.
    world.days(7);
    let seat = world.committee[0].clone();
    world.done(&other, &score(id, 2, 90));
    world.done(&seat, &score(id, 2, 70));
    let error = ICampaigns::ScoresComplete {
        campaign: id,
        submission: 2,
        scores: 3,
    };
    world.refused(&turn[1], &score(id, 2, 90), error);
    let error = ICampaigns::OtherWay {
        campaign: id,
        decidedBy: 4,
    };
    world.refused(&turn[1], &decide(id, 1, true), error);
    let reviewed = world.open(world.terms(6, 3));
    world.submit(&World::member(2), reviewed, "plain");
    let error = ICampaigns::OtherWay {
        campaign: reviewed,
        decidedBy: 0,
    };
    world.refused(&turn[1], &score(reviewed, 1, 90), error);
}

#[test]
fn what_is_not_scored_by_day_14_burns_undecided_and_the_others_have_their_result() {
    let mut world = world();
    let id = world.call_for_content(3, 0);
    world.submit(&World::member(1), id, "scored");
    world.submit(&World::member(2), id, "not scored");
    world.score(id, 1, [50, 60, 70]);
    let responsible = world.submission(id, 2).reviewer;
    world.until_day(30);
    assert_eq!(world.campaign(id).held, pos(60), "held for both");
    assert!(!world.ranking(id).announced);
    world.until_day(44);
    world.days(0);
    let ranking = world.ranking(id);
    assert_eq!(
        (ranking.announced, ranking.winners, ranking.total),
        (true, 1, 1)
    );
    assert_eq!(world.statuses(id), [2, 0]);
    let receipt = world.until_day(58);
    let burned = events::<ICampaigns::BurnedUndecided>(&receipt);
    let told: Vec<_> = burned
        .iter()
        .map(|one| (one.reviewer, one.cases, one.amount))
        .collect();
    assert_eq!(told, [(responsible, 1, pos(30))]);
    assert_eq!(world.statuses(id), [2, 6]);
}

/// A call whose result is told on day 44: one entry has all its scores, so many others have none.
fn told_with(world: &mut World, places: u32, unscored: u32) -> u64 {
    let id = world.call_for_content(places, 0);
    for number in 1..=unscored + 1 {
        let member = Member::named(&format!("author {number}"));
        world.submit(&member, id, &format!("work {number}"));
    }
    world.score(id, 1, [50, 60, 70]);
    world.until_day(44);
    world.days(0);
    assert_eq!(world.ranking(id).winners, 1);
    id
}

impl World {
    /// What undecided submissions lose, as the reviewers' records say now, and as it burns.
    fn lost(&self) -> U256 {
        let records = self.view(&ICampaigns::reviewerRecordsCall { stage: 0 });
        let amounts = records.iter().map(|record| record.undecidedAmount);
        amounts.fold(U256::ZERO, |sum, amount| sum + amount)
    }

    fn burned(&mut self) -> (u32, U256) {
        let receipt = self.until_day(58);
        let burned = events::<ICampaigns::BurnedUndecided>(&receipt);
        burned.iter().fold((0, U256::ZERO), |(cases, amount), one| {
            (cases + one.cases, amount + one.amount)
        })
    }
}

#[test]
fn what_is_undecided_loses_no_more_than_the_places_that_are_left() {
    let mut world = world();
    told_with(&mut world, 3, 4);
    assert_eq!(world.lost(), pos(60), "two places are left for four");
    assert_eq!(world.burned(), (4, pos(60)));
}

#[test]
fn who_withdraws_after_the_result_loses_nothing() {
    let mut world = world();
    let id = told_with(&mut world, 4, 3);
    assert_eq!(world.lost(), pos(90));
    let withdraw = ICampaigns::withdrawSubmissionCall {
        campaign: id,
        submission: 2,
    };
    world.done(&Member::named("author 2"), &withdraw);
    assert_eq!(world.lost(), pos(60));
    assert_eq!(world.burned(), (2, pos(60)));
}

#[test]
fn where_places_are_few_the_next_one_loses_what_a_withdrawn_one_would_have() {
    let mut world = world();
    let id = told_with(&mut world, 2, 2);
    assert_eq!(world.lost(), pos(30));
    let withdraw = ICampaigns::withdrawSubmissionCall {
        campaign: id,
        submission: 2,
    };
    world.done(&Member::named("author 2"), &withdraw);
    assert_eq!(world.lost(), pos(30), "the place is left for the third");
    let third = world.submission(id, 3).reviewer;
    let records = world.view(&ICampaigns::reviewerRecordsCall { stage: 0 });
    let theirs = records.iter().find(|record| record.reviewer == third);
    assert_eq!(theirs.map(|record| record.undecidedAmount), Some(pos(30)));
    assert_eq!(world.burned(), (1, pos(30)));
}

#[test]
fn a_withdrawn_entry_is_ranked_no_more_and_may_be_the_last_that_was_waited_for() {
    let mut world = world();
    let id = world.call_for_content(2, 0);
    for number in 1..=3 {
        world.submit(&World::member(number), id, &format!("work {number}"));
    }
    world.score(id, 1, [50, 50, 50]);
    world.score(id, 2, [90, 90, 90]);
    let withdraw = |number| ICampaigns::withdrawSubmissionCall {
        campaign: id,
        submission: number,
    };
    world.done(&World::member(2), &withdraw(2));
    assert_eq!(world.ranked(id), [1]);
    assert_eq!(world.campaign(id).held, pos(60), "two are left");
    world.until_day(11);
    assert!(!world.ranking(id).announced, "the third has no score");
    world.done(&World::member(3), &withdraw(3));
    assert!(world.ranking(id).announced);
    world.days(0);
    assert_eq!(world.statuses(id), [2, 5, 5]);
    assert_eq!(world.campaign(id).held, U256::ZERO);
    let records = world.view(&ICampaigns::reviewerRecordsCall { stage: 0 });
    assert!(records.iter().all(|record| record.undecided == 0));
    world.assert_sound();
}

#[test]
fn a_long_result_is_told_in_pieces_and_pays_every_winner_once() {
    let mut world = world();
    let id = world.call_for_content(7, 0);
    let members: Vec<Member> = (1..=21)
        .map(|number| Member::named(&format!("author {number}")))
        .collect();
    for (number, member) in (1..).zip(&members) {
        world.submit(member, id, &format!("work {number}"));
        world.score(id, number, [number as u8, number as u8, number as u8]);
    }
    assert_eq!(world.ranked(id)[..3], [21, 20, 19]);
    world.until_day(10);
    for _ in 0..3 {
        world.days(0);
    }
    let mut expected = vec![3; 14];
    expected.extend([2; 7]);
    assert_eq!(world.statuses(id), expected);
    for member in &members[14..] {
        assert_eq!(world.balance(member), pos(30));
    }
    world.assert_sound();
}

#[test]
fn a_call_takes_reviewers_for_its_scores_and_for_an_appeal() {
    let mut world = World::new();
    let organiser = world.organiser.clone();
    let terms = ICampaigns::Terms {
        decidedBy: 4,
        scores: 3,
        ..world.terms(6, 3)
    };
    world.done(&organiser, &propose(terms));
    let receipt = world.decide_on(&ICampaigns::approveCall { campaign: 1 });
    let error: Failure = ICampaigns::TooFewReviewers {
        active: 3,
        needed: 5,
    }
    .into();
    assert_eq!(receipt.error, error.into_revert().to_vec());
}

#[test]
fn blanks_make_no_new_contribution() {
    let mut world = world();
    let id = world.call_for_content(3, 0);
    world.submit(&World::member(1), id, "https://example.org/a  My text");
    let error = ICampaigns::FactUsed {
        campaign: id,
        uses: 1,
        maximum: 1,
    };
    let again = "https://example.org/a\u{200b} My\u{3000}text\n";
    world.refused(&World::member(2), &submit(id, again), error);
    // Case makes another link.
    world.submit(&World::member(2), id, "https://example.org/A My text");
}
