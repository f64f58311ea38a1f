//! The arithmetic of a stage's PoS, without a context: every amount that a record has released is in exactly one place.
//!
//! Callers ask first whether there is enough. What these functions refuse, they refuse by panicking: it would be a bug,
//! and the executor turns it into a refused transaction.

use super::state::{Budget, Clock, Phase, StageRecord};
use crate::{
    amounts::{Amount, BasisPoints},
    genesis::Genesis,
    stages::StageIndex,
    time::{Calendar, Timestamp},
};
use borsh::{BorshDeserialize, BorshSerialize};

/// Days after a stage's end until which its submissions may be decided and paid (R5).
pub(crate) const SETTLEMENT_DAYS: u32 = 28;

/// What a budget is for (R14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub enum Area {
    /// Meetings with tickets (WP-32).
    Events,
    /// Forms and quizzes (WP-33).
    Forms,
    /// Registered nodes (WP-37, WP-38).
    Nodes,
    /// Delegations (WP-39, WP-40).
    Delegation,
    /// Content and contributions (WP-44).
    Content,
    /// Contributions outside of any campaign (WP-08).
    OpenClaims,
}

impl Area {
    /// How many there are.
    pub const COUNT: usize = 6;

    /// All of them, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Events,
        Self::Forms,
        Self::Nodes,
        Self::Delegation,
        Self::Content,
        Self::OpenClaims,
    ];

    /// Its number in the interface.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The area with a number of the interface.
    #[must_use]
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// How a tranche is split: one share for each area, together at most a whole; the rest is unallocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Shares([BasisPoints; Area::COUNT]);

impl Shares {
    /// Shares of these basis points, or `None` if they are more than a whole.
    pub(crate) fn new(basis_points: [u16; Area::COUNT]) -> Option<Self> {
        let sum: u32 = basis_points.iter().copied().map(u32::from).sum();
        if sum > u32::from(BasisPoints::WHOLE) {
            return None;
        }
        Some(Self(basis_points.map(|share| {
            BasisPoints::new(share).expect("none is more than the sum")
        })))
    }

    /// An area's share.
    pub(crate) fn of(&self, area: Area) -> BasisPoints {
        self.0[usize::from(area.number())]
    }
}

/// What the boundary of a stage does with its PoS (R5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    /// Burned: never reserved.
    pub(crate) unreserved: Amount,
    /// Burned: reserved, without a submission.
    pub(crate) unsubmitted: Amount,
    /// Kept until the settlement is over: submissions wait for it.
    pub(crate) to_settlement: Amount,
}

impl StageRecord {
    /// What is released and in no other place: the balance of the stage's account while it runs.
    pub(crate) fn unreserved(&self) -> Amount {
        let elsewhere = [
            self.reserved,
            self.issued,
            self.settlement,
            self.burned_unreserved,
            self.burned_unsubmitted,
            self.burned_undecided,
        ];
        minus(self.released, sum(elsewhere))
    }

    /// What is reserved, or in settlement, and waits for no submission.
    pub(crate) fn free(&self) -> Amount {
        match self.phase {
            Phase::Open => minus(self.reserved, self.held),
            Phase::Settling => minus(self.settlement, self.held),
            Phase::Settled => Amount::ZERO,
        }
    }

    /// All that was burned of it so far.
    pub(crate) fn burned(&self) -> Amount {
        sum([
            self.burned_unreserved,
            self.burned_unsubmitted,
            self.burned_undecided,
        ])
    }

    pub(crate) fn release(&mut self, tranche: Amount) {
        self.expect(Phase::Open);
        self.released = plus(self.released, tranche);
    }

    /// Pays out what nobody reserved: for the ready accounts of a development network.
    pub(crate) fn issue_unreserved(&mut self, amount: Amount) {
        self.expect(Phase::Open);
        assert!(amount <= self.unreserved(), "{amount} are not there");
        self.issued = plus(self.issued, amount);
    }

    pub(crate) fn reserve(&mut self, amount: Amount) {
        self.expect(Phase::Open);
        assert!(amount <= self.unreserved(), "{amount} are not there");
        self.reserved = plus(self.reserved, amount);
    }

    pub(crate) fn unreserve(&mut self, amount: Amount) {
        self.expect(Phase::Open);
        assert!(amount <= self.free(), "{amount} are not free");
        self.reserved = minus(self.reserved, amount);
    }

    pub(crate) fn hold(&mut self, amount: Amount) {
        assert!(amount <= self.free(), "{amount} are not free");
        self.held = plus(self.held, amount);
    }

    pub(crate) fn unhold(&mut self, amount: Amount) {
        self.held = minus(self.held, amount);
    }

    /// Pays `amount` of what was `held` for a submission; the rest of it becomes free.
    pub(crate) fn pay(&mut self, held: Amount, amount: Amount) {
        assert!(amount <= held, "{amount} are more than {held}");
        self.unhold(held);
        match self.phase {
            Phase::Open => self.reserved = minus(self.reserved, amount),
            Phase::Settling => self.settlement = minus(self.settlement, amount),
            Phase::Settled => panic!("a settled stage pays nothing"),
        }
        self.issued = mutated!(PaidIsNotIssued, self.issued, plus(self.issued, amount));
    }

