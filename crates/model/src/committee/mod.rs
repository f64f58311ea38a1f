//! Who approves, and how: seats, proposals, votes, recusal (R13), as the rule book reads.
//!
//! A vote is kept as what was said; who counts is found out from seats and affiliations each time somebody asks.

mod parameters;
mod proposals;
mod seats;

pub use proposals::{Claim, Proposal, Status};
pub use seats::Seat;

use crate::{Model, Refusal, decoded};
use alloy_primitives::{Address, U256};
use std::collections::BTreeMap;
use wepos_abi::{ICommittee, addresses};

/// Bytes of a text.
const TEXT: usize = 2_048;

/// What an account declared.
const AFFILIATIONS: usize = 16;

/// Everything the committee knows.
#[derive(Debug, Default)]
pub(crate) struct Committee {
    seats: Vec<Seat>,
    /// Seatings there have been.
    seatings: u32,
    proposals: Vec<Proposal>,
    affiliations: BTreeMap<Address, Vec<Affiliation>>,
    /// Changed parameters.
    parameters: BTreeMap<&'static str, u64>,
}

/// One declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Affiliation {
    account: Address,
    /// Until when it counts, once it is withdrawn.
    until_ms: Option<u64>,
}

/// What a call declares to the committee.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    pub(crate) beneficiaries: Vec<Address>,
    pub(crate) spends: Option<usize>,
    pub(crate) delayed: bool,
}

impl Decision {
    pub(crate) fn delayed() -> Self {
        Self {
            delayed: true,
            ..Self::default()
        }
    }
}

impl Model {
    pub(crate) fn call_committee(&mut self, sender: Address, input: &[u8]) -> Result<(), Refusal> {
        use ICommittee::ICommitteeCalls as Calls;
        match decoded::<Calls>(input)? {
            Calls::propose(call) => self.propose(sender, &call),
            Calls::approve(call) => {
                self.vote(sender, call.id, true, (call.reasonZh, call.reasonEn))
            }
            Calls::reject(call) => {
                self.vote(sender, call.id, false, (call.reasonZh, call.reasonEn))
            }
            Calls::withdraw(call) => self.withdraw_proposal(sender, call.id),
            Calls::execute(call) => self.execute_again(sender, call.id),
            Calls::claimConflict(call) => self.claim_conflict(sender, &call),
            Calls::answerConflict(call) => self.answer_conflict(sender, &call),
            Calls::declareAffiliation(call) => self.declare(sender, call.affiliate),
            Calls::withdrawAffiliation(call) => self.withdraw_affiliation(sender, call.affiliate),
            Calls::rotate(call) => self.rotate(sender, call.to),
            Calls::seat(call) => {
                by_decision(sender)?;
                self.check_seat(call.member, &call.name)?;
                self.take_seat(None, call.member, call.name);
                Ok(())
            }
            Calls::renew(call) => {
                by_decision(sender)?;
                self.renew(call.member)
            }
            Calls::fill(call) => {
                by_decision(sender)?;
                self.fill(call.caretaker, call.member, call.name)
            }
            Calls::setParameter(call) => {
                by_decision(sender)?;
                self.set_parameter(&call.name, call.value)
            }
            _ => Ok(()),
        }
    }

    /// What a call of this module declares, if the committee may decide on it.
    pub(crate) fn committee_decision(&self, input: &[u8]) -> Result<Option<Decision>, Refusal> {
        use ICommittee::ICommitteeCalls as Calls;
        let mut decision = Decision::delayed();
        match decoded::<Calls>(input)? {
            Calls::seat(call) => {
                self.check_seat(call.member, &call.name)?;
                decision.beneficiaries.push(call.member);
            }
            Calls::renew(call) => {
                self.check_renew(call.member)?;
                decision.beneficiaries.push(call.member);
            }
            Calls::fill(call) => {
                self.check_fill(call.caretaker, call.member, &call.name)?;
                decision.beneficiaries.push(call.member);
            }
            Calls::setParameter(call) => {
                self.check_parameter(&call.name, call.value)?;
            }
            _ => return Ok(None),
        }
        Ok(Some(decision))
    }

