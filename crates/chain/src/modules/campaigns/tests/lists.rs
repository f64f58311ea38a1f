//! Rewards by a list that the committee confirms (R3, R5).

use super::*;
use alloy_sol_types::SolError;

impl World {
    fn list(&mut self, places: u32) -> u64 {
        let terms = ICampaigns::Terms {
            decidedBy: 5,
            ..self.terms(6, places)
        };
        self.open(terms)
    }

    fn post(&mut self, id: u64, members: impl IntoIterator<Item = u32>) -> Receipt {
        let organiser = self.organiser.clone();
        self.done(&organiser, &post(id, members))
    }

    fn award(&mut self, id: u64, through: u32) -> Receipt {
        let call = ICampaigns::awardCall {
            campaign: id,
            through,
        };
        self.decide_on(&call)
    }

    fn awards(&self, id: u64) -> (u32, u32, u32, u64) {
        let found = self.view(&ICampaigns::awardsCall { campaign: id });
        (found.posted, found.confirmed, found.paid, found.paidFrom)
    }
}

fn line(account: Address, content: &str) -> ICampaigns::Line {
    ICampaigns::Line {
        account,
        content: content.into(),
    }
}

fn post(campaign: u64, members: impl IntoIterator<Item = u32>) -> ICampaigns::postCall {
    let lines = members.into_iter().map(|number| {
        let member = Member::named(&format!("translator {number}"));
        line(member.address, &format!("chapter {number}"))
    });
    ICampaigns::postCall {
        campaign,
        lines: lines.collect(),
    }
}

fn strike(campaign: u64, submission: u32) -> ICampaigns::strikeCall {
    ICampaigns::strikeCall {
        campaign,
        submission,
        reason: "写错了 a mistake".into(),
    }
}

#[test]
fn a_confirmed_list_is_paid_in_pieces_when_the_time_to_correct_it_is_over() {
    let mut world = World::new();
    let id = world.list(60);
    let posted = world.post(id, 1..=32);
    assert_eq!(events::<ICampaigns::Submitted>(&posted).len(), 32);
    world.post(id, 33..=40);
    assert_eq!(world.campaign(id).held, pos(40 * 30));
    assert_eq!(world.awards(id), (40, 0, 0, 0));
    let confirmed = world.award(id, 40);
    let paid_from = (world.chain.time().millis() + 7 * DAY).div_ceil(1_000);
    let events = events::<ICampaigns::AwardsConfirmed>(&confirmed);
    assert_eq!(
        (events[0].first, events[0].last, events[0].paidFrom),
        (1, 40, paid_from)
    );
    assert_eq!(world.awards(id), (40, 40, 0, paid_from));
    world.days(6);
    assert_eq!(world.campaign(id).paid, U256::ZERO);
    world.days(1);
    for _ in 0..4 {
        world.days(0);
    }
    assert_eq!(world.campaign(id).paid, pos(40 * 30));
    assert_eq!(world.awards(id), (40, 40, 40, 0));
    let translator = Member::named("translator 40");
    assert_eq!(world.balance(&translator), pos(30));
    let anchor = world.view(&ICampaigns::anchorOfCall {
        account: translator.address,
    });
    assert_eq!(anchor.kind, 3, "people looked at what was contributed");
    world.assert_sound();
}

#[test]
fn a_line_that_is_struck_is_not_paid_and_frees_its_place_and_can_be_appealed() {
    let mut world = World::new();
    let id = world.list(2);
    world.post(id, 1..=2);
    world.award(id, 2);
    let error = ICampaigns::CampaignFull {
        campaign: id,
        live: 2,
        maximum: 2,
    };
    let organiser = world.organiser.clone();
    world.refused(&organiser, &post(id, [3]), error);
    world.done(&organiser, &strike(id, 1));
    let reviewer = world.reviewers[0].clone();
    world.refused(
        &reviewer,
        &strike(id, 1),
        ICampaigns::SubmissionNotOpen {
            campaign: id,
            submission: 1,
            status: 3,
        },
    );
    world.post(id, [3]);
    world.days(7);
    world.days(0);
    assert_eq!(world.submission(id, 1).status, 3);
    assert_eq!(world.submission(id, 2).status, 2);
    assert_eq!(world.submission(id, 3).status, 0, "not confirmed");
    assert_eq!(world.campaign(id).paid, pos(30));
    let standing = ICampaigns::standingCall {
        account: Member::named("translator 1").address,
    };
    assert_eq!(
        world.view(&standing).refusals,
        0,
        "somebody else wrote the list"
    );
    world.assert_sound();
}

