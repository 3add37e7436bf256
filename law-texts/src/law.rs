//! A law: what is known about it, and its articles.

use crate::article::ArticleNumber;
use crate::number::Number;
use contest_core::time::Day;
use serde::{Deserialize, Serialize};

/// A law with its text. Serialised, it is the shape of the JSON files, see `README.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    pub format: Format,
    pub about: About,
    /// What stands before the first article: what the law rests on, a foreword.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preamble: Vec<String>,
    pub articles: Vec<Article>,
    /// What stands behind the last article: who signed, appendices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closing: Vec<String>,
}

/// What is known about a law, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    pub number: Number,
    /// Luật, Bộ luật, Nghị định …
    pub kind: String,
    /// With its kind: "Luật Phòng, chống tham nhũng".
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Day>,
    /// The first day on which it is in force.
    pub in_force_from: Day,
    /// The first day on which it is no longer in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_force_from: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Change>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amended_by: Vec<Change>,
    /// Where the official text is: an `https` address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What readers have to know, for example which amendments this text does not contain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A later law that amends or replaces this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub by: Number,
    /// The first day on which the change holds.
    pub from: Day,
    /// The articles that it changes; empty if they are not listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<ArticleNumber>,
}

/// One article (điều).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    pub number: ArticleNumber,
    /// Empty if the article has none, as in the constitution.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heading: String,
    /// The headings directly above this article, the widest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub above: Vec<Heading>,
    /// The publisher's note on what later laws have changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Lines: clauses begin with `1.`, points with `a)`.
    pub text: String,
}

/// The heading of a part (phần), chapter (chương), section (mục) or subsection (tiểu mục).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// "Chương II"
    pub label: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// The name and version of the JSON shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    #[default]
    #[serde(rename = "thiluat-law/1")]
    Law1,
}

impl Heading {
    /// Returns how deep the heading stands: 0 for a part, 1 for a chapter, 2 for a section, 3 for a subsection.
    pub fn depth(&self) -> usize {
        crate::plain::depth_of(&self.label).unwrap_or(3)
    }
}
