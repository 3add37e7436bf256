//! A legal basis in one line: "Khoản 2 Điều 5 Luật Hôn nhân và gia đình năm 2014".

use super::marks::{number, without_words};

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Basis {
    pub law: String,
    pub article: String,
    pub clause: String,
    pub point: String,
}

/// Reads point, clause and article in any order at the beginning, then the law; `None` if the line is anything else.
pub(crate) fn read(text: &str) -> Option<Basis> {
    let mut basis = Basis::default();
    let mut rest = text.trim().trim_end_matches(['.', ';']);
    loop {
        rest = rest.trim_start_matches([' ', ',', ';']);
        if let Some(after) = without_words(rest, &["điều"]) {
            let after = take_number(after, &mut basis.article)?;
            rest = after;
        } else if let Some(after) = without_words(rest, &["khoản"]) {
            rest = take_number(after, &mut basis.clause)?;
        } else if let Some(after) = without_words(rest, &["điểm"]) {
            let after = after.trim_start();
            let letter = after.chars().next().filter(|c| c.is_alphabetic())?;
            let after = &after[letter.len_utf8()..];
            if !basis.point.is_empty() || after.starts_with(char::is_alphanumeric) {
                return None;
            }
            basis.point = letter.to_string();
            rest = after;
        } else {
            break;
        }
    }
    rest = without_words(rest, &["của", "tại", "trong"])
        .unwrap_or(rest)
        .trim_start();
    const KINDS: [&str; 9] = [
        "bộ luật",
        "luật",
        "hiến pháp",
        "nghị định",
        "thông tư",
        "nghị quyết",
        "pháp lệnh",
        "quyết định",
        "chỉ thị",
    ];
    let is_law = without_words(rest, &KINDS).is_some() || is_number_of_law(rest);
    // A second article or sentence would be lost.
    let several = rest.contains([';', '\n'])
        || rest.contains(" và Điều")
        || rest.contains(", Điều")
        || rest.contains(". ");
    if !is_law || several || rest.chars().count() > crate::limits::NAME {
        return None;
    }
    if basis.article.is_empty() && !(basis.clause.is_empty() && basis.point.is_empty()) {
        return None;
    }
    rest.clone_into(&mut basis.law);
    Some(basis)
}

fn take_number<'a>(text: &'a str, into: &mut String) -> Option<&'a str> {
    let (found, rest) = number(text.trim_start())?;
    // "Điều 217a" has a letter; "Điều 5, 6" names two.
    let letter = rest.chars().next().filter(|c| c.is_alphabetic());
    let rest = letter.map_or(rest, |letter| &rest[letter.len_utf8()..]);
    let next = rest.trim_start_matches([',', ' ']);
    if !into.is_empty()
        || next.starts_with(|c: char| c.is_ascii_digit())
        || rest.starts_with(char::is_alphanumeric)
    {
        return None;
    }
    *into = found.to_string();
    into.extend(letter);
    Some(rest)
}

/// "36/2018/QH14".
fn is_number_of_law(text: &str) -> bool {
    let mut parts = text.split('/');
    let digits = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    };
    digits(parts.next())
        && digits(parts.next())
        && parts
            .next()
            .is_some_and(|part| part.starts_with(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_basis_is_taken_apart_and_anything_else_is_left() {
        let basis = read("Điểm a khoản 2 Điều 5 Luật Hôn nhân và gia đình năm 2014.").unwrap();
        assert_eq!((&*basis.point, &*basis.clause, &*basis.article), ("a", "2", "5"));
        assert_eq!(basis.law, "Luật Hôn nhân và gia đình năm 2014");
        assert_eq!(read("Điều 217a Bộ luật Hình sự").unwrap().article, "217a");
        assert_eq!(read("36/2018/QH14").unwrap().law, "36/2018/QH14");
        for text in [
            "Điều 5, 6 Luật X",
            "Điều 5 Luật X; Điều 6 Luật Y",
            "theo luật",
            "Khoản 2 Luật X",
            "Điều 5 Luật X và Điều 6 Luật Y",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
