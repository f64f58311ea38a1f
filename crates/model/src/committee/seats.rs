//! Seats, terms and keys.

use super::{Affiliation, is_somebodys};
use crate::{Model, Refusal};
use alloy_primitives::{Address, U256};
use wepos_abi::{ICommittee, addresses};

/// Seats there may be.
const SEATS: usize = 15;

/// Characters of a name.
const NAME: usize = 64;

/// Changes of keys in one seating.
const ROTATIONS: usize = 8;

/// A filled seat.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The number of the seating.
    pub id: u32,
    /// The account the member approves with.
    pub member: Address,
    /// Whose seat it is.
    pub name: String,
    /// The accounts before, the oldest first.
    pub former: Vec<Address>,
    /// When the term ends.
    pub term_ends_ms: u64,
}

impl Seat {
    pub(super) fn is(&self, account: Address) -> bool {
        self.keys().contains(&account)
    }

    pub(super) fn keys(&self) -> Vec<Address> {
        let mut keys = vec![self.member];
        keys.extend(&self.former);
        keys
    }
}

impl Model {
    /// The filled seats.
    pub fn seats(&self) -> &[Seat] {
        &self.committee.seats
    }

    /// Whether an account is one that a member approves with.
    pub fn is_member(&self, account: Address) -> bool {
        self.seats().iter().any(|seat| seat.member == account)
    }

    /// The member whose seat an account has, or to whom it belongs; the first in the order of seats.
    pub fn seated_party(&self, account: Address) -> Option<Address> {
        let mut members = self.seats().iter().map(|seat| seat.member);
        members.find(|member| self.affiliated(*member, account))
    }

    /// The first seats.
    pub(crate) fn seat_first(&mut self) {
        for (member, name) in self.settings.seats.clone() {
            self.take_seat(None, member, name);
        }
    }

    /// The seat of a member.
    pub(super) fn seat_of(&self, account: Address) -> Result<Seat, Refusal> {
        let seat = self.seats().iter().find(|seat| seat.member == account);
        seat.cloned()
            .ok_or_else(|| ICommittee::NotAMember { account }.into())
    }

    /// The second stage boundary from now; after the table its last stage's rhythm goes on.
    pub(crate) fn second_boundary(&self) -> u64 {
        let stages = &self.settings.stages;
        let lengths = stages.iter().map(|stage| stage.months);
        let last = stages.last().map_or(1, |stage| stage.months);
        let mut first_after = 1;
        let mut ahead = lengths
            .chain(std::iter::repeat(last))
            .map(|months| {
                first_after += months;
                self.settings.month_start(first_after)
            })
            .filter(|boundary| *boundary > self.now_ms);
        ahead.nth(1).expect("the rhythm goes on for ever")
    }

    pub(super) fn check_seat(&self, member: Address, name: &str) -> Result<(), Refusal> {
        if self.seats().len() >= SEATS {
            let maximum = U256::from(SEATS);
            return Err(ICommittee::CommitteeFull { maximum }.into());
        }
        check_newcomer(
            &self.committee.seats.iter().collect::<Vec<_>>(),
            member,
            name,
        )
    }

    /// A renewal has to end later than the running term.
    pub(super) fn check_renew(&self, member: Address) -> Result<(), Refusal> {
        let seat = self.seat_of(member)?;
        if seat.term_ends_ms >= self.second_boundary() {
            return Err(term_runs(&seat));
        }
        Ok(())
    }

    pub(super) fn check_fill(
        &self,
        caretaker: Address,
        member: Address,
        name: &str,
    ) -> Result<(), Refusal> {
        let left = self.seat_of(caretaker)?;
        if left.term_ends_ms > self.now_ms {
            return Err(term_runs(&left));
        }
        if left.is(member) {
            return Err(ICommittee::AlreadySeated { account: member }.into());
        }
        let others = self.seats().iter().filter(|seat| seat.id != left.id);
        check_newcomer(&others.collect::<Vec<_>>(), member, name)
    }

