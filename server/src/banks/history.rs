//! The versions of a bank: who made each, when, and what draws from it.

use crate::auth::session::Organiser;
use crate::db::Db;
use crate::db::entities::{account, bank, bank_version, contest, practice, round};
use crate::db::stored::Stored;
use crate::errors::{AppResult, Refusal};
use actix_web::web::{self, Data, Path};
use contest_core::ids::{AccountId, BankId, BankVersionId, ContestId};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::workbench::{BankHistory, BankUse, BankVersionLine};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// A version without its content.
#[derive(FromQueryResult)]
struct Line {
    id: BankVersionId,
    version: i32,
    title: String,
    questions: i32,
    loaded_by: AccountId,
    loaded_at: Millis,
}

/// Returns the versions of a bank, the newest first, to its owner only.
#[utoipa::path(get, path = paths::BANK_HISTORY, tag = "banks",
    params(("bank" = BankId, Path)),
    responses((status = 200, body = BankHistory)))]
pub(crate) async fn history(
    db: Data<Db>,
    Organiser(claims): Organiser,
    id: Path<BankId>,
) -> AppResult<web::Json<BankHistory>> {
    let bank = bank::Entity::find_by_id(*id).one(&db.read).await?;
    let bank = bank.ok_or_else(|| Refusal::new(ErrorCode::NotFound))?;
    if bank.owner_id != claims.sub {
        return Err(ErrorCode::Forbidden.into());
    }
    let lines: Vec<Line> = bank_version::Entity::find()
        .select_only()
        .columns([
            bank_version::Column::Id,
            bank_version::Column::Version,
            bank_version::Column::Title,
            bank_version::Column::Questions,
            bank_version::Column::LoadedBy,
            bank_version::Column::LoadedAt,
        ])
        .filter(bank_version::Column::BankId.eq(bank.id))
        .order_by_desc(bank_version::Column::Version)
        .into_model()
        .all(&db.read)
        .await?;
    let ids: Vec<BankVersionId> = lines.iter().map(|line| line.id).collect();
    let mut uses = uses(&db, &ids).await?;
    let names = names(&db, &lines).await?;
    let mut versions = Vec::with_capacity(lines.len());
    for line in lines {
        let stored = Stored::new("bank_versions", line.id);
        versions.push(BankVersionLine {
            version_id: line.id,
            version: stored.number("version", line.version)?,
            questions: stored.number("questions", line.questions)?,
            title: line.title,
            loaded_at: line.loaded_at,
            loaded_by: names.get(&line.loaded_by).cloned().unwrap_or_default(),
            uses: uses.remove(&line.id).unwrap_or_default(),
        });
    }
    Ok(web::Json(BankHistory {
        bank: bank.id,
        slug: bank.slug,
        versions,
    }))
}

async fn names(db: &Db, lines: &[Line]) -> AppResult<HashMap<AccountId, String>> {
    let names: Vec<(AccountId, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(lines.iter().map(|line| line.loaded_by)))
        .into_tuple()
        .all(&db.read)
        .await?;
    Ok(names.into_iter().collect())
}

/// A round or a practice as its row has it.
struct Row {
    contest: ContestId,
    version: BankVersionId,
    newest: bool,
    round: Option<String>,
}

/// Returns what draws from each of a bank's versions, given the newest first. A draft that names none draws from the newest.
async fn uses(db: &Db, versions: &[BankVersionId]) -> AppResult<HashMap<BankVersionId, Vec<BankUse>>> {
    let rounds = round::Entity::find()
        .filter(round::Column::BankVersionId.is_in(versions.iter().copied()))
        .order_by_asc(round::Column::OpensAt)
        .all(&db.read)
        .await?;
    let practices = practice::Entity::find()
        .filter(practice::Column::BankVersionId.is_in(versions.iter().copied()))
        .all(&db.read)
        .await?;
    let of_rounds = rounds.into_iter().map(|row| Row {
        contest: row.contest_id,
        version: row.bank_version_id,
        newest: row.newest_bank,
        round: Some(row.title),
    });
    let of_practices = practices.into_iter().map(|row| Row {
        contest: row.contest_id,
        version: row.bank_version_id,
        newest: row.newest_bank,
        round: None,
    });
    let rows: Vec<Row> = of_rounds.chain(of_practices).collect();
    let contests: Vec<(ContestId, String, Option<Millis>)> = contest::Entity::find()
        .select_only()
        .columns([
            contest::Column::Id,
            contest::Column::Title,
            contest::Column::PublishedAt,
        ])
        .filter(contest::Column::Id.is_in(rows.iter().map(|row| row.contest)))
        .into_tuple()
        .all(&db.read)
        .await?;
    let contests: HashMap<ContestId, (String, Option<Millis>)> = contests
        .into_iter()
        .map(|(id, title, published)| (id, (title, published)))
        .collect();
    let mut uses: HashMap<BankVersionId, Vec<BankUse>> = HashMap::new();
    for row in rows {
        let Some((title, published)) = contests.get(&row.contest) else {
            continue;
        };
        let follows = row.newest && published.is_none();
        let drawn = versions.first().filter(|_| follows).unwrap_or(&row.version);
        uses.entry(*drawn).or_default().push(BankUse {
            contest: row.contest,
            contest_title: title.clone(),
            round: row.round,
            is_published: published.is_some(),
            follows,
        });
    }
    Ok(uses)
}
