//! Reads a whole bank from a file: the steps in order, with all issues reported at once.

use crate::cited::BasisPlace;
use crate::duplicates::{Codes, Contents};
use crate::issue::{Issue, Issues, Problem};
use crate::sheets::{Format, check_size, open};
use crate::table::Content;
use crate::text::{clean_line, excerpt};
use crate::{check, fields::Field, formats, json, limits, sheets, table};
use contest_core::questions::{Bank, Question};

/// The title of a bank whose file has neither a title nor a name.
const DEFAULT_TITLE: &str = "Ngân hàng câu hỏi";

/// The language of a bank that names none.
const DEFAULT_LANGUAGE: &str = "vi";

/// Reads a bank. The ending of the file name determines the format: `.xlsx`, `.xlsm`, `.csv`, `.json`, `.docx`, `.txt`,
/// `.gift`, `.xml` or `.zip`; for the last four, the content decides between plain text, Aiken, GIFT, Moodle XML and QTI.
///
/// # Errors
/// Returns everything that is wrong with the file, by sheet and row. A bank with any issue is not loaded, not even in
/// part.
pub fn read(filename: &str, bytes: &[u8]) -> Result<Bank, Vec<Issue>> {
    read_whole(filename, bytes).map(|(bank, ..)| bank)
}

/// Reads a bank as [`read`] does, and also returns what was left out or understood in one of several ways, by row.
///
/// # Errors
/// As [`read`].
pub fn read_with_warnings(filename: &str, bytes: &[u8]) -> Result<(Bank, Vec<Issue>), Vec<Issue>> {
    read_whole(filename, bytes).map(|(bank, _, warnings)| (bank, warnings))
}

/// Reads a bank as [`read`] does, and also returns where the legal basis of each question stands.
///
/// # Errors
/// As [`read`].
pub fn read_placed(filename: &str, bytes: &[u8]) -> Result<(Bank, Vec<BasisPlace>), Vec<Issue>> {
    read_whole(filename, bytes).map(|(bank, places, _)| (bank, places))
}

/// What a file holds: the bank, where the legal basis of each question stands, and warnings.
type Whole = (Bank, Vec<BasisPlace>, Vec<Issue>);

/// Reads a bank as [`read`] does, with everything else that is known about it: what [`read_placed`] and
/// [`read_with_warnings`] return.
///
/// # Errors
/// As [`read`].
pub fn read_whole(filename: &str, bytes: &[u8]) -> Result<Whole, Vec<Issue>> {
    let of_file = |problem| vec![Issue::of_file(problem)];
    let document = formats::of(filename).map_err(of_file)?;
    let mut issues = Issues::default();
    let mut order = Vec::new();
    let content = if let Some(document) = document {
        check_size(bytes).map_err(of_file)?;
        formats::read(document, bytes, &mut issues)
    } else {
        let format = Format::of(filename).map_err(of_file)?;
        check_size(bytes).map_err(of_file)?;
        match format {
            Format::Json => json::read(bytes, &mut issues),
            Format::Xlsx | Format::Csv => {
                let is_heading = |text: &str| Field::of_heading(text).is_some();
                let sheets = open(format, bytes, &is_heading)?;
                order = sheets::names(&sheets);
                table::read(&sheets, &mut issues)
            }
        }
    };
    let (bank, places) = check_bank(content, filename, &mut issues);
    if issues.is_empty() {
        Ok((bank, places, issues.into_warnings()))
    } else {
        if document.is_some() {
            order = issues.sheets();
        }
        Err(issues.into_sorted(&order))
    }
}

fn check_bank(content: Content, filename: &str, issues: &mut Issues) -> (Bank, Vec<BasisPlace>) {
    let named = content.title.is_some();
    let title = content.title.unwrap_or_else(|| stem_of(filename));
    let language = content.language.unwrap_or_else(|| DEFAULT_LANGUAGE.to_owned());
    let mut of_bank = |field: Field, problem| {
        let column = Some(field.json_name());
        issues.push(Issue {
            column,
            ..Issue::of_file(problem)
        });
    };
    if named && title.is_empty() {
        let field = "title".to_owned();
        of_bank(Field::Title, Problem::MissingField { field });
    }
    for problem in check::text_problems(&title, limits::NAME) {
        of_bank(Field::Title, problem);
    }
    if !is_language(&language) {
        let found = excerpt(&language);
        of_bank(Field::Language, Problem::BadLanguage { found });
    }
    let (questions, places) = check_questions(content.drafts, issues);
    let bank = Bank {
        title,
        language,
        questions,
    };
    (bank, places)
}

fn check_questions(
    drafts: Vec<crate::draft::Draft>,
    issues: &mut Issues,
) -> (Vec<Question>, Vec<BasisPlace>) {
    if drafts.len() > limits::QUESTIONS {
        let limit = limits::QUESTIONS;
        issues.push(Issue::of_file(Problem::TooManyQuestions { limit }));
        return (Vec::new(), Vec::new());
    }
    // If the file could not be read this far, that issue suffices.
    if drafts.is_empty() && issues.is_empty() {
        issues.push(Issue::of_file(Problem::NoRows {}));
    }
    let mut codes = Codes::default();
    let mut contents = Contents::default();
    let mut questions = Vec::with_capacity(drafts.len());
    let mut places = Vec::with_capacity(drafts.len());
    for (draft, number) in drafts.into_iter().zip(1..) {
        let place = draft.place.clone();
        if let Some(code) = draft.code.as_deref().filter(|code| !code.is_empty()) {
            codes.add(code, &place, issues);
        }
        if let Some(question) = check::question(draft, number, issues) {
            contents.add(&question, &place, issues);
            questions.push(question);
            places.push(BasisPlace::of(&place));
        }
    }
    (questions, places)
}

/// Returns the file name without folders and ending, as a title.
fn stem_of(filename: &str) -> String {
    let name = filename.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem: String = clean_line(stem).chars().take(limits::NAME).collect();
    if stem.is_empty() {
        DEFAULT_TITLE.to_owned()
    } else {
        stem
    }
}

/// Returns whether a tag has the shape of a BCP 47 tag, e.g. `vi` or `vi-VN`.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let shaped = |part: &str, from: usize| {
        (from..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    tag.len() <= 35 && parts.next().is_some_and(|part| shaped(part, 2)) && parts.all(|part| shaped(part, 1))
}
