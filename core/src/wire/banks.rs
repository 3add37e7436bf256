//! Question banks, for organisers: uploading, the row report, versions.

use crate::ids::{BankId, BankVersionId};
use crate::questions::{Difficulty, Question};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// One thing wrong with a file that was uploaded, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowIssue {
    /// Name of the sheet; absent in CSV and JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// As the spreadsheet counts, from 1; absent if it concerns the whole file. For JSON, the question from 1.
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
    /// Nothing wrong: it can be loaded.
    pub ok: bool,
    pub title: String,
    pub questions: u32,
    pub counts: Vec<TopicCount>,
    pub issues: Vec<RowIssue>,
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
/// bank `slug` (the first makes the bank) and answers this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankSummary {
    pub id: BankId,
    /// Names the bank in contest files.
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

/// `GET /staff/bank-versions/{version}`: everything, with key; only for the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankContent {
    pub summary: BankSummary,
    pub questions: Vec<Question>,
}
