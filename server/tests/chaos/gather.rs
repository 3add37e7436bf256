//! Gathers the evidence when a contest is over: rows from the database, everything else through the API.

use crate::evidence::{Board, Evidence, Row};
use crate::ledger::Ledger;
use crate::line::{Line, Request};
use crate::schedule::{Loss, Schedule};
use crate::verdict::{Findings, judge};
use crate::world::{Game, World};
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::ids::AttemptId;
use contest_core::ranking::{Standing, sort_key};
use contest_core::scoring::{Score, score};
use contest_core::time::Millis;
use contest_core::wire::attempts::{MyRoundInUnit, Receipt, Submitted};
use contest_core::wire::boards;
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::de::DeserializeOwned;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;
use thiluat::contests::catalog::LiveRound;
use thiluat::db::entities::set_aside::Reason;
use thiluat::db::entities::{attempt, audit, set_aside, start};
use tokio::time::Instant;

/// How long everything may take to come to rest.
const REST: Duration = Duration::from_secs(15);

/// Returns the evidence that is known before anything is gathered.
pub(crate) fn evidence_of(schedule: &Schedule, game: &Game, ledgers: Vec<Ledger>) -> Evidence {
    Evidence {
        limit: schedule.limit,
        counted: schedule.counted,
        skew_ms: schedule.skew_ms(),
        closes_at: Millis(i64::MAX),
        forgets: schedule.forgets(),
        double_fault: schedule.double_fault(),
        units: game.arranged.units,
        people: game
            .people
            .iter()
            .map(|person| (person.account, person.masked_name.clone()))
            .collect(),
        ledgers,
        rows: Vec::new(),
        starts: HashSet::new(),
        aside: HashMap::new(),
        corrected: HashSet::new(),
        receipts: Vec::new(),
        without_receipt: 0,
        boards: Vec::new(),
        mine: Vec::new(),
        unsettled: u64::MAX,
        wrong: Vec::new(),
    }
}

/// Waits until nothing is wrong; returns what still is wrong when time runs out.
pub(crate) async fn await_rest(world: &World, game: &Game, evidence: &mut Evidence) -> Findings {
    let end = Instant::now() + REST;
    loop {
        gather(world, game, evidence).await;
        evidence.wrong.clone_from(&game.wrong.lock().expect("a list"));
        let found = judge(evidence);
        if found.are_lasting() || Instant::now() > end {
            return found;
        }
        world.hurry();
        tokio::time::sleep(Duration::from_millis(80)).await;
    }
}

