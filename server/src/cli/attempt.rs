//! `thiluat attempt`: shows what is known about an attempt, and resolves one that is stuck.

use clap::Subcommand;
use contest_core::answers::AnswerSheet;
use contest_core::ids::AttemptId;
use std::io;
use thiluat::clock::Clock;
use thiluat::config::Config;
use thiluat::recovery::Recovery;
use thiluat::recovery::known::Known;
use thiluat::recovery::resolve::{Retried, Unresolved, moment};
use thiluat::visit;

#[derive(Subcommand)]
pub(super) enum AttemptCommand {
    /// Print what the database and Redis know about the attempt, and how they differ.
    Show { id: AttemptId },
    /// Have a server try again to close and record the attempt.
    Retry {
        id: AttemptId,
        /// Record the attempt without answers, as of its deadline. Only for answers that cannot be read.
        #[arg(long)]
        blank: bool,
    },
    /// Give up the attempt. If anything of it can be kept, judges see it among the attempts that do not count.
    Drop {
        id: AttemptId,
        /// Reason for the audit log. Do not include names.
        #[arg(long)]
        reason: String,
    },
}

pub(super) async fn attempt(config: Config, command: AttemptCommand) -> io::Result<()> {
    let unreachable = |error| io::Error::other(format!("{error}. Run `thiluat doctor` for details"));
    let db = visit::database(&config).await.map_err(unreachable)?;
    let live = visit::redis(&config).await.map_err(unreachable)?;
    require_same_release(&live).await?;
    let recovery = visit::recovery(&db, &live, &Clock::default()).await;
    let recovery = recovery.map_err(|refusal| {
        io::Error::other(format!(
            "the contests cannot be read ({refusal}). Run `thiluat doctor` for details"
        ))
    })?;
    match command {
        AttemptCommand::Show { id } => show(&recovery, id).await,
        AttemptCommand::Retry { id, blank } => retry(&recovery, id, blank).await,
        AttemptCommand::Drop { id, reason } => drop(&recovery, id, reason.trim()).await,
    }
}

/// Refuses another release, which may store attempts differently, and another number of shards, which would look for
/// them elsewhere.
async fn require_same_release(live: &live::Live) -> io::Result<()> {
    let functions = live.functions().await.map_err(io::Error::other)?;
    let shards = live.agreed_shards().await.map_err(io::Error::other)?;
    let fits = functions.is_none_or(|version| version == live::VERSION)
        && shards.is_none_or(|shards| shards == live.shards());
    if fits {
        return Ok(());
    }
    Err(io::Error::other(
        "the servers at this Redis run another release or use another number of shards. Run `thiluat doctor` for \
         details",
    ))
}

fn unresolved(id: AttemptId, error: &Unresolved) -> io::Error {
    io::Error::other(format!("{id}: {error}"))
}

async fn show(recovery: &Recovery, id: AttemptId) -> io::Result<()> {
    let known = recovery.look_up(id).await;
    let known = known.map_err(|refusal| unresolved(id, &refusal.into()))?;
    let Some((round, shard)) = known.location else {
        return Err(unresolved(id, &Unresolved::Unknown));
    };
    println!("attempt {id}, round {round}, shard {}", shard.shard);
    show_database(&known);
    show_redis(&known);
    for difference in known.differences() {
        println!("difference: {difference}");
    }
    Ok(())
}

fn show_database(known: &Known) {
    match &known.start {
        None => println!("database: no start recorded"),
        Some(facts) => println!(
            "database: start of {}, number {}, started {}, deadline {}",
            facts.account,
            facts.number,
            moment(facts.started_at),
            moment(facts.deadline)
        ),
    }
    match &known.record {
        None => println!("database: not recorded"),
        Some(record) => println!(
            "database: recorded, closed {} by the {:?}, {}",
            moment(record.closed_at),
            record.closed_by,
            about(&record.sheet)
        ),
    }
    if let Some(row) = &known.set_aside {
        println!(
            "database: set aside ({}), found {}",
            row.reason,
            moment(row.found_at)
        );
    }
    if let Some(row) = &known.late_sheet {
        println!(
            "database: a late sheet is kept for the judges, arrived {}",
            moment(row.found_at)
        );
    }
}

fn show_redis(known: &Known) {
    let traces = &known.traces;
    if traces.is_empty() {
        println!("redis: nothing");
    }
    match &traces.open {
        Some((facts, held)) => println!(
            "redis: open, of {}, number {}, started {}, deadline {}, {}",
            facts.account,
            facts.number,
            moment(facts.started_at),
            moment(facts.deadline),
            about(&held.sheet)
        ),
        None if traces.is_open => println!("redis: open, but cannot be read"),
        None => {}
    }
    if let Some(due) = traces.due {
        println!("redis: due {}", moment(due));
    }
    match &traces.pending {
        Some((_, Ok(frozen))) => println!(
            "redis: closed {} by the {:?}, not noted as recorded, {}",
            moment(frozen.closed_at),
            frozen.closed_by,
            about(&frozen.sheet)
        ),
        Some((_, Err(text))) => println!("redis: closed, but cannot be read: {text:?}"),
        None => {}
    }
    if traces.is_starting {
        println!("redis: its start is not noted as recorded");
    }
    if traces.is_done {
        println!("redis: noted as recorded");
    }
    if let Some(why) = &traces.stuck {
        println!("redis: stuck: {why}");
    }
}

/// Describes a sheet without revealing its answers.
fn about(sheet: &AnswerSheet) -> String {
    let answered = sheet.answers.bytes().filter(|mark| *mark != b'0').count();
    format!("revision {}, {answered} answers", sheet.revision)
}

async fn retry(recovery: &Recovery, id: AttemptId, blank: bool) -> io::Result<()> {
    let retried = recovery.retry_attempt(id, blank).await;
    match retried.map_err(|error| unresolved(id, &error))? {
        Retried::TakenUp => {
            println!("{id}: scheduled. A server tries again within a second; see `show`")
        }
        Retried::Recorded => println!("{id}: recorded"),
        Retried::SetAside(reason) => println!("{id}: set aside ({reason}); judges see it"),
        Retried::Refused(why) => {
            return Err(io::Error::other(format!("{id}: the database refuses it: {why}")));
        }
    }
    Ok(())
}

async fn drop(recovery: &Recovery, id: AttemptId, reason: &str) -> io::Result<()> {
    if reason.is_empty() {
        return Err(io::Error::other("--reason: give a reason for the audit log"));
    }
    let dropped = recovery.drop_attempt(id, reason).await;
    if dropped.map_err(|error| unresolved(id, &error))?.is_kept {
        println!("{id}: dropped and set aside; judges see it");
    } else {
        println!("{id}: dropped. Nothing of it could be kept");
    }
    Ok(())
}
