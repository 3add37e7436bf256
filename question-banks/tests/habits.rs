//! Tables as teachers write them: each is read as it was meant, or refused with the place and the remedy.

use contest_core::questions::{Bank, Difficulty, QuestionKind};
use question_banks::{Issue, Lang, read, read_with_warnings, units};

fn bank(csv: &str) -> Bank {
    read("a.csv", csv.as_bytes()).unwrap_or_else(|issues| panic!("{issues:#?}\n{csv}"))
}

/// Returns the issues as (row, column, tag).
fn refused(csv: &str) -> Vec<(u32, String, &'static str)> {
    let issues = read("a.csv", csv.as_bytes()).expect_err(csv);
    issues.iter().map(told).collect()
}

/// Returns the warnings as (row, column, tag).
fn warned(csv: &str) -> Vec<(u32, String, &'static str)> {
    let (_, warnings) = read_with_warnings("a.csv", csv.as_bytes()).expect(csv);
    warnings.iter().map(told).collect()
}

fn told(issue: &Issue) -> (u32, String, &'static str) {
    for lang in [Lang::Vi, Lang::En] {
        let texts = format!("{} {}", issue.reason(lang), issue.remedy(lang));
        assert!(!texts.contains(['{', '}']), "{texts}");
    }
    (
        issue.row.unwrap_or_default(),
        issue.column.clone().unwrap_or_default(),
        issue.problem.tag(),
    )
}

/// Returns the letters of each question's key.
fn keys(bank: &Bank) -> Vec<String> {
    let letters = |bits: u8| {
        ('A'..='H')
            .enumerate()
            .filter(move |(at, _)| bits & (1 << at) != 0)
    };
    bank.questions
        .iter()
        .map(|question| letters(question.key.0).map(|(_, letter)| letter).collect())
        .collect()
}

const FOUR: &str = "Câu hỏi;A;B;C;D;Đáp án\n";

#[test]
fn keys_are_never_read_as_others() {
    for (cells, key) in [
        ("16;18;3;20;C. 3", "C"),
        ("1%;2%;3%;4%;B. 2%", "B"),
        ("Công dân;Nhà nước;x;y;A. Công dân", "A"),
        ("x;y;z;t;Đáp án đúng là B", "B"),
        ("x;y;z;t;ĐA: D", "D"),
        ("x;y;z;t;A, C", "AC"),
        ("x;y;z;t;x", "A"),
    ] {
        assert_eq!(keys(&bank(&format!("{FOUR}Hỏi?;{cells}\n"))), [key], "{cells}");
    }
    for (cells, tag) in [
        ("16;18;20;22;B. 3", "key_mismatch"),
        ("1%;2%;3%;4%;C. 2%", "key_mismatch"),
        ("x;y;z;t;D - 1", "key_mismatch"),
        ("x;y;z;t;A-C", "unclear_key"),
        ("x;y;z;t;A/B", "unclear_key"),
        ("10 tuổi;12 tuổi;14 tuổi;18 tuổi;12", "bad_key"),
        ("2 năm;1 năm;3 năm;4 năm;2", "ambiguous_key"),
        ("a) x;b) y;c) z;d) t;Đ-S-S-Đ", "truth_series"),
    ] {
        let found = refused(&format!("{FOUR}Hỏi?;{cells}\n"));
        assert_eq!(found, [(2, "Đáp án".to_owned(), tag)], "{cells}");
    }
}

#[test]
fn kinds_that_only_say_choice_leave_it_to_the_key() {
    for kind in ["Nhiều lựa chọn", "Trắc nghiệm", "Multiple Choice"] {
        let csv = format!("Loại;Câu hỏi;A;B;Đáp án\n{kind};Một?;x;y;B\n{kind};Hai?;x;y;A,B\n");
        let kinds: Vec<QuestionKind> = bank(&csv)
            .questions
            .iter()
            .map(|question| question.kind)
            .collect();
        assert_eq!(kinds, [QuestionKind::Single, QuestionKind::Multiple], "{kind}");
    }
    let several = "Loại;Câu hỏi;A;B;C;Đáp án\nNhiều đáp án;Một?;x;y;z;B\nCheckbox;Hai?;x;y;z;C\n";
    assert!(
        bank(several)
            .questions
            .iter()
            .all(|question| question.kind == QuestionKind::Multiple)
    );
}

