//! Makes Word documents and other archives for tests. No tests itself.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "several test programs use parts of this"
)]

use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// An archive of parts.
pub(crate) fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A document of a body.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

/// A document with further parts; their roots are put around them.
pub(crate) fn docx_with(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let wrapped: Vec<(&str, String)> = parts
        .iter()
        .map(|(name, part)| (*name, format!("<w:root>{part}</w:root>")))
        .collect();
    let mut all = vec![("word/document.xml", document.as_str())];
    all.extend(wrapped.iter().map(|(name, part)| (*name, part.as_str())));
    zip(&all)
}

/// A run with properties.
pub(crate) fn r(properties: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

pub(crate) fn underlined(text: &str) -> String {
    r("<w:u w:val=\"single\"/>", text)
}

pub(crate) fn bold(text: &str) -> String {
    r("<w:b/>", text)
}

/// A paragraph.
pub(crate) fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", r("", text))
}

pub(crate) fn paragraphs(lines: &[&str]) -> String {
    lines.iter().map(|line| p(line)).collect()
}
