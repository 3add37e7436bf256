//! Options that share a line with single spaces between them: "A. một B. hai". They are only looked for where the marks at
//! the beginnings of lines leave some out, because a name such as "ông B." looks the same.

use super::labels;
use super::marks::{self, Letter};
use super::piece::Piece;
use super::question::{Parts, RawOption, Written};

/// Finds the options, and the key, that stand within other lines.
pub(crate) fn complete(parts: &mut Parts, lower: bool) {
    from_stem(parts, lower);
    let mut filled = fill_gaps(parts, lower);
    // "A. một B. hai C. ba" as the only line of options, or the last line of several such.
    filled |= parts.options.len() == 1;
    if filled {
        extend(&mut parts.options, lower);
    }
    key_in_last(parts);
    for option in parts.options.iter_mut().flatten() {
        option.take_star();
    }
}

/// Cuts further options off the last one.
fn extend(options: &mut Vec<Option<RawOption>>, lower: bool) {
    let mut next = options.len();
    while let Some(Some(last)) = options.last_mut() {
        let Some(option) = split_off(&mut last.body, next, lower) else {
            break;
        };
        options.push(Some(option));
        next += 1;
    }
}

/// Takes the options out of a stem if all stand behind it in one line.
fn from_stem(parts: &mut Parts, lower: bool) {
    if matches!(parts.options.first(), Some(Some(_))) {
        return;
    }
    let mut stem = parts.stem.clone();
    let Some(first) = split_off(&mut stem, 0, lower) else {
        return;
    };
    let mut found = vec![Some(first)];
    extend(&mut found, lower);
    let others = parts.options.iter().filter(|option| option.is_some()).count();
    // Two names in a row can look like two options; four cannot.
    let enough = if others == 0 {
        found.len() >= 3
    } else {
        found.len() <= parts.options.len()
    };
    let free = parts.options.iter().take(found.len()).all(Option::is_none);
    if enough && free {
        parts.stem = stem;
        for (index, option) in found.into_iter().enumerate() {
            match parts.options.get_mut(index) {
                Some(place) => *place = option,
                None => parts.options.push(option),
            }
        }
    }
}

/// Fills letters that are missing between others; returns whether there were any.
fn fill_gaps(parts: &mut Parts, lower: bool) -> bool {
    let mut filled = false;
    for index in 1..parts.options.len() {
        if parts.options[index].is_none()
            && let Some(Some(before)) = parts.options.get_mut(index - 1)
            && let Some(option) = split_off(&mut before.body, index, lower)
        {
            parts.options[index] = Some(option);
            filled = true;
        }
    }
    filled
}

/// Cuts an option out of the pieces of a text: it begins at its letter, and all pieces behind it are its own.
fn split_off(pieces: &mut Vec<Piece>, index: usize, lower: bool) -> Option<RawOption> {
    let (at, byte, letter) = pieces.iter().enumerate().find_map(|(at, piece)| {
        let (byte, letter) = find(&piece.text, index, lower)?;
        Some((at, byte, letter))
    })?;
    let behind = pieces.split_off(at + 1);
    let (before, own) = pieces.pop()?.split(byte);
    let mut option = RawOption::new(own, letter);
    let mut before = before;
    before.truncate(before.text.len());
    if !before.text.is_empty() {
        pieces.push(before);
    }
    option.body.extend(behind);
    Some(option)
}

fn find(text: &str, index: usize, lower: bool) -> Option<(usize, Letter)> {
    let spaces = text.char_indices().filter(|(_, c)| c.is_whitespace());
    spaces.map(|(at, c)| at + c.len_utf8()).find_map(|byte| {
        let letter = marks::letter(&text[byte..])?;
        (letter.index == index && letter.lower == lower).then_some((byte, letter))
    })
}

/// Takes "Đáp án: B" off the end of the last option.
fn key_in_last(parts: &mut Parts) {
    const WORDS: [&str; 6] = [
        " Đáp án:",
        " ĐÁP ÁN:",
        " ĐA:",
        " Đ/A:",
        " Đáp án đúng:",
        " ANSWER:",
    ];
    let Some(last) = parts
        .options
        .last_mut()
        .and_then(|option| option.as_mut()?.body.last_mut())
    else {
        return;
    };
    if labels::is_plain(&last.text) {
        return;
    }
    let Some(at) = WORDS.iter().find_map(|word| last.text.find(word)) else {
        return;
    };
    let written = last.text[at + 1..].to_owned();
    if let Some(key) = marks::key(&written) {
        parts.keys.push(Written {
            at: last.at,
            key: key.to_owned(),
            quote: crate::text::excerpt(&written),
        });
        last.truncate(at);
    }
}
