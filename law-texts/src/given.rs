//! What is told about a law beside its text. It replaces what the text says.

use crate::day::{read_day, written};
use crate::issue::Problem;
use crate::law::{About, Change};
use crate::number::Number;
use crate::text::{clean_line, excerpt, fold};
use contest_core::time::Day;
use std::str::FromStr;

/// What the header of a text, or the command line, says about a law.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub number: Option<Number>,
    pub kind: Option<String>,
    pub title: Option<String>,
    pub short_title: Option<String>,
    pub issued_on: Option<Day>,
    pub in_force_from: Option<Day>,
    pub out_of_force_from: Option<Day>,
    pub replaced_by: Option<Change>,
    pub amended_by: Vec<Change>,
    pub source: Option<String>,
    pub note: Option<String>,
}

/// Kinds of laws, the longer of two that begin alike first.
const KINDS: [&str; 12] = [
    "Hiến pháp",
    "Bộ luật",
    "Luật",
    "Pháp lệnh",
    "Nghị định",
    "Nghị quyết",
    "Lệnh",
    "Thông tư liên tịch",
    "Thông tư",
    "Quyết định",
    "Chỉ thị",
    "Văn bản hợp nhất",
];

/// Returns the kind with which a title begins.
pub(crate) fn kind_of(title: &str) -> Option<&'static str> {
    let title = title.to_lowercase();
    let begins = |kind: &&&str| {
        let rest = title.strip_prefix(&kind.to_lowercase());
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    KINDS.iter().find(begins).copied()
}

/// Returns the kind that a line consists of, as laws are published: "LUẬT" on a line of its own.
pub(crate) fn only_kind(line: &str) -> Option<&'static str> {
    kind_of(line).filter(|kind| fold(kind) == fold(line))
}

impl Given {
    /// Returns whether nothing is told.
    pub fn is_empty(&self) -> bool {
        *self == Given::default()
    }

    /// Returns these facts, and `other`'s where these have none.
    pub(crate) fn or(self, other: Given) -> Given {
        Given {
            number: self.number.or(other.number),
            kind: self.kind.or(other.kind),
            title: self.title.or(other.title),
            short_title: self.short_title.or(other.short_title),
            issued_on: self.issued_on.or(other.issued_on),
            in_force_from: self.in_force_from.or(other.in_force_from),
            out_of_force_from: self.out_of_force_from.or(other.out_of_force_from),
            replaced_by: self.replaced_by.or(other.replaced_by),
            amended_by: match self.amended_by.is_empty() {
                true => other.amended_by,
                false => self.amended_by,
            },
            source: self.source.or(other.source),
            note: self.note.or(other.note),
        }
    }

    /// Returns what is known about the law, or everything that is missing.
    pub(crate) fn complete(self) -> Result<About, Vec<Problem>> {
        let missing = |what, line, option| Problem::Missing { what, line, option };
        let mut problems = Vec::new();
        if self.number.is_none() {
            problems.push(missing("number", "Số:", "--number"));
        }
        if self.title.is_none() {
            problems.push(missing("title", "Tên:", "--title"));
        }
        if self.in_force_from.is_none() {
            problems.push(missing(
                "day on which it comes into force",
                "Hiệu lực:",
                "--in-force-from",
            ));
        }
        let kind = self
            .kind
            .or_else(|| Some(kind_of(self.title.as_deref()?)?.to_owned()));
        if kind.is_none() && self.title.is_some() {
            problems.push(missing("kind (Luật, Nghị định …)", "Loại:", "--kind"));
        }
        match (self.number, kind, self.title, self.in_force_from) {
            (Some(number), Some(kind), Some(title), Some(in_force_from)) => Ok(About {
                number,
                kind,
                title,
                short_title: self.short_title,
                issued_on: self.issued_on,
                in_force_from,
                out_of_force_from: self.out_of_force_from,
                replaced_by: self.replaced_by,
                amended_by: self.amended_by,
                source: self.source,
                note: self.note,
            }),
            _ => Err(problems),
        }
    }

    /// Puts these facts, as far as they are told, in place of what is known.
    pub(crate) fn correct(self, about: &mut About) {
        let known = Given {
            number: Some(about.number.clone()),
            kind: Some(about.kind.clone()),
            title: Some(about.title.clone()),
            short_title: about.short_title.take(),
            issued_on: about.issued_on,
            in_force_from: Some(about.in_force_from),
            out_of_force_from: about.out_of_force_from,
            replaced_by: about.replaced_by.take(),
            amended_by: std::mem::take(&mut about.amended_by),
            source: about.source.take(),
            note: about.note.take(),
        };
        if let Ok(corrected) = self.or(known).complete() {
            *about = corrected;
        }
    }
}

/// Reads "132/2025/QH15 từ 01/07/2026: 3, 8, 15"; the articles may be left out.
impl FromStr for Change {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Change, Problem> {
        let text = clean_line(text);
        let bad = || Problem::BadChange {
            found: excerpt(&text),
        };
        let (by, rest) = text
            .split_once(" từ ")
            .or_else(|| text.split_once(" from "))
            .ok_or_else(bad)?;
        let (from, articles) = rest.split_once(':').unwrap_or((rest, ""));
        let by = by.parse().map_err(|_not_a_number| bad())?;
        let from = read_day(from.trim().trim_start_matches("ngày")).ok_or_else(bad)?;
        let named = articles
            .split([',', ';'])
            .map(str::trim)
            .filter(|article| !article.is_empty());
        let articles = named.map(|article| {
            let article = article.strip_prefix("Điều").unwrap_or(article).trim();
            article.parse().map_err(|_not_an_article| bad())
        });
        Ok(Change {
            by,
            from,
            articles: articles.collect::<Result<_, Problem>>()?,
        })
    }
}

/// Writes what [`Change::from_str`] reads.
impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} từ {}", self.by, written(self.from))?;
        let articles: Vec<String> = self.articles.iter().map(ToString::to_string).collect();
        match articles.is_empty() {
            true => Ok(()),
            false => write!(f, ": {}", articles.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_as_it_is_written() {
        let change: Change = "132/2025/QH15 từ ngày 1/7/2026: 3, Điều 8; 15a".parse().unwrap();
        assert_eq!(change.to_string(), "132/2025/QH15 từ 01/07/2026: 3, 8, 15a");
        assert_eq!(change.to_string().parse(), Ok(change));
        let whole: Change = "116/2025/QH15 từ 01/07/2026".parse().unwrap();
        assert_eq!(whole.to_string().parse(), Ok(whole));
        for text in [
            "",
            "132/2025/QH15",
            "132/2025/QH15 từ mai",
            "Luật từ 1/7/2026",
            "1/2 từ 1/7/2026: x",
        ] {
            assert!(text.parse::<Change>().is_err(), "{text}");
        }
    }

    #[test]
    fn kinds_are_told_by_the_title() {
        assert_eq!(kind_of("BỘ LUẬT DÂN SỰ"), Some("Bộ luật"));
        assert_eq!(kind_of("Luật Thư viện"), Some("Luật"));
        assert_eq!(kind_of("Thông tư liên tịch số 1"), Some("Thông tư liên tịch"));
        assert_eq!(kind_of("Luậtsư"), None);
        assert_eq!(only_kind("NGHỊ ĐỊNH"), Some("Nghị định"));
        assert_eq!(only_kind("Luật Thư viện"), None);
    }
}
