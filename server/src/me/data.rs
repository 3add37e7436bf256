//! Everything that is stored about a contestant, as a file. What a person can do in the time of a contest bounds it; it
//! is read in pages, so that no query is long.

use super::parts::OwnData;
use super::running::open_starts;
use super::show::me;
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::attempts::parts::Attempts;
use crate::attempts::receipt::receipt_of;
use crate::auth::session::Contestant;
use crate::auth::sign_in::client_address;
use crate::clock::in_viet_nam;
use crate::contests::catalog::Catalog;
use crate::db::Db;
use crate::db::entities::{attempt, disqualification, extra_time, set_aside, superseded_attempt};
use crate::db::stored::Stored;
use crate::errors::{AppResult, Refusal};
use crate::results::final_board::final_standing;
use crate::results::units::UnitPaths;
use crate::texts::texts;
use crate::web::attachment::attachment;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::attempts::AttemptRecord;
use contest_core::extra_time::Began;
use contest_core::ids::{AccountId, AttemptId};
use contest_core::rounds::Phase;
use contest_core::time::Millis;
use contest_core::wire::me::{
    MyAttempt, MyData, MyDisqualification, MyExtraTime, MyFinalResult, MyReplaced, MySetAside, MySheet,
    MyStart,
};
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

const FILE: &str = "du-lieu-cua-toi.json";
/// Attempts per query.
const PAGE: u64 = 500;
/// Receipts signed before other requests of this thread get a turn: about two milliseconds.
const SIGNED_AT_ONCE: usize = 100;

/// Returns everything that is stored about the signed-in contestant.
#[utoipa::path(get, path = paths::MY_DATA, tag = "me", responses((status = 200, body = MyData)))]
pub(crate) async fn data(
    _turn: Turn<READ>,
    own: Data<OwnData>,
    Contestant(claims): Contestant,
    request: HttpRequest,
) -> AppResult<HttpResponse> {
    let (parts, signing_in) = (&own.attempts, &own.signing_in);
    let now = parts.clock.now();
    // The file is made in memory: nobody needs many.
    let (who, address) = (claims.sub.to_string(), client_address(signing_in, &request));
    signing_in.throttle.begin(&who, &address, now)?;
    let (db, account, catalog) = (&parts.db, claims.sub, parts.contests.catalog());
    let rows = attempts_of(db, account).await?;
    let data = MyData {
        how_to_read: texts().me.how_to_read.to_owned(),
        me: me(db, &catalog, account, now).await?,
        results: results(parts, &catalog, account, &rows).await?,
        attempts: attempts(parts, &catalog, rows).await?,
        open_starts: with_extra_time(&catalog, account, open_starts(&db.read, account).await?),
        set_aside: set_aside_of(db, account).await?,
        disqualifications: disqualifications_of(db, &catalog, account, now).await?,
        extra_time: extra_time_of(db, account).await?,
    };
    let json = with_local_times(&serde_json::to_string_pretty(&data)?);
    Ok(attachment("application/json", FILE).body(json))
}

/// Tells the deadlines that hold now; the rows have those with which the attempts began.
fn with_extra_time(catalog: &Catalog, account: AccountId, starts: Vec<MyStart>) -> Vec<MyStart> {
    let told = |start: MyStart| {
        let began = Began {
            account,
            started_at: start.started_at,
            deadline: start.deadline,
        };
        let round = catalog.round(start.round);
        MyStart {
            deadline: round.map_or(start.deadline, |round| round.deadline_of(began)),
            ..start
        }
    };
    starts.into_iter().map(told).collect()
}

/// Returns what this person was given alone. The reason may be about their health.
async fn extra_time_of(db: &Db, account: AccountId) -> AppResult<Vec<MyExtraTime>> {
    let given = extra_time::Entity::find()
        .filter(extra_time::Column::AccountId.eq(account))
        .order_by_asc(extra_time::Column::MadeAt)
        .all(&db.read)
        .await?;
    let told = |row: extra_time::Model| {
        Ok(MyExtraTime {
            round: row.round_id,
            seconds: Stored::new("extra_times", row.id).number("seconds", row.seconds)?,
            reason: row.reason,
            given_at: row.made_at,
        })
    };
    given.into_iter().map(told).collect()
}

