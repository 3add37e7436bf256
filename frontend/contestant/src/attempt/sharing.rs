//! Puts the sheet together with what the contestant's other devices and tabs have.

use super::{AttemptState, Sheet, draft::Draft};
use crate::timing::on_window;
use contest_core::changes::TimedSheet;
use contest_core::questions::OptionSet;
use leptos::prelude::*;

/// What another device has changed on this one's screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct News {
    /// The answers of this device that gave way to later ones.
    pub(crate) replaced: Vec<Replaced>,
}

/// A question that was answered differently on two devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Replaced {
    pub(crate) question: usize,
    pub(crate) ours: OptionSet,
    pub(crate) theirs: OptionSet,
}

impl AttemptState {
    /// Listens to other tabs of this browser, which keep the same draft.
    pub(super) fn share(self) {
        on_window("storage", Box::new(move || self.read_other_tab()));
    }

    fn read_other_tab(self) {
        if self.is_ending() {
            return;
        }
        match Draft::read(self.attempt) {
            Some(draft) => {
                let theirs = draft.timed();
                self.saver
                    .update_value(|saver| saver.take_acknowledged(draft.acknowledged));
                self.add(&theirs, false);
                // Both may have written at once: whoever has more writes again, until both have the same.
                if self.sheet.with_untracked(Sheet::timed).times != theirs.times {
                    self.keep();
                }
            }
            // The other tab has submitted, or the attempt is over. An untouched sheet has no draft.
            None if self.sheet.with_untracked(|sheet| sheet.revision > 0) => self.look_again(),
            None => {}
        }
    }

    /// The contestant has answered this question again, whatever the other device said.
    pub(super) fn decided(self, question: usize) {
        self.news.update(|news| {
            if let Some(told) = news {
                told.replaced.retain(|replaced| replaced.question != question);
                if told.replaced.is_empty() {
                    *news = None;
                }
            }
        });
    }

    /// Takes over another copy of the sheet. `is_on_server`: the server has that copy.
    pub(super) fn add(self, theirs: &TimedSheet, is_on_server: bool) {
        if self.merge(theirs, is_on_server) {
            self.keep();
            if !self.is_saved() {
                self.save_soon();
            }
        }
    }

    /// Merges another copy of the sheet, and returns whether that has changed this one. The caller then keeps it on the
    /// device.
    pub(super) fn merge(self, theirs: &TimedSheet, is_on_server: bool) -> bool {
        if is_on_server {
            let held = Sheet::from_wire(theirs, self.questions);
            self.saver.update_value(|saver| saver.on_server = Some(held));
        }
        let ours = self.sheet.get_untracked();
        let mut merged = ours.clone();
        merged.add(theirs);
        if merged == ours {
            return false;
        }
        if (&merged.answers, merged.prediction) != (&ours.answers, ours.prediction) {
            self.news
                .update(|news| news.get_or_insert_default().add(&ours, &merged));
        }
        self.sheet.set(merged);
        true
    }
}

impl News {
    fn add(&mut self, ours: &Sheet, merged: &Sheet) {
        let pairs = ours.answers.0.iter().zip(&merged.answers.0).enumerate();
        for (question, (ours, theirs)) in pairs.filter(|(_, (ours, theirs))| ours != theirs) {
            self.replaced.retain(|before| before.question != question);
            if !ours.is_empty() {
                self.replaced.push(Replaced {
                    question,
                    ours: *ours,
                    theirs: *theirs,
                });
            }
        }
    }
}
