//! Papers as teachers write them, in plain text or Word: "Câu 1: …", options "A. …", the key beside the question, in a
//! table at the end, or marked in the options. Aiken is the same without numbers.
//!
//! A paper goes through three steps: `outline` divides it into questions and keys that stand apart, `question` sorts the
//! lines of each question, `evidence` decides on the key. What has two meanings is an issue; what was left out or could
//! have been meant otherwise is a warning.

mod answers;
mod basis;
mod evidence;
mod inline;
pub(crate) mod labels;
mod marked;
mod marks;
mod notes;
mod outline;
mod piece;
mod question;
mod sections;

pub(crate) use answers::Table;
pub(crate) use labels::plain;
pub(crate) use notes::needs_picture;
pub(crate) use piece::{Line, Note, Style};

use crate::draft::{Draft, Place, word};
use crate::fields::Field;
use crate::formats::nothing;
use crate::issue::{Issue, Issues, Problem};
use crate::table::Content;
use crate::text::{clean, clean_line};
use crate::words;
use crate::{codes, limits};
use answers::Entry;
use outline::{Chunk, Item, Outline};
use question::Parts;
use std::collections::HashMap;

/// A line or a table, in the order of the document.
#[derive(Debug)]
pub(crate) enum Block {
    Line(Line),
    Table(Table),
}

/// Reads a plain text.
pub(crate) fn read_text(text: &str, issues: &mut Issues) -> Content {
    let mut after_blank = false;
    let mut blocks = Vec::new();
    for (text, at) in text.lines().zip(1u32..) {
        if at as usize > limits::LINES {
            let limit = limits::LINES;
            issues.push(Issue::of_file(Problem::TooManyLines { limit }));
            return nothing();
        }
        let mut line = Line::at(at);
        line.push(text, Style::default());
        line.after_blank = after_blank;
        after_blank = line.is_blank();
        blocks.push(Block::Line(line));
    }
    read(blocks, issues)
}

/// Reads the lines and tables of a document.
pub(crate) fn read(blocks: Vec<Block>, issues: &mut Issues) -> Content {
    let mut content = nothing();
    let items = items(blocks);
    if items.len() > limits::PIECES {
        let limit = limits::LINES;
        issues.push(Issue::of_file(Problem::TooManyLines { limit }));
        return content;
    }
    let outline = outline::read(items);
    content.title.clone_from(&outline.title);
    content.language.clone_from(&outline.language);
    notes::outside(&outline.notes, issues);
    if outline.chunks.len() > limits::QUESTIONS {
        let limit = limits::QUESTIONS;
        issues.push(Issue::of_file(Problem::TooManyQuestions { limit }));
        return content;
    }
    gaps(&outline.chunks, issues);
    let mut entries = by_chunk(&outline, issues);
    for (chunk, index) in outline.chunks.iter().zip(0..) {
        let entries = entries.remove(&index).unwrap_or_default();
        content.drafts.push(draft(chunk, &entries, issues));
    }
    codes::fill_in(&mut content.drafts);
    content
}

fn items(blocks: Vec<Block>) -> Vec<Item> {
    let mut items = Vec::new();
    for block in blocks {
        if items.len() > limits::PIECES {
            break;
        }
        match block {
            Block::Line(line) => items.extend(line.pieces().into_iter().map(Item::Piece)),
            Block::Table(table) => match answers::of_table(&table) {
                Some(entries) => items.push(Item::Keys(entries)),
                None => {
                    let lines = table.rows.iter().flatten().flatten();
                    items.extend(lines.flat_map(Line::pieces).map(Item::Piece));
                }
            },
        }
    }
    items
}

/// Warns where numbers are left out or come in another order. They may begin again in a new part.
fn gaps(chunks: &[Chunk], issues: &mut Issues) {
    let numbered = chunks.iter().filter_map(|chunk| Some((chunk, chunk.number?)));
    let mut previous = 0;
    for (chunk, number) in numbered {
        if number != previous + 1 && number != 1 && previous != 0 {
            let mut warning = Issue::of_file(Problem::NumberGap { number, previous });
            warning.row = Some(chunk.at);
            issues.warn(warning);
        }
        previous = number;
    }
}

