//! What is marked, and when.

use contest_core::answers::{AnswerSheet, Answers};
use contest_core::changes::{TimedSheet, Times};
use contest_core::questions::OptionSet;

/// The answers as the contestant has them now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) revision: u32,
    pub(crate) answers: Answers,
    pub(crate) prediction: Option<i64>,
    times: Times,
}

impl Sheet {
    /// Fits a sheet from storage or the server to the length of the paper.
    pub(super) fn from_wire(held: &TimedSheet, questions: usize) -> Sheet {
        let mut answers = Answers::parse(&held.sheet.answers).unwrap_or_default();
        answers.0.resize(questions, OptionSet::NONE);
        Sheet {
            revision: held.sheet.revision,
            answers,
            prediction: held.sheet.prediction,
            times: Times::of(&held.times, questions).unwrap_or_else(|| Times::none(questions)),
        }
    }

    pub(super) fn timed(&self) -> TimedSheet {
        TimedSheet {
            sheet: AnswerSheet {
                revision: self.revision,
                answers: self.answers.encode(),
                prediction: self.prediction,
            },
            times: self.times.as_str().to_owned(),
        }
    }

    /// Returns whether two copies have the same answers, changed at the same times, whatever their revisions. An answer
    /// that was changed and changed back is not what it was.
    pub(super) fn is_like(&self, other: &Sheet) -> bool {
        self.answers == other.answers && self.prediction == other.prediction && self.times == other.times
    }

    pub(crate) fn blanks(&self) -> usize {
        self.answers.0.len() - self.answers.answered()
    }

    pub(super) fn mark(&mut self, question: usize, marks: OptionSet, elapsed_ms: u64) {
        self.answers.0[question] = marks;
        self.times.note(question, elapsed_ms);
        self.revision += 1;
    }

    pub(super) fn predict(&mut self, prediction: Option<i64>, elapsed_ms: u64) {
        self.prediction = prediction;
        self.times.note(self.answers.0.len(), elapsed_ms);
        self.revision += 1;
    }

    /// Merges what another copy of the sheet has: of each answer, the later change counts. What is then more than the
    /// other has must have a higher revision.
    pub(super) fn add(&mut self, other: &TimedSheet) {
        if other.times.is_empty() && other.sheet.revision > self.revision {
            return self.add_untimed(other);
        }
        let merged = self.timed().merge(other);
        let [new_here, new_there] = [self.times.as_str(), &other.times].map(|times| merged.times != times);
        let is_behind = self.revision <= other.sheet.revision;
        *self = Sheet::from_wire(&merged, self.answers.0.len());
        if new_there && (new_here || is_behind) {
            self.revision += 1;
        }
    }

    /// Takes over a newer sheet of a device that does not say when its answers changed, but for what was changed here.
    fn add_untimed(&mut self, other: &TimedSheet) {
        let theirs = Sheet::from_wire(other, self.answers.0.len());
        for (question, marks) in theirs.answers.0.into_iter().enumerate() {
            if !self.times.is_touched(question) {
                self.answers.0[question] = marks;
            }
        }
        if !self.times.is_touched(self.answers.0.len()) {
            self.prediction = theirs.prediction;
        }
        self.revision = other.sheet.revision + 1;
    }

    /// Merges the draft of this device. Drafts of earlier releases have no times: there, the higher revision counts, and
    /// its answers count as changed now.
    pub(super) fn add_draft(&mut self, draft: TimedSheet, elapsed_ms: u64) {
        if Times::of(&draft.times, self.answers.0.len()).is_some() {
            return self.add(&draft);
        }
        if draft.sheet.revision <= self.revision {
            return;
        }
        let drafted = Sheet::from_wire(&draft, self.answers.0.len());
        for (question, marks) in drafted.answers.0.iter().enumerate() {
            if *marks != self.answers.0[question] {
                self.mark(question, *marks, elapsed_ms);
            }
        }
        if drafted.prediction != self.prediction {
            self.predict(drafted.prediction, elapsed_ms);
        }
        self.revision = self.revision.max(drafted.revision);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        Sheet::from_wire(&TimedSheet::default(), 3)
    }

    #[test]
    fn what_two_copies_have_has_a_higher_revision_than_either() {
        let (mut one, mut other) = (sheet(), sheet());
        one.mark(0, OptionSet(1), 1_000);
        other.mark(1, OptionSet(2), 2_000);
        one.add(&other.timed());
        assert_eq!((one.answers.encode().as_str(), one.revision), ("120", 2));
        other.add(&one.timed());
        assert_eq!(other, one);
        other.add(&one.timed());
        assert_eq!(other.revision, 2, "nothing is new");
    }

    #[test]
    fn an_answer_that_was_changed_and_changed_back_is_not_what_it_was() {
        let mut one = sheet();
        one.mark(0, OptionSet(1), 1_000);
        let before = one.clone();
        one.mark(0, OptionSet(2), 1_000);
        one.mark(0, OptionSet(1), 1_000);
        assert_eq!(one.answers, before.answers);
        assert!(!one.is_like(&before));
    }

    #[test]
    fn a_draft_without_times_counts_if_it_is_newer() {
        let mut held = sheet();
        held.mark(0, OptionSet(1), 1_000);
        held.mark(2, OptionSet(1), 2_000);
        let draft = |revision, answers: &str| TimedSheet {
            sheet: AnswerSheet {
                revision,
                answers: answers.into(),
                prediction: Some(7),
            },
            times: String::new(),
        };
        let mut newer = held.clone();
        newer.add_draft(draft(5, "120"), 3_000);
        let TimedSheet { sheet: drafted, .. } = newer.timed();
        assert_eq!(
            (drafted.answers.as_str(), drafted.prediction, drafted.revision),
            ("120", Some(7), 5)
        );
        let merged = held.timed().merge(&newer.timed());
        assert_eq!(
            (merged.sheet.answers.as_str(), merged.sheet.prediction),
            ("120", Some(7))
        );
        let mut untouched = sheet();
        untouched.mark(1, OptionSet(4), 1_000);
        untouched.add(&draft(5, "121"));
        assert_eq!(
            (untouched.answers.encode().as_str(), untouched.revision),
            ("141", 6),
            "no older answer comes back"
        );
        let before = held.clone();
        held.add_draft(draft(2, "333"), 3_000);
        assert_eq!(held, before);
    }
}
