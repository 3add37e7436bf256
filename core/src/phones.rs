//! Vietnamese mobile numbers: every notation is normalised to one form. The form in the browser and the server agree about
//! what is one.

/// Returns the number as `+84` and nine digits, or `None` if it is not a Vietnamese mobile number.
///
/// Accepts `0912345678`, `+84 912 345 678`, `84912345678`, `0084…` and `+84 (0)912…`, with spaces, dots, hyphens and
/// brackets anywhere. Mobile numbers begin with 3, 5, 7, 8 or 9 after the country code.
pub fn normalise(text: &str) -> Option<String> {
    if text.chars().count() > 40 {
        return None;
    }
    let separates = |c: &char| c.is_whitespace() || matches!(c, '.' | '-' | '(' | ')' | '‐' | '‑' | '–');
    let kept: String = text.chars().filter(|c| !separates(c)).collect();
    let international = kept.strip_prefix("+84").or_else(|| kept.strip_prefix("0084"));
    let national = match international {
        Some(rest) => rest.strip_prefix('0').unwrap_or(rest),
        None if kept.len() == 11 => kept.strip_prefix("84")?,
        None => kept.strip_prefix('0')?,
    };
    let is_mobile = national.len() == 9
        && national.bytes().all(|b| b.is_ascii_digit())
        && national.starts_with(['3', '5', '7', '8', '9']);
    is_mobile.then(|| ["+84", national].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_notation_is_the_same_number() {
        for text in [
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            " 091-234-5678 ",
            "+84912345678",
            "+84 912 345 678",
            "+84 (0)912 345 678",
            "84912345678",
            "0084912345678",
            "0912\u{a0}345\u{a0}678",
        ] {
            assert_eq!(normalise(text).as_deref(), Some("+84912345678"), "{text}");
        }
    }

    #[test]
    fn what_is_no_mobile_number_is_refused() {
        for text in [
            "",
            "0212345678",
            "091234567",
            "09123456789",
            "+85912345678",
            "912345678",
            "09l2345678",
            "٠٩١٢٣٤٥٦٧٨",
            "+84+84912345678",
            "bantochuc",
        ] {
            assert_eq!(normalise(text), None, "{text}");
        }
    }
}
