//! What differs between two drafts, in the words of the form: for whoever must choose between them, and for the audit
//! log.

use super::moments;
use crate::names;
use crate::texts::texts;
use contest_core::rounds::{Prediction, RoundRules};
use contest_core::wire::staff::{ContestDraft, PracticeDraft, RoundDraft};
use web_kit::format;
use web_kit::lang::fill;

/// One thing that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) what: String,
    pub(crate) saved: String,
    pub(crate) yours: String,
}

/// Returns what differs between two drafts, in the words of the form.
pub(crate) fn differences(saved: &ContestDraft, yours: &ContestDraft) -> Vec<Difference> {
    let t = &texts().contest_form;
    let mut found = Vec::new();
    let mut compare = |what: &str, saved: String, yours: String| {
        if saved != yours {
            found.push(Difference {
                what: what.to_owned(),
                saved,
                yours,
            });
        }
    };
    let text = |of: fn(&ContestDraft) -> String| (of(saved), of(yours));
    for (what, (saved, yours)) in [
        (t.title, text(|draft| draft.title.clone())),
        (t.slug, text(|draft| draft.slug.clone())),
        (t.organiser, text(|draft| draft.organiser.clone())),
        (
            t.min_age,
            text(|draft| draft.min_age.map(|age| age.to_string()).unwrap_or_default()),
        ),
        (
            t.guardian_below,
            text(|draft| {
                draft
                    .guardian_below
                    .map(|age| age.to_string())
                    .unwrap_or_default()
            }),
        ),
        (t.summary, text(|draft| draft.summary.clone())),
        (t.judges, text(|draft| draft.judges.join(", "))),
        (t.controller, text(|draft| draft.consent.controller.clone())),
        (t.consent_text, text(|draft| draft.consent.text.clone())),
        (t.contact_desk, text(|draft| draft.contact.desk.clone())),
        (t.contact_phone, text(|draft| draft.contact.phone.clone())),
        (t.contact_email, text(|draft| draft.contact.email.clone())),
        (t.contact_address, text(|draft| draft.contact.address.clone())),
        (t.contact_hours, text(|draft| draft.contact.hours.clone())),
    ] {
        compare(what, saved, yours);
    }
    for n in 0..saved.rounds.len().max(yours.rounds.len()) {
        let nth = fill(texts().round.nth, &[("n", &(n + 1).to_string())]);
        match (saved.rounds.get(n), yours.rounds.get(n)) {
            (Some(saved), Some(yours)) => compare_rounds(&nth, saved, yours, &mut compare),
            (saved, yours) => {
                let title = |round: Option<&RoundDraft>| round.map(|round| round.title.clone());
                compare(
                    &nth,
                    title(saved).unwrap_or_default(),
                    title(yours).unwrap_or_default(),
                );
            }
        }
    }
    let practice = &texts().practice;
    compare(
        practice.title,
        told_of_practice(saved.practice.as_ref()),
        told_of_practice(yours.practice.as_ref()),
    );
    if found.is_empty() && saved != yours {
        found.push(Difference {
            what: texts().conflict.other.to_owned(),
            saved: texts().conflict.other_saved.to_owned(),
            yours: texts().conflict.other_yours.to_owned(),
        });
    }
    found
}

/// Returns the bank, the time and the questions of each section.
fn told_of_practice(practice: Option<&PracticeDraft>) -> String {
    let Some(practice) = practice else {
        return texts().conflict.no.to_owned();
    };
    let counts: Vec<String> = practice
        .blueprint
        .sections
        .iter()
        .map(|section| section.count.to_string())
        .collect();
    [
        version_of(&practice.bank, practice.bank_version),
        format::duration(u64::from(practice.time_limit_s) * 1_000),
        fill(texts().conflict.paper, &[("counts", &counts.join(" + "))]),
    ]
    .join(", ")
}

/// Returns the slug of a bank, and its version if one is named.
fn version_of(bank: &str, version: Option<u32>) -> String {
    match version {
        Some(version) => {
            let version = fill(texts().round.version_n, &[("n", &version.to_string())]);
            [bank, " ", &version].concat()
        }
        None => bank.to_owned(),
    }
}

