//! Which lines are headings: of parts, chapters, sections and subsections, and of articles.

use crate::article::ArticleNumber;
use crate::law::Heading;

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Heading(Heading),
    /// The number of an article, and the rest of its line.
    Article(ArticleNumber, String),
    /// It begins like a heading, but may be text.
    Unclear,
    Text,
}

/// The words of the headings by depth.
const WORDS: [(&str, usize); 4] = [("phần", 0), ("chương", 1), ("mục", 2), ("tiểu mục", 3)];

/// Ordinal numbers of parts: "Phần thứ nhất".
const ORDINALS: [&str; 12] = [
    "nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "bốn", "chung",
];

/// Returns how deep a heading with this label stands; `None` for what is no label.
pub(crate) fn depth_of(label: &str) -> Option<usize> {
    match split_label(label) {
        Some((depth, _, "")) => Some(depth),
        _ => None,
    }
}

/// Returns the depth, the label and what follows it: "Chương II. TÊN" → `(1, "Chương II", ". TÊN")`.
fn split_label(line: &str) -> Option<(usize, &str, &str)> {
    // The last word that fits is the longest.
    let (depth, after) = WORDS.iter().rev().find_map(|(word, depth)| {
        let mut chars = line.char_indices();
        let mut wanted = word.chars();
        let end = loop {
            match (wanted.next(), chars.next()) {
                (None, Some((end, ' '))) => break end,
                (Some(wanted), Some((_, found))) if found.to_lowercase().eq(wanted.to_lowercase()) => {}
                _ => return None,
            }
        };
        // In a sentence it stands in lower case.
        line.starts_with(char::is_uppercase).then_some((*depth, end + 1))
    })?;
    let rest = &line[after..];
    let mut end = 0;
    if depth == 0 {
        let lower = rest.to_lowercase();
        let skipped = if lower.starts_with("thứ ") {
            "thứ ".len()
        } else {
            0
        };
        let word = lower[skipped..].split([' ', '.', ':']).next().unwrap_or_default();
        if ORDINALS.contains(&word) && (lower.len() == rest.len()) {
            end = skipped + word.len();
        }
    }
    if end == 0 {
        end = number_of(rest)?;
    }
    Some((depth, &line[..after + end], &rest[end..]))
}

/// Returns how many bytes of a text are a Roman or an Arabic number, or one letter.
fn number_of(text: &str) -> Option<usize> {
    let end = text.find([' ', '.', ':', '-']).unwrap_or(text.len());
    let number = &text[..end];
    let is_roman = number.bytes().all(|byte| b"IVXLCivxlc".contains(&byte));
    let is_arabic = number.bytes().all(|byte| byte.is_ascii_digit());
    let is_letter = number.len() == 1 && number.starts_with(|c: char| c.is_ascii_uppercase());
    (!number.is_empty() && number.len() <= 8 && (is_roman || is_arabic || is_letter)).then_some(end)
}

/// Reads a line.
pub(super) fn found(line: &str) -> Found {
    if let Some(article) = article(line) {
        return article;
    }
    let Some((_, label, rest)) = split_label(line) else {
        return Found::Text;
    };
    let name = rest.trim_start_matches(['.', ':', '-', ' ']);
    let is_marked = rest.trim_start().starts_with(['.', ':']);
    let first: String = name.split(' ').next().unwrap_or_default().to_owned();
    let is_loud = first.chars().count() > 1 && !first.contains(char::is_lowercase);
    if name.is_empty() || is_marked || is_loud {
        return Found::Heading(Heading {
            label: label.to_owned(),
            name: name.to_owned(),
        });
    }
    // "Mục 2 Chương III của Luật này." is a sentence.
    match line.ends_with(['.', ';', ':', ',']) {
        true => Found::Text,
        false => Found::Unclear,
    }
}

/// "Điều 5. Tên", "Điều 5: Tên", or "Điều 5" alone. "Điều 5 của Luật này" is text.
fn article(line: &str) -> Option<Found> {
    let rest = ["Điều ", "ĐIỀU "]
        .iter()
        .find_map(|word| line.strip_prefix(word))?;
    let end = rest.find([' ', '.', ':']).unwrap_or(rest.len());
    let number = rest[..end].to_lowercase().parse().ok()?;
    let rest = rest[end..].trim_start();
    let is_heading = rest.is_empty() || rest.starts_with(['.', ':']);
    let heading = rest.trim_start_matches(['.', ':', ' ']).to_owned();
    is_heading.then_some(Found::Article(number, heading))
}

/// Returns whether the header ends before this line.
pub(super) fn begins_the_law(line: &str) -> bool {
    matches!(found(line), Found::Heading(_) | Found::Article(..))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(line: &str) -> Option<(String, String)> {
        match found(line) {
            Found::Heading(heading) => Some((heading.label, heading.name)),
            _ => None,
        }
    }

    #[test]
    fn headings_are_found_as_they_are_published() {
        for (line, label, name) in [
            ("Chương II", "Chương II", ""),
            ("CHƯƠNG II", "CHƯƠNG II", ""),
            (
                "Chương I NHỮNG QUY ĐỊNH CHUNG",
                "Chương I",
                "NHỮNG QUY ĐỊNH CHUNG",
            ),
            ("Chương 1. Quy định chung", "Chương 1", "Quy định chung"),
            ("Mục 1. CÔNG KHAI, MINH BẠCH", "Mục 1", "CÔNG KHAI, MINH BẠCH"),
            ("Tiểu mục 2: Khác", "Tiểu mục 2", "Khác"),
            ("Phần thứ nhất", "Phần thứ nhất", ""),
            ("PHẦN THỨ HAI QUYỀN SỞ HỮU", "PHẦN THỨ HAI", "QUYỀN SỞ HỮU"),
            ("Phần A. CHUNG", "Phần A", "CHUNG"),
        ] {
            assert_eq!(heading(line), Some((label.to_owned(), name.to_owned())), "{line}");
        }
        assert_eq!(depth_of("Tiểu mục 2"), Some(3));
        assert_eq!(depth_of("Chương II. Tên"), None);
        for text in [
            "Chương II của Luật này được áp dụng.",
            "Mục 2 Chương III Luật Thư viện;",
            "Phần lớn tài sản",
            "Mục đích của việc này",
            "chương II",
            "Chương trình giáo dục",
        ] {
            assert_eq!(found(text), Found::Text, "{text}");
        }
        assert_eq!(found("Mục 1 Quy định về thừa kế"), Found::Unclear);
    }

    #[test]
    fn articles_are_found_and_sentences_are_not() {
        let five = "5".parse().unwrap();
        for (line, heading) in [
            ("Điều 5. Phạm vi", "Phạm vi"),
            ("Điều 5: Phạm vi", "Phạm vi"),
            ("Điều 5", ""),
            ("Điều 5.", ""),
            ("ĐIỀU 5. PHẠM VI", "PHẠM VI"),
        ] {
            assert_eq!(found(line), Found::Article(five, heading.to_owned()), "{line}");
        }
        for text in [
            "Điều 5 của Luật này",
            "Điều cấm của luật",
            "“Điều 5. Phạm vi",
            "Điều ước quốc tế",
            "Điều 5 và 6.",
        ] {
            assert_eq!(found(text), Found::Text, "{text}");
        }
    }
}
