//! The paths that a Rust file names, as written. This module knows words and signs, not types; that is enough to tell
//! which file uses which, also inside macros.

use crate::tokens::{Token, tokens};
use std::collections::{HashMap, HashSet};

/// A module's path from the root of its crate; the root is empty.
pub(crate) type Module = Vec<String>;

/// A path, and the module it occurs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) within: Module,
    pub(crate) path: Vec<String>,
}

/// What a file names outside of its `#[cfg(test)]` items.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// Imports and the paths of expressions and types.
    pub(crate) named: Vec<Named>,
    /// The short names of imports.
    pub(crate) short: HashMap<String, Named>,
    /// Modules in files of their own that exist for tests alone.
    pub(crate) tests: HashSet<Module>,
}

impl Source {
    /// Reads the file of a module.
    pub(crate) fn read(module: &Module, text: &str) -> Source {
        let tokens = tokens(text);
        let mut source = Source::default();
        let (mut i, mut depth) = (0, 0);
        // Modules inside the file, each with the depth of its braces.
        let mut inside: Vec<(String, usize)> = Vec::new();
        while i < tokens.len() {
            let within = || {
                [
                    module.clone(),
                    inside.iter().map(|(name, _)| name.clone()).collect(),
                ]
                .concat()
            };
            match &tokens[i..] {
                rest if is_test(rest) => {
                    let (item, end) = item(rest);
                    if let [Token::Word(keyword), Token::Word(name)] = item
                        && keyword == "mod"
                    {
                        source.tests.insert([within(), vec![name.clone()]].concat());
                    }
                    i += end;
                    continue;
                }
                [Token::Word(keyword), Token::Word(name), Token::Sign('{'), ..] if keyword == "mod" => {
                    depth += 1;
                    inside.push((name.clone(), depth));
                    i += 2;
                }
                [Token::Sign('{'), ..] => depth += 1,
                [Token::Sign('}'), ..] => {
                    inside.retain(|(_, opened)| *opened < depth);
                    depth = depth.saturating_sub(1);
                }
                // Not `use<'a>`, which lists what a type captures.
                [Token::Word(keyword), next, ..] if keyword == "use" && !next.is('<') => {
                    let mut tree = &tokens[i + 1..];
                    source.import(&within(), &[], &mut tree);
                    i = tokens.len() - tree.len();
                    continue;
                }
                [Token::Word(_), Token::Step, ..]
                    if i == 0 || !matches!(tokens[i - 1], Token::Step | Token::Sign('.')) =>
                {
                    let (path, steps) = path(&tokens[i..]);
                    i += steps - 1;
                    if path.len() > 1 {
                        source.named.push(Named {
                            within: within(),
                            path,
                        });
                    }
                }
                _ => {}
            }
            i += 1;
        }
        source
    }

    /// Reads one tree of an import and moves `tokens` past it.
    fn import(&mut self, within: &Module, before: &[String], tokens: &mut &[Token]) {
        if let [Token::Step, rest @ ..] = *tokens {
            *tokens = rest;
        }
        let (mut path, steps) = path(tokens);
        *tokens = &tokens[steps..];
        path.splice(0..0, before.iter().cloned());
        match *tokens {
            [Token::Sign('{'), rest @ ..] => {
                *tokens = rest;
                while !tokens.is_empty() && !tokens[0].is('}') {
                    self.import(within, &path, tokens);
                    if tokens.first().is_some_and(|next| next.is(',')) {
                        *tokens = &tokens[1..];
                    }
                }
                *tokens = tokens.get(1..).unwrap_or_default();
                return;
            }
            [Token::Sign('*'), rest @ ..] => {
                *tokens = rest;
                self.named.push(Named {
                    within: within.clone(),
                    path,
                });
                return;
            }
            _ => {}
        }
        // In `{self, …}`, `self` is the path before the braces.
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let mut name = path.last().cloned();
        if let [Token::Word(keyword), Token::Word(other), rest @ ..] = *tokens
            && keyword == "as"
        {
            name = Some(other.clone());
            *tokens = rest;
        }
        let Some(name) = name else {
            // Nothing to read here; go on to the next sign.
            *tokens = tokens.get(1..).unwrap_or_default();
            return;
        };
        let named = Named {
            within: within.clone(),
            path,
        };
        self.short.insert(name, named.clone());
        self.named.push(named);
    }
}

