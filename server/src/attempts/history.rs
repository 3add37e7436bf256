//! A contestant's recorded attempts.

use super::parts::Attempts;
use super::receipt::{receipt_of, withheld};
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::auth::session::Contestant;
use crate::contests::catalog::{Catalog, LiveContest};
use crate::contests::reveal::Reveal;
use crate::db::Db;
use crate::db::entities::{attempt, disqualification};
use crate::errors::AppResult;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::rounds::Phase;
use contest_core::streaks::{Begun, streak};
use contest_core::time::Millis;
use contest_core::wire::attempts::{History, PastAttempt, Streak};
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// How many attempts are shown, the newest first.
const SHOWN: u64 = 200;

/// Returns the recorded attempts of the signed-in contestant, newest first.
#[utoipa::path(get, path = paths::MY_ATTEMPTS, tag = "attempts",
    responses((status = 200, body = History)))]
pub(crate) async fn history(
    _turn: Turn<READ>,
    parts: Data<Attempts>,
    reveal: Data<Reveal>,
    Contestant(claims): Contestant,
) -> AppResult<HttpResponse> {
    let now = parts.clock.now();
    let rows = attempt::Entity::find()
        .filter(attempt::Column::AccountId.eq(claims.sub))
        .order_by_desc(attempt::Column::Id)
        .limit(SHOWN)
        .all(&parts.db.read)
        .await?;
    let catalog = parts.contests.catalog();
    let records = rows.into_iter().map(AttemptRecord::try_from);
    let records = records.collect::<Result<Vec<_>, _>>()?;
    let out = out_of(&parts.db, &catalog, &records, claims.sub, now).await?;
    let counted = counted(&catalog, &records);
    let past = |record: &AttemptRecord| {
        let round = catalog.round(record.round)?;
        let contest = catalog.contest(round.contest)?;
        Some(PastAttempt {
            contest: contest.id,
            contest_slug: contest.slug.clone(),
            contest_title: contest.title.clone(),
            round_title: round.title.clone(),
            review_open: reveal.seems_public(&catalog, round.id, now),
            receipt: receipt_of(&parts, record).receipt?,
            practice: contest.practice.is_some(),
            // Which attempt is the best would tell something of the scores.
            replaced: (withheld(&parts, record).is_none() || !round.best_counts())
                && counted.get(&record.round) != Some(&record.attempt),
            disqualified: out.contains(&record.round),
        })
    };
    let is_whole = (records.len() as u64) < SHOWN;
    let streaks = match is_whole {
        true => streaks(&catalog, &records, &out, now),
        // Rounds may be missing among the older attempts.
        false => Vec::new(),
    };
    let attempts = records.iter().filter_map(past).collect();
    Ok(HttpResponse::Ok().json(History {
        now,
        attempts,
        streaks,
    }))
}

/// Returns the rounds in whose final results this contestant is disqualified. Until then, only judges know.
async fn out_of(
    db: &Db,
    catalog: &Catalog,
    records: &[AttemptRecord],
    account: AccountId,
    now: Millis,
) -> Result<HashSet<RoundId>, DbErr> {
    let rounds = records.iter().filter_map(|record| catalog.round(record.round));
    let is_final = rounds.filter(|round| round.phase(now) == Phase::Final);
    let is_final: HashSet<RoundId> = is_final.map(|round| round.id).collect();
    if is_final.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<RoundId> = disqualification::Entity::find()
        .select_only()
        .column(disqualification::Column::RoundId)
        .filter(disqualification::Column::RoundId.is_in(is_final))
        .filter(disqualification::Column::AccountId.eq(account))
        .into_tuple()
        .all(&db.read)
        .await?;
    Ok(found.into_iter().collect())
}

/// Returns the attempt that counts in each round.
fn counted(catalog: &Catalog, records: &[AttemptRecord]) -> HashMap<RoundId, AttemptId> {
    let mut best: HashMap<RoundId, (Vec<u8>, AttemptId)> = HashMap::new();
    for record in records {
        let Some(round) = catalog.round(record.round) else {
            continue;
        };
        let choice = round.choice(&record.sort_key, record.attempt, record.closed_at);
        let known = best.get(&record.round);
        if known.is_none_or(|(known, _)| choice < *known) {
            best.insert(record.round, (choice, record.attempt));
        }
    }
    let attempt = |(round, (_, attempt))| (round, attempt);
    best.into_iter().map(attempt).collect()
}

/// Returns the streaks of two rounds or more, the longest first. Rounds that do not count for this contestant are
/// missed.
fn streaks(catalog: &Catalog, records: &[AttemptRecord], out: &HashSet<RoundId>, now: Millis) -> Vec<Streak> {
    let taken_part: HashSet<RoundId> = records.iter().map(|record| record.round).collect();
    let rounds = taken_part.iter().filter_map(|round| catalog.round(*round));
    let contests: HashSet<_> = rounds.map(|round| round.contest).collect();
    let of = |contest: &LiveContest| {
        // A cancelled round counts for nobody, and nobody has missed it.
        let held = contest
            .rounds
            .iter()
            .filter(|round| round.cancelled_for.is_none());
        let begun = held.filter(|round| round.window.opens_at <= now);
        let begun = begun.map(|round| Begun {
            taken_part: taken_part.contains(&round.id) && !out.contains(&round.id),
            is_over: round.window.closes_at <= now,
        });
        let rounds = streak(&begun.collect::<Vec<_>>());
        (rounds >= 2).then(|| Streak {
            contest: contest.id,
            contest_title: contest.title.clone(),
            rounds,
        })
    };
    let contests = contests
        .into_iter()
        .filter_map(|contest| catalog.contest(contest));
    let mut streaks: Vec<Streak> = contests.filter_map(|contest| of(&contest)).collect();
    streaks.sort_by(|a, b| (Reverse(a.rounds), &a.contest_title).cmp(&(Reverse(b.rounds), &b.contest_title)));
    streaks
}