#[test]
fn true_and_false_need_no_options() {
    let bank = bank("Câu hỏi;Đáp án\nMột?;Đ\nHai?;S\nBa?;Đúng\nBốn?;Sai\n");
    assert_eq!(keys(&bank), ["A", "B", "A", "B"]);
    assert!(
        bank.questions
            .iter()
            .all(|question| question.kind == QuestionKind::TrueFalse)
    );
}

#[test]
fn marks_before_stems_and_options_go() {
    for (stem, options) in [
        ("Câu 2/ Thế nào?", ["A/ x", "B/ y"]),
        ("Câu 2. Thế nào?", ["(A) x", "(B) y"]),
        ("CÂU 2 - Thế nào?", ["A) x", "B) y"]),
        ("Thế nào?", ["a. x", "b. y"]),
    ] {
        let csv = format!(
            "Câu hỏi;Phương án A;Phương án B;Đáp án\n{stem};{};{};B\n",
            options[0], options[1]
        );
        let bank = bank(&csv);
        assert_eq!(
            (bank.questions[0].stem.as_str(), &bank.questions[0].options[..]),
            ("Thế nào?", &["x".to_owned(), "y".to_owned()][..])
        );
    }
    let counted = bank("Câu hỏi;A;B;Đáp án\n1. Một?;x;y;A\n2. Hai?;x;y;B\n");
    assert_eq!(counted.questions[1].stem, "Hai?");
    let years = bank("Câu hỏi;A;B;Đáp án\n12. Một?;x;y;A\n2 năm?;x;y;B\n");
    assert_eq!(years.questions[0].stem, "12. Một?");
}

#[test]
fn headings_are_understood_in_their_many_forms() {
    for csv in [
        "STT;Câu hỏi;Phương án trả lời A;Phương án trả lời B;Phương án trả lời C;ĐA\n1;Hỏi?;x;y;z;B\n",
        "STT;Câu hỏi;Phương án trả lời;;;Đáp án\n;;A;B;C;\n1;Hỏi?;x;y;z;B\n",
        "STT;Câu hỏi;Phương án;;;Đáp án\n;;1;2;3;\n1;Hỏi?;x;y;z;B\n",
        "STT;Câu hỏi;Phương án trả lời;;;Đáp án\n1;Hỏi?;x;y;z;B\n",
        "STT;Câu hỏi;Đáp án;;;Đáp án đúng\n;;A;B;C;\n1;Hỏi?;x;y;z;B\n",
        "STT;Nội dung câu hỏi;Các đáp án;;;\n;;A;B;C;Đáp án đúng\n1;Hỏi?;x;y;z;B\n",
        "STT;Câu hỏi;A;B;C;Đáp án\n(1);(2);(3);(4);(5);(6)\n1;Hỏi?;x;y;z;B\n",
        "STT;Câu hỏi;A;B;C;Đáp án\n1;Hỏi?;x;y;z;B\nSTT;Câu hỏi;A;B;C;Đáp án\n",
    ] {
        let bank = bank(csv);
        assert_eq!(
            (bank.questions.len(), keys(&bank)),
            (1, vec!["B".to_owned()]),
            "{csv}"
        );
        assert_eq!(bank.questions[0].options, ["x", "y", "z"], "{csv}");
        assert_eq!(warned(csv), [], "{csv}");
    }
    let basis =
        bank("Câu hỏi;A;B;Đáp án;Căn cứ pháp lý;;\n;;;;Văn bản;Điều;Khoản\nHỏi?;x;y;A;36/2018/QH14;5;2\n");
    let basis = basis.questions[0].legal_basis.clone().unwrap();
    assert_eq!(
        (basis.law.as_str(), basis.article.as_deref()),
        ("36/2018/QH14", Some("5"))
    );
}

