//! Divides a paper into its questions and the keys that stand apart from them.

mod below;
mod starts;

use super::answers::{self, Entry};
use super::labels;
use super::marks::{self, Start};
use super::piece::{Note, Piece};
use super::sections::{self, Section};
use crate::fields::Field;
use crate::text::clean_line;
use contest_core::questions::Difficulty;
use starts::{Next, Numbering, next_marks, numbering};

/// A piece of a line, or a table that holds keys.
pub(crate) enum Item {
    Piece(Piece),
    Keys(Vec<Entry>),
}

/// The lines of one question.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub at: u32,
    pub number: Option<u32>,
    /// What the file calls the question.
    pub label: String,
    pub topic: String,
    pub difficulty: Option<Difficulty>,
    /// Its lines are true or false one by one.
    pub each_true_false: bool,
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub chunks: Vec<Chunk>,
    pub entries: Vec<Entry>,
    /// What labels above the first question say.
    pub title: Option<String>,
    pub language: Option<String>,
    /// What stood outside of all questions, with its line.
    pub notes: Vec<(u32, Note)>,
}

pub(crate) fn read(items: Vec<Item>) -> Outline {
    let next = next_marks(&items);
    let mut reader = Reader {
        numbering: numbering(&items, &next),
        items: &items,
        next,
        outline: Outline::default(),
        current: None,
        options: 0,
        keyed: false,
        explaining: false,
        topic: String::new(),
        difficulty: None,
        each_true_false: false,
        ended: false,
        entry: None,
    };
    for at in 0..items.len() {
        reader.item(at);
    }
    reader.close();
    reader.outline
}

struct Reader<'a> {
    items: &'a [Item],
    next: Vec<Next>,
    numbering: Numbering,
    outline: Outline,
    current: Option<Chunk>,
    /// How many options the current question has so far, whether its key was seen and whether it is being explained.
    options: usize,
    keyed: bool,
    explaining: bool,
    topic: String,
    difficulty: Option<Difficulty>,
    each_true_false: bool,
    /// The questions are over; keys and explanations follow.
    ended: bool,
    /// The key that is being explained, and whether its question is repeated there.
    entry: Option<(Entry, bool)>,
}

impl Reader<'_> {
    fn item(&mut self, at: usize) {
        match &self.items[at] {
            Item::Keys(entries) => {
                self.close();
                self.outline.entries.extend(entries.iter().cloned());
            }
            Item::Piece(piece) if self.ended => self.answer(at, piece),
            Item::Piece(piece) => self.piece(at, piece),
        }
    }

    fn piece(&mut self, at: usize, piece: &Piece) {
        let text = piece.text.as_str();
        match labels::read(text) {
            Some((Field::Title, value)) if self.current.is_none() => {
                self.outline.title = Some(clean_line(value));
            }
            Some((Field::Language, value)) if self.current.is_none() => {
                self.outline.language = Some(clean_line(value));
            }
            Some((Field::Topic, value)) if self.current.is_none() => self.topic = clean_line(value),
            Some(_) => {}
            None if labels::is_plain(text) => {}
            None if piece.begins_line && self.line(at, piece) => return,
            None => {}
        }
        self.add(piece);
    }

    /// Reads a line that is not of the current question; returns whether it was one.
    fn line(&mut self, at: usize, piece: &Piece) -> bool {
        let text = piece.text.as_str();
        if sections::is_end(text) {
            self.close();
            self.ended = true;
            return true;
        }
        if !text.is_empty() && sections::is_of_page(text) {
            return true;
        }
        // Also behind a heading in the same line: "ĐÁP ÁN: 1-A 2-B".
        let listed = marks::key(text).filter(|value| value.starts_with(|c: char| c.is_ascii_digit()));
        let pairs = answers::pairs(listed.unwrap_or(text), piece.at);
        let seen = |entry: &Entry| self.has(entry.number);
        if pairs.len() >= 2
            || (pairs.iter().any(seen) && self.current.as_ref().is_none_or(|_| self.options >= 2))
        {
            self.close();
            self.outline.entries.extend(pairs);
            return true;
        }
        if sections::is_answers_heading(text) && self.keys_follow(at, piece.at) {
            self.close();
            self.ended = true;
            return true;
        }
        if let Some(start) = self.start(at, piece) {
            self.open(piece, start);
            return true;
        }
        if let Some(section) = self.section(at, text) {
            self.close();
            self.enter(section);
            return true;
        }
        false
    }

    fn has(&self, number: u32) -> bool {
        let current = self.current.iter();
        current
            .chain(&self.outline.chunks)
            .any(|chunk| chunk.number == Some(number))
    }

    /// Returns whether keys of several questions follow a heading.
    fn keys_follow(&self, at: usize, line: u32) -> bool {
        let first = self.outline.chunks.first().or(self.current.as_ref());
        let Some(first) = first else {
            return false;
        };
        let mut below = self.items[at + 1..].iter();
        // A second heading, such as "Mã đề 101", may stand in between.
        below.by_ref().take(3).any(|item| match item {
            Item::Keys(_) => true,
            Item::Piece(piece) => {
                let start = marks::named_start(&piece.text).or_else(|| marks::numbered_start(&piece.text));
                !answers::pairs(&piece.text, line).is_empty()
                    || start.is_some_and(|start| Some(start.number) == first.number)
            }
        })
    }

    fn enter(&mut self, section: Section) {
        match section {
            Section::Topic(topic) => {
                self.topic = topic;
                self.difficulty = None;
                self.each_true_false = false;
            }
            Section::Level(level) => self.difficulty = Some(level),
            Section::TrueFalseEach => self.each_true_false = true,
        }
    }

    fn open(&mut self, piece: &Piece, start: Start) {
        // A title above the first question is no question.
        let titled = self.outline.chunks.is_empty()
            && self.options == 0
            && !self.keyed
            && self.numbering == Numbering::None;
        if titled {
            self.current = None;
        }
        self.close();
        let (_, rest) = piece.clone().split(start.length);
        let mut rest = rest;
        rest.begins_line = true;
        rest.notes.clone_from(&piece.notes);
        let chunk = Chunk {
            at: piece.at,
            number: (start.number > 0).then_some(start.number),
            label: start.label,
            topic: self.topic.clone(),
            difficulty: start.difficulty.or(self.difficulty),
            each_true_false: self.each_true_false,
            pieces: vec![rest],
        };
        self.current = Some(chunk);
    }

    fn add(&mut self, piece: &Piece) {
        let Some(chunk) = &mut self.current else {
            let notes = piece.notes.iter().map(|note| (piece.at, note.clone()));
            self.outline.notes.extend(notes);
            return;
        };
        chunk.pieces.push(piece.clone());
        if marks::key(&piece.text).is_some() {
            self.keyed = true;
        } else if marks::explanation(&piece.text).is_some() || marks::basis(&piece.text).is_some() {
            self.explaining = true;
        } else if marks::letter(&piece.text).is_some() && !self.keyed && !self.explaining {
            self.options += 1;
        }
    }

    fn close(&mut self) {
        if let Some(chunk) = self.current.take() {
            self.outline.chunks.push(chunk);
        }
        if let Some((entry, _)) = self.entry.take() {
            self.outline.entries.push(entry);
        }
        (self.options, self.keyed, self.explaining) = (0, false, false);
    }
}
