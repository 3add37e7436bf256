//! Writes a bank as a package of QTI 3.0: a manifest, a test whose sections are the topics, and an item for each question.
//! What an item has no place for stands in the manifest, as keywords of its metadata.

use crate::{package, tags};
use contest_core::questions::{Bank, Credit, Question, QuestionKind};
use std::borrow::Cow;
use std::fmt::Write as _;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const OF_ITEMS: &str = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0";
const OF_MANIFESTS: &str = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1";
const OF_METADATA: &str = "http://ltsc.ieee.org/xsd/LOM";
const TEMPLATES: &str = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates";

/// Returns the bank as a QTI 3.0 package. The same bank makes the same bytes.
pub fn write_qti(bank: &Bank) -> Vec<u8> {
    let names: Vec<Name> = bank.questions.iter().zip(1..).map(Name::of).collect();
    let frame = [
        (super::MANIFEST.to_owned(), manifest(bank, &names)),
        ("test.xml".to_owned(), test(bank, &names)),
    ];
    let items = bank.questions.iter().zip(&names);
    let items = items.map(|(question, name)| (name.file(), item(question, name, &bank.language)));
    package::write(frame.into_iter().chain(items))
}

/// Begins the identifiers of questions whose codes cannot be identifiers.
const MADE: &str = "question-";

/// How a question is called in the package.
struct Name {
    number: usize,
    identifier: String,
    /// The question's code, if it cannot be an identifier.
    code: Option<String>,
}

impl Name {
    fn of((question, number): (&Question, usize)) -> Name {
        let code = &question.code;
        let fits = !code.starts_with(MADE)
            && code.starts_with(|c: char| c.is_ascii_alphabetic())
            && code
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        Name {
            number,
            identifier: if fits {
                code.clone()
            } else {
                format!("{MADE}{number}")
            },
            code: (!fits).then(|| code.clone()),
        }
    }

    fn file(&self) -> String {
        format!("items/{:05}.xml", self.number)
    }
}

fn manifest(bank: &Bank, names: &[Name]) -> String {
    let mut xml = format!(
        "{HEAD}<manifest xmlns=\"{OF_MANIFESTS}\" identifier=\"bank\">\n\
         <metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n<organizations/>\n<resources>\n\
         <resource identifier=\"test\" type=\"imsqti_test_xmlv3p0\" href=\"test.xml\"><file href=\"test.xml\"/>"
    );
    for name in names {
        _ = write!(xml, "<dependency identifierref=\"resource-{}\"/>", name.number);
    }
    xml.push_str("</resource>\n");
    for (question, name) in bank.questions.iter().zip(names) {
        let (number, file) = (name.number, name.file());
        _ = write!(
            xml,
            "<resource identifier=\"resource-{number}\" type=\"imsqti_item_xmlv3p0\" href=\"{file}\">\
             <metadata><lom xmlns=\"{OF_METADATA}\"><general>"
        );
        for (tag, value) in keywords(question, name) {
            let keyword = format!("{tag}:{value}");
            _ = write!(xml, "<keyword><string>{}</string></keyword>", text(&keyword));
        }
        _ = writeln!(
            xml,
            "</general></lom></metadata><file href=\"{file}\"/></resource>"
        );
    }
    xml.push_str("</resources>\n</manifest>\n");
    xml
}

/// Returns what the item does not say. Its section names the topic, but a bank of one topic needs no sections.
fn keywords(question: &Question, name: &Name) -> Vec<(&'static str, String)> {
    let in_place = match question.kind {
        QuestionKind::Multiple => question.credit,
        QuestionKind::Single | QuestionKind::TrueFalse => Credit::Exact,
    };
    let mut keywords = tags::write(question, &in_place);
    keywords.retain(|(tag, _)| *tag != "topic");
    keywords.push(("topic", question.topic.clone()));
    keywords.extend(name.code.clone().map(|code| ("code", code)));
    // "Đúng" always stands before "Sai", so the item fixes the order, though the bank does not ask for it.
    if question.kind == QuestionKind::TrueFalse && !question.keep_order {
        keywords.push(("order", "free".to_owned()));
    }
    keywords
}

