//! Reads a draft back from its rows: the contest, its rounds with the versions of their banks, its judges.

use crate::contests::draft_rounds::shown;
use crate::contests::{contact, rounds};
use crate::db::entities::{account, bank, bank_version, contest, contest_judge, round};
use crate::db::stored::Stored;
use crate::errors::{AppResult, Refusal};
use contest_core::ids::{BankId, BankVersionId, ContestId};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::staff::{ConsentDraft, ContestDraft, RoundDraft};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A contest as it is written, with its rounds as they are stored, in the same order.
pub struct StoredDraft {
    pub draft: ContestDraft,
    pub rounds: Vec<round::Model>,
    /// What each round draws from, if the contest were published now.
    pub banks: Vec<BankVersionId>,
}

impl StoredDraft {
    /// Names the draft by its content.
    pub(crate) fn version(&self) -> AppResult<String> {
        let draft = serde_json::to_vec(&self.draft)?;
        Ok(hex::encode(&Sha256::digest(draft)[..8]))
    }

    /// Refuses to act on a draft that is not the one that was seen.
    pub(super) fn require(&self, version: &str) -> AppResult<()> {
        if self.version()? == version {
            Ok(())
        } else {
            Err(ErrorCode::DraftChanged.into())
        }
    }
}

/// Reads the draft of a contest; once published, the same with the versions of its banks named.
pub async fn read(db: &impl ConnectionTrait, contest: &contest::Model) -> AppResult<StoredDraft> {
    let rounds = rounds::in_order(db, contest.id).await?;
    let versions = Versions::of(db, &rounds).await?;
    let mut drafts = Vec::with_capacity(rounds.len());
    let mut banks = Vec::with_capacity(rounds.len());
    for round in &rounds {
        let (slug, named, drawn) = versions.of_round(round)?;
        banks.push(drawn);
        drafts.push(RoundDraft {
            title: round.title.clone(),
            opens_at: shown(round.opens_at),
            closes_at: shown(round.closes_at),
            bank: slug,
            bank_version: named,
            rules: round.rules()?,
        });
    }
    let draft = ContestDraft {
        slug: contest.slug.clone(),
        title: contest.title.clone(),
        organiser: contest.organiser.clone(),
        summary: contest.summary.clone(),
        min_age: contest.min_age()?,
        guardian_below: contest.guardian_below()?,
        consent: ConsentDraft {
            controller: contest.consent_controller.clone(),
            text: contest.consent_text.clone(),
        },
        contact: contact::stored(contest),
        judges: judges(db, contest.id).await?,
        rounds: drafts,
    };
    Ok(StoredDraft { draft, rounds, banks })
}

/// Returns the user names of the appointed judges, in their order.
async fn judges(db: &impl ConnectionTrait, contest: ContestId) -> AppResult<Vec<String>> {
    let appointed = contest_judge::Entity::find()
        .select_only()
        .column(contest_judge::Column::AccountId)
        .filter(contest_judge::Column::ContestId.eq(contest));
    let logins = account::Entity::find()
        .select_only()
        .column(account::Column::Login)
        .filter(account::Column::Id.in_subquery(appointed.into_query()));
    let mut logins: Vec<String> = logins.into_tuple().all(db).await?;
    logins.sort_unstable();
    Ok(logins)
}

/// The banks that some rounds draw from, and all their versions without their contents.
struct Versions {
    slugs: HashMap<BankId, String>,
    /// Bank and number.
    versions: HashMap<BankVersionId, (BankId, i32)>,
}

impl Versions {
    async fn of(db: &impl ConnectionTrait, rounds: &[round::Model]) -> AppResult<Versions> {
        let drawn = bank_version::Entity::find()
            .select_only()
            .column(bank_version::Column::BankId)
            .filter(bank_version::Column::Id.is_in(rounds.iter().map(|round| round.bank_version_id)));
        let versions = bank_version::Entity::find()
            .select_only()
            .columns([
                bank_version::Column::Id,
                bank_version::Column::BankId,
                bank_version::Column::Version,
            ])
            .filter(bank_version::Column::BankId.in_subquery(drawn.clone().into_query()));
        let versions: Vec<(BankVersionId, BankId, i32)> = versions.into_tuple().all(db).await?;
        let slugs = bank::Entity::find()
            .select_only()
            .columns([bank::Column::Id, bank::Column::Slug])
            .filter(bank::Column::Id.in_subquery(drawn.into_query()));
        let slugs: Vec<(BankId, String)> = slugs.into_tuple().all(db).await?;
        Ok(Versions {
            slugs: slugs.into_iter().collect(),
            versions: versions
                .into_iter()
                .map(|(id, bank, number)| (id, (bank, number)))
                .collect(),
        })
    }

    /// Returns the bank's slug, the version that the draft names, and the version that is drawn from.
    fn of_round(&self, round: &round::Model) -> AppResult<(String, Option<u32>, BankVersionId)> {
        let id = round.bank_version_id;
        let missing = || Refusal::internal(format!("bank version {id} is missing"));
        let (bank, number) = self.versions.get(&id).ok_or_else(missing)?;
        let slug = self.slugs.get(bank).ok_or_else(missing)?.clone();
        if !round.newest_bank {
            let named = Stored::new("bank_versions", id).number("version", *number)?;
            return Ok((slug, Some(named), id));
        }
        let of_bank = self.versions.iter().filter(|(_, (of, _))| of == bank);
        let newest = of_bank.max_by_key(|(_, (_, number))| *number);
        Ok((slug, None, newest.map_or(id, |(id, _)| *id)))
    }
}