/// Gives every key that stands apart to its question.
fn by_chunk(outline: &Outline, issues: &mut Issues) -> HashMap<usize, Vec<Entry>> {
    let mut chunks: HashMap<u32, Vec<usize>> = HashMap::new();
    for (chunk, index) in outline.chunks.iter().zip(0usize..) {
        let number = chunk
            .number
            .unwrap_or_else(|| u32::try_from(index + 1).unwrap_or(u32::MAX));
        chunks.entry(number).or_default().push(index);
    }
    let mut entries: HashMap<u32, Vec<&Entry>> = HashMap::new();
    let mut order = Vec::new();
    for entry in &outline.entries {
        let of_number = entries.entry(entry.number).or_default();
        if of_number.is_empty() {
            order.push(entry.number);
        }
        of_number.push(entry);
    }
    let mut found: HashMap<usize, Vec<Entry>> = HashMap::new();
    for number in order {
        let of_number = entries.remove(&number).unwrap_or_default();
        let mut fail = |problem, at| {
            let mut issue = Issue::of_file(problem);
            issue.row = Some(at);
            issues.push(issue);
        };
        match chunks.get(&number).map(Vec::as_slice) {
            None => {
                let entry = of_number[0];
                if !outline.chunks.is_empty() {
                    fail(
                        Problem::KeyOfNoQuestion {
                            found: entry.quote.clone(),
                        },
                        entry.at,
                    );
                }
            }
            Some([index]) => found
                .entry(*index)
                .or_default()
                .extend(of_number.into_iter().cloned()),
            // Numbers begin again in every part, in the questions and in the keys alike.
            Some(several) if several.len() == of_number.len() => {
                for (index, entry) in several.iter().zip(of_number) {
                    found.entry(*index).or_default().push(entry.clone());
                }
            }
            Some(_) => fail(Problem::RepeatedNumber { number }, of_number[0].at),
        }
    }
    found
}

fn draft(chunk: &Chunk, entries: &[Entry], issues: &mut Issues) -> Draft {
    let parts = question::parts(chunk, issues);
    let mut draft = Draft::at(parts.place.clone());
    let mut stem = clean(&piece::join(&parts.stem));
    draft.difficulty = chunk.difficulty;
    let is_text = parts.stem.last().is_some_and(|last| labels::is_plain(&last.text));
    if let Some((level, at)) = marks::level_at_end(&stem).filter(|_| !is_text) {
        draft.difficulty = Some(level);
        stem.truncate(at);
        stem.truncate(stem.trim_end().len());
    }
    draft.stem = stem;
    draft.topic.clone_from(&chunk.topic);
    draft.options = question::texts(&parts.options)
        .iter()
        .map(|text| clean(text))
        .collect();
    let mut unreadable = notes::inside(&parts, &draft, issues);
    if parts.broken {
        unreadable.extend([Field::Options, Field::Key]);
    } else if chunk.each_true_false && !draft.options.is_empty() {
        let found = "Đúng/Sai từng ý".to_owned();
        issues.push(parts.place.issue(Field::Kind, Problem::UnsupportedKind { found }));
        unreadable.extend([Field::Options, Field::Key]);
    } else {
        let verdict = evidence::judge(&parts, entries, issues);
        draft.key = verdict.key;
        unreadable.extend(verdict.failed.then_some(Field::Key));
        explain(&mut draft, &parts, entries, verdict.explanation);
    }
    draft.unreadable = unreadable;
    labelled(&mut draft, &parts, issues);
    draft
}

/// Puts what labels say into a draft.
fn labelled(draft: &mut Draft, parts: &Parts, issues: &mut Issues) {
    for (at, field, value) in &parts.labelled {
        let place = Place {
            row: *at,
            ..parts.place.clone()
        };
        let text = match field {
            Field::Kind => {
                draft.kind = word(value, &place, *field, issues, words::read_kind);
                continue;
            }
            Field::Credit => {
                let credit = word(value, &place, *field, issues, words::read_credit);
                draft.credit = credit.unwrap_or_default();
                continue;
            }
            Field::KeepOrder => {
                let keep = word(value, &place, *field, issues, words::read_yes_no);
                draft.keep_order = keep.unwrap_or_default();
                continue;
            }
            Field::Code => draft.code.insert(String::new()),
            Field::Topic => &mut draft.topic,
            Field::Law => &mut draft.law,
            Field::Article => &mut draft.article,
            Field::Clause => &mut draft.clause,
            Field::Point => &mut draft.point,
            Field::Link => &mut draft.link,
            _ => continue,
        };
        *text = clean_line(value);
    }
}

/// Returns whether a heading says exactly this topic.
pub(crate) fn is_topic(topic: &str) -> bool {
    sections::named(&format!("Chủ đề: {topic}")) == Some(sections::Section::Topic(topic.to_owned()))
}

/// Collects the explanation, and the legal basis if one can be told.
fn explain(draft: &mut Draft, parts: &Parts, entries: &[Entry], behind_key: Vec<String>) {
    let mut lines = behind_key;
    lines.extend(parts.explanation.iter().cloned());
    let elsewhere = entries.iter().filter(|entry| !entry.explanation.is_empty());
    lines.extend(elsewhere.map(|entry| entry.explanation.clone()));
    if !parts.basis.is_empty() {
        let whole = parts.basis.join(" ");
        match basis::read(&whole) {
            Some(basis) => {
                draft.law = basis.law;
                draft.article = basis.article;
                draft.clause = basis.clause;
                draft.point = basis.point;
            }
            None => lines.push(format!("Căn cứ: {}", parts.basis.join("\n"))),
        }
    }
    draft.explanation = clean(&lines.join("\n"));
}
