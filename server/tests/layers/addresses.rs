//! The addresses of the API stand in `core/src/wire/paths.rs` and nowhere else in Rust.

use crate::repository;
use contest_core::wire::paths;
use std::path::{Path, PathBuf};

/// The one file that spells them out.
const HERE: &str = "core/src/wire/paths.rs";

/// Returns all Rust files below a folder, except what is built.
pub(crate) fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            rust_files(&path, found);
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

/// Returns the first part of a line between quotes that is an address, with or without the prefix.
fn address(line: &str) -> Option<&str> {
    let is_comment = line.trim_start().starts_with("//");
    let mut texts = line.split('"').filter(|_| !is_comment);
    texts.find(|text| text.contains(paths::PREFIX) || paths::ALL.iter().any(|pattern| fits(pattern, text)))
}

fn fits(pattern: &str, text: &str) -> bool {
    let path = text.split('?').next().unwrap_or_default();
    let (pattern, path) = (pattern[paths::PREFIX.len()..].split('/'), path.split('/'));
    pattern.clone().count() == path.clone().count()
        && pattern
            .zip(path)
            .all(|(wanted, found)| wanted.contains('{') || wanted == found)
}

#[test]
fn addresses_are_written_once() {
    let root = repository();
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    assert!(files.len() > 300, "{} files", files.len());
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !file.ends_with(HERE)) {
        let text = std::fs::read_to_string(file).expect("a text");
        let lines = text.lines().zip(1..);
        let literals = lines.filter_map(|(line, number)| Some((address(line)?, number)));
        found.extend(literals.map(|(text, number)| format!("{}:{number}: {text}", file.display())));
    }
    assert!(found.is_empty(), "use {HERE}:\n{}", found.join("\n"));
}

#[test]
fn an_address_is_found_with_and_without_prefix_and_query() {
    let (board, session) = (
        &paths::BOARD[paths::PREFIX.len()..],
        &paths::SESSION[paths::PREFIX.len()..],
    );
    for text in [
        paths::BOARD,
        board,
        session,
        &format!("{session}?a=b"),
        &format!("{}/nowhere", paths::PREFIX),
    ] {
        assert_eq!(address(&format!("get(\"{text}\", \"/\")")), Some(text));
        assert_eq!(address(&format!("    // \"{text}\"")), None);
    }
    for text in ["/rounds/0/title", "/console/contests"] {
        assert_eq!(address(&format!("get(\"{text}\")")), None);
    }
}
