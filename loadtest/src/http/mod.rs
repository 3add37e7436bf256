//! One connection of one phone: HTTP/1.1 on its own socket. It knows nothing of contests.
//!
//! The generator shares its cores with the system under test, so it writes requests by hand and reads responses only as
//! far as it must: with hyper's client, a phone took half as long again.

mod answer;
mod receive;

pub use answer::Answer;
pub use receive::Received;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Uri};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

/// After this long without a response, a phone gives up and tries again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why there was no response at all.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    #[error("cannot connect: {0}")]
    Connect(#[source] io::Error),
    #[error("the connection broke: {0}")]
    Broken(#[from] io::Error),
    #[error("no response within {} s", .0.as_secs())]
    Timeout(Duration),
}

impl NoAnswer {
    /// Returns the code under which it is counted among the errors.
    pub fn code(&self) -> &'static str {
        match self {
            NoAnswer::Connect(_) => "no_connection",
            NoAnswer::Broken(_) => "broken_connection",
            NoAnswer::Timeout(_) => "no_answer",
        }
    }
}

/// A request that can be sent again.
#[derive(Clone)]
pub struct Sending<'a> {
    pub method: Method,
    pub uri: Uri,
    pub cookie: Option<&'a HeaderValue>,
    pub content_type: Option<&'static str>,
    pub extra: Vec<(HeaderName, HeaderValue)>,
    pub body: Bytes,
}

impl<'a> Sending<'a> {
    pub fn get(uri: Uri, cookie: Option<&'a HeaderValue>) -> Sending<'a> {
        Sending {
            method: Method::GET,
            uri,
            cookie,
            content_type: None,
            extra: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub fn json(method: Method, uri: Uri, cookie: Option<&'a HeaderValue>, body: impl Into<Bytes>) -> Self {
        Sending {
            method,
            content_type: Some("application/json"),
            body: body.into(),
            ..Sending::get(uri, cookie)
        }
    }

    #[must_use]
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.extra.retain(|(known, _)| *known != name);
        self.extra.push((name, value));
        self
    }

    fn request(&self, host: &HeaderValue) -> Vec<u8> {
        let mut request = Vec::with_capacity(512 + self.body.len());
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        for part in [self.method.as_str(), " ", path, " HTTP/1.1"] {
            request.extend_from_slice(part.as_bytes());
        }
        let mut header = |name: &str, value: &[u8]| {
            for part in [b"\r\n", name.as_bytes(), b": ", value] {
                request.extend_from_slice(part);
            }
        };
        header("host", host.as_bytes());
        if let Some(cookie) = self.cookie {
            header("cookie", cookie.as_bytes());
        }
        if let Some(kind) = self.content_type {
            header("content-type", kind.as_bytes());
            header("content-length", self.body.len().to_string().as_bytes());
        }
        for (name, value) in &self.extra {
            header(name.as_str(), value.as_bytes());
        }
        request.extend_from_slice(b"\r\n\r\n");
        request.extend_from_slice(&self.body);
        request
    }
}

/// A connection that is opened on demand, and reopened after the server has closed it.
pub struct Client {
    address: SocketAddr,
    host: HeaderValue,
    patience: Duration,
    open: Option<TcpStream>,
}

impl Client {
    pub fn new(address: SocketAddr, host: HeaderValue) -> Client {
        Client {
            address,
            host,
            patience: PATIENCE,
            open: None,
        }
    }

    /// For requests that may take longer than a phone would wait.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Client {
        Client { patience, ..self }
    }

    /// Sends a request and waits for the whole response. If that fails on a connection that was kept open, the request
    /// is repeated once over a new one: the server may have closed the old one meanwhile, and every request here is
    /// safe to repeat.
    pub async fn exchange(&mut self, sending: &Sending<'_>) -> Result<Answer, NoAnswer> {
        let request = sending.request(&self.host);
        loop {
            let kept = self.open.take();
            let is_fresh = kept.is_none();
            let mut stream = match kept {
                Some(stream) => stream,
                None => self.connect().await.map_err(NoAnswer::Connect)?,
            };
            match tokio::time::timeout(self.patience, answer::to(&mut stream, &request)).await {
                Ok(Ok((answer, stays_open))) => {
                    self.open = stays_open.then_some(stream);
                    return Ok(answer);
                }
                Ok(Err(error)) if is_fresh => return Err(error.into()),
                Ok(Err(_)) => {}
                Err(_elapsed) => return Err(NoAnswer::Timeout(self.patience)),
            }
        }
    }

    /// Sends over a separate connection and passes the body on as it arrives.
    pub async fn receive(&self, sending: &Sending<'_>, file: impl io::Write) -> Result<Received, NoAnswer> {
        let mut stream = self.connect().await.map_err(NoAnswer::Connect)?;
        let request = sending.request(&self.host);
        let receiving = receive::to(&mut stream, &request, file);
        match tokio::time::timeout(self.patience, receiving).await {
            Ok(received) => Ok(received?),
            Err(_elapsed) => Err(NoAnswer::Timeout(self.patience)),
        }
    }

    async fn connect(&self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}
