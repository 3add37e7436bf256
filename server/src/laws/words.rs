//! What pages and reports say about laws.

use crate::texts::{say, texts};
use contest_core::time::Day;
use law_texts::{About, Validity};

/// Formats a day as people in Viet Nam read it, in both languages: `01/07/2026`.
pub(super) fn day_shown(day: Day) -> String {
    let iso = day.to_string();
    let parts: Vec<&str> = iso.split('-').rev().collect();
    parts.join("/")
}

/// Returns the chip that says whether a law is in force on a day.
pub(super) fn chip(about: &About, today: Day) -> String {
    let t = &texts().laws;
    let (class, text) = match about.validity(today) {
        Validity::Upcoming(from) => ("soon", say!(laws.upcoming, day = day_shown(from))),
        Validity::Ended { from, .. } => ("bad", say!(laws.ended, day = day_shown(from))),
        Validity::InForce if about.amendments(today).is_empty() => ("open", t.in_force.to_owned()),
        Validity::InForce => ("open", t.in_force_amended.to_owned()),
    };
    format!("<span class=\"chip {class}\">{text}</span>")
}
