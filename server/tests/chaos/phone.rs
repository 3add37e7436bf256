//! A device that behaves as the app does: it keeps drafts, repeats what got no response, and resumes what was open.

use crate::draft::Draft;
use crate::draw::Dice;
use crate::ledger::{Ack, Ledger, Sent, Start};
use crate::line::{Line, Request, Said};
use crate::schedule::{Device, Loss, Sheet, Step};
use contest_core::answers::AnswerSheet;
use contest_core::ids::{AttemptId, RoundId, Uuid};
use contest_core::wire::attempts::{OpenAttempt, Saved};
use contest_core::wire::paths;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// How long a step is tried in the midst of faults before its owner does something else.
const IMPATIENCE: Duration = Duration::from_millis(900);

pub(crate) struct Phone<'a> {
    pub(crate) line: Line<'a>,
    round: RoundId,
    dice: Dice,
    prediction: bool,
    pub(crate) open: Option<AttemptId>,
    pub(crate) drafts: BTreeMap<AttemptId, Draft>,
    pub(crate) ledger: Ledger,
}

impl<'a> Phone<'a> {
    pub(crate) fn new(
        line: Line<'a>,
        round: RoundId,
        device: &Device,
        prediction: bool,
        ledger: Ledger,
    ) -> Self {
        Phone {
            line,
            round,
            dice: Dice::of(device.seed),
            prediction,
            open: None,
            drafts: BTreeMap::new(),
            ledger,
        }
    }

    pub(crate) async fn follow(&mut self, steps: &[Step]) {
        for step in steps {
            match *step {
                Step::Rest(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
                Step::Switch => self.line.switch(),
                Step::Reopen => self.open = None,
                Step::Start(key, loss) => self.start(key, loss).await,
                Step::Save(sheet, loss) => self.save(sheet, loss).await,
                Step::Submit(loss) => {
                    if let Some(attempt) = self.open {
                        let end = Instant::now() + IMPATIENCE;
                        self.submit(attempt, loss, end).await;
                    }
                }
            }
        }
    }

    async fn start(&mut self, key: Option<u8>, loss: Loss) {
        let person = self.ledger.person as u128;
        let key =
            key.map(|key| Uuid::from_u128(self.round.0.as_u128() ^ (person << 8) ^ u128::from(key) << 16));
        let path = paths::attempts(self.round);
        let body = json!(null);
        let starting = Request::with(Method::POST, &path, &body).keyed(key);
        let said = self.line.send(starting, loss, until_bored()).await;
        let Some(open) = self.ok::<OpenAttempt>(&said, "start", START) else {
            return;
        };
        self.note(format!(
            "started {} number {} revision {} at {}",
            open.attempt, open.number, open.sheet.revision, open.now.0
        ));
        self.ledger.starts.push(Start {
            attempt: open.attempt,
            number: open.number,
            started_at: open.started_at,
            served_at: open.now,
            key,
        });
        self.open = Some(open.attempt);
        let draft = self
            .drafts
            .entry(open.attempt)
            .or_insert_with(|| Draft::of(&open));
        draft.ticket = open.ticket;
        if open.sheet.revision > draft.sheet.revision {
            draft.sheet = open.sheet;
        }
    }

    async fn save(&mut self, which: Sheet, loss: Loss) {
        let Some(attempt) = self.open else { return };
        let sheet = match which {
            Sheet::New(by) => self.edit(attempt, by),
            Sheet::Again => self.drafts[&attempt].sheet.clone(),
            Sheet::Earlier => {
                let earlier = self.drafts[&attempt].earlier.clone();
                if earlier.is_empty() {
                    return;
                }
                earlier[self.dice.number(0..=earlier.len() as u64 - 1) as usize].clone()
            }
        };
        if sheet.revision == 0 {
            return;
        }
        let body = self.body(attempt, &sheet);
        let path = paths::sheet(attempt);
        let saving = Request::with(Method::PUT, &path, &body);
        let said = self.line.send(saving, loss, until_bored()).await;
        self.note(format!(
            "saved {attempt} revision {}: {}",
            sheet.revision,
            said.short()
        ));
        if let Some(Value::Number(stored)) = said.field("revision")
            && said.refused_with("stale_revision")
        {
            let draft = self.drafts.get_mut(&attempt).expect("a draft");
            draft.sheet.revision = draft.sheet.revision.max(stored.as_u64().unwrap_or(0) as u32);
        }
        if said.refused_with("attempt_closed") {
            self.open = None;
        }
        if let Some(saved) = self.ok::<Saved>(&said, "save", SAVE) {
            let ack = said.field("ack").and_then(|ack| ack.as_str().map(str::to_owned));
            let ack = Ack {
                attempt,
                sheet,
                at: saved.now,
                ack,
            };
            let draft = self.drafts.get_mut(&attempt).expect("a draft");
            draft.heard(&ack);
            self.ledger.acked.push(ack);
        }
    }

    /// Marks other answers.
    pub(crate) fn edit(&mut self, attempt: AttemptId, by: u32) -> AnswerSheet {
        let prediction = self.prediction;
        let draft = self.drafts.get_mut(&attempt).expect("a draft");
        draft.edit(by, prediction, &mut self.dice)
    }

    pub(crate) fn body(&mut self, attempt: AttemptId, sheet: &AnswerSheet) -> Value {
        self.ledger.sent.push(Sent {
            attempt,
            sheet: sheet.clone(),
            at: self.line.now(),
        });
        self.drafts[&attempt].body(sheet)
    }

    pub(crate) fn ok<T: serde::de::DeserializeOwned>(
        &mut self,
        said: &Said,
        what: &str,
        allowed: &[&str],
    ) -> Option<T> {
        let (status, body) = match said {
            Said::Nothing => return None,
            Said::Reply(status, body) => (*status, body),
        };
        if (200..300).contains(&status) {
            match serde_json::from_value(body.clone()) {
                Ok(parsed) => return Some(parsed),
                Err(error) => self.ledger.wrong.push(format!("{what}: {error}: {body}")),
            }
        } else if !said.is_busy() && !allowed.iter().any(|code| said.refused_with(code)) {
            self.ledger.wrong.push(format!("{what}: {status} {body}"));
        }
        None
    }

    pub(crate) fn note(&mut self, what: String) {
        let errors = std::mem::take(&mut self.line.wrong);
        self.ledger.wrong.extend(errors);
        self.ledger.story.push(format!(
            "{} at {}: {what}",
            self.line.since_start(),
            self.line.server()
        ));
    }
}

fn until_bored() -> Instant {
    Instant::now() + IMPATIENCE
}

/// The refusals that make sense here.
const START: &[&str] = &[
    "attempts_exhausted",
    "round_closed",
    "round_not_open",
    "attempt_closed",
];
const SAVE: &[&str] = &["stale_revision", "attempt_closed", "attempt_deadline_passed"];
