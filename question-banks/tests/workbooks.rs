//! What a workbook shows beside its texts: hidden sheets and rows, pictures, struck-out text, merged cells, formats.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use question_banks::{Issue, Lang, read, read_with_warnings, units};
use rust_xlsxwriter::{Format, Formula, Image, Note, Shape, Workbook, Worksheet};

type Told = (Option<String>, Option<u32>, Option<String>, &'static str);

fn told(issue: &Issue) -> Told {
    for lang in [Lang::Vi, Lang::En] {
        let texts = format!("{} {}", issue.reason(lang), issue.remedy(lang));
        assert!(!texts.contains(['{', '}']), "{texts}");
    }
    (
        issue.sheet.clone(),
        issue.row,
        issue.column.clone(),
        issue.problem.tag(),
    )
}

fn at(row: u32, column: &str, tag: &'static str) -> Told {
    let column = (!column.is_empty()).then(|| column.to_owned());
    (Some("Sheet1".to_owned()), Some(row), column, tag)
}

/// Writes the headings and three questions, and lets `change` spoil them.
fn workbook(change: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = [
        ["Chủ đề", "Câu hỏi", "A", "B", "Đáp án"],
        ["Kết hôn", "Một?", "x", "y", "A"],
        ["Kết hôn", "Hai?", "x", "y", "B"],
        ["Ly hôn", "Ba?", "x", "y", "A"],
    ];
    for (cells, row) in rows.into_iter().zip(0..) {
        for (text, column) in cells.into_iter().zip(0..) {
            sheet.write(row, column, text).unwrap();
        }
    }
    change(sheet);
    workbook.save_to_buffer().unwrap()
}

fn refused(bytes: &[u8]) -> Vec<Told> {
    let issues = read("a.xlsx", bytes).expect_err("a refusal");
    issues.iter().map(told).collect()
}

fn warned(bytes: &[u8]) -> Vec<Told> {
    let (_, warnings) = read_with_warnings("a.xlsx", bytes).unwrap_or_else(|issues| panic!("{issues:#?}"));
    warnings.iter().map(told).collect()
}

/// A picture of one point.
fn picture() -> Image {
    let png: &[u8] = &[
        0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0,
        0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c,
        0x62, 0, 1, 0, 0, 5, 0, 1, 0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42,
        0x60, 0x82,
    ];
    Image::new_from_buffer(png).unwrap()
}

#[test]
fn hidden_rows_are_refused_together() {
    let bytes = workbook(|sheet| {
        sheet.set_row_hidden(1).unwrap().set_row_hidden(3).unwrap();
    });
    assert_eq!(refused(&bytes), [at(2, "", "hidden_rows")]);
    let issues = read("a.xlsx", &bytes).unwrap_err();
    assert!(
        issues[0].reason(Lang::Vi).contains("2, 4"),
        "{}",
        issues[0].reason(Lang::Vi)
    );
    let unused = workbook(|sheet| {
        sheet.set_row_hidden(40).unwrap();
    });
    assert_eq!(warned(&unused), []);
}

#[test]
fn hidden_sheets_with_questions_are_refused() {
    let mut workbook = Workbook::new();
    for (name, hidden) in [("Mới", false), ("Cũ", true), ("Danh mục", true)] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        let rows = [["Câu hỏi", "A", "B", "Đáp án"], [name, "x", "y", "A"]];
        for (cells, row) in rows
            .into_iter()
            .zip(0..)
            .filter(|(_, row)| name != "Danh mục" || *row == 1)
        {
            for (text, column) in cells.into_iter().zip(0..) {
                sheet.write(row, column, text).unwrap();
            }
        }
        sheet.set_hidden(hidden);
    }
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(
        refused(&bytes),
        [(Some("Cũ".to_owned()), None, None, "hidden_sheet")]
    );
    workbook.worksheet_from_index(1).unwrap().set_hidden(false);
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(read("a.xlsx", &bytes).unwrap().questions.len(), 2);
    assert_eq!(
        warned(&bytes),
        [(Some("Danh mục".to_owned()), None, None, "skipped_sheet")]
    );
}

#[test]
fn pictures_and_text_boxes_are_refused_where_they_lie() {
    let bytes = workbook(|sheet| {
        sheet.insert_image(2, 1, &picture()).unwrap();
    });
    assert_eq!(refused(&bytes), [at(3, "", "embedded_picture")]);
    let inside = workbook(|sheet| {
        sheet.embed_image(2, 2, &picture()).unwrap();
    });
    assert_eq!(refused(&inside), [at(3, "A", "embedded_picture")]);
    let boxed = workbook(|sheet| {
        sheet
            .insert_shape(3, 1, &Shape::textbox().set_text("Đọc đoạn sau"))
            .unwrap();
    });
    assert_eq!(refused(&boxed), [at(4, "", "text_box")]);
    // A stamp below the table, and a logo above it.
    let below = workbook(|sheet| {
        sheet.insert_image(9, 1, &picture()).unwrap();
        sheet.insert_image(0, 7, &picture()).unwrap();
    });
    assert_eq!(warned(&below), [at(10, "", "embedded_picture")]);
}

#[test]
fn struck_out_text_is_refused_once_a_question() {
    let struck = Format::new().set_font_strikethrough();
    let whole = workbook(|sheet| {
        for (text, column) in ["Kết hôn", "Hai?", "x", "y", "B"].into_iter().zip(0..) {
            sheet.write_with_format(2, column, text, &struck).unwrap();
        }
    });
    assert_eq!(refused(&whole), [at(3, "Chủ đề", "struck_text")]);
    let partly = workbook(|sheet| {
        let plain = Format::new();
        sheet
            .write_rich_string(3, 3, &[(&plain, "y "), (&struck, "z")])
            .unwrap();
    });
    assert_eq!(refused(&partly), [at(4, "B", "struck_text")]);
    let elsewhere = workbook(|sheet| {
        sheet.write_with_format(7, 9, "bỏ", &struck).unwrap();
    });
    assert_eq!(warned(&elsewhere), [at(8, "", "skipped_row")]);
}

