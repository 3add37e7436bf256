//! The calls of the function library, typed.

use super::Live;
use super::keys::Shard;
use contest_core::answers::AnswerSheet;
use contest_core::ids::{AccountId, AttemptId, UnitId};
use contest_core::time::Millis;
use redis::{FromRedisValue, RedisError, RedisResult, Value};

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
    Late,
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

fn prediction_text(sheet: &AnswerSheet) -> String {
    sheet
        .prediction
        .map(|prediction| prediction.to_string())
        .unwrap_or_default()
}

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

    /// Revision, answers, prediction.
    fn sheet(&mut self) -> RedisResult<AnswerSheet> {
        let revision = self.next()?;
        let answers = self.next()?;
        let prediction: String = self.next()?;
        Ok(AnswerSheet {
            revision,
            answers,
            prediction: prediction.parse().ok(),
        })
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
            "RESUMED" => Started::Running(StoredAttempt {
                attempt: reply.attempt()?,
                number: reply.next()?,
                started_at: Millis(reply.next()?),
                deadline: Millis(reply.next()?),
                sheet: reply.sheet()?,
                closed: reply.next::<Option<String>>()?.is_some(),
            }),
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

    pub async fn save(
        &self,
        shard: Shard,
        facts: &AttemptFacts,
        now: Millis,
        grace: i64,
        sheet: &AnswerSheet,
    ) -> RedisResult<SaveOutcome> {
        let mut call = shard.attempt_call("tl_save", facts.attempt);
        call.arg(now.0)
            .arg(grace)
            .arg(facts.deadline.0)
            .arg(sheet.revision)
            .arg(&sheet.answers)
            .arg(prediction_text(sheet));
        let mut reply = Reply::parse(self.function(&call).await?)?;
        Ok(match reply.word.as_str() {
            "SAVED" => SaveOutcome::Saved,
            "STALE" => SaveOutcome::Stale(reply.next()?),
            "CLOSED" => SaveOutcome::Closed,
            "LATE" => SaveOutcome::Late,
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
            .arg(close.sheet.revision)
            .arg(&close.sheet.answers)
            .arg(prediction_text(close.sheet))
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
            "NEWER" => CloseOutcome::Newer {
                sheet: reply.sheet()?,
                last_change: Millis(reply.next()?),
            },
            "CHANGED" => CloseOutcome::Changed(Millis(reply.next()?)),
            "LATE" => CloseOutcome::Late,
            "OPEN" => CloseOutcome::StillOpen,
            "LOST" => CloseOutcome::Lost,
            "COLD" => CloseOutcome::Cold,
            other => return Err(unexpected(other)),
        })
    }

    /// Notes that attempts are in the database.
    pub async fn recorded(&self, shard: Shard, attempts: &[AttemptId]) -> RedisResult<()> {
        let mut call = shard.call("tl_recorded", &["done", "pending", "a:"]);
        for attempt in attempts {
            call.arg(id_text(*attempt));
        }
        self.function(&call).await.map(drop)
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
