//! Checks the texts of a draft: slugs, and what people write. Knows neither contests nor rounds.

use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use contest_core::wire::errors::ErrorCode;

/// Returns whether a text is a slug: 3 to 60 of `a-z`, `0-9` and `-`, no hyphen at either end.
pub(crate) fn is_slug(slug: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (3..=60).contains(&slug.len())
        && slug.bytes().all(allowed)
        && !slug.starts_with('-')
        && !slug.ends_with('-')
}

/// Checks that a text has `min` to `max` characters and no control characters. Line breaks are allowed in longer texts.
pub(super) fn check_text(field: &str, text: &str, min: usize, max: usize) -> AppResult<()> {
    let length = text.chars().count();
    let breaks_lines = max > 1_000;
    let controls = text
        .chars()
        .any(|c| c.is_control() && !(breaks_lines && matches!(c, '\n' | '\r' | '\t')));
    if (min..=max).contains(&length) && !controls {
        return Ok(());
    }
    if text.is_empty() {
        return Err(Refusal::new(ErrorCode::MissingField).field(field));
    }
    Err(invalid(field, say!(contests.length, min = min, max = max)))
}

/// Returns the refusal of a field of a draft.
pub(super) fn invalid(field: impl Into<String>, message: String) -> Refusal {
    Refusal::new(ErrorCode::InvalidField)
        .field(field)
        .message(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_short_and_plain() {
        assert!(is_slug("phong-chong-tham-nhung-2026") && is_slug("abc"));
        for wrong in [
            "ab",
            "Thi",
            "thi thử",
            "-abc",
            "abc-",
            "thi/2026",
            "",
            &"a".repeat(61),
        ] {
            assert!(!is_slug(wrong), "{wrong}");
        }
    }

    #[test]
    fn texts_have_no_control_characters() {
        check_text("title", "Cuộc thi", 3, 200).unwrap();
        check_text("summary", "Dòng một\nDòng hai", 0, 5_000).unwrap();
        for wrong in ["ab", "a\u{0}bc", "a\nbc"] {
            assert_eq!(
                check_text("title", wrong, 3, 200).unwrap_err().code,
                ErrorCode::InvalidField
            );
        }
        assert_eq!(
            check_text("title", "", 3, 200).unwrap_err().code,
            ErrorCode::MissingField
        );
    }
}
