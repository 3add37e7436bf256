//! What to do after forgetting one's password: the organiser of the contest helps.

use crate::contact::contact;
use crate::remote::Remote;
use crate::texts::{self, t};
use crate::ui::{maybe, quiet};
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{clock, lang, router};

#[component]
pub(crate) fn ForgottenPage() -> impl IntoView {
    super::title(t!(forgotten.title));
    let contest = slug()
        .map(|slug| Remote::<ContestView>::read(paths::contest(&slug), |contest| clock::learn(contest.now)));
    let back = router::here().replace("quen-mat-khau", "dang-nhap");
    view! {
        <section class="card" data-test="forgotten">
            <h1>{t!(forgotten.title)}</h1>
            <p>{t!(forgotten.who)}</p>
            {maybe(contest.map(|contest| contest.show(organiser)))}
            <ul class="told">
                <li>{t!(forgotten.tell)}</li>
                <li>{t!(forgotten.never)}</li>
                <li>{t!(forgotten.then)}</li>
            </ul>
            <a class="button" href=back>{t!(forgotten.back)}</a>
        </section>
    }
}

/// Returns the contest that the person came from: signing in leads back to `/thi/{slug}…`.
fn slug() -> Option<String> {
    let next = router::query("tiep")?;
    let rest = next.strip_prefix("/thi/")?;
    let slug = rest.split(['/', '?']).next().unwrap_or_default();
    (!slug.is_empty()).then(|| slug.to_owned())
}

fn organiser(contest: &ContestView) -> AnyView {
    let values = [
        ("contest", contest.title.as_str()),
        ("controller", contest.consent.controller.as_str()),
    ];
    view! {
        {quiet(lang::fill(texts::forgotten().organiser, &values).into_any())}
        {contact(&contest.contact)}
    }
    .into_any()
}
