//! Every issue names its place, and all issues are reported at once.

use question_banks::{Issue, Lang, Problem, read, units};

const HEAD: &str = "Mã câu hỏi,Chủ đề,Mức độ,Loại câu hỏi,Cách chấm,Nội dung câu hỏi,Phương án A,Phương án B,\
    Phương án C,Phương án D,Phương án E,Phương án F,Phương án G,Đáp án,Giữ thứ tự,Giải thích,Văn bản,Điều,Khoản,Điểm,\
    Hình ảnh\n";

/// Returns the issues of a table whose only row is given, as (column, tag).
fn row(row: &str) -> Vec<(String, &'static str)> {
    match read("a.csv", format!("{HEAD}{row}\n").as_bytes()) {
        Ok(_) => Vec::new(),
        Err(issues) => issues
            .into_iter()
            .map(|issue| {
                assert_eq!(issue.row, Some(2), "{issue:?}");
                for lang in [Lang::Vi, Lang::En] {
                    assert!(!issue.reason(lang).contains(['{', '}']), "{issue:?}");
                }
                (issue.column.unwrap_or_default(), issue.problem.tag())
            })
            .collect(),
    }
}

fn tags(result: Result<impl Sized, Vec<Issue>>) -> Vec<&'static str> {
    let issues = result.err().unwrap_or_default();
    issues.iter().map(|issue| issue.problem.tag()).collect()
}

#[test]
fn each_rule_is_reported_in_its_column() {
    let long = "x".repeat(1_001);
    let cases = [
        ("1,,,,,Hỏi?,a,b,,,,,,A,,,,,,,", None),
        (
            ",,,,,Hỏi?,a,b,,,,,,A,,,,,,,",
            Some(("Mã câu hỏi", "missing_code")),
        ),
        (
            "1,,dễ ợt,,,Hỏi?,a,b,,,,,,A,,,,,,,",
            Some(("Mức độ", "unknown_difficulty")),
        ),
        (
            "1,,,tự luận,,Hỏi?,a,b,,,,,,A,,,,,,,",
            Some(("Loại câu hỏi", "unknown_kind")),
        ),
        (
            "1,,,,nửa,Hỏi?,a,b,,,,,,A,,,,,,,",
            Some(("Cách chấm", "unknown_credit")),
        ),
        (
            "1,,,,,,a,b,,,,,,A,,,,,,,",
            Some(("Nội dung câu hỏi", "empty_stem")),
        ),
        (
            "1,,,,,Hỏi?,a,,,,,,,A,,,,,,,",
            Some(("Phương án B", "few_options")),
        ),
        (
            "1,,,,,Hỏi?,a,b,c,d,e,f,g,A,,,,,,,",
            Some(("Phương án G", "many_options")),
        ),
        (
            "1,,,,,Hỏi?,a,,c,,,,,A,,,,,,,",
            Some(("Phương án B", "option_gap")),
        ),
        (
            "1,,,,,Hỏi?,a,b,A,,,,,B,,,,,,,",
            Some(("Phương án C", "equal_options")),
        ),
        ("1,,,,,Hỏi?,a,b,,,,,,,,,,,,,", Some(("Đáp án", "missing_key"))),
        ("1,,,,,Hỏi?,a,b,,,,,,??,,,,,,,", Some(("Đáp án", "bad_key"))),
        ("1,,,,,Hỏi?,a,b,,,,,,C,,,,,,,", Some(("Đáp án", "key_outside"))),
        ("1,,,,,Hỏi?,2,1,,,,,,2,,,,,,,", Some(("Đáp án", "ambiguous_key"))),
        (
            "1,,,Một đáp án,,Hỏi?,a,b,,,,,,\"A,B\",,,,,,,",
            Some(("Đáp án", "several_keys")),
        ),
        (
            "1,,,Đúng/Sai,,Hỏi?,Sai,Đúng,,,,,,Đúng,,,,,,,",
            Some(("Phương án A", "true_false_options")),
        ),
        (
            "1,,,Đúng/Sai,,Hỏi?,Đúng,Sai,Khác,,,,,A,,,,,,,",
            Some(("Phương án A", "true_false_options")),
        ),
        (
            "1,,,,,Hỏi?,a,b,,,,,,A,chắc,,,,,,",
            Some(("Giữ thứ tự", "unknown_yes_no")),
        ),
        (
            "1,,,,,Luật đƣợc ban hành?,a,b,,,,,,A,,,,,,,",
            Some(("Nội dung câu hỏi", "ocr_letter")),
        ),
        (
            "1,,,,,Hỏi?,a,b\u{fffd},,,,,,A,,,,,,,",
            Some(("Phương án B", "damaged_text")),
        ),
        (
            "1,,,,,Hỏi?,a,b,,,,,,A,,,,5,,,",
            Some(("Văn bản", "basis_without_law")),
        ),
        (
            "1,,,,,Hỏi?,a,b,,,,,,A,,,36/2018/QH14,,2,,",
            Some(("Điều", "basis_without_article")),
        ),
        (
            "1,,,,,Hỏi?,a,b,,,,,,A,,,36/2018/QH14,5,2,1,",
            Some(("Điểm", "bad_point")),
        ),
        (
            "1,,,,,Hỏi?,a,b,,,,,,A,,,,,,,hinh.png",
            Some(("Hình ảnh", "picture")),
        ),
    ];
    for (text, expected) in cases {
        let expected: Vec<(String, &str)> = expected
            .map(|(column, tag)| (column.to_owned(), tag))
            .into_iter()
            .collect();
        assert_eq!(row(text), expected, "{text}");
    }
    let too_long = row(&format!("1,,,,,Hỏi?,a,{long},,,,,,A,,,,,,,"));
    assert_eq!(too_long, [("Phương án B".to_owned(), "too_long")]);
}

