//! What is earned without a reviewer: tickets, graded results, what is paid at once; and anchors.

use super::{DAY, World, events, nominate, pos, submit};
use crate::{Failure, amounts::Amount, testing::Member};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolStruct};
use wepos_abi::{
    ICampaigns::{self, Attestation},
    addresses,
    attestation::{Redemption, campaigns_domain},
};

mod attack;
mod delegations;
mod forms;
mod nominations;
mod recurring;
mod signers;

const QUIZ: u16 = 7;
const EVENT: u16 = 2;

/// The base rewards of both.
pub(super) const BASE: u64 = 10;

impl World {
    /// Terms of a campaign that somebody's key, or nobody, decides; it may stay open until the boundary.
    pub(crate) fn terms_by(&self, decided_by: u8, places: u32) -> ICampaigns::Terms {
        let launch = self.chain.network().calendar().launch().millis();
        let activity = if decided_by == 1 { EVENT } else { QUIZ };
        ICampaigns::Terms {
            decidedBy: decided_by,
            key: if [1, 2].contains(&decided_by) {
                key().address
            } else {
                Address::ZERO
            },
            closesAt: (launch + 30 * DAY) / 1_000,
            ..self.terms(activity, places)
        }
    }

    pub(crate) fn signed(&self, by: &Member, attestation: &Attestation) -> Vec<u8> {
        let network = self.chain.network();
        let domain = campaigns_domain(network.chain_id(), network.hash());
        let signature = by.sign(attestation.eip712_signing_hash(&domain));
        signature.as_bytes().to_vec()
    }

    fn agreed(&self, holder: &Member, attestation: &Attestation, account: Address) -> Vec<u8> {
        let network = self.chain.network();
        let domain = campaigns_domain(network.chain_id(), network.hash());
        let redemption = Redemption {
            campaign: attestation.campaign,
            number: attestation.number,
            account,
        };
        let signature = holder.sign(redemption.eip712_signing_hash(&domain));
        signature.as_bytes().to_vec()
    }

    /// The call that redeems ticket `number` for `account`.
    pub(crate) fn ticket(
        &self,
        campaign: u64,
        number: u32,
        account: Address,
    ) -> ICampaigns::redeemCall {
        let holder = Member::named(&format!("ticket {campaign} {number}"));
        let attestation = Attestation {
            campaign,
            number,
            holder: holder.address,
            expiresAt: 0,
            data: B256::ZERO,
        };
        ICampaigns::redeemCall {
            signature: self.signed(&key(), &attestation).into(),
            holderSignature: self.agreed(&holder, &attestation, account).into(),
            attestation,
            account,
        }
    }

    /// The call that redeems a graded result of `account`.
    pub(crate) fn result(
        &self,
        campaign: u64,
        attempt: u32,
        account: Address,
    ) -> ICampaigns::redeemCall {
        let attestation = Attestation {
            campaign,
            number: attempt,
            holder: account,
            expiresAt: 0,
            data: B256::repeat_byte(1),
        };
        ICampaigns::redeemCall {
            signature: self.signed(&key(), &attestation).into(),
            holderSignature: Vec::new().into(),
            attestation,
            account,
        }
    }

    pub(crate) fn anchor_of(&self, account: Address) -> (u8, B256) {
        let answer = self.view(&ICampaigns::anchorOfCall { account });
        (answer.kind, answer.source)
    }
}

/// The organiser's key for tickets and results: an account that nobody else knows.
pub(super) fn key() -> Member {
    Member::named("the key of the campaign")
}

#[test]
fn a_ticket_is_paid_at_once_anchors_its_account_and_works_once() {
    let mut world = World::new();
    let id = world.open(world.terms_by(1, 3));
    let visitor = Member::named("a visitor");
    assert_eq!(world.anchor_of(visitor.address).0, 0);
    let call = world.ticket(id, 2, visitor.address);
    let receipt = world.done(&visitor, &call);
    assert_eq!(world.balance(&visitor), pos(BASE));
    let (kind, source) = world.anchor_of(visitor.address);
    assert_eq!((kind, source.0[23], source.0[31]), (1, 1, 1));
    let redeemed: Vec<ICampaigns::Redeemed> = events(&receipt);
    assert_eq!((redeemed[0].key, redeemed[0].number), (key().address, 2));
    let submission = world.submission(id, 1);
    assert_eq!((submission.status, submission.hasPlace), (2, true));

    let again = world.ticket(id, 2, World::member(1).address);
    let error = ICampaigns::AlreadyRedeemed {
        campaign: id,
        number: 2,
        submission: 1,
    };
    world.refused(&World::member(1), &again, error);
    let another = world.ticket(id, 3, visitor.address);
    let error = ICampaigns::RewardsExhausted {
        campaign: id,
        rewards: 1,
        maximum: 1,
    };
    world.refused(&visitor, &another, error);
    world.assert_sound();
}

