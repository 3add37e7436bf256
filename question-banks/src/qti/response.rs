//! Which choices of an item are right: what it declares, and what its mapping gives points for. Both must agree.

use super::flow::{all, attribute};
use crate::issue::Problem;
use crate::text::excerpt;
use crate::xml::Element;
use contest_core::questions::{Credit, QuestionKind};

/// What the declaration of a response says.
#[derive(Debug, PartialEq)]
pub(super) struct Response {
    pub kind: QuestionKind,
    pub credit: Credit,
    /// Identifiers of the right choices.
    pub right: Vec<String>,
}

pub(super) fn read(declaration: &Element) -> Result<Response, Problem> {
    let cardinality = declaration.attribute("cardinality").unwrap_or("single");
    let kind = match cardinality {
        "single" => QuestionKind::Single,
        "multiple" => QuestionKind::Multiple,
        other => {
            let found = excerpt(other);
            return Err(Problem::UnsupportedKind { found });
        }
    };
    let correct = all(declaration, "correctResponse").next();
    let correct: Option<(Vec<String>, u32)> = correct.map(|element| {
        let values = all(element, "value").map(|value| value.text().trim().to_owned());
        (values.collect(), element.line)
    });
    let mapped = match all(declaration, "mapping").next() {
        Some(mapping) => Some((with_points(mapping, kind)?, mapping.line)),
        None => None,
    };
    let credit = if kind == QuestionKind::Multiple && mapped.is_some() {
        Credit::Partial
    } else {
        Credit::Exact
    };
    let right = match (correct, mapped) {
        (Some((correct, at)), Some((mapped, mapped_at))) => {
            let few = correct.len() <= crate::limits::ANSWERS;
            let same =
                few && correct.len() == mapped.len() && correct.iter().all(|value| mapped.contains(value));
            if !same {
                return Err(Problem::ContradictingKeys {
                    first: correct.join(", "),
                    first_at: at,
                    second: mapped.join(", "),
                    second_at: mapped_at,
                });
            }
            correct
        }
        (Some((right, _)), None) | (None, Some((right, _))) => right,
        (None, None) => Vec::new(),
    };
    Ok(Response { kind, credit, right })
}

/// Returns the choices that earn points; of a single choice, those that earn the most.
fn with_points(mapping: &Element, kind: QuestionKind) -> Result<Vec<String>, Problem> {
    let mut entries = Vec::new();
    for entry in all(mapping, "mapEntry") {
        let value = attribute(entry, "mappedValue").unwrap_or_default();
        let Ok(points) = value.trim().parse::<f64>() else {
            let found = excerpt(value);
            return Err(Problem::BadWeight { found });
        };
        let key = attribute(entry, "mapKey").unwrap_or_default();
        entries.push((key.trim().to_owned(), points));
    }
    let most = entries.iter().map(|(_, points)| *points).fold(0.0, f64::max);
    let earns = |points: f64| points > 0.0 && (kind == QuestionKind::Multiple || points >= most);
    Ok(entries
        .into_iter()
        .filter(|(_, points)| earns(*points))
        .map(|(key, _)| key)
        .collect())
}
