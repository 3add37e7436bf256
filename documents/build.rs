//! Takes four faces of Libertinus Serif (SIL Open Font License 1.1) out of a crate that carries 9 MB of fonts, so that
//! the server carries 1.2 MB.

use std::path::Path;
use std::{env, error, fs};

/// The first file of `typst-assets` that contains a face's PostScript name is the face.
const FACES: [(&str, &str); 4] = [
    ("LibertinusSerif-Regular", "regular.otf"),
    ("LibertinusSerif-Italic", "italic.otf"),
    ("LibertinusSerif-Semibold", "semibold.otf"),
    ("LibertinusSerif-Bold", "bold.otf"),
];

fn main() -> Result<(), Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var("OUT_DIR")?;
    for (face, file) in FACES {
        let font = typst_assets::fonts().find(|font| postscript_name(font) == Some(face));
        let font = font.ok_or_else(|| format!("typst-assets has no {face}"))?;
        fs::write(Path::new(&folder).join(file), font)?;
    }
    Ok(())
}

/// Returns the name of a font with PostScript outlines: the first string of its `CFF` table.
fn postscript_name(font: &[u8]) -> Option<&str> {
    let number = |at: usize| {
        Some(usize::from(u16::from_be_bytes(
            font.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    let long = |at: usize| Some(u32::from_be_bytes(font.get(at..at + 4)?.try_into().ok()?) as usize);
    let records = (0..number(4)?).map(|n| 12 + 16 * n);
    let record = records
        .into_iter()
        .find(|at| font.get(*at..at + 4) == Some(b"CFF "))?;
    let table = long(record + 8)?;
    // An index: the count of its entries, the size of an offset, the offsets, the entries.
    let index = table + usize::from(*font.get(table + 2)?);
    let size = usize::from(*font.get(index + 2)?);
    let offset = |n: usize| {
        let bytes = font.get(index + 3 + n * size..index + 3 + (n + 1) * size)?;
        Some(bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
    };
    let entries = index + 2 + (number(index)? + 1) * size;
    std::str::from_utf8(font.get(entries + offset(0)?..entries + offset(1)?)?).ok()
}
