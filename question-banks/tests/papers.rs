//! Papers as teachers write them, as plain text and in Word.

mod documents;

use contest_core::questions::{Bank, Credit, Difficulty, QuestionKind};
use documents::{bold, docx, docx_with, p, paragraphs, r, underlined};
use question_banks::{Issue, Lang, read, read_with_warnings};

fn bank(name: &str, bytes: &[u8]) -> (Bank, Vec<Issue>) {
    read_with_warnings(name, bytes).unwrap_or_else(|issues| {
        let told: Vec<String> = issues
            .iter()
            .map(|issue| format!("{:?} {:?} {}", issue.row, issue.column, issue.reason(Lang::En)))
            .collect();
        panic!("{told:#?}")
    })
}

fn text(text: &str) -> Bank {
    bank("de.txt", text.as_bytes()).0
}

fn tags(name: &str, bytes: &[u8]) -> Vec<(&'static str, Option<u32>)> {
    let found = |issues: Vec<Issue>| {
        issues
            .iter()
            .map(|issue| (issue.problem.tag(), issue.row))
            .collect()
    };
    read(name, bytes).map_or_else(found, |bank| panic!("{bank:#?}"))
}

fn warnings(name: &str, bytes: &[u8]) -> Vec<(&'static str, Option<u32>)> {
    bank(name, bytes)
        .1
        .iter()
        .map(|issue| (issue.problem.tag(), issue.row))
        .collect()
}

/// The same two questions, whatever the layout.
fn check_two(bank: &Bank) {
    assert_eq!(bank.questions.len(), 2, "{bank:#?}");
    let [first, second] = &bank.questions[..] else {
        unreachable!()
    };
    assert_eq!(first.stem, "Thủ đô ở đâu?");
    assert_eq!(first.options, ["Huế", "Hà Nội", "Đà Nẵng", "Cần Thơ"]);
    assert_eq!(first.key.0, 0b10);
    assert_eq!(second.stem, "Ai bầu Quốc hội?");
    assert_eq!(second.options, ["Cử tri", "Chính phủ", "Tòa án"]);
    assert_eq!(second.key.0, 0b1);
}

