//! Cases across the end of a stage: what outlasts day 28 burns with the rest (R5, R24).

use super::*;
use wepos_abi::IEmission;

fn settlement(world: &World) -> U256 {
    let supply = world
        .chain
        .view(addresses::EMISSION, &IEmission::supplyCall {});
    supply.settlement
}

#[test]
fn what_is_contested_goes_to_the_settlement_and_is_paid_from_it_when_it_is_released() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 2));
    let alice = World::member(1);
    world.submit(&alice, campaign, "work");
    world.until_day(28);
    let id = world.accuse(&alice, &[(campaign, 1)]);
    world.until_day(31);
    assert_eq!(settlement(&world), pos(30));
    world.judge(&alice, id, false, 0);
    let before = world.balance(&alice);
    world.decide(campaign, 1, true);
    assert_eq!(world.balance(&alice), before + pos(30));
    assert_eq!(settlement(&world), U256::ZERO);
}

#[test]
fn what_a_case_kept_from_being_decided_can_be_decided_until_the_stage_is_settled() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 2));
    let [alice, bob] = [1, 2].map(World::member);
    world.submit(&alice, campaign, "work");
    world.submit(&bob, campaign, "other");
    world.until_day(40);
    let id = world.accuse(&alice, &[(campaign, 1)]);
    world.until_day(45);
    world.judge(&alice, id, false, 0);
    let reviewer = world.responsible(campaign, 2);
    let over = world.send(&reviewer, &decide_claim(campaign, 2, true));
    assert!(!over.success, "what no case kept was over on day 44");
    let open = ICampaigns::openCasesCall {
        reviewer: reviewer.address,
        campaign,
        from: 1,
    };
    let open = world.view(&open).cases;
    assert_eq!(open.iter().map(|one| one.number).collect::<Vec<_>>(), [1]);
    world.done(&reviewer, &decide_claim(campaign, 1, true));
    assert_eq!(world.status(campaign, 1), 2);
}

#[test]
fn what_a_case_still_holds_on_day_28_burns_with_the_rest() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 3));
    let [alice, bob] = [1, 2].map(World::member);
    world.submit(&alice, campaign, "work");
    world.submit(&bob, campaign, "other");
    world.until_day(45);
    let first = world.accuse(&alice, &[(campaign, 1)]);
    let second = world.accuse(&bob, &[(campaign, 2)]);
    world.until_day(57);
    assert_eq!(settlement(&world), pos(60));
    let records = world.view(&ICampaigns::reviewerRecordsCall { stage: 0 });
    assert!(records.iter().all(|record| record.undecided == 0));
    let block = world.until_day(58);
    assert!(events::<IErrors::RuleFailed>(&block).is_empty());
    assert_eq!(settlement(&world), U256::ZERO);
    assert_eq!(
        (world.status(campaign, 1), world.status(campaign, 2)),
        (6, 6)
    );
    // The cases go on: one is dismissed, which brings nothing back, and one is proven, which bars.
    let reviewer = world.reviewer(world.case(first).reviewer);
    world.does(&reviewer, &decide(first, false, 0));
    let reviewer = world.reviewer(world.case(second).reviewer);
    world.does(&reviewer, &decide(second, true, 12));
    let block = world.days(7);
    assert!(events::<IErrors::RuleFailed>(&block).is_empty());
    assert_eq!(
        (world.case(first).status, world.case(second).status),
        (2, 5)
    );
    assert_eq!(
        (world.status(campaign, 1), world.status(campaign, 2)),
        (6, 6)
    );
    let bar = world.ask(&ICases::barredUntilCall {
        account: bob.address,
    });
    assert_eq!(bar.id, second);
    let fact = world.submission(campaign, 2).fact;
    assert_eq!(world.ask(&ICases::factBarredUntilCall { fact }).id, second);
}

#[test]
fn a_bar_is_no_longer_than_the_running_stage() {
    let mut world = World::of_seconds();
    let limits = world.ask(&ICases::limitsCall {});
    assert_eq!(
        (limits.barDays, limits.replyDays, limits.decisionDays),
        (30, 7, 14)
    );
    // Stage 1 of the test network has other months.
    world.until_day(31);
    let calendar = world.chain.network().calendar();
    let table = &world.chain.network().genesis().stages;
    let months = table.get(crate::stages::StageIndex(1)).unwrap().months;
    let month = calendar.month_bounds(1);
    let days = (month.1.millis() - month.0.millis()) / DAY * u64::from(months);
    let limits = world.ask(&ICases::limitsCall {});
    assert_eq!(u64::from(limits.barDays), days);
}
