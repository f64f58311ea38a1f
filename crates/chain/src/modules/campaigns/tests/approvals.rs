//! Drafts, the committee's approval, budgets and their caps, the next stage.

use super::*;
use crate::stages::StageIndex;
use wepos_abi::IEmission;

fn approve(campaign: u64) -> ICampaigns::approveCall {
    ICampaigns::approveCall { campaign }
}

#[test]
fn an_approval_reserves_places_times_base_times_multiplier() {
    let mut world = World::new();
    let organiser = world.organiser.clone();
    let receipt = world.done(&organiser, &propose(world.terms(6, 100)));
    let proposed = &events::<ICampaigns::CampaignProposed>(&receipt)[0];
    assert_eq!(
        (proposed.campaign, proposed.organiser),
        (1, organiser.address)
    );
    assert_eq!(world.campaign(1).status, 0);
    let reserved = |world: &World| {
        let supply = world
            .chain
            .view(addresses::EMISSION, &IEmission::supplyCall {});
        supply.reserved
    };
    assert_eq!(reserved(&world), U256::ZERO);
    let receipt = world.decide_on(&approve(1));
    let funded = &events::<ICampaigns::CampaignFunded>(&receipt)[0];
    assert_eq!((funded.budget, funded.area), (pos(3_000), 4));
    assert_eq!(reserved(&world), pos(3_000));
    assert_eq!(world.campaign(1).status, 3);
    // Nobody else can.
    let error = ICommittee::OnlyByDecision {
        caller: organiser.address,
    };
    world.refused(&organiser, &approve(1), error);
}

#[test]
fn what_nobody_can_take_goes_back_when_a_campaign_closes() {
    let mut world = World::new();
    let mut terms = world.terms(6, 100);
    terms.closesAt = world.now() + 2 * DAY / 1_000;
    let id = world.open(terms);
    for number in 1..=3 {
        world.submit(&World::member(number), id, &format!("work {number}"));
    }
    world.decide(id, 1, true);
    world.decide(id, 2, false);
    let receipt = world.days(2);
    let returned = &events::<ICampaigns::BudgetReturned>(&receipt)[0];
    // One is paid, one is open, one may be appealed.
    assert_eq!((returned.places, returned.amount), (97, pos(97 * 30)));
    let campaign = world.campaign(id);
    assert_eq!((campaign.status, campaign.budget), (4, pos(90)));
    world.decide(id, 3, true);
    let receipt = world.days(8);
    assert_eq!(events::<ICampaigns::BudgetReturned>(&receipt)[0].places, 1);
    assert_eq!(world.campaign(id).budget, pos(60));
    world.assert_sound();
}

#[test]
fn a_draft_lapses_after_thirty_days_and_frees_its_bytes() {
    let mut world = World::new();
    let organiser = world.organiser.clone();
    world.until_day(20);
    for _ in 0..3 {
        let mut terms = world.terms(6, 10);
        terms.stage = 1;
        terms.opensAt = world.now() + 30 * DAY / 1_000;
        terms.closesAt = terms.opensAt + 86_400;
        world.done(&organiser, &propose(terms));
    }
    let ids = world.view(&ICampaigns::draftsOfCall {
        account: organiser.address,
    });
    assert_eq!(ids, [1, 2, 3]);
    let lapses = world.campaign(1).lapsesAt;
    let error = ICampaigns::TooManyDrafts {
        open: 3,
        maximum: 3,
        availableFrom: lapses,
    };
    let mut terms = world.terms(6, 10);
    terms.closesAt = world.now() + 86_400;
    world.refused(&organiser, &propose(terms.clone()), error);
    world.done(&organiser, &ICampaigns::withdrawDraftCall { campaign: 2 });
    assert_eq!(world.campaign(2).status, 7);
    let receipt = world.until(lapses * 1_000 + 10_000);
    let lapsed: Vec<_> = (events::<ICampaigns::CampaignLapsed>(&receipt).iter())
        .map(|event| event.campaign)
        .collect();
    assert_eq!(lapsed, [1, 3]);
    assert_eq!(world.campaign(1).status, 8);
    let texts = world.view(&ICampaigns::textsCall { campaign: 1 });
    assert!(texts.titleZh.is_empty() && texts.textEn.is_empty());
    let ids = world.view(&ICampaigns::draftsOfCall {
        account: organiser.address,
    });
    assert!(ids.is_empty());
}

#[test]
fn campaigns_of_the_next_stage_reserve_at_the_boundary_in_order_of_decision() {
    let mut world = World::with_seats(5);
    let organiser = world.organiser.clone();
    let next_stage = |world: &World, places| {
        let mut terms = world.terms(6, places);
        let starts = world.chain.network().genesis().month_boundaries[1].whole_seconds();
        terms.stage = 1;
        (terms.opensAt, terms.closesAt) = (starts, starts + 20 * 86_400);
        terms
    };
    // An area's share of two million is a third of a million: the first takes most of it and of what is unallocated.
    for places in [5_000, 5_000, 100] {
        let terms = next_stage(&world, places);
        world.done(&organiser, &propose(terms));
    }
    for id in [2, 1, 3] {
        let receipt = world.decide_on(&approve(id));
        assert!(receipt.success);
        assert_eq!(world.campaign(id).status, 1, "queued");
    }
    let receipt = world.until_day(30);
    let funded: Vec<_> = (events::<ICampaigns::CampaignFunded>(&receipt).iter())
        .map(|event| (event.campaign, event.budget))
        .collect();
    assert_eq!(funded, [(2, pos(300_000)), (3, pos(6_000))]);
    let unfunded = &events::<ICampaigns::CampaignUnfunded>(&receipt)[0];
    assert_eq!(unfunded.campaign, 1);
    let error = wepos_abi::describe_revert(&unfunded.cause).unwrap();
    assert_eq!(error.name, "AreaBudgetExceeded");
    assert_eq!(world.campaign(1).status, 9);
    let id = 2;
    let alice = World::member(1);
    let number = world.submit(&alice, id, "work");
    assert_eq!(
        world.submission(id, number).nominal,
        pos(60),
        "the multiplier is 2"
    );
}

