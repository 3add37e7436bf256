//! Typed calls of the functions that work on one attempt: start, reopen, save, close.

use crate::keys::Shard;
use crate::reply::{Reply, unexpected};
pub use crate::text::{LastStart, NO_DEVICE, SentSheet};
use crate::text::{by_text, facts_text, id_text, parse_frozen, parse_sheet, sheet_text, unit_text};
use crate::{Live, is_full};
use contest_core::attempts::{AttemptFacts, Frozen};
use contest_core::changes::TimedSheet;
use contest_core::ids::{AccountId, AttemptId, UnitId};
use contest_core::rounds::{GRACE_MS, Pace};
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use redis::{Cmd, RedisResult};

pub struct StartCall<'a> {
    pub attempt: AttemptId,
    pub account: AccountId,
    /// 0: no limit.
    pub limit: u16,
    pub now: Millis,
    pub deadline: Millis,
    /// How long after its own deadline, in milliseconds, an open attempt may still run: see [`Live::start`].
    pub leeway: i64,
    /// Whether the database was asked: then an open attempt whose time is over gives way to a new one.
    pub is_certain: bool,
    pub idempotency_key: &'a str,
    pub unit: Option<UnitId>,
    pub masked_name: &'a str,
    /// What the rules say about the pace of starts, if anything.
    pub pace: Option<Paced>,
}

/// The pace of starts, and what it is measured by.
#[derive(Clone, Copy)]
pub struct Paced {
    pub pace: Pace,
    /// When the current day began in Viet Nam.
    pub today: Millis,
    /// The last start according to the database, where that was read.
    pub recorded: Option<LastStart>,
}

pub enum Started {
    New(AttemptFacts),
    Resumed(Resumed),
    /// The idempotency key belongs to an attempt that is closed.
    Closed(AttemptId),
    /// An attempt is open though its time seems over: see [`StartCall::is_certain`].
    Ended,
    Exhausted,
    /// The pace does not allow it yet. Holds when it will.
    Paused(Millis),
    /// Redis does not know the contestant's last start: see [`Paced::recorded`].
    Unpaced,
    Cold,
}

/// The attempt that was already running.
pub struct Resumed {
    pub facts: AttemptFacts,
    pub sheet: TimedSheet,
    /// Whether the start is known to be in the database.
    pub is_recorded: bool,
}

pub enum SaveOutcome {
    Saved,
    /// Another device has changed answers too: what counts now, and is stored.
    Merged(TimedSheet),
    /// The sheet came without times, and a higher revision is stored: this one.
    Stale(u32),
    /// Redis has no such open attempt: see [`Live::reopen`].
    Lost,
}

/// The state of an attempt that Redis did not have open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reopened {
    Open,
    Closed,
    Cold,
}

/// A close: who closes, when, with which sheet.
pub struct CloseCall<'a> {
    pub facts: &'a AttemptFacts,
    /// When the request arrived.
    pub now: Millis,
    pub sheet: SentSheet<'a>,
    pub last_change: Millis,
    pub by: ClosedBy,
    /// Whether the sheet was acknowledged before the deadline.
    pub acknowledged: bool,
}

pub enum CloseOutcome {
    /// Frozen, now or earlier.
    Closed(Frozen),
    /// The attempt is already in the database.
    Done,
    /// Too late for a submission.
    Late,
    /// Too early for the server to close the attempt.
    StillOpen,
    /// Redis has no such attempt that could be closed at its deadline.
    Lost,
}

/// Appends the attempts that a call reopens.
pub(crate) fn push_facts(call: &mut Cmd, attempts: &[AttemptFacts]) {
    for facts in attempts {
        call.arg(id_text(facts.attempt))
            .arg(facts.account.0.simple().to_string())
            .arg(facts.number)
            .arg(facts.started_at.0)
            .arg(facts.deadline.0)
            .arg(unit_text(facts.unit))
            .arg(&facts.masked_name);
    }
}

