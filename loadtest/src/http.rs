//! One connection of one phone: HTTP/1.1 by hyper on a socket of its own, driven by the task that uses it, so that a
//! request costs no hand-over to another task. It knows nothing of contests.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Uri};
use hyper_util::rt::TokioIo;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;
use tokio::net::TcpStream;

/// After this long without an answer a phone gives up and tries again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why there was no answer at all.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    #[error("cannot connect: {0}")]
    Connect(#[source] io::Error),
    #[error("the connection broke: {0}")]
    Broken(#[from] hyper::Error),
    #[error("no answer within {} s", PATIENCE.as_secs())]
    Timeout,
}

impl NoAnswer {
    /// As it is counted among the errors.
    pub fn code(&self) -> &'static str {
        match self {
            NoAnswer::Connect(_) => "no_connection",
            NoAnswer::Broken(_) => "broken_connection",
            NoAnswer::Timeout => "no_answer",
        }
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What `Retry-After` asks for.
    pub fn retry_after(&self) -> Option<Duration> {
        let seconds = self.headers.get("retry-after")?.to_str().ok()?.parse().ok()?;
        Some(Duration::from_secs(seconds))
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

    fn request(&self, host: &HeaderValue) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        let headers = request.headers_mut();
        headers.insert(HOST, host.clone());
        if let Some(cookie) = self.cookie {
            headers.insert(COOKIE, cookie.clone());
        }
        if let Some(kind) = self.content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        for (name, value) in &self.extra {
            headers.insert(name.clone(), value.clone());
        }
        request
    }
}

type Driver = http1::Connection<TokioIo<TcpStream>, Full<Bytes>>;

struct Open {
    sender: http1::SendRequest<Full<Bytes>>,
    /// Gone once the connection has ended: what still waits for it learns that from its being dropped.
    driver: Option<Pin<Box<Driver>>>,
    fresh: bool,
}

/// A connection that is made when it is needed and made again when the server has closed it.
pub struct Client {
    address: SocketAddr,
    host: HeaderValue,
    open: Option<Open>,
}

impl Client {
    pub fn new(address: SocketAddr, host: HeaderValue) -> Client {
        Client {
            address,
            host,
            open: None,
        }
    }

    /// Sends and waits for the whole answer. On a connection that was kept open the request is sent once more, over a
    /// new one: the server may have closed it in the meantime, and every request here is safe to repeat.
    pub async fn exchange(&mut self, sending: &Sending<'_>) -> Result<Answer, NoAnswer> {
        loop {
            let mut open = match self.open.take() {
                Some(open) if !open.sender.is_closed() => open,
                _ => self.connect().await?,
            };
            let was_fresh = std::mem::replace(&mut open.fresh, false);
            let request = sending.request(&self.host);
            let outcome = tokio::time::timeout(PATIENCE, round_trip(&mut open, request)).await;
            match outcome {
                Ok(Ok(answer)) => {
                    let closing = answer.headers.get(CONNECTION);
                    if open.driver.is_some() && closing.is_none_or(|value| value != "close") {
                        self.open = Some(open);
                    }
                    return Ok(answer);
                }
                Ok(Err(error)) if was_fresh => return Err(error.into()),
                Ok(Err(_)) => {}
                Err(_elapsed) => return Err(NoAnswer::Timeout),
            }
        }
    }

    async fn connect(&self) -> Result<Open, NoAnswer> {
        let stream = TcpStream::connect(self.address)
            .await
            .map_err(NoAnswer::Connect)?;
        stream.set_nodelay(true).map_err(NoAnswer::Connect)?;
        let (sender, driver) = http1::handshake(TokioIo::new(stream)).await?;
        Ok(Open {
            sender,
            driver: Some(Box::pin(driver)),
            fresh: true,
        })
    }
}

/// Polls the connection beside what waits for it.
async fn driven<T>(driver: &mut Option<Pin<Box<Driver>>>, waiting: impl Future<Output = T>) -> T {
    let mut waiting = pin!(waiting);
    std::future::poll_fn(|cx| {
        if let Poll::Ready(done) = waiting.as_mut().poll(cx) {
            return Poll::Ready(done);
        }
        if let Some(running) = driver
            && running.as_mut().poll(cx).is_ready()
        {
            *driver = None;
        }
        waiting.as_mut().poll(cx)
    })
    .await
}

async fn round_trip(open: &mut Open, request: Request<Full<Bytes>>) -> Result<Answer, hyper::Error> {
    let response = driven(&mut open.driver, open.sender.send_request(request)).await?;
    let (head, body): (_, Incoming) = response.into_parts();
    let body = driven(&mut open.driver, body.collect()).await?.to_bytes();
    Ok(Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body,
    })
}
