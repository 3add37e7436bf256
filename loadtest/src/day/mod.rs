//! The day of the results: a database is filled with a large round, and everything that follows its close is done and
//! measured, while a few phones play another round. In the end the result is recomputed from the export.
//!
//! People and attempts are written to the database directly, as the server could have written them ([`author`]);
//! everything measured goes through the server.

pub mod author;
pub mod beside;
pub mod big;
pub mod chance;
pub mod crowd;
pub mod database;
pub mod ended;
pub mod figures;
pub mod files;
pub mod fill;
pub mod jobs;
pub mod names;
pub mod papers;
pub mod readers;
pub mod rebuild;
pub mod recount;
pub mod results;
pub mod rows;
pub mod seen;

use crate::bed::{Bed, RunError};
use crate::contest::{Shape, now};
use crate::machine::Machine;
use crate::staff::{Staff, StaffError};
use crate::target::{Addresses, Server, Started, Store};
use author::Author;
use beside::{Beside, Habits};
use big::{Big, arrange};
use crowd::{Crowd, Size};
use database::Database;
use ended::Ended;
use figures::{Day, Figure, Figures, Unit, per_attempt};
use fill::{Filled, fill};
use papers::Papers;
use private_stores::nginx::Nginx;
use readers::signed_in;
use rebuild::Wiping;
use results::Results;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How much to do, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Wishes {
    pub size: Size,
    /// Phones in the running round, each shared by several people.
    pub phones: usize,
    /// People who start in the large round during its rebuild.
    pub starters: u32,
    pub readers: u32,
    /// How long each of the three things is read.
    pub reading: Duration,
    /// How long to measure before anything is done, as the baseline for the phones.
    pub quiet: Duration,
    /// Called with each figure as soon as it is known, because a day takes long.
    pub tell: fn(&Figure),
}

impl Wishes {
    pub fn of(size: Size) -> Wishes {
        Wishes {
            size,
            phones: 8,
            starters: 48,
            readers: 50,
            reading: Duration::from_secs(10),
            quiet: Duration::from_secs(10),
            tell: |_figure| {},
        }
    }
}

/// The stores behind the server.
#[derive(Clone, Copy, Debug)]
pub struct Stores<'a> {
    pub database_url: &'a str,
    pub redis_url: &'a str,
}

/// The running round; nobody runs out of attempts, however long the day is.
pub const SHAPE: Shape = Shape {
    rounds: 1,
    time_limit_s: 900,
    attempts: Some(1_000),
};

/// Runs a day on a server started for it.
pub async fn on_own_server(program: &Path, store: Store, wishes: Wishes) -> Result<Day, RunError> {
    // Fail before anything is started.
    wishes.size.limit().map_err(RunError::Wrong)?;
    let mut bed = Bed::on(Started::start(program, store).await?, store.name(), SHAPE).await?;
    let started = bed.started.as_ref();
    let urls = started.map(|started| {
        let stores = (started.database_url.clone(), started.redis_url.clone());
        (stores, started.judge.clone())
    });
    let ((database_url, redis_url), judge) = urls.unwrap_or_default();
    let stores = Stores {
        database_url: &database_url,
        redis_url: &redis_url,
    };
    Box::pin(run_day(&mut bed, (&judge.0, &judge.1), stores, wishes)).await
}

/// Allowed seconds per attempt for rebuilding a board.
const REBUILDING_S: f64 = 15e-6;

/// How many people take turns on one phone, so that nobody's next start waits for their last submission.
const PEOPLE_A_PHONE: usize = 4;

