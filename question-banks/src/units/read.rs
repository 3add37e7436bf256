//! Reads unit rows from a table.

use super::tree::{self, Unit};
use super::{Column, UnitRow};
use crate::check::text_problems;
use crate::issue::{Issue, Issues, Problem};
use crate::limits;
use crate::sheets::{Cell, Format, Headings, Row, Sheet, check_size, encodings, hidden_rows, names, open};
use crate::text::{clean_line, excerpt};

/// Reads a unit tree from XLSX or CSV. Every unit comes after its parent, otherwise in the order of the file.
///
/// # Errors
/// Returns everything that is wrong with the file, by sheet and row.
pub fn read(filename: &str, bytes: &[u8]) -> Result<Vec<UnitRow>, Vec<Issue>> {
    let of_file = |problem| vec![Issue::of_file(problem)];
    let format = Format::of(filename).map_err(of_file)?;
    check_size(bytes).map_err(of_file)?;
    let sheets = open(format, bytes, &|text| Column::of_heading(text).is_some())?;
    let mut issues = Issues::default();
    let units = units(&sheets, &mut issues);
    let order = names(&sheets);
    if units.len() > limits::UNITS {
        let limit = limits::UNITS;
        return Err(of_file(Problem::TooManyUnits { limit }));
    }
    let sorted = tree::sort(tree::named(units, &mut issues), &mut issues);
    if issues.is_empty() {
        Ok(sorted)
    } else {
        Err(issues.into_sorted(&order))
    }
}

fn units(sheets: &[Sheet], issues: &mut Issues) -> Vec<Unit> {
    let mut units = Vec::new();
    encodings::check(sheets, issues);
    let found = headings(sheets);
    if found.is_empty() && issues.is_empty() {
        let rows = limits::HEADING_ROWS;
        issues.push(Issue::of_file(Problem::NoHeadings { rows }));
    }
    for (sheet, headings) in found {
        if sheet.marks.hidden {
            issues.push(Issue {
                sheet: sheet.name.clone(),
                ..Issue::of_file(Problem::HiddenSheet {})
            });
        } else if headings_are_sound(sheet, &headings, issues) {
            let below = sheet.rows.iter().filter(|row| row.number > headings.row);
            units.extend(below.filter_map(|row| unit(sheet, &headings, row, issues)));
            hidden_rows(sheet, headings.row)
                .into_iter()
                .for_each(|issue| issues.push(issue));
        }
    }
    if units.is_empty() && issues.is_empty() {
        issues.push(Issue::of_file(Problem::NoRows {}));
    }
    units
}

/// Returns the sheets with codes and names; if there are none, those with names and one more column; then those with
/// names alone. A sheet that explains the columns also names them.
fn headings(sheets: &[Sheet]) -> Vec<(&Sheet, Headings<Column>)> {
    let has = |headings: &Headings<Column>, column| headings.name(column).is_some();
    let is_enough = |headings: &Headings<Column>, level: usize| match level {
        0 => has(headings, Column::Code) && has(headings, Column::Name),
        1 => has(headings, Column::Name) && headings.columns.len() >= 2,
        _ => has(headings, Column::Name),
    };
    let mut found = Vec::new();
    for level in 0..3 {
        let is_enough = |headings: &Headings<Column>| is_enough(headings, level);
        found = Headings::of_sheets(sheets, Column::of_heading, is_enough);
        if found.iter().any(|(_, headings)| is_enough(headings)) {
            break;
        }
    }
    found
}

fn headings_are_sound(sheet: &Sheet, headings: &Headings<Column>, issues: &mut Issues) -> bool {
    let issue = |column: &str, problem| Issue {
        sheet: sheet.name.clone(),
        row: Some(headings.row),
        column: Some(column.to_owned()),
        problem,
    };
    for (column, text) in &headings.repeated {
        let first = headings.name(*column).unwrap_or_default().to_owned();
        issues.push(issue(text, Problem::DuplicateColumn { first }));
    }
    if headings.name(Column::Name).is_none() {
        let heading = Column::Name.heading();
        issues.push(issue(heading, Problem::MissingColumn { heading }));
    }
    headings.name(Column::Name).is_some()
}

/// Returns the unit of a row; `None` if the row is blank. Units with issues are kept, so that others can be checked
/// against them.
fn unit(sheet: &Sheet, headings: &Headings<Column>, row: &Row, issues: &mut Issues) -> Option<Unit> {
    let place = |column: Column, problem| Issue {
        sheet: sheet.name.clone(),
        row: Some(row.number),
        column: Some(headings.name(column).unwrap_or(column.heading()).to_owned()),
        problem,
    };
    let mut unread = false;
    let texts = Column::ALL.map(|column| {
        let (at, _) = headings.columns.get(&column)?;
        match row.cells.get(at)? {
            Cell::Text(text) => Some(clean_line(text)).filter(|text| !text.is_empty()),
            Cell::Date => {
                issues.push(place(column, Problem::DateCell {}));
                unread = true;
                None
            }
            Cell::Picture => {
                issues.push(place(column, Problem::Picture {}));
                unread = true;
                None
            }
            Cell::Error(found) => {
                let found = found.clone();
                issues.push(place(column, Problem::ErrorCell { found }));
                unread = true;
                None
            }
        }
    });
    if unread || texts.iter().all(Option::is_none) {
        return None;
    }
    for (column, limit) in [
        (Column::Code, limits::CODE),
        (Column::Name, limits::NAME),
        (Column::Parent, limits::CODE),
    ] {
        let text = texts[column as usize].as_deref().unwrap_or_default();
        for problem in text_problems(text, limit) {
            issues.push(place(column, problem));
        }
    }
    let [code, name, parent, headcount] = texts;
    let has_codes = headings.name(Column::Code).is_some();
    if code.is_none() && has_codes {
        issues.push(place(Column::Code, Problem::MissingCode {}));
    }
    if name.is_none() {
        issues.push(place(Column::Name, Problem::MissingName {}));
    }
    let headcount = headcount.and_then(|text| {
        let number = number(&text);
        if number.is_none() {
            let found = excerpt(&text);
            issues.push(place(Column::Headcount, Problem::BadHeadcount { found }));
        }
        number
    });
    Some(Unit {
        row: UnitRow {
            code: code.unwrap_or_default(),
            name: name.unwrap_or_default(),
            parent,
            headcount,
        },
        has_code: has_codes,
        code_place: place(Column::Code, Problem::MissingCode {}),
        parent_column: headings.name(Column::Parent).map(str::to_owned),
    })
}

/// Reads a whole number from 1, with or without thousands separators: 1200, 1.200, 1,200, 1 200.
fn number(text: &str) -> Option<u32> {
    let mut groups = text.split(['.', ',', ' ']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = rest.iter().all(|group| group.len() == 3 && digits(group));
    if !digits(first) || !grouped || (!rest.is_empty() && first.len() > 3) {
        return None;
    }
    let number = format!("{first}{}", rest.concat()).parse().ok()?;
    (number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headcounts_are_read_with_separators() {
        for text in ["1200", "1.200", "1,200", "1 200"] {
            assert_eq!(number(text), Some(1200), "{text}");
        }
        for text in ["0", "", "-3", "1.2", "1,20", "12.34.567", "nhiều", "99999999999"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