#[test]
fn a_merged_topic_holds_for_its_rows_and_a_merged_key_for_none() {
    let merged = Format::new();
    let topic = workbook(|sheet| {
        sheet.merge_range(1, 0, 3, 0, "Hôn nhân", &merged).unwrap();
    });
    let bank = read("a.xlsx", &topic).unwrap();
    assert!(bank.questions.iter().all(|question| question.topic == "Hôn nhân"));
    let key = workbook(|sheet| {
        sheet.merge_range(1, 4, 2, 4, "A", &merged).unwrap();
    });
    assert_eq!(refused(&key), [at(3, "Đáp án", "merged_rows")]);
}

#[test]
fn a_question_may_be_merged_over_the_rows_of_its_options() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = Format::new();
    for (text, column) in ["STT", "Câu hỏi", "Phương án", "Đáp án"].into_iter().zip(0..) {
        sheet.write(0, column, text).unwrap();
    }
    for (stem, first) in [("Một?", 1), ("Hai?", 4)] {
        sheet.merge_range(first, 1, first + 2, 1, stem, &plain).unwrap();
        sheet.merge_range(first, 3, first + 2, 3, "B", &plain).unwrap();
        for (text, row) in ["A. x", "B. y", "C. z"].into_iter().zip(first..) {
            sheet.write(row, 2, text).unwrap();
        }
    }
    let bank = read("a.xlsx", &workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(bank.questions.len(), 2);
    assert!(
        bank.questions
            .iter()
            .all(|question| question.options == ["x", "y", "z"] && question.key.0 == 2)
    );
}

#[test]
fn headings_may_be_merged_over_two_rows() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 6, "SỞ TƯ PHÁP", &plain).unwrap();
    sheet
        .merge_range(1, 0, 1, 6, "BỘ CÂU HỎI TÌM HIỂU PHÁP LUẬT", &plain)
        .unwrap();
    for (text, column) in [("TT", 0), ("Nội dung câu hỏi", 1), ("Đáp án", 6)] {
        sheet.merge_range(2, column, 3, column, text, &plain).unwrap();
    }
    sheet
        .merge_range(2, 2, 2, 5, "Các phương án trả lời", &plain)
        .unwrap();
    for (text, column) in ["A", "B", "C", "D"].into_iter().zip(2..) {
        sheet.write(3, column, text).unwrap();
    }
    sheet
        .merge_range(4, 0, 4, 6, "Phần thứ nhất: Hòa giải", &plain)
        .unwrap();
    for (text, column) in ["Ai?", "x", "y", "z", "t", "C"].into_iter().zip(1..) {
        sheet.write(5, column, text).unwrap();
    }
    sheet.write(5, 0, 1).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let bank = read("a.xlsm", &bytes).unwrap();
    assert_eq!(bank.title, "BỘ CÂU HỎI TÌM HIỂU PHÁP LUẬT");
    assert_eq!(bank.questions.len(), 1);
    let question = &bank.questions[0];
    assert_eq!(
        (question.topic.as_str(), question.key.0, question.options.len()),
        ("Phần thứ nhất: Hòa giải", 4, 4)
    );
    assert_eq!(warned(&bytes), []);
}

#[test]
fn comments_and_formulas_without_a_value_are_told() {
    let noted = workbook(|sheet| {
        sheet.insert_note(1, 1, &Note::new("Xem lại")).unwrap();
    });
    assert_eq!(
        warned(&noted),
        [(Some("Sheet1".to_owned()), None, None, "comments")]
    );
    let calculated = workbook(|sheet| {
        sheet
            .write_formula(1, 4, Formula::new("=\"B\"").set_result("B"))
            .unwrap();
    });
    assert_eq!(read("a.xlsx", &calculated).unwrap().questions[0].key.0, 2);
}

#[test]
fn codes_keep_their_leading_zeros() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let zeros = Format::new().set_num_format("000");
    for (text, column) in ["Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên"]
        .into_iter()
        .zip(0..)
    {
        sheet.write(0, column, text).unwrap();
    }
    sheet.write_with_format(1, 0, 1, &zeros).unwrap();
    sheet.write(1, 1, "Tỉnh A").unwrap();
    sheet.write(2, 0, "01.02").unwrap();
    sheet.write(2, 1, "Xã B").unwrap();
    sheet.write_with_format(2, 2, 1, &zeros).unwrap();
    let rows = units::read("a.xlsx", &workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(
        (
            rows[0].code.as_str(),
            rows[1].code.as_str(),
            rows[1].parent.as_deref()
        ),
        ("001", "01.02", Some("001"))
    );
}

#[test]
fn hidden_units_are_refused() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (cells, row) in [["Mã", "Tên"], ["1", "Tỉnh A"], ["2", "Tỉnh B"]]
        .into_iter()
        .zip(0..)
    {
        for (text, column) in cells.into_iter().zip(0..) {
            sheet.write(row, column, text).unwrap();
        }
    }
    sheet.set_row_hidden(2).unwrap();
    let issues = units::read("a.xlsx", &workbook.save_to_buffer().unwrap()).unwrap_err();
    assert_eq!(
        issues.iter().map(told).collect::<Vec<_>>(),
        [at(3, "", "hidden_rows")]
    );
}
