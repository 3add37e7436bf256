//! Using a link: an account is made, or gets a new password, and its holder is signed in.

use crate::accounts::links;
use crate::auth::locked::end_sessions;
use crate::auth::parts::SigningIn;
use crate::auth::password::HashingSlot;
use crate::auth::sign_in::{LONGEST, claims_of, client_address, wait_to_hash};
use crate::auth::staff::{self, NewAccount};
use crate::auth::{name, strength};
use crate::body::Json;
use crate::contests::access::locked_contest;
use crate::contests::changes::Changes;
use crate::db::Transaction;
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::{account, contest_judge, staff_link};
use crate::errors::{AppResult, Problems, Refusal};
use crate::texts::say;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::AccountId;
use contest_core::wire::accounts::Session;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::UseLink;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, QuerySelect, TransactionTrait};

/// Makes the account for which the link is, or sets its new password, and signs in.
///
/// The same request again, because the response was lost, signs in again: whoever knows link, user name and password could
/// sign in anyway.
#[utoipa::path(post, path = paths::LINK_USE, tag = "accounts of staff", request_body = UseLink,
    responses((status = 200, body = Session)))]
pub(crate) async fn use_link(
    parts: Data<SigningIn>,
    changes: Data<Changes>,
    request: HttpRequest,
    Json(body): Json<UseLink>,
) -> AppResult<HttpResponse> {
    let link = links::find(&parts.db.read, &body.secret, parts.clock.now()).await?;
    let login = body.login.trim().to_lowercase();
    let wanted = checked(&parts, &link, login, &body).await?;
    wait_to_hash(&parts, &request, &wanted.login).await?;
    let slot = parts.passwords.reserve()?;
    let account = match link.used_by {
        Some(used_by) => {
            let address = client_address(&parts, &request);
            parts.throttle.begin(&wanted.login, &address, parts.clock.now())?;
            sent_again(&parts, used_by, (wanted, body.password), slot).await?
        }
        None => {
            // In a task of its own, which ends in order even if the device goes away.
            let hash = parts.passwords.hash_in(slot, body.password).await?;
            let setting = actix_web::rt::spawn(set(parts.clone(), changes, (wanted, body.secret), hash));
            setting.await.map_err(Refusal::internal)??
        }
    };
    let claims = claims_of(&parts, &account).await?;
    Ok(HttpResponse::Ok()
        .cookie(parts.sessions.cookie(&claims)?)
        .json(claims.to_wire(parts.clock.now())))
}

/// Under which user name and name, if the account is new.
struct Chosen {
    login: String,
    name: String,
}

/// Checks what the person has chosen. Of an account that gets a new password, only that is.
async fn checked(
    parts: &SigningIn,
    link: &staff_link::Model,
    login: String,
    body: &UseLink,
) -> AppResult<Chosen> {
    if let Some(id) = link.account_id {
        let account = enabled(&parts.db.read, id).await?;
        strength::check(&body.password, Some(&account.login))?;
        return Ok(Chosen {
            login: account.login,
            name: account.name,
        });
    }
    let mut problems = Problems::default();
    let name = problems.noting(name::read(&body.name, "name"));
    if !staff::is_user_name(&login) {
        let refusal = Refusal::new(ErrorCode::InvalidField).field("login");
        problems.note(refusal.message(say!(staff.user_name)));
    }
    problems.noting(strength::check(&body.password, Some(&login)));
    problems.settle(name.map(|name| Chosen { login, name }))
}

/// The link has been used already. If it was with this user name and password, the response was lost on its way.
async fn sent_again(
    parts: &SigningIn,
    used_by: AccountId,
    (chosen, password): (Chosen, String),
    slot: HashingSlot,
) -> AppResult<account::Model> {
    let account = enabled(&parts.db.read, used_by).await?;
    let hash = Some(account.password_hash.clone());
    let fits = password.chars().count() <= LONGEST && account.login == chosen.login;
    match parts.passwords.verify(slot, password, hash).await? && fits {
        true => Ok(account),
        false => Err(ErrorCode::LinkUsed.into()),
    }
}

/// Makes or changes the account in one transaction, in which the link is still open. Returns it as it is then.
async fn set(
    parts: Data<SigningIn>,
    changes: Data<Changes>,
    (chosen, secret): (Chosen, String),
    hash: String,
) -> AppResult<account::Model> {
    let now = parts.clock.now();
    let transaction = parts.db.write.begin().await?;
    let link = links::locked(&transaction, &secret, now).await?;
    if link.used_by.is_some() {
        return Err(ErrorCode::LinkUsed.into());
    }
    let (id, what) = match link.account_id {
        Some(id) => {
            renew(&transaction, id, hash).await?;
            (id, Audited::PasswordReset {})
        }
        None => {
            let new = NewAccount {
                role: link.role,
                login: &chosen.login,
                name: &chosen.name,
                password_hash: hash,
            };
            let id = staff::insert(&transaction, new, now).await?;
            appoint(&transaction, &link, id).await?;
            (
                id,
                Audited::StaffJoined {
                    role: link.role.into(),
                },
            )
        }
    };
    let row = staff_link::ActiveModel {
        id: Unchanged(link.id),
        used_by: Set(Some(id)),
        ..Default::default()
    };
    row.update(&transaction).await?;
    let event = AuditEvent {
        actor: id,
        contest: link.contest_id,
        subject: id.to_string(),
        what,
    };
    audit::record(&transaction, now, event).await?;
    let account = enabled(&transaction, id).await?;
    transaction.commit().await?;
    if account.session_version > 0 {
        changes.announce_revocation(&account).await;
    }
    parts.throttle.forget(&account.login);
    tracing::info!(account = %account.id, "a member of staff has used a link");
    Ok(account)
}

async fn renew(transaction: &Transaction, id: AccountId, hash: String) -> AppResult<()> {
    // Locked, so that it is not disabled at the same time without either knowing.
    account::Entity::find_by_id(id)
        .lock_exclusive()
        .one(transaction)
        .await?;
    enabled(transaction, id).await?;
    let row = account::ActiveModel {
        id: Unchanged(id),
        password_hash: Set(hash),
        ..Default::default()
    };
    row.update(transaction).await?;
    end_sessions(transaction, id).await
}

/// Appoints a judge to the contest to which the link invites.
async fn appoint(transaction: &Transaction, link: &staff_link::Model, account: AccountId) -> AppResult<()> {
    let Some(contest_id) = link.contest_id else {
        return Ok(());
    };
    // Locked, because an organiser may be replacing the judges of a draft.
    locked_contest(transaction, contest_id).await?;
    let row = contest_judge::ActiveModel {
        contest_id: Set(contest_id),
        account_id: Set(account),
    };
    row.insert(transaction).await?;
    Ok(())
}

async fn enabled(db: &impl ConnectionTrait, id: AccountId) -> AppResult<account::Model> {
    let row = account::Entity::find_by_id(id).one(db).await?;
    row.filter(|account| account.disabled_at.is_none())
        .ok_or_else(|| Refusal::new(ErrorCode::LinkNotValid))
}
