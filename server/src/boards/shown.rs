//! What the board shows of an attempt: the JSON in the hash `shown` (`live/src/keys.rs`). Its names are short because
//! there is one for every contestant. They stay as they are: a new release reads what an older one has stored.
//!
//! | name | holds |
//! |---|---|
//! | `n` | masked name |
//! | `u` | unit; absent if none |
//! | `p` | points, in hundredths |
//! | `c` | questions entirely right |
//! | `t` | questions of the paper |
//! | `d` | duration in milliseconds |

use contest_core::attempts::AttemptRecord;
use contest_core::ids::UnitId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    #[serde(rename = "n")]
    pub masked_name: String,
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Hundredths.
    #[serde(rename = "p")]
    pub points: u32,
    #[serde(rename = "c")]
    pub correct: u16,
    #[serde(rename = "t")]
    pub total: u16,
    #[serde(rename = "d")]
    pub duration_ms: u64,
}

impl Shown {
    pub fn of(record: &AttemptRecord, masked_name: &str) -> Shown {
        Shown {
            masked_name: masked_name.to_owned(),
            unit: record.unit,
            points: record.score.points,
            correct: record.score.correct,
            total: record.score.total,
            duration_ms: record.duration_ms(),
        }
    }

    pub fn json(&self) -> String {
        // Serialising a struct of texts and numbers never fails.
        serde_json::to_string(self).unwrap_or_default()
    }
}
