//! What differs between two drafts, for the audit log.

use contest_core::blueprint::Blueprint;
use contest_core::ranking::Counted;
use contest_core::rounds::{Disclosure, RoundRules};
use contest_core::wire::audit::{Audited, DraftChange, DraftPart};
use contest_core::wire::staff::{ContactDraft, ContestDraft, RoundDraft};

/// As much as the log keeps of a text, in characters: enough to recognise it.
const KEPT: usize = 300;

/// Returns the audit event of an edit.
pub(super) fn edited(before: &ContestDraft, after: &ContestDraft) -> Audited {
    let parts = [
        (DraftPart::Slug, before.slug != after.slug),
        (DraftPart::Title, before.title != after.title),
        (DraftPart::Organiser, before.organiser != after.organiser),
        (DraftPart::Summary, before.summary != after.summary),
        (DraftPart::MinAge, before.min_age != after.min_age),
        (
            DraftPart::GuardianBelow,
            before.guardian_below != after.guardian_below,
        ),
        (DraftPart::Consent, before.consent != after.consent),
        (DraftPart::Contact, before.contact != after.contact),
        (DraftPart::Judges, before.judges != after.judges),
        (DraftPart::Practice, before.practice != after.practice),
    ];
    let longer = before.rounds.len().max(after.rounds.len());
    let differs = |(_, index): &(u32, usize)| before.rounds.get(*index) != after.rounds.get(*index);
    Audited::ContestEdited {
        parts: parts
            .into_iter()
            .filter_map(|(part, changed)| changed.then_some(part))
            .collect(),
        rounds: (1..)
            .zip(0..longer)
            .filter(differs)
            .map(|(number, _)| number)
            .collect(),
        change: changed(before, after).map(Box::new),
    }
}

/// Returns what may be kept of a change: nothing about people, and nothing that is the same before and after.
fn changed(before: &ContestDraft, after: &ContestDraft) -> Option<DraftChange> {
    let (mut was, mut now) = (before.clone(), after.clone());
    for (was, now) in [
        (&mut was.slug, &mut now.slug),
        (&mut was.title, &mut now.title),
        (&mut was.organiser, &mut now.organiser),
        (&mut was.summary, &mut now.summary),
        (&mut was.consent.controller, &mut now.consent.controller),
        (&mut was.consent.text, &mut now.consent.text),
    ] {
        keep_if_changed(was, now);
    }
    if was.min_age == now.min_age {
        (was.min_age, now.min_age) = (None, None);
    }
    if was.guardian_below == now.guardian_below {
        (was.guardian_below, now.guardian_below) = (None, None);
    }
    if was.practice == now.practice {
        (was.practice, now.practice) = (None, None);
    }
    for draft in [&mut was, &mut now] {
        draft.contact = ContactDraft::default();
        draft.judges.clear();
    }
    // A round keeps its place, because it is named by its number.
    for (was, now) in was.rounds.iter_mut().zip(&mut now.rounds) {
        if was == now {
            (*was, *now) = (no_round(), no_round());
        }
    }
    (was != now).then_some(DraftChange { was, now })
}

fn keep_if_changed(was: &mut String, now: &mut String) {
    if was == now {
        was.clear();
        now.clear();
        return;
    }
    // What differs only further on is shown from there.
    let same = was
        .chars()
        .zip(now.chars())
        .take_while(|(was, now)| was == now)
        .count();
    let from = same.saturating_sub(KEPT / 2);
    for text in [was, now] {
        *text = excerpt(text, from);
    }
}

/// Returns a part of a text, and signs that it is one.
fn excerpt(text: &str, from: usize) -> String {
    let mut rest = text.chars().skip(from);
    let mut kept: String = rest.by_ref().take(KEPT).collect();
    if from > 0 {
        kept.insert(0, '…');
    }
    if rest.next().is_some() {
        kept.push('…');
    }
    kept
}

/// Returns what stands for a round that is the same before and after.
fn no_round() -> RoundDraft {
    RoundDraft {
        title: String::new(),
        opens_at: String::new(),
        closes_at: String::new(),
        bank: String::new(),
        bank_version: None,
        rules: RoundRules {
            time_limit_s: 0,
            attempts: None,
            attempts_per_day: None,
            rest_s: None,
            counted: Counted::default(),
            answer_all: false,
            blueprint: Blueprint {
                sections: Vec::new(),
                mix_sections: false,
            },
            chain: Vec::new(),
            prediction: None,
            prizes: Vec::new(),
            disclosure: Disclosure::default(),
        },
    }
}
