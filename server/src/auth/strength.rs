//! Decides which passwords are too easy to guess. Deliberately short: length counts, and the first guesses are out.
//!
//! The browser knows only the length, which is in `core`: the rest would cost every contestant's download.

use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use contest_core::wire::accounts::PASSWORD_LENGTH;
use contest_core::wire::errors::ErrorCode;

/// Passwords of 8 characters or more at the top of every list of leaked ones.
const COMMON: &[&str] = &[
    "1q2w3e4r",
    "1qaz2wsx",
    "a1234567",
    "aa123456",
    "abc12345",
    "abcd1234",
    "admin123",
    "iloveyou",
    "letmein1",
    "matkhau1",
    "matkhau123",
    "anhyeuem",
    "p@ssw0rd",
    "passw0rd",
    "password",
    "password1",
    "qwerty12",
    "qwerty123",
    "qwertyui",
    "vietnam1",
    "vietnam123",
    "12341234",
    "11223344",
    "11112222",
];

/// Refuses a password that is too short, too long or easy to guess, and says what to do. The phone number (`+84…`) is
/// unknown if that is wrong as well.
pub(crate) fn check(password: &str, phone: Option<&str>) -> AppResult<()> {
    let refused = Refusal::new(ErrorCode::WeakPassword).field("password");
    let length = password.chars().count();
    if length < *PASSWORD_LENGTH.start() {
        Err(refused.message(say!(passwords.short, n = PASSWORD_LENGTH.start())))
    } else if length > *PASSWORD_LENGTH.end() {
        Err(refused.message(say!(passwords.long, n = PASSWORD_LENGTH.end())))
    } else if is_guessed(password, phone) {
        Err(refused)
    } else {
        Ok(())
    }
}

/// Returns whether a password is the owner's phone number, a row of digits or letters, one or two characters repeated,
/// or one that everybody tries.
fn is_guessed(password: &str, phone: Option<&str>) -> bool {
    let lower = password.trim().to_lowercase();
    let digits: String = lower.chars().filter(char::is_ascii_digit).collect();
    let is_phone = phone.is_some_and(|phone| {
        let national = phone.trim_start_matches("+84");
        digits.len() <= 13 && digits.ends_with(national) && lower.chars().all(|c| !c.is_alphabetic())
    });
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    is_phone || distinct.len() < 3 || is_row(&lower) || COMMON.contains(&lower.as_str())
}

/// Returns whether every character follows the one before: `12345678`, `87654321`, `abcdefgh`; 0 follows 9.
fn is_row(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let all = |step: i64| {
        codes.windows(2).all(|pair| {
            let wraps = (pair[0], pair[1]) == (i64::from(b'9'), i64::from(b'0')) && step == 1;
            pair[1] - pair[0] == step || wraps
        })
    };
    all(1) || all(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str = "+84912345678";

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for weak in [
            "ngắn",
            "12345678",
            "1234567890",
            "87654321",
            "abcdefgh",
            "aaaaaaaa",
            "12121212",
            "0912345678",
            "+84912345678",
            "0912 345 678",
            "912345678",
            "PassWord",
            "MatKhau123",
        ] {
            let refused = check(weak, Some(PHONE)).unwrap_err();
            assert_eq!(refused.code, ErrorCode::WeakPassword, "{weak}");
        }
        assert!(check("12345678", None).is_err(), "whatever the number is");
    }

    #[test]
    fn each_refusal_says_what_to_do() {
        let said = |password: &str| check(password, Some(PHONE)).unwrap_err().told().message;
        assert!(said("ngắn").contains("ít nhất 8"));
        assert!(said(&"dài".repeat(43)).contains("128"), "129 characters");
        assert!(said("0912345678").contains("thêm vài từ"));
        check(&"hai con. ".repeat(14), Some(PHONE)).unwrap();
    }

    #[test]
    fn anything_else_of_eight_characters_will_do() {
        for strong in ["hoa sen 2026", "mùa xuân", "9182736455", "con trâu đi trước"] {
            assert!(check(strong, Some(PHONE)).is_ok(), "{strong}");
        }
    }
}
