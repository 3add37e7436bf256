//! The audit log of a contest: who did what to which subject, when. The server says it in typed values; the console
//! puts it into words.

use super::accounts::Role;
use super::desk::SoughtBy;
use super::jobs::{ExportTable, JobKind};
use super::results::{FrozenPrediction, SetAsideReason};
use super::staff::ContestDraft;
use crate::ids::{AccountId, AttemptId, RoundId};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// `GET /staff/contests/{contest}/audit`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditLog {
    pub events: Vec<AuditEvent>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    pub at: Millis,
    pub actor: AccountId,
    pub actor_name: String,
    /// E.g. `contest.published`, `round.settled`, `contestant.disqualified`.
    pub action: String,
    /// What was acted on: an id or a slug.
    pub subject: String,
    /// What was done; absent for events that another release has written, which `detail` describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<Audited>,
    /// What another release has written, as it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The contestant acted on, masked as on the boards; also one who acted on themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contestant: Option<String>,
    /// The judge who was appointed or removed, or has joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge: Option<String>,
    /// The reason of a disqualification, or of what the desk did. The log itself does not contain it, because it may name
    /// people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the desk has corrected. Not in the log itself either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<AuditedChange>,
}

/// A part of a profile before and after its correction. Of a date of birth, only the year is told; names are masked as on
/// the boards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditedChange {
    pub part: ProfilePart,
    pub was: String,
    pub now: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProfilePart {
    Name,
    BirthYear,
    Unit,
}

