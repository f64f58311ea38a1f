//! From a proposal to what it does.

use super::{
    DAY, World, act, approval, declared, events,
    subject::{ENDLESS, FAILS, LATER, PANICS, SUBJECT, acted},
};
use crate::{
    amounts::Amount, modules::committee::threshold, testing::Member, tests::block_in_every_way,
};
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use wepos_abi::{ICommittee, ICommittee::State, addresses};

#[test]
fn the_threshold_is_two_of_three_and_two_thirds_of_more() {
    let table = [2, 2, 2, 2, 3, 4, 4, 5, 6, 6, 7, 8, 8, 9, 10, 10];
    for (filled, required) in (0..).zip(table) {
        assert_eq!(threshold(filled), required, "{filled} seats");
        // No two disjoint groups can both decide, and two thirds can.
        if filled >= 2 {
            assert!(2 * threshold(filled) > filled);
        }
        if filled > 3 {
            assert!(3 * threshold(filled) >= 2 * filled && 3 * threshold(filled) < 2 * filled + 3);
        }
    }
}

#[test]
fn the_second_of_two_approvals_runs_the_call_at_once() {
    let mut world = World::new(3);
    let id = world.propose(1, SUBJECT, act(1, &[]));
    let before = world.proposal(id);
    assert_eq!(before.state, State::Open);
    assert_eq!((before.filled, before.required, before.eligible), (3, 2, 3));
    assert_eq!((before.approvals, before.rejections), (1, 0));
    assert_eq!(before.lapsesAt, before.openedAt + 14 * 86_400);
    assert_eq!(acted(&world.chain), 0);

    let receipt = world.approve(2, id);
    assert_eq!(acted(&world.chain), 1);
    let after = world.proposal(id);
    assert_eq!(after.state, State::Executed);
    assert_eq!(
        (after.decidedAt, after.effectiveAt),
        (world.now(), world.now())
    );
    assert_eq!(events::<ICommittee::Decided>(&receipt).len(), 1);
    assert_eq!(events::<ICommittee::Executed>(&receipt).len(), 1);
    assert!(world.view(&ICommittee::openProposalsCall {}).is_empty());
    let closed = ICommittee::ProposalClosed {
        id,
        closedAt: after.decidedAt,
    };
    let third = world.member(3);
    world.refused(&third, &approval(id), closed);
}

#[test]
fn what_is_delayed_takes_effect_three_days_after_the_decision() {
    let mut world = World::new(2);
    let call = ICommittee::setParameterCall {
        name: "draftLapseDays".into(),
        value: U256::from(40),
    };
    let value = |world: &World| {
        world.view(&ICommittee::parameterCall {
            name: "draftLapseDays".into(),
        })
    };
    let id = world.propose(1, addresses::COMMITTEE, call.abi_encode());
    world.approve(2, id);
    let scheduled = world.proposal(id);
    assert_eq!(scheduled.state, State::Scheduled);
    assert_eq!(scheduled.effectiveAt, scheduled.decidedAt + 3 * 86_400);
    world.days(2);
    assert_eq!(value(&world), U256::from(30), "not before");
    world.days(1);
    assert_eq!(value(&world), U256::from(40), "on the third day");
    assert_eq!(world.proposal(id).state, State::Executed);
    world.days(30);
    assert_eq!(world.proposal(id).state, State::Executed, "and it stays");
}

#[test]
fn so_many_rejections_that_the_others_are_not_enough_close_a_proposal() {
    let mut world = World::new(4);
    // Three of four are needed: the second rejection is one too many.
    let id = world.propose(1, SUBJECT, act(1, &[]));
    assert!(events::<ICommittee::Rejected>(&world.reject(2, id)).is_empty());
    assert_eq!(world.proposal(id).state, State::Open);
    let receipt = world.reject(3, id);
    assert_eq!(events::<ICommittee::Rejected>(&receipt)[0].rejections, 2);
    let closed = world.proposal(id);
    assert_eq!((closed.state, closed.rejections), (State::Rejected, 2));
    let votes = world.view(&ICommittee::votesCall { id });
    let said: Vec<_> = votes.iter().map(|vote| vote.approves).collect();
    assert_eq!(said, [true, false, false]);
    assert_eq!(votes[0].reasonZh, "为了试一试。");
    assert_eq!(votes[1].reasonEn, "Not like this.");
    assert_eq!(acted(&world.chain), 0);
}

