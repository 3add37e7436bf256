//! Which rows make one question. Most questions have one row; some have a row for each option, and one for the key.

use super::section;
use super::seen::Seen;
use crate::fields::Field;
use crate::issue::{Issue, Issues, Problem};
use crate::options::{lettered, split};
use crate::sheets::Row;
use crate::text::{clean_line, excerpt, fold};

/// The rows of one question.
pub(super) struct Group<'a> {
    pub row: &'a Row,
    /// The rows below it that hold its options.
    pub options: Vec<OptionRow<'a>>,
    /// The section it stands in.
    pub topic: Option<String>,
    /// From a row "Đáp án: B".
    pub key: Option<String>,
    /// From a row "Giải thích: …".
    pub explanation: Option<String>,
}

pub(super) struct OptionRow<'a> {
    pub row: &'a Row,
    /// The column that holds the options: the one of the stem, or the one of all options.
    pub field: Field,
}

impl<'a> Group<'a> {
    /// Returns all its rows in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'a Row> + '_ {
        std::iter::once(self.row).chain(self.options.iter().map(|option| option.row))
    }
}

/// Groups the rows below the headings; rows that belong to no question are noted.
pub(super) fn of_rows<'a>(seen: &Seen<'a>, issues: &mut Issues) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut topic = None;
    for (index, &row) in seen.rows.iter().enumerate() {
        let fields: Vec<Field> = seen
            .headings
            .columns
            .keys()
            .copied()
            .filter(|field| seen.has(row, *field))
            .collect();
        let is_first = index == 0;
        if Seen::filled(row).next().is_none()
            || section::repeats_headings(seen, row)
            || (is_first && section::explains_columns(seen, row))
        {
            continue;
        }
        if let Some(group) = groups.last_mut()
            && continues(seen, group, row, &fields)
        {
            continue;
        }
        let next = seen.rows.get(index + 1).filter(|_| fields == [Field::Stem]);
        let has_options_below = next.is_some_and(|next| begins_options(seen, next));
        match section::topic(seen, row).filter(|_| !has_options_below) {
            Some(found) => topic = Some(found),
            None if fields.is_empty() => note_skipped(seen, row, issues),
            None => groups.push(Group {
                row,
                options: Vec::new(),
                topic: topic.clone(),
                key: None,
                explanation: None,
            }),
        }
    }
    groups
}

fn begins_options(seen: &Seen, row: &Row) -> bool {
    lettered(&seen.own_text(row, Field::Stem)).is_some_and(|(index, _)| index == 0)
}

/// Adds a row to the question above it, if it belongs there.
fn continues<'a>(seen: &Seen<'a>, group: &mut Group<'a>, row: &'a Row, fields: &[Field]) -> bool {
    let only = |allowed: &[Field]| fields.iter().all(|field| allowed.contains(field));
    if fields.contains(&Field::Options) && only(&[Field::Options, Field::Key]) {
        let field = Field::Options;
        group.options.push(OptionRow { row, field });
        return true;
    }
    if !fields.contains(&Field::Stem) || !only(&[Field::Stem, Field::Key]) {
        return false;
    }
    let text = seen.own_text(row, Field::Stem);
    if fields == [Field::Stem] && adds_remark(group, &text) {
        return true;
    }
    let has_cells = seen
        .headings
        .columns
        .keys()
        .any(|field| matches!(field, Field::Option(_) | Field::Options) && seen.has(group.row, *field));
    let is_next = lettered(&text).is_some_and(|(index, _)| index == options_so_far(seen, group));
    if has_cells || !is_next {
        return false;
    }
    let field = Field::Stem;
    group.options.push(OptionRow { row, field });
    true
}

/// Counts the options in the rows below the stem.
fn options_so_far(seen: &Seen, group: &Group) -> usize {
    let last = group.options.last();
    last.and_then(|option| {
        let text = seen.own_text(option.row, option.field);
        let (index, _) = lettered(&text)?;
        // "C. z  D. t" begins with C; taken alone, it has no A.
        let on_line = ('A'..='J')
            .skip(index)
            .take_while(|letter| is_marked(&text, *letter))
            .count();
        Some(index + on_line.max(1))
    })
    .unwrap_or(0)
}

fn is_marked(text: &str, letter: char) -> bool {
    text.split_whitespace()
        .any(|word| word.starts_with(letter) && lettered(word).is_some())
}

/// Takes "Đáp án: B" and "Giải thích: …" in a row of their own.
fn adds_remark(group: &mut Group, text: &str) -> bool {
    let Some((label, value)) = text.split_once([':', '.']) else {
        return false;
    };
    let value = value.trim().to_owned();
    let target = match fold(label).as_str() {
        "dapan" | "da" | "dapandung" | "dapandungla" | "answer" | "key" => &mut group.key,
        "giaithich" | "loigiai" | "huongdangiai" | "explanation" => &mut group.explanation,
        _ => return false,
    };
    if target.is_some() || value.is_empty() {
        return false;
    }
    *target = Some(value);
    true
}

/// Notes a row without content in the columns of the questions. A number alone is an empty line of a form.
fn note_skipped(seen: &Seen, row: &Row, issues: &mut Issues) {
    let texts: Vec<String> = row
        .cells
        .keys()
        .map(|&column| clean_line(row.text(column)))
        .collect();
    let is_number = |text: &String| fold(text).bytes().all(|byte| byte.is_ascii_digit());
    if texts.iter().all(is_number) {
        return;
    }
    let words: Vec<&str> = texts
        .iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    let found = excerpt(&words.join(" "));
    issues.warn(Issue {
        sheet: seen.sheet.name.clone(),
        row: Some(row.number),
        column: None,
        problem: Problem::SkippedRow { found },
    });
}

/// Returns whether the options of a group can be split as one text.
pub(super) fn split_rows(texts: &[String]) -> Result<Vec<String>, Problem> {
    if texts.iter().any(|text| lettered(text).is_some()) {
        split(&texts.join("\n"))
    } else {
        Ok(texts.to_vec())
    }
}
