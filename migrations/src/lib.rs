//! The database schema: one file per change; a released file is never edited. The same code creates SQLite and
//! PostgreSQL databases.

use sea_orm_migration::prelude::*;

mod m0001_first_schema;
mod m0002_recorded_lately;
mod m0003_starts;
mod m0004_catalog_version;
mod m0005_rankings;
mod m0006_superseded;
mod m0007_contest_columns;
mod m0008_late_sheets;
mod m0009_own_data;
mod m0010_receipt_codes;
mod m0011_guardians;
mod m0012_told_results;
mod m0013_practices;
mod m0014_laws;
mod m0015_contacts;
mod m0016_counted_by_kind;
mod m0017_counted_laws;
mod m0018_consent_texts;
mod m0019_desk;
mod m0020_while_running;
mod m0021_statistics;
mod m0022_staff_links;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_first_schema::Migration),
            Box::new(m0002_recorded_lately::Migration),
            Box::new(m0003_starts::Migration),
            Box::new(m0004_catalog_version::Migration),
            Box::new(m0005_rankings::Migration),
            Box::new(m0006_superseded::Migration),
            Box::new(m0007_contest_columns::Migration),
            Box::new(m0008_late_sheets::Migration),
            Box::new(m0009_own_data::Migration),
            Box::new(m0010_receipt_codes::Migration),
            Box::new(m0011_guardians::Migration),
            Box::new(m0012_told_results::Migration),
            Box::new(m0013_practices::Migration),
            Box::new(m0014_laws::Migration),
            Box::new(m0015_contacts::Migration),
            Box::new(m0016_counted_by_kind::Migration),
            Box::new(m0017_counted_laws::Migration),
            Box::new(m0018_consent_texts::Migration),
            Box::new(m0019_desk::Migration),
            Box::new(m0020_while_running::Migration),
            Box::new(m0021_statistics::Migration),
            Box::new(m0022_staff_links::Migration),
        ]
    }
}

/// Returns what an up-to-date database has recorded in the table `seaql_migrations`, in order.
pub fn names() -> Vec<String> {
    let migrations = Migrator::migrations();
    migrations.iter().map(|one| one.name().to_owned()).collect()
}

pub use sea_orm_migration::MigratorTrait;
