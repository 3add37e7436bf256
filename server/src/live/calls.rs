//! The calls of the function library, typed.

use super::Live;
use super::keys::Shard;
use contest_core::answers::AnswerSheet;
use contest_core::ids::{AccountId, AttemptId, UnitId};
use contest_core::time::Millis;
use redis::{FromRedisValue, RedisError, RedisResult, Value};
use std::fmt::Write;

/// Who an attempt belongs to and when it runs: what its ticket says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptFacts {
    pub attempt: AttemptId,
    pub account: AccountId,
    pub number: u16,
    pub started_at: Millis,
    pub deadline: Millis,
    pub unit: Option<UnitId>,
    /// As the board shows it.
    pub masked_name: String,
}

/// An attempt as Redis has it.
#[derive(Clone, Debug)]
pub struct StoredAttempt {
    pub attempt: AttemptId,
    pub number: u16,
    pub started_at: Millis,
    pub deadline: Millis,
    pub sheet: AnswerSheet,
    pub closed: bool,
}

pub enum Started {
    /// New, or the one that was running.
    Running(StoredAttempt),
    /// The idempotency key belongs to an attempt that is in the database.
    Done(AttemptId),
    Exhausted,
    Cold,
}

pub struct StartCall<'a> {
    pub attempt: AttemptId,
    pub account: AccountId,
    /// 0: no limit.
    pub limit: u16,
    pub now: Millis,
    pub deadline: Millis,
    pub grace: i64,
    pub idempotency_key: &'a str,
    pub unit: Option<UnitId>,
    pub masked_name: &'a str,
}

pub enum SaveOutcome {
    Saved,
    Stale(u32),
    Closed,
    /// Redis does not have the attempt: see [`Live::revive`].
    Lost,
}

/// What became of an attempt that Redis had lost.
pub enum Revived {
    Open,
    /// It is in the database.
    Done,
    Cold,
}

/// Everything the close needs that the server has computed.
pub struct CloseCall<'a> {
    pub facts: &'a AttemptFacts,
    pub now: Millis,
    pub grace: i64,
    pub sheet: &'a AnswerSheet,
    /// `contestant` or `deadline`.
    pub by: &'a str,
    /// The last change that the sort key was made with, if the chain looks at it.
    pub keyed_on_change: Option<Millis>,
    pub record: &'a str,
    pub sort_key: &'a [u8],
    pub choice: &'a [u8],
    pub who: &'a str,
}

pub enum CloseOutcome {
    /// Closed, with the last change that counts; with the record of the first closing if there was one before.
    Closed {
        last_change: Millis,
        earlier: Option<String>,
    },
    /// Redis has a newer sheet: score that one.
    Newer {
        sheet: AnswerSheet,
        last_change: Millis,
    },
    /// The sort key has to be made with this last change.
    Changed(Millis),
    Late,
    StillOpen,
    /// Redis does not have the attempt: see [`Live::revive`].
    Lost,
    Cold,
}

/// An attempt to put back on the board.
pub struct Restored {
    pub attempt: AttemptId,
    pub account: AccountId,
    pub number: u16,
    pub unit: Option<UnitId>,
    pub sort_key: Vec<u8>,
    pub choice: Vec<u8>,
    pub who: String,
}

fn unit_text(unit: Option<UnitId>) -> String {
    unit.map(|unit| unit.0.simple().to_string()).unwrap_or_default()
}

/// A sheet as Redis keeps it: revision, last change, prediction (`-` if none), answers.
fn sheet_text(sheet: &AnswerSheet, last_change: Millis) -> String {
    let mut text = String::with_capacity(48 + sheet.answers.len());
    // Writing into a String never fails.
    let _written = match sheet.prediction {
        Some(prediction) => write!(text, "{} {} {prediction} ", sheet.revision, last_change.0),
        None => write!(text, "{} {} - ", sheet.revision, last_change.0),
    };
    text.push_str(&sheet.answers);
    text
}

/// The sheet and its last change; a closed attempt has none.
pub(super) fn parse_sheet(text: &str) -> Option<(AnswerSheet, Millis)> {
    let mut parts = text.splitn(4, ' ');
    let revision = parts.next()?.parse().ok()?;
    let last_change = Millis(parts.next()?.parse().ok()?);
    let prediction = parts.next()?.parse().ok();
    let sheet = AnswerSheet {
        revision,
        answers: parts.next()?.to_owned(),
        prediction,
    };
    Some((sheet, last_change))
}

