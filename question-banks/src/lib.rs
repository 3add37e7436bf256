//! Question banks and unit trees in the file formats that organisers use: XLSX, CSV and JSON; banks also in Word, plain
//! text, Aiken, GIFT, Moodle XML and QTI.
//!
//! Reading is all or nothing: a file with any issue loads nothing, and all its issues are returned at once, each with
//! its place, a reason and a remedy in the reader's language. Files come from strangers, so their size, their inflated
//! size and the number of their cells are bounded ([`limits`]). This crate does no I/O and must not know of databases,
//! HTTP or contests.
//!
//! ```
//! let csv = "Nội dung câu hỏi;A;B;Đáp án\nHiến pháp là luật cơ bản?;Đúng;Sai;Đúng\n";
//! let bank = question_banks::read("de.csv", csv.as_bytes()).unwrap();
//! assert_eq!(bank.questions[0].code, "C001");
//!
//! let issues = question_banks::read("de.csv", csv.replace(";Đúng\n", ";C\n").as_bytes()).unwrap_err();
//! assert_eq!((issues[0].row, issues[0].column.as_deref()), (Some(2), Some("Đáp án")));
//! println!("{}", issues[0].remedy(question_banks::Lang::Vi));
//! ```

mod bank;
mod check;
mod cited;
mod codes;
mod decode;
mod docx;
mod draft;
mod duplicates;
mod fields;
mod form;
mod formats;
mod gift;
mod html;
mod issue;
mod json;
mod keys;
pub mod limits;
pub mod lint;
mod media;
mod moodle;
mod options;
mod package;
mod papers;
mod qti;
mod sheets;
mod table;
mod tags;
pub mod text;
mod told;
pub mod units;
mod weights;
mod words;
mod write;
mod xml;

pub use bank::{read, read_placed, read_whole, read_with_warnings};
pub use cited::BasisPlace;
pub use contest_core::questions::Bank;
pub use contest_texts::Lang;
pub use docx::write_docx;
pub use form::check_form;
pub use gift::write_gift;
pub use issue::{Issue, Problem};
pub use json::write_json;
pub use moodle::write_moodle;
pub use qti::write_qti;
pub use write::{template_csv, template_docx, template_xlsx, write_csv, write_xlsx};
