//! What a key cell means: "B", "A,C", "A C", "AC", "2", "Đúng", or the text of an option.

use crate::fields::{LETTERS, letter};
use crate::issue::Problem;
use crate::text::{clean_line, excerpt};
use crate::words;
use contest_core::questions::OptionSet;

/// Reads the key as a set of a question's options. The text is clean and not empty.
pub(crate) fn read(text: &str, options: &[String], true_false: bool) -> Result<OptionSet, Problem> {
    if true_false {
        let abbreviated = match text {
            "Đ" | "đ" | "T" | "t" => Some(0),
            "S" | "s" | "F" | "f" => Some(1),
            _ => None,
        };
        if let Some(option) = abbreviated.or_else(|| words::read_truth(text)) {
            return Ok(OptionSet::single(option));
        }
    }
    let found = || excerpt(text);
    let inside = |letters: &[usize]| letters.iter().all(|&index| index < options.len());
    match (by_letters(text), by_text(text, options)) {
        // "hai" also consists of option letters, but not of these options.
        (Some(letters), Some(option)) if !inside(&letters) => Ok(OptionSet::single(option)),
        // "2" can be the second option, or the option whose text is "2".
        (Some(letters), Some(option)) if letters != [option] => Err(Problem::AmbiguousKey { found: found() }),
        (Some(letters), _) => match letters.iter().find(|&&index| index >= options.len()) {
            Some(&outside) => Err(Problem::KeyOutside {
                letter: letter(outside),
            }),
            None => Ok(letters.into_iter().collect()),
        },
        (None, Some(option)) => Ok(OptionSet::single(option)),
        (None, None) => Err(Problem::BadKey { found: found() }),
    }
}

/// Returns the options named by letter or number, in order and without repetition.
fn by_letters(text: &str) -> Option<Vec<usize>> {
    const FILLERS: [&str; 11] = [
        "phương", "án", "đáp", "câu", "ý", "lựa", "chọn", "và", "cả", "and", "trả",
    ];
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let mut indices = Vec::new();
    for word in words.filter(|word| !word.is_empty() && !FILLERS.contains(word)) {
        for byte in word.bytes() {
            let index = match byte {
                b'a'..=b'j' => byte - b'a',
                b'1'..=b'9' => byte - b'1',
                _ => return None,
            };
            indices.push(usize::from(index));
        }
    }
    // A long word of these letters is a word, not a list.
    if indices.is_empty() || indices.len() > usize::from(LETTERS) {
        return None;
    }
    indices.sort_unstable();
    indices.dedup();
    Some(indices)
}

/// Returns the letters of a key as they are written.
pub(crate) fn letters(key: OptionSet) -> Vec<String> {
    let indices = (0..8).filter(|index| key.contains(*index));
    indices.map(|index| letter(index).to_string()).collect()
}

/// Returns the only option with this text.
fn by_text(text: &str, options: &[String]) -> Option<usize> {
    let wanted = clean_line(text).to_lowercase();
    let mut equal = options
        .iter()
        .enumerate()
        .filter(|(_, option)| clean_line(option).to_lowercase() == wanted);
    match (equal.next(), equal.next()) {
        (Some((index, _)), None) => Some(index),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn four() -> Vec<String> {
        ["một", "hai", "Ba người", "4"].map(str::to_owned).to_vec()
    }

    #[test]
    fn keys_are_read_in_every_usual_way() {
        for (text, indices) in [
            ("B", vec![1]),
            ("b.", vec![1]),
            ("A,C", vec![0, 2]),
            ("A C", vec![0, 2]),
            ("CA", vec![0, 2]),
            ("A và D", vec![0, 3]),
            ("Phương án C", vec![2]),
            ("1", vec![0]),
            ("1;3", vec![0, 2]),
            // Typed into a cell, "1,3" becomes the number 1.3.
            ("1,3", vec![0, 2]),
            ("ba người", vec![2]),
            ("hai", vec![1]),
            // Means the same either way.
            ("4", vec![3]),
        ] {
            let key: OptionSet = indices.into_iter().collect();
            assert_eq!(read(text, &four(), false), Ok(key), "{text}");
        }
    }

    #[test]
    fn keys_that_say_nothing_clear_are_refused() {
        for text in ["x", "Tất cả", "0", "Đ", "?", "A hoặc B", "người"] {
            assert!(
                matches!(read(text, &four(), false), Err(Problem::BadKey { .. })),
                "{text}"
            );
        }
        assert_eq!(
            read("E", &four(), false),
            Err(Problem::KeyOutside { letter: 'E' })
        );
        let numbers = ["2", "3", "4"].map(str::to_owned);
        let found = "2".to_owned();
        assert_eq!(read("2", &numbers, false), Err(Problem::AmbiguousKey { found }));
    }

    #[test]
    fn truth_has_its_own_words() {
        let options = ["Đúng", "Sai"].map(str::to_owned);
        for (text, index) in [
            ("Đúng", 0),
            ("ĐÚNG", 0),
            ("Đ", 0),
            ("sai", 1),
            ("S", 1),
            ("B", 1),
            ("1", 0),
        ] {
            assert_eq!(read(text, &options, true), Ok(OptionSet::single(index)), "{text}");
        }
    }
}
