//! Each mistake on purpose is found by a test of this module.

use super::*;
use crate::mutation::{Mistake, with_mistake};

/// Runs a test with a mistake, which it has to notice.
fn is_found(mistake: Mistake, test: fn()) {
    let found = std::panic::catch_unwind(|| with_mistake(mistake, test));
    // A panic leaves the switch on.
    with_mistake(mistake, || ());
    assert!(found.is_err(), "{mistake:?}");
}

#[test]
fn every_mistake_in_cases_is_found() {
    let tests: [(Mistake, fn()); 6] = [
        (
            Mistake::ContestedIsPaid,
            lives::an_approved_claim_takes_its_place_while_it_is_contested_and_is_paid_when_it_is_released,
        ),
        (
            Mistake::BarIgnored,
            claims::what_waits_when_its_account_is_barred_is_not_paid,
        ),
        (
            Mistake::SilenceProves,
            lives::a_case_that_nobody_decides_is_dismissed,
        ),
        (
            Mistake::OneJudgeOverturnsCase,
            lives::both_judges_are_needed_to_overturn_a_proven_case,
        ),
        (
            Mistake::OpenerDecides,
            errors::decisions_give_their_errors_in_order,
        ),
        (
            Mistake::ReplyNotAwaited,
            errors::decisions_give_their_errors_in_order,
        ),
    ];
    let known: Vec<Mistake> = tests.iter().map(|(mistake, _)| *mistake).collect();
    assert_eq!(known, Mistake::IN_CASES);
    for (mistake, test) in tests {
        is_found(mistake, test);
    }
}
