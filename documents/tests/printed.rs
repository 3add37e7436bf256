//! Documents as they are handed out. The drawings are pinned; the files are kept in `target/documents`: look at them.

use contest_documents::{Card, Cell, Certificate, Dates, Document, Number, Poster};
use std::path::Path;

fn poster() -> Poster {
    Poster {
        organiser: "Sở Tư pháp tỉnh Bình Minh".into(),
        title: "Cuộc thi trực tuyến tìm hiểu pháp luật về phòng, chống tham nhũng năm 2026".into(),
        dates_heading: "Thời gian thi".into(),
        rounds: vec![
            Dates {
                round: "Vòng 1: Tuần thứ nhất".into(),
                dates: "Từ 08:00 ngày 01/12/2026 đến 17:00 ngày 07/12/2026".into(),
            },
            Dates {
                round: "Vòng chung kết".into(),
                dates: "Từ 08:00 ngày 15/12/2026 đến 17:00 ngày 16/12/2026".into(),
            },
        ],
        steps_heading: "Cách tham gia".into(),
        steps: [
            "Quét mã QR bằng điện thoại, hoặc nhập địa chỉ ghi dưới mã.",
            "Đăng ký bằng họ tên, ngày sinh và số điện thoại.",
            "Làm bài trong thời gian thi, nộp bài và giữ mã biên nhận.",
        ]
        .map(str::to_owned)
        .to_vec(),
        scan: "Quét mã để dự thi".into(),
        address: "https://thi.example/thi/phong-chong-tham-nhung".into(),
        controller:
            "Bên Kiểm soát dữ liệu cá nhân: Sở Tư pháp tỉnh Bình Minh. Liên hệ Ban tổ chức: điện thoại \
                     0200 3000 000; email bantochuc@thi.example."
                .into(),
    }
}

fn certificate() -> Certificate {
    let cell = |label: &str, value: &str| Cell {
        label: label.into(),
        value: value.into(),
    };
    Certificate {
        organiser: "Sở Tư pháp tỉnh Bình Minh".into(),
        heading: "Giấy chứng nhận".into(),
        certifies: "Chứng nhận".into(),
        name: "Nguyễn Thị Ngọc Ánh".into(),
        deed: "đã hoàn thành bài thi Vòng 1: Tuần thứ nhất của".into(),
        contest: "Cuộc thi trực tuyến tìm hiểu pháp luật về phòng, chống tham nhũng năm 2026".into(),
        results: vec![
            cell("Điểm", "19,5/20"),
            cell("Thứ hạng", "12/3.456"),
            cell("Giải thưởng", "Giải Khuyến khích"),
        ],
        date: "Ngày 08 tháng 12 năm 2026".into(),
        issued_by: "Đơn vị tổ chức".into(),
        check: "Quét mã QR hoặc mở địa chỉ dưới đây để kiểm tra.".into(),
        receipt: "Mã biên nhận: 7F3K-9QAB-2MXR".into(),
        address: "https://thi.example/tra-cuu?ma=7F3K-9QAB-2MXR".into(),
    }
}

fn contest_card() -> Card {
    Card {
        over: "Đơn vị tổ chức: Sở Tư pháp tỉnh Bình Minh".into(),
        title: poster().title,
        lines: vec![
            "Từ 08:00 ngày 01/12/2026 đến 17:00 ngày 16/12/2026".into(),
            "2 vòng thi".into(),
        ],
        numbers: Vec::new(),
        site: "Thi Luật".into(),
        host: "thi.example".into(),
    }
}

fn result_card() -> Card {
    let number = |value: &str, label: &str| Number {
        value: value.into(),
        label: label.into(),
    };
    Card {
        over: "Vòng 1: Tuần thứ nhất".into(),
        lines: vec!["Đơn vị tổ chức: Sở Tư pháp tỉnh Bình Minh".into()],
        numbers: vec![number("19,5/20", "Điểm"), number("12/3.456", "Thứ hạng tạm thời")],
        ..contest_card()
    }
}