#[test]
fn a_member_may_think_again_and_the_last_word_counts() {
    let mut world = World::new(4);
    let id = world.propose(1, SUBJECT, act(1, &[]));
    world.reject(2, id);
    world.approve(2, id);
    let at = world.now();
    let second = world.member(2);
    world.refused(&second, &approval(id), ICommittee::AlreadyVoted { id, at });
    world.reject(1, id);
    let proposal = world.proposal(id);
    assert_eq!((proposal.approvals, proposal.rejections), (1, 1));
    world.approve(1, id);
    world.approve(3, id);
    assert_eq!(world.proposal(id).state, State::Executed);
}

#[test]
fn a_proposal_lapses_after_fourteen_days_and_never_passes_by_itself() {
    let mut world = World::new(4);
    let id = world.propose(1, SUBJECT, act(1, &[]));
    world.approve(2, id);
    world.days(13);
    assert_eq!(world.proposal(id).state, State::Open);
    world.days(1);
    let lapsed = world.proposal(id);
    assert_eq!(lapsed.state, State::Lapsed);
    assert_eq!(acted(&world.chain), 0);
    let third = world.member(3);
    let closed = ICommittee::ProposalClosed {
        id,
        closedAt: lapsed.decidedAt,
    };
    world.refused(&third, &approval(id), closed);
    assert!(world.view(&ICommittee::openProposalsCall {}).is_empty());
}

#[test]
fn a_proposal_that_spends_a_stage_lapses_with_it() {
    let mut world = World::new(3);
    world.days(25);
    let id = world.propose(1, SUBJECT, declared(1, &[], Some(0), false));
    let boundary = world.chain.network().calendar().month_bounds(1).1;
    assert_eq!(world.proposal(id).lapsesAt, boundary.whole_seconds());
    world.days(6);
    assert_eq!(world.proposal(id).state, State::Lapsed);
    let next = world.propose(1, SUBJECT, declared(1, &[], Some(1), false));
    let proposal = world.proposal(next);
    assert_eq!(proposal.lapsesAt, proposal.openedAt + 14 * 86_400);
}

#[test]
fn a_call_that_fails_is_shown_with_its_error_and_may_be_tried_again_until_it_lapses() {
    for delayed in [false, true] {
        let mut world = World::new(3);
        let id = world.propose(1, SUBJECT, declared(FAILS, &[], None, delayed));
        world.approve(2, id);
        world.days(4);
        let failed = world.proposal(id);
        assert_eq!(failed.state, State::Failed, "delayed: {delayed}");
        let said = wepos_abi::describe_revert(&failed.failure).unwrap();
        assert_eq!(said.english, "not today");
        assert_eq!(acted(&world.chain), 0, "what it did was undone");
        assert_eq!(failed.lapsesAt, failed.effectiveAt + 14 * 86_400);

        let third = world.member(3);
        let again = ICommittee::executeCall { id };
        let receipt = world.done(&third, &again);
        assert_eq!(events::<ICommittee::ExecutionFailed>(&receipt).len(), 1);
        world.days(14);
        let over = ICommittee::NothingToExecute {
            id,
            lapsesAt: failed.lapsesAt,
        };
        world.refused(&third, &again, over);
    }
}

#[test]
fn a_failed_call_that_succeeds_later_keeps_its_approvals() {
    let mut world = World::new(3);
    let id = world.propose(1, SUBJECT, act(LATER, &[]));
    world.approve(2, id);
    assert_eq!(world.proposal(id).state, State::Failed);
    world.days(1);
    let third = world.member(3);
    let again = ICommittee::executeCall { id };
    let stranger = Member::named("ann");
    let account = stranger.address;
    world.refused(&stranger, &again, ICommittee::NotAMember { account });
    world.done(&third, &again);
    let proposal = world.proposal(id);
    assert_eq!(proposal.state, State::Executed);
    assert!(proposal.failure.is_empty());
    assert_eq!(acted(&world.chain), 1);
    let lapses_at = proposal.lapsesAt;
    let twice = ICommittee::NothingToExecute {
        id,
        lapsesAt: lapses_at,
    };
    world.refused(&third, &again, twice);
}

