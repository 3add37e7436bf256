//! Metrics for operators, in the Prometheus format. They are served on an address of their own (`metrics_listen`),
//! which the public never reaches. No metric identifies a person.

use crate::admission::class::Class;
use crate::admission::room::Room;
use actix_web::HttpResponse;
use actix_web::web::Data;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::Arc;
use std::time::Duration;

type Label = [(&'static str, &'static str); 1];

/// What becomes of one-time codes and the requests for them.
#[derive(Clone, Copy)]
pub(crate) enum CodeEvent {
    Sent,
    /// The gateway was tried twice.
    NotSent,
    /// Too many messages wait for the gateway.
    QueueFull,
    /// The budget of a network or of all is spent.
    OverBudget,
    PasswordSet,
    Wrong,
}

impl CodeEvent {
    const ALL: [CodeEvent; 6] = [
        CodeEvent::Sent,
        CodeEvent::NotSent,
        CodeEvent::QueueFull,
        CodeEvent::OverBudget,
        CodeEvent::PasswordSet,
        CodeEvent::Wrong,
    ];

    fn name(self) -> &'static str {
        match self {
            CodeEvent::Sent => "sent",
            CodeEvent::NotSent => "not_sent",
            CodeEvent::QueueFull => "queue_full",
            CodeEvent::OverBudget => "over_budget",
            CodeEvent::PasswordSet => "password_set",
            CodeEvent::Wrong => "wrong",
        }
    }
}

/// Bucket limits in seconds; the promises are 8 ms for a save and 15 ms for a submission.
const SECONDS: [f64; 12] = [
    0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1.0, 2.5,
];

/// Handles on the metrics. Cheap to clone.
#[derive(Clone)]
pub struct Metrics(Arc<Registered>);

struct Registered {
    registry: Registry,
    served: [Histogram; Class::ALL.len()],
    shed: [Counter; Class::ALL.len()],
    waiting: Family<Label, Gauge>,
    recorded: Counter,
    batches: Counter,
    codes: [Counter; CodeEvent::ALL.len()],
    failed: Counter,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut registry = Registry::with_prefix("thiluat");
        let served = Family::<Label, Histogram>::new_with_constructor(|| Histogram::new(SECONDS));
        let shed = Family::<Label, Counter>::default();
        let waiting = Family::<Label, Gauge>::default();
        let (recorded, batches) = (Counter::default(), Counter::default());
        let help = "Time from a request's turn to its response, by class";
        registry.register_with_unit("request", help, Unit::Seconds, served.clone());
        registry.register(
            "shed",
            "Requests refused for want of room, by class",
            shed.clone(),
        );
        registry.register("waiting", "People in a waiting room", waiting.clone());
        registry.register("recorded", "Attempts committed to the database", recorded.clone());
        registry.register("batches", "Group commits", batches.clone());
        let failed = Counter::default();
        registry.register(
            "failed",
            "Responses of 500 and above, except requests refused for want of room",
            failed.clone(),
        );
        let codes = Family::<Label, Counter>::default();
        registry.register(
            "codes",
            "One-time codes for new passwords, by what became of them",
            codes.clone(),
        );
        let label = |class: Class| [("class", class.name())];
        Metrics(Arc::new(Registered {
            served: Class::ALL.map(|class| served.get_or_create(&label(class)).clone()),
            shed: Class::ALL.map(|class| shed.get_or_create(&label(class)).clone()),
            codes: CodeEvent::ALL.map(|event| codes.get_or_create(&[("event", event.name())]).clone()),
            registry,
            waiting,
            recorded,
            batches,
            failed,
        }))
    }
}

impl Metrics {
    pub fn served(&self, class: Class, time: Duration) {
        self.0.served[class as usize].observe(time.as_secs_f64());
    }

    pub(crate) fn shed(&self, class: Class) {
        self.0.shed[class as usize].inc();
    }

    pub(crate) fn failed(&self) {
        self.0.failed.inc();
    }

    /// Returns how many requests were refused for want of room, and how many failed for other reasons.
    pub(crate) fn troubles(&self) -> (u64, u64) {
        (self.0.shed.iter().map(Counter::get).sum(), self.0.failed.get())
    }

    pub(crate) fn committed(&self, attempts: usize) {
        self.0.recorded.inc_by(attempts as u64);
        self.0.batches.inc();
    }

    pub(crate) fn code(&self, event: CodeEvent) {
        self.0.codes[event as usize].inc();
    }

    pub(crate) fn waiting(&self, room: &Room) {
        let gauge = self.0.waiting.get_or_create(&[("room", room.name)]);
        gauge.set(i64::try_from(room.waiting()).unwrap_or(i64::MAX));
    }

    fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a `String` never fails.
        let _written = encode(&mut text, &self.0.registry);
        text
    }
}

/// `GET /metrics`.
pub(crate) async fn show(metrics: Data<Metrics>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .body(metrics.text())
}
