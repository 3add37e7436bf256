//! What does not count and is shown to judges: attempts whose round was final or unknown when they were found, for which
//! no attempt was left, or which an operator dropped; and sheets that arrived too late.
//!
//! A late sheet says nothing of its attempt, which is recorded, or set aside itself, without it. Queries that ask what
//! became of an attempt leave late sheets out.

use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::time::Millis;
use contest_core::wire::results::SetAsideReason;
use sea_orm::Select;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "set_aside")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: AttemptId,
    pub round_id: RoundId,
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reason: Reason,
    /// The row as it would have been recorded, as JSON.
    pub record: String,
    pub found_at: Millis,
    /// What is known of a late sheet, as JSON.
    pub evidence: Option<String>,
}

impl Entity {
    /// Finds an attempt that is itself set aside.
    pub(crate) fn find_attempt(attempt: AttemptId) -> Select<Entity> {
        Entity::find()
            .filter(Column::AttemptId.eq(attempt))
            .filter(Column::Reason.ne(Reason::Late))
    }

    /// Finds the late sheet of an attempt.
    pub(crate) fn find_late_sheet(attempt: AttemptId) -> Select<Entity> {
        Entity::find_by_id((attempt, Reason::Late))
    }
}

/// The reason why an attempt is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Reason {
    /// The round's winner list was already published.
    #[sea_orm(string_value = "round_final")]
    RoundFinal,
    /// The contestant had no attempt left.
    #[sea_orm(string_value = "over_limit")]
    OverLimit,
    #[sea_orm(string_value = "unknown_round")]
    UnknownRound,
    /// An operator dropped it, because it could be neither closed nor recorded.
    #[sea_orm(string_value = "dropped")]
    Dropped,
    /// Not the attempt, but a sheet of it, which arrived after the deadline and differs from what counts.
    #[sea_orm(string_value = "late")]
    Late,
}

impl From<Reason> for SetAsideReason {
    fn from(reason: Reason) -> SetAsideReason {
        match reason {
            Reason::RoundFinal => SetAsideReason::RoundFinal,
            Reason::OverLimit => SetAsideReason::OverLimit,
            Reason::UnknownRound => SetAsideReason::Unknown,
            Reason::Dropped => SetAsideReason::Dropped,
            Reason::Late => SetAsideReason::Late,
        }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_value())
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
