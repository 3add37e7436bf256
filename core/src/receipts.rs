//! The code of a receipt: short enough to read out or write down, and the way to look the receipt up again.

use crate::ids::AttemptId;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Crockford's base 32: no letter looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS: u32 = 12;

/// The first 60 bits of the SHA-256 of an attempt's id, written as `7F3K-9QAB-2MXR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReceiptCode(u64);

/// The text is not the code of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has {SYMBOLS} letters and digits, like 7F3K-9QAB-2MXR")]
pub struct NotACode;

impl ReceiptCode {
    pub fn of(attempt: AttemptId) -> ReceiptCode {
        let digest: [u8; 32] = Sha256::digest(attempt.0.as_bytes()).into();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        ReceiptCode(u64::from_be_bytes(first) >> 4)
    }

    /// Returns the code as a number, as the database keeps it.
    pub fn number(self) -> i64 {
        // 60 bits are never negative.
        self.0 as i64
    }
}

impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for n in 0..SYMBOLS {
            if n > 0 && n % 4 == 0 {
                f.write_str("-")?;
            }
            let symbol = self.0 >> (5 * (SYMBOLS - 1 - n)) & 31;
            write!(f, "{}", char::from(ALPHABET[symbol as usize]))?;
        }
        Ok(())
    }
}

impl FromStr for ReceiptCode {
    type Err = NotACode;

    /// Reads what people type: in small letters, without hyphens or with spaces, an O for a zero, an I or L for a one.
    fn from_str(text: &str) -> Result<ReceiptCode, NotACode> {
        let (mut bits, mut symbols) = (0, 0);
        for letter in text.chars() {
            if letter.is_whitespace() || matches!(letter, '-' | '‐' | '‑' | '–' | '—' | '.' | '_') {
                continue;
            }
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let value = ALPHABET.iter().position(|known| char::from(*known) == letter);
            symbols += 1;
            if symbols > SYMBOLS {
                return Err(NotACode);
            }
            bits = bits << 5 | value.ok_or(NotACode)? as u64;
        }
        match symbols {
            SYMBOLS => Ok(ReceiptCode(bits)),
            _ => Err(NotACode),
        }
    }
}
