//! Contestants correct their name and date of birth, as long as no final result names them: a list of winners must not
//! change silently.

use super::entries::entries_of;
use super::locked::{hold_my_results, show_new_name};
use super::parts::OwnData;
use super::running::{require_no_open_start, require_none_running};
use super::show::birthday;
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::auth::applicant::check_birthday;
use crate::auth::locked::{end_sessions, locked};
use crate::auth::name;
use crate::auth::session::Contestant;
use crate::auth::sign_in::{claims_of, client_address};
use crate::body::Json;
use crate::contests::catalog::Catalog;
use crate::contests::entry::rename;
use crate::db::audit::{AuditEvent, record};
use crate::db::entities::{account, attempt, entry, round};
use crate::errors::{AppResult, Refusal};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::AccountId;
use contest_core::time::{Day, Millis};
use contest_core::wire::accounts::Session;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::CorrectMe;
use contest_core::wire::paths;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::Query;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TransactionTrait};

/// Corrects name and date of birth. Ends the sessions of other devices, whose tokens still have the old ones.
#[utoipa::path(patch, path = paths::ME, tag = "me", request_body = CorrectMe,
    responses((status = 200, body = Session)))]
pub(crate) async fn correct(
    _turn: Turn<READ>,
    own: Data<OwnData>,
    Contestant(claims): Contestant,
    request: HttpRequest,
    Json(body): Json<CorrectMe>,
) -> AppResult<HttpResponse> {
    let OwnData {
        signing_in: parts,
        attempts,
        changes,
    } = &**own;
    let now = parts.clock.now();
    let name = body.name.as_deref().map(|name| name::read(name, "name"));
    let name = name.transpose()?;
    if let Some(birthday) = body.date_of_birth {
        check_birthday(birthday, now)?;
    }
    // Each change makes every server read the revocations again: nobody needs many.
    let (who, address) = (claims.sub.to_string(), client_address(parts, &request));
    parts.throttle.begin(&who, &address, now)?;
    require_none_running(attempts, claims.sub).await?;

    let transaction = parts.db.write.begin().await?;
    hold_my_results(&transaction, claims.sub).await?;
    let mut account = locked(&transaction, &claims).await?;
    let was = birthday(&account)?;
    // What is as it was is no change, so the same request again does nothing.
    let name = name.filter(|name| *name != account.name);
    let born = body.date_of_birth.filter(|born| Some(*born) != was);
    if name.is_some() || born.is_some() {
        require_no_open_start(&transaction, account.id).await?;
        require_not_named(&transaction, account.id).await?;
        let entries = entries_of(&transaction, account.id).await?;
        if let Some(born) = born {
            require_old_enough(&attempts.contests.catalog(), &entries, born)?;
            require_guardian(&attempts.contests.catalog(), &entries, born)?;
        }
        let row = account::ActiveModel {
            id: Unchanged(account.id),
            name: name.clone().map_or_else(Default::default, Set),
            date_of_birth: born.map_or_else(Default::default, |born| Set(Some(born.to_string()))),
            ..Default::default()
        };
        row.update(&transaction).await?;
        if let Some(name) = &name {
            rename(&transaction, account.id, name).await?;
        }
        end_sessions(&transaction, account.id).await?;
        let what = Audited::ContestantCorrected {
            name: name.is_some(),
            date_of_birth: born.is_some(),
        };
        audit(&transaction, account.id, &entries, what, now).await?;
        transaction.commit().await?;
        account.session_version += 1;
        changes.announce_revocation(&account).await;
        if name.is_some() {
            show_new_name(attempts, account.id, &entries).await;
        }
        account.name = name.unwrap_or(account.name);
        account.date_of_birth = born.map(|born| born.to_string()).or(account.date_of_birth);
    }
    let claims = claims_of(parts, &account).await?;
    Ok(HttpResponse::Ok()
        .cookie(parts.sessions.cookie(&claims)?)
        .json(claims.to_wire(parts.clock.now())))
}

/// Tells the staff of every contest that the person has entered.
pub(super) async fn audit(
    db: &impl ConnectionTrait,
    account: AccountId,
    entries: &[entry::Model],
    what: Audited,
    now: Millis,
) -> AppResult<()> {
    for entry in entries {
        let event = AuditEvent {
            actor: account,
            contest: Some(entry.contest_id),
            subject: account.to_string(),
            what: what.clone(),
        };
        record(db, now, event).await?;
    }
    Ok(())
}

/// Refuses with `named_in_result` if the person has an attempt in a round whose result is final.
pub(crate) async fn require_not_named(db: &impl ConnectionTrait, account: AccountId) -> AppResult<()> {
    let final_rounds = Query::select()
        .column(round::Column::Id)
        .from(round::Entity)
        .and_where(round::Column::FinalisedAt.is_not_null())
        .to_owned();
    let named = attempt::Entity::find()
        .filter(attempt::Column::AccountId.eq(account))
        .filter(attempt::Column::RoundId.in_subquery(final_rounds));
    match named.one(db).await? {
        Some(_) => Err(ErrorCode::NamedInResult.into()),
        None => Ok(()),
    }
}

/// Refuses a birthday that would have kept the person out of a contest that they have entered: at registration, whoever
/// is too young even when the last round closes is refused.
pub(crate) fn require_old_enough(catalog: &Catalog, entries: &[entry::Model], born: Day) -> AppResult<()> {
    for contest in entries
        .iter()
        .filter_map(|entry| catalog.contest(entry.contest_id))
    {
        let last_close = contest.rounds.iter().map(|round| round.window.closes_at).max();
        let age = last_close.map(|close| born.age_on(Day::in_viet_nam(close)));
        if contest
            .min_age
            .is_some_and(|least| age.is_some_and(|age| age < least))
        {
            return Err(Refusal::new(ErrorCode::TooYoung).field("date_of_birth"));
        }
    }
    Ok(())
}

/// Refuses a birthday of a child whose guardian was not asked: on the day of the entry, the child looked old enough.
pub(crate) fn require_guardian(catalog: &Catalog, entries: &[entry::Model], born: Day) -> AppResult<()> {
    let unasked = entries
        .iter()
        .filter(|entry| entry.withdrawn_at.is_none() && entry.guardian_name.is_none());
    for entry in unasked {
        let contest = catalog.contest(entry.contest_id);
        let below = contest.and_then(|contest| contest.guardian_below);
        let age = born.age_on(Day::in_viet_nam(entry.entered_at));
        if below.is_some_and(|below| age < below) {
            return Err(Refusal::new(ErrorCode::GuardianConsentRequired).field("date_of_birth"));
        }
    }
    Ok(())
}
