//! What a case does to claims of all kinds, and what a bar does to an account.

use super::*;
use crate::modules::campaigns::tests::{
    appeal as appeal_refusal, decide as decide_on, hear as hear_refusal, nominate, submit,
};
use alloy_primitives::B256;
use alloy_sol_types::{SolError, SolStruct};
use wepos_abi::{
    IIdentity,
    attestation::{Acceptance, identity_domain},
};

const QUIZ: u8 = 2;

/// A learner without an anchor, whose result waits in a new quiz.
fn waiting(world: &mut World) -> (u64, Member) {
    let quiz = world.open(world.terms_by(QUIZ, 30));
    let learner = Member::named("a learner");
    let call = world.result(quiz, 1, learner.address);
    world.done(&World::member(9), &call);
    assert_eq!(
        (world.status(quiz, 1), world.campaign(quiz).waiting),
        (7, 1)
    );
    (quiz, learner)
}

fn anchor(world: &mut World, learner: &Member) {
    let event = world.open(world.terms_by(1, 3));
    let call = world.ticket(event, 1, learner.address);
    world.done(&World::member(9), &call);
}

#[test]
fn a_result_that_waits_for_an_anchor_is_not_paid_while_it_is_contested() {
    let mut world = World::of_seconds();
    let (quiz, learner) = waiting(&mut world);
    let id = world.accuse(&learner, &[(quiz, 1)]);
    anchor(&mut world, &learner);
    let block = world.days(3);
    assert!(events::<IErrors::RuleFailed>(&block).is_empty());
    assert_eq!(
        (world.status(quiz, 1), world.campaign(quiz).paid),
        (9, U256::ZERO)
    );
    world.judge(&learner, id, false, 0);
    assert_eq!(world.status(quiz, 1), 7);
    // It is looked at every day, and paid like what waits.
    world.days(1);
    assert_eq!(
        (world.status(quiz, 1), world.campaign(quiz).waiting),
        (2, 0)
    );
    world.assert_sound();
}

#[test]
fn a_released_result_without_an_anchor_waits_again() {
    let mut world = World::of_seconds();
    let (quiz, learner) = waiting(&mut world);
    let id = world.accuse(&learner, &[(quiz, 1)]);
    // The accused has no account yet, and can answer all the same.
    world.judge(&learner, id, false, 0);
    assert_eq!(
        (world.status(quiz, 1), world.campaign(quiz).waiting),
        (7, 1)
    );
    anchor(&mut world, &learner);
    world.days(1);
    assert_eq!(world.status(quiz, 1), 2);
}

#[test]
fn a_result_whose_campaign_closed_meanwhile_is_told_so() {
    let mut world = World::of_seconds();
    let (quiz, learner) = waiting(&mut world);
    world.until_day(27);
    let id = world.accuse(&learner, &[(quiz, 1)]);
    world.until_day(31);
    assert_eq!(world.status(quiz, 1), 9);
    let receipt = world.judge(&learner, id, false, 0);
    let told = events::<ICampaigns::ResultNotPaid>(&receipt);
    assert!(
        told[0]
            .cause
            .starts_with(&ICampaigns::CampaignClosed::SELECTOR)
    );
    assert_eq!(
        (world.status(quiz, 1), world.campaign(quiz).waiting),
        (8, 0)
    );
}

#[test]
fn a_proven_result_is_refused_and_its_attempt_stays_spent() {
    let mut world = World::of_seconds();
    let (quiz, learner) = waiting(&mut world);
    world.prove(&learner, &[(quiz, 1)], 2);
    assert_eq!(
        (world.status(quiz, 1), world.campaign(quiz).waiting),
        (3, 0)
    );
    anchor(&mut world, &learner);
    world.days(2);
    assert_eq!(world.campaign(quiz).paid, U256::ZERO);
    let error = ICampaigns::AlreadyRedeemed {
        campaign: quiz,
        number: 1,
        submission: 1,
    };
    let call = world.result(quiz, 1, learner.address);
    world.refused(&learner, &call, error);
    world.assert_sound();
}

