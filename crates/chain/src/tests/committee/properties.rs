//! Whatever members do in whatever order, no call runs without as many approvals of unrecused members as the threshold
//! asks for. The model here keeps its own account of who said and declared what.

use super::{
    World, answer_with, approval, claim_about, declared, rejection,
    subject::{SUBJECT, acted},
};
use crate::{modules::committee::threshold, testing::Member};
use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use wepos_abi::{ICommittee, ICommittee::State, addresses};

/// Members at the beginning, and how many there may become.
const SEATS: usize = 4;

/// Something that somebody does.
#[derive(Clone, Debug)]
enum Step {
    /// Member, who benefits (a person), whether later.
    Propose(usize, Option<usize>, bool),
    Vote(usize, u64, bool),
    /// One person declares another.
    Declare(usize, usize),
    Rotate(usize),
    /// About member, by person, on proposal.
    Claim(usize, usize, u64),
    /// By member, on proposal, whether it steps back.
    Answer(usize, u64, bool),
    Withdraw(usize, u64),
    Execute(usize, u64),
    /// A new seat for a person.
    Seat(usize, usize),
    Days(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let member = 0..SEATS + 1;
    let person = 0..SEATS + 3;
    let id = 0..4_u64;
    prop_oneof![
        3 => (member.clone(), proptest::option::of(person.clone()), any::<bool>())
            .prop_map(|(by, benefits, later)| Step::Propose(by, benefits, later)),
        8 => (member.clone(), id.clone(), prop::bool::weighted(0.8))
            .prop_map(|(by, id, approves)| Step::Vote(by, id, approves)),
        2 => (person.clone(), person.clone()).prop_map(|(by, other)| Step::Declare(by, other)),
        2 => member.clone().prop_map(Step::Rotate),
        1 => (member.clone(), person.clone(), id.clone())
            .prop_map(|(about, by, id)| Step::Claim(about, by, id)),
        2 => (member.clone(), id.clone(), any::<bool>())
            .prop_map(|(by, id, recuse)| Step::Answer(by, id, recuse)),
        1 => (member.clone(), id.clone()).prop_map(|(by, id)| Step::Withdraw(by, id)),
        1 => (member.clone(), id.clone()).prop_map(|(by, id)| Step::Execute(by, id)),
        1 => (member, person).prop_map(|(by, whom)| Step::Seat(by, whom)),
        1 => (1..3_u64).prop_map(Step::Days),
    ]
}

/// What the model knows: people by number, each with all keys it ever used, the newest last.
struct Model {
    world: World,
    people: Vec<Vec<Member>>,
    /// Which people sit in the committee.
    seated: BTreeSet<usize>,
    declared: BTreeSet<(usize, usize)>,
    /// By proposal: who benefits, last words, who stepped back, whom claims name that wait.
    benefits: BTreeMap<u64, Option<usize>>,
    votes: BTreeMap<(u64, usize), bool>,
    stepped_back: BTreeSet<(u64, usize)>,
    waiting: BTreeSet<(u64, usize)>,
    /// Decided with enough approvals, by the model's own count.
    decided: BTreeSet<u64>,
    rotations: usize,
}

impl Model {
    fn new() -> Self {
        let world = World::new(SEATS);
        let mut people: Vec<_> = world.members.iter().map(|one| vec![one.clone()]).collect();
        people.extend(["ann", "ben", "cleo"].map(|name| vec![Member::named(name)]));
        Self {
            world,
            people,
            seated: (0..SEATS).collect(),
            declared: BTreeSet::new(),
            benefits: BTreeMap::new(),
            votes: BTreeMap::new(),
            stepped_back: BTreeSet::new(),
            waiting: BTreeSet::new(),
            decided: BTreeSet::new(),
            rotations: 0,
        }
    }

    fn key(&self, person: usize) -> Member {
        self.people[person]
            .last()
            .expect("everybody has a key")
            .clone()
    }

