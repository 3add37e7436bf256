//! Changing questions of a bank in the browser. A version never changes: the changed content becomes the next version of the
//! bank, if the one that was changed is still the newest. Sent again after a lost reply, it makes no second version.

use super::load::Next;
use super::show::owned;
use super::summary::summary;
use super::upload;
use crate::auth::session::{Claims, Organiser};
use crate::body::Json;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::{bank, bank_version};
use crate::errors::{AppResult, Problems, Refusal};
use crate::lang;
use crate::texts::say;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use contest_core::ids::BankVersionId;
use contest_core::questions::{Bank, Question};
use contest_core::time::{Day, Millis};
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::workbench::{BankChange, BankChanged, QuestionDifference, QuestionForm, differences};
use question_banks::lint::mend;
use question_banks::{check_form, limits};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, TransactionTrait,
};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct How {
    /// Whether to only say what would change.
    #[serde(default)]
    check: bool,
}

/// Changes questions, which makes the next version; with `check=true`, returns what would change. `200` if nothing is new.
#[utoipa::path(post, path = paths::BANK_CHANGES, tag = "banks",
    params(("version" = BankVersionId, Path), ("check" = Option<bool>, Query)),
    request_body = BankChange,
    responses((status = 201, body = BankChanged), (status = 200, body = BankChanged)))]
pub(crate) async fn change(
    (db, clock): (Data<Db>, Data<Clock>),
    Organiser(claims): Organiser,
    id: Path<BankVersionId>,
    Query(how): Query<How>,
    Json(change): Json<BankChange>,
) -> AppResult<HttpResponse> {
    let (bank, base) = owned(&db, *id, claims.sub).await?;
    let now = clock.now();
    let was = base.bank()?;
    let content = changed(&was, change, Day::in_viet_nam(now)).await?;
    let differences = differences(&was.questions, &content.questions);
    let next = Next::of(content)?;
    if how.check {
        settled(&db.read, &bank, &base, &next.hash).await?;
        let saved = None;
        return Ok(HttpResponse::Ok().json(BankChanged { saved, differences }));
    }
    let (version, is_new) = save(&db, &claims, (&bank, &base), (next, &differences), now).await?;
    let (summary, _) = summary(bank, version)?;
    let saved = Some(summary);
    let mut response = if is_new {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(response.json(BankChanged { saved, differences }))
}

/// Returns the bank after a change.
async fn changed(was: &Bank, change: BankChange, today: Day) -> AppResult<Bank> {
    let mut bank = was.clone();
    let place = |code: &str| {
        let place = was.questions.iter().position(|question| question.code == code);
        place.ok_or(Refusal::new(ErrorCode::NotFound))
    };
    match change {
        BankChange::Add { question } => {
            if was.questions.len() >= limits::QUESTIONS {
                let limit = limits::QUESTIONS;
                return Err(Refusal::new(ErrorCode::InvalidField).message(say!(banks.full, limit = limit)));
            }
            bank.questions.push(checked(&question, was.questions.iter())?);
        }
        BankChange::Replace { code, question } => {
            let place = place(&code)?;
            let others = was.questions.iter().filter(|other| other.code != code);
            bank.questions[place] = checked(&question, others)?;
        }
        BankChange::Remove { code } => {
            let place = place(&code)?;
            if was.questions.len() == 1 {
                return Err(Refusal::new(ErrorCode::InvalidField).message(say!(banks.last_question)));
            }
            bank.questions.remove(place);
        }
        BankChange::Mend { rule, code } => {
            let mending = move || {
                mend(&mut bank, &rule, code.as_deref(), today);
                bank
            };
            return upload::in_turn(mending).await;
        }
    }
    Ok(bank)
}

/// Returns the question of a form, or all that is wrong with it, at its fields.
fn checked<'a>(form: &QuestionForm, others: impl Iterator<Item = &'a Question>) -> AppResult<Question> {
    let others: Vec<&Question> = others.collect();
    let lang = lang::of_reader();
    let mut problems = Problems::default();
    match check_form(form, &others) {
        Ok(question) => Ok(question),
        Err(issues) => {
            for issue in issues {
                let said = format!("{} {}", issue.reason(lang), issue.remedy(lang));
                let refusal = Refusal::new(ErrorCode::InvalidField).message(said);
                problems.note(refusal.field(issue.column.unwrap_or_default()));
            }
            problems.settle(None)
        }
    }
}

/// Returns the version with this content that an earlier request has made of `base`, or `base` itself if it has this content.
/// Refuses if there is a newer version that this content is not.
async fn settled(
    db: &impl ConnectionTrait,
    bank: &bank::Model,
    base: &bank_version::Model,
    hash: &str,
) -> AppResult<Option<bank_version::Model>> {
    let after = bank_version::Entity::find()
        .filter(bank_version::Column::BankId.eq(bank.id))
        .filter(bank_version::Column::Version.eq(base.version + 1));
    match after.one(db).await? {
        Some(after) if after.hash == hash => Ok(Some(after)),
        Some(_) => Err(ErrorCode::BankChanged.into()),
        None if base.hash == hash => Ok(Some(base.clone())),
        None => Ok(None),
    }
}

/// Stores the next version. Also returns whether it is new.
async fn save(
    db: &Db,
    claims: &Claims,
    (bank, base): (&bank::Model, &bank_version::Model),
    (next, differences): (Next, &[QuestionDifference]),
    now: Millis,
) -> AppResult<(bank_version::Model, bool)> {
    let transaction = db.write.begin().await?;
    // Versions are numbered one after another.
    let locked = bank::Entity::find_by_id(bank.id).lock_exclusive();
    locked.one(&transaction).await?;
    if let Some(settled) = settled(&transaction, bank, base, &next.hash).await? {
        return Ok((settled, false));
    }
    let number = base.version + 1;
    let codes = |of: fn(&QuestionDifference) -> bool| {
        let found = differences.iter().filter(|difference| of(difference));
        found.map(|difference| difference.code.clone()).collect()
    };
    let what = Audited::BankChanged {
        version: u32::try_from(number).map_err(Refusal::internal)?,
        was: u32::try_from(base.version).map_err(Refusal::internal)?,
        added: codes(|difference| difference.was.is_none()),
        changed: codes(|difference| difference.was.is_some() && difference.now.is_some()),
        removed: codes(|difference| difference.now.is_none()),
        hash: next.hash.clone(),
    };
    let row = next.row(bank, number, claims.sub, now);
    let version = row.insert(&transaction).await?;
    let event = AuditEvent {
        actor: claims.sub,
        contest: None,
        subject: bank.slug.clone(),
        what,
    };
    audit::record(&transaction, now, event).await?;
    transaction.commit().await?;
    Ok((version, true))
}
