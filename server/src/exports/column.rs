//! The columns of the tables: their order, their widths, and the keys of their headings.

use crate::texts::ExportsColumns;

macro_rules! columns {
    ($($name:ident $key:ident = $width:literal),+ $(,)?) => {
        /// A column.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Column { $($name,)+ }

        impl Column {
            /// Returns the heading of the column.
            pub(crate) fn heading(self, texts: &ExportsColumns) -> &'static str {
                match self { $(Column::$name => texts.$key,)+ }
            }

            /// Returns the width in characters.
            pub(crate) fn width(self) -> f64 {
                match self { $(Column::$name => $width,)+ }
            }
        }
    };
}

columns! {
    Position position = 8.0,
    Rank rank = 8.0,
    Status status = 16.0,
    Name name = 28.0,
    DateOfBirth date_of_birth = 12.0,
    Phone phone = 15.0,
    Unit unit = 44.0,
    Prize prize = 22.0,
    Amount amount = 14.0,
    AttemptNumber attempt_number = 9.0,
    StartedAt started_at = 24.0,
    LastChangeAt last_change_at = 24.0,
    ClosedAt closed_at = 24.0,
    ClosedAtMs closed_at_ms = 17.0,
    ClosedBy closed_by = 20.0,
    Duration duration = 14.0,
    Answers answers = 30.0,
    Prediction prediction = 14.0,
    Points points = 9.0,
    Correct correct = 9.0,
    Answered answered = 9.0,
    Total total = 9.0,
    Counts counts = 10.0,
    TiedWithNext tied_with_next = 16.0,
    Receipt receipt = 18.0,
    AttemptId attempt_id = 38.0,
    AccountId account_id = 38.0,
    SheetHash sheet_hash = 66.0,
    Revision revision = 12.0,
    SortKey sort_key = 66.0,
    Code code = 14.0,
    Topic topic = 28.0,
    Difficulty difficulty = 12.0,
    Stem stem = 60.0,
    Key key = 8.0,
    Drawn drawn = 10.0,
    TimesAnswered times_answered = 10.0,
    Facility facility = 10.0,
    Discrimination discrimination = 12.0,
    ChosenA chosen_a = 9.0,
    ChosenB chosen_b = 9.0,
    ChosenC chosen_c = 9.0,
    ChosenD chosen_d = 9.0,
    ChosenE chosen_e = 9.0,
    ChosenF chosen_f = 9.0,
    Suspicions suspicions = 60.0,
    Unused unused = 12.0,
    DrawnOfAll drawn_of_all = 12.0,
    FacilityOfAll facility_of_all = 12.0,
    DiscriminationOfAll discrimination_of_all = 14.0,
    Entrants entrants = 12.0,
    People people = 12.0,
    AllAttempts all_attempts = 10.0,
    MeanPoints mean_points = 12.0,
    Prizes prizes = 10.0,
}

/// The questions with their figures, of the attempts that count unless the heading says otherwise.
pub(crate) const QUESTIONS: &[Column] = &[
    Column::Code,
    Column::Topic,
    Column::Difficulty,
    Column::Stem,
    Column::Key,
    Column::Drawn,
    Column::TimesAnswered,
    Column::Facility,
    Column::Discrimination,
    Column::ChosenA,
    Column::ChosenB,
    Column::ChosenC,
    Column::ChosenD,
    Column::ChosenE,
    Column::ChosenF,
    Column::Suspicions,
    Column::Unused,
    Column::DrawnOfAll,
    Column::FacilityOfAll,
    Column::DiscriminationOfAll,
];

/// Every unit with the units below it.
pub(crate) const UNITS: &[Column] = &[
    Column::Unit,
    Column::Entrants,
    Column::People,
    Column::AllAttempts,
    Column::MeanPoints,
    Column::Prizes,
];

/// Every recorded attempt.
pub(crate) const ATTEMPTS: &[Column] = &[
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
pub(crate) const RANKING: &[Column] = &[
    Column::Position,
    Column::Rank,
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
pub(crate) const WINNERS: &[Column] = &[
    Column::Rank,
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
