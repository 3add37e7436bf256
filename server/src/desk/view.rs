//! A person of the contest as the desk sees them.

use super::allowed;
use super::attempts::Rows;
use super::people::Entrant;
use crate::attempts::parts::Attempts;
use crate::boards::mask::{masked, masked_phone};
use crate::contests::catalog::LiveContest;
use crate::db::entities::disqualification;
use crate::errors::AppResult;
use crate::me::show::birthday;
use crate::results::units::UnitPaths;
use crate::secrets::keyed;
use contest_core::ids::RoundId;
use contest_core::time::Millis;
use contest_core::wire::desk::{DeskDisqualified, DeskPerson, DeskRound};
use hmac::Mac;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// A person, and where they are seen.
pub(super) struct Seen<'a> {
    parts: &'a Attempts,
    contest: &'a LiveContest,
    entrant: &'a Entrant,
}

impl<'a> Seen<'a> {
    pub(super) fn of(parts: &'a Attempts, contest: &'a LiveContest, entrant: &'a Entrant) -> Seen<'a> {
        Seen {
            parts,
            contest,
            entrant,
        }
    }

    /// `is_full`: with all that identifies the person. A pseudonym hides them already.
    pub(super) async fn view(&self, is_full: bool) -> AppResult<DeskPerson> {
        let (db, now) = (&self.parts.db, self.parts.clock.now());
        let Entrant { account, entry } = self.entrant;
        let person_fixed = allowed::why(allowed::person(&db.read, self.entrant).await)?;
        let unit_fixed = allowed::unit(&db.read, self.contest, self.entrant, now).await;
        let born = birthday(account)?;
        let phone = match account.erased_at {
            None => account.login.clone(),
            Some(_) => String::new(),
        };
        Ok(DeskPerson {
            now,
            contest: self.contest.id,
            account: account.id,
            is_full,
            name: if is_full {
                account.name.clone()
            } else {
                masked(&account.name)
            },
            phone: if is_full { phone } else { masked_phone(&phone) },
            date_of_birth: born.filter(|_| is_full),
            unit: entry.unit_id,
            unit_path: UnitPaths::of(self.contest).path(entry.unit_id),
            registered_at: account.created_at,
            consent_version: entry.consent_version.clone(),
            entered_at: entry.entered_at,
            withdrawn_at: entry.withdrawn_at,
            erased_at: account.erased_at,
            has_guardian: entry.guardian_name.is_some(),
            person_fixed,
            unit_fixed: allowed::why(unit_fixed)?,
            version: self.version(),
            rounds: self.rounds(now).await?,
        })
    }

    /// Returns what differs once any of what can be corrected does.
    pub(super) fn version(&self) -> String {
        let Entrant { account, entry } = self.entrant;
        let unit = entry.unit_id.map(|unit| unit.to_string()).unwrap_or_default();
        let born = account.date_of_birth.as_deref().unwrap_or_default();
        let id = account.id.to_string();
        let mut mac = keyed(&self.parts.secrets.profile);
        for part in [id.as_str(), &account.name, born, &unit] {
            mac.update(part.as_bytes());
            mac.update(b"\0");
        }
        hex::encode(&mac.finalize().into_bytes()[..8])
    }

    async fn rounds(&self, now: Millis) -> AppResult<Vec<DeskRound>> {
        let db = &self.parts.db;
        let account = self.entrant.account.id;
        let ids: Vec<RoundId> = self.contest.rounds.iter().map(|round| round.id).collect();
        let rows = Rows::read(db, account, &ids).await?;
        let out = disqualification::Entity::find()
            .filter(disqualification::Column::AccountId.eq(account))
            .filter(disqualification::Column::RoundId.is_in(ids))
            .all(&db.read)
            .await?;
        let mut out: HashMap<RoundId, disqualification::Model> =
            out.into_iter().map(|row| (row.round_id, row)).collect();
        let mut shown = Vec::with_capacity(self.contest.rounds.len());
        for round in &self.contest.rounds {
            shown.push(DeskRound {
                round: round.id,
                title: round.title.clone(),
                phase: round.phase(now),
                allowed: round.rules.attempts,
                disqualified: out.remove(&round.id).map(|row| DeskDisqualified {
                    reason: row.reason,
                    at: row.at,
                }),
                attempts: rows.of_round(round, now)?,
            });
        }
        Ok(shown)
    }
}
