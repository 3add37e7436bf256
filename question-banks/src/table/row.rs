//! Turns the rows of one question into a draft.

use super::groups::{Group, split_rows};
use super::seen::Seen;
use crate::draft::{Draft, Place, word};
use crate::fields::{Field, LETTERS, letter};
use crate::issue::{Issues, Problem};
use crate::sheets::{Cell, Row};
use crate::text::{clean, excerpt};
use crate::{keys, options, words};

pub(super) fn draft(seen: &Seen, group: &Group, issues: &mut Issues) -> Draft {
    let place = seen.place(group.row.number);
    let reader = RowReader {
        seen,
        group,
        place: &place,
        issues,
        unreadable: Vec::new(),
    };
    reader.draft()
}

struct RowReader<'a> {
    seen: &'a Seen<'a>,
    group: &'a Group<'a>,
    place: &'a Place,
    issues: &'a mut Issues,
    unreadable: Vec<Field>,
}

impl RowReader<'_> {
    fn fail(&mut self, field: Field, problem: Problem) {
        self.issues.push(self.place.issue(field, problem));
        self.unreadable.push(field);
    }

    /// Returns the cleaned text of a field; a date, an error value or a picture is an issue.
    fn text(&mut self, field: Field) -> String {
        self.text_of(self.group.row, field)
    }

    fn text_of(&mut self, row: &Row, field: Field) -> String {
        match self.seen.cell(row, field) {
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
        self.refuse_unclear_cells();
        if !self.text(Field::Picture).is_empty() {
            self.fail(Field::Picture, Problem::Picture {});
        }
        let has_codes = self.seen.headings.name(Field::Code).is_some();
        let own_topic = self.line(Field::Topic);
        let options = self.options();
        let key = self.key(options.len());
        let (stem, options) = self.stem(options, &key);
        if let Some(found) = options.iter().chain([&stem]).find_map(|text| key_line(text)) {
            let found = excerpt(found);
            self.fail(Field::Stem, Problem::KeyInText { found });
        }
        Draft {
            place: self.place.clone(),
            code: has_codes.then(|| self.line(Field::Code)),
            topic: match own_topic.is_empty() {
                true => self.group.topic.clone().unwrap_or_default(),
                false => own_topic,
            },
            difficulty: self.word(Field::Difficulty, words::read_difficulty),
            kind: self.word(Field::Kind, kind).flatten(),
            credit: self.word(Field::Credit, words::read_credit).unwrap_or_default(),
            stem,
            options,
            key,
            keep_order: self
                .word(Field::KeepOrder, words::read_yes_no)
                .unwrap_or_default(),
            explanation: match self.text(Field::Explanation) {
                empty if empty.is_empty() => self.group.explanation.clone().unwrap_or_default(),
                own => own,
            },
            law: self.line(Field::Law),
            article: self.line(Field::Article),
            clause: self.line(Field::Clause),
            point: self.line(Field::Point),
            link: self.line(Field::Link),
            unreadable: self.unreadable,
        }
    }

    /// Refuses cells that belong to several questions, and text that is struck out; the latter once for a question.
    fn refuse_unclear_cells(&mut self) {
        let seen = self.seen;
        let fields = || seen.headings.columns.iter();
        for (&field, _) in fields() {
            if let Some((first, last)) = seen.unclear_span(self.group.row, field) {
                let rows = format!("{first}–{last}");
                self.fail(field, Problem::MergedRows { rows });
            }
        }
        let is_struck = |row: &Row, column: u32| {
            seen.sheet
                .marks
                .struck
                .contains(&(row.number.saturating_sub(1), column))
        };
        let mut struck = self
            .group
            .rows()
            .flat_map(|row| fields().map(move |cell| (row, cell)));
        let struck = struck.find(|(row, (_, (column, _)))| is_struck(row, *column));
        if let Some((_, (&field, _))) = struck {
            self.fail(field, Problem::StruckText {});
        }
    }

    fn options(&mut self) -> Vec<String> {
        let together = self.text(Field::Options);
        let mut options: Vec<String> = (0..LETTERS)
            .map(|index| self.text(Field::Option(index)))
            .collect();
        let filled = options.iter().rposition(|option| !option.is_empty());
        options.truncate(filled.map_or(0, |last| last + 1));
        let group = self.group;
        let below: Vec<(Field, String)> = group
            .options
            .iter()
            .map(|option| (option.field, self.text_of(option.row, option.field)))
            .collect();
        if together.is_empty() && below.is_empty() {
            return options;
        }
        let split = if !options.is_empty() {
            // Both forms are present, and there is no way to know which one holds.
            let first = self.place.naming.name(Field::Option(0));
            Err(Problem::DuplicateColumn { first })
        } else if below.is_empty() {
            options::split(&together)
        } else {
            let own = (!together.is_empty()).then_some(together);
            let texts: Vec<String> = own
                .into_iter()
                .chain(below.into_iter().map(|(_, text)| text))
                .collect();
            split_rows(&texts)
        };
        split.unwrap_or_else(|problem| {
            self.fail(Field::Options, problem);
            Vec::new()
        })
    }

    /// Returns the key: of its own cell, of a row "Đáp án: B", or as marks beside the options.
    fn key(&mut self, options: usize) -> String {
        let mut own = self.line(Field::Key);
        if let Some(key) = &self.group.key {
            if !own.is_empty() && fold_key(&own) != fold_key(key) {
                let found = excerpt(&format!("{own}; {key}"));
                self.fail(Field::Key, Problem::UnclearKey { found });
            }
            own = key.clone();
        }
        let group = self.group;
        if group.options.is_empty() {
            return own;
        }
        // The first option may stand beside the stem.
        let first = self.seen.has(group.row, Field::Options).then(|| own.clone());
        let is_own_key = first.is_none();
        let beside: Vec<String> = first
            .into_iter()
            .chain(
                group
                    .options
                    .iter()
                    .map(|option| self.text_of(option.row, Field::Key)),
            )
            .collect();
        let written: Vec<(usize, &String)> = beside
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let ticked: Vec<usize> = written
            .iter()
            .filter(|(at, text)| is_tick(text, *at))
            .map(|(at, _)| *at)
            .collect();
        let all_marks = written
            .iter()
            .all(|(at, text)| is_tick(text, *at) || is_cross(text));
        match written.as_slice() {
            [] => own,
            _ if is_own_key && !own.is_empty() => {
                let found = excerpt(&format!("{own}; {}", beside.join(" ")));
                self.fail(Field::Key, Problem::UnclearKey { found });
                own
            }
            _ if all_marks && !ticked.is_empty() && beside.len() == options => {
                let letters: Vec<String> = ticked.iter().map(|&at| letter(at).to_string()).collect();
                letters.join(",")
            }
            [(_, key)] => (*key).clone(),
            _ => {
                let texts: Vec<&str> = written.iter().map(|(_, text)| text.as_str()).collect();
                let found = excerpt(&texts.join("; "));
                self.fail(Field::Key, Problem::UnclearKey { found });
                String::new()
            }
        }
    }

    /// Returns the stem, and the options that follow it in its cell if they have no cells of their own.
    fn stem(&mut self, options: Vec<String>, key: &str) -> (String, Vec<String>) {
        let stem = self.text(Field::Stem);
        let can_hold_options = options.is_empty()
            && keys::read_truth(key).is_none()
            && !self
                .unreadable
                .iter()
                .any(|field| matches!(field, Field::Options | Field::Option(_)));
        if !can_hold_options {
            return (stem, options);
        }
        match options::split_stem(&stem) {
            None => (stem, options),
            Some(Ok(split)) => split,
            Some(Err(problem)) => {
                self.fail(Field::Stem, problem);
                self.unreadable.push(Field::Options);
                (stem, options)
            }
        }
    }
}

