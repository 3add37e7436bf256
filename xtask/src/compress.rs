//! Writes a file with its compressed twins next to it, so that the server never compresses a static file.

use crate::Result;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How hard to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Effort {
    pub(crate) brotli: i32,
    pub(crate) gzip: u32,
}

pub(crate) const FULL: Effort = Effort { brotli: 11, gzip: 9 };
pub(crate) const LIGHT: Effort = Effort { brotli: 4, gzip: 4 };

/// Sizes in bytes: plain, and with brotli (equal for a file that is already compressed).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sizes {
    pub(crate) plain: usize,
    pub(crate) brotli: usize,
}

/// Returns whether compression pays: for text and wasm, not for pictures and fonts.
fn compressible(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    matches!(
        extension,
        "html" | "js" | "wasm" | "css" | "svg" | "json" | "webmanifest" | "txt" | "xml" | "ico"
    )
}

/// `a.js` → `a.js.br`.
pub(crate) fn twin(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

/// Writes `content` to `path`, with its twins next to it.
pub(crate) fn write(path: &Path, content: &[u8], effort: Effort) -> Result<Sizes> {
    let plain = content.len();
    put(path, content)?;
    if !compressible(path) {
        return Ok(Sizes { plain, brotli: plain });
    }
    let small = brotli(content, effort.brotli)?;
    put(&twin(path, "br"), &small)?;
    put(&twin(path, "gz"), &gzip(content, effort.gzip)?)?;
    Ok(Sizes {
        plain,
        brotli: small.len(),
    })
}

fn put(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    std::fs::write(path, content).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(())
}

fn brotli(content: &[u8], quality: i32) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: 22,
        // Small blocks suit WebAssembly, whose parts differ.
        lgblock: 16,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut small, &parameters)?;
    Ok(small)
}

fn gzip(content: &[u8], level: u32) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn twins_hold_the_same_content() {
        let content = "thi trực tuyến ".repeat(100).into_bytes();
        let mut from_brotli = Vec::new();
        let small = brotli(&content, 11).unwrap();
        brotli::BrotliDecompress(&mut small.as_slice(), &mut from_brotli).unwrap();
        let mut from_gzip = Vec::new();
        let zipped = gzip(&content, 9).unwrap();
        flate2::read::GzDecoder::new(zipped.as_slice())
            .read_to_end(&mut from_gzip)
            .unwrap();
        assert_eq!(from_brotli, content);
        assert_eq!(from_gzip, content);
        assert!(small.len() < content.len() / 10);
    }

    #[test]
    fn names_of_twins() {
        assert_eq!(twin(Path::new("dist/a.js"), "br"), PathBuf::from("dist/a.js.br"));
        assert!(compressible(Path::new("dist/a-1.wasm")));
        assert!(!compressible(Path::new("dist/icon.png")));
    }
}
