//! A TCP proxy between a server and one of its stores that fails as networks and machines do. It runs on its own
//! thread, so neither the test nor the server can hold it up.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Pass,
    /// Everything takes this much longer, in each direction.
    Delay(Duration),
    /// Requests arrive and are carried out, but the replies are lost. When this mode ends, the connections that lost
    /// something are cut, because their two sides no longer speak of the same request.
    DropReplies,
    /// Connections are accepted and stay open, and nothing is read from them.
    Blackhole,
    /// Connections are cut, new ones at once.
    Closed,
}

#[derive(Clone, Copy)]
struct Weather {
    mode: Mode,
    /// Connections older than this stay in the blackhole for good.
    epoch: u64,
}

pub(crate) struct Proxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    replied: Arc<AtomicU64>,
    /// Dropped with the proxy, which ends its thread.
    _alive: oneshot::Sender<()>,
}

impl Proxy {
    /// Listens on a port of its own and forwards everything.
    pub(crate) fn start(store: SocketAddr) -> Proxy {
        let (weather, seen) = watch::channel(Weather {
            mode: Mode::Pass,
            epoch: 0,
        });
        let (alive, ended) = oneshot::channel();
        let replied = Arc::new(AtomicU64::new(0));
        let counter = replied.clone();
        let (told, listening) = std::sync::mpsc::channel();
        let run = async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            told.send(listener.local_addr().expect("an address"))
                .expect("told");
            tokio::select! {
                () = serve(listener, store, seen, counter) => {}
                _ = ended => {}
            }
        };
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(run);
        });
        Proxy {
            address: listening.recv().expect("the proxy"),
            weather,
            replied,
            _alive: alive,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets the mode from now on, including for what is under way. [`Mode::Pass`] heals: old connections go on.
    pub(crate) fn set(&self, mode: Mode) {
        self.weather.send_modify(|weather| weather.mode = mode);
    }

    /// Heals new connections only; the old ones stay dead, and nobody is notified.
    pub(crate) fn heal_for_new_connections(&self) {
        self.weather.send_modify(|weather| {
            weather.mode = Mode::Pass;
            weather.epoch += 1;
        });
    }

    /// Returns the number of bytes that the store has sent so far.
    pub(crate) fn replied(&self) -> u64 {
        self.replied.load(Ordering::Relaxed)
    }
}

async fn serve(
    listener: TcpListener,
    store: SocketAddr,
    seen: watch::Receiver<Weather>,
    replied: Arc<AtomicU64>,
) {
    loop {
        let Ok((client, _)) = listener.accept().await else {
            continue;
        };
        let view = View {
            born: seen.borrow().epoch,
            seen: seen.clone(),
        };
        tokio::spawn(connection(client, store, view, replied.clone()));
    }
}

/// The mode as one connection sees it.
#[derive(Clone)]
struct View {
    seen: watch::Receiver<Weather>,
    born: u64,
}

impl View {
    fn mode(&self) -> Mode {
        let weather = *self.seen.borrow();
        if self.born < weather.epoch {
            Mode::Blackhole
        } else {
            weather.mode
        }
    }

    /// Waits until the mode is a good one.
    async fn until(&mut self, good: impl Fn(Mode) -> bool) {
        while !good(self.mode()) {
            if self.seen.changed().await.is_err() {
                // The proxy has ended, and this connection ends with its runtime.
                std::future::pending::<()>().await;
            }
        }
    }

