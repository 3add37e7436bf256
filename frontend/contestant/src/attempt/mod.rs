//! An attempt that is being worked on: the paper, the answer sheet, and what keeps the sheet safe.
//!
//! `draft` keeps the sheet on the device, `saving` keeps it on the server, and `submitting` ends the attempt; the other
//! files show it.

pub(crate) mod draft;
pub(crate) mod overview;
pub(crate) mod prediction;
pub(crate) mod question;
mod saving;
mod submitting;
pub(crate) mod timer;

use contest_core::answers::{AnswerSheet, Answers};
use contest_core::ids::AttemptId;
use contest_core::questions::{OptionSet, QuestionKind};
use contest_core::time::Millis;
use contest_core::wire::attempts::{Acknowledged, OpenAttempt, SendSheet};
use draft::Draft;
use leptos::prelude::*;
pub(crate) use submitting::Closing;

/// Whether the answers on the screen are on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SaveState {
    Saved,
    /// Changed since the last save; kept on this device only, and about to be sent.
    Kept,
    Saving,
    /// No connection; the device keeps the answers.
    Offline,
    /// The server asked for a pause, in seconds.
    Busy(u64),
    /// The save was refused for a reason that does not pass by itself.
    Error,
}

/// The answers as the contestant has them now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) revision: u32,
    pub(crate) answers: Answers,
    pub(crate) prediction: Option<i64>,
}

impl Sheet {
    /// Fits a sheet from storage or the server to the length of the paper.
    fn from_wire(sheet: &AnswerSheet, questions: usize) -> Sheet {
        let mut answers = Answers::parse(&sheet.answers).unwrap_or_default();
        answers.0.resize(questions, OptionSet::NONE);
        Sheet {
            revision: sheet.revision,
            answers,
            prediction: sheet.prediction,
        }
    }

    fn to_wire(&self) -> AnswerSheet {
        AnswerSheet {
            revision: self.revision,
            answers: self.answers.encode(),
            prediction: self.prediction,
        }
    }

    pub(crate) fn blanks(&self) -> usize {
        self.answers.0.len() - self.answers.answered()
    }
}

/// One open attempt and everything about it that changes.
#[derive(Clone, Copy)]
pub(crate) struct AttemptState {
    pub(crate) attempt: AttemptId,
    pub(crate) open: StoredValue<OpenAttempt>,
    pub(crate) questions: usize,
    pub(crate) sheet: RwSignal<Sheet>,
    pub(crate) flags: RwSignal<Vec<bool>>,
    /// The question shown, counted from 0; then the prediction, if there is one; then the overview.
    pub(crate) step: RwSignal<usize>,
    pub(crate) deadline: RwSignal<Millis>,
    pub(crate) save_state: RwSignal<SaveState>,
    /// Why a save was refused, in the reader's language.
    pub(crate) refusal: RwSignal<Option<String>>,
    /// Newer answers came from another device.
    pub(crate) replaced: RwSignal<bool>,
    pub(crate) closing: RwSignal<Closing>,
    saver: StoredValue<saving::Saver>,
}

impl AttemptState {
    /// Opens the state with the newer of the server's sheet and this device's draft.
    pub(crate) fn new(open: OpenAttempt) -> AttemptState {
        let questions = open.questions.len();
        let stored = Sheet::from_wire(&open.sheet, questions);
        let on_server = stored.revision;
        let draft = Draft::read(open.attempt);
        let mut flags = vec![false; questions];
        let mut step = 0;
        let mut sheet = stored;
        let mut saver = saving::Saver::new(on_server);
        if let Some(draft) = draft {
            for (flag, kept) in flags.iter_mut().zip(draft.flags.bytes()) {
                *flag = kept == b'1';
            }
            step = draft.step;
            saver.acknowledged = draft.acknowledged;
            if draft.sheet.revision > sheet.revision {
                sheet = Sheet::from_wire(&draft.sheet, questions);
            }
        }
        let state = AttemptState {
            attempt: open.attempt,
            questions,
            sheet: RwSignal::new(sheet),
            flags: RwSignal::new(flags),
            step: RwSignal::new(step),
            deadline: RwSignal::new(open.deadline),
            save_state: RwSignal::new(SaveState::Saved),
            refusal: RwSignal::new(None),
            replaced: RwSignal::new(false),
            closing: RwSignal::new(Closing::No),
            saver: StoredValue::new(saver),
            open: StoredValue::new(open),
        };
        state
            .step
            .update(|step| *step = (*step).min(state.overview_step()));
        state.watch();
        state
    }

