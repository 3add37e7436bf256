//! What a document has besides text: told with its question, as an error where the question would be read wrong.

use super::piece::Note;
use super::question::Parts;
use crate::draft::Draft;
use crate::fields::Field;
use crate::issue::{Issue, Issues, Problem};

/// Tells what stands outside of all questions.
pub(crate) fn outside(notes: &[(u32, Note)], issues: &mut Issues) {
    for (at, note) in notes {
        let problem = match note {
            Note::TextBox(found) => Problem::TextBoxLeftOut { found: found.clone() },
            Note::Hidden(found) => Problem::HiddenText { found: found.clone() },
            // Letterheads and titles have these, and no question needs them.
            _ => continue,
        };
        let mut warning = Issue::of_file(problem);
        warning.row = Some(*at);
        issues.warn(warning);
    }
}

/// Tells what a question has; returns the fields that cannot be read because of it.
pub(crate) fn inside(parts: &Parts, draft: &Draft, issues: &mut Issues) -> Vec<Field> {
    let mut unreadable = Vec::new();
    let mut told: Vec<Problem> = Vec::new();
    for (at, note) in &parts.notes {
        let (problem, is_error) = match note.clone() {
            Note::Picture if needs_picture(draft) => (Problem::PictureNeeded {}, true),
            Note::Picture => (Problem::PictureLeftOut {}, false),
            Note::Equation => (Problem::Equation {}, true),
            Note::Attachment(found) => (Problem::Attachment { found }, true),
            Note::TextBox(found) => (Problem::TextBoxInside { found }, true),
            Note::Struck(found) => (Problem::StruckOut { found }, true),
            Note::LegacyFont { font, found } => (Problem::LegacyFont { font, found }, true),
            Note::Hidden(found) => (Problem::HiddenText { found }, false),
            Note::Tracked => (Problem::TrackedChanges {}, false),
            Note::Footnote => (Problem::Footnote {}, false),
        };
        if told.contains(&problem) {
            continue;
        }
        told.push(problem.clone());
        let mut issue = parts.place.issue(Field::Stem, problem);
        issue.row = Some(*at);
        if is_error {
            issues.push(issue);
            // What is missing because of it needs no issue of its own.
            if draft.stem.is_empty() {
                unreadable.push(Field::Stem);
            }
            if draft.options.iter().any(String::is_empty) {
                unreadable.push(Field::Options);
            }
        } else {
            issues.warn(issue);
        }
    }
    unreadable
}

/// Returns whether a question with a picture makes no sense without it.
pub(crate) fn needs_picture(draft: &Draft) -> bool {
    const MENTIONS: [&str; 22] = [
        "hình vẽ",
        "hình ảnh",
        "hình bên",
        "hình dưới",
        "hình sau",
        "hình trên",
        "hình này",
        "trong hình",
        "ở hình",
        "theo hình",
        "hình 1",
        "bức ảnh",
        "bức tranh",
        "tranh sau",
        "ảnh sau",
        "biểu đồ",
        "sơ đồ",
        "bản đồ",
        "biển nào",
        "biển báo",
        "picture",
        "figure",
    ];
    let stem = draft.stem.to_lowercase();
    draft.stem.is_empty()
        || draft.options.iter().any(String::is_empty)
        || MENTIONS.iter().any(|word| stem.contains(word))
}
