//! A trial paper: like an attempt, with a clock, all questions at hand, and its end.

use super::home::begin_trial;
use super::material::Material;
use super::memory::Trial;
use super::outcome;
use super::room::Room;
use super::{bar, home};
use crate::parts::button::Button;
use crate::parts::cell::cell;
use crate::parts::confirmation::confirmation;
use crate::parts::countdown::countdown;
use crate::parts::question::{Marking, marked, question};
use crate::parts::steps::steps;
use crate::texts::{self, t};
use crate::timing::memo;
use contest_core::paper::{Paper, PaperItem};
use contest_core::questions::OptionSet;
use leptos::prelude::*;
use std::sync::Arc;
use web_kit::{clock, lang, router};

/// The trial paper as far as it has come, with the paper that its chance has drawn.
#[derive(Clone, Copy)]
struct Running {
    room: Room,
    material: StoredValue<Arc<Material>>,
    paper: StoredValue<Arc<Paper>>,
}

pub(super) fn page(room: Room, material: Arc<Material>) -> AnyView {
    if room.memory.with_untracked(|memory| memory.trial.is_none()) {
        // Opened by its address: nobody's clock begins without a tap.
        router::replace(&room.address(""));
        return home::page(room, material);
    }
    end_if_over(room, &material);
    // An answer changes none of these, so the question stays as it is.
    let place = memo(Box::new(move || {
        let place = |trial: &Trial| (trial.handed_in, trial.chance);
        room.memory.with(|memory| memory.trial.as_ref().map(place))
    }));
    let shown = move || {
        let Some((handed_in, chance)) = place.get() else {
            return ().into_any();
        };
        let paper = Arc::new(material.paper(chance));
        if handed_in {
            let another = material.clone();
            let another = Callback::new(move |()| begin_trial(room, &another));
            return outcome::view(room, &material, &paper, another);
        }
        let running = Running {
            room,
            material: StoredValue::new(material.clone()),
            paper: StoredValue::new(paper),
        };
        running.view()
    };
    view! { {shown} }.into_any()
}

/// Hands the paper in if its time is over.
fn end_if_over(room: Room, material: &Material) {
    let is_over = |trial: &Trial| !trial.handed_in && trial.ends_at <= clock::now();
    if room
        .memory
        .with_untracked(|memory| memory.trial.as_ref().is_some_and(is_over))
    {
        room.change(|memory| memory.hand_in(material, true));
        room.say(texts::practice().time_over().to_owned());
        room.turned();
    }
}

impl Running {
    fn read<T: Default>(self, read: impl Fn(&Trial) -> T) -> T {
        let memory = self.room.memory;
        memory
            .with(|memory| memory.trial.as_ref().map(&read))
            .unwrap_or_default()
    }

    fn length(self) -> usize {
        self.paper.with_value(|paper| paper.items.len())
    }

    fn view(self) -> AnyView {
        let step = memo(Box::new(move || self.read(|trial| trial.step)));
        view! {
            {bar(self.timer())}
            <h1 class="sr">{t!(practice.trial)}</h1>
            {move || {
                let step = step.get();
                move || self.step(step)
            }}
            {steps(move || step.get(), self.length(), move || self.back(), move |to| self.go(to))}
        }
        .into_any()
    }

    fn timer(self) -> AnyView {
        let ends_at = self.read(|trial| trial.ends_at);
        let whole = self.material.with_value(|material| material.time_limit_s);
        countdown(
            move || ends_at.since(clock::ticking()),
            move || u64::from(whole) * 1_000,
            move |left| {
                if left == 0 {
                    end_if_over(self.room, &self.material.get_value());
                }
            },
        )
    }

    fn step(self, step: usize) -> AnyView {
        let item = self.paper.with_value(|paper| paper.items.get(step).cloned());
        match item {
            Some(item) => self.question(step, &item),
            None => self.overview(),
        }
    }

    fn question(self, number: usize, item: &PaperItem) -> AnyView {
        let public = self
            .material
            .with_value(|material| material.question(item.question).public(&item.order));
        let kind = public.kind;
        let mark = move |option| {
            self.room.change(|memory| {
                if let Some(trial) = memory.trial.as_mut().filter(|trial| !trial.handed_in) {
                    let answer = &mut trial.answers[number];
                    *answer = marked(kind, *answer, option);
                }
            });
        };
        let marking = Marking {
            marks: move || self.read(|trial| trial.answers[number]),
            mark,
            is_over: || false,
        };
        question((number, self.length()), public, marking)
    }

    /// All questions, those without an answer, and the way to hand in.
    fn overview(self) -> AnyView {
        let cells: Vec<AnyView> = (0..self.length()).map(|number| self.cell(number)).collect();
        // As in an attempt, handing in is two steps. Another step on the screen takes the first one back.
        let asked = RwSignal::new(false);
        let ask = move || {
            asked.set(true);
            router::focus("#confirm");
        };
        let end = move || {
            match asked.get() {
            false => {
                view! { <Button class="button wide" test="hand-in" text=t!(practice.hand_in) press=Box::new(ask)/> }
                    .into_any()
            }
            true => confirmation(
                move || self.read(Trial::blanks).len(),
                Box::new(move || self.hand_in()),
                Box::new(move || asked.set(false)),
            ),
        }
        };
        view! {
            <section class="question" id="step" tabindex="-1" data-test="overview">
                <h2>{t!(attempt.overview)}</h2>
                <div class="grid">{cells}</div>
                <p class="note" data-test="unanswered">{move || unanswered(&self.read(Trial::blanks))}</p>
                {end}
            </section>
        }
        .into_any()
    }

    fn hand_in(self) {
        let material = self.material.get_value();
        self.room.change(|memory| memory.hand_in(&material, false));
        self.room.say(texts::practice().handed_in().to_owned());
        self.room.turned();
    }

    fn cell(self, number: usize) -> AnyView {
        let is_done = move |trial: &Trial| !trial.answers[number].is_empty();
        cell(
            number,
            move || (self.read(is_done), false),
            move || self.go(number),
        )
    }

    fn go(self, to: usize) {
        self.room.change(|memory| {
            if let Some(trial) = &mut memory.trial {
                trial.came_from = trial.step;
                trial.step = to;
            }
        });
        self.room.turned();
    }

    /// Goes to the question before. The list of all is a look aside: from there, back is where one was.
    fn back(self) {
        let (step, came_from) = untrack(|| self.read(|trial| (trial.step, trial.came_from)));
        let back = if step == self.length() { came_from } else { step };
        self.go(back.min(step.saturating_sub(1)));
    }
}

fn unanswered(blanks: &[usize]) -> String {
    let t = texts::practice();
    if blanks.is_empty() {
        return t.all_answered().to_owned();
    }
    let numbers: Vec<String> = blanks.iter().map(usize::to_string).collect();
    lang::fill(t.unanswered(), &[("list", &numbers.join(", "))])
}

/// The marks of a paper that was handed in.
pub(super) fn answers(room: Room) -> (Vec<OptionSet>, bool) {
    room.memory.with_untracked(|memory| {
        let trial = memory.trial.as_ref();
        trial
            .map(|trial| (trial.answers.clone(), trial.by_time))
            .unwrap_or_default()
    })
}
