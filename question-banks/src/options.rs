//! Options as organisers write them: in one cell as lines "A. …", several on a line, behind the stem, or each in a cell
//! of its own with its letter in front.

use crate::fields::{LETTERS, letter};
use crate::issue::Problem;

/// Splits a cell into its options "A. …", "B. …". Each begins a line, or all follow one another on a line. What has no
/// letter continues the option above.
pub(crate) fn split(cell: &str) -> Result<Vec<String>, Problem> {
    let marks = marks(cell);
    let own_lines: Vec<&Mark> = marks.iter().filter(|mark| mark.begins_line).collect();
    let by_lines = series(&own_lines);
    // A small letter in the middle of a line is one only behind a finished text: "khoản 1, điểm b) quy định".
    let begins = |mark: &&Mark| mark.begins_line || mark.is_capital || mark.is_apart;
    let all: Vec<&Mark> = marks.iter().filter(begins).collect();
    let anywhere = series(&all);
    let chosen = match (by_lines, anywhere) {
        (Some(lines), Some(more)) if more.len() > lines.len() && lines.len() >= 2 => {
            // "A. Ông X" and "B. Ông C. bị phạt": an initial, or two options on a line?
            let added = more.iter().filter(|mark| !mark.begins_line);
            if added.into_iter().all(|mark| mark.is_apart) {
                more
            } else {
                return Err(Problem::UnreadableOptions {});
            }
        }
        (_, Some(more)) if more.len() >= 2 => more,
        (Some(lines), _) if lines.len() >= 2 || all.len() == 1 => lines,
        _ => return Err(gap(&own_lines).unwrap_or(Problem::UnreadableOptions {})),
    };
    if let Some(problem) = later_gap(&own_lines, &chosen) {
        return Err(problem);
    }
    if !cell[..chosen[0].start].trim().is_empty() {
        return Err(Problem::UnreadableOptions {});
    }
    Ok(texts(cell, &chosen))
}

/// Splits a stem that has its options behind it; `None` if it has none. Small letters may list what the question is
/// about: they count only if each has one line and nothing follows.
pub(crate) fn split_stem(stem: &str) -> Option<Result<(String, Vec<String>), Problem>> {
    let marks = marks(stem);
    let own_lines: Vec<&Mark> = marks
        .iter()
        .filter(|mark| mark.begins_line && mark.is_capital)
        .collect();
    let capitals: Vec<&Mark> = marks.iter().filter(|mark| mark.is_capital).collect();
    let chosen = match (series(&own_lines), series(&capitals)) {
        (Some(lines), Some(more)) if lines.len() >= 2 && more.len() > lines.len() => {
            let mut added = more.iter().filter(|mark| !mark.begins_line);
            if !added.all(|mark| mark.is_apart) {
                return Some(Err(Problem::UnreadableOptions {}));
            }
            more
        }
        (Some(lines), _) if lines.len() >= 2 => lines,
        (_, Some(more)) if more.len() >= 2 => more,
        // "A." twice: an initial in the stem, perhaps.
        _ if capitals.iter().any(|mark| mark.index == 0) && capitals.iter().any(|mark| mark.index == 1) => {
            return Some(Err(Problem::UnreadableOptions {}));
        }
        _ => small_lines(stem, &marks)?,
    };
    let before = stem[..chosen[0].start].trim().to_owned();
    Some(Ok((before, texts(stem, &chosen))))
}

/// Returns the last lines of a stem if they are "a) …", "b) …", and so on.
fn small_lines<'a>(stem: &str, marks: &'a [Mark]) -> Option<Vec<&'a Mark>> {
    let own_lines: Vec<&Mark> = marks.iter().filter(|mark| mark.begins_line).collect();
    let series = series(&own_lines).filter(|series| series.len() >= 2)?;
    let lines = stem[series[0].start..].lines().count();
    (lines == series.len()).then_some(series)
}

/// Removes "A. ", "B. " … if every option begins with its own letter: papers are shuffled and add letters.
pub(crate) fn strip_letters(options: &mut [String]) {
    let own = |(index, option): (usize, &String)| lettered(option).is_some_and(|(found, _)| found == index);
    while !options.is_empty() && options.iter().enumerate().all(own) {
        for option in options.iter_mut() {
            if let Some((_, text)) = lettered(option) {
                *option = text.to_owned();
            }
        }
    }
}

