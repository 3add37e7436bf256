//! The front end is part of the binary: builds it in again when `cargo xtask web` has made another.

fn main() {
    for shell in ["index.html", "console/index.html"] {
        println!("cargo::rerun-if-changed=../dist/{shell}");
    }
}
