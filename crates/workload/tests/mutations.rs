//! Every mistake of the list is found: what the workload does not find, it does not test.

use wepos_chain::{Mistake, with_mistake};
use wepos_workload::{Options, run};

/// Transactions of one run: enough for all stages and for settlements.
const TRANSACTIONS: u64 = 4_000;

/// Networks on which a mistake is looked for: those first that find most of them.
const SEEDS: [u64; 16] = [5, 1, 7, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16];

/// Every fourth mistake from `first` on, so that four tests share the work.
fn quarter(first: usize) {
    let missed: Vec<_> = Mistake::ALL
        .iter()
        .skip(first)
        .step_by(4)
        .filter(|mistake| !is_found(**mistake))
        .collect();
    assert!(missed.is_empty(), "not found: {missed:?}");
}

fn is_found(mistake: Mistake) -> bool {
    SEEDS.into_iter().any(|seed| {
        let options = Options {
            seed,
            transactions: TRANSACTIONS,
        };
        with_mistake(mistake, || run(options, |_| {})).is_err()
    })
}

#[test]
fn mistakes_are_found_first_quarter() {
    quarter(0);
}

#[test]
fn mistakes_are_found_second_quarter() {
    quarter(1);
}

#[test]
fn mistakes_are_found_third_quarter() {
    quarter(2);
}

#[test]
fn mistakes_are_found_fourth_quarter() {
    quarter(3);
}

#[test]
fn without_a_mistake_nothing_is_found() {
    let options = Options {
        seed: 1,
        transactions: TRANSACTIONS,
    };
    run(options, |_| {}).unwrap_or_else(|difference| panic!("{difference}"));
}
