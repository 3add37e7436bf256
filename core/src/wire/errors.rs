//! The response to a refused request. The codes are a closed set and the translation keys of the messages.

use crate::time::Millis;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

// The contestants' programs are built without the feature `whole-wire`. They hold only the codes marked `true`: those that
// they act on, and those after which another try can succeed. Of any other code they show the message.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $text:literal $($acted_on:literal)?),+ $(,)?) => {
        /// Why a request was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        pub enum ErrorCode {
            $(
                $(#[$doc])*
                #[cfg(any(feature = "whole-wire", $($acted_on)?))]
                #[serde(rename = $text)]
                $name,
            )+
            /// A code that this program does not act on.
            #[cfg(not(feature = "whole-wire"))]
            #[serde(rename = "other")]
            Other,
        }

        impl ErrorCode {
            /// All codes that this program knows.
            pub const ALL: &[ErrorCode] = &[
                $(#[cfg(any(feature = "whole-wire", $($acted_on)?))] ErrorCode::$name),+
            ];

            /// Returns the HTTP status that the code is sent with.
            pub fn status(self) -> u16 {
                match self {
                    $(#[cfg(any(feature = "whole-wire", $($acted_on)?))] ErrorCode::$name => $status,)+
                    #[cfg(not(feature = "whole-wire"))]
                    ErrorCode::Other => 400,
                }
            }

            /// Returns the code as it appears in JSON and in the locale files.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(#[cfg(any(feature = "whole-wire", $($acted_on)?))] ErrorCode::$name => $text,)+
                    #[cfg(not(feature = "whole-wire"))]
                    ErrorCode::Other => "other",
                }
            }
        }
    };
}

/// Looks a code up in the list. The derive would compare with each of them in code of its own, which phones had to load.
impl<'de> Deserialize<'de> for ErrorCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ErrorCode, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut all = ErrorCode::ALL.iter().copied();
        let known = all.find(|code| code.as_str() == text);
        #[cfg(not(feature = "whole-wire"))]
        let known = known.or(Some(ErrorCode::Other));
        known.ok_or_else(|| D::Error::unknown_variant(&text, &[]))
    }
}

// Written out: the derive does not see names that a macro passes on.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for ErrorCode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Why a request was refused."))
            .enum_values(Some(ErrorCode::ALL.iter().map(|code| code.as_str())))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for ErrorCode {}

