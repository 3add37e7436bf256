//! The contents of a table's cell. The file formats decide how they look.

use contest_core::time::Millis;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Count(i64),
    /// Shown with two decimals.
    Hundredths(i64),
    /// Shown as seconds with three decimals.
    DurationMs(u64),
    /// Shown in Vietnamese time, to the millisecond.
    Moment(Millis),
    /// `YYYY-MM-DD`
    Day(String),
}

pub(crate) type Row = Vec<Cell>;

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// Returns an empty cell if there is no value.
    pub(crate) fn optional<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
        value.map_or(Cell::Empty, cell)
    }
}

/// Viet Nam has been at UTC+7 without daylight saving time since 1975.
const VIET_NAM_HOURS: i8 = 7;

/// Returns a moment in Vietnamese time; `None` outside the years that calendars support.
pub(crate) fn in_viet_nam(moment: Millis) -> Option<Zoned> {
    let stamp = Timestamp::from_millisecond(moment.0).ok()?;
    Some(stamp.to_zoned(TimeZone::fixed(Offset::constant(VIET_NAM_HOURS))))
}

/// Returns the milliseconds since 1970 by the clocks of Viet Nam, which is what spreadsheets count.
pub(crate) fn local_ms(moment: Millis) -> i64 {
    (moment + i64::from(VIET_NAM_HOURS) * 3_600_000).0
}
