//! Reads a response to the end that its head declares, using `httparse` for the parts that are easily misread.

use bytes::Bytes;
use std::io::{self, ErrorKind};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The response.
pub struct Answer {
    pub status: u16,
    head: Bytes,
    pub body: Bytes,
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Returns all values of a header.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        // It was parsed before.
        if response.parse(&self.head).is_err() {
            return Vec::new();
        }
        values(response.headers, name).collect()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).first().copied()
    }

    /// Returns the delay that `Retry-After` asks for.
    pub fn retry_after(&self) -> Option<Duration> {
        let seconds = self.header("retry-after")?.parse().ok()?;
        Some(Duration::from_secs(seconds))
    }
}

/// Most responses are this short; a longer one gets more space at once.
const SHORT: usize = 1_024;
const LONG: usize = 16_384;
const MOST_HEADERS: usize = 64;

/// The length of a response's body.
pub(super) enum Length {
    Known(usize),
    Chunked,
}

/// The head of a response, as far as it says how to go on.
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) bytes: usize,
    pub(super) length: Length,
    stays_open: bool,
}

/// Returns the response to one request, and whether the connection may be reused.
pub(super) async fn to(stream: &mut TcpStream, request: &[u8]) -> io::Result<(Answer, bool)> {
    stream.write_all(request).await?;
    let mut read = Vec::with_capacity(SHORT);
    let head = loop {
        more(stream, &mut read).await?;
        if let Some(head) = head_of(&read)? {
            break head;
        }
    };
    let (body, end) = match head.length {
        Length::Known(length) => {
            let end = head.bytes + length;
            while read.len() < end {
                more(stream, &mut read).await?;
            }
            (None, end)
        }
        Length::Chunked => {
            let (body, end) = chunks(stream, &mut read, head.bytes).await?;
            (Some(Bytes::from(body)), end)
        }
    };
    let read = Bytes::from(read);
    let answer = Answer {
        status: head.status,
        head: read.slice(..head.bytes),
        body: body.unwrap_or_else(|| read.slice(head.bytes..end)),
    };
    // Data that nobody asked for must not pass for the response to the next request.
    Ok((answer, head.stays_open && read.len() == end))
}

async fn more(stream: &mut TcpStream, read: &mut Vec<u8>) -> io::Result<()> {
    if read.len() == read.capacity() {
        read.reserve(LONG);
    }
    match stream.read_buf(read).await? {
        0 => Err(ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

fn values<'b>(headers: &[httparse::Header<'b>], name: &str) -> impl Iterator<Item = &'b str> {
    let named = headers
        .iter()
        .filter(move |header| header.name.eq_ignore_ascii_case(name));
    named.filter_map(|header| std::str::from_utf8(header.value).ok())
}

/// Returns `None` until the whole head has arrived.
pub(super) fn head_of(read: &[u8]) -> io::Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(bytes) = response.parse(read).map_err(io::Error::other)? else {
        return Ok(None);
    };
    let header = |name| values(response.headers, name).next();
    let status = response.code.unwrap_or_default();
    let length = match (header("content-length"), header("transfer-encoding")) {
        _ if matches!(status, 204 | 304) => Length::Known(0),
        (None, Some("chunked")) => Length::Chunked,
        (Some(length), None) => Length::Known(length.parse().map_err(io::Error::other)?),
        _ => return Err(io::Error::other("an answer that does not say how long it is")),
    };
    let stays_open = header("connection").is_none_or(|value| !value.eq_ignore_ascii_case("close"));
    Ok(Some(Head {
        status,
        bytes,
        length,
        stays_open,
    }))
}

