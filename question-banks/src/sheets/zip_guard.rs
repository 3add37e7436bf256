//! What must hold for an XLSX before the spreadsheet reader may see it.
//!
//! A workbook of a few hundred KiB can inflate to gigabytes, and one attribute can make the reader reserve more memory
//! than there is, which ends the process. So every part is first inflated here, through a small buffer, and counted.

use crate::issue::Problem;
use crate::limits;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

const CENTRAL_HEADER: &[u8] = b"PK\x01\x02";

pub(super) fn check(bytes: &[u8]) -> Result<(), Problem> {
    // Counted in the raw bytes, so that opening the archive is bounded too.
    let headers = bytes.windows(CENTRAL_HEADER.len());
    if headers.filter(|window| *window == CENTRAL_HEADER).count() > limits::ZIP_ENTRIES {
        let limit = limits::ZIP_ENTRIES;
        return Err(Problem::TooManyParts { limit });
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Err(Problem::Damaged {});
    };
    let mut spent = Spent::default();
    for index in 0..archive.len() {
        let mut part = match archive.by_index(index) {
            Ok(part) => part,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Problem::PasswordProtected {});
            }
            Err(_) => return Err(Problem::Damaged {}),
        };
        let Ok(name) = part.name() else {
            return Err(Problem::Damaged {});
        };
        let name = name.to_ascii_lowercase();
        let strings = name.ends_with("sharedstrings.xml");
        spent.run = (name.ends_with(".xml") || name.ends_with(".rels")).then_some(0);
        let before = spent.tags;
        let text = spent.inflate(&mut part, strings)?;
        let tags = spent.tags - before;
        if is_small(&name) && tags > limits::SMALL_PART_TAGS {
            let limit = limits::CELLS;
            return Err(Problem::TooManyCells { limit });
        }
        if strings && !strings_are_plausible(&text) {
            return Err(Problem::Damaged {});
        }
    }
    Ok(())
}

/// What all parts together have cost so far.
#[derive(Default)]
struct Spent {
    bytes: u64,
    tags: u64,
    /// Bytes since the last tag, in a part that is XML.
    run: Option<usize>,
}

/// Whether a part describes the workbook as a whole, so that its size does not grow with the cells.
fn is_small(name: &str) -> bool {
    name.ends_with(".rels") || name.ends_with("workbook.xml") || name.ends_with("styles.xml")
}

impl Spent {
    /// Refuses a text or a tag longer than a cell can be: each reader would hold it several times.
    fn check_run(&mut self, piece: &[u8]) -> Result<(), Problem> {
        let Some(run) = self.run.as_mut() else {
            return Ok(());
        };
        *run += piece.iter().position(|&byte| byte == b'<').unwrap_or(piece.len());
        if *run > limits::PIECE_BYTES {
            return Err(Problem::Damaged {});
        }
        if let Some(last) = piece.iter().rposition(|&byte| byte == b'<') {
            *run = piece.len() - last;
        }
        Ok(())
    }

    /// Reads a part to its end within the limits; returns its bytes if `keep` is set.
    fn inflate(&mut self, part: &mut impl Read, keep: bool) -> Result<Vec<u8>, Problem> {
        let mut kept = Vec::new();
        let mut buffer = [0; 16 * 1024];
        loop {
            let count = match part.read(&mut buffer) {
                Ok(0) => return Ok(kept),
                Ok(count) => count,
                Err(_) => return Err(Problem::Damaged {}),
            };
            let piece = &buffer[..count];
            self.bytes += count as u64;
            self.check_run(piece)?;
            self.tags += piece.iter().filter(|&&byte| byte == b'<').count() as u64;
            if self.bytes > limits::INFLATED_BYTES {
                let limit_mib = limits::INFLATED_BYTES >> 20;
                return Err(Problem::InflatesTooFar { limit_mib });
            }
            if self.tags > limits::XML_TAGS {
                let limit = limits::CELLS;
                return Err(Problem::TooManyCells { limit });
            }
            if keep {
                kept.extend_from_slice(piece);
            }
        }
    }
}

/// Returns whether `uniqueCount` is plausible: calamine reserves room for that many strings. NUL and escape characters
/// would hide the attribute in another encoding.
fn strings_are_plausible(xml: &[u8]) -> bool {
    const COUNT: &[u8] = b"uniqueCount";
    if xml.contains(&0) || xml.contains(&0x1b) {
        return false;
    }
    let places = xml.windows(COUNT.len()).enumerate();
    let places = places.filter(|(_, window)| *window == COUNT);
    places.map(|(at, _)| &xml[at + COUNT.len()..]).all(|rest| {
        let Some(rest) = rest.trim_ascii_start().strip_prefix(b"=") else {
            return true;
        };
        let digits = rest.trim_ascii_start().iter().skip(1);
        let digits = digits.take_while(|&&byte| byte != b'"' && byte != b'\'');
        let digits: Vec<u8> = digits.take(20).copied().collect();
        let count = std::str::from_utf8(&digits)
            .ok()
            .and_then(|text| text.parse().ok());
        count.is_some_and(|count: u64| count <= limits::XML_TAGS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_beyond_reason_are_seen() {
        assert!(strings_are_plausible(
            b"<sst count=\"9\" uniqueCount=\"12\"><si/>"
        ));
        assert!(strings_are_plausible(b"<sst><si><t>uniqueCount</t></si>"));
        assert!(!strings_are_plausible(b"<sst uniqueCount='99999999999'>"));
        assert!(!strings_are_plausible(b"<sst uniqueCount = \n \"5000000\">"));
        assert!(!strings_are_plausible(b"<\0s\0s\0t\0"));
    }
}
