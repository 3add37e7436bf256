//! Examines the stores: whether they can be reached, match this program, and keep what they are given.

use super::report::Report;
use crate::clock::Clock;
use crate::clock_skew::{Reading, of_database, of_redis};
use crate::config::Config;
use crate::db::Db;
use crate::visit;
use live::inspect::Node;
use live::{Live, VERSION};
use sea_orm::{ConnectionTrait, DbErr, Statement};

/// Redis is reported as nearly full from this percentage of its memory on.
const NEARLY_FULL: u64 = 90;

/// Returns the database, if it can be used.
pub(super) async fn database(config: &Config, clock: &Clock, report: &mut Report) -> Option<Db> {
    let db = match visit::database(config).await {
        Ok(db) => db,
        Err(error) => {
            report.problem(
                format!("The database cannot be reached: {error}."),
                "Check that it is running and accepts this user, and check the setting database_url. To create a new \
                 one, run `thiluat migrate`.",
            );
            return None;
        }
    };
    let is_usable = schema(&db, report).await;
    compare(of_database(&db, clock).await, "the database", report);
    is_usable.then_some(db)
}

async fn schema(db: &Db, report: &mut Report) -> bool {
    let (known, applied) = (migrations::names(), applied(db).await);
    let Ok(applied) = applied else {
        let remedy = "Run `thiluat migrate`, or start a server, which does the same.";
        report.problem("The database does not have this program's schema.", remedy);
        return false;
    };
    let missing: Vec<&String> = known.iter().filter(|name| !applied.contains(name)).collect();
    let newer: Vec<&String> = applied.iter().filter(|name| !known.contains(name)).collect();
    if let Some(first) = missing.first() {
        report.problem(
            format!(
                "The schema of the database is not up to date. Missing migrations: {}, beginning with {first}.",
                missing.len()
            ),
            "Between rounds, run `thiluat migrate`, or start a server, which does the same.",
        );
    }
    if let Some(first) = newer.first() {
        report.problem(
            format!("The database was migrated by a newer release ({first} is unknown to this one)."),
            "Use the release that the newest server runs.",
        );
    }
    if missing.is_empty() && newer.is_empty() {
        let kind = if db.is_postgres() { "PostgreSQL" } else { "SQLite" };
        report.well(format!(
            "The database can be reached ({kind}); its schema is up to date."
        ));
    }
    missing.is_empty()
}

