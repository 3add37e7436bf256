//! Puts laws into the register and removes them. Operators do it beside the servers, which find the change by
//! themselves.

use crate::contests::commitment::sha256_hex;
use crate::db::Db;
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::law;
use crate::errors::{AppResult, Refusal};
use crate::recording::correct::SERVER;
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use law_texts::{Law, Number};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QuerySelect, TransactionTrait};

/// What loading a law has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    New,
    /// Another text of this law was there.
    Replaced,
    /// This text was there.
    Unchanged,
}

/// Puts a law into the register, in place of the text that was there.
pub async fn load(db: &Db, law: &Law, now: Millis) -> AppResult<Loaded> {
    let content = serde_json::to_string(law)?;
    let hash = sha256_hex(content.as_bytes());
    let slug = law.about.number.slug();
    let transaction = db.write.begin().await?;
    let known = law::Entity::find_by_id(slug.as_str())
        .lock_exclusive()
        .one(&transaction)
        .await?;
    if known.as_ref().is_some_and(|known| known.hash == hash) {
        return Ok(Loaded::Unchanged);
    }
    let numbers: Vec<_> = law.articles.iter().map(|article| article.number).collect();
    let row = law::ActiveModel {
        slug: Set(slug),
        number: Set(law.about.number.to_string()),
        about: Set(serde_json::to_string(&law.about)?),
        articles: Set(serde_json::to_string(&numbers)?),
        content: Set(content),
        hash: Set(hash.clone()),
        loaded_at: Set(now),
    };
    let loaded = match known {
        Some(_) => row.update(&transaction).await.map(|_| Loaded::Replaced)?,
        None => row.insert(&transaction).await.map(|_| Loaded::New)?,
    };
    let articles = u32::try_from(numbers.len()).map_err(Refusal::internal)?;
    let what = Audited::LawLoaded { articles, hash };
    audit::record(&transaction, now, event(law.about.number.to_string(), what)).await?;
    transaction.commit().await?;
    Ok(loaded)
}

/// Removes a law; returns whether it was there.
pub async fn remove(db: &Db, number: &Number, now: Millis) -> AppResult<bool> {
    let transaction = db.write.begin().await?;
    let known = law::Entity::find_by_id(number.slug())
        .lock_exclusive()
        .one(&transaction)
        .await?;
    let Some(known) = known else {
        return Ok(false);
    };
    law::Entity::delete_by_id(known.slug).exec(&transaction).await?;
    let what = Audited::LawRemoved { hash: known.hash };
    audit::record(&transaction, now, event(known.number, what)).await?;
    transaction.commit().await?;
    Ok(true)
}

fn event(number: String, what: Audited) -> AuditEvent {
    AuditEvent {
        actor: SERVER,
        contest: None,
        subject: number,
        what,
    }
}