/// Returns the letter in front of a text, counted from 0, and the text after it: "A. x", "A) x", "A/ x", "A: x", "(A) x",
/// "A - x".
pub(crate) fn lettered(text: &str) -> Option<(usize, &str)> {
    let opening = text.starts_with(['(', '[']);
    let inner = if opening { &text[1..] } else { text };
    let (first, rest) = inner.split_at_checked(1)?;
    let byte = first.as_bytes().first()?.to_ascii_uppercase();
    let index = byte.checked_sub(b'A').filter(|index| *index < LETTERS)?;
    // "B ." is a common slip.
    let near = rest.trim_start_matches(' ');
    let marks: &[char] = if opening {
        &[')', ']']
    } else {
        &['.', ')', '/', ':']
    };
    let behind = match near.strip_prefix(marks) {
        // "A.-" and "(A)." have two marks.
        Some(behind) => behind.strip_prefix(['-', '.', ':']).unwrap_or(behind),
        None if opening => return None,
        None => ["- ", "– ", "— "]
            .iter()
            .find_map(|dash| near.strip_prefix(dash))?,
    };
    Some((usize::from(index), behind.trim_start()))
}

/// A place in a text where an option may begin.
struct Mark {
    index: usize,
    start: usize,
    /// Where the text behind the letter begins.
    text: usize,
    begins_line: bool,
    is_capital: bool,
    /// The text before it has come to an end.
    is_apart: bool,
}

/// Finds every letter with a mark, at the beginning of a line or after a space.
fn marks(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut line_start = true;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let after_space = before.is_whitespace();
        if (line_start || after_space)
            && let Some((index, rest)) = lettered(&text[at..])
        {
            let head = &text[..at];
            let is_apart = head
                .trim_end_matches(' ')
                .ends_with(['.', ';', ',', '?', '!', ':'])
                || head.ends_with("  ");
            // A dash in the middle of a line is a dash: "loại A - B".
            let is_dash = !text[at..].chars().take(4).any(|c| ".)/:]".contains(c));
            if line_start || !is_dash {
                marks.push(Mark {
                    index,
                    start: at,
                    text: text.len() - rest.len(),
                    begins_line: line_start,
                    is_capital: text[at..]
                        .trim_start_matches(['(', '['])
                        .starts_with(|c: char| c.is_ascii_uppercase()),
                    is_apart,
                });
            }
        }
        line_start = c == '\n' || (line_start && c == ' ');
        before = c;
    }
    marks
}

/// Returns the marks A, B, C … in order; `None` if there is no A, or if a letter of the series stands twice, so that
/// nobody can tell which one begins the option. Lines with small letters below capitals belong to an option.
fn series<'a>(marks: &[&'a Mark]) -> Option<Vec<&'a Mark>> {
    let capital = marks.first()?.is_capital;
    let marks: Vec<&Mark> = marks
        .iter()
        .copied()
        .filter(|mark| mark.is_capital == capital)
        .collect();
    let mut series: Vec<&Mark> = Vec::new();
    for mark in &marks {
        if mark.index == series.len() {
            series.push(mark);
        }
    }
    let count = |index: usize| marks.iter().filter(|mark| mark.index == index).count();
    (!series.is_empty() && (0..series.len()).all(|index| count(index) == 1)).then_some(series)
}

/// Returns what is missing if lines begin with A, C.
fn gap(own_lines: &[&Mark]) -> Option<Problem> {
    let mut expected = 0;
    for mark in own_lines {
        if mark.index > expected {
            return Some(Problem::OptionGap {
                letter: letter(expected),
                next: letter(mark.index),
            });
        }
        expected = mark.index + 1;
    }
    None
}

/// Returns a gap that shows only when the series is known: a line with a letter beyond its end.
fn later_gap(own_lines: &[&Mark], chosen: &[&Mark]) -> Option<Problem> {
    let capital = chosen.first()?.is_capital;
    let beyond = own_lines
        .iter()
        .find(|mark| mark.is_capital == capital && mark.index > chosen.len())?;
    Some(Problem::OptionGap {
        letter: letter(chosen.len()),
        next: letter(beyond.index),
    })
}