#[test]
fn who_sees_a_redemption_cannot_turn_it_to_another_account() {
    let mut world = World::new();
    let id = world.open(world.terms_by(1, 3));
    let (visitor, thief) = (World::member(1), World::member(2));
    let seen = world.ticket(id, 1, visitor.address);
    let stolen = ICampaigns::redeemCall {
        account: thief.address,
        ..seen.clone()
    };
    let holder = seen.attestation.holder;
    let error = ICampaigns::WrongHolder {
        holder,
        account: thief.address,
    };
    world.refused(&thief, &stolen, error);
    // But anybody may carry it.
    world.done(&thief, &seen);
    assert_eq!(world.submission(id, 1).account, visitor.address);
}

#[test]
fn a_ticket_is_not_redeemed_once_more_for_its_own_key() {
    let mut world = World::new();
    let id = world.open(world.terms_by(1, 3));
    let visitor = World::member(1);
    let own = Member::named(&format!("ticket {id} 1"));
    let to_itself = world.ticket(id, 1, own.address);
    let error = ICampaigns::WrongHolder {
        holder: own.address,
        account: own.address,
    };
    world.refused(&visitor, &to_itself, error.clone());
    let ticket = world.ticket(id, 1, visitor.address);
    world.done(&visitor, &ticket);
    world.refused(&visitor, &to_itself, error);
    assert_eq!(world.campaign(id).rewarded, 1);
}

#[test]
fn a_ticket_of_another_campaign_network_or_key_is_refused() {
    let mut world = World::new();
    let id = world.open(world.terms_by(1, 3));
    let other = world.open(world.terms_by(1, 3));
    let visitor = World::member(1);
    let good = world.ticket(id, 1, visitor.address);
    let wrong_signer = |world: &mut World, call: &ICampaigns::redeemCall| {
        let receipt = world.send(&visitor, call);
        let error = ICampaigns::WrongSigner::abi_decode(&receipt.error).expect("another signer");
        assert_eq!(error.key, key().address);
        assert_ne!(error.signer, key().address);
    };
    let mut elsewhere = good.clone();
    elsewhere.attestation.campaign = other;
    wrong_signer(&mut world, &elsewhere);
    let mut renumbered = good.clone();
    renumbered.attestation.number = 2;
    wrong_signer(&mut world, &renumbered);
    let mut unsigned = good.clone();
    unsigned.signature = vec![0; 64].into();
    wrong_signer(&mut world, &unsigned);
    let mut forged = good.clone();
    let signature = world.signed(&Member::named("somebody"), &good.attestation);
    forged.signature = signature.into();
    wrong_signer(&mut world, &forged);
    // The same words under another genesis document.
    let domain = campaigns_domain(world.chain.network().chain_id(), B256::ZERO);
    let mut foreign = good.clone();
    let signature = key().sign(good.attestation.eip712_signing_hash(&domain));
    foreign.signature = signature.as_bytes().to_vec().into();
    wrong_signer(&mut world, &foreign);
    world.done(&visitor, &good);
}

