//! Refusals: one closed set of codes, one mapping to HTTP. An unforeseen error is logged once with its cause, which is
//! never sent.

use crate::db::trouble::{is_away, is_unstorable_text};
use crate::lang;
use crate::texts::{message, say};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use contest_core::time::Millis;
use contest_core::wire::banks::RowIssue;
use contest_core::wire::errors::{ApiError, ErrorCode, FieldProblem, Waiting};
use sea_orm::DbErr;

/// Why a request is refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub code: ErrorCode,
    field: Option<String>,
    /// What else is wrong with the form.
    others: Box<[Refusal]>,
    revision: Option<u32>,
    /// Boxed, like what follows: refusals travel in every result.
    next_at: Option<Box<Millis>>,
    rows: Box<[RowIssue]>,
    waiting: Option<Box<Waiting>>,
    retry_after: Option<u32>,
    /// Replaces the code's general message; already in the reader's language.
    message: Option<String>,
}

/// The result of everything that may refuse a request.
pub(crate) type AppResult<T> = Result<T, Refusal>;

/// Collects what is wrong with a form, so that its reader learns all of it at once.
#[derive(Default)]
pub(crate) struct Problems(Vec<Refusal>);

impl Problems {
    /// Returns the value of a field that is right, and notes what is wrong with one that is not.
    pub(crate) fn noting<T>(&mut self, checked: AppResult<T>) -> Option<T> {
        checked.map_err(|refusal| self.0.push(refusal)).ok()
    }

    pub(crate) fn note(&mut self, problem: Refusal) {
        self.0.push(problem);
    }

    /// Like [`Problems::noting`], for checks that ask a store: a failure that names no field is not the form's.
    pub(crate) fn noting_field<T>(&mut self, checked: AppResult<T>) -> AppResult<Option<T>> {
        match checked {
            Err(refusal) if refusal.field.is_none() => Err(refusal),
            checked => Ok(self.noting(checked)),
        }
    }

    /// Adds the problems of a part of the form, whose fields have other names in the whole.
    pub(crate) fn take_over(&mut self, part: Problems, renamed: impl FnMut(Refusal) -> Refusal) {
        self.0.extend(part.0.into_iter().map(renamed));
    }

    /// Returns what was read from the form. If anything is wrong with it, refuses with the first problem, which carries
    /// the others.
    pub(crate) fn settle<T>(self, read: Option<T>) -> AppResult<T> {
        let mut problems = self.0.into_iter().flat_map(Refusal::apart);
        match (problems.next(), read) {
            (None, Some(read)) => Ok(read),
            (Some(first), _) => Err(Refusal {
                others: problems.collect(),
                ..first
            }),
            (None, None) => Err(Refusal::internal("a form without problems gave nothing")),
        }
    }
}

impl Refusal {
    pub(crate) fn new(code: ErrorCode) -> Refusal {
        Refusal {
            code,
            field: None,
            others: Box::default(),
            revision: None,
            next_at: None,
            rows: Box::default(),
            waiting: None,
            retry_after: None,
            message: None,
        }
    }

    /// Returns the problems that a refusal carries one by one.
    fn apart(mut self) -> impl Iterator<Item = Refusal> {
        let others = std::mem::take(&mut self.others);
        std::iter::once(self).chain(others)
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

    /// Says when to come back.
    pub(crate) fn next_at(mut self, next_at: Millis) -> Refusal {
        self.next_at = Some(Box::new(next_at));
        self
    }

    pub(crate) fn rows(mut self, rows: Vec<RowIssue>) -> Refusal {
        self.rows = rows.into();
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

    /// Says when to ask again.
    pub(crate) fn retry_after_ms(mut self, ms: u64) -> Refusal {
        self.retry_after = u32::try_from(ms.div_ceil(1_000)).ok();
        self
    }

    /// Replaces the general message with a more precise one in the reader's language.
    pub(crate) fn message(mut self, message: impl Into<String>) -> Refusal {
        self.message = Some(message.into());
        self
    }

    /// Returns the body of the response, in the reader's language.
    pub(crate) fn told(&self) -> ApiError {
        let all = std::iter::once(self).chain(&self.others);
        let several = all.take(if self.others.is_empty() { 0 } else { usize::MAX });
        ApiError {
            code: self.code,
            message: self.text(),
            field: self.field.clone(),
            problems: several.filter_map(Refusal::of_field).collect(),
            revision: self.revision,
            next_at: self.next_at.as_deref().copied(),
            rows: self.rows.to_vec(),
            waiting: self.waiting.as_deref().cloned(),
        }
    }

    /// Returns what is wrong with the fields of a form, in the reader's language.
    pub(crate) fn of_fields(&self) -> Vec<FieldProblem> {
        let all = std::iter::once(self).chain(&self.others);
        all.filter_map(Refusal::of_field).collect()
    }

    fn text(&self) -> String {
        let general = || message(lang::of_reader(), self.code).to_owned();
        self.message.clone().unwrap_or_else(general)
    }

    fn of_field(&self) -> Option<FieldProblem> {
        Some(FieldProblem {
            code: self.code,
            message: self.text(),
            field: self.field.clone()?,
        })
    }

    /// Returns the refusal for a temporary file that could not be written or read.
    pub(crate) fn disk(error: std::io::Error) -> Refusal {
        if error.kind() == std::io::ErrorKind::StorageFull {
            tracing::error!("the disk is full");
            return Refusal::new(ErrorCode::DiskFull);
        }
        Refusal::internal(error)
    }

    /// Returns the refusal of an attempt that belongs to another account than the one that is signed in.
    pub(crate) fn attempt_of_another() -> Refusal {
        Refusal::new(ErrorCode::Forbidden).message(say!(attempts.of_another))
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