pub async fn run_day(
    bed: &mut Bed,
    judge: (&str, &str),
    stores: Stores<'_>,
    wishes: Wishes,
) -> Result<Day, RunError> {
    let mut figures = Figures::new(wishes.tell);
    bed.register_up_to(wishes.phones * PEOPLE_A_PHONE).await?;
    let big = arrange(bed.organiser(), judge.0, wishes.size).await?;
    let starters = bed.register(&big.entering, wishes.starters).await?;
    let (author, filled) = filled(bed, &big, stores.database_url).await?;
    figures.took("fill the database", filled.took, None);
    let rate = filled.attempts as f64 / filled.took.as_secs_f64();
    figures.add("attempts filled in a second", rate, Unit::PerSecond, None);
    let step = (wishes.size.people / wishes.readers.max(1)).max(1);
    let phones = (0..wishes.readers.min(wishes.size.people)).map(|n| author.person(n * step).phone);
    let readers = signed_in(&bed.server, phones.collect()).await?;

    let (running, addresses) = bed.take_round()?;
    let habits = Habits::steady(wishes.phones);
    let beside = Beside::begin(&bed.server, &addresses, &bed.people, habits, "nothing else");
    tokio::time::sleep(wishes.quiet).await;
    let wiping = Wiping::open(stores.redis_url).await.map_err(io::Error::other)?;
    beside.stage("Redis is wiped");
    let big_addresses = Addresses::of(&big.round)?;
    let starting = Beside::begin(
        &bed.server,
        &big_addresses,
        &starters,
        Habits::once(wishes.phones),
        "Redis is wiped",
    );
    rebuild(bed, &big, &wiping, filled, &mut figures).await?;
    beside.stage("starters finish");
    let (starters, of_starters) = starting.end().await?;
    bed.organiser().close_at(&big.round, now()).await?;

    // The judge connects through the proxy, which has its own timeouts: nothing that takes long may depend on it.
    let server = [bed.server.address.port()];
    let proxy = tokio::task::spawn_blocking(move || Nginx::start(&server));
    let proxy = proxy.await.map_err(io::Error::other)??;
    let front = Server::at(SocketAddr::from(([127, 0, 0, 1], proxy.port)))?;
    let mut results = Results {
        judge: Staff::sign_in(&front, judge.0, judge.1).await?,
        bed,
        big: &big,
        beside: &beside,
        figures: &mut figures,
    };
    let disqualified = results.settle_and_disqualify().await?;
    results.finalise(&wiping).await?;
    results.statistics().await?;
    results.read(&big_addresses, &readers, wishes.reading).await?;
    let mut file = tempfile::tempfile()?;
    results.export(&mut file).await?;
    drop(results);
    let memory = wiping.memory().await.map_err(io::Error::other)?;
    figures.bytes("Redis at the end", memory, None);
    let (beside, ledger) = beside.end().await?;

    let known = Ended {
        big: &big,
        author: &author,
        filled,
        disqualified,
        ledger: of_starters,
    };
    let (recount, of_starters) = known.audited(bed, file).await?;
    let of_running = bed.audit(&running, &ledger, true).await?;
    Ok(Day {
        machine: Machine::this(),
        store: bed.store.clone(),
        people: wishes.size.people,
        attempts: wishes.size.attempts,
        figures: figures.all,
        beside,
        starters,
        recount,
        of_starters,
        of_running,
    })
}

/// Fills the database; everybody in it can sign in.
async fn filled(bed: &Bed, big: &Big, database_url: &str) -> Result<(Arc<Author>, Filled), RunError> {
    let mut database = Database::open(database_url).await.map_err(io::Error::other)?;
    let secret = database.secret_of(big.round.id).await.map_err(io::Error::other)?;
    let registered = bed.people.first();
    let registered = registered.ok_or_else(|| RunError::Wrong("nobody is registered".into()))?;
    let password_hash = database.password_hash_of(registered.account).await;
    let limit_ms = i64::from(big.round.time_limit_s) * 1_000;
    let crowd = Crowd::new(big.size, big.round.opens_at, big.filled_until, limit_ms);
    let author = Arc::new(Author {
        crowd: crowd.map_err(RunError::Wrong)?,
        papers: Papers::new(big.round.bank.clone(), secret).map_err(RunError::Wrong)?,
        contest: big.entering.contest,
        round: big.round.id,
        units: big.entering.units.clone(),
        consent_version: big.entering.consent_version.clone(),
        password_hash: password_hash.map_err(io::Error::other)?,
    });
    let filled = fill(&mut database, author.clone())
        .await
        .map_err(io::Error::other)?;
    Ok((author, filled))
}

/// Wipes Redis and waits for the large board.
async fn rebuild(
    bed: &Bed,
    big: &Big,
    wiping: &Wiping,
    filled: Filled,
    figures: &mut Figures,
) -> Result<(), RunError> {
    let people = u64::from(big.size.people.min(big.size.attempts));
    if let Some(server) = &bed.watched.server {
        server.forget_peak();
    }
    wiping.wipe().await.map_err(io::Error::other)?;
    let whole = wiping.whole(&bed.server, big.round.id, people, filled.attempts);
    let took = whole
        .await?
        .ok_or_else(|| RunError::Staff(StaffError::Unexpected("the board: it was not built again".into())))?;
    let target = per_attempt(REBUILDING_S, filled.attempts);
    figures.took("board whole after Redis was wiped", took, target);
    if let Some(server) = &bed.watched.server {
        figures.bytes(
            "rebuild: server's memory at its peak",
            server.peak_rss_bytes(),
            None,
        );
    }
    Ok(())
}
