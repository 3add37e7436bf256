//! What to do after forgetting one's password: have a one-time code sent, where that is set up, or ask the organiser of
//! the contest, who can always help.

mod ask;
mod set;

use super::sign_in::is_own;
use crate::remote::Remote;
use crate::session::{self, Who};
use crate::texts::{self, t};
use crate::ui::{maybe, quiet};
use contest_core::time::Millis;
use contest_core::wire::accounts::Session;
use contest_core::wire::codes::CodesOffered;
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{api, clock, lang, router, spawn, storage};

/// The tab's key for how far somebody has got: the number, and when another code can be sent, in lines. A reload, or a
/// look at the messages on a small phone, must not lose it. Neither code nor password is kept.
const ASKED: &str = "thiluat.code";

/// A code that was asked for.
#[derive(Clone, PartialEq)]
struct Asked {
    phone: String,
    /// By the server's clock.
    again_at: Millis,
}

/// The page's state.
#[derive(Clone, Copy)]
struct Page {
    asked: RwSignal<Option<Asked>>,
    is_done: RwSignal<bool>,
}

impl Page {
    fn restored() -> Page {
        let kept = storage::of_tab(ASKED);
        let asked = kept.and_then(|kept| {
            let (phone, again_at) = kept.split_once('\n')?;
            Some(Asked {
                phone: phone.to_owned(),
                again_at: Millis(again_at.parse().ok()?),
            })
        });
        Page {
            asked: RwSignal::new(asked),
            is_done: RwSignal::new(false),
        }
    }

    /// Goes on to the code, or back to the number.
    fn keep(self, asked: Option<Asked>) {
        let text = asked
            .as_ref()
            .map(|asked| [asked.phone.as_str(), &asked.again_at.0.to_string()].join("\n"));
        storage::set_in_tab(ASKED, text.as_deref());
        self.asked.set(asked);
    }

    /// The password is set, and this device is signed in.
    fn done(self, session: Session) {
        storage::set_in_tab(ASKED, None);
        session::set(Who::Somebody(session));
        self.is_done.set(true);
        router::focus("[data-test=password-set]");
    }
}

#[component]
pub(crate) fn ForgottenPage() -> impl IntoView {
    super::title(t!(forgotten.title));
    let page = Page::restored();
    // Until that is known, and without network, the page tells of the organiser alone.
    let is_offered = RwSignal::new(false);
    spawn(async move {
        let told = api::get::<CodesOffered>(paths::PASSWORD_RESET_CODE).await;
        let _gone = is_offered.try_set(told.is_ok_and(|told| told.offered));
    });
    let contest = slug()
        .map(|slug| Remote::<ContestView>::read(paths::contest(&slug), |contest| clock::learn(contest.now)));
    view! {
        {move || match page.is_done.get() {
            true => done(),
            false => forms(page, is_offered, contest),
        }}
    }
}

fn forms(page: Page, is_offered: RwSignal<bool>, contest: Option<Remote<ContestView>>) -> AnyView {
    let back = router::here().replace("quen-mat-khau", "dang-nhap");
    let codes = move || {
        let step = match page.asked.get() {
            None => ask::form(page),
            Some(asked) => set::form(page, asked),
        };
        view! { <section class="card"><h1>{t!(forgotten.title)}</h1>{step}</section> }.into_any()
    };
    view! {
        {move || maybe(is_offered.get().then(codes))}
        <section class="card" data-test="forgotten">
            {move || match is_offered.get() {
                true => view! { <h2>{t!(forgotten.desk)}</h2> }.into_any(),
                false => view! { <h1>{t!(forgotten.title)}</h1> }.into_any(),
            }}
            <p>{t!(forgotten.who)}</p>
            {maybe(contest.map(|contest| contest.show(organiser)))}
            <ul class="told">
                <li>{t!(forgotten.tell)}</li>
                <li>{t!(forgotten.never)}</li>
                <li>{t!(forgotten.then)}</li>
            </ul>
            <a class="button second" href=back>{t!(forgotten.back)}</a>
        </section>
    }
    .into_any()
}

fn done() -> AnyView {
    let next = router::query("tiep").filter(|to| is_own(to));
    view! {
        <section class="card" tabindex="-1" data-test="password-set">
            <h1>{t!(forgotten.done_title)}</h1>
            <p>{t!(forgotten.done)}</p>
            <a class="button" href=next.unwrap_or_else(|| "/".to_owned())>{t!(forgotten.go_on)}</a>
        </section>
    }
    .into_any()
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
    quiet(lang::fill(texts::forgotten().organiser, &values).into_any())
}