#[test]
fn a_struck_line_is_paid_after_all_if_two_judges_say_so() {
    let mut world = World::new();
    let id = world.list(3);
    let alice = World::member(1);
    let lines = vec![line(alice.address, "a workshop")];
    let organiser = world.organiser.clone();
    world.done(
        &organiser,
        &ICampaigns::postCall {
            campaign: id,
            lines,
        },
    );
    world.award(id, 1);
    let seat = world.committee[0].clone();
    world.done(&seat, &strike(id, 1));
    let receipt = world.done(&alice, &appeal(id, 1));
    let before = world.balance(&alice);
    for judge in &events::<ICampaigns::Appealed>(&receipt)[0].judges {
        let judge = world.reviewer(*judge);
        world.done(&judge, &hear(id, 1, true));
    }
    assert_eq!(world.balance(&alice), before + pos(30));
    world.days(8);
    assert_eq!(world.balance(&alice), before + pos(30), "once");
    world.assert_sound();
}

#[test]
fn a_place_that_a_struck_line_leaves_goes_to_who_waits_for_it() {
    let mut world = World::new();
    let id = world.list(2);
    let organiser = world.organiser.clone();
    let (alice, bob, carol) = (World::member(1), World::member(2), World::member(3));
    for member in [&alice, &bob] {
        let lines = vec![line(member.address, &member.address.to_string())];
        world.done(
            &organiser,
            &ICampaigns::postCall {
                campaign: id,
                lines,
            },
        );
    }
    world.done(&organiser, &strike(id, 1));
    let lines = vec![line(carol.address, "in her place")];
    world.done(
        &organiser,
        &ICampaigns::postCall {
            campaign: id,
            lines,
        },
    );
    let receipt = world.done(&alice, &appeal(id, 1));
    for judge in &events::<ICampaigns::Appealed>(&receipt)[0].judges {
        let judge = world.reviewer(*judge);
        world.done(&judge, &hear(id, 1, true));
    }
    assert_eq!(
        world.submission(id, 1).status,
        1,
        "approved, without a place"
    );
    let before = world.balance(&alice);
    world.done(&organiser, &strike(id, 2));
    assert_eq!(world.balance(&alice), before + pos(30));
    world.assert_sound();
}

#[test]
fn only_the_organiser_posts_and_nobody_is_on_a_list_who_may_not_be() {
    let mut world = World::new();
    let id = world.list(10);
    let (organiser, alice) = (world.organiser.clone(), World::member(1));
    let error = ICampaigns::NotOrganiser {
        campaign: id,
        organiser: organiser.address,
    };
    world.refused(&alice, &post(id, [1]), error);
    let with = |account| ICampaigns::postCall {
        campaign: id,
        lines: vec![line(alice.address, "well done"), line(account, "done")],
    };
    let seat = world.committee[1].address;
    let error = ICampaigns::CannotBeListed {
        account: seat,
        party: seat,
    };
    world.refused(&organiser, &with(seat), error);
    let error = ICampaigns::OrganiserExcluded {
        campaign: id,
        organiser: organiser.address,
    };
    world.refused(&organiser, &with(organiser.address), error);
    let error = ICampaigns::SubmissionOpen {
        campaign: id,
        submission: 1,
    };
    world.refused(&organiser, &with(alice.address), error);
    let protocol = addresses::POOL;
    let error = ICampaigns::CannotTakePart { account: protocol };
    world.refused(&organiser, &with(protocol), error);
    assert_eq!(world.campaign(id).submissions, 0, "all lines or none");
    let error = ICampaigns::TermOutOfRange {
        term: "lines".into(),
        value: U256::from(33),
        minimum: U256::ONE,
        maximum: U256::from(32),
    };
    world.refused(&organiser, &post(id, 1..=33), error);
    let error = ICampaigns::OtherWay {
        campaign: id,
        decidedBy: 5,
    };
    world.refused(&alice, &submit(id, "me too"), error);
}