    fn is_recused(&self, id: u64, person: usize) -> bool {
        let benefits = self.benefits[&id].is_some_and(|who| {
            let declared = |a, b| self.declared.contains(&(a, b));
            who == person || declared(who, person) || declared(person, who)
        });
        benefits || self.stepped_back.contains(&(id, person))
    }

    fn approvals(&self, id: u64) -> usize {
        let approves = |person: &&usize| self.votes.get(&(id, **person)) == Some(&true);
        let counts = |person: &&usize| !self.is_recused(id, **person);
        self.seated.iter().filter(approves).filter(counts).count()
    }

    fn required(&self) -> usize {
        threshold(u32::try_from(self.seated.len()).unwrap()) as usize
    }

    /// Does one thing, and compares.
    fn take(&mut self, step: Step) {
        let before: Vec<_> = self.benefits.keys().map(|id| self.state(*id)).collect();
        match step {
            Step::Propose(by, benefits, later) => {
                let who = benefits.map(|who| self.key(who).address);
                let call = declared(1, &who.into_iter().collect::<Vec<_>>(), None, later);
                self.propose(by, SUBJECT, call, benefits);
            }
            Step::Vote(by, id, approves) => {
                let from = self.key(by);
                let receipt = if approves {
                    self.world.send(&from, &approval(id))
                } else {
                    self.world.send(&from, &rejection(id))
                };
                if receipt.success {
                    assert!(self.seated.contains(&by) && !self.is_recused(id, by));
                    self.votes.insert((id, by), approves);
                }
            }
            Step::Declare(by, other) if by != other => {
                let affiliate = self.key(other).address;
                let call = ICommittee::declareAffiliationCall { affiliate };
                if self.world.send(&self.key(by), &call).success {
                    self.declared.insert((by, other));
                }
            }
            Step::Rotate(by) => {
                self.rotations += 1;
                let next = Member::named(&format!("key {}", self.rotations));
                let to = next.address;
                let receipt = self
                    .world
                    .send(&self.key(by), &ICommittee::rotateCall { to });
                if receipt.success {
                    self.people[by].push(next);
                }
            }
            Step::Claim(about, by, id) => {
                let call = claim_about(id, self.key(about).address);
                if self.world.send(&self.key(by), &call).success {
                    self.waiting.insert((id, about));
                }
            }
            Step::Answer(by, id, recuse) => {
                let mut answered = false;
                for claim in 0..3 {
                    let call = answer_with(id, claim, recuse);
                    answered |= self.world.send(&self.key(by), &call).success;
                }
                if answered {
                    self.waiting.remove(&(id, by));
                    if recuse {
                        self.stepped_back.insert((id, by));
                    }
                }
            }
            Step::Withdraw(by, id) => {
                self.world
                    .send(&self.key(by), &ICommittee::withdrawCall { id });
            }
            Step::Execute(by, id) => {
                self.world
                    .send(&self.key(by), &ICommittee::executeCall { id });
            }
            Step::Seat(by, whom) if self.seated.len() <= SEATS => {
                let member = self.key(whom).address;
                let name = format!("person {whom}");
                let call = ICommittee::seatCall { member, name }.abi_encode();
                self.propose(by, addresses::COMMITTEE, call, Some(whom));
            }
            Step::Days(days) => self.world.days(days),
            Step::Declare(..) | Step::Seat(..) => {}
        }
        self.compare(&before);
    }

    fn propose(&mut self, by: usize, target: Address, call: Vec<u8>, benefits: Option<usize>) {
        let id = self.world.view(&ICommittee::proposalCountCall {});
        let proposal = super::proposal(target, call);
        if self.world.send(&self.key(by), &proposal).success {
            self.benefits.insert(id, benefits);
            if !self.is_recused(id, by) {
                self.votes.insert((id, by), true);
            }
        }
    }

