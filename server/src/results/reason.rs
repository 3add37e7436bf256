//! Reasons that staff give for what they decide about somebody.

use crate::errors::{AppResult, Refusal};
use contest_core::wire::errors::ErrorCode;

/// Accepts 5 to 500 characters, not counting surrounding space. Line breaks and tabs are allowed, other control
/// characters are not.
pub(crate) fn parse(text: &str) -> AppResult<String> {
    let reason = text.trim();
    if !(5..=500).contains(&reason.chars().count()) {
        return Err(Refusal::new(ErrorCode::ReasonRequired).field("reason"));
    }
    if reason
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err(Refusal::new(ErrorCode::InvalidField).field("reason"));
    }
    Ok(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_five_to_five_hundred_characters() {
        assert_eq!(parse("  Thi hộ người khác \n").unwrap(), "Thi hộ người khác");
        assert!(parse(&"ộ".repeat(500)).is_ok(), "characters count, not bytes");
        for (text, code) in [
            ("    a    ".to_owned(), ErrorCode::ReasonRequired),
            ("x".repeat(501), ErrorCode::ReasonRequired),
            ("thi hộ\0người khác".to_owned(), ErrorCode::InvalidField),
        ] {
            assert_eq!(parse(&text).unwrap_err().code, code, "{text:?}");
        }
    }
}
