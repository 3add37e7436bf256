//! The number of an article: `5`, or `5a` for one that was put in later.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The letters of points and added articles, in their order.
pub(crate) const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";

/// The number of an article (điều).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArticleNumber {
    number: u16,
    /// Its place in the alphabet, from 1; 0 for none.
    letter: u8,
}

/// The text is no number between 1 and 9999 with at most one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the number of an article, such as 5 or 5a")]
pub struct NotAnArticle;

impl ArticleNumber {
    /// Returns the article of this number, if there can be one.
    pub fn new(number: u16) -> Option<ArticleNumber> {
        (1..=9_999)
            .contains(&number)
            .then_some(ArticleNumber { number, letter: 0 })
    }

    /// Returns the article that comes next if none was put in.
    pub fn successor(self) -> ArticleNumber {
        ArticleNumber {
            number: self.number + 1,
            letter: 0,
        }
    }

    /// Returns whether the other article may come directly behind this one.
    pub fn is_followed_by(self, other: ArticleNumber) -> bool {
        let is_put_in = other.number == self.number && other.letter == self.letter + 1;
        is_put_in || other == self.successor()
    }

    /// Returns what an address points to within the page of its law: `dieu-5`, `dieu-5a`.
    pub fn anchor(self) -> String {
        // Letters in addresses are percent-encoded unless they are Latin.
        format!("dieu-{self}").replace('đ', "dd")
    }

    fn letter(self) -> Option<char> {
        LETTERS.chars().nth(usize::from(self.letter).checked_sub(1)?)
    }
}

impl FromStr for ArticleNumber {
    type Err = NotAnArticle;

    fn from_str(text: &str) -> Result<ArticleNumber, NotAnArticle> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, letter) = text.split_at(digits);
        let number = match number.parse() {
            Ok(number) if digits <= 4 && !text.starts_with('0') => number,
            _ => return Err(NotAnArticle),
        };
        let mut rest = letter.chars();
        let letter = match (rest.next(), rest.next()) {
            (None, _) => 0,
            (Some(letter), None) => {
                let at = LETTERS.chars().position(|known| known == letter);
                at.and_then(|at| u8::try_from(at + 1).ok()).ok_or(NotAnArticle)?
            }
            _ => return Err(NotAnArticle),
        };
        Ok(ArticleNumber { number, letter })
    }
}

impl std::fmt::Display for ArticleNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.number)?;
        self.letter().map_or(Ok(()), |letter| write!(f, "{letter}"))
    }
}

impl TryFrom<String> for ArticleNumber {
    type Error = NotAnArticle;

    fn try_from(text: String) -> Result<ArticleNumber, NotAnArticle> {
        text.parse()
    }
}

impl From<ArticleNumber> for String {
    fn from(number: ArticleNumber) -> String {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> ArticleNumber {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_with_and_without_a_letter() {
        for text in ["1", "5a", "12đ", "9999"] {
            assert_eq!(of(text).to_string(), text);
        }
        for text in ["", "0", "05", "a", "5ab", "5f", "5 a", "10000", "٣"] {
            assert_eq!(text.parse::<ArticleNumber>(), Err(NotAnArticle), "{text}");
        }
        assert_eq!(of("12đ").anchor(), "dieu-12dd");
    }

    #[test]
    fn one_follows_the_other() {
        for (first, second) in [("1", "2"), ("1", "1a"), ("1d", "1đ"), ("1c", "2")] {
            assert!(of(first).is_followed_by(of(second)), "{first} {second}");
        }
        for (first, second) in [
            ("1", "3"),
            ("1", "1"),
            ("1", "1b"),
            ("1a", "1a"),
            ("2", "1"),
            ("1", "2a"),
        ] {
            assert!(!of(first).is_followed_by(of(second)), "{first} {second}");
        }
    }
}
