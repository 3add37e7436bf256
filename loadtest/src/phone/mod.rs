//! One contestant's phone: an attempt from the start to the receipt, as the web client does it.
//!
//! When a request is meant to be sent: the start, at the arrival; each save and the submission, one thinking time after
//! the moment at which the previous one was *meant* to be sent (the first save: after the paper has arrived, because
//! nobody thinks about questions they have not seen). A request is never sent before the previous response, but its
//! latency still runs from the intended moment, so a stalling server is charged with everything that queues up behind
//! it. A refused request is meant to be sent again after `Retry-After` plus a little; each try is measured separately,
//! and the whole wait for a start is reported as well. Marks made while a save waits like this go with it, and the
//! submission, which carries the whole sheet, does not wait for it.

mod attempt;
mod sheet;

use crate::http::{Answer, Client, Sending};
use crate::ledger::Ledger;
use crate::measure::{Measures, Operation, Waited};
use crate::people::{PASSWORD, Person};
use crate::target::Addresses;
use contest_core::wire::accounts::SignIn;
use contest_core::wire::errors::{ApiError, ErrorCode, QUEUE_POSITION};
use contest_core::wire::paths;
use http::header::IF_NONE_MATCH;
use http::{HeaderName, HeaderValue, Method, Uri};
use rand::Rng;
use rand::rngs::SmallRng;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What the phones of one thread record.
pub struct Tally {
    pub measures: Measures,
    pub ledger: Ledger,
}

/// How an attempt is paced.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Thinking time between requests; zero in the closed loop.
    pub think: Duration,
    pub saves: u32,
    /// Whether to look at the board and one's own rank after the receipt.
    pub looks: bool,
    /// Nobody asks to be let in after this moment.
    pub until: Instant,
    /// Whether requests have an intended moment. In the closed loop, a request is sent as soon as the phone is free.
    pub is_open: bool,
}

/// Tries of one request before the phone gives up.
const TRIES: u32 = 100;

/// A contestant with their phone.
pub struct Phone {
    pub client: Client,
    pub person: Person,
    pub addresses: Rc<Addresses>,
    pub random: SmallRng,
    pub tally: Rc<RefCell<Tally>>,
    /// The `ETag` of the board last seen.
    pub seen_board: Option<HeaderValue>,
}

/// A response that was accepted, and when.
struct Accepted {
    answer: Answer,
    at: Instant,
}

/// When a request that was not accepted must be sent again.
struct Again {
    at: Instant,
    /// The signed queue position, with the estimate in seconds.
    position: Option<(HeaderValue, f64)>,
}

impl Phone {
    /// Reads the board and one's own rank, as the screen after the receipt shows them.
    async fn look(&mut self, pace: Pace) {
        self.read_board(Instant::now(), pace).await;
        self.read_rank(Instant::now(), pace).await;
    }

    pub async fn read_board(&mut self, intended: Instant, pace: Pace) {
        let mut reading = Sending::get(self.addresses.board.clone(), None);
        if let Some(tag) = &self.seen_board {
            reading = reading.with(IF_NONE_MATCH, tag.clone());
        }
        if let Some(read) = self.insist(Operation::Board, reading, intended, pace).await
            && let Some(tag) = read.answer.header("etag")
        {
            self.seen_board = HeaderValue::from_str(tag).ok();
        }
    }

    pub async fn read_rank(&mut self, intended: Instant, pace: Pace) {
        let cookie = self.person.cookie.clone();
        let asking = Sending::get(self.addresses.me.clone(), Some(&cookie));
        self.insist(Operation::Me, asking, intended, pace).await;
    }

    pub async fn read_winners(&mut self, intended: Instant, pace: Pace) {
        let reading = Sending::get(self.addresses.winners.clone(), None);
        self.insist(Operation::Winners, reading, intended, pace).await;
    }

    /// Signs in, as somebody whose session has expired.
    pub async fn sign_in(&mut self, intended: Instant, pace: Pace) {
        let body = SignIn {
            login: self.person.login.clone(),
            password: PASSWORD.to_owned(),
        };
        let Ok(body) = serde_json::to_vec(&body) else {
            return;
        };
        let signing = Sending::json(Method::POST, Uri::from_static(paths::SESSION), None, body);
        self.insist(Operation::SignIn, signing, intended, pace).await;
    }

