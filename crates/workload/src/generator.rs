//! Where chance comes from, and who takes part.

use crate::operations::{OPERATIONS, Operation};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use wepos_chain::testing::Member;
use wepos_model::{Action, Model};

/// Members that begin with PoS.
pub(crate) const FUNDED: usize = 24;

/// Members that begin with nothing, not even a record.
pub(crate) const UNFUNDED: usize = 40;

/// Members who propose campaigns; the first of them sit in the committee.
const ORGANISERS: u32 = 12;

/// Those of them who ask for much, and are affiliated now and then.
const LARGE: u32 = 3;

/// Members who submit more often than others; some of them begin with nothing.
const AUTHORS: u32 = 14;

/// How far back campaigns are looked at.
const RECENT: u64 = 80;

/// Chooses what happens next.
#[derive(Debug)]
pub struct Generator {
    random: ChaCha8Rng,
    members: Vec<Member>,
    weights: u32,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        let names = (0..FUNDED + UNFUNDED)
            .map(|number| Member::named(&format!("workload member {number}")));
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            members: names.collect(),
            weights: OPERATIONS.iter().map(|operation| operation.weight).sum(),
        }
    }

    /// All members; the first [`FUNDED`] begin with PoS.
    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    /// The member with an address.
    pub(crate) fn member(&self, address: Address) -> Option<&Member> {
        self.members.iter().find(|member| member.address == address)
    }

    /// What somebody does next, by the weights of the operations.
    pub(crate) fn action(&mut self, model: &Model) -> (&'static Operation, Action) {
        loop {
            let mut choice = self.below(self.weights);
            let operation =
                OPERATIONS
                    .iter()
                    .find(|operation| match choice.checked_sub(operation.weight) {
                        Some(rest) => {
                            choice = rest;
                            false
                        }
                        None => true,
                    });
            let operation = operation.expect("the choice is below the sum of the weights");
            // A reviewer or a seat may be somebody without a key here.
            if let Some(action) = (operation.make)(self, model)
                && self.member(action.sender).is_some()
            {
                return (operation, action);
            }
        }
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        self.random.random_range(0..bound)
    }

    /// A number from 0 to `most`, both included.
    pub(crate) fn up_to(&mut self, most: u128) -> u128 {
        self.random.random_range(0..=most)
    }

    /// True once in `times`, on average.
    pub(crate) fn once_in(&mut self, times: u32) -> bool {
        self.below(times) == 0
    }

    /// One of `choices`, or none of none.
    pub(crate) fn choose<T: Clone>(&mut self, choices: &[T]) -> Option<T> {
        choices.choose(&mut self.random).cloned()
    }

    /// Any member's address.
    pub(crate) fn anybody(&mut self) -> Address {
        let index = self.random.random_range(0..self.members.len());
        self.members[index].address
    }

    /// A member that has PoS, if anybody has; now and then somebody who has none.
    pub(crate) fn somebody_with_pos(&mut self, model: &Model) -> Address {
        let balances = model.balances();
        for _ in 0..8 {
            let member = self.anybody();
            if balances.get(&member).is_some_and(|balance| *balance > 0) {
                return member;
            }
        }
        self.anybody()
    }

    /// A number from 0 to `most`, both included.
    pub(crate) fn up_to_u64(&mut self, most: u64) -> u64 {
        u64::try_from(self.up_to(most.into())).expect("it is not more than `most`")
    }

    /// Mostly `who`; once in `times`, or if there is nobody, anybody.
    pub(crate) fn mostly(&mut self, who: Option<Address>, times: u32) -> Address {
        match who {
            Some(who) if !self.once_in(times) => who,
            _ => self.anybody(),
        }
    }

    /// One of few who propose campaigns; now and then anybody.
    pub(crate) fn organiser(&mut self) -> Address {
        if self.once_in(12) {
            return self.anybody();
        }
        let few = self.below(ORGANISERS);
        self.members[few as usize].address
    }

    /// Mostly one of few who submit again and again; else anybody.
    pub(crate) fn author(&mut self) -> Address {
        if self.once_in(3) {
            return self.anybody();
        }
        let few = ORGANISERS + self.below(AUTHORS);
        self.members[few as usize].address
    }

    /// One of those few who ask for as much as they may.
    pub(crate) fn large_organiser(&mut self) -> Address {
        let few = self.below(LARGE);
        self.members[(ORGANISERS - 1 - few) as usize].address
    }

    fn is_large(&self, organiser: Address) -> bool {
        let large = (ORGANISERS - LARGE) as usize..ORGANISERS as usize;
        let mut large = self.members[large].iter();
        large.any(|member| member.address == organiser)
    }

    /// Places of a campaign: mostly few, so that somebody waits; now and then about as many as one campaign may have,
    /// or more than any budget pays.
    pub(crate) fn places(
        &mut self,
        model: &Model,
        organiser: Address,
        kind: u16,
        stage: usize,
    ) -> u32 {
        let row = model.settings().stages[stage];
        let kinds = model.activity_types();
        let base = kinds
            .get(usize::from(kind) - 1)
            .map_or(1, |(_, base)| *base);
        let cap = row.release_per_month * u128::from(model.parameter("campaignCap")) / 10_000;
        let most = cap / (base * row.multiplier);
        let some = match self.below(24) {
            0 => 1_000_000,
            1 => 20_000,
            2..12 if self.is_large(organiser) => most * (20 + self.up_to(85)) / 100,
            2..4 => self.up_to(most / 8),
            _ => 1 + self.up_to(4),
        };
        u32::try_from(some.max(1)).unwrap_or(u32::MAX)
    }

    /// The number of a recent campaign with one of these statuses; now and then any number.
    pub(crate) fn campaign_with(&mut self, model: &Model, statuses: &[u8]) -> Option<u64> {
        let all = model.campaigns().len() as u64;
        if self.once_in(80) {
            return Some(1 + u64::from(self.below(u32::try_from(all).ok()? + 1)));
        }
        let recent = all.saturating_sub(RECENT) + 1..=all;
        let fitting = recent.filter(|id| statuses.contains(&model.campaign_status(*id)));
        let fitting: Vec<u64> = fitting.collect();
        self.choose(&fitting)
    }

    /// An amount of which `all` is the whole: often small, sometimes all of it, now and then more.
    pub(crate) fn amount_of(&mut self, all: u128) -> U256 {
        U256::from(match self.below(16) {
            0 => 0,
            1 => all,
            2 => all.saturating_add(1),
            3 => all.saturating_mul(2),
            4 => self.up_to(20_000_000_000_000_000),
            _ => self.up_to(all / 8),
        })
    }
}

/// A call of a module without value.
pub(crate) fn call(sender: Address, to: Address, call: &impl SolCall) -> Action {
    Action {
        sender,
        to,
        value: U256::ZERO,
        input: Bytes::from(call.abi_encode()),
    }
}
