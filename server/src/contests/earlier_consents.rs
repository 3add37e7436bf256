//! The consent texts that a published contest had before its contact was changed: whoever consented to one still reads
//! exactly that.

use crate::db::entities::consent_text;
use crate::errors::AppResult;
use contest_core::ids::ContestId;
use contest_core::wire::contests::ConsentText;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// Keeps a text that is about to be replaced. A contact that was changed back replaces a text that is kept already.
pub(super) async fn keep(db: &impl ConnectionTrait, contest: ContestId, text: ConsentText) -> AppResult<()> {
    let row = consent_text::ActiveModel {
        contest_id: Set(contest),
        version: Set(text.version),
        content: Set(text.text),
    };
    let key = [consent_text::Column::ContestId, consent_text::Column::Version];
    consent_text::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Returns the texts that have these versions.
pub(crate) async fn of_versions(
    db: &impl ConnectionTrait,
    wanted: &[(ContestId, String)],
) -> AppResult<HashMap<(ContestId, String), String>> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let mut any = Condition::any();
    for (contest, version) in wanted {
        let this = Condition::all()
            .add(consent_text::Column::ContestId.eq(*contest))
            .add(consent_text::Column::Version.eq(version));
        any = any.add(this);
    }
    let rows = consent_text::Entity::find().filter(any).all(db).await?;
    let by_version = |row: consent_text::Model| ((row.contest_id, row.version), row.content);
    Ok(rows.into_iter().map(by_version).collect())
}
