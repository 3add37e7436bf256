//! What a link is for, told to whoever opens it, before they use it.

use crate::accounts::links;
use crate::body::Json;
use crate::clock::Clock;
use crate::contests::access::contest_by_id;
use crate::db::Db;
use crate::db::entities::account;
use crate::errors::{AppResult, Refusal};
use actix_web::web::{self, Data};
use contest_core::ids::AccountId;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::{LinkContent, LookAtLink};
use sea_orm::EntityTrait;

/// Returns what a link is for.
#[utoipa::path(post, path = paths::LINK_LOOK, tag = "accounts of staff", request_body = LookAtLink,
    responses((status = 200, body = LinkContent)))]
pub(crate) async fn look(
    db: Data<Db>,
    clock: Data<Clock>,
    Json(body): Json<LookAtLink>,
) -> AppResult<web::Json<LinkContent>> {
    let link = links::find(&db.read, &body.secret, clock.now()).await?;
    if link.used_by.is_some() {
        return Err(ErrorCode::LinkUsed.into());
    }
    let contest = match link.contest_id {
        Some(contest) => Some(contest_by_id(&db.read, contest).await?.title),
        None => None,
    };
    let login = match link.account_id {
        Some(account) => Some(account_by_id(&db, account).await?.login),
        None => None,
    };
    let purpose = link.purpose();
    Ok(web::Json(LinkContent {
        purpose,
        role: link.role.into(),
        name: link.name,
        made_by: account_by_id(&db, link.made_by).await?.name,
        contest,
        login,
        valid_until: link.valid_until,
    }))
}

async fn account_by_id(db: &Db, id: AccountId) -> AppResult<account::Model> {
    account::Entity::find_by_id(id)
        .one(&db.read)
        .await?
        .ok_or_else(|| Refusal::new(ErrorCode::LinkNotValid))
}
