//! When each answer last changed, so that the sheets of several devices become one: question by question, the later
//! change counts, whatever the order in which the sheets arrive.
//!
//! A time takes four characters of [`ALPHABET`], whose order is that of its bytes, so that Redis can compare times as
//! texts. It counts tenths of a second from 1; `----` means that nobody has ever touched the answer. The times of all
//! questions come first, then that of the prediction.

use crate::answers::AnswerSheet;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

const ALPHABET: &[u8; 64] = b"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
/// Characters of one time.
const WIDTH: usize = 4;
const NEVER: &str = "----";
/// The last time that can be written: 19 days.
const LAST: u64 = 64_u64.pow(WIDTH as u32) - 1;
const MAX_DEVICE: usize = 16;

/// What a device says about the sheet that it sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changes {
    /// A name that the device has made up for its copy of the sheet: 1 to 16 letters and digits.
    pub device: String,
    /// For each question, and then for the prediction: when it last changed, four characters each.
    pub times: String,
}

/// The changes do not fit the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotChanges {
    #[error("the device is not named by 1 to 16 letters and digits")]
    Device,
    #[error("there must be four characters for each question, and four for the prediction")]
    Times,
}

impl Changes {
    /// Says that a device has changed nothing yet.
    pub fn none(device: String, questions: usize) -> Changes {
        let Times(times) = Times::none(questions);
        Changes { device, times }
    }

    /// Notes a change; see [`Times::note`].
    pub fn note(&mut self, at: usize, elapsed_ms: u64) {
        note(&mut self.times, at, elapsed_ms);
    }

    /// Returns how many milliseconds after the attempt began anything last changed, by the word of the device; `None`
    /// if nothing ever did.
    pub fn last_ms(&self) -> Option<u64> {
        let times = self.times.as_bytes().chunks(WIDTH);
        let last = times.map(parse).max().unwrap_or(0);
        last.checked_sub(1).map(|tenths| tenths * 100)
    }

    /// Checks that this belongs to a sheet with so many questions.
    pub fn check(&self, questions: usize) -> Result<(), NotChanges> {
        let named = self.device.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !named || !(1..=MAX_DEVICE).contains(&self.device.len()) {
            return Err(NotChanges::Device);
        }
        let known = self.times.bytes().all(|byte| ALPHABET.contains(&byte));
        if !known || self.times.len() != WIDTH * (questions + 1) {
            return Err(NotChanges::Times);
        }
        Ok(())
    }
}

/// When each answer of one sheet last changed: what [`Changes`] says without its device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times(String);

impl Times {
    /// Says that nothing has changed yet.
    pub fn none(questions: usize) -> Times {
        Times(NEVER.repeat(questions + 1))
    }

    /// Takes over times that fit so many questions.
    pub fn of(times: &str, questions: usize) -> Option<Times> {
        (times.len() == WIDTH * (questions + 1)).then(|| Times(times.to_owned()))
    }

    /// Notes that question `at`, or the prediction after the last question, has changed `elapsed_ms` after the attempt
    /// began. A change is later than the one before it, even if the clock has gone back since.
    pub fn note(&mut self, at: usize, elapsed_ms: u64) {
        note(&mut self.0, at, elapsed_ms);
    }

    /// Returns whether anybody has ever touched question `at`, or the prediction after the last question.
    pub fn is_touched(&self, at: usize) -> bool {
        time(&self.0, at) != NEVER
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn note(times: &mut String, at: usize, elapsed_ms: u64) {
    let range = at * WIDTH..(at + 1) * WIDTH;
    let Some(before) = times.get(range.clone()).map(|time| parse(time.as_bytes())) else {
        return;
    };
    let now = (elapsed_ms / 100 + 1).max(before + 1).min(LAST);
    times.replace_range(range, &encode(now));
}

fn time(times: &str, at: usize) -> &str {
    times.get(at * WIDTH..(at + 1) * WIDTH).unwrap_or(NEVER)
}

fn encode(mut time: u64) -> String {
    let mut text = [0; WIDTH];
    for byte in text.iter_mut().rev() {
        *byte = ALPHABET[(time % 64) as usize];
        time /= 64;
    }
    text.map(char::from).iter().collect()
}

fn parse(time: &[u8]) -> u64 {
    let digit = |byte: &u8| ALPHABET.iter().position(|known| known == byte).unwrap_or(0);
    time.iter().fold(0, |time, byte| time * 64 + digit(byte) as u64)
}

/// An answer sheet with the time of each answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimedSheet {
    pub sheet: AnswerSheet,
    /// As in [`Changes`]; empty if the device did not say.
    pub times: String,
}

impl TimedSheet {
    /// Returns what two devices have together, under the higher revision. The order in which sheets are merged, and how
    /// often, makes no difference: of two answers with one time, the higher character counts.
    #[must_use]
    pub fn merge(&self, other: &TimedSheet) -> TimedSheet {
        let questions = self.sheet.answers.len().max(other.sheet.answers.len());
        let (mut answers, mut times) = (String::new(), String::new());
        for at in 0..questions {
            let (time, answer) = self.answer(at).max(other.answer(at));
            answers.push_str(answer);
            times.push_str(time);
        }
        let (ours, theirs) = (self.prediction(questions), other.prediction(questions));
        times.push_str(ours.0.max(theirs.0));
        TimedSheet {
            sheet: AnswerSheet {
                revision: self.sheet.revision.max(other.sheet.revision),
                answers,
                prediction: match ours.cmp(&theirs) {
                    Ordering::Less => other.sheet.prediction,
                    _ => self.sheet.prediction,
                },
            },
            times,
        }
    }

    fn answer(&self, question: usize) -> (&str, &str) {
        let answer = self.sheet.answers.get(question..=question).unwrap_or("0");
        (self.time(question), answer)
    }

    /// The prediction is compared as the text that Redis has.
    fn prediction(&self, questions: usize) -> (&str, String) {
        let text = self.sheet.prediction.map(|number| number.to_string());
        (self.time(questions), text.unwrap_or_else(|| "-".to_owned()))
    }

    fn time(&self, at: usize) -> &str {
        time(&self.times, at)
    }
}
