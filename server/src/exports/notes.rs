//! The note sheet: what the table contains, who exported it when, and the rules in brief.

use super::cell::in_viet_nam;
use crate::contests::catalog::LiveContest;
use crate::db::entities::{round, settlement};
use crate::texts::Exports;
use contest_core::rounds::RoundRules;
use contest_core::time::Millis;
use contest_texts::fill;

/// What the notes describe.
pub(crate) struct Subject<'a> {
    pub(crate) contest: &'a LiveContest,
    pub(crate) round: &'a round::Model,
    pub(crate) rules: &'a RoundRules,
    pub(crate) settlement: Option<&'a settlement::Model>,
    /// Settled by an earlier release, whose hash is computed differently.
    pub(crate) of_earlier_release: bool,
    pub(crate) exported_by: &'a str,
    pub(crate) now: Millis,
}

type Notes = Vec<(String, String)>;

pub(crate) fn notes(subject: &Subject, texts: &Exports) -> Notes {
    let t = &texts.notes;
    let (round, contest) = (subject.round, subject.contest);
    let mut notes = Notes::new();
    let mut say = |label: &str, text: String| notes.push((label.to_owned(), text));
    say(t.contest, contest.title.clone());
    say(
        t.round,
        format!("{} – {} ({})", round.number, round.title, round.id),
    );
    say(t.organiser, contest.organiser.clone());
    say(
        t.window,
        format!("{} – {}", clock(round.opens_at), clock(round.closes_at)),
    );
    say(t.exported_at, clock(subject.now));
    say(t.exported_by, subject.exported_by.to_owned());
    let status = match subject.settlement {
        None => t.status_unsettled,
        Some(settlement) if settlement.finalised_at.is_some() => t.status_final,
        Some(_) => t.status_provisional,
    };
    say(t.status, status.to_owned());
    if let Some(settlement) = subject.settlement {
        say(t.version, settlement.version.to_string());
        say(t.settled_at, clock(settlement.settled_at));
        if let Some(at) = settlement.finalised_at {
            say(t.finalised_at, clock(at));
        }
        say(t.people, settlement.people.to_string());
        say(t.hash, settlement.hash.clone());
        let how = match subject.of_earlier_release {
            true => t.hash_format_1,
            false => t.hash_format,
        };
        say(t.hash_how, how.to_owned());
    }
    say(t.commitment, round.commitment.clone());
    say(t.times, t.times_value.to_owned());
    notes.extend(rules_in_brief(subject, texts));
    notes
}

fn rules_in_brief(subject: &Subject, texts: &Exports) -> Notes {
    let (t, rules) = (&texts.notes, subject.rules);
    let mut notes = Notes::new();
    let mut say = |label: &str, text: String| notes.push((label.to_owned(), text));
    say(
        t.time_limit,
        fill(t.time_limit_value, &[("n", &rules.time_limit_s.to_string())]),
    );
    say(
        t.attempts,
        rules
            .attempts
            .map_or_else(|| t.unlimited.to_owned(), |n| n.to_string()),
    );
    say(t.counted, texts.counted.of(rules.counted).to_owned());
    let links = rules.chain.iter().enumerate();
    let links = links.map(|(n, link)| format!("{}. {}", n + 1, texts.chain.of(*link)));
    say(t.chain, links.collect::<Vec<_>>().join("\n"));
    if let Some(prediction) = &rules.prediction {
        say(t.prediction, prediction.question.clone());
        let target = texts.prediction.of(prediction.target);
        let when = if prediction.before_disqualification {
            t.prediction_before
        } else {
            t.prediction_after
        };
        say(t.prediction_target, format!("{target}; {when}"));
        if let Some(value) = subject
            .settlement
            .and_then(|settlement| settlement.prediction_value)
        {
            say(t.prediction_value, value.to_string());
        }
    }
    let prizes = rules.prizes.iter().map(|prize| match prize.amount_vnd {
        0 => format!("{} × {}", prize.quota, prize.name),
        amount => format!("{} × {}: {amount} {}", prize.quota, prize.name, t.currency),
    });
    say(t.prizes, prizes.collect::<Vec<_>>().join("\n"));
    notes
}

/// Formats a time as `07:00:00 01/12/2026`.
fn clock(at: Millis) -> String {
    in_viet_nam(at)
        .map(|at| at.strftime("%H:%M:%S %d/%m/%Y").to_string())
        .unwrap_or_default()
}
