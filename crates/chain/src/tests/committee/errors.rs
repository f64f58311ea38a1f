//! Every action of a member with every error it can give, in order of precedence: each case breaks its rule and as many
//! of the rules after it as can be broken at once, so that the first one that fails decides.

use super::{
    World, act,
    subject::{HOPELESS, ISubject, SUBJECT},
};
use crate::{Failure, amounts::Amount, testing::Member};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{Panic, PanicKind, SolCall};
use wepos_abi::{ICommittee, IErrors, addresses};

fn ann() -> Member {
    Member::named("ann")
}

fn long() -> String {
    "长".repeat(683)
}

fn propose(target: Address, call: Vec<u8>, zh: &str, en: &str) -> ICommittee::proposeCall {
    ICommittee::proposeCall {
        target,
        callData: call.into(),
        reasonZh: zh.into(),
        reasonEn: en.into(),
    }
}

fn too_long(length: usize, maximum: usize) -> ICommittee::TextTooLong {
    ICommittee::TextTooLong {
        length: U256::from(length),
        maximum: U256::from(maximum),
    }
}

#[test]
fn propose_gives_its_errors_in_order() {
    let mut world = World::new(3);
    let first = world.member(1);
    let long = long();
    let huge = vec![0; 4_097];
    let many = [1, 2, 3, 4, 5].map(Address::repeat_byte);
    let undecidable = |target, selector: [u8; 4]| ICommittee::NotDecidable {
        target,
        selector: selector.into(),
    };
    let secret = ISubject::secretCall { value: 1 };
    let unknown: [u8; 4] = [1, 2, 3, 4];
    let cases: Vec<(ICommittee::proposeCall, Failure)> = vec![
        (
            propose(SUBJECT, huge.clone(), " ", "\n"),
            ICommittee::TextMissing {}.into(),
        ),
        (
            propose(SUBJECT, huge.clone(), &long, &long),
            too_long(2_049, 2_048).into(),
        ),
        (
            propose(SUBJECT, huge.clone(), "好", &long),
            too_long(2_049, 2_048).into(),
        ),
        (
            propose(SUBJECT, huge, "好", ""),
            ICommittee::CallTooLong {
                length: U256::from(4_097),
                maximum: U256::from(4_096),
            }
            .into(),
        ),
        (
            propose(ann().address, secret.abi_encode(), "", "Why"),
            undecidable(ann().address, ISubject::secretCall::SELECTOR).into(),
        ),
        (
            propose(addresses::TOKEN, unknown.to_vec(), "", "Why"),
            undecidable(addresses::TOKEN, unknown).into(),
        ),
        (
            propose(SUBJECT, secret.abi_encode(), "", "Why"),
            undecidable(SUBJECT, ISubject::secretCall::SELECTOR).into(),
        ),
        (
            propose(SUBJECT, unknown.to_vec(), "", "Why"),
            Failure::empty(),
        ),
        (
            propose(SUBJECT, act(HOPELESS, &many), "", "Why"),
            IErrors::ReadOnlyCall {}.into(),
        ),
        (
            propose(SUBJECT, act(1, &many), "", "Why"),
            ICommittee::TooManyBeneficiaries {
                count: U256::from(5),
                maximum: U256::from(4),
            }
            .into(),
        ),
    ];
    for (call, _) in &cases {
        let account = ann().address;
        world.refused(&ann(), call, ICommittee::NotAMember { account });
    }
    for (call, error) in cases {
        world.refused(&first, &call, error.clone());
        if call.reasonZh.len() + call.reasonEn.len() < 10 && !call.reasonEn.trim().is_empty() {
            let declares = ICommittee::declaresCall {
                target: call.target,
                callData: call.callData,
            };
            world.refused(&ann(), &declares, error);
        }
    }
    for _ in 0..3 {
        world.propose(1, SUBJECT, act(1, &[]));
    }
    let error = ICommittee::TooManyOpenProposals {
        member: first.address,
        open: U256::from(3),
        maximum: U256::from(3),
    };
    world.refused(&first, &propose(SUBJECT, act(1, &[]), "好", ""), error);
    assert_eq!(world.view(&ICommittee::seatsCall {})[0].openProposals, 3);
    world.approve(2, 1);
    world.propose(1, SUBJECT, act(1, &[]));
}

