//! Compiles the locale files into static structs: those of both programs, and those of results alone.

fn main() -> Result<(), String> {
    contest_texts::codegen::generate(&[])?;
    contest_texts::codegen::generate_from("locales/results", "results_texts.rs", &[])
}
