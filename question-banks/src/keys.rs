//! What a key cell means: "B", "A,C", "A C", "AC", "2", "Đúng", "B. the text of B", or the text of an option alone.
//!
//! A key that can be meant in two ways is refused: a wrong key would count for every contestant and be seen by none.

mod list;

use crate::fields::letter;
use crate::issue::Problem;
use crate::text::{clean_line, excerpt};
use crate::words;
use contest_core::questions::OptionSet;
use list::{List, Marked};

/// How a file names its options, which decides what a number as a key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Naming {
    /// By letters: a number is probably a position, unless an option begins with it.
    Letters,
    /// By numbers, as Kahoot and Quizizz do.
    Numbers,
}

/// Reads the key as a set of a question's options, which have letters. The text is clean and not empty.
pub(crate) fn read(text: &str, options: &[String], true_false: bool) -> Result<OptionSet, Problem> {
    read_as(text, options, true_false, Naming::Letters)
}

/// Reads the key where the options have numbers.
pub(crate) fn read_numbered(text: &str, options: &[String], true_false: bool) -> Result<OptionSet, Problem> {
    read_as(text, options, true_false, Naming::Numbers)
}

fn read_as(text: &str, options: &[String], true_false: bool, naming: Naming) -> Result<OptionSet, Problem> {
    let rest = list::without_introduction(text);
    if true_false && let Some(option) = read_truth(rest) {
        return Ok(OptionSet::single(option));
    }
    let found = || excerpt(text);
    let ambiguous = || Problem::AmbiguousKey { found: found() };
    let whole = by_text(text, options).or_else(|| by_text(rest, options));
    let marked = list::marked(rest);
    let own = marked.as_ref().and_then(|marked| own_text(marked, options));
    match list::read(rest) {
        List::Unclear if whole.is_some() => Err(ambiguous()),
        List::Unclear => Err(Problem::UnclearKey { found: found() }),
        List::Options(listed) => {
            let outside = listed.iter().find(|&&index| index >= options.len());
            let written = whole.or(own);
            match (outside, written) {
                // "hai" also consists of option letters, but not of these options.
                (Some(_), Some(option)) => return Ok(OptionSet::single(option)),
                (Some(&outside), None) => {
                    let letter = letter(outside);
                    return Err(Problem::KeyOutside { letter });
                }
                (None, _) => {}
            }
            // "2" can be the second option, or the option whose text is "2".
            let mut rivals = written.into_iter().chain(begun(text, rest, options, naming));
            if rivals.any(|rival| listed != [rival]) {
                return Err(ambiguous());
            }
            Ok(listed.into_iter().collect())
        }
        List::None => match (whole, own, marked) {
            (Some(whole), Some(own), _) if whole != own => Err(ambiguous()),
            (Some(option), ..) | (None, Some(option), _) => Ok(OptionSet::single(option)),
            (
                None,
                None,
                Some(Marked {
                    index, is_sure: true, ..
                }),
            ) if index < options.len() => Err(Problem::KeyMismatch {
                letter: letter(index),
                found: found(),
            }),
            (
                None,
                None,
                Some(Marked {
                    index, is_sure: true, ..
                }),
            ) => Err(Problem::KeyOutside {
                letter: letter(index),
            }),
            _ if list::is_truth_series(rest) => Err(Problem::TruthSeries { found: found() }),
            _ => Err(Problem::BadKey { found: found() }),
        },
    }
}

/// Returns the option of a true/false question: 0 is true, 1 is false.
pub(crate) fn read_truth(text: &str) -> Option<usize> {
    match list::without_introduction(text).trim_end_matches(['.', ' ']) {
        "Đ" | "đ" | "T" | "t" => Some(0),
        "S" | "s" | "F" | "f" => Some(1),
        word => words::read_truth(word),
    }
}

/// Returns the letters of a key as they are written.
pub(crate) fn letters(key: OptionSet) -> Vec<String> {
    let indices = (0..8).filter(|index| key.contains(*index));
    indices.map(|index| letter(index).to_string()).collect()
}

/// Reduces a text for comparison: one line, lower case, no marks at its end.
fn plain(text: &str) -> String {
    let lower = clean_line(text).to_lowercase();
    lower
        .trim_end_matches(['.', ',', ';', ':', ' ', '…'])
        .trim_matches(['"', '“', '”', '\''])
        .to_owned()
}

/// Returns the only option with this text.
fn by_text(text: &str, options: &[String]) -> Option<usize> {
    let only = |same: &dyn Fn(&str) -> bool| {
        let mut equal = options.iter().enumerate().filter(|(_, option)| same(option));
        match (equal.next(), equal.next()) {
            (Some((index, _)), None) => Some(index),
            _ => None,
        }
    };
    let exact = clean_line(text).to_lowercase();
    let bare = plain(text);
    only(&|option| clean_line(option).to_lowercase() == exact)
        .or_else(|| only(&|option| !bare.is_empty() && plain(option) == bare))
}

