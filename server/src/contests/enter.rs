//! Entering a contest with an existing account. The unit is locked from then on, also if the consent is withdrawn and
//! given again.

use crate::auth::locked::locked;
use crate::auth::parts::SigningIn;
use crate::auth::session::{Claims, Contestant};
use crate::auth::sign_in::newest_entries;
use crate::body::Json;
use crate::contests::current::Contests;
use crate::contests::entry::{self, Wish};
use crate::errors::{AppResult, Problems, Refusal};
use crate::texts::say;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::ids::ContestId;
use contest_core::wire::accounts::{EnterContest, Session};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::TransactionTrait;

/// Enters the signed-in contestant in a contest. The unit is locked from then on.
#[utoipa::path(post, path = paths::ENTRY, tag = "contests",
    params(("contest" = ContestId, Path)),
    request_body = EnterContest,
    responses((status = 200, body = Session)))]
pub(crate) async fn enter(
    parts: Data<SigningIn>,
    contests: Data<Contests>,
    Contestant(claims): Contestant,
    contest: Path<ContestId>,
    Json(body): Json<EnterContest>,
) -> AppResult<HttpResponse> {
    let contest = contests.contest(*contest)?;
    let now = parts.clock.now();
    let wish = Wish {
        birthday: claims.dob,
        unit: body.unit,
        consent: &body.consent,
        guardian: body.guardian.as_ref(),
    };
    let checked = || {
        let mut problems = Problems::default();
        let checked = entry::check(&contest, &wish, now, &mut problems);
        problems.settle(checked)
    };
    let transaction = parts.db.write.begin().await?;
    // What the token says of the person holds only as long as the session does: a corrected birthday may ask for a
    // guardian, and whoever was erased enters nothing.
    locked(&transaction, &claims).await?;
    match entry::stored(&transaction, claims.sub, contest.id).await? {
        Some(entry) if entry.unit_id == body.unit => {
            // Without a withdrawal it was sent again, or from another device: the browser only needs the new session.
            if entry.withdrawn_at.is_some() {
                entry::renew(&transaction, claims.sub, checked()?, now).await?;
            }
        }
        Some(_) => {
            let locked = Refusal::new(ErrorCode::Forbidden).field("unit");
            return Err(locked.message(say!(contests.unit_locked)));
        }
        None => entry::insert(&transaction, claims.sub, &claims.name, checked()?, now).await?,
    }
    let entries = newest_entries(&transaction, claims.sub).await?;
    let claims = Claims {
        ent: entries.standing,
        out: entries.withdrawn,
        ..Claims::clone(&claims)
    };
    transaction.commit().await?;
    Ok(HttpResponse::Ok()
        .cookie(parts.sessions.cookie(&claims)?)
        .json(claims.to_wire(now)))
}
