//! People who have forgotten their password ask for a code. The response, and the time it takes, are the same for every
//! number: nobody learns here who has registered.

use super::limits::{HOUR_MS, OF_A_NETWORK, OF_A_PHONE, PAUSE_MS, VALID_MIN};
use super::parts::{Checking, Codes};
use super::sending::{Place, Wish};
use crate::auth::parts::SigningIn;
use crate::auth::phone;
use crate::auth::sign_in::client_address;
use crate::body::Json;
use crate::errors::{AppResult, Refusal};
use crate::metrics::CodeEvent;
use crate::texts::say;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::time::Millis;
use contest_core::wire::codes::{AskForCode, CodeAsked};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use live::Live;
use live::codes::{Budget, CodeAsked as Counted};

/// Has a code sent to a phone, if a contestant has registered with it. Asked again within a minute, for instance because
/// the response was lost, it sends nothing and says when another can be sent.
#[utoipa::path(post, path = paths::PASSWORD_RESET_CODE, tag = "accounts", request_body = AskForCode,
    responses((status = 202, body = CodeAsked)))]
pub(crate) async fn ask(
    codes: Data<Codes>,
    parts: Data<SigningIn>,
    request: HttpRequest,
    Json(body): Json<AskForCode>,
) -> AppResult<HttpResponse> {
    let outbox = codes.outbox()?;
    let checking = &codes.checking;
    let phone = phone::read(&body.phone, "phone")?;
    // First: what cannot be sent is not counted.
    let place = outbox.reserve().ok_or_else(|| {
        checking.metrics.code(CodeEvent::QueueFull);
        Refusal::new(ErrorCode::Unavailable)
    })?;
    let address = client_address(&parts, &request);
    let asker = checking.asker(&parts, &request, &phone);
    let wish = Wish { phone, asker };
    // In a task of its own, which ends in order even if the device goes away: otherwise a request could count for which
    // nothing is sent.
    let counting = actix_web::rt::spawn(count(codes.clone(), parts, address, (wish, place)));
    let counted = counting.await.map_err(Refusal::internal)??;
    let again_in_ms = match counted {
        Counted::Now => u64::from(PAUSE_MS),
        Counted::Soon(left) => left,
        Counted::TooMany(left) => {
            let hours = left.div_ceil(HOUR_MS.into());
            let refused = Refusal::new(ErrorCode::TooManyRequests).message(say!(codes.enough, hours = hours));
            return Err(refused.retry_after_ms(left));
        }
    };
    Ok(HttpResponse::Accepted().json(CodeAsked {
        too_soon: matches!(counted, Counted::Soon(_)),
        again_in_s: u32::try_from(again_in_ms.div_ceil(1_000)).unwrap_or(u32::MAX),
        valid_min: VALID_MIN,
    }))
}

/// Counts a request, and has the code sent.
async fn count(
    codes: Data<Codes>,
    parts: Data<SigningIn>,
    address: String,
    (wish, place): (Wish, Place),
) -> AppResult<Counted> {
    let (checking, live) = (&codes.checking, &parts.live);
    let now = parts.clock.now();
    let spent = spend(checking, live, &address, now).await?;
    let name = checking.hashes.phone(&wish.phone);
    let counted = live.ask_code(&name, &wish.asker, now, OF_A_PHONE).await;
    match counted {
        Ok(Counted::Now) => place.send(wish),
        // Budgets are for what is sent.
        _ => live.give_back(&spent, now).await,
    }
    Ok(counted?)
}

/// Takes a request from the budgets of its network and of everybody, and returns them. Refuses while one is used up, or
/// everybody together has been sent too many: then no code would come, and saying so is better than to let people wait.
async fn spend(
    checking: &Checking,
    live: &Live,
    address: &str,
    now: Millis,
) -> AppResult<Vec<(String, Budget)>> {
    let over_budget = |code: ErrorCode, left| {
        checking.metrics.code(CodeEvent::OverBudget);
        Refusal::new(code).retry_after_ms(left)
    };
    let everybody = checking.hashes.everybody();
    // Taken from when a code is sent: most requests may be for numbers that nobody has registered.
    if let Some(left) = live.look(&everybody, checking.of_all, now).await? {
        return Err(over_budget(ErrorCode::Unavailable, left).message(say!(codes.spent)));
    }
    let mut spent = checking.hashes.budgets("network", address, OF_A_NETWORK);
    if let Some(left) = live.spend(&spent, now).await? {
        return Err(over_budget(ErrorCode::TooManyRequests, left).message(say!(codes.busy_network)));
    }
    let asking = (checking.hashes.asking(), checking.of_asking);
    match live.spend(std::slice::from_ref(&asking), now).await {
        Ok(None) => {
            spent.push(asking);
            Ok(spent)
        }
        refused => {
            live.give_back(&spent, now).await;
            let left = refused?.unwrap_or_default();
            Err(over_budget(ErrorCode::Unavailable, left).message(say!(codes.spent)))
        }
    }
}
