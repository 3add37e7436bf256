//! A gate between a browser and the server, which can be shut: the server is then gone, or has no time.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    Open,
    /// Connections are cut, new ones at once.
    Shut,
    /// Every request is refused for half a minute.
    Busy,
}

const BUSY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Opens a gate to the server at this address. Returns the gate's own address, and by what to shut it.
pub(crate) async fn open(server: &str) -> (String, watch::Sender<Gate>) {
    let server: SocketAddr = server.trim_start_matches("http://").parse().expect("an address");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let (gate, seen) = watch::channel(Gate::Open);
    actix_web::rt::spawn(async move {
        // Until the story ends, and with it all that it has spawned.
        while let Ok((visitor, _)) = listener.accept().await {
            actix_web::rt::spawn(pass(visitor, server, seen.clone()));
        }
    });
    (address, gate)
}

/// Serves a connection until the gate changes.
async fn pass(mut visitor: TcpStream, server: SocketAddr, mut gate: watch::Receiver<Gate>) {
    let now = *gate.borrow_and_update();
    // Connections that break off are what a gate is for.
    match now {
        Gate::Shut => {}
        Gate::Busy => {
            let mut request = [0; 4_096];
            let _ = visitor.read(&mut request).await;
            let _ = visitor.write_all(BUSY).await;
        }
        Gate::Open => {
            let Ok(mut server) = TcpStream::connect(server).await else {
                return;
            };
            tokio::select! {
                _ = copy_bidirectional(&mut visitor, &mut server) => {}
                _ = gate.changed() => {}
            }
        }
    }
}
