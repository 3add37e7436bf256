//! `/staff/banks` and below: checking and loading question banks.

mod check;
mod download;
mod load;
mod template;
mod workbench;

pub(super) const CSV: &str = "Nội dung câu hỏi;A;B;C;Đáp án;Chủ đề;Mức độ\n\
    Hiến pháp là luật cơ bản?;Đúng vậy;Không phải;Chưa rõ;A;Chung;Dễ\n\
    Ai được tiếp cận thông tin?;Công dân;Không ai;Chỉ cán bộ;A;Chung;Khó\n";

fn two_wrong_rows() -> Vec<u8> {
    CSV.replace(";A;Chung;Dễ", ";D;Chung;Dễ")
        .replace(";A;Chung;Khó", ";;Chung;Khó")
        .into_bytes()
}
