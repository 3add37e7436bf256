//! Speaks to Redis past the server, to arrange what no request can, and to see what is there.

use super::{TestApp, cluster};
use contest_core::ids::{AccountId, AttemptId, RoundId};
use redis::aio::ConnectionLike;
use sea_orm::EntityTrait;
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

pub(crate) async fn ask<T: redis::FromRedisValue>(app: &TestApp, command: &str, arguments: &[&str]) -> T {
    let mut ask = redis::cmd(command);
    ask.arg(arguments);
    let value = redis(app).await.req_packed_command(&ask).await.expect(command);
    T::from_redis_value(value).expect("a value of this kind")
}

/// Returns a key of the shard of this contestant.
pub(crate) fn key(app: &TestApp, round: RoundId, account: AccountId, name: &str) -> String {
    let shard = app.state.live.shard_of(round, account).shard;
    format!("tl:{{{}.{shard}}}:{name}", round.0.simple())
}

/// Returns the owner of an attempt, read from its start.
pub(crate) async fn account_of(app: &TestApp, attempt: AttemptId) -> AccountId {
    let row = start::Entity::find_by_id(attempt).one(&app.state.db.read).await;
    row.expect("rows").expect("a start").account_id
}
