//! What stands below the questions: their keys and explanations, perhaps with the questions once more.

use super::{Chunk, Item, Reader};
use crate::papers::answers::{self, Entry};
use crate::papers::marks::{self, Start};
use crate::papers::piece::Piece;
use crate::text::fold;

impl Reader<'_> {
    /// Reads a line below the questions.
    pub(super) fn answer(&mut self, at: usize, piece: &Piece) {
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
