//! The words in the texts of all screens, messages and files. The build checks that both languages have the same texts.

use std::collections::BTreeMap;
use std::path::Path;
use toml::Value;

const FOLDERS: &[&str] = &[
    "server/locales",
    "frontend/kit/locales",
    "frontend/console/locales",
    "frontend/contestant/locales",
    "question-banks/locales",
];

/// Returns the texts of a file by key, each with its section in front.
fn texts(file: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(file).expect("a file of texts");
    let mut found = BTreeMap::new();
    collect(&toml::from_str(&text).expect("TOML"), "", &mut found);
    assert!(found.len() > 5, "{}", file.display());
    found
}

fn collect(tree: &Value, key: &str, found: &mut BTreeMap<String, String>) {
    match tree {
        Value::Table(parts) => {
            for (name, part) in parts {
                collect(part, &format!("{key}/{name}"), found);
            }
        }
        Value::String(text) => {
            found.insert(key.to_owned(), text.clone());
        }
        other => panic!("{key} is not a text: {other}"),
    }
}

/// Returns whether a text contains these words as whole words, also capitalised as at the beginning of a sentence,
/// unless that is the right spelling.
fn has_words(text: &str, words: &str, right: &str) -> bool {
    let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
    let capital = first.to_uppercase() + rest;
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let stands_alone = |(at, found): (usize, &str)| {
        !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + found.len()..].chars().next())
    };
    let also = Some(capital.as_str()).filter(|capital| *capital != right);
    let mut spellings = also.into_iter().chain([words]);
    spellings.any(|spelling| text.match_indices(spelling).any(stands_alone))
}

/// A thing has the same name on every screen.
#[test]
fn one_thing_has_one_word() {
    const OTHER_WORDS: &[(&str, &str)] = &[
        ("tạm tính", "tạm thời"),
        ("đoạt giải", "đạt giải"),
        ("hủy kết quả", "bị loại"),
        ("ban tổ chức", "Ban tổ chức"),
        ("ban giám khảo", "Ban giám khảo"),
        ("tổng hợp lại", "chốt lại"),
        ("gạch nối", "gạch ngang"),
        ("bên kiểm soát", "Bên Kiểm soát"),
        ("mend", "correct"),
        ("mended", "corrected"),
        ("youngest", "minimum"),
    ];
    let mut found = Vec::new();
    for folder in FOLDERS {
        for file in ["vi.toml", "en.toml"] {
            for (key, text) in texts(&super::repository().join(folder).join(file)) {
                let others = OTHER_WORDS
                    .iter()
                    .filter(|(other, word)| has_words(&text, other, word));
                found.extend(
                    others.map(|(other, word)| format!("{folder}/{file}{key}: {other:?}, not {word:?}")),
                );
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