    fn state(&self, id: u64) -> State {
        self.world.proposal(id).state
    }

    /// Whatever was decided in this step was decided by enough; whatever ran had been decided.
    fn compare(&mut self, before: &[State]) {
        let closed = |state: &State| !matches!(state, State::Open | State::NeedsBallot);
        let ids: Vec<u64> = self.benefits.keys().copied().collect();
        let mut executed = 0;
        for (place, id) in ids.into_iter().enumerate() {
            let proposal = self.world.proposal(id);
            let decided = matches!(
                proposal.state,
                State::Scheduled | State::Executed | State::Failed
            );
            let was_open = before.get(place).is_none_or(|state| !closed(state));
            if decided && was_open {
                assert!(self.approvals(id) >= self.required(), "{proposal:?}");
                let waits = self.waiting.iter().any(|(about, who)| {
                    *about == id
                        && self.votes.get(&(id, *who)) == Some(&true)
                        && !self.is_recused(id, *who)
                });
                assert!(!waits, "a claim waits: {proposal:?}");
                self.decided.insert(id);
            }
            if proposal.state == State::Executed {
                assert!(self.decided.contains(&id));
                executed += u64::from(proposal.target == SUBJECT);
            }
        }
        assert_eq!(acted(&self.world.chain), executed);
        self.take_seats();
        // What people see of an open proposal is what the model counts, with the seats that a decision just gave.
        for id in self.benefits.keys().copied() {
            let proposal = self.world.proposal(id);
            if !closed(&proposal.state) {
                assert_eq!(
                    proposal.approvals as usize,
                    self.approvals(id),
                    "{proposal:?}"
                );
                let eligible = self.seated.iter().filter(|who| !self.is_recused(id, **who));
                assert_eq!(proposal.eligible as usize, eligible.count(), "{proposal:?}");
                assert_eq!(proposal.required as usize, self.required());
            }
        }
    }

    /// Seats change by decisions only, which are compared before.
    fn take_seats(&mut self) {
        let seats = self.world.view(&ICommittee::seatsCall {});
        for seat in &seats {
            let who = self
                .people
                .iter()
                .position(|keys| keys.last().unwrap().address == seat.member);
            self.seated.insert(who.expect("a seat belongs to somebody"));
        }
        assert_eq!(seats.len(), self.seated.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_sequence_of_actions_executes_a_call_with_too_few_unrecused_approvals(
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let mut model = Model::new();
        for step in steps {
            model.take(step);
        }
    }
}

#[test]
fn the_model_sees_decisions_of_every_kind() {
    let mut model = Model::new();
    let person = SEATS;
    let steps = [
        Step::Propose(0, Some(person), true),
        Step::Declare(1, person),
        Step::Vote(2, 0, true),
        Step::Vote(1, 0, true),
        Step::Claim(3, person, 0),
        Step::Vote(3, 0, true),
        Step::Answer(3, 0, false),
        Step::Vote(3, 0, true),
        Step::Seat(0, person + 1),
        Step::Vote(1, 1, true),
        Step::Rotate(2),
        Step::Vote(2, 1, true),
        Step::Days(2),
        Step::Days(2),
    ];
    for step in steps {
        model.take(step);
    }
    assert_eq!(acted(&model.world.chain), 1);
    assert_eq!(model.seated.len(), SEATS + 1);
    assert_eq!(model.decided.len(), 2);
}

#[test]
fn an_open_proposal_counts_who_is_seated_meanwhile() {
    let mut model = Model::new();
    let steps = [
        Step::Seat(0, SEATS),
        Step::Vote(1, 0, true),
        Step::Vote(2, 0, true),
        Step::Propose(0, None, false),
        Step::Days(3),
    ];
    for step in steps {
        model.take(step);
    }
    assert_eq!(model.seated.len(), SEATS + 1);
    assert_eq!(model.world.proposal(1).eligible as usize, SEATS + 1);
}
