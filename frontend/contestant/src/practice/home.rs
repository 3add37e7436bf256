//! The first page of practice: the trial paper, and the topics with what was answered rightly on this device.

use super::material::{Material, Topic};
use super::memory::WRONG_ONES;
use super::room::{Room, chance};
use super::{TOPIC, TRIAL, WRONG, bar};
use crate::texts::{self, fill_n, fill_time, t};
use crate::ui::{click, link, maybe, quiet};
use leptos::prelude::*;
use std::sync::Arc;
use web_kit::{clock, format, lang, router};

pub(super) fn page(room: Room, material: Arc<Material>) -> AnyView {
    let topics: Vec<AnyView> = (1..)
        .zip(&material.topics)
        .map(|(number, topic)| topic_card(room, &material, number, topic))
        .collect();
    let repeated = material.clone();
    view! {
        {bar(().into_any())}
        <h1>{t!(practice.title)}</h1>
        <p class="lead">{material.title.clone()}</p>
        {trial(room, material)}
        <h2>{t!(practice.topics)}</h2>
        {quiet(t!(practice.topics_about).into_any())}
        <div class="topics">{topics}</div>
        {move || maybe(wrong_ones(room, &repeated))}
        {move || maybe(forget(room))}
        <a class="plain" href=room.contest() data-test="to-contest">{t!(common.back)}</a>
    }
    .into_any()
}

/// The trial paper: to begin, to go on, or to look at.
fn trial(room: Room, material: Arc<Material>) -> AnyView {
    let (length, seconds) = (material.paper_length(), material.time_limit_s);
    let about = move || {
        let time = format::duration(u64::from(seconds) * 1_000);
        lang::fill(
            texts::practice().trial_about(),
            &[("n", &length.to_string()), ("time", &time)],
        )
    };
    let begin = move || begin_trial(room, &material);
    let begin = Callback::new(move |()| begin());
    view! {
        <section class="card" data-test="trial-card">
            <h2>{t!(practice.trial)}</h2>
            <p>{about}</p>
            {move || trial_actions(room, begin)}
        </section>
    }
    .into_any()
}

fn trial_actions(room: Room, begin: Callback<()>) -> AnyView {
    let trial = room.memory.with(|memory| {
        let trial = memory.trial.as_ref()?;
        Some((trial.handed_in, trial.ends_at))
    });
    let t = texts::practice();
    let button = |class: &'static str, text: &'static str| {
        view! {
            <button class=class data-test="trial-start" on:click=click(Box::new(move || begin.run(())))>
                {text}
            </button>
        }
        .into_any()
    };
    match trial {
        None => button("button wide", t.trial_start()),
        Some((false, ends_at)) if clock::now() < ends_at => {
            let left = move || {
                fill_time(
                    texts::practice().trial_resume(),
                    &format::timer(ends_at.since(clock::ticking())),
                )
            };
            view! { <a class="button wide" href=room.address(TRIAL) data-test="trial-resume">{left}</a> }
                .into_any()
        }
        Some(_) => view! {
            {button("button wide", t.another())}
            {link("plain wide", room.address(TRIAL), "trial-result", t!(practice.trial_result))}
        }
        .into_any(),
    }
}

/// Draws a new trial paper and shows it.
pub(super) fn begin_trial(room: Room, material: &Material) {
    room.change(|memory| memory.try_out(material, chance(), clock::now()));
    router::navigate(&room.address(TRIAL));
}

fn topic_card(room: Room, material: &Arc<Material>, number: usize, topic: &Topic) -> AnyView {
    let questions = topic.questions.clone();
    let total = questions.len();
    let right = move || room.memory.with(|memory| memory.right_of(&questions));
    let counts = move |right: usize| {
        lang::fill(
            texts::practice().topic_count(),
            &[("n", &total.to_string()), ("right", &right.to_string())],
        )
    };
    let shown = right.clone();
    let name = name_of(topic);
    let to = room.address(&[TOPIC, "=", &number.to_string()].concat());
    let material = material.clone();
    // What was begun goes on; what is done begins again.
    let begin = move || {
        room.change(|memory| {
            if !memory.is_amid(number) {
                memory.begin(&material, number, chance());
            }
        });
    };
    view! {
        <a class="card link" href=to data-test="topic-link" on:click=click(Box::new(begin))>
            <h2>{name}</h2>
            <p class="quiet" data-test="topic-count">{move || counts(right())}</p>
            <progress max=total.to_string() value=move || shown().to_string() aria-hidden="true"></progress>
        </a>
    }
    .into_any()
}

/// Returns the name of a topic; a bank may have none.
pub(super) fn name_of(topic: &Topic) -> AnyView {
    match topic.name.is_empty() {
        true => t!(practice.no_topic).into_any(),
        false => topic.name.clone().into_any(),
    }
}

fn wrong_ones(room: Room, material: &Arc<Material>) -> Option<AnyView> {
    let wrong = room.memory.with(|memory| memory.wrong_of(material, WRONG_ONES));
    let material = material.clone();
    (wrong > 0).then(|| {
        let begin = move || {
            room.change(|memory| memory.begin(&material, WRONG_ONES, chance()));
        };
        view! {
            <a
                class="button second wide"
                href=room.address(WRONG)
                data-test="wrong-ones"
                on:click=click(Box::new(begin))
            >
                {fill_n(texts::practice().wrong_ones(), wrong)}
            </a>
        }
        .into_any()
    })
}

/// What is remembered stays on this device, which may be somebody else's.
fn forget(room: Room) -> Option<AnyView> {
    let is_blank = room.memory.with(super::memory::Memory::is_blank);
    let forget = move || {
        room.change(super::memory::Memory::forget);
        room.say(texts::practice().forgotten().to_owned());
        router::focus("#main");
    };
    (!is_blank).then(|| {
        view! {
            <p class="quiet">
                {texts::practice().on_device()} " "
                <button class="plain" data-test="forget" on:click=click(Box::new(forget))>
                    {texts::practice().forget()}
                </button>
            </p>
        }
        .into_any()
    })
}
