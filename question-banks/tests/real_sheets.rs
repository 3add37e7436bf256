//! Sheets of other products, and real questions in the layouts of real tables, if there is a folder of them beside the
//! workspace. None of them is part of the project.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use contest_core::questions::{Bank, QuestionKind};
use question_banks::{Lang, read, read_with_warnings};
use serde_json::Value;
use std::path::Path;

/// Returns the bytes of a file beside the workspace; nothing, with a message, if it is absent.
fn file(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data")
        .join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        println!("skipped: {} is absent", path.display());
    }
    bytes
}

/// One question of an expected file: stem, options, positions of the key.
type Expected = (String, Vec<String>, Vec<usize>);

fn expected(name: &str) -> Option<Vec<Expected>> {
    let questions: Vec<Value> = serde_json::from_slice(&file(name)?).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let questions = questions.iter().map(|question| {
        let options = question["options"].as_array().unwrap();
        let letters: Vec<String> = options.iter().map(|option| text(&option["label"])).collect();
        let key = question["key"].as_array().unwrap().iter();
        let key = key.map(|key| letters.iter().position(|letter| *letter == text(key)).unwrap());
        (
            text(&question["stem"]),
            options.iter().map(|option| text(&option["text"])).collect(),
            key.collect(),
        )
    });
    Some(questions.collect())
}

fn found(bank: &Bank) -> Vec<Expected> {
    let questions = bank.questions.iter();
    let key = |bits: u8| (0..8).filter(|at| bits & (1 << at) != 0).collect();
    questions
        .map(|question| {
            (
                question.stem.clone(),
                question.options.clone(),
                key(question.key.0),
            )
        })
        .collect()
}

fn shown(issues: Vec<question_banks::Issue>) -> Vec<String> {
    let shown = issues
        .iter()
        .map(|issue| format!("{:?} {:?} {}", issue.row, issue.column, issue.reason(Lang::En)));
    shown.collect()
}

#[test]
fn kahoots_own_sheet() {
    let (Some(bytes), Some(expected)) = (
        file("fixtures_sheets/kahoot_layout.xlsx"),
        expected("fixtures_sheets/kahoot_expected.json"),
    ) else {
        return;
    };
    let (bank, warnings) =
        read_with_warnings("kahoot.xlsx", &bytes).unwrap_or_else(|issues| panic!("{:#?}", shown(issues)));
    assert_eq!(found(&bank), expected);
    let tags: Vec<&str> = warnings.iter().map(|warning| warning.problem.tag()).collect();
    assert_eq!(tags, ["unknown_column"], "{:?}", shown(warnings));
}

#[test]
fn waygrounds_own_sheet() {
    let Some(bytes) = file("fixtures_sheets/wayground_quizizz_layout.xlsx") else {
        return;
    };
    let bank = read("wayground.xlsx", &bytes).unwrap_or_else(|issues| panic!("{:#?}", shown(issues)));
    assert_eq!(bank.questions.len(), 15);
    assert!(
        bank.questions
            .iter()
            .all(|question| question.kind == QuestionKind::Single)
    );
    assert_eq!(
        (bank.questions[2].key.0, bank.questions[2].options.len()),
        (0b1000, 4)
    );
}

/// Writes real questions in the layouts of real tables. Each is read as it was, or refused; none is read as another.
#[test]
fn real_questions_in_every_layout_are_never_read_as_others() {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let letter = |at: usize| char::from(b'A' + at as u8);
    for name in ["driving600", "gdcd_exams", "dauthau390"] {
        let Some(questions) = expected(&format!("{name}/questions.json")) else {
            return;
        };
        // Questions that only their pictures tell apart are duplicates here.
        let mut seen = std::collections::HashSet::new();
        let questions: Vec<Expected> = questions
            .into_iter()
            .filter(|(stem, options, _)| {
                let mut options = options.clone();
                options.sort();
                seen.insert((stem.to_lowercase(), options))
            })
            .collect();
        let mut refused = Vec::new();
        for layout in 0..6 {
            for question in &questions {
                let (stem, options, key) = question;
                let letters: Vec<String> = key.iter().map(|&at| letter(at).to_string()).collect();
                let key = letters.join(",");
                let lettered: Vec<String> = options
                    .iter()
                    .enumerate()
                    .map(|(at, text)| format!("{}. {text}", letter(at)))
                    .collect();
                let csv = match layout {
                    0 => format!(
                        "Câu hỏi,Phương án,Đáp án\n{},{},{key}\n",
                        quoted(stem),
                        quoted(&lettered.join("\n"))
                    ),
                    1 => format!(
                        "Câu hỏi,Phương án,Đáp án\n{},{},{key}\n",
                        quoted(stem),
                        quoted(&lettered.join(" "))
                    ),
                    2 => format!(
                        "Câu hỏi,Đáp án\n{},{key}\n",
                        quoted(&format!("{stem}\n{}", lettered.join("\n")))
                    ),
                    3 => {
                        let rows: Vec<String> = lettered
                            .iter()
                            .map(|text| format!("{},\n", quoted(text)))
                            .collect();
                        format!("Câu hỏi,Đáp án\n{},{key}\n{}", quoted(stem), rows.concat())
                    }
                    4 => {
                        let cells: Vec<String> = (0..6)
                            .map(|at| options.get(at).map_or(String::new(), |text| quoted(text)))
                            .collect();
                        let key = quoted(&lettered[question.2[0]]);
                        format!(
                            "Câu hỏi,A,B,C,D,E,F,Đáp án\n{},{},{key}\n",
                            quoted(stem),
                            cells.join(",")
                        )
                    }
                    _ => {
                        let cells: Vec<String> = (0..6)
                            .map(|at| options.get(at).map_or(String::new(), |text| quoted(text)))
                            .collect();
                        let key = quoted(&options[question.2[0]]);
                        format!(
                            "Câu hỏi,A,B,C,D,E,F,Đáp án\n{},{},{key}\n",
                            quoted(stem),
                            cells.join(",")
                        )
                    }
                };
                match read("a.csv", csv.as_bytes()) {
                    Ok(bank) => assert_eq!(found(&bank), std::slice::from_ref(question), "{name} {layout}"),
                    Err(issues) => refused.push((layout, shown(issues), csv)),
                }
            }
        }
        let most = questions.len() * 6 / 100;
        println!("{name}: {} of {} refused", refused.len(), questions.len() * 6);
        assert!(
            refused.len() <= most,
            "{name}: {} {:#?}",
            refused.len(),
            &refused[..refused.len().min(8)]
        );
    }
}
