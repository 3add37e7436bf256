//! One question of a paper: its lines become stem, options, keys and explanation.

use super::inline;
use super::labels;
use super::marks::{self, Letter};
use super::outline::Chunk;
use super::piece::{Note, Piece, join};
use crate::draft::{Naming, Place};
use crate::fields::Field;
use crate::issue::{Issues, Problem};
use crate::text::excerpt;
use std::rc::Rc;

/// A question's lines by what they are.
pub(crate) struct Parts {
    pub place: Place,
    pub stem: Vec<Piece>,
    /// By letter; a letter that is missing leaves a gap.
    pub options: Vec<Option<RawOption>>,
    pub keys: Vec<Written>,
    pub explanation: Vec<String>,
    pub basis: Vec<String>,
    /// What stands behind a label, with its line.
    pub labelled: Vec<(u32, Field, String)>,
    pub notes: Vec<(u32, Note)>,
    /// The options cannot be told apart; an issue says why.
    pub broken: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct RawOption {
    pub star: bool,
    pub at: u32,
    pub letter: Piece,
    pub body: Vec<Piece>,
}

/// A key as written, with its place.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub at: u32,
    pub key: String,
    pub quote: String,
}

impl RawOption {
    /// Makes an option of a piece that begins with its letter.
    pub(crate) fn new(piece: Piece, letter: Letter) -> RawOption {
        let at = piece.at;
        let (mark, body) = piece.split(letter.length);
        let mut option = RawOption {
            star: letter.star,
            at,
            letter: mark,
            body: if body.text.is_empty() {
                Vec::new()
            } else {
                vec![body]
            },
        };
        option.take_star();
        option
    }

    /// Removes a mark that says "this one" from the option's text.
    pub(crate) fn take_star(&mut self) {
        const BEFORE: [&str; 3] = ["*", "✓", "✔"];
        const AFTER: [&str; 8] = ["(*)", "*", "✓", "✔", "√", "(đúng)", "(Đúng)", "(ĐÚNG)"];
        if let Some(first) = self.body.first_mut()
            && let Some(mark) = BEFORE.iter().find(|mark| first.text.starts_with(**mark))
        {
            let (_, rest) = first.clone().split(mark.len());
            *first = rest;
            self.star = true;
        }
        if let Some(last) = self.body.last_mut()
            && let Some(mark) = AFTER.iter().find(|mark| last.text.ends_with(**mark))
        {
            last.truncate(last.text.len() - mark.len());
            self.star = true;
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Stem,
    Options,
    Key,
    Explanation,
    Basis,
}

/// Sorts the lines of a question.
pub(crate) fn parts(chunk: &Chunk, issues: &mut Issues) -> Parts {
    let is_upper =
        |piece: &Piece| marks::letter(&piece.text).is_some_and(|letter| !letter.lower && letter.index == 0);
    let mut sorter = Sorter {
        parts: Parts {
            place: Place {
                sheet: None,
                row: chunk.at,
                naming: Naming::Question(Rc::from(chunk.label.as_str())),
            },
            stem: Vec::new(),
            options: Vec::new(),
            keys: Vec::new(),
            explanation: Vec::new(),
            basis: Vec::new(),
            labelled: Vec::new(),
            notes: Vec::new(),
            broken: false,
        },
        lower: !chunk.pieces.iter().any(is_upper),
        phase: Phase::Stem,
        awaits_key: false,
        told: false,
        issues,
    };
    for piece in &chunk.pieces {
        sorter.piece(piece);
    }
    sorter.finish()
}

struct Sorter<'a> {
    parts: Parts,
    /// The options have small letters.
    lower: bool,
    phase: Phase,
    /// The line above said "Đáp án:" and nothing more.
    awaits_key: bool,
    /// A line whose meaning is unclear was already told.
    told: bool,
    issues: &'a mut Issues,
}

impl Sorter<'_> {
    fn piece(&mut self, piece: &Piece) {
        let notes = piece.notes.iter().map(|note| (piece.at, note.clone()));
        self.parts.notes.extend(notes);
        if piece.text.is_empty() || self.parts.broken {
            return;
        }
        if let Some((field, value)) = labels::read(&piece.text) {
            self.parts.labelled.push((piece.at, field, value.to_owned()));
            return;
        }
        if self.awaits_key {
            self.awaits_key = false;
            if marks::are_letters(&piece.text) || crate::words::read_truth(&piece.text).is_some() {
                self.written(piece, &piece.text);
                return;
            }
        }
        if let Some(rest) =
            marks::explanation(&piece.text).filter(|_| piece.begins_line || self.phase != Phase::Stem)
        {
            self.phase = Phase::Explanation;
            if !rest.is_empty() {
                self.explain(piece, rest);
            }
        } else if let Some(rest) = marks::basis(&piece.text)
            .filter(|rest| piece.begins_line && (self.phase != Phase::Stem || !rest.is_empty()))
        {
            if self.phase == Phase::Stem {
                // "Căn cứ: …" can also begin a stem.
                self.parts.stem.push(piece.clone());
            } else {
                self.phase = Phase::Basis;
                self.parts
                    .basis
                    .extend((!rest.is_empty()).then(|| rest.to_owned()));
            }
        } else if self.phase == Phase::Explanation {
            self.explain(piece, &piece.text);
        } else if let Some(value) = marks::key(&piece.text) {
            self.key(piece, value);
        } else {
            self.text(piece);
        }
    }

