//! Refuses passwords that are too short, too long or too easy to guess.

use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use contest_core::passwords::is_guessed;
use contest_core::wire::accounts::PASSWORD_LENGTH;
use contest_core::wire::errors::ErrorCode;

/// Refuses a password that is too short, too long or easy to guess, and says what to do. The login, the phone number
/// (`+84…`) or the user name, is unknown if that is wrong as well.
pub(crate) fn check(password: &str, login: Option<&str>) -> AppResult<()> {
    let refused = Refusal::new(ErrorCode::WeakPassword).field("password");
    let length = password.chars().count();
    if length < *PASSWORD_LENGTH.start() {
        Err(refused.message(say!(passwords.short, n = PASSWORD_LENGTH.start())))
    } else if length > *PASSWORD_LENGTH.end() {
        Err(refused.message(say!(passwords.long, n = PASSWORD_LENGTH.end())))
    } else if is_guessed(password, login.unwrap_or_default())
        || login.is_some_and(|login| password.trim().to_lowercase() == login)
    {
        Err(refused)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str = "+84912345678";

    #[test]
    fn each_refusal_says_what_to_do() {
        let said = |password: &str| check(password, Some(PHONE)).unwrap_err().told().message;
        assert!(said("ngắn").contains("ít nhất 8"));
        assert!(said(&"dài".repeat(43)).contains("128"), "129 characters");
        assert!(said("0912345678").contains("thêm vài từ"));
        for weak in ["12345678", "PassWord", "MatKhau123"] {
            assert!(check(weak, None).is_err(), "{weak}, whatever the number is");
        }
        assert!(check("GiamKhao", Some("giamkhao")).is_err());
        check(&"hai con. ".repeat(14), Some(PHONE)).unwrap();
    }
}
