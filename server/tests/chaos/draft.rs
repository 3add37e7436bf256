//! What the app keeps of an attempt, also after it is closed and opened again.

use crate::draw::Dice;
use crate::ledger::Ack;
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::ids::AttemptId;
use contest_core::questions::{OptionSet, PublicQuestion, QuestionKind};
use contest_core::wire::attempts::OpenAttempt;
use serde_json::{Value, json};

pub(crate) struct Draft {
    pub(crate) ticket: String,
    questions: Vec<PublicQuestion>,
    pub(crate) sheet: AnswerSheet,
    /// Sheets before this one.
    pub(crate) earlier: Vec<AnswerSheet>,
    /// The last acknowledgement by the server.
    acked: Option<Ack>,
    /// The server answered the submission with `202`.
    pub(crate) accepted: bool,
    /// There is a receipt.
    pub(crate) done: bool,
}

impl Draft {
    pub(crate) fn of(open: &OpenAttempt) -> Draft {
        Draft {
            ticket: open.ticket.clone(),
            questions: open.questions.clone(),
            sheet: open.sheet.clone(),
            earlier: Vec::new(),
            acked: None,
            accepted: false,
            done: false,
        }
    }

    /// Marks other answers; the new sheet becomes the draft.
    pub(crate) fn edit(&mut self, by: u32, prediction: bool, dice: &mut Dice) -> AnswerSheet {
        let marks = self.questions.iter().map(|question| {
            let options = question.options.len() as u64;
            let bits = match question.kind {
                _ if dice.chance(10) => 0,
                QuestionKind::Multiple => dice.number(0..=(1 << options) - 1),
                _ => 1 << dice.number(0..=options - 1),
            };
            OptionSet(bits as u8)
        });
        let answers = Answers(marks.collect()).encode();
        if self.sheet.revision > 0 {
            self.earlier.push(self.sheet.clone());
        }
        self.sheet = AnswerSheet {
            revision: self.sheet.revision + by,
            answers,
            prediction: prediction.then(|| dice.number(0..=500) as i64),
        };
        self.sheet.clone()
    }

    pub(crate) fn heard(&mut self, ack: &Ack) {
        let newer = |last: &Ack| last.sheet.revision <= ack.sheet.revision;
        if self.acked.as_ref().is_none_or(newer) {
            self.acked = Some(ack.clone());
        }
    }

    /// Returns whether a receipt with this hash is for the sheet of this draft.
    pub(crate) fn is_sheet(&self, attempt: AttemptId, hash: &Value) -> bool {
        hash.as_str() == Some(self.sheet.hash(attempt).as_str())
    }

    /// Returns the request body with this sheet.
    pub(crate) fn body(&self, sheet: &AnswerSheet) -> Value {
        let mut body = in_json(sheet);
        body["ticket"] = json!(self.ticket);
        body
    }

    /// Adds what the server has acknowledged, so that it counts even if the server has lost it.
    pub(crate) fn acknowledge(&self, body: &mut Value) {
        if let Some(Ack {
            sheet,
            at,
            ack: Some(ack),
            ..
        }) = &self.acked
        {
            body["acknowledged"] = in_json(sheet);
            body["acknowledged"]["at"] = json!(at);
            body["acknowledged"]["ack"] = json!(ack);
        }
    }
}

fn in_json(sheet: &AnswerSheet) -> Value {
    serde_json::to_value(sheet).expect("JSON")
}
