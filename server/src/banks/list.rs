//! The banks of an organiser, each with its newest version.

use crate::auth::session::Organiser;
use crate::banks::summary::summary;
use crate::db::Db;
use crate::db::entities::{bank, bank_version};
use crate::errors::AppResult;
use actix_web::web::{self, Data};
use contest_core::wire::banks::BankList;
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Returns the organiser's banks, each with its newest version.
#[utoipa::path(get, path = paths::BANKS, tag = "banks",
    responses((status = 200, body = BankList)))]
pub(crate) async fn list(db: Data<Db>, Organiser(claims): Organiser) -> AppResult<web::Json<BankList>> {
    let owned = bank::Entity::find().filter(bank::Column::OwnerId.eq(claims.sub));
    let mut banks = Vec::new();
    for bank in owned.order_by_asc(bank::Column::Slug).all(&db.read).await? {
        let versions = bank_version::Entity::find().filter(bank_version::Column::BankId.eq(bank.id));
        let newest = versions
            .order_by_desc(bank_version::Column::Version)
            .one(&db.read)
            .await?;
        if let Some(version) = newest {
            banks.push(summary(bank, version)?.0);
        }
    }
    Ok(web::Json(BankList { banks }))
}
