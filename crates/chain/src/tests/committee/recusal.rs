//! Who may not take part: beneficiaries, affiliates, and who stepped back; and what is claimed about them (R13).

use super::{
    DAY, World, act, answer_with, approval, claim_about, declared, events, proposal, rejection,
    subject::{SUBJECT, acted},
};
use crate::testing::Member;
use alloy_primitives::{Address, U256};
use wepos_abi::{ICommittee, ICommittee::RecusalReason, ICommittee::State, addresses};

fn stranger() -> Member {
    Member::named("ann")
}

fn declare(affiliate: Address) -> ICommittee::declareAffiliationCall {
    ICommittee::declareAffiliationCall { affiliate }
}

fn undeclare(affiliate: Address) -> ICommittee::withdrawAffiliationCall {
    ICommittee::withdrawAffiliationCall { affiliate }
}

fn claim(id: u64, member: &Member) -> ICommittee::claimConflictCall {
    claim_about(id, member.address)
}

#[test]
fn who_benefits_is_recused_and_the_threshold_stays() {
    let mut world = World::new(3);
    let (first, second) = (world.member(1), world.member(2));
    // Whoever benefits may open it, and that is no approval.
    let id = world.propose(1, SUBJECT, act(1, &[stranger().address, first.address]));
    let open = world.proposal(id);
    assert_eq!((open.required, open.eligible, open.approvals), (2, 2, 0));
    let recusals = world.view(&ICommittee::recusalsCall { id });
    assert_eq!(recusals.len(), 1);
    assert_eq!(recusals[0].reason, RecusalReason::Beneficiary);
    assert_eq!(
        (recusals[0].member, recusals[0].account),
        (first.address, first.address)
    );
    let recused = ICommittee::MemberRecused {
        id,
        member: first.address,
        account: first.address,
    };
    world.refused(&first, &approval(id), recused.clone());
    world.refused(&first, &rejection(id), recused);
    world.done(&second, &approval(id));
    assert_eq!(acted(&world.chain), 0);
    world.approve(3, id);
    assert_eq!(acted(&world.chain), 1);
}

#[test]
fn an_affiliation_declared_by_either_side_recuses() {
    for by_member in [true, false] {
        let mut world = World::new(3);
        let first = world.member(1);
        let id = world.propose(1, SUBJECT, act(1, &[stranger().address]));
        let (from, to) = if by_member {
            (first.clone(), stranger().address)
        } else {
            (stranger(), first.address)
        };
        assert!(!affiliated(&world, first.address, stranger().address));
        world.done(&from, &declare(to));
        assert!(affiliated(&world, first.address, stranger().address));
        assert!(affiliated(&world, stranger().address, first.address));
        // What was declared after the approval takes its weight.
        assert_eq!(world.proposal(id).approvals, 0);
        assert!(!world.view(&ICommittee::votesCall { id })[0].counts);
        world.approve(2, id);
        assert_eq!(acted(&world.chain), 0);
        let recusals = world.view(&ICommittee::recusalsCall { id });
        assert_eq!(recusals[0].reason, RecusalReason::Affiliate);
        assert_eq!(recusals[0].account, stranger().address);
        world.approve(3, id);
        assert_eq!(acted(&world.chain), 1);
    }
}

fn affiliated(world: &World, one: Address, other: Address) -> bool {
    world.view(&ICommittee::affiliatedCall { one, other })
}

