//! Checks one round of a draft: its window, its rules, and that its bank has the questions of the blueprint.

use crate::clock::in_viet_nam;
use crate::contests::draft_text::{check_text, is_slug};
use crate::db::entities::{bank, bank_version};
use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use contest_core::blueprint::{BlueprintError, MAX_QUESTIONS, Section};
use contest_core::ids::{AccountId, BankVersionId};
use contest_core::questions::Difficulty;
use contest_core::rounds::{RoundRules, RulesError};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::staff::RoundDraft;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// The highest value of a prize, in đồng: a thousand billion.
const MAX_AMOUNT: u64 = 1_000_000_000_000;
/// 2020-01-01 and 2100-01-01: any other year was mistyped.
const EARLIEST: Millis = Millis(1_577_836_800_000);
const LATEST: Millis = Millis(4_102_444_800_000);

/// A round that passed the checks.
pub(crate) struct CheckedRound {
    pub(crate) title: String,
    pub(crate) opens_at: Millis,
    pub(crate) closes_at: Millis,
    pub(crate) bank_version: BankVersionId,
    pub(crate) bank_hash: String,
    /// Whether the draft leaves the version open.
    pub(crate) newest_bank: bool,
    pub(crate) rules: RoundRules,
}

/// Checks the round at `index`, from 0. Refusals name fields by their path from the draft.
pub(super) async fn check_round(
    db: &impl ConnectionTrait,
    owner: AccountId,
    round: &RoundDraft,
    index: usize,
) -> AppResult<CheckedRound> {
    let field = |name: &str| format!("rounds.{index}.{name}");
    check_text(&field("title"), &round.title, 1, 200)?;
    let opens_at = moment(&round.opens_at).map_err(|refusal| refusal.field(field("opens_at")))?;
    let closes_at = moment(&round.closes_at).map_err(|refusal| refusal.field(field("closes_at")))?;
    if closes_at <= opens_at {
        return Err(invalid_window(say!(contests.opens_before_closes)).field(field("closes_at")));
    }
    check_rules(&round.rules).map_err(|(name, why)| {
        let refusal = Refusal::new(ErrorCode::InvalidRules).message(why);
        refusal.field(field(&format!("rules.{name}")))
    })?;
    let version = bank_version(db, owner, round)
        .await
        .map_err(|refusal| match refusal.code {
            ErrorCode::UnknownBank if round.bank_version.is_some() => refusal.field(field("bank_version")),
            ErrorCode::UnknownBank => refusal.field(field("bank")),
            _ => refusal,
        })?;
    let bank = version.bank()?;
    if let Err(error) = round.rules.blueprint.plan(&bank) {
        let (name, refusal) = impossible(&error, &round.rules.blueprint.sections);
        return Err(refusal.field(field(&format!("rules.blueprint{name}"))));
    }
    Ok(CheckedRound {
        title: round.title.clone(),
        opens_at,
        closes_at,
        bank_version: version.id,
        bank_hash: version.hash,
        newest_bank: round.bank_version.is_none(),
        rules: round.rules.clone(),
    })
}

/// Parses a moment in RFC 3339 with its offset.
pub(crate) fn moment(text: &str) -> AppResult<Millis> {
    let refused = || invalid_window(say!(contests.moment));
    let moment = text.trim().parse::<jiff::Timestamp>().map_err(|error| {
        tracing::debug!(%error, "not a moment");
        refused()
    })?;
    let moment = Millis(moment.as_millisecond());
    if (EARLIEST..LATEST).contains(&moment) {
        Ok(moment)
    } else {
        Err(refused())
    }
}

/// Formats a moment as drafts have it: RFC 3339, in the time zone of Viet Nam.
pub(crate) fn shown(moment: Millis) -> String {
    let local = in_viet_nam(moment);
    local.timestamp().display_with_offset(local.offset()).to_string()
}

fn invalid_window(message: String) -> Refusal {
    Refusal::new(ErrorCode::InvalidWindow).message(message)
}

/// Checks the rules. The error is the field that is wrong, and why.
fn check_rules(rules: &RoundRules) -> Result<(), (&'static str, String)> {
    let refused = |field, message| Err((field, message));
    if let Err(error) = rules.check() {
        let message = match error {
            RulesError::TimeLimit => say!(contests.time_limit),
            RulesError::Attempts => say!(contests.attempts),
            RulesError::Chain => say!(contests.chain),
            RulesError::PredictionMissing => say!(contests.prediction_missing),
            RulesError::PredictionText => say!(contests.prediction_text),
            RulesError::Prizes => say!(contests.prizes),
        };
        return refused(error.field(), message);
    }
    let fits = |name: &str| name.chars().count() <= 200 && !name.chars().any(char::is_control);
    if rules
        .prizes
        .iter()
        .any(|prize| !fits(&prize.name) || prize.amount_vnd > MAX_AMOUNT)
    {
        return refused("prizes", say!(contests.prizes));
    }
    Ok(())
}

/// Returns the bank version that a round of this organiser draws from.
async fn bank_version(
    db: &impl ConnectionTrait,
    owner: AccountId,
    round: &RoundDraft,
) -> AppResult<bank_version::Model> {
    let refused = |message: String| Refusal::new(ErrorCode::UnknownBank).message(message);
    let unknown = || refused(say!(contests.bank_unknown, bank = round.bank));
    if !is_slug(&round.bank) {
        return Err(unknown());
    }
    let owned = bank::Entity::find().filter(bank::Column::Slug.eq(&round.bank));
    let bank = owned
        .filter(bank::Column::OwnerId.eq(owner))
        .one(db)
        .await?
        .ok_or_else(unknown)?;
    let mut versions = bank_version::Entity::find().filter(bank_version::Column::BankId.eq(bank.id));
    if let Some(wanted) = round.bank_version {
        versions = versions.filter(bank_version::Column::Version.eq(i32::try_from(wanted).unwrap_or(-1)));
    }
    let newest = versions
        .order_by_desc(bank_version::Column::Version)
        .one(db)
        .await?;
    newest.ok_or_else(|| {
        let version = round.bank_version.unwrap_or_default();
        refused(say!(
            contests.bank_version_unknown,
            bank = round.bank,
            version = version
        ))
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_need_an_offset_and_a_likely_year() {
        assert_eq!(
            moment("2026-12-01T07:00:00+07:00").unwrap(),
            Millis(1_796_083_200_000)
        );
        assert_eq!(moment("2026-12-01T00:00:00Z").unwrap(), Millis(1_796_083_200_000));
        assert_eq!(shown(Millis(1_796_083_200_000)), "2026-12-01T07:00:00+07:00");
        for wrong in [
            "",
            "2026-12-01",
            "2026-12-01T07:00:00",
            "2226-12-01T07:00:00Z",
            "1.12.2026 7:00",
            "now",
        ] {
            assert_eq!(
                moment(wrong).unwrap_err().code,
                ErrorCode::InvalidWindow,
                "{wrong}"
            );
        }
    }
}