/// Returns the words of a path and how many tokens it takes: up to `::<`, `::{` or `::*`, including its last `::`.
fn path(tokens: &[Token]) -> (Vec<String>, usize) {
    let (mut path, mut i) = (Vec::new(), 0);
    while let Some(word) = tokens.get(i).and_then(Token::word) {
        path.push(word.to_owned());
        i += 1;
        if tokens.get(i) != Some(&Token::Step) {
            break;
        }
        i += 1;
    }
    (path, i)
}

/// Returns whether `#[cfg(test)]` is here.
fn is_test(tokens: &[Token]) -> bool {
    let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
    tokens.len() >= attribute.len()
        && tokens.iter().zip(attribute).all(|(token, text)| match token {
            Token::Word(word) => word == text,
            Token::Sign(sign) => text.len() == 1 && text.starts_with(*sign),
            Token::Step => false,
        })
}

/// Returns the item after an attribute, up to its `;` or the end of its braces, and where the rest begins.
fn item(tokens: &[Token]) -> (&[Token], usize) {
    let (mut i, mut depth, mut begun) = (0, 0_usize, 0);
    while i < tokens.len() {
        match tokens[i] {
            Token::Sign('[' | '(') => depth += 1,
            Token::Sign(']' | ')') => {
                depth = depth.saturating_sub(1);
                // Attributes and visibility come first.
                let is_before = tokens[begun].is('#') || tokens[begun].word() == Some("pub");
                if depth == 0 && is_before {
                    begun = i + 1;
                }
            }
            Token::Sign(';') if depth == 0 => return (&tokens[begun..i], i + 1),
            Token::Sign('{') if depth == 0 => {
                let mut braces = 0_usize;
                while i < tokens.len() {
                    match tokens[i] {
                        Token::Sign('{') => braces += 1,
                        Token::Sign('}') => braces -= 1,
                        _ => {}
                    }
                    i += 1;
                    if braces == 0 {
                        break;
                    }
                }
                return (&[], i);
            }
            _ => {}
        }
        i += 1;
    }
    (&[], i)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(path: &str) -> Module {
        path.split("::")
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Returns what a file of the module `a::b` names.
    fn named(text: &str) -> Vec<String> {
        let source = Source::read(&module("a::b"), text);
        source.named.iter().map(|named| named.path.join("::")).collect()
    }

    #[test]
    fn imports_may_nest() {
        let text = "use crate::{c::{self, D, e::{F as G, h}}, i, j::*};\npub(super) use self::k::L;\nuse m;";
        let wanted = [
            "crate::c",
            "crate::c::D",
            "crate::c::e::F",
            "crate::c::e::h",
            "crate::i",
            "crate::j",
            "self::k::L",
            "m",
        ];
        assert_eq!(named(text), wanted);
        let source = Source::read(&module("a::b"), text);
        let mut short: Vec<&str> = source.short.keys().map(String::as_str).collect();
        short.sort_unstable();
        assert_eq!(short, ["D", "G", "L", "c", "h", "i", "m"]);
    }

    #[test]
    fn paths_count_wherever_they_stand() {
        let text =
            "fn f(x: crate::c::D) -> impl Sized + use<'_> { g!(super::e::F::<u8>::new(), x.h::<i::J>()) }";
        assert_eq!(named(text), ["crate::c::D", "super::e::F", "i::J"]);
    }

    #[test]
    fn what_is_for_tests_is_left_out() {
        let text = "
            use crate::c;
            #[cfg(test)]
            #[expect(clippy::x)]
            mod tests { use crate::d; fn f() { { crate::e::f() } } }
            #[cfg(test)]
            pub(crate) mod more;
            #[cfg(test)]
            use crate::g;
            #[cfg(not(test))]
            use crate::h;
        ";
        assert_eq!(named(text), ["crate::c", "crate::h"]);
        let source = Source::read(&module("a::b"), text);
        assert_eq!(source.tests, HashSet::from([module("a::b::more")]));
    }

    #[test]
    fn a_module_inside_a_file_is_one_level_more() {
        let text = "mod c { use super::d; fn e() { if true { super::f::g() } } } use super::h;";
        let source = Source::read(&module("a::b"), text);
        let within: Vec<Module> = source.named.into_iter().map(|named| named.within).collect();
        assert_eq!(within, ["a::b::c", "a::b::c", "a::b"].map(module));
    }
}
