//! What came out of a trial paper: points, right answers, explanations, and the way to the law.

use super::bar;
use super::material::Material;
use super::room::Room;
use super::trial::answers;
use crate::parts::button::Button;
use crate::parts::reviewed::{self, ReviewedQuestion};
use crate::texts::{self, t};
use crate::ui::link;
use contest_core::paper::Paper;
use leptos::prelude::*;
use web_kit::{format, lang};

pub(super) fn view(room: Room, material: &Material, paper: &Paper, another: Callback<()>) -> AnyView {
    let (answers, by_time) = answers(room);
    let score = material.score(paper, &answers);
    let shown: Vec<ReviewedQuestion> = paper
        .items
        .iter()
        .zip(&answers)
        .map(|(item, marks)| material.reviewed(item, *marks))
        .collect();
    let wrong_only = RwSignal::new(false);
    let out_of = move || {
        let max = format::points(score.max_points);
        lang::fill(texts::result().out_of(), &[("max", &max)])
    };
    let correct = move || {
        let [right, total] = [score.correct, score.total].map(|n| n.to_string());
        lang::fill(texts::practice().correct(), &[("n", &right), ("total", &total)])
    };
    let points = move || {
        lang::current();
        format::points(score.points)
    };
    view! {
        {bar(().into_any())}
        <section class="card result" id="step" tabindex="-1" data-test="trial-outcome">
            <h1>{t!(practice.result_title)}</h1>
            {by_time.then(|| view! { <p class="note" data-test="by-time">{t!(practice.time_over)}</p> }.into_any())}
            <p class="score" data-test="score"><strong>{points}</strong>{out_of}</p>
            <p data-test="correct">{correct}</p>
            <Button
                class="button wide"
                test="another"
                text=t!(practice.another)
                press=Box::new(move || another.run(()))
            />
            {link("button second wide", room.address(""), "to-practice", t!(practice.home))}
        </section>
        {move || reviewed::questions(&shown, wrong_only)}
    }
    .into_any()
}