/// Reads a chunked body that begins at `at`; returns it and where it ends. Trailers are unsupported: nobody here asks
/// for any.
async fn chunks(stream: &mut TcpStream, read: &mut Vec<u8>, mut at: usize) -> io::Result<(Vec<u8>, usize)> {
    let mut body = Vec::new();
    loop {
        let size = httparse::parse_chunk_size(&read[at..]);
        let size = size.map_err(|_invalid| io::Error::other("the size of a chunk cannot be read"))?;
        let httparse::Status::Complete((line, length)) = size else {
            more(stream, read).await?;
            continue;
        };
        let from = at + line;
        let end = from + length as usize;
        while read.len() < end + 2 {
            more(stream, read).await?;
        }
        body.extend_from_slice(&read[from..end]);
        at = end + 2;
        if length == 0 {
            return Ok((body, at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Client, NoAnswer, Sending};
    use http::{HeaderValue, Uri};
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// Starts a server that gives these responses in pieces: one list per connection, which it closes at the end.
    fn server(connections: &'static [&'static [&'static [&'static str]]]) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            for answers in connections {
                let (mut phone, _) = listener.accept().expect("a phone");
                for pieces in *answers {
                    let mut asked = Vec::new();
                    while !asked.ends_with(b"\r\n\r\n") {
                        let mut byte = [0];
                        phone.read_exact(&mut byte).expect("a request");
                        asked.extend(byte);
                    }
                    for piece in *pieces {
                        phone.write_all(piece.as_bytes()).expect("an answer");
                        phone.flush().expect("an answer");
                        std::thread::yield_now();
                    }
                }
            }
        });
        Client::new(address, HeaderValue::from_static("localhost"))
    }

    async fn ask(client: &mut Client) -> Result<Answer, NoAnswer> {
        client.exchange(&Sending::get(Uri::from_static("/"), None)).await
    }

    #[tokio::test]
    async fn an_answer_ends_where_its_head_says() {
        let mut client = server(&[&[
            &["HTTP/1.1 200 OK\r\nConte", "nt-Length: 6\r\n\r\nph", "ần"],
            &["HTTP/1.1 304 Not Modified\r\nETag: \"7\"\r\n\r\n"],
            &[
                "HTTP/1.1 429 \r\nRetry-After: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                "6\r\nđợ",
                "i\r",
                "\n1;x=y\r\n!\r\n0\r",
                "\n\r\n",
            ],
            &["HTTP/1.1 204 No Content\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\n"],
        ]]);
        let answer = ask(&mut client).await.expect("an answer");
        assert_eq!((answer.status, &*answer.body), (200, "phần".as_bytes()));
        let answer = ask(&mut client).await.expect("an answer");
        assert_eq!(
            (answer.status, answer.header("etag"), answer.body.len()),
            (304, Some("\"7\""), 0)
        );
        let answer = ask(&mut client).await.expect("an answer");
        assert_eq!(
            (answer.status, answer.retry_after()),
            (429, Some(Duration::from_secs(3)))
        );
        assert_eq!(&*answer.body, "đợi!".as_bytes());
        let answer = ask(&mut client).await.expect("an answer");
        assert_eq!(
            (answer.status, answer.headers("set-cookie")),
            (204, vec!["a=1", "b=2"])
        );
    }

    #[tokio::test]
    async fn a_connection_that_was_closed_meanwhile_is_made_again() {
        const GOOD: &[&str] = &["HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"];
        const CLOSING: &[&str] = &["HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"];
        let mut client = server(&[&[GOOD], &[CLOSING], &[GOOD]]);
        for _ in 0..3 {
            assert_eq!(ask(&mut client).await.expect("an answer").status, 200);
        }
    }

    #[tokio::test]
    async fn half_an_answer_is_none() {
        for half in [
            &[&["HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nph"] as &[&str]] as &[&[&str]],
            &[&["HTTP/1.1 200 OK\r\n\r\nlength unknown"]],
            &[&["SMTP ready\r\n\r\n"]],
        ] {
            let mut client = server(Box::leak(Box::new([half])));
            assert!(matches!(ask(&mut client).await, Err(NoAnswer::Broken(_))));
        }
    }
}