fn texts(text: &str, marks: &[&Mark]) -> Vec<String> {
    let ends = marks.iter().skip(1).map(|mark| mark.start).chain([text.len()]);
    let pieces = marks
        .iter()
        .zip(ends)
        .map(|(mark, end)| text.get(mark.text..end).unwrap_or_default());
    pieces.map(|piece| piece.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_split_at_their_letters() {
        let options = split("A. Một\nB ) hai\ndòng nữa\na. mục nhỏ\nC.ba").unwrap();
        assert_eq!(options, ["Một", "hai\ndòng nữa\na. mục nhỏ", "ba"]);
        assert!(matches!(
            split("A. Một\nC. Ba"),
            Err(Problem::OptionGap {
                letter: 'B',
                next: 'C'
            })
        ));
        assert!(matches!(split("Một\nHai"), Err(Problem::UnreadableOptions {})));
        assert!(matches!(
            split("Chọn:\nA. Một\nB. Hai"),
            Err(Problem::UnreadableOptions {})
        ));
    }

    #[test]
    fn options_on_one_line_are_split() {
        for (cell, expected) in [
            ("A. Đúng B. Sai", vec!["Đúng", "Sai"]),
            (
                "A. 16 tuổi. B. 18 tuổi. C. 20 tuổi.",
                vec!["16 tuổi.", "18 tuổi.", "20 tuổi."],
            ),
            ("A. x   B. y\nC. z   D. t", vec!["x", "y", "z", "t"]),
            ("A. một; B. hai\nC. ba; D. bốn", vec!["một;", "hai", "ba;", "bốn"]),
            ("(A) x (B) y", vec!["x", "y"]),
            ("A/ x B/ y", vec!["x", "y"]),
            ("a) x\nb) y", vec!["x", "y"]),
            ("a. x; b. y; c. z", vec!["x;", "y;", "z"]),
            (
                "A. Ông B. bị phạt\nB. Bà C. bị phạt",
                vec!["Ông B. bị phạt", "Bà C. bị phạt"],
            ),
        ] {
            assert_eq!(split(cell).as_deref(), Ok(&expected.map_to()[..]), "{cell}");
        }
        for unclear in [
            "A. Ông X\nB. Ông C. bị phạt",
            "A. Ông B. bị phạt B. Bà C. bị phạt",
        ] {
            assert_eq!(split(unclear), Err(Problem::UnreadableOptions {}), "{unclear}");
        }
    }

    #[test]
    fn options_behind_a_stem_are_split_off() {
        for stem in ["Ai?\nA. x\nB. y", "Ai? A. x B. y", "Ai?\nA. x  B. y"] {
            let (before, options) = split_stem(stem).unwrap().unwrap();
            assert_eq!(
                (before.as_str(), options),
                ("Ai?", vec!["x".to_owned(), "y".to_owned()]),
                "{stem}"
            );
        }
        let (_, small) = split_stem("Ai?\na. x\nb. y").unwrap().unwrap();
        assert_eq!(small, ["x", "y"]);
        for whole in [
            "Ông A. là ai?",
            "Xét các ý:\na) một\nb) hai\nCó mấy ý đúng?",
            "Theo điểm b, khoản 2?",
            "",
        ] {
            assert!(split_stem(whole).is_none(), "{whole}");
        }
        let initial = "Ông A. làm gì? A. x B. y";
        assert!(matches!(split_stem(initial), Some(Err(_))));
    }

    #[test]
    fn letters_come_off_only_if_all_have_them() {
        for mut options in [
            ["A. A. x", "B. B) y"],
            ["(A) x", "(B) y"],
            ["A/ x", "b/ y"],
            ["A - x", "B – y"],
            ["A: x", "B:y"],
        ] {
            let mut owned = options.map_to();
            strip_letters(&mut owned);
            assert_eq!(owned, ["x", "y"], "{options:?}");
            options[1] = "y";
            let mut mixed = options.map_to();
            strip_letters(&mut mixed);
            assert_eq!(mixed, options);
        }
    }

    /// Makes owned texts of literals.
    trait MapTo {
        fn map_to(&self) -> Vec<String>;
    }

    impl<T: AsRef<[&'static str]>> MapTo for T {
        fn map_to(&self) -> Vec<String> {
            self.as_ref().iter().map(|&text| text.to_owned()).collect()
        }
    }
}
