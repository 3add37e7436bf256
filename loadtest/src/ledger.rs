//! What the phones know for certain: every attempt they were given, the sheets they sent, what was acknowledged, and
//! every receipt. The audit checks the server against this, and against nothing that the server says about itself.

use crate::paper::Drawn;
use contest_core::answers::AnswerSheet;
use contest_core::ids::{AccountId, AttemptId};
use contest_core::time::Millis;
use contest_core::wire::attempts::{ClosedBy, Receipt};

/// A receipt as a phone received it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    pub account: AccountId,
    pub attempt: AttemptId,
    pub number: u16,
    pub started_at: Millis,
    pub closed_at: Millis,
    pub closed_by: ClosedBy,
    /// Hundredths of a point.
    pub points: u32,
    pub correct: u16,
    pub total: u16,
    pub code: Box<str>,
    /// Lower-case hex.
    pub sheet_hash: Box<str>,
    /// Base64url.
    pub signature: Box<str>,
}

impl Promise {
    pub fn of(account: AccountId, receipt: &Receipt) -> Promise {
        Promise {
            account,
            attempt: receipt.attempt,
            number: receipt.number,
            started_at: receipt.started_at,
            closed_at: receipt.closed_at,
            closed_by: receipt.closed_by,
            points: receipt.score.points,
            correct: receipt.score.correct,
            total: receipt.score.total,
            code: receipt.code.as_str().into(),
            sheet_hash: receipt.sheet_hash.as_str().into(),
            signature: receipt.signature.as_str().into(),
        }
    }
}

/// The sheets of one attempt with consecutive revisions, all of the same length.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    /// The revision of the first sheet kept.
    first: u32,
    questions: usize,
    text: String,
}

impl Sheets {
    /// Holds no sheet yet; the first one sent will have the revision after `before`.
    pub fn after(before: u32, questions: usize) -> Sheets {
        Sheets {
            first: before + 1,
            questions: questions.max(1),
            text: String::new(),
        }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        let length = self.questions.max(1);
        (0..self.text.len() / length).filter_map(move |n| self.text.get(n * length..(n + 1) * length))
    }

    /// Returns the revision of the next sheet.
    pub fn next(&self) -> u32 {
        self.first + (self.text.len() / self.questions.max(1)) as u32
    }

    pub fn push(&mut self, answers: &str) {
        self.text.push_str(answers);
    }

    pub fn contains(&self, answers: &str) -> bool {
        self.all().any(|sheet| sheet == answers)
    }

    pub fn get(&self, revision: u32) -> Option<&str> {
        let index = revision.checked_sub(self.first)? as usize;
        self.all().nth(index)
    }

    /// Forgets all sheets but the last.
    fn keep_last(&mut self) {
        let last = self.text.len().saturating_sub(self.questions);
        self.first += (last / self.questions.max(1)) as u32;
        self.text = self.text[last..].to_owned();
    }
}

/// An attempt as one phone knows it, from one response with its paper. Resumed later, it gets another view.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub attempt: AttemptId,
    pub account: AccountId,
    pub number: u16,
    pub started_at: Millis,
    pub paper: Box<[Drawn]>,
    /// What the server had stored when it sent the paper; absent if nothing.
    pub found: Option<Box<AnswerSheet>>,
    pub sheets: Sheets,
    /// Sent with every sheet.
    pub prediction: Option<i64>,
    /// The revision of the last acknowledged save; 0 if there was none.
    pub acknowledged: u32,
    /// The revision of the submission, once it is sent.
    pub submitted: Option<u32>,
    /// The closing time that the server named when it accepted the submission with 200 or 202.
    pub accepted: Option<Millis>,
}

impl Attempt {
    /// Returns the submitted sheet with its revision.
    pub fn submission(&self) -> Option<(u32, &str)> {
        let revision = self.submitted?;
        Some((revision, self.sheets.get(revision)?))
    }

    /// Notes that the submission has its receipt: earlier sheets no longer matter.
    pub fn settle(&mut self) {
        self.sheets.keep_last();
    }

    /// Returns the hash that the receipt of a sheet must carry.
    pub fn hash(&self, answers: &str) -> String {
        let sheet = AnswerSheet {
            revision: 0,
            answers: answers.to_owned(),
            prediction: self.prediction,
        };
        sheet.hash(self.attempt)
    }
}

/// Everything that one round has promised.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The views of one attempt are in the order in which they were made.
    pub attempts: Vec<Attempt>,
    pub promises: Vec<Promise>,
}

impl Ledger {
    pub fn add(&mut self, other: Ledger) {
        self.attempts.extend(other.attempts);
        self.promises.extend(other.promises);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_found_by_their_revision() {
        let mut sheets = Sheets::after(4, 3);
        for answers in ["100", "120", "124"] {
            assert!(!sheets.contains(answers));
            sheets.push(answers);
        }
        assert_eq!(sheets.next(), 8);
        assert_eq!((sheets.get(4), sheets.get(8)), (None, None));
        assert_eq!(
            (5..8).filter_map(|n| sheets.get(n)).collect::<String>(),
            "100120124"
        );
        // Not matched across two sheets.
        assert!(!sheets.contains("001"));
        sheets.keep_last();
        assert_eq!(
            (sheets.get(6), sheets.get(7), sheets.next()),
            (None, Some("124"), 8)
        );
    }
}
