//! Files from strangers: no bytes may cause a panic, end the process or fill the memory.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use proptest::prelude::*;
use question_banks::{Lang, limits, read, template_csv, template_xlsx, units};
use rust_xlsxwriter::Workbook;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Returns the template with one part replaced or added.
fn with_part(name: &str, content: &[u8]) -> Vec<u8> {
    let mut source = ZipArchive::new(Cursor::new(template_xlsx())).unwrap();
    let mut target = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..source.len() {
        let mut part = source.by_index(index).unwrap();
        let part_name = part.name().unwrap().into_owned();
        if part_name != name {
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            target
                .start_file(part_name, SimpleFileOptions::default())
                .unwrap();
            target.write_all(&bytes).unwrap();
        }
    }
    target.start_file(name, SimpleFileOptions::default()).unwrap();
    target.write_all(content).unwrap();
    target.finish().unwrap().into_inner()
}

fn tag(filename: &str, bytes: &[u8]) -> &'static str {
    match read(filename, bytes) {
        Ok(_) => "ok",
        Err(issues) => issues[0].problem.tag(),
    }
}

fn sheet(cells: &str) -> Vec<u8> {
    let xml = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <sheetData>{cells}</sheetData></worksheet>"
    );
    with_part("xl/worksheets/sheet1.xml", xml.as_bytes())
}

#[test]
fn a_zip_bomb_is_counted_and_refused() {
    let bomb = with_part("xl/media/image1.bin", &vec![0; 65 << 20]);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert_eq!(tag("a.xlsx", &bomb), "inflates_too_far");
    assert_eq!(
        units::read("a.xlsx", &bomb).unwrap_err()[0].problem.tag(),
        "inflates_too_far"
    );
}

#[test]
fn a_workbook_of_many_parts_is_refused() {
    let mut target = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..=limits::ZIP_ENTRIES {
        target
            .start_file(format!("{index}"), SimpleFileOptions::default())
            .unwrap();
    }
    let bytes = target.finish().unwrap().into_inner();
    assert_eq!(tag("a.xlsx", &bytes), "too_many_parts");
}

#[test]
fn a_workbook_of_many_tags_or_cells_is_refused() {
    let tags = with_part("xl/media/x.xml", &b"<si/>".repeat(limits::XML_TAGS as usize + 1));
    assert_eq!(tag("a.xlsx", &tags), "too_many_cells");
    let cell = "<c><v>1</v></c>";
    let row = format!("<row>{}</row>", cell.repeat(limits::CELLS / 10 + 1));
    assert_eq!(tag("a.xlsx", &sheet(&row.repeat(10))), "too_many_cells");
}

#[test]
fn parts_that_describe_the_workbook_stay_small() {
    let styles = format!(
        "<styleSheet><cellXfs>{}</cellXfs></styleSheet>",
        "<xf/>".repeat(400_001)
    );
    assert_eq!(
        tag("a.xlsx", &with_part("xl/styles.xml", styles.as_bytes())),
        "too_many_cells"
    );
    let sheets = format!(
        "<workbook><sheets>{}</sheets></workbook>",
        "<sheet/>".repeat(400_001)
    );
    assert_eq!(
        tag("a.xlsx", &with_part("xl/workbook.xml", sheets.as_bytes())),
        "too_many_cells"
    );
    let text = format!(
        "<row><c t=\"inlineStr\"><is><t>{}</t></is></c></row>",
        "x".repeat(limits::PIECE_BYTES + 1)
    );
    assert_eq!(tag("a.xlsx", &sheet(&text)), "damaged");
}

