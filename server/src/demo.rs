//! The demo: a complete contest, ready to play a minute after the download.
//!
//! Every step creates only what is missing: an interrupted start is finished by the next one, and later starts keep
//! everything. When all rounds of the sample contest have closed, the next start creates another one.

use crate::auth::session::Claims;
use crate::auth::staff::{self, NewStaff};
use crate::banks::load;
use crate::contests::draft_rounds::shown;
use crate::contests::{access, create, load_units, publish, staff_show};
use crate::db::entities::{account, contest, unit};
use crate::errors::Refusal;
use crate::state::State;
use contest_core::ids::{AccountId, ContestId};
use contest_core::time::{Day, Millis};
use contest_core::wire::accounts::Role;
use contest_core::wire::staff::ContestDraft;
use contest_texts::fill;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::fmt::Display;
use std::io::{self, Read, Write};
use std::path::Path;

const SLUG: &str = "phong-chong-tham-nhung";
const CONTEST: &str = include_str!("../demo/cuoc-thi.toml");
const UNITS: &str = include_str!("../demo/don-vi.csv");
const BANKS: [(&str, &str); 4] = [
    (
        SLUG,
        include_str!("../../question-banks/banks/phong-chong-tham-nhung/bank.json"),
    ),
    (
        "hon-nhan-va-gia-dinh",
        include_str!("../../question-banks/banks/hon-nhan-va-gia-dinh/bank.json"),
    ),
    (
        "hoa-giai-o-co-so",
        include_str!("../../question-banks/banks/hoa-giai-o-co-so/bank.json"),
    ),
    (
        "on-tap",
        include_str!("../../question-banks/banks/on-tap/bank.json"),
    ),
];
/// Role, user name and display name of the staff.
const STAFF: [(Role, &str, &str); 3] = [
    (Role::Organiser, "bantochuc", "Ban tổ chức"),
    (Role::Judge, "giamkhao", "Giám khảo"),
    (Role::Administrator, "quantri", "Quản trị viên"),
];

const DAY_MS: i64 = 86_400_000;
const SHORT_MS: i64 = 30 * 60_000;

/// What to tell whoever started the demo.
pub struct Demo {
    /// Slug of the running contest.
    pub slug: String,
    /// User names and passwords of the organiser, the judge and the administrator.
    pub accounts: Vec<(String, String)>,
}

/// Creates what is missing. Refuses a data folder that has accounts but no demo passwords.
pub async fn prepare(state: &State) -> io::Result<Demo> {
    let passwords = state.config.data_dir.join("demo-accounts.txt");
    let people = account::Entity::find()
        .count(&state.db.read)
        .await
        .map_err(io::Error::other)?;
    if people > 0 && !passwords.exists() {
        return Err(io::Error::other(format!(
            "{} holds a real installation. Choose another folder for the demo, e.g. THILUAT_DATA_DIR=./demo",
            state.config.data_dir.display()
        )));
    }
    let accounts = read_or_make_passwords(&passwords)?;
    let mut organiser = None;
    for ((role, login, name), (_, password)) in STAFF.into_iter().zip(&accounts) {
        let id = account_of(
            state,
            NewStaff {
                role,
                login,
                name,
                password,
            },
        )
        .await?;
        organiser = organiser.or(Some(id));
    }
    let organiser = organiser.ok_or_else(|| io::Error::other("no organiser"))?;
    let claims = Claims::new(organiser, Role::Organiser, state.clock.now());
    for (slug, json) in BANKS {
        let bank = question_banks::read("bank.json", json.as_bytes())
            .map_err(|issues| io::Error::other(format!("the sample bank {slug}: {issues:?}")))?;
        load::store(&state.db, &claims, slug, bank, state.clock.now())
            .await
            .map_err(|refusal| failed("a sample bank", &refusal))?;
    }
    let slug = running_contest(state, &claims).await?;
    Ok(Demo { slug, accounts })
}

fn failed(what: &str, cause: &impl Display) -> io::Error {
    io::Error::other(format!("the demo could not make {what}: {cause}"))
}

/// Returns the user names and passwords of earlier starts, and new ones for whom an earlier release did not know. New ones
/// are written down before any account is created with them.
fn read_or_make_passwords(path: &Path) -> io::Result<Vec<(String, String)>> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    let damaged = || io::Error::other(format!("{} is damaged", path.display()));
    if !(text.is_empty() || text.ends_with('\n')) {
        return Err(damaged());
    }
    let mut all = Vec::with_capacity(STAFF.len());
    for (_, login, _) in STAFF {
        let line = text
            .lines()
            .find(|line| line.split_whitespace().next() == Some(login));
        let password = match line {
            Some(line) => line.split_whitespace().nth(1).ok_or_else(damaged)?.to_owned(),
            None => {
                let made = staff::generated_password();
                writeln!(file, "{login} {made}")?;
                made
            }
        };
        all.push((login.to_owned(), password));
    }
    file.sync_all()?;
    Ok(all)
}

