//! Servers with settings that the other suites do not change.

use crate::behind_tls::Proxy;
use crate::postgres::fresh_database;
use crate::program::{Server, port, talk};
use contest_core::answers::Answers;
use contest_core::questions::OptionSet;
use contest_core::wire::paths;
use private_stores::cluster::RedisCluster;
use private_stores::free_ports;
use private_stores::{Signal, signal};
use serde_json::{Value, json};
use std::path::Path;
use thiluat::config::DEFAULTS;

#[test]
fn figures_are_served_apart_and_only_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let ports = free_ports(2).expect("ports");
    let settings = folder.path().join("thiluat.toml");
    let text = format!(
        "listen = \"127.0.0.1:{}\"\nmetrics_listen = \"127.0.0.1:{}\"\ndata_dir = {:?}",
        ports[0],
        ports[1],
        folder.path().join("data")
    );
    std::fs::write(&settings, text).expect("settings");
    let server = Server::start("serve", &settings, ports[0]);
    talk(async {
        let ready = reqwest::get(format!("{}{}", server.url, paths::READY)).await;
        assert_eq!(ready.expect("an answer").status(), 200);
        let figures = figures(ports[1]).await;
        assert!(
            figures.contains("# TYPE thiluat_request_seconds histogram"),
            "{figures}"
        );
        let public = reqwest::get(format!("{}/metrics", server.url))
            .await
            .expect("an answer");
        let public = public.text().await.expect("a body");
        assert!(!public.contains("thiluat_request_seconds"), "{public}");
    });
    server.terminate();
}

async fn figures(port: u16) -> String {
    let answer = reqwest::get(format!("http://127.0.0.1:{port}/metrics"))
        .await
        .expect("figures");
    assert_eq!(answer.status(), 200);
    answer.text().await.expect("a body")
}

#[test]
fn everything_is_set_and_a_contestant_plays_over_tls() {
    let folder = tempfile::tempdir().expect("a folder");
    let cluster = RedisCluster::start().expect("a cluster");
    let ports = free_ports(4).expect("ports");
    let settings = settings(folder.path(), &ports, &talk(fresh_database()), &cluster.url());

    // The first server creates a contest and leaves it to the second.
    let demo = Server::start("demo", &settings, ports[0]);
    let prepared = || demo.log().contains("THI LUẬT");
    while !prepared() {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    demo.terminate();
    let server = Server::start("serve", &settings, ports[0]);
    let proxy = Proxy::start(ports[2], ports[3], server.port);

    let head = proxy.plain_head();
    assert!(
        head.starts_with("HTTP/1.1 308") && head.contains("https://thiluat.example/thi"),
        "{head}"
    );
    play(&proxy);
    talk(async {
        let figures = figures(ports[1]).await;
        assert!(figures.contains("thiluat_recorded_total 1"), "{figures}");
        forwarded_addresses_count(&server.url).await;
    });
    let log = server.log();
    let lines = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect(line));
    assert!(
        lines
            .into_iter()
            .any(|line| line["fields"]["message"] == "serving"),
        "{log}"
    );
    server.terminate();
    assert!(folder.path().join("elsewhere").is_dir());
    assert!(
        !folder.path().join("elsewhere/secret").exists(),
        "the secret was given"
    );
}

/// Writes every setting there is, each different from its default.
fn settings(folder: &Path, ports: &[u16], database: &str, redis: &str) -> std::path::PathBuf {
    let data = folder.join("elsewhere");
    let key = folder.join("gateway.key");
    std::fs::write(&key, "a-key-in-a-file").expect("a key");
    let text = format!(
        r#"
        listen = "127.0.0.1:{}"
        public_url = "https://thiluat.example"
        data_dir = {data:?}
        database_url = "{database}"
        redis_url = "{redis}"
        secret = "một bí mật dài hơn ba mươi hai ký tự"
        shards = 16
        workers = 2
        password_workers = 1
        starts_per_second = 500
        live_state_days = 3
        connections_per_address = 0
        metrics_listen = "127.0.0.1:{}"
        trust_proxy = true
        log = "info,thiluat=debug"
        log_format = "json"
        gateway = "http"
        gateway_url = "http://127.0.0.1:9/send"
        gateway_header = "X-Key: {{secret}}"
        gateway_secret = "a-key-of-the-provider"
        gateway_secret_file = "{}"
        gateway_format = "form"
        gateway_body = "phone={{phone}}&text={{text}}"
        gateway_accepted = "OK"
        gateway_text = "Ma cua ban: {{code}}"
        gateway_timeout_s = 5
        codes_per_hour = 100
        "#,
        ports[0],
        ports[1],
        key.display()
    );
    let table = |text: &str| text.parse::<toml::Table>().expect("TOML");
    let set = table(&text);
    for (name, default) in table(DEFAULTS) {
        let value = set.get(&name).unwrap_or_else(|| panic!("{name} is not set here"));
        assert_ne!(*value, default, "{name}");
    }
    let file = folder.join("settings.toml");
    std::fs::write(&file, text).expect("settings");
    file
}

