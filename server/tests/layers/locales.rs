//! The texts of all screens, messages and files: both languages say the same things and use the same placeholders.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Folders, and the part of a file's name before its language.
const FILES: &[(&str, &str)] = &[
    ("server/locales", "errors."),
    ("server/locales", "contests."),
    ("server/locales", "exports."),
    ("frontend/kit/locales", ""),
    ("frontend/console/locales", ""),
    ("frontend/contestant/locales", ""),
    ("question-banks/locales", ""),
];

/// Returns the texts of a file by key, each with its section in front.
fn texts(folder: &Path, name: &str, language: &str) -> BTreeMap<String, String> {
    let read = |ending: &str| std::fs::read_to_string(folder.join(format!("{name}{language}.{ending}")));
    let tree: Value = match read("toml") {
        Ok(text) => toml::from_str(&text).expect("TOML"),
        Err(_absent) => serde_json::from_str(&read("json").expect("a file of texts")).expect("JSON"),
    };
    let mut found = BTreeMap::new();
    collect(&tree, "", &mut found);
    found
}

fn collect(tree: &Value, key: &str, found: &mut BTreeMap<String, String>) {
    match tree {
        Value::Object(parts) => {
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

/// Returns the names in braces, in order.
fn values(text: &str) -> Vec<&str> {
    let parts = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
    let mut names: Vec<&str> = parts.map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_values() {
    let mut differences = Vec::new();
    for (folder, name) in FILES {
        let place = super::repository().join(folder);
        let (vi, en) = (texts(&place, name, "vi"), texts(&place, name, "en"));
        assert!(vi.len() > 10, "{folder}/{name} is read");
        for key in vi.keys().chain(en.keys()).collect::<BTreeSet<_>>() {
            let (vi, en) = (vi.get(key), en.get(key));
            let same = vi.zip(en).is_some_and(|(vi, en)| values(vi) == values(en));
            if !same {
                differences.push(format!("{folder}/{name}{key}: {vi:?}, {en:?}"));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
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
        ("mend", "correct"),
        ("mended", "corrected"),
        ("youngest", "minimum"),
    ];
    let mut found = Vec::new();
    for (folder, name) in FILES {
        let place = super::repository().join(folder);
        for language in ["vi", "en"] {
            for (key, text) in texts(&place, name, language) {
                let others = OTHER_WORDS
                    .iter()
                    .filter(|(other, word)| has_words(&text, other, word));
                found.extend(
                    others.map(|(other, word)| format!("{folder}/{name}{key}: {other:?}, not {word:?}")),
                );
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
