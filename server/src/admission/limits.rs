//! In-flight limits of one worker thread, adapted to how late the thread runs.
//!
//! A probe measures the lag every 25 ms: how much longer than asked a short sleep took, plus a round trip to Redis on
//! the thread's own connection. Both grow with what is queued, whoever queued it. Each class of requests tolerates a
//! certain lag.
//!
//! - Above it, the limit of the class shrinks by the ratio of the tolerated to the measured lag: requests in flight
//!   take the lag to be served, so half of them would take half as long. A probe shrinks it by at most a half and at
//!   least a tenth: the later a thread runs, the less often it measures, and small steps would take seconds.
//! - Below it, the limit grows by a twentieth a probe while it is being used. Additive increase would take minutes to
//!   recover, and the probe is far faster than the load changes.
//!
//! The tolerated lags are ordered, so the classes give way in that order. Those of starts are what a submission usually
//! finds queued ahead of it. Saves give way late: their number follows from the starts, and saves that are refused
//! together are retried together. In measurements the load then oscillates, and submissions wait longer than they
//! would have waited for the saves.

use super::class::Class;
use live::Live;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often the lag is measured.
const PROBE: Duration = Duration::from_millis(25);

/// The lag that a class tolerates, and the bounds of its limit.
struct ClassLimits {
    tolerated: Duration,
    /// So many are let in however late the thread runs: below this, refusing more would not make it faster.
    least: f32,
    first: f32,
    most: f32,
}

impl Class {
    const fn limits(self) -> ClassLimits {
        let (tolerated_ms, least, first, most) = match self {
            Class::Read => (20, 4.0, 256.0, 2_048.0),
            Class::Start => (40, 8.0, 256.0, 2_048.0),
            Class::Ask => (60, 32.0, 512.0, 4_096.0),
            Class::Save => (250, 256.0, 1_024.0, 8_192.0),
            Class::Submit => (500, 1_024.0, 4_096.0, 16_384.0),
        };
        ClassLimits {
            tolerated: Duration::from_millis(tolerated_ms),
            least,
            first,
            most,
        }
    }
}

/// The requests of one class that a thread works on.
struct Gate {
    in_flight: Cell<u32>,
    limit: Cell<f32>,
    /// The most in flight since the last probe.
    peak: Cell<u32>,
}

/// The limits of one thread.
pub(crate) struct Limits {
    gates: [Gate; Class::ALL.len()],
    load: Load,
}

/// The load that the threads report to the rest of the process.
#[derive(Clone, Default)]
pub struct Load(Arc<Reported>);

#[derive(Default)]
struct Reported {
    /// The sum of all lags since they were last read, in microseconds; `lags` is their number.
    lag_us: AtomicU64,
    lags: AtomicU32,
    starts_refused: AtomicU32,
}

impl Load {
    /// Returns how late the threads ran on average since this was last called.
    pub(crate) fn lag(&self) -> Duration {
        let told = &self.0;
        let (sum, count) = (
            told.lag_us.swap(0, Ordering::Relaxed),
            told.lags.swap(0, Ordering::Relaxed),
        );
        let mean = match count {
            // No thread has reported for the time of several probes.
            0 => PROBE * 4,
            count => Duration::from_micros(sum / u64::from(count)),
        };
        // A start that was called in found no room: the limits know better than the mean.
        match told.starts_refused.swap(0, Ordering::Relaxed) {
            0 => mean,
            _refused => mean.max(Class::Start.limits().tolerated),
        }
    }
}

impl Limits {
    /// Returns limits for the calling thread, and starts the probe that adapts them.
    pub(crate) fn of_this_thread(load: Load, live: Live) -> Rc<Limits> {
        let limits = Rc::new(Limits {
            gates: Class::ALL.map(|class| Gate {
                in_flight: Cell::new(0),
                limit: Cell::new(class.limits().first),
                peak: Cell::new(0),
            }),
            load,
        });
        // The probe ends with the thread.
        actix_web::rt::spawn(probe(limits.clone(), live));
        limits
    }

    #[cfg(test)]
    pub(super) fn for_tests() -> Limits {
        Limits {
            gates: Class::ALL.map(|class| Gate {
                in_flight: Cell::new(0),
                limit: Cell::new(class.limits().first),
                peak: Cell::new(0),
            }),
            load: Load::default(),
        }
    }

    fn gate(&self, class: Class) -> &Gate {
        &self.gates[class as usize]
    }

    pub(crate) fn is_full(&self, class: Class) -> bool {
        let gate = self.gate(class);
        gate.in_flight.get() as f32 >= gate.limit.get()
    }