#[test]
fn a_seat_s_affiliate_is_not_listed_either() {
    let mut world = World::new();
    let id = world.list(10);
    let (seat, friend) = (world.committee[0].clone(), World::member(2));
    let declare = ICommittee::declareAffiliationCall {
        affiliate: friend.address,
    };
    let input = declare.abi_encode();
    let receipt = (world.chain).send(&seat, addresses::COMMITTEE, Amount::ZERO, input);
    assert!(receipt.success);
    let organiser = world.organiser.clone();
    let call = ICampaigns::postCall {
        campaign: id,
        lines: vec![line(friend.address, "helped")],
    };
    let error = ICampaigns::CannotBeListed {
        account: friend.address,
        party: seat.address,
    };
    world.refused(&organiser, &call, error);
}

#[test]
fn who_belongs_to_a_seat_when_a_list_is_paid_is_not_paid_and_the_next_one_is() {
    let mut world = World::new();
    let id = world.list(2);
    world.post(id, 1..=2);
    let organiser = world.organiser.clone();
    world.award(id, 2);
    let (seat, friend) = (world.committee[0].clone(), Member::named("translator 1"));
    let declare = ICommittee::declareAffiliationCall {
        affiliate: friend.address,
    };
    let input = declare.abi_encode();
    let receipt = (world.chain).send(&seat, addresses::COMMITTEE, Amount::ZERO, input);
    assert!(receipt.success);
    let paid = world.days(7);
    let unpaid = &events::<ICampaigns::ResultNotPaid>(&paid)[0];
    let cause = ICampaigns::CannotBeListed {
        account: friend.address,
        party: seat.address,
    };
    assert_eq!(unpaid.cause, Bytes::from(cause.abi_encode()));
    assert_eq!((unpaid.submission, unpaid.account), (1, friend.address));
    assert_eq!(world.submission(id, 1).status, 8, "not paid");
    assert_eq!(world.balance(&friend), U256::ZERO);
    assert_eq!(world.submission(id, 2).status, 2);
    let campaign = world.campaign(id);
    assert_eq!((campaign.paid, campaign.held), (pos(30), U256::ZERO));
    // Its place is the campaign's again.
    world.done(&organiser, &post(id, [3]));
    world.assert_sound();
}

#[test]
fn only_lines_that_are_there_can_be_confirmed_and_only_by_decision() {
    let mut world = World::new();
    let id = world.list(10);
    world.post(id, 1..=3);
    let refused = |world: &mut World, through| {
        let receipt = world.award(id, through);
        assert!(!receipt.success);
        receipt.error
    };
    let error = |posted, confirmed| {
        let error: Failure = ICampaigns::NothingToConfirm {
            campaign: id,
            posted,
            confirmed,
        }
        .into();
        error.into_revert().to_vec()
    };
    assert_eq!(refused(&mut world, 4), error(3, 0));
    assert!(world.award(id, 2).success);
    assert_eq!(refused(&mut world, 2), error(3, 2));
    assert!(world.award(id, 3).success);
    let alice = World::member(1);
    let call = ICampaigns::awardCall {
        campaign: id,
        through: 3,
    };
    assert!(!world.send(&alice, &call).success);
}

#[test]
fn a_list_that_is_posted_before_the_boundary_is_paid_after_it_at_its_nominal() {
    let mut world = World::new();
    let id = world.list(10);
    world.until_day(22);
    world.post(id, 1..=2);
    world.until_day(31);
    let supply = wepos_abi::IEmission::supplyCall {};
    let settlement = world.chain.view(addresses::EMISSION, &supply).settlement;
    assert_eq!(settlement, pos(60), "listed, so it is kept");
    assert!(world.award(id, 2).success);
    world.days(7);
    world.days(0);
    assert_eq!(world.balance(&Member::named("translator 1")), pos(30));
    // Nobody confirms after day 14.
    let late = world.award(id, 2);
    assert!(!late.success);
}
