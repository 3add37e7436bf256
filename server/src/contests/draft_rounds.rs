//! Checks one round of a draft: its window, its rules, and that its bank has the questions of the blueprint.

use crate::clock::in_viet_nam;
use crate::contests::draft_banks::{bank_version, check_blueprint};
use crate::contests::draft_text::check_text;
use crate::errors::{AppResult, Problems, Refusal};
use crate::texts::say;
use contest_core::ids::{AccountId, BankId, BankVersionId};
use contest_core::questions::Bank;
use contest_core::rounds::{RoundRules, RulesError};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::staff::RoundDraft;
use sea_orm::ConnectionTrait;

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

/// Checks the round at an index, from 0, and notes everything that is wrong with it. Problems name fields by their path
/// from the draft. Also returns the bank from which it draws.
pub(super) async fn check_round(
    db: &impl ConnectionTrait,
    owner: AccountId,
    (index, round): (usize, &RoundDraft),
    problems: &mut Problems,
) -> AppResult<Option<(CheckedRound, BankId, Bank)>> {
    let field = |name: &str| format!("rounds.{index}.{name}");
    problems.noting(check_text(&field("title"), &round.title, 1, 200));
    let mut read =
        |name: &str, text: &str| problems.noting(moment(text).map_err(|refusal| refusal.field(field(name))));
    let window = read("opens_at", &round.opens_at).zip(read("closes_at", &round.closes_at));
    if window.is_some_and(|(opens_at, closes_at)| closes_at <= opens_at) {
        let refusal = invalid_window(say!(contests.opens_before_closes));
        problems.note(refusal.field(field("closes_at")));
    }
    let rules = check_rules(&round.rules).map_err(|(name, why)| {
        let refusal = Refusal::new(ErrorCode::InvalidRules).message(why);
        refusal.field(field(&format!("rules.{name}")))
    });
    problems.noting(rules);
    let drawn = (round.bank.as_str(), round.bank_version);
    let version = bank_version(db, owner, drawn, &format!("rounds.{index}")).await;
    let Some(version) = problems.noting_field(version)? else {
        return Ok(None);
    };
    let bank = version.bank()?;
    problems.noting(check_blueprint(
        &round.rules.blueprint,
        &bank,
        &field("rules.blueprint"),
    ));
    let checked = window.map(|(opens_at, closes_at)| CheckedRound {
        title: round.title.clone(),
        opens_at,
        closes_at,
        bank_version: version.id,
        bank_hash: version.hash,
        newest_bank: round.bank_version.is_none(),
        rules: round.rules.clone(),
    });
    Ok(checked.map(|checked| (checked, version.bank_id, bank)))
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
            RulesError::AttemptsPerDay => say!(contests.attempts_per_day),
            RulesError::Rest => say!(contests.rest),
            RulesError::ScoreOfEndlessAttempts => say!(contests.score_of_endless_attempts),
            RulesError::KeyBeforeScore => say!(contests.key_before_score),
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
