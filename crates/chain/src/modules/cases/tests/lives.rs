//! Cases from their opening to their end.

use super::*;
use crate::modules::campaigns::tests::{appeal as appeal_refusal, submit};

#[test]
fn a_dismissed_case_leaves_the_claim_as_it_was() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 2));
    let alice = World::member(1);
    world.submit(&alice, campaign, "work");
    let before = world.campaign(campaign);

    let id = world.accuse(&alice, &[(campaign, 1)]);
    let case = world.case(id);
    assert_eq!((case.status, case.opener), (0, world.committee[0].address));
    assert_eq!(case.replyUntil, case.openedAt + 7 * 86_400);
    assert_eq!(case.decideUntil, case.openedAt + 21 * 86_400);
    assert_eq!(world.status(campaign, 1), 9);
    // Nobody decides about the claim, and its author cannot take it out of the case.
    let reviewer = world.responsible(campaign, 1);
    let contested = || ICampaigns::SubmissionNotOpen {
        campaign,
        submission: 1,
        status: 9,
    };
    world.refused(&reviewer, &decide_claim(campaign, 1, true), contested());
    let withdraw = ICampaigns::withdrawSubmissionCall {
        campaign,
        submission: 1,
    };
    world.refused(&alice, &withdraw, contested());

    let receipt = world.judge(&alice, id, false, 0);
    let ended = events::<ICampaigns::ContestEnded>(&receipt);
    assert!(ended[0].restored && ended[0].caseId == id);
    assert_eq!(world.case(id).status, 2);
    let after = world.campaign(campaign);
    assert_eq!(before, after);
    assert_eq!(world.status(campaign, 1), 0);
    world.decide(campaign, 1, true);
    assert_eq!(world.status(campaign, 1), 2);
}

#[test]
fn a_proven_case_refuses_its_claims_and_bars_account_and_content() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 1));
    let other = world.open(world.terms(6, 5));
    let [alice, bob] = [1, 2].map(World::member);
    world.submit(&alice, campaign, "invented");
    world.submit(&bob, campaign, "true");
    assert!(world.submission(campaign, 1).hasPlace && !world.submission(campaign, 2).hasPlace);
    let id = world.prove(&alice, &[(campaign, 1)], 20);

    let case = world.case(id);
    assert_eq!(case.barredUntil, case.decidedAt + 20 * 86_400);
    assert_eq!(world.status(campaign, 1), 3);
    // The place passes on at once.
    assert!(world.submission(campaign, 2).hasPlace);
    let bar = world.ask(&ICases::barredUntilCall {
        account: alice.address,
    });
    assert_eq!((bar.until, bar.id), (case.barredUntil, id));
    let barred = ICampaigns::AccountBarred {
        account: alice.address,
        availableFrom: case.barredUntil,
        caseId: id,
    };
    world.refused(&alice, &submit(other, "something else"), barred);
    let barred = ICampaigns::FactBarred {
        availableFrom: case.barredUntil,
        caseId: id,
    };
    world.refused(&bob, &submit(other, " invented\n"), barred);
    // It is in the record of the account.
    let record = IReputation::provenCasesCall {
        account: alice.address,
        from: 0,
        count: 9,
    };
    let record = world.chain.view(addresses::REPUTATION, &record);
    assert_eq!((record.total, record.page[0].id), (1, id));
    assert_eq!(record.page[0].barredUntil, case.barredUntil);
    // When the bar is over, account and content are as good as others'.
    world.until((case.barredUntil - 2) * 1_000);
    assert!(!world.send(&alice, &submit(other, "new")).success);
    world.submit(&alice, other, "new");
    world.submit(&bob, other, "invented");
    let bar = world.ask(&ICases::barredUntilCall {
        account: alice.address,
    });
    assert_eq!((bar.until, bar.id), (0, 0));
}

#[test]
pub(super) fn both_judges_are_needed_to_overturn_a_proven_case() {
    for (second, status, claim) in [(true, 6, 0), (false, 5, 3)] {
        let mut world = World::of_seconds();
        let campaign = world.open(world.terms(6, 1));
        let alice = World::member(1);
        world.submit(&alice, campaign, "work");
        let id = world.accuse(&alice, &[(campaign, 1)]);
        world.judge(&alice, id, true, 5);
        assert_eq!(world.case(id).status, 3);
        world.does(&alice, &appeal(id));
        let said = world.ask(&ICases::textsCall { id });
        let judges: Vec<Address> = said.hearings.iter().map(|hearing| hearing.judge).collect();
        let case = world.case(id);
        assert_eq!(judges.len(), 2);
        assert!(!judges.contains(&case.opener) && !judges.contains(&case.decider));
        let [first, other] = [0, 1].map(|judge| world.judge_named(judges[judge]));
        world.does(&first, &hear(id, true));
        assert_eq!((world.case(id).status, world.status(campaign, 1)), (4, 9));
        world.does(&other, &hear(id, second));
        assert_eq!(world.case(id).status, status);
        assert_eq!(world.status(campaign, 1), claim);
    }
}

#[test]
pub(super) fn a_case_that_nobody_decides_is_dismissed() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 1));
    let alice = World::member(1);
    world.submit(&alice, campaign, "work");
    let id = world.accuse(&alice, &[(campaign, 1)]);
    world.until((world.case(id).decideUntil - 1) * 1_000);
    assert_eq!((world.case(id).status, world.status(campaign, 1)), (1, 9));
    let block = world.until(world.case(id).decideUntil * 1_000);
    assert!(events::<IErrors::RuleFailed>(&block).is_empty());
    assert_eq!((world.case(id).status, world.status(campaign, 1)), (7, 0));
    assert_eq!(world.case(id).barredUntil, 0);
}

#[test]
pub(super) fn an_approved_claim_takes_its_place_while_it_is_contested_and_is_paid_when_it_is_released()
 {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 1));
    let [alice, bob] = [1, 2].map(World::member);
    world.submit(&alice, campaign, "first");
    world.submit(&bob, campaign, "second");
    world.decide(campaign, 2, true);
    assert_eq!(world.status(campaign, 2), 1);
    let id = world.accuse(&bob, &[(campaign, 2)]);
    world.decide(campaign, 1, false);
    let contested = world.submission(campaign, 2);
    assert_eq!((contested.status, contested.hasPlace), (9, true));
    let held = world.balance(&bob);
    world.judge(&bob, id, false, 0);
    assert_eq!(world.status(campaign, 2), 2);
    assert_eq!(
        world.balance(&bob),
        held + world.submission(campaign, 2).nominal
    );
    assert!(world.balance(&bob) > pos(0));
}

#[test]
fn an_appeal_has_the_time_that_the_case_took() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 1));
    let alice = World::member(1);
    world.submit(&alice, campaign, "work");
    world.decide(campaign, 1, false);
    world.done(&alice, &appeal_refusal(campaign, 1));
    world.days(2);
    let id = world.accuse(&alice, &[(campaign, 1)]);
    // The day comes on which the appeal would have ended.
    world.days(6);
    assert_eq!(world.status(campaign, 1), 9);
    world.judge(&alice, id, false, 0);
    assert_eq!(world.status(campaign, 1), 4);
    let released = world.chain.time().millis();
    // The case was opened in the second after two days.
    world.until(released + 5 * DAY - 1_001);
    assert_eq!(world.status(campaign, 1), 4);
    world.until(released + 5 * DAY - 1_000);
    assert_eq!(world.status(campaign, 1), 3, "the refusal stands");
    assert_eq!(world.campaign(campaign).held, U256::ZERO);
}
