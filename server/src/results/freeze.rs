//! Freezing a ranking into a settlement: read and rank first, then write in one transaction that makes sure that
//! nothing has changed meanwhile.

use super::by_contestant::{ByContestant, counted};
use super::parts::Judging;
use super::ranking::{Contestant, Ranking, rank};
use super::settled::{
    attempts_of_round, corrections_of_contest, disqualified_accounts, has_open_starts, newest_settlement,
};
use crate::contests::access::RoundAccess;
use crate::contests::catalog::LiveRound;
use crate::contests::reveal;
use crate::db::audit::{Deed, record};
use crate::db::entities::{disqualification, round, settlement, standing};
use crate::db::{Db, Transaction};
use crate::errors::{Answer, Refusal};
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::rounds::Window;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use live::read::Unsettled;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect, TransactionTrait};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

/// A ranking of a million people takes some hundred megabytes, and two that are made at once get into each other's
/// way: one at a time. Between nodes the transaction keeps order.
static RANKING: Semaphore = Semaphore::const_new(1);

/// How long a judge waits for live state that is being built from the database.
const BUILD_PATIENCE: Duration = Duration::from_secs(5);

/// 9 columns a row: below SQLite's 32,766 parameters.
const ROWS_PER_INSERT: usize = 3_000;

/// How often a ranking is made anew because something changed while it was made.
const TRIES: usize = 3;

/// A disqualification that is to be written together with its consequences.
pub struct Exclusion {
    pub account: AccountId,
    pub reason: String,
}

pub fn round_id(access: &RoundAccess) -> RoundId {
    RoundId(access.round.id)
}

pub fn window_of(round: &round::Model) -> Window {
    Window {
        opens_at: Millis(round.opens_at),
        closes_at: Millis(round.closes_at),
        finalised_at: round.finalised_at.map(Millis),
    }
}

/// Refuses unless the last answer that could still arrive has arrived and is in the database.
pub async fn require_all_recorded(parts: &Judging, access: &RoundAccess) -> Answer<()> {
    require_closed(parts, access)?;
    let round = parts.contests.round(round_id(access))?;
    // A cold shard is not an empty one: what is open in it is known once it is built.
    let ready = parts.recovery.make_round_ready(&round, BUILD_PATIENCE).await;
    if ready.is_err() || parts.live.unsettled(round.id).await? != Unsettled::default() {
        return Err(ErrorCode::AttemptsPending.into());
    }
    // Nor is one that has forgotten what was started.
    if has_open_starts(&parts.db.read, round.id).await? {
        return Err(ErrorCode::AttemptsPending.into());
    }
    Ok(())
}

/// Refuses while an answer could still arrive, by whatever node's clock: until then nobody may see what others answered.
pub fn require_closed(parts: &Judging, access: &RoundAccess) -> Answer<()> {
    if access.contest.published_at.is_none() {
        return Err(ErrorCode::RoundNotOpen.into());
    }
    if parts.clock_skew.is_known_to_be_large() {
        return Err(reveal::refusal(reveal::Withheld::ClocksDiffer));
    }
    if parts.clock.now() < reveal::public_from(Millis(access.round.closes_at)) {
        return Err(ErrorCode::RoundStillOpen.into());
    }
    Ok(())
}

pub fn require_not_final(round: &round::Model) -> Answer<()> {
    if round.finalised_at.is_some() {
        Err(ErrorCode::AlreadyFinal.into())
    } else {
        Ok(())
    }
}

/// Waits until nobody else on this node makes a ranking; held until it is written.
pub async fn turn() -> Answer<SemaphorePermit<'static>> {
    RANKING.acquire().await.map_err(Refusal::internal)
}

/// Ranks the round as the database has it, as if exactly these were disqualified.
pub async fn ranking_of_round(
    parts: &Judging,
    access: &RoundAccess,
    disqualified: BTreeSet<AccountId>,
) -> Answer<Ranking> {
    let round: Arc<LiveRound> = parts.contests.round(round_id(access))?;
    let mut contestants = Vec::new();
    let mut pages = ByContestant::new(&parts.db, round.id);
    while let Some(page) = pages.next().await? {
        let counted = page.iter().filter_map(|attempts| {
            let counted = counted(attempts, round.rules.counted)?;
            Some(Contestant::new(counted, attempts.len()))
        });
        contestants.extend(counted);
    }
    let ranking = move || {
        rank(
            &round.rules,
            |attempt| round.lot(attempt.0),
            contestants,
            &disqualified,
        )
    };
    tokio::task::spawn_blocking(ranking)
        .await
        .map_err(Refusal::internal)
}

/// Begins a transaction in which nobody else changes this round's results. Refuses if they are final.
pub async fn begin_for_round(db: &Db, round: RoundId) -> Answer<Transaction> {
    let transaction = db.write.begin().await?;
    // PostgreSQL locks the row; SQLite has one writer anyway.
    let row = round::Entity::find_by_id(round.0)
        .lock_exclusive()
        .one(&transaction)
        .await?;
    let row = row.ok_or_else(|| Refusal::new(ErrorCode::NotFound))?;
    require_not_final(&row)?;
    Ok(transaction)
}

