//! Audit events in words.

use crate::forms::conflict::or_nothing;
use crate::forms::differences::{Difference, differences};
use crate::names;
use crate::texts::texts;
use contest_core::wire::audit::{
    AuditEvent, Audited, AuditedChange, AuditedRecord, AuditedWindow, DraftPart, ProfilePart,
};
use contest_core::wire::desk::SoughtBy;
use contest_core::wire::jobs::{ExportTable, JobKind};
use leptos::prelude::*;
use web_kit::format::{duration, moment, points, thousands};
use web_kit::lang::fill;

/// Returns what the event says. What another release has written is shown as it is.
pub(super) fn said(event: &AuditEvent) -> String {
    match &event.what {
        Some(what) => sentences(what, event),
        None => event.detail.clone(),
    }
}

/// Lists what an edit has changed: how it was before, and how it is now.
pub(super) fn changes(event: &AuditEvent) -> Option<impl IntoView + use<>> {
    let Some(Audited::ContestEdited {
        change: Some(change), ..
    }) = &event.what
    else {
        return None;
    };
    let item = |difference: Difference| {
        let (was, now) = (or_nothing(difference.saved), or_nothing(difference.yours));
        view! {
            <li data-test="change">
                <strong>{difference.what}</strong> ": " <span class="was">{was}</span> " → " <span>{now}</span>
            </li>
        }
    };
    let items = differences(&change.was, &change.now).into_iter().map(item);
    Some(view! { <ul class="changes">{items.collect_view()}</ul> })
}