#[test]
fn a_queued_campaign_whose_stage_passed_without_a_block_takes_no_other_stages_budget() {
    let mut world = World::with_seats(5);
    let organiser = world.organiser.clone();
    let mut terms = world.terms(6, 10);
    let starts = world.chain.network().genesis().month_boundaries[1].whole_seconds();
    terms.stage = 1;
    (terms.opensAt, terms.closesAt) = (starts, starts + 86_400);
    world.done(&organiser, &propose(terms));
    assert!(world.decide_on(&approve(1)).success);
    let receipt = world.until_day(30 * 5);
    let unfunded = &events::<ICampaigns::CampaignUnfunded>(&receipt)[0];
    let error = wepos_abi::describe_revert(&unfunded.cause).unwrap();
    assert_eq!(error.name, "StageNotAvailable");
    let supply = world
        .chain
        .view(addresses::EMISSION, &IEmission::supplyCall {});
    assert_eq!(supply.reserved, U256::ZERO);
}

#[test]
fn small_committees_bound_a_campaign_and_an_organiser() {
    let mut world = World::new();
    let organiser = world.organiser.clone();
    let asks = |world: &mut World, from: &Member, places| {
        let terms = world.terms(6, places);
        world.done(from, &propose(terms));
        let (_, id) = world.counts();
        let receipt = world.decide_on(&approve(id));
        (
            id,
            wepos_abi::describe_revert(&receipt.error).map(|error| error.name.into_owned()),
        )
    };
    // 5 % of the first million: 50,000 PoS are 1,666 places of 30.
    let cap = Some("CampaignCapExceeded".to_owned());
    let (id, error) = asks(&mut world, &organiser, 1_667);
    assert_eq!(error, cap);
    world.done(&organiser, &ICampaigns::withdrawDraftCall { campaign: id });
    assert_eq!(asks(&mut world, &organiser, 1_666).1, None);
    assert_eq!(asks(&mut world, &organiser, 1_666).1, None);
    // 10 % of the stage: 100,000 PoS, of which 99,960 are reserved.
    let cap = Some("OrganiserCapExceeded".to_owned());
    assert_eq!(asks(&mut world, &organiser, 2).1, cap);
    // An affiliate counts as the same organiser; somebody else does not.
    let friend = World::member(1);
    let declare = ICommittee::declareAffiliationCall {
        affiliate: organiser.address,
    };
    let receipt = world.chain.send(
        &friend,
        addresses::COMMITTEE,
        Amount::ZERO,
        declare.abi_encode(),
    );
    assert!(receipt.success);
    assert_eq!(asks(&mut world, &friend, 2).1, cap);
    assert_eq!(asks(&mut world, &World::member(2), 2).1, None);
}

#[test]
fn a_stage_has_one_campaign_for_open_contributions() {
    let mut world = World::new();
    let none = |stage| ICampaigns::openContributionsCall { stage };
    assert_eq!(world.view(&none(0)), 0);
    let id = world.open(world.terms(1, 100));
    assert_eq!(world.view(&none(0)), id);
    let organiser = world.organiser.clone();
    world.done(&organiser, &propose(world.terms(1, 100)));
    let receipt = world.decide_on(&approve(id + 1));
    let error = ICampaigns::OpenContributionsExist {
        stage: 0,
        campaign: id,
    };
    assert_eq!(receipt.error, Failure::from(error).into_revert().to_vec());
}

#[test]
fn activity_types_change_three_days_later_and_approved_campaigns_keep_theirs() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 10));
    let set = |activity_type, base| ICampaigns::setActivityTypeCall {
        activityType: activity_type,
        nameZh: "测试网任务".into(),
        nameEn: "Test network task".into(),
        area: 2,
        base,
    };
    assert!(world.decide_on(&set(6, pos(40))).success);
    assert!(world.decide_on(&set(13, pos(8))).success);
    let types = |world: &World| world.view(&ICampaigns::activityTypesCall {});
    assert_eq!(types(&world).len(), 12);
    world.days(4);
    let all = types(&world);
    assert_eq!(all.len(), 13);
    assert_eq!(
        (all[5].base, all[12].base, all[12].area),
        (pos(40), pos(8), 2)
    );
    assert_eq!(world.campaign(id).base, pos(30));
    let id = world.open(world.terms(13, 10));
    assert_eq!(
        (world.campaign(id).base, world.campaign(id).area),
        (pos(8), 2)
    );
}

#[test]
fn the_stage_table_bounds_what_can_be_proposed() {
    let mut world = World::new();
    let organiser = world.organiser.clone();
    let stages = &world.chain.network().genesis().stages;
    assert!(stages.get(StageIndex(5)).is_none());
    let mut terms = world.terms(6, 10);
    terms.stage = 2;
    let error = ICampaigns::StageNotAvailable {
        stage: 2,
        running: 0,
    };
    world.refused(&organiser, &propose(terms), error);
    world.until_day(13 * 30);
    let terms = world.terms(6, 10);
    world.refused(&organiser, &propose(terms), ICampaigns::IssuingEnded {});
}
