//! A question as a file holds it, before it is checked: texts with their place. Tables and JSON are both read into
//! this.

use crate::fields::Field;
use crate::issue::{Issue, Issues, Problem};
use crate::sheets::Headings;
use contest_core::questions::{Credit, Difficulty, QuestionKind};
use std::rc::Rc;

/// Where a question is in the file, for issues.
#[derive(Clone)]
pub(crate) struct Place {
    pub sheet: Option<String>,
    /// Row of a table, the question's number in JSON, otherwise its line or paragraph.
    pub row: u32,
    pub naming: Naming,
}

/// What the fields are called in this file.
#[derive(Clone)]
pub(crate) enum Naming {
    Json,
    Table(Rc<Headings<Field>>),
    /// What the file calls the question, e.g. "Câu 12".
    Question(Rc<str>),
    /// The paths of the fields in a form: `options.2`, `legal_basis.law`.
    Form,
}

impl Naming {
    pub(crate) fn name(&self, field: Field) -> String {
        match self {
            Naming::Json => field.json_name(),
            Naming::Form => field.form_path(),
            Naming::Table(headings) => headings.name(field).unwrap_or(field.heading()).to_owned(),
            Naming::Question(name) if name.is_empty() => field.heading_of_one(),
            Naming::Question(name) => format!("{name}: {}", field.heading_of_one()),
        }
    }
}

impl Naming {
    /// Returns whether the options are headed "Option 1" rather than "Phương án A".
    pub(crate) fn has_numbered_options(&self) -> bool {
        let Naming::Table(headings) = self else {
            return false;
        };
        let first = headings.name(Field::Option(0));
        first.is_some_and(|heading| heading.contains('1'))
    }
}

/// Where something stood before it was repeated: the sheet, if there are several, and the row.
pub(crate) type Earlier = (Option<String>, u32);

impl Place {
    pub(crate) fn issue(&self, field: Field, problem: Problem) -> Issue {
        Issue {
            sheet: self.sheet.clone(),
            row: Some(self.row),
            column: Some(self.naming.name(field)),
            problem,
        }
    }

    /// Returns the field that holds an option: one cell for all options, or one cell each.
    pub(crate) fn option(&self, index: usize) -> Field {
        match &self.naming {
            Naming::Table(headings) if headings.name(Field::Options).is_some() => Field::Options,
            _ => u8::try_from(index).map_or(Field::Options, Field::Option),
        }
    }

    pub(crate) fn earlier(&self) -> Earlier {
        (self.sheet.clone(), self.row)
    }
}

/// A question with cleaned texts; an empty text counts as missing.
pub(crate) struct Draft {
    pub place: Place,
    /// `None` if the file has no codes at all.
    pub code: Option<String>,
    pub topic: String,
    pub difficulty: Option<Difficulty>,
    pub kind: Option<QuestionKind>,
    pub credit: Credit,
    pub stem: String,
    /// Without empty options at the end; an empty one in between is a gap.
    pub options: Vec<String>,
    pub key: String,
    pub keep_order: bool,
    pub explanation: String,
    pub law: String,
    pub article: String,
    pub clause: String,
    pub point: String,
    pub link: String,
    /// Fields that could not be read and already have an issue, so they are not reported as missing too.
    pub unreadable: Vec<Field>,
}

impl Draft {
    /// Makes a draft that has only its place.
    pub(crate) fn at(place: Place) -> Draft {
        Draft {
            place,
            code: None,
            topic: String::new(),
            difficulty: None,
            kind: None,
            credit: Credit::default(),
            stem: String::new(),
            options: Vec::new(),
            key: String::new(),
            keep_order: false,
            explanation: String::new(),
            law: String::new(),
            article: String::new(),
            clause: String::new(),
            point: String::new(),
            link: String::new(),
            unreadable: Vec::new(),
        }
    }

    pub(crate) fn can_read(&self, field: Field) -> bool {
        !self.unreadable.contains(&field)
    }

    pub(crate) fn can_read_options(&self) -> bool {
        let of_options = |field: &Field| matches!(field, Field::Option(_) | Field::Options);
        !self.unreadable.iter().any(of_options)
    }
}

/// Reads a fixed word; an unknown one is an issue.
pub(crate) fn word<T>(
    text: &str,
    place: &Place,
    field: Field,
    issues: &mut Issues,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    let found = read(text);
    if found.is_none() {
        let found = crate::text::excerpt(text);
        let problem = match field {
            Field::Difficulty => Problem::UnknownDifficulty { found },
            Field::Kind => Problem::UnknownKind { found },
            Field::Credit => Problem::UnknownCredit { found },
            _ => Problem::UnknownYesNo { found },
        };
        issues.push(place.issue(field, problem));
    }
    found
}
