//! Registering: one phone number, one account. Account and entry are created together or not at all.

use crate::auth::applicant::{self, Applicant, in_entry};
use crate::auth::parts::SigningIn;
use crate::auth::session::Claims;
use crate::auth::sign_in::{account_by_login, newest_entries, wait_to_hash};
use crate::body::Json;
use crate::contests::current::Contests;
use crate::contests::entry;
use crate::db::entities::account;
use crate::errors::{AppResult, Refusal};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::AccountId;
use contest_core::wire::accounts::{Register, Role, Session};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, SqlErr, TransactionTrait};
use uuid::Uuid;

/// Registers a contestant and, if a contest is named, enters it.
#[utoipa::path(post, path = paths::ACCOUNTS, tag = "accounts",
    request_body = Register,
    responses((status = 201, body = Session)))]
pub(crate) async fn register(
    parts: Data<SigningIn>,
    contests: Data<Contests>,
    request: HttpRequest,
    Json(body): Json<Register>,
) -> AppResult<HttpResponse> {
    let now = parts.clock.now();
    let Applicant {
        name,
        phone,
        entry: wanted,
    } = applicant::read(&body, &contests, now)?;
    // Checked before the expensive hash. If two register at once, the constraint of the table decides.
    if account_by_login(&parts.db.read, &phone).await?.is_some() {
        return Err(phone_taken());
    }
    wait_to_hash(&parts, &request, &phone).await?;
    let password_hash = parts.passwords.hash(body.password).await?;

    let id = AccountId(Uuid::now_v7());
    let transaction = parts.db.write.begin().await?;
    let account = account::ActiveModel {
        id: Set(id),
        role: Set(account::Role::Contestant),
        login: Set(phone.clone()),
        password_hash: Set(password_hash),
        session_version: Set(0),
        name: Set(name.clone()),
        date_of_birth: Set(Some(body.date_of_birth.to_string())),
        consent_version: Set(Some(body.consent.version)),
        created_at: Set(now),
        ..Default::default()
    };
    account
        .insert(&transaction)
        .await
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => phone_taken(),
            _ => error.into(),
        })?;
    if let Some(wanted) = wanted {
        entry::insert(&transaction, id, &name, wanted, now)
            .await
            .map_err(in_entry)?;
    }
    let entries = newest_entries(&transaction, id).await?;
    transaction.commit().await?;

    let claims = Claims {
        name,
        dob: Some(body.date_of_birth),
        ent: entries.standing,
        ..Claims::new(id, Role::Contestant, now)
    };
    Ok(HttpResponse::Created()
        .cookie(parts.sessions.cookie(&claims)?)
        .cookie(parts.known_devices.cookie(&request, &phone))
        .json(claims.to_wire(now)))
}

fn phone_taken() -> Refusal {
    Refusal::new(ErrorCode::PhoneTaken).field("phone")
}
