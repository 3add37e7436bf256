//! Opens the stores as they are, beside running servers. Nothing is created, migrated or loaded, so that looking
//! changes nothing.

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::errors::{AppResult, Refusal};
use crate::metrics::Metrics;
use crate::recovery::Recovery;
use live::Live;
use live::redis_child::RedisChild;
use std::io;
use std::path::Path;

/// Opens the database; an error if there is none.
pub async fn database(config: &Config) -> io::Result<Db> {
    let address = config.database();
    if let Some(file) = sqlite_file(&address)
        && !Path::new(file).exists()
    {
        return Err(io::Error::other(format!("there is no file {file}")));
    }
    Db::open(&address).await.map_err(io::Error::other)
}

/// Returns the file of a SQLite database.
fn sqlite_file(address: &str) -> Option<&str> {
    let path = address.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    path.split('?').next()
}

/// Connects to Redis if it is running. The private Redis belongs to the server and runs only while the server does.
pub async fn redis(config: &Config) -> io::Result<Live> {
    let address = if config.redis_url.is_empty() {
        let folder = config.data_dir.join("redis");
        RedisChild::address_in(&folder)
            .ok_or_else(|| io::Error::other("the private Redis is not running, because no server is"))?
    } else {
        config.redis_url.clone()
    };
    Live::visit(&address, config.shards)
        .await
        .map_err(io::Error::other)
}

/// Returns what a server uses to recover attempts in trouble, for an operator who does it by hand.
pub async fn recovery(db: &Db, live: &Live, clock: &Clock) -> AppResult<Recovery> {
    let recovery = Recovery::open(db, live, clock, &Metrics::default()).map_err(Refusal::internal)?;
    recovery.contests.reload(db, recovery.clock.now()).await?;
    Ok(recovery)
}

#[cfg(test)]
mod tests {
    use super::sqlite_file;

    #[test]
    fn the_file_of_an_address() {
        assert_eq!(
            sqlite_file("sqlite:///data/x.sqlite?mode=rwc"),
            Some("/data/x.sqlite")
        );
        assert_eq!(sqlite_file("sqlite://./data/x.sqlite"), Some("./data/x.sqlite"));
        assert_eq!(sqlite_file("sqlite:x.sqlite"), Some("x.sqlite"));
        assert_eq!(sqlite_file("postgres://x/y"), None);
    }
}
