//! What a refused request answers. The codes are a closed set and the translation keys of the messages.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $text:literal),+ $(,)?) => {
        /// Why a request was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
        }

        impl ErrorCode {
            pub const ALL: &[ErrorCode] = &[$(ErrorCode::$name),+];

            /// The HTTP status the code is sent with.
            pub fn status(self) -> u16 {
                match self { $(ErrorCode::$name => $status,)+ }
            }

            /// The code as it stands in JSON and in the locale files.
            pub fn as_str(self) -> &'static str {
                match self { $(ErrorCode::$name => $text,)+ }
            }
        }
    };
}

codes! {
    /// The body is not JSON of the expected shape.
    MalformedBody = 400 "malformed_body",
    /// A part of the path or the query is not of the expected form.
    MalformedPath = 400 "malformed_path",
    /// A field has a value that is not allowed; `field` names it.
    InvalidField = 422 "invalid_field",
    /// A field that must be given is missing or empty.
    MissingField = 422 "missing_field",
    BodyTooLarge = 413 "body_too_large",
    /// The body did not arrive in time; the connection is closed.
    TooSlow = 408 "too_slow",
    UnsupportedMedia = 415 "unsupported_media",
    NotFound = 404 "not_found",
    MethodNotAllowed = 405 "method_not_allowed",
    /// Sign in first.
    SignInRequired = 401 "sign_in_required",
    /// Phone, user name or password is wrong (never said which).
    WrongCredentials = 401 "wrong_credentials",
    /// The account lacks the role, or the thing belongs to somebody else.
    Forbidden = 403 "forbidden",
    /// A request that another site made a browser send.
    CrossSite = 403 "cross_site",
    /// One phone number, one account.
    PhoneTaken = 409 "phone_taken",
    InvalidPhone = 422 "invalid_phone",
    InvalidName = 422 "invalid_name",
    InvalidDateOfBirth = 422 "invalid_date_of_birth",
    WeakPassword = 422 "weak_password",
    ConsentRequired = 422 "consent_required",
    UnitRequired = 422 "unit_required",
    UnknownUnit = 422 "unknown_unit",
    /// The contestant has not entered this contest yet.
    NotEntered = 403 "not_entered",
    TooYoung = 403 "too_young",
    /// Those who run a contest do not take part in it.
    StaffBarred = 403 "staff_barred",
    RoundNotOpen = 409 "round_not_open",
    RoundClosed = 409 "round_closed",
    RoundStillOpen = 409 "round_still_open",
    AttemptsExhausted = 409 "attempts_exhausted",
    /// The ticket is not this server's, or belongs to another attempt.
    InvalidTicket = 403 "invalid_ticket",
    /// The save arrived after the deadline of the attempt.
    AttemptDeadlinePassed = 409 "attempt_deadline_passed",
    AttemptClosed = 409 "attempt_closed",
    AttemptStillOpen = 409 "attempt_still_open",
    /// A higher revision is stored; `detail.revision` tells it.
    StaleRevision = 409 "stale_revision",
    InvalidAnswers = 422 "invalid_answers",
    BlanksNotAllowed = 422 "blanks_not_allowed",
    PredictionRequired = 422 "prediction_required",
    InvalidPrediction = 422 "invalid_prediction",
    /// Key and explanations are public only after the round has closed.
    KeysNotPublic = 403 "keys_not_public",
    /// The file has errors; `detail.report` lists them.
    BankRejected = 422 "bank_rejected",
    UnitsRejected = 422 "units_rejected",
    UnknownBank = 422 "unknown_bank",
    /// The bank has too few questions for the blueprint.
    BlueprintImpossible = 422 "blueprint_impossible",
    InvalidRules = 422 "invalid_rules",
    InvalidWindow = 422 "invalid_window",
    InvalidToml = 422 "invalid_toml",
    SlugTaken = 409 "slug_taken",
    /// The contest has been published; this can no longer be changed.
    AlreadyPublished = 409 "already_published",
    NotPublishable = 409 "not_publishable",
    /// Nothing settled yet, or the settlement is not final.
    NotSettled = 409 "not_settled",
    AlreadyFinal = 409 "already_final",
    ReasonRequired = 422 "reason_required",
    NotAContestant = 422 "not_a_contestant",
    AlreadyDisqualified = 409 "already_disqualified",
    /// Some attempts are closed but not yet in the database; wait for them.
    AttemptsPending = 409 "attempts_pending",
    /// The attempts no longer bear out the newest settlement: settle again.
    SettlementStale = 409 "settlement_stale",
    /// Another job changes the results of this round: wait for it, or cancel it.
    JobRunning = 409 "job_running",
    /// The job is done, has failed, or was cancelled.
    JobOver = 409 "job_over",
    /// The job has made no file, or it has been removed.
    NoFile = 404 "no_file",
    /// The server's disk has not enough room for the file.
    DiskFull = 507 "disk_full",
    TooManyRequests = 429 "too_many_requests",
    /// More people come than can be let in at once; `waiting` tells the place in the queue.
    Waiting = 503 "waiting",
    /// The server is busy or a store is away; try again after `Retry-After` seconds.
    Unavailable = 503 "unavailable",
    Internal = 500 "internal",
}

/// The body of every refused request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiError {
    pub code: ErrorCode,
    /// In the reader's language (`Accept-Language`), fit to be shown.
    pub message: String,
    /// The field of the request, as a path like `rounds.0.rules.chain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The revision that is stored (with `stale_revision`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// The errors of a file, one a row (with `bank_rejected` and `units_rejected`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<super::banks::RowIssue>,
    /// The place in the queue (with `waiting`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
}

/// The request header that carries a waiting ticket back.
pub const WAITING_TICKET: &str = "Waiting-Ticket";

/// A place in the waiting room, before a start or a sign-in. First come, first served; waiting costs no personal time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Waiting {
    /// Signed by the server; goes with the next try in the header `Waiting-Ticket`. Who keeps it keeps the place, also
    /// over a reload; every answer brings the same ticket.
    pub ticket: String,
    /// How many are let in before.
    pub ahead: u64,
    /// Seconds until the turn comes, as it looks now. Try again after `Retry-After`, which may be sooner.
    pub estimate_s: u32,
}
