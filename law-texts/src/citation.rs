//! What a citation names: the number of a law in the text of a legal basis, and the number of an article.

use crate::article::ArticleNumber;
use crate::number::{close_up, slug};
use crate::text::clean_line;

/// Returns the slug of the first number of a law in a text: "Luật Thư viện số 46/2019/QH14 (sửa đổi)" →
/// `46-2019-qh14`. `None`: the text names no number, so it may be a title.
pub fn slug_in(text: &str) -> Option<String> {
    let text = close_up(&clean_line(text));
    let is_of_a_number = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-');
    let mut words = text.split(|c: char| !is_of_a_number(c));
    // "số36/2018/QH14" and "Luật-36/2018/QH14" are not written; a number begins with its first digit.
    words
        .find(|word| word.contains('/') && word.starts_with(|c: char| c.is_ascii_digit()))
        .map(slug)
        .filter(|slug| !slug.is_empty())
}

/// Returns the slug that a text would have if all of it were a number: "Hiến pháp 2013" → `hien-phap-2013`.
pub fn slug_of(text: &str) -> String {
    slug(&clean_line(text))
}

/// Returns the first article that a text names: "5", "Điều 5", "5a khoản 2".
pub fn article_in(text: &str) -> Option<ArticleNumber> {
    let text = clean_line(text).to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_where_people_write_them() {
        for text in [
            "36/2018/QH14",
            "Luật số 36/2018/QH14",
            "Luật Phòng, chống tham nhũng (số 36 / 2018/qh14)",
            "36/2018/QH14, sửa đổi bởi 132/2025/QH15",
        ] {
            assert_eq!(slug_in(text).as_deref(), Some("36-2018-qh14"), "{text}");
        }
        assert_eq!(
            slug_in("Nghị định 13/2023/ND-CP").as_deref(),
            Some("13-2023-nd-cp")
        );
        for text in [
            "Luật Phòng, chống tham nhũng",
            "Hiến pháp 2013",
            "",
            "Luật 2018",
            "và/hoặc",
        ] {
            assert_eq!(slug_in(text), None, "{text}");
        }
        assert_eq!(slug_of("Hiến pháp  2013"), "hien-phap-2013");
    }

    #[test]
    fn articles_are_found() {
        let article = |text| article_in(text).map(|number| number.to_string());
        assert_eq!(article("5").as_deref(), Some("5"));
        assert_eq!(article("Điều 5A").as_deref(), Some("5a"));
        assert_eq!(article("Điều 12đ khoản 2").as_deref(), Some("12đ"));
        assert_eq!(article("Phụ lục"), None);
        assert_eq!(article("99999"), None);
    }
}
