//! How a version of a bank differs from another one, question by question.

use super::show::owned;
use super::summary::summary;
use crate::auth::session::Organiser;
use crate::db::Db;
use crate::db::entities::bank_version;
use crate::errors::AppResult;
use actix_web::web::{self, Data, Path, Query};
use contest_core::ids::BankVersionId;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::workbench::{self, BankDifferences, is_reordered};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct From {
    from: Option<BankVersionId>,
}

/// Returns how a version differs from another one of its bank; without `from`, from the one before it.
#[utoipa::path(get, path = paths::BANK_DIFFERENCES, tag = "banks",
    params(("version" = BankVersionId, Path), ("from" = Option<BankVersionId>, Query)),
    responses((status = 200, body = BankDifferences)))]
pub(crate) async fn differences(
    db: Data<Db>,
    Organiser(claims): Organiser,
    id: Path<BankVersionId>,
    Query(query): Query<From>,
) -> AppResult<web::Json<BankDifferences>> {
    let (bank, version) = owned(&db, *id, claims.sub).await?;
    let of_bank = bank_version::Entity::find().filter(bank_version::Column::BankId.eq(bank.id));
    let from = match query.from {
        Some(from) => {
            let named = of_bank.filter(bank_version::Column::Id.eq(from));
            Some(named.one(&db.read).await?.ok_or(ErrorCode::NotFound)?)
        }
        None => {
            let before = bank_version::Column::Version.eq(version.version - 1);
            of_bank.filter(before).one(&db.read).await?
        }
    };
    let (to, now) = summary(bank.clone(), version)?;
    let Some(from) = from else {
        return Ok(web::Json(BankDifferences {
            from: None,
            to,
            differences: Vec::new(),
            is_reordered: false,
        }));
    };
    let (from, was) = summary(bank, from)?;
    Ok(web::Json(BankDifferences {
        from: Some(from),
        to,
        differences: workbench::differences(&was.questions, &now.questions),
        is_reordered: is_reordered(&was.questions, &now.questions),
    }))
}
