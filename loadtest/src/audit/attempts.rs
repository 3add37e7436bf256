//! Attempts: each one that a phone was given is recorded in the end, with a sheet that this phone sent, and with the
//! points that this sheet earns on the paper that the phone showed.

use super::Audit;
use crate::contest::Round;
use crate::export::Row;
use crate::ledger::{Attempt, Ledger, Promise};
use contest_core::ids::AttemptId;
use contest_core::wire::attempts::ClosedBy;
use std::borrow::Cow;
use std::collections::HashMap;

pub(super) fn check(
    round: &Round,
    ledger: &Ledger,
    rows: &HashMap<AttemptId, &Row>,
    promised: &HashMap<AttemptId, &Promise>,
    audit: &mut Audit,
) {
    let mut views: Vec<&Attempt> = ledger.attempts.iter().collect();
    // A stable sort: the views of an attempt keep the order in which they were made.
    views.sort_by_key(|view| view.attempt);
    for views in views.chunk_by(|a, b| a.attempt == b.attempt) {
        let known = Known { round, views };
        let first = views[0];
        audit.started += 1;
        let promise = promised.get(&first.attempt).copied();
        let row = rows.get(&first.attempt).copied();
        let mut complain = |found: Result<(), String>| {
            if let Err(found) = found {
                let (attempt, number, account) = (first.attempt, first.number, first.account);
                audit.complain(|| {
                    format!("attempt {attempt} (number {number} of account {account}): {found}")
                });
            }
        };
        complain(known.is_taken_up_rightly());
        match (row, promise) {
            (Some(row), _) => {
                complain(known.is_recorded_as_started(row));
                complain(known.is_recorded_rightly(row));
            }
            // The check of the receipts has already complained about these.
            (None, Some(_)) => {}
            (None, None) => complain(Err(known.vanished())),
        }
        if let Some(promise) = promise {
            complain(known.is_promised_rightly(promise));
        }
        audit.scored_again += u64::from(row.is_some());
    }
}

/// Everything known about one attempt.
struct Known<'a> {
    round: &'a Round,
    /// At least one; more if the attempt was resumed.
    views: &'a [&'a Attempt],
}

impl<'a> Known<'a> {
    fn acknowledged(&self) -> u32 {
        self.views.iter().map(|view| view.acknowledged).max().unwrap_or(0)
    }

    /// Returns every submitted sheet with its revision: two if the first submission got no response.
    fn submissions(&self) -> impl Iterator<Item = (u32, &'a str)> {
        self.views.iter().filter_map(|view| view.submission())
    }