fn test(bank: &Bank, names: &[Name]) -> String {
    let title = attribute(&bank.title);
    let mut xml = format!(
        "{HEAD}<qti-assessment-test xmlns=\"{OF_ITEMS}\" identifier=\"test\" title=\"{title}\">\n\
         <qti-test-part identifier=\"part\" navigation-mode=\"nonlinear\" submission-mode=\"simultaneous\">\n"
    );
    let questions: Vec<(&Question, &Name)> = bank.questions.iter().zip(names).collect();
    for (number, section) in (1..).zip(questions.chunk_by(|(one, _), (next, _)| one.topic == next.topic)) {
        let topic = section
            .first()
            .map_or("", |(question, _)| question.topic.as_str());
        _ = writeln!(
            xml,
            "<qti-assessment-section identifier=\"section-{number}\" title=\"{}\" visible=\"true\">",
            attribute(topic)
        );
        for (_, name) in section {
            let (number, file) = (name.number, name.file());
            _ = writeln!(
                xml,
                "<qti-assessment-item-ref identifier=\"item-{number}\" href=\"{file}\"/>"
            );
        }
        xml.push_str("</qti-assessment-section>\n");
    }
    xml.push_str("</qti-test-part>\n</qti-assessment-test>\n");
    xml
}

fn item(question: &Question, name: &Name, language: &str) -> String {
    let several = question.kind == QuestionKind::Multiple;
    let cardinality = if several { "multiple" } else { "single" };
    let in_part = several && question.credit == Credit::Partial;
    let mut xml = format!(
        "{HEAD}<qti-assessment-item xmlns=\"{OF_ITEMS}\" identifier=\"{}\" title=\"{}\" adaptive=\"false\" \
         time-dependent=\"false\" xml:lang=\"{}\">\n\
         <qti-response-declaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" base-type=\"identifier\">\n\
         <qti-correct-response>",
        name.identifier,
        attribute(&question.code),
        attribute(language)
    );
    let right = (0..question.options.len()).filter(|index| question.key.contains(*index));
    for index in right {
        _ = write!(xml, "<qti-value>{}</qti-value>", crate::fields::letter(index));
    }
    xml.push_str("</qti-correct-response>\n");
    if in_part {
        mapping(question, &mut xml);
    }
    xml.push_str(
        "</qti-response-declaration>\n<qti-outcome-declaration identifier=\"SCORE\" cardinality=\"single\" base-type=\"float\">\
         <qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>\n",
    );
    if !question.explanation.is_empty() {
        xml.push_str(
            "<qti-outcome-declaration identifier=\"FEEDBACK\" cardinality=\"single\" base-type=\"identifier\">\
             <qti-default-value><qti-value>general</qti-value></qti-default-value></qti-outcome-declaration>\n",
        );
    }
    body(question, several, &mut xml);
    let template = if in_part { "map_response" } else { "match_correct" };
    _ = writeln!(
        xml,
        "<qti-response-processing template=\"{TEMPLATES}/{template}.xml\"/>"
    );
    if !question.explanation.is_empty() {
        _ = writeln!(
            xml,
            "<qti-modal-feedback outcome-identifier=\"FEEDBACK\" identifier=\"general\" show-hide=\"show\">\
             <qti-content-body><p>{}</p></qti-content-body></qti-modal-feedback>",
            text(&question.explanation)
        );
    }
    xml.push_str("</qti-assessment-item>\n");
    xml
}

/// The points of a question that is marked in part: the share of the key that was chosen, less one share for each wrong
/// choice, never below zero.
fn mapping(question: &Question, xml: &mut String) {
    let share = 1.0 / f64::from(question.key.len().max(1));
    xml.push_str("<qti-mapping lower-bound=\"0\" upper-bound=\"1\" default-value=\"0\">");
    for index in 0..question.options.len() {
        let points = if question.key.contains(index) {
            share
        } else {
            -share
        };
        let letter = crate::fields::letter(index);
        _ = write!(
            xml,
            "<qti-map-entry map-key=\"{letter}\" mapped-value=\"{points}\"/>"
        );
    }
    xml.push_str("</qti-mapping>\n");
}

fn body(question: &Question, several: bool, xml: &mut String) {
    let shuffle = !question.keep_order && question.kind != QuestionKind::TrueFalse;
    // 0 is any number.
    let most = if several { 0 } else { 1 };
    _ = writeln!(
        xml,
        "<qti-item-body>\n<p>{}</p>\n\
         <qti-choice-interaction response-identifier=\"RESPONSE\" shuffle=\"{shuffle}\" max-choices=\"{most}\">",
        text(&question.stem)
    );
    for (index, option) in question.options.iter().enumerate() {
        let letter = crate::fields::letter(index);
        _ = writeln!(
            xml,
            "<qti-simple-choice identifier=\"{letter}\">{}</qti-simple-choice>",
            text(option)
        );
    }
    xml.push_str("</qti-choice-interaction>\n</qti-item-body>\n");
}

/// A text as content of an element, with its line breaks.
fn text(text: &str) -> String {
    html_escape::encode_text(text).replace('\n', "<br/>")
}

/// A text on one line as the value of an attribute.
fn attribute(text: &str) -> Cow<'_, str> {
    html_escape::encode_double_quoted_attribute(text)
}
