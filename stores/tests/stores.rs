//! Each store starts, replies and ends.

use private_stores::cluster::RedisCluster;
use private_stores::postgres::Postgres;
use private_stores::redis_server::Redis;
use redis::Commands;
use std::path::Path;

fn ended(pid: u32) -> bool {
    !Path::new(&format!("/proc/{pid}/exe")).exists()
}

#[test]
fn postgres_makes_databases_and_ends_with_its_handle() {
    let postgres = Postgres::start(true).unwrap();
    postgres.create_database("thu").unwrap();
    assert!(postgres.url("thu").ends_with("/thu"));
    let pids = postgres.pids();
    assert!(pids.len() > 3, "the server and its writers: {pids:?}");
    drop(postgres);
    assert!(pids.into_iter().all(ended));
}

#[test]
fn redis_keeps_what_it_had_when_it_is_killed() {
    let mut server = Redis::start().unwrap();
    let client = redis::Client::open(server.url()).unwrap();
    client.get_connection().unwrap().set::<_, _, ()>("a", 1).unwrap();
    let before = server.pid();
    server
        .kill_and_restart(|folder| assert!(folder.join("appendonlydir").exists()))
        .unwrap();
    assert_ne!(server.pid(), before);
    assert_eq!(client.get_connection().unwrap().get::<_, u8>("a").unwrap(), 1);
    let pid = server.pid();
    drop(server);
    assert!(ended(pid));
}

/// Redis refuses to stop in this state, in which the replica of a cluster is when it has just come back.
#[test]
fn redis_ends_while_it_writes_its_first_file() {
    let server = Redis::start().unwrap();
    let mut connection = redis::Client::open(server.url())
        .unwrap()
        .get_connection()
        .unwrap();
    connection.set::<_, _, ()>("a", 1).unwrap();
    // A minute per key.
    for (setting, value) in [
        ("appendonly", "no"),
        ("rdb-key-save-delay", "60000000"),
        ("appendonly", "yes"),
    ] {
        let mut set = redis::cmd("CONFIG");
        set.arg("SET").arg(setting).arg(value);
        set.query::<()>(&mut connection).unwrap();
    }
    let pid = server.pid();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        drop(server);
        tell.send(()).unwrap();
    });
    told.recv_timeout(std::time::Duration::from_secs(10)).unwrap();
    assert!(ended(pid));
}

#[test]
fn a_cluster_goes_on_without_a_master() {
    let cluster = RedisCluster::start().unwrap();
    let nodes: Vec<String> = cluster.url().split(',').map(Into::into).collect();
    assert_eq!((nodes.len(), cluster.pids().len()), (6, 6));
    for (n, key) in ["a", "b", "c", "d"].into_iter().enumerate() {
        let others = nodes.iter().filter(|url| {
            let connection = redis::Client::open(url.as_str()).unwrap().get_connection();
            connection.unwrap().set::<_, _, ()>(key, n).is_ok()
        });
        assert_eq!(others.count(), 1, "one master has {key}");
    }
    let killed = cluster.kill_master_of("a").unwrap();
    // The new master accepts writes once it has a replica.
    cluster.restart_once_replaced(killed, "a").unwrap();
    let end = std::time::Instant::now() + std::time::Duration::from_secs(15);
    let promoted = || {
        nodes.iter().any(|url| {
            let connection = redis::Client::open(url.as_str()).unwrap().get_connection();
            connection.is_ok_and(|mut node| node.set::<_, _, ()>("a", 9).is_ok())
        })
    };
    while !promoted() {
        assert!(std::time::Instant::now() < end);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
