//! Zip archives of documents and packages: single parts by name, within bounds. Parts that nobody asks for are never
//! inflated, and none is ever written to disk. Also makes such archives.

use crate::issue::Problem;
use crate::limits;
use std::io::{Cursor, Read, Write};
use zip::result::{ZipError, ZipResult};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

const CENTRAL_HEADER: &[u8] = b"PK\x01\x02";

pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// How many bytes may still be inflated, and how many at most.
    left: u64,
    most: u64,
}

impl<'a> Package<'a> {
    /// Opens an archive of at most so many parts and bytes without inflating anything.
    pub(crate) fn open(bytes: &'a [u8], limit: usize, most: u64) -> Result<Package<'a>, Problem> {
        // A document with a password is no archive but one of Microsoft's older containers.
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(Problem::PasswordProtected {});
        }
        // Counted in the raw bytes, so that opening the archive is bounded too.
        let headers = bytes.windows(CENTRAL_HEADER.len());
        if headers.filter(|window| *window == CENTRAL_HEADER).count() > limit {
            return Err(Problem::TooManyParts { limit });
        }
        let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
            return Err(Problem::Damaged {});
        };
        Ok(Package {
            archive,
            left: most,
            most,
        })
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
        let most = self.left.min(limits::PART_BYTES);
        let read = part.take(most + 1).read_to_end(&mut bytes);
        let length = bytes.len() as u64;
        // A part that turns out to be damaged has cost as much as any other.
        self.left = self.left.saturating_sub(length);
        if length > most {
            let limit_mib = self.most.min(limits::PART_BYTES) >> 20;
            return Err(Problem::InflatesTooFar { limit_mib });
        }
        match read {
            Ok(_) => Ok(Some(bytes)),
            Err(_) => Err(Problem::Damaged {}),
        }
    }

    /// Returns a part that must be there.
    pub(crate) fn required(&mut self, name: &str) -> Result<Vec<u8>, Problem> {
        let missing = || Problem::MissingPart {
            part: name.to_owned(),
        };
        self.part(name)?.ok_or_else(missing)
    }
}

/// Returns an archive of these parts. The same parts make the same bytes.
pub(crate) fn write(parts: impl IntoIterator<Item = (String, String)>) -> Vec<u8> {
    archive(parts).expect("writing into memory does not fail, and a bank is smaller than an archive may be")
}

fn archive(parts: impl IntoIterator<Item = (String, String)>) -> ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (path, text) in parts {
        archive.start_file(path, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}
