//! The review after the close: every question with the marks, the key, the explanation and the legal basis.

use crate::dom::{View, el, live, many};
use crate::remote::Remote;
use crate::texts::{Texts, fill_n};
use contest_core::ids::AttemptId;
use contest_core::questions::{LegalBasis, OptionSet};
use contest_core::wire::paths;
use serde::Deserialize;
use web_kit::format;

/// What this page reads of `contest_core::wire::attempts::Review`. The questions there are flattened, which costs a
/// separate reader for every type inside; as plain structs they cost a fifth of that.
#[derive(Deserialize)]
struct Review {
    questions: Vec<ReviewedQuestion>,
}

#[derive(Deserialize)]
struct ReviewedQuestion {
    stem: String,
    options: Vec<String>,
    marked: OptionSet,
    key: OptionSet,
    points: u32,
    max_points: u32,
    explanation: String,
    #[serde(default)]
    legal_basis: Option<LegalBasis>,
}

pub(crate) fn review(attempt: AttemptId) -> View {
    let review = Remote::<Review>::read(paths::review(attempt), |_| ());
    live(move || review.show(questions))
}

fn questions(review: &Review, t: &'static Texts) -> View {
    let numbered = (1..).zip(&review.questions);
    many([el("h2").text(t.result.review_title)])
        .each(numbered.map(|(number, reviewed)| question(number, reviewed, t)))
}

fn question(number: usize, reviewed: &ReviewedQuestion, t: &'static Texts) -> View {
    let (verdict, class) = if reviewed.marked.is_empty() {
        (t.result.blank, "chip over")
    } else if reviewed.points == reviewed.max_points {
        (t.result.right, "chip open")
    } else if reviewed.points > 0 {
        (t.result.partly, "chip soon")
    } else {
        (t.result.wrong, "chip bad")
    };
    let points = [
        format::points(reviewed.points),
        format::points(reviewed.max_points),
    ]
    .join("/");
    let options = reviewed.options.iter().enumerate();
    let options = options.map(|(index, text)| option(reviewed, index, text, t));
    let said = |label: &str, text: &str| el("p").add(el("strong").text(label)).text(": ").text(text);
    let explained = !reviewed.explanation.is_empty();
    let explained = explained.then(|| said(t.result.explanation, &reviewed.explanation).class("lines"));
    let basis = reviewed.legal_basis.as_ref();
    let basis = basis.map(|basis| {
        said(t.result.basis, &cited(basis, t))
            .class("quiet")
            .test("basis")
    });
    let head = el("p").class("over").text(&fill_n("{n}. ", number));
    el("article")
        .class("card reviewed")
        .test("reviewed")
        .add(
            head.add(el("span").class(class).test("verdict").text(verdict))
                .text(&points),
        )
        .add(el("p").class("stem").text(&reviewed.stem))
        .add(el("ul").each(options))
        .maybe(explained)
        .maybe(basis)
}

fn option(reviewed: &ReviewedQuestion, index: usize, text: &str, t: &'static Texts) -> View {
    let (key, marked) = (reviewed.key.contains(index), reviewed.marked.contains(index));
    let class = match (key, marked) {
        (true, _) => "key",
        (false, true) => "wrong",
        (false, false) => "",
    };
    el("li")
        .class(class)
        .text(text)
        .maybe(key.then(|| el("small").text(t.result.key)))
        .maybe(marked.then(|| el("small").text(t.result.your_choice)))
}

/// Cites as lawyers do, from the smallest part to the whole: "điểm a khoản 1 Điều 5, Văn bản số 36/2018/QH14".
fn cited(basis: &LegalBasis, t: &'static Texts) -> String {
    let part = |text: &'static str, value: &Option<String>| value.as_ref().map(|value| fill_n(text, value));
    let parts = [
        part(t.result.point, &basis.point),
        part(t.result.clause, &basis.clause),
        part(t.result.article, &basis.article),
    ];
    let mut place: Vec<String> = parts.into_iter().flatten().collect();
    let law = fill_n(t.result.basis_law, &basis.law);
    if place.is_empty() {
        return law;
    }
    place = vec![place.join(" "), law];
    place.join(", ")
}
