//! Settings that the program cannot serve with: it ends, names the setting, and says what to write instead.

use crate::program::{port, run};
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// Serves with one wrong setting; the program must end with these words.
fn refuses(setting: (&str, &str), words: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let listen = format!("127.0.0.1:{}", port());
    let since = Instant::now();
    let ran = run(folder.path(), &[("THILUAT_LISTEN", &listen), setting], &["serve"]);
    // An environment variable is named in its own spelling.
    let said = ran.failed().to_lowercase();
    for word in words {
        assert!(
            said.contains(&word.to_lowercase()),
            "{setting:?}, without {word:?}: {said}"
        );
    }
    assert!(
        since.elapsed() < Duration::from_secs(30),
        "{setting:?}: {:?}",
        since.elapsed()
    );
}

#[test]
fn addresses_to_listen_on() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken.local_addr().expect("an address").to_string();
    for setting in ["listen", "metrics_listen"] {
        let name = format!("THILUAT_{}", setting.to_uppercase());
        for wrong in [&taken, "127.0.0.1:99999", "nowhere", "192.0.2.1:8080"] {
            refuses((&name, wrong), &["cannot listen on", setting, "127.0.0.1:8080"]);
        }
    }
}

#[test]
fn stores_that_are_not_there() {
    let nobody = port();
    refuses(
        (
            "DATABASE_URL",
            &format!("postgres://nobody:verysecret@127.0.0.1:{nobody}/x"),
        ),
        &["the database cannot be used", "database_url"],
    );
    refuses(
        ("REDIS_URL", &format!("redis://127.0.0.1:{nobody}")),
        &["Redis cannot be used", "redis_url"],
    );
    refuses(
        ("THILUAT_DATA_DIR", "/dev/null/data"),
        &["cannot make the data folder /dev/null/data"],
    );
}

#[test]
fn settings_of_the_wrong_form() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "DATABASE_URL",
            "mysql://x:verysecret@y/z",
            &["database_url", "postgres://"],
        ),
        ("REDIS_URL", "http://x", &["redis_url", "redis://"]),
        (
            "THILUAT_PUBLIC_URL",
            "thiluat.example",
            &["public_url", "https://"],
        ),
        ("THILUAT_SECRET", "too short", &["secret", "32 characters"]),
        ("THILUAT_SHARDS", "0", &["shards", "16"]),
        ("THILUAT_SHARDS", "many", &["shards", "many"]),
        ("THILUAT_WORKERS", "-1", &["workers", "-1"]),
        ("THILUAT_TRUST_PROXY", "perhaps", &["trust_proxy", "perhaps"]),
        ("THILUAT_LOG", "info,=loud", &["log", "info,=loud"]),
        ("THILUAT_LOG_FORMAT", "xml", &["log_format", "text or json"]),
        ("THILUAT_LISTEM", "127.0.0.1:1", &["listem"]),
        ("THILUAT_CONFIG", "nowhere.toml", &["nowhere.toml"]),
    ];
    for (name, wrong, words) in cases {
        let words = [&["settings"], *words].concat();
        refuses((name, wrong), &words);
    }
}

#[test]
fn no_password_is_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    for wrong in [
        "mysql://x:verysecret@y/z",
        "postgres://x:verysecret@127.0.0.1:1/z",
        "postgres://x:verysecret@:y/z",
    ] {
        let ran = run(folder.path(), &[("DATABASE_URL", wrong)], &["migrate"]);
        assert!(!ran.failed().contains("verysecret"), "{}", ran.err);
    }
}
