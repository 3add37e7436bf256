//! Compiles the locale files into static structs. The binary also embeds the front end, so Cargo must rebuild it when
//! `cargo xtask web` has written a new one.

fn main() -> Result<(), String> {
    for shell in ["index.html", "console/index.html"] {
        println!("cargo::rerun-if-changed=../dist/{shell}");
    }
    contest_texts::codegen::generate(&[
        ("errors", "contest_core::wire::errors::ErrorCode"),
        ("exports.chain", "contest_core::ranking::TieBreak"),
        ("exports.counted", "contest_core::ranking::Counted"),
        ("exports.prediction", "contest_core::rounds::PredictionTarget"),
    ])
}