async fn gather(world: &World, game: &Game, evidence: &mut Evidence) {
    let state = &world.observer.state;
    let round_id = game.arranged.round;
    state.reload().await.expect("the catalog");
    let round = state.round(round_id).expect("the round");
    evidence.closes_at = round.window.closes_at;
    // An error of the harness's own connection is not evidence, so it asks again.
    let unsettled = state.live.unsettled(round_id).await;
    evidence.unsettled = unsettled.map_or(u64::MAX, |left| left.attempts + left.cold);
    let of_round = attempt::Entity::find().filter(attempt::Column::RoundId.eq(round_id));
    let rows = of_round.all(&state.db.read).await.expect("rows");
    evidence.rows = rows.into_iter().map(|row| read_row(&round, row)).collect();
    let of_round = start::Entity::find().filter(start::Column::RoundId.eq(round_id));
    let starts = of_round.all(&state.db.read).await.expect("starts");
    evidence.starts = starts.iter().map(|row| row.id).collect();
    // A late sheet excuses nothing: its attempt must be recorded without it.
    let of_round = set_aside::Entity::find()
        .filter(set_aside::Column::RoundId.eq(round_id))
        .filter(set_aside::Column::Reason.ne(Reason::Late));
    let aside = of_round.all(&state.db.read).await.expect("what is set aside");
    evidence.aside = aside
        .into_iter()
        .map(|row| (row.attempt_id, row.reason.to_string()))
        .collect();
    let corrections = audit::Entity::find()
        .filter(audit::Column::ContestId.eq(game.arranged.contest))
        .filter(audit::Column::Action.eq("attempt.corrected"));
    let corrections = corrections.all(&state.db.read).await.expect("the audit log");
    evidence.corrected = corrections
        .iter()
        .filter_map(|event| event.subject.parse().ok())
        .collect();
    evidence.boards.clear();
    for server in 0..2 {
        let mut line = Line::new(&world.pair, String::new(), server);
        let board: Option<boards::Board> = fetch(&mut line, &paths::board(round_id)).await;
        let standing = |standing: boards::BoardStanding| {
            (
                standing.name,
                standing.points,
                standing.correct,
                standing.duration_ms,
            )
        };
        let board = board.map(|board| Board {
            people: board.people,
            attempts: board.attempts,
            standings: board.standings.into_iter().map(standing).collect(),
            units: board
                .units
                .into_iter()
                .map(|unit| (unit.unit, unit.people))
                .collect(),
        });
        evidence.boards.push(board.unwrap_or_default());
    }
    (evidence.mine, evidence.receipts) = (Vec::new(), Vec::new());
    for (n, person) in game.people.iter().enumerate() {
        let mut line = Line::new(&world.pair, person.cookie.clone(), n % 2);
        let mine: Option<MyRoundInUnit> = fetch(&mut line, &paths::my_round(round_id)).await;
        evidence.mine.extend(mine);
        let of_person = evidence.ledgers.iter().filter(|ledger| ledger.person == n);
        let heard_of = of_person.flat_map(Ledger::attempts);
        let rows = evidence.rows.iter().filter(|row| row.account == person.account);
        let attempts: BTreeSet<AttemptId> = heard_of.chain(rows.map(|row| row.attempt)).collect();
        for attempt in attempts {
            let receipt: Option<Submitted> = fetch(&mut line, &paths::receipt(attempt)).await;
            evidence
                .receipts
                .extend(receipt.and_then(|submitted| submitted.receipt));
            line.switch();
        }
    }
    let told: HashSet<AttemptId> = evidence
        .receipts
        .iter()
        .map(|receipt: &Receipt| receipt.attempt)
        .collect();
    evidence.without_receipt = evidence
        .rows
        .iter()
        .filter(|row| !told.contains(&row.attempt))
        .count();
}

async fn fetch<T: DeserializeOwned>(line: &mut Line<'_>, path: &str) -> Option<T> {
    let end = Instant::now() + Duration::from_secs(3);
    let said = line.send(Request::get(path), Loss::No, end).await;
    match said {
        crate::line::Said::Reply(200, body) => serde_json::from_value(body).ok(),
        _ => None,
    }
}

/// Reads a row, with what its sheet earns by the rules.
fn read_row(round: &LiveRound, row: attempt::Model) -> Row {
    let (attempt, closed_at) = (row.id, row.closed_at);
    let sheet = AnswerSheet {
        revision: row.revision as u32,
        answers: row.answers,
        prediction: row.prediction,
    };
    let answers = Answers::parse(&sheet.answers).expect("answers");
    let earned = score(&round.bank.bank, &round.paper(row.id), &answers).expect("a sheet of this paper");
    let standing = Standing {
        attempt,
        score: earned,
        started_at: row.started_at,
        last_change_at: row.last_change_at,
        closed_at,
        prediction_distance: None,
        lot: round.lot(row.id),
    };
    Row {
        attempt,
        account: row.account_id,
        number: row.number as u16,
        started_at: row.started_at,
        deadline: row.deadline,
        closed_at,
        closed_by: row.closed_by.into(),
        sheet,
        sheet_hash: row.sheet_hash,
        score: Score {
            points: row.points as u32,
            max_points: row.max_points as u32,
            correct: row.correct as u16,
            answered: row.answered as u16,
            total: row.total as u16,
        },
        sort_key: row.sort_key,
        recomputed: (earned, sort_key(&round.rules.chain, &standing)),
    }
}
