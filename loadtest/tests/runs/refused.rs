//! What the command line refuses.

use std::process::{Command, Output};

fn loadtest(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_loadtest");
    Command::new(program).args(arguments).output().expect("it runs")
}

fn refused(arguments: &[&str], said: &str) {
    let output = loadtest(arguments);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{arguments:?}");
    assert!(stderr.contains(said), "{stderr}");
}

#[test]
fn what_cannot_be_loaded_is_refused_with_a_reason() {
    refused(
        &["saturate", "--url", "http://192.0.2.7:8080"],
        "--i-own-this-host",
    );
    refused(&["saturate", "--url", "http://127.0.0.1:1"], "cannot be reached");
    refused(&["saturate", "--url", "ftp://127.0.0.1"], "not an address");
    refused(
        &["run", "--profile", "stampede", "--url", "http://127.0.0.1:1"],
        "stampede",
    );
    refused(&["saturate"], "--url");
    refused(
        &[
            "saturate",
            "--start",
            "sqlite",
            "--server-binary",
            "/nowhere/thiluat",
        ],
        "/nowhere/thiluat",
    );
}
