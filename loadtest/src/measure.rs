//! What a run has measured: latencies in HDR histograms, errors by code, shed requests, and a series by the second.
//! Each thread measures for itself; the parts are added up at the end.

use hdrhistogram::Histogram;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The number of variants of [`Operation`].
const OPERATIONS: usize = 8;

/// What a phone requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    Start,
    Save,
    Submit,
    Receipt,
    Board,
    Me,
    SignIn,
    Winners,
}

impl Operation {
    pub const ALL: [Operation; OPERATIONS] = [
        Operation::Start,
        Operation::Save,
        Operation::Submit,
        Operation::Receipt,
        Operation::Board,
        Operation::Me,
        Operation::SignIn,
        Operation::Winners,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Operation::Start => "start",
            Operation::Save => "save",
            Operation::Submit => "submit",
            Operation::Receipt => "receipt",
            Operation::Board => "board",
            Operation::Me => "me",
            Operation::SignIn => "sign_in",
            Operation::Winners => "winners",
        }
    }
}

/// One second of a run.
#[derive(Clone)]
pub struct Second {
    pub requests: u64,
    pub attempts: u64,
    pub shed: u64,
    /// Latencies of submissions, in microseconds.
    pub submit: Histogram<u64>,
}

/// Keeps three digits, up to two minutes.
fn histogram() -> Histogram<u64> {
    // Fails only for invalid bounds, and these are constants.
    Histogram::new_with_bounds(1, 120_000_000, 3).unwrap_or_else(|_| unreachable!("the bounds are valid"))
}

/// When measuring begins and ends: what happens outside belongs to the run, but not to its figures.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    pub from: Instant,
    pub until: Instant,
}

impl Period {
    pub fn length(&self) -> Duration {
        self.until - self.from
    }

    fn contains(&self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }
}

/// A wait in the queue.
#[derive(Clone, Copy, Debug)]
pub struct Waited {
    /// The server's first estimate, in seconds.
    pub estimate_s: f64,
    pub actual_s: f64,
}

#[derive(Clone)]
pub struct Measures {
    period: Period,
    latencies: [Histogram<u64>; OPERATIONS],
    /// How much later than intended the generator itself sent although the phone was free: its own error.
    pub lateness: Histogram<u64>,
    pub errors: BTreeMap<String, u64>,
    pub shed: [u64; OPERATIONS],
    /// Attempts that received their receipt.
    pub attempts: u64,
    pub requests: u64,
    /// Arrivals for which no registered person was free.
    pub nobody_free: u64,
    pub waits: Vec<Waited>,
    pub seconds: Vec<Second>,
}

impl Measures {
    pub fn new(period: Period) -> Measures {
        Measures {
            period,
            latencies: std::array::from_fn(|_| histogram()),
            lateness: histogram(),
            errors: BTreeMap::new(),
            shed: [0; OPERATIONS],
            attempts: 0,
            requests: 0,
            nobody_free: 0,
            waits: Vec::new(),
            seconds: Vec::new(),
        }
    }

    pub fn period(&self) -> Period {
        self.period
    }

    /// Counts a success; its latency runs from the moment it was meant to be sent.
    pub fn succeeded(&mut self, operation: Operation, intended: Instant, now: Instant) {
        if !self.period.contains(now) {
            return;
        }
        let micros = now.saturating_duration_since(intended).as_micros() as u64;
        self.latencies[operation as usize].saturating_record(micros.max(1));
        self.requests += 1;
        let second = self.second(now);
        second.requests += 1;
        if operation == Operation::Submit {
            second.submit.saturating_record(micros.max(1));
        }
    }

    pub fn finished_attempt(&mut self, now: Instant) {
        if self.period.contains(now) {
            self.attempts += 1;
            self.second(now).attempts += 1;
        }
    }

    /// Counts a request that was told to come back later.
    pub fn turned_away(&mut self, operation: Operation, now: Instant) {
        if self.period.contains(now) {
            self.shed[operation as usize] += 1;
            self.requests += 1;
            let second = self.second(now);
            second.shed += 1;
            second.requests += 1;
        }
    }

    /// Counts an error. Errors count whenever they happen, because there should be none.
    pub fn failed(&mut self, operation: Operation, code: &str) {
        *self
            .errors
            .entry(format!("{}:{code}", operation.name()))
            .or_default() += 1;
    }

    pub fn sent_late(&mut self, by: Duration) {
        self.lateness.saturating_record((by.as_micros() as u64).max(1));
    }

    pub fn latency(&self, operation: Operation) -> &Histogram<u64> {
        &self.latencies[operation as usize]
    }

    fn second(&mut self, now: Instant) -> &mut Second {
        let index = now.saturating_duration_since(self.period.from).as_secs() as usize;
        while self.seconds.len() <= index {
            self.seconds.push(Second {
                requests: 0,
                attempts: 0,
                shed: 0,
                submit: histogram(),
            });
        }
        &mut self.seconds[index]
    }

    /// Adds what another thread measured in the same period.
    pub fn add(&mut self, other: Measures) {
        for (mine, theirs) in self.latencies.iter_mut().zip(&other.latencies) {
            mine.add(theirs).unwrap_or_default();
        }
        self.lateness.add(&other.lateness).unwrap_or_default();
        for (code, count) in other.errors {
            *self.errors.entry(code).or_default() += count;
        }
        for (mine, theirs) in self.shed.iter_mut().zip(other.shed) {
            *mine += theirs;
        }
        self.attempts += other.attempts;
        self.requests += other.requests;
        self.nobody_free += other.nobody_free;
        self.waits.extend(other.waits);
        for (index, second) in other.seconds.into_iter().enumerate() {
            match self.seconds.get_mut(index) {
                Some(mine) => {
                    mine.requests += second.requests;
                    mine.attempts += second.attempts;
                    mine.shed += second.shed;
                    mine.submit.add(&second.submit).unwrap_or_default();
                }
                None => self.seconds.push(second),
            }
        }
    }
}