#[test]
fn a_ticket_has_a_number_that_was_approved_and_an_end() {
    let mut world = World::new();
    let id = world.open(world.terms_by(1, 3));
    let visitor = World::member(1);
    for number in [0, 4] {
        let error = ICampaigns::TermOutOfRange {
            term: "number".into(),
            value: U256::from(number),
            minimum: U256::ONE,
            maximum: U256::from(3),
        };
        let call = world.ticket(id, number, visitor.address);
        world.refused(&visitor, &call, error);
    }
    let holder = Member::named("a ticket with an end");
    let attestation = Attestation {
        campaign: id,
        number: 1,
        holder: holder.address,
        expiresAt: world.now() + 100,
        data: B256::ZERO,
    };
    let call = ICampaigns::redeemCall {
        signature: world.signed(&key(), &attestation).into(),
        holderSignature: (world.agreed(&holder, &attestation, visitor.address)).into(),
        account: visitor.address,
        attestation,
    };
    let expired_at = call.attestation.expiresAt;
    world.until(expired_at * 1_000);
    let error = ICampaigns::AttestationExpired {
        expiredAt: expired_at,
    };
    world.refused(&visitor, &call, error);
    // With the campaign every ticket ends.
    world.until_day(30);
    let call = world.ticket(id, 2, visitor.address);
    let receipt = world.send(&visitor, &call);
    ICampaigns::CampaignClosed::abi_decode(&receipt.error).expect("it is over");
}

#[test]
fn a_result_waits_for_an_anchor_and_is_paid_when_it_comes() {
    let mut world = World::new();
    let quiz = world.open(world.terms_by(2, 30));
    let event = world.open(world.terms_by(1, 3));
    let learner = Member::named("a learner");
    let call = world.result(quiz, 1, learner.address);
    world.done(&learner, &call);
    let waiting = world.submission(quiz, 1);
    assert_eq!((waiting.status, waiting.hasPlace), (7, false));
    let campaign = world.campaign(quiz);
    assert_eq!((campaign.waiting, campaign.placesTaken), (1, 0));
    assert_eq!(campaign.held, U256::ZERO, "nothing is kept back for it");
    let results = world.view(&ICampaigns::waitingResultsCall {
        account: learner.address,
    });
    assert_eq!(results.len(), 1);
    assert_eq!(world.balance(&learner), U256::ZERO);

    let call = world.ticket(event, 1, learner.address);
    world.done(&learner, &call);
    // The next block pays what waited, without being asked.
    world.until(world.chain.time().millis() + 1_000);
    assert_eq!(world.submission(quiz, 1).status, 2);
    assert_eq!(world.balance(&learner), pos(2 * BASE));
    let campaign = world.campaign(quiz);
    assert_eq!((campaign.waiting, campaign.rewarded), (0, 1));
    world.assert_sound();
}

#[test]
fn an_attempt_counts_once_and_an_anchored_learner_is_paid_at_once() {
    let mut world = World::new();
    let terms = ICampaigns::Terms {
        rewardsPerAccount: 2,
        ..world.terms_by(2, 60)
    };
    let quiz = world.open(terms);
    let learner = World::member(1);
    let call = world.result(quiz, 1, learner.address);
    let before = world.balance(&learner);
    world.done(&learner, &call);
    assert_eq!(world.balance(&learner) - before, pos(BASE));
    let error = ICampaigns::AlreadyRedeemed {
        campaign: quiz,
        number: 1,
        submission: 1,
    };
    world.refused(&learner, &call, error);
    let other = ICampaigns::redeemCall {
        account: World::member(2).address,
        ..world.result(quiz, 2, learner.address)
    };
    let error = ICampaigns::WrongHolder {
        holder: learner.address,
        account: World::member(2).address,
    };
    world.refused(&learner, &other, error);
    let second = world.result(quiz, 2, learner.address);
    world.done(&learner, &second);
    assert_eq!(world.campaign(quiz).rewarded, 2);
}

#[test]
fn a_result_is_lost_when_the_campaign_closes_before_the_anchor() {
    let mut world = World::new();
    let mut terms = world.terms_by(2, 30);
    terms.closesAt = world.now() + 5 * 86_400;
    let quiz = world.open(terms);
    let event = world.open(world.terms_by(1, 3));
    let learner = Member::named("a learner");
    let call = world.result(quiz, 1, learner.address);
    world.done(&learner, &call);
    world.days(6);
    assert_eq!(world.submission(quiz, 1).status, 8);
    let call = world.ticket(event, 1, learner.address);
    world.done(&learner, &call);
    let receipt = world.until(world.chain.time().millis() + 1_000);
    let lost: Vec<ICampaigns::ResultNotPaid> = events(&receipt);
    assert_eq!(lost[0].account, learner.address);
    ICampaigns::CampaignClosed::abi_decode(&lost[0].cause).expect("the reason is told");
    assert_eq!(world.submission(quiz, 1).status, 8);
    assert_eq!(world.balance(&learner), pos(BASE));
    assert_eq!(world.campaign(quiz).waiting, 0);
    world.assert_sound();
}

