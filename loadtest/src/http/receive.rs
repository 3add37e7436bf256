//! Receives a file of any size: passes it on as it arrives, and measures when its first byte came.

use super::answer::{Length, head_of};
use bytes::{Buf, BytesMut};
use std::io::{self, ErrorKind, Write};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Bytes read at a time.
const PART: usize = 64 * 1_024;
/// Refusals are shorter.
const LONGEST_REFUSAL: usize = 64 * 1_024;

/// A file that arrived, or a refusal.
#[derive(Clone, Debug)]
pub struct Received {
    pub status: u16,
    /// Since sending the request.
    pub first_byte: Duration,
    pub whole: Duration,
    /// Length of the body.
    pub bytes: u64,
    /// The body, if the status is not a success.
    pub refusal: String,
}

impl Received {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Sends the request; the body of a successful response goes to `file`.
pub(super) async fn to(stream: &mut TcpStream, request: &[u8], file: impl Write) -> io::Result<Received> {
    let sent = Instant::now();
    stream.write_all(request).await?;
    let mut buffer = BytesMut::with_capacity(PART);
    let head = loop {
        more(stream, &mut buffer).await?;
        if let Some(head) = head_of(&buffer)? {
            break head;
        }
    };
    buffer.advance(head.bytes);
    if buffer.is_empty() && !matches!(head.length, Length::Known(0)) {
        more(stream, &mut buffer).await?;
    }
    let first_byte = sent.elapsed();
    let mut sink = match (200..300).contains(&head.status) {
        true => Sink::File(file),
        false => Sink::Refusal(Vec::new()),
    };
    let bytes = match head.length {
        Length::Known(length) => pour(stream, &mut buffer, length as u64, &mut sink).await?,
        Length::Chunked => chunks(stream, &mut buffer, &mut sink).await?,
    };
    let refusal = match sink {
        Sink::File(mut file) => {
            file.flush()?;
            String::new()
        }
        Sink::Refusal(text) => String::from_utf8_lossy(&text).into_owned(),
    };
    Ok(Received {
        status: head.status,
        first_byte,
        whole: sent.elapsed(),
        bytes,
        refusal,
    })
}

enum Sink<W> {
    File(W),
    Refusal(Vec<u8>),
}

impl<W: Write> Sink<W> {
    fn take(&mut self, part: &[u8]) -> io::Result<()> {
        match self {
            Sink::File(file) => file.write_all(part),
            Sink::Refusal(text) if text.len() + part.len() <= LONGEST_REFUSAL => {
                text.extend_from_slice(part);
                Ok(())
            }
            Sink::Refusal(_) => Ok(()),
        }
    }
}

async fn more(stream: &mut TcpStream, buffer: &mut BytesMut) -> io::Result<()> {
    buffer.reserve(PART);
    match stream.read_buf(buffer).await? {
        0 => Err(ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

/// Passes on `bytes` bytes.
async fn pour(
    stream: &mut TcpStream,
    buffer: &mut BytesMut,
    length: u64,
    sink: &mut Sink<impl Write>,
) -> io::Result<u64> {
    let mut missing = length;
    while missing > 0 {
        if buffer.is_empty() {
            more(stream, buffer).await?;
        }
        let part = buffer.len().min(usize::try_from(missing).unwrap_or(usize::MAX));
        sink.take(&buffer[..part])?;
        buffer.advance(part);
        missing -= part as u64;
    }
    Ok(length)
}

/// Trailers are unsupported: nobody here asks for any.
async fn chunks(
    stream: &mut TcpStream,
    buffer: &mut BytesMut,
    sink: &mut Sink<impl Write>,
) -> io::Result<u64> {
    let mut bytes = 0;
    loop {
        let size = httparse::parse_chunk_size(buffer);
        let size = size.map_err(|_invalid| io::Error::other("the size of a chunk cannot be read"))?;
        let httparse::Status::Complete((line, length)) = size else {
            more(stream, buffer).await?;
            continue;
        };
        buffer.advance(line);
        bytes += pour(stream, buffer, length, sink).await?;
        while buffer.len() < 2 {
            more(stream, buffer).await?;
        }
        buffer.advance(2);
        if length == 0 {
            return Ok(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::net::TcpListener;

    async fn received(answer: &'static [&'static str]) -> io::Result<(Received, String)> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            let (mut asking, _) = listener.accept().expect("somebody asks");
            // A connection that is closed over something unread is reset, and what was sent may be lost with it.
            let mut question = Vec::new();
            while !question.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                asking.read_exact(&mut byte).expect("a question");
                question.push(byte[0]);
            }
            for piece in answer {
                asking.write_all(piece.as_bytes()).expect("an answer");
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        let mut stream = TcpStream::connect(address).await?;
        let mut file = Vec::new();
        let received = to(&mut stream, b"GET / HTTP/1.1\r\n\r\n", &mut file).await?;
        Ok((received, String::from_utf8(file).expect("a text")))
    }

    #[tokio::test]
    async fn a_file_comes_in_chunks_or_with_its_length() {
        let chunked = received(&[
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "4\r\ndi",
            "em\r\n2",
            "\r\n t\r",
            "\n0\r\n\r",
            "\n",
        ]);
        let (got, file) = chunked.await.expect("a file");
        assert_eq!((got.status, got.bytes, file.len()), (200, 6, 6));
        assert_eq!(file, "diem t");
        assert!(got.first_byte <= got.whole);

        let known = received(&["HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nph", "ần"]);
        let (got, file) = known.await.expect("a file");
        assert_eq!((got.bytes, file.as_str()), (6, "phần"));
    }

    #[tokio::test]
    async fn a_refusal_is_no_file_and_half_a_file_is_none() {
        let refused = received(&["HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\n{}"]);
        let (got, file) = refused.await.expect("a refusal");
        assert_eq!((got.status, got.refusal.as_str(), file.as_str()), (409, "{}", ""));
        assert!(!got.is_success());
        let half = received(&["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nlu"]);
        assert!(half.await.is_err());
    }
}
