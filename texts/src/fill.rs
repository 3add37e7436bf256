//! Values in texts: a text names them in braces. `{s}` is the ending of an English plural: it follows the value named last,
//! or the first of all if none is named before, and is left out after 1: `{n} contestant{s}`.

/// Fills in the values: `fill("{n} câu", &[("n", "5")])`. It takes one pass, because a value may itself contain braces.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut counted = values.first();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        out.push_str(before);
        if name == "s" {
            let is_one = counted.is_some_and(|(_, value)| *value == "1");
            out.push_str(if is_one { "" } else { name });
        } else if let Some(named) = values.iter().find(|(key, _)| *key == name) {
            out.push_str(named.1);
            counted = Some(named);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Returns whether a text names no values but these. Callers assert it in a constant, so that a text with a value that
/// nobody fills in does not compile.
pub const fn names_no_other(text: &str, names: &[&str]) -> bool {
    let text = text.as_bytes();
    let mut at = 0;
    while at < text.len() {
        if text[at] == b'{' && !begins_with_one(text.split_at(at + 1).1, names) {
            return false;
        }
        at += 1;
    }
    true
}

const fn begins_with_one(text: &[u8], names: &[&str]) -> bool {
    let mut n = 0;
    while n < names.len() {
        if begins_with(text, names[n].as_bytes()) {
            return true;
        }
        n += 1;
    }
    false
}

/// Returns whether the text begins with the name and the brace that ends it.
const fn begins_with(text: &[u8], name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() && at < text.len() && text[at] == name[at] {
        at += 1;
    }
    at == name.len() && at < text.len() && text[at] == b'}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once() {
        assert_eq!(
            fill("{a} và {b}", &[("a", "{b}"), ("b", "2"), ("c", "3")]),
            "{b} và 2"
        );
        assert_eq!(fill("{a} {x", &[("a", "1")]), "1 {x");
    }

    #[test]
    fn one_has_no_plural() {
        let people = |n, of| fill("{n} of {of} contestant{s}", &[("of", of), ("n", n)]);
        assert_eq!(people("1", "2"), "1 of 2 contestants");
        assert_eq!(people("2", "1"), "2 of 1 contestant");
        assert_eq!(fill("day{s}", &[("n", "1")]), "day");
        assert_eq!(fill("day{s}", &[("n", "0")]), "days");
        assert_eq!(fill("day{s}", &[]), "days");
    }

    #[test]
    fn a_value_without_its_name_is_found() {
        assert!(names_no_other("{a} và {bc}, {a}", &["bc", "a", "d"]));
        assert!(names_no_other("không có gì", &[]));
        for names in [&[][..], &["a"], &["a", "b"], &["a", "bcd"]] {
            assert!(!names_no_other("{a} và {bc}", names), "{names:?}");
        }
        assert!(!names_no_other("{a", &["a"]) && !names_no_other("{", &["a"]));
    }
}
