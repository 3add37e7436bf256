//! Words of a text, for comparing.

/// Returns the words in lower case: letters and digits, also with a mark between digits ("1,5", "10/2020").
pub(super) fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let pieces = lower.split(|c: char| c.is_whitespace() || (!c.is_alphanumeric() && !is_inner(c)));
    let trimmed = pieces.flat_map(|piece| {
        // Between letters a mark divides: "A/B" are two words, "10/2020" is one.
        let has_digit = piece.contains(|c: char| c.is_ascii_digit());
        let parts: Vec<String> = match has_digit {
            true => vec![piece.trim_matches(is_inner).to_owned()],
            false => piece.split(is_inner).map(str::to_owned).collect(),
        };
        parts
    });
    trimmed.filter(|word| !word.is_empty()).collect()
}

fn is_inner(c: char) -> bool {
    matches!(c, ',' | '.' | '/' | ':')
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn numbers_stay_whole() {
        let found = words("Nghị định 10/2020, phạt 1,5 triệu: ai/gì (A)?");
        let expected = ["nghị", "định", "10/2020", "phạt", "1,5", "triệu", "ai", "gì", "a"];
        assert_eq!(found, expected);
    }
}