codes! {
    /// The body is not JSON of the expected shape.
    MalformedBody = 400 "malformed_body",
    /// A part of the path or the query has the wrong form.
    MalformedPath = 400 "malformed_path",
    /// A field has a value that is not allowed; `field` names it.
    InvalidField = 422 "invalid_field",
    /// A required field is empty; `field` names it.
    MissingField = 422 "missing_field",
    BodyTooLarge = 413 "body_too_large",
    /// The body did not arrive in time; the connection is closed.
    TooSlow = 408 "too_slow",
    UnsupportedMedia = 415 "unsupported_media",
    NotFound = 404 "not_found" true,
    MethodNotAllowed = 405 "method_not_allowed",
    /// Sign in first.
    SignInRequired = 401 "sign_in_required" true,
    /// The phone number, user name or password is wrong; the response never says which.
    WrongCredentials = 401 "wrong_credentials",
    /// The account lacks the role, or the resource belongs to somebody else.
    Forbidden = 403 "forbidden" true,
    /// Somebody has disabled the account. Told only to who knows its password.
    AccountDisabled = 403 "account_disabled",
    /// Nobody can disable their own account.
    OwnAccount = 409 "own_account",
    /// The user name of a member of staff is taken.
    LoginTaken = 409 "login_taken",
    /// The link is unknown, withdrawn or out of date; the response never says which.
    LinkNotValid = 404 "link_not_valid",
    LinkUsed = 409 "link_used",
    /// So many links can be used that another one would be lost among them.
    TooManyLinks = 409 "too_many_links",
    /// Another site made the browser send this request.
    CrossSite = 403 "cross_site",
    /// Each phone number can have only one account.
    PhoneTaken = 409 "phone_taken" true,
    InvalidPhone = 422 "invalid_phone",
    InvalidName = 422 "invalid_name",
    InvalidDateOfBirth = 422 "invalid_date_of_birth",
    WeakPassword = 422 "weak_password",
    /// The password of the person who is signed in, asked for again before a serious change.
    WrongPassword = 403 "wrong_password",
    /// The one-time code is wrong, has expired or is used up; the response never says which.
    WrongCode = 403 "wrong_code",
    /// No code can be sent from here: the organiser of a contest helps.
    CodesNotOffered = 409 "codes_not_offered",
    /// A final result lists this person under the name they have now.
    NamedInResult = 409 "named_in_result",
    ConsentRequired = 422 "consent_required",
    /// This person is so young that the contest asks for a guardian.
    GuardianRequired = 422 "guardian_required",
    GuardianConsentRequired = 422 "guardian_consent_required",
    UnitRequired = 422 "unit_required",
    UnknownUnit = 422 "unknown_unit",
    /// The contestant has not entered this contest yet.
    NotEntered = 403 "not_entered" true,
    TooYoung = 403 "too_young",
    /// Staff may not take part in contests.
    StaffBarred = 403 "staff_barred",
    RoundNotOpen = 409 "round_not_open",
    RoundClosed = 409 "round_closed",
    /// The round was cancelled: nobody starts an attempt, and there is no result.
    RoundCancelled = 409 "round_cancelled",
    RoundStillOpen = 409 "round_still_open",
    AttemptsExhausted = 409 "attempts_exhausted",
    /// The rules of the round ask for a pause, or the attempts of the day are used; `next_at` says until when.
    AttemptsPaused = 409 "attempts_paused",
    /// The ticket was not signed by this server, or belongs to another attempt.
    InvalidTicket = 403 "invalid_ticket",
    /// A save or submission arrived after the deadline and its grace period.
    AttemptDeadlinePassed = 409 "attempt_deadline_passed" true,
    /// A submission arrived too late with other answers than those that count. They are kept for the judges, and do not
    /// count by themselves. The receipt of what counts can be asked for.
    LateSheetKept = 409 "late_sheet_kept" true,
    AttemptClosed = 409 "attempt_closed" true,
    /// An attempt of this person runs, or is closed but not recorded yet.
    AttemptRunning = 409 "attempt_running",
    AttemptStillOpen = 409 "attempt_still_open" true,
    /// What was typed is not the code of a receipt: letters are missing, too many, or not of its alphabet.
    InvalidReceiptCode = 422 "invalid_receipt_code",
    /// No recorded attempt has a receipt with this code.
    UnknownReceipt = 404 "unknown_receipt" true,
    /// A higher revision is stored; `revision` holds it.
    StaleRevision = 409 "stale_revision" true,
    InvalidAnswers = 422 "invalid_answers",
    BlanksNotAllowed = 422 "blanks_not_allowed",
    PredictionRequired = 422 "prediction_required",
    InvalidPrediction = 422 "invalid_prediction",
    /// The key and explanations become public only once every round with the same questions has closed.
    KeysNotPublic = 403 "keys_not_public",
    /// Contestants of this round learn their scores later.
    ScoreWithheld = 403 "score_withheld",
    /// A round draws from the questions of this practice, and its keys are not public yet.
    PracticeWithheld = 403 "practice_withheld" true,
    /// A round of the contest draws from questions of its own practice, whose keys anybody may read.
    PracticeSharesQuestions = 422 "practice_shares_questions",
    /// The file has errors; `rows` lists them.
    BankRejected = 422 "bank_rejected",
    UnitsRejected = 422 "units_rejected",
    UnknownBank = 422 "unknown_bank",
    /// The bank has too few questions for the blueprint.
    BlueprintImpossible = 422 "blueprint_impossible",
    InvalidRules = 422 "invalid_rules",
    InvalidWindow = 422 "invalid_window",
    InvalidToml = 422 "invalid_toml",
    SlugTaken = 409 "slug_taken",
    /// The contest has been published, or somebody has entered it; this can no longer be changed.
    AlreadyPublished = 409 "already_published",
    /// Somebody has changed the draft since it was read: look at it again.
    DraftChanged = 409 "draft_changed",
    /// A newer version of the bank has been made since it was read: look at that one.
    BankChanged = 409 "bank_changed",
    /// Somebody has corrected this person since it was read: look at it again.
    EntryChanged = 409 "entry_changed",
    NotPublishable = 409 "not_publishable",
    /// The round has no settlement, or none that is final.
    NotSettled = 409 "not_settled",
    /// There are certificates once the result is final.
    CertificateNotReady = 409 "certificate_not_ready",
    /// The contestant is not in the final result of this round.
    Disqualified = 409 "disqualified",
    /// Another attempt of the contestant counts in this round.
    OtherAttemptCounts = 409 "other_attempt_counts",
    AlreadyFinal = 409 "already_final",
    ReasonRequired = 422 "reason_required",
    NotAContestant = 422 "not_a_contestant",
    AlreadyDisqualified = 409 "already_disqualified",
    /// Some attempts are closed but not yet in the database; try again once they are.
    AttemptsPending = 409 "attempts_pending",
    /// The attempts no longer support the newest settlement: settle again.
    SettlementStale = 409 "settlement_stale",
    /// Another job is changing the results of this round: wait for it, or cancel it.
    JobRunning = 409 "job_running",
    /// The job is done, has failed, or was cancelled.
    JobOver = 409 "job_over",
    /// The job has produced no file, or the file has been removed.
    NoFile = 404 "no_file",
    /// The server's disk does not have enough room for the file.
    DiskFull = 507 "disk_full",
    TooManyRequests = 429 "too_many_requests" true,
    /// More people are arriving than can be admitted at once; `waiting` gives the queue position.
    Waiting = 503 "waiting" true,
    /// The server is busy or a store is away; try again after `Retry-After` seconds.
    Unavailable = 503 "unavailable" true,
    Internal = 500 "internal" true,
}