#[test]
fn a_withdrawn_affiliation_counts_and_is_shown_until_the_second_boundary() {
    let mut world = World::new(3);
    let first = world.member(1);
    let ann = stranger().address;
    world.done(&first, &declare(ann));
    world.done(&first, &undeclare(ann));
    let calendar = *world.chain.network().calendar();
    // Stage 0 has one month and stage 1 three.
    let until = calendar.month_bounds(4).1;
    let account = first.address;
    let shown = world.view(&ICommittee::affiliationsCall { account });
    assert_eq!(shown[0].countsUntil, until.whole_seconds());
    assert!(affiliated(&world, account, ann));
    let gone = ICommittee::NotAffiliated {
        account,
        affiliate: ann,
    };
    world.refused(&first, &undeclare(ann), gone.clone());
    let left = until.millis() - 1 - world.chain.time().millis();
    world.chain.block_after(left, Vec::new());
    assert!(affiliated(&world, account, ann));
    world.chain.block_after(1, Vec::new());
    assert!(!affiliated(&world, account, ann));
    assert!(
        world
            .view(&ICommittee::affiliationsCall { account })
            .is_empty()
    );
    world.refused(&first, &undeclare(ann), gone);

    // Declared again before it ended, it stands.
    world.done(&first, &declare(ann));
    world.done(&first, &undeclare(ann));
    world.done(&first, &declare(ann));
    let shown = world.view(&ICommittee::affiliationsCall { account });
    assert_eq!((shown.len(), shown[0].countsUntil), (1, 0));
    let twice = ICommittee::AlreadyAffiliated {
        account,
        affiliate: ann,
    };
    world.refused(&first, &declare(ann), twice);
}

#[test]
fn an_account_has_at_most_sixteen_affiliations_and_withdrawn_ones_count() {
    let mut world = World::new(2);
    let ann = stranger();
    for number in 0..16 {
        world.done(&ann, &declare(Address::repeat_byte(number + 1)));
    }
    let full = ICommittee::TooManyAffiliations {
        account: ann.address,
        maximum: U256::from(16),
    };
    let another = declare(Address::repeat_byte(99));
    world.refused(&ann, &another, full.clone());
    world.done(&ann, &undeclare(Address::repeat_byte(1)));
    world.refused(&ann, &another, full);
    let invalid = |account| ICommittee::InvalidAccount { account };
    for account in [
        Address::ZERO,
        addresses::POOL,
        addresses::BURNED,
        ann.address,
    ] {
        world.refused(&ann, &declare(account), invalid(account));
    }
}

#[test]
fn a_change_of_keys_sheds_no_interest_and_keeps_votes() {
    let mut world = World::new(3);
    let (first, second) = (world.member(1), world.member(2));
    let ann = stranger().address;
    world.done(&first, &declare(ann));
    let affiliate = world.propose(2, SUBJECT, act(1, &[ann]));
    let own = world.propose(2, SUBJECT, act(1, &[first.address]));
    let other = world.propose(1, SUBJECT, act(1, &[]));

    let renewed = Member::named("ben");
    let to = renewed.address;
    let receipt = world.done(&first, &ICommittee::rotateCall { to });
    let told = events::<ICommittee::Rotated>(&receipt);
    assert_eq!((told[0].previous, told[0].current), (first.address, to));
    let account = first.address;
    world.refused(&first, &approval(other), ICommittee::NotAMember { account });
    for (id, account) in [(affiliate, ann), (own, first.address)] {
        let recused = ICommittee::MemberRecused {
            id,
            member: to,
            account,
        };
        world.refused(&renewed, &approval(id), recused);
    }
    assert!(affiliated(&world, to, ann));
    assert!(
        affiliated(&world, first.address, ann),
        "and by its old key too"
    );
    assert!(affiliated(&world, first.address, to));
    // What the old account declares goes on to count for the member.
    world.done(&first, &declare(Address::repeat_byte(7)));
    assert!(affiliated(&world, to, Address::repeat_byte(7)));
    let declared = [to, first.address].map(|account| {
        let list = world.view(&ICommittee::affiliationsCall { account });
        list.iter().map(|one| one.account).collect::<Vec<_>>()
    });
    let both = vec![ann, Address::repeat_byte(7)];
    assert_eq!(declared, [both.clone(), both], "asked by either key");
    // The approval stays, and cannot be given twice.
    assert_eq!(world.proposal(other).approvals, 1);
    let receipt = world.send(&renewed, &approval(other));
    assert!(!receipt.success);
    world.done(&second, &approval(other));
    assert_eq!(acted(&world.chain), 1);
}