#[test]
fn all_issues_come_at_once_in_order() {
    let text = format!("{HEAD}1,,,,,Hỏi?,a,b,,,,,,,,,,,,,\n\n1,,khó lắm,,,,a,b,,,,,,C,,,,,,,\n");
    let issues = read("a.csv", text.as_bytes()).unwrap_err();
    let found: Vec<(Option<u32>, &str)> = issues
        .iter()
        .map(|issue| (issue.row, issue.problem.tag()))
        .collect();
    let rows: Vec<Option<u32>> = found.iter().map(|(row, _)| *row).collect();
    assert_eq!(rows, [Some(2), Some(4), Some(4), Some(4), Some(4)], "{found:?}");
    for tag in [
        "missing_key",
        "duplicate_code",
        "unknown_difficulty",
        "empty_stem",
        "key_outside",
    ] {
        assert!(found.iter().any(|(_, other)| *other == tag), "{tag}: {found:?}");
    }
}

#[test]
fn the_same_question_twice_is_an_issue_and_another_order_is_the_same() {
    let text = "Câu hỏi,A,B,Đáp án\nThế nào?,x,y,A\nthế nào,Y,X,B\nThế nào?,x,z,A\n";
    let issues = read("a.csv", text.as_bytes()).unwrap_err();
    assert_eq!(issues.len(), 1, "{issues:?}");
    assert_eq!(issues[0].problem, Problem::DuplicateQuestion { row: 2 });
    assert_eq!(issues[0].row, Some(3));
}

#[test]
fn defaults_and_inference_are_those_of_the_format() {
    use contest_core::questions::{Difficulty, QuestionKind};
    let text = "BỘ CÂU HỎI TÌM HIỂU LUẬT\n\nSTT;noi dung;A;B;C;Đáp án đúng\n\
        1;Một?;x;y;z;B\n2;Nhiều?;x;y;z;AC\n3;Đúng không?;;;;Sai\n4;;;;;\n5;Hai?;A. x;B. y;;2\n";
    let bank = read("a.csv", text.as_bytes()).unwrap();
    assert_eq!(bank.title, "BỘ CÂU HỎI TÌM HIỂU LUẬT");
    let kinds: Vec<QuestionKind> = bank.questions.iter().map(|question| question.kind).collect();
    use QuestionKind::{Multiple, Single, TrueFalse};
    assert_eq!(kinds, [Single, Multiple, TrueFalse, Single]);
    let codes: Vec<&str> = bank
        .questions
        .iter()
        .map(|question| question.code.as_str())
        .collect();
    assert_eq!(codes, ["C001", "C002", "C003", "C004"]);
    assert_eq!(bank.questions[3].options, ["x", "y"]);
    assert_eq!(bank.questions[3].key.0, 0b10);
    assert!(
        bank.questions
            .iter()
            .all(|q| q.topic == "Chung" && q.difficulty == Difficulty::Medium)
    );
}