fn sentences(what: &Audited, event: &AuditEvent) -> String {
    let t = &texts().audited;
    let version_of = |text: &str, round: &str, version: u32| {
        fill(text, &[("round", round), ("version", &version.to_string())])
    };
    match what {
        Audited::ContestCreated { slug, from: None } => fill(t.created, &[("slug", slug)]),
        Audited::ContestCreated {
            slug,
            from: Some(from),
        } => fill(t.cloned, &[("slug", slug), ("from", from)]),
        Audited::ContestEdited {
            parts,
            rounds,
            change: None,
        } => edited(parts, rounds),
        // The rest is a list, see [`changes`].
        Audited::ContestEdited { parts, .. } => {
            let people = |part: &&DraftPart| matches!(part, DraftPart::Contact | DraftPart::Judges);
            let people: Vec<DraftPart> = parts.iter().filter(people).copied().collect();
            match people.is_empty() {
                true => String::new(),
                false => edited(&people, &[]),
            }
        }
        Audited::ContestPublished { slug, rounds } => {
            fill(t.published, &[("slug", slug), ("rounds", &rounds.to_string())])
        }
        Audited::UnitsLoaded { units } => fill(t.units, &[("n", &thousands(u64::from(*units)))]),
        Audited::BankLoaded {
            version, questions, ..
        } => {
            let (version, questions) = (version.to_string(), thousands(u64::from(*questions)));
            fill(t.bank, &[("version", &version), ("n", &questions)])
        }
        // Of a bank, not of a contest.
        Audited::BankDownloaded { .. } | Audited::BankChanged { .. } => String::new(),
        Audited::LawLoaded { articles, .. } => fill(t.law, &[("n", &articles.to_string())]),
        Audited::LawRemoved { .. } => String::new(),
        Audited::RoundWindowMoved { round, was, now } => moved(round, *was, *now),
        Audited::ExtraTimeGiven { .. } => more_time(what),
        Audited::RoundCancelled { round, reason } => {
            joined([Some(fill(t.of_round, &[("round", round)])), Some(because(reason))])
        }
        Audited::NoticeShown { text, .. } if text.is_empty() => t.notice_down.to_owned(),
        Audited::NoticeShown { text, until } => {
            let until = until.map(|until| fill(t.notice_until, &[("time", &moment(until))]));
            joined([Some(format!("“{text}”")), until])
        }
        Audited::RoundSettled {
            round,
            version,
            people,
            prediction,
            ..
        } => {
            let people = fill(t.ranked, &[("n", &thousands(*people))]);
            let settled = version_of(t.settled, round, *version);
            let frozen = prediction.map(|frozen| {
                let value = names::predicted(frozen.target, frozen.value);
                fill(
                    t.frozen,
                    &[("target", names::target(frozen.target)), ("value", &value)],
                )
            });
            joined([Some(settled), Some(people), frozen])
        }
        Audited::RoundFinalised { round, version, .. } => version_of(t.finalised, round, *version),
        Audited::ContestantDisqualified { round, .. } => {
            let who = fill(t.disqualified, &[("name", contestant(event)), ("round", round)]);
            joined([Some(who), event.reason.as_deref().map(because)])
        }
        Audited::ContestantCorrected { name, date_of_birth } => {
            let text = match (name, date_of_birth) {
                (true, true) => t.own_both,
                (true, false) => t.own_name,
                (false, _) => t.own_birthday,
            };
            fill(text, &[("name", contestant(event))])
        }
        // Only what a code of the desk has made possible is in the log of a contest.
        Audited::PasswordReset {} => contestant(event).to_owned(),
        Audited::JudgeAppointed {} | Audited::JudgeRemoved {} | Audited::StaffJoined { .. } => {
            event.judge.clone().unwrap_or_default()
        }
        Audited::StaffInvited { role } => names::role(*role).to_owned(),
        // The others are in the log of no contest.
        Audited::StaffLinkWithdrawn {}
        | Audited::StaffPasswordLinkMade {}
        | Audited::StaffDisabled {}
        | Audited::StaffEnabled {} => String::new(),
        Audited::DeskSearched { by, found, more } => searched(event, *by, (*found, *more)),
        Audited::DeskOpened {} => contestant(event).to_owned(),
        Audited::DeskRevealed {} | Audited::DeskCodeMade {} | Audited::DeskCorrected { .. } => of_desk(event),
        Audited::DeskAttemptOpened { attempt } => {
            let attempt = fill(t.attempt_alone, &[("attempt", &attempt.to_string())]);
            format!("{}. {attempt}", contestant(event))
        }
        Audited::ContestantErased { attempts } => {
            let attempts = thousands(u64::from(*attempts));
            fill(t.erased, &[("name", contestant(event)), ("n", &attempts)])
        }
        Audited::ConsentWithdrawn { version, given_at } => {
            let time = moment(*given_at);
            let values = [("name", contestant(event)), ("time", &time), ("version", version)];
            fill(t.withdrawn, &values)
        }
        Audited::ConsentRenewed { version } => {
            fill(t.renewed, &[("name", contestant(event)), ("version", version)])
        }
        Audited::ResultsExported {
            round,
            table,
            file,
            version,
        } => {
            let exported = fill(t.exported, &[("table", table_name(*table)), ("round", round)]);
            let version = version.map(|version| fill(t.of_version, &[("version", &version.to_string())]));
            joined([Some(exported), version, Some(fill(t.file, &[("file", file)]))])
        }
        Audited::JobCancelled { round, kind } => {
            fill(t.cancelled, &[("job", job_name(*kind)), ("round", round)])
        }
        Audited::AttemptCorrected { round, was, now } => joined([
            Some(of_attempt(event, round.as_deref())),
            Some(corrected(was, now)),
        ]),
        Audited::AttemptSetAside { round, reason } => {
            let reason = names::set_aside(*reason).to_owned();
            joined([Some(of_attempt(event, round.as_deref())), Some(reason)])
        }
        Audited::AttemptBlankOrdered { round } => joined([
            Some(of_attempt(event, round.as_deref())),
            Some(t.blank.to_owned()),
        ]),
        Audited::AttemptDropped { round, reason } => {
            joined([Some(of_attempt(event, round.as_deref())), Some(because(reason))])
        }
    }
}

/// Returns whom the event is about.
fn contestant(event: &AuditEvent) -> &str {
    event.contestant.as_deref().unwrap_or(texts().audited.somebody)
}

fn searched(event: &AuditEvent, by: SoughtBy, (found, more): (u32, bool)) -> String {
    let t = &texts().audited;
    let by = match by {
        SoughtBy::Phone => t.by_phone,
        SoughtBy::Name => t.by_name,
        SoughtBy::Receipt => t.by_receipt,
    };
    let n = found.to_string();
    match (&event.contestant, more) {
        (Some(name), _) => format!("{by}: {name}."),
        (None, true) => fill(t.found_more, &[("by", by), ("n", &n)]),
        (None, false) => fill(t.found, &[("by", by), ("n", &n)]),
    }
}