#[test]
fn a_text_may_have_exactly_2048_bytes_and_a_call_exactly_4096() {
    let mut world = World::new(2);
    let first = world.member(1);
    let text = "x".repeat(2_048);
    let mut call = act(1, &[]);
    call.resize(4_096, 0);
    world.done(&first, &propose(SUBJECT, call, &text, &text));
    let proposal = world.proposal(0);
    assert_eq!(
        (proposal.reasonZh.len(), proposal.callData.len()),
        (2_048, 4_096)
    );
}

#[test]
fn votes_give_their_errors_in_order() {
    let mut world = World::new(4);
    let (first, second) = (world.member(1), world.member(2));
    let own = world.propose(2, SUBJECT, act(1, &[first.address]));
    let closed = world.propose(2, SUBJECT, act(1, &[first.address]));
    world.done(&second, &ICommittee::withdrawCall { id: closed });
    let at = world.proposal(closed).decidedAt;
    let cases: Vec<(u64, String, Failure)> = vec![
        (9, " ".into(), ICommittee::TextMissing {}.into()),
        (9, long(), too_long(2_049, 2_048).into()),
        (
            9,
            "好".into(),
            ICommittee::UnknownProposal { id: 9, count: 2 }.into(),
        ),
        (
            closed,
            "好".into(),
            ICommittee::ProposalClosed {
                id: closed,
                closedAt: at,
            }
            .into(),
        ),
        (
            own,
            "好".into(),
            ICommittee::MemberRecused {
                id: own,
                member: first.address,
                account: first.address,
            }
            .into(),
        ),
    ];
    for (id, reason, error) in cases {
        let approve = ICommittee::approveCall {
            id,
            reasonZh: reason.clone(),
            reasonEn: String::new(),
        };
        let reject = ICommittee::rejectCall {
            id,
            reasonZh: reason,
            reasonEn: String::new(),
        };
        let account = ann().address;
        world.refused(&ann(), &approve, ICommittee::NotAMember { account });
        world.refused(&ann(), &reject, ICommittee::NotAMember { account });
        world.refused(&first, &approve, error.clone());
        world.refused(&first, &reject, error);
    }
}

#[test]
fn claims_and_answers_give_their_errors_in_order() {
    let mut world = World::new(3);
    let (first, second) = (world.member(1), world.member(2));
    let open = world.propose(1, SUBJECT, act(1, &[]));
    let closed = world.propose(1, SUBJECT, act(1, &[]));
    world.approve(2, closed);
    let closed_error: Failure = ICommittee::ProposalClosed {
        id: closed,
        closedAt: world.now(),
    }
    .into();
    let unknown: Failure = ICommittee::UnknownProposal { id: 9, count: 2 }.into();
    let cases: Vec<(u64, String, Failure)> = vec![
        (9, String::new(), ICommittee::TextMissing {}.into()),
        (9, long(), too_long(2_049, 2_048).into()),
        (9, "x".into(), unknown),
        (closed, "x".into(), closed_error),
    ];
    for (id, text, error) in cases {
        let claim = ICommittee::claimConflictCall {
            id,
            member: ann().address,
            evidence: text.clone(),
        };
        world.refused(&ann(), &claim, error.clone());
        let answer = ICommittee::answerConflictCall {
            id,
            claim: 9,
            answer: text,
            recuse: true,
        };
        let account = ann().address;
        world.refused(&ann(), &answer, ICommittee::NotAMember { account });
        world.refused(&first, &answer, error);
    }
    let claim = |member: &Member| ICommittee::claimConflictCall {
        id: open,
        member: member.address,
        evidence: "x".into(),
    };
    world.done(&ann(), &claim(&second));
    let account = ann().address;
    world.refused(&ann(), &claim(&ann()), ICommittee::NotAMember { account });
}

