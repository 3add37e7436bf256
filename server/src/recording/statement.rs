//! Insertions of many rows at once, made from the entities.

use crate::db::bulk::{columns, source, width};
use crate::db::entities::attempt::Entity as Attempt;
use crate::db::entities::start::Entity as Start;

/// Returns both insertions for PostgreSQL as one statement, the starts first. The statement returns how many rows of
/// each were new. The attempts do not see the starts beside them, only those committed before.
pub(crate) fn insert_both() -> String {
    let (starts, attempts) = (starts_from(true, 1), attempts_from(true, 1 + width::<Start>()));
    format!(
        "WITH s AS ({starts} RETURNING 1), a AS ({attempts} RETURNING 1) \
         SELECT (SELECT count(*) FROM s) AS starts, (SELECT count(*) FROM a) AS attempts"
    )
}

/// Returns the insertion of starts, each at most once; one whose number is taken is left out.
pub(crate) fn insert_starts(postgres: bool) -> String {
    starts_from(postgres, 1)
}

fn starts_from(postgres: bool, first: usize) -> String {
    let names = columns::<Start>(str::to_owned);
    let source = source::<Start>(postgres, first);
    // `WHERE true` tells SQLite's parser that no join follows.
    format!(
        "INSERT INTO starts ({names}) SELECT {names} FROM ({source}) AS r WHERE true ON CONFLICT DO NOTHING"
    )
}

/// Returns the insertion of closed attempts, each at most once: those whose start is recorded, with its number, and
/// whose round is not final. PostgreSQL locks the round until the commit, so that no final list is made meanwhile; a
/// round that is just being settled is skipped, because others must not wait for it.
pub(crate) fn insert_attempts(postgres: bool) -> String {
    attempts_from(postgres, 1)
}

fn attempts_from(postgres: bool, first: usize) -> String {
    let names = columns::<Attempt>(str::to_owned);
    let selected = columns::<Attempt>(|name| match name {
        "number" => "s.number".to_owned(),
        other => format!("r.{other}"),
    });
    let source = source::<Attempt>(postgres, first);
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
        assert!(insert_attempts(true).contains("NULLIF(unit_id, '')::uuid AS unit_id"));
        assert!(insert_both().contains(&format!("${}::bigint[])", width::<Start>() + width::<Attempt>())));
        assert!(insert_attempts(false).contains("unhex(value->>'sort_key') AS sort_key"));
    }
}
