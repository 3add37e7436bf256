//! A round with the bank from which it would draw now: the newest version, unless the round names one.

use crate::db::entities::{bank_version, round};
use crate::errors::{AppResult, Refusal};
use contest_core::paper::PaperPlan;
use contest_core::questions::Bank;
use contest_core::rounds::RoundRules;
use contest_core::wire::errors::ErrorCode;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub(super) struct Drawn {
    pub(super) version: bank_version::Model,
    pub(super) bank: Bank,
    pub(super) rules: RoundRules,
    pub(super) plan: PaperPlan,
}

/// Loads all that a paper needs. A draft was checked when it was saved, but the newest version may have fewer questions.
pub(super) async fn drawn(db: &impl ConnectionTrait, round: &round::Model) -> AppResult<Drawn> {
    let missing = || Refusal::internal(format!("a bank version of round {} is missing", round.id));
    let named = bank_version::Entity::find_by_id(round.bank_version_id)
        .one(db)
        .await?;
    let mut version = named.ok_or_else(missing)?;
    if round.newest_bank {
        let of_bank = bank_version::Entity::find().filter(bank_version::Column::BankId.eq(version.bank_id));
        let newest = of_bank
            .order_by_desc(bank_version::Column::Version)
            .one(db)
            .await?;
        version = newest.ok_or_else(missing)?;
    }
    let (bank, rules) = (version.bank()?, round.rules()?);
    let draw = rules.blueprint.plan(&bank).map_err(|error| {
        tracing::debug!(%error, "no paper can be drawn");
        Refusal::new(ErrorCode::BlueprintImpossible)
    })?;
    let plan = PaperPlan::new(draw, &bank);
    Ok(Drawn {
        version,
        bank,
        rules,
        plan,
    })
}
