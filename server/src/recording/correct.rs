//! Handles what is not simply inserted: a record that replaces an earlier one, and one that came too late.

use super::new_row::Reason;
use super::rows::attempt_row;
use super::superseded::supersede;
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::{attempt, round, set_aside};
use crate::db::{Db, Transaction};
use contest_core::attempts::AttemptRecord;
use contest_core::ids::AccountId;
use contest_core::time::Millis;
use contest_core::wire::audit::{Audited, AuditedRecord};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DbErr, EntityTrait, IntoActiveModel, QuerySelect, TransactionTrait,
};
use uuid::Uuid;

/// The outcome of a correction.
#[derive(Debug, PartialEq, Eq)]
pub enum Corrected {
    Done,
    /// The record is no longer what the correction was made for.
    Changed,
    SetAside(Reason),
}

/// The audit log names this account, which nobody has, for what the server does by itself and for what operators do at
/// its command line.
pub const SERVER: AccountId = AccountId(Uuid::nil());

/// Replaces `stored` with `record`, with an audit event, unless the round is final; then `record` is set aside.
pub async fn correct(
    db: &Db,
    stored: &AttemptRecord,
    record: &AttemptRecord,
    now: Millis,
) -> Result<Corrected, DbErr> {
    let transaction = db.write.begin().await?;
    let round = locked_round(&transaction, record).await?;
    if round.as_ref().is_none_or(|round| round.finalised_at.is_some()) {
        transaction.rollback().await?;
        set_aside(db, record, Reason::RoundFinal, now).await?;
        return Ok(Corrected::SetAside(Reason::RoundFinal));
    }
    let row = attempt::Entity::find_by_id(record.attempt)
        .lock_exclusive()
        .one(&transaction)
        .await?;
    let current = row.clone().map(AttemptRecord::try_from).transpose()?;
    let Some(row) = row.filter(|_| current.as_ref() == Some(stored)) else {
        transaction.rollback().await?;
        return Ok(Corrected::Changed);
    };
    supersede(&transaction, &row, now).await?;
    let row = attempt::Model {
        number: stored.number.into(),
        // The desk may have corrected it, of which the phone and Redis know nothing.
        unit_id: stored.unit,
        ..attempt_row(record, now)
    };
    row.into_active_model().reset_all().update(&transaction).await?;
    let what = Audited::AttemptCorrected {
        round: round.as_ref().map(|round| round.title.clone()),
        was: audited(stored),
        now: audited(record),
    };
    log(&transaction, round.as_ref(), record, what, now).await?;
    transaction.commit().await?;
    Ok(Corrected::Done)
}

/// Keeps an attempt that can no longer count where judges see it, with an audit event.
pub async fn set_aside(db: &Db, record: &AttemptRecord, reason: Reason, now: Millis) -> Result<(), DbErr> {
    let transaction = db.write.begin().await?;
    if keep(&transaction, record, reason, None, now).await? {
        tracing::warn!(attempt = %record.attempt, %reason, "an attempt is set aside");
        log_set_aside(&transaction, record, reason, now).await?;
    }
    transaction.commit().await
}

/// Writes the audit event of what is set aside, in the transaction that keeps it.
pub(super) async fn log_set_aside(
    transaction: &Transaction,
    record: &AttemptRecord,
    reason: Reason,
    now: Millis,
) -> Result<(), DbErr> {
    let round = round::Entity::find_by_id(record.round).one(transaction).await?;
    let what = Audited::AttemptSetAside {
        round: round.as_ref().map(|round| round.title.clone()),
        reason: reason.into(),
    };
    log(transaction, round.as_ref(), record, what, now).await
}

/// Keeps an attempt, or a late sheet with its evidence, where judges see it. Returns false if one is already there.
pub(crate) async fn keep(
    transaction: &Transaction,
    record: &AttemptRecord,
    reason: Reason,
    evidence: Option<String>,
    now: Millis,
) -> Result<bool, DbErr> {
    let row =
        serde_json::to_string(&attempt_row(record, now)).map_err(|error| DbErr::Json(error.to_string()))?;
    let kept = set_aside::ActiveModel {
        attempt_id: Set(record.attempt),
        round_id: Set(record.round),
        account_id: Set(record.account),
        reason: Set(reason),
        record: Set(row),
        found_at: Set(now),
        evidence: Set(evidence),
    };
    // Whatever the key: an attempt is set aside once, and has one late sheet.
    let once = OnConflict::new().do_nothing().to_owned();
    let inserted = set_aside::Entity::insert(kept)
        .on_conflict(once)
        .exec_without_returning(transaction)
        .await?;
    Ok(inserted > 0)
}

async fn locked_round(
    transaction: &Transaction,
    record: &AttemptRecord,
) -> Result<Option<round::Model>, DbErr> {
    round::Entity::find_by_id(record.round)
        .lock_shared()
        .one(transaction)
        .await
}

async fn log(
    transaction: &Transaction,
    round: Option<&round::Model>,
    record: &AttemptRecord,
    what: Audited,
    now: Millis,
) -> Result<(), DbErr> {
    let event = AuditEvent {
        actor: SERVER,
        contest: round.map(|round| round.contest_id),
        subject: record.attempt.to_string(),
        what,
    };
    audit::record(transaction, now, event).await
}

fn audited(record: &AttemptRecord) -> AuditedRecord {
    AuditedRecord {
        revision: record.sheet.revision,
        points: record.score.points,
        sheet_hash: record.sheet.hash(record.attempt),
    }
}