#[test]
fn where_too_few_may_take_part_a_proposal_waits_for_a_ballot_and_does_not_lapse() {
    let mut world = World::new(2);
    let first = world.member(1);
    let id = world.propose(2, SUBJECT, act(1, &[first.address]));
    let open = world.proposal(id);
    assert_eq!(open.state, State::NeedsBallot);
    assert_eq!((open.required, open.eligible, open.approvals), (2, 1, 1));
    world.days(14);
    let waits = world.proposal(id);
    assert_eq!(waits.state, State::NeedsBallot);
    assert_eq!(waits.lapsesAt, open.lapsesAt + 14 * 86_400);
    world.days(60);
    assert_eq!(world.proposal(id).state, State::NeedsBallot);
    assert_eq!(acted(&world.chain), 0, "nothing passes by itself");
    assert_eq!(world.view(&ICommittee::openProposalsCall {}), [id]);
    let second = world.member(2);
    world.done(&second, &ICommittee::withdrawCall { id });
    assert_eq!(world.proposal(id).state, State::Withdrawn);
}

#[test]
fn what_needs_a_ballot_still_lapses_when_the_stage_is_over_whose_budget_it_spends() {
    let mut world = World::new(2);
    let first = world.member(1);
    let id = world.propose(2, SUBJECT, declared(1, &[first.address], Some(0), false));
    world.days(29);
    assert_eq!(world.proposal(id).state, State::NeedsBallot);
    world.days(2);
    assert_eq!(world.proposal(id).state, State::Lapsed);
}

#[test]
fn a_claim_has_to_be_answered_before_the_last_approval_counts() {
    let mut world = World::new(3);
    let (first, second) = (world.member(1), world.member(2));
    let id = world.propose(1, SUBJECT, act(1, &[]));
    world.done(&stranger(), &claim(id, &first));
    assert_eq!(world.proposal(id).unansweredClaims, 1);
    let wait = ICommittee::ConflictUnanswered {
        id,
        claim: 0,
        member: first.address,
    };
    world.refused(&second, &approval(id), wait);
    assert_eq!(world.proposal(id).approvals, 1, "it is not kept either");
    let pending = |world: &World, member: &Member| {
        world.view(&ICommittee::pendingCall {
            member: member.address,
        })
    };
    assert_eq!(pending(&world, &first)[0].claims, [0]);
    assert!(!pending(&world, &first)[0].vote);
    assert!(pending(&world, &second)[0].vote);
    let another = ICommittee::ClaimNamesAnother {
        id,
        claim: 0,
        member: first.address,
    };
    world.refused(&second, &answer_with(id, 0, false), another);
    world.done(&first, &answer_with(id, 0, false));
    assert!(pending(&world, &first).is_empty());
    world.done(&second, &approval(id));
    assert_eq!(acted(&world.chain), 1);
    let claims = world.view(&ICommittee::claimsCall { id });
    assert_eq!(claims[0].evidence, "They share an office.");
    assert_eq!(claims[0].answer, "We do not any more.");
    assert!(claims[0].answeredAt >= claims[0].filedAt && !claims[0].recused);
}

#[test]
fn a_claim_about_the_one_who_approves_last_waits_too() {
    let mut world = World::new(3);
    let second = world.member(2);
    let id = world.propose(1, SUBJECT, act(1, &[]));
    world.done(&stranger(), &claim(id, &second));
    let wait = ICommittee::ConflictUnanswered {
        id,
        claim: 0,
        member: second.address,
    };
    world.refused(&second, &approval(id), wait);
    world.done(&second, &answer_with(id, 0, false));
    world.done(&second, &approval(id));
    assert_eq!(acted(&world.chain), 1);
}

