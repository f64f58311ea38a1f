//! Which questions an attempt has, and in which order its choices stand.
//!
//! Written down so that anybody can do it again, in any language:
//!
//! 1. The seed is keccak-256 of the campaign's draw (32 bytes), the account (20 bytes) and the number of the attempt (8
//!    bytes, big-endian).
//! 2. Chance is a row of 64-bit numbers: for i = 0, 1, 2 …, keccak-256 of the seed and i (8 bytes, big-endian) gives
//!    the next four, each of eight bytes, big-endian.
//! 3. A number below n: the next number x of the row, unless it is below 2^64 mod n; then the one after it, and so on.
//!    The result is x mod n, so that every result is equally likely.
//! 4. To mix a list of n: for i = 0 … n − 2, swap the i-th with the (i + r)-th, r a number below n − i (Fisher–Yates).
//! 5. Mix the questions 0 … n − 1, stopping when as many stand in front as are drawn. Then, for each of these in order,
//!    mix its choices 0 … k − 1 to the end.
//! 6. Where the question is one of the simulator, its task is `wepos_staking::Task::draw` of keccak-256 of the seed,
//!    the four letters `task`, and the place of the question in the attempt, from 0 (8 bytes, big-endian).

use alloy_primitives::{Address, B256, keccak256};
use wepos_staking::Task;

/// A question of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Its number in the bank, from 0.
    pub question: usize,
    /// Its choices as they are shown, by their numbers in the bank.
    pub order: Vec<usize>,
}

/// What the questions of an attempt are drawn by.
pub fn seed(draw: B256, account: Address, attempt: u32) -> B256 {
    let attempt = u64::from(attempt).to_be_bytes();
    keccak256([draw.as_slice(), account.as_slice(), &attempt].concat())
}

/// The task of the simulator at a place of an attempt, from 0.
pub fn task(seed: B256, place: usize) -> Task {
    let place = (place as u64).to_be_bytes();
    Task::draw(keccak256([seed.as_slice(), b"task", &place].concat()).0)
}

/// Draws `draws` of the questions, which have so many `choices` each; all, if there are no more.
pub fn draw(seed: B256, choices: &[usize], draws: usize) -> Vec<Drawn> {
    let mut chance = Chance::new(seed);
    let mut questions: Vec<usize> = (0..choices.len()).collect();
    let draws = draws.min(questions.len());
    chance.mix(&mut questions, draws);
    let drawn = questions.into_iter().take(draws);
    drawn
        .map(|question| {
            let mut order: Vec<usize> = (0..choices[question]).collect();
            let count = order.len();
            chance.mix(&mut order, count);
            Drawn { question, order }
        })
        .collect()
}

/// A row of numbers that follows from a seed.
struct Chance {
    seed: B256,
    block: u64,
    numbers: Vec<u64>,
}

impl Chance {
    fn new(seed: B256) -> Self {
        Self {
            seed,
            block: 0,
            numbers: Vec::new(),
        }
    }

    fn next(&mut self) -> u64 {
        if let Some(number) = self.numbers.pop() {
            return number;
        }
        let block = keccak256([self.seed.as_slice(), &self.block.to_be_bytes()].concat());
        self.block += 1;
        let (numbers, _) = block.as_chunks::<8>();
        self.numbers = numbers
            .iter()
            .rev()
            .copied()
            .map(u64::from_be_bytes)
            .collect();
        self.next()
    }

    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        let bound = bound.max(1) as u64;
        // 2^64 mod bound: below it, the numbers of the row do not divide evenly.
        let uneven = bound.wrapping_neg() % bound;
        loop {
            let number = self.next();
            if number >= uneven {
                return (number % bound) as usize;
            }
        }
    }

    /// Mixes a list until `front` of it stand.
    fn mix(&mut self, list: &mut [usize], front: usize) {
        for index in 0..front.min(list.len().saturating_sub(1)) {
            let other = index + self.below(list.len() - index);
            list.swap(index, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::b256;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_published_vectors_hold() {
        let seed = seed(B256::repeat_byte(0x11), Address::repeat_byte(0x22), 1);
        assert_eq!(seed, VECTOR_SEED);
        let mut chance = Chance::new(seed);
        let row: Vec<u64> = (0..5).map(|_| chance.next()).collect();
        assert_eq!(row, VECTOR_ROW);
        let drawn = draw(seed, &[4, 4, 0, 3, 2, 4], 3);
        let drawn: Vec<(usize, &[usize])> = drawn
            .iter()
            .map(|drawn| (drawn.question, drawn.order.as_slice()))
            .collect();
        assert_eq!(drawn, VECTOR_DRAWN);
    }

    const VECTOR_SEED: B256 =
        b256!("a5dc3923a0ca88394b15bb839d742be60a0b0344cf7b9d0c01887ee62e9da263");

    const VECTOR_ROW: [u64; 5] = [
        0xd369_4c9a_960f_a40a,
        0x9c5c_083a_e73d_0171,
        0x6a57_ef7f_3d36_4fcd,
        0xd308_e6f2_11f5_630d,
        0x405b_4418_99e2_9293,
    ];

    const VECTOR_DRAWN: &[(usize, &[usize])] =
        &[(0, &[1, 2, 0, 3]), (1, &[1, 0, 2, 3]), (3, &[0, 2, 1])];

    #[test]
    fn every_order_is_about_equally_likely() {
        let mut counts = std::collections::BTreeMap::new();
        for attempt in 0..6_000 {
            let seed = seed(B256::ZERO, Address::ZERO, attempt);
            let mut orders = draw(seed, &[3], 1);
            *counts.entry(orders.remove(0).order).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 6);
        // 1,000 each are expected; four standard deviations are 115.
        assert!(
            counts.values().all(|count| (885..=1_115).contains(count)),
            "{counts:?}"
        );
    }

    #[test]
    fn a_bound_that_does_not_divide_the_row_evenly_is_rejected_there() {
        let mut chance = Chance::new(B256::ZERO);
        // Numbers below 2^64 mod 10 = 6 are left out.
        chance.numbers = vec![17, 6, 5, 0];
        assert_eq!(chance.below(10), 6);
        assert_eq!(chance.numbers, [17]);
        assert_eq!(chance.below(1), 0);
    }

    proptest! {
        #[test]
        fn a_draw_is_of_the_bank_and_repeats_nothing(
            seed: [u8; 32],
            choices in proptest::collection::vec(0_usize..13, 0..60),
            draws in 0_usize..80,
        ) {
            let drawn = draw(seed.into(), &choices, draws);
            prop_assert_eq!(drawn.len(), draws.min(choices.len()));
            let questions: BTreeSet<usize> = drawn.iter().map(|it| it.question).collect();
            prop_assert_eq!(questions.len(), drawn.len());
            for it in &drawn {
                let mut order = it.order.clone();
                order.sort_unstable();
                prop_assert_eq!(order, (0..choices[it.question]).collect::<Vec<_>>());
            }
            prop_assert_eq!(drawn, draw(seed.into(), &choices, draws));
        }
    }
}