#[test]
fn options_are_found_wherever_they_stand() {
    for csv in [
        "Câu hỏi;Phương án;Đáp án\nHỏi?;A. x B. y C. z;B\n",
        "Câu hỏi;Phương án;Đáp án\nHỏi?;\"A. x  B. y\nC. z\";B\n",
        "Câu hỏi;Đáp án\n\"Hỏi?\nA. x\nB. y\nC. z\";B\n",
        "Câu hỏi;Đáp án\nHỏi? A. x B. y C. z;B\n",
        "Câu hỏi;Phương án;Đáp án\nHỏi?;A. x;B\n;B. y;\n;C. z;\n",
        "Câu hỏi;Phương án;Đáp án\nHỏi?;;B\n;x;\n;y;\n;z;\n",
        "Câu hỏi;Phương án;Đáp án\nHỏi?;A. x;\n;B. y;x\n;C. z;\n",
        "Câu hỏi;Phương án;Đáp án\nHỏi?;x;Sai\n;y;Đúng\n;z;Sai\n",
        "Câu hỏi;Đáp án\nHỏi?;B\nA. x;\nB. y;\nC. z;\n",
        "Câu hỏi;Đáp án\nHỏi?;\nA. x;\nB. y;\nC. z;\nĐáp án: B;\n",
        "Câu hỏi;Đáp án\nHỏi?;B\nA. x B. y;\nC. z;\n",
        "Câu hỏi;Đáp án\nCâu 1: HỎI?;B\nA. x;\nB. y;\nC. z;\n",
    ] {
        // A second question shows where the first one ends.
        let columns = csv.lines().next().unwrap().matches(';').count();
        let csv = format!(
            "{csv}{}",
            if columns == 2 {
                "Nữa?;A. k B. l;A\n"
            } else {
                "Nữa? A. k B. l;A\n"
            }
        );
        let bank = bank(&csv);
        assert_eq!(
            (bank.questions.len(), keys(&bank)),
            (2, vec!["B".to_owned(), "A".to_owned()]),
            "{csv}"
        );
        assert_eq!(bank.questions[0].stem.to_uppercase(), "HỎI?", "{csv}");
        assert_eq!(bank.questions[0].options, ["x", "y", "z"], "{csv}");
    }
    let contradicting = "Câu hỏi;Phương án;Đáp án\nHỏi?;A. x;A\n;B. y;\n;C. z;B\n";
    assert!(
        refused(contradicting)
            .iter()
            .all(|(row, column, _)| (*row, column.as_str()) == (2, "Đáp án"))
    );
    let told = "Câu hỏi;Phương án;Đáp án\nHỏi?;\"A. x\nB. y\nĐáp án: B\";B\n";
    assert_eq!(refused(told), [(2, "Câu hỏi".to_owned(), "key_in_text")]);
    let initial = "Câu hỏi;Phương án;Đáp án\nHỏi?;\"A. Ông X\nB. Ông C. bị phạt\";B\n";
    assert_eq!(
        refused(initial),
        [(2, "Phương án".to_owned(), "unreadable_options")]
    );
}

#[test]
fn sections_become_topics() {
    let csv = "STT;Câu hỏi;A;B;Đáp án\nI. QUY ĐỊNH CHUNG;;;;\n1;Một?;x;y;A\n;II. XỬ LÝ VI PHẠM;;;\n2;Hai?;x;y;A\n\
        III;Kết hôn;;;\n3;Ba?;x;y;A\n;Chương 4: Ly hôn;;;\n4;Bốn?;x;y;A\n";
    let topics: Vec<String> = bank(csv)
        .questions
        .into_iter()
        .map(|question| question.topic)
        .collect();
    assert_eq!(
        topics,
        ["QUY ĐỊNH CHUNG", "XỬ LÝ VI PHẠM", "Kết hôn", "Chương 4: Ly hôn"]
    );
    let own = "Chủ đề;Câu hỏi;A;B;Đáp án\nKết hôn;;;;\n;Một?;x;y;A\nLy hôn;Hai?;x;y;A\n";
    let topics: Vec<String> = bank(own)
        .questions
        .into_iter()
        .map(|question| question.topic)
        .collect();
    assert_eq!(topics, ["Kết hôn", "Ly hôn"]);
    // A question that has lost its options is no section.
    assert!(
        refused("Câu hỏi;A;B;Đáp án\nLuật nào có hiệu lực;;;\nMột?;x;y;A\n")
            .iter()
            .any(|(row, ..)| *row == 2)
    );
}

