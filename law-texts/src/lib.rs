//! The texts of laws (luật, bộ luật, nghị định …), divided into articles, with what is known about their validity.
//!
//! Reading is all or nothing: a text with any issue is refused, and all its issues are returned at once, each with its
//! line. Nothing is guessed in silence: an article that is missing or stands twice is an issue. Files come from
//! strangers, so their size is bounded ([`limits`]). This crate does no I/O, reads no clock, and must not know of
//! databases, HTTP or contests.
//!
//! ```
//! use law_texts::{Given, read};
//!
//! let text = "Luật Thư viện\nSố: 46/2019/QH14\nHiệu lực: 01/07/2020\n\nĐiều 1. Phạm vi\nLuật này quy định về thư viện.\n";
//! let law = read("luat.txt", text.as_bytes(), Given::default()).unwrap();
//! assert_eq!(law.about.number.slug(), "46-2019-qh14");
//! assert_eq!(law.articles[0].heading, "Phạm vi");
//!
//! let issues = read("luat.txt", text.replace("Điều 1", "Điều 2").as_bytes(), Given::default()).unwrap_err();
//! assert!(issues[0].to_string().starts_with("line 5: article 1 is missing before article 2"));
//! ```

mod article;
mod check;
pub mod citation;
mod day;
mod given;
mod issue;
mod json;
mod law;
pub mod limits;
pub mod lines;
mod number;
mod plain;
mod read;
mod text;
mod validity;

pub use article::ArticleNumber;
pub use day::read_day;
pub use given::Given;
pub use issue::{Issue, Place, Problem};
pub use json::write_json;
pub use law::{About, Article, Change, Format, Heading, Law};
pub use number::{NotANumber, Number};
pub use plain::write_text;
pub use read::read;
pub use text::fold;
pub use validity::Validity;
