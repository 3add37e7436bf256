//! Every command, with its exit status and what it prints.

use crate::postgres::fresh_database;
use crate::program::{Server, port, run, talk};
use contest_core::wire::paths;
use std::path::Path;
use thiluat::config::DEFAULTS;

#[test]
fn config_prints_the_commented_defaults() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(folder.path(), &[], &["config"]);
    assert_eq!(ran.succeeded(), DEFAULTS);
    // The output is a file of settings.
    std::fs::write(folder.path().join("thiluat.toml"), &ran.out).expect("settings");
    run(folder.path(), &[], &["migrate"]).succeeded();
}

#[test]
fn openapi_prints_the_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(folder.path(), &[], &["openapi"]);
    let document: serde_json::Value = serde_json::from_str(ran.succeeded()).expect("JSON");
    assert!(document["paths"][paths::SESSION]["post"].is_object());
    assert!(!folder.path().join("data").exists(), "it needs no stores");
}

#[test]
fn migrate_twice_on_both_databases() {
    let folder = tempfile::tempdir().expect("a folder");
    let postgres = talk(fresh_database());
    for database in ["", &postgres] {
        for _ in 0..2 {
            let ran = run(folder.path(), &[("DATABASE_URL", database)], &["migrate"]);
            assert_eq!(ran.succeeded(), "");
        }
    }
    assert!(folder.path().join("data/thiluat.sqlite").exists());
}

#[test]
fn accounts_are_made_and_get_new_passwords() {
    let folder = tempfile::tempdir().expect("a folder");
    let account = |words: &[&str]| run(folder.path(), &[], &[&["account"], words].concat());
    let password = |out: &str| {
        let words: Vec<&str> = out.split_whitespace().collect();
        assert_eq!(words[0], "ban.to-chuc");
        words[1].to_owned()
    };
    let made = account(&[
        "create",
        "--role",
        "organiser",
        "--login",
        "ban.to-chuc",
        "--name",
        "Ban Tổ chức",
    ]);
    let first = password(made.succeeded());
    let second = password(account(&["password", "ban.to-chuc"]).succeeded());
    assert_ne!(first, second);

    let twice = account(&["create", "--role", "judge", "--login", "ban.to-chuc"]);
    assert!(
        twice.failed().contains("ban.to-chuc: this user name is taken"),
        "{}",
        twice.err
    );
    let wrong = account(&["create", "--role", "judge", "--login", "Ban tổ chức"]);
    assert!(
        wrong.failed().contains("a user name has 3 to 40"),
        "{}",
        wrong.err
    );
    let nobody = account(&["password", "nobody"]);
    assert!(
        nobody.failed().contains("nobody: there is no such account"),
        "{}",
        nobody.err
    );
    assert_eq!(
        account(&["create", "--role", "boss", "--login", "boss"]).status,
        Some(2)
    );

    let port = port();
    let settings = folder.path().join("thiluat.toml");
    let data = folder.path().join("data");
    std::fs::write(
        &settings,
        format!("listen = \"127.0.0.1:{port}\"\ndata_dir = {data:?}"),
    )
    .expect("settings");
    let server = Server::start("serve", &settings, port);
    talk(async {
        for (password, status) in [(first, 401), (second, 200)] {
            let body = serde_json::json!({ "login": "ban.to-chuc", "password": password });
            let sent = reqwest::Client::new()
                .post(format!("{}{}", server.url, paths::SESSION))
                .json(&body)
                .send();
            assert_eq!(sent.await.expect("an answer").status(), status);
        }
    });
    server.terminate();
}

#[test]
fn a_bank_is_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |file: &str| run(folder.path(), &[], &["bank", "check", file]);
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../question-banks/banks/hoa-giai-o-co-so/bank.json");
    let good = check(&sample.display().to_string());
    assert!(good.succeeded().contains("câu hỏi, không có lỗi"), "{}", good.out);

    std::fs::write(folder.path().join("bank.json"), "{\"title\": 1}").expect("a file");
    let bad = check("bank.json");
    assert_eq!(bad.status, Some(1));
    assert!(!bad.out.trim().is_empty() && bad.err.is_empty(), "{}", bad.err);
    let missing = check("nowhere.csv");
    assert!(missing.failed().contains("nowhere.csv"), "{}", missing.err);
}

#[test]
fn without_a_command_it_says_how_it_is_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(folder.path(), &[], &[]);
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.err.contains("serve") && ran.err.contains("migrate"),
        "{}",
        ran.err
    );
    let version = run(folder.path(), &[], &["--version"]);
    assert_eq!(
        version.succeeded().trim(),
        concat!("thiluat ", env!("CARGO_PKG_VERSION"))
    );
}
