//! Divides a paper into its questions and the keys that stand apart from them.

use super::answers::{self, Entry};
use super::marks::{self, Start};
use super::piece::{Note, Piece};
use super::sections::{self, Section};
use crate::text::fold;
use contest_core::questions::Difficulty;

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
    /// What stood outside of all questions, with its line.
    pub notes: Vec<(u32, Note)>,
}

/// How the paper tells where a question begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    /// "Câu 1:".
    Named,
    /// "1.".
    Plain,
    /// Nothing; a question begins after the one above is complete.
    None,
}

/// What is next below a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Nothing,
    Option(usize),
    Key,
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

/// Returns for every item the mark that comes after it.
fn next_marks(items: &[Item]) -> Vec<Next> {
    let mut next = Next::Nothing;
    let mut all: Vec<Next> = Vec::with_capacity(items.len());
    for item in items.iter().rev() {
        all.push(next);
        next = match item {
            Item::Keys(_) => Next::Nothing,
            Item::Piece(piece) => match marks::letter(&piece.text) {
                Some(letter) => Next::Option(letter.index),
                None if marks::key(&piece.text).is_some() => Next::Key,
                None => next,
            },
        };
    }
    all.reverse();
    all
}

fn numbering(items: &[Item], next: &[Next]) -> Numbering {
    let starts = |read: fn(&str) -> Option<Start>, with_options: bool| {
        items.iter().zip(next).any(|(item, next)| match item {
            Item::Piece(piece) => {
                piece.begins_line
                    && read(&piece.text).is_some()
                    && answers::pairs(&piece.text, 0).is_empty()
                    && (!with_options || *next == Next::Option(0))
            }
            Item::Keys(_) => false,
        })
    };
    if starts(marks::named_start, false) {
        Numbering::Named
    } else if starts(marks::numbered_start, true) {
        Numbering::Plain
    } else {
        Numbering::None
    }
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
        if piece.begins_line {
            if sections::is_end(text) {
                self.close();
                self.ended = true;
                return;
            }
            if !text.is_empty() && sections::is_of_page(text) {
                return;
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
                return;
            }
            if sections::is_answers_heading(text) && self.keys_follow(at, piece.at) {
                self.close();
                self.ended = true;
                return;
            }
            if let Some(start) = self.start(at, piece) {
                self.open(piece, start);
                return;
            }
            if let Some(section) = self.section(at, text) {
                self.close();
                self.enter(section);
                return;
            }
        }
        self.add(piece);
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

    /// Returns the beginning of a question, if the piece is one.
    fn start(&self, at: usize, piece: &Piece) -> Option<Start> {
        match self.numbering {
            Numbering::Named => marks::named_start(&piece.text),
            Numbering::Plain => {
                let start = marks::numbered_start(&piece.text)?;
                let last = self.current.as_ref().or(self.outline.chunks.last());
                let goes_on = match (&self.current, last.and_then(|chunk| chunk.number)) {
                    // Numbered statements in a stem are not questions.
                    (Some(_), Some(last)) => self.options >= 2 && (start.number > last || start.number == 1),
                    _ => true,
                };
                goes_on.then_some(start)
            }
            Numbering::None => self.unnumbered_start(at, piece),
        }
    }

    fn unnumbered_start(&self, at: usize, piece: &Piece) -> Option<Start> {
        if is_marked(&piece.text) || piece.text.is_empty() || self.next[at] == Next::Nothing {
            return None;
        }
        let leads_to_first = self.next[at] == Next::Option(0);
        let directly =
            matches!(self.items.get(at + 1), Some(Item::Piece(next)) if marks::letter(&next.text).is_some());
        let begins = match &self.current {
            None => true,
            // A title above the first question.
            Some(_) if self.outline.chunks.is_empty() && self.options == 0 && !self.keyed => {
                piece.after_blank && leads_to_first
            }
            Some(_) if self.explaining => leads_to_first && (piece.after_blank || directly),
            Some(_) if self.keyed => true,
            Some(_) => self.options >= 2 && leads_to_first,
        };
        if !begins {
            return None;
        }
        let (difficulty, rest) = marks::level(&piece.text)
            .map_or((None, piece.text.as_str()), |(level, rest)| (Some(level), rest));
        Some(Start {
            number: 0,
            label: String::new(),
            difficulty,
            length: piece.text.len() - rest.len(),
        })
    }

    fn section(&self, at: usize, text: &str) -> Option<Section> {
        if is_marked(text) {
            return None;
        }
        let in_stem = self.current.is_some() && self.options == 0 && !self.keyed;
        if in_stem && self.numbering != Numbering::None {
            return None;
        }
        if self.current.is_none() {
            // Above the first question, capitals are the paper's title.
            let is_title = self.outline.chunks.is_empty() && !text.starts_with(['I', 'V', 'X']);
            let bare = || sections::bare(text).filter(|_| !is_title && self.leads_to_start(at));
            return sections::named(text).or_else(bare);
        }
        let section = sections::named(text).or_else(|| sections::bare(text))?;
        self.leads_to_start(at).then_some(section)
    }

    /// Returns whether the next line begins a question or is another heading.
    fn leads_to_start(&self, at: usize) -> bool {
        let below = self.items[at + 1..].iter().find_map(|item| match item {
            Item::Piece(piece)
                if piece.begins_line && !piece.text.is_empty() && !sections::is_of_page(&piece.text) =>
            {
                Some(piece.text.as_str())
            }
            Item::Piece(_) => None,
            Item::Keys(_) => Some(""),
        });
        below.is_some_and(|text| {
            let starts = match self.numbering {
                Numbering::Named => marks::named_start(text).is_some(),
                Numbering::Plain => marks::numbered_start(text).is_some(),
                Numbering::None => marks::letter(text).is_none() && marks::key(text).is_none(),
            };
            starts || sections::named(text).is_some() || sections::bare(text).is_some()
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

    /// Reads a line below the questions.
    fn answer(&mut self, at: usize, piece: &Piece) {
        let text = piece.text.as_str();
        let pairs = answers::pairs(text, piece.at);
        if !pairs.is_empty() {
            self.close();
            let mut pairs = pairs;
            self.entry = pairs.pop().map(|last| (last, false));
            self.outline.entries.extend(pairs);
            return;
        }
        let start = marks::named_start(text)
            .or_else(|| marks::numbered_start(text))
            .filter(|_| piece.begins_line);
        if let Some(start) = start {
            self.close();
            let full = self.is_full_question(at);
            if full && !self.repeats(&start, text) {
                self.ended = false;
                self.open(piece, start);
                return;
            }
            let mut entry = Entry::new(start.number, piece.at, "");
            if !full {
                explain(&mut entry, &text[start.length..], piece.at);
            }
            self.entry = Some((entry, full));
            return;
        }
        let Some((entry, repeated)) = &mut self.entry else {
            return;
        };
        if let Some(rest) = marks::explanation(text).or_else(|| marks::basis(text).map(|_| text)) {
            *repeated = false;
            explain(entry, rest, piece.at);
        } else if marks::key(text).is_some() {
            *repeated = false;
            explain(entry, text, piece.at);
        } else if !*repeated {
            explain(entry, text, piece.at);
        }
    }

    /// Returns whether the options of a question follow before the next one.
    fn is_full_question(&self, at: usize) -> bool {
        let below = self.items[at + 1..].iter().map_while(|item| match item {
            Item::Piece(piece) => {
                let begins = piece.begins_line
                    && (marks::named_start(&piece.text).is_some()
                        || marks::numbered_start(&piece.text).is_some());
                let over =
                    begins || marks::key(&piece.text).is_some() || marks::explanation(&piece.text).is_some();
                (!over).then(|| marks::letter(&piece.text).is_some())
            }
            Item::Keys(_) => None,
        });
        below.filter(|is_option| *is_option).count() >= 2
    }

    /// Returns whether the question was already read above.
    fn repeats(&self, start: &Start, text: &str) -> bool {
        let stem = fold(&text[start.length..]);
        let same = |chunk: &Chunk| {
            let first = chunk
                .pieces
                .first()
                .map(|piece| fold(&piece.text))
                .unwrap_or_default();
            chunk.number == Some(start.number) && first == stem
        };
        self.outline.chunks.iter().any(same)
    }
}

/// Returns whether a line belongs to a question by its mark.
fn is_marked(text: &str) -> bool {
    marks::letter(text).is_some()
        || marks::key(text).is_some()
        || marks::explanation(text).is_some()
        || marks::basis(text).is_some()
}

/// Adds a text to a key that stands apart: the key itself at the beginning, then the explanation.
fn explain(entry: &mut Entry, text: &str, at: u32) {
    let value =
        marks::key(text).or_else(|| (entry.key.is_empty() && entry.explanation.is_empty()).then_some(text));
    let (letters, rest) = value.map_or((Vec::new(), text), marks::letters);
    let text = if letters.is_empty() || !entry.key.is_empty() {
        text.trim()
    } else {
        entry.key = letters.into_iter().map(crate::fields::letter).collect();
        entry.quote = format!("{}: {}", entry.number, entry.key);
        entry.at = at;
        rest.trim_start_matches(['.', ':', ')', ';', ',', '-', '–', ' '])
    };
    if !text.is_empty() {
        if !entry.explanation.is_empty() {
            entry.explanation.push('\n');
        }
        entry.explanation.push_str(text);
    }
}
