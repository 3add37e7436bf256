//! Processes and ports.

use lifeline::End;
use rustix::process::{Pid, Signal};
use std::io;
use std::net::TcpListener;
use std::ops::Range;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// Below the ports that the system assigns to outgoing connections: such a connection could take a port between the
/// moment it was found free and the moment a program listens on it.
const PORTS: Range<u16> = 10_000..32_768;

/// Returns distinct unused ports. This process returns none of them again before it has been through all others.
pub fn free_ports(count: usize) -> io::Result<Vec<u16>> {
    static NEXT: OnceLock<AtomicUsize> = OnceLock::new();
    // Processes that run in parallel begin elsewhere.
    let next = NEXT.get_or_init(|| AtomicUsize::new(std::process::id() as usize * 997));
    let candidates = PORTS.map(|_| PORTS.start + (next.fetch_add(1, Relaxed) % PORTS.len()) as u16);
    let free: Vec<u16> = candidates
        .filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .take(count)
        .collect();
    if free.len() < count {
        return Err(io::Error::other("too few free ports"));
    }
    Ok(free)
}

/// Sends a signal to a process.
pub fn signal(pid: u32, signal: Signal) -> io::Result<()> {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    let pid = pid.ok_or(io::ErrorKind::InvalidInput)?;
    Ok(rustix::process::kill_process(pid, signal)?)
}

/// `SIGKILL`.
pub(crate) fn kill(pid: u32) -> io::Result<()> {
    signal(pid, Signal::KILL)
}

pub(crate) fn has_ended(pid: u32) -> bool {
    !Path::new(&format!("/proc/{pid}/exe")).exists()
}

/// The end of a program whose folder is temporary: asked with SIGINT, and killed after a minute.
pub(crate) fn interrupted(folder: &Path) -> End<'_> {
    End {
        signal: "INT",
        patience: Duration::from_secs(60),
        removes: Some(folder),
    }
}

/// Returns a process and its children.
pub(crate) fn with_children(parent: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let ours = |pid: &u32| *pid == parent || parent_of(*pid) == Some(parent);
    ids.filter(ours).collect()
}

fn parent_of(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may contain anything; the state and the parent follow it.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

pub(crate) fn run(command: &mut Command) -> io::Result<()> {
    let output = command.current_dir("/").output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("{command:?} failed: {said}")))
}
