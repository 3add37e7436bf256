//! Everything that can be wrong with the text of a law, as a closed list, and where. Operators read it.

use crate::article::ArticleNumber;
use crate::limits;
use std::fmt;
use thiserror::Error;

/// One problem, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct Issue {
    pub place: Place,
    pub problem: Problem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole text, or what was given beside it.
    Whole,
    /// Of a plain text, from 1.
    Line(u32),
    /// Of a JSON document.
    Article(ArticleNumber),
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::Whole => write!(f, "{}", self.problem),
            Place::Line(line) => write!(f, "line {line}: {}", self.problem),
            Place::Article(number) => write!(f, "article {number}: {}", self.problem),
        }
    }
}

/// What is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    #[error("files of type {extension:?} are not read: use .txt (UTF-8) or .json")]
    UnknownFormat { extension: String },
    #[error("the file is larger than {} MiB", limits::FILE_BYTES / 1024 / 1024)]
    FileTooLarge {},
    #[error("the text is UTF-16: save it as UTF-8")]
    Utf16 {},
    #[error(
        "the text is not UTF-8 (line {line}): save it as UTF-8; old fonts such as TCVN3 or VNI have to be converted first"
    )]
    NotUtf8 { line: usize },
    #[error("the JSON does not have the shape of `thiluat-law/1`: {reason}")]
    BadJson { reason: String },
    #[error("damaged letters in {word:?}: copy the text again from its source")]
    DamagedLetters { word: String },
    #[error("the letter ƣ in {word:?}: scanning programs write it for ư; correct the text")]
    OcrLetter { word: String },
    #[error("{found:?} is not the text of a law: delete the line, or its signs of markup")]
    Markup { found: String },
    #[error("there is no article: each one begins with a line such as “Điều 1. Phạm vi điều chỉnh”")]
    NoArticles {},
    #[error("article {wanted} is missing before article {found}: complete the text")]
    Gap {
        wanted: ArticleNumber,
        found: ArticleNumber,
    },
    #[error("article {found} does not follow article {before}: the text has it twice, or in the wrong place")]
    OutOfOrder {
        before: ArticleNumber,
        found: ArticleNumber,
    },
    #[error("article {number} has no text")]
    EmptyArticle { number: ArticleNumber },
    #[error(
        "{found:?} may be a heading or a part of the article above: as a heading, write a full stop behind its number; \
         as text, join it to the line above"
    )]
    UnclearHeading { found: String },
    #[error("{found:?} is no heading of a part, chapter, section or subsection, such as “Chương II”")]
    UnknownHeading { found: String },
    #[error("article {found} stands behind the end of the law (line {end})")]
    BehindTheEnd { found: ArticleNumber, end: u32 },
    #[error("the {what} is missing: write a line “{line} …” at the top, or use {option}")]
    Missing {
        what: &'static str,
        line: &'static str,
        option: &'static str,
    },
    #[error("{found:?} is not the number of a law, such as 36/2018/QH14")]
    BadNumber { found: String },
    #[error("{found:?} is not a day, such as 01/07/2020")]
    BadDay { found: String },
    #[error(
        "{found:?} does not say who changes the law: write for example “132/2025/QH15 từ 01/07/2026: 3, 8, 15”"
    )]
    BadChange { found: String },
    #[error("{found:?} is no https address")]
    BadLink { found: String },
    #[error("the {what} is given twice")]
    Twice { what: &'static str },
    #[error("the law would be out of force before it comes into force: check its days")]
    EndsBeforeItBegins {},
    #[error("the {what} is too long: {length} characters, at most {limit} are allowed")]
    TooLong {
        what: &'static str,
        length: usize,
        limit: usize,
    },
    #[error("there are more than {limit} {what}")]
    TooMany { what: &'static str, limit: usize },
    #[error("{count} more issues are not listed")]
    MoreIssues { count: usize },
}

impl Problem {
    pub(crate) fn at_line(self, line: u32) -> Issue {
        let place = Place::Line(line);
        Issue { place, problem: self }
    }

    pub(crate) fn of_all(self) -> Issue {
        let place = Place::Whole;
        Issue { place, problem: self }
    }
}

/// The issues of one text in the order of discovery, limited in number.
#[derive(Default)]
pub(crate) struct Issues {
    list: Vec<Issue>,
    more: usize,
}

impl Issues {
    pub(crate) fn push(&mut self, issue: Issue) {
        if self.list.len() < limits::ISSUES {
            self.list.push(issue);
        } else {
            self.more += 1;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn into_list(mut self) -> Vec<Issue> {
        let line_of = |issue: &Issue| match issue.place {
            Place::Line(line) => line,
            _ => 0,
        };
        self.list.sort_by_key(line_of);
        if self.more > 0 {
            self.list.push(Problem::MoreIssues { count: self.more }.of_all());
        }
        self.list
    }
}
