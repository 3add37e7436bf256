//! The console: creating and publishing contests.

use super::errors::FieldProblem;
use crate::blueprint::Blueprint;
use crate::ids::{AccountId, BankVersionId, ContestId, RoundId, Uuid};
use crate::rounds::{Phase, RoundRules};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// A contest as it is written, in the form or in a TOML file: `POST /staff/contests` (JSON; `?check=true` creates nothing),
/// `POST /staff/contests/toml` (TOML), `PUT /staff/contests/{contest}` while it is a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ContestDraft {
    /// 3 to 60 of `a-z`, `0-9` and `-`.
    pub slug: String,
    pub title: String,
    /// The body that runs the contest.
    pub organiser: String,
    #[serde(default)]
    pub summary: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_age: Option<u8>,
    /// Whoever is younger than this on the day of entering needs a guardian's consent; nobody if absent. Full years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian_below: Option<u8>,
    pub consent: ConsentDraft,
    #[serde(default, skip_serializing_if = "ContactDraft::is_empty")]
    pub contact: ContactDraft,
    /// User names of the judges.
    #[serde(default)]
    pub judges: Vec<String>,
    pub rounds: Vec<RoundDraft>,
    /// What anybody may try out; nothing if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practice: Option<PracticeDraft>,
}

/// An empty text means the platform's standard one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConsentDraft {
    /// Who is responsible for the data; the organiser if empty.
    #[serde(default)]
    pub controller: String,
    #[serde(default)]
    pub text: String,
}

/// How contestants reach the organisers. To be published, a contest needs a phone number or an e-mail address here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ContactDraft {
    /// Who answers, for instance an office.
    #[serde(default)]
    pub desk: String,
    /// 8 to 15 digits, perhaps with spaces, dots, hyphens, brackets and a leading plus sign.
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub address: String,
    /// When somebody answers, in words.
    #[serde(default)]
    pub hours: String,
}

impl ContactDraft {
    pub fn is_empty(&self) -> bool {
        *self == ContactDraft::default()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RoundDraft {
    pub title: String,
    /// RFC 3339 with an offset, e.g. `2026-12-01T07:00:00+07:00`.
    pub opens_at: String,
    pub closes_at: String,
    /// Slug of the bank.
    pub bank: String,
    /// Version of the bank; the newest if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_version: Option<u32>,
    pub rules: RoundRules,
}

/// Practice (thi thử): a bank of its own, whose keys anybody may read, and how a trial paper is drawn from it. No round
/// may draw from its questions before the keys of that round are public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PracticeDraft {
    /// Slug of the bank.
    pub bank: String,
    /// Version of the bank; the newest if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_version: Option<u32>,
    /// Seconds for a trial paper.
    pub time_limit_s: u32,
    pub blueprint: Blueprint,
}

/// `GET /staff/contests`: what the signed-in organiser owns, or the judge is appointed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffContestList {
    pub now: Millis,
    pub contests: Vec<StaffContest>,
}

/// `GET /staff/contests/{contest}`; also returned when a contest is created, edited or published, or a window is moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffContest {
    pub now: Millis,
    pub id: ContestId,
    pub published: bool,
    /// Names the content of the draft: another content, another version.
    #[serde(default)]
    pub version: String,
    pub draft: ContestDraft,
    /// Units in the tree.
    pub units: u32,
    /// People who have entered.
    pub entrants: u64,
    pub rounds: Vec<StaffRound>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practice: Option<StaffPractice>,
    /// What keeps a draft from being published. Told when the contest is read, not when it is changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<FieldProblem>,
    /// The last change of its draft; told when the contest is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<LastSaved>,
    /// What stands on all its screens now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<StandingNotice>,
}

/// A text on all screens of a contest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandingNotice {
    pub text: String,
    /// When it goes by itself, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Millis>,
    pub since: Millis,
}

/// `PUT /staff/contests/{contest}/notice`: shows a text on all screens of a published contest, in place of the former one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ShowNotice {
    /// Plain text of at most 300 characters. Empty: nothing is shown any more.
    pub text: String,
    /// RFC 3339 with an offset; until it is taken down, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// `POST /staff/rounds/{round}/extra-times`: gives more time to the attempts of one person, or to all that were open at any
