//! Sets a new password with a code, ends all sessions, and signs in.

use super::code;
use super::limits::{TRIES, WRONG_OF_A_NETWORK};
use super::parts::{Codes, Offered};
use super::sending::is_contestant;
use crate::auth::locked::end_sessions;
use crate::auth::parts::SigningIn;
use crate::auth::password::HashingSlot;
use crate::auth::sign_in::{LONGEST, account_by_login, claims_of, client_address, wait_to_hash};
use crate::auth::{phone, strength};
use crate::body::Json;
use crate::contests::changes::Changes;
use crate::db::audit::{AuditEvent, record};
use crate::db::entities::account;
use crate::errors::{AppResult, Problems, Refusal};
use crate::metrics::CodeEvent;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::AccountId;
use contest_core::time::Millis;
use contest_core::wire::accounts::Session;
use contest_core::wire::audit::Audited;
use contest_core::wire::codes::ResetPassword;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect, TransactionTrait};

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
    let offered = codes.offered()?;
    let (phone, code) = read(&body)?;
    wait_to_hash(&parts, &request, &phone).await?;
    // As for signing in, but counted apart: many have just tried too many passwords.
    let address = client_address(&parts, &request);
    let now = parts.clock.now();
    // Before the try is counted: a request that finds no slot, or has no hope, is not a try.
    let slot = parts.passwords.reserve()?;
    offered.throttle.begin(&phone, &address, now)?;
    // Wrong tries at codes that exist, from a network and from everybody: of many phones, too, only few may be guessed.
    // Each is counted before it is compared, so that tries at the same moment all count.
    let mut guesses = offered.hashes.budgets("wrong", &address, WRONG_OF_A_NETWORK);
    guesses.push((offered.hashes.wrong(), offered.of_wrong));
    if let Some(left) = parts.live.spend(&guesses, now).await? {
        return Err(Refusal::new(ErrorCode::TooManyRequests).retry_after_ms(left));
    }
    let tried = compare(offered, &parts, (&phone, &code)).await?;
    if !matches!(tried, Compared::Wrong) {
        parts.live.give_back(&guesses, now).await?;
    }
    let Compared::Right(right) = tried else {
        return Err(wrong(offered));
    };
    let Right {
        account,
        hash,
        is_used,
    } = *right;
    let account = match is_used {
        true => sent_again(offered, &parts, account, (slot, body.password)).await?,
        false => {
            let password_hash = parts.passwords.hash_in(slot, body.password).await?;
            let name = offered.hashes.phone(&phone);
            if !parts.live.use_code(&name, &hash).await? {
                return Err(wrong(offered));
            }
            match store(&parts, account.id, password_hash, now).await {
                Ok(account) => {
                    changes.announce_revocation(&account).await;
                    parts.throttle.forget(&phone);
                    offered.metrics.code(CodeEvent::PasswordSet);
                    tracing::info!(account = %account.id, "a password was set by a one-time code");
                    account
                }
                Err(refusal) => {
                    // Nothing was changed, as far as we know: the code must not be lost with it.
                    if let Err(error) = parts.live.give_code_back(&name, &hash).await {
                        tracing::debug!(%error, "a code is lost");
                    }
                    return Err(refusal);
                }
            }
        }
    };
    let claims = claims_of(&parts, &account).await?;
    Ok(HttpResponse::Ok()
        .cookie(parts.sessions.cookie(&claims)?)
        .cookie(parts.known_devices.cookie(&request, &account.login))
        .json(claims.to_wire(parts.clock.now())))
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

fn wrong(offered: &Offered) -> Refusal {
    offered.metrics.code(CodeEvent::Wrong);
    Refusal::new(ErrorCode::WrongCode).field("code")
}

/// A code that belongs to the phone, and to whom that belongs.
struct Right {
    account: account::Model,
    hash: Vec<u8>,
    is_used: bool,
}

/// What has come of a try.
enum Compared {
    Right(Box<Right>),
    Wrong,
    /// There is no code that is valid: this was no guess.
    Nothing,
}

/// Counts a try and compares. The same work is done for every number.
async fn compare(offered: &Offered, parts: &SigningIn, (phone, code): (&str, &str)) -> AppResult<Compared> {
    let now = parts.clock.now();
    let tried = parts
        .live
        .try_code(&offered.hashes.phone(phone), now, TRIES)
        .await?;
    let account = account_by_login(&parts.db.read, phone).await?;
    let Some((tried, account)) = tried.zip(account.filter(is_contestant)) else {
        return Ok(Compared::Nothing);
    };
    if !offered.hashes.is_code(&tried.hash, phone, account.id, code) {
        return Ok(Compared::Wrong);
    }
    Ok(Compared::Right(Box::new(Right {
        account,
        hash: tried.hash,
        is_used: tried.is_used,
    })))
}

/// The code has set a password already. If it was this one, the response was lost on its way.
async fn sent_again(
    offered: &Offered,
    parts: &SigningIn,
    account: account::Model,
    (slot, password): (HashingSlot, String),
) -> AppResult<account::Model> {
    let hash = Some(account.password_hash.clone());
    match password.chars().count() <= LONGEST && parts.passwords.verify(slot, password, hash).await? {
        true => Ok(account),
        false => Err(wrong(offered)),
    }
}

/// Stores the password, ends the sessions and writes it to the audit log, in one transaction. Returns the account as it
/// is then.
async fn store(
    parts: &SigningIn,
    id: AccountId,
    password_hash: String,
    now: Millis,
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
    let event = AuditEvent {
        actor: id,
        contest: None,
        subject: id.to_string(),
        what: Audited::PasswordReset {},
    };
    record(&transaction, now, event).await?;
    transaction.commit().await?;
    account.session_version += 1;
    Ok(account)
}
