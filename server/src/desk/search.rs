//! Finding a person of the contest: by phone number, by the code of a receipt, or by name. Each way is a range of an index
//! that ends with the hits that are shown, however many people have entered.

use super::acts::{Act, Because};
use crate::attempts::parts::Attempts;
use crate::auth::name_key;
use crate::auth::sign_in::account_by_login;
use crate::boards::mask::{masked, masked_phone};
use crate::body::Json;
use crate::contests::access::OwnedContest;
use crate::contests::catalog::LiveContest;
use crate::db::Db;
use crate::db::audit::{AuditEvent, record};
use crate::db::entities::{attempt, entry};
use crate::errors::{AppResult, Refusal};
use crate::results::people::people;
use crate::results::units::UnitPaths;
use crate::texts::say;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::{AccountId, ContestId, UnitId};
use contest_core::phones;
use contest_core::receipts::ReceiptCode;
use contest_core::wire::audit::Audited;
use contest_core::wire::desk::{DeskFound, DeskSearch, FoundPerson, MOST_FOUND, SoughtBy};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// The longest text: longer than any name.
const LONGEST: usize = 100;
/// What no text that begins with a prefix comes after, byte by byte.
const AFTER_ALL: char = '\u{10FFFF}';

/// What somebody looks for.
enum Sought {
    Phone(String),
    Receipt(ReceiptCode),
    /// The words of a part of a name.
    Name(Vec<String>),
}

/// Returns people of the contest, masked, at most twenty.
#[utoipa::path(post, path = paths::DESK_SEARCH, tag = "desk",
    params(("contest" = ContestId, Path)), request_body = DeskSearch,
    responses((status = 200, body = DeskFound)))]
pub(crate) async fn search(
    parts: Data<Attempts>,
    OwnedContest { claims, contest }: OwnedContest,
    Json(body): Json<DeskSearch>,
) -> AppResult<HttpResponse> {
    let readings = read(&body.text)?;
    let contest = parts.contests.contest(contest.id)?;
    let (by, mut accounts) = first_that_finds(&parts, contest.id, &readings).await?;
    let more = accounts.len() > MOST_FOUND;
    accounts.truncate(MOST_FOUND);
    let found = DeskFound {
        by,
        people: shown(&parts.db, &contest, &accounts).await?,
        more,
    };
    let what = Audited::DeskSearched {
        by: found.by,
        found: u32::try_from(found.people.len()).unwrap_or(u32::MAX),
        more,
    };
    // What was looked for stays out of the log: it is a phone number or a name.
    match accounts.as_slice() {
        [account] => {
            let act = Act {
                actor: claims.sub,
                contest: contest.id,
                account: *account,
                what,
                because: Because::NoReason,
            };
            act.record(&parts.db.write, parts.clock.now()).await?;
        }
        _ => {
            let event = AuditEvent {
                actor: claims.sub,
                contest: Some(contest.id),
                subject: contest.id.to_string(),
                what,
            };
            record(&parts.db.write, parts.clock.now(), event).await?;
        }
    }
    Ok(HttpResponse::Ok().json(found))
}

impl Sought {
    fn by(&self) -> SoughtBy {
        match self {
            Sought::Phone(_) => SoughtBy::Phone,
            Sought::Receipt(_) => SoughtBy::Receipt,
            Sought::Name(_) => SoughtBy::Name,
        }
    }
}

/// Returns what a text may be, the likeliest first. Names have no digits. A code without any, which is one in ninety, may
/// also be a name: `tran binh minh`.
fn read(text: &str) -> AppResult<Vec<Sought>> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(unclear());
    }
    if let Some(phone) = phones::normalise(text) {
        return Ok(vec![Sought::Phone(phone)]);
    }
    let mut readings: Vec<Sought> = text.parse().map(Sought::Receipt).into_iter().collect();
    if !text.contains(|c: char| c.is_ascii_digit()) {
        let words = name_key::words(text);
        let letters: usize = words.iter().map(|word| word.chars().count()).sum();
        readings.extend((letters >= 2).then_some(Sought::Name(words)));
    }
    match readings.is_empty() {
        true => Err(unclear()),
        false => Ok(readings),
    }
}

fn unclear() -> Refusal {
    let refusal = Refusal::new(ErrorCode::InvalidField).field("text");
    refusal.message(say!(desk.unclear))
}

/// Returns whom the first reading finds that finds anybody, and how.
async fn first_that_finds(
    parts: &Attempts,
    contest: ContestId,
    readings: &[Sought],
) -> AppResult<(SoughtBy, Vec<AccountId>)> {
    let mut by = SoughtBy::Name;
    for sought in readings {
        by = sought.by();
        let found = match sought {
            Sought::Phone(phone) => of_phone(&parts.db, contest, phone).await?,
            Sought::Receipt(code) => of_receipt(parts, contest, *code).await?,
            Sought::Name(words) => of_name(&parts.db, contest, words).await?,
        };
        if !found.is_empty() {
            return Ok((by, found));
        }
    }
    Ok((by, Vec::new()))
}

