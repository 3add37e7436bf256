//! Every command, with its exit status and what it prints.

use crate::postgres::fresh_database;
use crate::program::{Server, port, run, run_with_input, talk};
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
fn a_forgotten_password_is_reset() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = port();
    let settings = folder.path().join("thiluat.toml");
    let data = folder.path().join("data");
    let text = format!("listen = \"127.0.0.1:{port}\"\ndata_dir = {data:?}\nlog = \"info,thiluat=debug\"");
    std::fs::write(&settings, text).expect("settings");
    let server = Server::start("serve", &settings, port);
    let (phone, first) = ("0912 345 678", "mùa xuân trên bản");
    let client = reqwest::Client::builder()
        .cookie_store(true)
        .build()
        .expect("a client");
    let at = |path: &str| format!("{}{path}", server.url);
    let sign_in = |password: &str| {
        let body = serde_json::json!({ "login": phone, "password": password });
        let sent = reqwest::Client::new().post(at(paths::SESSION)).json(&body).send();
        async { sent.await.expect("an answer").status() }
    };
    talk(async {
        let body = serde_json::json!({
            "name": "Trần Thị Hoa Lê", "date_of_birth": "1990-05-19", "phone": phone, "password": first,
            "consent": { "accepted": true, "version": "1" },
        });
        let sent = client.post(at(paths::ACCOUNTS)).json(&body).send();
        assert_eq!(sent.await.expect("an answer").status(), 201);
    });

    let reset = |words: &[&str]| {
        run(
            folder.path(),
            &[],
            &[&["account", "reset-password"], words].concat(),
        )
    };
    let out = reset(&["0912.345.678"]);
    let words: Vec<&str> = out.succeeded().split_whitespace().collect();
    let [login, second] = words[..] else {
        panic!("{words:?}");
    };
    assert_eq!(login, "+84912345678");
    talk(async {
        assert_eq!(sign_in(first).await, 401);
        assert_eq!(sign_in(second).await, 200);
        // Servers learn of it by themselves.
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        let signed_in = async || {
            let sent = client.get(at(paths::ME)).send();
            sent.await.expect("an answer").status() == 200
        };
        while signed_in().await {
            assert!(std::time::Instant::now() < until, "the old session lasts");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    });
    let third = "con trâu đi trước";
    let out = run_with_input(
        folder.path(),
        &["account", "reset-password", phone, "--stdin"],
        third,
    );
    assert_eq!(out.succeeded(), "+84912345678\n", "what was given is not printed");
    talk(async { assert_eq!(sign_in(third).await, 200) });

    for (words, input, says) in [
        (["0912345679"], third, "there is no such account"),
        (["ban.to-chuc"], third, "10 digits"),
        (["0912345678"], "12345678", "easy to guess"),
    ] {
        let out = run_with_input(
            folder.path(),
            &[&["account", "reset-password", "--stdin"], &words[..]].concat(),
            input,
        );
        assert!(out.failed().contains(says), "{}", out.err);
    }

    // What people do with their data leaves no trace of who they are in the log.
    let (name, password) = ("Lê Thị Mai Khanh", "hoa sen nở trắng 7");
    talk(async {
        let client = reqwest::Client::builder()
            .cookie_store(true)
            .build()
            .expect("a client");
        let body = serde_json::json!({ "login": phone, "password": third });
        let sent = client.post(at(paths::SESSION)).json(&body).send();
        assert_eq!(sent.await.expect("an answer").status(), 200);
        let sent = client
            .patch(at(paths::ME))
            .json(&serde_json::json!({ "name": name }))
            .send();
        assert_eq!(sent.await.expect("an answer").status(), 200);
        let body = serde_json::json!({ "old": third, "new": password });
        let sent = client.put(at(paths::MY_PASSWORD)).json(&body).send();
        assert_eq!(sent.await.expect("an answer").status(), 200);
        let sent = client.get(at(paths::MY_DATA)).send();
        assert_eq!(sent.await.expect("an answer").status(), 200);
        let body = serde_json::json!({ "password": password });
        let sent = client.delete(at(paths::ME)).json(&body).send();
        assert_eq!(sent.await.expect("an answer").status(), 204);
    });
    let log = server.log();
    assert!(log.contains("a contestant had their data erased"), "{log}");
    for personal in [
        "Hoa Lê",
        name,
        "Mai Khanh",
        "912345678",
        first,
        third,
        password,
        "1990-05-19",
    ] {
        assert!(!log.contains(personal), "{personal}: {log}");
    }
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

const LAW: &str =
    "Luật Thư viện\nSố: 46/2019/QH14\nHiệu lực: 01/07/2020\n\nĐiều 1. Phạm vi\nMột.\nĐiều 2. Khác\nHai.\n";

#[test]
fn laws_are_loaded_listed_and_removed_on_both_databases() {
    let postgres = talk(fresh_database());
    for database in ["", &postgres] {
        let folder = tempfile::tempdir().expect("a folder");
        let laws = |words: &[&str]| {
            run(
                folder.path(),
                &[("DATABASE_URL", database)],
                &[&["laws"], words].concat(),
            )
        };
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
        std::fs::create_dir(folder.path().join("luat")).expect("a folder");
        write("luat/thu-vien.txt", LAW);
        write("luat/ghi-chu.md", "no law");
        let line = "46/2019/QH14 loaded: Luật Thư viện, 2 articles\n";
        assert_eq!(laws(&["load", "luat"]).succeeded(), line);
        assert_eq!(
            laws(&["load", "luat"]).succeeded(),
            line.replace("loaded", "unchanged")
        );
        let told = laws(&[
            "load",
            "luat/thu-vien.txt",
            "--amended-by",
            "9/2024/QH15 từ 01/01/2025: 2",
        ]);
        assert_eq!(told.succeeded(), line.replace("loaded", "replaced"));
        let listed = laws(&["list"]);
        assert_eq!(
            listed.succeeded(),
            "46/2019/QH14  in force from 2020-07-01  2 articles  Luật Thư viện\n"
        );

        // A file that cannot be read keeps no other from being loaded.
        write(
            "luat/a.txt",
            &LAW.replace("46/2019", "47/2019").replace("Điều 2", "Điều 3"),
        );
        write("luat/b.txt", &LAW.replace("46/2019", "48/2019"));
        write(
            "luat/c.txt",
            &LAW.replace("46/2019", "48/2019").replace("Một", "Mười"),
        );
        let some = laws(&["load", "luat"]);
        let said = some.failed();
        assert!(
            said.contains("a.txt: line 7: article 2 is missing before article 3"),
            "{said}"
        );
        assert!(
            said.contains("c.txt: 48/2019/QH14 was just loaded from luat/b.txt"),
            "{said}"
        );
        assert!(some.out.contains("48/2019/QH14 loaded"), "{}", some.out);

        assert_eq!(
            laws(&["remove", "46/2019/qh14"]).succeeded(),
            "46/2019/QH14 removed\n"
        );
        assert!(
            laws(&["remove", "46/2019/QH14"])
                .failed()
                .contains("it is not in the register")
        );
        assert!(
            laws(&["remove", "Luật"])
                .failed()
                .contains("not the number of a law")
        );
        for (words, wanted) in [
            (
                vec!["load", "luat", "--title", "Luật A"],
                "exactly one file, not 4",
            ),
            (vec!["load", "nowhere.txt"], "nowhere.txt: "),
            (
                vec!["load", "luat/ghi-chu.md"],
                "files of type \"md\" are not read",
            ),
        ] {
            let ran = laws(&words);
            assert!(ran.failed().contains(wanted), "{words:?}: {}", ran.err);
        }
        assert_eq!(
            laws(&["load", "luat/b.txt", "--in-force-from", "mai"]).status,
            Some(2)
        );
    }
}
