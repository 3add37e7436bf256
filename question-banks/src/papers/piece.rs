//! A piece of a line with the styles of its letters: what stands between line breaks, tabs and wide gaps.

use crate::text::clean_line;
use unicode_normalization::UnicodeNormalization;

/// How letters look. Black text without background is plain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Style {
    pub bold: bool,
    pub underline: bool,
    /// 0 is black.
    pub colour: u32,
    /// 0 is none.
    pub background: u32,
}

/// What a line has besides text, or what its text leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    Picture,
    Equation,
    Attachment(String),
    TextBox(String),
    Hidden(String),
    Struck(String),
    Tracked,
    Footnote,
    LegacyFont { font: String, found: String },
}

/// A line of a text, or a paragraph of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Number of the line or paragraph, from 1.
    pub at: u32,
    pub text: String,
    /// Up to which byte a style holds, in order.
    styles: Vec<(usize, Style)>,
    pub notes: Vec<Note>,
    /// An empty line stands before it.
    pub after_blank: bool,
}

impl Line {
    pub(crate) fn at(at: u32) -> Line {
        Line {
            at,
            ..Line::default()
        }
    }

    /// Adds a text in one style, composed.
    pub(crate) fn push(&mut self, text: &str, style: Style) {
        self.text.extend(text.nfc());
        match self.styles.last_mut() {
            Some((end, last)) if *last == style => *end = self.text.len(),
            _ => self.styles.push((self.text.len(), style)),
        }
    }

    /// Returns the line with a text in front.
    pub(crate) fn after_label(self, label: &str, style: Style) -> Line {
        let mut labelled = Line {
            after_blank: self.after_blank,
            notes: self.notes,
            ..Line::at(self.at)
        };
        labelled.push(label, style);
        let length = labelled.text.len();
        labelled.text.push_str(&self.text);
        let shifted = self.styles.into_iter().map(|(end, style)| (end + length, style));
        labelled.styles.extend(shifted);
        labelled
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.notes.is_empty()
    }

    /// Splits the line at breaks, tabs and gaps of two spaces or more.
    pub(crate) fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut begins_line = true;
        let mut start = 0;
        for (from, to, breaks) in gaps(&self.text) {
            if let Some(piece) = self.piece(start, from, begins_line) {
                pieces.push(piece);
                begins_line = false;
            }
            begins_line |= breaks;
            start = to;
        }
        pieces.extend(self.piece(start, self.text.len(), begins_line));
        if let Some(first) = pieces.first_mut() {
            first.after_blank = self.after_blank;
            first.notes = self.notes.clone();
        } else if !self.notes.is_empty() {
            let mut empty = Piece::empty(self.at);
            empty.notes = self.notes.clone();
            pieces.push(empty);
        }
        pieces
    }

    fn piece(&self, from: usize, to: usize, begins_line: bool) -> Option<Piece> {
        let text = self.text.get(from..to)?;
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return None;
        }
        let from = from + (text.len() - text.trim_start().len());
        let to = from + trimmed.len();
        let inside = self.styles.iter().filter(|(end, _)| *end > from);
        let mut styles: Vec<(usize, Style)> = Vec::new();
        for (end, style) in inside {
            styles.push((end.min(&to) - from, *style));
            if *end >= to {
                break;
            }
        }
        Some(Piece {
            at: self.at,
            text: trimmed.to_owned(),
            styles,
            begins_line,
            after_blank: false,
            notes: Vec::new(),
        })
    }
}

/// Returns the gaps of a text: where each begins and ends, and whether it breaks the line.
fn gaps(text: &str) -> Vec<(usize, usize, bool)> {
    let mut gaps = Vec::new();
    let mut open: Option<(usize, usize, bool, bool)> = None;
    let close = |open: Option<(usize, usize, bool, bool)>, at: usize| {
        open.filter(|(_, count, tab, breaks)| *count >= 2 || *tab || *breaks)
            .map(|(from, _, _, breaks)| (from, at, breaks))
    };
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            let (from, count, tab, breaks) = open.unwrap_or((at, 0, false, false));
            let breaks = breaks || matches!(c, '\n' | '\u{b}' | '\u{2028}' | '\u{2029}');
            open = Some((from, count + 1, tab || c == '\t', breaks));
        } else {
            gaps.extend(close(open.take(), at));
        }
    }
    gaps.extend(close(open, text.len()));
    gaps
}

#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub at: u32,
    /// Without spaces around it, never empty unless there are notes.
    pub text: String,
    styles: Vec<(usize, Style)>,
    /// It stands at the beginning of a line, not after a gap.
    pub begins_line: bool,
    pub after_blank: bool,
    pub notes: Vec<Note>,
}

impl Piece {
    fn empty(at: u32) -> Piece {
        Piece {
            at,
            text: String::new(),
            styles: Vec::new(),
            begins_line: true,
            after_blank: false,
            notes: Vec::new(),
        }
    }

    /// Cuts the piece in two at a byte. The notes stay with the first part.
    pub(crate) fn split(mut self, at: usize) -> (Piece, Piece) {
        let mut second = Piece::empty(self.at);
        second.begins_line = false;
        second.text = self.text.split_off(at);
        for (end, style) in &self.styles {
            if *end > at {
                second.styles.push((end - at, *style));
            }
        }
        self.styles.retain(|(end, _)| *end < at);
        if let Some((_, style)) = second.styles.first() {
            self.styles.push((at, *style));
        }
        (self, second.trimmed())
    }

    /// Removes bytes from the end.
    pub(crate) fn truncate(&mut self, at: usize) {
        self.text.truncate(at);
        self.text.truncate(self.text.trim_end().len());
    }

    fn trimmed(mut self) -> Piece {
        let lead = self.text.len() - self.text.trim_start().len();
        if lead > 0 {
            self.text.drain(..lead);
            for (end, _) in &mut self.styles {
                *end = end.saturating_sub(lead);
            }
        }
        self
    }

    /// Returns the styles of the letters and digits, each once.
    pub(crate) fn looks(&self) -> Vec<Style> {
        let mut looks = Vec::new();
        let mut from = 0;
        for (end, style) in &self.styles {
            let end = (*end).min(self.text.len());
            let text = self.text.get(from..end).unwrap_or_default();
            if text.chars().any(char::is_alphanumeric) && !looks.contains(style) {
                looks.push(*style);
            }
            from = end;
        }
        looks
    }
}

/// Returns the text of pieces: new lines where lines begin, otherwise spaces.
pub(crate) fn join(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        if !text.is_empty() {
            text.push(if piece.begins_line { '\n' } else { ' ' });
        }
        text.push_str(&clean_line(&piece.text));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_at_gaps_and_keep_their_styles() {
        let mut line = Line::at(7);
        let bold = Style {
            bold: true,
            ..Style::default()
        };
        line.push("A. một\t", Style::default());
        line.push("B. hai", bold);
        line.push("\nC. ba bốn   D. năm", Style::default());
        let pieces = line.pieces();
        let texts: Vec<(&str, bool)> = pieces
            .iter()
            .map(|piece| (&*piece.text, piece.begins_line))
            .collect();
        assert_eq!(
            texts,
            [
                ("A. một", true),
                ("B. hai", false),
                ("C. ba bốn", true),
                ("D. năm", false)
            ]
        );
        assert_eq!(pieces[1].looks(), [bold]);
        let (mark, body) = pieces[1].clone().split(2);
        assert_eq!(
            (mark.looks(), body.looks(), &*body.text),
            (vec![bold], vec![bold], "hai")
        );
    }
}
