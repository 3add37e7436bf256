//! Compiles the locale files into static structs.

#[path = "../kit/locale_codegen.rs"]
mod locale_codegen;

fn main() -> Result<(), String> {
    locale_codegen::generate()
}
