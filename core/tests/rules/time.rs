//! Calendar days, ages, and the date in Viet Nam.

use contest_core::time::{Day, Millis};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day of the calendar")
}

fn a_day() -> impl Strategy<Value = Day> {
    (1..=9999i16, 1..=12u8, 1..=31u8)
        .prop_filter_map("no such day", |(year, month, day)| Day::new(year, month, day))
}

proptest! {
    #[test]
    fn a_day_is_written_and_read_back(day in a_day()) {
        let text = day.to_string();
        prop_assert_eq!(text.len(), 10);
        prop_assert_eq!(text.parse::<Day>(), Ok(day));
        prop_assert_eq!(serde_json::from_str::<Day>(&format!("{text:?}")).ok(), Some(day));
    }

    #[test]
    fn days_compare_as_their_text_does(a in a_day(), b in a_day()) {
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
    }

    #[test]
    fn every_moment_has_a_day_of_the_calendar(moment in any::<i64>()) {
        let day = Day::in_viet_nam(Millis(moment));
        prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
    }

    /// Over the years 1600 to 2400, the day changes at midnight in Viet Nam and never in between.
    #[test]
    fn a_day_lasts_from_midnight_to_midnight(number in -135_000..157_000i64, within in 0..86_400_000i64) {
        let midnight = Millis(number * 86_400_000) - 7 * 3_600_000;
        let day = Day::in_viet_nam(midnight);
        prop_assert_eq!(Day::in_viet_nam(midnight + within), day);
        prop_assert!(Day::in_viet_nam(midnight - 1) < day);
        prop_assert!(Day::in_viet_nam(midnight + 86_400_000) > day);
    }

    #[test]
    fn an_age_grows_by_one_at_the_birthday(born in a_day(), today in a_day()) {
        let age = born.age_on(today);
        prop_assert!(today > born || age == 0);
        let years = i32::from(today.year()) - i32::from(born.year());
        let full = [years.clamp(0, 255), (years - 1).clamp(0, 255)];
        prop_assert!(full.contains(&i32::from(age)));
    }
}

#[test]
fn only_days_of_the_calendar_are_read() {
    for text in [
        "2024-02-29",
        "2000-02-29",
        "0001-01-01",
        "9999-12-31",
        "2026-04-30",
    ] {
        assert_eq!(day(text).to_string(), text);
    }
    for text in [
        "",
        "2026",
        "2026-01",
        "2026-1-01",
        "2026-01-1",
        "26-01-01",
        "02026-01-01",
        "2026-01-01 ",
        " 2026-01-01",
        "2026-01-01-",
        "2026-01-01T00:00",
        "2026/01/01",
        "+026-01-01",
        "-001-01-01",
        "2026-0१-01",
        "2026-00-10",
        "2026-13-01",
        "2026-01-00",
        "2026-01-32",
        "2026-04-31",
        "2026-02-29",
        "1900-02-29",
        "2100-02-29",
        "0000-01-01",
    ] {
        assert!(text.parse::<Day>().is_err(), "{text:?}");
    }
    assert!(serde_json::from_str::<Day>("\"2026-02-30\"").is_err());
}

#[test]
fn ages_around_birthdays() {
    for (born, today, age) in [
        ("2010-06-15", "2026-06-14", 15),
        ("2010-06-15", "2026-06-15", 16),
        ("2010-06-15", "2026-06-16", 16),
        ("2010-12-31", "2026-01-01", 15),
        ("2010-01-01", "2026-12-31", 16),
        // Born on 29 February: a year older on 1 March, unless the year is itself a leap year.
        ("2008-02-29", "2024-02-28", 15),
        ("2008-02-29", "2024-02-29", 16),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2026-06-15", "2026-06-15", 0),
        ("2026-06-15", "2020-06-15", 0),
        ("1000-01-01", "2026-01-01", 255),
    ] {
        assert_eq!(day(born).age_on(day(today)), age, "born {born}, on {today}");
    }
}

/// Moments from `date -u -d … +%s`.
#[test]
fn the_day_in_viet_nam_begins_at_seventeen_hours_utc() {
    for (seconds, expected) in [
        (0, "1970-01-01"),
        (-7 * 3_600 - 1, "1969-12-31"),
        (951_757_199, "2000-02-28"),
        (951_757_200, "2000-02-29"),
        (951_843_600, "2000-03-01"),
        (1_798_736_399, "2026-12-31"),
        (1_798_736_400, "2027-01-01"),
        (4_107_517_200, "2100-03-01"),
    ] {
        assert_eq!(
            Day::in_viet_nam(Millis(seconds * 1_000)),
            day(expected),
            "{seconds}"
        );
    }
    assert_eq!(
        Day::in_viet_nam(Millis(1_798_736_399_999)),
        day("2026-12-31"),
        "the last millisecond"
    );
}

#[test]
fn moments_beyond_the_calendar_have_its_last_days() {
    assert_eq!(Day::in_viet_nam(Millis(i64::MIN)), day("0001-01-01"));
    assert_eq!(Day::in_viet_nam(Millis(i64::MAX)), day("9999-12-31"));
    for (seconds, expected) in [
        (-62_135_596_801, "0001-01-01"),
        (-62_135_510_400, "0001-01-02"),
        (253_402_275_599, "9999-12-31"),
        (253_402_275_600, "9999-12-31"),
    ] {
        assert_eq!(
            Day::in_viet_nam(Millis(seconds * 1_000)),
            day(expected),
            "{seconds}"
        );
    }
}

#[test]
fn durations_are_never_negative_and_never_overflow() {
    assert_eq!(Millis(5).since(Millis(3)), 2);
    assert_eq!(Millis(3).since(Millis(5)), 0);
    assert_eq!(Millis(i64::MAX).since(Millis(i64::MIN)), i64::MAX as u64);
    assert_eq!(Millis(i64::MAX) + 1, Millis(i64::MAX));
    assert_eq!(Millis(i64::MIN) - 1, Millis(i64::MIN));
}
