//! Names as the public board shows them, and phone numbers as the desk does.

/// Marks a pseudonym. No name of a person contains it.
pub(crate) const PSEUDONYM: char = '#';

/// Returns a name with its last word, which in Vietnamese is the given name, cut to its first letter:
/// "Nguyễn Văn An" becomes "Nguyễn Văn A***". A pseudonym hides a person already, and stays as it is.
pub fn masked(name: &str) -> String {
    if name.contains(PSEUDONYM) {
        return name.to_owned();
    }
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let Some(given) = words.pop() else {
        return "***".into();
    };
    let initial: String = given.chars().take(1).collect();
    let shown = format!("{initial}***");
    if words.is_empty() {
        shown
    } else {
        format!("{} {shown}", words.join(" "))
    }
}

/// Returns the last three digits of a phone number, which its owner can be asked to confirm.
pub(crate) fn masked_phone(login: &str) -> String {
    let digits: Vec<char> = login.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits.iter().skip(digits.len().saturating_sub(3)).collect();
    format!("*** *** {last}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn three_digits_of_a_number_are_shown() {
        assert_eq!(super::masked_phone("+84912345678"), "*** *** 678");
        assert_eq!(super::masked_phone(""), "*** *** ");
    }

    #[test]
    fn the_given_name_is_hidden() {
        assert_eq!(super::masked("Nguyễn Văn An"), "Nguyễn Văn A***");
        assert_eq!(super::masked("Đỗ  Thị Ánh"), "Đỗ Thị Á***");
        assert_eq!(super::masked("An"), "A***");
        assert_eq!(super::masked(" "), "***");
        assert_eq!(super::masked("Thí sinh #k3m9pq"), "Thí sinh #k3m9pq");
    }
}
