//! HTML as plain text: line breaks where blocks end, raised and lowered digits as such, everything else dropped. Says
//! what a text cannot hold.

use std::borrow::Cow;

/// A text, and what was in the HTML besides.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    pub text: String,
    pub pictures: bool,
    /// Sound, video or another embedded object, by its tag.
    pub embedded: Option<String>,
}

/// Elements that begin and end a line.
const BLOCKS: [&str; 17] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "blockquote",
    "hr",
];

/// Elements that hold what no text can.
const EMBEDDED: [&str; 8] = [
    "audio", "video", "object", "embed", "iframe", "svg", "canvas", "math",
];

pub(crate) fn plain(html: &str) -> Plain {
    let mut plain = Plain::default();
    let mut rest = html;
    let mut raised: Option<fn(char) -> char> = None;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        push(&mut plain.text, before, raised);
        let Some((name, closing, after)) = read_tag(tag) else {
            push(&mut plain.text, "<", None);
            rest = &tag[1..];
            continue;
        };
        rest = after;
        match name.as_str() {
            "img" => plain.pictures = true,
            "sup" => raised = (!closing).then_some(superscript as fn(char) -> char),
            "sub" => raised = (!closing).then_some(subscript as fn(char) -> char),
            "td" | "th" => plain.text.push(' '),
            "script" | "style" | "head" if !closing => rest = after_closing(rest, &name),
            name if BLOCKS.contains(&name) => plain.text.push('\n'),
            name if EMBEDDED.contains(&name) => plain.embedded = Some(name.to_owned()),
            _ => {}
        }
    }
    push(&mut plain.text, rest, raised);
    plain
}

/// Returns whether an element begins and ends a line.
pub(crate) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Returns whether an element holds what no text can.
pub(crate) fn is_embedded(name: &str) -> bool {
    EMBEDDED.contains(&name)
}

/// Adds a piece without tags. Line breaks in HTML are spaces.
fn push(text: &mut String, piece: &str, raised: Option<fn(char) -> char>) {
    let decoded: Cow<str> = html_escape::decode_html_entities(piece);
    let spaced = decoded
        .chars()
        .map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c });
    match raised {
        Some(raise) => text.extend(spaced.map(raise)),
        None => text.extend(spaced),
    }
}

/// Returns the lower-case name of a tag at the beginning, whether it closes, and what follows; `None` if `<` is only a
/// sign. Comments have the name `!`.
fn read_tag(text: &str) -> Option<(String, bool, &str)> {
    if let Some(comment) = text.strip_prefix("<!--") {
        let after = comment.split_once("-->").map_or("", |(_, after)| after);
        return Some(("!".to_owned(), false, after));
    }
    let inside = text.strip_prefix('<')?;
    let closing = inside.starts_with('/');
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let length = inside.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = inside.get(..length)?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    for (at, byte) in inside.bytes().enumerate().skip(length) {
        match (quote, byte) {
            (None, b'>') => return Some((name.to_ascii_lowercase(), closing, &inside[at + 1..])),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn after_closing<'a>(text: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let lower = text.to_ascii_lowercase();
    match lower.find(&end) {
        Some(at) => text[at..].split_once('>').map_or("", |(_, after)| after),
        None => "",
    }
}

/// Returns a character as it is written above the line, if there is one.
pub(crate) fn superscript(c: char) -> char {
    match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + (u32::from(c) - u32::from('0'))).unwrap_or(c),
        '+' => '⁺',
        '-' | '−' => '⁻',
        'n' => 'ⁿ',
        c => c,
    }
}

/// Returns a character as it is written below the line, if there is one.
pub(crate) fn subscript(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32(0x2080 + (u32::from(c) - u32::from('0'))).unwrap_or(c),
        '+' => '₊',
        '-' | '−' => '₋',
        c => c,
    }
}

/// Returns a text as HTML: escaped, with `<br>` for line breaks.
pub(crate) fn write(text: &str) -> String {
    html_escape::encode_text(text).replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::clean;

    #[test]
    fn html_becomes_lines_of_text() {
        for (html, text) in [
            ("<p>Một&nbsp;câu</p><p>hai<br/>ba</p>", "Một câu\nhai\nba"),
            ("100 m<sup>2</sup>, H<sub>2</sub>O", "100 m², H₂O"),
            ("x < 5 &amp;&amp; y > 3 &lt;b&gt;", "x < 5 && y > 3 <b>"),
            ("<style>p{}</style>a<!-- <b>x</b> -->b", "ab"),
            ("<span title=\"a>b\">c</span>", "c"),
            ("một\nhai", "một hai"),
        ] {
            assert_eq!(clean(&plain(html).text), text, "{html}");
        }
        let kept = "a < b & c > d \"e\"\n<i>";
        assert_eq!(plain(&write(kept)).text, kept);
    }

    #[test]
    fn what_no_text_can_hold_is_told() {
        assert!(plain("<p>x <img src='a.png'></p>").pictures);
        assert_eq!(plain("<video src=x></video>").embedded.as_deref(), Some("video"));
    }
}
