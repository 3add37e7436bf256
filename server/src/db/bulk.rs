//! Passes many rows to a statement as one table. PostgreSQL takes one array per column: parsing JSON would take it five
//! times as long, and parameters are limited in number. SQLite has no arrays and takes one JSON text.

use sea_orm::sea_query::{ArrayType, ColumnType};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, Iden, Iterable, ModelTrait, Value};
use serde::Serialize;

/// Returns the rows as the parameters that [`source`] reads. In JSON, bytes travel as hexadecimal digits, and so do
/// ids, without hyphens.
pub(crate) fn parameters<M: ModelTrait + Serialize>(postgres: bool, rows: &[M]) -> Result<Vec<Value>, DbErr> {
    if postgres {
        let columns = <M::Entity as EntityTrait>::Column::iter();
        return Ok(columns.map(|column| array(rows, column)).collect());
    }
    let json = serde_json::to_string(rows).map_err(|error| DbErr::Json(error.to_string()))?;
    Ok(vec![json.into()])
}

/// Returns a query that reads the parameters from `$first` on as a table with the columns of the entity.
pub(crate) fn source<E: EntityTrait>(postgres: bool, first: usize) -> String {
    let columns: Vec<(String, E::Column)> = E::Column::iter()
        .map(|column| (column.to_string(), column))
        .collect();
    let list = |part: &dyn Fn(usize, &str, &E::Column) -> String| {
        let parts = columns.iter().enumerate();
        let parts: Vec<String> = parts.map(|(at, (name, column))| part(at, name, column)).collect();
        parts.join(", ")
    };
    if postgres {
        let selected = list(&|_, name, column| match is_nullable(column) {
            true => format!("NULLIF({name}, '')::{} AS {name}", of(column).name),
            false => name.to_owned(),
        });
        let arrays = list(&|at, _, column| {
            let element = if is_nullable(column) {
                "text"
            } else {
                of(column).name
            };
            format!("${}::{element}[]", first + at)
        });
        let names = list(&|_, name, _| name.to_owned());
        format!("SELECT {selected} FROM unnest({arrays}) AS row({names})")
    } else {
        let selected = list(&|_, name, column| match of(column).array {
            ArrayType::Bytes | ArrayType::Uuid => format!("unhex(value->>'{name}') AS {name}"),
            _ => format!("value->>'{name}' AS {name}"),
        });
        format!("SELECT {selected} FROM json_each(${first})")
    }
}

/// Returns the entity's columns, each as `of` writes it.
pub(crate) fn columns<E: EntityTrait>(of: impl Fn(&str) -> String) -> String {
    let names: Vec<String> = E::Column::iter().map(|column| of(&column.to_string())).collect();
    names.join(", ")
}

/// Returns how many parameters PostgreSQL needs.
pub(crate) fn width<E: EntityTrait>() -> usize {
    E::Column::iter().count()
}

/// Returns one column of all rows. The driver takes no absent values in arrays: where there may be some, all values
/// travel as texts.
fn array<M: ModelTrait>(rows: &[M], column: <M::Entity as EntityTrait>::Column) -> Value {
    let values = rows.iter().map(|row| row.get(column));
    let (array, values) = match is_nullable(&column) {
        true => (
            ArrayType::String,
            values.map(|value| text(value).into()).collect(),
        ),
        false => (of(&column).array, values.collect()),
    };
    Value::Array(array, Some(Box::new(values)))
}

fn text(value: Value) -> String {
    match value {
        Value::Uuid(Some(id)) => id.to_string(),
        Value::BigInt(Some(number)) => number.to_string(),
        Value::Int(Some(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn is_nullable(column: &impl ColumnTrait) -> bool {
    column.def().is_null()
}

/// The type of a column in PostgreSQL.
struct Type {
    name: &'static str,
    array: ArrayType,
}

fn of(column: &impl ColumnTrait) -> Type {
    let (name, array) = match column.def().get_column_type() {
        ColumnType::Uuid => ("uuid", ArrayType::Uuid),
        ColumnType::Integer => ("int", ArrayType::Int),
        ColumnType::BigInteger => ("bigint", ArrayType::BigInt),
        ColumnType::Boolean => ("boolean", ArrayType::Bool),
        ColumnType::Binary(_) | ColumnType::VarBinary(_) | ColumnType::Blob => ("bytea", ArrayType::Bytes),
        // A test makes sure that there are no others.
        _ => ("text", ArrayType::String),
    };
    Type { name, array }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::entities::{attempt, standing, start};

    fn require_known<E: EntityTrait>() {
        for column in E::Column::iter() {
            let kind = column.def().get_column_type().clone();
            let is_known = of(&column).array != ArrayType::String
                || matches!(kind, ColumnType::String(_) | ColumnType::Text);
            assert!(is_known, "{column:?}: {kind:?}");
            // As text, an empty one would be taken for an absent one, and other types are not written at all.
            let may_be_absent = matches!(
                kind,
                ColumnType::Uuid | ColumnType::BigInteger | ColumnType::Integer
            );
            assert!(!is_nullable(&column) || may_be_absent, "{column:?}: {kind:?}");
        }
    }

    #[test]
    fn every_column_has_a_type_that_arrays_can_carry() {
        require_known::<start::Entity>();
        require_known::<attempt::Entity>();
        require_known::<standing::Entity>();
    }
}
