//! What differs between two versions of a question, in the words of the form.

use super::differences::Difference;
use super::question::{letter, option_name};
use crate::names;
use crate::texts::texts;
use contest_core::questions::{Credit, Question};

pub(crate) fn differences(saved: &Question, yours: &Question) -> Vec<Difference> {
    let t = &texts().question_form;
    let mut found = Vec::new();
    let mut compare = |what: String, saved: String, yours: String| {
        if saved != yours {
            found.push(Difference { what, saved, yours });
        }
    };
    let mut text =
        |what: &str, of: &dyn Fn(&Question) -> String| compare(what.to_owned(), of(saved), of(yours));
    text(t.code, &|question| question.code.clone());
    text(t.stem, &|question| question.stem.clone());
    for n in 0..saved.options.len().max(yours.options.len()) {
        text(&option_name(n), &|question| {
            question.options.get(n).cloned().unwrap_or_default()
        });
    }
    text(t.key, &key_of);
    text(t.kind, &|question| names::kind(question.kind).to_owned());
    text(t.topic, &|question| question.topic.clone());
    text(t.difficulty, &|question| {
        names::difficulty(question.difficulty).to_owned()
    });
    text(t.partial, &|question| {
        yes_or_no(question.credit == Credit::Partial)
    });
    text(t.keep_order, &|question| yes_or_no(question.keep_order));
    text(t.explanation, &|question| question.explanation.clone());
    let basis = |of: fn(&contest_core::questions::LegalBasis) -> Option<String>| {
        move |question: &Question| question.legal_basis.as_ref().and_then(of).unwrap_or_default()
    };
    text(t.law, &basis(|basis| Some(basis.law.clone())));
    text(t.article, &basis(|basis| basis.article.clone()));
    text(t.clause, &basis(|basis| basis.clause.clone()));
    text(t.point, &basis(|basis| basis.point.clone()));
    text(t.link, &basis(|basis| basis.link.clone()));
    found
}

/// Returns the letters of the key.
fn key_of(question: &Question) -> String {
    let right = (0..question.options.len()).filter(|option| question.key.contains(*option));
    right.map(letter).collect::<Vec<_>>().join(", ")
}

fn yes_or_no(yes: bool) -> String {
    let t = &texts().bank_differences;
    if yes { t.yes } else { t.no }.to_owned()
}