#[test]
fn merged_cells_without_end_are_refused() {
    let headings =
        ["Câu hỏi", "A", "B", "Đáp án"].map(|text| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"));
    let rows = "<row><c t=\"inlineStr\"><is><t>x</t></is></c></row>".repeat(2_000);
    let merged = "<mergeCell ref=\"A2:A2001\"/>".repeat(2_000);
    let xml = format!(
        "<worksheet><sheetData><row>{}</row>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>",
        headings.concat()
    );
    assert_eq!(
        tag("a.xlsx", &with_part("xl/worksheets/sheet1.xml", xml.as_bytes())),
        "too_many_cells"
    );
}

#[test]
fn two_cells_far_apart_cost_nothing() {
    let cells = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
                 <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    assert_eq!(tag("a.xlsx", &sheet(cells)), "no_headings");
}

#[test]
fn a_promise_of_countless_strings_is_not_believed() {
    let xml = b"<sst uniqueCount=\"9999999999999999\"><si><t>x</t></si></sst>";
    assert_eq!(tag("a.xlsx", &with_part("xl/sharedStrings.xml", xml)), "damaged");
    let wide: Vec<u8> = "\u{feff}<sst uniqueCount=\"9999999999999999\"/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        tag("a.xlsx", &with_part("xl/sharedStrings.xml", &wide)),
        "damaged"
    );
}

#[test]
fn one_long_string_in_every_cell_is_counted() {
    let text = "x".repeat(1 << 20);
    let strings = format!("<sst><si><t>{text}</t></si></sst>");
    let source = with_part("xl/sharedStrings.xml", strings.as_bytes());
    let mut archive = ZipArchive::new(Cursor::new(&source)).unwrap();
    let mut target = ZipWriter::new(Cursor::new(Vec::new()));
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(100);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            bytes = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>").into_bytes();
        }
        target.start_file(name, SimpleFileOptions::default()).unwrap();
        target.write_all(&bytes).unwrap();
    }
    let bytes = target.finish().unwrap().into_inner();
    assert_eq!(tag("a.xlsx", &bytes), "inflates_too_far");
}

#[test]
fn files_beyond_the_bounds_are_refused() {
    assert_eq!(
        tag("a.csv", &vec![b' '; limits::FILE_BYTES + 1]),
        "file_too_large"
    );
    assert_eq!(
        tag("a.csv", &vec![b','; limits::SEPARATORS + 1]),
        "too_many_cells"
    );
    assert_eq!(tag("a.json", &vec![b'['; 1 << 20]), "bad_json");
    let zeros = format!("[{}0]", "0,".repeat(limits::JSON_VALUES as usize));
    assert_eq!(tag("a.json", zeros.as_bytes()), "too_many_cells");
    let row = |number: usize| format!("Câu {number} là gì?,x,y,A\n");
    let many: String = (0..=limits::QUESTIONS).map(row).collect();
    assert_eq!(
        tag("a.csv", format!("Câu hỏi,A,B,Đáp án\n{many}").as_bytes()),
        "too_many_questions"
    );
}

#[test]
fn issues_are_bounded_too() {
    let text = format!("Câu hỏi,A,B,Đáp án\n{}", "Hỏi?,x,,C\n".repeat(3_000));
    let issues = read("a.csv", text.as_bytes()).unwrap_err();
    assert_eq!(issues.len(), limits::ISSUES + 1);
    assert_eq!(issues[limits::ISSUES].problem.tag(), "more_issues");
}

#[test]
fn a_long_chain_of_units_does_not_overflow() {
    let rows: String = (0..limits::UNITS)
        .rev()
        .map(|number| {
            format!(
                "U{},Đơn vị,{}\n",
                number + 1,
                if number == 0 {
                    String::new()
                } else {
                    format!("U{number}")
                }
            )
        })
        .collect();
    let text = format!("Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên\n{rows}");
    let units = units::read("a.csv", text.as_bytes()).unwrap();
    assert_eq!(units[0].code, "U1");
    assert_eq!(units.len(), limits::UNITS);
}