    /// Ends the stage. With nothing under review it is settled at once.
    pub(crate) fn end(&mut self) -> Ended {
        self.expect(Phase::Open);
        let ended = Ended {
            unreserved: self.unreserved(),
            unsubmitted: mutated!(BurnForgetsReserved, Amount::ZERO, self.free()),
            to_settlement: self.held,
        };
        self.burned_unreserved = ended.unreserved;
        self.burned_unsubmitted = ended.unsubmitted;
        self.settlement = ended.to_settlement;
        self.reserved = Amount::ZERO;
        self.phase = if self.settlement.is_zero() {
            Phase::Settled
        } else {
            Phase::Settling
        };
        ended
    }

    /// Ends the settlement, and returns what is burned.
    pub(crate) fn settle(&mut self) -> Amount {
        self.expect(Phase::Settling);
        let rest = self.settlement;
        self.burned_undecided = rest;
        self.settlement = Amount::ZERO;
        self.held = Amount::ZERO;
        self.phase = Phase::Settled;
        rest
    }

    fn expect(&self, phase: Phase) {
        assert_eq!(self.phase, phase, "the stage is somewhere else in its life");
    }
}

impl Budget {
    /// Splits a tranche. What the month before has not reserved is unallocated from now on.
    pub(crate) fn earmark(&mut self, tranche: Amount) {
        self.earmarked = match &self.shares {
            Some(shares) => shares.0.map(|share| share.of(tranche)),
            None => {
                let equal = tranche.mul_div(1, Area::COUNT as u128);
                [equal.expect("a part of an amount is one"); Area::COUNT]
            }
        };
        self.left = mutated!(EarmarkNotReset, self.left, self.earmarked);
    }

    /// What `area` could reserve, of what is `unreserved` in the stage: its own earmark and what no area has.
    pub(crate) fn available(&self, area: Area, unreserved: Amount) -> Amount {
        let unallocated = minus(unreserved, sum(self.left));
        let own = self.left[usize::from(area.number())];
        mutated!(AreasShareEarmarks, unreserved, plus(own, unallocated))
    }

    /// Takes `amount` for `area`: its earmark first.
    pub(crate) fn take(&mut self, area: Area, amount: Amount) {
        let left = &mut self.left[usize::from(area.number())];
        let less = left.checked_sub(amount).unwrap_or(Amount::ZERO);
        *left = mutated!(EarmarkNotUsedUp, *left, less);
    }
}

/// What the calendar brings next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A month begins, or the last one ends.
    Month(u32),
    /// The settlement of a stage is over.
    Settlement(StageIndex),
}

/// What comes next after `clock`, and when. `None` once everything has come.
pub(crate) fn next(
    genesis: &Genesis,
    calendar: &Calendar,
    clock: &Clock,
) -> Option<(Timestamp, Next)> {
    // Boundary n of genesis is the end of month n: absolute, whatever was missed (R12).
    let month = clock.month.checked_add(1).and_then(|next| {
        let at = genesis
            .month_boundaries
            .get(usize::try_from(clock.month).ok()?)?;
        Some((*at, Next::Month(next)))
    });
    let settlement = clock.settling.map(|stage| {
        (
            settles_at(genesis, calendar, stage),
            Next::Settlement(stage),
        )
    });
    match (settlement, month) {
        // Where both fall on one instant, a stage is settled before the next one ends.
        (Some(settlement), Some(month)) if month.0 < settlement.0 => Some(month),
        (Some(settlement), _) => Some(settlement),
        (None, month) => month,
    }
}

/// When a stage ends.
///
/// # Panics
///
/// When the table has no such stage.
pub(crate) fn stage_end(genesis: &Genesis, stage: StageIndex) -> Timestamp {
    let months = genesis.stages.months_of(stage);
    let last = *months.expect("the stage is in the table").end();
    let position = usize::try_from(last).expect("months fit");
    genesis.month_boundaries[position]
}

/// When the settlement of a stage is over: on day 28 after its end (R5). No month is shorter, so that no stage ends
/// while another one is in settlement.
///
/// # Panics
///
/// When the table has no such stage.
pub(crate) fn settles_at(genesis: &Genesis, calendar: &Calendar, stage: StageIndex) -> Timestamp {
    stage_end(genesis, stage)
        .checked_add(calendar.days(mutated!(SettlementOnDay27, 27, SETTLEMENT_DAYS)))
        .expect("boundaries lie far below 64 bits")
}

fn plus(left: Amount, right: Amount) -> Amount {
    left.checked_add(right).expect("no sum exceeds the supply")
}

fn minus(left: Amount, right: Amount) -> Amount {
    left.checked_sub(right)
        .expect("nothing is taken that is not there")
}

fn sum(amounts: impl IntoIterator<Item = Amount>) -> Amount {
    Amount::checked_sum(amounts).expect("no sum exceeds the supply")
}