    /// Returns whether a class is full for a new request. If so, notes that its limit is in use and may grow.
    pub(super) fn refuses(&self, class: Class) -> bool {
        let (gate, full) = (self.gate(class), self.is_full(class));
        if full {
            gate.peak.set(gate.peak.get().max(gate.in_flight.get()));
        }
        full
    }

    /// Counts a request in. Returns false if there is no room for it.
    pub(super) fn enter(&self, class: Class) -> bool {
        if self.refuses(class) {
            if class == Class::Start {
                self.load.0.starts_refused.fetch_add(1, Ordering::Relaxed);
            }
            return false;
        }
        let gate = self.gate(class);
        let in_flight = gate.in_flight.get() + 1;
        gate.in_flight.set(in_flight);
        gate.peak.set(gate.peak.get().max(in_flight));
        true
    }

    pub(super) fn leave(&self, class: Class) {
        let gate = self.gate(class);
        gate.in_flight.set(gate.in_flight.get().saturating_sub(1));
    }

    fn adapt(&self, lag: Duration) {
        for class in Class::ALL {
            let (gate, limits) = (self.gate(class), class.limits());
            let limit = gate.limit.get();
            let used = gate.peak.replace(gate.in_flight.get()) as f32 >= limit / 2.0;
            let adapted = if lag > limits.tolerated {
                let too_long = limits.tolerated.as_secs_f32() / lag.as_secs_f32();
                limit * too_long.clamp(0.5, 0.9)
            } else if used {
                limit * 1.05 + 1.0
            } else {
                limit
            };
            gate.limit.set(adapted.clamp(limits.least, limits.most));
        }
        let us = lag.as_micros().min(u32::MAX.into()) as u64;
        self.load.0.lag_us.fetch_add(us, Ordering::Relaxed);
        self.load.0.lags.fetch_add(1, Ordering::Relaxed);
    }
}

async fn probe(limits: Rc<Limits>, live: Live) {
    loop {
        let asked = Instant::now();
        tokio::time::sleep(PROBE).await;
        // If Redis is away, the requests find out themselves; it does not make this thread slow.
        let _away = tokio::time::timeout(Duration::from_secs(1), live.ping()).await;
        limits.adapt(asked.elapsed().saturating_sub(PROBE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(limits: &Limits, class: Class) -> f32 {
        limits.gate(class).limit.get()
    }

    #[test]
    fn classes_give_way_in_order_and_never_entirely() {
        let limits = Limits::for_tests();
        let late = [25, 50, 70, 300, 900].map(Duration::from_millis);
        for (late, gives_way) in late.into_iter().zip(Class::ALL) {
            let before = Class::ALL.map(|class| limit(&limits, class));
            limits.adapt(late);
            for (class, before) in Class::ALL.into_iter().zip(before) {
                let shrunk = limit(&limits, class) < before;
                assert_eq!(shrunk, class <= gives_way, "{class:?} at {late:?}");
            }
        }
        for _ in 0..1_000 {
            limits.adapt(Duration::from_secs(3));
        }
        for class in Class::ALL {
            assert_eq!(limit(&limits, class), class.limits().least);
        }
    }

    #[test]
    fn the_later_a_thread_runs_the_faster_a_class_shrinks() {
        let after = |ms: u64| {
            let limits = Limits::for_tests();
            limits.adapt(Duration::from_millis(ms));
            limit(&limits, Class::Save) / Class::Save.limits().first
        };
        assert_eq!([251, 800].map(after), [0.9, 0.5]);
        assert!((after(400) - 0.625).abs() < 0.001);
    }

    #[test]
    fn what_is_used_grows_back_and_what_is_not_used_stays() {
        let limits = Limits::for_tests();
        for _ in 0..200 {
            limits.adapt(Duration::from_secs(3));
        }
        for _ in 0..200 {
            while limits.enter(Class::Save) {}
            limits.adapt(Duration::from_millis(1));
        }
        assert_eq!(limit(&limits, Class::Save), Class::Save.limits().most);
        assert_eq!(limit(&limits, Class::Start), Class::Start.limits().least);
    }

    #[test]
    fn a_full_class_refuses_until_one_leaves_and_others_go_on() {
        let limits = Limits::for_tests();
        let mut entered = 0;
        while limits.enter(Class::Read) {
            entered += 1;
        }
        assert_eq!(entered, 256);
        assert!(limits.enter(Class::Submit));
        limits.leave(Class::Read);
        assert!(limits.enter(Class::Read));
        assert!(!limits.enter(Class::Read));
    }
}
