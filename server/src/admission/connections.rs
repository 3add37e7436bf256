//! Limits how many connections one address may hold. Those beyond the limit are closed before a request is read.
//!
//! Behind a proxy every connection comes from the proxy, so there the proxy has to set the limit.

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use std::any::Any;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, Shutdown};
use std::sync::{Arc, Mutex, PoisonError};

/// Connections by address, shared by all threads.
#[derive(Clone)]
pub(crate) struct Connections {
    counts: Arc<Mutex<HashMap<IpAddr, u32>>>,
    /// 0: no limit.
    limit: u32,
}

/// Stored with the connection, and dropped with it.
struct Counted {
    of: Connections,
    address: IpAddr,
}

impl Connections {
    pub(crate) fn new(limit: u32) -> Connections {
        Connections {
            counts: Arc::default(),
            limit,
        }
    }

    /// Counts a new connection, or closes it if its address holds too many.
    pub(crate) fn opened(&self, io: &dyn Any, kept: &mut Extensions) {
        let Some(stream) = io.downcast_ref::<TcpStream>() else {
            return;
        };
        let Ok(peer) = stream.peer_addr() else { return };
        let address = network(peer.ip());
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if self.limit > 0 && *count >= self.limit {
            drop(counts);
            tracing::debug!("an address holds too many connections");
            // If this fails, the peer has closed it already.
            let _closed = socket2::SockRef::from(stream).shutdown(Shutdown::Both);
            return;
        }
        *count += 1;
        drop(counts);
        kept.insert(Counted {
            of: self.clone(),
            address,
        });
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut counts = self.of.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

/// Returns what connections are counted by. A household or school has one IPv4 address, but 2^64 IPv6 addresses: for
/// these its /64 network counts.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        },
    }
}
