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
            if let Some(action) = (operation.make)(self, model) {
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
