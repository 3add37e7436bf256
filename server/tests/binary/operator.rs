//! What operators run beside a server, and what a server says that does not match its stores.

use crate::postgres::fresh_database;
use crate::program::{Server, port, run, talk};
use std::path::Path;

fn settings(folder: &Path, port: u16, more: &str) {
    let text = format!("listen = \"127.0.0.1:{port}\"\nlog = \"warn\"\n{more}");
    std::fs::write(folder.join("thiluat.toml"), text).expect("settings");
}

#[test]
fn the_doctor_works_beside_a_server_and_without_one() {
    let postgres = talk(fresh_database());
    for database in [String::new(), format!("database_url = \"{postgres}\"\n")] {
        let folder = tempfile::tempdir().expect("a folder");
        let doctor = |words: &[&str]| run(folder.path(), &[], &[&["doctor"], words].concat());
        let port = port();
        settings(folder.path(), port, &database);
        let nothing = doctor(&[]);
        assert_eq!(nothing.status, Some(1), "{}{}", nothing.out, nothing.err);
        assert!(nothing.out.contains("`thiluat migrate`"), "{}", nothing.out);
        assert!(!folder.path().join("data").exists(), "it makes nothing");

        let absolute = format!("data_dir = {:?}\n{database}", folder.path().join("data"));
        settings(folder.path(), port, &absolute);
        let server = Server::start("serve", &folder.path().join("thiluat.toml"), port);
        let well = doctor(&[]);
        assert!(well.succeeded().ends_with("All is well.\n"), "{}", well.out);
        assert!(well.out.contains("schema is up to date") && well.out.contains("shards = 1"));
        let json: serde_json::Value = serde_json::from_str(doctor(&["--json"]).succeeded()).expect("JSON");
        assert_eq!(json["well"], true);
        let findings = json["findings"].as_array().expect("findings");
        assert!(findings.iter().any(|found| found["kind"] == "well"), "{json}");

        let nobody = "0197b4a0-0000-7000-8000-000000000000";
        for words in [
            vec!["attempt", "show", nobody],
            vec!["attempt", "retry", nobody, "--blank"],
            vec!["attempt", "drop", nobody, "--reason", "a test"],
        ] {
            let ran = run(folder.path(), &[], &words);
            assert!(
                ran.failed().contains("knows this attempt"),
                "{words:?}: {}",
                ran.err
            );
        }
        assert_eq!(
            run(folder.path(), &[], &["attempt", "drop", nobody]).status,
            Some(2)
        );
        assert_eq!(run(folder.path(), &[], &["attempt", "show", "x"]).status, Some(2));
        server.terminate();
        let alone = doctor(&[]);
        assert_eq!(alone.status, Some(1));
        assert!(alone.out.contains("Redis cannot be reached") && alone.out.contains("`thiluat serve`"));
    }
}

#[test]
fn a_server_with_another_number_of_shards_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = port();
    let data = format!("data_dir = {:?}\n", folder.path().join("data"));
    settings(folder.path(), port, &data);
    Server::start("serve", &folder.path().join("thiluat.toml"), port).terminate();
    settings(folder.path(), port, &format!("{data}shards = 4\n"));
    let ran = run(folder.path(), &[], &["serve"]);
    let said = ran.failed();
    assert!(
        said.contains("in 1 shards, the setting is shards = 4: set it to 1")
            && !said.contains("Is it running"),
        "{said}"
    );
}
