//! One version of a bank with its key, for its owner only, and what is in doubt about its legal bases.

use crate::auth::session::Organiser;
use crate::banks::summary::summary;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::entities::{bank, bank_version, round};
use crate::errors::{AppResult, Refusal};
use crate::laws::doubts::doubts;
use crate::laws::register::{Laws, Register};
use actix_web::web::{self, Data, Path};
use contest_core::ids::{AccountId, BankVersionId};
use contest_core::questions::Question;
use contest_core::time::{Day, Millis};
use contest_core::wire::banks::{BankContent, BasisWarning};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

/// The most warnings that are told.
const WARNINGS: usize = 1_000;

/// Returns one version of a bank with its key, to its owner only.
#[utoipa::path(get, path = paths::BANK_VERSION, tag = "banks",
    params(("version" = BankVersionId, Path)),
    responses((status = 200, body = BankContent)))]
pub(crate) async fn show(
    db: Data<Db>,
    (laws, clock): (Data<Laws>, Data<Clock>),
    Organiser(claims): Organiser,
    id: Path<BankVersionId>,
) -> AppResult<web::Json<BankContent>> {
    let (bank, version) = owned(&db, *id, claims.sub).await?;
    let (summary, content) = summary(bank, version)?;
    let days = days(&db, *id, clock.now()).await?;
    Ok(web::Json(BankContent {
        summary,
        warnings: warnings(&content.questions, &laws.register(), &days),
        questions: content.questions,
    }))
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

/// Returns today, and the first and last days of the rounds that use the version and have not closed.
async fn days(db: &Db, version: BankVersionId, now: Millis) -> AppResult<Vec<Day>> {
    let using = round::Entity::find()
        .filter(round::Column::BankVersionId.eq(version))
        .filter(round::Column::ClosesAt.gt(now))
        .all(&db.read)
        .await?;
    let of_rounds = using
        .iter()
        .flat_map(|round| [round.opens_at.max(now), round.closes_at]);
    let days: BTreeSet<Day> = of_rounds.chain([now]).map(Day::in_viet_nam).collect();
    Ok(days.into_iter().collect())
}

fn warnings(questions: &[Question], register: &Register, days: &[Day]) -> Vec<BasisWarning> {
    let mut warnings = Vec::new();
    for question in questions {
        let Some(basis) = &question.legal_basis else {
            continue;
        };
        let mut known = Vec::new();
        for doubt in days.iter().flat_map(|day| doubts(register, basis, *day)) {
            // Most doubts are the same on every day.
            if !known.contains(&doubt) {
                known.push(doubt);
            }
        }
        warnings.extend(known.into_iter().map(|doubt| BasisWarning {
            code: question.code.clone(),
            reason: doubt.reason(),
            remedy: doubt.remedy(),
        }));
        if warnings.len() >= WARNINGS {
            break;
        }
    }
    warnings
}
