//! Slow and greedy connections are closed, and everybody else stays fast.

use crate::common::contest::rules;
use crate::common::{Database, run_with};
use contest_core::wire::paths;
use futures_util::future::join_all;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends the beginning of a request and then a byte now and then until the server closes. Returns how long that took
/// and what the server said.
async fn dribble(address: &str, beginning: &str) -> (Duration, String) {
    let since = Instant::now();
    let stream = TcpStream::connect(address).await.expect("a connection");
    let (mut from, mut to) = stream.into_split();
    to.write_all(beginning.as_bytes()).await.expect("sent");
    let mut heard = Vec::new();
    let dribbling = async {
        // This ends with an error when the server closes the connection.
        while to.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        // A reset counts as a close.
        _closed = from.read_to_end(&mut heard) => {}
        () = dribbling => {}
    }
    (since.elapsed(), String::from_utf8_lossy(&heard).into_owned())
}

fn post(path: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{{"
    )
}

#[test]
fn slow_bodies_and_slow_headers_are_closed_within_ten_seconds_while_others_are_served() {
    run_with(Database::Sqlite, "", |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let address = app.url.trim_start_matches("http://").to_owned();
        let ways = [
            // A handler that reads the body, one that refuses before it reads, no handler at all, and a page.
            post(paths::SESSION, 5_000),
            post(&paths::attempts(arranged.round), 5_000),
            post(&format!("{}/nowhere", paths::PREFIX), 5_000),
            "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n".to_owned(),
            format!(
                "POST {} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\
                 Content-Type: application/json\r\n\r\n1\r\n{{\r\n",
                paths::SESSION
            ),
            // The headers themselves never end.
            format!("GET {} HTTP/1.1\r\nHost: local", paths::CONTESTS),
        ];
        let slow = join_all((0..240).map(|n| dribble(&address, &ways[n % ways.len()])));
        let others = async {
            let mut slowest = Duration::ZERO;
            for _ in 0..40 {
                let since = Instant::now();
                assert!(contestant.get(paths::SESSION).await.status.is_success());
                slowest = slowest.max(since.elapsed());
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            slowest
        };
        let (ended, slowest) = tokio::join!(slow, others);
        for (n, (time, said)) in ended.iter().enumerate() {
            let way = &ways[n % ways.len()];
            assert!(
                *time < Duration::from_secs(10),
                "{way:?} stayed open {time:?}: {said}"
            );
        }
        let said = &ended[0].1;
        assert!(
            said.starts_with("HTTP/1.1 408") && said.contains("too_slow"),
            "{said}"
        );
        assert!(slowest < Duration::from_secs(1), "others waited {slowest:?}");
    });
}

#[test]
fn an_address_holds_so_many_connections_and_no_more() {
    run_with(
        Database::Sqlite,
        "connections_per_address = 10",
        |app| async move {
            let address = app.url.trim_start_matches("http://").to_owned();
            let request = format!("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", paths::LIVE);
            let mut open = Vec::new();
            for _ in 0..10 {
                let mut stream = TcpStream::connect(&address).await.expect("a connection");
                stream.write_all(request.as_bytes()).await.expect("sent");
                assert!(stream.read(&mut [0; 512]).await.expect("an answer") > 0);
                open.push(stream);
            }
            let mut beyond = TcpStream::connect(&address).await.expect("a connection");
            // The server may close the connection before or after this is sent.
            let _sent = beyond.write_all(request.as_bytes()).await;
            let heard = beyond.read(&mut [0; 512]).await;
            assert!(matches!(heard, Ok(0) | Err(_)), "{heard:?}");
            // Closed connections make room as soon as the server has noticed.
            open.clear();
            let since = Instant::now();
            loop {
                let mut again = TcpStream::connect(&address).await.expect("a connection");
                let _sent = again.write_all(request.as_bytes()).await;
                if again.read(&mut [0; 512]).await.is_ok_and(|read| read > 0) {
                    break;
                }
                assert!(
                    since.elapsed() < Duration::from_secs(5),
                    "nobody comes in any more"
                );
            }
        },
    );
}
