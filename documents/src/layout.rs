//! Breaks text into lines that fit into a place, as large as possible.

use crate::fonts::{Style, settable, width};
use unicode_normalization::char::is_combining_mark;

/// By how much the next size tried is smaller.
const STEP: f32 = 0.94;
/// From one base line to the next, in sizes. Stacked accents on capitals (Ễ) need more than Latin text usually gets.
const LEADING: f32 = 1.28;
/// From the top of a block to its first base line, in sizes.
const RISE: f32 = 1.0;

/// How text is set: the face, and the largest and smallest size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Type {
    pub(crate) style: Style,
    pub(crate) largest: f32,
    pub(crate) smallest: f32,
}

/// The place that text has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    pub(crate) width: f32,
    pub(crate) lines: usize,
}

/// Text in lines.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) lines: Vec<String>,
    pub(crate) style: Style,
    pub(crate) size: f32,
}

impl Block {
    pub(crate) fn height(&self) -> f32 {
        self.lines.len() as f32 * self.size * LEADING
    }

    /// Returns the base lines, from the top of the block.
    pub(crate) fn base_lines(&self) -> impl Iterator<Item = (f32, &str)> {
        let lines = self.lines.iter().enumerate();
        lines.map(|(n, line)| (self.size * (RISE + n as f32 * LEADING), line.as_str()))
    }

    #[cfg(test)]
    pub(crate) fn width(&self) -> f32 {
        let widths = self.lines.iter().map(|line| width(line, self.style, self.size));
        widths.fold(0.0, f32::max)
    }
}

/// Sets text in the largest size in which it fits, in lines of about equal length. Text that does not fit even in the
/// smallest size ends with an ellipsis.
pub(crate) fn fit(text: &str, set: Type, room: Room) -> Block {
    let text = settable(text);
    let mut size = set.largest;
    loop {
        let lines = broken(&text, set.style, size, room.width);
        if lines.len() <= room.lines {
            return Block {
                lines: balanced(&text, set.style, size, room.width, lines),
                style: set.style,
                size,
            };
        }
        if size <= set.smallest {
            return Block {
                lines: shortened(lines, set.style, size, room),
                style: set.style,
                size,
            };
        }
        size = (size * STEP).max(set.smallest);
    }
}

/// Breaks text at its spaces, and inside a word only if the word is wider than a line: where addresses can be broken,
/// and at last anywhere.
fn broken(text: &str, style: Style, size: f32, room: f32) -> Vec<String> {
    let fits = |line: &str| width(line, style, size) <= room;
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let longer = match line.is_empty() {
            true => word.to_owned(),
            false => [&line, " ", word].concat(),
        };
        if fits(&longer) {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for piece in pieces(word) {
            if !line.is_empty() && !fits(&[&line, piece].concat()) {
                lines.push(std::mem::take(&mut line));
            }
            for letter in piece.chars() {
                line.push(letter);
                if !fits(&line) && line.chars().count() > 1 && !is_combining_mark(letter) {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Splits a word after the signs at which a reader expects an address to go on in the next line.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    word.split_inclusive(['/', '-', '?', '=', '&'])
}

/// Returns the same text in as many lines, the longest of them as short as possible.
fn balanced(text: &str, style: Style, size: f32, room: f32, lines: Vec<String>) -> Vec<String> {
    if lines.len() < 2 {
        return lines;
    }
    let words = text.split(' ').flat_map(|word| {
        let is_broken = width(word, style, size) > room;
        let (pieces, whole) = (pieces(word).filter(move |_| is_broken), Some(word));
        pieces.chain(whole.filter(|_| !is_broken))
    });
    let widest = words.map(|word| width(word, style, size)).fold(0.0, f32::max);
    // Narrower lines would break words that need not be broken.
    let (mut narrow, mut wide) = (widest.clamp(room / 2.0, room), room);
    let mut best = lines;
    // Nobody sees a difference of a hundredth of the width.
    while wide - narrow > room / 100.0 {
        let middle = (narrow + wide) / 2.0;
        let tried = broken(text, style, size, middle);
        if tried.len() <= best.len() {
            (best, wide) = (tried, middle);
        } else {
            narrow = middle;
        }
    }
    best
}

fn shortened(mut lines: Vec<String>, style: Style, size: f32, room: Room) -> Vec<String> {
    lines.truncate(room.lines);
    if let Some(last) = lines.last_mut() {
        let mut kept = std::mem::take(last);
        loop {
            let line = [kept.trim_end(), "…"].concat();
            if kept.is_empty() || width(&line, style, size) <= room.width {
                *last = line;
                break;
            }
            kept.pop();
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: Type = Type {
        style: Style::Regular,
        largest: 20.0,
        smallest: 10.0,
    };

    #[test]
    fn short_text_is_large_and_long_text_is_smaller() {
        let room = Room {
            width: 200.0,
            lines: 2,
        };
        let short = fit("Tìm hiểu", SET, room);
        assert_eq!((short.lines.len(), short.size), (1, 20.0));
        let long = fit(
            "Cuộc thi trực tuyến tìm hiểu pháp luật về phòng, chống tham nhũng",
            SET,
            room,
        );
        assert_eq!(long.lines.len(), 2);
        assert!(long.size < 20.0 && long.size > 10.0, "{}", long.size);
    }

    #[test]
    fn lines_are_about_equal() {
        let room = Room {
            width: 200.0,
            lines: 2,
        };
        let block = fit("Phòng, chống tham nhũng năm 2026", SET, room);
        assert_eq!(block.lines, ["Phòng, chống tham", "nhũng năm 2026"]);
    }

    #[test]
    fn what_does_not_fit_ends_with_an_ellipsis() {
        let room = Room {
            width: 60.0,
            lines: 2,
        };
        let block = fit(
            "Cuộc thi trực tuyến tìm hiểu pháp luật về phòng, chống tham nhũng",
            SET,
            room,
        );
        assert_eq!(block.lines.len(), 2);
        assert!(block.lines[1].ends_with('…'), "{:?}", block.lines);
        assert!(block.width() <= 60.0);
        assert!(fit("", SET, room).lines.is_empty());
    }

    #[test]
    fn a_word_that_is_too_wide_is_broken_between_letters() {
        let room = Room {
            width: 120.0,
            lines: 9,
        };
        let word = "https://thi.example/thi/phong-chong-tham-nhung-va-nhieu-noi-dung-khac";
        let block = fit(word, SET, room);
        assert!(block.lines.len() > 1 && block.width() <= 120.0, "{block:?}");
        assert_eq!(block.lines.concat(), word);
        let at_a_sign = |line: &String| line.ends_with(['/', '-']);
        let (_, before) = block.lines.split_last().expect("lines");
        assert!(before.iter().all(at_a_sign), "{block:?}");
        let letters = fit(&"a".repeat(90), SET, room);
        assert!(letters.lines.len() > 1 && letters.width() <= 120.0, "{letters:?}");
    }
}
