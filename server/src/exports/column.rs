//! The columns of the tables: their order, their widths, and the keys of their headings.

use serde::Deserialize;

macro_rules! columns {
    ($($name:ident = $width:literal),+ $(,)?) => {
        /// A column. Its heading is in the locale files under its name in snake case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Column { $($name,)+ }

        impl Column {
            pub const ALL: &[Column] = &[$(Column::$name),+];

            /// Returns the width in characters.
            pub fn width(self) -> f64 {
                match self { $(Column::$name => $width,)+ }
            }
        }
    };
}

columns! {
    Position = 8.0,
    Place = 8.0,
    Status = 16.0,
    Name = 28.0,
    DateOfBirth = 12.0,
    Phone = 15.0,
    Unit = 44.0,
    Prize = 22.0,
    Amount = 14.0,
    AttemptNumber = 9.0,
    StartedAt = 24.0,
    LastChangeAt = 24.0,
    ClosedAt = 24.0,
    ClosedAtMs = 17.0,
    ClosedBy = 20.0,
    Duration = 14.0,
    Answers = 30.0,
    Prediction = 14.0,
    Points = 9.0,
    Correct = 9.0,
    Answered = 9.0,
    Total = 9.0,
    Counts = 10.0,
    TiedWithNext = 16.0,
    Receipt = 18.0,
    AttemptId = 38.0,
    AccountId = 38.0,
    SheetHash = 66.0,
    Revision = 12.0,
    SortKey = 66.0,
}

/// Every recorded attempt.
pub const ATTEMPTS: &[Column] = &[
    Column::Name,
    Column::DateOfBirth,
    Column::Phone,
    Column::Unit,
    Column::AttemptNumber,
    Column::Counts,
    Column::Points,
    Column::Correct,
    Column::Answered,
    Column::Total,
    Column::Duration,
    Column::StartedAt,
    Column::LastChangeAt,
    Column::ClosedAt,
    Column::ClosedAtMs,
    Column::ClosedBy,
    Column::Prediction,
    Column::Answers,
    Column::Receipt,
    Column::AttemptId,
    Column::AccountId,
    Column::SheetHash,
    Column::Revision,
];

/// The whole ranking, with everything in its lines that goes into its hash.
pub const RANKING: &[Column] = &[
    Column::Position,
    Column::Place,
    Column::Status,
    Column::Name,
    Column::DateOfBirth,
    Column::Unit,
    Column::Points,
    Column::Correct,
    Column::Total,
    Column::Duration,
    Column::ClosedAt,
    Column::ClosedAtMs,
    Column::Prediction,
    Column::Prize,
    Column::Amount,
    Column::TiedWithNext,
    Column::Receipt,
    Column::AttemptId,
    Column::AccountId,
    Column::SortKey,
];

/// The winners, with what is needed to contact them.
pub const WINNERS: &[Column] = &[
    Column::Place,
    Column::Prize,
    Column::Amount,
    Column::Name,
    Column::DateOfBirth,
    Column::Phone,
    Column::Unit,
    Column::Points,
    Column::Correct,
    Column::Total,
    Column::Duration,
    Column::ClosedAt,
    Column::ClosedAtMs,
    Column::Prediction,
    Column::TiedWithNext,
    Column::Receipt,
    Column::AttemptId,
];
