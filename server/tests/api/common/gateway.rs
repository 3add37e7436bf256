//! A message gateway: an HTTP server of its own that keeps what it is sent.

use super::soon::soon;
use super::{Database, TestApp, run_with};
use serde_json::Value;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// Runs a test of one-time codes on both databases, with a gateway: `sends!(name, |app, gateway| async move { … });`.
#[macro_export]
macro_rules! sends {
    ($name:ident, $test:expr) => {
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                $crate::common::gateway::run($crate::common::Database::Sqlite, "", $test);
            }

            #[test]
            fn postgres() {
                $crate::common::gateway::run($crate::common::Database::Postgres, "", $test);
            }
        }
    };
}

/// A request that the gateway has received.
#[derive(Clone)]
pub(crate) struct Sent {
    /// Request line and headers, in small letters.
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Sent {
    /// Returns the code in the message.
    pub(crate) fn code(&self) -> String {
        let text = self.body["text"].as_str().expect("a text");
        let digits = text.split(|c: char| !c.is_ascii_digit());
        let mut codes = digits.filter(|word| word.len() == 6);
        codes.next().expect("a code").to_owned()
    }
}

#[derive(Clone)]
pub(crate) struct TestGateway {
    pub(crate) url: String,
    sent: Arc<Mutex<Vec<Sent>>>,
    /// The next statuses; after them, 200. After 0, the connection is closed without a response.
    statuses: Arc<Mutex<VecDeque<u16>>>,
}

impl TestGateway {
    pub(crate) fn start() -> TestGateway {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let gateway = TestGateway {
            url: format!("http://{}/sms", listener.local_addr().expect("an address")),
            sent: Arc::default(),
            statuses: Arc::default(),
        };
        let serving = gateway.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serving.serve(stream.expect("a connection"));
            }
        });
        gateway
    }

    /// Returns the settings of a server that uses this gateway.
    pub(crate) fn settings(&self) -> String {
        let url = &self.url;
        format!(
            "gateway = \"http\"\ngateway_url = \"{url}\"\ngateway_header = \"X-Key: {{secret}}\"\ngateway_secret = \"s3cret\"\n"
        )
    }

    /// Replies with these statuses first.
    pub(crate) fn will_reply(&self, statuses: impl IntoIterator<Item = u16>) {
        let mut next = self.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        next.extend(statuses);
    }

    pub(crate) fn all(&self) -> Vec<Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for the n-th request, from 1, and returns it.
    pub(crate) async fn message(&self, n: usize) -> Sent {
        soon("a message", async || self.all().get(n - 1).cloned()).await
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().expect("a connection"));
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).expect("a line") <= 2 {
                break;
            }
            let line = line.to_lowercase();
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        let next = self
            .statuses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        let body = serde_json::from_slice(&body).expect("JSON");
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Sent { head, body });
        let status = next.unwrap_or(200);
        if status == 0 {
            return;
        }
        write!(
            stream,
            "HTTP/1.1 {status} .\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .expect("replied");
    }
}

/// Runs one test with a gateway and further settings.
pub(crate) fn run<F: Future<Output = ()>>(
    database: Database,
    settings: &str,
    test: impl FnOnce(TestApp, TestGateway) -> F,
) {
    let gateway = TestGateway::start();
    let settings = gateway.settings() + settings;
    run_with(database, &settings, move |app| test(app, gateway));
}
