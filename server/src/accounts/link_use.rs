//! Using a link: an account is made, or gets a new password, and its holder is signed in.

use crate::accounts::links;
use crate::auth::locked::end_sessions;
use crate::auth::parts::SigningIn;
use crate::auth::sign_in::{LONGEST, claims_of, client_address, wait_to_hash};
use crate::auth::staff::{self, NewAccount};
use crate::auth::{name, strength};
use crate::body::Json;
use crate::contests::access::locked_contest;
use crate::contests::changes::Changes;
use crate::contests::draft::MAX_JUDGES;
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
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    TransactionTrait,
};

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
    let again = (wanted, body.password);
    let used_by = match link.used_by {
        Some(used_by) => Some(used_by),
        // In a task of its own, which ends in order even if the device goes away.
        None => {
            let hash = parts.passwords.hash(again.1.clone()).await?;
            let setting = set(
                parts.clone(),
                changes,
                (again.0.clone(), body.secret.clone()),
                hash,
            );
            match actix_web::rt::spawn(setting).await.map_err(Refusal::internal)? {
                Ok(account) => return signed_in(&parts, &account).await,
                // The same request twice at once: the other one was first.
                Err(refusal) if refusal.code == ErrorCode::LinkUsed => {
                    links::find(&parts.db.write, &body.secret, parts.clock.now())
                        .await?
                        .used_by
                }
                Err(refusal) => return Err(refusal),
            }
        }
    };
    let used_by = used_by.ok_or(ErrorCode::LinkUsed)?;
    let address = client_address(&parts, &request);
    parts
        .throttle
        .begin(&again.0.login, &address, parts.clock.now())?;
    let account = sent_again(&parts, used_by, again).await?;
    signed_in(&parts, &account).await
}

/// Answers with a new session of the account.
async fn signed_in(parts: &SigningIn, account: &account::Model) -> AppResult<HttpResponse> {
    let claims = claims_of(parts, account).await?;
    Ok(HttpResponse::Ok()
        .cookie(parts.sessions.cookie(&claims)?)
        .json(claims.to_wire(parts.clock.now())))
}

/// Under which user name and name, if the account is new.
#[derive(Clone)]
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
) -> AppResult<account::Model> {
    let slot = parts.passwords.reserve()?;
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
    if link.account_id.is_some() {
        links::withdraw_all(&transaction, id, now).await?;
    }
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
    let judges = contest_judge::Entity::find().filter(contest_judge::Column::ContestId.eq(contest_id));
    if judges.count(transaction).await? >= MAX_JUDGES as u64 {
        return Err(Refusal::new(ErrorCode::LinkNotValid).message(say!(contests.too_many_judges)));
    }
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
