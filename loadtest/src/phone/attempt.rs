//! A whole attempt, from the start to the receipt, and the record kept of it.

use super::sheet::change;
use super::{Accepted, Pace, Phone, TRIES};
use crate::http::Sending;
use crate::ledger::{Attempt, Promise, Sheets};
use crate::measure::Operation;
use crate::paper::Shown;
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::ids::AttemptId;
use contest_core::time::Millis;
use contest_core::wire::attempts::{ClosedBy, Submitted};
use contest_core::wire::paths;
use http::{Method, Uri};
use rand::RngExt;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Everybody's answer to the prediction question.
const PREDICTION: i64 = 1_000;

/// What is needed of a paper; its texts are only recognised.
#[derive(Deserialize)]
struct Paper<'a> {
    attempt: AttemptId,
    ticket: &'a str,
    number: u16,
    started_at: Millis,
    questions: Vec<Shown>,
    sheet: AnswerSheet,
    #[serde(default)]
    prediction: Option<IgnoredAny>,
}

/// What is needed of the response to a save. The mark is absent or empty if the server gives none.
#[derive(Deserialize)]
struct Saved<'a> {
    now: i64,
    revision: u32,
    #[serde(default)]
    ack: &'a str,
}

/// The last sheet that the server acknowledged, with its proof: both are sent with the submission.
struct Acknowledged {
    revision: u32,
    answers: String,
    at: i64,
    ack: String,
}

/// An attempt in progress.
struct Playing<'a> {
    paper: Paper<'a>,
    answers: Answers,
    /// How many shares of the questions are marked.
    marked: u32,
    /// Its index in the ledger.
    view: usize,
    acknowledged: Option<Acknowledged>,
}

impl Phone {
    /// Plays a whole attempt; returns false if it did not lead to a receipt.
    pub async fn attempt(&mut self, arrival: Instant, pace: Pace) -> bool {
        self.try_attempt(arrival, pace).await.is_some()
    }

