//! What the final result means for the reader: the place among all and in the unit, the prize and what happens next, or
//! why there is none; or why they were disqualified, and what they can do.

use super::Ending;
use super::facts::pair;
use crate::contact::contact;
use crate::rounds::rules::amount;
use crate::texts::{self, fill_name, fill_time};
use crate::ui::{maybe, note};
use contest_core::wire::my_result::{MyPlace, MyResult, NoPrize, Place, ToldDisqualification, WonPrize};
use leptos::prelude::*;
use web_kit::{format, lang};

pub(super) fn place(ending: Ending) -> Option<AnyView> {
    let result = ending.told.get()?;
    if let Some(out) = &result.disqualification {
        return Some(disqualified(out, &result));
    }
    // The page of another attempt leads to the one that counts.
    let ranked = result.ranked.as_ref()?;
    (ranked.attempt == ending.attempt).then(|| ranked_view(ranked, &result))
}

fn ranked_view(ranked: &MyPlace, result: &MyResult) -> AnyView {
    let t = texts::place();
    let unit = ranked.unit.as_ref().map(|unit| {
        let label = fill_name(t.unit(), &unit.name);
        pair(label, place_in_words(unit.place), "unit-place")
    });
    let outcome = match (&ranked.prize, ranked.no_prize) {
        (Some(prize), _) => won(prize, result),
        (None, Some(why)) => note("quiet", "no-prize", no_prize(why).into_any()),
        (None, None) => ().into_any(),
    };
    view! {
        <div class="outcome" data-test="final-place">
            <h2>{t.title()}</h2>
            <dl>
                {pair(t.rank(), place_in_words(ranked.place), "own-rank")}
                {maybe(unit)}
            </dl>
            {outcome}
        </div>
    }
    .into_any()
}

fn place_in_words(place: Place) -> String {
    lang::fill(
        texts::place().of(),
        &[
            ("rank", &format::thousands(place.rank)),
            ("people", &format::thousands(place.people)),
        ],
    )
}

fn won(prize: &WonPrize, result: &MyResult) -> AnyView {
    let t = texts::place();
    let name = lang::fill(t.prize(), &[("prize", &prize.name)]);
    let worth = lang::fill(t.worth(), &[("amount", &amount(prize.amount_vnd))]);
    let worth = (prize.amount_vnd > 0).then(|| view! { <p>{worth}</p> }.into_any());
    view! {
        <div class="note good" data-test="own-prize">
            <p class="won">{name}</p>
            {maybe(worth)}
            <p>{lang::fill(t.next(), &[("organiser", &result.organiser)])}</p>
            {contact(&result.contact)}
        </div>
    }
    .into_any()
}

fn no_prize(why: NoPrize) -> &'static str {
    let t = texts::place();
    match why {
        NoPrize::NoneOffered => t.none_offered(),
        NoPrize::NoPoints => t.no_points(),
        NoPrize::AllAwarded => t.all_awarded(),
        NoPrize::Withdrawn => t.withdrawn(),
    }
}

fn disqualified(out: &ToldDisqualification, result: &MyResult) -> AnyView {
    let t = texts::disqualified();
    let reason = match &out.reason {
        Some(reason) => lang::fill(t.reason(), &[("reason", reason)]),
        None => t.no_reason().to_owned(),
    };
    view! {
        <div class="outcome" data-test="why-out">
            <h2>{t.title()}</h2>
            <p class="lines" data-test="out-reason">{reason}</p>
            <p>{fill_time(t.at(), &format::moment(out.at))}</p>
            <p data-test="appeal">{lang::fill(t.appeal(), &[("organiser", &result.organiser)])}</p>
            {contact(&result.contact)}
        </div>
    }
    .into_any()
}