#[test]
fn headings_are_required_once_each() {
    assert_eq!(tags(read("a.csv", b"")), ["no_headings"]);
    assert_eq!(tags(read("a.csv", "một,hai\n".as_bytes())), ["no_headings"]);
    assert_eq!(
        tags(read("a.csv", "Câu hỏi,A,B\nx,y,z\n".as_bytes())),
        ["missing_column"]
    );
    assert_eq!(
        tags(read("a.csv", "Câu hỏi,A,B,Đáp án\n".as_bytes())),
        ["no_rows"]
    );
    let twice = "Câu hỏi,A,B,Đáp án,Đáp án đúng\nHỏi?,x,y,A,B\n";
    assert_eq!(tags(read("a.csv", twice.as_bytes())), ["duplicate_column"]);
    let low = format!("{}Câu hỏi,A,B,Đáp án\nHỏi?,x,y,A\n", "ghi chú\n".repeat(15));
    assert_eq!(tags(read("a.csv", low.as_bytes())), ["no_headings"]);
}

#[test]
fn bytes_that_are_not_utf8_are_placed() {
    let mut bytes = "Câu hỏi,A,B,Đáp án\nMột?,x,y,A\n".as_bytes().to_vec();
    bytes.extend(b"C\xe2u?,x,y,A\n");
    let issues = read("a.csv", &bytes).unwrap_err();
    assert_eq!((issues.len(), issues[0].row), (1, Some(3)));
    assert!(issues[0].remedy(Lang::Vi).contains("CSV UTF-8"));
    assert_eq!(tags(read("a.csv", b"\xff\xfea\0,\0")), ["not_utf8"]);
}