    async fn try_attempt(&mut self, arrival: Instant, pace: Pace) -> Option<()> {
        let cookie = self.person.cookie.clone();
        let start = Sending::json(Method::POST, self.addresses.start.clone(), Some(&cookie), "null");
        let started = self.insist(Operation::Start, start, arrival, pace).await?;
        let Ok(paper) = serde_json::from_slice::<Paper<'_>>(&started.answer.body) else {
            return self.failed(Operation::Start, "not_a_paper");
        };
        let uri = |path: String| path.parse::<Uri>().ok();
        let (sheet, submission) = (
            uri(paths::sheet(paper.attempt))?,
            uri(paths::submission(paper.attempt))?,
        );
        let receipt = uri(paths::receipt(paper.attempt))?;
        let mut playing = self.take_up(paper);
        let intended = self.save(&mut playing, sheet, started.at, pace).await?;
        let (body, revision, _) = self.fill(&mut playing, pace.saves, pace, true);
        self.note(&playing, |attempt| attempt.submitted = Some(revision));
        let sending = Sending::json(Method::POST, submission, Some(&cookie), body);
        let submitted = self.insist(Operation::Submit, sending, intended, pace).await?;
        self.take_receipt(&playing, receipt, submitted, pace).await?;
        if pace.looks {
            self.look(pace).await;
        }
        Some(())
    }

    /// Marks the questions, a share of them with each save. Returns when the submission is due, which carries the rest.
    async fn save(
        &mut self,
        playing: &mut Playing<'_>,
        uri: Uri,
        started: Instant,
        pace: Pace,
    ) -> Option<Instant> {
        let cookie = self.person.cookie.clone();
        let mut moment = self.next_moment(started, pace);
        let mut due = 0;
        while due < pace.saves {
            let mut intended = moment;
            (due, moment) = (due + 1, self.next_moment(moment, pace));
            let mut filled = self.fill(playing, due, pace, false);
            for tries in 1.. {
                let (body, revision, answers) = filled.clone();
                let sending = Sending::json(Method::PUT, uri.clone(), Some(&cookie), body);
                let again = match self.send(Operation::Save, &sending, intended).await {
                    Ok(saved) => {
                        self.take_acknowledgement(playing, &saved, revision, answers)?;
                        break;
                    }
                    Err(again) => again?,
                };
                if tries == TRIES {
                    return self.failed(Operation::Save, "gave_up");
                }
                intended = again.at;
                while pace.is_open && moment <= intended {
                    if due == pace.saves {
                        return Some(moment);
                    }
                    (due, moment) = (due + 1, self.next_moment(moment, pace));
                }
                if due > playing.marked {
                    filled = self.fill(playing, due, pace, false);
                }
            }
            if !pace.is_open {
                moment = Instant::now();
            }
        }
        Some(moment)
    }

    fn next_moment(&mut self, before: Instant, pace: Pace) -> Instant {
        if pace.is_open {
            // People are not metronomes: half to one and a half of the thinking time.
            before + pace.think.mul_f64(self.random.random_range(0.5..1.5))
        } else {
            Instant::now()
        }
    }

    /// Records what was started, and continues from what the server has stored.
    fn take_up<'a>(&self, paper: Paper<'a>) -> Playing<'a> {
        let questions = paper.questions.len();
        let drawn = paper
            .questions
            .iter()
            .map(|shown| self.addresses.bank.find(shown));
        let found = (paper.sheet.revision > 0).then(|| Box::new(paper.sheet.clone()));
        let stored = Answers::parse(&paper.sheet.answers).ok();
        let answers = stored.filter(|stored| stored.0.len() == questions);
        let mut tally = self.tally.borrow_mut();
        tally.ledger.attempts.push(Attempt {
            attempt: paper.attempt,
            account: self.person.account,
            number: paper.number,
            started_at: paper.started_at,
            paper: drawn.collect(),
            found,
            sheets: Sheets::after(paper.sheet.revision, questions),
            prediction: paper.prediction.is_some().then_some(PREDICTION),
            acknowledged: 0,
            submitted: None,
            accepted: None,
        });
        Playing {
            answers: answers.unwrap_or_else(|| Answers::blank(questions)),
            paper,
            marked: 0,
            view: tally.ledger.attempts.len() - 1,
            acknowledged: None,
        }
    }

    fn note(&self, playing: &Playing<'_>, change: impl FnOnce(&mut Attempt)) {
        if let Some(attempt) = self.tally.borrow_mut().ledger.attempts.get_mut(playing.view) {
            change(attempt);
        }
    }

    /// Marks the questions of the shares that are due, and records the sheet before it is sent: losing the response does
    /// not unsend it.
    fn fill(
        &mut self,
        playing: &mut Playing<'_>,
        due: u32,
        pace: Pace,
        is_last: bool,
    ) -> (Vec<u8>, u32, String) {
        let of_all = playing.paper.questions.len();
        let share = |n: u32| (of_all * n as usize).div_ceil(pace.saves.max(1) as usize);
        let next = share(playing.marked)..if is_last { of_all } else { share(due) };
        playing.marked = due;
        let mut tally = self.tally.borrow_mut();
        let Attempt { sheets, .. } = &mut tally.ledger.attempts[playing.view];
        let questions = &playing.paper.questions;
        let encoded = change(&mut playing.answers, questions, next, sheets, &mut self.random);
        let revision = sheets.next();
        sheets.push(&encoded);
        let acknowledged = playing.acknowledged.as_ref().filter(|_| is_last);
        let body = body_of(&playing.paper, revision, &encoded, acknowledged);
        (body, revision, encoded)
    }

    fn take_acknowledgement(
        &self,
        playing: &mut Playing<'_>,
        accepted: &Accepted,
        revision: u32,
        answers: String,
    ) -> Option<()> {
        let Ok(saved) = serde_json::from_slice::<Saved<'_>>(&accepted.answer.body) else {
            return self.failed(Operation::Save, "not_an_acknowledgement");
        };
        if saved.revision != revision {
            return self.failed(Operation::Save, "acknowledged_another_revision");
        }
        self.note(playing, |attempt| attempt.acknowledged = revision);
        playing.acknowledged = (!saved.ack.is_empty()).then(|| Acknowledged {
            revision,
            answers,
            at: saved.now,
            ack: saved.ack.to_owned(),
        });
        Some(())
    }

    /// Takes the receipt of an accepted submission; polls for it while the server has the attempt pending (`202`).
    async fn take_receipt(
        &mut self,
        playing: &Playing<'_>,
        uri: Uri,
        mut accepted: Accepted,
        pace: Pace,
    ) -> Option<()> {
        let cookie = self.person.cookie.clone();
        for _ in 0..TRIES {
            let submitted: Option<Submitted> = serde_json::from_slice(&accepted.answer.body).ok();
            let Some(submitted) = submitted else {
                return self.failed(Operation::Submit, "not_a_receipt");
            };
            self.note(playing, |attempt| {
                attempt.accepted.get_or_insert(submitted.closed_at);
            });
            if let Some(receipt) = submitted.receipt {
                if receipt.closed_by == ClosedBy::Contestant {
                    self.note(playing, Attempt::settle);
                }
                let mut tally = self.tally.borrow_mut();
                tally
                    .ledger
                    .promises
                    .push(Promise::of(self.person.account, &receipt));
                tally.measures.finished_attempt(accepted.at);
                return Some(());
            }
            let later = accepted.at + Duration::from_secs(1);
            let asking = Sending::get(uri.clone(), Some(&cookie));
            accepted = self.insist(Operation::Receipt, asking, later, pace).await?;
        }
        self.failed(Operation::Receipt, "still_pending")
    }
}