/// moment between two others. Attempts that are closed stay closed, and the close of the round cuts every attempt. How long
/// somebody took is counted from start to submission all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GiveExtraTime {
    /// Made by the client. The same request again, with the same id, changes nothing.
    pub id: Uuid,
    /// The person; attempts that they have yet to start have more time too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// Without a person: RFC 3339 with an offset, both of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    pub seconds: u32,
    /// Whether the close of the round moves by as much.
    #[serde(default)]
    pub move_close: bool,
    /// 5 to 500 characters.
    pub reason: String,
}

/// The extra time that was given in a round, the last first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtraTimes {
    pub now: Millis,
    pub given: Vec<GivenExtraTime>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GivenExtraTime {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Millis>,
    pub seconds: u32,
    pub moved_close: bool,
    pub reason: String,
    pub at: Millis,
}

/// `POST /staff/rounds/{round}/cancellation`: cancels a round of a published contest for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelRound {
    /// 5 to 500 characters, for the public.
    pub reason: String,
    /// The title of the round, typed again.
    pub title: String,
}

/// Who changed a draft last, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastSaved {
    pub at: Millis,
    pub by: String,
}

/// The practice of a contest as its staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffPractice {
    /// The version whose questions are shown. It follows the bank until publication where the draft names none.
    pub bank: BankVersionId,
    /// Why it is withheld, once the contest is published: in the reader's language, fit for display. Told when the contest
    /// is read, not when it is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<String>,
}

impl StaffContest {
    /// Returns what to send to publish exactly this.
    pub fn seen(&self) -> PublishContest {
        PublishContest {
            version: self.version.clone(),
            banks: self.rounds.iter().map(|round| round.bank).collect(),
            practice: self.practice.as_ref().map(|practice| practice.bank),
        }
    }
}

/// `POST /staff/contests/{contest}/clone`: makes a draft with the same texts, rules, units and practice. Judges are
/// appointed anew, and banks are those of their newest versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CloneContest {
    pub slug: String,
    pub title: String,
    /// When the first round opens, RFC 3339 with an offset. The others keep their distance to it.
    pub opens_at: String,
}

/// `PUT /staff/contests/{contest}`: replaces the draft that was seen. If it has changed since, the request gets
/// `draft_changed` and nothing is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditContest {
    /// Of the contest as it was seen.
    pub version: String,
    pub draft: ContestDraft,
}

/// `PATCH /staff/contests/{contest}`: changes the contact, also of a published contest. If the contest has changed since
/// it was seen, the request gets `draft_changed` and nothing is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeContact {
    /// Of the contest as it was seen.
    pub version: String,
    pub contact: ContactDraft,
}

/// `POST /staff/contests/{contest}/publish`: publishes what was seen, the draft and the questions, or gets
/// `draft_changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishContest {
    /// Of the contest as it was seen.
    pub version: String,
    /// `bank` of each of its rounds as it was seen: a newer version may have been loaded since. A page of an earlier
    /// release sends none, and has to look again.
    #[serde(default)]
    pub banks: Vec<BankVersionId>,
    /// The same of its practice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practice: Option<BankVersionId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffRound {
    pub id: RoundId,
    pub number: u32,
    pub title: String,
    pub opens_at: Millis,
    pub closes_at: Millis,
    pub phase: Phase,
    /// Why it was cancelled, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<String>,
    /// The version that is drawn from. It follows the bank until publication where the draft names none.
    pub bank: BankVersionId,
    /// Attempts in the database.
    pub attempts: u64,
    /// Attempts that people are taking right now. Told when the contest is read while the round is open; absent where it is
    /// not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running: Option<u64>,
}

/// `PATCH /staff/rounds/{round}/window`: moves the opening or the close. Once the contest is published, each can be
/// moved only before it has passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveWindow {
    /// RFC 3339 with an offset.
    pub opens_at: String,
    pub closes_at: String,
}

/// The response to `POST /staff/contests/{contest}/units?filename=`. The body is the file; `&check=true` loads nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitsReport {
    pub ok: bool,
    pub units: u32,
    pub issues: Vec<super::banks::RowIssue>,
}
