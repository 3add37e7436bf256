//! Reads columns as the types that the rules use. What no server has written is an error that names table, row and
//! column: a default in its place would hide the damage.

use sea_orm::DbErr;
use serde::de::DeserializeOwned;
use std::fmt::Display;

/// A row that is being read, as an error names it.
#[derive(Clone, Copy)]
pub(crate) struct Stored<I> {
    table: &'static str,
    id: I,
}

impl<I: Display> Stored<I> {
    pub(crate) fn new(table: &'static str, id: I) -> Stored<I> {
        Stored { table, id }
    }

    /// Returns a number in a narrower type.
    pub(crate) fn number<N: TryFrom<i64>>(&self, column: &str, value: impl Into<i64>) -> Result<N, DbErr> {
        let value = value.into();
        N::try_from(value).map_err(|_out_of_range| DbErr::Type(self.says(column, &value)))
    }

    /// Parses a column that holds JSON.
    pub(crate) fn document<T: DeserializeOwned>(&self, column: &str, json: &str) -> Result<T, DbErr> {
        serde_json::from_str(json).map_err(|error| DbErr::Json(self.says(column, &error)))
    }

    fn says(&self, column: &str, what: &dyn Display) -> String {
        format!("{} {}: {column}: {what}", self.table, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::ids::{RoundId, Uuid};
    use contest_core::rounds::RoundRules;

    #[test]
    fn a_damaged_row_is_named() {
        let round = Stored::new("rounds", RoundId(Uuid::from_u128(7)));
        let row = "rounds 00000000-0000-0000-0000-000000000007";
        assert_eq!(round.number::<u16>("number", 65_535).unwrap(), 65_535);
        for value in [-1, 65_536] {
            let error = round.number::<u16>("number", value).unwrap_err().to_string();
            assert!(error.ends_with(&format!("{row}: number: {value}")), "{error}");
        }
        let error = round
            .document::<RoundRules>("rules", "{")
            .unwrap_err()
            .to_string();
        assert!(error.contains(&format!("{row}: rules: ")), "{error}");
    }
}
