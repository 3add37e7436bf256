//! Splits Rust source into words and signs.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Word(String),
    /// `::`
    Step,
    Sign(char),
}

impl Token {
    pub(crate) fn is(&self, sign: char) -> bool {
        *self == Token::Sign(sign)
    }

    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// Returns words and signs, without comments, literals and lifetimes.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let text: Vec<char> = text.chars().collect();
    let at = |i: usize| text.get(i).copied().unwrap_or('\0');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (mut tokens, mut i) = (Vec::new(), 0);
    while i < text.len() {
        match (at(i), at(i + 1)) {
            ('/', '/') => {
                while i < text.len() && at(i) != '\n' {
                    i += 1;
                }
            }
            ('/', '*') => i = end_of_comment(&text, i),
            ('"', _) => i = end_of_string(&text, i),
            ('\'', '\\') => {
                i += 3;
                while i < text.len() && at(i - 1) != '\'' {
                    i += 1;
                }
            }
            ('\'', _) if at(i + 2) == '\'' => i += 3,
            // A lifetime or a label.
            ('\'', _) => {
                i += 1;
                while is_word(at(i)) {
                    i += 1;
                }
            }
            (':', ':') => {
                tokens.push(Token::Step);
                i += 2;
            }
            (c, _) if is_word(c) => {
                let begun = i;
                while is_word(at(i)) {
                    i += 1;
                }
                let word: String = text[begun..i].iter().collect();
                let is_raw = matches!(word.as_str(), "r" | "br" | "cr");
                let hashes = text[i..].iter().take_while(|c| **c == '#').count();
                if is_raw && at(i + hashes) == '"' {
                    i = end_of_raw_string(&text, i + hashes + 1, hashes);
                } else if word == "r" && hashes == 1 {
                    // In `r#type`, the word is the rest.
                    i += 1;
                } else if !(matches!(word.as_str(), "b" | "c") && matches!(at(i), '"' | '\'')) {
                    tokens.push(Token::Word(word));
                }
            }
            (c, _) => {
                if !c.is_whitespace() {
                    tokens.push(Token::Sign(c));
                }
                i += 1;
            }
        }
    }
    tokens
}

fn end_of_comment(text: &[char], mut i: usize) -> usize {
    let mut depth = 0;
    while i < text.len() {
        match text[i..] {
            ['/', '*', ..] => (depth, i) = (depth + 1, i + 2),
            ['*', '/', ..] => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            break;
        }
    }
    i
}

fn end_of_string(text: &[char], mut i: usize) -> usize {
    i += 1;
    while i < text.len() && text[i] != '"' {
        i += if text[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

fn end_of_raw_string(text: &[char], mut i: usize, hashes: usize) -> usize {
    let closes = |i: usize| {
        text[i] == '"' && text[i + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
    };
    while i < text.len() && !closes(i) {
        i += 1;
    }
    i + 1 + hashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_literals_and_lifetimes_are_left_out() {
        let text = r##"
            //! [`crate::a`]
            /* crate::a /* crate::b */ crate::c */
            const A: &str = "crate::d \" crate::e";
            const B: &str = r#"crate::f " crate::g"#;
            const C: [u8; 2] = [b'"', b'\''];
            fn d<'a>(x: &'a str) -> char { '"' }
            use r#type::h;
        "##;
        let words: Vec<String> = tokens(text)
            .iter()
            .filter_map(Token::word)
            .map(str::to_owned)
            .collect();
        assert_eq!(
            words.join(" "),
            "const A str const B str const C u8 2 fn d x str char use type h"
        );
    }
}