#[test]
fn a_day_pays_its_share_and_the_refusal_says_when_the_next_begins() {
    let mut world = World::new();
    // Thirty places over thirty days, less the moments that have passed: one or two a day.
    let quiz = world.open(world.terms_by(2, 30));
    let opens_at = world.campaign(quiz).terms.opensAt;
    let left = world.campaign(quiz).leftToday;
    assert_eq!(left, pos(BASE));
    let call = world.result(quiz, 1, World::member(1).address);
    world.done(&World::member(1), &call);
    assert_eq!(world.campaign(quiz).leftToday, U256::ZERO);
    let call = world.result(quiz, 1, World::member(2).address);
    let available_from = opens_at + 86_400;
    let error = ICampaigns::DailyCeiling {
        campaign: quiz,
        paidToday: pos(BASE),
        ceiling: pos(BASE),
        availableFrom: available_from,
    };
    world.refused(&World::member(2), &call, error);
    world.until(available_from * 1_000);
    world.done(&World::member(2), &call);
    // What was not used grows the later days.
    world.days(15);
    let days = 30 - 16;
    let per_day = 28_u64.div_ceil(days);
    let expected: U256 = pos(BASE * per_day);
    assert_eq!(world.campaign(quiz).leftToday, expected);
}

#[test]
fn what_waited_and_met_the_ceiling_is_paid_the_next_day() {
    let mut world = World::new();
    let quiz = world.open(world.terms_by(2, 30));
    let event = world.open(world.terms_by(1, 3));
    let learner = Member::named("a learner");
    let call = world.result(quiz, 1, learner.address);
    world.done(&learner, &call);
    let call = world.result(quiz, 1, World::member(1).address);
    world.done(&World::member(1), &call);
    let call = world.ticket(event, 1, learner.address);
    world.done(&learner, &call);
    world.until(world.chain.time().millis() + 1_000);
    assert_eq!(world.submission(quiz, 1).status, 7, "today is used up");
    world.days(1);
    assert_eq!(world.submission(quiz, 1).status, 2);
    assert_eq!(world.balance(&learner), pos(2 * BASE));
    world.assert_sound();
}

#[test]
fn a_reviewer_stops_a_key_and_only_the_committee_lets_it_go_on() {
    let mut world = World::new();
    let id = world.open(world.terms_by(1, 3));
    let reviewed = world.open(world.terms(6, 3));
    let (reviewer, visitor) = (world.reviewers[0].clone(), World::member(1));
    let stop = |campaign| ICampaigns::stopKeyCall {
        campaign,
        reason: "门票被转卖 tickets are resold".into(),
    };
    let error = ICampaigns::NotReviewer {
        account: visitor.address,
    };
    world.refused(&visitor, &stop(id), error);
    let error = ICampaigns::NoSuchKey { campaign: reviewed };
    world.refused(&reviewer, &stop(reviewed), error);
    let resume = ICampaigns::resumeKeyCall { campaign: id };
    assert!(!world.decide_on(&resume).success, "nothing was stopped");
    world.done(&reviewer, &stop(id));
    assert!(world.campaign(id).stopped);
    let call = world.ticket(id, 1, visitor.address);
    let error = ICampaigns::KeyIsStopped { campaign: id };
    world.refused(&visitor, &call, error);
    world.refused(
        &world.reviewers[1].clone(),
        &stop(id),
        ICampaigns::KeyIsStopped { campaign: id },
    );
    assert!(world.decide_on(&resume).success);
    world.done(&visitor, &call);
}

#[test]
fn the_organiser_gets_nothing_by_its_own_key() {
    let mut world = World::new();
    let id = world.open(world.terms_by(1, 3));
    let organiser = world.organiser.clone();
    for account in [organiser.address, key().address] {
        let call = world.ticket(id, 1, account);
        let error = ICampaigns::OrganiserExcluded {
            campaign: id,
            organiser: organiser.address,
        };
        world.refused(&organiser, &call, error);
    }
    for account in [Address::ZERO, addresses::POOL] {
        let call = world.ticket(id, 1, account);
        world.refused(&organiser, &call, ICampaigns::CannotTakePart { account });
    }
}