/// Reads the kind; some words leave it to the key.
fn kind(text: &str) -> Option<Option<contest_core::questions::QuestionKind>> {
    if words::leaves_kind_to_key(text) {
        return Some(None);
    }
    words::read_kind(text).map(Some)
}

/// Returns a line that tells the key inside a stem or an option: contestants would read it.
fn key_line(text: &str) -> Option<&str> {
    const STARTS: [&str; 6] = [
        "đáp án:",
        "đáp án đúng",
        "đáp án là",
        "đa:",
        "lời giải:",
        "answer:",
    ];
    text.lines().find(|line| {
        let line = line.to_lowercase();
        STARTS.iter().any(|start| line.starts_with(start)) && !line.ends_with('?')
    })
}

fn fold_key(text: &str) -> String {
    crate::text::fold(text)
}

/// Whether a mark beside an option says that it is right: a tick, or its own letter.
fn is_tick(text: &str, at: usize) -> bool {
    let lower = text.trim_end_matches('.').to_lowercase();
    let own = letter(at).to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "x" | "v" | "✓" | "✔" | "√" | "☑" | "*" | "đúng" | "đ" | "true" | "t"
    ) || lower.chars().eq([own])
}

fn is_cross(text: &str) -> bool {
    let lower = text.to_lowercase();
    matches!(lower.as_str(), "sai" | "s" | "false" | "f" | "-" | "☐")
}
