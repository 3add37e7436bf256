//! The committed templates are the generated ones, and load as they are. `UPDATE_TEMPLATES=1` writes them again.

use contest_core::questions::QuestionKind;
use question_banks::{read, template_csv, template_xlsx, units};
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(name)
}

fn generated() -> [(&'static str, Vec<u8>); 4] {
    [
        ("ngan-hang-cau-hoi.csv", template_csv()),
        ("ngan-hang-cau-hoi.xlsx", template_xlsx()),
        ("don-vi.csv", units::template_csv()),
        ("don-vi.xlsx", units::template_xlsx()),
    ]
}

#[test]
fn committed_templates_are_the_generated_ones() {
    for (name, bytes) in generated() {
        if std::env::var_os("UPDATE_TEMPLATES").is_some() {
            std::fs::write(path(name), &bytes).unwrap();
        }
        let committed = std::fs::read(path(name)).unwrap();
        if name.ends_with(".csv") {
            assert_eq!(String::from_utf8(committed), String::from_utf8(bytes), "{name}");
        }
    }
    // The bytes of a workbook depend on the library that packs it; its content does not.
    let workbook = std::fs::read(path("ngan-hang-cau-hoi.xlsx")).unwrap();
    assert_eq!(read("m.xlsx", &workbook), read("m.xlsx", &template_xlsx()));
    let workbook = std::fs::read(path("don-vi.xlsx")).unwrap();
    assert_eq!(
        units::read("m.xlsx", &workbook),
        units::read("m.xlsx", &units::template_xlsx())
    );
}

#[test]
fn templates_load_as_they_are() {
    let bank = read("mau.xlsx", &template_xlsx()).unwrap();
    assert_eq!(read("mau.csv", &template_csv()).as_ref(), Ok(&bank));
    let kinds: Vec<QuestionKind> = bank.questions.iter().map(|question| question.kind).collect();
    assert_eq!(
        kinds,
        [
            QuestionKind::Single,
            QuestionKind::Multiple,
            QuestionKind::TrueFalse
        ]
    );
    let rows = units::read("mau.xlsx", &units::template_xlsx()).unwrap();
    assert_eq!(units::read("mau.csv", &units::template_csv()).as_ref(), Ok(&rows));
    assert_eq!(rows.len(), 4);
}

#[test]
fn the_same_template_is_the_same_file() {
    assert_eq!(template_xlsx(), template_xlsx());
}

#[test]
fn the_workbook_has_drop_down_lists_and_a_guide() {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(template_xlsx())).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    for list in ["Dễ,Trung bình,Khó", "Một đáp án,Nhiều đáp án,Đúng/Sai"] {
        assert!(sheet.contains(list), "{list}");
    }
    assert!(part("xl/workbook.xml").contains("Hướng dẫn"));
    let strings = part("xl/sharedStrings.xml");
    for heading in ["Mã câu hỏi", "Cách chấm", "Giữ thứ tự", "Điểm"] {
        assert!(strings.contains(heading), "{heading}");
    }
}
