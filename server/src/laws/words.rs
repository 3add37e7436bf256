//! What pages and reports say about laws.

use super::register::KnownLaw;
use crate::lang;
use crate::texts::{say, texts};
use crate::web::plain::in_this_language;
use contest_core::time::Day;
use contest_texts::Lang;
use law_texts::{About, Validity};

/// Formats a day as people read it: `01/07/2026`, in English `1 July 2026`, which nobody can misread.
pub(super) fn day_shown(day: Day) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let iso = day.to_string();
    let parts: Vec<&str> = iso.split('-').rev().collect();
    let month = |number: &&str| number.parse::<usize>().ok()?.checked_sub(1);
    match (lang::of_reader(), parts.as_slice()) {
        (Lang::En, [day, number, year]) => {
            let name = month(number).and_then(|month| MONTHS.get(month));
            let name = name.copied().unwrap_or_default();
            [day.trim_start_matches('0'), name, year].join(" ")
        }
        _ => parts.join("/"),
    }
}

/// Returns the number of a law as such, or the name by which a law without one goes.
pub(super) fn numbered(about: &About) -> String {
    match about.number.as_str().starts_with(|c: char| c.is_ascii_digit()) {
        true => say!(laws.number, number = about.number),
        false => about.number.to_string(),
    }
}

/// Returns the address of a law's page in the language of this one.
pub(super) fn address(law: &KnownLaw) -> String {
    [&law.address(), in_this_language()].concat()
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
