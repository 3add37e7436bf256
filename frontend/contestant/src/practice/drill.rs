//! One question after the other: an answer, then at once whether it is right, why, and where the law says so.

use super::bar;
use super::home::name_of;
use super::material::Material;
use super::memory::{Drill, WRONG_ONES};
use super::room::{Room, chance};
use crate::parts::button::Button;
use crate::parts::question::{Marking, marked, question};
use crate::parts::reviewed;
use crate::texts::{self, fill_n, t};
use crate::timing::memo;
use crate::ui::{link, maybe};
use contest_core::questions::OptionSet;
use leptos::prelude::*;
use std::sync::Arc;
use web_kit::lang;

pub(super) fn page(room: Room, material: Arc<Material>, subject: usize) -> AnyView {
    let is_other = |drill: &Drill| drill.subject != subject;
    if room
        .memory
        .with_untracked(|memory| memory.drill.as_ref().is_none_or(is_other))
    {
        // Opened by its address.
        room.change(|memory| memory.begin(&material, subject, chance()));
    }
    // A mark changes neither, so the question stays as it is.
    let place = memo(Box::new(move || {
        let place = |drill: &Drill| (drill.at, drill.checked, drill.chance);
        room.memory.with(|memory| memory.drill.as_ref().map(place))
    }));
    let name = match subject {
        WRONG_ONES => t!(practice.wrong_title).into_any(),
        topic => name_of(&material.topics[topic - 1]),
    };
    view! {
        {bar(().into_any())}
        <p><a class="plain" href=room.address("") data-test="to-practice">"‹ " {t!(practice.home)}</a></p>
        <h1 class="over">{name}</h1>
        {move || {
            place.get();
            let material = material.clone();
            // Leptos draws a function within a function anew. Every step is an element of its own, so screen readers
            // read it when it gets the focus.
            move || step(room, &material)
        }}
    }
    .into_any()
}

fn step(room: Room, material: &Arc<Material>) -> AnyView {
    let drill = room.memory.with_untracked(|memory| memory.drill.clone());
    let drill = drill.unwrap_or_default();
    match drill.question() {
        None => done(room, material, &drill),
        Some(number) if drill.checked => answered(room, material, &drill, number),
        Some(number) => asked(room, material, &drill, number),
    }
}

fn asked(room: Room, material: &Arc<Material>, drill: &Drill, number: u32) -> AnyView {
    let item = material.item(number, drill.chance);
    let public = material.question(number).public(&item.order);
    let kind = public.kind;
    let marks =
        |memory: &super::memory::Memory| memory.drill.as_ref().map_or(OptionSet::NONE, |drill| drill.marks);
    let lacks_answer = RwSignal::new(false);
    let marking = Marking {
        marks: move || room.memory.with(marks),
        mark: move |option| {
            lacks_answer.set(false);
            room.change(|memory| {
                if let Some(drill) = &mut memory.drill {
                    drill.marks = marked(kind, drill.marks, option);
                }
            });
        },
        is_over: || false,
    };
    let material = material.clone();
    let check = move || {
        if room.memory.with_untracked(marks).is_empty() {
            lacks_answer.set(true);
            return;
        }
        let mut is_right = None;
        room.change(|memory| is_right = memory.check(&material));
        room.say(verdict(room, &material, is_right == Some(true)));
        room.turned();
    };
    let lacking = move || match lacks_answer.get() {
        true => texts::practice().choose_first(),
        false => "",
    };
    view! {
        {question((drill.at, drill.queue.len()), public, marking)}
        <p class="error" role="alert" data-test="choose-first">{lacking}</p>
        <div class="steps">
            <Button class="button" test="check" text=t!(practice.check) press=Box::new(check)/>
        </div>
    }
    .into_any()
}

/// Returns what a screen reader says of the answer: whether it is right, else the letters of the key.
fn verdict(room: Room, material: &Material, is_right: bool) -> String {
    let t = texts::practice();
    if is_right {
        return t.right().to_owned();
    }
    let drill = room.memory.with_untracked(|memory| memory.drill.clone());
    let drill = drill.unwrap_or_default();
    let Some(number) = drill.question() else {
        return String::new();
    };
    let key = material
        .item(number, drill.chance)
        .to_shown(material.question(number).key);
    let letters = (0..6_u8).filter(|option| key.contains(usize::from(*option)));
    let letters: Vec<String> = letters
        .map(|option| char::from(b'A' + option).to_string())
        .collect();
    lang::fill(t.not_right(), &[("key", &letters.join(", "))])
}

fn answered(room: Room, material: &Material, drill: &Drill, number: u32) -> AnyView {
    let item = material.item(number, drill.chance);
    let shown = material.reviewed(&item, drill.marks);
    let is_last = drill.at + 1 == drill.queue.len();
    let position = drill.at + 1;
    let text = if is_last {
        t!(practice.finish)
    } else {
        t!(practice.next)
    };
    let go_on = move || {
        room.change(|memory| {
            if let Some(drill) = &mut memory.drill {
                drill.go_on();
            }
        });
        room.say(String::new());
        room.turned();
    };
    view! {
        <div id="step" tabindex="-1" data-test="answered">
            {move || reviewed::question(position, &shown)}
        </div>
        <div class="steps">
            <Button class="button" test="go-on" text press=Box::new(go_on)/>
        </div>
    }
    .into_any()
}

/// What came out of it, and what to practise next.
fn done(room: Room, material: &Arc<Material>, drill: &Drill) -> AnyView {
    let (right, total, subject) = (drill.right, drill.queue.len(), drill.subject);
    let text = move || {
        let t = texts::practice();
        match total {
            0 => t.none_wrong().to_owned(),
            _ => lang::fill(
                t.done(),
                &[("right", &right.to_string()), ("n", &total.to_string())],
            ),
        }
    };
    let wrong = room
        .memory
        .with_untracked(|memory| memory.wrong_of(material, subject));
    let (repeated, whole) = (material.clone(), material.clone());
    let repeat = move || {
        room.change(|memory| memory.begin(&repeated, subject, chance()));
        room.turned();
    };
    let again = move || {
        room.change(|memory| memory.begin_all(&whole, subject, chance()));
        room.turned();
    };
    let repeat = (wrong > 0).then(|| {
        let text = move || fill_n(texts::practice().wrong_ones(), wrong);
        view! { <button class="button wide" data-test="repeat" on:click=move |_| repeat()>{text}</button> }
            .into_any()
    });
    let again = (subject != WRONG_ONES).then(|| {
        view! {
            <Button class="button second wide" test="again" text=t!(practice.again) press=Box::new(again)/>
        }
        .into_any()
    });
    view! {
        <section class="card stack" id="step" tabindex="-1" data-test="done">
            <h2>{t!(practice.done_title)}</h2>
            <p data-test="done-count">{text}</p>
            {maybe(repeat)}
            {maybe(again)}
            {link("button second wide", room.address(""), "other-topic", t!(practice.other))}
        </section>
    }
    .into_any()
}
