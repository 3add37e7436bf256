//! The templates that organisers download: the usual headings and three sample questions to overwrite.

use super::{write_csv, write_xlsx};
use crate::docx::write_docx;
use contest_core::questions::{Bank, Credit, Difficulty, LegalBasis, OptionSet, Question, QuestionKind};

/// The template as a workbook: sample rows, drop-down lists, and a sheet that explains every column.
pub fn template_xlsx() -> Vec<u8> {
    write_xlsx(&sample())
}

/// The template as CSV.
pub fn template_csv() -> Vec<u8> {
    write_csv(&sample())
}

/// The template as a Word document.
pub fn template_docx() -> Vec<u8> {
    write_docx(&sample())
}

fn sample() -> Bank {
    let basis = |article: &str, clause: Option<&str>| LegalBasis {
        law: "36/2018/QH14".to_owned(),
        article: Some(article.to_owned()),
        clause: clause.map(str::to_owned),
        point: None,
        link: None,
    };
    let question = |code: &str, kind, stem: &str, options: &[&str], key: &[usize], basis| Question {
        code: code.to_owned(),
        topic: "Câu hỏi mẫu (hãy ghi đè hoặc xóa)".to_owned(),
        difficulty: Difficulty::Easy,
        kind,
        credit: Credit::Exact,
        stem: stem.to_owned(),
        options: options.iter().map(|&option| option.to_owned()).collect(),
        key: key.iter().copied().collect::<OptionSet>(),
        keep_order: kind == QuestionKind::TrueFalse,
        explanation: String::new(),
        legal_basis: Some(basis),
    };
    let mut questions = vec![
        question(
            "MAU-01",
            QuestionKind::Single,
            "Theo Luật Phòng, chống tham nhũng năm 2018, tham nhũng là hành vi của ai?",
            &[
                "Mọi công dân",
                "Người có chức vụ, quyền hạn đã lợi dụng chức vụ, quyền hạn đó vì vụ lợi",
                "Người lao động tự do",
                "Người chưa thành niên",
            ],
            &[1],
            basis("3", Some("1")),
        ),
        question(
            "MAU-02",
            QuestionKind::Multiple,
            "Những hành vi nào sau đây là hành vi tham nhũng trong khu vực nhà nước?",
            &[
                "Tham ô tài sản",
                "Nhận hối lộ",
                "Đi làm muộn",
                "Để quên hồ sơ ở cơ quan",
            ],
            &[0, 1],
            basis("2", Some("1")),
        ),
        question(
            "MAU-03",
            QuestionKind::TrueFalse,
            "Nhận hối lộ là hành vi tham nhũng, đúng hay sai?",
            &["Đúng", "Sai"],
            &[0],
            basis("2", Some("1")),
        ),
    ];
    if let Some(multiple) = questions.get_mut(1) {
        multiple.credit = Credit::Partial;
        multiple.difficulty = Difficulty::Medium;
        multiple.explanation =
            "Tham ô tài sản và nhận hối lộ đứng đầu danh sách các hành vi tham nhũng.".to_owned();
    }
    Bank {
        title: "Ngân hàng câu hỏi mẫu".to_owned(),
        language: "vi".to_owned(),
        questions,
    }
}
