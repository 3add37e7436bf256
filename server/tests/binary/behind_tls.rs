//! One server behind nginx with the configuration of `deploy/`, TLS included, and a client that speaks it.

use private_stores::nginx::in_folder;
use private_stores::program::Program;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const NAME: &str = "thiluat.example";

pub(crate) struct Proxy {
    port: u16,
    plain: u16,
    folder: tempfile::TempDir,
    _nginx: Program,
}

impl Proxy {
    /// Starts nginx in front of the server on port `server`.
    pub(crate) fn start(port: u16, plain: u16, server: u16) -> Proxy {
        let folder = tempfile::tempdir().expect("a folder");
        certify(folder.path());
        let nginx = private_stores::nginx::run(|_own| {
            let text = in_folder(folder.path(), &[server])?;
            Ok(text
                .replace("listen 443", &format!("listen 127.0.0.1:{port}"))
                .replace("listen 80", &format!("listen 127.0.0.1:{plain}")))
        });
        let nginx = nginx.expect("nginx");
        nginx.await_port(port).expect("nginx");
        Proxy {
            port,
            plain,
            folder,
            _nginx: nginx,
        }
    }

    pub(crate) fn visitor(&self) -> Visitor<'_> {
        Visitor {
            proxy: self,
            jar: self.folder.path().join(format!("jar-{}", uuid::Uuid::now_v7())),
        }
    }

    /// Returns the head of the response to a person who types the name without https.
    pub(crate) fn plain_head(&self) -> String {
        let url = format!("http://{NAME}:{}/thi", self.plain);
        let resolve = format!("{NAME}:{}:127.0.0.1", self.plain);
        output(Command::new("curl").args(["-sSi", "--resolve", &resolve, &url]))
    }
}

fn certify(folder: &Path) {
    let subject = format!("/CN={NAME}");
    let names = format!("subjectAltName=DNS:{NAME}");
    let words = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        &subject,
        "-addext",
        &names,
        "-keyout",
        "privkey.pem",
        "-out",
        "fullchain.pem",
    ];
    output(Command::new("openssl").args(words).current_dir(folder));
}

#[track_caller]
fn output(command: &mut Command) -> String {
    let output = command.output().expect("the program");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// A person with a browser that has checked the certificate and keeps cookies.
pub(crate) struct Visitor<'a> {
    proxy: &'a Proxy,
    jar: PathBuf,
}

pub(crate) struct Reply {
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Visitor<'_> {
    pub(crate) fn get(&self, path: &str) -> Reply {
        self.ask(path, &[])
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Reply {
        let json = [
            "-H",
            "Content-Type: application/json",
            "--data-binary",
            &body.to_string(),
        ];
        self.ask(path, &json)
    }

    #[track_caller]
    fn ask(&self, path: &str, more: &[&str]) -> Reply {
        let (port, folder) = (self.proxy.port, self.proxy.folder.path());
        let mut curl = Command::new("curl");
        curl.args(["-sSi", "--resolve", &format!("{NAME}:{port}:127.0.0.1")])
            .arg("--cacert")
            .arg(folder.join("fullchain.pem"))
            .arg("-b")
            .arg(&self.jar)
            .arg("-c")
            .arg(&self.jar)
            .args(more)
            .arg(format!("https://{NAME}:{port}{path}"));
        // A server that has just started may ask to come back, which a phone then does.
        let patience = Instant::now() + Duration::from_secs(20);
        let mut answer = output(&mut curl);
        while answer.starts_with("HTTP/2 503") && Instant::now() < patience {
            std::thread::sleep(Duration::from_secs(1));
            answer = output(&mut curl);
        }
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        assert!(head.starts_with("HTTP/2 20"), "{path}: {answer}");
        Reply {
            head: head.into(),
            body: serde_json::from_str(body).expect("JSON"),
        }
    }
}
