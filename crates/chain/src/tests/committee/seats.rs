//! Seats, terms, caretakers and keys (R13, WP-69, WP-70).

use super::{
    DAY, World, act, approval, events,
    subject::{SUBJECT, acted},
};
use crate::{
    amounts::Amount,
    block::Receipt,
    genesis::{Genesis, NetworkKind, RuleBook, WhitePaperNetwork},
    testing::{LAUNCH, Member, TestChain, genesis},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use wepos_abi::{ICommittee, ICommittee::State, addresses};

fn seat(member: &Member, name: &str) -> Vec<u8> {
    ICommittee::seatCall {
        member: member.address,
        name: name.into(),
    }
    .abi_encode()
}

fn renew(member: &Member) -> Vec<u8> {
    ICommittee::renewCall {
        member: member.address,
    }
    .abi_encode()
}

fn fill(caretaker: &Member, member: &Member, name: &str) -> Vec<u8> {
    ICommittee::fillCall {
        caretaker: caretaker.address,
        member: member.address,
        name: name.into(),
    }
    .abi_encode()
}

impl World {
    /// Members 1 and 2 decide on a call of the committee, and its delay passes.
    fn decided(&mut self, call: Vec<u8>) -> u64 {
        let id = self.propose(1, addresses::COMMITTEE, call);
        self.approve(2, id);
        self.days(3);
        id
    }

    fn seats(&self) -> Vec<ICommittee::Seat> {
        self.view(&ICommittee::seatsCall {})
    }

    fn month_end(&self, month: u32) -> u64 {
        let calendar = self.chain.network().calendar();
        calendar.month_bounds(month).1.whole_seconds()
    }

    /// Goes to the start of the month after `month`.
    fn until_after(&mut self, month: u32) {
        let end = self.chain.network().calendar().month_bounds(month).1;
        let left = end.millis() - self.chain.time().millis();
        self.chain.block_after(left, Vec::new());
    }
}

#[test]
fn a_real_network_begins_with_wetez_and_soros_report_who_can_act_though_they_hold_nothing() {
    let [wetez, soros_report] = ["wetez", "sorosreport"].map(Member::named);
    let genesis = Genesis::white_paper(WhitePaperNetwork {
        network: "wepos".into(),
        kind: NetworkKind::Main,
        chain_id: 7_331,
        launch: LAUNCH,
        wetez: wetez.address,
        soros_report: soros_report.address,
        validators: genesis(&[], None).validators,
        rule_book: RuleBook::default(),
    });
    let mut chain = TestChain::new(genesis.unwrap());
    let seats = chain.view(addresses::COMMITTEE, &ICommittee::seatsCall {});
    let names: Vec<_> = seats.iter().map(|seat| seat.name.as_str()).collect();
    assert_eq!(names, ["Wetez", "SorosReport"]);
    let boundaries = &chain.network().genesis().month_boundaries;
    let month_5 = boundaries[4].whole_seconds();
    assert!(seats.iter().all(|seat| seat.termEndsAt == month_5));
    let threshold = chain.view(addresses::COMMITTEE, &ICommittee::thresholdCall {});
    assert_eq!((threshold.filled, threshold.required), (2, 2));

    let third = Member::named("third");
    let proposal = super::proposal(addresses::COMMITTEE, seat(&third, "Third"));
    let mut act = |from: &Member, input: Vec<u8>| -> Receipt {
        chain.send(from, addresses::COMMITTEE, Amount::ZERO, input)
    };
    assert!(act(&wetez, proposal.abi_encode()).success);
    assert!(act(&soros_report, approval(0).abi_encode()).success);
    chain.block_after(3 * DAY, Vec::new());
    let seats = chain.view(addresses::COMMITTEE, &ICommittee::seatsCall {});
    assert_eq!((seats.len(), seats[2].member), (3, third.address));
}

#[test]
fn a_development_network_seats_three_ready_accounts_by_their_roles() {
    let roles = ["wetez", "sorosreport", "dev1"];
    let members = roles.map(Member::named);
    let mut genesis = genesis(&[&members[0], &members[1], &members[2]], None);
    let ready = genesis.development.take().unwrap().ready_accounts;
    let ready = ready.into_iter().zip(roles).map(|(account, role)| {
        let role = role.into();
        crate::genesis::ReadyAccount { role, ..account }
    });
    let genesis = Genesis::development(crate::genesis::DevelopmentNetwork {
        launch: LAUNCH,
        chain_id: None,
        month_length_ms: None,
        validators: genesis.validators,
        ready_accounts: ready.collect(),
    });
    let chain = TestChain::new(genesis.unwrap());
    let seats = chain.view(addresses::COMMITTEE, &ICommittee::seatsCall {});
    let found: Vec<_> = seats.iter().map(|seat| seat.member).collect();
    assert_eq!(found, members.map(|member| member.address));
}

#[test]
fn a_new_seat_takes_three_days_and_counts_for_the_threshold_from_then_on() {
    let mut world = World::new(3);
    let new = Member::named("new");
    let waiting = world.propose(3, SUBJECT, act(1, &[]));
    let id = world.propose(1, addresses::COMMITTEE, seat(&new, "New"));
    world.approve(2, id);
    assert_eq!(world.seats().len(), 3);
    world.days(3);
    assert_eq!(world.proposal(id).state, State::Executed);
    let seats = world.seats();
    assert_eq!(
        (seats.len(), seats[3].id, seats[3].name.as_str()),
        (4, 3, "New")
    );
    assert_eq!(seats[3].seatedAt, world.now());
    assert_eq!(seats[3].termEndsAt, world.month_end(4));
    // Two approvals were enough when it was opened; now three are.
    world.approve(1, waiting);
    assert_eq!(world.proposal(waiting).state, State::Open);
    world.done(&new, &approval(waiting));
    assert_eq!(acted(&world.chain), 1);
}

#[test]
fn whom_a_seat_is_for_is_recused_and_so_is_who_belongs_to_it() {
    let mut world = World::new(3);
    let (first, new) = (world.member(1), Member::named("new"));
    let declare = ICommittee::declareAffiliationCall {
        affiliate: new.address,
    };
    world.done(&first, &declare);
    let id = world.propose(1, addresses::COMMITTEE, seat(&new, "New"));
    assert_eq!(world.proposal(id).approvals, 0);
    world.until_after(1);
    let renewal = world.propose(2, addresses::COMMITTEE, renew(&first));
    let recused = ICommittee::MemberRecused {
        id: renewal,
        member: first.address,
        account: first.address,
    };
    world.refused(&first, &approval(renewal), recused);
}

#[test]
fn an_ended_term_leaves_a_caretaker_who_votes_until_renewed_or_replaced() {
    let mut world = World::new(3);
    let (first, second, third) = (world.member(1), world.member(2), world.member(3));
    let new = Member::named("new");
    let ends_at = world.month_end(4);
    let runs = |member: &Member| ICommittee::TermRuns {
        member: member.address,
        endsAt: ends_at,
    };
    let of_committee = |call| super::proposal(addresses::COMMITTEE, call);
    world.refused(&first, &of_committee(renew(&third)), runs(&third));
    world.refused(
        &first,
        &of_committee(fill(&third, &new, "New")),
        runs(&third),
    );
    world.until_after(4);
    assert!(world.seats().iter().all(|seat| seat.caretaker));
    assert_eq!(world.view(&ICommittee::thresholdCall {}).filled, 3);

    world.decided(fill(&third, &new, "New"));
    let seats = world.seats();
    assert_eq!((seats[2].member, seats[2].id), (new.address, 3));
    // Seated in stage 2: the second boundary is the end of stage 3.
    assert_eq!(seats[2].termEndsAt, world.month_end(10));
    let account = third.address;
    world.refused(
        &third,
        &of_committee(renew(&first)),
        ICommittee::NotAMember { account },
    );

    let renewal = world.propose(2, addresses::COMMITTEE, renew(&first));
    world.done(&new, &approval(renewal));
    world.days(3);
    let seats = world.seats();
    assert_eq!(
        (seats[0].member, seats[0].caretaker),
        (first.address, false)
    );
    assert_eq!(seats[0].termEndsAt, world.month_end(10));
    assert!(seats[1].caretaker && seats[1].member == second.address);
}

#[test]
fn terms_go_on_in_the_rhythm_of_the_last_stage_after_it() {
    let mut world = World::new(3);
    let third = world.member(3);
    for (month, ends_after) in [(8, 13), (11, 16), (14, 19), (17, 22), (40, 43), (50, 55)] {
        world.until_after(month - 1);
        world.decided(renew(&third));
        assert_eq!(
            world.seats()[2].termEndsAt,
            world.month_end(ends_after),
            "month {month}"
        );
    }
}

#[test]
fn a_vote_does_not_pass_to_a_successor() {
    let mut world = World::new(3);
    let (first, third) = (world.member(1), world.member(3));
    let new = Member::named("new");
    world.until_after(4);
    let id = world.propose(3, SUBJECT, act(1, &[]));
    world.decided(fill(&third, &new, "New"));
    assert_eq!(world.proposal(id).approvals, 0);
    world.done(&first, &approval(id));
    assert_eq!(
        acted(&world.chain),
        0,
        "the approval of a seat's former holder is none"
    );
    world.done(&new, &approval(id));
    assert_eq!(acted(&world.chain), 1);
}

#[test]
fn a_committee_has_at_most_fifteen_seats() {
    let mut world = World::new(15);
    let new = Member::named("new");
    let maximum = U256::from(15);
    let first = world.member(1);
    let proposal = super::proposal(addresses::COMMITTEE, seat(&new, "New"));
    world.refused(&first, &proposal, ICommittee::CommitteeFull { maximum });
}

#[test]
fn seats_are_refused_with_the_reason_in_order() {
    let mut world = World::new(3);
    let (first, second) = (world.member(1), world.member(2));
    let long = "长".repeat(65);
    let unfit = || ICommittee::NameUnfit {
        maximum: U256::from(64),
    };
    let seated = |account| ICommittee::AlreadySeated { account };
    let invalid = |account| ICommittee::InvalidAccount { account };
    let new = Member::named("new").address;
    let cases: Vec<(Address, &str, crate::Failure)> = vec![
        (Address::ZERO, "", invalid(Address::ZERO).into()),
        (addresses::POOL, "", invalid(addresses::POOL).into()),
        (second.address, "", seated(second.address).into()),
        (new, "", unfit().into()),
        (new, &long, unfit().into()),
        (new, " New", unfit().into()),
        (new, "N\u{202e}ew", unfit().into()),
        (new, "seat 2", unfit().into()),
    ];
    for (member, name, error) in cases {
        let name = name.to_owned();
        let call = ICommittee::seatCall { member, name }.abi_encode();
        world.refused(&first, &super::proposal(addresses::COMMITTEE, call), error);
    }
}

#[test]
fn a_seat_decided_twice_fails_the_second_time_and_says_so() {
    let mut world = World::new(3);
    let new = Member::named("new");
    let one = world.propose(1, addresses::COMMITTEE, seat(&new, "New"));
    let other = world.propose(1, addresses::COMMITTEE, seat(&new, "Again"));
    world.approve(2, one);
    world.approve(2, other);
    world.days(3);
    assert_eq!(world.proposal(one).state, State::Executed);
    let failed = world.proposal(other);
    assert_eq!(failed.state, State::Failed);
    let error = ICommittee::AlreadySeated {
        account: new.address,
    };
    assert_eq!(
        failed.failure,
        alloy_sol_types::SolError::abi_encode(&error)
    );
    assert_eq!(world.seats().len(), 4);
}

#[test]
fn a_member_changes_keys_eight_times_and_never_to_a_seated_account() {
    let mut world = World::new(2);
    let second = world.member(2);
    let mut holder = world.member(1);
    let rotate = |to| ICommittee::rotateCall { to };
    let ann = Member::named("ann");
    let account = ann.address;
    world.refused(
        &ann,
        &rotate(Address::ZERO),
        ICommittee::NotAMember { account },
    );
    let refused = [
        (
            Address::ZERO,
            ICommittee::InvalidAccount {
                account: Address::ZERO,
            }
            .into(),
        ),
        (
            addresses::TOKEN,
            ICommittee::InvalidAccount {
                account: addresses::TOKEN,
            }
            .into(),
        ),
        (
            second.address,
            ICommittee::AlreadySeated {
                account: second.address,
            }
            .into(),
        ),
        (
            holder.address,
            ICommittee::AlreadySeated {
                account: holder.address,
            }
            .into(),
        ),
    ];
    for (to, error) in refused {
        let error: crate::Failure = error;
        world.refused(&holder, &rotate(to), error);
    }
    let begun = holder.address;
    for number in 0..8 {
        let next = Member::named(&format!("key {number}"));
        let receipt = world.done(&holder, &rotate(next.address));
        assert_eq!(events::<ICommittee::Rotated>(&receipt).len(), 1);
        holder = next;
        let back = ICommittee::AlreadySeated { account: begun };
        world.refused(&holder, &rotate(begun), back);
    }
    let full = ICommittee::TooManyRotations {
        member: holder.address,
        maximum: U256::from(8),
    };
    world.refused(&holder, &rotate(account), full);
    assert_eq!(world.seats()[0].member, holder.address);
    assert_eq!(world.seats()[0].id, 0, "it is the same seating");
}
