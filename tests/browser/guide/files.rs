//! The files that organisers bring along: questions in Word, as teachers write them, and units in Excel.

use rust_xlsxwriter::Workbook;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(super) const QUESTIONS: &str = include_str!("cau-hoi.vi.txt");
/// The options of the fourth question are A to D.
const SLIP: (&str, &str) = ("D. Đăng ký kết hôn\nĐáp án: D", "D. Đăng ký kết hôn\nĐáp án: E");

const UNITS: [[&str; 3]; 4] = [
    ["Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên"],
    ["P", "Phường Hòa Bình", ""],
    ["P01", "Tổ dân phố Bình Minh", "P"],
    ["P02", "Trường Trung học cơ sở Hòa Bình", "P"],
];

/// Everything that Word itself needs to open the document.
const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// Returns the questions as a Word document.
pub(super) fn questions() -> Vec<u8> {
    word(QUESTIONS)
}

/// Returns the same document with a slip: a key that is none of the options.
pub(super) fn questions_with_a_slip() -> Vec<u8> {
    let slipped = QUESTIONS.replace(SLIP.0, SLIP.1);
    assert_ne!(slipped, QUESTIONS);
    word(&slipped)
}

fn word(text: &str) -> Vec<u8> {
    let paragraph = |line| format!("<w:p><w:r><w:t xml:space=\"preserve\">{line}</w:t></w:r></w:p>");
    let body: String = text.lines().map(paragraph).collect();
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONSHIPS),
        ("word/document.xml", &document),
    ] {
        let started = writer.start_file(name, SimpleFileOptions::default());
        started.expect("a part");
        writer.write_all(content.as_bytes()).expect("written");
    }
    writer.finish().expect("a document").into_inner()
}

/// Returns the units as a workbook.
pub(super) fn units() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, texts) in (0..).zip(UNITS) {
        sheet.write_row(row, 0, texts).expect("a row");
    }
    workbook.save_to_buffer().expect("a workbook")
}
