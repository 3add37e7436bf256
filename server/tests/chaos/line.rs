//! A device's connection to the servers: it breaks and loses responses, and the device then asks the other server.

use crate::schedule::Loss;
use contest_core::ids::Uuid;
use contest_core::time::Millis;
use contest_core::wire::errors::QUEUE_POSITION;
use reqwest::Method;
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

/// How long a device waits for a response.
const ANSWER: Duration = Duration::from_millis(4_000);

/// Where the servers are now: after a restart they listen elsewhere.
pub(crate) trait Servers {
    fn url(&self, server: usize) -> String;

    /// Returns the time by the clock that is behind.
    fn now(&self) -> Millis;
}

/// What a device asks of a server.
pub(crate) struct Request<'a> {
    method: Method,
    path: &'a str,
    body: Option<&'a Value>,
    key: Option<Uuid>,
}

impl<'a> Request<'a> {
    pub(crate) fn get(path: &'a str) -> Request<'a> {
        Request {
            method: Method::GET,
            path,
            body: None,
            key: None,
        }
    }

    pub(crate) fn with(method: Method, path: &'a str, body: &'a Value) -> Request<'a> {
        Request {
            method,
            body: Some(body),
            ..Request::get(path)
        }
    }

    /// Returns the same request with an idempotency key.
    pub(crate) fn keyed(self, key: Option<Uuid>) -> Request<'a> {
        Request { key, ..self }
    }
}

pub(crate) struct Line<'a> {
    servers: &'a dyn Servers,
    client: reqwest::Client,
    cookie: String,
    server: usize,
    waiting: Option<String>,
    begun: Instant,
    /// Responses with a status that no server may give, including those the device did not hear.
    pub(crate) wrong: Vec<String>,
}

/// What the device heard.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    Reply(u16, Value),
    Nothing,
}

impl Said {
    pub(crate) fn field(&self, name: &str) -> Option<&Value> {
        match self {
            Said::Reply(_, body) => body.get(name),
            Said::Nothing => None,
        }
    }

    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self, Said::Reply(status, _) if *status >= 400)
    }

    /// Returns whether to ask again later.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self, Said::Reply(429 | 503, _))
    }

    pub(crate) fn refused_with(&self, code: &str) -> bool {
        self.is_refusal() && self.field("code").is_some_and(|said| said == code)
    }

    pub(crate) fn short(&self) -> String {
        let Said::Reply(status, body) = self else {
            return "nothing".into();
        };
        let code = body.get("code").and_then(Value::as_str).unwrap_or_default();
        let told = |pointer| {
            body.pointer(pointer)
                .map(|told| format!(" {pointer} {told}"))
                .unwrap_or_default()
        };
        format!("{status} {code}{}{}", told("/now"), told("/receipt/sheet_hash"))
    }
}

impl<'a> Line<'a> {
    pub(crate) fn new(servers: &'a dyn Servers, cookie: String, server: usize) -> Line<'a> {
        Line {
            servers,
            client: reqwest::Client::new(),
            cookie,
            server,
            waiting: None,
            begun: Instant::now(),
            wrong: Vec::new(),
        }
    }

    pub(crate) fn switch(&mut self) {
        self.server = 1 - self.server;
    }

    pub(crate) fn now(&self) -> Millis {
        self.servers.now()
    }

    pub(crate) fn server(&self) -> usize {
        self.server
    }

    pub(crate) fn since_start(&self) -> String {
        format!("{:>5} ms", self.begun.elapsed().as_millis())
    }

    /// Sends until there is a response other than "later"; a request that is to be lost is sent once.
    pub(crate) async fn send(&mut self, request: Request<'_>, loss: Loss, end: Instant) -> Said {
        loop {
            let once = self.once(&request);
            let said = match loss {
                Loss::Connection(ms) => {
                    // Dropped on the way: nobody hears what the server makes of it.
                    let _dropped = tokio::time::timeout(Duration::from_millis(ms), once).await;
                    return Said::Nothing;
                }
                _ => once.await,
            };
            if let Said::Reply(500, body) = &said {
                let Request { method, path, .. } = &request;
                self.wrong.push(format!("{method} {path}: 500 {body}"));
            }
            if loss == Loss::Reply {
                return Said::Nothing;
            }
            let waiting = said.field("waiting").and_then(|waiting| waiting.get("position"));
            if let Some(position) = waiting.and_then(Value::as_str) {
                self.waiting = Some(position.to_owned());
            } else if matches!(said, Said::Reply(..)) && !said.is_busy() {
                self.waiting = None;
            }
            if !(said.is_busy() || matches!(said, Said::Nothing)) || Instant::now() >= end {
                return said;
            }
            // Behind the proxy, the next request would reach the other server.
            if matches!(said, Said::Nothing) {
                self.switch();
            }
            tokio::time::sleep(Duration::from_millis(70)).await;
        }
    }

    /// Returns what a page says, if it says anything now.
    pub(crate) async fn ask(&mut self, path: &str) -> Option<Value> {
        match self.send(Request::get(path), Loss::No, Instant::now()).await {
            Said::Reply(200, body) => Some(body),
            _ => None,
        }
    }

    async fn once(&self, asked: &Request<'_>) -> Said {
        let url = self.servers.url(self.server) + asked.path;
        let mut request = self
            .client
            .request(asked.method.clone(), url)
            .header("Cookie", &self.cookie)
            .timeout(ANSWER);
        if let Some(body) = asked.body {
            request = request.json(body);
        }
        if let Some(key) = asked.key {
            request = request.header("Idempotency-Key", key.to_string());
        }
        if let Some(position) = &self.waiting {
            request = request.header(QUEUE_POSITION, position);
        }
        let Ok(response) = request.send().await else {
            return Said::Nothing;
        };
        let status = response.status().as_u16();
        let Ok(body) = response.bytes().await else {
            return Said::Nothing;
        };
        Said::Reply(status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }
}
