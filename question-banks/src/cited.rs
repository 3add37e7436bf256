//! Where the legal basis of each question stands in its file, for those who check it against the laws.

use crate::draft::Place;
use crate::fields::Field;

/// The place of one question's legal basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasisPlace {
    /// Name of the sheet; XLSX files only.
    pub sheet: Option<String>,
    /// As in [`Issue`](crate::Issue).
    pub row: u32,
    /// What the file calls the law: a heading, or the field of a JSON question.
    pub law: String,
    /// What it calls the article.
    pub article: String,
}

impl BasisPlace {
    pub(crate) fn of(place: &Place) -> BasisPlace {
        BasisPlace {
            sheet: place.sheet.clone(),
            row: place.row,
            law: place.naming.name(Field::Law),
            article: place.naming.name(Field::Article),
        }
    }
}
