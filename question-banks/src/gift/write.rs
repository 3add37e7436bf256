//! Writes a bank as GIFT. What GIFT has no place for stands in comments, as tags that Moodle takes over.

use crate::{tags, weights};
use contest_core::questions::{Bank, Credit, Question, QuestionKind};

/// Returns the bank as GIFT in UTF-8.
pub fn write_gift(bank: &Bank) -> Vec<u8> {
    let mut text = format!(
        "// [title:{}] [language:{}]\n",
        in_brackets(&bank.title),
        in_brackets(&bank.language)
    );
    let mut topic = None;
    for question in &bank.questions {
        if topic != Some(&question.topic) {
            topic = Some(&question.topic);
            let name = question.topic.replace('/', "//");
            text.push_str(&format!("\n$CATEGORY: $course$/top/{}\n", escape(&name)));
        }
        text.push('\n');
        write(question, &mut text);
    }
    text.into_bytes()
}

fn write(question: &Question, text: &mut String) {
    text.push_str(&format!("// [id:{}]", in_brackets(&question.code)));
    let in_place = match question.kind {
        // A question with nothing wrong does not show how it is marked.
        QuestionKind::Multiple if question.key.len() as usize == question.options.len() => Credit::Partial,
        QuestionKind::Multiple => question.credit,
        _ => Credit::Exact,
    };
    let in_place = if question.kind == QuestionKind::Multiple && question.key.len() == 1 {
        Credit::Exact
    } else {
        in_place
    };
    for (name, value) in tags::write(question, &in_place) {
        text.push_str(&format!(" [tag:{name}:{}]", in_brackets(&value)));
    }
    text.push_str(&format!(
        "\n::{}::[plain]{} {{",
        escape(&question.code),
        escape(&question.stem)
    ));
    if tags::is_plain_truth(question) {
        text.push_str(if question.key.contains(0) { "TRUE" } else { "FALSE" });
    } else {
        let (right, wrong) = weights::written(question.key.len() as usize, question.credit);
        for (index, option) in question.options.iter().enumerate() {
            let is_right = question.key.contains(index);
            let sign = match (question.kind, is_right) {
                (QuestionKind::Multiple, true) => format!("~%{right}%"),
                (QuestionKind::Multiple, false) => format!("~%{wrong}%"),
                (_, true) => "=".to_owned(),
                (_, false) => "~".to_owned(),
            };
            // These would be taken for a format or a weight.
            let plain = if option.starts_with(['[', '%']) {
                "[plain]"
            } else {
                ""
            };
            text.push_str(&format!("\n\t{sign}{plain}{}", escape(option)));
        }
        text.push('\n');
    }
    if !question.explanation.is_empty() {
        let plain = if question.explanation.starts_with('[') {
            "[plain]"
        } else {
            ""
        };
        text.push_str(&format!("####{plain}{}", escape(&question.explanation)));
    }
    text.push_str("}\n");
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Escapes what would end a bracket in a comment.
fn in_brackets(text: &str) -> String {
    text.replace('\\', "\\\\").replace(']', "\\]")
}