#[test]
fn each_way_refuses_the_others_with_its_name() {
    let mut world = World::new();
    let tickets = world.open(world.terms_by(1, 3));
    let at_once = world.open(world.terms_by(3, 30));
    let member = World::member(1);
    let other_way = |campaign, decided_by| {
        Failure::from(ICampaigns::OtherWay {
            campaign,
            decidedBy: decided_by,
        })
    };
    world.refused(&member, &submit(tickets, "text"), other_way(tickets, 1));
    let call = world.ticket(at_once, 1, member.address);
    world.refused(&member, &call, other_way(at_once, 3));
    let nominate = nominate(at_once, World::member(2).address, "text");
    let error = ICampaigns::NominationsNotTaken { campaign: at_once };
    world.refused(&member, &nominate, error);
    world.done(&member, &submit(at_once, "text"));
    assert_eq!(world.submission(at_once, 1).status, 2);
}

#[test]
fn terms_that_disagree_are_refused_by_name() {
    let mut world = World::new();
    let organiser = world.organiser.clone();
    let with = |world: &World, decided_by, change: fn(&mut ICampaigns::Terms)| {
        let mut terms = world.terms_by(decided_by, 3);
        change(&mut terms);
        super::propose(terms)
    };
    type Change = fn(&mut ICampaigns::Terms);
    let cases: [(u8, &str, Change); 10] = [
        (1, "key", |terms| terms.key = Address::ZERO),
        (3, "key", |terms| terms.key = key().address),
        (2, "rewardsPerFact", |terms| terms.rewardsPerFact = 2),
        (2, "everyDays", |terms| terms.everyDays = 1),
        (3, "streak", |terms| terms.streak = 2),
        (3, "nominations", |terms| terms.nominations = true),
        (1, "nominations", |terms| terms.nominations = true),
        (3, "scores", |terms| terms.scores = 3),
        (4, "scores", |terms| terms.scores = 4),
        (3, "threshold", |terms| terms.threshold = 60),
    ];
    for (decided_by, term, change) in cases {
        let call = with(&world, decided_by, change);
        let error = ICampaigns::TermsDisagree {
            term: term.into(),
            decidedBy: decided_by,
        };
        world.refused(&organiser, &call, error);
    }
    let call = with(&world, 3, |terms| terms.decidedBy = 6);
    let receipt = world.send(&organiser, &call);
    let error = ICampaigns::TermOutOfRange::abi_decode(&receipt.error).expect("out of range");
    assert_eq!(error.term, "decidedBy");
}

#[test]
fn who_was_invited_stands_alone_by_another_anchor_and_may_invite_then() {
    use wepos_abi::{
        IIdentity,
        attestation::{Acceptance, Invitation, identity_domain},
    };
    let mut world = World::new();
    let event = world.open(world.terms_by(1, 3));
    let (inviter, friend, link) = (World::member(1), Member::named("friend"), key());
    let invitation = Invitation {
        inviter: inviter.address,
        stage: 0,
        number: 1,
        holder: link.address,
    };
    let acceptance = Acceptance {
        inviter: inviter.address,
        stage: 0,
        number: 1,
        account: friend.address,
    };
    let network = world.chain.network().clone();
    let domain = identity_domain(network.chain_id(), network.hash());
    let signed = |by: &Member, hash| by.sign(hash).as_bytes().to_vec().into();
    let accept = IIdentity::acceptCall {
        signature: signed(&inviter, invitation.eip712_signing_hash(&domain)),
        holderSignature: signed(&link, acceptance.eip712_signing_hash(&domain)),
        invitation,
        account: friend.address,
    };
    let receipt = world.chain.send(
        &friend,
        addresses::IDENTITY,
        Amount::ZERO,
        accept.abi_encode(),
    );
    assert!(receipt.success);
    let may_invite = |world: &World| {
        let call = IIdentity::invitationsCall {
            inviter: friend.address,
            stage: 0,
        };
        world.chain.view(addresses::IDENTITY, &call).mayInvite
    };
    assert!(!may_invite(&world));
    let call = world.ticket(event, 1, friend.address);
    world.done(&friend, &call);
    assert_eq!(world.anchor_of(friend.address).0, 1);
    assert!(may_invite(&world));
}

