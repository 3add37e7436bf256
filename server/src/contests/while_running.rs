//! What organisers did while a round ran, as servers keep it in memory with the contest.

use crate::db::entities::{extra_time, notice};
use crate::errors::AppResult;
use contest_core::extra_time::ExtraTime;
use contest_core::ids::{ContestId, RoundId};
use contest_core::time::Millis;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use std::sync::Arc;

/// A text on all screens of a contest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub(crate) text: String,
    pub(crate) shown_until: Option<Millis>,
}

impl Notice {
    /// Returns the text as long as it is to be shown.
    pub(crate) fn at(&self, now: Millis) -> Option<&str> {
        let is_shown = self.shown_until.is_none_or(|until| now < until);
        is_shown.then_some(self.text.as_str())
    }
}

/// Returns the extra time of each round of a contest.
pub(super) async fn extra_times(
    db: &impl ConnectionTrait,
    contest: ContestId,
) -> AppResult<HashMap<RoundId, Vec<ExtraTime>>> {
    let of_contest = extra_time::Entity::find().filter(extra_time::Column::ContestId.eq(contest));
    let mut by_round: HashMap<RoundId, Vec<ExtraTime>> = HashMap::new();
    for row in of_contest.order_by_asc(extra_time::Column::Id).all(db).await? {
        by_round.entry(row.round_id).or_default().push(row.act()?);
    }
    Ok(by_round)
}

/// Returns the newest notice of a contest, also if its time is over; none if it was taken down.
pub(super) async fn notice(db: &impl ConnectionTrait, contest: ContestId) -> AppResult<Option<Arc<Notice>>> {
    let last = last_notice(db, contest).await?;
    let shown = last.filter(|row| !row.text.is_empty());
    Ok(shown.map(|row| {
        Arc::new(Notice {
            text: row.text,
            shown_until: row.shown_until,
        })
    }))
}

/// Returns what was last shown or taken down.
pub(super) async fn last_notice(
    db: &impl ConnectionTrait,
    contest: ContestId,
) -> AppResult<Option<notice::Model>> {
    let of_contest = notice::Entity::find().filter(notice::Column::ContestId.eq(contest));
    let newest_first = of_contest.order_by_desc(notice::Column::Id);
    Ok(newest_first.one(db).await?)
}
