//! Whole banks, laid out as papers in every usual way, read as the same questions.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod documents;

use contest_core::questions::{Bank, Question};
use documents::{docx, p, r, underlined};
use question_banks::{Lang, read};
use std::path::Path;

/// A way of writing a bank down.
type Layout = fn(&[Question]) -> (&'static str, Vec<u8>);

fn letter(index: usize) -> char {
    char::from(b'A' + index as u8)
}

fn key(question: &Question) -> String {
    let right = (0..question.options.len()).filter(|index| question.key.contains(*index));
    right
        .map(|index| letter(index).to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ")
}

/// Writes "Câu 1: …" with the options as given, and what follows each question.
fn paper(
    questions: &[Question],
    start: &str,
    options: fn(&Question) -> String,
    after: impl Fn(&Question, usize) -> String,
) -> String {
    let mut text = String::from("ĐỀ THI TÌM HIỂU PHÁP LUẬT\nHọ tên: ……………\n\n");
    for (question, number) in questions.iter().zip(1..) {
        let start = start.replace('N', &number.to_string());
        text.push_str(&format!(
            "{start} {}\n{}\n{}",
            one_line(&question.stem),
            options(question),
            after(question, number)
        ));
    }
    text
}

fn lines(question: &Question) -> String {
    let lines = question
        .options
        .iter()
        .enumerate()
        .map(|(index, text)| format!("{}. {}", letter(index), one_line(text)));
    lines.collect::<Vec<_>>().join("\n")
}

fn small(question: &Question) -> String {
    let lines = question
        .options
        .iter()
        .enumerate()
        .map(|(index, text)| format!("{}) {}", letter(index).to_ascii_lowercase(), one_line(text)));
    lines.collect::<Vec<_>>().join("\n")
}

fn tabs(question: &Question) -> String {
    lines(question).replace('\n', "\t")
}

fn pairs(question: &Question) -> String {
    let lines = lines(question);
    let mut text = String::new();
    for (index, line) in lines.lines().enumerate() {
        text.push_str(match index {
            0 => "",
            index if index % 2 == 0 => "\n",
            _ => "     ",
        });
        text.push_str(line);
    }
    text
}

fn with_table(questions: &[Question]) -> String {
    let mut text = paper(questions, "Câu N.", lines, |_, _| String::new());
    text.push_str("----- HẾT -----\nBẢNG ĐÁP ÁN\n");
    for (question, number) in questions.iter().zip(1..) {
        let key = key(question).replace(", ", "");
        text.push_str(&format!(
            "{number}-{key}{}",
            if number % 10 == 0 { "\n" } else { "  " }
        ));
    }
    text
}

fn word(questions: &[Question]) -> Vec<u8> {
    let mut body = p("ĐỀ THI");
    for (question, number) in questions.iter().zip(1..) {
        body += &p(&format!("Câu {number}: {}", one_line(&question.stem)));
        for (index, option) in question.options.iter().enumerate() {
            let mark = format!("{}.", letter(index));
            let mark = if question.key.contains(index) {
                underlined(&mark)
            } else {
                r("", &mark)
            };
            body += &format!("<w:p>{mark}{}</w:p>", r("", &format!(" {}", one_line(option))));
        }
    }
    docx(&body)
}

const LAYOUTS: [(&str, Layout); 7] = [
    ("key lines", |q| {
        (
            "a.txt",
            paper(q, "Câu N:", lines, |q, _| format!("Đáp án: {}\n\n", key(q))).into_bytes(),
        )
    }),
    ("small letters", |q| {
        (
            "a.txt",
            paper(q, "N.", small, |q, _| format!("ĐA: {}\n", key(q))).into_bytes(),
        )
    }),
    ("tabs", |q| {
        (
            "a.txt",
            paper(q, "Câu N)", tabs, |q, _| format!("=> Chọn {}\n", key(q))).into_bytes(),
        )
    }),
    ("two a line", |q| {
        (
            "a.txt",
            paper(q, "Câu hỏi N:", pairs, |q, _| {
                format!("Lời giải\nChọn {}.\nVì luật quy định như vậy.\n", key(q))
            })
            .into_bytes(),
        )
    }),
    ("table", |q| ("a.txt", with_table(q).into_bytes())),
    ("aiken", |q| {
        (
            "a.txt",
            paper(q, "", lines, |q, _| format!("ANSWER: {}\n\n", key(q))).into_bytes(),
        )
    }),
    ("word", |q| ("a.docx", word(q))),
];

fn agree(name: &str, questions: &[Question]) {
    for (layout, write) in LAYOUTS {
        let (filename, bytes) = write(questions);
        let bank = read(filename, &bytes).unwrap_or_else(|issues| {
            let shown = issues
                .iter()
                .take(8)
                .map(|issue| format!("{:?} {:?} {}", issue.row, issue.column, issue.reason(Lang::En)));
            let text = String::from_utf8_lossy(&bytes)
                .lines()
                .skip(issues[0].row.unwrap_or(1) as usize - 1)
                .take(8)
                .collect::<Vec<_>>()
                .join("\n");
            panic!(
                "{name}, {layout}: {} {:#?}\n{text}",
                issues.len(),
                shown.collect::<Vec<_>>()
            )
        });
        assert_eq!(bank.questions.len(), questions.len(), "{name}, {layout}");
        for (found, wanted) in bank.questions.iter().zip(questions) {
            let options: Vec<String> = wanted.options.iter().map(|option| one_line(option)).collect();
            assert_eq!(
                (&found.stem, &found.options, found.key),
                (&one_line(&wanted.stem), &options, wanted.key),
                "{name}, {layout}"
            );
        }
    }
}

#[test]
fn the_sample_banks_survive_every_layout() {
    for name in [
        "hoa-giai-o-co-so",
        "hon-nhan-va-gia-dinh",
        "phong-chong-tham-nhung",
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("banks")
            .join(name)
            .join("bank.json");
        let bytes = std::fs::read(path).expect("the sample is part of the crate");
        let bank = read("bank.json", &bytes).expect("the sample is sound");
        agree(name, &bank.questions);
    }
}

/// Makes a bank of a list of questions beside the workspace; nothing, with a message, if it is absent.
fn listed(path: &str) -> Option<Bank> {
    let whole = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data")
        .join(path);
    let Ok(bytes) = std::fs::read(&whole) else {
        println!("skipped: {} is absent", whole.display());
        return None;
    };
    let list: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    let list = list.as_array().or_else(|| list["questions"].as_array())?.clone();
    let mut seen = std::collections::HashSet::new();
    let mut questions = Vec::new();
    for entry in list {
        let options: Vec<&str> = entry["options"]
            .as_array()?
            .iter()
            .filter_map(|option| option["text"].as_str())
            .collect();
        let labels: Vec<&str> = entry["options"]
            .as_array()?
            .iter()
            .filter_map(|option| option["label"].as_str())
            .collect();
        let right = entry["key"]
            .as_array()?
            .iter()
            .filter_map(|key| labels.iter().position(|label| Some(*label) == key.as_str()));
        let right: Vec<String> = right.map(|index| letter(index).to_string()).collect();
        let stem = entry["stem"].as_str()?;
        if seen.insert((stem.to_lowercase(), options.join("|").to_lowercase())) {
            questions.push(serde_json::json!({"stem": stem, "options": options, "key": right}));
        }
    }
    let document = serde_json::json!({"format": "thiluat-bank/1", "title": path, "questions": questions});
    let bank = read("a.json", &serde_json::to_vec(&document).ok()?);
    bank.map_err(|issues| println!("skipped {path}: {issues:#?}"))
        .ok()
}

#[test]
fn real_questions_survive_every_layout() {
    for path in [
        "gdcd_exams/questions.json",
        "dauthau390/questions.json",
        "driving600/questions.json",
    ] {
        if let Some(bank) = listed(path) {
            println!("{path}: {}", bank.questions.len());
            agree(path, &bank.questions);
        }
    }
}