/// Texts as long as the platform lets them be.
fn long() -> [Document; 3] {
    let text = "Tìm hiểu Luật Phòng, chống tham nhũng và Nghị quyết của Hội đồng nhân dân tỉnh về phổ biến, giáo dục \
                pháp luật cho đồng bào dân tộc thiểu số, thanh niên, thiếu niên, công nhân lao động trong các khu \
                công nghiệp và người dân ở vùng sâu, vùng xa, biên giới, hải đảo trong giai đoạn 2026–2030 tại địa bàn";
    let text = || text.to_owned();
    let row = Dates {
        round: text(),
        dates: "Từ 08:00 ngày 15/12/2026 đến 17:00 ngày 16/12/2026".into(),
    };
    let poster = Poster {
        organiser: text(),
        title: text(),
        rounds: vec![row; Poster::ROUNDS],
        address: format!(
            "https://{0}.example/thi/{0}",
            "phong-chong-tham-nhung-lang-phi-".repeat(3)
        ),
        controller: text(),
        ..poster()
    };
    let certificate = Certificate {
        organiser: text(),
        name: "Công Tằng Tôn Nữ Nguyễn Phước Quỳnh Hương Giang Thanh Thủy Minh Châu Ngọc Bích".into(),
        deed: text(),
        contest: text(),
        results: vec![
            Cell {
                label: "Giải thưởng".into(),
                value: text(),
            };
            4
        ],
        ..certificate()
    };
    let card = Card {
        over: text(),
        title: text(),
        ..result_card()
    };
    [
        Document::Poster(poster),
        Document::Certificate(certificate),
        Document::Card(card),
    ]
}

fn all() -> Vec<(&'static str, Document)> {
    let [long_poster, long_certificate, long_card] = long();
    vec![
        ("poster", Document::Poster(poster())),
        ("certificate", Document::Certificate(certificate())),
        ("contest-card", Document::Card(contest_card())),
        ("result-card", Document::Card(result_card())),
        ("long-poster", long_poster),
        ("long-certificate", long_certificate),
        ("long-card", long_card),
    ]
}

#[test]
fn the_drawings_are_pinned() {
    for (name, document) in all().into_iter().take(4) {
        insta::assert_snapshot!(name, document.svg().expect("a drawing"));
    }
}

#[test]
fn a_document_is_the_same_file_each_time() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/documents");
    std::fs::create_dir_all(&folder).expect("a folder");
    for (name, document) in all() {
        let file = document.print().expect("a file");
        assert!(file == document.clone().print().expect("a file"), "{name}");
        let kind = document.content_type();
        let ending = kind.split_once('/').map_or(kind, |(_, ending)| ending);
        std::fs::write(folder.join(format!("{name}.{ending}")), &file).expect("kept");
        match document {
            Document::Card(_) => assert!(file.starts_with(b"\x89PNG\r\n\x1a\n"), "{name}"),
            _ => is_one_page_with_fonts(name, &file),
        }
        assert!(file.len() < 200_000, "{name} has {} bytes", file.len());
    }
}

fn is_one_page_with_fonts(name: &str, pdf: &[u8]) {
    let has = |part: &str| pdf.windows(part.len()).any(|window| window == part.as_bytes());
    assert!(pdf.starts_with(b"%PDF-"), "{name}");
    assert!(has("/Count 1"), "{name}: one page");
    // With these a reader shows the letters on any machine, and can search and copy them.
    assert!(has("/FontFile3") && has("/ToUnicode"), "{name}");
    assert!(has("/Lang"), "{name}: a screen reader has to know the language");
    for clock in ["/CreationDate", "/ModDate"] {
        assert!(!has(clock), "{name} states when it was printed");
    }
}

#[test]
fn a_document_with_another_word_is_another_file() {
    let other = Poster {
        title: "Tìm hiểu pháp luật".into(),
        ..poster()
    };
    let [one, other] = [poster(), other].map(|poster| Document::Poster(poster).print().expect("a file"));
    assert_ne!(one, other);
}