/// Registers, plays an attempt and checks the receipt.
fn play(proxy: &Proxy) {
    let visitor = proxy.visitor();
    let list = visitor.get(paths::CONTESTS).body;
    let slug = list["contests"][0]["slug"].as_str().expect("a contest");
    let contest = visitor.get(&paths::contest(slug)).body;
    let id = contest["id"].as_str().expect("an id");
    let units = visitor.get(&paths::units(id)).body;
    let register = json!({
        "name": "Nguyễn Thị Bình Minh",
        "date_of_birth": "1990-05-19",
        "phone": "0912345678",
        "password": "mật khẩu thử nghiệm 9",
        "consent": { "accepted": true, "version": contest["consent"]["version"] },
        "entry": { "contest": id, "unit": units["units"].as_array().expect("units").last().expect("a unit")["id"] },
    });
    let registered = visitor.post(paths::ACCOUNTS, &register);
    let head = registered.head.to_lowercase();
    let cookie = head
        .lines()
        .find(|line| line.starts_with("set-cookie:"))
        .expect("a cookie");
    for part in [
        "__host-thiluat=",
        "; secure",
        "; httponly",
        "; samesite=lax",
        "; path=/",
    ] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(!cookie.contains("domain="), "{cookie}");
    assert!(head.contains("strict-transport-security: "), "{head}");

    let round = contest["rounds"][1]["id"].as_str().expect("a round");
    let open = visitor.post(&paths::attempts(round), &Value::Null).body;
    let attempt = open["attempt"].as_str().expect("an attempt");
    let questions = open["questions"].as_array().expect("questions").len();
    let sheet = json!({
        "ticket": open["ticket"],
        "revision": 1,
        "answers": Answers(vec![OptionSet(1); questions]).encode(),
    });
    let submitted = visitor.post(&paths::submission(attempt), &sheet).body;
    assert_eq!(submitted["receipt"]["attempt"], attempt, "{submitted}");
}

/// Checks that with `trust_proxy` the throttle on guessing counts by the address that the proxy forwards.
async fn forwarded_addresses_count(server: &str) {
    let client = reqwest::Client::new();
    let guess = async |address: &str| {
        let body = json!({ "login": "bantochuc", "password": "a wrong password" });
        let request = client.post(format!("{server}{}", paths::SESSION)).json(&body);
        let sent = request.header("X-Forwarded-For", address).send().await;
        sent.expect("an answer").status().as_u16()
    };
    for _ in 0..10 {
        assert_eq!(guess("203.0.113.7").await, 401);
    }
    assert_eq!(guess("203.0.113.7").await, 429);
    assert_eq!(guess("203.0.113.8").await, 401);
}

/// Starts a server and returns it with the socket of its Redis, as soon as that listens: the server does not yet.
fn with_its_redis(folder: &Path) -> (std::process::Child, std::path::PathBuf) {
    let server = std::process::Command::new(crate::program::BINARY)
        .arg("serve")
        .env("THILUAT_LISTEN", format!("127.0.0.1:{}", port()))
        .current_dir(folder)
        .spawn()
        .expect("a server");
    let socket = folder.join("data/redis/redis.sock");
    until("its Redis runs", || listens(&socket));
    (server, socket)
}

fn listens(socket: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(socket).is_ok()
}

fn until(what: &str, yes: impl Fn() -> bool) {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !yes() {
        assert!(std::time::Instant::now() < end, "not so: {what}");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn ended_by_a_signal_it_ends_well_and_its_redis_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut server, socket) = with_its_redis(folder.path());
    signal(server.id(), Signal::TERM).expect("asked to end");
    assert_eq!(server.wait().expect("its status").code(), Some(0));
    assert!(!listens(&socket), "its Redis still runs");
}

#[test]
fn killed_it_takes_its_redis_with_it_and_the_next_one_starts_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut server, socket) = with_its_redis(folder.path());
    server.kill().expect("killed");
    server.wait().expect("its status");
    let (mut next, _) = with_its_redis(folder.path());
    next.kill().expect("killed");
    next.wait().expect("its status");
    until("its Redis has ended", || !listens(&socket));
}