/// The body of every refused request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiError {
    pub code: ErrorCode,
    /// In the reader's language (`Accept-Language`), fit for display.
    pub message: String,
    /// The field of the request, as a path like `rounds.0.rules.chain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Every wrong field of a form, if there are several; the first of them is the one above.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<FieldProblem>,
    /// The stored revision (with `stale_revision`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(feature = "whole-wire"), serde(skip_deserializing))]
    pub revision: Option<u32>,
    /// When the next attempt may begin (with `attempts_paused`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(feature = "whole-wire"), serde(skip_deserializing))]
    pub next_at: Option<Millis>,
    /// The problems found in a file (with `bank_rejected` and `units_rejected`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(not(feature = "whole-wire"), serde(skip_deserializing))]
    pub rows: Vec<super::banks::RowIssue>,
    /// The queue position (with `waiting`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
}

/// Why one of several fields was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    pub code: ErrorCode,
    /// In the reader's language (`Accept-Language`), fit for display.
    pub message: String,
    /// The field of the request, as a path like `entry.unit`.
    pub field: String,
}

/// The request header that carries a queue position back.
pub const QUEUE_POSITION: &str = "Queue-Position";

/// A queue position in the waiting room, before a start or a sign-in. First come, first served; waiting costs no time
/// of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Waiting {
    /// Signed by the server; send it with the next try in the header `Queue-Position`. A reload does not lose it: every
    /// response brings the same position.
    pub position: String,
    /// How many people are admitted before this one.
    pub ahead: u64,
    /// Estimated seconds until this person is called. Try again after `Retry-After`, which may be sooner.
    pub estimate_s: u32,
}
