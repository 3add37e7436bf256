//! Where a question, or a section of the paper, begins.

use super::{Item, Reader};
use crate::papers::answers;
use crate::papers::marks::{self, Start};
use crate::papers::piece::Piece;
use crate::papers::sections::{self, Section};

/// How the paper tells where a question begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbering {
    /// "Câu 1:".
    Named,
    /// "1.".
    Plain,
    /// Nothing; a question begins after the one above is complete.
    None,
}

/// What is next below a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Nothing,
    Option(usize),
    Key,
}

/// Returns for every item the mark that comes after it.
pub(super) fn next_marks(items: &[Item]) -> Vec<Next> {
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

pub(super) fn numbering(items: &[Item], next: &[Next]) -> Numbering {
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

impl Reader<'_> {
    /// Returns the beginning of a question, if the piece is one.
    pub(super) fn start(&self, at: usize, piece: &Piece) -> Option<Start> {
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

    pub(super) fn section(&self, at: usize, text: &str) -> Option<Section> {
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
}

/// Returns whether a line belongs to a question by its mark.
fn is_marked(text: &str) -> bool {
    marks::letter(text).is_some()
        || marks::key(text).is_some()
        || marks::explanation(text).is_some()
        || marks::basis(text).is_some()
}
