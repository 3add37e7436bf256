//! Servers that share a Redis must agree on its functions and on the number of shards.

use live::redis_child::RedisChild;
use live::{Live, VERSION, misfit};

const LIBRARY: &str = include_str!("../src/functions.lua");

async fn redis_in(folder: &std::path::Path) -> (RedisChild, redis::aio::MultiplexedConnection) {
    let child = RedisChild::start(folder).await.expect("redis-server");
    let client = redis::Client::open(child.address.as_str()).expect("its address");
    let connection = client.get_multiplexed_async_connection().await.expect("Redis");
    (child, connection)
}

#[tokio::test]
async fn an_older_server_leaves_newer_functions_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (child, mut connection) = redis_in(folder.path()).await;
    let load = |version: u32| {
        let text = LIBRARY.replace(
            &format!("local VERSION = {VERSION}\n"),
            &format!("local VERSION = {version}\n"),
        );
        redis::cmd("FUNCTION")
            .arg("LOAD")
            .arg("REPLACE")
            .arg(text)
            .clone()
    };
    load(VERSION + 1)
        .query_async::<()>(&mut connection)
        .await
        .expect("loaded");
    let refused = Live::open(&child.address, 1, None).await.err().expect("refused");
    let why = misfit(&refused).expect("a reason");
    assert!(why.contains("functions of a newer server"), "{why}");
    let visitor = Live::visit(&child.address, 1).await.expect("a visitor");
    assert_eq!(visitor.functions().await, Ok(Some(VERSION + 1)));
    assert_eq!(visitor.agreed_shards().await, Ok(None), "it has left nothing");

    // A newer server replaces older ones.
    load(VERSION - 1)
        .query_async::<()>(&mut connection)
        .await
        .expect("loaded");
    Live::open(&child.address, 1, None).await.expect("a server");
    assert_eq!(visitor.functions().await, Ok(Some(VERSION)));
    child.end();
}

#[tokio::test]
async fn a_server_with_another_number_of_shards_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (child, mut connection) = redis_in(folder.path()).await;
    let visitor = Live::visit(&child.address, 9).await.expect("a visitor");
    assert_eq!(visitor.functions().await, Ok(None));
    assert_eq!(visitor.agreed_shards().await, Ok(None));
    Live::open(&child.address, 4, None)
        .await
        .expect("the first decides");
    Live::open(&child.address, 4, None).await.expect("one like it");
    let refused = Live::open(&child.address, 3, None).await.err().expect("refused");
    let why = misfit(&refused).expect("a reason");
    assert!(
        why.contains("in 4 shards") && why.contains("set it to 4") && why.contains("empty this Redis"),
        "{why}"
    );
    assert_eq!(visitor.agreed_shards().await, Ok(Some(4)));
    redis::cmd("FLUSHALL")
        .query_async::<()>(&mut connection)
        .await
        .expect("emptied");
    Live::open(&child.address, 3, None).await.expect("an empty Redis");
    child.end();
}

#[tokio::test]
async fn a_server_starts_again_when_memory_is_full() {
    let folder = tempfile::tempdir().expect("a folder");
    let (child, mut connection) = redis_in(folder.path()).await;
    let set = |bytes: &str| {
        redis::cmd("CONFIG")
            .arg("SET")
            .arg("maxmemory")
            .arg(bytes)
            .clone()
    };
    set("1").query_async::<()>(&mut connection).await.expect("set");
    // An empty Redis cannot be used unless it has memory for writes.
    let refused = Live::open(&child.address, 2, None).await.err().expect("refused");
    assert_eq!((refused.code(), misfit(&refused)), (Some("OOM"), None));
    set("0").query_async::<()>(&mut connection).await.expect("set");
    Live::open(&child.address, 2, None).await.expect("a server");
    set("1").query_async::<()>(&mut connection).await.expect("set");
    Live::open(&child.address, 2, None).await.expect("the same again");
    assert!(Live::open(&child.address, 1, None).await.is_err());
    child.end();
}
