//! Converts between the API's moments and the values of `<input type="datetime-local">`, which are always in Viet Nam's
//! time (UTC+7).

use contest_core::time::{Day, Millis, VIET_NAM_MS};

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

/// Formats a moment as the input expects it: `2026-12-01T07:00`.
pub(crate) fn to_input(moment: Millis) -> String {
    let minutes = (moment.0 + VIET_NAM_MS).rem_euclid(DAY_MS) / MINUTE_MS;
    format!(
        "{}T{:02}:{:02}",
        Day::in_viet_nam(moment),
        minutes / 60,
        minutes % 60
    )
}

/// Returns the input's value as RFC 3339, `2026-12-01T07:00:00+07:00`; `None` if it is not a moment.
pub(crate) fn from_input(text: &str) -> Option<String> {
    let moment = parse(&format!("{}+07:00", with_seconds(text)))?;
    // Some browsers send seconds; the form asks for minutes.
    Some(format!("{}:00+07:00", to_input(moment)))
}

/// Like [`from_input`], but a moment that was not touched stays what it was, seconds included.
pub(crate) fn from_input_of(was: Millis, text: &str) -> Option<String> {
    if text != to_input(was) {
        return from_input(text);
    }
    let in_minute = was.0.rem_euclid(MINUTE_MS);
    Some(format!(
        "{text}:{:02}.{:03}+07:00",
        in_minute / 1_000,
        in_minute % 1_000
    ))
}

fn with_seconds(text: &str) -> String {
    match text.len() {
        16 => format!("{text}:00"),
        _ => text.to_owned(),
    }
}

/// Reads RFC 3339 with any offset, e.g. `2026-12-01T00:00:00Z`.
pub(crate) fn parse(text: &str) -> Option<Millis> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let day: Day = date.parse().ok()?;
    let zone = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at(zone);
    let mut parts = clock.split(':');
    let hours = number(parts.next()?, 23)?;
    let minutes = number(parts.next()?, 59)?;
    let seconds = number(parts.next()?.split('.').next()?, 60)?;
    if parts.next().is_some() {
        return None;
    }
    let offset = match zone {
        "Z" | "z" => 0,
        _ => {
            let (h, m) = zone[1..].split_once(':')?;
            let minutes = number(h, 23)? * 60 + number(m, 59)?;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    let in_day = (hours * 3_600 + minutes * 60 + seconds) * 1_000;
    Some(Millis(
        days_since_epoch(day)? * DAY_MS + in_day - offset * MINUTE_MS,
    ))
}

fn number(text: &str, most: i64) -> Option<i64> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| digits && *n <= most)
}

/// Returns the days from the epoch to a civil date, after Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms".
fn days_since_epoch(day: Day) -> Option<i64> {
    let text = day.to_string();
    let mut parts = text.split('-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let shifted = (month + 9) % 12;
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_goes_to_the_input_and_back() {
        let moment = parse("2026-12-01T00:00:00Z").unwrap();
        assert_eq!(moment, Millis(1_796_083_200_000));
        assert_eq!(to_input(moment), "2026-12-01T07:00");
        assert_eq!(
            from_input("2026-12-01T07:00").unwrap(),
            "2026-12-01T07:00:00+07:00"
        );
        assert_eq!(parse("2026-12-01T07:00:00+07:00"), Some(moment));
        assert_eq!(parse("2026-11-30T19:30:00.250-04:30"), Some(moment));
    }

    #[test]
    fn what_was_not_touched_keeps_its_seconds() {
        let was = parse("2026-12-01T07:00:25Z").unwrap();
        let kept = from_input_of(was, &to_input(was)).unwrap();
        assert_eq!(kept, "2026-12-01T14:00:25.000+07:00");
        assert_eq!(parse(&kept), Some(was));
        assert_eq!(
            from_input_of(was, "2026-12-01T14:01").unwrap(),
            "2026-12-01T14:01:00+07:00"
        );
        assert_eq!(from_input_of(was, "2026-12-01"), None);
    }

    #[test]
    fn midnight_and_leap_days() {
        assert_eq!(
            to_input(parse("2028-02-29T00:00:00+07:00").unwrap()),
            "2028-02-29T00:00"
        );
        assert_eq!(
            from_input("2028-02-29T23:59:30").unwrap(),
            "2028-02-29T23:59:00+07:00"
        );
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2026-13-01T07:00",
            "2026-02-30T07:00",
            "2026-12-01T24:00",
            "2026-12-01",
        ] {
            assert_eq!(from_input(text), None, "{text}");
        }
        assert_eq!(parse("2026-12-01T07:00:00"), None);
    }
}
