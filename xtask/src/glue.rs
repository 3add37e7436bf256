//! Shortens scripts, above all what wasm-bindgen writes. The names that module and glue call each other by carry random
//! digits, which no compression makes shorter: 5 KB less for a phone to load.

/// Names that are shorter stay as they are.
const SHORT: usize = 12;

/// Gives a name to be replaced its short form, `i` or `e` with a number.
pub(crate) struct Names {
    kind: char,
    next: usize,
}

impl Names {
    pub(crate) fn new(kind: char) -> Names {
        Names { kind, next: 0 }
    }

    /// Shortens `name`, in the glue as well.
    pub(crate) fn shorten(&mut self, name: &mut String, glue: &mut String) {
        if name.len() < SHORT {
            return;
        }
        let short = format!("{}{}", self.kind, self.next);
        self.next += 1;
        *glue = renamed(glue, name, &short);
        *name = short;
    }
}

/// Replaces a name wherever it is not part of a longer one.
fn renamed(glue: &str, name: &str, short: &str) -> String {
    let in_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$');
    let mut out = String::with_capacity(glue.len());
    let mut rest = glue;
    while let Some((before, after)) = rest.split_once(name) {
        let is_part = in_word(before.chars().next_back()) || in_word(after.chars().next());
        out.push_str(before);
        out.push_str(if is_part { name } else { short });
        rest = after;
    }
    out + rest
}

/// Returns a script without comments that fill whole lines, indentation and empty lines.
pub(crate) fn without_comments(glue: &str) -> String {
    let mut out = String::with_capacity(glue.len());
    let mut in_comment = false;
    for line in glue.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shortened_on_both_sides() {
        let mut glue =
            "a.__wbg_now_0123456789abcdef(); __wbg_now_0123456789abcdef: f, x__wbg_now_0123456789abcdef"
                .to_owned();
        let mut names = Names::new('i');
        let mut name = "__wbg_now_0123456789abcdef".to_owned();
        names.shorten(&mut name, &mut glue);
        assert_eq!(name, "i0");
        assert_eq!(glue, "a.i0(); i0: f, x__wbg_now_0123456789abcdef");
        let mut memory = "memory".to_owned();
        names.shorten(&mut memory, &mut glue);
        assert_eq!(memory, "memory");
    }

    #[test]
    fn comments_go() {
        let glue = "/**\n * @param {number} a\n */\nfunction f(a) {\n    // why\n    return a;\n}\n\n/* one */\nf(1);\n";
        assert_eq!(without_comments(glue), "function f(a) {\nreturn a;\n}\nf(1);\n");
    }
}
