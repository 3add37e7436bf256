//! The unit tree of a contest, from which people choose their unit. It is large and rarely changes, so it is compressed
//! once and cached by browsers.

use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::contests::catalog::LiveContest;
use crate::contests::current::Contests;
use crate::errors::{AppResult, Refusal};
use crate::web::cacheable::{Cacheable, public};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::{ContestId, Uuid};
use contest_core::wire::contests::UnitTree;
use contest_core::wire::paths;
use std::collections::VecDeque;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// How many compressed trees are cached. A province has some thousand units, 20 to 60 KB compressed.
const KEPT: usize = 16;

/// Compressed trees with their names, the oldest first.
type Packed = VecDeque<((Uuid, usize), Arc<Cacheable>)>;

static PACKED: LazyLock<Mutex<Packed>> = LazyLock::new(Mutex::default);

/// Returns the unit tree of a contest, parents before children. The response has an `ETag`.
#[utoipa::path(get, path = paths::UNITS, tag = "contests",
    params(("contest" = ContestId, Path)),
    responses((status = 200, body = UnitTree), (status = 304)))]
pub(crate) async fn units(
    _turn: Turn<READ>,
    contests: Data<Contests>,
    request: HttpRequest,
    contest: Path<ContestId>,
) -> AppResult<HttpResponse> {
    let tree = packed(contests.contest(*contest)?).await?;
    Ok(tree.respond(&request, public(60)))
}

/// Returns a name for the tree: the first id and the number of units. Every upload makes new ids.
fn name(contest: &LiveContest) -> (Uuid, usize) {
    let first = contest.units.first().map_or(contest.id.0, |unit| unit.id.0);
    (first, contest.units.len())
}

async fn packed(contest: Arc<LiveContest>) -> AppResult<Arc<Cacheable>> {
    let name = name(&contest);
    let kept = || PACKED.lock().unwrap_or_else(PoisonError::into_inner);
    let found = kept()
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, tree)| tree.clone());
    if let Some(tree) = found {
        return Ok(tree);
    }
    let packing = tokio::task::spawn_blocking(move || {
        Cacheable::json(&UnitTree {
            units: contest.units.clone(),
        })
    });
    let tree = Arc::new(packing.await.map_err(Refusal::internal)??);
    let mut kept = kept();
    if kept.len() >= KEPT {
        kept.pop_front();
    }
    kept.push_back((name, tree.clone()));
    Ok(tree)
}
