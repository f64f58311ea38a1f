//! Errors in order of precedence: each case breaks its rule and the ones after it. And what a refusal suggests, works.

use super::*;
use wepos_abi::ICommittee;

fn length(text: &str, length: usize, maximum: usize) -> ICases::TextLength {
    ICases::TextLength {
        text: text.into(),
        length: U256::from(length),
        minimum: U256::ONE,
        maximum: U256::from(maximum),
    }
}

fn affiliate(world: &mut World, one: &Member, other: &Member) {
    let call = ICommittee::declareAffiliationCall {
        affiliate: other.address,
    };
    let to = addresses::COMMITTEE;
    let receipt = world.chain.send(one, to, Amount::ZERO, call.abi_encode());
    assert!(receipt.success);
}

#[test]
fn opening_gives_its_errors_in_order() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 3));
    let [alice, bob, carol] = [1, 2, 3].map(World::member);
    world.submit(&alice, campaign, "work");
    world.submit(&bob, campaign, "other work");
    let seat = world.committee[0].clone();
    // Everything is wrong; each step puts one thing right.
    let mut call = open(alice.address, &[(campaign, 1); 17]);
    call.evidence = "  ".into();
    world.fails(&carol, &call, length("evidence", 0, 4_096));
    call.evidence = "x".repeat(4_097);
    world.fails(&carol, &call, length("evidence", 4_097, 4_096));
    call.evidence = "x".repeat(4_096);
    let count = |count| ICases::ClaimCount { count, maximum: 16 };
    world.fails(&carol, &call, count(17));
    call.claims = Vec::new();
    world.fails(&carol, &call, count(0));
    call.claims = claims(&[(9, 1)]);
    let error = ICases::MayNotDecide {
        account: carol.address,
    };
    world.fails(&carol, &call, error);
    affiliate(&mut world, &seat, &alice);
    let unknown = |campaign, submission| ICases::UnknownClaim {
        campaign,
        submission,
    };
    world.fails(&seat, &call, unknown(9, 1));
    call.claims = claims(&[(campaign, 1), (campaign, 3)]);
    world.fails(&seat, &call, unknown(campaign, 3));
    call.claims = claims(&[(campaign, 2)]);
    let error = ICases::NotOfAccused {
        campaign,
        submission: 2,
        account: bob.address,
        author: bob.address,
    };
    world.fails(&seat, &call, error);
    // The same claim twice: the second time it is contested.
    call.claims = claims(&[(campaign, 1), (campaign, 1)]);
    let not_open = |submission, status| ICases::NotContestable {
        campaign,
        submission,
        status,
    };
    world.fails(&seat, &call, not_open(1, 9));
    call.claims = claims(&[(campaign, 1)]);
    let error = ICases::HasInterest {
        account: seat.address,
        party: alice.address,
    };
    world.fails(&seat, &call, error);
    let seat = world.committee[1].clone();
    world.does(&seat, &call);
    world.fails(&seat, &call, not_open(1, 9));
    // What is paid or refused is out of reach.
    world.decide(campaign, 2, true);
    call = open(bob.address, &[(campaign, 2)]);
    world.fails(&seat, &call, not_open(2, 2));
    let third = world.submit(&carol, campaign, "third");
    world.decide(campaign, third, false);
    call = open(carol.address, &[(campaign, third)]);
    world.fails(&seat, &call, not_open(third, 3));
}

#[test]
fn a_case_needs_one_to_decide_and_two_to_hear() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 3));
    let alice = World::member(1);
    world.submit(&alice, campaign, "work");
    let [seat, other] = [0, 1].map(|seat| world.committee[seat].clone());
    let reviewer = world.reviewers[0].clone();
    affiliate(&mut world, &alice, &other);
    affiliate(&mut world, &alice, &reviewer);
    let call = open(alice.address, &[(campaign, 1)]);
    let error = ICases::TooFewToDecide {
        eligible: 2,
        needed: 3,
    };
    world.fails(&seat, &call, error);
    let name = ICampaigns::nameReviewerCall {
        reviewer: World::member(9).address,
    };
    assert!(world.decide_on(&name).success);
    world.does(&seat, &call);
}

#[test]
fn replies_give_their_errors_in_order() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 3));
    let [alice, bob] = [1, 2].map(World::member);
    world.submit(&alice, campaign, "work");
    let mut call = reply(1);
    call.text = " ".into();
    world.fails(&bob, &call, length("text", 0, 4_096));
    call = reply(1);
    let unknown = ICases::UnknownCase { id: 1, count: 0 };
    world.fails(&bob, &call, unknown);
    let id = world.accuse(&alice, &[(campaign, 1)]);
    let account = alice.address;
    world.fails(&bob, &call, ICases::NotAccused { id, account });
    let until = world.case(id).replyUntil;
    world.until((until - 2) * 1_000);
    world.does(&alice, &call);
    let replied = world.case(id).repliedAt;
    let error = ICases::AlreadyReplied { repliedAt: replied };
    world.fails(&alice, &call, error);
    let reviewer = world.reviewer(world.case(id).reviewer);
    world.does(&reviewer, &decide(id, false, 0));
    world.fails(&alice, &call, ICases::WrongStatus { id, status: 2 });

    world.submit(&bob, campaign, "other");
    let id = world.accuse(&bob, &[(campaign, 2)]);
    let until = world.case(id).replyUntil;
    world.until(until * 1_000);
    let error = ICases::ReplyOver { closedAt: until };
    world.fails(&bob, &reply(id), error);
}

