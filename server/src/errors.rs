//! Refusals: one closed set of codes, one mapping to HTTP. An unforeseen error is logged once with its cause, which is
//! never sent.

use crate::db::trouble::{is_away, is_unstorable_text};
use crate::lang;
use crate::texts::message;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use contest_core::wire::banks::RowIssue;
use contest_core::wire::errors::{ApiError, ErrorCode, Waiting};
use sea_orm::DbErr;

/// Why a request is refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub code: ErrorCode,
    field: Option<String>,
    revision: Option<u32>,
    rows: Vec<RowIssue>,
    /// Boxed: refusals travel in every result.
    waiting: Option<Box<Waiting>>,
    retry_after: Option<u32>,
    /// Replaces the code's general message; already in the reader's language.
    message: Option<String>,
}

/// The result of everything that may refuse a request.
pub(crate) type AppResult<T> = Result<T, Refusal>;

impl Refusal {
    pub(crate) fn new(code: ErrorCode) -> Refusal {
        Refusal {
            code,
            field: None,
            revision: None,
            rows: Vec::new(),
            waiting: None,
            retry_after: None,
            message: None,
        }
    }

    /// Names the field of the request at fault, as a path like `rounds.0.rules.chain`.
    pub(crate) fn field(mut self, field: impl Into<String>) -> Refusal {
        self.field = Some(field.into());
        self
    }

    pub(crate) fn revision(mut self, revision: u32) -> Refusal {
        self.revision = Some(revision);
        self
    }

    pub(crate) fn rows(mut self, rows: Vec<RowIssue>) -> Refusal {
        self.rows = rows;
        self
    }

    /// Returns a refusal that carries a queue position and the seconds to wait before asking again.
    pub(crate) fn waiting(waiting: Waiting, retry_after: u32) -> Refusal {
        Refusal {
            waiting: Some(Box::new(waiting)),
            retry_after: Some(retry_after),
            ..Refusal::new(ErrorCode::Waiting)
        }
    }

    /// Replaces the general message with a more precise one in the reader's language.
    pub(crate) fn message(mut self, message: impl Into<String>) -> Refusal {
        self.message = Some(message.into());
        self
    }

    /// Returns the body of the response, in the reader's language.
    pub(crate) fn told(&self) -> ApiError {
        let general = || message(lang::of_reader(), self.code).to_owned();
        ApiError {
            code: self.code,
            message: self.message.clone().unwrap_or_else(general),
            field: self.field.clone(),
            revision: self.revision,
            rows: self.rows.clone(),
            waiting: self.waiting.as_deref().cloned(),
        }
    }

    /// Returns the refusal for a temporary file that could not be written or read.
    pub(crate) fn disk(error: std::io::Error) -> Refusal {
        if error.kind() == std::io::ErrorKind::StorageFull {
            tracing::error!("the disk is full");
            return Refusal::new(ErrorCode::DiskFull);
        }
        Refusal::internal(error)
    }

    /// Returns the refusal for something that should not happen. The cause goes to the log, never to the reader.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Refusal {
        tracing::error!(%cause, "request failed");
        Refusal::new(ErrorCode::Internal)
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Refusal {
        Refusal::new(code)
    }
}

impl From<DbErr> for Refusal {
    fn from(error: DbErr) -> Refusal {
        if is_away(&error) {
            tracing::warn!(%error, "the database is away");
            Refusal::new(ErrorCode::Unavailable)
        } else if is_unstorable_text(&error) {
            Refusal::new(ErrorCode::InvalidField)
        } else {
            Refusal::internal(error)
        }
    }
}

impl From<redis::RedisError> for Refusal {
    fn from(error: redis::RedisError) -> Refusal {
        tracing::warn!(%error, "Redis is away or refused");
        Refusal::new(ErrorCode::Unavailable)
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Refusal {
        Refusal::internal(format!("a stored document does not parse: {error}"))
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl std::error::Error for Refusal {}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match (self.retry_after, self.code) {
            (Some(seconds), _) => {
                response.insert_header((header::RETRY_AFTER, seconds));
            }
            (None, ErrorCode::Unavailable | ErrorCode::TooManyRequests) => {
                response.insert_header((header::RETRY_AFTER, jittered_seconds()));
            }
            (None, ErrorCode::TooSlow) => {
                response.insert_header((header::CONNECTION, "close"));
            }
            _ => {}
        }
        response.json(self.told())
    }
}

/// Returns seconds until the next try, spread so that requests refused together do not come back together.
fn jittered_seconds() -> u32 {
    use rand::RngExt;
    rand::rng().random_range(1..=4)
}
