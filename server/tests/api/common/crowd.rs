//! Many contestants with recorded attempts, for rounds too large to be played through the API.

use crate::common::TestApp;
use crate::common::contest::{Arranged, nobodys_hash, rules};
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::attempts::{AttemptFacts, Frozen};
use contest_core::ids::{AccountId, AttemptId, ContestId, RoundId};
use contest_core::questions::OptionSet;
use contest_core::wire::attempts::ClosedBy;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use std::sync::atomic::{AtomicU32, Ordering};
use thiluat::auth::name_key;
use thiluat::boards::mask::masked;
use thiluat::contests::catalog::LiveRound;
use thiluat::db::entities::{account, entry};
use thiluat::recording::insert::insert;
use thiluat::recording::new_row::{NewAttempt, NewRow, NewStart, Outcome};
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
    /// The index in the bank of a question that only those get right who have less than half of the others.
    pub(crate) contrary: Option<u32>,
}

impl Play {
    pub(crate) fn of(right: u16, duration_ms: i64) -> Play {
        Play {
            right,
            duration_ms,
            prediction: None,
            contrary: None,
        }
    }

    pub(crate) fn guessing(self, prediction: i64) -> Play {
        Play {
            prediction: Some(prediction),
            ..self
        }
    }

    pub(crate) fn contrary_at(self, question: u32) -> Play {
        Play {
            contrary: Some(question),
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
///
/// Accounts and entries are rows of ours, because registering checks a password and takes a request each. Attempts go
/// the way of the recorder from the frozen sheet on: scored by the round and written by the recording.
pub(crate) async fn crowd(
    app: &TestApp,
    arranged: &Arranged,
    players: &[Player],
) -> Vec<(AccountId, Vec<AttemptId>)> {
    let live = app.state.round(arranged.round).expect("the round");
    let mut known = Vec::new();
    let (mut people, mut recorded) = (Vec::new(), Vec::new());
    for (n, player) in players.iter().enumerate() {
        let account = AccountId(Uuid::now_v7());
        people.push((account, player.name.clone()));
        let mut theirs = Vec::new();
        for (number, play) in player.attempts.iter().enumerate() {
            let started_at = live.window.opens_at + n as i64;
            let facts = AttemptFacts {
                attempt: AttemptId(Uuid::now_v7()),
                account,
                number: number as u16 + 1,
                started_at,
                deadline: started_at + i64::from(live.rules.time_limit_s) * 1_000,
                unit: Some(arranged.units[1]),
                masked_name: masked(&player.name),
            };
            theirs.push(facts.attempt);
            recorded.extend(rows_of(&live, facts, *play));
        }
        known.push((account, theirs));
    }
    enter(app, arranged, people).await;
    record(app, &recorded).await;
    known
}

/// Records another attempt of somebody from the crowd.
pub(crate) async fn one_more(
    app: &TestApp,
    arranged: &Arranged,
    account: AccountId,
    number: u16,
    play: Play,
) -> AttemptId {
    let live = app.state.round(arranged.round).expect("the round");
    let started_at = live.window.opens_at;
    let facts = AttemptFacts {
        attempt: AttemptId(Uuid::now_v7()),
        account,
        number,
        started_at,
        deadline: started_at + i64::from(live.rules.time_limit_s) * 1_000,
        unit: Some(arranged.units[1]),
        masked_name: String::new(),
    };
    let attempt = facts.attempt;
    record(app, &rows_of(&live, facts, play)).await;
    attempt
}

async fn record(app: &TestApp, rows: &[NewRow]) {
    for chunk in rows.chunks(1_000) {
        let chunk: Vec<&NewRow> = chunk.iter().collect();
        let outcomes = insert(&app.state.db, &chunk, app.now()).await.expect("recorded");
        let is_recorded =
            |outcome: &Outcome| matches!(outcome, Outcome::Started { .. } | Outcome::Recorded(_));
        assert!(outcomes.iter().all(is_recorded), "{outcomes:?}");
    }
}

/// Creates the accounts and lets them enter.
async fn enter(app: &TestApp, arranged: &Arranged, people: Vec<(AccountId, String)>) {
    let (hash, now) = (nobodys_hash(&app.state).await, app.now());
    for chunk in people.chunks(1_000) {
        let accounts = chunk.iter().map(|(id, name)| account::ActiveModel {
            id: Set(*id),
            role: Set(account::Role::Contestant),
            login: Set(format!("+849{:08}", NUMBERS.fetch_add(1, Ordering::Relaxed))),
            password_hash: Set(hash.clone()),
            session_version: Set(0),
            name: Set(name.clone()),
            date_of_birth: Set(Some("1990-05-19".into())),
            consent_version: Set(Some(arranged.consent.clone())),
            created_at: Set(now),
            ..Default::default()
        });
        let inserted = account::Entity::insert_many(accounts).exec_without_returning(&app.state.db.write);
        inserted.await.expect("accounts");
        let entries = chunk.iter().map(|(id, name)| entry::ActiveModel {
            contest_id: Set(arranged.contest),
            account_id: Set(*id),
            unit_id: Set(Some(arranged.units[1])),
            consent_version: Set(arranged.consent.clone()),
            entered_at: Set(now),
            name_key: Set(name_key::of(name).name),
            given_key: Set(name_key::of(name).given),
            ..Default::default()
        });
        let inserted = entry::Entity::insert_many(entries).exec_without_returning(&app.state.db.write);
        inserted.await.expect("entries");
    }
}

/// Returns the start and the close of an attempt.
fn rows_of(live: &LiveRound, facts: AttemptFacts, play: Play) -> [NewRow; 2] {
    let closed_at = facts.started_at + play.duration_ms;
    let frozen = Frozen {
        sheet: AnswerSheet {
            revision: 1,
            answers: answers_with(live, facts.attempt, play),
            prediction: play.prediction,
        },
        last_change_at: closed_at,
        closed_at,
        closed_by: ClosedBy::Contestant,
        facts: facts.clone(),
    };
    let start = NewStart {
        round: live.id,
        facts,
        limit: live.limit(),
        is_sent: true,
    };
    let closed = NewAttempt {
        record: live.record(&frozen).expect("a sheet of this paper"),
        frozen,
        limit: live.limit(),
    };
    [NewRow::Start(start), NewRow::Attempt(Box::new(closed))]
}

/// Returns answers to all questions of the paper, the first `right` of them correct, apart from a contrary one.
fn answers_with(live: &LiveRound, attempt: AttemptId, play: Play) -> String {
    let paper = live.paper(attempt);
    let marks = (0..).zip(&paper.items).map(|(n, item): (u16, _)| {
        let key = live.bank.bank.questions[item.question as usize].key;
        let wrong = [0, 1]
            .map(OptionSet::single)
            .into_iter()
            .find(|mark| *mark != key);
        let right = match play.contrary == Some(item.question) {
            true => play.right < 5,
            false => n < play.right,
        };
        item.to_shown(if right { key } else { wrong.expect("two options") })
    });
    Answers(marks.collect()).encode()
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