async fn of_phone(db: &Db, contest: ContestId, phone: &str) -> AppResult<Vec<AccountId>> {
    let Some(account) = account_by_login(&db.read, phone).await? else {
        return Ok(Vec::new());
    };
    let entered = entry::Entity::find_by_id((contest, account.id))
        .one(&db.read)
        .await?;
    Ok(entered.into_iter().map(|entry| entry.account_id).collect())
}

async fn of_receipt(parts: &Attempts, contest: ContestId, code: ReceiptCode) -> AppResult<Vec<AccountId>> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::ReceiptCode.eq(code.number()))
        .order_by_asc(attempt::Column::Id)
        .limit(MOST_FOUND as u64)
        .all(&parts.db.read)
        .await?;
    let catalog = parts.contests.catalog();
    let is_of_contest = |row: &attempt::Model| {
        let round = catalog.round(row.round_id);
        ReceiptCode::of(row.id) == code && round.is_some_and(|round| round.contest == contest)
    };
    Ok(rows
        .into_iter()
        .filter(is_of_contest)
        .map(|row| row.account_id)
        .collect())
}

/// Returns people whose name begins with these words, then those whose name ends with them; one more than are shown, if
/// there are more. The last word of a beginning, and a word alone, may be incomplete.
async fn of_name(db: &Db, contest: ContestId, words: &[String]) -> AppResult<Vec<AccountId>> {
    let beginning = words.join(" ");
    let mut found = beginning_with(db, contest, entry::Column::NameKey, &beginning).await?;
    if found.len() <= MOST_FOUND {
        let mut ending = name_key::reversed(words);
        if words.len() > 1 {
            ending.push(' ');
        }
        let others = beginning_with(db, contest, entry::Column::GivenKey, &ending).await?;
        found.extend(
            others
                .into_iter()
                .filter(|other| !found.contains(other))
                .collect::<Vec<_>>(),
        );
        found.truncate(MOST_FOUND + 1);
    }
    Ok(found)
}

async fn beginning_with(
    db: &Db,
    contest: ContestId,
    key: entry::Column,
    prefix: &str,
) -> AppResult<Vec<AccountId>> {
    let found = entry::Entity::find()
        .select_only()
        .column(entry::Column::AccountId)
        .filter(entry::Column::ContestId.eq(contest))
        .filter(key.gte(prefix))
        .filter(key.lt(format!("{prefix}{AFTER_ALL}")))
        .order_by_asc(key)
        .limit(MOST_FOUND as u64 + 1);
    Ok(found.into_tuple().all(&db.read).await?)
}

async fn shown(db: &Db, contest: &LiveContest, accounts: &[AccountId]) -> AppResult<Vec<FoundPerson>> {
    let people = people(db, accounts.iter().copied()).await?;
    let entered: Vec<(AccountId, Option<UnitId>)> = entry::Entity::find()
        .select_only()
        .columns([entry::Column::AccountId, entry::Column::UnitId])
        .filter(entry::Column::ContestId.eq(contest.id))
        .filter(entry::Column::AccountId.is_in(accounts.iter().copied()))
        .into_tuple()
        .all(&db.read)
        .await?;
    let units: HashMap<AccountId, Option<UnitId>> = entered.into_iter().collect();
    let paths = UnitPaths::of(contest);
    let person = |account: &AccountId| {
        let person = people.get(account)?;
        Some(FoundPerson {
            account: *account,
            name: masked(&person.name),
            phone: masked_phone(&person.login),
            unit: paths.path(units.get(account).copied().flatten()),
        })
    };
    Ok(accounts.iter().filter_map(person).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_tells_what_a_text_is() {
        let by = |text: &str| -> Vec<SoughtBy> {
            read(text).map_or_else(
                |_| Vec::new(),
                |readings| readings.iter().map(Sought::by).collect(),
            )
        };
        for text in ["0912 345 678", "+84 912.345.678"] {
            assert_eq!(by(text), [SoughtBy::Phone], "{text}");
        }
        for text in ["7F3K-9QAB-2MXR", "7f3k 9qab 2mxr"] {
            assert_eq!(by(text), [SoughtBy::Receipt], "{text}");
        }
        for text in ["TDPN-ANTA-RQJV", "tran binh minh"] {
            assert_eq!(by(text), [SoughtBy::Receipt, SoughtBy::Name], "{text}");
        }
        for text in ["Lan", "nguyen thi", "Trần Bình Minh", "Y-Moan", "An"] {
            assert_eq!(by(text), [SoughtBy::Name], "{text}");
        }
        for text in ["", "a", "091234567", "Lan 2", "%", &"a".repeat(101)] {
            assert!(by(text).is_empty(), "{text}");
        }
    }
}
