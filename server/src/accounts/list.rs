//! All accounts of staff, for administrators.

use crate::accounts::links;
use crate::auth::session::Administrator;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::entities::account;
use crate::errors::AppResult;
use actix_web::web::{self, Data};
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::{StaffAccount, StaffAccounts};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, QueryFilter, QueryOrder};

/// Returns all accounts that are no contestants', by role and user name, and the links that can still be used.
#[utoipa::path(get, path = paths::STAFF_ACCOUNTS, tag = "accounts of staff",
    responses((status = 200, body = StaffAccounts)))]
pub(crate) async fn list(
    db: Data<Db>,
    clock: Data<Clock>,
    _: Administrator,
) -> AppResult<web::Json<StaffAccounts>> {
    all(&db, clock.now()).await.map(web::Json)
}

pub(super) async fn all(db: &Db, now: contest_core::time::Millis) -> AppResult<StaffAccounts> {
    let accounts = account::Entity::find()
        // Written as in the partial index, which is otherwise not used.
        .filter(Expr::cust("role IN ('administrator', 'judge', 'organiser')"))
        .order_by_asc(account::Column::Role)
        .order_by_asc(account::Column::Login)
        .all(&db.read)
        .await?;
    let links = links::open(now).all(&db.read).await?;
    Ok(StaffAccounts {
        accounts: accounts.iter().map(told).collect(),
        links: links.iter().map(|link| link.to_wire()).collect(),
    })
}

pub(crate) fn told(account: &account::Model) -> StaffAccount {
    StaffAccount {
        id: account.id,
        role: account.role.into(),
        login: account.login.clone(),
        name: account.name.clone(),
        created_at: account.created_at,
        disabled_at: account.disabled_at,
    }
}
