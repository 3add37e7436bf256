//! Writes a bank as Moodle XML. What Moodle has no place for stands in tags, which Moodle keeps.

use crate::html;
use crate::{tags, weights};
use contest_core::questions::{Bank, Credit, Question, QuestionKind};
use std::borrow::Cow;

/// Returns the bank as Moodle XML in UTF-8.
pub fn write_moodle(bank: &Bank) -> Vec<u8> {
    let (title, language) = (attribute(&bank.title), attribute(&bank.language));
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz title=\"{title}\" language=\"{language}\">\n"
    );
    let mut topic = None;
    for question in &bank.questions {
        if topic != Some(&question.topic) {
            topic = Some(&question.topic);
            let path = format!("$course$/top/{}", question.topic.replace('/', "//"));
            xml.push_str(&format!(
                "<question type=\"category\"><category>{}</category></question>\n",
                text(&path)
            ));
        }
        write(question, &mut xml);
    }
    xml.push_str("</quiz>\n");
    xml.into_bytes()
}

fn write(question: &Question, xml: &mut String) {
    let truth = tags::is_plain_truth(question);
    let kind = if truth { "truefalse" } else { "multichoice" };
    xml.push_str(&format!(
        "<question type=\"{kind}\">\n<name>{}</name>\n",
        text(&question.code)
    ));
    xml.push_str(&format!(
        "<questiontext format=\"html\">{}</questiontext>\n",
        rich(&question.stem)
    ));
    if !question.explanation.is_empty() {
        xml.push_str(&format!(
            "<generalfeedback format=\"html\">{}</generalfeedback>\n",
            rich(&question.explanation)
        ));
    }
    xml.push_str(&format!(
        "<idnumber>{}</idnumber>\n",
        html_escape::encode_text(&question.code)
    ));
    if truth {
        for (index, word) in ["true", "false"].into_iter().enumerate() {
            let fraction = if question.key.contains(index) { "100" } else { "0" };
            xml.push_str(&format!(
                "<answer fraction=\"{fraction}\" format=\"moodle_auto_format\">{}</answer>\n",
                text(word)
            ));
        }
    } else {
        let single = question.kind != QuestionKind::Multiple;
        xml.push_str(&format!(
            "<single>{single}</single>\n<shuffleanswers>{}</shuffleanswers>\n",
            !question.keep_order
        ));
        xml.push_str("<answernumbering>ABCD</answernumbering>\n");
        let (right, wrong) = weights::written(question.key.len() as usize, question.credit);
        let (right, wrong) = if single {
            ("100", "0")
        } else {
            (right.as_str(), wrong.as_str())
        };
        for (index, option) in question.options.iter().enumerate() {
            let fraction = if question.key.contains(index) {
                right
            } else {
                wrong
            };
            xml.push_str(&format!(
                "<answer fraction=\"{fraction}\" format=\"html\">{}</answer>\n",
                rich(option)
            ));
        }
    }
    write_tags(question, xml);
    xml.push_str("</question>\n");
}

fn write_tags(question: &Question, xml: &mut String) {
    let strict = question.key.len() == 1;
    let all_right = question.key.len() as usize == question.options.len();
    // What the weights of the answers say by themselves.
    let in_place = match question.kind {
        QuestionKind::Multiple if all_right => Credit::Partial,
        QuestionKind::Multiple if !strict => question.credit,
        _ => Credit::Exact,
    };
    let tags = tags::write(question, &in_place);
    let tags: String = tags
        .iter()
        .map(|(name, value)| format!("<tag>{}</tag>", text(&format!("{name}:{value}"))))
        .collect();
    xml.push_str(&format!("<tags>{tags}</tags>\n"));
}

/// A text that holds no HTML.
fn text(text: &str) -> String {
    format!("<text>{}</text>", html_escape::encode_text(text))
}

/// A text as HTML. Its signs are escaped, so that it cannot end the section it stands in.
fn rich(text: &str) -> String {
    format!("<text><![CDATA[{}]]></text>", html::write(text))
}

fn attribute(text: &str) -> Cow<'_, str> {
    html_escape::encode_double_quoted_attribute(text)
}
