//! The fields of a question: their Vietnamese headings, the synonyms found in organisers' files, their names in JSON.

use crate::text::fold;
use contest_core::questions::OPTIONS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Code,
    Topic,
    Difficulty,
    Kind,
    Credit,
    Stem,
    /// One option, from 0. Headings up to J are recognised, so that a seventh option is an error instead of being lost.
    Option(u8),
    /// All options in one cell, as lines "A. …".
    Options,
    Key,
    KeepOrder,
    Explanation,
    Law,
    Article,
    Clause,
    Point,
    Link,
    /// Recognised so that a picture is an error instead of being lost.
    Picture,
    /// The title and the language are above the headings.
    Title,
    Language,
}

/// Returns the letter of an option, counted from 0.
pub(crate) fn letter(index: usize) -> char {
    u8::try_from(index).map_or('?', |index| char::from(b'A'.saturating_add(index)))
}

/// How many option letters are recognised: A to J.
pub(crate) const LETTERS: u8 = 10;

impl Field {
    /// Returns the columns of a table in the order in which they are written.
    pub(crate) fn columns() -> Vec<Field> {
        use Field::*;
        let options = (0u8..).take(*OPTIONS.end()).map(Option);
        let head = [Code, Topic, Difficulty, Kind, Credit, Stem].into_iter();
        let tail = [Key, KeepOrder, Explanation, Law, Article, Clause, Point, Link];
        head.chain(options).chain(tail).collect()
    }

    /// Returns the heading that is written.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Field::Code => "Mã câu hỏi",
            Field::Topic => "Chủ đề",
            Field::Difficulty => "Mức độ",
            Field::Kind => "Loại câu hỏi",
            Field::Credit => "Cách chấm",
            Field::Stem => "Nội dung câu hỏi",
            Field::Option(0) => "Phương án A",
            Field::Option(1) => "Phương án B",
            Field::Option(2) => "Phương án C",
            Field::Option(3) => "Phương án D",
            Field::Option(4) => "Phương án E",
            Field::Option(5) => "Phương án F",
            Field::Option(_) | Field::Options => "Phương án trả lời",
            Field::Key => "Đáp án",
            Field::KeepOrder => "Giữ thứ tự",
            Field::Explanation => "Giải thích",
            Field::Law => "Văn bản",
            Field::Article => "Điều",
            Field::Clause => "Khoản",
            Field::Point => "Điểm",
            Field::Link => "Liên kết",
            Field::Picture => "Hình ảnh",
            Field::Title => "Tên ngân hàng",
            Field::Language => "Ngôn ngữ",
        }
    }

    /// Returns the heading that is written, also for options beyond those that may be.
    pub(crate) fn heading_of_one(self) -> String {
        match self {
            Field::Option(index) => format!("Phương án {}", letter(usize::from(index))),
            field => field.heading().to_owned(),
        }
    }

    /// Returns the name in JSON.
    pub(crate) fn json_name(self) -> String {
        let name = match self {
            Field::Code => "code",
            Field::Topic => "topic",
            Field::Difficulty => "difficulty",
            Field::Kind => "kind",
            Field::Credit => "credit",
            Field::Stem => "stem",
            Field::Option(index) => return format!("options[{}]", letter(usize::from(index))),
            Field::Options => "options",
            Field::Key => "key",
            Field::KeepOrder => "keep_order",
            Field::Explanation => "explanation",
            Field::Law => "legal_basis.law",
            Field::Article => "legal_basis.article",
            Field::Clause => "legal_basis.clause",
            Field::Point => "legal_basis.point",
            Field::Link => "legal_basis.link",
            Field::Picture => "picture",
            Field::Title => "title",
            Field::Language => "language",
        };
        name.to_owned()
    }

    /// Returns the path in a form.
    pub(crate) fn form_path(self) -> String {
        match self {
            Field::Option(index) => format!("options.{index}"),
            field => field.json_name(),
        }
    }

    /// Returns the field that a column heading stands for, as a whole or without a remark: "Answer 1 - max 75
    /// characters", "Mức độ (NB, TH, VD)".
    pub(crate) fn of_heading(text: &str) -> Option<Field> {
        Field::of_words(text).or_else(|| Field::of_words(without_remark(text)?))
    }

    fn of_words(text: &str) -> Option<Field> {
        let folded = fold(text);
        if let Some(option) = option(&folded) {
            return Some(Field::Option(option));
        }
        Some(match folded.as_str() {
            "macauhoi" | "ma" | "maso" | "macau" | "code" | "id" => Field::Code,
            "chude" | "hangmuc" | "chuyende" | "linhvuc" | "chuong" | "phan" | "noidungkienthuc"
            | "chudekienthuc" | "topic" | "category" | "chapter" => Field::Topic,
            "mucdo" | "dokho" | "mucdokho" | "capdo" | "mucdonhanthuc" | "capdotuduy" | "capdonhanthuc"
            | "mucdotuduy" | "difficulty" | "level" => Field::Difficulty,
            "loaicauhoi" | "loai" | "loaicau" | "dangcauhoi" | "dangcau" | "dang" | "kieucauhoi"
            | "hinhthuc" | "kind" | "type" | "questiontype" => Field::Kind,
            "cachcham" | "cachchamdiem" | "cachtinhdiem" | "credit" => Field::Credit,
            "noidungcauhoi"
            | "noidung"
            | "cauhoi"
            | "noidungcau"
            | "noidungcauhoitracnghiem"
            | "cauhoitracnghiem"
            | "debai"
            | "caudan"
            | "question"
            | "questiontext"
            | "stem" => Field::Stem,
            "phuongantraloi" | "cacphuongan" | "phuongan" | "cacphuongantraloi" | "luachon"
            | "cacluachon" | "cacdapan" | "cacphuonganluachon" | "phuonganluachon" | "cacdapanluachon"
            | "dapanluachon" | "options" | "choices" => Field::Options,
            "dapan" | "da" | "dapandung" | "dadung" | "dapanchinhxac" | "dapandungnhat" | "phuongandung"
            | "padung" | "caudung" | "ydung" | "luachondung" | "traloidung" | "cautraloidung" | "key"
            | "answer" | "answerkey" | "correctanswer" | "correctanswers" | "correctoption"
            | "rightanswer" => Field::Key,
            "giuthutu" | "giuthutuphuongan" | "khongtron" | "khongdao" | "khongdaophuongan"
            | "codinhthutu" | "keeporder" => Field::KeepOrder,
            "giaithich" | "giaithichdapan" | "giaithichthem" | "loigiai" | "loigiaichitiet"
            | "huongdangiai" | "explanation" | "answerexplanation" | "feedback" | "rationale" => {
                Field::Explanation
            }
            "vanban" | "vanbanphapluat" | "vbpl" | "canculuat" | "cancu" | "cancuphaply"
            | "cancuphapluat" | "cosophaply" | "luat" | "sohieu" | "sohieuvanban" | "law" | "legalbasis" => {
                Field::Law
            }
            "dieu" | "dieuluat" | "article" => Field::Article,
            "khoan" | "clause" => Field::Clause,
            "diem" | "point" => Field::Point,
            "lienket" | "duongdan" | "lienketvanban" | "duongdanvanban" | "link" | "url" => Field::Link,
            "hinhanh" | "anh" | "hinh" | "hinhve" | "hinhminhhoa" | "anhminhhoa" | "linkanh"
            | "linkhinhanh" | "image" | "images" | "imagelink" | "imageurl" | "picture" | "media" => {
                Field::Picture
            }
            _ => return None,
        })
    }

    /// Returns the field that a label above the headings stands for.
    pub(crate) fn of_label(text: &str) -> Option<Field> {
        Some(match fold(text).as_str() {
            "tennganhang" | "tennganhangcauhoi" | "tenbocauhoi" | "tieude" | "title" => Field::Title,
            "ngonngu" | "language" => Field::Language,
            _ => return None,
        })
    }
}

