//! Laws in the register, each with its text.

use crate::db::stored::Stored;
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "laws")]
pub struct Model {
    /// The number as it stands in addresses: `36-2018-qh14`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: String,
    /// As published: `36/2018/QH14`.
    pub number: String,
    /// `law_texts::About` as JSON.
    pub about: String,
    /// The numbers of the articles, as JSON.
    pub articles: String,
    /// `law_texts::Law` as JSON.
    pub content: String,
    /// SHA-256 of `content`, lower-case hex.
    pub hash: String,
    pub loaded_at: Millis,
}

impl Model {
    pub fn law(&self) -> Result<law_texts::Law, DbErr> {
        Stored::new("laws", &self.slug).document("content", &self.content)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
