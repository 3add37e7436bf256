//! Bytes as text: UTF-8 and UTF-16, with or without byte order mark. Any other encoding is refused, because Vietnamese
//! letters would come out wrong.

use crate::issue::Problem;
use std::borrow::Cow;

/// Returns the text without its byte order mark.
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Text without a mark whose first characters are Latin has a zero in every other byte.
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => utf16(bytes, u16::from_le_bytes),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => utf16(bytes, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            Err(Problem::NotUnicode { line: line(before) })
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, Problem> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if odd.is_empty() => Ok(Cow::Owned(text)),
        _ => Err(Problem::NotUnicode { line: 1 }),
    }
}

fn line(before: &[u8]) -> u32 {
    let breaks = before.iter().filter(|&&byte| byte == b'\n').count();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unicode_is_read_in_every_usual_form() {
        let wide = |mark: &str, to: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("{mark}Câu 1").encode_utf16().flat_map(to).collect()
        };
        for bytes in [
            "Câu 1".as_bytes().to_vec(),
            "\u{feff}Câu 1".as_bytes().to_vec(),
            wide("\u{feff}", u16::to_le_bytes),
            wide("\u{feff}", u16::to_be_bytes),
            wide("", u16::to_le_bytes),
        ] {
            assert_eq!(text(&bytes).unwrap(), "Câu 1");
        }
        assert_eq!(text(b"a\nC\xe2u"), Err(Problem::NotUnicode { line: 2 }));
    }
}
