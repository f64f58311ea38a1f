use proptest::prelude::*;

use super::*;

/// Milliseconds since 1970 of a UTC date and time.
fn utc(year: i64, month: i64, day: i64, hour: u64, minute: u64) -> Timestamp {
    let days = u64::try_from(CivilDate { year, month, day }.to_days()).unwrap();
    Timestamp::from_millis(days * REAL_DAY_MS + (hour * 60 + minute) * 60_000)
}

fn starts(launch: Timestamp, utc_offset_minutes: i16, numbers: &[u32]) -> Vec<String> {
    let calendar = Calendar::real(launch, utc_offset_minutes).unwrap();
    numbers
        .iter()
        .map(|number| calendar.month_bounds(*number).0.to_string())
        .collect()
}

#[test]
fn instants_are_shown_as_rfc_3339() {
    assert_eq!(
        Timestamp::from_millis(0).to_string(),
        "1970-01-01T00:00:00.000Z"
    );
    assert_eq!(
        Timestamp::from_millis(951_827_696_789).to_string(),
        "2000-02-29T12:34:56.789Z"
    );
    assert_eq!(LAUNCH_MAX.to_string(), "9999-12-31T23:59:59.999Z");
    assert!(
        Timestamp::from_millis(u64::MAX)
            .to_string()
            .starts_with("584556019-")
    );
}

#[test]
fn a_launch_on_the_31st_clamps_to_the_last_day_and_comes_back_to_the_31st() {
    // 31 January 2027, 00:00 at UTC+8.
    let launch = utc(2027, 1, 30, 16, 0);
    assert_eq!(
        starts(launch, 480, &[1, 2, 3, 4, 5, 14]),
        [
            "2027-01-30T16:00:00.000Z",
            "2027-02-27T16:00:00.000Z", // 28 February there
            "2027-03-30T16:00:00.000Z",
            "2027-04-29T16:00:00.000Z",
            "2027-05-30T16:00:00.000Z",
            "2028-02-28T16:00:00.000Z", // 29 February there: 2028 is a leap year
        ]
    );
}

#[test]
fn a_launch_on_29_february_keeps_the_29th_where_there_is_one() {
    let launch = utc(2028, 2, 29, 9, 30);
    assert_eq!(
        starts(launch, 0, &[2, 12, 13, 49]),
        [
            "2028-03-29T09:30:00.000Z",
            "2029-01-29T09:30:00.000Z",
            "2029-02-28T09:30:00.000Z",
            "2032-02-29T09:30:00.000Z"
        ]
    );
}

#[test]
fn centuries_that_are_not_leap_years_have_28_days_in_february() {
    let launch = utc(2099, 12, 31, 0, 0);
    assert_eq!(starts(launch, 0, &[3]), ["2100-02-28T00:00:00.000Z"]);
}

#[test]
fn the_local_day_counts_and_not_that_of_utc() {
    // 1 March in UTC+8 is still 28 February in UTC: the months are counted from the 1st.
    let launch = utc(2027, 2, 28, 16, 0);
    assert_eq!(starts(launch, 480, &[2]), ["2027-03-31T16:00:00.000Z"]);
    assert_eq!(starts(launch, 0, &[2]), ["2027-03-28T16:00:00.000Z"]);
    // One minute earlier it is 28 February in both.
    let launch = utc(2027, 2, 28, 15, 59);
    assert_eq!(starts(launch, 480, &[2]), ["2027-03-28T15:59:00.000Z"]);
    // West of Greenwich the local day is the one before.
    let launch = utc(2027, 3, 1, 0, 0);
    assert_eq!(starts(launch, -1, &[2]), ["2027-03-29T00:00:00.000Z"]);
}

#[test]
fn a_launch_in_the_first_hours_of_1970_has_a_local_day_in_1969() {
    assert_eq!(
        starts(Timestamp::from_millis(0), -60, &[1, 2]),
        ["1970-01-01T00:00:00.000Z", "1970-02-01T00:00:00.000Z"]
    );
}

#[test]
fn month_one_starts_at_the_launch_and_month_zero_is_all_before() {
    let launch = utc(2027, 1, 1, 0, 0);
    for calendar in [
        Calendar::real(launch, 480).unwrap(),
        Calendar::fixed(launch, Span::from_seconds(60)).unwrap(),
    ] {
        assert_eq!(
            calendar.month_bounds(0),
            (Timestamp::from_millis(0), launch)
        );
        assert_eq!(calendar.month_bounds(1).0, launch);
        assert_eq!(calendar.month_at(launch), 1);
        assert_eq!(
            calendar.month_at(Timestamp::from_millis(launch.millis() - 1)),
            0
        );
        assert_eq!(calendar.month_at(Timestamp::from_millis(0)), 0);
    }
}

#[test]
fn a_month_of_sixty_seconds_has_days_of_two() {
    let launch = utc(2027, 1, 1, 0, 0);
    let calendar = Calendar::fixed(launch, Span::from_seconds(60)).unwrap();
    assert!(calendar.is_fixed());
    assert_eq!(calendar.day_length_ms(), 2_000);
    assert_eq!(calendar.days(28).millis(), 56_000);
    assert_eq!(calendar.hours(48).millis(), 4_000);
    assert_eq!(calendar.minutes(10).millis(), 13);
    assert_eq!(
        calendar.month_bounds(14).0,
        Timestamp::from_millis(launch.millis() + 13 * 60_000)
    );
    assert_eq!(
        calendar.month_at(Timestamp::from_millis(launch.millis() + 59_999)),
        1
    );
    assert_eq!(
        calendar.month_at(Timestamp::from_millis(launch.millis() + 60_000)),
        2
    );
}

