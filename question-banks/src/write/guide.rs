//! The sheet "Hướng dẫn" of a workbook: what to write in each column.

use super::xlsx::{heading_format, write_text};
use crate::fields::Field;
use crate::limits;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

/// A column, whether it must be filled, and what to write.
pub(crate) struct Line {
    pub heading: &'static str,
    pub needed: &'static str,
    pub text: String,
}

/// Writes the lines below a row of headings. None of them may be mistaken for the headings of a table.
pub(crate) fn write(sheet: &mut Worksheet, lines: &[Line]) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (text, column) in ["Tên cột", "Bắt buộc", "Cách ghi"].into_iter().zip(0u16..) {
        write_text(sheet, 0, column, text, &heading_format())?;
    }
    for (line, row) in lines.iter().zip(1u32..) {
        for (text, column) in [line.heading, line.needed, &line.text].into_iter().zip(0u16..) {
            write_text(sheet, row, column, text, &wrapped)?;
        }
    }
    sheet.set_column_width(0, 22)?;
    sheet.set_column_width(1, 14)?;
    sheet.set_column_width(2, 100)?;
    Ok(())
}

/// Returns the columns of a bank.
pub(crate) fn of_bank() -> Vec<Line> {
    let top = [Field::Title, Field::Language];
    let fields = top.into_iter().chain(Field::columns());
    fields
        .map(|field| Line {
            heading: field.heading(),
            needed: needed(field),
            text: text(field),
        })
        .collect()
}

fn needed(field: Field) -> &'static str {
    match field {
        Field::Code | Field::Stem | Field::Key | Field::Option(0 | 1) => "Có",
        _ => "Không",
    }
}

fn text(field: Field) -> String {
    let fixed = match field {
        Field::Title => "Ghi ở ô bên phải, phía trên dòng tiêu đề cột. Bỏ trống thì lấy tên tệp.",
        Field::Language => "Mã ngôn ngữ của câu hỏi, ví dụ vi. Bỏ trống thì là vi.",
        Field::Code => {
            "Mã riêng của từng câu, không trùng nhau. Nếu xóa cả cột thì mã C001, C002… được tự đặt."
        }
        Field::Topic => "Tên chủ đề, dùng để rút đề theo chủ đề. Bỏ trống thì là Chung.",
        Field::Difficulty => {
            "Dễ, Trung bình hoặc Khó (cũng đọc được: Nhận biết, Thông hiểu, Vận dụng). Bỏ trống thì là Trung bình."
        }
        Field::Kind => "Một đáp án, Nhiều đáp án hoặc Đúng/Sai. Bỏ trống thì suy ra từ cột Đáp án.",
        Field::Credit => {
            "Chỉ dùng cho câu nhiều đáp án. Đúng hoàn toàn: phải chọn đúng và đủ mới có điểm. Chấm từng phần: mỗi đáp án đúng được một phần điểm, chọn sai bị trừ một phần, không âm."
        }
        Field::Stem => {
            return format!(
                "Nội dung câu hỏi, tối đa {} ký tự, không ghi số thứ tự “Câu 1:”.",
                limits::STEM
            );
        }
        Field::Option(_) | Field::Options => {
            return format!(
                "Từ 2 đến 6 phương án, ghi liền nhau từ A, tối đa {} ký tự mỗi phương án, không ghi chữ cái A., B. ở đầu. Câu Đúng/Sai có thể bỏ trống.",
                limits::OPTION
            );
        }
        Field::Key => "Chữ cái của phương án đúng: B. Nhiều đáp án: A,C. Câu Đúng/Sai: Đúng hoặc Sai.",
        Field::KeepOrder => {
            "Có: không trộn các phương án của câu này. Bỏ trống hoặc Không: có trộn. Phương án như “Cả A và B” luôn được giữ nguyên chỗ."
        }
        Field::Explanation => {
            return format!(
                "Lời giải thích, hiện sau khi vòng thi kết thúc, tối đa {} ký tự.",
                limits::EXPLANATION
            );
        }
        Field::Law => "Số hiệu văn bản, ví dụ 36/2018/QH14. Bắt buộc nếu có ghi Điều, Khoản hoặc Điểm.",
        Field::Article => "Số của điều, ví dụ 5.",
        Field::Clause => "Số của khoản, ví dụ 2.",
        Field::Point => "Chữ cái của điểm trong khoản, ví dụ a. Đây không phải điểm số của câu hỏi.",
        Field::Link => {
            return format!(
                "Địa chỉ trang đăng văn bản để thí sinh đọc sau khi thi, bắt đầu bằng https://, tối đa {} ký tự. Nên dùng trang chính thức của cơ quan nhà nước.",
                limits::LINK
            );
        }
        Field::Picture => "",
    };
    fixed.to_owned()
}
