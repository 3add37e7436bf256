//! A person of a contest: the account together with its entry. Whoever has not entered this contest is not found here.

use crate::db::entities::account::Role;
use crate::db::entities::{account, entry};
use crate::errors::{AppResult, Refusal};
use contest_core::ids::{AccountId, ContestId};
use contest_core::wire::errors::ErrorCode;
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};

pub(super) struct Entrant {
    pub(super) account: account::Model,
    pub(super) entry: entry::Model,
}

/// Loads a person of the contest.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    contest: ContestId,
    account: AccountId,
) -> AppResult<Entrant> {
    let entry = entry::Entity::find_by_id((contest, account)).one(db).await?;
    let account = account::Entity::find_by_id(account).one(db).await?;
    both(account, entry)
}

/// Loads a person of the contest and locks them until the transaction ends: of two people at the desk, one is first.
pub(super) async fn locked(
    db: &impl ConnectionTrait,
    contest: ContestId,
    account: AccountId,
) -> AppResult<Entrant> {
    let account = account::Entity::find_by_id(account)
        .lock_exclusive()
        .one(db)
        .await?;
    let Some(account) = account else {
        return Err(ErrorCode::NotFound.into());
    };
    let entry = entry::Entity::find_by_id((contest, account.id));
    let entry = entry.lock_exclusive().one(db).await?;
    both(Some(account), entry)
}

/// Staff have no entries; that they are not found does not rest on this.
fn both(account: Option<account::Model>, entry: Option<entry::Model>) -> AppResult<Entrant> {
    let contestant = account.filter(|account| account.role == Role::Contestant);
    let both = contestant.zip(entry);
    let (account, entry) = both.ok_or_else(|| Refusal::new(ErrorCode::NotFound))?;
    Ok(Entrant { account, entry })
}

impl Entrant {
    /// Refuses with `not_found` if the person has had their data erased: nobody is left to help.
    pub(super) fn require_not_erased(&self) -> AppResult<()> {
        match self.account.erased_at {
            None => Ok(()),
            Some(_) => Err(ErrorCode::NotFound.into()),
        }
    }
}
