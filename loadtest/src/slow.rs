//! Connections that send a body a byte a second to tie up the server, which has to close them.

use crate::people::Person;
use crate::target::Server;
use contest_core::wire::paths;
use serde::Serialize;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// After this long, the server counts as having kept a connection.
const PATIENCE: Duration = Duration::from_secs(20);

/// What became of the connections.
#[derive(Clone, Debug, Serialize)]
pub struct SlowBodies {
    pub opened: usize,
    pub closed_within_10_s: usize,
    pub slowest_s: f64,
}

pub async fn slow_bodies(server: &Server, person: &Person, count: usize) -> SlowBodies {
    let mut connections = JoinSet::new();
    for _ in 0..count {
        connections.spawn(one(server.clone(), person.clone()));
    }
    let mut times = Vec::with_capacity(count);
    while let Some(ended) = connections.join_next().await {
        if let Ok(Ok(time)) = ended {
            times.push(time.as_secs_f64());
        }
    }
    SlowBodies {
        opened: times.len(),
        closed_within_10_s: times.iter().filter(|time| **time <= 10.0).count(),
        slowest_s: times.iter().copied().fold(0.0, f64::max),
    }
}

/// Returns how long the server kept the connection.
async fn one(server: Server, person: Person) -> std::io::Result<Duration> {
    let mut stream = TcpStream::connect(server.address).await?;
    let head = format!(
        "PUT {} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\
         Content-Type: application/json\r\nContent-Length: 300\r\n\r\n{{",
        paths::sheet("01900000-0000-7000-8000-000000000000"),
        server.address,
        person.cookie.to_str().unwrap_or_default()
    );
    stream.write_all(head.as_bytes()).await?;
    let begun = Instant::now();
    let mut answer = [0; 4_096];
    let mut next_byte = tokio::time::interval(Duration::from_secs(1));
    while begun.elapsed() < PATIENCE {
        tokio::select! {
            read = stream.read(&mut answer) => match read {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            },
            _ = next_byte.tick() => {
                if stream.write_all(b" ").await.is_err() {
                    break;
                }
            }
        }
    }
    Ok(begun.elapsed())
}