/// Returns the names of the applied migrations.
async fn applied(db: &Db) -> Result<Vec<String>, DbErr> {
    let query = Statement::from_string(db.backend(), "SELECT version FROM seaql_migrations");
    let rows = db.read.query_all_raw(query).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Returns Redis, if it can be used.
pub(super) async fn redis(config: &Config, clock: &Clock, report: &mut Report) -> Option<Live> {
    let is_private = config.redis_url.is_empty();
    let live = match visit::redis(config).await {
        Ok(live) => live,
        Err(error) => {
            let remedy = if is_private {
                "Start the server: `thiluat serve` runs its own Redis. No recorded attempt is lost."
            } else {
                "Check that it is running, and check the setting redis_url. No recorded attempt is lost."
            };
            report.problem(format!("Redis cannot be reached: {error}."), remedy);
            return None;
        }
    };
    compare(of_redis(&live, clock).await, "Redis", report);
    let fits = [functions(&live, report).await, shards(&live, report).await];
    match live.nodes().await {
        Ok(nodes) => nodes.iter().for_each(|node| settings(node, report)),
        Err(error) => report.problem(
            format!("Redis does not report its configuration: {error}."),
            "Allow this user to run INFO.",
        ),
    }
    fits.iter().all(|fits| *fits).then_some(live)
}

/// Whether Redis has this program's functions, or none.
async fn functions(live: &Live, report: &mut Report) -> bool {
    match live.functions().await {
        Ok(Some(VERSION)) => {
            report.well(format!(
                "Redis can be reached; its functions are version {VERSION}."
            ));
            return true;
        }
        Ok(None) => {
            report.note(
                "Redis does not have the functions yet; a server loads them when it starts or needs them.",
            );
            return true;
        }
        Ok(Some(newer)) if newer > VERSION => report.problem(
            format!("Redis has the functions of a newer release (version {newer}; this one has {VERSION})."),
            "Use the release that the newest server runs.",
        ),
        Ok(Some(older)) => report.problem(
            format!("Redis has the functions of an older release (version {older}; this one has {VERSION})."),
            "Between rounds, restart every server with this release.",
        ),
        Err(error) => report.problem(
            format!("Redis does not report which functions it has: {error}."),
            "Use Redis 7 or later, and allow this user to run FCALL.",
        ),
    }
    false
}

async fn shards(live: &Live, report: &mut Report) -> bool {
    let ours = live.shards();
    match live.agreed_shards().await {
        Ok(Some(agreed)) if agreed == ours => {
            report.well(format!("All servers use shards = {agreed}."));
            return true;
        }
        Ok(None) => {
            report.note("No server has used this Redis yet.");
            return true;
        }
        Ok(Some(agreed)) => report.problem(
            format!("Redis holds live state in {agreed} shards; the setting here is shards = {ours}."),
            format!(
                "Set shards = {agreed}. To change the number between rounds, stop every server, empty this Redis, and \
                 start them again."
            ),
        ),
        Err(error) => report.problem(
            format!("Redis does not report the number of shards: {error}."),
            "Check the log of Redis.",
        ),
    }
    false
}

/// Reports settings with which Redis would lose or refuse answers.
fn settings(node: &Node, report: &mut Report) {
    let name = match node.address.as_str() {
        "" => "Redis".to_owned(),
        address => format!("Redis {address}"),
    };
    if node.maxmemory > 0 && node.policy != "noeviction" {
        report.problem(
            format!(
                "{name} has maxmemory-policy {}: when its memory is full, it deletes answers.",
                node.policy
            ),
            "Run CONFIG SET maxmemory-policy noeviction, and set the same in its configuration file.",
        );
    }
    if !node.appends {
        report.problem(
            format!("{name} has appendonly no: when it restarts, the answers of open attempts are lost."),
            "Run CONFIG SET appendonly yes, and set the same in its configuration file.",
        );
    } else if node.fsync == "no" {
        report.problem(
            format!("{name} has appendfsync no: a power failure loses up to half a minute of answers."),
            "Run CONFIG SET appendfsync everysec, and set the same in its configuration file.",
        );
    }
    if node.is_write_failing {
        report.problem(
            format!("{name} cannot write its append-only file: its disk is full or broken."),
            "Free up space on the disk that holds `dir`, and check the log of Redis.",
        );
    }
    let megabytes = |bytes: u64| bytes / (1 << 20);
    let (used, limit) = (node.used_memory, node.maxmemory);
    if limit > 0 && used >= limit / 100 * NEARLY_FULL {
        report.problem(
            format!(
                "{name} uses {} of {} MB: when its memory is full, new attempts are refused.",
                megabytes(used),
                megabytes(limit)
            ),
            "Increase maxmemory. The live state of final rounds is removed after live_state_days.",
        );
    } else {
        let of = if limit > 0 {
            format!(" of {}", megabytes(limit))
        } else {
            String::new()
        };
        report.well(format!("{name} uses {}{of} MB.", megabytes(used)));
    }
}

fn compare(reading: Option<Reading>, other: &str, report: &mut Report) {
    match reading {
        Some(reading) if reading.is_large() => report.problem(
            format!("This machine's clock is {reading}."),
            "Check the time synchronisation (NTP) of both machines: no key is shown until they agree.",
        ),
        Some(reading) => report.well(format!(
            "The clocks of this machine and of {other} are {} ms apart.",
            reading.ahead_ms.abs()
        )),
        None => report.problem(
            format!("The clock of {other} could not be compared with the clock of this machine."),
            "Its replies take longer than half a second. Check its load and the network.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> Node {
        Node {
            used_memory: 10 << 20,
            maxmemory: 1 << 30,
            policy: "noeviction".into(),
            appends: true,
            fsync: "everysec".into(),
            ..Node::default()
        }
    }

    fn problems(node: &Node) -> Vec<String> {
        let mut report = Report::default();
        settings(node, &mut report);
        report.problems().map(|finding| finding.says.clone()).collect()
    }

    #[test]
    fn settings_that_lose_answers_are_named() {
        assert_eq!(problems(&sound()), Vec::<String>::new());
        let unlimited = Node {
            maxmemory: 0,
            policy: "allkeys-lru".into(),
            ..sound()
        };
        assert_eq!(
            problems(&unlimited),
            Vec::<String>::new(),
            "nothing is ever deleted"
        );
        let cases = [
            (
                Node {
                    policy: "allkeys-lru".into(),
                    ..sound()
                },
                "maxmemory-policy allkeys-lru",
            ),
            (
                Node {
                    appends: false,
                    ..sound()
                },
                "appendonly no",
            ),
            (
                Node {
                    fsync: "no".into(),
                    ..sound()
                },
                "appendfsync no",
            ),
            (
                Node {
                    is_write_failing: true,
                    ..sound()
                },
                "cannot write its append-only file",
            ),
            (
                Node {
                    used_memory: 950 << 20,
                    ..sound()
                },
                "950 of 1024 MB",
            ),
        ];
        for (node, words) in cases {
            let found = problems(&node);
            assert!(found.len() == 1 && found[0].contains(words), "{words}: {found:?}");
        }
    }
}
