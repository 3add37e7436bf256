//! Fills in the codes of receipts in rows of earlier releases, a few at a time: others must not wait for it.

use crate::db::Db;
use crate::db::entities::attempt;
use contest_core::ids::AttemptId;
use contest_core::receipts::ReceiptCode;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, TransactionTrait};

/// Rows per transaction. SQLite has one writer: others wait for some milliseconds.
const ROWS: u64 = 500;

/// Fills in the codes of some rows that have none. Returns how many there were; 0 once all rows have theirs.
pub async fn fill(db: &Db) -> Result<usize, DbErr> {
    let ids: Vec<AttemptId> = attempt::Entity::find()
        .select_only()
        .column(attempt::Column::Id)
        .filter(attempt::Column::ReceiptCode.eq(0))
        .limit(ROWS)
        .into_tuple()
        .all(&db.read)
        .await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let transaction = db.write.begin().await?;
    for id in &ids {
        attempt::Entity::update_many()
            .col_expr(
                attempt::Column::ReceiptCode,
                Expr::value(ReceiptCode::of(*id).number()),
            )
            .filter(attempt::Column::Id.eq(*id))
            .exec(&transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(ids.len())
}