async fn account_of(state: &State, new: NewStaff<'_>) -> io::Result<AccountId> {
    let known = account::Entity::find().filter(account::Column::Login.eq(new.login));
    if let Some(known) = known.one(&state.db.read).await.map_err(io::Error::other)? {
        return Ok(known.id);
    }
    let made = staff::create(&state.db.write, &state.passwords, new, state.clock.now()).await;
    made.map_err(|refusal| failed("an account", &refusal))
}

/// Returns the slug of the sample contest with a round that has not closed; creates one if there is none.
async fn running_contest(state: &State, claims: &Claims) -> io::Result<String> {
    let now = state.clock.now();
    for number in 1.. {
        let slug = if number == 1 {
            SLUG.to_owned()
        } else {
            format!("{SLUG}-{number}")
        };
        let query = contest::Entity::find().filter(contest::Column::Slug.eq(&slug));
        let known = query.one(&state.db.read).await.map_err(io::Error::other)?;
        let contest = match known {
            Some(known) if known.published_at.is_some() => {
                let live = state.contests.catalog().by_slug(&slug);
                let runs = live.is_some_and(|live| live.rounds.iter().any(|r| r.window.closes_at > now));
                if runs {
                    return Ok(slug);
                }
                continue;
            }
            Some(unfinished) => unfinished.id,
            None => create_contest(state, claims, &slug, now).await?,
        };
        finish_contest(state, claims, contest).await?;
        return Ok(slug);
    }
    Err(io::Error::other("no number is left for a contest"))
}

async fn create_contest(state: &State, claims: &Claims, slug: &str, now: Millis) -> io::Result<ContestId> {
    let draft = draft(slug, now).map_err(|error| failed("the contest", &error))?;
    create::insert(&state.db, claims, draft, now)
        .await
        .map_err(|refusal| failed("the contest", &refusal))
}

/// Returns the sample contest with its times filled in, beginning at the last full second.
fn draft(slug: &str, now: Millis) -> Result<ContestDraft, toml::de::Error> {
    let opens = Millis(now.0 - now.0.rem_euclid(1_000));
    let values = [
        ("slug", slug),
        ("year", &Day::in_viet_nam(now).year().to_string()),
        ("opens", &shown(opens)),
        ("closes_short", &shown(opens + SHORT_MS)),
        ("closes", &shown(opens + 14 * DAY_MS)),
        ("closes_second", &shown(opens + 28 * DAY_MS)),
    ];
    toml::from_str(&fill(CONTEST, &values))
}

/// Loads the units if there are none, then publishes the contest.
async fn finish_contest(state: &State, claims: &Claims, id: ContestId) -> io::Result<()> {
    let refused = |refusal: Refusal| failed("the contest", &refusal);
    let parts = state.organising();
    let units = unit::Entity::find().filter(unit::Column::ContestId.eq(id));
    if units.count(&state.db.read).await.map_err(io::Error::other)? == 0 {
        let rows = question_banks::units::read("don-vi.csv", UNITS.as_bytes())
            .map_err(|issues| io::Error::other(format!("the sample units: {issues:?}")))?;
        load_units::replace(&parts, claims.sub, id, &rows)
            .await
            .map_err(refused)?;
    }
    let contest = access::contest_by_id(&state.db.read, id).await.map_err(refused)?;
    let seen = staff_show::view(&state.counts, contest, state.clock.now())
        .await
        .map_err(refused)?
        .seen();
    publish::make_public(&parts, claims, id, &seen)
        .await
        .map_err(refused)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_are_sound() {
        let contest = draft("abc", Millis(1_796_083_200_123)).unwrap();
        assert_eq!(contest.rounds.len(), 3);
        assert!(contest.title.ends_with("2026") && contest.rounds[0].opens_at == "2026-12-01T07:00:00+07:00");
        for round in &contest.rounds {
            round.rules.check().unwrap();
            let (_, json) = BANKS.iter().find(|(slug, _)| *slug == round.bank).unwrap();
            let bank = question_banks::read("bank.json", json.as_bytes()).unwrap();
            round.rules.blueprint.plan(&bank).unwrap();
        }
        let practice = contest.practice.unwrap();
        let (_, json) = BANKS.iter().find(|(slug, _)| *slug == practice.bank).unwrap();
        let bank = question_banks::read("bank.json", json.as_bytes()).unwrap();
        practice.blueprint.plan(&bank).unwrap();
        let units = question_banks::units::read("don-vi.csv", UNITS.as_bytes()).unwrap();
        assert!(units.len() >= 20 && units[0].parent.is_none());
    }
}