#[test]
fn what_is_asked_about_nothing_says_so() {
    let mut world = World::new(2);
    let id = 3;
    let unknown: Failure = ICommittee::UnknownProposal { id, count: 0 }.into();
    let account = ann().address;
    let no_member: Failure = ICommittee::NotAMember { account }.into();
    let name = "nothing".to_owned();
    let no_parameter: Failure = ICommittee::UnknownParameter { name: name.clone() }.into();
    world.refused(&ann(), &ICommittee::proposalCall { id }, unknown.clone());
    world.refused(&ann(), &ICommittee::votesCall { id }, unknown.clone());
    world.refused(&ann(), &ICommittee::claimsCall { id }, unknown.clone());
    world.refused(&ann(), &ICommittee::recusalsCall { id }, unknown.clone());
    world.refused(
        &ann(),
        &ICommittee::pendingCall { member: account },
        no_member.clone(),
    );
    world.refused(
        &ann(),
        &ICommittee::seatOfCall { member: account },
        no_member,
    );
    world.refused(&ann(), &ICommittee::parameterCall { name }, no_parameter);
    let first = world.member(1);
    world.refused(&first, &ICommittee::withdrawCall { id }, unknown.clone());
    world.refused(&first, &ICommittee::executeCall { id }, unknown);
    let page = ICommittee::proposalsCall { from: 0, count: 9 };
    assert!(world.view(&page).is_empty());
}

#[test]
fn pages_hold_sixteen_and_begin_where_they_are_told() {
    let mut world = World::new(7);
    for number in 1..=6 {
        for value in 0..3 {
            world.propose(number, SUBJECT, act(value, &[]));
        }
    }
    let page = |from, count| {
        let list = world.view(&ICommittee::proposalsCall { from, count });
        list.iter().map(|proposal| proposal.id).collect::<Vec<_>>()
    };
    assert_eq!(page(0, 100), (0..16).collect::<Vec<_>>());
    assert_eq!(page(16, 100), [16, 17]);
    assert_eq!(page(5, 2), [5, 6]);
    assert!(page(18, 1).is_empty() && page(u64::MAX, u64::MAX).is_empty());
}

#[test]
fn an_inbox_answers_with_as_much_open_as_there_may_be() {
    let mut world = World::new(15);
    let benefits =
        |number: u8| [0, 1, 2, 3].map(|part| Address::repeat_byte(number * 4 + part + 1));
    for number in 1..=15_u8 {
        for _ in 0..3 {
            let call = act(1, &benefits(number));
            world.propose(usize::from(number), SUBJECT, call);
        }
    }
    assert_eq!(world.view(&ICommittee::openProposalsCall {}).len(), 45);
    let member = world.member(1).address;
    let inbox = world.view(&ICommittee::pendingCall { member });
    assert_eq!(inbox.len(), 42, "all but its own three");
    let page = ICommittee::proposalsCall {
        from: 20,
        count: 16,
    };
    assert_eq!(world.view(&page).len(), 16);
    // The tenth approval, with everybody's declarations to look at, is an ordinary transaction.
    for number in 2..=10 {
        world.approve(number, 0);
    }
    assert_eq!(world.proposal(0).state, ICommittee::State::Executed);
}

#[test]
fn nothing_here_takes_pos_and_a_bug_is_named_as_one() {
    let mut world = World::new(2);
    let first = world.member(1);
    let view = ICommittee::seatsCall {}.abi_encode();
    let sent = world
        .chain
        .send(&first, addresses::COMMITTEE, Amount::UNIT, view);
    let not_payable: Failure = IErrors::NotPayable {}.into();
    assert_eq!(sent.error, not_payable.into_revert().to_vec());
    let id = world.propose(1, SUBJECT, act(super::subject::PANICS, &[]));
    let second = world.member(2);
    let bug: Failure = Panic::from(PanicKind::Assert).into();
    world.refused(&second, &super::approval(id), bug);
}