#[test]
fn a_bug_in_what_was_decided_undoes_the_last_approval_or_waits_for_a_member() {
    let mut world = World::new(3);
    let at_once = world.propose(1, SUBJECT, act(PANICS, &[]));
    let second = world.member(2);
    let receipt = world.send(&second, &approval(at_once));
    assert!(!receipt.success);
    assert_eq!(world.proposal(at_once).state, State::Open);
    assert_eq!(world.proposal(at_once).approvals, 1);

    let endless = world.propose(1, SUBJECT, act(ENDLESS, &[]));
    let receipt = world.send(&second, &approval(endless));
    assert!(!receipt.success, "the limit was the approval's");
    assert_eq!(world.proposal(endless).state, State::Open);

    let later = world.propose(1, SUBJECT, declared(PANICS, &[], None, true));
    world.approve(2, later);
    let early = ICommittee::NotEffectiveYet {
        id: later,
        effectiveAt: world.proposal(later).effectiveAt,
    };
    let again = ICommittee::executeCall { id: later };
    world.refused(&second, &again, early);
    world.days(8);
    // The agenda has given up on it, and it is still there for a member to execute.
    assert_eq!(world.proposal(later).state, State::Scheduled);
    assert!(!world.send(&second, &again).success);
    assert_eq!(world.proposal(later).state, State::Scheduled);
    assert_eq!(acted(&world.chain), 0);
}

#[test]
fn the_proposer_alone_withdraws_a_proposal() {
    let mut world = World::new(3);
    let id = world.propose(1, SUBJECT, act(1, &[]));
    let (first, second) = (world.member(1), world.member(2));
    let withdraw = ICommittee::withdrawCall { id };
    let proposer = first.address;
    world.refused(
        &second,
        &withdraw,
        ICommittee::NotTheProposer { id, proposer },
    );
    world.done(&first, &withdraw);
    assert_eq!(world.proposal(id).state, State::Withdrawn);
    let closed_at = world.proposal(id).decidedAt;
    let closed = ICommittee::ProposalClosed {
        id,
        closedAt: closed_at,
    };
    world.refused(&second, &approval(id), closed);
}

#[test]
fn blocks_of_decisions_are_the_same_in_whatever_order_their_keys_arrive() {
    let mut world = World::new(3);
    let [first, second, third] = [1, 2, 3].map(|number| world.member(number));
    let chain_id = world.chain.network().chain_id();
    let raw = |from: &Member, nonce, call: Vec<u8>| {
        let (to, nothing) = (addresses::COMMITTEE, Amount::ZERO);
        from.transaction(chain_id, nonce, to, nothing, call)
    };
    let parameter = ICommittee::setParameterCall {
        name: "openDrafts".into(),
        value: U256::from(5),
    };
    let delayed = super::proposal(addresses::COMMITTEE, parameter.abi_encode());
    let at_once = super::proposal(SUBJECT, act(1, &[third.address]));
    let declare = ICommittee::declareAffiliationCall {
        affiliate: Member::named("ann").address,
    };
    let blocks = [
        vec![
            raw(&first, 0, at_once.abi_encode()),
            raw(&second, 0, approval(0).abi_encode()),
            raw(&third, 0, approval(0).abi_encode()),
            raw(&first, 1, delayed.abi_encode()),
        ],
        vec![
            raw(&third, 1, declare.abi_encode()),
            raw(&third, 2, approval(1).abi_encode()),
        ],
    ];
    for raw in blocks {
        let run = block_in_every_way(&mut world.chain, 1_000, raw);
        assert!(run.excluded.is_empty());
    }
    assert_eq!(acted(&world.chain), 1);
    assert_eq!(world.proposal(1).state, State::Scheduled);
    block_in_every_way(&mut world.chain, 3 * DAY, Vec::new());
    assert_eq!(world.proposal(1).state, State::Executed);
}
