//! What differs between two drafts, for the audit log.

use contest_core::wire::audit::{Audited, DraftPart};
use contest_core::wire::staff::ContestDraft;

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
    }
}