/// Returns a heading without the remark behind it, if there is one. A remark about the right answer is none: it
/// changes what the column means.
fn without_remark(text: &str) -> Option<&str> {
    let text = text.trim();
    let ends = ["(", " - ", " – ", " — ", "[", ":", "\n", "*"];
    let end = ends.iter().filter_map(|end| text.find(end)).min()?;
    let (head, remark) = text.split_at(end);
    let remark = fold(remark);
    let of_the_key = ["dung", "sai", "correct", "right", "wrong"];
    (!of_the_key.iter().any(|word| remark.contains(word))).then_some(head)
}

/// Reads "Phương án A", "Đáp án B", "Lựa chọn 3", "C" as an option, from 0.
fn option(folded: &str) -> Option<u8> {
    const WORDS: [&str; 14] = [
        "phuongantraloi",
        "phuonganluachon",
        "phuongan",
        "dapanluachon",
        "dapan",
        "luachon",
        "option",
        "cautraloi",
        "traloi",
        "answer",
        "choice",
        "pa",
        "da",
        "y",
    ];
    let word = WORDS.iter().find_map(|word| folded.strip_prefix(word));
    let name = word.unwrap_or(folded);
    match name.as_bytes() {
        [letter @ b'a'..=b'j'] => Some(letter - b'a'),
        [digit @ b'1'..=b'9'] if word.is_some() => Some(digit - b'1'),
        b"10" if word.is_some() => Some(9),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_by_synonym() {
        for (text, field) in [
            ("MÃ CÂU HỎI", Field::Code),
            ("noi dung", Field::Stem),
            ("Đáp  án", Field::Key),
            ("Đáp án đúng", Field::Key),
            ("Đáp án D", Field::Option(3)),
            ("Phương án 2", Field::Option(1)),
            ("G", Field::Option(6)),
            ("Phương án trả lời", Field::Options),
            ("Điều", Field::Article),
            ("Phương án trả lời A", Field::Option(0)),
            ("Phương án lựa chọn 2", Field::Option(1)),
            ("ĐA", Field::Key),
            ("Đ.A", Field::Key),
            ("Đáp án (A/B/C/D)", Field::Key),
            ("Mức độ (NB, TH, VD)", Field::Difficulty),
            ("Answer 1 - max 75 characters", Field::Option(0)),
            ("Question - max 120 characters", Field::Stem),
            ("Correct answer(s) - choose at least one", Field::Key),
            ("Answer explanation", Field::Explanation),
        ] {
            assert_eq!(Field::of_heading(text), Some(field), "{text}");
        }
        for text in [
            "STT",
            "Câu",
            "Ghi chú",
            "1",
            "",
            "Phương án A (đáp án đúng)",
            "Phương án đúng/sai",
        ] {
            assert_eq!(Field::of_heading(text), None, "{text}");
        }
    }

    #[test]
    fn every_written_heading_is_read_as_its_own_field() {
        for field in Field::columns() {
            assert_eq!(Field::of_heading(field.heading()), Some(field));
        }
    }
}
