//! Loading a file as the next version of a bank. The first load creates the bank; loading the same content twice makes
//! one version.

use crate::auth::session::{Claims, Organiser};
use crate::banks::summary::summary;
use crate::banks::upload;
use crate::clock::Clock;
use crate::contests::commitment::sha256_hex;
use crate::contests::draft_text::is_slug;
use crate::db::Db;
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::{bank, bank_version};
use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use actix_web::HttpResponse;
use actix_web::web::{Data, Payload, Query};
use contest_core::ids::{AccountId, BankId, BankVersionId};
use contest_core::questions::Bank;
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use contest_core::wire::banks::BankSummary;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use question_banks::limits;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, SqlErr, TransactionTrait,
};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
pub(crate) struct Load {
    filename: String,
    slug: String,
    /// Replaces the title in the file, unless empty.
    #[serde(default)]
    title: String,
}

/// Loads a file as the next version of the bank `slug`. `200` if the newest version has the same content.
#[utoipa::path(post, path = paths::BANKS, tag = "banks",
    params(("filename" = String, Query), ("slug" = String, Query), ("title" = Option<String>, Query)),
    request_body(content = crate::web::attachment::File, content_type = "application/octet-stream"),
    responses((status = 201, body = BankSummary), (status = 200, body = BankSummary)))]
pub(crate) async fn load(
    db: Data<Db>,
    clock: Data<Clock>,
    Organiser(claims): Organiser,
    Query(load): Query<Load>,
    payload: Payload,
) -> AppResult<HttpResponse> {
    if !is_slug(&load.slug) {
        let refusal = Refusal::new(ErrorCode::InvalidField).field("slug");
        return Err(refusal.message(say!(contests.slug)));
    }
    let has_control = load.title.trim().chars().any(char::is_control);
    let title = question_banks::text::clean_line(&load.title);
    if title.chars().count() > limits::NAME || has_control {
        return Err(Refusal::new(ErrorCode::InvalidField).field("title"));
    }
    let file = upload::receive(payload).await?;
    let read = upload::in_turn(move || question_banks::read(&load.filename, &file)).await?;
    let mut bank =
        read.map_err(|issues| Refusal::new(ErrorCode::BankRejected).rows(upload::rows(&issues)))?;
    if !title.is_empty() {
        bank.title = title;
    }
    let (bank, version, is_new) = store(&db, &claims, &load.slug, bank, clock.now()).await?;
    let (summary, _) = summary(bank, version)?;
    let mut response = if is_new {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(response.json(summary))
}

/// Stores a bank as the next version of `slug`. Also returns whether the version is new.
pub async fn store(
    db: &Db,
    claims: &Claims,
    slug: &str,
    content: Bank,
    now: Millis,
) -> AppResult<(bank::Model, bank_version::Model, bool)> {
    let next = Next::of(content)?;
    let transaction = db.write.begin().await?;
    let bank = owned_bank(&transaction, claims, slug, now).await?;
    let newest = newest(&transaction, &bank).await?;
    let number = newest.as_ref().map_or(1, |version| version.version + 1);
    if let Some(same) = newest.filter(|version| version.hash == next.hash) {
        return Ok((bank, same, false));
    }
    let what = Audited::BankLoaded {
        version: u32::try_from(number).map_err(Refusal::internal)?,
        questions: u32::try_from(next.questions).map_err(Refusal::internal)?,
        hash: next.hash.clone(),
    };
    let row = next.row(&bank, number, claims.sub, now);
    let version = row.insert(&transaction).await?;
    let event = AuditEvent {
        actor: claims.sub,
        contest: None,
        subject: slug.to_owned(),
        what,
    };
    audit::record(&transaction, now, event).await?;
    transaction.commit().await?;
    Ok((bank, version, true))
}

/// Returns the newest version of a bank.
pub(super) async fn newest(
    db: &impl ConnectionTrait,
    bank: &bank::Model,
) -> AppResult<Option<bank_version::Model>> {
    let versions = bank_version::Entity::find().filter(bank_version::Column::BankId.eq(bank.id));
    let newest = versions.order_by_desc(bank_version::Column::Version);
    Ok(newest.one(db).await?)
}

/// The content of a version that is to be stored.
pub(super) struct Next {
    title: String,
    json: String,
    questions: i32,
    pub(super) hash: String,
}

impl Next {
    pub(super) fn of(content: Bank) -> AppResult<Next> {
        let json = serde_json::to_string(&content)?;
        Ok(Next {
            questions: i32::try_from(content.questions.len()).unwrap_or(i32::MAX),
            hash: sha256_hex(json.as_bytes()),
            title: content.title,
            json,
        })
    }

    pub(super) fn row(
        self,
        bank: &bank::Model,
        number: i32,
        loaded_by: AccountId,
        now: Millis,
    ) -> bank_version::ActiveModel {
        bank_version::ActiveModel {
            id: Set(BankVersionId(Uuid::now_v7())),
            bank_id: Set(bank.id),
            version: Set(number),
            title: Set(self.title),
            content: Set(self.json),
            questions: Set(self.questions),
            hash: Set(self.hash),
            loaded_by: Set(loaded_by),
            loaded_at: Set(now),
        }
    }
}

/// Returns this organiser's bank with this slug, created if nobody has one. Locks it, so that versions are numbered one
/// after another.
async fn owned_bank(
    db: &impl ConnectionTrait,
    claims: &Claims,
    slug: &str,
    now: Millis,
) -> AppResult<bank::Model> {
    let taken = || Refusal::new(ErrorCode::SlugTaken).field("slug");
    let known = bank::Entity::find()
        .filter(bank::Column::Slug.eq(slug))
        .lock_exclusive()
        .one(db)
        .await?;
    match known {
        Some(bank) if bank.owner_id == claims.sub => Ok(bank),
        Some(_) => Err(taken()),
        None => {
            let row = bank::ActiveModel {
                id: Set(BankId(Uuid::now_v7())),
                slug: Set(slug.to_owned()),
                owner_id: Set(claims.sub),
                created_at: Set(now),
            };
            row.insert(db).await.map_err(|error| match error.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => taken(),
                _ => error.into(),
            })
        }
    }
}
