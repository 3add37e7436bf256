//! The prediction question, the last step of the paper.

use super::AttemptState;
use crate::dom::{View, el, typed};
use crate::texts::{Texts, t};
use contest_core::rounds::{Prediction, PredictionTarget};
use leptos::prelude::*;
use web_kit::format;

/// The highest percentage: 100 % in hundredths of a percent.
const WHOLE: i64 = 10_000;

pub(crate) fn prediction(state: AttemptState, prediction: &Prediction) -> View {
    let t = t();
    let target = prediction.target;
    let percent = target == PredictionTarget::PercentAllCorrect;
    let given = state.sheet.with_untracked(|sheet| sheet.prediction);
    let text = given.map(|value| written(value, percent)).unwrap_or_default();
    let bad = RwSignal::new(false);
    let change = move |text: String| match parse(&text, percent) {
        Ok(value) => {
            bad.set(false);
            state.predict(value);
        }
        Err(NotANumber) => bad.set(true),
    };
    let complaint = if percent {
        t.attempt.predict_bad_percent
    } else {
        t.attempt.predict_bad_number
    };
    let input = el("input")
        .id("prediction")
        .attr("name", "prediction")
        .attr("autocomplete", "off")
        .attr("value", &text)
        .attr("inputmode", if percent { "decimal" } else { "numeric" })
        .attr("aria-describedby", "prediction-error")
        .live_attr("aria-invalid", move || bad.get().to_string())
        .on("input", move |event| change(typed(&event)));
    let error = el("p")
        .class("error")
        .id("prediction-error")
        .attr("role", "alert")
        .live_text(move || if bad.get() { complaint } else { "" }.to_owned());
    el("div")
        .class("question field")
        .id("step")
        .attr("tabindex", "-1")
        .test("prediction")
        .add(el("p").class("over").text(t.attempt.prediction))
        .add(el("p").class("stem").text(&prediction.question))
        .add(el("label").attr("for", "prediction").text(label(target, t)))
        .add(input)
        .add(error)
}

fn label(target: PredictionTarget, t: &'static Texts) -> &'static str {
    match target {
        PredictionTarget::People => t.attempt.predict_people,
        PredictionTarget::Attempts => t.attempt.predict_attempts,
        PredictionTarget::PeopleAllCorrect => t.attempt.predict_all_correct,
        PredictionTarget::PercentAllCorrect => t.attempt.predict_percent,
    }
}

struct NotANumber;

/// Reads a number as people write it. Whole numbers may be grouped ("1.250", "1 250"). Percentages have at most two
/// decimals after a comma or a point and become hundredths of a percent.
fn parse(text: &str, percent: bool) -> Result<Option<i64>, NotANumber> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '%').collect();
    if text.is_empty() {
        return Ok(None);
    }
    let value = if percent {
        let (whole, decimals) = text.split_once([',', '.']).unwrap_or((&text, ""));
        let grown = match decimals.len() {
            0 => "00".to_owned(),
            1 => [decimals, "0"].concat(),
            2 => decimals.to_owned(),
            _ => return Err(NotANumber),
        };
        digits(&[whole, &grown].concat()).filter(|value| *value <= WHOLE)
    } else {
        digits(&text.replace(['.', ','], ""))
    };
    value.map(Some).ok_or(NotANumber)
}

fn digits(text: &str) -> Option<i64> {
    let fits = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn written(value: i64, percent: bool) -> String {
    if percent {
        format::points(u32::try_from(value).unwrap_or(0))
    } else {
        value.to_string()
    }
}
