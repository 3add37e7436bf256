//! Moments and durations in milliseconds, UTC, as given by the server's clock.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// The clock of Viet Nam is this many milliseconds ahead of UTC, all year round.
pub const VIET_NAM_MS: i64 = 7 * 3_600_000;

/// The milliseconds of a day. Every day of Viet Nam has as many.
pub const DAY_MS: i64 = 86_400_000;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. JSON: an integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "rows", derive(sea_orm::DeriveValueType))]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// Returns the milliseconds from `earlier` to `self`, never negative.
    pub fn since(self, earlier: Millis) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0)
    }
}

impl Millis {
    /// Returns when the day in Viet Nam of this moment began.
    pub fn day_start(self) -> Millis {
        let local = self + VIET_NAM_MS;
        Millis(local.0.div_euclid(DAY_MS) * DAY_MS) - VIET_NAM_MS
    }
}

impl Add<i64> for Millis {
    type Output = Millis;

    fn add(self, millis: i64) -> Millis {
        Millis(self.0.saturating_add(millis))
    }
}

impl Sub<i64> for Millis {
    type Output = Millis;

    fn sub(self, millis: i64) -> Millis {
        Millis(self.0.saturating_sub(millis))
    }
}

/// A calendar day in the proleptic Gregorian calendar. JSON: `"YYYY-MM-DD"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    year: i16,
    month: u8,
    day: u8,
}

/// 0001-01-01 and 9999-12-31, in days since 1970-01-01.
const FIRST_DAY: i64 = -719_162;
const LAST_DAY: i64 = 2_932_896;

impl Day {
    /// Returns the day if it exists in the calendar and its year is between 1 and 9999; otherwise `None`.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Day> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1..=9999).contains(&year) && (1..=last).contains(&day)).then_some(Day { year, month, day })
    }

    /// Returns the day in Viet Nam (UTC+7, no daylight saving) at a moment, clamped to the years 1 to 9999.
    pub fn in_viet_nam(moment: Millis) -> Day {
        let days = (moment + VIET_NAM_MS).0.div_euclid(DAY_MS);
        let days = days.clamp(FIRST_DAY, LAST_DAY);
        // Days to civil date, after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = (of_year - (153 * shifted_month + 2) / 5 + 1) as u8;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        } as u8;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Day {
            year: year as i16,
            month,
            day,
        }
    }

    /// Returns the full years from this birthday to `today`; 0 for a birthday in the future.
    pub fn age_on(self, today: Day) -> u8 {
        let before_birthday = (today.month, today.day) < (self.month, self.day);
        let years = i32::from(today.year) - i32::from(self.year) - i32::from(before_birthday);
        u8::try_from(years.max(0)).unwrap_or(u8::MAX)
    }

    pub fn year(self) -> i16 {
        self.year
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl std::str::FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Day, NotADay> {
        let mut parts = text.splitn(3, '-');
        let mut part = |width: usize| {
            let digits = parts
                .next()
                .filter(|p| p.len() == width && p.bytes().all(|b| b.is_ascii_digit()));
            digits.and_then(|p| p.parse::<i16>().ok()).ok_or(NotADay)
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        Day::new(year, month as u8, day as u8).ok_or(NotADay)
    }
}

impl TryFrom<String> for Day {
    type Error = NotADay;

    fn try_from(text: String) -> Result<Day, NotADay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

/// The text is not a day of the calendar in the form `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a day in the form YYYY-MM-DD")]
pub struct NotADay;

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Day {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Day {}
