//! How many people of each unit took part.

use super::parts::Monitoring;
use crate::contests::catalog::LiveContest;
use crate::errors::AppResult;
use contest_core::ids::{RoundId, UnitId};
use contest_core::statistics::cells::with_below;
use contest_core::wire::errors::ErrorCode;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// How long the numbers of each unit serve all who watch.
const FRESH: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(2);

/// Returns how many people with a recorded attempt each unit has, with the units below it. `None` while Redis cannot be
/// reached or does not have all of the round; that is not kept.
pub(super) async fn people(
    parts: &Monitoring,
    contest: &Arc<LiveContest>,
    round: RoundId,
) -> Option<Arc<HashMap<UnitId, u64>>> {
    let (live, contest) = (parts.live.clone(), contest.clone());
    let count = move || async move {
        let own = live.people_by_unit(round).await?;
        let own = own.ok_or(ErrorCode::Unavailable)?;
        AppResult::Ok(with_below(&contest.units, &own))
    };
    let counted = parts.kept.people.get(round.0, FRESH, count);
    tokio::time::timeout(PATIENCE, counted).await.ok()?.ok()
}
