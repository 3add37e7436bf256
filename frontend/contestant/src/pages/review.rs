//! The review after the close: every question with the marks, the key, the explanation and the legal basis.

use crate::remote::Remote;
use crate::texts::{self, fill_n};
use contest_core::ids::AttemptId;
use contest_core::questions::{LegalBasis, OptionSet};
use contest_core::wire::paths;
use leptos::prelude::*;
use serde::Deserialize;
use web_kit::format;

/// What this page reads of `contest_core::wire::attempts::Review`. The questions there are flattened, which costs a
/// separate reader for every type inside; as plain structs they cost a fifth of that.
#[derive(Deserialize)]
struct Reviewed {
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

#[component]
pub(crate) fn Review(attempt: AttemptId) -> impl IntoView {
    Remote::<Reviewed>::read(paths::review(attempt), |_| ()).show(questions)
}

fn questions(review: &Reviewed) -> AnyView {
    let numbered = (1..).zip(&review.questions);
    let questions: Vec<AnyView> = numbered
        .map(|(number, reviewed)| question(number, reviewed))
        .collect();
    view! {
        <h2>{texts::result().review_title}</h2>
        {questions}
    }
    .into_any()
}

fn question(number: usize, reviewed: &ReviewedQuestion) -> AnyView {
    let t = texts::result();
    let (verdict, class) = if reviewed.marked.is_empty() {
        (t.blank, "chip over")
    } else if reviewed.points == reviewed.max_points {
        (t.right, "chip open")
    } else if reviewed.points > 0 {
        (t.partly, "chip soon")
    } else {
        (t.wrong, "chip bad")
    };
    let points = [
        format::points(reviewed.points),
        format::points(reviewed.max_points),
    ]
    .join("/");
    let options = reviewed.options.iter().enumerate();
    let options: Vec<AnyView> = options
        .map(|(index, text)| option(reviewed, index, text))
        .collect();
    let explained = !reviewed.explanation.is_empty();
    let explained = explained.then(|| {
        let text = [": ", &reviewed.explanation].concat();
        view! { <p class="lines"><strong>{t.explanation}</strong>{text}</p> }.into_any()
    });
    let basis = reviewed.legal_basis.as_ref().map(|basis| {
        let text = [": ", &cited(basis)].concat();
        view! { <p class="quiet" data-test="basis"><strong>{t.basis}</strong>{text}</p> }.into_any()
    });
    view! {
        <article class="card reviewed" data-test="reviewed">
            <p class="over">
                {fill_n("{n}. ", number)}
                <span class=class data-test="verdict">{verdict}</span>
                {points}
            </p>
            <p class="stem">{reviewed.stem.clone()}</p>
            <ul>{options}</ul>
            {explained}
            {basis}
        </article>
    }
    .into_any()
}

fn option(reviewed: &ReviewedQuestion, index: usize, text: &str) -> AnyView {
    let t = texts::result();
    let (key, marked) = (reviewed.key.contains(index), reviewed.marked.contains(index));
    let class = match (key, marked) {
        (true, _) => "key",
        (false, true) => "wrong",
        (false, false) => "",
    };
    let note = |shown: bool, text: &'static str| shown.then(|| view! { <small>{text}</small> }.into_any());
    view! {
        <li class=class>
            {text.to_owned()}
            {note(key, t.key)}
            {note(marked, t.your_choice)}
        </li>
    }
    .into_any()
}

/// Cites as lawyers do, from the smallest part to the whole: "điểm a khoản 1 Điều 5, Văn bản số 36/2018/QH14".
fn cited(basis: &LegalBasis) -> String {
    let t = texts::result();
    let part = |text: &'static str, value: &Option<String>| value.as_ref().map(|value| fill_n(text, value));
    let parts = [
        part(t.point, &basis.point),
        part(t.clause, &basis.clause),
        part(t.article, &basis.article),
    ];
    let mut place: Vec<String> = parts.into_iter().flatten().collect();
    let law = fill_n(t.basis_law, &basis.law);
    if place.is_empty() {
        return law;
    }
    place = vec![place.join(" "), law];
    place.join(", ")
}
