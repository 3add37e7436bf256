//! The templates for unit trees.

use super::Column;
use crate::write::csv::table;
use crate::write::guide::{self, Line};
use crate::write::xlsx::{heading_format, new_workbook, text_format, write_text};
use rust_xlsxwriter::XlsxError;

const SAMPLE: [[&str; 4]; 4] = [
    ["TINH", "Tỉnh mẫu (hãy ghi đè)", "", ""],
    ["XA-01", "Xã Tân Lập", "TINH", "8500"],
    ["TH-01", "Trường THCS Tân Lập", "XA-01", "640"],
    ["SO-01", "Sở Tư pháp", "TINH", "75"],
];

/// The template as CSV.
pub fn template_csv() -> Vec<u8> {
    let headings = Column::ALL.map(Column::heading);
    let rows = std::iter::once(headings).chain(SAMPLE);
    table(rows.map(|row| row.map(str::to_owned).to_vec()))
}

/// The template as a workbook, with a second sheet that explains every column.
pub fn template_xlsx() -> Vec<u8> {
    workbook().expect("a few short constants fit into a sheet")
}

fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook()?;
    let sheet = workbook.add_worksheet().set_name("Đơn vị")?;
    for (column, at) in Column::ALL.into_iter().zip(0u16..) {
        let width = if column == Column::Name { 50.0 } else { 20.0 };
        sheet.set_column_width(at, width)?;
        sheet.set_column_format(at, &text_format())?;
        write_text(sheet, 0, at, column.heading(), &heading_format())?;
    }
    for (texts, row) in SAMPLE.into_iter().zip(1u32..) {
        for (text, at) in texts.into_iter().zip(0u16..) {
            write_text(sheet, row, at, text, &text_format())?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let guide_sheet = workbook.add_worksheet().set_name("Hướng dẫn")?;
    guide::write(guide_sheet, &Column::ALL.map(line))?;
    workbook.save_to_buffer()
}

fn line(column: Column) -> Line {
    let (needed, text) = match column {
        Column::Code => (
            "Có",
            "Mã riêng của từng đơn vị, không trùng nhau. Nếu xóa cả cột thì mã DV001, DV002… được tự đặt.",
        ),
        Column::Name => ("Có", "Tên đầy đủ, hiện khi thí sinh chọn đơn vị."),
        Column::Parent => (
            "Không",
            "Mã của đơn vị ngay phía trên, phải có trong bảng; ghi tên cũng được nếu chỉ một đơn vị có tên đó. Bỏ trống với đơn vị trên cùng.",
        ),
        Column::Headcount => (
            "Không",
            "Tổng số người của đơn vị, dùng cho giải tập thể tính theo tỷ lệ tham gia. Bỏ trống nếu chưa biết.",
        ),
    };
    Line {
        heading: column.heading(),
        needed,
        text: text.to_owned(),
    }
}
