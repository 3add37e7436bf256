//! Insertions made from the entities, for many rows at once.

use crate::db::json_rows::{columns, source};

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
    use sea_orm::{Iden, Iterable};

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