/// Returns the body of a save or a submission. Written by hand, because it is sent most often, and nothing in it needs
/// escaping.
fn body_of(paper: &Paper<'_>, revision: u32, answers: &str, acknowledged: Option<&Acknowledged>) -> Vec<u8> {
    let mut body = String::with_capacity(512);
    let prediction = if paper.prediction.is_some() {
        ",\"prediction\":1000"
    } else {
        ""
    };
    // Writing to a `String` never fails.
    let _ = write!(
        body,
        "{{\"ticket\":\"{}\",\"revision\":{revision},\"answers\":\"{answers}\"{prediction}",
        paper.ticket,
    );
    if let Some(known) = acknowledged {
        let _ = write!(
            body,
            ",\"acknowledged\":{{\"revision\":{},\"answers\":\"{}\"{prediction},\"at\":{},\"ack\":\"{}\"}}",
            known.revision, known.answers, known.at, known.ack
        );
    }
    body.push('}');
    body.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn what_is_written_by_hand_is_what_the_server_reads() {
        let paper = Paper {
            attempt: AttemptId(contest_core::ids::Uuid::now_v7()),
            ticket: "phiếu",
            number: 1,
            started_at: Millis(0),
            questions: Vec::new(),
            sheet: AnswerSheet::default(),
            prediction: Some(IgnoredAny),
        };
        let known = Acknowledged {
            revision: 4,
            answers: "124".into(),
            at: 1_764_547_200_042,
            ack: "AbC-_".into(),
        };
        let read =
            |known| -> Value { serde_json::from_slice(&body_of(&paper, 5, "128", known)).expect("a sheet") };
        let mut expected =
            json!({ "ticket": "phiếu", "revision": 5, "answers": "128", "prediction": PREDICTION });
        assert_eq!(read(None), expected);
        expected["acknowledged"] = json!({ "revision": 4, "answers": "124", "prediction": PREDICTION,
            "at": 1_764_547_200_042_i64, "ack": "AbC-_" });
        assert_eq!(read(Some(&known)), expected);
    }
}
