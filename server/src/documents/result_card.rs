//! A picture of a contestant's result for sharing. It names neither the person nor their unit: what becomes of a shared
//! picture is nobody's to decide any more.

use super::own_result::OwnAttempt;
use super::parts::Printing;
use super::words::{host, points, thousands};
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::attempts::parts::Attempts;
use crate::auth::session::Contestant;
use crate::config::Config;
use crate::errors::AppResult;
use crate::lang;
use crate::texts::{say, texts};
use crate::web::attachment::{File, attachment};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::ids::AttemptId;
use contest_core::ranking::SortKey;
use contest_core::wire::paths;
use contest_documents::{Card, Document, Number};

/// A place among so many people.
enum Place {
    Final(u64, u64),
    ForNow(u64, u64),
}

/// Returns a picture of the contestant's own result, without a name.
#[utoipa::path(get, path = paths::RESULT_CARD, tag = "documents",
    params(("attempt" = AttemptId, Path)),
    responses((status = 200, body = File, content_type = "image/png")))]
pub(crate) async fn card(
    _turn: Turn<READ>,
    parts: Data<Attempts>,
    printing: Data<Printing>,
    attempt: Path<AttemptId>,
    Contestant(claims): Contestant,
) -> AppResult<HttpResponse> {
    let own = OwnAttempt::load(&parts, &claims, *attempt).await?;
    let place = match own.result(&parts).await? {
        // A cancelled round has neither board nor result.
        _ if own.round.cancelled_for.is_some() => None,
        Some((standing, _)) if standing.attempt == Some(own.record.attempt) => {
            standing.rank.map(|rank| Place::Final(rank, standing.people))
        }
        Some(_another_counts) => None,
        None => place_for_now(&parts, &own).await,
    };
    let words = lang::in_vietnamese(|| of(&own, place, &printing.config));
    let printed = printing.press.print(Document::Card(words)).await?;
    Ok(attachment("image/png", "ket-qua-thi-luat.png").body(printed))
}

/// Returns the place on the live board if this attempt counts there. A card without a place is better than none, so
/// nobody waits for Redis to come back.
async fn place_for_now(parts: &Attempts, own: &OwnAttempt) -> Option<Place> {
    let (round, account) = (own.record.round, own.record.account);
    let shard = parts.live.shard_of(round, account);
    let mine = parts.live.mine(shard, account).await.ok()?;
    let key = mine.sort_key.filter(|_| mine.built)?;
    if SortKey(key.clone()).attempt() != Some(own.record.attempt) {
        return None;
    }
    let found = parts.live.rank(round, &key, None).await.ok()??;
    Some(Place::ForNow(found.rank, found.people))
}

fn of(own: &OwnAttempt, place: Option<Place>, config: &Config) -> Card {
    let t = &texts().documents;
    let score = own.record.score;
    let number = |label: &str, part: String, all: String| Number {
        value: [part.as_str(), "/", &all].concat(),
        label: label.to_owned(),
    };
    let mut numbers = vec![number(t.score, points(score.points), points(score.max_points))];
    let placed = place.map(|place| match place {
        Place::Final(rank, people) => (t.place, rank, people),
        Place::ForNow(rank, people) => (t.place_for_now, rank, people),
    });
    numbers.extend(placed.map(|(label, rank, people)| number(label, thousands(rank), thousands(people))));
    Card {
        over: own.round.title.clone(),
        title: own.contest.title.clone(),
        lines: vec![say!(page.organiser, name = own.contest.organiser)],
        numbers,
        site: t.site.to_owned(),
        host: host(config),
    }
}
