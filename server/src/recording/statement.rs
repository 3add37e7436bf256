//! Insertions made from the entities. The rows of a batch travel as one JSON text, which both databases take apart
//! faster than thousands of parameters (PostgreSQL and SQLite also have limits on those).

use sea_orm::sea_query::ColumnType;
use sea_orm::{ColumnTrait, EntityTrait, Iden, Iterable};

/// The rows in the JSON text `$1` as a table: one column for each of the entity.
fn source<E: EntityTrait>(postgres: bool) -> String {
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
        // Bytes travel as hexadecimal digits.
        _ => "text",
    }
}

fn columns<E: EntityTrait>(of: impl Fn(&str) -> String) -> String {
    let names: Vec<String> = E::Column::iter().map(|column| of(&column.to_string())).collect();
    names.join(", ")
}

/// Both for PostgreSQL in one statement: `$1` starts and `$2` attempts. Answers how many of each were new. The attempts
/// do not see the starts beside them, only those committed before.
pub fn insert_both() -> String {
    let (starts, attempts) = (insert_starts(true), insert_attempts(true).replace("$1", "$2"));
    format!(
        "WITH s AS ({starts} RETURNING 1), a AS ({attempts} RETURNING 1) \
         SELECT (SELECT count(*) FROM s) AS starts, (SELECT count(*) FROM a) AS attempts"
    )
}

/// Inserts starts, each at most once; one whose number is taken is left out.
pub fn insert_starts(postgres: bool) -> String {
    use crate::db::entities::start::Entity as Start;
    let names = columns::<Start>(str::to_owned);
    let source = source::<Start>(postgres);
    // `WHERE true` tells SQLite's parser that what follows is not a join.
    format!(
        "INSERT INTO starts ({names}) SELECT {names} FROM ({source}) AS r WHERE true ON CONFLICT DO NOTHING"
    )
}

/// Inserts closed attempts, each at most once: those whose start is recorded, with its number, and whose round is not
/// final. PostgreSQL holds the round until the commit, so that no final list is made beside it; a round that is just
/// being settled is passed over, since others must not wait for it.
pub fn insert_attempts(postgres: bool) -> String {
    use crate::db::entities::attempt::Entity as Attempt;
    let names = columns::<Attempt>(str::to_owned);
    let selected = columns::<Attempt>(|name| match name {
        "number" => "s.number".to_owned(),
        other => format!("r.{other}"),
    });
    let source = source::<Attempt>(postgres);
    let fence = if postgres {
        "FOR SHARE OF d SKIP LOCKED"
    } else {
        ""
    };
    format!(
        "INSERT INTO attempts ({names}) SELECT {selected} FROM ({source}) AS r \
         JOIN starts AS s ON s.id = r.id JOIN rounds AS d ON d.id = r.round_id \
         WHERE d.finalised_at IS NULL {fence} ON CONFLICT (id) DO NOTHING"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_the_entities_is_written() {
        for postgres in [true, false] {
            let sql = insert_attempts(postgres);
            for column in crate::db::entities::attempt::Column::iter() {
                assert!(sql.matches(&column.to_string()).count() >= 3, "{column:?}: {sql}");
            }
            assert!(insert_starts(postgres).contains("unit_id"));
        }
        assert!(insert_attempts(true).contains("decode(sort_key, 'hex') AS sort_key"));
        assert!(insert_attempts(true).contains("revision int,"));
        assert!(insert_attempts(false).contains("unhex(value->>'sort_key') AS sort_key"));
    }
}
