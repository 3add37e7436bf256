//! What operators do with accounts on the command line, and the demo: create those of staff, and set passwords. Over
//! HTTP, people choose their own (`accounts/link_use.rs`).

use crate::accounts::links;
use crate::auth::password::Passwords;
use crate::auth::strength;
use crate::db::entities::account;
use crate::errors::{AppResult, Refusal};
use contest_core::ids::AccountId;
use contest_core::phones::normalise;
use contest_core::time::Millis;
use contest_core::wire::accounts::Role;
use contest_core::wire::errors::ErrorCode;
use rand::RngExt;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, SqlErr,
};
use uuid::Uuid;

/// Letters and digits that nobody confuses when they are read out.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Returns a password that can be read out: four groups of four characters, 79 bits.
pub fn generated_password() -> String {
    let mut rng = rand::rng();
    let mut group = || -> String {
        (0..4)
            .map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]))
            .collect()
    };
    [group(), group(), group(), group()].join("-")
}

/// Returns whether a text can be a user name: 3 to 40 of `a-z`, `0-9`, `.`, `_`, `-`, starting with a letter, so that
/// it is never a phone number.
pub(crate) fn is_user_name(login: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
    (3..=40).contains(&login.len())
        && login.starts_with(|c: char| c.is_ascii_lowercase())
        && login.bytes().all(allowed)
}

/// A staff account to be created.
pub struct NewStaff<'a> {
    pub role: Role,
    pub login: &'a str,
    pub name: &'a str,
    pub password: &'a str,
}

/// Creates the account. Fails with `InvalidField` (`login`) for a malformed user name, with `LoginTaken` for a taken
/// one.
pub async fn create(
    db: &impl ConnectionTrait,
    passwords: &Passwords,
    new: NewStaff<'_>,
    now: Millis,
) -> AppResult<AccountId> {
    if new.role == Role::Contestant {
        return Err(Refusal::new(ErrorCode::InvalidField).field("role"));
    }
    if !is_user_name(new.login) {
        return Err(Refusal::new(ErrorCode::InvalidField).field("login"));
    }
    let name = new.name.trim();
    let account = NewAccount {
        role: new.role.into(),
        login: new.login,
        name: if name.is_empty() { new.login } else { name },
        password_hash: passwords.hash(new.password.to_owned()).await?,
    };
    insert(db, account, now).await
}

/// A staff account that has been checked.
pub(crate) struct NewAccount<'a> {
    pub(crate) role: account::Role,
    pub(crate) login: &'a str,
    pub(crate) name: &'a str,
    pub(crate) password_hash: String,
}

/// Inserts the account. Fails with `LoginTaken` for a taken user name.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    new: NewAccount<'_>,
    now: Millis,
) -> AppResult<AccountId> {
    let id = AccountId(Uuid::now_v7());
    let account = account::ActiveModel {
        id: Set(id),
        role: Set(new.role),
        login: Set(new.login.to_owned()),
        password_hash: Set(new.password_hash),
        session_version: Set(0),
        name: Set(new.name.to_owned()),
        date_of_birth: Set(None),
        consent_version: Set(None),
        created_at: Set(now),
        ..Default::default()
    };
    account.insert(db).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Refusal::new(ErrorCode::LoginTaken).field("login"),
        _ => error.into(),
    })?;
    Ok(id)
}

/// Sets a new password and ends every session of the account. Fails with `NotFound` if there is no such login.
pub async fn set_password(
    db: &impl ConnectionTrait,
    passwords: &Passwords,
    login: &str,
    password: &str,
) -> AppResult<()> {
    let hash = passwords.hash(password.to_owned()).await?;
    let changed = account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(hash))
        .col_expr(
            account::Column::SessionVersion,
            Expr::col(account::Column::SessionVersion).add(1),
        )
        .filter(account::Column::Login.eq(login))
        .exec(db)
        .await?;
    if changed.rows_affected == 0 {
        Err(ErrorCode::NotFound.into())
    } else {
        Ok(())
    }
}

/// Withdraws the unused links to an account and those that it has made: what may be in wrong hands with its password.
pub async fn withdraw_links(db: &impl ConnectionTrait, login: &str, now: Millis) -> AppResult<()> {
    let account = account::Entity::find().filter(account::Column::Login.eq(login));
    match account.one(db).await? {
        Some(account) => links::withdraw_all(db, account.id, now).await,
        None => Ok(()),
    }
}

/// Sets a new password for the contestant with this phone number, and ends their sessions. Returns the number as it is
/// stored. Fails with `InvalidPhone`, `WeakPassword`, or `NotFound` if nobody has registered with it.
pub async fn reset_password(
    db: &impl ConnectionTrait,
    passwords: &Passwords,
    phone: &str,
    password: &str,
) -> AppResult<String> {
    let login = normalise(phone).ok_or(ErrorCode::InvalidPhone)?;
    strength::check(password, Some(&login))?;
    set_password(db, passwords, &login, password).await?;
    Ok(login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_passwords_are_long_and_differ() {
        let (one, other) = (generated_password(), generated_password());
        assert_eq!(one.len(), 19);
        assert_ne!(one, other);
    }

    #[test]
    fn user_names_are_plain_and_never_numbers() {
        assert!(is_user_name("bantochuc") && is_user_name("giam-khao.2"));
        for wrong in [
            "",
            "ab",
            "Giám",
            "0912345678",
            "+84912345678",
            "a b c",
            &"a".repeat(41),
        ] {
            assert!(!is_user_name(wrong), "{wrong}");
        }
    }
}
