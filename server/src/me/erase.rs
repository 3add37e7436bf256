//! Contestants have their data erased. What identifies them goes; what they did stays under a pseudonym, because the
//! ranking of everybody else depends on it. The phone number is free again.
//!
//! A settlement names accounts, not people: a prize that is final stays with the pseudonym, and its hash holds.

use super::confirm::require_password;
use super::correct::audit;
use super::entries::entries_of;
use super::locked::{hold_my_results, show_new_name};
use super::parts::OwnData;
use super::running::{require_no_open_start, require_none_running};
use crate::auth::locked::locked;
use crate::auth::session::Contestant;
use crate::boards::mask::PSEUDONYM;
use crate::body::Json;
use crate::contests::entry::rename;
use crate::db::Transaction;
use crate::db::entities::{account, attempt, desk_act, entry, extra_time, job};
use crate::errors::{AppResult, Refusal};
use crate::texts::VI;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::AccountId;
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::EraseMe;
use contest_core::wire::paths;
use rand::RngExt;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, TransactionTrait};

/// Letters and digits of a pseudonym, which nobody confuses.
const ALPHABET: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// Erases the data of the signed-in contestant and ends all sessions.
#[utoipa::path(delete, path = paths::ME, tag = "me", request_body = EraseMe, responses((status = 204)))]
pub(crate) async fn erase(
    own: Data<OwnData>,
    Contestant(claims): Contestant,
    request: HttpRequest,
    Json(body): Json<EraseMe>,
) -> AppResult<HttpResponse> {
    let OwnData {
        signing_in: parts,
        attempts,
        changes,
    } = &**own;
    let account = account::Entity::find_by_id(claims.sub)
        .one(&parts.db.read)
        .await?;
    let account = account.ok_or_else(|| Refusal::new(ErrorCode::SignInRequired))?;
    require_none_running(attempts, account.id).await?;
    require_password(parts, &request, &account, body.password, "password").await?;

    let now = parts.clock.now();
    let transaction = parts.db.write.begin().await?;
    hold_my_results(&transaction, account.id).await?;
    // If the password has been changed meanwhile, this session has ended.
    let account = locked(&transaction, &claims).await?;
    require_no_open_start(&transaction, account.id).await?;
    let entries = pseudonymise(&transaction, &account, now).await?;
    transaction.commit().await?;

    // Every server makes again what shows names: see `Catalog::erasures`. One that cannot read now finds the change by
    // polling.
    if let Err(refusal) = changes.announce().await {
        tracing::warn!(%refusal, "this server learns of an erasure later");
    }
    show_new_name(attempts, account.id, &entries).await;
    tracing::info!(account = %account.id, "a contestant had their data erased");
    Ok(HttpResponse::NoContent()
        .cookie(parts.sessions.removal_cookie())
        .cookie(parts.known_devices.removal_cookie())
        .finish())
}

/// Returns the entries of the person.
async fn pseudonymise(
    transaction: &Transaction,
    account: &account::Model,
    now: Millis,
) -> AppResult<Vec<entry::Model>> {
    let name = pseudonym();
    rename(transaction, account.id, &name).await?;
    let row = account::ActiveModel {
        id: Unchanged(account.id),
        login: Set(format!("erased:{}", account.id)),
        // No password has this hash.
        password_hash: Set(String::new()),
        session_version: Set(account.session_version + 1),
        name: Set(name),
        date_of_birth: Set(None),
        erased_at: Set(Some(now)),
        ..Default::default()
    };
    row.update(transaction).await?;
    let entries = entries_of(transaction, account.id).await?;
    let what = Audited::ContestantErased {
        attempts: attempts_of(transaction, account.id).await?,
    };
    audit(transaction, account.id, &entries, what, now).await?;
    // Whoever cannot be reached wins nothing that is not final yet.
    entry::Entity::update_many()
        .col_expr(entry::Column::WithdrawnAt, Expr::value(Some(now)))
        .filter(entry::Column::AccountId.eq(account.id))
        .filter(entry::Column::WithdrawnAt.is_null())
        .exec(transaction)
        .await?;
    forget_guardians(transaction, account.id).await?;
    // Reasons of the desk may name the person.
    desk_act::Entity::delete_many()
        .filter(desk_act::Column::AccountId.eq(account.id))
        .exec(transaction)
        .await?;
    extra_time::Entity::update_many()
        .col_expr(extra_time::Column::Reason, Expr::value(""))
        .filter(extra_time::Column::AccountId.eq(account.id))
        .exec(transaction)
        .await?;
    remove_exports(transaction, account.id, now).await?;
    Ok(entries)
}

async fn forget_guardians(transaction: &Transaction, account: AccountId) -> AppResult<()> {
    let row = entry::ActiveModel {
        guardian_name: Set(None),
        guardian_relationship: Set(None),
        guardian_phone: Set(None),
        ..Default::default()
    };
    entry::Entity::update_many()
        .set(row)
        .filter(entry::Column::AccountId.eq(account))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Removes the exported files of the person's rounds, which have the name. They can be made again. What is being made
/// may have the name too: it is taken from whoever makes it, who can then write nothing, and is begun anew.
async fn remove_exports(transaction: &Transaction, account: AccountId, now: Millis) -> AppResult<()> {
    let rounds = Query::select()
        .column(attempt::Column::RoundId)
        .from(attempt::Entity)
        .and_where(attempt::Column::AccountId.eq(account))
        .to_owned();
    // First: a file that is finished while this waits for its job is then found below.
    job::Entity::update_many()
        .set(job::ActiveModel {
            state: Set(job::State::Waiting),
            runner: Set(None),
            due_at: Set(now),
            ..Default::default()
        })
        .filter(job::Column::Kind.eq(job::Kind::Export))
        .filter(job::Column::RoundId.in_subquery(rounds.clone()))
        .filter(job::Column::EndedAt.is_null())
        .exec(transaction)
        .await?;
    job::Entity::update_many()
        .col_expr(job::Column::FileRemovedAt, Expr::value(Some(now)))
        .filter(job::Column::RoundId.in_subquery(rounds))
        .filter(job::Column::FileRemovedAt.gt(now))
        .exec(transaction)
        .await?;
    Ok(())
}

async fn attempts_of(transaction: &Transaction, account: AccountId) -> AppResult<u32> {
    let count = attempt::Entity::find()
        .filter(attempt::Column::AccountId.eq(account))
        .count(transaction)
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Returns a name that says nothing of the person. Its code is random: one made from the phone number or the name could
/// be found again by trying them all.
fn pseudonym() -> String {
    let mut rng = rand::rng();
    let code: String = (0..6)
        .map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]))
        .collect();
    // Boards and exports are in Vietnamese, as names are.
    let name = contest_texts::fill(VI.me.pseudonym, &[("code", &code)]);
    debug_assert!(name.contains(PSEUDONYM), "masking would hide the code");
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boards::mask::masked;

    #[test]
    fn a_pseudonym_is_shown_whole_and_differs_from_others() {
        let (one, other) = (pseudonym(), pseudonym());
        assert_eq!(masked(&one), one);
        assert_ne!(one, other);
    }
}
