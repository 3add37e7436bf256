//! Options as organisers write them: all in one cell as lines "A. …", or each preceded by its own letter.

use crate::fields::{LETTERS, letter};
use crate::issue::Problem;

/// Splits a cell whose lines begin with a letter and `.` or `)`. Other lines continue the option above.
pub(crate) fn split(cell: &str) -> Result<Vec<String>, Problem> {
    let mut options: Vec<String> = Vec::new();
    for line in cell.lines() {
        let next = options.len();
        match lettered(line) {
            Some((index, text)) if index == next => options.push(text.to_owned()),
            Some((index, _)) if index > next => {
                return Err(Problem::OptionGap {
                    letter: letter(next),
                    next: letter(index),
                });
            }
            _ => match options.last_mut() {
                Some(option) => {
                    option.push('\n');
                    option.push_str(line);
                }
                None => return Err(Problem::UnreadableOptions {}),
            },
        }
    }
    Ok(options)
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

/// Returns the letter in front of a text, counted from 0, and the text after it.
fn lettered(text: &str) -> Option<(usize, &str)> {
    let (first, rest) = text.split_at_checked(1)?;
    let byte = first.as_bytes().first()?.to_ascii_uppercase();
    let index = byte.checked_sub(b'A').filter(|index| *index < LETTERS)?;
    // "B ." is a common slip.
    let rest = rest.trim_start_matches(' ').strip_prefix(['.', ')'])?;
    Some((usize::from(index), rest.trim_start()))
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
    }

    #[test]
    fn letters_come_off_only_if_all_have_them() {
        let mut options = ["A. A. x", "B. B) y"].map(str::to_owned);
        strip_letters(&mut options);
        assert_eq!(options, ["x", "y"]);
        let mut mixed = ["A. x", "y"].map(str::to_owned);
        strip_letters(&mut mixed);
        assert_eq!(mixed, ["A. x", "y"]);
    }
}
