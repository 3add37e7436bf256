//! Rows that are hidden or filtered out: nobody can tell whether they still count, so they are refused.

use super::Sheet;
use crate::issue::{Issue, Problem};

/// Returns one issue for all hidden rows with content below the headings: a filter hides hundreds.
pub(crate) fn hidden_rows(sheet: &Sheet, headings: u32) -> Option<Issue> {
    let hidden = &sheet.marks.hidden_rows;
    let rows = sheet
        .rows
        .iter()
        .filter(|row| row.number > headings && row.has_content());
    let rows: Vec<u32> = rows
        .map(|row| row.number)
        .filter(|number| hidden.contains(&(number - 1)))
        .collect();
    let first = *rows.first()?;
    Some(Issue {
        sheet: sheet.name.clone(),
        row: Some(first),
        column: None,
        problem: Problem::HiddenRows { rows: ranges(&rows) },
    })
}

/// Writes numbers as "2–5, 9"; only the first few.
fn ranges(numbers: &[u32]) -> String {
    const SHOWN: usize = 12;
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let shown = ranges
        .iter()
        .take(SHOWN)
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}–{last}"),
        });
    let shown: Vec<String> = shown.collect();
    let more = if ranges.len() > SHOWN { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn rows_in_a_row_are_told_together() {
        assert_eq!(ranges(&[2, 3, 4, 9, 11, 12]), "2–4, 9, 11–12");
    }
}
