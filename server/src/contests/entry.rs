//! Entries in contests. Registering and entering with an existing account share these checks of age, consent, unit and
//! guardian.

use crate::auth::name_key::{self, NameKeys};
use crate::auth::session::Claims;
use crate::contests::catalog::LiveContest;
use crate::contests::guardian::{self, CheckedGuardian};
use crate::db::Db;
use crate::db::audit::{AuditEvent, record};
use crate::db::entities::{entry, unit};
use crate::errors::{AppResult, Problems, Refusal};
use crate::texts::say;
use contest_core::ids::{AccountId, ContestId, UnitId};
use contest_core::time::{Day, Millis};
use contest_core::wire::accounts::{Consent, Guardian};
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, SqlErr,
};

/// An entry that may be made.
pub(crate) struct CheckedEntry {
    contest: ContestId,
    unit: Option<UnitId>,
    consent_version: String,
    guardian: Option<CheckedGuardian>,
}

/// What somebody sends to enter a contest, with the birthday of their account.
pub(crate) struct Wish<'a> {
    /// Unknown while it is wrong itself.
    pub(crate) birthday: Option<Day>,
    pub(crate) unit: Option<UnitId>,
    pub(crate) consent: &'a Consent,
    pub(crate) guardian: Option<&'a Guardian>,
}

/// An entry as it was made.
pub(crate) struct Made {
    /// Some contests do not ask for one.
    pub(crate) unit: Option<UnitId>,
    /// Whether it still holds: its consent was not withdrawn.
    pub(crate) holds: bool,
}

/// Returns the entry of a contestant: `None` if there is none, else the unit, which some contests do not ask for.
pub(crate) async fn find(
    db: &Db,
    claims: &Claims,
    contest: &LiveContest,
) -> AppResult<Option<Option<UnitId>>> {
    let made = find_made(db, claims, contest).await?;
    Ok(made.filter(|made| made.holds).map(|made| made.unit))
}

/// Returns the entry of a contestant, also if its consent was withdrawn.
///
/// The token has the newest entries; the database is asked only for one made on another device or long ago. A
/// withdrawal of consent revokes every token that has the entry.
pub(crate) async fn find_made(db: &Db, claims: &Claims, contest: &LiveContest) -> AppResult<Option<Made>> {
    if let Some((_, unit)) = claims.ent.iter().find(|(entered, _)| *entered == contest.id) {
        let (unit, holds) = (*unit, true);
        return Ok(Some(Made { unit, holds }));
    }
    let row = stored(&db.read, claims.sub, contest.id).await?;
    Ok(row.map(|row| Made {
        unit: row.unit_id,
        holds: row.withdrawn_at.is_none(),
    }))
}

/// Returns the entry from the database, also if its consent was withdrawn.
pub(crate) async fn stored(
    db: &impl ConnectionTrait,
    account: AccountId,
    contest: ContestId,
) -> AppResult<Option<entry::Model>> {
    Ok(entry::Entity::find_by_id((contest, account)).one(db).await?)
}

/// Checks that consent was given to some text; [`check`] compares its version with that of the contest.
pub(crate) fn check_given(consent: &Consent) -> AppResult<()> {
    let is_version =
        (1..=64).contains(&consent.version.len()) && consent.version.bytes().all(|b| b.is_ascii_graphic());
    if consent.accepted && is_version {
        Ok(())
    } else {
        Err(Refusal::new(ErrorCode::ConsentRequired).field("consent"))
    }
}

/// Checks whether somebody may enter this contest, and notes everything that stands against it. Whoever is too young
/// even when the last round closes is refused before anything is stored; each start asks again.
pub(crate) fn check(
    contest: &LiveContest,
    wish: &Wish<'_>,
    now: Millis,
    problems: &mut Problems,
) -> Option<CheckedEntry> {
    let last_close = contest.rounds.iter().map(|round| round.window.closes_at).max();
    let last_close = last_close.filter(|at| *at > now);
    // After these two, nothing that is corrected further down would help.
    let last_close = problems.noting(last_close.ok_or_else(|| ErrorCode::RoundClosed.into()))?;
    problems.noting(check_age(contest, wish.birthday, last_close))?;
    problems.noting(check_consent(contest, wish.consent));
    let unit = problems.noting(check_unit(contest, wish.unit));
    let below = contest.guardian_below;
    let guardian = guardian::check(below, wish.birthday, wish.guardian, now, problems);
    let (unit, guardian) = unit.zip(guardian)?;
    Some(CheckedEntry {
        contest: contest.id,
        unit,
        consent_version: contest.consent.version.clone(),
        guardian,
    })
}

