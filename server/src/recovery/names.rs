//! Names on the live board. An attempt brings along the name that its contestant had at its start; they may have had it
//! erased or corrected since.
//!
//! Two orders are possible. If the attempt is committed before the new name, whoever changes the name finds the attempt
//! and shows it anew, and a standing that is there is not replaced by the same one. If it is committed after the new
//! name, the look at the database here, which comes later still, finds the name. So the former name does not stay.

use crate::boards::mask::masked;
use crate::db::Db;
use contest_core::ids::AccountId;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement, Value};
use std::collections::HashMap;

/// Whoever has changed their data has ended their sessions: of nobody else, the name need not be compared.
const POSTGRES: &str = "SELECT id, name FROM accounts WHERE id = ANY($1) AND session_version > 0";
const SQLITE: &str = "SELECT id, name FROM accounts \
    WHERE id IN (SELECT unhex(value) FROM json_each($1)) AND session_version > 0";

#[derive(FromQueryResult)]
struct Named {
    id: AccountId,
    name: String,
}

/// Returns who of these contestants has another name by now than the masked one that was shown.
pub(super) async fn changed_since(
    db: &Db,
    shown: &HashMap<AccountId, String>,
) -> Result<Vec<AccountId>, DbErr> {
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, ids) = match db.is_postgres() {
        true => (
            POSTGRES,
            Value::from(shown.keys().map(|id| id.0).collect::<Vec<_>>()),
        ),
        false => (SQLITE, Value::from(in_json(shown.keys()))),
    };
    let statement = Statement::from_sql_and_values(db.backend(), sql, [ids]);
    let rows = db.read.query_all_raw(statement).await?;
    let mut changed = Vec::new();
    for row in &rows {
        let now = Named::from_query_result(row, "")?;
        if shown.get(&now.id).is_some_and(|name| *name != masked(&now.name)) {
            changed.push(now.id);
        }
    }
    Ok(changed)
}

/// Returns ids as hexadecimal digits in a JSON array: none of them needs escaping.
fn in_json<'a>(ids: impl Iterator<Item = &'a AccountId>) -> String {
    let ids: Vec<String> = ids.map(|id| format!("\"{}\"", id.0.simple())).collect();
    format!("[{}]", ids.join(","))
}
