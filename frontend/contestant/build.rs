//! Compiles the locale files into static structs.

fn main() -> Result<(), String> {
    contest_texts::codegen::generate_apart()
}