#[test]
fn every_usual_layout_of_a_text_reads_the_same() {
    for layout in [
        "Câu 1: Thủ đô ở đâu?\nA. Huế\nB. Hà Nội\nC. Đà Nẵng\nD. Cần Thơ\nĐáp án: B\n\
         Câu 2: Ai bầu Quốc hội?\nA. Cử tri\nB. Chính phủ\nC. Tòa án\nĐáp án: A\n",
        "Câu 1. Thủ đô ở đâu?\nA. Huế\tB. Hà Nội\tC. Đà Nẵng\tD. Cần Thơ\nCâu 2. Ai bầu Quốc hội?\nA. Cử tri   B. Chính phủ   C. Tòa án\n1-B 2-A\n",
        "Câu 1. Thủ đô ở đâu?\nA. Huế B. Hà Nội C. Đà Nẵng D. Cần Thơ\nCâu 2. Ai bầu Quốc hội?\nA. Cử tri B. Chính phủ\nC. Tòa án\nĐÁP ÁN\n1. B\n2. A\n",
        "1. Thủ đô ở đâu?\na) Huế\nb) Hà Nội\nc) Đà Nẵng\nd) Cần Thơ\nĐA: B\n2. Ai bầu Quốc hội?\na) Cử tri\nb) Chính phủ\nc) Tòa án\nĐA: A\n",
        "Câu 1: Thủ đô ở đâu?\nA. Huế\n*B. Hà Nội\nC. Đà Nẵng\nD. Cần Thơ\n\nCâu 2: Ai bầu Quốc hội?\n*A. Cử tri\nB. Chính phủ\nC. Tòa án\n",
        "Thủ đô ở đâu?\nA) Huế\nB) Hà Nội\nC) Đà Nẵng\nD) Cần Thơ\nANSWER: B\n\nAi bầu Quốc hội?\nA) Cử tri\nB) Chính phủ\nC) Tòa án\nANSWER: A\n",
        "Thủ đô ở đâu?\nA. Huế\nB. Hà Nội\nC. Đà Nẵng\nD. Cần Thơ\nANSWER: B\nAi bầu Quốc hội?\nA. Cử tri\nB. Chính phủ\nC. Tòa án\nANSWER: A",
        "ĐỀ THI\n\nThủ đô ở đâu?\n*A. Huế\nA. Huế",
    ]
    .iter()
    .take(7)
    {
        check_two(&text(layout));
        check_two(&text(&layout.replace('\n', "\r\n")));
        let wide: Vec<u8> = format!("\u{feff}{layout}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        check_two(&bank("de.txt", &wide).0);
    }
}

#[test]
fn less_usual_ways_of_writing_a_key_are_read() {
    let q = "Câu 1: Ai?\nA. Một\nB. Hai\nCâu 2: Gì?\nA. x\nB. y\n";
    let first = "Câu 1: Ai?\nA. Một\nB. Hai\n";
    for text in [
        format!("{q}Đáp án: 1B, 2A\n"),
        format!("{q}ĐÁP ÁN: 1-B 2-A\n"),
        format!("{q}Đáp án:\n1. B\n2. A\n"),
        format!("{first}(Đáp án: B)\nCâu 2: Gì?\nA. x\nB. y\n[ĐA: A]\n"),
        format!("{first}Đáp án\nB\nCâu 2: Gì?\nA. x\nB. y\nĐáp án đúng là A.\n"),
        format!("{first}Đáp án: b\nCâu 2: Gì?\nA. x\nB. y\nĐáp án: 1\n"),
    ] {
        let bank = self::text(&text);
        let keys: Vec<u8> = bank.questions.iter().map(|question| question.key.0).collect();
        assert_eq!(keys, [0b10, 0b1], "{text}");
    }
    let bank = text(&format!("I. LÝ THUYẾT\n{first}Đáp án: B (theo khoản 2 Điều 5)\n"));
    assert_eq!(bank.questions[0].topic, "LÝ THUYẾT");
    assert_eq!(bank.questions[0].explanation, "(theo khoản 2 Điều 5)");
}

#[test]
fn labels_say_what_papers_leave_open() {
    let question = |number: u32, code: &str| {
        format!("Câu {number}: Ai{number}?\nA. Một (đúng)\u{2060}\nB. Hai\nĐáp án: B\n{code}")
    };
    let paper = [
        "[Tên ngân hàng] Luật A\n",
        &question(1, "[Mã câu hỏi] C001\t[Cách chấm] Chấm từng phần\n"),
        // Put in between by hand.
        &question(2, ""),
        &question(3, "[Mã câu hỏi] C002\t[Văn bản] 36/2018/QH14\t[Điều] 5\n"),
    ]
    .concat();
    let bank = read("de.txt", paper.as_bytes()).unwrap();
    let codes: Vec<&str> = bank.questions.iter().map(|question| &*question.code).collect();
    assert_eq!(
        (&*bank.title, &codes[..]),
        ("Luật A", &["C001", "C003", "C002"][..])
    );
    assert_eq!(bank.questions[0].credit, Credit::Partial);
    assert_eq!(bank.questions[0].options[0], "Một (đúng)");
    let basis = bank.questions[2].legal_basis.as_ref().unwrap();
    assert_eq!(
        (&*basis.law, basis.article.as_deref()),
        ("36/2018/QH14", Some("5"))
    );
    let wrong = read("de.txt", paper.replace("Chấm từng phần", "một nửa").as_bytes()).unwrap_err();
    assert_eq!(
        (wrong[0].problem.tag(), wrong[0].row),
        ("unknown_credit", Some(6))
    );
}

#[test]
fn topics_levels_explanations_and_bases_are_read() {
    let bank = text(
        "BỘ CÂU HỎI\nChương I. Bầu cử\nCâu 1 (NB): Ai bầu?\nA. Cử tri\nB. Tòa án\nĐáp án: A\nGiải thích: Theo luật.\nThêm nữa.\n\
         Căn cứ: Khoản 2 Điều 5 Luật Bầu cử năm 2015.\n\n\
         II. XỬ LÝ VI PHẠM\nCâu 2: [VD] Ai phạt?\nA. Ủy ban\nB. Trường\nLời giải\nChọn A. Vì thẩm quyền.\n\
         Trang 2/4 - Mã đề 101\nCâu 3: Đúng không? (TH)\nĐáp án: Sai\n",
    );
    let [first, second, third] = &bank.questions[..] else {
        panic!("{bank:#?}")
    };
    assert_eq!((&*first.topic, first.difficulty), ("Bầu cử", Difficulty::Easy));
    assert_eq!(first.explanation, "Theo luật.\nThêm nữa.");
    let basis = first.legal_basis.as_ref().unwrap();
    assert_eq!(
        (&*basis.law, basis.article.as_deref(), basis.clause.as_deref()),
        ("Luật Bầu cử năm 2015", Some("5"), Some("2"))
    );
    assert_eq!(
        (&*second.topic, second.difficulty),
        ("XỬ LÝ VI PHẠM", Difficulty::Hard)
    );
    assert_eq!(
        (&*second.stem, &*second.explanation, second.key.0),
        ("Ai phạt?", "Vì thẩm quyền.", 1)
    );
    assert_eq!(
        (third.kind, third.difficulty, &*third.stem),
        (QuestionKind::TrueFalse, Difficulty::Medium, "Đúng không?")
    );
    assert_eq!(third.key.0, 0b10);
}

#[test]
fn names_and_statements_in_a_stem_are_no_options() {
    let bank = text(
        "Câu 1: Ông A. và bà B. ký hợp đồng:\n1. Điều một\n2. Điều hai\na) ý nhỏ\nHỏi ai đúng?\nA. Ông A. và bà B.\nB. Chỉ bà B. đúng\n\
         C. Không ai\nĐáp án: C. Không ai\n",
    );
    let question = &bank.questions[0];
    assert_eq!(
        question.stem,
        "Ông A. và bà B. ký hợp đồng:\n1. Điều một\n2. Điều hai\na) ý nhỏ\nHỏi ai đúng?"
    );
    assert_eq!(
        question.options,
        ["Ông A. và bà B.", "Chỉ bà B. đúng", "Không ai"]
    );
    assert_eq!(question.key.0, 0b100);
}

#[test]
fn what_is_unclear_is_told_with_its_line() {
    let q = "Câu 1: Ai?\nA. Một\nB. Hai\n";
    for (text, expected) in [
        (
            format!("{q}Đáp án: A\n1-B 2-A\nCâu 2: Gì?\nA. x\nB. y\n"),
            vec![("contradicting_keys", Some(5))],
        ),
        (format!("{q}Đáp án: A. Hai\n"), vec![("bad_key", Some(4))]),
        (format!("{q}Đáp án: D\n"), vec![("key_outside", Some(4))]),
        (
            format!("{q}*A. Ba\nĐáp án: A\n"),
            vec![("repeated_option", Some(4))],
        ),
        (
            "Câu 1: Ai?\nA. Một\n*B. Hai\nĐáp án: A\n".to_owned(),
            vec![("key_against_mark", Some(4))],
        ),
        (
            format!("{q}Đáp án: A\nBẢNG ĐÁP ÁN\n1-A 7-B\n"),
            vec![("key_of_no_question", Some(6))],
        ),
        (
            format!("{q}Câu 1: Ai nữa?\nA. x\nB. y\nBẢNG ĐÁP ÁN\n1-A\n"),
            vec![
                ("missing_key", Some(1)),
                ("missing_key", Some(4)),
                ("repeated_number", Some(8)),
            ],
        ),
        (q.to_owned(), vec![("missing_key", Some(1))]),
        ("Không có gì ở đây.\n".to_owned(), vec![("no_questions", None)]),
        (String::new(), vec![("no_questions", None)]),
        (
            "Câu 1: Ai?\nA. Một\nC. Ba\nĐáp án: A\n".to_owned(),
            vec![("option_gap", Some(1))],
        ),
        (
            "PHẦN II. Câu trắc nghiệm đúng sai\nCâu 1: Xét:\na) Một\nb) Hai\nĐáp án: a) Đ\n".to_owned(),
            vec![("unsupported_kind", Some(2))],
        ),
    ] {
        assert_eq!(tags("de.txt", text.as_bytes()), expected, "{text}");
    }
    let issues = read("de.txt", format!("{q}Đáp án: A\nBẢNG ĐÁP ÁN\n1-B\n").as_bytes()).unwrap_err();
    let told = issues[0].reason(Lang::Vi);
    assert!(
        told.contains("“Đáp án: A” ở dòng (đoạn) 4") && told.contains("“1-B” ở dòng (đoạn) 6"),
        "{told}"
    );
    assert_eq!(issues[0].column.as_deref(), Some("Câu 1: Đáp án"));
    assert_eq!(tags("de.txt", b"C\xe2u 1"), [("not_unicode", None)]);
    assert_eq!(tags("de.doc", b""), [("old_word", None)]);
    assert_eq!(tags("de.pdf", b""), [("portable_document", None)]);
}

#[test]
fn what_was_understood_in_one_of_several_ways_is_a_warning() {
    let q = "Câu 1: Ai?\nA. Một\nB. Hai\n";
    for (text, expected) in [
        (
            format!("{q}chưa hết\nĐáp án: A\n"),
            vec![("joined_line", Some(4))],
        ),
        (
            format!("{q}Đáp án: A\nVì luật nói vậy.\n"),
            vec![("text_after_key", Some(5))],
        ),
        (
            format!("{q}Đáp án: A\nCâu 3: Gì?\n*A. x\n*B. y\nC. z\n"),
            vec![("number_gap", Some(5)), ("several_marked", Some(6))],
        ),
        (format!("{q}Đáp án: A\n"), vec![]),
    ] {
        assert_eq!(warnings("de.txt", text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn solutions_that_repeat_the_questions_are_not_read_twice() {
    let q = "Câu 1: Ai?\nA. Một\nB. Hai\nCâu 2: Gì?\nA. x\nB. y\n";
    let bank = text(&format!(
        "{q}-----HẾT-----\nLỜI GIẢI\nCâu 1: Ai?\nA. Một\nB. Hai\nChọn B. Vì thế.\nCâu 2: Gì?\nA. x\nB. y\nChọn A.\n"
    ));
    assert_eq!(bank.questions.len(), 2);
    assert_eq!(
        (bank.questions[0].key.0, &*bank.questions[0].explanation),
        (2, "Vì thế.")
    );
    // After the end of one paper, another may follow.
    let two = text("Câu 1: Ai?\n*A. Một\nB. Hai\nHẾT\nCâu 1: Gì?\nA. x\n*B. y\n");
    assert_eq!(two.questions.len(), 2);
}

#[test]
fn word_papers_read_like_texts() {
    let lines = [
        "Câu 1: Thủ đô ở đâu?",
        "A. Huế",
        "B. Hà Nội",
        "C. Đà Nẵng",
        "D. Cần Thơ",
        "Đáp án: B",
        "Câu 2: Ai bầu Quốc hội?",
        "A. Cử tri",
        "B. Chính phủ",
        "C. Tòa án",
        "Đáp án: A",
    ];
    check_two(&bank("de.docx", &docx(&paragraphs(&lines))).0);
    let tabbed = p("Câu 1: Thủ đô ở đâu?")
        + "<w:p><w:r><w:t>A. Huế</w:t><w:tab/><w:t>B. Hà Nội</w:t><w:br/><w:t>C. Đà Nẵng</w:t><w:tab/><w:t>D. Cần Thơ</w:t></w:r></w:p>"
        + &p("Câu 2: Ai bầu Quốc hội?")
        + "<w:tbl><w:tr><w:tc>"
        + &p("A. Cử tri")
        + "</w:tc><w:tc>"
        + &p("B. Chính phủ")
        + "</w:tc></w:tr><w:tr><w:tc>"
        + &p("C. Tòa án")
        + "</w:tc><w:tc>"
        + &p("")
        + "</w:tc></w:tr></w:tbl>"
        + &p("-----HẾT-----")
        + &p("BẢNG ĐÁP ÁN")
        + "<w:tbl><w:tr><w:tc>"
        + &p("Câu")
        + "</w:tc><w:tc>"
        + &p("1")
        + "</w:tc><w:tc>"
        + &p("2")
        + "</w:tc></w:tr><w:tr><w:tc>"
        + &p("Đáp án")
        + "</w:tc><w:tc>"
        + &p("B")
        + "</w:tc><w:tc>"
        + &p("A")
        + "</w:tc></w:tr></w:tbl>";
    check_two(&bank("de.docx", &docx(&tabbed)).0);
}

#[test]
fn marked_options_are_the_key_of_a_word_paper() {
    for mark in [
        underlined as fn(&str) -> String,
        bold,
        |text| r("<w:highlight w:val=\"yellow\"/>", text),
        |text| r("<w:color w:val=\"FF0000\"/>", text),
        |text| r("<w:shd w:val=\"clear\" w:fill=\"FFFF00\"/>", text),
        |text| r("<w:rStyle w:val=\"Strong\"/>", text),
    ] {
        let line = |text: &str| format!("<w:p>{}</w:p>", r("", text));
        let marked = |text: &str| format!("<w:p>{}</w:p>", mark(text));
        let letter = |letter: &str, text: &str| format!("<w:p>{}{}</w:p>", mark(letter), r("", text));
        let body = [
            format!("<w:p>{}{}</w:p>", bold("Câu 1: "), r("", "Thủ đô ở đâu?")),
            line("A. Huế"),
            letter("B.", " Hà Nội"),
            line("C. Đà Nẵng"),
            line("D. Cần Thơ"),
            line("Câu 2: Ai bầu Quốc hội?"),
            marked("A. Cử tri"),
            line("B. Chính phủ"),
            line("C. Tòa án"),
        ];
        let styles = "<w:style w:type=\"character\" w:styleId=\"Strong\"><w:rPr><w:b/></w:rPr></w:style>";
        check_two(
            &bank(
                "de.docx",
                &docx_with(&body.concat(), &[("word/styles.xml", styles)]),
            )
            .0,
        );
    }
}

#[test]
fn automatic_numbers_of_word_count_as_written() {
    let item = |list: u8, level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>{}</w:p>",
            r("", text)
        )
    };
    let key = |text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr><w:rPr><w:u w:val=\"single\"/></w:rPr></w:pPr>{}</w:p>",
            underlined(text)
        )
    };
    let body = [
        item(1, 0, "Thủ đô ở đâu?"),
        item(1, 1, "Huế"),
        key("Hà Nội"),
        item(1, 1, "Đà Nẵng"),
        item(1, 1, "Cần Thơ"),
        item(1, 0, "Ai bầu Quốc hội?"),
        key("Cử tri"),
        item(1, 1, "Chính phủ"),
        item(1, 1, "Tòa án"),
    ];
    for label in ["Câu %1:", "%1."] {
        let numbering = format!(
            "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"{label}\"/></w:lvl>\
             <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"upperLetter\"/><w:lvlText w:val=\"%2.\"/></w:lvl></w:abstractNum>\
             <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>"
        );
        check_two(
            &bank(
                "de.docx",
                &docx_with(&body.concat(), &[("word/numbering.xml", &numbering)]),
            )
            .0,
        );
    }
}

#[test]
fn a_word_table_with_headings_reads_like_a_sheet() {
    let row = |cells: &[&str]| {
        let cells: String = cells
            .iter()
            .map(|text| format!("<w:tc>{}</w:tc>", p(text)))
            .collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let rows = row(&["STT", "Nội dung câu hỏi", "A", "B", "C", "D", "Đáp án"])
        + &row(&["1", "Thủ đô ở đâu?", "Huế", "Hà Nội", "Đà Nẵng", "Cần Thơ", "B"])
        + &row(&["2", "Ai bầu Quốc hội?", "Cử tri", "Chính phủ", "Tòa án", "", "A"]);
    check_two(
        &bank(
            "de.docx",
            &docx(&format!("{}<w:tbl>{rows}</w:tbl>", p("BỘ CÂU HỎI"))),
        )
        .0,
    );
}

/// What stands in the stem of a question with options and key.
fn with(inside: &str) -> Vec<u8> {
    docx(&format!(
        "<w:p>{}{inside}</w:p>{}",
        r("", "Câu 1: Ai?"),
        paragraphs(&["A. Một", "B. Hai", "Đáp án: A"])
    ))
}

#[test]
fn what_word_has_besides_text_is_read_or_told() {
    let picture = "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><a:blip r:embed=\"x\"/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>";
    let text_box = "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>khung</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>\
        <mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>khung</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>";
    for (inside, stem, tag) in [
        (picture.to_owned(), "Ai?", Some("picture_left_out")),
        ("<w:ins><w:r><w:t> Thêm</w:t></w:r></w:ins><w:del><w:r><w:delText> bớt</w:delText></w:r></w:del>".to_owned(), "Ai? Thêm", Some("tracked_changes")),
        (r("<w:vanish/>", " ẩn"), "Ai?", Some("hidden_text")),
        ("<w:r><w:footnoteReference w:id=\"1\"/></w:r>".to_owned(), "Ai?", Some("footnote")),
        ("<w:hyperlink><w:r><w:t> liên kết</w:t></w:r></w:hyperlink>".to_owned(), "Ai? liên kết", None),
        ("<w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText> PAGE </w:instrText></w:r><w:r><w:t> 5</w:t></w:r>".to_owned(), "Ai? 5", None),
        ("<m:oMath><m:r><m:t> x+1</m:t></m:r></m:oMath>".to_owned(), "Ai? x+1", None),
        (r("", " m") + &r("<w:vertAlign w:val=\"superscript\"/>", "2"), "Ai? m²", None),
        ("<w:sdt><w:sdtContent><w:r><w:t> khối</w:t></w:r></w:sdtContent></w:sdt>".to_owned(), "Ai? khối", None),
    ] {
        let (bank, warnings) = bank("de.docx", &with(&inside));
        assert_eq!(bank.questions[0].stem, stem);
        let told: Vec<&str> = warnings.iter().map(|warning| warning.problem.tag()).collect();
        assert_eq!(told, tag.into_iter().collect::<Vec<_>>(), "{inside}");
    }
    for (inside, tag) in [
        (r("", " Trong hình vẽ") + picture, "picture_needed"),
        (text_box.to_owned(), "text_box_inside"),
        (r("<w:strike/>", " bỏ"), "struck_out"),
        ("<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>".to_owned(), "equation"),
        ("<w:r><w:object><v:imagedata/><o:OLEObject ProgID=\"Equation.3\"/></w:object></w:r>".to_owned(), "equation"),
        ("<w:r><w:object><v:imagedata/><o:OLEObject ProgID=\"Excel.Sheet.12\"/></w:object></w:r>".to_owned(), "attachment"),
        ("<w:r><w:object><v:imagedata/><o:OLEObject ProgID=\"Equation.3\"/></w:object></w:r>".to_owned(), "equation"),
        ("<w:r><w:object><v:imagedata/><o:OLEObject ProgID=\"Excel.Sheet.12\"/></w:object></w:r>".to_owned(), "attachment"),
        (r("<w:rFonts w:ascii=\".VnTime\"/>", " C©u hái"), "legacy_font"),
        ("<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r>".to_owned(), "damaged_text"),
    ] {
        assert_eq!(tags("de.docx", &with(&inside)), [(tag, Some(1))], "{inside}");
    }
    let issues = read(
        "de.docx",
        &with(&r("<w:rFonts w:ascii=\".VnTime\"/>", " C©u hái")),
    )
    .unwrap_err();
    assert!(issues[0].reason(Lang::Vi).contains(".VnTime"));
}

#[test]
fn broken_packages_are_refused() {
    assert_eq!(tags("de.docx", b"PK"), [("damaged", None)]);
    assert_eq!(
        tags("de.docx", &[0xd0, 0xcf, 0x11, 0xe0, 1, 2]),
        [("password", None)]
    );
    assert_eq!(
        tags("de.docx", &documents::zip(&[("a", "b")])),
        [("missing_part", None)]
    );
    assert_eq!(
        tags(
            "de.docx",
            &documents::zip(&[("word/document.xml", "<w:document>")])
        ),
        [("bad_xml", None)]
    );
}