    /// Starts an attempt and abandons it.
    pub async fn start_only(&mut self, pace: Pace) {
        let cookie = self.person.cookie.clone();
        let start = Sending::json(Method::POST, self.addresses.start.clone(), Some(&cookie), "null");
        self.insist(Operation::Start, start, Instant::now(), pace).await;
    }

    /// Repeats a request until it is accepted, refused for good, or not worth another try.
    async fn insist(
        &mut self,
        operation: Operation,
        mut sending: Sending<'_>,
        mut intended: Instant,
        pace: Pace,
    ) -> Option<Accepted> {
        let first_try = intended;
        let mut estimate = None;
        for _ in 0..TRIES {
            let again = match self.send(operation, &sending, intended).await {
                Ok(accepted) => {
                    if let Some(estimate_s) = estimate {
                        let actual_s = accepted.at.saturating_duration_since(first_try).as_secs_f64();
                        let waited = Waited { estimate_s, actual_s };
                        self.tally.borrow_mut().measures.waits.push(waited);
                    }
                    return Some(accepted);
                }
                Err(again) => again?,
            };
            if let Some((signed, said)) = again.position {
                estimate.get_or_insert(said);
                sending = sending.with(HeaderName::from_static("queue-position"), signed);
            }
            intended = again.at;
            let may_be_left = !matches!(operation, Operation::Submit | Operation::Receipt);
            if may_be_left && intended >= pace.until {
                return None;
            }
        }
        self.failed(operation, "gave_up")
    }

    /// Tries once. If the request is not accepted, returns when to try again, or `None` if it was refused for good.
    async fn send(
        &mut self,
        operation: Operation,
        sending: &Sending<'_>,
        intended: Instant,
    ) -> Result<Accepted, Option<Again>> {
        self.wait_until(intended).await;
        let outcome = self.client.exchange(sending).await;
        let now = Instant::now();
        match outcome {
            Ok(answer) if answer.is_success() || answer.status == 304 => {
                self.tally
                    .borrow_mut()
                    .measures
                    .succeeded(operation, intended, now);
                Ok(Accepted { answer, at: now })
            }
            Ok(answer) if matches!(answer.status, 429 | 503) => {
                self.tally.borrow_mut().measures.turned_away(operation, now);
                let asked = answer.retry_after().unwrap_or(Duration::from_secs(1));
                Err(Some(Again {
                    at: now + asked + self.jitter(),
                    position: queue_position(&answer),
                }))
            }
            Ok(answer) => {
                let code = serde_json::from_slice::<ApiError>(&answer.body).map_or_else(
                    |_| answer.status.to_string(),
                    |error| error.code.as_str().to_owned(),
                );
                self.failed::<()>(operation, &code);
                Err(None)
            }
            Err(error) => {
                self.tally.borrow_mut().measures.failed(operation, error.code());
                Err(Some(Again {
                    at: now + Duration::from_secs(1) + self.jitter(),
                    position: None,
                }))
            }
        }
    }

    /// Spreads retries, so that requests refused together do not come back together.
    fn jitter(&mut self) -> Duration {
        Duration::from_millis(u64::from(self.random.next_u32() % 500))
    }

    async fn wait_until(&mut self, intended: Instant) {
        if intended > Instant::now() {
            tokio::time::sleep_until(intended.into()).await;
            let late = Instant::now().saturating_duration_since(intended);
            self.tally.borrow_mut().measures.sent_late(late);
        }
    }

    fn failed<T>(&self, operation: Operation, code: &str) -> Option<T> {
        self.tally.borrow_mut().measures.failed(operation, code);
        None
    }
}

/// Returns the signed queue position and the estimate in seconds, if the server has given one.
fn queue_position(answer: &Answer) -> Option<(HeaderValue, f64)> {
    let error: ApiError = serde_json::from_slice(&answer.body).ok()?;
    let waiting = error.waiting.filter(|_| error.code == ErrorCode::Waiting)?;
    debug_assert!(QUEUE_POSITION.eq_ignore_ascii_case("queue-position"));
    let signed = HeaderValue::from_str(&waiting.position).ok()?;
    Some((signed, f64::from(waiting.estimate_s)))
}
