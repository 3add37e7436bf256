//! The desk of a contest: its organisers help people who call. They find a person of the contest, see what is recorded of
//! them, make a code for a forgotten password, and correct a profile. Whatever identifies a person is masked until
//! somebody says why it is needed; each look is in the audit log.

use super::attempts::ClosedBy;
use super::results::{LateEvidence, SetAsideReason};
use crate::ids::{AccountId, AttemptId, ContestId, RoundId, UnitId};
use crate::rounds::Phase;
use crate::scoring::Score;
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};

/// The most people that a search returns.
pub const MOST_FOUND: usize = 20;

/// `POST /staff/contests/{contest}/desk/search`: finds people of the contest. Not a query in the address, which would be
/// logged on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskSearch {
    /// A phone number, the code of a receipt, or a name: the whole of it, or the words it begins or ends with. Accents may
    /// be left out.
    pub text: String,
}

/// What a text was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SoughtBy {
    Phone,
    Name,
    Receipt,
}

/// Who was found, at most [`MOST_FOUND`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskFound {
    pub by: SoughtBy,
    pub people: Vec<FoundPerson>,
    /// There are more than are shown.
    pub more: bool,
}

/// A person of the contest, masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundPerson {
    pub account: AccountId,
    /// As on the public board.
    pub name: String,
    /// Its last three digits.
    pub phone: String,
    /// With the units above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// Why somebody does what the audit log is to explain: 5 to 500 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskReason {
    pub reason: String,
}

/// `GET …/desk/people/{account}`, masked, and `POST …/desk/people/{account}/full`, with all that identifies the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskPerson {
    pub now: Millis,
    pub contest: ContestId,
    pub account: AccountId,
    /// Whether name and phone number are complete.
    pub is_full: bool,
    pub name: String,
    pub phone: String,
    /// Absent while masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The unit with those above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_path: Option<String>,
    pub registered_at: Millis,
    /// Of the text to which the person has consented.
    pub consent_version: String,
    /// When the person entered, or consented anew.
    pub entered_at: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Millis>,
    /// When the person had their data erased: nothing is left to correct.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Millis>,
    /// A guardian has consented. Who that is, nobody sees here.
    pub has_guardian: bool,
    /// Why name and date of birth cannot be corrected now, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_fixed: Option<String>,
    /// Why the unit cannot be corrected now, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_fixed: Option<String>,
    /// Of what can be corrected, as it was seen.
    pub version: String,
    pub rounds: Vec<DeskRound>,
}

/// A round of the contest, and what the person did in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskRound {
    pub round: RoundId,
    pub title: String,
    pub phase: Phase,
    /// How many attempts the rules allow; absent if there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disqualified: Option<DeskDisqualified>,
    /// By number.
    pub attempts: Vec<DeskAttempt>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskDisqualified {
    pub reason: String,
    pub at: Millis,
}

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeskState {
    /// Its time runs.
    Running,
    /// Its time is over, and it is about to be recorded.
    Closing,
    Recorded,
    SetAside,
}

/// One attempt. What it is worth is told once its round has closed: until then, staff know no scores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskAttempt {
    pub attempt: AttemptId,
    pub number: u16,
    pub state: DeskState,
    pub started_at: Millis,
    pub deadline: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<ClosedBy>,
    /// Of the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why it is set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<SetAsideReason>,
    /// Other answers arrived too late and are kept for the judges.
    pub has_late_sheet: bool,
    /// Whether it is the one that counts; absent while the round is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<bool>,
    /// Absent while the round is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
}

/// `POST …/desk/people/{account}/code`: a code to be read out, with which the person sets a new password. It is told once,
/// and voids every code before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskCode {
    pub code: String,
    pub valid_min: u32,
    pub valid_until: Millis,
}

/// `PATCH …/desk/people/{account}`: corrects a profile on request. What is absent stays. Refused with `entry_changed` if
/// the profile is not the one that was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectPerson {
    /// Of the profile that was seen.
    pub version: String,
    /// 5 to 500 characters.
    pub reason: String,
    /// Full name, 2 to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
}

/// `GET …/desk/attempts/{attempt}`: what is recorded of one attempt, for an appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskEvents {
    pub account: AccountId,
    pub round_title: String,
    pub attempt: DeskAttempt,
    /// SHA-256 of the answers that count, as in the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet_hash: Option<String>,
    /// Whether the answers are still those that the receipt confirms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_genuine: Option<bool>,
    /// By time.
    pub events: Vec<DeskEvent>,
}

/// Something that happened to an attempt, by the server's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskEvent {
    pub at: Millis,
    pub what: Happened,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Happened {
    Started {
        deadline: Millis,
    },
    /// An answer changed for the last time, in the sheet with this revision.
    LastChange {
        revision: u32,
    },
    /// The sheet that the server has so far; the attempt is running.
    Saved {
        revision: u32,
    },
    Closed {
        by: ClosedBy,
        revision: u32,
        answered: u16,
        total: u16,
    },
    /// The record is in the database: the receipt holds.
    Recorded,
    /// A better record has replaced the one before.
    Corrected,
    /// Other answers arrived after the deadline.
    LateSheet {
        evidence: LateEvidence,
    },
    SetAside {
        reason: SetAsideReason,
    },
}
