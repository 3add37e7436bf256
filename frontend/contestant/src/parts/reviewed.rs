//! A paper with its keys: every question with the marks, the key, the explanation and the legal basis; what came out of
//! each topic; and a way to see only what was not fully right.

use super::basis::basis;
use crate::texts::{self, fill_n, t};
use crate::ui::{click, each, maybe, note, truth};
use contest_core::questions::{LegalBasis, OptionSet};
use leptos::prelude::*;
use serde::Deserialize;
use web_kit::{format, lang};

/// A question with what was marked and the key, both as bits over `options`.
#[derive(Deserialize)]
pub(crate) struct ReviewedQuestion {
    pub(crate) stem: String,
    pub(crate) options: Vec<String>,
    #[serde(default)]
    pub(crate) topic: String,
    pub(crate) marked: OptionSet,
    pub(crate) key: OptionSet,
    pub(crate) points: u32,
    pub(crate) max_points: u32,
    pub(crate) explanation: String,
    #[serde(default)]
    pub(crate) legal_basis: Option<LegalBasis>,
    /// The page on this site that shows it.
    #[serde(default)]
    pub(crate) law_page: Option<String>,
    /// The title of the law, where the legal basis has only the number.
    #[serde(default)]
    pub(crate) law_title: Option<String>,
}

impl ReviewedQuestion {
    fn is_right(&self) -> bool {
        self.points == self.max_points && !self.marked.is_empty()
    }
}

/// Shows all questions of a paper. Hiding the right ones is a matter of the style sheet: a hundred questions are drawn
/// once.
pub(crate) fn questions(questions: &[ReviewedQuestion], wrong_only: RwSignal<bool>) -> AnyView {
    let wrong = questions.iter().filter(|question| !question.is_right()).count();
    let drawn: Vec<AnyView> = (1..)
        .zip(questions)
        .map(|(number, reviewed)| question(number, reviewed))
        .collect();
    let class = move || match wrong_only.get() {
        true => "wrong-only",
        false => "",
    };
    view! {
        <h2 id="review" tabindex="-1">{texts::result().review_title()}</h2>
        {maybe(topics(questions))}
        {filter(questions.len(), wrong, wrong_only)}
        <div class=class data-test="review-list">{drawn}</div>
    }
    .into_any()
}

fn filter(total: usize, wrong: usize, wrong_only: RwSignal<bool>) -> AnyView {
    let t = texts::review();
    if wrong == 0 {
        return note("note good", "none-wrong", t.none_wrong().into_any());
    }
    let button = |text: String, value: bool, test: &'static str| {
        view! {
            <button
                class="button second"
                data-test=test
                aria-pressed=move || truth(wrong_only.get() == value)
                on:click=click(Box::new(move || wrong_only.set(value)))
            >
                {text}
            </button>
        }
        .into_any()
    };
    let showing = move || {
        let shown = if wrong_only.get() { wrong } else { total };
        let (shown, total) = (shown.to_string(), total.to_string());
        lang::fill(texts::review().showing(), &[("n", &shown), ("total", &total)])
    };
    view! {
        <div class="filter no-print" role="group" aria-label=t!(review.filter)>
            {button(fill_n(t.all(), total), false, "review-all")}
            {button(fill_n(t.wrong_only(), wrong), true, "review-wrong")}
        </div>
        <p class="quiet no-print" role="status" data-test="review-showing">{showing}</p>
    }
    .into_any()
}

/// What came out of one topic.
struct Topic<'a> {
    name: &'a str,
    right: usize,
    questions: usize,
    points: u32,
    max_points: u32,
}