fn check_age(contest: &LiveContest, birthday: Option<Day>, last_close: Millis) -> AppResult<()> {
    let oldest = birthday.map(|birthday| birthday.age_on(Day::in_viet_nam(last_close)));
    let is_too_young = |least: u8| oldest.is_some_and(|age| age < least);
    match contest.min_age {
        Some(least) if is_too_young(least) => {
            let refusal = Refusal::new(ErrorCode::TooYoung).field("date_of_birth");
            Err(refusal.message(say!(contests.too_young, n = least)))
        }
        _ => Ok(()),
    }
}

fn check_consent(contest: &LiveContest, consent: &Consent) -> AppResult<()> {
    check_given(consent)?;
    if consent.version == contest.consent.version {
        return Ok(());
    }
    let changed = Refusal::new(ErrorCode::ConsentRequired).field("consent");
    Err(changed.message(say!(contests.consent_changed)))
}

fn check_unit(contest: &LiveContest, unit: Option<UnitId>) -> AppResult<Option<UnitId>> {
    match unit {
        None if !contest.units.is_empty() => Err(Refusal::new(ErrorCode::UnitRequired).field("unit")),
        Some(unit) if contest.unit(unit).is_none() => Err(unknown_unit()),
        _ => Ok(unit),
    }
}

/// Makes an entry hold again whose consent was withdrawn. Its unit stays: earlier attempts were made for it. The guardian
/// of a child consents anew as well.
pub(crate) async fn renew(
    db: &impl ConnectionTrait,
    account: AccountId,
    checked: CheckedEntry,
    now: Millis,
) -> AppResult<()> {
    let version = checked.consent_version;
    let guardian = checked.guardian;
    let row = entry::ActiveModel {
        contest_id: Unchanged(checked.contest),
        account_id: Unchanged(account),
        consent_version: Set(version.clone()),
        entered_at: Set(now),
        withdrawn_at: Set(None),
        guardian_name: Set(guardian.as_ref().map(|guardian| guardian.name.clone())),
        guardian_relationship: Set(guardian.as_ref().map(|guardian| guardian.relationship.into())),
        guardian_phone: Set(guardian.map(|guardian| guardian.phone)),
        ..Default::default()
    };
    row.update(db).await?;
    let event = AuditEvent {
        actor: account,
        contest: Some(checked.contest),
        subject: account.to_string(),
        what: Audited::ConsentRenewed { version },
    };
    Ok(record(db, now, event).await?)
}

fn unknown_unit() -> Refusal {
    Refusal::new(ErrorCode::UnknownUnit).field("unit")
}

/// Creates the entry of a person with this name. Refuses if the units have been replaced since the check.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    account: AccountId,
    name: &str,
    checked: CheckedEntry,
    now: Millis,
) -> AppResult<()> {
    let guardian = checked.guardian;
    let row = entry::ActiveModel {
        contest_id: Set(checked.contest),
        account_id: Set(account),
        unit_id: Set(checked.unit),
        consent_version: Set(checked.consent_version),
        entered_at: Set(now),
        withdrawn_at: Set(None),
        guardian_name: Set(guardian.as_ref().map(|guardian| guardian.name.clone())),
        guardian_relationship: Set(guardian.as_ref().map(|guardian| guardian.relationship.into())),
        guardian_phone: Set(guardian.map(|guardian| guardian.phone)),
        ..found_by(name_key::of(name))
    };
    // The row keeps the units of the contest from being replaced until this transaction ends.
    row.insert(db).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => unknown_unit(),
        // Two devices entered at the same moment: the other was first, and its unit holds.
        Some(SqlErr::UniqueConstraintViolation(_)) => Refusal::new(ErrorCode::Unavailable),
        _ => error.into(),
    })?;
    if checked.unit.is_none() {
        let of_contest = unit::Entity::find()
            .filter(unit::Column::ContestId.eq(checked.contest))
            .limit(1);
        if of_contest.one(db).await?.is_some() {
            return Err(Refusal::new(ErrorCode::UnitRequired).field("unit"));
        }
    }
    Ok(())
}

/// Returns the part of an entry's row by which the desk finds a name.
pub(crate) fn found_by(keys: NameKeys) -> entry::ActiveModel {
    entry::ActiveModel {
        name_key: Set(keys.name),
        given_key: Set(keys.given),
        ..Default::default()
    }
}

/// Lets the desk find the person by this name, in every contest that they have entered.
pub(crate) async fn rename(db: &impl ConnectionTrait, account: AccountId, name: &str) -> AppResult<()> {
    entry::Entity::update_many()
        .set(found_by(name_key::of(name)))
        .filter(entry::Column::AccountId.eq(account))
        .exec(db)
        .await?;
    Ok(())
}