    pub(super) fn renew(&mut self, member: Address) -> Result<(), Refusal> {
        self.check_renew(member)?;
        let ends = self.second_boundary();
        let mut seats = self.committee.seats.iter_mut();
        let seat = seats.find(|seat| seat.member == member);
        let seat = seat.expect("it was checked");
        seat.term_ends_ms = ends;
        let event = ICommittee::Renewed {
            seat: seat.id,
            member,
            termEndsAt: ends / 1000,
        };
        self.emit(addresses::COMMITTEE, &event);
        Ok(())
    }

    pub(super) fn fill(
        &mut self,
        caretaker: Address,
        member: Address,
        name: String,
    ) -> Result<(), Refusal> {
        self.check_fill(caretaker, member, &name)?;
        let seats = &self.committee.seats;
        let place = seats.iter().position(|seat| seat.member == caretaker);
        let seat = seats[place.expect("it was checked")].id;
        let event = ICommittee::Unseated {
            seat,
            member: caretaker,
        };
        self.emit(addresses::COMMITTEE, &event);
        self.take_seat(place, member, name);
        Ok(())
    }

    /// Seats a member, who can act from now on though it may hold nothing.
    pub(super) fn take_seat(&mut self, place: Option<usize>, member: Address, name: String) {
        let seat = Seat {
            id: self.committee.seatings,
            member,
            name: name.clone(),
            former: Vec::new(),
            term_ends_ms: self.second_boundary(),
        };
        self.committee.seatings += 1;
        self.tokens.begin(member, self.now_ms);
        let event = ICommittee::Seated {
            seat: seat.id,
            member,
            name,
            termEndsAt: seat.term_ends_ms / 1000,
        };
        self.emit(addresses::COMMITTEE, &event);
        match place {
            Some(place) => self.committee.seats[place] = seat,
            None => self.committee.seats.push(seat),
        }
    }

    /// Moves a seat to another account of the member; what the old one declared stays declared.
    pub(super) fn rotate(&mut self, from: Address, to: Address) -> Result<(), Refusal> {
        let seat = self.seat_of(from)?;
        if !is_somebodys(to) {
            return Err(ICommittee::InvalidAccount { account: to }.into());
        }
        if self.seats().iter().any(|seat| seat.is(to)) {
            return Err(ICommittee::AlreadySeated { account: to }.into());
        }
        if seat.former.len() >= ROTATIONS {
            let maximum = U256::from(ROTATIONS);
            return Err(ICommittee::TooManyRotations {
                member: from,
                maximum,
            }
            .into());
        }
        let mut seats = self.committee.seats.iter_mut();
        let mine = seats
            .find(|other| other.id == seat.id)
            .expect("it was found");
        mine.former.push(from);
        mine.member = to;
        let mut all = self.affiliations_of(to);
        for moved in self.affiliations_of(from) {
            match all.iter_mut().find(|known| known.account == moved.account) {
                Some(known) => known.until_ms = longer(known, &moved),
                None => all.push(moved),
            }
        }
        if self.committee.affiliations.remove(&from).is_some() {
            self.committee.affiliations.insert(to, all);
        }
        self.tokens.begin(to, self.now_ms);
        let event = ICommittee::Rotated {
            seat: seat.id,
            previous: from,
            current: to,
        };
        self.emit(addresses::COMMITTEE, &event);
        Ok(())
    }
}

/// Until when the longer of two declarations counts.
fn longer(one: &Affiliation, other: &Affiliation) -> Option<u64> {
    Some(one.until_ms?.max(other.until_ms?))
}

/// Somebody's account without a seat, and a name that no other seat has.
fn check_newcomer(seats: &[&Seat], member: Address, name: &str) -> Result<(), Refusal> {
    if !is_somebodys(member) {
        return Err(ICommittee::InvalidAccount { account: member }.into());
    }
    if seats.iter().any(|seat| seat.is(member)) {
        return Err(ICommittee::AlreadySeated { account: member }.into());
    }
    let fits = (1..=NAME).contains(&name.chars().count()) && name.trim() == name;
    let hidden = name.chars().any(char::is_control);
    if !fits || hidden || seats.iter().any(|seat| seat.name == name) {
        let maximum = U256::from(NAME);
        return Err(ICommittee::NameUnfit { maximum }.into());
    }
    Ok(())
}

fn term_runs(seat: &Seat) -> Refusal {
    ICommittee::TermRuns {
        member: seat.member,
        endsAt: seat.term_ends_ms / 1000,
    }
    .into()
}
