//! Compiles the locale files into static structs.

mod locale_codegen;

fn main() -> Result<(), String> {
    locale_codegen::generate()
}