#[test]
fn json_issues_name_question_and_field() {
    let text = r#"{"format": "thiluat-bank/1", "title": "x", "extra": 1, "questions": [
        {"code": "1", "stem": "Một?", "options": ["a", "b"], "key": ["A"], "keyy": 1, "code": "2"},
        {"code": "2", "stem": 5, "options": ["a", 7], "key": "A", "keep_order": "no"},
        {"code": "3", "options": ["a", "b"], "key": ["a"], "legal_basis": {"law": "x", "artikel": "1"}},
        {"code": "4", "stem": "Bốn?", "options": ["a", "b"], "key": ["C"], "difficulty": "Dễ"}]}"#;
    let issues = read("a.json", text.as_bytes()).unwrap_err();
    let found: Vec<(Option<u32>, &str, &str)> = issues
        .iter()
        .map(|issue| {
            (
                issue.row,
                issue.column.as_deref().unwrap_or_default(),
                issue.problem.tag(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (None, "extra", "unknown_field"),
            (Some(1), "keyy", "unknown_field"),
            (Some(1), "code", "repeated_field"),
            (Some(2), "stem", "wrong_type"),
            (Some(2), "options[B]", "wrong_type"),
            (Some(2), "key", "wrong_type"),
            (Some(2), "keep_order", "wrong_type"),
            (Some(3), "legal_basis.artikel", "unknown_field"),
            (Some(3), "stem", "missing_field"),
            (Some(3), "key", "wrong_type"),
            (Some(4), "difficulty", "unknown_difficulty"),
            (Some(4), "key", "key_outside"),
        ]
    );
    let broken = read("a.json", b"{\"format\": \"x\",\n  oops}").unwrap_err();
    assert_eq!(broken[0].problem, Problem::BadJson { line: 2, position: 3 });
    assert_eq!(tags(read("a.json", b"[]")), ["wrong_type"]);
    let old = r#"{"format": "other/9", "title": "x", "questions": []}"#;
    assert_eq!(tags(read("a.json", old.as_bytes())), ["unknown_json_format"]);
}

#[test]
fn formats_that_cannot_be_read_are_named() {
    assert_eq!(tags(read("de.odt", b"PK")), ["unknown_format"]);
    assert_eq!(tags(read("de", b"")), ["unknown_format"]);
    assert_eq!(tags(read("de.xls", b"")), ["old_excel"]);
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    assert_eq!(tags(read("de.XLSX", &ole)), ["old_excel"]);
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(tags(read("de.xlsx", &[&ole[..], &name].concat())), ["password"]);
    assert_eq!(tags(read("de.xlsx", b"hello")), ["damaged"]);
}

#[test]
fn unit_trees_come_parents_first() {
    let text = "Mã đơn vị;Tên đơn vị;Mã đơn vị cấp trên;Số người\nC;Xã C;B;1.200\nA;Tỉnh A;;\nB;Huyện B;A;\n";
    let rows = units::read("a.csv", text.as_bytes()).unwrap();
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(codes, ["A", "B", "C"]);
    assert_eq!(
        (rows[2].headcount, rows[2].parent.as_deref()),
        (Some(1200), Some("B"))
    );
}

#[test]
fn unit_trees_that_do_not_hold_are_refused() {
    let head = "Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên,Số người\n";
    let cases = [
        ("A,Một,,\nA,Hai,,\n", vec!["duplicate_code"]),
        ("A,Một,X,\nB,Hai,A,\n", vec!["unknown_parent"]),
        ("A,Một,C,\nB,Hai,A,\nC,Ba,B,\nD,Bốn,A,\nE,Năm,,\n", vec!["cycle"]),
        ("A,Một,A,\n", vec!["cycle"]),
        ("A,,,\n", vec!["missing_name"]),
        (",Một,,\n", vec!["missing_code"]),
        ("A,Một,,đông\n", vec!["bad_headcount"]),
        ("", vec!["no_rows"]),
    ];
    for (text, expected) in cases {
        assert_eq!(
            tags(units::read("a.csv", format!("{head}{text}").as_bytes())),
            expected,
            "{text}"
        );
    }
    let issues = units::read("a.csv", format!("{head}A,Một,B,\nB,Hai,A,\n").as_bytes()).unwrap_err();
    assert_eq!(
        issues[0].problem,
        Problem::Cycle {
            path: "A → B → A".to_owned()
        }
    );
    assert_eq!(issues[0].column.as_deref(), Some("Mã đơn vị cấp trên"));
}

#[test]
fn a_link_is_an_https_address_and_belongs_to_a_law() {
    let found = |law: &str, link: &str| {
        let text = format!("Câu hỏi,A,B,Đáp án,Văn bản,Liên kết\nHỏi?,a,b,A,{law},{link}\n");
        match read("a.csv", text.as_bytes()) {
            Ok(bank) => {
                let basis = bank.questions[0].legal_basis.clone();
                Ok(basis.and_then(|basis| basis.link))
            }
            Err(issues) => Err(issues
                .into_iter()
                .map(|issue| (issue.column.unwrap_or_default(), issue.problem.tag()))
                .collect::<Vec<_>>()),
        }
    };
    let of = |column: &str, tag| Err(vec![(column.to_owned(), tag)]);
    let (law, page) = ("36/2018/QH14", "https://vbpl.vn/?id=1");
    assert_eq!(found(law, page), Ok(Some(page.to_owned())));
    assert_eq!(found(law, ""), Ok(None));
    assert_eq!(found("", page), of("Văn bản", "basis_without_law"));
    for wrong in [
        "http://vbpl.vn/",
        "vbpl.vn",
        "javascript:alert(1)",
        "https://a b.vn/",
    ] {
        assert_eq!(found(law, wrong), of("Liên kết", "bad_link"), "{wrong}");
    }
    let long = format!("https://vbpl.vn/{}", "a".repeat(485));
    assert_eq!(found(law, &long), of("Liên kết", "too_long"));
    assert!(found(law, &long[..500]).is_ok());
}
