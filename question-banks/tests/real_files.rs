//! Files as organisers keep them, if there is a folder of them beside the workspace. None of them is part of the
//! project.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use contest_core::questions::{Bank, OptionSet, QuestionKind};
use question_banks::text::clean;
use question_banks::{Lang, read};
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

#[test]
fn options_in_one_cell() {
    let Some(bytes) = file("dauthau390/50-cau-bo-sung.xlsx") else {
        return;
    };
    let bank = read("50 câu bổ sung.xlsx", &bytes).unwrap_or_else(|issues| panic!("{issues:#?}"));
    assert_eq!(bank.questions.len(), 50);
    assert!(bank.questions.iter().all(|question| question.options.len() == 4));
    assert!(bank.questions.iter().all(|question| question.topic != "Chung"));
    assert_eq!(bank.questions[0].key.0, 0b1000);
}

#[test]
fn a_plain_vietnamese_sheet() {
    let Some(bytes) = file("fixtures_sheets/vn_plain.xlsx") else {
        return;
    };
    let bank = read("vn_plain.xlsx", &bytes).unwrap_or_else(|issues| {
        let shown = issues
            .iter()
            .map(|issue| format!("{:?} {}", issue.row, issue.reason(Lang::En)));
        panic!("{:#?}", shown.collect::<Vec<_>>())
    });
    assert!(bank.questions.len() > 20, "{}", bank.questions.len());
    assert!(
        bank.questions
            .iter()
            .all(|question| question.kind == QuestionKind::Single)
    );
    assert_eq!(bank.questions[0].key.0, 0b10);
}

/// Returns the bank of a file and the questions that it should hold, from a list beside it.
fn with_truth(name: &str, truth: &str, key: Option<&str>) -> Option<(Bank, Vec<serde_json::Value>)> {
    let (bytes, truth) = (file(name)?, file(truth)?);
    let truth: serde_json::Value = serde_json::from_slice(&truth).ok()?;
    let truth = key.map_or(&truth, |key| &truth[key]).as_array()?.clone();
    let bank = read(name, &bytes).unwrap_or_else(|issues| {
        let shown = issues
            .iter()
            .map(|issue| format!("{:?} {:?} {}", issue.row, issue.column, issue.reason(Lang::En)));
        panic!("{name}: {:#?}", shown.collect::<Vec<_>>())
    });
    Some((bank, truth))
}

/// Compares stems, options and keys one by one.
fn agree(bank: &Bank, truth: &[serde_json::Value]) {
    assert_eq!(bank.questions.len(), truth.len());
    for (question, truth) in bank.questions.iter().zip(truth) {
        assert_eq!(question.stem, clean(truth["stem"].as_str().unwrap_or_default()));
        let options = truth["options"].as_array().cloned().unwrap_or_default();
        let texts: Vec<String> = options
            .iter()
            .map(|option| clean(option["text"].as_str().unwrap_or_default()))
            .collect();
        assert_eq!(question.options, texts);
        let is_right = |index: &usize| {
            truth["key"]
                .as_array()
                .is_some_and(|key| key.contains(&options[*index]["label"]))
        };
        let key: OptionSet = (0..options.len()).filter(is_right).collect();
        assert_eq!(question.key, key, "{}", question.stem);
    }
}

#[test]
fn word_papers_with_a_table_of_keys_and_with_underlined_keys() {
    for name in ["azota_layout_key_table.docx", "azota_layout_underlined_key.docx"] {
        let path = format!("fixtures_docx/{name}");
        let Some((bank, truth)) = with_truth(&path, "fixtures_docx/azota_expected.json", Some(name)) else {
            return;
        };
        agree(&bank, &truth);
    }
}

#[test]
fn a_word_template_with_levels_in_brackets() {
    let Some(bytes) = file("fixtures_docx/mau_import_cau_hoi.docx") else {
        return;
    };
    // It holds three of its examples twice, and nothing else is wrong with it.
    let issues = read("mau.docx", &bytes).expect_err("questions that stand twice are told");
    let found: Vec<(&str, Option<u32>)> = issues
        .iter()
        .map(|issue| (issue.problem.tag(), issue.row))
        .collect();
    let twice = "duplicate_question";
    assert_eq!(found, [(twice, Some(22)), (twice, Some(29)), (twice, Some(36))]);
}

#[test]
fn aiken_from_moodle_and_from_real_questions() {
    if let Some((bank, truth)) = with_truth(
        "fixtures_gift/vn-generated/vn_gdcd_aiken.txt",
        "fixtures_gift/vn-generated/expected.json",
        None,
    ) {
        agree(&bank, &truth);
    }
    let Some(bytes) = file("fixtures_moodle/aiken_questions.aiken.txt") else {
        return;
    };
    let bank = read("aiken.txt", &bytes).unwrap_or_else(|issues| panic!("{issues:#?}"));
    let keys: Vec<u8> = bank.questions.iter().map(|question| question.key.0).collect();
    assert_eq!(keys, [0b10, 0b1]);
}

