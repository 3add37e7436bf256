//! Unit trees (đơn vị): what can be chosen at registration, and what collective prizes are counted by.

mod read;
mod template;
mod tree;

pub use read::read;
pub use template::{template_csv, template_xlsx};

/// One unit of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// The organiser's code, unique in the tree.
    pub code: String,
    pub name: String,
    /// Code of the unit above; none for a top unit.
    pub parent: Option<String>,
    /// People who belong to the unit, for prizes by share of entrants. At least 1.
    pub headcount: Option<u32>,
}

/// The columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Code,
    Name,
    Parent,
    Headcount,
}

impl Column {
    const ALL: [Column; 4] = [Column::Code, Column::Name, Column::Parent, Column::Headcount];

    fn heading(self) -> &'static str {
        match self {
            Column::Code => "Mã đơn vị",
            Column::Name => "Tên đơn vị",
            Column::Parent => "Mã đơn vị cấp trên",
            Column::Headcount => "Số người",
        }
    }

    fn of_heading(text: &str) -> Option<Column> {
        Some(match crate::text::fold(text).as_str() {
            "madonvi" | "ma" | "madv" | "maso" | "code" => Column::Code,
            "tendonvi" | "ten" | "donvi" | "tendv" | "tencoquan" | "tencoquandonvi" | "name" => Column::Name,
            "madonvicaptren" | "macaptren" | "donvicaptren" | "tendonvicaptren" | "captren"
            | "madonvicha" | "donvicha" | "donviquanly" | "donvichuquan" | "coquanchuquan" | "tructhuoc"
            | "thuoc" | "tructhuocdonvi" | "thuocdonvi" | "parent" | "parentcode" => Column::Parent,
            "songuoi" | "soluong" | "quanso" | "siso" | "tongsonguoi" | "headcount" => Column::Headcount,
            _ => return None,
        })
    }
}