    fn key(&mut self, piece: &Piece, value: &str) {
        self.phase = Phase::Key;
        if value.is_empty() {
            self.awaits_key = true;
        } else {
            self.written(piece, value);
        }
    }

    /// Notes a key; what follows its letters explains it, unless it repeats the option.
    fn written(&mut self, piece: &Piece, value: &str) {
        self.parts.keys.push(Written {
            at: piece.at,
            key: value.trim().to_owned(),
            quote: excerpt(&piece.text),
        });
    }

    fn explain(&mut self, piece: &Piece, text: &str) {
        if piece.begins_line
            && let Some(value) = marks::key(text)
        {
            let (letters, rest) = marks::letters(value);
            if !letters.is_empty() {
                let key: String = letters.into_iter().map(crate::fields::letter).collect();
                self.written(piece, &key);
                let rest = rest.trim_start_matches(['.', ':', ')', ';', ',', '-', '–', ' ']);
                self.parts
                    .explanation
                    .extend((!rest.is_empty()).then(|| rest.to_owned()));
                return;
            }
            if crate::words::read_truth(value).is_some() {
                self.written(piece, value);
                return;
            }
        }
        match self.parts.explanation.last_mut() {
            Some(last) if !piece.begins_line => {
                last.push(' ');
                last.push_str(text);
            }
            _ => self.parts.explanation.push(text.to_owned()),
        }
    }

    fn text(&mut self, piece: &Piece) {
        let letter = marks::letter(&piece.text).filter(|letter| letter.lower == self.lower);
        match self.phase {
            Phase::Stem | Phase::Options => match letter {
                Some(letter) => self.option(piece, letter),
                None => self.goes_on(piece),
            },
            Phase::Key => {
                if letter.is_some_and(|letter| letter.index == 0 && piece.begins_line) {
                    self.repeated(piece, 0);
                    return;
                }
                if !self.told && piece.begins_line {
                    self.told = true;
                    let found = excerpt(&piece.text);
                    self.warn(piece.at, Field::Explanation, Problem::TextAfterKey { found });
                }
                self.parts.explanation.push(piece.text.clone());
            }
            Phase::Basis => self.parts.basis.push(piece.text.clone()),
            Phase::Explanation => {}
        }
    }

    fn option(&mut self, piece: &Piece, letter: Letter) {
        if letter.index < self.parts.options.len() {
            self.repeated(piece, letter.index);
            return;
        }
        self.parts.options.resize_with(letter.index, || None);
        self.parts
            .options
            .push(Some(RawOption::new(piece.clone(), letter)));
        self.phase = Phase::Options;
    }

    fn repeated(&mut self, piece: &Piece, index: usize) {
        let letter = crate::fields::letter(index);
        let mut issue = self
            .parts
            .place
            .issue(self.parts.place.option(index), Problem::RepeatedOption { letter });
        issue.row = Some(piece.at);
        self.issues.push(issue);
        self.parts.broken = true;
    }

    /// Adds a line without a mark to what it continues.
    fn goes_on(&mut self, piece: &Piece) {
        let index = self.parts.options.len();
        let Some(Some(option)) = self.parts.options.last_mut() else {
            self.parts.stem.push(piece.clone());
            return;
        };
        let new_line = piece.begins_line
            && piece.at != option.at
            && !option.body.is_empty()
            && !labels::is_plain(&piece.text);
        option.body.push(piece.clone());
        if new_line {
            let letter = crate::fields::letter(index - 1);
            let found = excerpt(&piece.text);
            self.warn(piece.at, Field::Stem, Problem::JoinedLine { found, letter });
        }
    }

    fn warn(&mut self, at: u32, field: Field, problem: Problem) {
        let mut warning = self.parts.place.issue(field, problem);
        warning.row = Some(at);
        self.issues.warn(warning);
    }

    fn finish(self) -> Parts {
        let mut parts = self.parts;
        if !parts.broken {
            inline::complete(&mut parts, self.lower);
        }
        parts
    }
}

/// Returns the texts of the options; those that are missing are empty.
pub(crate) fn texts(options: &[Option<RawOption>]) -> Vec<String> {
    let text = |option: &Option<RawOption>| {
        option
            .as_ref()
            .map_or_else(String::new, |option| join(&option.body))
    };
    options.iter().map(text).collect()
}
