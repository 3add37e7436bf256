//! What a correction of a profile changes. No rule is checked here.

use super::people::Entrant;
use crate::auth::applicant::check_birthday;
use crate::auth::name;
use crate::boards::mask::masked;
use crate::contests::catalog::LiveContest;
use crate::contests::entry::rename;
use crate::db::Transaction;
use crate::db::entities::{account, entry};
use crate::errors::{AppResult, Problems, Refusal};
use crate::me::show::birthday;
use crate::recording::unit::change_unit;
use crate::results::units::UnitPaths;
use contest_core::ids::{RoundId, UnitId};
use contest_core::time::{Day, Millis};
use contest_core::wire::audit::{AuditedChange, ProfilePart};
use contest_core::wire::desk::CorrectPerson;
use contest_core::wire::errors::ErrorCode;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};

pub(super) struct Wanted {
    pub(super) name: Option<String>,
    pub(super) born: Option<Day>,
    pub(super) unit: Option<UnitId>,
}

impl Wanted {
    pub(super) fn read(body: &CorrectPerson, contest: &LiveContest, now: Millis) -> AppResult<Wanted> {
        let mut problems = Problems::default();
        let name = body.name.as_deref().map(|name| name::read(name, "name"));
        let name = name.and_then(|name| problems.noting(name));
        if let Some(born) = body.date_of_birth {
            problems.noting(check_birthday(born, now));
        }
        if body.unit.is_some_and(|unit| contest.unit(unit).is_none()) {
            problems.note(Refusal::new(ErrorCode::UnknownUnit).field("unit"));
        }
        problems.settle(Some(Wanted {
            name,
            born: body.date_of_birth,
            unit: body.unit,
        }))
    }

    /// Returns what of it is not so already.
    pub(super) fn differing(self, entrant: &Entrant) -> AppResult<Wanted> {
        let born = birthday(&entrant.account)?;
        Ok(Wanted {
            name: self.name.filter(|name| *name != entrant.account.name),
            born: self.born.filter(|wanted| Some(*wanted) != born),
            unit: self.unit.filter(|unit| Some(*unit) != entrant.entry.unit_id),
        })
    }

    pub(super) fn is_nothing(&self) -> bool {
        !self.is_personal() && self.unit.is_none()
    }

    /// Whether it changes the account, which all contests of the person share.
    pub(super) fn is_personal(&self) -> bool {
        self.name.is_some() || self.born.is_some()
    }

    /// Returns what was and what will be, as the audit log shows it.
    pub(super) fn changes(&self, contest: &LiveContest, entrant: &Entrant) -> AppResult<Vec<AuditedChange>> {
        let mut changes = Vec::new();
        let mut change = |part, was: String, now: String| changes.push(AuditedChange { part, was, now });
        if let Some(name) = &self.name {
            change(ProfilePart::Name, masked(&entrant.account.name), masked(name));
        }
        if let Some(born) = self.born {
            let was = birthday(&entrant.account)?;
            let was = was.map(|day| day.year().to_string()).unwrap_or_default();
            change(ProfilePart::BirthYear, was, born.year().to_string());
        }
        if let Some(unit) = self.unit {
            let paths = UnitPaths::of(contest);
            let path = |unit| paths.path(unit).unwrap_or_default();
            change(ProfilePart::Unit, path(entrant.entry.unit_id), path(Some(unit)));
        }
        Ok(changes)
    }

    /// Writes the changes, and returns the person as they are then.
    pub(super) async fn write(
        self,
        transaction: &Transaction,
        contest: &LiveContest,
        entrant: Entrant,
        now: Millis,
    ) -> AppResult<Entrant> {
        let Entrant {
            mut account,
            mut entry,
        } = entrant;
        if self.is_personal() {
            let born = self.born.map(|born| born.to_string());
            let row = account::ActiveModel {
                id: Unchanged(account.id),
                name: self.name.clone().map_or_else(Default::default, Set),
                date_of_birth: born.map_or_else(Default::default, |born| Set(Some(born))),
                ..Default::default()
            };
            account = row.update(transaction).await?;
        }
        if let Some(name) = &self.name {
            rename(transaction, account.id, name).await?;
        }
        if let Some(unit) = self.unit {
            let row = entry::ActiveModel {
                contest_id: Unchanged(entry.contest_id),
                account_id: Unchanged(entry.account_id),
                unit_id: Set(Some(unit)),
                ..Default::default()
            };
            entry = row.update(transaction).await?;
            let rounds: Vec<RoundId> = contest.rounds.iter().map(|round| round.id).collect();
            change_unit(transaction, account.id, &rounds, unit, now).await?;
        }
        Ok(Entrant { account, entry })
    }
}
