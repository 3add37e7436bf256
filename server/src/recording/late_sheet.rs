//! Keeps sheets that arrived after the deadline for the judges. The attempt itself stays as it is.

use super::correct::{keep, log_set_aside};
use super::new_row::Reason;
use crate::db::Db;
use crate::db::entities::set_aside;
use crate::db::stored::Stored;
use contest_core::answers::AnswerSheet;
use contest_core::attempts::AttemptRecord;
use contest_core::time::Millis;
use contest_core::wire::results::LateEvidence;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, TransactionTrait};
use serde::Deserialize;

/// Keeps a late sheet, given as the record that it would have made, with an audit event. Returns whether its answers are
/// kept as late, now or since earlier; not if judges have them as those of the attempt, which was set aside itself.
///
/// Of several late sheets of an attempt the first stays, whatever their revisions. It is the one closest to the
/// deadline; a later one may have been made with the help of others or, once the round is over, with the key, and must
/// not take the place of what judges have perhaps weighed already. One row per attempt also bounds what anybody can make
/// the database keep.
pub(crate) async fn keep_late_sheet(
    db: &Db,
    record: &AttemptRecord,
    evidence: &LateEvidence,
    now: Millis,
) -> Result<bool, DbErr> {
    // A phone that repeats itself costs no transaction.
    if let Some(is_kept) = is_kept(&db.read, record).await? {
        return Ok(is_kept);
    }
    let evidence = serde_json::to_string(evidence).map_err(|error| DbErr::Json(error.to_string()))?;
    let transaction = db.write.begin().await?;
    if keep(&transaction, record, Reason::Late, Some(evidence), now).await? {
        tracing::warn!(attempt = %record.attempt, "a late sheet is kept for the judges");
        log_set_aside(&transaction, record, Reason::Late, now).await?;
        transaction.commit().await?;
        return Ok(true);
    }
    // Another request was quicker.
    let is_kept = is_kept(&transaction, record).await?;
    transaction.rollback().await?;
    Ok(is_kept.unwrap_or(false))
}

/// Returns whether the answers of a record are those of the late sheet that is kept; `None` if there is nothing yet that
/// would stand in their way.
async fn is_kept(db: &impl ConnectionTrait, record: &AttemptRecord) -> Result<Option<bool>, DbErr> {
    let rows = set_aside::Entity::find()
        .filter(set_aside::Column::AttemptId.eq(record.attempt))
        .all(db)
        .await?;
    let mut is_kept = None;
    for row in rows {
        let is_like = sheet_of(&row)?.answers_like(&record.sheet);
        match row.reason {
            Reason::Late => return Ok(Some(is_like)),
            _ if is_like => is_kept = Some(false),
            _ => {}
        }
    }
    Ok(is_kept)
}

/// The part that is read of a row.
#[derive(Deserialize)]
struct KeptSheet {
    revision: u32,
    answers: String,
    prediction: Option<i64>,
}

fn sheet_of(row: &set_aside::Model) -> Result<AnswerSheet, DbErr> {
    let kept: KeptSheet = Stored::new("set_aside", row.attempt_id).document("record", &row.record)?;
    Ok(AnswerSheet {
        revision: kept.revision,
        answers: kept.answers,
        prediction: kept.prediction,
    })
}
