//! The texts of issues in the languages of the screens, from `locales/*.json`. Each text may name values in braces.

use crate::issue::Problem;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    Vi,
    En,
}

#[derive(Deserialize)]
struct Text {
    reason: String,
    remedy: String,
}

type Texts = BTreeMap<String, Text>;

static VI: LazyLock<Texts> = LazyLock::new(|| parse(include_str!("../locales/vi.json")));
static EN: LazyLock<Texts> = LazyLock::new(|| parse(include_str!("../locales/en.json")));

fn parse(source: &str) -> Texts {
    serde_json::from_str(source).expect("the compiled-in texts are checked by a test")
}

fn texts(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

pub(crate) fn reason(problem: &Problem, lang: Lang) -> String {
    match texts(lang).get(problem.tag()) {
        Some(text) => fill(&text.reason, problem),
        None => problem.to_string(),
    }
}

pub(crate) fn remedy(problem: &Problem, lang: Lang) -> String {
    match texts(lang).get(problem.tag()) {
        Some(text) => fill(&text.remedy, problem),
        None => String::new(),
    }
}

/// Inserts the values in one pass, because a value may itself contain braces.
fn fill(text: &str, problem: &Problem) -> String {
    let values = problem.values();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        if let Some((_, value)) = values.iter().find(|(field, _)| *field == name) {
            out.push_str(value);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(text: &str) -> Vec<String> {
        let parts = text.split('{').skip(1);
        parts
            .map(|part| part.split('}').next().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn every_problem_has_both_texts_in_both_languages() {
        for lang in [Lang::Vi, Lang::En] {
            let texts = texts(lang);
            for (tag, fields) in Problem::ALL {
                let text = texts.get(*tag).unwrap_or_else(|| panic!("{lang:?}: {tag}"));
                assert!(!text.reason.trim().is_empty(), "{lang:?}: reason of {tag}");
                assert!(!text.remedy.trim().is_empty(), "{lang:?}: remedy of {tag}");
                for name in placeholders(&format!("{}{}", text.reason, text.remedy)) {
                    assert!(fields.contains(&name.as_str()), "{lang:?}: {tag} has no {name}");
                }
            }
            for tag in texts.keys() {
                assert!(Problem::ALL.iter().any(|(known, _)| known == tag), "{tag}");
            }
        }
    }

    #[test]
    fn values_are_put_in_once() {
        let found = "{found} {x".to_owned();
        let text = reason(&Problem::BadKey { found }, Lang::En);
        assert!(text.contains("{found} {x"), "{text}");
    }
}
