//! Checks a contest as an organiser has written it. Refuses with the first field that is wrong.

use crate::auth::staff::is_user_name;
use crate::contests::consent;
use crate::contests::draft_practice::{CheckedPractice, check_practice};
use crate::contests::draft_rounds::{CheckedRound, check_round, shown};
use crate::contests::draft_text::{check_text, invalid, is_slug};
use crate::db::entities::account;
use crate::errors::AppResult;
use crate::texts::say;
use contest_core::ids::AccountId;
use contest_core::wire::staff::ContestDraft;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

const MAX_ROUNDS: usize = 60;
const MAX_JUDGES: usize = 50;

/// A draft that passed the checks, with the ids its names stand for.
pub(crate) struct CheckedDraft {
    /// As it will be read back: texts trimmed, user names lower-cased and sorted, moments in the time zone of Viet Nam.
    pub(crate) draft: ContestDraft,
    pub(crate) rounds: Vec<CheckedRound>,
    pub(crate) practice: Option<CheckedPractice>,
    pub(crate) judges: Vec<AccountId>,
    pub(crate) consent_version: String,
}

/// Checks a draft for its owner, who must own its banks.
pub(crate) async fn check(
    db: &impl ConnectionTrait,
    owner: AccountId,
    draft: ContestDraft,
) -> AppResult<CheckedDraft> {
    let draft = trimmed(draft);
    if !is_slug(&draft.slug) {
        return Err(invalid("slug", say!(contests.slug)));
    }
    check_text("title", &draft.title, 3, 200)?;
    check_text("organiser", &draft.organiser, 2, 200)?;
    check_text("summary", &draft.summary, 0, 5_000)?;
    check_text("consent.controller", &draft.consent.controller, 0, 200)?;
    check_text("consent.text", &draft.consent.text, 0, 20_000)?;
    if draft.min_age.is_some_and(|age| !(1..=100).contains(&age)) {
        return Err(invalid("min_age", say!(contests.min_age)));
    }
    if draft.guardian_below.is_some_and(|age| !(2..=18).contains(&age)) {
        return Err(invalid("guardian_below", say!(contests.guardian_below)));
    }
    if !(1..=MAX_ROUNDS).contains(&draft.rounds.len()) {
        return Err(invalid("rounds", say!(contests.rounds)));
    }
    let judges = judges(db, &draft.judges).await?;
    let practice = match &draft.practice {
        Some(practice) => Some(check_practice(db, owner, practice).await?),
        None => None,
    };
    let mut rounds = Vec::with_capacity(draft.rounds.len());
    for (index, round) in draft.rounds.iter().enumerate() {
        let (checked, of, bank) = check_round(db, owner, round, index).await?;
        if let Some(practice) = &practice {
            practice.require_apart_from(index + 1, of, &bank)?;
        }
        rounds.push(checked);
    }
    let consent = consent::text(
        &draft.consent,
        &draft.organiser,
        &draft.title,
        draft.guardian_below,
    );
    Ok(CheckedDraft {
        draft: as_stored(draft, &rounds),
        rounds,
        practice,
        judges,
        consent_version: consent.version,
    })
}

fn trimmed(mut draft: ContestDraft) -> ContestDraft {
    let trim = |text: &mut String| *text = text.trim().to_owned();
    for text in [
        &mut draft.slug,
        &mut draft.title,
        &mut draft.organiser,
        &mut draft.summary,
        &mut draft.consent.controller,
        &mut draft.consent.text,
    ] {
        trim(text);
    }
    draft
        .judges
        .iter_mut()
        .for_each(|login| *login = login.trim().to_lowercase());
    for round in &mut draft.rounds {
        trim(&mut round.title);
        trim(&mut round.bank);
        round
            .rules
            .prizes
            .iter_mut()
            .for_each(|prize| trim(&mut prize.name));
    }
    if let Some(practice) = &mut draft.practice {
        trim(&mut practice.bank);
    }
    draft
}

/// Writes what has several forms as the rows give it back, so that two drafts of one content are equal.
fn as_stored(mut draft: ContestDraft, checked: &[CheckedRound]) -> ContestDraft {
    draft.judges.sort_unstable();
    for (round, checked) in draft.rounds.iter_mut().zip(checked) {
        round.opens_at = shown(checked.opens_at);
        round.closes_at = shown(checked.closes_at);
    }
    draft
}

/// Returns the accounts of the judges, in the order of the draft.
async fn judges(db: &impl ConnectionTrait, logins: &[String]) -> AppResult<Vec<AccountId>> {
    if logins.len() > MAX_JUDGES {
        return Err(invalid("judges", say!(contests.too_many_judges)));
    }
    let mut found = Vec::with_capacity(logins.len());
    for (index, login) in logins.iter().enumerate() {
        let refused = |message: String| invalid(format!("judges.{index}"), message);
        let unknown = || refused(say!(contests.judge, login = login));
        if logins[..index].contains(login) {
            return Err(refused(say!(contests.judge_twice, login = login)));
        }
        if !is_user_name(login) {
            return Err(unknown());
        }
        let query = account::Entity::find().filter(account::Column::Login.eq(login));
        let judge = query
            .filter(account::Column::Role.eq(account::Role::Judge))
            .one(db)
            .await?;
        found.push(judge.ok_or_else(unknown)?.id);
    }
    Ok(found)
}
