//! What a change of one's own data holds still, and what follows from it: no result is published meanwhile, and boards
//! show the new name.

use crate::attempts::parts::Attempts;
use crate::db::Transaction;
use crate::db::entities::{entry, round};
use crate::errors::AppResult;
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::rounds::Phase;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Lets no result of this contest become final before the transaction ends: see [`hold_results`].
pub(super) async fn hold_results_of(transaction: &Transaction, contest: ContestId) -> AppResult<()> {
    let of_contest = Condition::all().add(round::Column::ContestId.eq(contest));
    hold_results(transaction, of_contest).await
}

/// Lets no result of the contests that the person has entered become final before the transaction ends.
pub(crate) async fn hold_my_results(transaction: &Transaction, account: AccountId) -> AppResult<()> {
    let entered = Query::select()
        .column(entry::Column::ContestId)
        .from(entry::Entity)
        .and_where(entry::Column::AccountId.eq(account))
        .to_owned();
    let of_contests = Condition::all().add(round::Column::ContestId.in_subquery(entered));
    hold_results(transaction, of_contests).await
}

/// Publishing locks the round and then reads who has withdrawn and who is named. So either it waits for this change and
/// sees it, or this change waits until the result is out. To be called first: whoever disqualifies somebody locks the
/// round, then the account. SQLite has one writer.
async fn hold_results(transaction: &Transaction, rounds: Condition) -> AppResult<()> {
    let _held: Vec<RoundId> = round::Entity::find()
        .select_only()
        .column(round::Column::Id)
        .filter(rounds)
        .filter(round::Column::FinalisedAt.is_null())
        .order_by_asc(round::Column::Id)
        .lock_shared()
        .into_tuple()
        .all(transaction)
        .await?;
    Ok(())
}

/// Shows the person under the name that the database now has on the live boards of the contests that they have entered.
/// To be called after the commit: an attempt that is recorded before it is found here, one that is recorded after it
/// finds the new name (`recovery/names.rs`). Final boards are made from the database.
pub(crate) async fn show_new_name(parts: &Attempts, account: AccountId, entries: &[entry::Model]) {
    let (catalog, now) = (parts.contests.catalog(), parts.clock.now());
    let contests = entries
        .iter()
        .filter_map(|entry| catalog.contest(entry.contest_id));
    for round in contests.flat_map(|contest| contest.rounds.clone()) {
        if matches!(round.phase(now), Phase::Open | Phase::Closed) {
            parts.recovery.show_new_name(&round, account).await;
        }
    }
}
