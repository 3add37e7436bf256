//! One version of a bank with its key, for its owner only.

use crate::auth::session::Organiser;
use crate::banks::summary::summary;
use crate::db::Db;
use crate::db::entities::{bank, bank_version};
use crate::errors::{AppResult, Refusal};
use actix_web::web::{self, Data, Path};
use contest_core::ids::{AccountId, BankId, BankVersionId};
use contest_core::wire::banks::BankContent;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Returns one version of a bank with its key, to its owner only.
#[utoipa::path(get, path = paths::BANK_VERSION, tag = "banks",
    params(("version" = BankVersionId, Path)),
    responses((status = 200, body = BankContent)))]
pub(crate) async fn show(
    db: Data<Db>,
    Organiser(claims): Organiser,
    id: Path<BankVersionId>,
) -> AppResult<web::Json<BankContent>> {
    let (bank, version) = owned(&db, *id, claims.sub).await?;
    let newest = newest(&db.read, bank.id).await?.unwrap_or(version.id);
    let (summary, content) = summary(bank, version)?;
    Ok(web::Json(BankContent {
        summary,
        newest,
        questions: content.questions,
    }))
}

/// Returns the newest version of a bank.
pub(super) async fn newest(db: &impl ConnectionTrait, bank: BankId) -> AppResult<Option<BankVersionId>> {
    let versions = bank_version::Entity::find()
        .select_only()
        .column(bank_version::Column::Id)
        .filter(bank_version::Column::BankId.eq(bank));
    let newest = versions.order_by_desc(bank_version::Column::Version);
    Ok(newest.into_tuple().one(db).await?)
}

/// Returns a version and its bank, to the bank's owner only.
pub(super) async fn owned(
    db: &Db,
    id: BankVersionId,
    owner: AccountId,
) -> AppResult<(bank::Model, bank_version::Model)> {
    let not_found = || Refusal::new(ErrorCode::NotFound);
    let version = bank_version::Entity::find_by_id(id)
        .one(&db.read)
        .await?
        .ok_or_else(not_found)?;
    let bank = bank::Entity::find_by_id(version.bank_id)
        .one(&db.read)
        .await?
        .ok_or_else(not_found)?;
    if bank.owner_id != owner {
        return Err(ErrorCode::Forbidden.into());
    }
    Ok((bank, version))
}