impl Live {
    /// Starts an attempt, or resumes the open one. Redis knows no extra time: with leeway, it also returns an attempt whose
    /// extra time may have ended, which the caller checks.
    pub async fn start(&self, shard: Shard, start: StartCall<'_>) -> RedisResult<Started> {
        let keys = [
            "built",
            "known",
            "used",
            "open",
            "idempotency",
            "due",
            "starting",
            "a:",
            "pace",
        ];
        let keys = match start.pace {
            Some(_) => &keys[..],
            None => &keys[..8],
        };
        let call = |function| {
            let mut call = shard.call(function, keys);
            call.arg(id_text(start.attempt))
                .arg(start.account.0.simple().to_string())
                .arg(start.limit)
                .arg(start.now.0)
                .arg(start.deadline.0)
                .arg(GRACE_MS + start.leeway)
                .arg(start.idempotency_key)
                .arg(unit_text(start.unit))
                .arg(start.masked_name)
                .arg(u8::from(start.is_certain));
            if let Some(paced) = &start.pace {
                call.arg(paced.pace.rest_ms)
                    .arg(paced.pace.per_day)
                    .arg(paced.today.0)
                    .arg(paced.recorded.map(LastStart::text).unwrap_or_default());
            }
            call
        };
        let (reply, full) = match self.function(&call("tl_start")).await {
            // Memory is full, so no new attempt fits. Whoever has an open attempt keeps it.
            Err(error) if is_full(&error) => (self.function(&call("tl_resume")).await?, Some(error)),
            other => (other?, None),
        };
        let mut reply = Reply::parse(reply)?;
        let facts = |attempt, number, started_at, deadline, unit| AttemptFacts {
            attempt,
            account: start.account,
            number,
            started_at,
            deadline,
            unit,
            masked_name: start.masked_name.to_owned(),
        };
        Ok(match reply.word.as_str() {
            "STARTED" => Started::New(facts(
                start.attempt,
                reply.next()?,
                start.now,
                start.deadline,
                start.unit,
            )),
            "RESUMED" => {
                let attempt = reply.attempt()?;
                let is_recorded: bool = reply.next()?;
                let number = reply.next()?;
                let (started_at, deadline) = (Millis(reply.next()?), Millis(reply.next()?));
                let unit = reply.next::<String>()?.parse().ok();
                let stored: String = reply.next()?;
                let (sheet, _) = parse_sheet(&stored).ok_or_else(|| unexpected("a sheet"))?;
                Started::Resumed(Resumed {
                    facts: facts(attempt, number, started_at, deadline, unit),
                    sheet,
                    is_recorded,
                })
            }
            "CLOSED" => Started::Closed(reply.attempt()?),
            "ENDED" => Started::Ended,
            "EXHAUSTED" => Started::Exhausted,
            "PAUSED" => Started::Paused(Millis(reply.next()?)),
            "UNPACED" => Started::Unpaced,
            "COLD" => Started::Cold,
            "STALE" => return Err(unexpected("a start in time")),
            _ => return full.map_or_else(|| reply.unknown(), Err),
        })
    }

    /// Notes that these starts are in the database.
    pub async fn started(&self, shard: Shard, attempts: &[AttemptId]) -> RedisResult<()> {
        if attempts.is_empty() {
            return Ok(());
        }
        let mut call = shard.call("tl_started", &["starting"]);
        for attempt in attempts {
            call.arg(id_text(*attempt));
        }
        self.function(&call).await.map(drop)
    }

    /// Takes back a start that the database refused. `used` is how many attempts the database has for this contestant.
    pub async fn retract(
        &self,
        shard: Shard,
        facts: &AttemptFacts,
        used: u16,
        idempotency_key: &str,
    ) -> RedisResult<()> {
        let keys = ["used", "open", "idempotency", "due", "starting", "a:", "pace"];
        let mut call = shard.call("tl_retract", &keys);
        call.arg(id_text(facts.attempt))
            .arg(facts.account.0.simple().to_string())
            .arg(used)
            .arg(idempotency_key);
        self.function(&call).await.map(drop)
    }

