//! Divides a GIFT file into questions: comments are taken out, categories and the data in comments are noted.

use crate::limits;
use crate::text::clean_line;
use std::collections::BTreeMap;

/// One question as it stands in the file, without comments.
#[derive(Debug)]
pub(super) struct RawQuestion {
    /// Line on which it begins, from 1.
    pub line: u32,
    pub text: String,
    pub category: String,
    /// From comments above it: `id`, and tags of the shape `name:value`.
    pub tags: BTreeMap<String, String>,
    /// Where its first brace opens, if it is never closed.
    pub unclosed: Option<u32>,
}

#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub questions: Vec<RawQuestion>,
    /// `title` and `language`, from comments.
    pub of_file: BTreeMap<String, String>,
}

pub(super) fn read(text: &str) -> Blocks {
    let mut blocks = Blocks::default();
    let mut category = String::new();
    let mut tags = BTreeMap::new();
    let mut current: Option<RawQuestion> = None;
    let mut opened: Option<u32> = None;
    for (line, number) in text.lines().zip(1u32..) {
        // One more than may be loaded is enough to refuse them.
        if blocks.questions.len() > limits::QUESTIONS {
            break;
        }
        let trimmed = line.trim();
        if let Some(comment) = trimmed.strip_prefix("//") {
            for (name, value) in bracketed(comment) {
                match name.as_str() {
                    "title" | "language" => blocks.of_file.insert(name, value),
                    "tag" => match value.split_once(':') {
                        Some((name, value)) => tags.insert(name.to_owned(), value.to_owned()),
                        None => None,
                    },
                    _ => tags.insert(name, value),
                };
            }
            continue;
        }
        if opened.is_none() && trimmed.is_empty() {
            blocks.questions.extend(current.take());
            continue;
        }
        if opened.is_none()
            && let Some(path) = trimmed.strip_prefix("$CATEGORY:")
        {
            blocks.questions.extend(current.take());
            category = topic(&unescape(path));
            continue;
        }
        let question = current.get_or_insert_with(|| RawQuestion {
            line: number,
            text: String::new(),
            category: category.clone(),
            tags: std::mem::take(&mut tags),
            unclosed: None,
        });
        if !question.text.is_empty() {
            question.text.push('\n');
        }
        question.text.push_str(line);
        opened = after_line(line, number, opened);
    }
    if let Some(mut question) = current {
        question.unclosed = opened;
        blocks.questions.push(question);
    }
    blocks
}

/// Returns on which line the brace that is open after a line was opened.
fn after_line(line: &str, number: u32, mut opened: Option<u32>) -> Option<u32> {
    let mut escaped = false;
    for c in line.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' if opened.is_none() => opened = Some(number),
            '}' => opened = None,
            _ => {}
        }
    }
    opened
}

/// Returns the pairs in a comment: `[id:7] [tag:level:easy]`. A bracket in a value is escaped.
fn bracketed(comment: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut chars = comment.chars();
    while chars.by_ref().any(|c| c == '[') {
        let mut inside = String::new();
        loop {
            match chars.next() {
                Some('\\') => inside.extend(chars.next()),
                Some(']') => {
                    if let Some((name, value)) = inside.split_once(':') {
                        pairs.push((name.trim().to_owned(), value.trim().to_owned()));
                    }
                    break;
                }
                Some(c) => inside.push(c),
                None => return pairs,
            }
        }
    }
    pairs
}

/// Returns the topic that a path of categories names: all below the course, joined. Two slashes are one that belongs to
/// a name.
pub(crate) fn topic(path: &str) -> String {
    let mut names = vec![String::new()];
    let mut chars = path.trim().chars().peekable();
    while let Some(c) = chars.next() {
        if c == '/' && chars.next_if_eq(&'/').is_none() {
            names.push(String::new());
        } else if let Some(last) = names.last_mut() {
            last.push(c);
        }
    }
    let names: Vec<String> = names.iter().map(|name| clean_line(name)).collect();
    let outer = |name: &str| name.is_empty() || (name.starts_with('$') && name.ends_with('$'));
    let inner = names.iter().skip_while(|name| outer(name));
    let inner: Vec<&str> = inner.map(String::as_str).collect();
    match inner.split_first() {
        Some((&"top", rest)) if names.len() > inner.len() => rest.join(" / "),
        _ => inner.join(" / "),
    }
}

/// Resolves escapes: a backslash before a sign of GIFT stands for the sign, `\n` for a line break.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match (c, next) {
            ('\\', Some('n')) => plain.push('\n'),
            ('\\', Some(sign)) if "~=#{}:\\".contains(sign) => plain.push(sign),
            // Lines are wrapped to be legible.
            ('\n' | '\r', _) => {
                plain.push(' ');
                continue;
            }
            _ => {
                plain.push(c);
                continue;
            }
        }
        chars.next();
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_topics() {
        for (path, name) in [
            ("$course$/Pháp luật/GDCD 12", "Pháp luật / GDCD 12"),
            ("$course$/top/Bầu cử", "Bầu cử"),
            ("$course$/top/A//B", "A/B"),
            ("top", "top"),
            ("$course$", ""),
        ] {
            assert_eq!(topic(path), name, "{path}");
        }
    }

    #[test]
    fn blank_lines_divide_unless_a_brace_is_open() {
        let blocks = read("// [title:Đề\\] 1]\n\n// [id:7] [tag:level:easy]\nMột{\n\n=a}\n\nHai\n{T}\n");
        assert_eq!(blocks.of_file["title"], "Đề] 1");
        let found: Vec<(u32, &str)> = blocks
            .questions
            .iter()
            .map(|question| (question.line, &*question.text))
            .collect();
        assert_eq!(found, [(4, "Một{\n\n=a}"), (8, "Hai\n{T}")]);
        assert_eq!(
            (
                &*blocks.questions[0].tags["id"],
                &*blocks.questions[0].tags["level"]
            ),
            ("7", "easy")
        );
        assert_eq!(read("a\nb {=x").questions[0].unclosed, Some(2));
    }
}
