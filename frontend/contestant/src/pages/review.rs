//! After the close: every question with what was marked, the key, the explanation and the legal basis.

use crate::remote::Remote;
use crate::texts::{Texts, fill_n};
use contest_core::ids::AttemptId;
use contest_core::questions::LegalBasis;
use contest_core::wire::attempts::{Review, ReviewedQuestion};
use leptos::prelude::*;
use web_kit::format;

pub(crate) fn review(attempt: AttemptId) -> AnyView {
    let review = Remote::<Review>::read(["/attempts/", &attempt.to_string(), "/review"].concat(), |_| ());
    (move || review.show(questions)).into_any()
}

fn questions(review: &Review, t: &'static Texts) -> AnyView {
    let questions = review.questions.iter().enumerate();
    let questions = questions
        .map(|(index, reviewed)| question(index + 1, reviewed, t))
        .collect_view();
    view! { <h2>{t.result.review_title}</h2> {questions} }.into_any()
}

fn question(number: usize, reviewed: &ReviewedQuestion, t: &'static Texts) -> AnyView {
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
    let options = reviewed.question.options.iter().enumerate();
    let options = options
        .map(|(index, text)| option(reviewed, index, text, t))
        .collect_view();
    let explained = (!reviewed.explanation.is_empty()).then(|| reviewed.explanation.clone());
    view! {
        <article class="card reviewed" data-test="reviewed">
            <p class="over">{fill_n("{n}. ", number)}<span class=class data-test="verdict">{verdict}</span>" "{points}</p>
            <p class="stem">{reviewed.question.stem.clone()}</p>
            <ul>{options}</ul>
            {explained.map(|text| view! { <p class="lines"><strong>{t.result.explanation}": "</strong>{text}</p> })}
            {reviewed.legal_basis.as_ref().map(|basis| view! {
                <p class="quiet" data-test="basis">{t.result.basis}": "{cited(basis, t)}</p>
            })}
        </article>
    }
    .into_any()
}

fn option(reviewed: &ReviewedQuestion, index: usize, text: &str, t: &'static Texts) -> AnyView {
    let (key, marked) = (reviewed.key.contains(index), reviewed.marked.contains(index));
    let class = match (key, marked) {
        (true, _) => "key",
        (false, true) => "wrong",
        (false, false) => "",
    };
    view! {
        <li class=class>
            {text.to_owned()}
            {key.then(|| view! { <small>{t.result.key}</small> })}
            {marked.then(|| view! { <small>{t.result.your_choice}</small> })}
        </li>
    }
    .into_any()
}

/// "điểm a khoản 1 Điều 5, Văn bản số 36/2018/QH14": from the smallest part to the whole, as lawyers cite.
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
