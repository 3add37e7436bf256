//! Decides which passwords are too easy to guess. Browsers load this code before they register anybody, so it is short, and
//! reads bytes instead of characters.

/// Passwords of 8 characters or more at the top of every list of leaked ones, as far as nothing else here sees what is wrong
/// with them.
const COMMON: &str = "1q2w3e4r 1qaz2wsx a1234567 aa123456 abc12345 abcd1234 admin123 iloveyou letmein1 matkhau1 \
    matkhau123 anhyeuem p@ssw0rd passw0rd password password1 qwerty12 qwerty123 qwertyui vietnam1 vietnam123";

/// Returns whether a password is a common one, the owner's phone number, a row of digits or letters, or few characters repeated. The
/// number may be in any usual notation, or anything else if that is wrong as well.
pub fn is_guessed(password: &str, phone: &str) -> bool {
    let lower = password.trim().to_ascii_lowercase();
    let text = lower.as_bytes();
    is_number(text, phone)
        || is_repeated(text)
        || is_row(text)
        || COMMON.split(' ').any(|common| common == lower)
}

/// Returns whether this is the number, with little around it. Its last nine digits are the same in every notation.
fn is_number(text: &[u8], phone: &str) -> bool {
    let (own, phone) = (digits(text), digits(phone.as_bytes()));
    let national = phone.last_chunk::<9>();
    national.is_some_and(|national| own.ends_with(national) && text.len() <= own.len() + 4)
}

fn digits(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(u8::is_ascii_digit).collect()
}

/// Four different bytes, of which a letter with Vietnamese marks has up to three.
fn is_repeated(text: &[u8]) -> bool {
    (0..=u8::MAX).filter(|byte| text.contains(byte)).count() <= 4
}

/// Returns whether every character follows the one before: `12345678`, `87654321`, `abcdefgh`; 0 follows 9.
fn is_row(text: &[u8]) -> bool {
    let all = |step: u8| {
        let mut pairs = text.windows(2);
        pairs.all(|pair| pair[1].wrapping_sub(pair[0]) == step || step == 1 && pair == b"90")
    };
    all(1) || all(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::is_guessed;

    #[test]
    fn what_everybody_tries_first_is_guessed() {
        for phone in ["+84912345678", "0912 345 678", "84912345678"] {
            for weak in [
                "12345678",
                "1234567890",
                "87654321",
                "abcdefgh",
                "aaaaaaaa",
                "ạạạạạạạạ",
                "12121212",
                "abcabcabc",
                "11223344",
                "12341234",
                "0912345678",
                "+84912345678",
                "0912 345 678",
                "912345678",
                "ABCDEFGH",
                "PassWord",
                " MatKhau123 ",
                "1q2w3e4r",
                "vietnam123",
            ] {
                assert!(is_guessed(weak, phone), "{weak} of {phone}");
            }
        }
        assert!(is_guessed("12345678", "tochuc"), "whatever the number is");
    }

    #[test]
    fn anything_else_will_do() {
        for strong in [
            "hoa sen 2026",
            "password hoa sen",
            "qwerty12 qwerty123",
            "mùa xuân",
            "9182736455",
            "con trâu đi trước",
            "0912345679",
        ] {
            assert!(!is_guessed(strong, "0912345678"), "{strong}");
        }
        // Without a number, none is found in anything.
        assert!(!is_guessed("9182736455", ""));
    }
}