#[test]
pub(super) fn what_waits_when_its_account_is_barred_is_not_paid() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 1));
    let other = world.open(world.terms(6, 1));
    let (quiz, learner) = waiting(&mut world);
    let [alice, bob] = [1, 2].map(World::member);
    // The learner has an approved claim that waits for a place, an open one, and a result that waits for an anchor.
    world.submit(&alice, campaign, "first");
    world.submit(&learner, campaign, "second");
    world.submit(&bob, campaign, "third");
    world.decide(campaign, 2, true);
    world.submit(&learner, other, "open");
    world.prove(&learner, &[(other, 1)], 15);
    let bar = world.ask(&ICases::barredUntilCall {
        account: learner.address,
    });
    let barred = ICampaigns::AccountBarred {
        account: learner.address,
        availableFrom: bar.until,
        caseId: bar.id,
    };
    // The approval had anchored the account, and the result was paid then: what is paid is never touched.
    assert_eq!(world.status(quiz, 1), 2);
    let paid = world.balance(&learner);
    world.decide(campaign, 1, false);
    assert_eq!(
        world.status(campaign, 2),
        8,
        "its turn came while it was barred"
    );
    assert!(world.submission(campaign, 3).hasPlace, "and passed on");
    assert_eq!(world.balance(&learner), paid);
    world.refused(&learner, &submit(campaign, "more"), barred.clone());
    let event = world.open(world.terms_by(1, 3));
    let call = world.ticket(event, 1, learner.address);
    world.refused(&alice, &call, barred);
    world.assert_sound();
}

#[test]
fn an_approval_for_a_barred_account_is_refused_until_the_bar_is_over() {
    let mut world = World::of_seconds();
    let mut terms = world.terms(6, 3);
    terms.nominations = true;
    let campaign = world.open(terms);
    let other = world.open(world.terms(6, 1));
    let [alice, bob] = [1, 2].map(World::member);
    world.submit(&alice, other, "false");
    world.submit(&alice, campaign, "true");
    world.prove(&alice, &[(other, 1)], 10);
    let bar = world.ask(&ICases::barredUntilCall {
        account: alice.address,
    });
    let barred = || ICampaigns::AccountBarred {
        account: alice.address,
        availableFrom: bar.until,
        caseId: bar.id,
    };
    let reviewer = world.responsible(campaign, 1);
    world.refused(&reviewer, &decide_on(campaign, 1, true), barred());
    let nominate = nominate(campaign, alice.address, "She did it");
    world.refused(&bob, &nominate, barred());
    world.until(bar.until * 1_000);
    world.decide(campaign, 1, true);
    assert_eq!(world.status(campaign, 1), 2);
}

#[test]
fn who_is_barred_invites_nobody() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 3));
    let [alice, guest] = [World::member(1), Member::named("a guest")];
    let link = Member::named("a link");
    let network = world.chain.network();
    let domain = identity_domain(network.chain_id(), network.hash());
    let invitation = IIdentity::Invitation {
        inviter: alice.address,
        stage: 0,
        number: 1,
        holder: link.address,
    };
    let acceptance = Acceptance {
        inviter: alice.address,
        stage: 0,
        number: 1,
        account: guest.address,
    };
    let signed = |by: &Member, hash: B256| by.sign(hash).as_bytes().to_vec().into();
    let call = IIdentity::acceptCall {
        signature: signed(&alice, invitation.eip712_signing_hash(&domain)),
        holderSignature: signed(&link, acceptance.eip712_signing_hash(&domain)),
        invitation,
        account: guest.address,
    };
    world.submit(&alice, campaign, "false");
    world.prove(&alice, &[(campaign, 1)], 10);
    let bar = world.ask(&ICases::barredUntilCall {
        account: alice.address,
    });
    let accept = |world: &mut World| {
        let to = addresses::IDENTITY;
        let input = call.abi_encode();
        world.chain.send(&World::member(2), to, Amount::ZERO, input)
    };
    let error = IIdentity::InviterBarred {
        inviter: alice.address,
        availableFrom: bar.until,
        caseId: bar.id,
    };
    assert_eq!(accept(&mut world).error, error.abi_encode());
    let may_invite = |world: &World| {
        let call = IIdentity::invitationsCall {
            inviter: alice.address,
            stage: 0,
        };
        world.chain.view(addresses::IDENTITY, &call).mayInvite
    };
    assert!(!may_invite(&world));
    world.until(bar.until * 1_000);
    assert!(may_invite(&world) && accept(&mut world).success);
}