/// What was done. `round` is the title of the round at that time. No personal data: the log cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "action", content = "detail")]
pub enum Audited {
    #[serde(rename = "contest.created")]
    ContestCreated {
        slug: String,
        /// The slug of the contest that it was made from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
    },
    #[serde(rename = "contest.edited")]
    ContestEdited {
        parts: Vec<DraftPart>,
        /// The numbers of the rounds that were added, changed or removed, from 1.
        rounds: Vec<u32>,
        /// What it was before and after; absent in what earlier releases have written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        change: Option<Box<DraftChange>>,
    },
    #[serde(rename = "contest.published")]
    ContestPublished { slug: String, rounds: u32 },
    #[serde(rename = "units.loaded")]
    UnitsLoaded { units: u32 },
    #[serde(rename = "bank.loaded")]
    BankLoaded {
        version: u32,
        questions: u32,
        /// SHA-256 of the content, lower-case hex.
        hash: String,
    },
    /// Questions were changed in the browser, which made a version.
    #[serde(rename = "bank.changed")]
    BankChanged {
        version: u32,
        /// The version that was changed.
        was: u32,
        /// The codes of the questions.
        added: Vec<String>,
        changed: Vec<String>,
        removed: Vec<String>,
        /// SHA-256 of the content, lower-case hex.
        hash: String,
    },
    /// A version, with its key, was downloaded as a file.
    #[serde(rename = "bank.downloaded")]
    BankDownloaded {
        version: u32,
        /// Its ending, e.g. `xlsx`.
        format: String,
    },
    /// The text of a law was put into the register, new or in place of another.
    #[serde(rename = "law.loaded")]
    LawLoaded {
        articles: u32,
        /// SHA-256 of the content, lower-case hex.
        hash: String,
    },
    #[serde(rename = "law.removed")]
    LawRemoved {
        /// Of the text that was removed.
        hash: String,
    },
    #[serde(rename = "round.window_moved")]
    RoundWindowMoved {
        round: String,
        was: AuditedWindow,
        now: AuditedWindow,
    },
    /// More time for one person, whose reason is kept elsewhere, or for whoever was answering.
    #[serde(rename = "round.extra_time")]
    ExtraTimeGiven {
        round: String,
        seconds: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<AccountId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        open_from: Option<Millis>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        open_to: Option<Millis>,
        /// If the close moved as well: where to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closes_at: Option<Millis>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    #[serde(rename = "round.cancelled")]
    RoundCancelled { round: String, reason: String },
    #[serde(rename = "contest.notice")]
    NoticeShown {
        /// Empty: the former one was taken down.
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Millis>,
    },
    #[serde(rename = "round.settled")]
    RoundSettled {
        round: String,
        version: u32,
        people: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        prediction: Option<FrozenPrediction>,
        /// Of the settlement.
        hash: String,
    },
    #[serde(rename = "round.finalised")]
    RoundFinalised {
        round: String,
        version: u32,
        hash: String,
    },
    #[serde(rename = "contestant.disqualified")]
    ContestantDisqualified { round: String, round_id: RoundId },
    /// The contestant has corrected their own data.
    #[serde(rename = "contestant.corrected")]
    ContestantCorrected { name: bool, date_of_birth: bool },
    /// Somebody who holds the contestant's phone has set a new password by a one-time code.
    #[serde(rename = "password.reset")]
    PasswordReset {},
    /// A judge was appointed to the contest.
    #[serde(rename = "judge.appointed")]
    JudgeAppointed {},
    /// A judge was removed from the contest.
    #[serde(rename = "judge.removed")]
    JudgeRemoved {},
    /// A link was made with which somebody becomes a member of staff.
    #[serde(rename = "staff.invited")]
    StaffInvited { role: Role },
    /// Somebody has made an account of staff with such a link; as a judge, they are appointed to the contest.
    #[serde(rename = "staff.joined")]
    StaffJoined { role: Role },
    /// A link was made with which a member of staff sets a new password.
    #[serde(rename = "staff.password_link_made")]
    StaffPasswordLinkMade {},
    #[serde(rename = "staff.link_withdrawn")]
    StaffLinkWithdrawn {},
    #[serde(rename = "staff.disabled")]
    StaffDisabled {},
    #[serde(rename = "staff.enabled")]
    StaffEnabled {},
    /// The desk has looked for somebody. If one person was found, the event is about them.
    #[serde(rename = "desk.searched")]
    DeskSearched { by: SoughtBy, found: u32, more: bool },
    /// The desk has looked at somebody, masked.
    #[serde(rename = "desk.opened")]
    DeskOpened {},
    /// The desk has looked at all that identifies somebody.
    #[serde(rename = "desk.revealed")]
    DeskRevealed {},
    /// The desk has made a code with which somebody sets a new password.
    #[serde(rename = "desk.code_made")]
    DeskCodeMade {},
    /// The desk has corrected somebody's profile.
    #[serde(rename = "desk.corrected")]
    DeskCorrected { parts: Vec<ProfilePart> },
    /// The desk has looked at what is recorded of one attempt.
    #[serde(rename = "desk.attempt_opened")]
    DeskAttemptOpened { attempt: AttemptId },
    /// The contestant has had their own data erased.
    #[serde(rename = "contestant.erased")]
    ContestantErased {
        /// Attempts that stay, under a pseudonym.
        attempts: u32,
    },
    /// The contestant has withdrawn the consent to this version of the text.
    #[serde(rename = "consent.withdrawn")]
    ConsentWithdrawn { version: String, given_at: Millis },
    /// The contestant has consented again after a withdrawal.
    #[serde(rename = "consent.renewed")]
    ConsentRenewed { version: String },
    #[serde(rename = "results.exported")]
    ResultsExported {
        round: String,
        table: ExportTable,
        file: String,
        /// Of the settlement; absent if there was none, or if the newest was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
    },
    #[serde(rename = "job.cancelled")]
    JobCancelled { round: String, kind: JobKind },
    /// A better record of an attempt has replaced the one before.
    #[serde(rename = "attempt.corrected")]
    AttemptCorrected {
        round: Option<String>,
        was: AuditedRecord,
        now: AuditedRecord,
    },
    #[serde(rename = "attempt.set_aside")]
    AttemptSetAside {
        round: Option<String>,
        reason: SetAsideReason,
    },
    /// An operator has ordered a blank close, because the answers cannot be read.
    #[serde(rename = "attempt.blank_ordered")]
    AttemptBlankOrdered { round: Option<String> },
    /// An operator has given up the attempt, for this reason.
    #[serde(rename = "attempt.dropped")]
    AttemptDropped { round: Option<String>, reason: String },
}

/// A draft before and after an edit. What is the same in both is left out of both, and so are the contact and the judges,
/// because they are people; long texts are cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftChange {
    pub was: ContestDraft,
    pub now: ContestDraft,
}

/// A part of a draft that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DraftPart {
    Slug,
    Title,
    Organiser,
    Summary,
    MinAge,
    GuardianBelow,
    Consent,
    Contact,
    Judges,
    Practice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditedWindow {
    pub opens_at: Millis,
    pub closes_at: Millis,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditedRecord {
    pub revision: u32,
    pub points: u32,
    /// Of the answer sheet, as in the receipt.
    pub sheet_hash: String,
}
