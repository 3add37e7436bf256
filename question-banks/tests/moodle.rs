//! Moodle XML as Moodle and other programs write it.

use contest_core::questions::{Bank, Credit, QuestionKind};
use question_banks::{Issue, Lang, read, read_with_warnings};

fn quiz(questions: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<quiz>\n{questions}\n</quiz>")
}

fn load(questions: &str) -> (Bank, Vec<Issue>) {
    read_with_warnings("de.xml", quiz(questions).as_bytes()).unwrap_or_else(|issues| {
        panic!(
            "{:#?}",
            issues
                .iter()
                .map(|issue| (issue.row, issue.reason(Lang::En)))
                .collect::<Vec<_>>()
        )
    })
}

fn tags(xml: &str) -> Vec<(&'static str, Option<u32>)> {
    let issues = read("de.xml", xml.as_bytes()).expect_err("the file is refused");
    issues
        .iter()
        .map(|issue| (issue.problem.tag(), issue.row))
        .collect()
}

fn choice(stem: &str, answers: &str) -> String {
    format!(
        "<question type=\"multichoice\"><name><text>C1</text></name><questiontext format=\"html\"><text><![CDATA[{stem}]]></text></questiontext>{answers}</question>"
    )
}

const TWO: &str =
    "<answer fraction=\"100\"><text>a</text></answer><answer fraction=\"0\"><text>b</text></answer>";

#[test]
fn choices_truths_and_categories_are_read() {
    let (bank, warnings) = load(
        "<question type=\"category\"><category><text>$course$/top/Luật/Bầu cử</text></category></question>\
         <question type=\"multichoice\"><name><text>C1</text></name><questiontext format=\"html\"><text><![CDATA[<p>Thủ đô<br>ở đâu &amp; vì sao?</p>]]></text></questiontext>\
         <generalfeedback><text>Theo luật.</text></generalfeedback><single>true</single><shuffleanswers>0</shuffleanswers>\
         <answer fraction=\"0\" format=\"html\"><text>&lt;b&gt;Huế&lt;/b&gt;</text><feedback><text>Gần đúng</text></feedback></answer>\
         <answer fraction=\"100\" format=\"plain_text\"><text>a &lt; b</text></answer></question>\
         <question type=\"multichoice\"><name><text>C2</text></name><questiontext><text>Ai?</text></questiontext><single>false</single>\
         <answer fraction=\"50\"><text>a</text></answer><answer fraction=\"50\"><text>b</text></answer><answer fraction=\"-50\"><text>c</text></answer></question>\
         <question type=\"truefalse\"><name><text>C3</text></name><questiontext><text>Đúng không?</text></questiontext>\
         <answer fraction=\"0\"><text>true</text></answer><answer fraction=\"100\"><text>false</text></answer>\
         <tags><tag><text>level:hard</text></tag></tags></question>",
    );
    let [first, second, third] = &bank.questions[..] else {
        panic!("{bank:#?}")
    };
    assert_eq!(
        (&*first.code, &*first.topic, &*first.stem),
        ("C1", "Luật / Bầu cử", "Thủ đô\nở đâu & vì sao?")
    );
    assert_eq!(
        (first.options.as_slice(), first.key.0, first.keep_order),
        (&["Huế".to_owned(), "a < b".to_owned()][..], 0b10, true)
    );
    assert_eq!(first.explanation, "Theo luật.\n“Huế”: Gần đúng");
    assert_eq!(
        (second.kind, second.credit, second.key.0),
        (QuestionKind::Multiple, Credit::Partial, 0b11)
    );
    assert_eq!((third.kind, third.key.0), (QuestionKind::TrueFalse, 0b10));
    assert_eq!(third.difficulty, contest_core::questions::Difficulty::Hard);
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn what_cannot_be_loaded_is_told_with_its_line() {
    for (questions, expected) in [
        (
            "<question type=\"matching\"><name><text>x</text></name></question>".to_owned(),
            vec![("unsupported_kind", Some(3))],
        ),
        (
            choice(
                "Ai?",
                "<answer fraction=\"100\"><text>a</text></answer><answer fraction=\"100\"><text>b</text></answer>",
            ),
            vec![("several_right", Some(3))],
        ),
        (
            choice(
                "Ai?",
                "<answer fraction=\"x\"><text>a</text></answer><answer><text>b</text></answer>",
            ),
            vec![("bad_weight", Some(3))],
        ),
        (
            choice(
                "Ai?",
                "<answer><text>a</text></answer><answer><text>b</text></answer>",
            ),
            vec![("missing_key", Some(3))],
        ),
        (
            choice("Trong hình ảnh <img src=\"x\">?", TWO),
            vec![("picture_needed", Some(3))],
        ),
        (choice("<img src=\"x\">", TWO), vec![("picture_needed", Some(3))]),
        (String::new(), vec![("no_questions", None)]),
    ] {
        assert_eq!(tags(&quiz(&questions)), expected, "{questions}");
    }
    let sound = "<question type=\"multichoice\"><questiontext><text>Nghe gì?</text><file name=\"a.mp3\">AA==</file></questiontext>";
    assert_eq!(
        tags(&quiz(&format!("{sound}{TWO}</question>"))),
        [("attachment", Some(3))]
    );
    let issues = read(
        "de.xml",
        quiz("<question type=\"essay\"><name><text>Bài 7</text></name></question>").as_bytes(),
    )
    .expect_err("no essays");
    assert_eq!(issues[0].column.as_deref(), Some("Bài 7: Loại câu hỏi"));
    assert!(issues[0].reason(Lang::Vi).contains("essay"));
    assert_eq!(tags("<html/>"), [("unknown_xml", None)]);
    assert_eq!(tags("<questestinterop/>"), [("old_qti", None)]);
    assert_eq!(tags("<quiz>\n<question"), [("bad_xml", None)]);
}

#[test]
fn what_is_left_out_is_a_warning() {
    let warned = |questions: &str| {
        load(questions)
            .1
            .iter()
            .map(|warning| warning.problem.tag())
            .collect::<Vec<_>>()
    };
    assert_eq!(warned(&choice("Ai? <img src=\"x\">", TWO)), ["picture_left_out"]);
    assert_eq!(
        warned(&choice("Ai?", &format!("{TWO}<hidden>1</hidden>"))),
        ["hidden_question"]
    );
    assert_eq!(
        warned(&choice("Ai?", &format!("{TWO}<hint><text>Nghĩ kỹ</text></hint>"))),
        ["feedback_left_out"]
    );
    assert!(
        warned(&choice(
            "Ai?",
            &format!("{TWO}<correctfeedback><text>Your answer is correct.</text></correctfeedback>")
        ))
        .is_empty()
    );
    let note = "<question type=\"description\"><questiontext><text>Đọc kỹ</text></questiontext></question>";
    assert_eq!(
        warned(&format!("{note}{}", choice("Ai?", TWO))),
        ["note_left_out"]
    );
}
