//! Reads a law from a file: the steps in order, with all issues reported at once.

use crate::given::Given;
use crate::issue::{Issue, Issues, Problem};
use crate::law::Law;
use crate::{check, json, limits, plain, text};

/// Reads a law. The ending of the file name (`.txt`, `.json`) determines the format; what is `given` beside the file
/// replaces what the file says.
///
/// # Errors
/// Returns everything that is wrong, by line. A law with any issue is not read, not even in part.
pub fn read(filename: &str, bytes: &[u8], given: Given) -> Result<Law, Vec<Issue>> {
    let of_all = |problem: Problem| vec![problem.of_all()];
    if bytes.len() > limits::FILE_BYTES {
        return Err(of_all(Problem::FileTooLarge {}));
    }
    let extension = filename.rsplit_once('.').map_or("", |(_, ending)| ending);
    let read = match extension.to_ascii_lowercase().as_str() {
        "txt" => plain::read,
        "json" => json::read,
        _ => {
            let extension = text::excerpt(extension);
            return Err(of_all(Problem::UnknownFormat { extension }));
        }
    };
    let text = text::decode(bytes).map_err(of_all)?;
    let mut issues = Issues::default();
    let law = read(text, given, &mut issues);
    if let Some(law) = &law {
        check::check(law, &mut issues);
    }
    match law {
        Some(law) if issues.is_empty() => Ok(law),
        _ => Err(issues.into_list()),
    }
}
