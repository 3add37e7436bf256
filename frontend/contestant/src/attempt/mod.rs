//! An attempt that is being worked on: the paper, the answer sheet, and what keeps the sheet safe.
//!
//! `sheet` is what is marked, and when; `draft` keeps it on the device, `saving` keeps it on the server, at the times
//! that `pace` and `watching` say; `held` is what the server answers; `sharing` puts the sheet together with what other
//! devices and tabs have, and `submitting` ends the attempt. `paper` shows it all; the other files are its parts.

pub(crate) mod draft;
pub(crate) mod elsewhere;
mod held;
mod news;
mod overview;
mod pace;
pub(crate) mod paper;
mod prediction;
mod question;
mod saving;
mod sharing;
mod sheet;
mod submitting;
mod timer;
mod watching;

use crate::parts::question::marked;
use contest_core::changes::{Changes, TimedSheet};
use contest_core::ids::AttemptId;
use contest_core::questions::{OptionSet, QuestionKind};
use contest_core::time::Millis;
use contest_core::wire::attempts::{Acknowledged, OpenAttempt, SendSheet};
use draft::Draft;
use leptos::prelude::*;
use sheet::Sheet;
use submitting::Closing;
use web_kit::clock;

thread_local! {
    /// Belongs to no page: the frame reads it before the first attempt and after the last.
    static RUNNING: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Returns whether an attempt is on the screen; tracked.
pub(crate) fn is_running() -> bool {
    RUNNING.with(|running| running.get())
}

fn set_running(running: bool) {
    RUNNING.with(|signal| signal.set(running));
}

/// Whether the answers on the screen are on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SaveState {
    Saved,
    /// Changed since the last save; kept on this device only, and about to be sent.
    Kept,
    Saving,
    /// No connection; the device keeps the answers.
    Offline,
    /// The server asked for a pause, in seconds.
    Busy(u64),
    /// The session has ended; the device keeps the answers until this person is back.
    SignedOut,
    /// The save was refused for a reason that does not pass by itself.
    Error,
}

/// One open attempt and everything about it that changes.
#[derive(Clone, Copy)]
pub(crate) struct AttemptState {
    pub(crate) attempt: AttemptId,
    open: StoredValue<OpenAttempt>,
    questions: usize,
    sheet: RwSignal<Sheet>,
    flags: RwSignal<Vec<bool>>,
    /// The question shown, counted from 0; then the prediction, if there is one; then the overview.
    step: RwSignal<usize>,
    /// The step that was shown before.
    came_from: StoredValue<usize>,
    deadline: RwSignal<Millis>,
    /// What the organisers tell everybody.
    notice: RwSignal<Option<String>>,
    save_state: RwSignal<SaveState>,
    /// Why a save was refused, in the reader's language.
    refusal: RwSignal<Option<String>>,
    /// What another device has changed, until the contestant has seen it.
    news: RwSignal<Option<sharing::News>>,
    closing: RwSignal<Closing>,
    saver: StoredValue<saving::Saver>,
    device: StoredValue<String>,
}

impl AttemptState {
    /// Opens the state with the newer of the server's sheet and this device's draft.
    pub(crate) fn new(open: OpenAttempt) -> AttemptState {
        let questions = open.questions.len();
        let mut sheet = Sheet::from_wire(&stored(&open), questions);
        // The paper may have been kept on this device: what the server has by now is not known.
        let mut saver = saving::Saver::new();
        let mut flags = vec![false; questions];
        let mut step = 0;
        if let Some(draft) = Draft::read(open.attempt) {
            for (flag, kept) in flags.iter_mut().zip(draft.flags.bytes()) {
                *flag = kept == b'1';
            }
            step = draft.step;
            sheet.add_draft(draft.timed(), clock::now().since(open.started_at));
            saver.acknowledged = draft.acknowledged;
        }
        let state = AttemptState {
            attempt: open.attempt,
            questions,
            sheet: RwSignal::new(sheet),
            flags: RwSignal::new(flags),
            step: RwSignal::new(step),
            came_from: StoredValue::new(step),
            deadline: RwSignal::new(open.deadline),
            notice: RwSignal::new(None),
            save_state: RwSignal::new(SaveState::Saved),
            refusal: RwSignal::new(None),
            news: RwSignal::new(None),
            closing: RwSignal::new(Closing::No),
            saver: StoredValue::new(saver),
            device: StoredValue::new(device_name()),
            open: StoredValue::new(open),
        };
        state
            .step
            .update(|step| *step = (*step).min(state.overview_step()));
        state.watch();
        state.share();
        set_running(true);
        on_cleanup(|| set_running(false));
        state
    }

