//! The countdown to the opening or the close, by the server's clock. Seconds appear only in the last hour: before, they
//! would be unrest on the wall.

use super::face::Face;
use crate::texts::{self, fill_n, fill_time};
use crate::timing::memo;
use contest_core::rounds::Phase;
use leptos::prelude::*;
use web_kit::{clock, format};

/// What is left, in the units in which it is shown.
#[derive(Debug, PartialEq, Eq)]
enum Left {
    Days(u64, u64),
    Hours(u64, u64),
    Seconds(u64),
}

fn left(ms: u64) -> Left {
    let minutes = ms / 60_000;
    match minutes {
        0..60 => Left::Seconds(ms),
        60..1_440 => Left::Hours(minutes / 60, minutes % 60),
        _ => Left::Days(minutes / 1_440, minutes / 60 % 24),
    }
}

/// Returns two numbers, each with its unit.
fn shown(ms: u64) -> [String; 4] {
    let t = texts::screen_unit();
    match left(ms) {
        Left::Days(days, hours) => [
            days.to_string(),
            fill_n(t.days(), days),
            hours.to_string(),
            fill_n(t.hours(), hours),
        ],
        Left::Hours(hours, minutes) => [
            hours.to_string(),
            fill_n(t.hours(), hours),
            minutes.to_string(),
            fill_n(t.minutes(), minutes),
        ],
        Left::Seconds(ms) => [format::timer(ms), String::new(), String::new(), String::new()],
    }
}

/// The countdown of the round on the screen, or what has become of it.
pub(super) fn view(face: RwSignal<Face>) -> AnyView {
    let label = move || {
        let t = texts::screen();
        match face.with(|face| face.phase) {
            Phase::Upcoming => t.opens_in(),
            Phase::Open => t.closes_in(),
            Phase::Closed => t.closed(),
            Phase::Final => t.final_(),
        }
    };
    let when = move || {
        let t = texts::screen();
        let (phase, opens_at, closes_at) = face.with(|face| (face.phase, face.opens_at, face.closes_at));
        match phase {
            Phase::Upcoming => fill_time(t.opens_at(), &format::moment(opens_at)),
            Phase::Open => fill_time(t.closes_at(), &format::moment(closes_at)),
            Phase::Closed => t.closed_text().to_owned(),
            Phase::Final => t.final_text().to_owned(),
        }
    };
    let parts = memo(Box::new(move || {
        let until = face.with(|face| match face.phase {
            Phase::Upcoming => Some(face.opens_at),
            Phase::Open => Some(face.closes_at),
            Phase::Closed | Phase::Final => None,
        });
        let now = clock::ticking();
        until.map(|until| shown(until.since(now))).unwrap_or_default()
    }));
    let part = move |n: usize| move || parts.with(|parts| parts[n].clone());
    view! {
        <section class="count" data-test="screen-count">
            <p class="round">{move || face.with(|face| face.round.clone())}</p>
            <p class="label">{label}</p>
            <p class="digits" role="timer" data-test="countdown">
                <strong>{part(0)}</strong>
                <span>{part(1)}</span>
                <strong>{part(2)}</strong>
                <span>{part(3)}</span>
            </p>
            <p class="when">{when}</p>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{Left, left};

    #[test]
    fn seconds_appear_only_in_the_last_hour() {
        assert_eq!(left(0), Left::Seconds(0));
        assert_eq!(left(3_599_999), Left::Seconds(3_599_999));
        assert_eq!(left(3_600_000), Left::Hours(1, 0));
        assert_eq!(left(86_399_999), Left::Hours(23, 59));
        assert_eq!(left(86_400_000), Left::Days(1, 0));
        assert_eq!(left(15 * 86_400_000 + 3 * 3_600_000), Left::Days(15, 3));
    }
}
