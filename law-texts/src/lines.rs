//! What a line of an article is: a clause, a point, or text that goes on.

/// The beginning of a line, which says what the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// A clause (khoản): its number and its text.
    Clause(&'a str, &'a str),
    /// A point (điểm): its letter and its text.
    Point(&'a str, &'a str),
    Text(&'a str),
}

impl<'a> Line<'a> {
    pub fn of(line: &'a str) -> Line<'a> {
        if let Some((mark, text)) = marked(line, '.')
            && mark.starts_with(|c: char| c.is_ascii_digit())
        {
            return Line::Clause(mark, text);
        }
        match marked(line, ')') {
            Some((mark, text)) if mark.starts_with(char::is_alphabetic) => Line::Point(mark, text),
            _ => Line::Text(line),
        }
    }
}

/// Splits "1. text" and "a) text" behind the sign: the mark has at most three characters.
fn marked(line: &str, sign: char) -> Option<(&str, &str)> {
    let (mark, text) = line.split_once(sign)?;
    let is_mark = (1..=3).contains(&mark.chars().count())
        && mark
            .chars()
            .all(|c| c.is_ascii_digit() || (c.is_lowercase() && c.is_alphabetic()));
    // "1.5" is a number of the text.
    let is_apart = !text.starts_with(|c: char| c.is_ascii_digit());
    let text = text.trim_start();
    (is_mark && is_apart && !text.is_empty()).then_some((mark, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_and_points_are_told_from_text() {
        assert_eq!(Line::of("1. Một"), Line::Clause("1", "Một"));
        assert_eq!(Line::of("1.Hôn nhân"), Line::Clause("1", "Hôn nhân"));
        assert_eq!(Line::of("2a. Hai"), Line::Clause("2a", "Hai"));
        assert_eq!(Line::of("đ) Năm"), Line::Point("đ", "Năm"));
        assert_eq!(Line::of("a1) Một"), Line::Point("a1", "Một"));
        for text in [
            "1.5 lần",
            "Một. Hai",
            "(a) Một",
            "1.",
            "a)",
            "",
            "2018) và",
            "A) Một",
            "- Một",
        ] {
            assert_eq!(Line::of(text), Line::Text(text), "{text}");
        }
    }
}