#[test]
fn levels_have_many_names() {
    for (text, difficulty) in [
        ("M1", Difficulty::Easy),
        ("M2", Difficulty::Medium),
        ("M3", Difficulty::Hard),
        ("Mức độ 1", Difficulty::Easy),
        ("Vận dụng cao", Difficulty::Hard),
    ] {
        let bank = bank(&format!("Mức độ (M1–M3);Câu hỏi;A;B;Đáp án\n{text};Hỏi?;x;y;A\n"));
        assert_eq!(bank.questions[0].difficulty, difficulty, "{text}");
    }
}

#[test]
fn what_is_not_read_is_told() {
    let explained = bank("Câu hỏi;A;B;Đáp án;Answer explanation\nHỏi?;x;y;A;Vì thế\n");
    assert_eq!(explained.questions[0].explanation, "Vì thế");
    let csv =
        "STT;Câu hỏi;A;B;Đáp án;Người soạn;\n1;Một?;x;y;A;An;thừa\n2;Hai?;x;y;A;;\nNgười lập biểu;;;;;;\n";
    assert_eq!(
        warned(csv),
        [
            (1, String::new(), "unknown_column"),
            (2, String::new(), "unheaded_column"),
            (4, String::new(), "skipped_row"),
        ]
    );
    let topics = "Chủ đề;Câu hỏi;A;B;Đáp án\nKết hôn;Một?;x;y;A\n;Hai?;x;y;A\n";
    assert_eq!(warned(topics), [(3, "Chủ đề".to_owned(), "blank_topics")]);
}

#[test]
fn other_code_pages_are_named() {
    for (text, name) in [
        (
            "LuËt H«n nh©n vµ gia ®×nh quy ®Þnh nh÷ng ng\u{ad}êi nµo?",
            "TCVN3",
        ),
        (
            "Luaät Hoân nhaân vaø gia ñình quy ñònh nhöõng ngöôøi naøo?",
            "VNI",
        ),
        (
            "Luáº\u{ad}t HÃ´n nhÃ¢n vÃ\u{a0} gia Ä‘Ã¬nh quy Ä‘á»‹nh gÃ¬?",
            "Windows-1252",
        ),
    ] {
        for csv in [
            format!("Câu hỏi;A;B;Đáp án\n{text};x;y;A\n"),
            format!("{text};{text}\nx;y\n"),
        ] {
            let issues = read("a.csv", csv.as_bytes()).expect_err(&csv);
            assert_eq!(issues[0].problem.tag(), "code_page", "{issues:?}");
            let reason = issues[0].reason(Lang::Vi);
            assert!(reason.contains(name), "{reason}");
            assert!(issues[0].row.is_some());
        }
    }
    assert_eq!(
        refused("Câu hỏi;A;B;Đáp án\nLu?t h?n nhân là gì?;x;y;A\n"),
        [(2, "Câu hỏi".to_owned(), "damaged_text")]
    );
}

#[test]
fn units_need_only_names() {
    let named = units::read(
        "a.csv",
        "TT;Tên đơn vị;Đơn vị cấp trên\n1;Tỉnh A;\n2;Xã B;Tỉnh A\n3;Xã C;tỉnh a\n".as_bytes(),
    );
    let rows = named.unwrap_or_else(|issues| panic!("{issues:?}"));
    let found: Vec<(&str, &str, Option<&str>)> = rows
        .iter()
        .map(|row| (row.code.as_str(), row.name.as_str(), row.parent.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            ("DV001", "Tỉnh A", None),
            ("DV002", "Xã B", Some("DV001")),
            ("DV003", "Xã C", Some("DV001"))
        ]
    );
    let coded = units::read(
        "a.csv",
        "Mã,Tên,Cấp trên\n01,Tỉnh A,\n002,Xã B,Tỉnh A\n".as_bytes(),
    )
    .unwrap();
    assert_eq!(
        (coded[1].code.as_str(), coded[1].parent.as_deref()),
        ("002", Some("01"))
    );
    let twice = "Tên,Cấp trên\nTỉnh A,\nXã B,Tỉnh A\nXã B,Tỉnh A\nThôn C,Xã B\n";
    let issues = units::read("a.csv", twice.as_bytes()).expect_err(twice);
    assert_eq!(
        (issues.len(), issues[0].row, issues[0].problem.tag()),
        (1, Some(5), "ambiguous_parent")
    );
    told(&issues[0]);
}
