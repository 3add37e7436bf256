//! Builds Rust's standard library for size with the front ends: 15 KB less for a phone to load.
//!
//! The standard library that comes with Rust is built for speed, and a panic in it formats a message that nobody reads
//! in a browser. Building it needs its source (the rustup component `rust-src`) and options that stable Rust keeps behind
//! `RUSTC_BOOTSTRAP`. Where one of them is missing, the front ends are built with the library as it comes.

use crate::app::TARGET;
use std::path::Path;
use std::process::Command;

/// A panic ends the program without a message; no code formats values for developers or knows where it was called.
const FLAGS: [&str; 4] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
];

/// Adds to a cargo command what builds the standard library, or says why that cannot be.
pub(crate) fn add(cargo: &mut Command, rustc: &Path) {
    if let Some(missing) = missing(rustc) {
        eprintln!("The front ends use the standard library as it comes, which is larger: {missing}.");
        return;
    }
    let flags: Vec<String> = FLAGS.iter().map(|flag| format!("\"{flag}\"")).collect();
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
        ])
        .arg("--config")
        .arg(format!("target.{TARGET}.rustflags=[{}]", flags.join(",")));
}

fn missing(rustc: &Path) -> Option<&'static str> {
    let Some(sysroot) = output(rustc, &["--print", "sysroot"]) else {
        return Some("rustc does not say where it is installed");
    };
    if std::env::var_os("RUSTFLAGS").is_some() {
        return Some("RUSTFLAGS in the environment would replace the options");
    }
    let source = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/std/Cargo.toml");
    if !source.is_file() {
        return Some("its source is not installed (`rustup component add rust-src`)");
    }
    let arguments: Vec<&str> = FLAGS.into_iter().chain(["--print", "cfg"]).collect();
    output(rustc, &arguments)
        .is_none()
        .then_some("this version of Rust has no such options")
}

fn output(rustc: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(rustc)
        .env("RUSTC_BOOTSTRAP", "1")
        .args(arguments)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}