#[test]
fn an_approval_anchors_also_who_waits_for_a_place() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 1));
    let (first, second) = (World::member(1), Member::named("second in line"));
    world.submit(&first, id, "one");
    world.submit(&second, id, "two");
    world.decide(id, 2, true);
    assert_eq!(world.submission(id, 2).status, 1);
    assert_eq!(world.anchor_of(second.address).0, 3);
}

#[test]
fn refusals_of_reviewers_do_not_keep_anybody_from_an_event() {
    let mut world = World::new();
    let calls = world.open(world.terms(6, 3));
    let event = world.open(world.terms_by(1, 3));
    let member = World::member(1);
    for number in 1..=3 {
        world.submit(&member, calls, &format!("try {number}"));
        world.decide(calls, number, false);
    }
    let receipt = world.send(&member, &submit(calls, "try 4"));
    ICampaigns::SubmissionsSpacedOut::abi_decode(&receipt.error).expect("it must wait");
    let call = world.ticket(event, 1, member.address);
    world.done(&member, &call);
}

#[test]
fn sixty_four_race_for_the_last_three_places_and_exactly_three_succeed() {
    let mut world = World::new();
    let id = world.open(world.terms_by(1, 3));
    let chain_id = world.chain.network().chain_id();
    // Valid signatures for three numbers only would hide the race: every one of them carries its own.
    let racers: Vec<Member> = (0..64)
        .map(|n| Member::named(&format!("racer {n}")))
        .collect();
    let raw = racers
        .iter()
        .enumerate()
        .map(|(position, racer)| {
            let call = world.ticket(id, position as u32 % 3 + 1, racer.address);
            let input = call.abi_encode();
            racer.transaction(chain_id, 0, addresses::CAMPAIGNS, Amount::ZERO, input)
        })
        .collect();
    world.chain.block_after(1_000, raw);
    let paid = (racers.iter()).filter(|racer| world.balance(racer) > U256::ZERO);
    assert_eq!(paid.count(), 3);
    let campaign = world.campaign(id);
    assert_eq!((campaign.rewarded, campaign.live), (3, 3));
    world.assert_sound();

    // The same for places of a campaign that nobody decides, by members who all have a record and an anchor.
    let mut world = World::new();
    let mut terms = world.terms_by(3, 3);
    // One day, whose ceiling is everything.
    terms.closesAt = terms.opensAt + 86_400;
    let id = world.open(terms);
    let chain_id = world.chain.network().chain_id();
    let raw = (1..=12)
        .map(|number| {
            let member = World::member(number);
            let nonce = world.chain.account(member.address).nonce;
            let input = submit(id, "here").abi_encode();
            member.transaction(chain_id, nonce, addresses::CAMPAIGNS, Amount::ZERO, input)
        })
        .collect();
    let (outcome, _) = world.chain.block_after(1_000, raw);
    let won = outcome
        .receipts
        .iter()
        .filter(|receipt| receipt.kind == 2 && receipt.success);
    assert_eq!(won.count(), 3);
    assert_eq!(world.campaign(id).rewarded, 3);
    world.assert_sound();
}

#[test]
fn what_nobody_redeemed_burns_at_the_boundary_or_goes_back_before() {
    let mut world = World::new();
    let mut early = world.terms_by(1, 10);
    early.closesAt = world.now() + 5 * 86_400;
    let early = world.open(early);
    let late = world.open(world.terms_by(1, 10));
    let visitor = World::member(1);
    for id in [early, late] {
        let call = world.ticket(id, 1, visitor.address);
        world.done(&visitor, &call);
    }
    let receipt = world.days(6);
    let returned: Vec<ICampaigns::BudgetReturned> = events(&receipt);
    assert_eq!((returned[0].campaign, returned[0].places), (early, 9));
    world.until_day(31);
    let campaign = world.campaign(late);
    assert_eq!((campaign.status, campaign.held), (5, U256::ZERO));
    assert_eq!(campaign.paid, pos(BASE));
}
