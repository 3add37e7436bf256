//! What a sheet holds beside its questions: hidden rows and pictures are refused, the rest is worth a warning.

use super::groups::Group;
use super::of_sheet as issue_of_sheet;
use super::seen::Seen;
use crate::check::DEFAULT_TOPIC;
use crate::draft::Draft;
use crate::fields::Field;
use crate::issue::{Issue, Issues, Problem};
use crate::sheets::{self, Drawing, Sheet};
use crate::text::{excerpt, fold};

/// Notes a sheet without headings, unless it explains how to fill in the others.
pub(super) fn of_skipped_sheet(sheet: &Sheet, issues: &mut Issues) {
    const GUIDES: [&str; 6] = ["huongdan", "guide", "instruction", "ghichu", "readme", "note"];
    let name = fold(sheet.name.as_deref().unwrap_or_default());
    let is_guide = GUIDES.iter().any(|guide| name.contains(guide));
    if !sheet.rows.is_empty() && !is_guide {
        issues.warn(issue_of_sheet(sheet, Problem::SkippedSheet {}));
    }
}

pub(super) fn of_sheet(seen: &Seen, groups: &[Group], issues: &mut Issues) {
    if let Some(issue) = sheets::hidden_rows(seen.sheet, seen.headings.row) {
        issues.push(issue);
    }
    drawings(seen, groups, issues);
    unread_columns(seen, issues);
    if seen.sheet.marks.has_comments {
        issues.warn(issue_of_sheet(seen.sheet, Problem::Comments {}));
    }
}

fn at_row(seen: &Seen, row: u32, problem: Problem) -> Issue {
    Issue {
        row: Some(row),
        ..issue_of_sheet(seen.sheet, problem)
    }
}

/// Refuses what lies on the rows of a question; a logo above the table is decoration, and below it is noted.
fn drawings(seen: &Seen, groups: &[Group], issues: &mut Issues) {
    let first = groups.first().map_or(u32::MAX, |group| group.row.number);
    let last = groups
        .last()
        .and_then(|group| group.rows().last())
        .map_or(0, |row| row.number);
    for (&row, &drawing) in &seen.sheet.marks.drawings {
        let row = row.saturating_add(1);
        let problem = match drawing {
            Drawing::Picture => Problem::EmbeddedPicture {},
            Drawing::TextBox => Problem::TextBox {},
        };
        if (first..=last).contains(&row) {
            issues.push(at_row(seen, row, problem));
        } else if drawing == Drawing::TextBox || row > last {
            issues.warn(at_row(seen, row, problem));
        }
    }
}

/// Notes columns with content that are not read. Numbers of the rows are no loss.
fn unread_columns(seen: &Seen, issues: &mut Issues) {
    const COUNTERS: [&str; 10] = [
        "stt", "tt", "sott", "sothutu", "no", "cau", "causo", "cauhoiso", "so", "number",
    ];
    let headings = seen.headings;
    let mut unread: Vec<(u32, u32)> = Vec::new();
    for row in &seen.rows {
        for column in Seen::filled(row) {
            let is_known = headings.columns.values().any(|(known, _)| *known == column);
            if !is_known && !unread.iter().any(|(seen, _)| *seen == column) && unread.len() < 100 {
                unread.push((column, row.number));
            }
        }
    }
    for (column, row) in unread {
        let counts =
            |row: &&crate::sheets::Row| fold(row.text(column)).bytes().all(|byte| byte.is_ascii_digit());
        let problem = match headings.unknown.get(&column) {
            Some(heading) if COUNTERS.contains(&fold(heading).as_str()) || fold(heading).is_empty() => {
                continue;
            }
            Some(heading) => Problem::UnknownColumn {
                heading: excerpt(heading),
            },
            None if headings.repeated_at(column) || seen.rows.iter().all(counts) => continue,
            // A section or a signature reaches into columns that have no heading.
            None if !groups_use(seen, column) => continue,
            None => Problem::UnheadedColumn {
                column: letters(column),
            },
        };
        let row = match problem {
            Problem::UnknownColumn { .. } => headings.row,
            _ => row,
        };
        issues.warn(at_row(seen, row, problem));
    }
}

/// Returns whether a row with a stem also has content in this column.
fn groups_use(seen: &Seen, column: u32) -> bool {
    let mut rows = seen.rows.iter();
    rows.any(|row| seen.has(row, Field::Stem) && Seen::filled(row).any(|filled| filled == column))
}

/// Returns the name of a column, from 0: A, B, … AA.
fn letters(column: u32) -> String {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        name.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    name
}

/// Notes questions without a topic among others that have one: it may stand only at the first of each group.
pub(super) fn of_topics(seen: &Seen, drafts: &[Draft], issues: &mut Issues) {
    let blank = || drafts.iter().filter(|draft| draft.topic.is_empty());
    let count = blank().count();
    if let Some(first) = blank().next()
        && count < drafts.len()
        && seen.headings.name(Field::Topic).is_some()
    {
        let topic = DEFAULT_TOPIC;
        issues.warn(
            first
                .place
                .issue(Field::Topic, Problem::BlankTopics { count, topic }),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_a_spreadsheet_does() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
