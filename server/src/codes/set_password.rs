//! Sets a new password with a code, ends all sessions, and signs in.

use super::code::{self, Origin};
use super::guess::{Guess, Right, wrong};
use super::parts::{Checking, Codes};
use super::sending::is_contestant;
use crate::auth::locked::end_sessions;
use crate::auth::parts::SigningIn;
use crate::auth::password::HashingSlot;
use crate::auth::sign_in::{LONGEST, claims_of, client_address, wait_to_hash};
use crate::auth::{phone, strength};
use crate::body::Json;
use crate::contests::changes::Changes;
use crate::db::Transaction;
use crate::db::audit::{AuditEvent, record};
use crate::db::entities::{account, entry};
use crate::errors::{AppResult, Problems, Refusal};
use crate::metrics::CodeEvent;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::{AccountId, ContestId};
use contest_core::wire::accounts::Session;
use contest_core::wire::audit::Audited;
use contest_core::wire::codes::ResetPassword;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, TransactionTrait};

/// Sets a new password with the code that was sent to the phone. All sessions end; this device gets a new one.
///
/// The same request again, because the response was lost, signs in again: whoever knows code and new password could sign
/// in anyway. Of two devices with different passwords, one is first; for the other, the code is used up.
#[utoipa::path(post, path = paths::PASSWORD_RESET, tag = "accounts", request_body = ResetPassword,
    responses((status = 200, body = Session)))]
pub(crate) async fn set_password(
    codes: Data<Codes>,
    parts: Data<SigningIn>,
    changes: Data<Changes>,
    request: HttpRequest,
    Json(body): Json<ResetPassword>,
) -> AppResult<HttpResponse> {
    let checking = &codes.checking;
    let (phone, code) = read(&body)?;
    wait_to_hash(&parts, &request, &phone).await?;
    let guess = Guess {
        asker: checking.asker(&parts, &request, &phone),
        address: client_address(&parts, &request),
        phone,
        code,
    };
    // In a task of its own, which ends in order even if the device goes away: otherwise a code could be used up for nothing.
    let setting = actix_web::rt::spawn(set(codes.clone(), parts.clone(), changes, (guess, body.password)));
    let account = setting.await.map_err(Refusal::internal)??;
    let claims = claims_of(&parts, &account).await?;
    Ok(HttpResponse::Ok()
        .cookie(parts.sessions.cookie(&claims)?)
        .cookie(parts.known_devices.cookie(&request, &account.login))
        .json(claims.to_wire(parts.clock.now())))
}

/// Sets the password if the guess is right. Returns the account as it is then.
async fn set(
    codes: Data<Codes>,
    parts: Data<SigningIn>,
    changes: Data<Changes>,
    (guess, password): (Guess, String),
) -> AppResult<account::Model> {
    let checking = &codes.checking;
    // Before the try is counted: a request that finds no slot is not a try.
    let slot = parts.passwords.reserve()?;
    let Right {
        account,
        hash,
        origin,
        is_used,
    } = guess.compare(checking, &parts).await?;
    if is_used {
        return sent_again(checking, &parts, account, (slot, password)).await;
    }
    let password_hash = parts.passwords.hash_in(slot, password).await?;
    let name = checking.hashes.phone(&guess.phone);
    if !parts.live.use_code(&name, &hash).await? {
        return Err(wrong(checking));
    }
    match store(&parts, account.id, password_hash, origin).await {
        Ok(account) => {
            changes.announce_revocation(&account).await;
            parts.throttle.forget(&guess.phone);
            checking.metrics.code(CodeEvent::PasswordSet);
            tracing::info!(account = %account.id, "a password was set by a one-time code");
            Ok(account)
        }
        Err(refusal) => {
            // Nothing was changed, as far as we know: the code must not be lost with it.
            if let Err(error) = parts.live.give_code_back(&name, &hash).await {
                tracing::debug!(%error, "a code is lost");
            }
            Err(refusal)
        }
    }
}

/// Reads the form before a try is counted: a password that is too short must not cost one.
fn read(body: &ResetPassword) -> AppResult<(String, String)> {
    let mut problems = Problems::default();
    let phone = problems.noting(phone::read(&body.phone, "phone"));
    let code = code::read(&body.code).ok_or_else(|| Refusal::new(ErrorCode::WrongCode).field("code"));
    let code = problems.noting(code);
    problems.noting(strength::check(&body.password, phone.as_deref()));
    problems.settle(phone.zip(code))
}

/// The code has set a password already. If it was this one, the response was lost on its way.
async fn sent_again(
    checking: &Checking,
    parts: &SigningIn,
    account: account::Model,
    (slot, password): (HashingSlot, String),
) -> AppResult<account::Model> {
    let hash = Some(account.password_hash.clone());
    match password.chars().count() <= LONGEST && parts.passwords.verify(slot, password, hash).await? {
        true => Ok(account),
        false => Err(wrong(checking)),
    }
}

/// Stores the password, ends the sessions and writes it to the audit log, in one transaction. Returns the account as it
/// is then.
async fn store(
    parts: &SigningIn,
    id: AccountId,
    password_hash: String,
    origin: Origin,
) -> AppResult<account::Model> {
    let transaction = parts.db.write.begin().await?;
    let row = account::Entity::find_by_id(id)
        .lock_exclusive()
        .one(&transaction)
        .await?;
    // Erased meanwhile: there is no account with this number any more.
    let account = row.filter(is_contestant);
    let mut account = account.ok_or_else(|| Refusal::new(ErrorCode::WrongCode).field("code"))?;
    let row = account::ActiveModel {
        id: Unchanged(id),
        password_hash: Set(password_hash),
        ..Default::default()
    };
    row.update(&transaction).await?;
    end_sessions(&transaction, id).await?;
    for contest in told(&transaction, id, origin).await? {
        let event = AuditEvent {
            actor: id,
            contest,
            subject: id.to_string(),
            what: Audited::PasswordReset {},
        };
        record(&transaction, parts.clock.now(), event).await?;
    }
    transaction.commit().await?;
    account.session_version += 1;
    Ok(account)
}

/// Returns in whose logs it stands: what the desk of a contest has made possible concerns the contests that the person has
/// entered; what a message has made possible is the person's own affair.
async fn told(transaction: &Transaction, id: AccountId, origin: Origin) -> AppResult<Vec<Option<ContestId>>> {
    if origin == Origin::Sent {
        return Ok(vec![None]);
    }
    let entered: Vec<ContestId> = entry::Entity::find()
        .select_only()
        .column(entry::Column::ContestId)
        .filter(entry::Column::AccountId.eq(id))
        .into_tuple()
        .all(transaction)
        .await?;
    Ok(entered.into_iter().map(Some).collect())
}