#[test]
fn no_term_is_shorter_than_the_shortest() {
    let launch = utc(2027, 1, 1, 0, 0);
    let real = Calendar::real(launch, 480).unwrap();
    assert_eq!(real.day_length_ms(), 86_400_000);
    assert_eq!(real.days(0), REAL_TERM_MIN);
    assert_eq!(real.minutes(1).millis(), 60_000);
    assert_eq!(
        real.days(u32::MAX).millis(),
        u64::from(u32::MAX) * REAL_DAY_MS
    );
    let short = Calendar::fixed(launch, FIXED_MONTH_MIN).unwrap();
    assert_eq!(short.minutes(1), Span::from_millis(1));
}

#[test]
fn calendars_out_of_bounds_are_refused() {
    let launch = utc(2027, 1, 1, 0, 0);
    let late = Timestamp::from_millis(LAUNCH_MAX.millis() + 1);
    assert_eq!(
        Calendar::real(late, 480),
        Err(CalendarError::LaunchTooLate(late))
    );
    assert_eq!(
        Calendar::fixed(late, Span::from_seconds(60)),
        Err(CalendarError::LaunchTooLate(late))
    );
    assert_eq!(
        Calendar::real(launch, 841),
        Err(CalendarError::UtcOffset(841))
    );
    assert_eq!(
        Calendar::real(launch, i16::MIN),
        Err(CalendarError::UtcOffset(i16::MIN))
    );
    for length in [0, 2_999, FIXED_MONTH_MAX.millis() + 1, u64::MAX].map(Span::from_millis) {
        assert_eq!(
            Calendar::fixed(launch, length),
            Err(CalendarError::MonthLength(length))
        );
    }
}

#[test]
fn the_last_month_number_still_has_exact_bounds() {
    for calendar in [
        Calendar::real(LAUNCH_MAX, 840).unwrap(),
        Calendar::real(LAUNCH_MAX, -720).unwrap(),
        Calendar::fixed(LAUNCH_MAX, FIXED_MONTH_MAX).unwrap(),
    ] {
        let (start, end) = calendar.month_bounds(u32::MAX);
        assert!(start < end && end < Timestamp::from_millis(u64::MAX));
        assert_eq!(calendar.month_at(start), u32::MAX);
        assert_eq!(calendar.month_at(end), u32::MAX);
        assert_eq!(
            calendar.month_at(Timestamp::from_millis(start.millis() - 1)),
            u32::MAX - 1
        );
        assert_eq!(
            calendar.month_at(Timestamp::from_millis(u64::MAX)),
            u32::MAX
        );
    }
}

/// Two hundred years of launches, in milliseconds.
const TWO_HUNDRED_YEARS_MS: u64 = 200 * 366 * REAL_DAY_MS;

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let launch = (1..TWO_HUNDRED_YEARS_MS).prop_map(Timestamp::from_millis);
    prop_oneof![
        (launch.clone(), UTC_OFFSET_MINUTES)
            .prop_map(|(launch, offset)| Calendar::real(launch, offset).unwrap()),
        (launch, FIXED_MONTH_MIN.millis()..=FIXED_MONTH_MAX.millis()).prop_map(
            |(launch, length)| Calendar::fixed(launch, Span::from_millis(length)).unwrap()
        ),
    ]
}

proptest! {
    #[test]
    fn months_follow_each_other_without_gap_for_two_hundred_years(calendar in any_calendar()) {
        let mut expected = calendar.launch();
        for number in 1..=2_400 {
            let (start, end) = calendar.month_bounds(number);
            prop_assert_eq!(start, expected);
            prop_assert!(end > start);
            if !calendar.is_fixed() {
                let days = end.since(start).unwrap().millis() / REAL_DAY_MS;
                prop_assert!((28..=31).contains(&days));
            }
            prop_assert_eq!(calendar.month_at(start), number);
            prop_assert_eq!(calendar.month_at(Timestamp::from_millis(end.millis() - 1)), number);
            expected = end;
        }
    }

    #[test]
    fn every_instant_lies_in_the_month_it_is_said_to(
        calendar in any_calendar(),
        millis in 0..2 * TWO_HUNDRED_YEARS_MS,
    ) {
        let instant = Timestamp::from_millis(millis);
        let (start, end) = calendar.month_bounds(calendar.month_at(instant));
        prop_assert!(start <= instant && instant < end);
    }

    #[test]
    fn any_instant_and_any_number_are_answered(calendar in any_calendar(), millis: u64, number: u32) {
        let (start, end) = calendar.month_bounds(number);
        prop_assert!(start < end || number == 0);
        prop_assert_eq!(calendar.month_at(start), number);
        let _ = calendar.month_at(Timestamp::from_millis(millis));
        let _ = Timestamp::from_millis(millis).to_string();
    }

    #[test]
    fn a_month_starts_at_the_local_time_of_the_launch(
        launch in 0..TWO_HUNDRED_YEARS_MS,
        offset in UTC_OFFSET_MINUTES,
        number in 1u32..2_400,
    ) {
        let calendar = Calendar::real(Timestamp::from_millis(launch), offset).unwrap();
        let (start, _) = calendar.month_bounds(number);
        prop_assert_eq!((start.millis() - launch) % REAL_DAY_MS, 0);
    }
}
