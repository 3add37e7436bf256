//! Compiles the locale files into static structs.

#[path = "../kit/locale_codegen.rs"]
mod locale_codegen;

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=../kit/locale_codegen.rs");
    locale_codegen::generate()
}