fn compare_rounds(
    nth: &str,
    saved: &RoundDraft,
    yours: &RoundDraft,
    compare: &mut impl FnMut(&str, String, String),
) {
    let t = &texts().round;
    let version = |round: &RoundDraft| version_of(&round.bank, round.bank_version);
    let rules = |what, of: fn(&RoundRules) -> String| (what, of(&saved.rules), of(&yours.rules));
    for (what, saved, yours) in [
        (t.title, saved.title.clone(), yours.title.clone()),
        (t.opens_at, moment(&saved.opens_at), moment(&yours.opens_at)),
        (t.closes_at, moment(&saved.closes_at), moment(&yours.closes_at)),
        (t.bank, version(saved), version(yours)),
        rules(t.minutes, |rules| {
            format::duration(u64::from(rules.time_limit_s) * 1_000)
        }),
        rules(t.attempts, |rules| match rules.attempts {
            Some(attempts) => attempts.to_string(),
            None => texts().round.no_limit.to_owned(),
        }),
        rules(t.per_day, |rules| {
            let per_day = rules.attempts_per_day;
            per_day.map_or_else(|| texts().round.no_limit.to_owned(), |n| n.to_string())
        }),
        rules(t.rest, |rules| match rules.rest_s {
            Some(rest) => format::duration(u64::from(rest) * 1_000),
            None => texts().conflict.no.to_owned(),
        }),
        rules(texts().disclosure.score, |rules| {
            names::score_shown(rules.disclosure.score).to_owned()
        }),
        rules(texts().disclosure.key, |rules| {
            names::key_shown(rules.disclosure.key).to_owned()
        }),
        rules(t.counted, |rules| names::counted(rules.counted).to_owned()),
        rules(t.answer_all, |rules| match rules.answer_all {
            true => texts().conflict.yes.to_owned(),
            false => texts().conflict.no.to_owned(),
        }),
        rules(texts().chain.title, |rules| {
            let names = rules.chain.iter().map(|link| names::link(*link).0);
            names.collect::<Vec<_>>().join(" → ")
        }),
        rules(texts().prediction.title, |rules| {
            let asked = rules.prediction.as_ref();
            let told = |asked: &Prediction| {
                let counted = match asked.before_disqualification {
                    true => texts().conflict.with_disqualified,
                    false => texts().conflict.without_disqualified,
                };
                [&asked.question, " – ", names::target(asked.target), ", ", counted].concat()
            };
            asked.map(told).unwrap_or_default()
        }),
        rules(texts().prizes.title, |rules| {
            let prize = |prize: &contest_core::winners::Prize| {
                let amount = match prize.amount_vnd {
                    0 => String::new(),
                    amount => [", ", &format::dong(amount)].concat(),
                };
                [&prize.quota.to_string(), " × ", &prize.name, &amount].concat()
            };
            rules.prizes.iter().map(prize).collect::<Vec<_>>().join("; ")
        }),
    ] {
        compare(&[nth, " – ", what].concat(), saved, yours);
    }
    if saved.rules.blueprint != yours.rules.blueprint {
        let questions = |round: &RoundDraft| {
            let sections = &round.rules.blueprint.sections;
            let counts = sections.iter().map(|section| section.count.to_string());
            fill(
                texts().conflict.paper,
                &[("counts", &counts.collect::<Vec<_>>().join(" + "))],
            )
        };
        let (saved, yours) = (questions(saved), questions(yours));
        let changed = texts().conflict.details;
        let yours = if saved == yours {
            [&yours, " ", changed].concat()
        } else {
            yours
        };
        compare(&[nth, " – ", texts().paper.title].concat(), saved, yours);
    }
}

/// To the minute, as the form has it, and with the seconds if there are any.
fn moment(text: &str) -> String {
    let Some(moment) = moments::parse(text) else {
        return text.to_owned();
    };
    match moment.0.rem_euclid(60_000) / 1_000 {
        0 => format::moment(moment),
        seconds => [&format::moment(moment), " (+", &seconds.to_string(), " s)"].concat(),
    }
}
