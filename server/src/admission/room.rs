//! A waiting room for more people than can be let in at once: first come, first served.
//!
//! Two counters in Redis, shared by all servers, move the queue: how many positions were given, and how many people
//! were called. A position is a signed number ([`super::queue_position`]); a request that brings back a called number
//! is let in. The queue does not wait for people who do not come back; it moves past their positions.
//!
//! Redis also remembers who holds which position until it is past, so that a request that does not bring its position
//! gets the same number again: reloading a page costs nobody their position. This is done only where people are signed
//! in: anybody can make up logins, and a list of those would grow without end.

use super::pace::{Backlog, Pace};
use super::queue_position::QueuePosition;
use crate::errors::{AppResult, Refusal};
use actix_web::HttpRequest;
use contest_core::time::Millis;
use contest_core::wire::errors::{QUEUE_POSITION, Waiting};
use live::Live;
use rand::RngExt;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long a position stays valid after it was called.
const KEPT_MS: i64 = 120_000;
/// Positions newer than this may be unknown to another server, which learns of them with its next call.
const NEWS_MS: i64 = 5_000;
/// The longest `Retry-After`, in seconds: the pace may double meanwhile, and a called position stays valid for two
/// minutes.
const LONGEST_PAUSE_S: f64 = 45.0;

/// Returns the signed queue position that a request brings back.
pub(crate) fn signed_position(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(QUEUE_POSITION)?;
    header.to_str().ok()
}

/// Somebody who comes to a room.
#[derive(Clone, Copy)]
pub struct Arrival<'a> {
    pub person: &'a [u8],
    pub at: Millis,
    /// Brought back by somebody who has a position.
    pub position: Option<&'a str>,
}

/// One room of this process.
pub struct Room {
    pub name: &'static str,
    key: [u8; 32],
    /// Whether Redis remembers who holds which position.
    remembers: bool,
    given: AtomicU64,
    called: AtomicU64,
    /// People let in since the last step.
    let_in: AtomicU32,
    /// With a fixed pace: how many people may come in without waiting, in thousandths.
    free: Option<AtomicI64>,
    pace: Mutex<Pace>,
    history: Mutex<History>,
}

