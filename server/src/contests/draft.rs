//! Checks a contest as an organiser has written it. Refuses with all that is wrong with it.

use crate::auth::staff::is_user_name;
use crate::contests::draft_practice::{CheckedPractice, check_practice};
use crate::contests::draft_rounds::{CheckedRound, check_round, shown};
use crate::contests::draft_text::{check_text, invalid, is_slug};
use crate::contests::{consent, contact};
use crate::db::entities::account;
use crate::errors::{AppResult, Problems};
use crate::texts::say;
use contest_core::ids::AccountId;
use contest_core::wire::accounts::GROWN_UP;
use contest_core::wire::staff::ContestDraft;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

const MAX_ROUNDS: usize = 60;
pub(crate) const MAX_JUDGES: usize = 50;

/// A draft that passed the checks, with the ids its names stand for.
pub(crate) struct CheckedDraft {
    /// As it will be read back: texts trimmed, user names lower-cased and sorted, moments in the time zone of Viet Nam.
    pub(crate) draft: ContestDraft,
    pub(crate) rounds: Vec<CheckedRound>,
    pub(crate) practice: Option<CheckedPractice>,
    pub(crate) judges: Vec<AccountId>,
    pub(crate) consent_version: String,
}

/// Checks a draft for its owner, who must own its banks. Notes everything that is wrong with it.
pub(crate) async fn check(
    db: &impl ConnectionTrait,
    owner: AccountId,
    draft: ContestDraft,
) -> AppResult<CheckedDraft> {
    let draft = trimmed(draft);
    let mut problems = Problems::default();
    check_texts(&draft, &mut problems);
    let judges = judges(db, &draft.judges, &mut problems).await?;
    let practice = match &draft.practice {
        Some(practice) => problems.noting_field(check_practice(db, owner, practice).await)?,
        None => None,
    };
    let mut rounds = Vec::with_capacity(draft.rounds.len());
    for (index, round) in draft.rounds.iter().take(MAX_ROUNDS).enumerate() {
        let checked = check_round(db, owner, (index, round), &mut problems).await?;
        let Some((checked, of, bank)) = checked else {
            continue;
        };
        if let Some(practice) = &practice {
            problems.noting(practice.require_apart_from(index + 1, of, &bank));
        }
        rounds.push(checked);
    }
    problems.settle(Some(()))?;
    let consent = consent::text(&consent::Asked::of(&draft));
    Ok(CheckedDraft {
        draft: as_stored(draft, &rounds),
        rounds,
        practice,
        judges,
        consent_version: consent.version,
    })
}

/// Checks what is no round, no practice and no judge.
fn check_texts(draft: &ContestDraft, problems: &mut Problems) {
    // In the order of the form, which leads to the first.
    problems.noting(check_text("title", &draft.title, 3, 200));
    if !is_slug(&draft.slug) {
        problems.note(invalid("slug", say!(contests.slug)));
    }
    problems.noting(check_text("organiser", &draft.organiser, 2, 200));
    if draft.min_age.is_some_and(|age| !(1..=100).contains(&age)) {
        problems.note(invalid("min_age", say!(contests.min_age)));
    }
    problems.noting(check_text("summary", &draft.summary, 0, 5_000));
    contact::check(&draft.contact, problems);
    if draft
        .guardian_below
        .is_some_and(|age| !(2..=GROWN_UP).contains(&age))
    {
        problems.note(invalid("guardian_below", say!(contests.guardian_below)));
    }
    let controller = &draft.consent.controller;
    problems.noting(check_text("consent.controller", controller, 0, 200));
    problems.noting(check_text("consent.text", &draft.consent.text, 0, 20_000));
    if !(1..=MAX_ROUNDS).contains(&draft.rounds.len()) {
        problems.note(invalid("rounds", say!(contests.rounds)));
    }
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
    draft.contact = contact::trimmed(draft.contact);
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
async fn judges(
    db: &impl ConnectionTrait,
    logins: &[String],
    problems: &mut Problems,
) -> AppResult<Vec<AccountId>> {
    let mut found = Vec::with_capacity(logins.len());
    if logins.len() > MAX_JUDGES {
        problems.note(invalid("judges", say!(contests.too_many_judges)));
        return Ok(found);
    }
    for (index, login) in logins.iter().enumerate() {
        let mut refuse = |message: String| problems.note(invalid(format!("judges.{index}"), message));
        if logins[..index].contains(login) {
            refuse(say!(contests.judge_twice, login = login));
            continue;
        }
        let query = account::Entity::find().filter(account::Column::Login.eq(login));
        let judge = query.filter(account::Column::Role.eq(account::Role::Judge));
        // PostgreSQL refuses some control characters, which no user name has.
        let judge = match is_user_name(login) {
            true => judge.one(db).await?,
            false => None,
        };
        match judge {
            Some(judge) => found.push(judge.id),
            None => refuse(say!(contests.judge, login = login)),
        }
    }
    Ok(found)
}
