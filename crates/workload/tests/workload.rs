//! The chain does what the rule book says.

use wepos_workload::{Options, run};

#[test]
fn the_chain_does_what_the_rule_book_says() {
    for seed in [1, 2, 3] {
        let options = Options {
            seed,
            transactions: 5_000,
        };
        let report = run(options, |_| {}).unwrap_or_else(|difference| panic!("{difference}"));
        assert!(report.months > 13, "every boundary is crossed");
        for (operation, counts) in &report.operations {
            assert!(
                counts.succeeded + counts.failed + counts.left_out > 0,
                "{operation} never happened"
            );
        }
    }
}
