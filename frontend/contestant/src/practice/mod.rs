//! Practice (thi thử): a program of its own, because nobody needs it before the first question of an attempt. It needs
//! no session, and the server records nothing; the frame asks who is signed in, if there is a network.
//!
//! `room` gets the questions and keeps them on the device; `material` is what can be done with them; `memory` is what this
//! device remembers. `home` shows the topics, `drill` asks question by question, `trial` is a paper against the clock, and
//! `outcome` what came out of it.

mod drill;
mod home;
mod material;
mod memory;
mod outcome;
mod room;
mod trial;

use crate::pages::not_found::NotFound;
use crate::remote::{Failed, Loading};
use crate::session;
use crate::texts::{self, fill_name, t};
use crate::timing::effect;
use crate::ui::fresh;
use contest_core::wire::errors::ErrorCode;
use leptos::prelude::*;
use material::Material;
use room::Room;
use std::sync::Arc;
use web_kit::router;

/// What the address ends with: `/thi/luat/thi-thu`.
const ENDING: &str = "/thi-thu";
/// In the query: the number of the topic that is practised, from 1.
const TOPIC: &str = "chu-de";
/// In the query: the questions that were not answered rightly.
const WRONG: &str = "sai";
/// In the query: the trial paper.
const TRIAL: &str = "de";

/// Returns whether an address belongs to the program of practice.
pub(crate) fn owns(address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    path.trim_end_matches('/').ends_with(ENDING)
}

/// Every page of practice says that nothing counts.
pub(crate) fn content() -> AnyView {
    session::start_with_network();
    let room = Room::enter(&router::segments().into_iter().nth(1).unwrap_or_default());
    effect(Box::new(move || {
        let title = room
            .material
            .with(|material| Some(material.as_ref()?.title.clone()));
        if let Some(title) = title {
            router::title(&fill_name(texts::practice().page_title(), &title));
        }
    }));
    view! {
        <p class="sr" role="status" data-test="said">{move || room.said.get()}</p>
        {move || {
            let shown = room.material.get();
            // Asked again on every page.
            router::segments();
            fresh(Box::new(move || page(room, shown.clone())))
        }}
    }
    .into_any()
}

/// Returns the page at the address.
fn page(room: Room, material: Option<Arc<Material>>) -> AnyView {
    let Some(material) = material else {
        return view! {
            {bar(().into_any())}
            {move || missing(room)}
        }
        .into_any();
    };
    room.say(String::new());
    if router::query(TRIAL).is_some() {
        return trial::page(room, material);
    }
    let wrong = router::query(WRONG).map(|_| 0);
    let topic = router::query(TOPIC).and_then(|number| number.parse().ok());
    match wrong.or(topic) {
        Some(subject) if subject <= material.topics.len() => drill::page(room, material, subject),
        _ => home::page(room, material),
    }
}

/// What stays in place above everything: that this is practice, and beside it what the page needs there.
fn bar(beside: AnyView) -> AnyView {
    view! {
        <div class="bar">
            {beside}
            <p class="practice" data-test="practice-note"><strong>{t!(practice.note)}</strong></p>
        </div>
    }
    .into_any()
}

/// Says why there are no questions, or that they are on their way.
fn missing(room: Room) -> AnyView {
    let Some(failure) = room.failure.get() else {
        return view! { <Loading/> }.into_any();
    };
    match failure.code() {
        Some(ErrorCode::NotFound) => view! { <NotFound/> }.into_any(),
        Some(ErrorCode::PracticeWithheld) => view! {
            <h1>{t!(practice.title)}</h1>
            <p class="note" role="alert" data-test="withheld">{t!(practice.withheld)}</p>
            <a class="plain" href=room.contest() data-test="to-contest">{t!(common.back)}</a>
        }
        .into_any(),
        _ => {
            let again = Callback::new(move |()| room.ask());
            view! { <Failed failure on_retry=again/> }.into_any()
        }
    }
}
