//! The unit tree of a contest, for choosing one's unit. Large and rarely changed: packed once, kept by browsers.

use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::contests::catalog::LiveContest;
use crate::contests::current::Contests;
use crate::errors::{Answer, Refusal};
use crate::web::{accepts_brotli, has_already};
use actix_web::http::header;
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::ContestId;
use contest_core::wire::contests::UnitTree;
use contest_core::wire::errors::ApiError;
use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Trees kept packed; a province has some thousand units, 20 to 60 KB packed.
const KEPT: usize = 16;

static PACKED: LazyLock<Mutex<VecDeque<(String, Packed)>>> = LazyLock::new(Mutex::default);

#[derive(Clone)]
struct Packed {
    plain: Bytes,
    brotli: Bytes,
}

/// The unit tree of a contest, parents before children. Has an `ETag`.
#[utoipa::path(get, path = "/api/v1/contests/{contest}/units", tag = "contests",
    params(("contest" = ContestId, Path)),
    responses((status = 200, body = UnitTree), (status = 304), (status = "4XX", body = ApiError)))]
pub async fn units(
    _turn: Turn<READ>,
    contests: Data<Contests>,
    request: HttpRequest,
    contest: Path<ContestId>,
) -> Answer<HttpResponse> {
    let contest = contests.contest(*contest)?;
    let etag = etag(&contest);
    let unchanged = has_already(&request, &etag);
    let mut response = if unchanged {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::ETAG, etag.clone()))
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .insert_header((header::VARY, "Accept-Encoding"));
    if unchanged {
        return Ok(response.finish());
    }
    let packed = packed(contest, etag).await?;
    response.content_type("application/json");
    if accepts_brotli(&request) {
        return Ok(response
            .insert_header((header::CONTENT_ENCODING, "br"))
            .body(packed.brotli));
    }
    Ok(response.body(packed.plain))
}

/// Every loading of units makes new ids: the first and the number name the tree.
fn etag(contest: &LiveContest) -> String {
    let first = contest.units.first().map_or(contest.id.0, |unit| unit.id.0);
    format!("\"{}-{}\"", first.simple(), contest.units.len())
}

async fn packed(contest: Arc<LiveContest>, etag: String) -> Answer<Packed> {
    let kept = || PACKED.lock().unwrap_or_else(PoisonError::into_inner);
    let found = kept()
        .iter()
        .find(|(known, _)| *known == etag)
        .map(|(_, packed)| packed.clone());
    if let Some(packed) = found {
        return Ok(packed);
    }
    let packing = tokio::task::spawn_blocking(move || pack(&contest));
    let packed = packing.await.map_err(Refusal::internal)??;
    let mut kept = kept();
    if kept.len() >= KEPT {
        kept.pop_front();
    }
    kept.push_back((etag, packed.clone()));
    Ok(packed)
}

fn pack(contest: &LiveContest) -> Answer<Packed> {
    let plain = serde_json::to_vec(&UnitTree {
        units: contest.units.clone(),
    })?;
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    writer.write_all(&plain).map_err(Refusal::internal)?;
    let brotli = writer.into_inner();
    Ok(Packed {
        plain: plain.into(),
        brotli: brotli.into(),
    })
}
