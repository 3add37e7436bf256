//! Automatic numbering: what Word writes in front of a paragraph of a list, "Câu 1:" or "A.".

use crate::xml::Element;
use std::collections::HashMap;

/// Levels that a list can have.
const LEVELS: usize = 9;

#[derive(Clone, Debug)]
struct Level {
    start: u32,
    format: String,
    /// With `%1` for the number of the first level.
    text: String,
}

#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Levels by abstract list.
    lists: HashMap<String, Vec<Level>>,
    /// The abstract list of each list, and the levels that begin anew in it.
    instances: HashMap<String, (String, HashMap<usize, u32>)>,
    /// Counters by abstract list.
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    /// Lists whose restarts have been done.
    begun: HashMap<String, [bool; LEVELS]>,
}

impl Numbering {
    pub(super) fn read(root: &Element) -> Numbering {
        let mut numbering = Numbering::default();
        for list in root.all("abstractNum") {
            if let Some(id) = list.attribute("abstractNumId") {
                let levels = list.all("lvl").map(level).take(LEVELS).collect();
                numbering.lists.insert(id.to_owned(), levels);
            }
        }
        for list in root.all("num") {
            let id = list.attribute("numId");
            let of = list.child("abstractNumId").and_then(|of| of.attribute("val"));
            let (Some(id), Some(of)) = (id, of) else {
                continue;
            };
            let restarts = list.all("lvlOverride").filter_map(|level| {
                let at = level.attribute("ilvl")?.parse().ok()?;
                let start = level.child("startOverride")?.attribute("val")?.parse().ok()?;
                Some((at, start))
            });
            numbering
                .instances
                .insert(id.to_owned(), (of.to_owned(), restarts.collect()));
        }
        numbering
    }

    /// Counts a paragraph of a list and returns what stands in front of it; empty for bullets.
    pub(super) fn next(&mut self, list: &str, level: usize) -> String {
        let Some((of, restarts)) = self.instances.get(list) else {
            return String::new();
        };
        let Some(levels) = self.lists.get(of) else {
            return String::new();
        };
        let Some(own) = levels.get(level) else {
            return String::new();
        };
        let counters = self.counters.entry(of.clone()).or_default();
        let begun = self.begun.entry(list.to_owned()).or_default();
        let restart = restarts.get(&level).filter(|_| !begun[level]);
        begun[level] = true;
        counters[level] = Some(match (restart, counters[level]) {
            (Some(start), _) => *start,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => own.start,
        });
        counters[level + 1..].fill(None);
        let mut text = String::new();
        let mut chars = own.text.chars().peekable();
        while let Some(c) = chars.next() {
            let digit = chars
                .peek()
                .and_then(|next| next.to_digit(10))
                .filter(|_| c == '%');
            match digit.and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1)) {
                Some(index) => {
                    chars.next();
                    if let Some(of) = levels.get(index) {
                        let count = counters[index].unwrap_or(of.start);
                        text.push_str(&written(count, &of.format));
                    }
                }
                None => text.push(c),
            }
        }
        if own.format == "bullet" {
            String::new()
        } else {
            text
        }
    }
}

fn level(level: &Element) -> Level {
    let value = |name| level.child(name).and_then(|child| child.attribute("val"));
    Level {
        start: value("start").and_then(|start| start.parse().ok()).unwrap_or(0),
        format: value("numFmt").unwrap_or("decimal").to_owned(),
        text: value("lvlText").unwrap_or_default().to_owned(),
    }
}

fn written(count: u32, format: &str) -> String {
    match format {
        "upperLetter" => letters(count),
        "lowerLetter" => letters(count).to_lowercase(),
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        "decimalZero" => format!("{count:02}"),
        "none" | "bullet" => String::new(),
        _ => count.to_string(),
    }
}

/// A to Z, then AA to ZZ.
fn letters(count: u32) -> String {
    let index = count.saturating_sub(1);
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    let times = usize::try_from(index / 26 + 1).unwrap_or(1).min(10);
    std::iter::repeat_n(letter, times).collect()
}

fn roman(count: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = count.min(4_000);
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_counted_as_word_does() {
        let xml = b"<numbering><abstractNum abstractNumId='0'>\
            <lvl><start val='1'/><numFmt val='decimal'/><lvlText val='C\xc3\xa2u %1:'/></lvl>\
            <lvl><start val='1'/><numFmt val='upperLetter'/><lvlText val='%2.'/></lvl></abstractNum>\
            <num numId='1'><abstractNumId val='0'/></num>\
            <num numId='2'><abstractNumId val='0'/><lvlOverride ilvl='0'><startOverride val='1'/></lvlOverride></num></numbering>";
        let mut numbering = Numbering::read(&crate::xml::parse(xml).unwrap());
        let mut next = |list, level| numbering.next(list, level);
        assert_eq!([next("1", 0), next("1", 1), next("1", 1)], ["Câu 1:", "A.", "B."]);
        assert_eq!([next("1", 0), next("1", 1)], ["Câu 2:", "A."]);
        assert_eq!(
            [next("2", 0), next("2", 0), next("9", 0)],
            ["Câu 1:", "Câu 2:", ""]
        );
        assert_eq!((roman(14), letters(27)), ("XIV".to_owned(), "AA".to_owned()));
    }
}
