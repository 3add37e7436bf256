//! A proxy between phones and a server that does to their requests what a broken server would do.

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use contest_core::ids::{AttemptId, RoundId};
use contest_core::wire::paths;
use loadtest::contest::now;
use loadtest::http::{Answer, Client, Sending};
use loadtest::target::Server;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};

/// What is broken.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// Some submissions are scored as if they were blank.
    ScoresBlank,
    /// The last save of some attempts is acknowledged and forgotten; then the contestant is gone.
    ForgetsSave { last: u32 },
    /// Some starts return a paper and are forgotten: the paper is one of another round. Then the contestant is gone.
    ForgetsStart { elsewhere: RoundId },
    /// Some submissions are accepted for later recording, and forgotten.
    ForgetsSubmission,
    /// The loaded bank has other keys.
    OtherKeys,
}

/// What is done to an attempt, decided when it is first seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lot {
    Spared,
    /// The contestant leaves before submitting; the server does nothing wrong.
    Abandoned,
    Struck,
}

pub(crate) struct Proxy {
    pub(crate) server: Server,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: Server,
    fault: Fault,
    lots: Mutex<Lots>,
}

#[derive(Default)]
struct Lots {
    starts: usize,
    drawn: HashMap<AttemptId, Lot>,
}

impl Proxy {
    /// Runs the proxy on its own thread for as long as the test runs.
    pub(crate) fn before(upstream: &Server, fault: Fault) -> Proxy {
        let shared = Arc::new(Shared {
            upstream: upstream.clone(),
            fault,
            lots: Mutex::default(),
        });
        let (told, address) = mpsc::channel();
        let data = Data::from(shared.clone());
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = move || App::new().app_data(data.clone()).default_service(web::to(pass));
                let serving = HttpServer::new(app)
                    .workers(1)
                    .bind(("127.0.0.1", 0))
                    .expect("a port");
                told.send(serving.addrs()[0]).expect("the test waits");
                serving.run().await.expect("served");
            });
        });
        let address: SocketAddr = address.recv().expect("the proxy starts");
        Proxy {
            server: Server::at(address).expect("an address"),
            shared,
        }
    }

    /// Returns the attempts that were struck, and the number of those that were only abandoned.
    pub(crate) fn struck(&self) -> (Vec<AttemptId>, usize) {
        let lots = self.shared.lots.lock().expect("lots");
        let of = |lot| lots.drawn.iter().filter(move |(_, drawn)| **drawn == lot);
        (
            of(Lot::Struck).map(|(attempt, _)| *attempt).collect(),
            of(Lot::Abandoned).count(),
        )
    }
}

impl Shared {
    fn draw(&self, attempt: AttemptId) -> Lot {
        let mut lots = self.lots.lock().expect("lots");
        let count = lots.drawn.len();
        *lots.drawn.entry(attempt).or_insert(match count % 5 {
            1 => Lot::Struck,
            3 if matches!(self.fault, Fault::ForgetsSave { .. }) => Lot::Abandoned,
            _ => Lot::Spared,
        })
    }

    /// Picks one start in twenty, so that few runs suffice; the first one comes early.
    fn forgets_this_start(&self) -> bool {
        let mut lots = self.lots.lock().expect("lots");
        lots.starts += 1;
        lots.starts % 20 == 7
    }

    fn note_struck(&self, attempt: AttemptId) {
        let mut lots = self.lots.lock().expect("lots");
        lots.drawn.insert(attempt, Lot::Struck);
    }

    fn is_struck(&self, attempt: AttemptId) -> bool {
        let lots = self.lots.lock().expect("lots");
        lots.drawn.get(&attempt) == Some(&Lot::Struck)
    }
}