/// What stands in a sheet's place once the attempt is closed.
pub(super) const CLOSED: &str = "x";

fn id_text(attempt: AttemptId) -> String {
    attempt.0.simple().to_string()
}

fn unexpected(what: &str) -> RedisError {
    RedisError::from((
        redis::ErrorKind::UnexpectedReturnType,
        "the function library answered unexpectedly",
        what.into(),
    ))
}

/// The reply of a function: an array that begins with a word.
struct Reply {
    word: String,
    rest: std::vec::IntoIter<Value>,
}

impl Reply {
    fn parse(value: Value) -> RedisResult<Reply> {
        let mut rest = Vec::<Value>::from_redis_value(value)?.into_iter();
        let word = String::from_redis_value(rest.next().ok_or_else(|| unexpected("nothing"))?)?;
        Ok(Reply { word, rest })
    }

    fn next<T: FromRedisValue>(&mut self) -> RedisResult<T> {
        Ok(T::from_redis_value(self.rest.next().unwrap_or(Value::Nil))?)
    }

    fn attempt(&mut self) -> RedisResult<AttemptId> {
        self.next::<String>()?
            .parse()
            .map_err(|_error| unexpected("an attempt id"))
    }

    /// The sheet and its last change, unless the attempt is closed.
    fn sheet(&mut self) -> RedisResult<Option<(AnswerSheet, Millis)>> {
        let text: String = self.next()?;
        if text == CLOSED {
            return Ok(None);
        }
        let sheet = parse_sheet(&text).ok_or_else(|| unexpected("a sheet"))?;
        Ok(Some(sheet))
    }
}

/// The key that decides whether a later attempt replaces an earlier one; if the best counts, the sort key does.
fn choice_key(best_counts: bool) -> &'static str {
    if best_counts { "best" } else { "choice" }
}

impl Live {
    pub async fn start(&self, shard: Shard, start: StartCall<'_>) -> RedisResult<Started> {
        let mut call = shard.call("tl_start", &["ready", "used", "open", "asked", "due", "a:"]);
        call.arg(id_text(start.attempt))
            .arg(start.account.0.simple().to_string())
            .arg(start.limit)
            .arg(start.now.0)
            .arg(start.deadline.0)
            .arg(start.grace)
            .arg(start.idempotency_key)
            .arg(unit_text(start.unit))
            .arg(start.masked_name);
        let mut reply = Reply::parse(self.function(&call).await?)?;
        Ok(match reply.word.as_str() {
            "STARTED" => Started::Running(StoredAttempt {
                attempt: start.attempt,
                number: reply.next()?,
                started_at: start.now,
                deadline: start.deadline,
                sheet: AnswerSheet::default(),
                closed: false,
            }),
            "RESUMED" => {
                let attempt = reply.attempt()?;
                let number = reply.next()?;
                let started_at = Millis(reply.next()?);
                let deadline = Millis(reply.next()?);
                let sheet = reply.sheet()?;
                Started::Running(StoredAttempt {
                    attempt,
                    number,
                    started_at,
                    deadline,
                    closed: sheet.is_none(),
                    sheet: sheet.unwrap_or_default().0,
                })
            }
            "DONE" => Started::Done(reply.attempt()?),
            "EXHAUSTED" => Started::Exhausted,
            "COLD" => Started::Cold,
            other => return Err(unexpected(other)),
        })
    }

    /// Makes an attempt again from its ticket, if Redis has lost it.
    pub async fn revive(&self, shard: Shard, facts: &AttemptFacts) -> RedisResult<Revived> {
        let mut call = shard.call("tl_revive", &["ready", "used", "open", "due", "done", "a:"]);
        call.arg(id_text(facts.attempt))
            .arg(facts.account.0.simple().to_string())
            .arg(facts.number)
            .arg(facts.started_at.0)
            .arg(facts.deadline.0)
            .arg(unit_text(facts.unit))
            .arg(&facts.masked_name);
        let reply = Reply::parse(self.function(&call).await?)?;
        Ok(match reply.word.as_str() {
            "OPEN" => Revived::Open,
            "DONE" => Revived::Done,
            "COLD" => Revived::Cold,
            other => return Err(unexpected(other)),
        })
    }