    /// Returns false once the page has been left, so that late responses are ignored.
    pub(crate) fn is_taken(self) -> bool {
        !self.sheet.is_disposed()
    }

    fn has_prediction(self) -> bool {
        self.open.with_value(|open| open.prediction.is_some())
    }

    fn overview_step(self) -> usize {
        self.questions + usize::from(self.has_prediction())
    }

    fn kind(self, question: usize) -> QuestionKind {
        self.open.with_value(|open| open.questions[question].kind)
    }

    /// Marks an option: instead of the others, or in addition to them where several may be right.
    fn mark(self, question: usize, option: usize) {
        let marks = self.sheet.with_untracked(|sheet| sheet.answers.0[question]);
        let marks = marked(self.kind(question), marks, option);
        self.change(|sheet, elapsed| sheet.mark(question, marks, elapsed));
        self.decided(question);
    }

    fn clear(self, question: usize) {
        self.change(|sheet, elapsed| sheet.mark(question, OptionSet::NONE, elapsed));
        self.decided(question);
    }

    fn predict(self, prediction: Option<i64>) {
        if self.sheet.with_untracked(|sheet| sheet.prediction != prediction) {
            self.change(|sheet, elapsed| sheet.predict(prediction, elapsed));
        }
    }

    /// Changes the sheet, so many milliseconds after the attempt began. The device keeps the change at once, the server
    /// soon.
    fn change(self, edit: impl FnOnce(&mut Sheet, u64)) {
        if self.is_ending() || self.deadline.get_untracked() <= clock::now() {
            return;
        }
        let started_at = self.open.with_value(|open| open.started_at);
        let elapsed = clock::now().since(started_at);
        self.sheet.update(|sheet| edit(sheet, elapsed));
        self.keep();
        self.save_soon();
    }

    fn toggle_flag(self, question: usize) {
        self.flags.update(|flags| flags[question] = !flags[question]);
        self.keep();
    }

    fn go(self, step: usize) {
        self.came_from.set_value(self.step.get_untracked());
        self.step.set(step);
        self.keep();
        if step == self.overview_step() {
            // Before a submission, the answers of other devices should be on the screen.
            self.sync();
        }
        web_kit::window().scroll_to_with_x_and_y(0.0, 0.0);
        web_kit::router::focus("#step");
    }

    /// Writes the draft to the device.
    fn keep(self) {
        let flags = self.flags.with_untracked(|flags| {
            let bit = |flag: &bool| if *flag { '1' } else { '0' };
            flags.iter().map(bit).collect()
        });
        let TimedSheet { sheet, times } = self.sheet.with_untracked(Sheet::timed);
        let draft = Draft {
            sheet,
            times,
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
        let TimedSheet { mut sheet, times } = self.sheet.with_untracked(Sheet::timed);
        // An untouched sheet has revision 0; sent revisions count from 1.
        sheet.revision = sheet.revision.max(1);
        let ticket = self.open.with_value(|open| open.ticket.clone());
        let device = self.device.with_value(Clone::clone);
        SendSheet {
            changes: Some(Changes { device, times }),
            ..SendSheet::new(ticket, sheet)
        }
    }

    /// Takes over what the server has of another device.
    pub(crate) fn take(self, open: OpenAttempt) {
        self.deadline.set(open.deadline);
        self.add(&stored(&open), true);
        if !self.is_saved() {
            self.save_soon();
        }
        draft::keep_paper(&open);
    }
}

/// Returns the sheet that came with a paper.
fn stored(open: &OpenAttempt) -> TimedSheet {
    TimedSheet {
        sheet: open.sheet.clone(),
        times: open.times.clone(),
    }
}

/// Makes up a name for this copy of the sheet. Tabs of one browser, and one tab before and after a reload, are devices of
/// their own: their sheets need not follow each other.
pub(crate) fn device_name() -> String {
    ((js_sys::Math::random() * f64::from(u32::MAX)) as u32).to_string()
}