#[test]
fn dates_errors_and_percentages_of_a_workbook_are_understood() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (text, column) in ["Câu hỏi", "A", "B", "Đáp án"].into_iter().zip(0..) {
        sheet.write(0, column, text).unwrap();
    }
    let percent = rust_xlsxwriter::Format::new().set_num_format("0%");
    let date = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(1, 0, "Tỷ lệ nào?").unwrap();
    sheet.write_with_format(1, 1, 0.07, &percent).unwrap();
    sheet.write(1, 2, 36).unwrap();
    sheet.write(1, 3, "A").unwrap();
    let clean = workbook.save_to_buffer().unwrap();
    let bank = read("a.xlsx", &clean).unwrap();
    assert_eq!(bank.questions[0].options, ["7%", "36"]);
    let sheet = workbook.worksheet_from_index(0).unwrap();
    sheet.write(2, 0, "Khi nào?").unwrap();
    sheet.write_with_format(2, 1, 45_000, &date).unwrap();
    sheet.write(2, 2, "khác").unwrap();
    sheet.write(2, 3, "A").unwrap();
    let issues = read("a.xlsx", &workbook.save_to_buffer().unwrap()).unwrap_err();
    assert_eq!(issues.len(), 1, "{issues:?}");
    assert_eq!(issues[0].problem.tag(), "date_cell");
    assert_eq!(
        (
            issues[0].sheet.as_deref(),
            issues[0].row,
            issues[0].column.as_deref()
        ),
        (Some("Sheet1"), Some(3), Some("A"))
    );
}

#[test]
fn a_repeated_question_of_another_sheet_is_told_with_its_sheet() {
    let mut workbook = Workbook::new();
    for name in ["Chương I", "Chương II"] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        let rows = [["Câu hỏi", "A", "B", "Đáp án"], ["Thế nào?", "x", "y", "A"]];
        for (cells, row) in rows.into_iter().zip(0..) {
            for (text, column) in cells.into_iter().zip(0..) {
                sheet.write(row, column, text).unwrap();
            }
        }
    }
    let issues = read("a.xlsx", &workbook.save_to_buffer().unwrap()).unwrap_err();
    assert_eq!(issues.len(), 1, "{issues:?}");
    let told = issues[0].reason(Lang::Vi);
    assert!(told.contains("trang “Chương I”, dòng 2"), "{told}");
}

fn all_readers(bytes: &[u8]) {
    for name in ["a.xlsx", "a.csv", "a.json"] {
        let _ = read(name, bytes);
        let _ = units::read(name, bytes);
    }
}

proptest! {
    // Each case packs a mutated workbook again, which is slow without optimisation.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), kind in 0..4) {
        let head: &[u8] = match kind {
            0 => b"PK\x03\x04",
            1 => "Câu hỏi,A,B,Đáp án\n".as_bytes(),
            2 => b"{\"format\":\"thiluat-bank/1\",\"questions\":[{",
            _ => b"",
        };
        all_readers(&[head, &bytes].concat());
    }

    #[test]
    fn mutated_files_never_panic(
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30),
        cut in any::<prop::sample::Index>(), truncate in any::<bool>(), part in any::<prop::sample::Index>(),
    ) {
        let sample = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/banks/hon-nhan-va-gia-dinh/bank.json")).unwrap();
        let mutate = |mut bytes: Vec<u8>| {
            for (index, value) in &hits {
                let at = index.index(bytes.len());
                bytes[at] = *value;
            }
            if truncate {
                bytes.truncate(cut.index(bytes.len()));
            }
            bytes
        };
        for bytes in [template_xlsx(), template_csv(), sample[..4_000].to_vec()] {
            all_readers(&mutate(bytes));
        }
        // Mutates inside the archive, where the checksum would otherwise reject the change.
        let names = [
            "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml",
            "xl/_rels/workbook.xml.rels", "_rels/.rels", "[Content_Types].xml",
        ];
        let name = names[part.index(names.len())];
        let mut archive = ZipArchive::new(Cursor::new(template_xlsx())).unwrap();
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        all_readers(&with_part(name, &mutate(bytes)));
    }
}
