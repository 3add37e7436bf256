//! What a cell of a table holds. The files decide how it looks.

use contest_core::time::Millis;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Count(i64),
    /// Two decimals are shown.
    Hundredths(i64),
    /// Shown as seconds with three decimals.
    DurationMs(u64),
    /// Shown in Vietnamese time, to the millisecond.
    Moment(Millis),
    /// `YYYY-MM-DD`
    Day(String),
}

pub type Row = Vec<Cell>;

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// Empty if there is none.
    pub fn optional<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
        value.map_or(Cell::Empty, cell)
    }
}

/// Viet Nam has been at UTC+7 without daylight saving since 1975.
const VIET_NAM_HOURS: i8 = 7;

/// A moment on the clocks of Viet Nam; `None` outside of the years that calendars know.
pub fn in_viet_nam(moment: Millis) -> Option<Zoned> {
    let stamp = Timestamp::from_millisecond(moment.0).ok()?;
    Some(stamp.to_zoned(TimeZone::fixed(Offset::constant(VIET_NAM_HOURS))))
}

/// Milliseconds since 1970 as they would be if clocks there had shown the time of Viet Nam: what spreadsheets count.
pub fn local_ms(moment: Millis) -> i64 {
    (moment + i64::from(VIET_NAM_HOURS) * 3_600_000).0
}
