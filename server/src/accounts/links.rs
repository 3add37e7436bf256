//! Links as rows: made, found by their secret, listed. A link is open until it is used, withdrawn or out of date.

use crate::contests::commitment::sha256_hex;
use crate::db::entities::account;
use crate::db::entities::staff_link::{Column, Entity, Model};
use crate::errors::{AppResult, Refusal};
use contest_core::ids::{AccountId, ContestId, StaffLinkId};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::staff_accounts::{LINK_DAYS, MadeLink};
use rand::RngExt;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

/// The page to which links lead.
const PAGE: &str = "/console/link";
const DAY_MS: i64 = 86_400_000;
/// How many links one person or one contest may have open.
const MOST_OPEN: u64 = 100;

/// For whom a link is.
pub(crate) struct Wanted {
    pub(crate) role: account::Role,
    pub(crate) name: String,
    pub(crate) contest: Option<ContestId>,
    /// The account that gets a new password.
    pub(crate) account: Option<AccountId>,
}

/// Makes a link in the caller's transaction, and returns it with its address.
pub(crate) async fn make(
    transaction: &impl ConnectionTrait,
    made_by: AccountId,
    wanted: Wanted,
    now: Millis,
) -> AppResult<MadeLink> {
    let open = open(now).filter(Column::MadeBy.eq(made_by));
    if open.count(transaction).await? >= MOST_OPEN {
        return Err(ErrorCode::TooManyLinks.into());
    }
    let secret = hex::encode(rand::rng().random::<[u8; 24]>());
    let row = Model {
        id: StaffLinkId(Uuid::now_v7()),
        secret_hash: sha256_hex(secret.as_bytes()),
        role: wanted.role,
        name: wanted.name,
        contest_id: wanted.contest,
        account_id: wanted.account,
        made_by,
        made_at: now,
        valid_until: now + i64::from(LINK_DAYS) * DAY_MS,
        used_by: None,
        withdrawn_at: None,
    };
    let link = row.to_wire();
    row.into_active_model().insert(transaction).await?;
    Ok(MadeLink {
        link,
        address: format!("{PAGE}#{secret}"),
    })
}

/// The links that can still be used, newest first.
pub(crate) fn open(now: Millis) -> Select<Entity> {
    Entity::find()
        .filter(Column::UsedBy.is_null())
        .filter(Column::WithdrawnAt.is_null())
        .filter(Column::ValidUntil.gt(now))
        .order_by_desc(Column::Id)
}

/// Withdraws the open links to an account and those that it has made. Whoever sets a new password wants to be rid of what
/// others may have made at an unattended screen, or of a link that went to the wrong person.
pub(crate) async fn withdraw_all(
    db: &impl ConnectionTrait,
    account: AccountId,
    now: Millis,
) -> AppResult<()> {
    Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(now))
        .filter(Column::UsedBy.is_null())
        .filter(Column::WithdrawnAt.is_null())
        .filter(Column::AccountId.eq(account).or(Column::MadeBy.eq(account)))
        .exec(db)
        .await?;
    Ok(())
}

/// Returns the link with this secret, used or not. Refuses one that is unknown, withdrawn or out of date, or whose maker has
/// been disabled since, all alike.
pub(crate) async fn find(db: &impl ConnectionTrait, secret: &str, now: Millis) -> AppResult<Model> {
    let row = by_secret(secret).one(db).await?;
    checked(db, row, now).await
}

/// As [`find`], and locks it until the transaction ends.
pub(crate) async fn locked(
    transaction: &impl ConnectionTrait,
    secret: &str,
    now: Millis,
) -> AppResult<Model> {
    let row = by_secret(secret).lock_exclusive().one(transaction).await?;
    checked(transaction, row, now).await
}

fn by_secret(secret: &str) -> Select<Entity> {
    Entity::find().filter(Column::SecretHash.eq(sha256_hex(secret.trim().as_bytes())))
}

async fn checked(db: &impl ConnectionTrait, row: Option<Model>, now: Millis) -> AppResult<Model> {
    let refused = || Refusal::new(ErrorCode::LinkNotValid);
    let row = row.filter(|link| link.withdrawn_at.is_none() && now < link.valid_until);
    let link = row.ok_or_else(refused)?;
    // Whoever is put out must not come back by links that were made before.
    let maker = account::Entity::find_by_id(link.made_by).one(db).await?;
    match maker {
        Some(maker) if maker.disabled_at.is_none() => Ok(link),
        _ => Err(refused()),
    }
}
