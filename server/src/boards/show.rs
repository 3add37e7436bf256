//! The public board of a round.

use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::boards::snapshot::Boards;
use crate::contests::current::Contests;
use crate::errors::AppResult;
use crate::web::cacheable::public;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::RoundId;
use contest_core::wire::boards::Board;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;

/// Returns the first hundred people and the units. A proxy or CDN may cache it for a second.
#[utoipa::path(get, path = paths::BOARD, tag = "boards", params(("round" = RoundId, Path)),
    responses((status = 200, body = Board), (status = 304, description = "unchanged")))]
pub(crate) async fn show(
    _turn: Turn<READ>,
    contests: Data<Contests>,
    boards: Data<Boards>,
    round: Path<RoundId>,
    request: HttpRequest,
) -> AppResult<HttpResponse> {
    let round = contests.round(*round)?;
    if round.cancelled_for.is_some() {
        return Err(ErrorCode::RoundCancelled.into());
    }
    let snapshot = boards.get(&round).await?;
    Ok(snapshot.respond(&request, public(1)))
}