    async fn changed(&mut self) {
        if self.seen.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

async fn connection(client: TcpStream, store: SocketAddr, mut view: View, replied: Arc<AtomicU64>) {
    let mut cut = view.clone();
    let both_ways = async {
        view.until(|mode| mode != Mode::Blackhole).await;
        let Ok(server) = TcpStream::connect(store).await else {
            return;
        };
        client
            .set_nodelay(true)
            .and(server.set_nodelay(true))
            .expect("a socket");
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        // When either side ends, both do.
        tokio::select! {
            () = pump(from_client, to_server, view.clone(), None) => {}
            () = pump(from_server, to_client, view, Some(&replied)) => {}
        }
    };
    tokio::select! {
        () = cut.until(|mode| mode == Mode::Closed) => {}
        () = both_ways => {}
    }
}

/// Forwards one direction; with `replies`, that of the replies, which are counted.
async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut view: View, replies: Option<&AtomicU64>) {
    let mut bytes = vec![0; 64 * 1024];
    let mut lost = false;
    loop {
        view.until(|mode| mode != Mode::Blackhole).await;
        if lost && view.mode() != Mode::DropReplies {
            return;
        }
        let read = tokio::select! {
            read = from.read(&mut bytes) => read.unwrap_or(0),
            () = view.changed() => continue,
        };
        match view.mode() {
            _ if read == 0 => return,
            Mode::DropReplies if replies.is_some() => {
                lost = true;
                continue;
            }
            Mode::Delay(time) => tokio::time::sleep(time).await,
            Mode::Blackhole => view.until(|mode| mode != Mode::Blackhole).await,
            Mode::Pass | Mode::Closed | Mode::DropReplies => {}
        }
        if let Some(replied) = replies {
            replied.fetch_add(read as u64, Ordering::Relaxed);
        }
        if to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}

/// Tests of the proxy itself: a test of faults proves nothing if its faults do not happen.
#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::timeout;

    const SOON: Duration = Duration::from_millis(500);

    /// Starts a store that replies to every byte with the same byte.
    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = socket.split();
                    tokio::io::copy(&mut from, &mut to).await.ok()
                });
            }
        });
        address
    }

    /// Returns the reply to a byte; None if there is none for a while.
    async fn ask(socket: &mut TcpStream, byte: u8) -> Option<Option<u8>> {
        if socket.write_all(&[byte]).await.is_err() {
            return Some(None);
        }
        let answered = timeout(SOON, socket.read_u8()).await.ok()?;
        Some(answered.ok())
    }

    #[tokio::test]
    async fn each_mode_does_what_it_says_and_heals() {
        let proxy = Proxy::start(echo().await);
        let connect = || TcpStream::connect(proxy.address());
        let mut old = connect().await.expect("connected");
        assert_eq!(ask(&mut old, 1).await, Some(Some(1)));

        proxy.set(Mode::Delay(Duration::from_millis(100)));
        let since = std::time::Instant::now();
        assert_eq!(ask(&mut old, 2).await, Some(Some(2)));
        assert!(since.elapsed() >= Duration::from_millis(200), "both ways");

        proxy.set(Mode::Blackhole);
        assert_eq!(ask(&mut old, 3).await, None);
        let mut young = connect().await.expect("accepted, and then nothing");
        assert_eq!(ask(&mut young, 4).await, None);
        proxy.set(Mode::Pass);
        assert_eq!(old.read_u8().await.ok(), Some(3), "the old connection goes on");
        assert_eq!(young.read_u8().await.ok(), Some(4));

        proxy.set(Mode::Blackhole);
        assert_eq!(ask(&mut old, 5).await, None);
        proxy.heal_for_new_connections();
        assert_eq!(ask(&mut old, 6).await, None, "the old connection stays dead");
        let mut new = connect().await.expect("connected");
        assert_eq!(ask(&mut new, 7).await, Some(Some(7)));

        proxy.set(Mode::DropReplies);
        assert_eq!(ask(&mut new, 8).await, None);
        proxy.set(Mode::Pass);
        assert_eq!(ask(&mut new, 9).await, Some(None), "cut: it has lost an answer");

        let mut last = connect().await.expect("connected");
        assert_eq!(ask(&mut last, 10).await, Some(Some(10)));
        proxy.set(Mode::Closed);
        assert_eq!(ask(&mut last, 11).await, Some(None));
        let mut refused = connect().await.expect("accepted and cut");
        assert_eq!(ask(&mut refused, 12).await, Some(None));
    }
}
