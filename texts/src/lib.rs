//! The texts of all programs, in the languages of the screens.
//!
//! Each crate keeps its texts in `locales/vi.toml` and `locales/en.toml`. Its build script turns them into static
//! structs (`codegen`, which only build scripts need): a key that only one language has fails the build, a key that
//! does not exist does not compile, and a key that nobody uses is dead code. This crate must not know any text.

#[cfg(feature = "codegen")]
pub mod codegen;
mod fill;
mod lang;

pub use fill::{fill, names_no_other};
pub use lang::Lang;
