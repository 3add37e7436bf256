//! What to do after forgetting one's password: have a one-time code sent, where that is set up, or ask the organiser of
//! the contest, who can always help.

mod ask;
mod set;

use super::form::TYPED;
use super::sign_in::is_own;
use crate::contact::contact;
use crate::remote::{Failed, Remote};
use crate::session::{self, Who};
use crate::texts::{self, t};
use crate::timing::memo;
use crate::ui::{click, maybe, quiet};
use contest_core::rounds::Phase;
use contest_core::time::Millis;
use contest_core::wire::accounts::Session;
use contest_core::wire::codes::CodesOffered;
use contest_core::wire::contests::{ContestCard, ContestList, ContestView};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::{clock, lang, router, spawn, storage};

/// The tab's key for how far somebody has got: the number, when another code can be sent, and whether the last request
/// came too soon, in lines. A reload, or a look at the messages on a small phone, must not lose it. Neither code nor
/// password is kept.
const ASKED: &str = "thiluat.code";

/// A code that was asked for.
#[derive(Clone, PartialEq)]
struct Asked {
    /// Empty if the organisers have read the code out: they have asked for the number.
    phone: String,
    /// By the server's clock.
    again_at: Millis,
    /// The last request came too soon after another, so no message follows from it.
    too_soon: bool,
}

/// The page's state.
#[derive(Clone, Copy)]
struct Page {
    asked: RwSignal<Option<Asked>>,
    is_done: RwSignal<bool>,
    /// It outlives the form, which is drawn anew when another code is asked for.
    password: RwSignal<String>,
}

/// Whether codes are sent.
#[derive(Clone, PartialEq)]
enum Offer {
    /// Not known yet.
    Asking,
    Yes,
    No,
    /// Nobody could say.
    Failed(Failure),
}

impl Page {
    fn restored() -> Page {
        let kept = storage::of_tab(ASKED);
        let asked = kept.and_then(|kept| {
            let mut lines = kept.lines();
            Some(Asked {
                phone: lines.next()?.to_owned(),
                again_at: Millis(lines.next()?.parse().ok()?),
                too_soon: lines.next().is_some(),
            })
        });
        Page {
            asked: RwSignal::new(asked),
            is_done: RwSignal::new(false),
            password: RwSignal::new(String::new()),
        }
    }

    /// Goes on to the code, or back to the number.
    fn keep(self, asked: Option<Asked>) {
        let text = asked.as_ref().map(|asked| {
            let too_soon = if asked.too_soon { "\n-" } else { "" };
            [
                asked.phone.as_str(),
                "\n",
                &asked.again_at.0.to_string(),
                too_soon,
            ]
            .concat()
        });
        storage::set_in_tab(ASKED, text.as_deref());
        self.asked.set(asked);
    }

    /// The password is set, and this device is signed in.
    fn done(self, session: Session) {
        storage::set_in_tab(ASKED, None);
        storage::set_in_tab(TYPED, None);
        session::set(Who::Somebody(session));
        self.is_done.set(true);
        router::focus("[data-test=password-set]");
    }
}

#[component]
pub(crate) fn ForgottenPage() -> impl IntoView {
    super::title(t!(forgotten.title));
    let page = Page::restored();
    let offer = RwSignal::new(Offer::Asking);
    ask_whether(offer);
    let desk = match slug() {
        Some(slug) => Desk::Of(Remote::read(paths::contest(&slug), |contest| {
            clock::learn(contest.now)
        })),
        None => Desk::OfOne(Remote::read(paths::CONTESTS.to_owned(), |list| {
            clock::learn(list.now)
        })),
    };
    view! {
        {move || match page.is_done.get() {
            true => done(),
            false => forms(page, offer, desk),
        }}
    }
}

/// Asks whether codes are sent.
fn ask_whether(offer: RwSignal<Offer>) {
    offer.set(Offer::Asking);
    spawn(async move {
        let told = match api::get::<CodesOffered>(paths::PASSWORD_RESET_CODE).await {
            Ok(told) if told.offered => Offer::Yes,
            Ok(_) => Offer::No,
            // A server of before there were codes.
            Err(failure) if failure.code() == Some(ErrorCode::NotFound) => Offer::No,
            Err(failure) => Offer::Failed(failure),
        };
        let _gone = offer.try_set(told);
    });
}

fn forms(page: Page, offer: RwSignal<Offer>, desk: Desk) -> AnyView {
    let has_form = memo(Box::new(move || {
        offer.get() == Offer::Yes || page.asked.with(Option::is_some)
    }));
    let unknown = move || {
        let Offer::Failed(failure) = offer.get() else {
            return ().into_any();
        };
        let again = Callback::new(move |()| ask_whether(offer));
        view! { <Failed failure on_retry=again/> }.into_any()
    };
    let back = router::here().replace("quen-mat-khau", "dang-nhap");
    let codes = move || {
        let step = match page.asked.get() {
            None => ask::form(page),
            Some(asked) => set::form(page, asked),
        };
        view! { <section class="card"><h1>{t!(forgotten.title)}</h1>{step}</section> }.into_any()
    };
    view! {
        {unknown}
        {move || maybe(has_form.get().then(codes))}
        <section class="card" data-test="forgotten">
            {move || match has_form.get() {
                true => view! { <h2>{t!(forgotten.desk)}</h2> }.into_any(),
                false => view! { <h1>{t!(forgotten.title)}</h1> }.into_any(),
            }}
            <p>{t!(forgotten.who)}</p>
            {match desk {
                Desk::Of(contest) => contest.show(organiser),
                Desk::OfOne(list) => list.show(choice),
            }}
            <ul class="told">
                <li>{t!(forgotten.tell)}</li>
                <li>{t!(forgotten.never)}</li>
                <li>{t!(forgotten.then)}</li>
            </ul>
            <button
                class="button second"
                data-test="have-code"
                hidden=move || page.asked.with(Option::is_some)
                on:click=click(Box::new(move || {
                    page.keep(Some(Asked { phone: String::new(), again_at: Millis(0), too_soon: false }));
                    router::focus("#phone");
                }))
            >
                {t!(forgotten.have_code)}
            </button>
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

/// Who can help: the organiser of one contest, or of one yet to choose.
#[derive(Clone, Copy)]
enum Desk {
    Of(Remote<ContestView>),
    OfOne(Remote<ContestList>),
}

/// The contests that are not over, each with the way to this page about it.
fn choice(list: &ContestList) -> AnyView {
    let contests = list
        .contests
        .iter()
        .filter(|contest| contest.phase != Phase::Final);
    let ways: Vec<AnyView> = contests.map(way).collect();
    maybe((!ways.is_empty()).then(|| {
        view! {
            <p>{t!(forgotten.choose)}</p>
            <ul class="told" data-test="desks">{ways}</ul>
        }
        .into_any()
    }))
}

fn way(contest: &ContestCard) -> AnyView {
    let to = ["/quen-mat-khau?tiep=/thi/", &contest.slug].concat();
    view! {
        <li>
            <a href=to data-test="desk">{contest.title.clone()}</a>
            <small>{contest.organiser.clone()}</small>
        </li>
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
    view! {
        {quiet(lang::fill(texts::forgotten().organiser(), &values).into_any())}
        {contact(&contest.contact)}
    }
    .into_any()
}