#[test]
pub(super) fn decisions_give_their_errors_in_order() {
    let mut world = World::of_seconds();
    let mut terms = world.terms(6, 3);
    terms.nominations = true;
    let campaign = world.open(terms);
    let [alice, bob, carol] = [1, 2, 3].map(World::member);
    world.submit(&alice, campaign, "work");
    let opener = world.reviewers[0].clone();
    let [seat, other] = [0, 1].map(|seat| world.committee[seat].clone());
    let mut call = decide(1, true, 31);
    call.reason = String::new();
    world.fails(&carol, &call, length("reason", 0, 1_024));
    call = decide(1, true, 31);
    world.fails(&carol, &call, ICases::UnknownCase { id: 1, count: 0 });
    world.does(&opener, &open(alice.address, &[(campaign, 1)]));
    let id = 1;
    let not_reviewer = |account| ICases::MayNotDecide { account };
    world.fails(&carol, &call, not_reviewer(carol.address));
    affiliate(&mut world, &seat, &alice);
    affiliate(&mut world, &other, &opener);
    let case = world.case(id);
    let error = ICases::ReplyAwaited {
        availableFrom: case.replyUntil,
    };
    world.fails(&seat, &call, error);
    world.until(case.replyUntil * 1_000);
    let recused = |account, party| ICases::HasInterest { account, party };
    world.fails(&seat, &call, recused(seat.address, alice.address));
    // Whoever opened it never decides it, and neither do its affiliates.
    world.fails(&opener, &call, recused(opener.address, opener.address));
    world.fails(&other, &call, recused(other.address, opener.address));
    let responsible = world.reviewer(case.reviewer);
    let mut reviewers = world.reviewers.clone();
    reviewers.retain(|one| ![opener.address, responsible.address].contains(&one.address));
    let error = ICases::NotResponsible {
        id,
        reviewer: responsible.address,
        availableFrom: case.openToAllAt,
    };
    world.fails(&reviewers[0], &call, error);
    let too_long = |days, maximum| ICases::BarTooLong {
        barDays: days,
        maximum,
    };
    world.fails(&responsible, &call, too_long(31, 30));
    world.fails(&responsible, &decide(id, false, 1), too_long(1, 0));
    // Some days later it is everybody's.
    world.until(case.openToAllAt * 1_000);
    world.does(&reviewers[0], &decide(id, true, 30));
    let wrong = ICases::WrongStatus { id, status: 3 };
    world.fails(&responsible, &call, wrong);
    let _ = bob;
}

#[test]
fn appeals_give_their_errors_in_order() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 3));
    let [alice, bob] = [1, 2].map(World::member);
    world.submit(&alice, campaign, "work");
    let id = world.accuse(&alice, &[(campaign, 1)]);
    let mut call = appeal(id);
    call.reason = "x".repeat(1_025);
    world.fails(&bob, &call, length("reason", 1_025, 1_024));
    world.fails(&bob, &appeal(2), ICases::UnknownCase { id: 2, count: 1 });
    let account = alice.address;
    world.fails(&bob, &appeal(id), ICases::NotAccused { id, account });
    world.fails(&alice, &appeal(id), ICases::WrongStatus { id, status: 0 });
    world.judge(&alice, id, true, 0);
    // With the one who decided, the two other reviewers and a seat are left: affiliates of the accused hear nothing.
    let case = world.case(id);
    let others: Vec<Member> = (world.reviewers.iter())
        .filter(|one| one.address != case.decider)
        .cloned()
        .collect();
    affiliate(&mut world, &alice, &others[0]);
    let seat = world.committee[1].clone();
    affiliate(&mut world, &seat, &alice);
    let error = ICases::TooFewToHear {
        eligible: 1,
        needed: 2,
    };
    world.fails(&alice, &appeal(id), error);
    let name = ICampaigns::nameReviewerCall {
        reviewer: World::member(9).address,
    };
    assert!(world.decide_on(&name).success);
    let early = hear(id, true);
    let wrong = ICases::WrongStatus { id, status: 3 };
    world.fails(&others[1], &early, wrong);
    world.does(&alice, &appeal(id));
    world.fails(&alice, &appeal(id), ICases::WrongStatus { id, status: 4 });

    let mut call = hear(id, true);
    call.reason = String::new();
    world.fails(&bob, &call, length("reason", 0, 1_024));
    let call = hear(id, true);
    let error = ICases::HearsNothing {
        account: bob.address,
    };
    world.fails(&bob, &call, error);
    world.does(&others[1], &call);
    let error = ICases::AlreadyHeard {
        account: others[1].address,
    };
    world.fails(&others[1], &call, error);
    let ninth = World::member(9);
    affiliate(&mut world, &ninth, &alice);
    let error = ICases::HasInterest {
        account: ninth.address,
        party: alice.address,
    };
    world.fails(&ninth, &call, error);
    // In silence the decision stands.
    let until = world.case(id).hearUntil;
    world.until(until * 1_000);
    assert_eq!(world.case(id).status, 5);
    let wrong = ICases::WrongStatus { id, status: 5 };
    world.fails(&others[0], &call, wrong);
}
