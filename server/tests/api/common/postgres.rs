//! A PostgreSQL for this test run. It is created once, ends with the test process, and gives every test its own
//! database.

use private_stores::postgres::Postgres;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

static POSTGRES: LazyLock<Postgres> = LazyLock::new(|| Postgres::start(false).expect("PostgreSQL"));
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Returns the address of a database that nobody else uses.
pub(crate) async fn fresh_database() -> String {
    let name = format!("thiluat_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    // The first call creates the PostgreSQL cluster, which takes seconds, so it must not block the thread that runs the
    // test's tasks.
    let made = tokio::task::spawn_blocking(move || {
        POSTGRES.create_database(&name).expect("a database");
        POSTGRES.url(&name)
    });
    made.await.expect("a database")
}
