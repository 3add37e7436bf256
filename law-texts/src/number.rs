//! The number of a law, such as `36/2018/QH14`. People write it in many ways; here it has one.

use crate::limits;
use crate::text::{clean_line, fold_char};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// The number of a law as it is published: `36/2018/QH14`, `13/2023/NĐ-CP`. The constitution, which has none, goes by
/// its name and year: `Hiến pháp 2013`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number(String);

/// The text has no digit, is too long, or has characters that no number has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the number of a law, such as 36/2018/QH14")]
pub struct NotANumber;

/// Signs of issuing bodies and kinds as they are typed on keyboards without Đ.
const WITHOUT_STROKE: [(&str, &str); 6] = [
    ("ND", "NĐ"),
    ("QD", "QĐ"),
    ("HDBT", "HĐBT"),
    ("HDND", "HĐND"),
    ("HDTP", "HĐTP"),
    ("TTLD", "TTLĐ"),
];

impl Number {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what identifies the law however its number is written, and stands in addresses: `36-2018-qh14`.
    pub fn slug(&self) -> String {
        slug(&self.0)
    }
}

/// Returns the slug of a number or a name: lower-case letters without diacritics, digits, and single hyphens.
pub(crate) fn slug(text: &str) -> String {
    let folded: String = text.nfd().flat_map(fold_char).collect();
    let parts = folded.split(|c: char| !c.is_ascii_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let slug = parts.join("-");
    // "01/2021/NĐ-CP" is also written "1/2021/NĐ-CP".
    let rest = slug.trim_start_matches('0');
    let begins = rest.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    if begins { rest.to_owned() } else { slug }
}

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Number, NotANumber> {
        let text = close_up(&clean_line(text));
        let is_of_a_number = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '.' | ' ');
        let is_number = text.chars().all(is_of_a_number)
            && text.contains(|c: char| c.is_ascii_digit())
            && text.chars().count() <= limits::NUMBER
            && !slug(&text).is_empty();
        if !is_number {
            return Err(NotANumber);
        }
        if text.contains(' ') {
            return Ok(Number(text));
        }
        let upper = text.to_uppercase();
        let parts = upper.split_inclusive(['/', '-']).map(|part| {
            let (sign, ending) = match part.strip_suffix(['/', '-']) {
                Some(sign) => (sign, &part[sign.len()..]),
                None => (part, ""),
            };
            let known = WITHOUT_STROKE.iter().find(|(plain, _)| *plain == sign);
            [known.map_or(sign, |(_, sign)| sign), ending].concat()
        });
        Ok(Number(parts.collect()))
    }
}

/// Removes the spaces around slashes and hyphens, and writes every dash as a hyphen.
pub(crate) fn close_up(text: &str) -> String {
    let text = text.replace(['–', '—', '‑'], "-");
    let mut closed = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '/' | '-') {
            closed.truncate(closed.trim_end().len());
        }
        if c != ' ' || !closed.ends_with(['/', '-']) {
            closed.push(c);
        }
    }
    closed
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Number {
    type Error = NotANumber;

    fn try_from(text: String) -> Result<Number, NotANumber> {
        text.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> String {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for (written, number, slug) in [
            ("36/2018/QH14", "36/2018/QH14", "36-2018-qh14"),
            (" 36 / 2018/qh14 ", "36/2018/QH14", "36-2018-qh14"),
            ("13/2023/NĐ-CP", "13/2023/NĐ-CP", "13-2023-nd-cp"),
            ("13/2023/nđ – cp", "13/2023/NĐ-CP", "13-2023-nd-cp"),
            ("13/2023/ND-CP", "13/2023/NĐ-CP", "13-2023-nd-cp"),
            ("13/2023/NĐ-CP", "13/2023/NĐ-CP", "13-2023-nd-cp"),
            ("01/2021/NĐ-CP", "01/2021/NĐ-CP", "1-2021-nd-cp"),
            ("Hiến pháp 2013", "Hiến pháp 2013", "hien-phap-2013"),
            ("0", "0", "0"),
        ] {
            let read: Number = written.parse().unwrap();
            assert_eq!((read.as_str(), read.slug().as_str()), (number, slug), "{written}");
            assert_eq!(Number::try_from(number.to_owned()), Ok(read), "{written}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "Luật", "/", "36/2018/QH14<b>", "-1\u{0}\"", &"1".repeat(65)] {
            assert_eq!(text.parse::<Number>(), Err(NotANumber), "{text}");
        }
    }
}
