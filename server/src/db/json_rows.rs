//! Many rows as one JSON text, which both databases take apart faster than thousands of parameters (PostgreSQL and
//! SQLite also have limits on those).

use sea_orm::sea_query::ColumnType;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, Iden, Iterable, Value};
use serde::Serialize;

/// The rows as a parameter. Bytes travel as hexadecimal digits, ids as such without hyphens.
pub fn json(rows: &[impl Serialize]) -> Result<Value, DbErr> {
    let json = serde_json::to_string(rows).map_err(|error| DbErr::Json(error.to_string()))?;
    Ok(json.into())
}

/// The rows in the JSON text `$1` as a table: one column for each of the entity.
pub fn source<E: EntityTrait>(postgres: bool) -> String {
    let columns: Vec<(String, ColumnType)> = E::Column::iter()
        .map(|column| (column.to_string(), column.def().get_column_type().clone()))
        .collect();
    let list = |part: &dyn Fn(&str, &ColumnType) -> String| {
        let parts: Vec<String> = columns.iter().map(|(name, kind)| part(name, kind)).collect();
        parts.join(", ")
    };
    if postgres {
        let selected = list(&|name, kind| match is_binary(kind) {
            true => format!("decode({name}, 'hex') AS {name}"),
            false => name.to_owned(),
        });
        let typed = list(&|name, kind| format!("{name} {}", postgres_type(kind)));
        format!("SELECT {selected} FROM json_to_recordset($1::json) AS row({typed})")
    } else {
        let selected = list(
            &|name, kind| match is_binary(kind) || matches!(kind, ColumnType::Uuid) {
                true => format!("unhex(value->>'{name}') AS {name}"),
                false => format!("value->>'{name}' AS {name}"),
            },
        );
        format!("SELECT {selected} FROM json_each($1)")
    }
}

/// The entity's columns, each as `of` writes it.
pub fn columns<E: EntityTrait>(of: impl Fn(&str) -> String) -> String {
    let names: Vec<String> = E::Column::iter().map(|column| of(&column.to_string())).collect();
    names.join(", ")
}

fn is_binary(kind: &ColumnType) -> bool {
    matches!(
        kind,
        ColumnType::Binary(_) | ColumnType::VarBinary(_) | ColumnType::Blob
    )
}

fn postgres_type(kind: &ColumnType) -> &'static str {
    match kind {
        ColumnType::Uuid => "uuid",
        ColumnType::Integer => "int",
        ColumnType::BigInteger => "bigint",
        ColumnType::Boolean => "boolean",
        // Bytes travel as hexadecimal digits.
        _ => "text",
    }
}
