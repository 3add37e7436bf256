//! A proxy in front of PostgreSQL that can fall silent: it then forwards nothing, and closes nothing.

use std::time::Duration;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub(crate) struct Proxy {
    /// The address of the database, through the proxy.
    pub(crate) address: String,
    silent: watch::Sender<bool>,
}

impl Proxy {
    /// Starts a proxy between the test and the database at `address`.
    pub(crate) async fn start(address: &str) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let here = listener.local_addr().expect("an address").to_string();
        let (_, rest) = address.split_once('@').expect("an address");
        let (there, _) = rest.split_once('/').expect("an address");
        let (silent, heard) = watch::channel(false);
        tokio::spawn(accept(listener, there.to_owned(), heard));
        Proxy {
            address: address.replace(there, &here),
            silent,
        }
    }

    /// Stops forwarding.
    pub(crate) fn fall_silent(&self) {
        self.silent.send_replace(true);
    }

    /// Forwards new connections again; those that were open stay silent for good.
    pub(crate) fn heal(&self) {
        self.silent.send_replace(false);
    }
}

async fn accept(listener: TcpListener, there: String, mut silent: watch::Receiver<bool>) {
    // Open connections that nobody reads from: the operating system acknowledges what arrives.
    let (keep, mut kept) = tokio::sync::mpsc::unbounded_channel::<(TcpStream, Option<TcpStream>)>();
    tokio::spawn(async move {
        let mut all = Vec::new();
        while let Some(pair) = kept.recv().await {
            all.push(pair);
        }
    });
    while let Ok((mut inside, _)) = listener.accept().await {
        if *silent.borrow_and_update() {
            keep.send((inside, None)).expect("kept");
            continue;
        }
        let (keep, mut silent, there) = (keep.clone(), silent.clone(), there.clone());
        tokio::spawn(async move {
            let Ok(mut outside) = TcpStream::connect(there).await else {
                return;
            };
            tokio::select! {
                _ended = copy_bidirectional(&mut inside, &mut outside) => {}
                // Open connections stay silent, whatever comes after.
                _silent = silent.changed() => {
                    keep.send((inside, Some(outside))).expect("kept");
                }
            }
        });
    }
}

/// Waits until the check holds.
pub(crate) async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting)
        .await
        .expect(what);
}
