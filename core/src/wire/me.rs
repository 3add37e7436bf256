//! What contestants may know of the data about themselves, and do with it.

use super::accounts::Relationship;
use super::attempts::Receipt;
use super::results::SetAsideReason;
use crate::ids::{AttemptId, ContestId, RoundId};
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};

/// `GET /me`: who the person is, and the contests that have their data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    pub now: Millis,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Day>,
    /// As `+84…`.
    pub phone: String,
    pub registered_at: Millis,
    /// The contests entered, newest first.
    pub contests: Vec<MyContest>,
}

/// A contest that the person has entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyContest {
    pub contest: ContestId,
    pub slug: String,
    pub title: String,
    pub organiser: String,
    /// Who is responsible for the data.
    pub controller: String,
    /// How to reach the organisers, as in [`ContestView`](super::contests::ContestView).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact: Vec<String>,
    /// The unit with those above it; absent if the contest has no units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Of the text to which the person has consented.
    pub consent_version: String,
    pub consented_at: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Millis>,
    /// The text itself; absent if no release since has kept it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_text: Option<String>,
    /// Who has consented for a child; absent if nobody was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<MyGuardian>,
    /// Recorded attempts.
    pub attempts: u32,
}

/// A guardian, as the entry has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyGuardian {
    pub name: String,
    pub relationship: Relationship,
    /// As `+84…`.
    pub phone: String,
}

/// `PATCH /me`: corrects what the person has said about themselves. What is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectMe {
    /// Full name, 2 to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Day>,
}

/// `PUT /me/password`: ends all other sessions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePassword {
    /// The password until now.
    pub old: String,
    /// 8 to 128 characters.
    pub new: String,
}

/// `DELETE /me`: has the data of the person erased.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EraseMe {
    pub password: String,
}

/// `GET /me/data`: everything that is stored about the person, as a file. Of the password, only a hash is stored, from
/// which nobody can tell the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyData {
    /// How to read the numbers of this file, in the reader's language. In the file, each moment stands a second time in
    /// the time of Viet Nam (RFC 3339), in a field of the same name that ends in `_viet_nam`.
    #[serde(default)]
    pub how_to_read: String,
    pub me: Me,
    /// Recorded attempts, oldest first.
    pub attempts: Vec<MyAttempt>,
    /// Attempts that were started and are not recorded yet.
    pub open_starts: Vec<MyStart>,
    /// What does not count and was kept for the judges, such as answers that arrived too late.
    pub set_aside: Vec<MySetAside>,
    /// Final results.
    pub results: Vec<MyFinalResult>,
    pub disqualifications: Vec<MyDisqualification>,
    /// Extra time that organisers have given to this person alone.
    #[serde(default)]
    pub extra_time: Vec<MyExtraTime>,
}

/// Extra time for one person in a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyExtraTime {
    pub round: RoundId,
    pub seconds: u32,
    pub reason: String,
    pub given_at: Millis,
}

/// A recorded attempt with its answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyAttempt {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contest_title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round_title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub receipt: Receipt,
    pub deadline: Millis,
    pub last_change_at: Millis,
    pub sheet: MySheet,
    pub recorded_at: Millis,
    /// Records of this attempt that a correction has replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<MyReplaced>,
}

/// Answers as they were sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MySheet {
    pub revision: u32,
    /// One hexadecimal mark for each question of the paper.
    pub answers: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<i64>,
}

/// A record that a correction has replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyReplaced {
    pub replaced_at: Millis,
    /// Hundredths; absent while scores are withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
    pub sheet: MySheet,
}

/// An attempt that was started and is not recorded yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyStart {
    pub attempt: AttemptId,
    pub round: RoundId,
    pub number: u16,
    pub started_at: Millis,
    pub deadline: Millis,
}

/// What was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MySetAside {
    pub attempt: AttemptId,
    pub round: RoundId,
    pub reason: SetAsideReason,
    pub found_at: Millis,
    /// The answers; absent if they cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<MySheet>,
}

/// A place in a final result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyFinalResult {
    pub round: RoundId,
    pub round_title: String,
    /// Absent for the disqualified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u64>,
    /// How many people are ranked.
    pub people: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prize: Option<String>,
}

/// A decision of the judges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyDisqualification {
    pub round: RoundId,
    pub at: Millis,
    /// Absent if it was written before contestants were told reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
