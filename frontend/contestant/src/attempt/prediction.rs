//! The prediction question, the last step of the paper.

use super::AttemptState;
use crate::texts::{Text, t};
use contest_core::rounds::{Prediction, PredictionTarget};
use leptos::ev::Event;
use leptos::prelude::*;
use web_kit::format;

/// The highest percentage: 100 % in hundredths of a percent.
const WHOLE: i64 = 10_000;

#[component]
pub(super) fn PredictionStep(state: AttemptState, asked: Prediction) -> impl IntoView {
    let percent = asked.target == PredictionTarget::PercentAllCorrect;
    let given = state.sheet.with_untracked(|sheet| sheet.prediction);
    let text = given.map(|value| written(value, percent)).unwrap_or_default();
    let bad = RwSignal::new(false);
    let change = move |event: Event| match parse(&event_target_value(&event), percent) {
        Ok(value) => {
            bad.set(false);
            state.predict(value);
        }
        Err(NotANumber) => {
            bad.set(true);
            // What was understood before is not what is there now.
            state.predict(None);
        }
    };
    let (keys, complaint): (&'static str, Text) = if percent {
        ("decimal", t!(attempt.predict_bad_percent))
    } else {
        ("numeric", t!(attempt.predict_bad_number))
    };
    view! {
        <div class="question field" id="step" tabindex="-1" data-test="prediction">
            <p class="over">{t!(attempt.prediction)}</p>
            <p class="stem">{asked.question}</p>
            <label for="prediction">{label(asked.target)}</label>
            <input
                id="prediction"
                name="prediction"
                autocomplete="off"
                value=text
                inputmode=keys
                aria-describedby="prediction-error"
                aria-invalid=move || bad.get().to_string()
                on:input=change
            />
            <p class="error" id="prediction-error" role="alert">
                {move || if bad.get() { complaint() } else { "" }}
            </p>
        </div>
    }
}

fn label(target: PredictionTarget) -> Text {
    match target {
        PredictionTarget::People => t!(attempt.predict_people),
        PredictionTarget::Attempts => t!(attempt.predict_attempts),
        PredictionTarget::PeopleAllCorrect => t!(attempt.predict_all_correct),
        PredictionTarget::PercentAllCorrect => t!(attempt.predict_percent),
    }
}

struct NotANumber;

/// Reads a number as people write it. Whole numbers may be grouped ("1.250", "1 250"), and "1.5" is none. Percentages have at most two
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
        let mut groups = text.split(['.', ',']);
        groups.next();
        if groups.any(|group| group.len() != 3) {
            return Err(NotANumber);
        }
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
