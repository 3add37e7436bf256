//! Everything that is going to happen, as [`crate::draw`] makes it from a seed. The same seed gives the same schedule,
//! so that a failure can be played again; how the requests interleave is up to the machine.

use contest_core::ranking::{Counted, TieBreak};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Store {
    Sqlite,
    Postgres,
}

/// One contest with its people, and what happens to its servers.
#[derive(Debug, PartialEq)]
pub(crate) struct Schedule {
    pub(crate) seed: u64,
    pub(crate) store: Store,
    /// Whether the servers are processes of their own; otherwise they run in this one, and their clocks can be moved.
    pub(crate) processes: bool,
    pub(crate) limit: u16,
    pub(crate) counted: Counted,
    pub(crate) chain: Vec<TieBreak>,
    pub(crate) prediction: bool,
    pub(crate) time_limit_s: u32,
    /// The devices of each person.
    pub(crate) people: Vec<Vec<Device>>,
    /// Milliseconds after the start, in order.
    pub(crate) faults: Vec<(u64, Fault)>,
    pub(crate) close: Close,
    /// Happens at about the time when the round closes.
    pub(crate) closing_fault: Option<(When, Fault)>,
    /// Milliseconds from the close to the first late submission.
    pub(crate) late_ms: u64,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Device {
    /// The server that the device speaks to first.
    pub(crate) server: usize,
    pub(crate) steps: Vec<Step>,
    pub(crate) end: End,
    /// Seed of the answers.
    pub(crate) seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Starts with one of the person's idempotency keys, or without a key.
    Start(Option<u8>, Loss),
    Save(Sheet, Loss),
    Submit(Loss),
    /// The app is closed and opened again: it knows its drafts, but no open attempt.
    Reopen,
    /// The next request goes to the other server.
    Switch,
    Rest(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sheet {
    /// Changed answers, with a revision higher by this number.
    New(u32),
    /// Sends the last sheet once more.
    Again,
    /// An earlier sheet that arrives after newer ones.
    Earlier,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    No,
    /// The response does not reach the device.
    Reply,
    /// The device drops the connection this many milliseconds after sending.
    Connection(u64),
}

/// How a device deals with attempts without a receipt once the faults are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It submits before the round closes.
    Prompt,
    /// It submits after the round has closed.
    Late,
    /// Its owner has gone.
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Redis is emptied.
    Wipe,
    /// Redis is killed and started again; `lost`: without what it wrote in the last second.
    KillRedis { lost: bool },
    /// Connections to the database break, and new ones are refused, for so many milliseconds. With SQLite the same as
    /// `Hold`.
    Cut(u64),
    /// The database does not respond for so many milliseconds: its packets vanish, or its write lock is held.
    Hold(u64),
    /// A server is killed, and started again after so many milliseconds.
    KillServer(usize, u64),
    /// The time of both servers jumps.
    Step(i64),
    /// The time of one server jumps.
    Skew(usize, i64),
    /// The organiser moves the close, through a server, to so many milliseconds from now.
    MoveClose(usize, i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// While only those who submit late have open attempts.
    BeforeClose,
    WhileLateOnesSubmit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Close {
    /// The organiser ends the round.
    Moved,
    /// The time runs out.
    Time,
}

impl Schedule {
    /// Returns whether Redis may have lost something: what only Redis knew need not be known at the end.
    pub(crate) fn forgets(&self) -> bool {
        self.all_faults().any(Fault::forgets)
    }

    /// Returns whether Redis may have lost something while the database was away, or just before.
    pub(crate) fn double_fault(&self) -> bool {
        let absent = |fault| matches!(fault, Fault::Cut(_) | Fault::Hold(_));
        self.forgets() && self.all_faults().any(absent)
    }

    /// Returns how far two moments taken by the servers may differ from their true order.
    pub(crate) fn skew_ms(&self) -> i64 {
        let skew = |fault| match fault {
            Fault::Skew(_, by) => by.abs(),
            Fault::Step(by) => (-by).max(0),
            _ => 0,
        };
        self.all_faults().map(skew).sum()
    }

    fn all_faults(&self) -> impl Iterator<Item = Fault> {
        self.faults
            .iter()
            .map(|(_, fault)| *fault)
            .chain(self.closing_fault.map(|(_, fault)| fault))
    }
}

impl Fault {
    pub(crate) fn forgets(self) -> bool {
        matches!(self, Fault::Wipe | Fault::KillRedis { .. })
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Schedule {
            seed,
            store,
            limit,
            counted,
            chain,
            time_limit_s,
            close,
            ..
        } = self;
        let (processes, prediction) = (self.processes, self.prediction);
        writeln!(
            f,
            "seed {seed}: {store:?}, processes {processes}, limit {limit}, {counted:?} counts, {chain:?}"
        )?;
        writeln!(
            f,
            "  prediction {prediction}, {time_limit_s} s, closed by {close:?}"
        )?;
        for (at, fault) in &self.faults {
            writeln!(f, "  {at:>5} ms {fault:?}")?;
        }
        if let Some((when, fault)) = self.closing_fault {
            writeln!(f, "  {when:?} {fault:?}")?;
        }
        for (n, devices) in self.people.iter().enumerate() {
            for (d, device) in devices.iter().enumerate() {
                write!(f, "  person {n}.{d} at {}, {:?}:", device.server, device.end)?;
                for step in &device.steps {
                    write!(f, " {step}")?;
                }
                writeln!(f)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lost = |loss: &Loss| match loss {
            Loss::No => String::new(),
            Loss::Reply => "!".into(),
            Loss::Connection(ms) => format!("!{ms}"),
        };
        match self {
            Step::Start(None, loss) => write!(f, "start{}", lost(loss)),
            Step::Start(Some(key), loss) => write!(f, "start#{key}{}", lost(loss)),
            Step::Save(Sheet::New(by), loss) => write!(f, "save+{by}{}", lost(loss)),
            Step::Save(Sheet::Again, loss) => write!(f, "save={}", lost(loss)),
            Step::Save(Sheet::Earlier, loss) => write!(f, "save-{}", lost(loss)),
            Step::Submit(loss) => write!(f, "submit{}", lost(loss)),
            Step::Reopen => f.write_str("reopen"),
            Step::Switch => f.write_str("switch"),
            Step::Rest(ms) => write!(f, "{ms}"),
        }
    }
}
