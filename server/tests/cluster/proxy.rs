//! nginx with the configuration of `deploy/`, in front of two servers.

use crate::bed::{Bed, run};
use contest_core::wire::paths;
use private_stores::nginx::in_folder;
use std::process::Command;

#[test]
fn the_configuration_is_valid_as_it_stands() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "1",
        ])
        .args([
            "-subj",
            "/CN=thiluat.example",
            "-keyout",
            "privkey.pem",
            "-out",
            "fullchain.pem",
        ])
        .current_dir(folder.path())
        .output()
        .expect("openssl");
    assert!(made.status.success());
    let file = folder.path().join("nginx.conf");
    let text = in_folder(folder.path(), &[18_080, 18_081]).expect("the configuration");
    std::fs::write(&file, text).expect("a file");
    let checked = Command::new("nginx")
        .arg("-t")
        .arg("-c")
        .arg(&file)
        .output()
        .expect("nginx");
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success() && !said.contains("[warn]"), "{said}");
}

#[test]
fn boards_are_kept_for_a_second_and_probes_stay_inside() {
    run(async {
        let bed = Box::pin(Bed::new()).await;
        let arranged = bed.arrange().await;
        let visitor = bed.app.visitor();
        let path = paths::board(arranged.round);
        let first = visitor.get(&path).await;
        assert!(first.status.is_success(), "{}", first.text());
        assert_eq!(visitor.get(&path).await.headers["x-cache"], "HIT");
        for probe in ["/metrics", paths::LIVE, paths::READY] {
            let url = format!("{}{probe}", bed.app.url);
            assert_eq!(
                reqwest::get(url).await.expect("an answer").status(),
                404,
                "{probe}"
            );
        }
        let home = reqwest::get(format!("{}{}", bed.servers[0].url, paths::LIVE))
            .await
            .expect("an answer");
        assert!(home.status().is_success());
    });
}
