//! The private Redis of the embedded default comes back when it dies, and an earlier one never writes beside it.

use live::redis_child::RedisChild;
use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

async fn connect(address: &str) -> Option<MultiplexedConnection> {
    let client = redis::Client::open(address).expect("an address");
    client.get_multiplexed_async_connection().await.ok()
}

async fn until_connected(address: &str) -> MultiplexedConnection {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(mut connection) = connect(address).await
            && connection.ping::<String>().await.is_ok()
        {
            return connection;
        }
        assert!(Instant::now() < end, "nobody replies at {address}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn process_of(connection: &mut MultiplexedConnection) -> String {
    let info: String = redis::cmd("INFO")
        .arg("server")
        .query_async(connection)
        .await
        .expect("Redis");
    let id = info.lines().find_map(|line| line.strip_prefix("process_id:"));
    id.expect("its id").to_owned()
}

#[tokio::test]
async fn killed_it_is_started_again_with_what_it_had() {
    let folder = tempfile::tempdir().expect("a folder");
    let child = RedisChild::start(folder.path()).await.expect("redis-server");
    let mut connection = connect(&child.address).await.expect("Redis");
    connection.set::<_, _, ()>("a", 1).await.expect("Redis");
    let killed = process_of(&mut connection).await;
    let status = Command::new("kill").args(["-KILL", &killed]).status();
    assert!(status.expect("kill").success());
    while Path::new(&format!("/proc/{killed}/exe")).exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut connection = until_connected(&child.address).await;
    assert_eq!(connection.get::<_, u8>("a").await, Ok(1));
    let address = child.address.clone();
    child.end();
    assert!(
        connect(&address).await.is_none(),
        "it ends even if it was restarted"
    );
    assert!(folder.path().join("appendonlydir").exists(), "its file stays");
}

#[tokio::test]
async fn what_an_earlier_run_left_behind_is_ended_first() {
    // The name of the folder is no word of a shell.
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("it's $HOME");
    std::fs::create_dir(&folder).expect("a folder");
    let mut leftover = Command::new("redis-server")
        .args(["--port", "0", "--appendonly", "yes", "--unixsocket"])
        .arg(folder.join("redis.sock"))
        .arg("--dir")
        .arg(&folder)
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("redis-server");
    let address = format!("unix://{}", folder.join("redis.sock").display());
    let mut earlier = until_connected(&address).await;
    earlier.set::<_, _, ()>("a", 1).await.expect("Redis");
    let child = RedisChild::start(&folder).await.expect("redis-server");
    assert!(leftover.try_wait().expect("its status").is_some());
    let mut connection = connect(&child.address).await.expect("Redis");
    assert_eq!(connection.get::<_, u8>("a").await, Ok(1), "its file is read");
    child.end();
}

#[tokio::test]
async fn if_only_the_shell_around_it_dies_one_redis_runs_with_what_was_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let child = RedisChild::start(folder.path()).await.expect("redis-server");
    let mut connection = connect(&child.address).await.expect("Redis");
    connection.set::<_, _, ()>("a", 1).await.expect("Redis");
    let before = process_of(&mut connection).await;
    let status = std::fs::read_to_string(format!("/proc/{before}/status")).expect("its status");
    let shell = status.lines().find_map(|line| line.strip_prefix("PPid:"));
    let killed = Command::new("kill")
        .args(["-KILL", shell.expect("a parent").trim()])
        .status();
    assert!(killed.expect("kill").success());
    while Path::new(&format!("/proc/{before}/exe")).exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut connection = until_connected(&child.address).await;
    assert_ne!(process_of(&mut connection).await, before);
    assert_eq!(connection.get::<_, u8>("a").await, Ok(1));
    child.end();
    assert!(connect(&child.address).await.is_none());
}

#[tokio::test]
async fn a_second_server_does_not_touch_the_folder_of_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = RedisChild::start(folder.path()).await.expect("redis-server");
    let mut connection = connect(&first.address).await.expect("Redis");
    let before = process_of(&mut connection).await;
    let refused = RedisChild::start(folder.path()).await.err().expect("an error");
    assert!(refused.to_string().contains("another server uses"), "{refused}");
    assert_eq!(process_of(&mut connection).await, before);
    first.end();
    drop(first);
    RedisChild::start(folder.path())
        .await
        .expect("the folder is free")
        .end();
}
