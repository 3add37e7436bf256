//! The legal basis of a question in the review: the citation, and the ways to the text of the law.

use crate::texts::{self, fill_n};
use crate::ui::maybe;
use contest_core::questions::LegalBasis;
use leptos::prelude::*;
use web_kit::lang;

/// The citation, the way to the text that the organiser has chosen, and to the one on this site.
pub(crate) fn basis(basis: &LegalBasis, law_page: Option<&str>, law_title: Option<&str>) -> AnyView {
    let t = texts::review();
    let text = [": ", &cited(basis, law_title)].concat();
    let link = basis.link.as_deref().filter(|link| link.starts_with("https://"));
    let link = link.map(|link| way(link, t.source().to_owned(), "basis-link"));
    let page = law_page.map(|page| read_here(page, basis));
    view! {
        <p class="quiet" data-test="basis">
            <strong>{texts::result().basis()}</strong>
            {text}
            {maybe(page)}
            {maybe(link)}
        </p>
    }
    .into_any()
}

/// The way to the article on this site, in the language of the app: the page itself cannot know it.
fn read_here(page: &str, basis: &LegalBasis) -> AnyView {
    let t = texts::review();
    let (law, article) = page.split_once('#').unwrap_or((page, ""));
    let text = match article.is_empty() {
        true => t.read_law().to_owned(),
        false => fill_n(t.read_article(), basis.article.as_deref().unwrap_or_default()),
    };
    let query = lang::current().pick("", "?lang=en");
    way(&[law, query, "#", article].concat(), text, "law-page")
}

/// A link to a text, which does not lose the place in the review.
fn way(to: &str, text: String, test: &'static str) -> AnyView {
    view! {
        " "
        <a href=to.to_owned() target="_blank" rel="noopener noreferrer" data-test=test>
            {text}
            <span class="sr">" " {texts::review().new_tab()}</span>
        </a>
    }
    .into_any()
}

/// Cites as lawyers do, from the smallest part to the whole: "điểm a khoản 1 Điều 5, Luật Hòa giải ở cơ sở (số
/// 35/2013/QH13)", or "Văn bản số 36/2018/QH14" of a law whose title is not known.
fn cited(basis: &LegalBasis, law_title: Option<&str>) -> String {
    let t = texts::result();
    let part = |text: &'static str, value: &Option<String>| value.as_ref().map(|value| fill_n(text, value));
    let parts = [
        part(t.point(), &basis.point),
        part(t.clause(), &basis.clause),
        part(t.article(), &basis.article),
    ];
    let mut place: Vec<String> = parts.into_iter().flatten().collect();
    // Some organisers write the name of the law, which says what it is.
    let law = match law_title {
        Some(title) => lang::fill(t.basis_titled(), &[("title", title), ("n", &basis.law)]),
        None if basis.law.starts_with(|first: char| first.is_ascii_digit()) => {
            fill_n(t.basis_law(), &basis.law)
        }
        None => basis.law.clone(),
    };
    if place.is_empty() {
        return law;
    }
    place = vec![place.join(" "), law];
    place.join(", ")
}
