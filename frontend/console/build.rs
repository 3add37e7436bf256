//! Compiles the locale files into static structs.

fn main() -> Result<(), String> {
    contest_texts::codegen::generate(&[
        ("difficulty", "contest_core::questions::Difficulty"),
        ("kind", "contest_core::questions::QuestionKind"),
        ("counted", "contest_core::ranking::Counted"),
        ("target", "contest_core::rounds::PredictionTarget"),
    ])
}
