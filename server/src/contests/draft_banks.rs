//! What rounds and practice have in common in a draft: a bank of the organiser, and a blueprint that it can fill.

use crate::contests::draft_text::is_slug;
use crate::db::entities::{bank, bank_version};
use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use contest_core::blueprint::{Blueprint, BlueprintError, MAX_QUESTIONS, Section};
use contest_core::ids::AccountId;
use contest_core::questions::{Bank, Difficulty};
use contest_core::wire::errors::ErrorCode;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// Returns a version of an organiser's bank: the one that is named, else the newest. The place of a refusal goes on from
/// `path`.
pub(super) async fn bank_version(
    db: &impl ConnectionTrait,
    owner: AccountId,
    (slug, named): (&str, Option<u32>),
    path: &str,
) -> AppResult<bank_version::Model> {
    let refused = |message: String| Refusal::new(ErrorCode::UnknownBank).message(message);
    let field = if named.is_some() { "bank_version" } else { "bank" };
    let unknown = || refused(say!(contests.bank_unknown, bank = slug)).field(format!("{path}.{field}"));
    if !is_slug(slug) {
        return Err(unknown());
    }
    let owned = bank::Entity::find().filter(bank::Column::Slug.eq(slug));
    let bank = owned
        .filter(bank::Column::OwnerId.eq(owner))
        .one(db)
        .await?
        .ok_or_else(unknown)?;
    let mut versions = bank_version::Entity::find().filter(bank_version::Column::BankId.eq(bank.id));
    if let Some(wanted) = named {
        versions = versions.filter(bank_version::Column::Version.eq(i32::try_from(wanted).unwrap_or(-1)));
    }
    let newest = versions
        .order_by_desc(bank_version::Column::Version)
        .one(db)
        .await?;
    newest.ok_or_else(|| {
        let version = named.unwrap_or_default();
        refused(say!(
            contests.bank_version_unknown,
            bank = slug,
            version = version
        ))
        .field(format!("{path}.{field}"))
    })
}

/// Checks that every paper can be drawn from the bank. The place of a refusal goes on from `path`.
pub(super) fn check_blueprint(blueprint: &Blueprint, bank: &Bank, path: &str) -> AppResult<()> {
    match blueprint.plan(bank) {
        Ok(_plan) => Ok(()),
        Err(error) => {
            let (place, refusal) = impossible(&error, &blueprint.sections);
            Err(refusal.field(format!("{path}{place}")))
        }
    }
}

/// Returns the rest of the field's path, and what is wrong with the blueprint. Messages count sections from 1.
fn impossible(error: &BlueprintError, sections: &[Section]) -> (String, Refusal) {
    let invalid = |message: String| Refusal::new(ErrorCode::InvalidRules).message(message);
    let path_and_number = |section: &usize| (format!(".sections.{section}"), section + 1);
    match error {
        BlueprintError::Empty => (String::new(), invalid(say!(contests.blueprint_empty))),
        BlueprintError::TooLong(total) => {
            let message = say!(contests.blueprint_too_long, total = total, max = MAX_QUESTIONS);
            (String::new(), invalid(message))
        }
        BlueprintError::BadSection { section, .. } => {
            let (path, number) = path_and_number(section);
            (path, invalid(say!(contests.section_bad, section = number)))
        }
        BlueprintError::TooFew {
            section,
            wanted,
            found,
        } => {
            let (path, number) = path_and_number(section);
            let filter = sections.get(*section);
            let topic = filter
                .and_then(|s| s.topic.clone())
                .map(|topic| format!("“{topic}”"));
            let message = say!(
                contests.section_too_few,
                section = number,
                topic = topic.unwrap_or_else(|| say!(contests.any_topic)),
                difficulty = difficulty(filter.and_then(|s| s.difficulty)),
                wanted = wanted,
                found = found,
            );
            (
                path,
                Refusal::new(ErrorCode::BlueprintImpossible).message(message),
            )
        }
    }
}

fn difficulty(difficulty: Option<Difficulty>) -> String {
    match difficulty {
        None => say!(contests.any_difficulty),
        Some(Difficulty::Easy) => say!(contests.easy),
        Some(Difficulty::Medium) => say!(contests.medium),
        Some(Difficulty::Hard) => say!(contests.hard),
    }
}
