//! The machine and its processes, as reported by `/proc`.

use serde::Serialize;
use std::fs;

/// The unit of `/proc`; Linux reports a hundred to programs on every machine.
const TICKS_PER_SECOND: f64 = 100.0;

/// The machine on which the figures were measured.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    pub cpu: String,
    pub cores: usize,
    pub memory_bytes: u64,
}

impl Machine {
    pub fn this() -> Machine {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let after = |text: &str, key: &str| {
            let line = text.lines().find(|line| line.starts_with(key))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        };
        Machine {
            cpu: after(&cpu, "model name").unwrap_or_else(|| "unknown".into()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_bytes: after(&memory, "MemTotal").map_or(0, |text| kibibytes(&text)),
        }
    }
}

fn kibibytes(text: &str) -> u64 {
    let number = text.split_whitespace().next().and_then(|n| n.parse::<u64>().ok());
    number.unwrap_or(0) * 1_024
}

/// A process with everything it has started.
#[derive(Clone, Debug)]
pub struct Process {
    pub ids: Vec<u32>,
}

impl Process {
    pub fn of(id: u32) -> Process {
        Process { ids: vec![id] }
    }

    pub fn this() -> Process {
        Process::of(std::process::id())
    }

    /// Returns the processor time so far, in seconds. Children forked later, as PostgreSQL does for each connection,
    /// are looked up at every call.
    pub fn cpu_s(&self, with_children: bool) -> f64 {
        let mut ids = self.ids.clone();
        if with_children {
            for id in &self.ids {
                ids.extend(children(*id));
            }
            ids.sort_unstable();
            ids.dedup();
        }
        let ticks: u64 = ids.iter().filter_map(|id| ticks_of(*id)).sum();
        ticks as f64 / TICKS_PER_SECOND
    }

    /// Returns the most memory the process ever held, in bytes.
    pub fn peak_rss_bytes(&self) -> u64 {
        self.ids.iter().map(|id| status(*id, "VmHWM")).sum()
    }

    /// Resets the peak to what the process holds now; returns false if the system does not allow it.
    pub fn forget_peak(&self) -> bool {
        let forget = |id: &u32| fs::write(format!("/proc/{id}/clear_refs"), "5").is_ok();
        self.ids.iter().all(forget)
    }

    /// Returns the memory the process holds now, in bytes.
    pub fn rss_bytes(&self) -> u64 {
        self.ids.iter().map(|id| status(*id, "VmRSS")).sum()
    }
}

fn status(id: u32, key: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(key));
    line.and_then(|line| line.split_once(':'))
        .map_or(0, |(_, value)| kibibytes(value))
}

/// Returns the fields of `/proc/{id}/stat` after the name, which may itself contain spaces and brackets.
fn stat(id: u32) -> Option<Vec<u64>> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let rest = text.rsplit_once(')')?.1;
    Some(
        rest.split_whitespace()
            .skip(1)
            .map(|n| n.parse().unwrap_or(0))
            .collect(),
    )
}

/// Returns user and system time, including that of children that have ended and been waited for.
fn ticks_of(id: u32) -> Option<u64> {
    let fields = stat(id)?;
    // utime, stime, cutime, cstime are the fields 14 to 17; ppid, the first here, is field 4.
    fields.get(10..14).map(|times| times.iter().sum())
}

/// Returns the direct children of a process.
fn children(id: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let ids = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|child| stat(*child).is_some_and(|fields| fields.first() == Some(&u64::from(id))))
        .collect()
}
