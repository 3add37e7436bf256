//! The answer sheet: one character per question, with marks as shown on the paper.
//!
//! The alphabet is `0-9a-zA-Z-_`. The value of a character is a set of options as bits (`0` nothing, `1` the first
//! option, `2` the second, `3` both, `4` the third …). A sheet of 20 questions takes 20 bytes in JSON, Redis and the
//! database alike.

use crate::questions::OptionSet;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/// All answers of an attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(pub Vec<OptionSet>);

/// The text is not an answer sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("character {at} of the answers is not allowed")]
pub struct NotAnswers {
    /// Counted from 0.
    pub at: usize,
}

impl Answers {
    pub fn blank(questions: usize) -> Answers {
        Answers(vec![OptionSet::NONE; questions])
    }

    pub fn answered(&self) -> usize {
        self.0.iter().filter(|set| !set.is_empty()).count()
    }

    pub fn parse(text: &str) -> Result<Answers, NotAnswers> {
        let value = |(at, byte): (usize, u8)| {
            let bits = match byte {
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'z' => byte - b'a' + 10,
                b'A'..=b'Z' => byte - b'A' + 36,
                b'-' => 62,
                b'_' => 63,
                _ => return Err(NotAnswers { at }),
            };
            Ok(OptionSet(bits))
        };
        text.bytes()
            .enumerate()
            .map(value)
            .collect::<Result<_, _>>()
            .map(Answers)
    }

    pub fn encode(&self) -> String {
        self.0
            .iter()
            .map(|set| char::from(ALPHABET[usize::from(set.0 & 63)]))
            .collect()
    }
}

/// A snapshot of an attempt's answers. A lower revision never overwrites a higher one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerSheet {
    /// Grows from 1 with every change; 0 is the blank sheet.
    pub revision: u32,
    /// One character per question from the alphabet `0-9a-zA-Z-_`; its value is the marked options as bits.
    pub answers: String,
    /// The answer to the prediction question, in its unit (percentages in hundredths of a percent).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<i64>,
}

impl AnswerSheet {
    /// Returns the hash that a receipt carries: SHA-256 over `attempt \n answers \n prediction` (empty if none),
    /// lower-case hex.
    pub fn hash(&self, attempt: crate::ids::AttemptId) -> String {
        let prediction = self.prediction.map(|p| p.to_string()).unwrap_or_default();
        let text = format!("{attempt}\n{}\n{prediction}", self.answers);
        Sha256::digest(text.as_bytes())
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 0xf])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect()
    }

    /// Returns whether two sheets hold the same answers, whatever their revisions. A sheet without answers counts as
    /// blank.
    pub fn answers_like(&self, other: &AnswerSheet) -> bool {
        let blank = |sheet: &AnswerSheet| sheet.answers.bytes().all(|mark| mark == b'0');
        let same_answers = self.answers == other.answers || (blank(self) && blank(other));
        self.prediction == other.prediction && same_answers
    }
}
