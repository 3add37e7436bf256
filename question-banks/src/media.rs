//! Pictures and other media of a question, which a bank cannot hold.

use crate::draft::Draft;
use crate::fields::Field;
use crate::issue::{Issues, Problem};
use crate::papers;

/// Tells what a question loses: an error if it makes no sense without.
pub(crate) fn tell(pictures: bool, embedded: Option<String>, draft: &mut Draft, issues: &mut Issues) {
    if let Some(found) = embedded {
        issues.push(draft.place.issue(Field::Stem, Problem::Attachment { found }));
    }
    if !pictures {
        return;
    }
    if !papers::needs_picture(draft) {
        issues.warn(draft.place.issue(Field::Stem, Problem::PictureLeftOut {}));
        return;
    }
    issues.push(draft.place.issue(Field::Stem, Problem::PictureNeeded {}));
    // What is missing because of it needs no issue of its own.
    if draft.stem.is_empty() {
        draft.unreadable.push(Field::Stem);
    }
    if draft.options.iter().any(String::is_empty) {
        draft.unreadable.extend([Field::Options, Field::Key]);
    }
}