/// How many people had been called at what time, a second apart, for as long as positions stay valid. `past` is the
/// count before that.
#[derive(Default)]
struct History {
    called: VecDeque<(Millis, u64)>,
    past: u64,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Room {
    /// `fixed_pace` is in people a second; 0 calls as many as the server carries.
    pub(crate) fn new(name: &'static str, key: [u8; 32], first_pace: f64, fixed_pace: u32) -> Room {
        Room {
            name,
            key,
            remembers: false,
            given: AtomicU64::new(0),
            called: AtomicU64::new(0),
            let_in: AtomicU32::new(0),
            free: (fixed_pace > 0).then(|| AtomicI64::new(i64::from(fixed_pace) * 1_000)),
            pace: Mutex::new(Pace::new(first_pace, fixed_pace)),
            history: Mutex::default(),
        }
    }

    /// Returns the same room, but one where people keep their positions even if they do not bring them back.
    pub(crate) fn that_remembers(self) -> Room {
        Room {
            remembers: true,
            ..self
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting() == 0
    }

    pub(crate) fn waiting(&self) -> u64 {
        let given = self.given.load(Ordering::Relaxed);
        given.saturating_sub(self.called.load(Ordering::Relaxed))
    }

    /// Lets somebody in, or refuses with a position in the queue. `full` means there is no room for one more right now.
    pub async fn enter(&self, live: &Live, arrival: Arrival<'_>, full: bool) -> AppResult<()> {
        let Arrival {
            person,
            at: now,
            position: signed,
        } = arrival;
        let past = self.past(now);
        let position = signed.and_then(|signed| QueuePosition::parse(&self.key, self.name, person, signed));
        let position = match position.filter(|position| self.counts(*position, past, now)) {
            Some(position) => position,
            None if self.is_empty() && !full && self.takes_free() => {
                self.let_in.fetch_add(1, Ordering::Relaxed);
                return Ok(());
            }
            None => {
                let remembered = self.remembers.then_some(person);
                let number = live.take_position(self.name, remembered, past).await?;
                self.given.fetch_max(number, Ordering::Relaxed);
                QueuePosition {
                    number,
                    taken_at: now,
                }
            }
        };
        if position.number > self.called.load(Ordering::Relaxed) {
            return Err(self.wait(position, person));
        }
        self.let_in.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Returns whether a position is valid: it was called less than two minutes ago, or is still to be called.
    fn counts(&self, position: QueuePosition, past: u64, now: Millis) -> bool {
        if position.number > self.given.load(Ordering::Relaxed) {
            // Redis has lost the counters, unless the position is so new that another server has just given it out.
            return now.since(position.taken_at) <= NEWS_MS as u64;
        }
        position.number > past
    }

    /// Returns the last position that was called too long ago to be valid.
    fn past(&self, now: Millis) -> u64 {
        let mut history = locked(&self.history);
        while let Some((at, called)) = history.called.front().copied()
            && now.since(at) > KEPT_MS as u64
        {
            history.past = called;
            history.called.pop_front();
        }
        history.past
    }

    fn takes_free(&self) -> bool {
        let Some(free) = &self.free else { return true };
        let taken = free.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |free| {
            (free >= 1_000).then_some(free - 1_000)
        });
        taken.is_ok()
    }

    fn wait(&self, position: QueuePosition, person: &[u8]) -> Refusal {
        let called = self.called.load(Ordering::Relaxed);
        let ahead = position.number.saturating_sub(called + 1);
        let estimate = (ahead + 1) as f64 / locked(&self.pace).rate();
        let waiting = Waiting {
            position: position.signed(&self.key, self.name, person),
            ahead,
            estimate_s: estimate.ceil() as u32,
        };
        // Retrying before the call is useless, and a called position stays valid for a while. Jitter, so that people
        // who came together do not retry together.
        let pause = estimate.clamp(1.0, LONGEST_PAUSE_S) * rand::rng().random_range(0.8..1.0);
        Refusal::waiting(waiting, pause.ceil() as u32)
    }

    /// Calls the next people in. Runs ten times a second; `seconds` have passed since the last step.
    pub(crate) async fn step(
        &self,
        live: &Live,
        now: Millis,
        backlog: Backlog,
        seconds: f64,
    ) -> AppResult<()> {
        let somebody_waits = !self.is_empty();
        let let_in = self.let_in.swap(0, Ordering::Relaxed);
        let count = if somebody_waits {
            locked(&self.pace).next(backlog, let_in, seconds)
        } else {
            locked(&self.pace).nobody_waits(let_in, seconds);
            self.refill(seconds);
            0
        };
        let counters = live.call_next(self.name, count, self.past(now)).await?;
        let before = self.called.swap(counters.called, Ordering::Relaxed);
        self.given.store(counters.given, Ordering::Relaxed);
        if somebody_waits && counters.called < counters.given {
            locked(&self.pace).called(counters.called.saturating_sub(before), seconds);
        }
        self.remember(now, counters.called);
        Ok(())
    }

    fn refill(&self, seconds: f64) {
        let Some(free) = &self.free else { return };
        let rate = locked(&self.pace).rate() * 1_000.0;
        let refilled = |free: i64| Some((free + (rate * seconds) as i64).min(rate as i64));
        // Never fails: `refilled` always returns `Some`.
        let _filled = free.fetch_update(Ordering::Relaxed, Ordering::Relaxed, refilled);
    }

    fn remember(&self, now: Millis, called: u64) {
        let mut history = locked(&self.history);
        let before = history.called.back().copied();
        if before.map_or(history.past, |(_, before)| before) > called {
            // Redis has lost the counters: they start from zero.
            *history = History::default();
        }
        match history.called.back() {
            Some((_, before)) if *before == called => {}
            Some((at, _)) if now.since(*at) < 1_000 => {}
            _ if history.past == called => {}
            _ => history.called.push_back((now, called)),
        }
    }
}
