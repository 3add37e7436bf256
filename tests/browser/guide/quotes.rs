//! What the guide quotes from the screens, it quotes exactly: `**“…”**` in its pages is a text of the locale files. Pages
//! and pictures belong together as well.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const LOCALES: [&str; 5] = [
    "frontend/console/locales/vi.toml",
    "frontend/contestant/locales/vi.toml",
    "frontend/kit/locales/vi.toml",
    "question-banks/locales/vi.toml",
    "server/locales/vi.toml",
];
/// Fewer fixed letters would match nearly everything.
const LETTERS: usize = 6;
/// A page with its pictures is read on phones, too.
const HEAVY: u64 = 80_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn pages() -> Vec<(String, String)> {
    let folder = fs::read_dir(root().join("docs/huong-dan")).expect("the guide");
    let pages = folder.flatten().map(|entry| entry.path());
    pages
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a page"))
        })
        .collect()
}

/// Returns every text of a locale file, of whatever table.
fn texts_of(table: &toml::Table, into: &mut Vec<String>) {
    for value in table.values() {
        match value {
            toml::Value::String(text) => into.push(text.clone()),
            toml::Value::Table(table) => texts_of(table, into),
            _ => {}
        }
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let after = text.split(start).skip(1);
    after.filter_map(|rest| Some(rest.split_once(end)?.0)).collect()
}

/// Says whether a text of the screens can read like this, whatever is put in for its values in braces.
fn reads(text: &str, quote: &str) -> bool {
    if text == quote {
        return true;
    }
    let mut fixed = text
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    let first = fixed.next().unwrap_or_default();
    let Some(mut rest) = quote.strip_prefix(first) else {
        return false;
    };
    let others: Vec<&str> = fixed.collect();
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let Some((last, middle)) = others.split_last() else {
        return false;
    };
    for part in middle {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last) && letters(first) + others.iter().map(|part| letters(part)).sum::<usize>() >= LETTERS
}

#[test]
fn a_text_reads_like_a_quote() {
    assert!(reads("Lưu ngân hàng", "Lưu ngân hàng"));
    assert!(reads("Tệp hợp lệ: {n} câu hỏi.", "Tệp hợp lệ: 12 câu hỏi."));
    assert!(!reads("Tệp hợp lệ: {n} câu hỏi.", "Tệp hợp lệ: 12 câu"));
    assert!(!reads("Lưu ngân hàng", "Lưu"));
    assert!(!reads("{n}/{total}", "10/10"));
}

#[test]
fn what_the_guide_quotes_is_on_the_screens() {
    let mut texts = Vec::new();
    for file in LOCALES {
        let file = fs::read_to_string(root().join(file)).expect("texts");
        texts_of(&file.parse().expect("TOML"), &mut texts);
    }
    let pages = pages();
    let quotes = pages.iter().flat_map(|(name, page)| {
        let quotes = between(page, "**“", "”**");
        quotes.into_iter().map(move |quote| (name, quote))
    });
    let quotes: Vec<_> = quotes.collect();
    assert!(quotes.len() > 50, "only {} quotes", quotes.len());
    let unknown: Vec<_> = quotes
        .into_iter()
        .filter(|(_, quote)| !texts.iter().any(|text| reads(text, quote)))
        .collect();
    assert!(unknown.is_empty(), "no screen says this: {unknown:#?}");
}

#[test]
fn every_picture_is_shown_and_every_link_leads_somewhere() {
    let folder = root().join("docs/huong-dan");
    let mut shown = BTreeSet::new();
    for (name, page) in pages() {
        let links = between(&page, "](", ")");
        let links = links.into_iter().chain(between(&page, "src=\"", "\""));
        for link in links.filter(|link| !link.contains("://")) {
            let (file, part) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => folder.join(&name),
                _ => folder.join(file),
            };
            assert!(target.exists(), "{name}: {link}");
            if !part.is_empty() {
                let page = fs::read_to_string(&target).expect("a page");
                let mut headings = page.lines().filter(|line| line.starts_with('#'));
                assert!(headings.any(|heading| anchor(heading) == part), "{name}: {link}");
            }
            shown.insert(target);
        }
        let silent = ["![]", "alt=\"\""];
        assert!(
            !silent.iter().any(|one| page.contains(one)),
            "{name}: a picture without words"
        );
    }
    let pictures = fs::read_dir(folder.join("hinh")).expect("pictures").flatten();
    for picture in pictures.map(|entry| entry.path()) {
        assert!(shown.contains(&picture), "{}: in no page", picture.display());
        let size = picture.metadata().expect("a size").len();
        assert!(size < HEAVY, "{}: {size} bytes", picture.display());
    }
}

/// Returns the anchor that a heading gets on the sites where the guide is read.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words.chars().filter(|c| c.is_alphanumeric() || *c == ' ');
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn the_questions_of_the_guide_are_those_of_its_story() {
    let pages = pages();
    let blocks = pages
        .iter()
        .flat_map(|(_, page)| between(page, "```text\n", "```"));
    let blocks: Vec<_> = blocks.collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        assert!(super::files::QUESTIONS.contains(block), "{block}");
    }
}
