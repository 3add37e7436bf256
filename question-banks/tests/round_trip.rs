//! Any bank that was read stays the same when it is written in any format and read again.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use contest_core::questions::Bank;
use proptest::prelude::*;
use question_banks::{
    read, text, write_csv, write_docx, write_gift, write_json, write_moodle, write_qti, write_xlsx,
};
use serde_json::{Value, json};

/// Generates Vietnamese words, some decomposed, with spaces, marks and beginnings that have caused trouble elsewhere.
fn raw_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "Luật", "Lua\u{302}\u{323}t", "điều", "hòa", "ho\u{300}a", "Đảng", "nghĩa vụ", "ươ", "u\u{31b}\u{301}",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "=1+1", "+84", "-5", "@x", "'", "''=a", "\"", "\"\"", ",", ";", "a;b", "|", "50%", "1/5", "_x000D_",
            "_x0041_", "&amp;", "<b>", "{found}", "Tên ngân hàng:", "Đúng", "A.", "B)", "Câu 1:", "😀", "\\n", "HẾT", "BẢNG ĐÁP ÁN", "Chủ đề: x", "[Mã câu hỏi] x", "1-A 2-B",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            " ", "\u{a0}", "\n", "\r\n", "\t", "\u{200b}", "\u{feff}", "\u{2028}", "\u{202f}", "\u{b}", "\u{1}",
        ]).prop_map(str::to_owned),
        1 => "[a-z]{1,5}",
        1 => "\\PC{0,4}".prop_filter("OCR letters, replacement characters and question marks within words are refused", |text| {
            !text.contains(['ƣ', 'Ƣ', '\u{fffd}', '?'])
        }),
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

prop_compose! {
    fn question(number: usize)(
        stem in raw_text(), options in prop::collection::vec(raw_text(), 2..=6), topic in raw_text(),
        explanation in raw_text(), law in raw_text(), code in raw_text(), bits in 1u8..64, kind in 0..3,
        difficulty in prop::sample::select(vec!["easy", "medium", "hard"]),
        partial in any::<bool>(), keep in any::<bool>(), depth in 0..5usize,
        tail in prop::sample::select(vec!["", "", " (Khó)", " [1]", " (VD).", " Đáp án: B", " ĐA: A", " (đúng)", "*"]),
    ) -> Value {
        // A letter in front and a mark at the end make texts that are never empty or equal.
        let mut options: Vec<String> =
            options.iter().enumerate().map(|(at, text)| format!("{text} số{at}{tail}")).collect();
        let (kind, key) = match kind {
            0 => ("single", vec![usize::from(bits) % options.len()]),
            1 => ("multiple", {
                let key: Vec<usize> = (0..options.len()).filter(|at| bits & (1 << at) != 0).collect();
                if key.is_empty() { vec![0] } else { key }
            }),
            _ => {
                options = vec!["Đúng".to_owned(), "Sai".to_owned()];
                ("true_false", vec![usize::from(bits) % 2])
            }
        };
        let key: Vec<char> = key.into_iter().map(|at| char::from(b'A' + at as u8)).collect();
        let mut basis = json!({"law": format!("{law}/QH")});
        for (name, value) in [("article", "12"), ("clause", "3"), ("point", "đ")].iter().take(depth.min(3)) {
            basis[name] = json!(value);
        }
        if partial {
            basis["link"] = json!("https://vbpl.vn/tw?ItemID=32501&v=đ#Điều_12");
        }
        json!({
            "code": format!("{code}{number}"), "topic": topic, "difficulty": difficulty, "kind": kind,
            "credit": if partial { "partial" } else { "exact" }, "stem": format!("{stem} hỏi{number}?{tail}"),
            "options": options, "key": key, "keep_order": keep, "explanation": explanation,
            "legal_basis": if depth == 4 { Value::Null } else { basis },
        })
    }
}

fn document() -> impl Strategy<Value = Value> {
    let questions = (1usize..5).prop_flat_map(|count| (0..count).map(question).collect::<Vec<_>>());
    (raw_text(), questions).prop_map(|(title, questions)| {
        json!({"format": "thiluat-bank/1", "title": format!("{title}x"), "language": "vi", "questions": questions})
    })
}

fn load(document: &Value) -> Bank {
    let bytes = serde_json::to_vec(document).unwrap();
    read("a.json", &bytes).unwrap_or_else(|issues| panic!("{issues:#?}\n{document:#}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn banks_survive_every_format(document in document()) {
        let bank = load(&document);
        prop_assert_eq!(read("b.json", &write_json(&bank)), Ok(bank.clone()));
        prop_assert_eq!(read("b.csv", &write_csv(&bank)), Ok(bank.clone()));
        prop_assert_eq!(read("b.xlsx", &write_xlsx(&bank)), Ok(bank));
    }

    #[test]
    fn texts_are_normalised_once_and_for_all(raw in raw_text()) {
        let clean = text::clean(&raw);
        prop_assert_eq!(text::clean(&clean), clean.clone());
        let invisible = ['\u{a0}', '\u{200b}', '\u{feff}', '\r', '\t', '\u{1}'];
        prop_assert!(!clean.contains(invisible));
        let marks = ['\u{300}', '\u{301}', '\u{302}', '\u{31b}', '\u{323}'];
        // Nothing that Vietnamese can compose stays decomposed.
        for word in ["Lua\u{302}\u{323}t", "u\u{31b}\u{301}"] {
            prop_assert!(!text::clean(word).contains(marks));
        }
    }
}

#[test]
fn decomposed_letters_load_composed() {
    let csv = "Câu hỏi,A,B,Đáp án\nLua\u{302}\u{323}t nào?,Mo\u{302}\u{323}t,Hai,A\n";
    let bank = read("Đề thi.csv", csv.as_bytes()).unwrap();
    assert_eq!(bank.questions[0].stem, "Luật nào?");
    assert_eq!(bank.questions[0].options[0], "Một");
    assert_eq!(bank.title, "Đề thi");
}

#[test]
fn nothing_becomes_a_formula() {
    let document = json!({"format": "thiluat-bank/1", "title": "=TITLE()", "language": "vi", "questions": [{
        "code": "@1", "stem": "=HYPERLINK(\"http://x\")", "options": ["+1", "-1", "'=2"], "key": ["A"],
    }]});
    let bank = load(&document);
    let csv = String::from_utf8(write_csv(&bank)).unwrap();
    for start in [",=", ",+", ",-", ",@", "\n=", "\n@", "\"="] {
        assert!(!csv.contains(start), "{start:?} in {csv}");
    }
    assert_eq!(read("b.csv", csv.as_bytes()).as_ref(), Ok(&bank));
    let xlsx = write_xlsx(&bank);
    assert_eq!(read("b.xlsx", &xlsx).as_ref(), Ok(&bank));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(xlsx)).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(
        &mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(),
        &mut sheet,
    )
    .unwrap();
    assert!(!sheet.contains("<f>"), "{sheet}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn banks_survive_the_formats_of_other_programs(document in document()) {
        let bank = load(&document);
        prop_assert_eq!(read("b.gift", &write_gift(&bank)), Ok(bank.clone()));
        prop_assert_eq!(read("b.txt", &write_gift(&bank)), Ok(bank.clone()));
        prop_assert_eq!(read("b.xml", &write_moodle(&bank)), Ok(bank.clone()));
        prop_assert_eq!(read("b.zip", &write_qti(&bank)), Ok(bank.clone()));
        prop_assert_eq!(read("b.docx", &write_docx(&bank)), Ok(bank));
    }
}
