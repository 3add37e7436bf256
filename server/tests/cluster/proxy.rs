//! nginx with the configuration of `deploy/`, on ports of our own and without TLS.

use crate::bed::{Bed, run};
use private_stores::program::Program;
use std::path::Path;
use std::process::Command;

const CONFIGURATION: &str = include_str!("../../../deploy/nginx.conf");

/// Listens on `port` and passes requests on to two servers.
pub(crate) fn start(port: u16, servers: [u16; 2]) -> Program {
    let proxy = Program::start(&[], |folder| {
        let file = folder.join("nginx.conf");
        let listen = |line: &str| {
            line.replace("listen 443 ssl http2", &format!("listen 127.0.0.1:{port}"))
                .replace(
                    "listen 80",
                    &format!("listen unix:{}/plain.sock", folder.display()),
                )
                .replace("10.0.0.11:8080", &format!("127.0.0.1:{}", servers[0]))
                .replace("10.0.0.12:8080", &format!("127.0.0.1:{}", servers[1]))
        };
        let without_tls = CONFIGURATION
            .lines()
            .filter(|line| !line.trim().starts_with("ssl_"));
        let text: Vec<String> = without_tls.map(listen).collect();
        std::fs::write(&file, in_folder(&text.join("\n"), folder))?;
        Ok(format!("nginx -c {} -g 'daemon off;'", file.display()))
    });
    let proxy = proxy.expect("nginx");
    proxy.await_port(port).expect("nginx");
    proxy
}

/// All files of the configuration in one folder; as the user who runs the test.
fn in_folder(text: &str, folder: &Path) -> String {
    let place = folder.display().to_string();
    std::fs::create_dir_all(folder.join("cache")).expect("a folder");
    text.replace("user www-data;", "user root;")
        .replace("/var/log/nginx", &place)
        .replace("/var/cache/nginx/thiluat", &format!("{place}/cache"))
        .replace("/run/nginx.pid", &format!("{place}/nginx.pid"))
        .replace("/etc/letsencrypt/live/thiluat.example", &place)
}

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
    std::fs::write(&file, in_folder(CONFIGURATION, folder.path())).expect("the configuration");
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
        let bed = Bed::new().await;
        let arranged = bed.arrange().await;
        let visitor = bed.app.visitor();
        let path = format!("/rounds/{}/board", arranged.round);
        let first = visitor.get(&path).await;
        assert!(first.status.is_success(), "{}", first.text());
        assert_eq!(visitor.get(&path).await.headers["x-cache"], "HIT");
        for probe in ["metrics", "livez", "readyz"] {
            let url = format!("{}/{probe}", bed.app.url);
            assert_eq!(
                reqwest::get(url).await.expect("an answer").status(),
                404,
                "{probe}"
            );
        }
        let home = reqwest::get(format!("{}/livez", bed.servers[0].url))
            .await
            .expect("an answer");
        assert!(home.status().is_success());
    });
}
