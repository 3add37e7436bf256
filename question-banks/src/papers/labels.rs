//! How our own papers say what teachers' papers leave open: "[Mã câu hỏi] C001", with the heading of the column that a
//! table would have; and a sign around texts in which nothing is a mark.

use crate::fields::Field;

/// Stands around a text in which nothing is to be read as a mark. It is invisible, and removed when texts are cleaned.
pub(crate) const PLAIN: char = '\u{2060}';

/// What a label can stand for.
const FIELDS: [Field; 12] = [
    Field::Code,
    Field::Topic,
    Field::Kind,
    Field::Credit,
    Field::KeepOrder,
    Field::Law,
    Field::Article,
    Field::Clause,
    Field::Point,
    Field::Link,
    Field::Title,
    Field::Language,
];

/// Reads "[Mã câu hỏi] C001".
pub(crate) fn read(text: &str) -> Option<(Field, &str)> {
    let (label, value) = text.strip_prefix('[')?.split_once(']')?;
    let field = FIELDS.into_iter().find(|field| field.heading() == label)?;
    Some((field, value.trim_matches([PLAIN, ' '])))
}

/// Returns a value with its label.
pub(crate) fn write(field: Field, value: &str) -> String {
    format!("[{}] {}", field.heading(), plain(value))
}

/// Returns one line of a text so that it is read as text.
pub(crate) fn plain(line: &str) -> String {
    format!("{PLAIN}{line}{PLAIN}")
}

/// Returns whether a line is text, whatever it looks like.
pub(crate) fn is_plain(text: &str) -> bool {
    text.starts_with(PLAIN)
}