async fn pass(request: HttpRequest, body: Bytes, shared: Data<Shared>) -> HttpResponse {
    let path = request.path().trim_start_matches(paths::PREFIX);
    let path: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (shared.fault, path.as_slice()) {
        (Fault::ScoresBlank, ["attempts", attempt, "submission"])
            if shared.draw(id(attempt)) == Lot::Struck =>
        {
            let mut sheet = sheet(&body);
            let questions = sheet["answers"].as_str().map_or(0, str::len);
            sheet["answers"] = "0".repeat(questions).into();
            forward(&shared, &request, None, sheet.to_string().into()).await
        }
        (Fault::ForgetsSave { last }, ["attempts", attempt, "sheet"])
            if shared.draw(id(attempt)) == Lot::Struck && sheet(&body)["revision"] == last =>
        {
            HttpResponse::Ok().json(json!({ "now": now(), "revision": last, "deadline": now() }))
        }
        (Fault::ForgetsSave { .. }, ["attempts", attempt, "submission"])
            if shared.draw(id(attempt)) != Lot::Spared =>
        {
            gone()
        }
        (Fault::ForgetsStart { elsewhere }, ["rounds", _, "attempts"]) if shared.forgets_this_start() => {
            let path = paths::attempts(elsewhere);
            let answer = exchange(&shared, &request, Some(path), body).await;
            let paper: Value = serde_json::from_slice(&answer.body).expect("a paper");
            shared.note_struck(id(paper["attempt"].as_str().expect("an attempt")));
            sent_back(&answer)
        }
        (Fault::ForgetsStart { .. }, ["attempts", attempt, ..]) if shared.is_struck(id(attempt)) => gone(),
        (Fault::ForgetsSubmission, ["attempts", attempt, "submission"])
            if shared.draw(id(attempt)) == Lot::Struck =>
        {
            HttpResponse::Accepted().json(json!({ "closed_at": now() }))
        }
        (Fault::ForgetsSubmission, ["attempts", attempt, "receipt"]) if shared.is_struck(id(attempt)) => {
            gone()
        }
        (Fault::OtherKeys, ["staff", "banks"]) => {
            let mut bank: Value = serde_json::from_slice(&body).expect("a bank");
            for question in bank["questions"].as_array_mut().expect("questions") {
                if question["kind"] == "single" {
                    let other = if question["key"] == json!(["A"]) { "B" } else { "A" };
                    question["key"] = json!([other]);
                }
            }
            forward(&shared, &request, None, bank.to_string().into()).await
        }
        _ => forward(&shared, &request, None, body).await,
    }
}

fn id(text: &str) -> AttemptId {
    text.parse().expect("an attempt's id")
}

fn sheet(body: &Bytes) -> Value {
    serde_json::from_slice(body).expect("a sheet")
}

/// Returns a response that makes a phone give up.
fn gone() -> HttpResponse {
    HttpResponse::Forbidden().json(json!({ "code": "forbidden", "message": "" }))
}

async fn forward(shared: &Shared, request: &HttpRequest, path: Option<String>, body: Bytes) -> HttpResponse {
    sent_back(&exchange(shared, request, path, body).await)
}

async fn exchange(shared: &Shared, request: &HttpRequest, path: Option<String>, body: Bytes) -> Answer {
    let path = path.unwrap_or_else(|| request.uri().to_string());
    let cookie = request.headers().get("cookie");
    let cookie = cookie.map(|cookie| http::HeaderValue::from_bytes(cookie.as_bytes()).expect("a cookie"));
    let sending = Sending {
        method: request.method().as_str().parse().expect("a method"),
        content_type: Some("application/json"),
        body,
        ..Sending::get(path.parse().expect("an address"), cookie.as_ref())
    };
    let sending = ["accept-language", "queue-position", "if-none-match"]
        .into_iter()
        .filter_map(|name| Some((name, request.headers().get(name)?)))
        .fold(sending, |sending, (name, value)| {
            let value = http::HeaderValue::from_bytes(value.as_bytes()).expect("a value");
            sending.with(http::HeaderName::from_static(name), value)
        });
    let mut client: Client = shared.upstream.client();
    client.exchange(&sending).await.expect("the server answers")
}

fn sent_back(answer: &Answer) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::from_u16(answer.status).expect("a status"));
    for name in ["content-type", "set-cookie", "retry-after", "etag"] {
        for value in answer.headers(name) {
            response.append_header((name, value));
        }
    }
    response.body(answer.body.clone())
}
