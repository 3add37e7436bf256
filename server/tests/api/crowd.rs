//! Many contestants with recorded attempts, put straight into the database, for rounds too large to be played through
//! the API.

use crate::common::TestApp;
use crate::common::contest::{Arranged, rules};
use contest_core::answers::AnswerSheet;
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{AccountId, AttemptId, ContestId, RoundId};
use contest_core::ranking::{Standing, sort_key};
use contest_core::scoring::Score;
use contest_core::wire::attempts::ClosedBy;
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, IntoActiveModel};
use std::sync::atomic::{AtomicU32, Ordering};
use thiluat::db::entities::{account, attempt};
use thiluat::recording::rows::attempt_row;
use uuid::Uuid;

/// Phone numbers are unique, so one crowd can be added to another.
static NUMBERS: AtomicU32 = AtomicU32::new(10_000_000);

/// One contestant, with one attempt for each entry of `attempts`.
pub(crate) struct Player {
    pub(crate) name: String,
    pub(crate) attempts: Vec<Play>,
}

/// The result of an attempt.
#[derive(Clone, Copy)]
pub(crate) struct Play {
    /// Right answers out of ten.
    pub(crate) right: u16,
    pub(crate) duration_ms: i64,
    pub(crate) prediction: Option<i64>,
}

impl Play {
    pub(crate) fn of(right: u16, duration_ms: i64) -> Play {
        Play {
            right,
            duration_ms,
            prediction: None,
        }
    }

    pub(crate) fn guessing(self, prediction: i64) -> Play {
        Play {
            prediction: Some(prediction),
            ..self
        }
    }
}

impl Player {
    pub(crate) fn new(name: &str, attempts: &[Play]) -> Player {
        Player {
            name: name.into(),
            attempts: attempts.to_vec(),
        }
    }
}

/// Records all attempts; returns the accounts and attempts in the same order.
pub(crate) async fn crowd(
    app: &TestApp,
    arranged: &Arranged,
    players: &[Player],
) -> Vec<(AccountId, Vec<AttemptId>)> {
    let live = app.state.round(arranged.round).expect("the round");
    let mut known = Vec::new();
    let (mut accounts, mut attempts) = (Vec::new(), Vec::new());
    for (n, player) in players.iter().enumerate() {
        let id = AccountId(Uuid::now_v7());
        accounts.push(account::ActiveModel {
            id: Set(id),
            role: Set(account::Role::Contestant),
            login: Set(format!("+849{:08}", NUMBERS.fetch_add(1, Ordering::Relaxed))),
            password_hash: Set(String::new()),
            session_version: Set(0),
            name: Set(player.name.clone()),
            date_of_birth: Set(Some("1990-05-19".into())),
            consent_version: Set(None),
            created_at: Set(app.now()),
        });
        let mut theirs = Vec::new();
        for (number, play) in player.attempts.iter().enumerate() {
            let attempt = AttemptId(Uuid::now_v7());
            let started_at = live.window.opens_at + n as i64;
            let closed_at = started_at + play.duration_ms;
            let score = Score {
                points: u32::from(play.right) * 100,
                max_points: 1_000,
                correct: play.right,
                answered: 10,
                total: 10,
            };
            let standing = Standing {
                attempt,
                score,
                started_at,
                last_change_at: closed_at,
                closed_at,
                prediction_distance: None,
                lot: live.lot(attempt),
            };
            let record = AttemptRecord {
                attempt,
                round: arranged.round,
                account: id,
                unit: Some(arranged.units[1]),
                number: number as u16 + 1,
                started_at,
                deadline: started_at + 600_000,
                last_change_at: closed_at,
                closed_at,
                closed_by: ClosedBy::Contestant,
                sheet: AnswerSheet {
                    revision: 1,
                    answers: "-123456789".into(),
                    prediction: play.prediction,
                },
                score,
                sort_key: sort_key(&live.rules.chain, &standing).0,
            };
            attempts.push(attempt_row(&record, app.now()).into_active_model());
            theirs.push(attempt);
        }
        known.push((id, theirs));
    }
    for chunk in accounts.chunks(1_000) {
        let inserted = account::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(&app.state.db.write)
            .await;
        inserted.expect("accounts");
    }
    for chunk in attempts.chunks(1_000) {
        let inserted = attempt::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(&app.state.db.write)
            .await;
        inserted.expect("attempts");
    }
    known
}

/// A closed round of several contestants with one attempt each, the best first.
pub(crate) struct Closed {
    pub(crate) round: RoundId,
    pub(crate) contest: ContestId,
    pub(crate) accounts: Vec<AccountId>,
    pub(crate) attempts: Vec<AttemptId>,
}

pub(crate) async fn closed(app: &TestApp, people: i64) -> Closed {
    let arranged = app.arrange(rules()).await;
    let players: Vec<Player> = (0..people)
        .map(|n| Player::new(&format!("Người {n}"), &[Play::of(9, 10_000 + n)]))
        .collect();
    let known = crowd(app, &arranged, &players).await;
    app.close_round(arranged.round).await;
    Closed {
        round: arranged.round,
        contest: arranged.contest,
        accounts: known.iter().map(|(account, _)| *account).collect(),
        attempts: known.into_iter().flat_map(|(_, attempts)| attempts).collect(),
    }
}
