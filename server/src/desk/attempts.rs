//! The attempts of one person, as the desk sees them. Scores, and which attempt counts, are told once the round has
//! closed: until then staff know no scores.

use crate::contests::catalog::LiveRound;
use crate::db::Db;
use crate::db::entities::set_aside::Reason;
use crate::db::entities::{attempt, set_aside, start};
use crate::db::stored::Stored;
use crate::errors::AppResult;
use contest_core::attempts::AttemptRecord;
use contest_core::extra_time::Began;
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::receipts::ReceiptCode;
use contest_core::rounds::Phase;
use contest_core::time::Millis;
use contest_core::wire::desk::{DeskAttempt, DeskState};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashSet;

/// What the database knows of a person's attempts in some rounds.
pub(super) struct Rows {
    recorded: Vec<AttemptRecord>,
    starts: Vec<start::Model>,
    aside: Vec<set_aside::Model>,
}

impl Rows {
    pub(super) async fn read(db: &Db, account: AccountId, rounds: &[RoundId]) -> AppResult<Rows> {
        let rounds = || rounds.iter().copied();
        let recorded = attempt::Entity::find()
            .filter(attempt::Column::AccountId.eq(account))
            .filter(attempt::Column::RoundId.is_in(rounds()))
            .all(&db.read)
            .await?;
        let starts = start::Entity::find()
            .filter(start::Column::AccountId.eq(account))
            .filter(start::Column::RoundId.is_in(rounds()))
            .all(&db.read)
            .await?;
        let aside = set_aside::Entity::find()
            .filter(set_aside::Column::AccountId.eq(account))
            .filter(set_aside::Column::RoundId.is_in(rounds()))
            .all(&db.read)
            .await?;
        let recorded = recorded.into_iter().map(AttemptRecord::try_from);
        Ok(Rows {
            recorded: recorded.collect::<Result<_, _>>()?,
            starts,
            aside,
        })
    }

    /// Returns the attempts in a round, by number.
    pub(super) fn of_round(&self, round: &LiveRound, now: Millis) -> AppResult<Vec<DeskAttempt>> {
        let is_over = matches!(round.phase(now), Phase::Closed | Phase::Final);
        let counted = is_over.then(|| self.counted(round)).flatten();
        let of_round = self.recorded.iter().filter(|record| record.round == round.id);
        let recorded = of_round.map(|record| {
            let counts = is_over.then_some(counted == Some(record.attempt));
            self.recorded(record, counts)
        });
        let mut attempts: Vec<DeskAttempt> = recorded.collect();
        let known: HashSet<AttemptId> = attempts.iter().map(|attempt| attempt.attempt).collect();
        let others = self.starts.iter().filter(|start| start.round_id == round.id);
        for start in others.filter(|start| !known.contains(&start.id)) {
            attempts.push(self.started(round, start, now)?);
        }
        attempts.sort_by_key(|attempt| (attempt.number, attempt.attempt));
        Ok(attempts)
    }

    fn counted(&self, round: &LiveRound) -> Option<AttemptId> {
        let of_round = self.recorded.iter().filter(|record| record.round == round.id);
        let choice =
            |record: &&AttemptRecord| round.choice(&record.sort_key, record.attempt, record.closed_at);
        of_round.min_by_key(choice).map(|record| record.attempt)
    }

    fn recorded(&self, record: &AttemptRecord, counts: Option<bool>) -> DeskAttempt {
        DeskAttempt {
            attempt: record.attempt,
            number: record.number,
            state: DeskState::Recorded,
            started_at: record.started_at,
            deadline: record.deadline,
            closed_at: Some(record.closed_at),
            closed_by: Some(record.closed_by),
            code: Some(ReceiptCode::of(record.attempt).to_string()),
            reason: None,
            has_late_sheet: self.late_sheet(record.attempt).is_some(),
            counts,
            score: counts.map(|_| record.score),
        }
    }

    fn started(&self, round: &LiveRound, start: &start::Model, now: Millis) -> AppResult<DeskAttempt> {
        let began = Began {
            account: start.account_id,
            started_at: start.started_at,
            deadline: start.deadline,
        };
        let deadline = round.deadline_of(began).min(round.window.closes_at);
        let aside = self.set_aside(start.id);
        Ok(DeskAttempt {
            attempt: start.id,
            number: Stored::new("starts", start.id).number("number", start.number)?,
            state: match aside {
                Some(_) => DeskState::SetAside,
                None if now < deadline => DeskState::Running,
                None => DeskState::Closing,
            },
            started_at: start.started_at,
            deadline,
            closed_at: None,
            closed_by: None,
            code: None,
            reason: aside.map(|row| row.reason.into()),
            has_late_sheet: self.late_sheet(start.id).is_some(),
            counts: aside.map(|_| false),
            score: None,
        })
    }

    pub(super) fn record(&self, attempt: AttemptId) -> Option<&AttemptRecord> {
        self.recorded.iter().find(|record| record.attempt == attempt)
    }

    pub(super) fn late_sheet(&self, attempt: AttemptId) -> Option<&set_aside::Model> {
        let of_attempt = |row: &&set_aside::Model| row.attempt_id == attempt && row.reason == Reason::Late;
        self.aside.iter().find(of_attempt)
    }

    /// Returns why an attempt itself is set aside.
    pub(super) fn set_aside(&self, attempt: AttemptId) -> Option<&set_aside::Model> {
        let of_attempt = |row: &&set_aside::Model| row.attempt_id == attempt && row.reason != Reason::Late;
        self.aside.iter().find(of_attempt)
    }
}