    /// Stores a sheet that has come in time.
    pub async fn save(
        &self,
        shard: Shard,
        attempt: AttemptId,
        now: Millis,
        sheet: &AnswerSheet,
    ) -> RedisResult<SaveOutcome> {
        let mut call = shard.attempt_call("tl_save", attempt);
        call.arg(sheet_text(sheet, now));
        let mut reply = Reply::parse(self.function(&call).await?)?;
        Ok(match reply.word.as_str() {
            "SAVED" => SaveOutcome::Saved,
            "STALE" => SaveOutcome::Stale(reply.next()?),
            "CLOSED" => SaveOutcome::Closed,
            "LOST" => SaveOutcome::Lost,
            other => return Err(unexpected(other)),
        })
    }

    pub async fn close(
        &self,
        shard: Shard,
        best_counts: bool,
        close: CloseCall<'_>,
    ) -> RedisResult<CloseOutcome> {
        let attempt = format!("a:{}", id_text(close.facts.attempt));
        let keys = [
            attempt.as_str(),
            "ready",
            "open",
            "due",
            "pending",
            "board",
            "best",
            choice_key(best_counts),
            "who",
            "units",
            "version",
        ];
        let keyed_on = close.keyed_on_change.map(|at| at.0.to_string());
        let mut call = shard.call("tl_close", &keys);
        call.arg(id_text(close.facts.attempt))
            .arg(close.facts.account.0.simple().to_string())
            .arg(unit_text(close.facts.unit))
            .arg(close.facts.deadline.0)
            .arg(close.now.0)
            .arg(close.grace)
            .arg(sheet_text(close.sheet, close.now))
            .arg(close.by)
            .arg(keyed_on.unwrap_or_default())
            .arg(close.record)
            .arg(close.sort_key)
            .arg(close.choice)
            .arg(close.who);
        let mut reply = Reply::parse(self.function(&call).await?)?;
        Ok(match reply.word.as_str() {
            "CLOSED" => CloseOutcome::Closed {
                last_change: Millis(reply.next()?),
                earlier: reply.next()?,
            },
            "NEWER" => {
                let (sheet, last_change) = reply.sheet()?.ok_or_else(|| unexpected("closed"))?;
                CloseOutcome::Newer { sheet, last_change }
            }
            "CHANGED" => CloseOutcome::Changed(Millis(reply.next()?)),
            "LATE" => CloseOutcome::Late,
            "OPEN" => CloseOutcome::StillOpen,
            "LOST" => CloseOutcome::Lost,
            "COLD" => CloseOutcome::Cold,
            other => return Err(unexpected(other)),
        })
    }

    /// Notes that attempts are in the database. False if this Redis has not closed all of them: the board lacks some.
    pub async fn recorded(&self, shard: Shard, attempts: &[AttemptId]) -> RedisResult<bool> {
        let mut call = shard.call("tl_recorded", &["done", "pending", "a:"]);
        for attempt in attempts {
            call.arg(id_text(*attempt));
        }
        let mut reply = Reply::parse(self.function(&call).await?)?;
        Ok(reply.next::<i64>()? <= 0)
    }

    /// Puts recorded attempts back on the board.
    pub async fn restore(&self, shard: Shard, best_counts: bool, attempts: &[Restored]) -> RedisResult<()> {
        self.put_back("tl_restore", shard, best_counts, attempts).await
    }

    /// Makes a contestant's entry on the board anew from all that is recorded of them.
    pub async fn correct(&self, shard: Shard, best_counts: bool, attempts: &[Restored]) -> RedisResult<()> {
        self.put_back("tl_correct", shard, best_counts, attempts).await
    }

    async fn put_back(
        &self,
        function: &str,
        shard: Shard,
        best_counts: bool,
        attempts: &[Restored],
    ) -> RedisResult<()> {
        let choice = choice_key(best_counts);
        let keys = [
            "done", "used", "open", "pending", "due", "board", "best", choice, "who", "units", "version",
            "a:",
        ];
        let mut call = shard.call(function, &keys);
        for restored in attempts {
            call.arg(id_text(restored.attempt))
                .arg(restored.account.0.simple().to_string())
                .arg(restored.number)
                .arg(unit_text(restored.unit))
                .arg(&restored.sort_key)
                .arg(&restored.choice)
                .arg(&restored.who);
        }
        self.function(&call).await.map(drop)
    }
}
