//! What operators do while servers run: the doctor, stuck attempts, the memory of Redis.

mod doctor;
mod memory;
mod races;
mod release;
mod stuck;

use crate::common::{Database, TestApp, cluster};
use contest_core::ids::{AccountId, AttemptId, RoundId};
use redis::aio::ConnectionLike;
use sea_orm::ConnectionTrait;
use std::time::Duration;
use thiluat::db::entities::start;

/// Connects to Redis directly, without the server.
async fn redis(app: &TestApp) -> Box<dyn ConnectionLike + Send> {
    if cluster::is_asked_for() {
        let nodes: Vec<String> = cluster::shared().await.split(',').map(str::to_owned).collect();
        let client = redis::cluster::ClusterClient::new(nodes).expect("a cluster");
        return Box::new(client.get_async_connection().await.expect("Redis"));
    }
    let socket = app.state.config.data_dir.join("redis/redis.sock");
    let client = redis::Client::open(format!("unix://{}", socket.display())).expect("the socket");
    Box::new(client.get_multiplexed_async_connection().await.expect("Redis"))
}

async fn ask<T: redis::FromRedisValue>(app: &TestApp, command: &str, arguments: &[&str]) -> T {
    let mut ask = redis::cmd(command);
    ask.arg(arguments);
    let value = redis(app).await.req_packed_command(&ask).await.expect(command);
    T::from_redis_value(value).expect("a value of this kind")
}

/// Returns a key of the shard of this contestant.
fn key(app: &TestApp, round: RoundId, account: AccountId, name: &str) -> String {
    let shard = app.state.live.shard_of(round, account).shard;
    format!("tl:{{{}.{shard}}}:{name}", round.0.simple())
}

/// Returns the owner of an attempt, read from its start.
async fn account_of(app: &TestApp, attempt: AttemptId) -> AccountId {
    use sea_orm::EntityTrait;
    let row = start::Entity::find_by_id(attempt).one(&app.state.db.read).await;
    row.expect("rows").expect("a start").account_id
}

/// Makes the database refuse to record this attempt from now on.
async fn refuse(app: &TestApp, attempt: AttemptId) {
    let id = attempt.0.simple();
    let sql = match app.database {
        Database::Sqlite => format!(
            "CREATE TRIGGER refuses BEFORE INSERT ON attempts WHEN lower(hex(NEW.id)) = '{id}' \
             BEGIN SELECT RAISE(ABORT, 'this one is refused'); END"
        ),
        Database::Postgres => format!(
            "CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF NEW.id = '{id}'::uuid THEN RAISE EXCEPTION 'this one is refused' USING ERRCODE = '23514'; END IF; \
             RETURN NEW; END $$; \
             CREATE TRIGGER refuses BEFORE INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION refuses()"
        ),
    };
    let made = app.state.db.write.execute_unprepared(&sql).await;
    made.expect("a trigger");
}

async fn accept_again(app: &TestApp) {
    let sql = match app.database {
        Database::Sqlite => "DROP TRIGGER refuses",
        Database::Postgres => "DROP TRIGGER refuses ON attempts",
    };
    app.state.db.write.execute_unprepared(sql).await.expect("dropped");
}

/// Waits until the check holds: the server sweeps twice a second.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting)
        .await
        .unwrap_or_else(|_elapsed| panic!("{what}: not within 20 s"));
}
