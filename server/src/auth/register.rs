//! Registering: one phone number, one account. Account and entry are created together or not at all.

use crate::auth::parts::SigningIn;
use crate::auth::session::Claims;
use crate::auth::sign_in::{account_by_login, newest_entries, wait_to_hash};
use crate::auth::{phone, strength};
use crate::body::Json;
use crate::contests::current::Contests;
use crate::contests::entry;
use crate::db::entities::account;
use crate::errors::{AppResult, Refusal};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::AccountId;
use contest_core::time::{Day, Millis};
use contest_core::wire::accounts::{Register, Role, Session};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, SqlErr, TransactionTrait};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

/// The highest age accepted, in years: beyond it, the year of birth was mistyped.
const OLDEST: u8 = 120;

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
    let name = full_name(&body.name).ok_or_else(|| Refusal::new(ErrorCode::InvalidName).field("name"))?;
    check_birthday(body.date_of_birth, now)?;
    let phone =
        phone::normalise(&body.phone).ok_or_else(|| Refusal::new(ErrorCode::InvalidPhone).field("phone"))?;
    if !strength::is_strong_enough(&body.password, &phone) {
        return Err(Refusal::new(ErrorCode::WeakPassword).field("password"));
    }
    let wanted = match &body.entry {
        Some(wanted) => {
            let contest = contests
                .contest(wanted.contest)
                .map_err(|refusal| refusal.field("entry.contest"))?;
            let birthday = Some(body.date_of_birth);
            Some(entry::check(&contest, birthday, wanted.unit, &body.consent, now).map_err(in_entry)?)
        }
        None => {
            entry::check_given(&body.consent)?;
            None
        }
    };
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
        login: Set(phone),
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
        entry::insert(&transaction, id, wanted, now)
            .await
            .map_err(in_entry)?;
    }
    let entries = newest_entries(&transaction, id).await?;
    transaction.commit().await?;

    let claims = Claims {
        name,
        dob: Some(body.date_of_birth),
        ent: entries,
        ..Claims::new(id, Role::Contestant, now)
    };
    Ok(HttpResponse::Created()
        .cookie(parts.sessions.cookie(&claims)?)
        .json(claims.to_wire()))
}

fn phone_taken() -> Refusal {
    Refusal::new(ErrorCode::PhoneTaken).field("phone")
}

/// In this request, the contest and the unit are fields of `entry`.
fn in_entry(refusal: Refusal) -> Refusal {
    match refusal.code {
        ErrorCode::UnitRequired | ErrorCode::UnknownUnit => refusal.field("entry.unit"),
        ErrorCode::RoundClosed => refusal.field("entry.contest"),
        _ => refusal,
    }
}

pub(crate) fn check_birthday(birthday: Day, now: Millis) -> AppResult<()> {
    let today = Day::in_viet_nam(now);
    if birthday < today && birthday.age_on(today) <= OLDEST {
        Ok(())
    } else {
        Err(Refusal::new(ErrorCode::InvalidDateOfBirth).field("date_of_birth"))
    }
}

/// Returns the name in NFC with single spaces, if it has 2 to 80 characters, at least two of them letters, and the
/// others occur in names (`H'Hen Niê`, `Y-Moan`).
pub(crate) fn full_name(text: &str) -> Option<String> {
    let composed: String = text.nfc().collect();
    let name = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    let allowed = |c: char| c.is_alphabetic() || matches!(c, ' ' | '\'' | '’' | '-' | '.');
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let fits = (2..=80).contains(&name.chars().count()) && letters >= 2 && name.chars().all(allowed);
    fits.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_composed_and_single_spaced() {
        let decomposed: String = "  Nguyễn   Thị Hoài ".nfd().collect();
        assert_eq!(full_name(&decomposed).as_deref(), Some("Nguyễn Thị Hoài"));
        assert_eq!(full_name("H'Hen Niê").as_deref(), Some("H'Hen Niê"));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["", "A", "-.", "An 2", "An<b>", "An\u{0}", &"a".repeat(81)] {
            assert_eq!(full_name(text), None, "{text:?}");
        }
    }
}