    /// Returns every sheet sent with a revision: two if a save got no response and the attempt was resumed without it.
    fn sent(&self, revision: u32) -> impl Iterator<Item = &'a str> {
        let views = self.views.iter();
        views.filter_map(move |view| view.sheets.get(revision))
    }

    fn vanished(&self) -> String {
        if self.views.iter().any(|view| view.accepted.is_some()) {
            "the submission was accepted, but nothing is recorded".into()
        } else {
            "the start was acknowledged, but nothing is recorded".into()
        }
    }

    /// Checks that a resumed attempt has the same paper and has lost nothing that was acknowledged.
    fn is_taken_up_rightly(&self) -> Result<(), String> {
        for (n, view) in self.views.iter().enumerate() {
            let before = Known {
                round: self.round,
                views: &self.views[..n],
            };
            let (found, answers) = match &view.found {
                Some(sheet) => (sheet.revision, sheet.answers.as_str()),
                None => (0, ""),
            };
            if before.acknowledged() > found {
                let acknowledged = before.acknowledged();
                return Err(format!(
                    "taken up again with revision {found}, acknowledged was {acknowledged}"
                ));
            }
            if found > 0 && !before.sent(found).any(|sent| sent == answers) {
                return Err(format!(
                    "taken up again with a sheet that was not sent as revision {found}: {answers}"
                ));
            }
            if view.paper != self.views[0].paper {
                return Err("taken up again with another paper".into());
            }
        }
        Ok(())
    }

    fn is_recorded_as_started(&self, row: &Row) -> Result<(), String> {
        for view in self.views {
            let told = (view.account, view.number, view.started_at.0);
            let recorded = (row.account, row.number, row.started_at.0);
            if told != recorded {
                return Err(format!(
                    "account, number, start recorded {recorded:?}, on the paper {told:?}"
                ));
            }
            if let Some(told) = view.accepted
                && told != row.closed_at
            {
                let (recorded, told) = (row.closed_at.0, told.0);
                return Err(format!(
                    "closed at {recorded}, but the submission was accepted at {told}"
                ));
            }
        }
        Ok(())
    }

    fn is_recorded_rightly(&self, row: &Row) -> Result<(), String> {
        let sheet = if row.by_contestant {
            self.submitted_as(row)?.into()
        } else {
            self.saved_as(row)?
        };
        let hash = self.views[0].hash(&sheet);
        if hash != row.sheet_hash {
            return Err(format!(
                "hash of the sheet recorded {}, computed {hash}",
                row.sheet_hash
            ));
        }
        let score = self.round.bank.score(&self.views[0].paper, &sheet)?;
        let earned = (score.points, score.correct, score.answered, score.total);
        let recorded = (row.points, row.correct, row.answered, row.total);
        if earned == recorded {
            Ok(())
        } else {
            Err(format!(
                "points, correct, answered, total recorded {recorded:?}, the sheet {sheet} earns {earned:?}"
            ))
        }
    }

    /// Returns the submission that was recorded.
    fn submitted_as(&self, row: &Row) -> Result<&'a str, String> {
        let fitting = self
            .submissions()
            .find(|submission| *submission == (row.revision, row.answers.as_str()));
        if let Some((_, answers)) = fitting {
            return Ok(answers);
        }
        let recorded = format!(
            "recorded as submitted: {}, revision {}",
            row.answers, row.revision
        );
        Err(match self.submissions().last() {
            Some((revision, answers)) => {
                format!("{recorded}; submitted was {answers}, revision {revision}")
            }
            None => format!("{recorded}; no phone submitted it"),
        })
    }

    /// Returns the save with which the server closed the attempt.
    fn saved_as(&self, row: &Row) -> Result<Cow<'a, str>, String> {
        let (revision, acknowledged) = (row.revision, self.acknowledged());
        if revision < acknowledged {
            return Err(format!(
                "closed by the server with revision {revision}, acknowledged was {acknowledged}"
            ));
        }
        let questions = self.views[0].paper.len();
        let blank = (revision == 0).then(|| Cow::Owned("0".repeat(questions)));
        let mut sent = blank.into_iter().chain(self.sent(revision).map(Cow::Borrowed));
        sent.find(|sent| **sent == row.answers).ok_or_else(|| {
            format!(
                "closed by the server with a sheet that was not sent as revision {revision}: {}",
                row.answers
            )
        })
    }

    /// Checks that the receipt names the submitted sheet and what it earns.
    fn is_promised_rightly(&self, promise: &Promise) -> Result<(), String> {
        if promise.closed_by == ClosedBy::Deadline {
            // Only the row says which save that was.
            return Ok(());
        }
        let mut earned = None;
        for (_, answers) in self.submissions() {
            if self.views[0].hash(answers) == *promise.sheet_hash {
                let score = self.round.bank.score(&self.views[0].paper, answers)?;
                earned = Some((score.points, score.correct, score.total));
            }
        }
        let promised = (promise.points, promise.correct, promise.total);
        match earned {
            None => Err(format!("{}: the receipt is for another sheet", promise.code)),
            Some(earned) if earned != promised => Err(format!(
                "{}: points, correct, total on the receipt {promised:?}, the sheet earns {earned:?}",
                promise.code
            )),
            Some(_) => Ok(()),
        }
    }
}