/// Says whom the desk has helped, what it has changed, and why.
fn of_desk(event: &AuditEvent) -> String {
    let t = &texts().audited;
    let change = |change: &AuditedChange| {
        let text = match change.part {
            ProfilePart::Name => t.change_name,
            ProfilePart::BirthYear => t.change_birth_year,
            ProfilePart::Unit => t.change_unit,
        };
        fill(text, &[("was", &change.was), ("now", &change.now)])
    };
    let mut said = vec![format!("{}.", contestant(event))];
    said.extend(event.changes.iter().map(change));
    said.extend(event.reason.as_deref().map(because));
    said.join(" ")
}

fn edited(parts: &[DraftPart], rounds: &[u32]) -> String {
    let t = &texts().audited;
    let parts = parts.iter().map(|part| part_name(*part).to_owned());
    let rounds = rounds
        .iter()
        .map(|number| fill(t.part_round, &[("n", &number.to_string())]));
    let all: Vec<String> = parts.chain(rounds).collect();
    fill(t.edited, &[("parts", &all.join(", "))])
}

fn moved(round: &str, was: AuditedWindow, now: AuditedWindow) -> String {
    let t = &texts().audited;
    let change = |text: &str, was, now| {
        (was != now).then(|| fill(text, &[("was", &moment(was)), ("now", &moment(now))]))
    };
    joined([
        Some(fill(t.of_round, &[("round", round)])),
        change(t.opening, was.opens_at, now.opens_at),
        change(t.close, was.closes_at, now.closes_at),
        (was == now).then(|| t.same_window.to_owned()),
    ])
}

fn more_time(what: &Audited) -> String {
    let Audited::ExtraTimeGiven {
        round,
        seconds,
        open_from,
        open_to,
        closes_at,
        reason,
        ..
    } = what
    else {
        return String::new();
    };
    let t = &texts().audited;
    let time = duration(u64::from(*seconds) * 1_000);
    let whom = match open_from.zip(*open_to) {
        Some((from, to)) => fill(t.extra_time_all, &[("from", &moment(from)), ("to", &moment(to))]),
        None => t.extra_time_person.to_owned(),
    };
    let close = closes_at.map(|at| fill(t.new_close, &[("time", &moment(at))]));
    joined([
        Some(fill(t.extra_time, &[("round", round), ("time", &time)])),
        Some(whom),
        close,
        reason.as_deref().map(because),
    ])
}

fn corrected(was: &AuditedRecord, now: &AuditedRecord) -> String {
    let t = &texts().audited;
    fill(
        t.corrected,
        &[("was", &points(was.points)), ("now", &points(now.points))],
    )
}

fn of_attempt(event: &AuditEvent, round: Option<&str>) -> String {
    let t = &texts().audited;
    let attempt = event.subject.as_str();
    match round {
        Some(round) => fill(t.attempt, &[("attempt", attempt), ("round", round)]),
        None => fill(t.attempt_alone, &[("attempt", attempt)]),
    }
}

fn because(reason: &str) -> String {
    fill(texts().audited.reason, &[("reason", reason)])
}

fn joined<const N: usize>(sentences: [Option<String>; N]) -> String {
    let said: Vec<String> = sentences.into_iter().flatten().collect();
    said.join(" ")
}

fn part_name(part: DraftPart) -> &'static str {
    let t = &texts().audited;
    match part {
        DraftPart::Slug => t.part_slug,
        DraftPart::Title => t.part_title,
        DraftPart::Organiser => t.part_organiser,
        DraftPart::Summary => t.part_summary,
        DraftPart::MinAge => t.part_min_age,
        DraftPart::GuardianBelow => t.part_guardian_below,
        DraftPart::Consent => t.part_consent,
        DraftPart::Contact => t.part_contact,
        DraftPart::Judges => t.part_judges,
        DraftPart::Practice => t.part_practice,
    }
}

fn table_name(table: ExportTable) -> &'static str {
    let t = &texts().downloads;
    match table {
        ExportTable::Winners => t.winners,
        ExportTable::Ranking => t.ranking,
        ExportTable::Attempts => t.attempts,
        ExportTable::Questions => t.questions,
        ExportTable::Units => t.units,
    }
}

fn job_name(kind: JobKind) -> &'static str {
    let t = &texts().audited;
    match kind {
        JobKind::Settle => t.job_settle,
        JobKind::Finalise => t.job_finalise,
        JobKind::Disqualify => t.job_disqualify,
        JobKind::Export => t.job_export,
        JobKind::Statistics => t.job_statistics,
    }
}
