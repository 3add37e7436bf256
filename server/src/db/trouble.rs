//! Classifies database errors by type and code, never by message: messages depend on the driver's version and the
//! database's language.

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlxError, SqlxSqliteError};
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// What can be done about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The database cannot be reached or cannot serve right now: the same statement may succeed later.
    Away,
    /// A value or a row is to blame and will never be accepted. The other rows of a batch will be.
    Row,
    /// Neither waiting nor splitting a batch helps: a missing table or permission, a mistake of ours.
    Other,
}

/// Whether the same statement may succeed later.
pub fn is_away(error: &DbErr) -> bool {
    trouble(error) == Trouble::Away
}

/// Whether a value or a row is to blame. Only then may a batch be split to save the other rows.
pub fn is_of_a_row(error: &DbErr) -> bool {
    trouble(error) == Trouble::Row
}

/// Whether a text contains a character that PostgreSQL cannot store (NUL): the sender's mistake.
pub fn is_unstorable_text(error: &DbErr) -> bool {
    answered(error).is_some_and(|answer| !is_sqlite(answer) && answer.code().as_deref() == Some("22021"))
}

/// Returns the kind of trouble that an error is.
pub fn trouble(error: &DbErr) -> Trouble {
    match error {
        // Anything that prevents getting a connection, including wrong passwords after a failover.
        DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => Trouble::Away,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            of_driver(cause)
        }
        // A value that cannot be converted to what the database or the program expects.
        DbErr::TryIntoErr { .. } | DbErr::Type(_) | DbErr::Json(_) => Trouble::Row,
        _ => Trouble::Other,
    }
}

/// Returns the error for waiting too long: the database counts as away.
pub(super) fn elapsed(limit: Duration) -> DbErr {
    let message = format!("the database has not answered for {limit:?}");
    let cause = io::Error::new(io::ErrorKind::TimedOut, message);
    DbErr::Conn(RuntimeErr::SqlxError(Arc::new(SqlxError::Io(cause))))
}

/// Whether the database stayed silent, or gave no connection, within a limit.
pub(crate) fn is_silence(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => true,
        DbErr::Conn(RuntimeErr::SqlxError(cause)) => match cause.as_ref() {
            SqlxError::Io(cause) => cause.kind() == io::ErrorKind::TimedOut,
            SqlxError::PoolTimedOut => true,
            _ => false,
        },
        _ => false,
    }
}

/// Returns the error that the database itself reported, if it did.
pub(super) fn answered(error: &DbErr) -> Option<&dyn DatabaseError> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => cause.as_database_error(),
        _ => None,
    }
}

fn of_driver(cause: &SqlxError) -> Trouble {
    match cause {
        SqlxError::Database(answer) => of_answer(answer.as_ref()),
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::Protocol(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed
        | SqlxError::BeginFailed => Trouble::Away,
        SqlxError::Encode(_)
        | SqlxError::Decode(_)
        | SqlxError::ColumnDecode { .. }
        | SqlxError::InvalidArgument(_) => Trouble::Row,
        _ => Trouble::Other,
    }
}

fn is_sqlite(answer: &dyn DatabaseError) -> bool {
    answer.try_downcast_ref::<SqlxSqliteError>().is_some()
}

fn of_answer(answer: &dyn DatabaseError) -> Trouble {
    let code = answer.code().unwrap_or_default();
    if is_sqlite(answer) {
        code.parse().map_or(Trouble::Other, of_sqlite)
    } else {
        of_postgres(&code)
    }
}

/// Classifies by SQLSTATE: <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn of_postgres(code: &str) -> Trouble {
    let class = code.get(..2).unwrap_or_default();
    match (class, code) {
        // An integrity constraint at the end of a transaction: not a conflict with others like the rest of class 40.
        (_, "40002") => Trouble::Row,
        // A read-only server after a failover, or a transaction that was ended because it idled or took too long.
        (_, "25006" | "25P03" | "25P04") => Trouble::Away,
        // An object in use, or a lock that was not available.
        (_, "55006" | "55P03") => Trouble::Away,
        // 08 connection, 28 and 3D authentication, 40 conflicts with other transactions, 53 resources (disk, memory,
        // connections), 57 intervention (shutdown, timeouts), 58 system, XX internal errors and corruption. Only plain
        // numbers and texts are written, so for XX the server is to blame, and the row is accepted after a repair.
        ("08" | "28" | "3D" | "40" | "53" | "57" | "58" | "XX", _) => Trouble::Away,
        // 21 a row twice in one statement, 22 data, 23 integrity, 44 check of a view, 54 program limits, P0 raised by a
        // trigger, which refuses the very row it was run for.
        ("21" | "22" | "23" | "44" | "54" | "P0", _) => Trouble::Row,
        _ => Trouble::Other,
    }
}

/// Classifies by result code: <https://www.sqlite.org/rescode.html>. The low byte of an extended code is the primary
/// one.
fn of_sqlite(code: i32) -> Trouble {
    match code & 0xff {
        // PERM, ABORT, BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, SCHEMA,
        // AUTH, NOTADB. The operator has to repair corruption and permissions; until then nothing can be served.
        3..=11 | 13..=15 | 17 | 23 | 26 => Trouble::Away,
        // TOOBIG, CONSTRAINT, MISMATCH, RANGE.
        18..=20 | 25 => Trouble::Row,
        _ => Trouble::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_postgres() {
        for away in [
            "08006", "08P01", "25006", "25P03", "28P01", "3D000", "40001", "40P01", "53100", "53200",
            "53300", "55P03", "57014", "57P01", "57P02", "57P03", "57P05", "58030", "XX000",
        ] {
            assert_eq!(of_postgres(away), Trouble::Away, "{away}");
        }
        for row in [
            "21000", "22003", "22021", "22P02", "23502", "23503", "23505", "40002", "54000", "P0001", "P0004",
        ] {
            assert_eq!(of_postgres(row), Trouble::Row, "{row}");
        }
        for other in ["", "4", "0A000", "25P02", "42P01", "42501", "55000"] {
            assert_eq!(of_postgres(other), Trouble::Other, "{other}");
        }
    }

    #[test]
    fn codes_of_sqlite() {
        // BUSY_SNAPSHOT, READONLY_DBMOVED, IOERR_WRITE, CANTOPEN_ISDIR and plain ones.
        for away in [5, 517, 6, 7, 8, 1032, 10, 778, 11, 13, 14, 526, 15] {
            assert_eq!(of_sqlite(away), Trouble::Away, "{away}");
        }
        // CONSTRAINT_UNIQUE, CONSTRAINT_FOREIGNKEY and plain ones.
        for row in [18, 19, 2067, 787, 20, 25] {
            assert_eq!(of_sqlite(row), Trouble::Row, "{row}");
        }
        for other in [1, 2, 12, 16, 21] {
            assert_eq!(of_sqlite(other), Trouble::Other, "{other}");
        }
    }

    #[test]
    fn an_elapsed_limit_is_away() {
        assert!(is_away(&elapsed(Duration::from_secs(1))));
    }
}
