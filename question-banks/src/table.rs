//! Reads a bank from sheets: the heading row, the rows, and the title above them.

use crate::draft::{Draft, Naming, Place, word};
use crate::fields::{Field, LETTERS};
use crate::issue::{Issue, Issues, Problem};
use crate::sheets::{Cell, Headings, Row, Sheet};
use crate::text::{clean, clean_line, fold};
use crate::{limits, options, words};
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
    let found = Headings::of_sheets(sheets, Field::of_heading, is_enough);
    if found.is_empty() {
        let rows = limits::HEADING_ROWS;
        issues.push(Issue::of_file(Problem::NoHeadings { rows }));
    }
    for (sheet, headings) in found {
        read_sheet(sheet, headings, &mut content, issues);
    }
    content
}

fn is_enough(headings: &Headings<Field>) -> bool {
    headings.name(Field::Stem).is_some() && headings.name(Field::Key).is_some()
}

fn read_sheet(sheet: &Sheet, headings: Headings<Field>, content: &mut Content, issues: &mut Issues) {
    let at_headings = |column: &str, problem| Issue {
        sheet: sheet.name.clone(),
        row: Some(headings.row),
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
    let above = sheet.rows.iter().take_while(|row| row.number < headings.row);
    above.for_each(|row| read_label(row, content));
    if !missing.is_empty() {
        return;
    }
    let headings = Rc::new(headings);
    let below = sheet.rows.iter().filter(|row| row.number > headings.row);
    for row in below {
        let place = Place {
            sheet: sheet.name.clone(),
            row: row.number,
            naming: Naming::Table(Rc::clone(&headings)),
        };
        let reader = RowReader {
            headings: &headings,
            row,
            place: &place,
            issues,
            unreadable: Vec::new(),
        };
        if !reader.is_blank() {
            content.drafts.push(reader.draft());
        }
    }
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

/// One row below the headings.
struct RowReader<'a> {
    headings: &'a Headings<Field>,
    row: &'a Row,
    place: &'a Place,
    issues: &'a mut Issues,
    unreadable: Vec<Field>,
}

impl RowReader<'_> {
    /// Returns whether no known column has content: the row is empty, or only numbered.
    fn is_blank(&self) -> bool {
        let mut columns = self.headings.columns.values();
        columns.all(|(column, _)| match self.row.cells.get(column) {
            None => true,
            Some(Cell::Text(text)) => clean(text).is_empty(),
            Some(Cell::Date | Cell::Error(_) | Cell::Picture) => false,
        })
    }

    fn fail(&mut self, field: Field, problem: Problem) {
        self.issues.push(self.place.issue(field, problem));
        self.unreadable.push(field);
    }

    /// Returns the cleaned text of a field; a date or an error value is an issue.
    fn text(&mut self, field: Field) -> String {
        let Some((column, _)) = self.headings.columns.get(&field) else {
            return String::new();
        };
        match self.row.cells.get(column) {
            None => {}
            Some(Cell::Text(text)) => return clean(text),
            Some(Cell::Date) => self.fail(field, Problem::DateCell {}),
            Some(Cell::Picture) => self.fail(field, Problem::EmbeddedPicture {}),
            Some(Cell::Error(found)) => self.fail(field, Problem::ErrorCell { found: found.clone() }),
        }
        String::new()
    }

    fn line(&mut self, field: Field) -> String {
        self.text(field).replace('\n', " ")
    }

    fn word<T>(&mut self, field: Field, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.line(field);
        word(&text, self.place, field, self.issues, read)
    }

    fn draft(mut self) -> Draft {
        if !self.text(Field::Picture).is_empty() {
            self.fail(Field::Picture, Problem::Picture {});
        }
        let has_codes = self.headings.name(Field::Code).is_some();
        Draft {
            place: self.place.clone(),
            code: has_codes.then(|| self.line(Field::Code)),
            topic: self.line(Field::Topic),
            difficulty: self.word(Field::Difficulty, words::read_difficulty),
            kind: self.word(Field::Kind, words::read_kind),
            credit: self.word(Field::Credit, words::read_credit).unwrap_or_default(),
            stem: self.text(Field::Stem),
            options: self.options(),
            key: self.line(Field::Key),
            keep_order: self
                .word(Field::KeepOrder, words::read_yes_no)
                .unwrap_or_default(),
            explanation: self.text(Field::Explanation),
            law: self.line(Field::Law),
            article: self.line(Field::Article),
            clause: self.line(Field::Clause),
            point: self.line(Field::Point),
            link: self.line(Field::Link),
            unreadable: self.unreadable,
        }
    }

    fn options(&mut self) -> Vec<String> {
        let together = self.text(Field::Options);
        let mut options: Vec<String> = (0..LETTERS)
            .map(|index| self.text(Field::Option(index)))
            .collect();
        let filled = options.iter().rposition(|option| !option.is_empty());
        options.truncate(filled.map_or(0, |last| last + 1));
        if together.is_empty() {
            return options;
        }
        let split = if options.is_empty() {
            options::split(&together)
        } else {
            // Both forms are present, and there is no way to know which one holds.
            let first = self.place.naming.name(Field::Option(0));
            Err(Problem::DuplicateColumn { first })
        };
        split.unwrap_or_else(|problem| {
            self.fail(Field::Options, problem);
            Vec::new()
        })
    }
}