/// Writes each moment of an indented JSON document a second time, as people read it. Such a document has one field a line,
/// and no line within a text.
fn with_local_times(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 5 / 4);
    for line in json.lines() {
        if let Some((name, at)) = moment_in(line) {
            let local = in_viet_nam(at).strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string();
            let indent = &line[..line.len() - line.trim_start().len()];
            out.extend([indent, "\"", name, "_viet_nam\": \"", &local, "\",\n"]);
        }
        out.extend([line, "\n"]);
    }
    out
}

/// Returns the field and its moment, if a line has one: `"closed_at": 1796083200000,`.
fn moment_in(line: &str) -> Option<(&str, Millis)> {
    let (name, value) = line.trim_start().strip_prefix('"')?.split_once("\": ")?;
    let is_moment = name.ends_with("_at") || matches!(name, "now" | "deadline");
    let at = value.trim_end_matches(',').parse().ok().filter(|_| is_moment)?;
    Some((name, Millis(at)))
}

/// Returns the recorded attempts of a person, oldest first.
async fn attempts_of(db: &Db, account: AccountId) -> AppResult<Vec<attempt::Model>> {
    let (mut rows, mut after) = (Vec::new(), AttemptId(Uuid::nil()));
    loop {
        let page = attempt::Entity::find()
            .filter(attempt::Column::AccountId.eq(account))
            .filter(attempt::Column::Id.gt(after))
            .order_by_asc(attempt::Column::Id)
            .limit(PAGE)
            .all(&db.read)
            .await?;
        let Some(last) = page.last() else { return Ok(rows) };
        after = last.id;
        rows.extend(page);
    }
}

async fn attempts(
    parts: &Attempts,
    catalog: &Catalog,
    rows: Vec<attempt::Model>,
) -> AppResult<Vec<MyAttempt>> {
    let ids: Vec<AttemptId> = rows.iter().map(|row| row.id).collect();
    let mut all_replaced = replaced(&parts.db, &ids).await?;
    let mut units = HashMap::new();
    let mut attempts = Vec::with_capacity(rows.len());
    for row in rows {
        if attempts.len() % SIGNED_AT_ONCE == 0 {
            tokio::task::yield_now().await;
        }
        let recorded_at = row.recorded_at;
        let record = AttemptRecord::try_from(row)?;
        let round = catalog.round(record.round);
        let contest = round.as_ref().and_then(|round| catalog.contest(round.contest));
        let unit = contest.as_ref().and_then(|contest| {
            let paths = units.entry(contest.id).or_insert_with(|| UnitPaths::of(contest));
            paths.path(record.unit)
        });
        let receipt = receipt_of(parts, &record).receipt;
        let mut replaced = all_replaced.remove(&record.attempt).unwrap_or_default();
        if receipt.as_ref().is_none_or(|receipt| receipt.withheld.is_some()) {
            replaced.iter_mut().for_each(|earlier| earlier.points = None);
        }
        attempts.push(MyAttempt {
            contest_title: contest.map(|contest| contest.title.clone()),
            round_title: round.map(|round| round.title.clone()),
            unit,
            receipt: receipt.ok_or_else(|| Refusal::internal("a recorded attempt has a receipt"))?,
            deadline: record.deadline,
            last_change_at: record.last_change_at,
            sheet: MySheet {
                revision: record.sheet.revision,
                answers: record.sheet.answers,
                prediction: record.sheet.prediction,
            },
            recorded_at,
            replaced,
        });
    }
    Ok(attempts)
}

