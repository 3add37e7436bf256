//! What the desk may correct, and when. The rules are those for contestants themselves, in words for the desk; the unit,
//! which contestants cannot change, has its own.

use super::people::Entrant;
use crate::contests::catalog::LiveContest;
use crate::db::entities::{attempt, round};
use crate::errors::{AppResult, Refusal};
use crate::me::correct::require_not_named;
use crate::me::running::require_no_open_start;
use crate::texts::say;
use contest_core::ids::AccountId;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// A token that a device has holds the unit until every server knows that it was revoked: a round that opens meanwhile
/// could be played for the former unit.
const BEFORE_OPENING_MS: i64 = 60_000;

/// Refuses a correction of name or date of birth that would change a final result, or an attempt under way.
pub(super) async fn person(db: &impl ConnectionTrait, entrant: &Entrant) -> AppResult<()> {
    entrant.require_not_erased()?;
    let account = entrant.account.id;
    require_not_named(db, account).await.map_err(for_desk)?;
    require_no_open_start(db, account).await.map_err(for_desk)
}

/// Refuses another unit while a round of the contest is open or about to open, while an attempt is under way, and once a
/// final result of the contest has the person.
pub(super) async fn unit(
    db: &impl ConnectionTrait,
    contest: &LiveContest,
    entrant: &Entrant,
    now: Millis,
) -> AppResult<()> {
    entrant.require_not_erased()?;
    let account = entrant.account.id;
    if is_in_final(db, contest, account).await? {
        return Err(for_desk(ErrorCode::NamedInResult.into()));
    }
    // Read here: this server may not have heard yet that a round was moved. Whoever moves one waits for this transaction.
    let played = round::Entity::find()
        .filter(round::Column::ContestId.eq(contest.id))
        .filter(round::Column::OpensAt.lte(now + BEFORE_OPENING_MS))
        .filter(round::Column::ClosesAt.gt(now))
        .one(db)
        .await?;
    if let Some(round) = played {
        let refusal = Refusal::new(ErrorCode::RoundStillOpen).field("unit");
        return Err(refusal.message(say!(desk.unit_while_open, round = round.title)));
    }
    require_no_open_start(db, account).await.map_err(for_desk)
}

/// Says to the desk what contestants are told of themselves.
pub(super) fn for_desk(refusal: Refusal) -> Refusal {
    match refusal.code {
        ErrorCode::NamedInResult => refusal.message(say!(desk.named)),
        ErrorCode::AttemptRunning => refusal.message(say!(desk.running)),
        _ => refusal,
    }
}

/// Returns why something is not allowed, in the reader's language. What is not a rule stays an error.
pub(super) fn why(allowed: AppResult<()>) -> AppResult<Option<String>> {
    match allowed {
        Ok(()) => Ok(None),
        Err(refusal) => match refusal.code {
            ErrorCode::NotFound => Ok(Some(say!(desk.erased))),
            ErrorCode::NamedInResult | ErrorCode::AttemptRunning | ErrorCode::RoundStillOpen => {
                Ok(Some(refusal.told().message))
            }
            _ => Err(refusal),
        },
    }
}

async fn is_in_final(
    db: &impl ConnectionTrait,
    contest: &LiveContest,
    account: AccountId,
) -> AppResult<bool> {
    let final_rounds = Query::select()
        .column(round::Column::Id)
        .from(round::Entity)
        .and_where(round::Column::ContestId.eq(contest.id))
        .and_where(round::Column::FinalisedAt.is_not_null())
        .to_owned();
    let named = attempt::Entity::find()
        .filter(attempt::Column::AccountId.eq(account))
        .filter(attempt::Column::RoundId.in_subquery(final_rounds));
    Ok(named.one(db).await?.is_some())
}
