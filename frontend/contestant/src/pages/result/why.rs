//! "Vì sao tôi ở hạng này?": the reader's attempt beside those just above and just below, criterion by criterion.

use super::Ending;
use super::criteria::{prediction_text, sentence};
use crate::texts;
use crate::ui::maybe;
use contest_core::rounds::PredictionTarget;
use contest_core::wire::attempts::Receipt;
use contest_core::wire::my_result::{Neighbour, ToldPrediction};
use leptos::prelude::*;
use web_kit::{format, lang};

pub(super) fn why(ending: Ending, receipt: &Receipt) -> Option<AnyView> {
    let t = texts::why();
    let result = ending.told.get()?;
    let ranked = result.ranked.filter(|ranked| ranked.attempt == ending.attempt)?;
    let target = ranked.prediction.map(|prediction| prediction.target);
    let (max, is_last) = (receipt.score.max_points, ranked.place.rank == ranked.place.people);
    let alone = |is: bool, text: &'static str| is.then(|| view! { <p>{text}</p> }.into_any());
    let ahead = ranked
        .ahead
        .as_ref()
        .map(|ahead| neighbour(t.ahead(), ahead, max, target));
    let behind = ranked
        .behind
        .as_ref()
        .map(|behind| neighbour(t.behind(), behind, max, target));
    let view = view! {
        <details class="verify why" data-test="why">
            <summary>{t.title()}</summary>
            <p class="quiet">{t.lead()}</p>
            {maybe(ahead.or_else(|| alone(ranked.place.rank == 1, t.first())))}
            {maybe(behind.or_else(|| alone(is_last, t.last())))}
            {maybe(ranked.prediction.as_ref().map(prediction))}
        </details>
    };
    Some(view.into_any())
}

fn neighbour(
    title: &'static str,
    neighbour: &Neighbour,
    max: u32,
    target: Option<PredictionTarget>,
) -> AnyView {
    let who = lang::fill(
        texts::why().who(),
        &[
            ("name", &neighbour.name),
            ("rank", &format::thousands(neighbour.rank)),
        ],
    );
    view! {
        <h3>{title}</h3>
        <p data-test="neighbour">{who} " " {sentence(&neighbour.why, max, target)}"."</p>
    }
    .into_any()
}

/// What came true, and how far the reader was off.
fn prediction(prediction: &ToldPrediction) -> AnyView {
    let t = texts::why();
    let value = |value: i64| prediction_text(value, Some(prediction.target));
    let truth = lang::fill(t.truth(), &[("value", &value(prediction.value))]);
    let guess = prediction.own.map(|own| {
        let off = i64::try_from(own.abs_diff(prediction.value)).unwrap_or(i64::MAX);
        lang::fill(t.guess(), &[("own", &value(own)), ("difference", &value(off))])
    });
    let text = [truth, guess.unwrap_or_default()].join(" ");
    view! { <p data-test="prediction-truth">{text}</p> }.into_any()
}
