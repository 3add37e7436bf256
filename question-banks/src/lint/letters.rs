//! Letters that are not what they look like: text that is not clean, and letters that scanners and converters mistake.

use super::{Finding, Remark};
use crate::text::clean;
use contest_core::questions::Question;

pub(super) fn of(question: &Question) -> Vec<Finding> {
    let mut found = Vec::new();
    if texts(question).any(|text| clean(text) != *text) {
        found.push(Finding::of(question, Remark::NotNfc {}));
    }
    let wrong = texts(question).flat_map(|text| text.split_whitespace());
    let corrected = wrong.map(|word| (word, repaired(word)));
    if let Some((word, corrected)) = corrected.into_iter().find(|(word, corrected)| word != corrected) {
        let word = word.to_owned();
        found.push(Finding::of(question, Remark::OcrLetters { word, corrected }));
    }
    found
}

fn texts(question: &Question) -> impl Iterator<Item = &String> {
    [&question.stem, &question.explanation]
        .into_iter()
        .chain(&question.options)
}

/// Returns the question with its texts changed.
pub(super) fn with_texts(question: &Question, change: impl Fn(&str) -> String) -> Question {
    Question {
        stem: change(&question.stem),
        explanation: change(&question.explanation),
        options: question.options.iter().map(|option| change(option)).collect(),
        ..question.clone()
    }
}

/// Returns the text with the letters that it should have.
pub(super) fn repaired(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        // Cyrillic letters are wrong only among Latin ones.
        let is_latin = word.chars().any(|c| c.is_alphabetic() && c < '\u{250}');
        out.extend(word.chars().map(|c| repaired_letter(c, is_latin)));
        let next = tail.find(|c: char| !c.is_whitespace()).unwrap_or(tail.len());
        out.push_str(&tail[..next]);
        rest = &tail[next..];
    }
    out
}

fn repaired_letter(c: char, is_latin: bool) -> char {
    const LOOK_ALIKE: [(char, char); 17] = [
        ('а', 'a'),
        ('е', 'e'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('х', 'x'),
        ('у', 'y'),
        ('А', 'A'),
        ('В', 'B'),
        ('Е', 'E'),
        ('К', 'K'),
        ('М', 'M'),
        ('Н', 'H'),
        ('О', 'O'),
        ('Р', 'P'),
        ('С', 'C'),
        ('Т', 'T'),
    ];
    match c {
        'ƣ' => 'ư',
        'Ƣ' => 'Ư',
        'ƞ' => 'n',
        'ð' | 'ɖ' => 'đ',
        'Ð' | 'Ɖ' => 'Đ',
        'ǎ' => 'ă',
        'Ǎ' => 'Ă',
        c if is_latin => LOOK_ALIKE
            .iter()
            .find(|(wrong, _)| *wrong == c)
            .map_or(c, |(_, right)| *right),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{question, tags};
    use super::*;

    #[test]
    fn letters_are_repaired_in_their_words() {
        for (wrong, right) in [
            ("Ðiều 5  ngƣời\nƞào", "Điều 5  người\nnào"),
            ("cо quаn", "co quan"),
            ("Москва", "Москва"),
            ("Điều đó", "Điều đó"),
        ] {
            assert_eq!(repaired(wrong), right);
        }
    }

    #[test]
    fn decomposed_text_is_found() {
        let decomposed = question("1", "Lua\u{302}\u{323}t nào về hôn nhân?", &["Một", "Hai"]);
        assert_eq!(tags(vec![decomposed]), [(Some("1".into()), "lint_not_nfc")]);
    }
}
