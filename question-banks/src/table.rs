//! Reads a bank from sheets: the heading row, the rows, and the title above them. Whatever is not read is reported.

mod groups;
mod notes;
mod row;
mod section;
mod seen;

use crate::draft::Draft;
use crate::fields::Field;
use crate::issue::{Issue, Issues, Problem};
use crate::limits;
use crate::sheets::{Headings, Row, Sheet, encodings};
use crate::text::{clean_line, fold};
use seen::Seen;
use std::rc::Rc;

/// What a table says, as unchecked texts.
pub(crate) struct Content {
    pub title: Option<String>,
    pub language: Option<String>,
    pub drafts: Vec<Draft>,
}

/// Reads every sheet that has the headings; the others are notes, as long as one sheet has them.
pub(crate) fn read(sheets: &[Sheet], issues: &mut Issues) -> Content {
    let mut content = Content {
        title: None,
        language: None,
        drafts: Vec::new(),
    };
    encodings::check(sheets, issues);
    let mut found = Headings::of_sheets(sheets, Field::of_heading, is_enough);
    // With texts in another code page, the headings are not the problem.
    if found.is_empty() && issues.is_empty() {
        let rows = limits::HEADING_ROWS;
        issues.push(Issue::of_file(Problem::NoHeadings { rows }));
    }
    for sheet in sheets {
        match found.iter().position(|(read, _)| std::ptr::eq(*read, sheet)) {
            Some(_) if sheet.marks.hidden => issues.push(of_sheet(sheet, Problem::HiddenSheet {})),
            Some(at) => {
                let (_, headings) = found.swap_remove(at);
                read_sheet(sheet, headings, &mut content, issues);
            }
            None => notes::of_skipped_sheet(sheet, issues),
        }
    }
    content
}

fn of_sheet(sheet: &Sheet, problem: Problem) -> Issue {
    Issue {
        sheet: sheet.name.clone(),
        ..Issue::of_file(problem)
    }
}

fn is_enough(headings: &Headings<Field>) -> bool {
    headings.name(Field::Stem).is_some() && headings.name(Field::Key).is_some()
}

fn read_sheet(sheet: &Sheet, mut headings: Headings<Field>, content: &mut Content, issues: &mut Issues) {
    let row = headings.row;
    let at_headings = |column: &str, problem| Issue {
        sheet: sheet.name.clone(),
        row: Some(row),
        column: Some(column.to_owned()),
        problem,
    };
    for (field, text) in &headings.repeated {
        let first = headings.name(*field).unwrap_or_default().to_owned();
        issues.push(at_headings(text, Problem::DuplicateColumn { first }));
    }
    let missing = [Field::Stem, Field::Key]
        .into_iter()
        .filter(|field| headings.name(*field).is_none());
    let missing: Vec<Field> = missing.collect();
    for field in &missing {
        let heading = field.heading();
        issues.push(at_headings(heading, Problem::MissingColumn { heading }));
    }
    let above = sheet
        .rows
        .iter()
        .take_while(|row| row.number < headings.first_row);
    above.for_each(|row| read_label(row, content));
    if !missing.is_empty() {
        return;
    }
    spread_options(sheet, &mut headings);
    let headings = Rc::new(headings);
    let seen = match Seen::new(sheet, &headings) {
        Ok(seen) => seen,
        Err(problem) => return issues.push(of_sheet(sheet, problem)),
    };
    let groups = groups::of_rows(&seen, issues);
    notes::of_sheet(&seen, &groups, issues);
    let drafts = groups.iter().map(|group| row::draft(&seen, group, issues));
    let before = content.drafts.len();
    content.drafts.extend(drafts);
    let drafts = content.drafts.get_mut(before..).unwrap_or_default();
    strip_numbers(drafts);
    notes::of_topics(&seen, drafts, issues);
}

/// Makes one column of each option where a heading for all of them reaches over several columns: merged, or with blank
/// headings to its right.
fn spread_options(sheet: &Sheet, headings: &mut Headings<Field>) {
    let Some((first, name)) = headings.columns.get(&Field::Options).cloned() else {
        return;
    };
    let is_headed = |column: u32| {
        let known = headings.columns.values().any(|(known, _)| *known == column);
        known || headings.unknown.contains_key(&column)
    };
    let below = || sheet.rows.iter().filter(|row| row.number > headings.row);
    let has_content = |column: u32| below().any(|row| row.cells.contains_key(&column));
    let columns: Vec<u32> = (first..)
        .take(usize::from(crate::fields::LETTERS))
        .take_while(|&column| column == first || (!is_headed(column) && has_content(column)))
        .collect();
    let has_own = headings
        .columns
        .keys()
        .any(|field| matches!(field, Field::Option(_)));
    if columns.len() < 2 || has_own {
        return;
    }
    headings.columns.remove(&Field::Options);
    for (column, option) in columns.into_iter().zip(0u8..) {
        let letter = crate::fields::letter(usize::from(option));
        headings
            .columns
            .insert(Field::Option(option), (column, format!("{name} {letter}")));
    }
}

/// Removes "1.", "2." … before the stems if they count the questions.
fn strip_numbers(drafts: &mut [Draft]) {
    let number = |draft: &Draft| numbered(&draft.stem).map(|(number, _)| number);
    let numbers: Option<Vec<u32>> = drafts.iter().map(number).collect();
    let counts = numbers.is_some_and(|numbers| {
        numbers.len() >= 2
            && numbers
                .windows(2)
                .all(|pair| pair[0].checked_add(1) == Some(pair[1]))
    });
    if counts {
        for draft in drafts {
            if let Some((_, stem)) = numbered(&draft.stem) {
                draft.stem = stem.to_owned();
            }
        }
    }
}

/// Returns the number before a text, and the text.
fn numbered(stem: &str) -> Option<(u32, &str)> {
    let digits = stem.bytes().take_while(u8::is_ascii_digit).count();
    let number = stem[..digits].parse().ok()?;
    let rest = stem[digits..]
        .trim_start_matches(' ')
        .strip_prefix(['.', ')', '/', ':'])?;
    let is_decimal = rest.starts_with(|c: char| c.is_ascii_digit());
    (!is_decimal && !rest.trim().is_empty()).then(|| (number, rest.trim_start()))
}

/// Reads "Tên ngân hàng | Luật …", "Ngôn ngữ | vi", or a plain title such as "Bộ câu hỏi tìm hiểu Luật …".
fn read_label(row: &Row, content: &mut Content) {
    let texts: Vec<String> = row
        .cells
        .keys()
        .map(|column| clean_line(row.text(*column)))
        .collect();
    let texts: Vec<&str> = texts
        .iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    let (label, value) = match texts.as_slice() {
        [one] => match one.split_once(':') {
            Some((label, value)) => (label, value.trim()),
            None => (*one, ""),
        },
        [label, value, ..] => (label.trim_end_matches([':', ' ']), *value),
        [] => return,
    };
    match Field::of_label(label) {
        Some(Field::Title) if !value.is_empty() => content.title = Some(value.to_owned()),
        Some(Field::Language) if !value.is_empty() => content.language = Some(value.to_owned()),
        Some(_) => {}
        None => {
            let folded = fold(texts[0]);
            let names_a_bank = ["cauhoi", "nganhang", "cuocthi"]
                .iter()
                .any(|word| folded.contains(word));
            if texts.len() == 1 && names_a_bank && content.title.is_none() {
                content.title = Some(texts[0].to_owned());
            }
        }
    }
}
