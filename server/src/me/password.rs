//! People change their password, contestants and staff alike. All other sessions end.

use super::confirm::require_password;
use crate::accounts::links;
use crate::auth::locked::{end_sessions, locked};
use crate::auth::parts::SigningIn;
use crate::auth::session::SignedIn;
use crate::auth::sign_in::claims_of;
use crate::auth::strength;
use crate::body::Json;
use crate::contests::changes::Changes;
use crate::db::entities::account;
use crate::errors::{AppResult, Refusal};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::wire::accounts::{Role, Session};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::ChangePassword;
use contest_core::wire::paths;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait, TransactionTrait};

/// Sets a new password and ends all other sessions.
#[utoipa::path(put, path = paths::MY_PASSWORD, tag = "me", request_body = ChangePassword,
    responses((status = 200, body = Session)))]
pub(crate) async fn change(
    parts: Data<SigningIn>,
    changes: Data<Changes>,
    SignedIn(claims): SignedIn,
    request: HttpRequest,
    Json(body): Json<ChangePassword>,
) -> AppResult<HttpResponse> {
    let account = account::Entity::find_by_id(claims.sub)
        .one(&parts.db.read)
        .await?;
    let account = account.ok_or_else(|| Refusal::new(ErrorCode::SignInRequired))?;
    strength::check(&body.new, Some(&account.login)).map_err(|refusal| refusal.field("new"))?;
    require_password(&parts, &request, &account, body.old, "old").await?;
    let hash = parts.passwords.hash(body.new).await?;

    let transaction = parts.db.write.begin().await?;
    // If another device has changed the password meanwhile, this session has ended, and the check was of the old one.
    let mut account = locked(&transaction, &claims).await?;
    let row = account::ActiveModel {
        id: Unchanged(account.id),
        password_hash: Set(hash),
        ..Default::default()
    };
    row.update(&transaction).await?;
    end_sessions(&transaction, account.id).await?;
    if account.role != account::Role::Contestant {
        links::withdraw_all(&transaction, account.id, parts.clock.now()).await?;
    }
    transaction.commit().await?;
    account.session_version += 1;
    changes.announce_revocation(&account).await;

    let claims = claims_of(&parts, &account).await?;
    let mut response = HttpResponse::Ok();
    response.cookie(parts.sessions.cookie(&claims)?);
    if claims.role == Role::Contestant {
        response.cookie(parts.known_devices.cookie(&request, &account.login));
    }
    Ok(response.json(claims.to_wire(parts.clock.now())))
}
