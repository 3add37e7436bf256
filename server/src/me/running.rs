//! Whether an attempt of a person is not over yet. While one is, who they are must not change: the attempt would be
//! recorded for somebody else, or for nobody.

use super::entries::entries_of;
use crate::attempts::parts::Attempts;
use crate::db::entities::start;
use crate::db::stored::Stored;
use crate::errors::AppResult;
use crate::recording::rows::recorded_attempt;
use contest_core::ids::AccountId;
use contest_core::rounds::Phase;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::MyStart;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};

/// Starts that are neither recorded nor set aside. The rounds are named so that the index on round and contestant is
/// used.
const OPEN: &str = "SELECT s.* FROM starts AS s WHERE s.account_id = $1
    AND s.round_id IN (SELECT r.id FROM rounds AS r JOIN entries AS e ON e.contest_id = r.contest_id
        WHERE e.account_id = $1)
    AND NOT EXISTS (SELECT 1 FROM attempts AS a WHERE a.id = s.id)
    AND NOT EXISTS (SELECT 1 FROM set_aside AS x WHERE x.attempt_id = s.id AND x.reason <> 'late')";

/// Refuses with `attempt_running` while an attempt of this contestant runs, or is closed but not yet recorded.
pub(crate) async fn require_none_running(parts: &Attempts, account: AccountId) -> AppResult<()> {
    require_no_open_start(&parts.db.read, account).await?;
    // A start that was made while the database was away may be in Redis alone.
    let (catalog, now) = (parts.contests.catalog(), parts.clock.now());
    let entries = entries_of(&parts.db.read, account).await?;
    let contests = entries
        .iter()
        .filter_map(|entry| catalog.contest(entry.contest_id));
    for round in contests.flat_map(|contest| contest.rounds.clone()) {
        if !matches!(round.phase(now), Phase::Open | Phase::Closed) {
            continue;
        }
        let shard = parts.live.shard_of(round.id, account);
        let open = parts.live.mine(shard, account).await?.open;
        if let Some(open) = open
            && recorded_attempt(&parts.db, open).await?.is_none()
        {
            return Err(ErrorCode::AttemptRunning.into());
        }
    }
    Ok(())
}

/// The part of [`require_none_running`] that the database knows, for the transaction of the change.
pub(crate) async fn require_no_open_start(db: &impl ConnectionTrait, account: AccountId) -> AppResult<()> {
    match open_starts(db, account).await?.is_empty() {
        true => Ok(()),
        false => Err(ErrorCode::AttemptRunning.into()),
    }
}

/// Returns the attempts that were started and are not over yet, as far as the database knows.
pub(super) async fn open_starts(db: &impl ConnectionTrait, account: AccountId) -> AppResult<Vec<MyStart>> {
    let query = Statement::from_sql_and_values(db.get_database_backend(), OPEN, [account.into()]);
    let rows = start::Entity::find().from_raw_sql(query).all(db).await?;
    let open = |row: start::Model| {
        Ok(MyStart {
            attempt: row.id,
            round: row.round_id,
            number: Stored::new("starts", row.id).number("number", row.number)?,
            started_at: row.started_at,
            deadline: row.deadline,
        })
    };
    rows.into_iter().map(open).collect()
}
