//! Fonts from before Unicode: their letters are others than those the file holds.

/// Returns whether text in this font is in an old code page: it has letters with marks, but none of Vietnamese beyond
/// those that Western languages have too.
pub(super) fn is_legacy(font: &str, text: &str) -> bool {
    let name = font.trim().to_lowercase();
    let old = name.starts_with(".vn")
        || name.starts_with("vni-")
        || name.starts_with("vn ")
        || name.starts_with("tcvn");
    let foreign = |c: char| {
        ('\u{80}'..='\u{ff}').contains(&c) || "\u{192}\u{2dc}\u{160}\u{161}\u{152}\u{153}\u{178}".contains(c)
    };
    let vietnamese = |c: char| ('\u{1ea0}'..='\u{1ef9}').contains(&c) || "ăĂđĐĩĨũŨơƠưƯ".contains(c);
    old && text.chars().any(foreign) && !text.chars().any(vietnamese)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_fonts_are_told_by_their_letters() {
        assert!(is_legacy(".VnTime", "C©u hái"));
        assert!(is_legacy("VNI-Times", "Caâu hoûi"));
        assert!(!is_legacy(".VnTime", "Câu hỏi"));
        assert!(!is_legacy(".VnTime", "Cau 1"));
        assert!(!is_legacy("Times New Roman", "C©u"));
    }
}
