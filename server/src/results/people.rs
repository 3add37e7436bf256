//! The people behind the ids, for those who may know.

use crate::db::Db;
use crate::db::entities::{account, attempt};
use crate::errors::{AppResult, Refusal};
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{AccountId, AttemptId};
use contest_core::time::Millis;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use std::collections::{HashMap, HashSet};

/// Ids per query: far below the databases' limits.
const CHUNK: usize = 2_000;

/// What identifies a person. Nothing else of an account is read.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Person {
    pub(crate) id: AccountId,
    pub(crate) name: String,
    /// Contestants: the phone number as `+84…`.
    pub(crate) login: String,
    /// `YYYY-MM-DD`
    pub(crate) date_of_birth: Option<String>,
    pub(crate) erased_at: Option<Millis>,
}

impl Person {
    /// Returns whether the person has had their data erased: then the name is a pseudonym.
    pub(crate) fn is_erased(&self) -> bool {
        self.erased_at.is_some()
    }
}

pub(crate) async fn people(
    db: &Db,
    ids: impl IntoIterator<Item = AccountId>,
) -> AppResult<HashMap<AccountId, Person>> {
    let ids: Vec<AccountId> = ids
        .into_iter()
        .collect::<HashSet<AccountId>>()
        .into_iter()
        .collect();
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows = account::Entity::find()
            .select_only()
            .columns([
                account::Column::Id,
                account::Column::Name,
                account::Column::Login,
                account::Column::DateOfBirth,
                account::Column::ErasedAt,
            ])
            .filter(account::Column::Id.is_in(chunk.iter().copied()))
            .into_model::<Person>()
            .all(&db.read)
            .await?;
        found.extend(rows.into_iter().map(|person| (person.id, person)));
    }
    Ok(found)
}

/// Returns attempts by their ids.
pub(crate) async fn attempts(
    db: &Db,
    ids: impl IntoIterator<Item = AttemptId>,
) -> AppResult<HashMap<AttemptId, attempt::Model>> {
    let ids: Vec<AttemptId> = ids.into_iter().collect();
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows = attempt::Entity::find().filter(attempt::Column::Id.is_in(chunk.iter().copied()));
        found.extend(rows.all(&db.read).await?.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// Returns the record of an attempt that a settlement names. A list without it would look complete.
pub(crate) fn record_of(
    attempts: &HashMap<AttemptId, attempt::Model>,
    id: AttemptId,
) -> AppResult<AttemptRecord> {
    let row = attempts.get(&id).cloned();
    let row = row.ok_or_else(|| Refusal::internal(format!("attempt {id} of a settlement is missing")))?;
    Ok(AttemptRecord::try_from(row)?)
}

/// Returns the name of a person; empty if the account is not known.
pub(crate) fn name_of(people: &HashMap<AccountId, Person>, id: AccountId) -> String {
    people
        .get(&id)
        .map(|person| person.name.clone())
        .unwrap_or_default()
}
