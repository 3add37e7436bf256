//! The binary embeds the front end, so Cargo must rebuild it when `cargo xtask web` has written a new one.

fn main() {
    for shell in ["index.html", "console/index.html"] {
        println!("cargo::rerun-if-changed=../dist/{shell}");
    }
}
