//! What a settlement decides about positions of its ranking: who is out, who wins, and how that changes ties. All other
//! positions have no row.

use contest_core::ids::SettlementId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub settlement_id: SettlementId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub disqualified: bool,
    pub prize: Option<String>,
    pub amount_vnd: i64,
    /// Equal in the whole tie-break chain to the next contestant who is not disqualified.
    pub tied_with_next: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
