//! Writes a bank as a Word document: a paper as teachers write it, with the key below each question, that can be edited
//! and loaded again.

use crate::fields::{Field, letter};
use crate::papers::{is_topic, labels, plain};
use crate::{keys, package, words};
use contest_core::questions::{Bank, Credit, Question, QuestionKind};
use std::fmt::Write as _;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const OF_WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OF_PACKAGES: &str = "http://schemas.openxmlformats.org/package/2006";
const OF_DOCUMENTS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Returns the bank as a Word document (DOCX). The same bank makes the same bytes.
pub fn write_docx(bank: &Bank) -> Vec<u8> {
    package::write([
        ("[Content_Types].xml".to_owned(), content_types()),
        (
            "_rels/.rels".to_owned(),
            relations(&[("officeDocument", "word/document.xml")]),
        ),
        (
            "word/_rels/document.xml.rels".to_owned(),
            relations(&[("styles", "styles.xml")]),
        ),
        ("word/styles.xml".to_owned(), styles()),
        ("word/document.xml".to_owned(), document(bank)),
    ])
}

fn content_types() -> String {
    format!(
        "{HEAD}<Types xmlns=\"{OF_PACKAGES}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{KIND}.document.main+xml\"/>\
         <Override PartName=\"/word/styles.xml\" ContentType=\"{KIND}.styles+xml\"/></Types>"
    )
}

fn relations(targets: &[(&str, &str)]) -> String {
    let mut xml = format!("{HEAD}<Relationships xmlns=\"{OF_PACKAGES}/relationships\">");
    for (kind, target) in targets {
        _ = write!(
            xml,
            "<Relationship Id=\"{kind}\" Type=\"{OF_DOCUMENTS}/{kind}\" Target=\"{target}\"/>"
        );
    }
    xml.push_str("</Relationships>");
    xml
}

/// The look of the paper: 13 points in the face of official documents, small grey details.
fn styles() -> String {
    let style = |id: &str, name: &str, paragraph: &str, run: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )
    };
    let heading = "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\"/>";
    [
        format!(
            "{HEAD}<w:styles xmlns:w=\"{OF_WORD}\"><w:docDefaults><w:rPrDefault><w:rPr>\
             <w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/><w:sz w:val=\"26\"/>\
             <w:lang w:val=\"vi-VN\"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">\
             <w:name w:val=\"Normal\"/><w:pPr><w:spacing w:after=\"40\"/></w:pPr></w:style>"
        ),
        style("Title", "Title", "<w:jc w:val=\"center\"/>", "<w:b/><w:sz w:val=\"32\"/>"),
        style("Heading1", "heading 1", heading, "<w:b/><w:sz w:val=\"28\"/>"),
        style("Question", "Question", "<w:keepNext/><w:spacing w:before=\"160\"/>", ""),
        style("Details", "Details", "<w:spacing w:after=\"80\"/>", "<w:color w:val=\"595959\"/><w:sz w:val=\"20\"/>"),
        "</w:styles>".to_owned(),
    ]
    .concat()
}

fn document(bank: &Bank) -> String {
    let mut paper = Paper {
        xml: format!("{HEAD}<w:document xmlns:w=\"{OF_WORD}\"><w:body>"),
    };
    paper.line("Title", &labels::write(Field::Title, &bank.title));
    if bank.language != "vi" {
        paper.line("Details", &labels::write(Field::Language, &bank.language));
    }
    let mut heading = None;
    for (question, number) in bank.questions.iter().zip(1u32..) {
        let topic = Some(&question.topic);
        if heading != topic && is_topic(&question.topic) {
            paper.line("Heading1", &format!("Chủ đề: {}", question.topic));
            heading = topic;
        }
        paper.question(question, number, heading == topic);
    }
    // A4 with the margins of official documents.
    paper.xml.push_str(
        "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1134\" w:right=\"851\" w:bottom=\"1134\" w:left=\"1701\" w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>",
    );
    paper.xml
}

struct Paper {
    xml: String,
}

impl Paper {
    /// Adds a paragraph; tabs in the text become those of Word.
    fn line(&mut self, style: &str, text: &str) {
        self.begin(style);
        self.run("", text);
        self.xml.push_str("</w:p>\n");
    }

    fn begin(&mut self, style: &str) {
        self.xml.push_str("<w:p>");
        if !style.is_empty() {
            _ = write!(self.xml, "<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>");
        }
    }

    fn run(&mut self, look: &str, text: &str) {
        self.xml.push_str("<w:r>");
        self.xml.push_str(look);
        for (piece, number) in text.split('\t').zip(0..) {
            let tab = if number > 0 { "<w:tab/>" } else { "" };
            let piece = html_escape::encode_text(piece);
            _ = write!(self.xml, "{tab}<w:t xml:space=\"preserve\">{piece}</w:t>");
        }
        self.xml.push_str("</w:r>");
    }

    /// Adds a text behind its mark, each further line in a paragraph of its own.
    fn text(&mut self, mark: &str, text: &str) {
        for (line, number) in text.lines().zip(0..) {
            let mark = if number == 0 { mark } else { "" };
            self.line("", &format!("{mark}{}", plain(line)));
        }
    }

    fn question(&mut self, question: &Question, number: u32, has_heading: bool) {
        let level = words::write_difficulty(question.difficulty);
        let mut lines = question.stem.lines();
        self.begin("Question");
        self.run("<w:rPr><w:b/></w:rPr>", &format!("Câu {number} ({level}): "));
        self.run("", &plain(lines.next().unwrap_or_default()));
        self.xml.push_str("</w:p>\n");
        for line in lines {
            self.line("", &plain(line));
        }
        for (index, option) in question.options.iter().enumerate() {
            self.text(&format!("{}. ", letter(index)), option);
        }
        self.line("", &format!("Đáp án: {}", keys::letters(question.key).join(", ")));
        if !question.explanation.is_empty() {
            self.text("Giải thích: ", &question.explanation);
        }
        self.line("Details", &details(question, has_heading).join("\t"));
    }
}

/// Returns what a paper does not show by itself, with labels.
fn details(question: &Question, has_heading: bool) -> Vec<String> {
    let mut details = vec![labels::write(Field::Code, &question.code)];
    let mut add = |field, value: &str| details.push(labels::write(field, value));
    if !has_heading {
        add(Field::Topic, &question.topic);
    }
    let truth = crate::tags::are_truth(&question.options);
    let implied = match question.kind {
        QuestionKind::Single => !truth,
        QuestionKind::TrueFalse => truth,
        QuestionKind::Multiple => false,
    };
    if !implied {
        add(Field::Kind, words::write_kind(question.kind));
    }
    if question.credit != Credit::Exact {
        add(Field::Credit, words::write_credit(question.credit));
    }
    if question.keep_order {
        add(Field::KeepOrder, words::write_yes_no(true));
    }
    if let Some(basis) = &question.legal_basis {
        add(Field::Law, &basis.law);
        let parts = [
            (Field::Article, &basis.article),
            (Field::Clause, &basis.clause),
            (Field::Point, &basis.point),
            (Field::Link, &basis.link),
        ];
        for (field, value) in parts {
            if let Some(value) = value {
                add(field, value);
            }
        }
    }
    details
}
