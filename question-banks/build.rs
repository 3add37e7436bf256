//! Compiles the texts of the issues into static structs.

fn main() -> Result<(), String> {
    contest_texts::codegen::generate(&[])
}
