//! Documents other than tables and JSON: which reader a file belongs to, by its ending and content.

use crate::issue::{Issue, Issues, Problem};
use crate::table::Content;
use crate::text::excerpt;
use crate::{decode, docx, gift, limits, moodle, papers, qti, xml};
use std::borrow::Cow;

/// What the ending says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Document {
    Word,
    /// Plain text, Aiken or GIFT.
    Text,
    Gift,
    /// Moodle XML or a single item of QTI.
    Xml,
    /// A package of QTI.
    Zip,
}

/// Returns the kind of document; `None` for tables, JSON and endings that are unknown.
pub(crate) fn of(filename: &str) -> Result<Option<Document>, Problem> {
    let ending = filename.rsplit_once('.').map_or("", |(_, ending)| ending);
    Ok(Some(match ending.to_lowercase().as_str() {
        "docx" | "docm" => Document::Word,
        "txt" | "aiken" => Document::Text,
        "gift" => Document::Gift,
        "xml" => Document::Xml,
        "zip" => Document::Zip,
        "doc" => return Err(Problem::OldWord {}),
        "pdf" => return Err(Problem::PortableDocument {}),
        _ => return Ok(None),
    }))
}

/// Reads a document; what keeps it from being read at all becomes an issue.
pub(crate) fn read(document: Document, bytes: &[u8], issues: &mut Issues) -> Content {
    let before = issues.count();
    let content = match document {
        Document::Word => docx::read(bytes, issues),
        Document::Text => text(bytes).map(|text| of_text(&text, issues)),
        Document::Gift => text(bytes).map(|text| gift::read(&text, issues)),
        Document::Xml => xml::parse(bytes).and_then(|root| of_xml(&root, issues)),
        Document::Zip => qti::read_package(bytes, issues),
    };
    let content = content.unwrap_or_else(|problem| {
        issues.push(Issue::of_file(problem));
        nothing()
    });
    if content.drafts.is_empty() && issues.count() == before {
        issues.push(Issue::of_file(Problem::NoQuestions {}));
    }
    content
}

/// Returns a content without questions.
pub(crate) fn nothing() -> Content {
    Content {
        title: None,
        language: None,
        drafts: Vec::new(),
    }
}

fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    if bytes.len() > limits::TEXT_BYTES {
        let limit_mib = limits::TEXT_BYTES >> 20;
        return Err(Problem::FileTooLarge { limit_mib });
    }
    decode::text(bytes)
}

fn of_text(text: &str, issues: &mut Issues) -> Content {
    if gift::looks_like(text) {
        gift::read(text, issues)
    } else {
        papers::read_text(text, issues)
    }
}

fn of_xml(root: &xml::Element, issues: &mut Issues) -> Result<Content, Problem> {
    match &*root.name {
        "quiz" => Ok(moodle::read(root, issues)),
        "assessmentItem" | "qti-assessment-item" => Ok(qti::read_item(root, issues)),
        "questestinterop" => Err(Problem::OldQti {}),
        name => Err(Problem::UnknownXml { found: excerpt(name) }),
    }
}