#[test]
fn an_appeal_in_favour_of_a_barred_account_pays_nothing() {
    let mut world = World::of_seconds();
    let campaign = world.open(world.terms(6, 1));
    let other = world.open(world.terms(6, 1));
    let alice = World::member(1);
    world.submit(&alice, other, "false");
    world.submit(&alice, campaign, "true");
    let id = world.accuse(&alice, &[(other, 1)]);
    world.judge(&alice, id, true, 20);
    world.days(5);
    world.decide(campaign, 1, false);
    world.done(&alice, &appeal_refusal(campaign, 1));
    world.days(3);
    assert_eq!(world.case(id).status, 5);
    let review = world.view(&ICampaigns::reviewCall {
        campaign,
        submission: 1,
    });
    let [first, second] = [0, 1].map(|judge| world.reviewer(review.hearings[judge].judge));
    world.done(&first, &hear_refusal(campaign, 1, true));
    let bar = world.ask(&ICases::barredUntilCall {
        account: alice.address,
    });
    let barred = ICampaigns::AccountBarred {
        account: alice.address,
        availableFrom: bar.until,
        caseId: bar.id,
    };
    world.refused(&second, &hear_refusal(campaign, 1, true), barred);
    world.assert_sound();
}

#[test]
fn one_case_reaches_sixteen_claims_and_each_finds_its_way() {
    let mut world = World::of_seconds();
    let alice = World::member(1);
    let mut named = Vec::new();
    for number in 0..16 {
        let campaign = world.open(world.terms(6, 1));
        world.submit(&alice, campaign, &format!("work {number}"));
        named.push((campaign, 1));
    }
    let receipt = world.does(&world.committee[0].clone(), &open(alice.address, &named));
    assert!(receipt.gas_used < 2_000_000, "{}", receipt.gas_used);
    assert!(world.chain.rounds <= 16, "{}", world.chain.rounds);
    let id = 1;
    let receipt = world.judge(&alice, id, false, 0);
    assert!(receipt.gas_used < 2_000_000, "{}", receipt.gas_used);
    assert!(world.chain.rounds <= 16, "{}", world.chain.rounds);
    assert!(
        named
            .iter()
            .all(|(campaign, number)| world.status(*campaign, *number) == 0)
    );
    // None of them is contested again; those of another member are proven.
    let seat = world.committee[1].clone();
    let error = ICases::NotContestable {
        campaign: 1,
        submission: 1,
        status: 0,
    };
    world.fails(&seat, &open(alice.address, &named), error);
    let bob = World::member(2);
    for (campaign, number) in &mut named {
        *number = world.submit(&bob, *campaign, &format!("other work {campaign}"));
    }
    world.prove(&bob, &named, 1);
    assert!(
        named
            .iter()
            .all(|(campaign, number)| world.status(*campaign, *number) == 3)
    );
    world.assert_sound();
}

#[test]
fn of_two_bars_the_longer_one_holds() {
    let mut world = World::of_seconds();
    let alice = World::member(1);
    let [one, other] = [0, 1].map(|_| {
        let terms = world.terms(6, 1);
        world.open(terms)
    });
    world.submit(&alice, one, "one");
    world.submit(&alice, other, "other");
    let first = world.accuse(&alice, &[(one, 1)]);
    let second = world.accuse(&alice, &[(other, 1)]);
    world.judge(&alice, first, true, 20);
    world.judge(&alice, second, true, 9);
    world.days(7);
    let bar = world.ask(&ICases::barredUntilCall {
        account: alice.address,
    });
    assert_eq!((bar.until, bar.id), (world.case(first).barredUntil, first));
    let of_account = world.ask(&ICases::casesOfCall {
        account: alice.address,
        from: 1,
        count: 5,
    });
    assert_eq!((of_account.total, of_account.page[0].id), (2, second));
    let fact = world.submission(other, 1).fact;
    let bar = world.ask(&ICases::factBarredUntilCall { fact });
    assert_eq!(bar.id, second);
}

#[test]
fn a_case_against_somebody_elses_nomination_reaches_what_it_would_pay() {
    let mut world = World::of_seconds();
    let mut terms = world.terms(6, 3);
    terms.nominations = true;
    let campaign = world.open(terms);
    let [alice, bob] = [1, 2].map(World::member);
    let nominate = nominate(campaign, bob.address, "He did it");
    world.done(&alice, &nominate);
    world.prove(&alice, &[(campaign, 1)], 9);
    assert_eq!(world.status(campaign, 1), 3);
    // Bob is accused of nothing, and may bring his own work.
    assert_eq!(world.submit(&bob, campaign, "I did it"), 2);
    assert!(!world.send(&alice, &nominate).success);
}