    /// Reopens attempts that Redis has lost, unless they are closed; returns the state of the last one. With
    /// `if_built`, a shard that cannot tell what is closed is left alone. At most a thousand attempts.
    pub async fn reopen(
        &self,
        shard: Shard,
        if_built: bool,
        attempts: &[AttemptFacts],
    ) -> RedisResult<Reopened> {
        let keys = ["built", "used", "open", "due", "done", "pending", "a:"];
        let mut call = shard.call("tl_reopen", &keys);
        call.arg(i32::from(if_built));
        push_facts(&mut call, attempts);
        let reply = Reply::parse(self.function(&call).await?)?;
        Ok(match reply.word.as_str() {
            "OPEN" => Reopened::Open,
            "CLOSED" => Reopened::Closed,
            "COLD" => Reopened::Cold,
            _ => return reply.unknown(),
        })
    }

    /// Notes until when attempts that have extra time need no look. Those that are not open are left out.
    pub async fn postpone(&self, shard: Shard, attempts: &[(AttemptId, Millis)]) -> RedisResult<()> {
        if attempts.is_empty() {
            return Ok(());
        }
        let mut call = shard.call("tl_postpone", &["due"]);
        for (attempt, until) in attempts {
            call.arg(id_text(*attempt)).arg(until.0);
        }
        self.function(&call).await.map(drop)
    }

    /// Stores a sheet that arrived in time.
    pub async fn save(
        &self,
        shard: Shard,
        attempt: AttemptId,
        now: Millis,
        sheet: SentSheet<'_>,
    ) -> RedisResult<SaveOutcome> {
        let mut call = shard.attempt_call("tl_save", attempt);
        call.arg(sheet_text(sheet, now));
        let mut reply = Reply::parse(self.function(&call).await?)?;
        Ok(match reply.word.as_str() {
            "SAVED" => SaveOutcome::Saved,
            "MERGED" => {
                let (held, _) = parse_sheet(&reply.next::<String>()?).ok_or_else(|| unexpected("a sheet"))?;
                SaveOutcome::Merged(held)
            }
            "STALE" => SaveOutcome::Stale(reply.next()?),
            "LOST" => SaveOutcome::Lost,
            _ => return reply.unknown(),
        })
    }

    /// Freezes an attempt.
    pub async fn close(&self, shard: Shard, close: CloseCall<'_>) -> RedisResult<CloseOutcome> {
        let facts = close.facts;
        let closed_at = match close.by {
            ClosedBy::Contestant => close.now.min(facts.deadline),
            ClosedBy::Deadline => facts.deadline,
        };
        let attempt = format!("a:{}", id_text(facts.attempt));
        let mut call = shard.call("tl_close", &[&attempt, "open", "due", "pending", "done"]);
        call.arg(id_text(facts.attempt))
            .arg(facts.account.0.simple().to_string())
            .arg(close.now.0)
            .arg(facts.deadline.0)
            .arg(GRACE_MS)
            .arg(by_text(close.by))
            .arg(closed_at.0)
            .arg(sheet_text(close.sheet, close.last_change))
            .arg(i32::from(close.acknowledged))
            .arg(facts_text(facts));
        let mut reply = Reply::parse(self.function(&call).await?)?;
        Ok(match reply.word.as_str() {
            "CLOSED" => {
                let frozen = parse_frozen(facts.attempt, &reply.next::<String>()?);
                CloseOutcome::Closed(frozen.ok_or_else(|| unexpected("a frozen attempt"))?)
            }
            "DONE" => CloseOutcome::Done,
            "LATE" => CloseOutcome::Late,
            "OPEN" => CloseOutcome::StillOpen,
            "LOST" => CloseOutcome::Lost,
            _ => return reply.unknown(),
        })
    }
}