#[test]
fn gift_from_real_questions_and_from_a_grammar() {
    if let Some((bank, truth)) = with_truth(
        "fixtures_gift/vn-generated/vn_gdcd.gift",
        "fixtures_gift/vn-generated/expected.json",
        None,
    ) {
        agree(&bank, &truth);
        assert!(
            bank.questions
                .iter()
                .all(|question| question.code.starts_with("GDCD-"))
        );
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/fixtures_gift");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is absent", folder.display());
        return;
    };
    for path in entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "gift"))
    {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let (Ok(bytes), Ok(truth)) = (std::fs::read(&path), std::fs::read(path.with_extension("json")))
        else {
            continue;
        };
        let truth: serde_json::Value = serde_json::from_slice(&truth).unwrap_or_default();
        let truth: Vec<&serde_json::Value> = truth
            .as_array()
            .into_iter()
            .flatten()
            .filter(|question| question["type"] != "Category")
            .collect();
        // Only choices and truths can be loaded; every other question is told with its line.
        let loadable =
            |question: &&&serde_json::Value| matches!(question["type"].as_str(), Some("MC" | "TF"));
        let others = truth.len() - truth.iter().filter(loadable).count();
        match read(&name, &bytes) {
            Ok(bank) => assert_eq!((bank.questions.len(), others), (truth.len(), 0), "{name}"),
            Err(issues) => {
                let unsupported = issues
                    .iter()
                    .filter(|issue| issue.problem.tag() == "unsupported_kind");
                let shown: Vec<_> = issues
                    .iter()
                    .map(|issue| (issue.row, issue.problem.tag()))
                    .collect();
                assert_eq!(
                    unsupported.filter(|issue| issue.row.is_some()).count(),
                    others,
                    "{name}: {shown:?}"
                );
                println!("{name}: {shown:?}");
            }
        }
    }
}

#[test]
fn moodle_xml_from_real_questions_and_from_moodle() {
    if let Some((bank, truth)) = with_truth(
        "fixtures_gift/vn-generated/vn_gdcd_moodle.xml",
        "fixtures_gift/vn-generated/expected.json",
        None,
    ) {
        agree(&bank, &truth);
        assert!(
            bank.questions
                .iter()
                .all(|question| question.topic == "Pháp luật / GDCD 12")
        );
    }
    for (name, expected) in [
        ("qtype_multichoice.moodle.xml", Ok(1)),
        ("qtype_truefalse.moodle.xml", Ok(1)),
        ("xml_nested_categories.xml", Ok(1)),
        ("xml_category_with_description.xml", Ok(1)),
        ("qtype_match.moodle.xml", Err("unsupported_kind")),
        ("qtype_shortanswer.moodle.xml", Err("unsupported_kind")),
        ("xml_categories_reverse_order.xml", Err("unsupported_kind")),
        ("xml_multichoice.xml", Err("attachment")),
        ("xml_truefalse.xml", Ok(2)),
        ("examview_questions.examview.xml", Err("unknown_xml")),
        ("gift_examples.txt", Err("unsupported_kind")),
    ] {
        let Some(bytes) = file(&format!("fixtures_moodle/{name}")) else {
            return;
        };
        let found = read(name, &bytes)
            .map(|bank| bank.questions.len())
            .map_err(|issues| issues[0].problem.tag());
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn qti_from_real_questions_and_from_others() {
    for name in ["vn_gdcd_qti21.zip", "vn_gdcd_qti3.zip"] {
        if let Some((bank, truth)) = with_truth(
            &format!("fixtures_qti/vn-generated/{name}"),
            "fixtures_qti/vn-generated/expected.json",
            None,
        ) {
            agree(&bank, &truth);
        }
    }
    for (name, expected) in [
        ("vn-generated/vn_gdcd_canvas_qti12.zip", "old_qti"),
        ("qti21-packages/NotContentPackage.zip", "missing_part"),
        ("qti21-packages/WebDeveloperTest1.zip", "unsupported_kind"),
        ("WebDeveloperTest1_upgraded_to_qti3.zip", "unsupported_kind"),
        ("qti21-items-stomp/a_mcq_dkG2.xml", "unsupported_kind"),
        ("qti21-items-stomp/slider2.xml", "unsupported_kind"),
        ("qti21-items-stomp/chc_mulS.xml", "ok"),
    ] {
        let Some(bytes) = file(&format!("fixtures_qti/{name}")) else {
            return;
        };
        let found = read(name, &bytes);
        println!(
            "{name}: {:?}",
            found.as_ref().map(|bank| bank.questions.len()).map_err(|issues| {
                issues
                    .iter()
                    .map(|issue| (issue.sheet.clone(), issue.problem.to_string()))
                    .collect::<Vec<_>>()
            })
        );
        assert_eq!(
            found.map_or_else(|issues| issues[0].problem.tag(), |_| "ok"),
            expected,
            "{name}"
        );
    }
}
