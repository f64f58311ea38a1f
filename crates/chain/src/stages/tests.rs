use super::*;

#[test]
fn the_white_paper_releases_ninety_one_million_in_thirteen_months() {
    let table = StageTable::white_paper();
    assert_eq!(table.total_months(), 13);
    assert_eq!(table.total_release(), Some(Amount::pos(91_000_000)));
    let releases: Vec<_> = table
        .entries()
        .iter()
        .map(|stage| stage.release().unwrap())
        .collect();
    assert_eq!(
        releases,
        [1_000_000, 6_000_000, 12_000_000, 24_000_000, 48_000_000].map(Amount::pos)
    );
}

#[test]
fn release_divided_by_multiplier_is_a_million_in_every_stage() {
    for stage in StageTable::white_paper().entries() {
        assert_eq!(
            stage
                .release_per_month
                .mul_div(1, u128::from(stage.multiplier)),
            Some(Amount::pos(1_000_000))
        );
    }
}

#[test]
fn every_month_has_the_stage_and_multiplier_of_the_white_paper() {
    let table = StageTable::white_paper();
    let expected = [
        (0, None, 1),
        (1, Some(0), 1),
        (2, Some(1), 2),
        (4, Some(1), 2),
        (5, Some(2), 4),
        (7, Some(2), 4),
        (8, Some(3), 8),
        (10, Some(3), 8),
        (11, Some(4), 16),
        (13, Some(4), 16),
        (14, None, 16),
        (u32::MAX, None, 16),
    ];
    for (month, stage, multiplier) in expected {
        assert_eq!(
            table.stage_at_month(month),
            stage.map(StageIndex),
            "month {month}"
        );
        assert_eq!(
            table.multiplier_at_month(month),
            multiplier,
            "month {month}"
        );
    }
}

#[test]
fn the_months_of_a_stage_are_those_of_the_table() {
    let table = StageTable::white_paper();
    assert_eq!(table.months_of(StageIndex(0)), Some(1..=1));
    assert_eq!(table.months_of(StageIndex(1)), Some(2..=4));
    assert_eq!(table.months_of(StageIndex(4)), Some(11..=13));
    assert_eq!(table.months_of(StageIndex(5)), None);
}

#[test]
fn what_is_unlocked_grows_with_each_month_and_ends_with_the_table() {
    let table = StageTable::white_paper();
    let expected = [
        (0, 0),
        (1, 1),
        (2, 3),
        (4, 7),
        (5, 11),
        (7, 19),
        (10, 43),
        (12, 75),
        (13, 91),
        (99, 91),
    ];
    for (month, millions) in expected {
        assert_eq!(
            table.released_by_month(month),
            Some(Amount::pos(millions * 1_000_000)),
            "month {month}"
        );
    }
}

#[test]
fn a_table_nobody_checked_is_answered_without_panic() {
    let mut row = StageTable::white_paper().entries()[0].clone();
    row.months = u32::MAX;
    row.release_per_month = Amount::MAX;
    let table = StageTable::new(vec![row.clone(), row]);
    assert_eq!(table.total_months(), u32::MAX);
    assert_eq!(table.total_release(), None);
    assert_eq!(table.released_by_month(2), None);
    assert_eq!(table.stage_at_month(u32::MAX), Some(StageIndex(0)));
    let empty = StageTable::new(Vec::new());
    assert_eq!(empty.stage_at_month(1), None);
    assert_eq!(empty.multiplier_at_month(1), 1);
}