    /// Whether two accounts are one party: the same, keys of one seat, or declared by either side.
    pub fn affiliated(&self, one: Address, other: Address) -> bool {
        let (ours, theirs) = (self.party(one), self.party(other));
        let declared = |by: Address, those: &[Address]| {
            self.affiliations_of(by)
                .iter()
                .any(|affiliation| those.contains(&affiliation.account))
        };
        ours.contains(&other) || declared(ours[0], &theirs) || declared(theirs[0], &ours)
    }

    /// All keys of a member, the newest first, or the account alone.
    fn party(&self, account: Address) -> Vec<Address> {
        let seat = self.committee.seats.iter().find(|seat| seat.is(account));
        seat.map_or_else(|| vec![account], Seat::keys)
    }

    /// Declarations that count now.
    fn affiliations_of(&self, account: Address) -> Vec<Affiliation> {
        let mut all = self
            .committee
            .affiliations
            .get(&account)
            .cloned()
            .unwrap_or_default();
        all.retain(|affiliation| affiliation.until_ms.is_none_or(|until| self.now_ms < until));
        all
    }

    /// What an account, or the member it belongs to, declared and still counts: with the end, if it has one.
    pub fn declared_by(&self, account: Address) -> Vec<(Address, Option<u64>)> {
        let all = self.affiliations_of(self.party(account)[0]);
        let pair = |affiliation: Affiliation| (affiliation.account, affiliation.until_ms);
        all.into_iter().map(pair).collect()
    }

    fn declare(&mut self, sender: Address, affiliate: Address) -> Result<(), Refusal> {
        let ours = self.party(sender);
        let account = ours[0];
        if !is_somebodys(affiliate) || ours.contains(&affiliate) {
            return Err(ICommittee::InvalidAccount { account: affiliate }.into());
        }
        let mut all = self.affiliations_of(account);
        let full = all.len() >= AFFILIATIONS;
        match all.iter_mut().find(|known| known.account == affiliate) {
            Some(known) if known.until_ms.is_none() => {
                return Err(ICommittee::AlreadyAffiliated { account, affiliate }.into());
            }
            Some(known) => known.until_ms = None,
            None if full => {
                let maximum = U256::from(AFFILIATIONS);
                return Err(ICommittee::TooManyAffiliations { account, maximum }.into());
            }
            None => all.push(Affiliation {
                account: affiliate,
                until_ms: None,
            }),
        }
        self.committee.affiliations.insert(account, all);
        let event = ICommittee::AffiliationDeclared { account, affiliate };
        self.emit(addresses::COMMITTEE, &event);
        Ok(())
    }

    fn withdraw_affiliation(&mut self, sender: Address, affiliate: Address) -> Result<(), Refusal> {
        let account = self.party(sender)[0];
        let until_ms = self.second_boundary();
        let mut all = self.affiliations_of(account);
        let mut standing = all.iter_mut().filter(|known| known.until_ms.is_none());
        let Some(known) = standing.find(|known| known.account == affiliate) else {
            return Err(ICommittee::NotAffiliated { account, affiliate }.into());
        };
        known.until_ms = Some(until_ms);
        self.committee.affiliations.insert(account, all);
        let event = ICommittee::AffiliationWithdrawn {
            account,
            affiliate,
            countsUntil: until_ms / 1000,
        };
        self.emit(addresses::COMMITTEE, &event);
        Ok(())
    }
}

/// Only the committee itself, carrying out a decision.
pub(crate) fn by_decision(caller: Address) -> Result<(), Refusal> {
    if caller == addresses::COMMITTEE {
        return Ok(());
    }
    Err(ICommittee::OnlyByDecision { caller }.into())
}

/// Not nobody's, and not the protocol's.
pub(crate) fn is_somebodys(account: Address) -> bool {
    !account.is_zero() && !addresses::is_protocol_account(account)
}

/// A text that has to be there.
fn check_text(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(ICommittee::TextMissing {}.into());
    }
    check_length(text)
}

fn check_length(text: &str) -> Result<(), Refusal> {
    if text.len() > TEXT {
        let (length, maximum) = (U256::from(text.len()), U256::from(TEXT));
        return Err(ICommittee::TextTooLong { length, maximum }.into());
    }
    Ok(())
}
