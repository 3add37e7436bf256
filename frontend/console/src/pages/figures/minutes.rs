//! Starts and submissions of the last hour, minute by minute.

use super::chart::{Bar, chart};
use crate::texts::texts;
use contest_core::wire::figures::MinuteFigures;
use leptos::prelude::*;
use web_kit::format::time;

pub(super) fn charts(minutes: &[MinuteFigures]) -> Option<impl IntoView + use<>> {
    if minutes.is_empty() {
        return None;
    }
    let t = &texts().monitor;
    let bars = |of: fn(&MinuteFigures) -> u64| -> Vec<Bar> {
        let bar = |minute: &MinuteFigures| Bar {
            // Hours and minutes.
            label: time(minute.at).chars().take(5).collect(),
            value: of(minute),
        };
        minutes.iter().map(bar).collect()
    };
    Some(view! {
        <section class="card stack">
            <h2>{t.minutes}</h2>
            <div class="charts">
                {chart(t.starts_by_minute, t.minute, &bars(|minute| minute.starts), "chart-starts")}
                {chart(t.submissions_by_minute, t.minute, &bars(|minute| minute.submissions), "chart-submissions")}
            </div>
        </section>
    })
}
