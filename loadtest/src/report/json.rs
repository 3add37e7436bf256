//! The report as data. Field names are stable: scripts read them.

use crate::audit::Audit;
use crate::machine::Machine;
use crate::measure::{Measures, Operation};
use hdrhistogram::Histogram;
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything known about one run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Milliseconds since 1970, UTC.
    pub date: i64,
    /// Commit of the sources, if this is a checkout.
    pub commit: Option<String>,
    pub machine: Machine,
    pub mode: String,
    pub store: Option<String>,
    pub duration_s: f64,
    pub attempts: u64,
    pub attempts_per_s: f64,
    pub requests_per_s: f64,
    pub operations: BTreeMap<&'static str, Latency>,
    /// By operation and code.
    pub errors: BTreeMap<String, u64>,
    /// Requests told to come back later, by operation.
    pub shed: BTreeMap<&'static str, u64>,
    pub nobody_free: u64,
    pub waiting: Waiting,
    pub server: Option<Usage>,
    pub redis: Option<Usage>,
    pub postgres: Option<Usage>,
    pub client: Usage,
    /// How late the generator itself sent, in microseconds.
    pub generator_lateness: Latency,
    pub audit: Option<Audit>,
    pub seconds: Vec<SecondOf>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub more: BTreeMap<String, serde_json::Value>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Latency {
    pub count: u64,
    pub p50_us: u64,
    pub p90_us: u64,
    pub p99_us: u64,
    pub p999_us: u64,
    pub max_us: u64,
    /// The whole curve for the chart: percentile and microseconds.
    #[serde(skip)]
    pub curve: Vec<(f64, u64)>,
}

impl Latency {
    pub fn of(histogram: &Histogram<u64>) -> Latency {
        let at = |quantile| histogram.value_at_quantile(quantile);
        let nines = [
            0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999,
        ];
        Latency {
            count: histogram.len(),
            p50_us: at(0.5),
            p90_us: at(0.9),
            p99_us: at(0.99),
            p999_us: at(0.999),
            max_us: histogram.max(),
            curve: nines.iter().map(|&quantile| (quantile, at(quantile))).collect(),
        }
    }
}

/// How long people waited to be let in, and how good the estimates were.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    pub people: u64,
    pub p50_s: f64,
    pub p90_s: f64,
    pub max_s: f64,
    /// How far the first estimate was from the actual wait, as a share of it.
    pub estimate_error_p50: f64,
    pub estimate_error_p90: f64,
}

impl Waiting {
    fn of(measures: &Measures) -> Waiting {
        let mut actual: Vec<f64> = measures.waits.iter().map(|wait| wait.actual_s).collect();
        let mut errors: Vec<f64> = measures
            .waits
            .iter()
            .map(|wait| (wait.estimate_s - wait.actual_s).abs() / wait.actual_s.max(0.001))
            .collect();
        actual.sort_by(f64::total_cmp);
        errors.sort_by(f64::total_cmp);
        Waiting {
            people: actual.len() as u64,
            p50_s: quantile(&actual, 0.5),
            p90_s: quantile(&actual, 0.9),
            max_s: quantile(&actual, 1.0),
            estimate_error_p50: quantile(&errors, 0.5),
            estimate_error_p90: quantile(&errors, 0.9),
        }
    }
}

/// Returns a quantile of sorted numbers; 0 if there are none.
pub fn quantile(sorted: &[f64], quantile: f64) -> f64 {
    let index = ((sorted.len() as f64 * quantile).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
    sorted.get(index).copied().unwrap_or(0.0)
}

/// Returns the median of numbers in any order.
pub fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile(&sorted, 0.5)
}

/// What a process has used during the run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Usage {
    pub cpu_s: f64,
    pub cpu_us_per_request: f64,
    pub peak_rss_bytes: u64,
}

#[derive(Clone, Debug, Serialize)]
pub struct SecondOf {
    pub requests: u64,
    pub attempts: u64,
    pub shed: u64,
    pub submit_p99_us: u64,
}

/// Processor seconds and peak memory of everything involved.
#[derive(Clone, Debug, Default)]
pub struct Used {
    pub server: Option<(f64, u64)>,
    pub redis: Option<(f64, u64)>,
    pub postgres: Option<(f64, u64)>,
    pub client: (f64, u64),
}

impl Report {
    pub fn new(mode: &str, store: Option<String>, measures: &Measures, used: &Used) -> Report {
        let duration_s = measures.period().length().as_secs_f64();
        let requests = measures.requests.max(1) as f64;
        let usage = |(cpu_s, peak_rss_bytes): (f64, u64)| Usage {
            cpu_s,
            cpu_us_per_request: cpu_s * 1e6 / requests,
            peak_rss_bytes,
        };
        let made = Operation::ALL
            .into_iter()
            .filter(|op| !measures.latency(*op).is_empty());
        let shed = Operation::ALL
            .into_iter()
            .filter(|op| measures.shed[*op as usize] > 0);
        Report {
            date: crate::contest::now().0,
            commit: commit(),
            machine: Machine::this(),
            mode: mode.to_owned(),
            store,
            duration_s,
            attempts: measures.attempts,
            attempts_per_s: measures.attempts as f64 / duration_s,
            requests_per_s: measures.requests as f64 / duration_s,
            operations: made
                .map(|op| (op.name(), Latency::of(measures.latency(op))))
                .collect(),
            errors: measures.errors.clone(),
            shed: shed.map(|op| (op.name(), measures.shed[op as usize])).collect(),
            nobody_free: measures.nobody_free,
            waiting: Waiting::of(measures),
            server: used.server.map(usage),
            redis: used.redis.map(usage),
            postgres: used.postgres.map(usage),
            client: usage(used.client),
            generator_lateness: Latency::of(&measures.lateness),
            audit: None,
            seconds: measures
                .seconds
                .iter()
                .map(|second| SecondOf {
                    requests: second.requests,
                    attempts: second.attempts,
                    shed: second.shed,
                    submit_p99_us: second.submit.value_at_quantile(0.99),
                })
                .collect(),
            more: BTreeMap::new(),
        }
    }

    /// Returns whether there was an audit and it passed.
    pub fn audit_passed(&self) -> bool {
        self.audit.as_ref().is_some_and(|audit| audit.passed)
    }
}

fn commit() -> Option<String> {
    let asked = std::process::Command::new("git")
        .args(["rev-parse", "--short=12", "HEAD"])
        .stderr(std::process::Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(asked.stdout).ok()?;
    (asked.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
}
