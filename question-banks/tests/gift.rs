//! GIFT as Moodle and people write it.

use contest_core::questions::{Bank, Credit, QuestionKind};
use question_banks::{Lang, read, read_with_warnings};

fn bank(text: &str) -> Bank {
    read("de.gift", text.as_bytes()).unwrap_or_else(|issues| {
        panic!(
            "{:#?}",
            issues
                .iter()
                .map(|issue| (issue.row, issue.reason(Lang::En)))
                .collect::<Vec<_>>()
        )
    })
}

fn tags(text: &str) -> Vec<(&'static str, Option<u32>)> {
    let issues = read("de.gift", text.as_bytes()).expect_err("the text is refused");
    issues
        .iter()
        .map(|issue| (issue.problem.tag(), issue.row))
        .collect()
}

#[test]
fn choices_truths_and_categories_are_read() {
    let bank = bank(
        "// ghi chú\n$CATEGORY: $course$/top/Luật/Bầu cử\n\n::C1::Thủ đô \\= gì?{\n~Huế#gần đúng\n=Hà Nội\n~Đà Nẵng####Theo\\nHiến pháp}\n\n\
         ::C2::[html]<p>Ai là <b>cử tri</b>?</p>{~%50%Anh ~%50%Chị ~%-100%Em}\n\n$CATEGORY: Khác\n::C3::Đúng không?{FALSE#Sai rồi}\n\n\
         ::C4::Thủ đô là {=Hà Nội ~Huế} của nước ta.\n",
    );
    let [first, second, third, fourth] = &bank.questions[..] else {
        panic!("{bank:#?}")
    };
    assert_eq!(
        (&*first.code, &*first.topic, &*first.stem),
        ("C1", "Luật / Bầu cử", "Thủ đô = gì?")
    );
    assert_eq!(
        (first.key.0, &*first.explanation),
        (0b10, "Theo\nHiến pháp\n“Huế”: gần đúng")
    );
    assert_eq!(
        (second.kind, second.credit, second.key.0),
        (QuestionKind::Multiple, Credit::Exact, 0b11)
    );
    assert_eq!(second.stem, "Ai là cử tri?");
    assert_eq!(
        (third.kind, third.key.0, &*third.topic, &*third.explanation),
        (QuestionKind::TrueFalse, 0b10, "Khác", "Sai rồi")
    );
    assert_eq!(fourth.stem, "Thủ đô là _____ của nước ta.");
}

#[test]
fn what_has_no_options_or_no_meaning_is_told_with_its_line() {
    for (text, expected) in [
        ("Một?{=a ~b}\n\nHai?{=x}\n", vec![("unsupported_kind", Some(3))]),
        ("Một?{}\n", vec![("unsupported_kind", Some(1))]),
        ("Một?{#5}\n", vec![("unsupported_kind", Some(1))]),
        ("Một?{=a -> b =c -> d}\n", vec![("unsupported_kind", Some(1))]),
        (
            "Chỉ là lời dẫn.\n\nMột?{=a ~b}\n",
            vec![("unsupported_kind", Some(1))],
        ),
        ("\nMột?{=a\n~b\n", vec![("unclosed_answers", Some(2))]),
        ("Một?{=a =b ~c}\n", vec![("several_right", Some(1))]),
        ("Một?{~a ~b}\n", vec![("missing_key", Some(1))]),
        ("Một?{x =a ~b}\n", vec![("bad_answers", Some(1))]),
        ("Một {=a ~b} hai {=c ~d}\n", vec![("bad_answers", Some(1))]),
        ("Một?{=%x%a ~b}\n", vec![("bad_weight", Some(1))]),
        (
            "[html]Hình ảnh <img src='x'>?{=a ~b}\n",
            vec![("picture_needed", Some(1))],
        ),
        (
            "[html]Nghe <audio src='x'>?{=a ~b}\n",
            vec![("attachment", Some(1))],
        ),
        ("", vec![("no_questions", None)]),
    ] {
        assert_eq!(tags(text), expected, "{text}");
    }
    let warned = |text: &str| {
        let (_, warnings) =
            read_with_warnings("de.gift", text.as_bytes()).unwrap_or_else(|issues| panic!("{issues:#?}"));
        warnings
            .iter()
            .map(|warning| warning.problem.tag())
            .collect::<Vec<_>>()
    };
    assert_eq!(warned("Một?{=a ~%50%b ~c}"), ["partial_answer"]);
    assert_eq!(warned("Một?{~%70%a ~%30%b ~c}"), ["uneven_weights"]);
    assert_eq!(warned("[html]Ai? <img src='x'>{=a ~b}"), ["picture_left_out"]);
}

#[test]
fn names_are_codes_only_if_all_differ() {
    let codes = |text: &str| {
        bank(text)
            .questions
            .iter()
            .map(|question| question.code.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("::x::Một?{=a ~b}\n\n::y::Hai?{=a ~b}"), ["x", "y"]);
    assert_eq!(codes("::x::Một?{=a ~b}\n\n::x::Hai?{=a ~b}"), ["C001", "C002"]);
    assert_eq!(codes("::x::Một?{=a ~b}\n\nHai?{=a ~b}"), ["C001", "C002"]);
}

#[test]
fn a_text_file_is_gift_if_it_looks_like_it() {
    for text in ["::x::Một?{=a ~b}", "Một?{\n~a\n=b}", "Một?{T}"] {
        assert!(read("de.txt", text.as_bytes()).is_ok(), "{text}");
    }
    assert!(read("de.txt", "Câu 1: {x} là gì?\n*A. một\nB. hai".as_bytes()).is_ok());
}
