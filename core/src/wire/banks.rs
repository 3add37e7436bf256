//! Question banks for organisers: uploads, the report on their rows, versions.

use crate::ids::{BankId, BankVersionId};
use crate::questions::{Difficulty, Question};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// One problem in an uploaded file, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowIssue {
    /// Name of the sheet; absent in CSV and JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Row as the spreadsheet counts, from 1; for JSON, the question from 1. Absent if the problem concerns the whole
    /// file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// Heading of the column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What is wrong, in the reader's language.
    pub reason: String,
    /// How to fix it, in the reader's language.
    pub remedy: String,
}

/// `POST /staff/banks/check?filename=`: what loading the file would do. The body is the file itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankReport {
    /// Whether the file can be loaded: there are no issues.
    pub ok: bool,
    pub title: String,
    pub questions: u32,
    pub counts: Vec<TopicCount>,
    pub issues: Vec<RowIssue>,
    /// What does not keep the file from being loaded: what was left out of it or could be meant otherwise; and a legal
    /// basis that names no article of its law, or that has been overtaken, if the law is in the register.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<RowIssue>,
}

/// Questions by topic and difficulty: what a blueprint can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopicCount {
    pub topic: String,
    pub difficulty: Difficulty,
    pub questions: u32,
}

/// `GET /staff/banks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankList {
    pub banks: Vec<BankSummary>,
}

/// A bank with its newest version. `POST /staff/banks?filename=&slug=&title=` loads a file as the next version of the
/// bank `slug`, creating the bank if needed, and returns this. Content equal to the newest version makes no new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankSummary {
    pub id: BankId,
    /// Identifies the bank in contest files.
    pub slug: String,
    pub title: String,
    pub version_id: BankVersionId,
    /// From 1.
    pub version: u32,
    pub questions: u32,
    pub counts: Vec<TopicCount>,
    /// SHA-256 of the content, lower-case hex.
    pub hash: String,
    pub loaded_at: Millis,
}

/// `GET /staff/bank-versions/{version}`: the whole content with its key, for the owner only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankContent {
    pub summary: BankSummary,
    /// The newest version of the bank, which may be this one.
    pub newest: BankVersionId,
    pub questions: Vec<Question>,
}