    /// Returns false once the page has been left, so that late responses are ignored.
    fn is_taken(self) -> bool {
        !self.sheet.is_disposed()
    }

    pub(crate) fn has_prediction(self) -> bool {
        self.open.with_value(|open| open.prediction.is_some())
    }

    pub(crate) fn overview_step(self) -> usize {
        self.questions + usize::from(self.has_prediction())
    }

    pub(crate) fn kind(self, question: usize) -> QuestionKind {
        self.open.with_value(|open| open.questions[question].kind)
    }

    /// Marks an option: instead of the others, or in addition to them where several may be right.
    pub(crate) fn mark(self, question: usize, option: usize) {
        let many = self.kind(question) == QuestionKind::Multiple;
        self.change(|sheet| {
            let marks = &mut sheet.answers.0[question];
            *marks = if many {
                marks.toggled(option)
            } else {
                OptionSet::single(option)
            };
        });
    }

    pub(crate) fn clear(self, question: usize) {
        self.change(|sheet| sheet.answers.0[question] = OptionSet::NONE);
    }

    pub(crate) fn predict(self, prediction: Option<i64>) {
        if self.sheet.with_untracked(|sheet| sheet.prediction != prediction) {
            self.change(|sheet| sheet.prediction = prediction);
        }
    }

    /// Changes the sheet. The device keeps the change at once, the server soon.
    fn change(self, edit: impl FnOnce(&mut Sheet)) {
        if self.closing.with_untracked(Closing::is_under_way) {
            return;
        }
        self.sheet.update(|sheet| {
            edit(sheet);
            sheet.revision += 1;
        });
        self.replaced.set(false);
        self.keep();
        self.save_soon();
    }

    pub(crate) fn toggle_flag(self, question: usize) {
        self.flags.update(|flags| flags[question] = !flags[question]);
        self.keep();
    }

    pub(crate) fn go(self, step: usize) {
        self.step.set(step);
        self.keep();
        web_kit::window().scroll_to_with_x_and_y(0.0, 0.0);
        web_kit::router::focus("#step");
    }

    /// Writes the draft to the device.
    fn keep(self) {
        let flags = self.flags.with_untracked(|flags| {
            let bit = |flag: &bool| if *flag { '1' } else { '0' };
            flags.iter().map(bit).collect()
        });
        let draft = Draft {
            sheet: self.sheet.with_untracked(Sheet::to_wire),
            flags,
            step: self.step.get_untracked(),
            acknowledged: self.acknowledged(),
        };
        let kept = draft.write(self.attempt);
        self.saver.update_value(|saver| saver.draft_is_kept(kept));
    }

    fn acknowledged(self) -> Option<Acknowledged> {
        self.saver.with_value(|saver| saver.acknowledged.clone())
    }

    /// Returns what a save and the submission send.
    fn to_send(self) -> SendSheet {
        let mut sheet = self.sheet.with_untracked(Sheet::to_wire);
        // An untouched sheet has revision 0; sent revisions count from 1.
        sheet.revision = sheet.revision.max(1);
        let ticket = self.open.with_value(|open| open.ticket.clone());
        SendSheet::new(ticket, sheet)
    }

    /// Takes over what the server has if it is newer than what is on the state. Returns whether it was.
    pub(crate) fn take(self, open: OpenAttempt) -> bool {
        self.deadline.set(open.deadline);
        let theirs = Sheet::from_wire(&open.sheet, self.questions);
        let newer = theirs.revision > self.sheet.with_untracked(|sheet| sheet.revision);
        self.saver.update_value(|saver| saver.on_server = theirs.revision);
        if newer {
            self.sheet.set(theirs);
            self.keep();
        } else if !self.is_saved() {
            self.save_soon();
        }
        draft::keep_paper(&open);
        newer
    }
}