/// Adds up the topics in the order in which they occur. A paper of one topic needs no table.
fn topics(questions: &[ReviewedQuestion]) -> Option<AnyView> {
    let mut topics: Vec<Topic<'_>> = Vec::new();
    for question in questions {
        let known = topics.iter().position(|topic| topic.name == question.topic);
        let at = known.unwrap_or_else(|| {
            topics.push(Topic {
                name: &question.topic,
                right: 0,
                questions: 0,
                points: 0,
                max_points: 0,
            });
            topics.len() - 1
        });
        if let Some(topic) = topics.get_mut(at) {
            topic.right += usize::from(question.is_right());
            topic.questions += 1;
            topic.points += question.points;
            topic.max_points += question.max_points;
        }
    }
    if topics.len() < 2 || topics.iter().any(|topic| topic.name.is_empty()) {
        return None;
    }
    let t = texts::review();
    let view = view! {
        <section class="card" data-test="topics">
            <table class="list">
                <caption>{t.topics()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.topic()}</th>
                        <th scope="col" class="number">{t.right_of()}</th>
                        <th scope="col" class="number">{t.points()}</th>
                    </tr>
                </thead>
                <tbody>{each(&topics, topic)}</tbody>
            </table>
        </section>
    };
    Some(view.into_any())
}

fn topic(topic: &Topic<'_>) -> AnyView {
    let right = [topic.right.to_string(), topic.questions.to_string()].join("/");
    let points = [format::points(topic.points), format::points(topic.max_points)].join("/");
    view! {
        <tr data-test="topic">
            <th scope="row">{topic.name.to_owned()}</th>
            <td class="number">{right}</td>
            <td class="number">{points}</td>
        </tr>
    }
    .into_any()
}

/// Shows one question, numbered from 1.
pub(crate) fn question(number: usize, reviewed: &ReviewedQuestion) -> AnyView {
    let t = texts::result();
    let (verdict, class, sign) = if reviewed.marked.is_empty() {
        (t.blank(), "chip over", "○ ")
    } else if reviewed.is_right() {
        (t.right(), "chip open", "✓ ")
    } else if reviewed.points > 0 {
        (t.partly(), "chip soon", "◐ ")
    } else {
        (t.wrong(), "chip bad", "✗ ")
    };
    let points = lang::fill(
        texts::review().points_of(),
        &[
            ("points", &format::points(reviewed.points)),
            ("max", &format::points(reviewed.max_points)),
        ],
    );
    let options = reviewed.options.iter().enumerate();
    let options: Vec<AnyView> = options
        .map(|(index, text)| option(reviewed, index, text))
        .collect();
    let explained = !reviewed.explanation.is_empty();
    let explained = explained.then(|| {
        let text = [": ", &reviewed.explanation].concat();
        view! { <p class="lines"><strong>{t.explanation()}</strong>{text}</p> }.into_any()
    });
    let card = match reviewed.is_right() {
        true => "card reviewed right",
        false => "card reviewed",
    };
    let (page, title) = (reviewed.law_page.as_deref(), reviewed.law_title.as_deref());
    let cited = reviewed
        .legal_basis
        .as_ref()
        .map(|cited| basis(cited, page, title));
    view! {
        <article class=card data-test="reviewed">
            <p class="over">
                {fill_n("{n}. ", number)}
                <span class=class data-test="verdict">
                    <span aria-hidden="true">{sign}</span>
                    {verdict}
                </span>
                {points}
            </p>
            <p class="stem">{reviewed.stem.clone()}</p>
            <ul>{options}</ul>
            {explained}
            {maybe(cited)}
        </article>
    }
    .into_any()
}

fn option(reviewed: &ReviewedQuestion, index: usize, text: &str) -> AnyView {
    let t = texts::review();
    let (class, said) = match (reviewed.key.contains(index), reviewed.marked.contains(index)) {
        (true, true) => ("key", t.key_chosen()),
        (true, false) => ("key", t.key()),
        (false, true) => ("wrong", t.wrong_chosen()),
        (false, false) => ("", ""),
    };
    let said = (!said.is_empty()).then(|| view! { <small>{said}</small> }.into_any());
    view! { <li class=class>{text.to_owned()}{maybe(said)}</li> }.into_any()
}