/// Returns the option of "B. text" if the text after the letter is that option's own.
fn own_text(marked: &Marked, options: &[String]) -> Option<usize> {
    let option = options.get(marked.index)?;
    (plain(option) == plain(marked.text)).then_some(marked.index)
}

/// Returns the options that a key may only have begun to write out: "1,2" and the option "1,2 triệu đồng", or "Cả A và
/// B" and the option "Cả A và B đều đúng". A letter alone is a letter.
fn begun<'a>(
    text: &str,
    rest: &str,
    options: &'a [String],
    naming: Naming,
) -> impl Iterator<Item = usize> + 'a {
    let bare = rest.trim_matches(|c: char| !c.is_alphanumeric());
    let is_number = bare.bytes().all(|byte| !byte.is_ascii_alphabetic());
    let is_plain = match naming {
        Naming::Numbers => is_number,
        Naming::Letters => false,
    };
    let is_plain = is_plain || (bare.len() == 1 && !is_number);
    let starts: Vec<String> = [text, rest].map(plain).to_vec();
    options.iter().enumerate().filter_map(move |(index, option)| {
        let option = plain(option);
        let begins = |start: &String| {
            option
                .strip_prefix(start.as_str())
                .is_some_and(|tail| tail.starts_with(|c: char| !c.is_alphanumeric()))
        };
        (!is_plain && starts.iter().any(begins)).then_some(index)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn options(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    fn four() -> Vec<String> {
        options(&["một", "hai", "Ba người", "4"])
    }

    #[test]
    fn keys_are_read_in_every_usual_way() {
        for (text, indices) in [
            ("B", vec![1]),
            ("b.", vec![1]),
            ("(B)", vec![1]),
            ("A,C", vec![0, 2]),
            ("A C", vec![0, 2]),
            ("CA", vec![0, 2]),
            ("A và D", vec![0, 3]),
            ("A-B", vec![0, 1]),
            ("A-B-D", vec![0, 1, 3]),
            ("Phương án C", vec![2]),
            ("Đáp án đúng là B", vec![1]),
            ("Đáp án: B.", vec![1]),
            ("ĐA: C", vec![2]),
            ("Chọn B", vec![1]),
            ("B là đáp án đúng", vec![1]),
            ("1", vec![0]),
            ("1;3", vec![0, 2]),
            // Typed into a cell, "1,3" becomes the number 1.3.
            ("1,3", vec![0, 2]),
            ("ba người", vec![2]),
            ("Ba người.", vec![2]),
            ("hai", vec![1]),
            ("C. Ba người", vec![2]),
            ("c) ba người.", vec![2]),
            ("C - Ba người", vec![2]),
            ("D. 4", vec![3]),
            ("D - 4", vec![3]),
            // Means the same either way.
            ("4", vec![3]),
        ] {
            let key: OptionSet = indices.into_iter().collect();
            assert_eq!(read(text, &four(), false), Ok(key), "{text}");
        }
    }

    #[test]
    fn keys_that_say_nothing_clear_are_refused() {
        for text in [
            "x",
            "Tất cả",
            "0",
            "Đ",
            "?",
            "A hoặc B",
            "người",
            "12",
            "A1",
            "AA",
            "Không phải A",
        ] {
            let result = read(text, &four(), false);
            assert!(
                matches!(result, Err(Problem::BadKey { .. })),
                "{text}: {result:?}"
            );
        }
        for text in ["A-C", "A – D", "1-3", "A đến C", "A/B", "A..C", "B-A/C"] {
            let result = read(text, &four(), false);
            assert!(
                matches!(result, Err(Problem::UnclearKey { .. })),
                "{text}: {result:?}"
            );
        }
        for text in ["B. 3", "C. 2%", "D - 1", "A. hai", "2. Ba người"] {
            let result = read(text, &four(), false);
            assert!(
                matches!(result, Err(Problem::KeyMismatch { .. })),
                "{text}: {result:?}"
            );
        }
        for text in ["Đ-S-S-Đ", "ĐSSĐ", "Đ, S, Đ, S"] {
            let result = read(text, &four(), false);
            assert!(matches!(result, Err(Problem::TruthSeries { .. })), "{text}");
        }
        for text in ["E", "E. Cả ba", "5"] {
            assert_eq!(
                read(text, &four(), false),
                Err(Problem::KeyOutside { letter: 'E' }),
                "{text}"
            );
        }
    }

    #[test]
    fn a_key_that_means_two_options_is_refused() {
        let numbers = options(&["2", "3", "4"]);
        let years = options(&["2 năm", "1 năm", "3 năm"]);
        let all = options(&["x", "y", "z", "Cả A và B đều đúng"]);
        let sums = options(&["1,5 triệu", "1,2 triệu", "2 triệu"]);
        let caps = options(&["BA NGƯỜI", "HAI NGƯỜI"]);
        for (text, options) in [
            ("2", &numbers),
            ("2", &years),
            ("Cả A và B", &all),
            ("1,2", &sums),
            ("BA", &caps),
        ] {
            let found = text.to_owned();
            assert_eq!(
                read(text, options, false),
                Err(Problem::AmbiguousKey { found }),
                "{text}"
            );
        }
        // Where the options are numbered, a number is a position.
        let second = Ok(OptionSet::single(1));
        assert_eq!(read_numbered("2", &years, false), second);
        assert_eq!(read("3", &years, false), Ok(OptionSet::single(2)));
    }

    #[test]
    fn truth_has_its_own_words() {
        let options = options(&["Đúng", "Sai"]);
        for (text, index) in [
            ("Đúng", 0),
            ("ĐÚNG", 0),
            ("Đ", 0),
            ("sai", 1),
            ("S", 1),
            ("B", 1),
            ("1", 0),
            ("Đáp án: Sai", 1),
            ("A. Đúng", 0),
        ] {
            assert_eq!(read(text, &options, true), Ok(OptionSet::single(index)), "{text}");
        }
    }

    fn texts() -> Vec<String> {
        options(&["Công dân", "3", "2%", "Cơ quan nhà nước", "1", "Người lao động"])
    }

    prop_compose! {
        /// Generates a key and one of the ways to write it.
        fn written()(bits in 1u8..64, way in 0usize..10, intro in 0usize..6, lower in any::<bool>()) -> (Vec<usize>, String) {
            let indices: Vec<usize> = (0..6).filter(|index| bits & (1 << index) != 0).collect();
            let letters: Vec<String> = indices.iter().map(|&index| letter(index).to_string()).collect();
            let numbers: Vec<String> = indices.iter().map(|index| (index + 1).to_string()).collect();
            let first = vec![indices[0]];
            let (indices, text) = match way {
                0 => (indices, letters.join(",")),
                1 => (indices, letters.join(" ")),
                2 => (indices, letters.join("; ")),
                3 => (indices, letters.concat()),
                4 => (indices, letters.join(" và ")),
                5 => (indices, letters.join(" & ")),
                6 => (first, format!("{}. {}", letters[0], texts()[indices[0]])),
                7 => (first, format!("{}) {}.", letters[0], texts()[indices[0]])),
                8 => (first, format!("({}) {}", letters[0], texts()[indices[0]].to_uppercase())),
                // The options "3", "1" and "2%" can be meant by these numbers.
                _ if bits & 0b111 != 0 => (indices, letters.join(", ")),
                _ => (indices, numbers.join(", ")),
            };
            let text = if lower && way != 3 { text.to_lowercase() } else { text };
            let intro = ["", "Đáp án: ", "Đáp án đúng là ", "ĐA ", "Chọn ", "Phương án "][intro];
            (indices, format!("{intro}{text}"))
        }
    }

    proptest! {
        #[test]
        fn a_key_is_the_same_however_it_is_written((indices, text) in written()) {
            let key: OptionSet = indices.into_iter().collect();
            prop_assert_eq!(read(&text, &texts(), false), Ok(key), "{}", text);
        }

        #[test]
        fn no_text_after_a_letter_makes_another_key(first in 0usize..6, other in 0usize..6, mark in 0usize..6) {
            let mark = [". ", ") ", ": ", " - ", "/ ", " – "][mark];
            let text = format!("{}{mark}{}", letter(first), texts()[other]);
            let key = read(&text, &texts(), false);
            if first == other {
                prop_assert_eq!(key, Ok(OptionSet::single(first)), "{}", text);
            } else {
                prop_assert!(key.is_err(), "{} {:?}", text, key);
            }
        }

        /// Whatever is accepted names exactly the letters that stand in it, or is an option's text.
        #[test]
        fn nothing_is_read_into_a_key(pieces in prop::collection::vec(prop::sample::select(vec![
            "A", "B", "C", "D", "E", "1", "2", "3", "%", ".", ", ", "-", "/", " ", "Công dân", "và ", "không ", "Đáp án ", "(",
            ")", "2%", "tuổi", "đến ", "hoặc ",
        ]), 1..6)) {
            let text = clean_line(&pieces.concat());
            prop_assume!(!text.is_empty());
            if let Ok(key) = read(&text, &texts(), false) {
                let bare = list::without_introduction(&text);
                let has = |c: char, index: usize| {
                    bare.contains(c) || bare.contains(char::from(b'1' + index as u8))
                        || texts().iter().enumerate().any(|(at, option)| at == index && plain(bare).ends_with(&plain(option)))
                };
                for index in 0..6 {
                    let is_named = bare.split(|c: char| !c.is_ascii_uppercase()).any(|run| run.contains(letter(index)) && run.len() <= 6);
                    let carries_text = texts().iter().any(|option| plain(bare).ends_with(&plain(option)));
                    prop_assert!(!key.contains(index) || has(letter(index), index), "{} {:?}", text, key);
                    prop_assert!(carries_text || !is_named || key.contains(index) || by_text(&text, &texts()).is_some(), "{} {:?}", text, key);
                }
            }
        }
    }
}
