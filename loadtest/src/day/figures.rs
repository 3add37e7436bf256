//! The outcome of a day of results: figures next to their targets, what phones experienced meanwhile, and the audits.

use super::beside::Stage;
use super::recount::Recount;
use crate::audit::Audit;
use crate::machine::Machine;
use crate::measure::{Measures, Operation};
use crate::report::json::Latency;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Seconds,
    Milliseconds,
    Bytes,
    PerSecond,
    Count,
}

/// One figure. A target is the highest allowed value; for rates, the lowest.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    pub what: String,
    pub value: f64,
    pub unit: Unit,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Day {
    pub machine: Machine,
    pub store: Option<String>,
    pub people: u32,
    pub attempts: u32,
    pub figures: Vec<Figure>,
    /// What the phones of a running round experienced.
    pub beside: Vec<Stage>,
    /// What those experienced who started in the large round during its rebuild.
    pub starters: Vec<Stage>,
    pub recount: Recount,
    /// Audit of the phones that played in the large round.
    pub of_starters: Audit,
    /// Audit of the running round.
    pub of_running: Audit,
}

impl Day {
    pub fn passed(&self) -> bool {
        self.recount.passed && self.of_starters.passed && self.of_running.passed
    }

    pub fn figure(&self, what: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.what == what)
    }
}

/// Returns a target that grows with the attempts; there is none below a million, where other things dominate the time.
pub fn per_attempt(seconds: f64, attempts: u64) -> Option<f64> {
    (attempts >= 1_000_000).then_some(seconds * attempts as f64)
}

/// Figures as they come in; each is reported at once.
pub struct Figures {
    pub all: Vec<Figure>,
    tell: fn(&Figure),
}

impl Figures {
    pub fn new(tell: fn(&Figure)) -> Figures {
        let all = Vec::new();
        Figures { all, tell }
    }

    pub fn add(&mut self, what: &str, value: f64, unit: Unit, target: Option<f64>) {
        let figure = Figure {
            what: what.to_owned(),
            value,
            unit,
            target,
        };
        (self.tell)(&figure);
        self.all.push(figure);
    }

    pub fn took(&mut self, what: &str, took: Duration, target_s: Option<f64>) {
        self.add(what, took.as_secs_f64(), Unit::Seconds, target_s);
    }

    pub fn bytes(&mut self, what: &str, bytes: u64, target: Option<f64>) {
        self.add(what, bytes as f64, Unit::Bytes, target);
    }

    /// Adds responses a second, their latencies, and what went wrong.
    pub fn reading(&mut self, what: &str, operation: Operation, measures: &Measures, target: Option<f64>) {
        let latency = measures.latency(operation);
        let ms = |quantile| latency.value_at_quantile(quantile) as f64 / 1e3;
        let rate = latency.len() as f64 / measures.period().length().as_secs_f64();
        self.add(
            &format!("{what}: responses per second"),
            rate,
            Unit::PerSecond,
            target,
        );
        self.add(&format!("{what}: p50"), ms(0.5), Unit::Milliseconds, None);
        self.add(&format!("{what}: p99"), ms(0.99), Unit::Milliseconds, None);
        let errors = measures.errors.values().sum::<u64>() as f64;
        self.add(&format!("{what}: errors"), errors, Unit::Count, Some(0.0));
        let turned_away = measures.shed.iter().sum::<u64>() as f64;
        self.add(&format!("{what}: turned away"), turned_away, Unit::Count, None);
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, shown(self.value, self.unit))
    }
}

fn shown(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Seconds => format!("{value:.2} s"),
        Unit::Milliseconds => format!("{value:.1} ms"),
        Unit::Bytes => format!("{:.1} MiB", value / 1_048_576.0),
        Unit::PerSecond => format!("{value:.0}/s"),
        Unit::Count => format!("{value:.0}"),
    }
}

/// Formats the day as Markdown for a document.
pub fn markdown(day: &Day) -> String {
    let (attempts, people) = (day.attempts, day.people);
    let store = day.store.as_deref().unwrap_or("–");
    let mut text =
        format!("{attempts} attempts by {people} people, {store}\n\n| | today | target |\n|---|--:|--:|\n");
    for figure in &day.figures {
        let sign = if figure.unit == Unit::PerSecond {
            "≥"
        } else {
            "≤"
        };
        let target = figure
            .target
            .map(|target| format!("{sign} {}", shown(target, figure.unit)));
        text.push_str(&format!(
            "| {} | {} | {} |\n",
            figure.what,
            shown(figure.value, figure.unit),
            target.unwrap_or_default()
        ));
    }
    text.push_str(&stages("running round, meanwhile", &day.beside));
    text.push_str(&stages("starts in the large round, meanwhile", &day.starters));
    text.push_str(&audits(day));
    text
}

fn stages(title: &str, stages: &[Stage]) -> String {
    let mut text = format!(
        "\n| {title} | s | attempts | start p50 / p99 ms | save p50 / p99 ms | submit p50 / p99 / max ms | turned away | errors \
         |\n|---|--:|--:|--:|--:|--:|--:|---|\n"
    );
    for stage in stages {
        let ms = |us: u64| format!("{:.1}", us as f64 / 1e3);
        let of = |operation: Operation| stage.operations.get(operation.name());
        let both = |latency: Option<&Latency>| {
            latency.map_or("–".into(), |l| format!("{} / {}", ms(l.p50_us), ms(l.p99_us)))
        };
        let submit = of(Operation::Submit).map_or("–".into(), |l| {
            format!("{} / {} / {}", ms(l.p50_us), ms(l.p99_us), ms(l.max_us))
        });
        let errors: Vec<String> = stage
            .errors
            .iter()
            .map(|(code, n)| format!("{code} {n}"))
            .collect();
        text.push_str(&format!(
            "| {} | {:.1} | {} | {} | {} | {submit} | {} | {} |\n",
            stage.name,
            stage.seconds,
            stage.attempts,
            both(of(Operation::Start)),
            both(of(Operation::Save)),
            stage.turned_away,
            errors.join(", "),
        ));
    }
    text
}

fn audits(day: &Day) -> String {
    let verdict = |passed: bool| if passed { "passed" } else { "FAILED" };
    let recount = &day.recount;
    let mut text = format!(
        "\nrecount: {}: {} rows of {} people, {} scored again, {} winners, sha256 {}\n",
        verdict(recount.passed),
        recount.rows,
        recount.people,
        recount.scored_again,
        recount.winners,
        recount.hash
    );
    for complaint in &recount.complaints {
        text.push_str(&format!("  {complaint}\n"));
    }
    for (what, audit) in [("starters", &day.of_starters), ("running round", &day.of_running)] {
        text.push_str(&format!(
            "{what}: {}: {} receipts, {} recorded, {} started\n",
            verdict(audit.passed),
            audit.receipts,
            audit.recorded,
            audit.started
        ));
        for complaint in &audit.complaints {
            text.push_str(&format!("  {complaint}\n"));
        }
    }
    text
}
