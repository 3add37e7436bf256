//! One version of a bank with its key, for its owner only.

use crate::auth::session::Organiser;
use crate::banks::summary::summary;
use crate::db::Db;
use crate::db::entities::{bank, bank_version};
use crate::errors::{AppResult, Refusal};
use actix_web::web::{self, Data, Path};
use contest_core::ids::BankVersionId;
use contest_core::wire::banks::BankContent;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::EntityTrait;

/// Returns one version of a bank with its key, to its owner only.
#[utoipa::path(get, path = paths::BANK_VERSION, tag = "banks",
    params(("version" = BankVersionId, Path)),
    responses((status = 200, body = BankContent)))]
pub(crate) async fn show(
    db: Data<Db>,
    Organiser(claims): Organiser,
    id: Path<BankVersionId>,
) -> AppResult<web::Json<BankContent>> {
    let not_found = || Refusal::new(ErrorCode::NotFound);
    let version = bank_version::Entity::find_by_id(*id)
        .one(&db.read)
        .await?
        .ok_or_else(not_found)?;
    let bank = bank::Entity::find_by_id(version.bank_id)
        .one(&db.read)
        .await?
        .ok_or_else(not_found)?;
    if bank.owner_id != claims.sub {
        return Err(ErrorCode::Forbidden.into());
    }
    let (summary, content) = summary(bank, version)?;
    Ok(web::Json(BankContent {
        summary,
        questions: content.questions,
    }))
}
