//! Decides which passwords are too easy to guess. Deliberately short: length counts, and the first guesses are out.

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

/// Returns whether the owner of this phone number (`+84…`) may choose a password: 8 to 128 characters, and not the
/// number itself, a row of digits or letters, one or two characters repeated, or a password that everybody tries.
pub(crate) fn is_strong_enough(password: &str, phone: &str) -> bool {
    let length = password.chars().count();
    if !(8..=128).contains(&length) {
        return false;
    }
    let lower = password.trim().to_lowercase();
    let digits: String = lower.chars().filter(char::is_ascii_digit).collect();
    let national = phone.trim_start_matches("+84");
    let is_phone =
        digits.len() <= 13 && digits.ends_with(national) && lower.chars().all(|c| !c.is_alphabetic());
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    !(is_phone || distinct.len() < 3 || is_row(&lower) || COMMON.contains(&lower.as_str()))
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
            assert!(!is_strong_enough(weak, PHONE), "{weak}");
        }
        assert!(!is_strong_enough(&"dài".repeat(43), PHONE), "129 characters");
    }

    #[test]
    fn anything_else_of_eight_characters_will_do() {
        for strong in ["hoa sen 2026", "mùa xuân", "9182736455", "con trâu đi trước"] {
            assert!(is_strong_enough(strong, PHONE), "{strong}");
        }
    }
}
