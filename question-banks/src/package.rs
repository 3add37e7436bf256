//! Zip archives of documents and packages: single parts by name, within bounds. Parts that nobody asks for are never
//! inflated, and none is ever written anywhere.

use crate::issue::Problem;
use crate::limits;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

const CENTRAL_HEADER: &[u8] = b"PK\x01\x02";

pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// How many bytes may still be inflated.
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens an archive without inflating anything.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Package<'a>, Problem> {
        // A document with a password is no archive but one of Microsoft's older containers.
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(Problem::PasswordProtected {});
        }
        // Counted in the raw bytes, so that opening the archive is bounded too.
        let headers = bytes.windows(CENTRAL_HEADER.len());
        if headers.filter(|window| *window == CENTRAL_HEADER).count() > limits::ZIP_ENTRIES {
            let limit = limits::ZIP_ENTRIES;
            return Err(Problem::TooManyParts { limit });
        }
        let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
            return Err(Problem::Damaged {});
        };
        let left = limits::PART_BYTES;
        Ok(Package { archive, left })
    }

    /// Returns a part; `None` if there is none of this name.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Problem> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Problem::PasswordProtected {});
            }
            Err(_) => return Err(Problem::Damaged {}),
        };
        let mut bytes = Vec::new();
        if part.take(self.left + 1).read_to_end(&mut bytes).is_err() {
            return Err(Problem::Damaged {});
        }
        match self.left.checked_sub(bytes.len() as u64) {
            Some(left) => self.left = left,
            None => {
                let limit_mib = limits::PART_BYTES >> 20;
                return Err(Problem::InflatesTooFar { limit_mib });
            }
        }
        Ok(Some(bytes))
    }

    /// Returns a part that must be there.
    pub(crate) fn required(&mut self, name: &str) -> Result<Vec<u8>, Problem> {
        let missing = || Problem::MissingPart {
            part: name.to_owned(),
        };
        self.part(name)?.ok_or_else(missing)
    }
}
