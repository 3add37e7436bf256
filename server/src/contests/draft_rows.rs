//! Reads a draft back from its rows: the contest, its rounds and practice with the versions of their banks, its judges.

use crate::contests::draft_rounds::shown;
use crate::contests::{practice_rows, rounds};
use crate::db::entities::{account, bank, bank_version, contest, contest_judge, round};
use crate::db::stored::Stored;
use crate::errors::{AppResult, Refusal};
use contest_core::ids::{BankId, BankVersionId, ContestId};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::staff::{ConsentDraft, ContestDraft, PracticeDraft, RoundDraft};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A contest as it is written, with its rounds as they are stored, in the same order.
pub struct StoredDraft {
    pub draft: ContestDraft,
    pub rounds: Vec<round::Model>,
    /// What each round draws from, if the contest were published now.
    pub banks: Vec<BankVersionId>,
    /// What its practice shows, in the same case.
    pub practice: Option<BankVersionId>,
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
    let practice = practice_rows::of(db, contest.id).await?;
    let of_rounds = rounds.iter().map(|round| round.bank_version_id);
    let of_practice = practice.iter().map(|practice| practice.bank_version_id);
    let versions = Versions::of(db, of_rounds.chain(of_practice)).await?;
    let mut drafts = Vec::with_capacity(rounds.len());
    let mut banks = Vec::with_capacity(rounds.len());
    for round in &rounds {
        let (slug, named, drawn) = versions.drawn(round.bank_version_id, round.newest_bank)?;
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
    let mut shown = None;
    let practice = match practice {
        Some(row) => {
            let (bank, bank_version, drawn) = versions.drawn(row.bank_version_id, row.newest_bank)?;
            shown = Some(drawn);
            let rules = row.rules()?;
            Some(PracticeDraft {
                bank,
                bank_version,
                time_limit_s: rules.time_limit_s,
                blueprint: rules.blueprint,
            })
        }
        None => None,
    };
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
        judges: judges(db, contest.id).await?,
        rounds: drafts,
        practice,
    };
    Ok(StoredDraft {
        draft,
        rounds,
        banks,
        practice: shown,
    })
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

/// The banks of some versions, and all their versions without their contents.
struct Versions {
    slugs: HashMap<BankId, String>,
    /// Bank and number.
    versions: HashMap<BankVersionId, (BankId, i32)>,
}

impl Versions {
    async fn of(
        db: &impl ConnectionTrait,
        drawn: impl Iterator<Item = BankVersionId>,
    ) -> AppResult<Versions> {
        let drawn = bank_version::Entity::find()
            .select_only()
            .column(bank_version::Column::BankId)
            .filter(bank_version::Column::Id.is_in(drawn));
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

    /// Returns the bank's slug, the version that the draft names, and the version that is drawn from: the stored one, or
    /// the newest of its bank.
    fn drawn(&self, id: BankVersionId, newest: bool) -> AppResult<(String, Option<u32>, BankVersionId)> {
        let missing = || Refusal::internal(format!("bank version {id} is missing"));
        let (bank, number) = self.versions.get(&id).ok_or_else(missing)?;
        let slug = self.slugs.get(bank).ok_or_else(missing)?.clone();
        if !newest {
            let named = Stored::new("bank_versions", id).number("version", *number)?;
            return Ok((slug, Some(named), id));
        }
        let of_bank = self.versions.iter().filter(|(_, (of, _))| of == bank);
        let newest = of_bank.max_by_key(|(_, (_, number))| *number);
        Ok((slug, None, newest.map_or(id, |(id, _)| *id)))
    }
}
