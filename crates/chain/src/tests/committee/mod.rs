//! The committee through its ABI.

mod decisions;
mod errors;
mod gas;
mod parameters;
mod properties;
mod recusal;
mod seats;
mod subject;

use crate::{
    Failure,
    amounts::Amount,
    block::Receipt,
    testing::{Member, TestChain, genesis, with_committee},
};
use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolEvent};
use subject::{ISubject, SUBJECT, WITH_SUBJECT};
use wepos_abi::{ICommittee, addresses};

/// A day of the test networks: a month has thirty.
const DAY: u64 = 86_400_000;

/// A chain with `seats` members in its committee, and a few others.
struct World {
    chain: TestChain,
    members: Vec<Member>,
}

impl World {
    /// Months of thirty days.
    fn new(seats: usize) -> Self {
        let names = (1..=seats).map(|number| format!("member {number}"));
        let members: Vec<_> = names.map(|name| Member::named(&name)).collect();
        let others = ["ann", "ben", "cleo"].map(Member::named);
        let funded: Vec<_> = members.iter().chain(&others).collect();
        let seated: Vec<_> = members.iter().collect();
        let mut genesis = with_committee(genesis(&funded, Some(30 * DAY)), &seated);
        // A key that a member changed to holds nothing, and random members are busy.
        let daily = &mut genesis.limits.daily;
        daily.with_balance = daily.anchored;
        daily.empty = daily.anchored;
        let chain = TestChain::with_modules(genesis, WITH_SUBJECT);
        Self { chain, members }
    }

    /// Sends a call to the committee.
    fn send(&mut self, from: &Member, call: &impl SolCall) -> Receipt {
        let to = addresses::COMMITTEE;
        self.chain.send(from, to, Amount::ZERO, call.abi_encode())
    }

    /// Sends a call that must succeed.
    fn done(&mut self, from: &Member, call: &impl SolCall) -> Receipt {
        let receipt = self.send(from, call);
        let error = wepos_abi::describe_revert(&receipt.error);
        assert!(receipt.success, "{error:?} {:02x?}", receipt.error);
        receipt
    }

    /// Sends a call that must fail with this error.
    fn refused(&mut self, from: &Member, call: &impl SolCall, error: impl Into<Failure>) {
        let receipt = self.send(from, call);
        let expected = error.into().into_revert();
        let said = wepos_abi::describe_revert(&receipt.error);
        assert_eq!(receipt.error, expected.to_vec(), "{said:?}");
    }

    fn view<C: SolCall>(&self, call: &C) -> C::Return {
        self.chain.view(addresses::COMMITTEE, call)
    }

    fn member(&self, number: usize) -> Member {
        self.members[number - 1].clone()
    }

    /// Member `number` proposes a call; the proposal's number.
    fn propose(&mut self, number: usize, target: Address, call: Vec<u8>) -> u64 {
        let before = self.view(&ICommittee::proposalCountCall {});
        let member = self.member(number);
        self.done(&member, &proposal(target, call));
        before
    }

    fn approve(&mut self, number: usize, id: u64) -> Receipt {
        let member = self.member(number);
        self.done(&member, &approval(id))
    }

    fn reject(&mut self, number: usize, id: u64) -> Receipt {
        let member = self.member(number);
        self.done(&member, &rejection(id))
    }

    fn proposal(&self, id: u64) -> ICommittee::Proposal {
        self.view(&ICommittee::proposalCall { id })
    }

    /// Lets days pass, with a block each.
    fn days(&mut self, days: u64) {
        for _ in 0..days {
            self.chain.block_after(DAY, Vec::new());
        }
    }

    /// Seconds of the chain's time.
    fn now(&self) -> u64 {
        self.chain.time().whole_seconds()
    }
}

fn proposal(target: Address, call: Vec<u8>) -> ICommittee::proposeCall {
    ICommittee::proposeCall {
        target,
        callData: call.into(),
        reasonZh: "为了试一试。".into(),
        reasonEn: "To try it.".into(),
    }
}

fn approval(id: u64) -> ICommittee::approveCall {
    ICommittee::approveCall {
        id,
        reasonZh: "同意。".into(),
        reasonEn: String::new(),
    }
}

fn rejection(id: u64) -> ICommittee::rejectCall {
    ICommittee::rejectCall {
        id,
        reasonZh: String::new(),
        reasonEn: "Not like this.".into(),
    }
}

fn claim_about(id: u64, member: Address) -> ICommittee::claimConflictCall {
    ICommittee::claimConflictCall {
        id,
        member,
        evidence: "They share an office.".into(),
    }
}

fn answer_with(id: u64, claim: u8, recuse: bool) -> ICommittee::answerConflictCall {
    ICommittee::answerConflictCall {
        id,
        claim,
        answer: "We do not any more.".into(),
        recuse,
    }
}

/// A call that the committee may decide on, with what it declares.
fn act(value: u64, benefits: &[Address]) -> Vec<u8> {
    declared(value, benefits, None, false)
}

fn declared(value: u64, benefits: &[Address], spends: Option<u8>, delayed: bool) -> Vec<u8> {
    ISubject::actCall {
        value,
        benefits: benefits.to_vec(),
        spends: spends.is_some(),
        stage: spends.unwrap_or(0),
        delayed,
    }
    .abi_encode()
}

/// The events of one kind in a receipt.
fn events<E: SolEvent>(receipt: &Receipt) -> Vec<E> {
    let logs = receipt.logs.iter().map(crate::block::Event::to_log);
    logs.filter_map(|log| E::decode_log(&log).ok())
        .map(|log| log.data)
        .collect()
}
