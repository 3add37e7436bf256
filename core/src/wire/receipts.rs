//! Looking up a receipt by its code.

use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// `GET /receipts/{code}`: what everybody who holds the code of a receipt may know. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptCheck {
    pub now: Millis,
    /// As it stands on the receipt, e.g. `7F3K-9QAB-2MXR`.
    pub code: String,
    pub contest_slug: String,
    pub contest_title: String,
    pub organiser: String,
    pub round_title: String,
    pub closed_at: Millis,
    /// When the database took the attempt. There is no receipt before that.
    pub recorded_at: Millis,
    /// SHA-256 of the answer sheet, lower-case hex.
    pub sheet_hash: String,
    /// Whether the answers in the database still have this hash, and the signature of the receipt fits them.
    pub signature_valid: bool,
    /// Once the round has closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<CheckedScore>,
}

/// What a receipt says about points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckedScore {
    /// Hundredths of a point.
    pub points: u32,
    /// The highest possible score, in hundredths of a point.
    pub max_points: u32,
    /// As on the receipt. It covers the points, and so it would tell them before the close.
    pub signature: String,
}