/// Returns the records of these attempts that corrections have replaced, oldest first.
async fn replaced(db: &Db, attempts: &[AttemptId]) -> AppResult<HashMap<AttemptId, Vec<MyReplaced>>> {
    let mut found: HashMap<AttemptId, Vec<MyReplaced>> = HashMap::new();
    for ids in attempts.chunks(PAGE as usize) {
        let rows = superseded_attempt::Entity::find()
            .filter(superseded_attempt::Column::AttemptId.is_in(ids.iter().copied()))
            .order_by_asc(superseded_attempt::Column::SupersededAt)
            .all(&db.read)
            .await?;
        for row in rows {
            let stored = Stored::new("superseded_attempts", row.attempt_id);
            let record: attempt::Model = stored.document("record", &row.record)?;
            let record = AttemptRecord::try_from(record)?;
            found.entry(row.attempt_id).or_default().push(MyReplaced {
                replaced_at: row.superseded_at,
                points: Some(record.score.points),
                sheet: MySheet {
                    revision: record.sheet.revision,
                    answers: record.sheet.answers,
                    prediction: record.sheet.prediction,
                },
            });
        }
    }
    Ok(found)
}

async fn set_aside_of(db: &Db, account: AccountId) -> AppResult<Vec<MySetAside>> {
    let rows = set_aside::Entity::find()
        .filter(set_aside::Column::AccountId.eq(account))
        .order_by_asc(set_aside::Column::FoundAt)
        .all(&db.read)
        .await?;
    let kept = |row: set_aside::Model| MySetAside {
        attempt: row.attempt_id,
        round: row.round_id,
        reason: row.reason.into(),
        found_at: row.found_at,
        // An attempt that an operator had to drop may have no readable sheet.
        sheet: serde_json::from_str(&row.record).ok(),
    };
    Ok(rows.into_iter().map(kept).collect())
}

/// Returns the places in final results.
async fn results(
    parts: &Attempts,
    catalog: &Catalog,
    account: AccountId,
    rows: &[attempt::Model],
) -> AppResult<Vec<MyFinalResult>> {
    let now = parts.clock.now();
    let rounds: BTreeSet<_> = rows.iter().map(|row| row.round_id).collect();
    let mut results = Vec::new();
    for round in rounds.into_iter().filter_map(|round| catalog.round(round)) {
        if round.phase(now) != Phase::Final {
            continue;
        }
        let result = parts.finals.get(&round).await?;
        let standing = final_standing(&parts.db, &result.version, account).await?;
        results.push(MyFinalResult {
            round: round.id,
            round_title: round.title.clone(),
            rank: standing.rank,
            people: standing.people,
            prize: standing.prize,
        });
    }
    Ok(results)
}

/// Returns the disqualifications in rounds whose result is final: until then, only judges know. A reason that was written
/// before contestants were told reasons may be about others.
async fn disqualifications_of(
    db: &Db,
    catalog: &Catalog,
    account: AccountId,
    now: Millis,
) -> AppResult<Vec<MyDisqualification>> {
    let rows = disqualification::Entity::find()
        .filter(disqualification::Column::AccountId.eq(account))
        .order_by_asc(disqualification::Column::At)
        .all(&db.read)
        .await?;
    let is_final = |row: &disqualification::Model| {
        let round = catalog.round(row.round_id);
        round.is_some_and(|round| round.phase(now) == Phase::Final)
    };
    let told = |row: disqualification::Model| MyDisqualification {
        round: row.round_id,
        at: row.at,
        reason: row.told.then_some(row.reason),
    };
    Ok(rows.into_iter().filter(is_final).map(told).collect())
}

#[cfg(test)]
mod tests {
    use super::with_local_times;

    #[test]
    fn moments_stand_a_second_time_as_people_read_them() {
        let written =
            "{\n  \"closed_at\": 1796083200123,\n  \"name\": \"\\\"now\\\": 1\",\n  \"points\": 950\n}";
        let read = with_local_times(written);
        let fields: serde_json::Value = serde_json::from_str(&read).unwrap();
        assert_eq!(fields["closed_at_viet_nam"], "2026-12-01T07:00:00.123+07:00");
        assert_eq!(fields["closed_at"], 1_796_083_200_123_i64);
        assert_eq!(fields.as_object().unwrap().len(), 4, "{read}");
    }
}
