//! Asks for the password again before a serious change: whoever finds a phone unlocked must not be able to make it.

use crate::auth::parts::SigningIn;
use crate::auth::sign_in::{LONGEST, client_address, wait_to_hash};
use crate::db::entities::account;
use crate::errors::{AppResult, Refusal};
use actix_web::HttpRequest;
use contest_core::wire::errors::ErrorCode;

/// Checks the password as signing in does: in turn, on the threads for passwords, and with the same limit of tries.
/// `field` names it in the request.
pub(super) async fn require_password(
    parts: &SigningIn,
    request: &HttpRequest,
    account: &account::Model,
    password: String,
    field: &str,
) -> AppResult<()> {
    let wrong = || Refusal::new(ErrorCode::WrongPassword).field(field);
    if password.chars().count() > LONGEST {
        return Err(wrong());
    }
    wait_to_hash(parts, request, &account.login).await?;
    let slot = parts.passwords.reserve()?;
    let address = client_address(parts, request);
    parts
        .throttle
        .begin(&account.login, &address, parts.clock.now())?;
    let hash = Some(account.password_hash.clone());
    if !parts.passwords.verify(slot, password, hash).await? {
        return Err(wrong());
    }
    parts.throttle.succeeded(&account.login, &address);
    Ok(())
}