#[test]
fn a_claim_about_a_member_who_takes_no_part_stops_nobody() {
    let mut world = World::new(3);
    let third = world.member(3);
    let id = world.propose(1, SUBJECT, act(1, &[]));
    world.done(&stranger(), &claim(id, &third));
    world.approve(2, id);
    assert_eq!(acted(&world.chain), 1);
}

#[test]
fn a_member_who_steps_back_is_recused_from_this_decision_only() {
    let mut world = World::new(3);
    let first = world.member(1);
    let id = world.propose(1, SUBJECT, act(1, &[]));
    let next = world.propose(1, SUBJECT, act(1, &[]));
    world.done(&stranger(), &claim(id, &first));
    world.done(&first, &answer_with(id, 0, true));
    let recusals = world.view(&ICommittee::recusalsCall { id });
    assert_eq!(recusals[0].reason, RecusalReason::Own);
    assert_eq!(world.proposal(id).approvals, 0);
    world.approve(2, id);
    assert_eq!(acted(&world.chain), 0);
    world.approve(3, id);
    assert_eq!(acted(&world.chain), 1);
    world.approve(2, next);
    assert_eq!(acted(&world.chain), 2);
}

#[test]
fn claims_are_one_for_each_account_and_eight_for_each_proposal() {
    let mut world = World::new(3);
    let first = world.member(1);
    let id = world.propose(1, SUBJECT, act(1, &[]));
    let ann = stranger();
    world.done(&ann, &claim(id, &first));
    let twice = ICommittee::AlreadyClaimed {
        id,
        claimant: ann.address,
        claim: 0,
    };
    world.refused(&ann, &claim(id, &world.member(2)), twice);
    for number in 1..8 {
        let claimant = Member::named(&format!("claimant {number}"));
        let to = claimant.address;
        let gift = crate::amounts::Amount::pos(1);
        assert!(world.chain.send(&ann, to, gift, Vec::new()).success);
        world.done(&claimant, &claim(id, &first));
    }
    let ben = Member::named("ben");
    let full = ICommittee::TooManyClaims {
        id,
        maximum: U256::from(8),
    };
    world.refused(&ben, &claim(id, &first), full);
    world.done(&first, &answer_with(id, 3, false));
    let at = world.now();
    let answered = ICommittee::ClaimAnswered { id, claim: 3, at };
    world.refused(&first, &answer_with(id, 3, true), answered);
    let unknown = ICommittee::UnknownClaim {
        id,
        claim: 8,
        count: U256::from(8),
    };
    world.refused(&first, &answer_with(id, 8, true), unknown);
}

#[test]
fn an_account_without_a_record_can_claim_nothing() {
    let mut world = World::new(2);
    let first = world.member(1);
    let id = world.propose(1, SUBJECT, act(1, &[]));
    let nobody = Member::named("nobody");
    let chain_id = world.chain.network().chain_id();
    let input = alloy_sol_types::SolCall::abi_encode(&claim(id, &first));
    let nothing = crate::amounts::Amount::ZERO;
    let raw = nobody.transaction(chain_id, 0, addresses::COMMITTEE, nothing, input);
    let (_, excluded) = world.chain.block_after(DAY, vec![raw]);
    assert_eq!(excluded.len(), 1);
    assert_eq!(world.proposal(id).unansweredClaims, 0);
}

#[test]
fn who_benefits_by_an_affiliate_of_an_affiliate_is_not_recused() {
    let mut world = World::new(2);
    let first = world.member(1);
    let (ann, ben) = (stranger(), Member::named("ben"));
    world.done(&first, &declare(ann.address));
    world.done(&ann, &declare(ben.address));
    assert!(!affiliated(&world, first.address, ben.address));
    let second = world.member(2);
    world.done(&second, &proposal(SUBJECT, act(1, &[ben.address])));
    world.approve(1, 0);
    assert_eq!(acted(&world.chain), 1);
}
