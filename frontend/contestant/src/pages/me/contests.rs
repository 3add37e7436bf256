//! The contests that have the person's data, each with the consent that was given.

use super::Page;
use super::about::pair;
use super::dialog::{Asking, opener};
use super::withdraw;
use crate::contact::contact;
use crate::texts::{self, fill_name, fill_time, t};
use contest_core::wire::me::MyContest;
use leptos::prelude::*;
use web_kit::format;

pub(super) fn contests(page: Page, contests: &[MyContest]) -> AnyView {
    let t = texts::me();
    let cards: Vec<AnyView> = contests.iter().map(|contest| card(page, contest)).collect();
    let none = contests.is_empty();
    view! {
        <h2>{t.contests()}</h2>
        {none.then(|| view! { <p class="note">{t.none()}</p> }.into_any())}
        {cards}
    }
    .into_any()
}

fn card(page: Page, contest: &MyContest) -> AnyView {
    let t = texts::me();
    let address = ["/thi/", &contest.slug].concat();
    let unit = contest.unit.clone();
    view! {
        <section class="card" data-test="my-contest">
            <h3 class="first"><a href=address.clone()>{contest.title.clone()}</a></h3>
            <p>{fill_name(texts::register().controller(), &contest.controller)}</p>
            <dl>
                {unit.map(|unit| pair(texts::register().unit(), unit, "unit"))}
                {pair(t.attempts(), contest.attempts.to_string(), "attempts")}
                {pair(t.consented(), format::moment(contest.consented_at), "consented")}
                {pair(t.version(), contest.consent_version.clone(), "version")}
                {contest.guardian.as_ref().map(|guardian| pair(t.guardian(), guardian.name.clone(), "guardian"))}
            </dl>
            {(!contest.contact.is_empty()).then(|| view! {
                <details class="verify">
                    <summary>{texts::contest().contact()}</summary>
                    {contact(&contest.contact)}
                </details>
            }
            .into_any())}
            {contest.consent_text.clone().map(|text| view! {
                <details class="verify">
                    <summary>{t.consent_text()}</summary>
                    <p class="lines">{text}</p>
                </details>
            }
            .into_any())}
            {standing(page, contest, address)}
        </section>
    }
    .into_any()
}

/// The way to withdraw the consent, or when that was done.
fn standing(page: Page, contest: &MyContest, address: String) -> AnyView {
    if let Some(at) = contest.withdrawn_at {
        return view! {
            <div class="note" data-test="withdrawn">
                <p>{fill_time(texts::me().withdrawn(), &format::moment(at))}</p>
                <a href=address + "/dang-ky">{texts::me().again()}</a>
            </div>
        }
        .into_any();
    }
    let asking = Asking::new();
    view! {
        {opener(asking, t!(me.withdraw), "button second", "withdraw")}
        {withdraw::dialog_of(page, asking, contest)}
    }
    .into_any()
}