/// Makes the ranking and freezes it as the next version, if it differs from the newest; together with an exclusion,
/// if one is given.
pub async fn freeze(
    parts: &Judging,
    access: &RoundAccess,
    actor: AccountId,
    exclusion: Option<&Exclusion>,
) -> Answer<()> {
    let round = round_id(access);
    let _turn = turn().await?;
    for _ in 0..TRIES {
        let before = disqualified_accounts(&parts.db.read, round).await?;
        let corrected = corrections_of_contest(&parts.db.read, access.contest.id).await?;
        let mut out = before.clone();
        out.extend(exclusion.map(|exclusion| exclusion.account));
        let ranking = ranking_of_round(parts, access, out).await?;
        let hash = ranking.hash(round);
        let transaction = begin_for_round(&parts.db, round).await?;
        let unchanged = disqualified_accounts(&transaction, round).await? == before
            && attempts_of_round(&transaction, round).await? == ranking.attempts
            && corrections_of_contest(&transaction, access.contest.id).await? == corrected;
        if !unchanged {
            transaction.rollback().await?;
            continue;
        }
        let now = parts.clock.now();
        if let Some(exclusion) = exclusion {
            write_exclusion(&transaction, access, actor, exclusion, now).await?;
        }
        let newest = newest_settlement(&transaction, round).await?;
        if newest.as_ref().is_none_or(|newest| newest.hash != hash) {
            let version = newest.map_or(1, |newest| newest.version + 1);
            let deed = Frozen {
                access,
                actor,
                version,
                hash,
                ranking: &ranking,
                now,
            };
            deed.write(&transaction).await?;
        }
        transaction.commit().await?;
        return Ok(());
    }
    Err(ErrorCode::Unavailable.into())
}

/// Writes a disqualification and its entry in the minutes.
pub async fn write_exclusion(
    transaction: &Transaction,
    access: &RoundAccess,
    actor: AccountId,
    exclusion: &Exclusion,
    now: Millis,
) -> Answer<()> {
    let round = round_id(access);
    if disqualified_accounts(transaction, round)
        .await?
        .contains(&exclusion.account)
    {
        return Err(ErrorCode::AlreadyDisqualified.into());
    }
    let row = disqualification::ActiveModel {
        id: Set(Uuid::now_v7()),
        round_id: Set(round.0),
        account_id: Set(exclusion.account.0),
        reason: Set(exclusion.reason.clone()),
        by_id: Set(actor.0),
        at: Set(now.0),
    };
    row.insert(transaction).await?;
    // The reason may name people: it stays with the disqualification.
    let deed = Deed {
        actor,
        action: "contestant.disqualified",
        contest: Some(ContestId(access.contest.id)),
        subject: exclusion.account.to_string(),
        detail: format!("round {round}"),
    };
    Ok(record(transaction, now, deed).await?)
}

/// A ranking on its way into the database.
struct Frozen<'a> {
    access: &'a RoundAccess,
    actor: AccountId,
    version: i32,
    hash: String,
    ranking: &'a Ranking,
    now: Millis,
}

impl Frozen<'_> {
    async fn write(self, transaction: &Transaction) -> Answer<()> {
        let round = round_id(self.access);
        let id = Uuid::now_v7();
        let people = self.ranking.rows.len();
        let deed = Deed {
            actor: self.actor,
            action: "round.settled",
            contest: Some(ContestId(self.access.contest.id)),
            subject: round.to_string(),
            detail: format!("version {}, {people} people, sha256 {}", self.version, self.hash),
        };
        let row = settlement::ActiveModel {
            id: Set(id),
            round_id: Set(round.0),
            version: Set(self.version),
            settled_at: Set(self.now.0),
            settled_by: Set(self.actor.0),
            hash: Set(self.hash),
            people: Set(people as i64),
            prediction_value: Set(self.ranking.prediction_value),
            finalised_at: Set(None),
            finalised_by: Set(None),
        };
        row.insert(transaction).await?;
        for (index, chunk) in self.ranking.rows.chunks(ROWS_PER_INSERT).enumerate() {
            let first = index * ROWS_PER_INSERT + 1;
            let rows = chunk
                .iter()
                .enumerate()
                .map(|(offset, row)| standing::ActiveModel {
                    settlement_id: Set(id),
                    position: Set((first + offset) as i32),
                    place: Set(row.place.map(|place| place as i32)),
                    account_id: Set(row.account.0),
                    attempt_id: Set(row.attempt.0),
                    sort_key: Set(row.sort_key.0.clone()),
                    prize: Set(row.prize.clone()),
                    amount_vnd: Set(i64::try_from(row.amount_vnd).unwrap_or(i64::MAX)),
                    tied_with_next: Set(row.tied_with_next),
                });
            standing::Entity::insert_many(rows)
                .exec_without_returning(transaction)
                .await?;
        }
        Ok(record(transaction, self.now, deed).await?)
    }
}
