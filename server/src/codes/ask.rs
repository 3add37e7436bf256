//! People who have forgotten their password ask for a code. The response, and the time it takes, are the same for every
//! number: nobody learns here who has registered.

use super::limits::{OF_A_NETWORK, OF_A_PHONE, PAUSE_MS, VALID_MIN};
use super::parts::{Codes, Offered};
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
use live::codes::CodeAsked as Counted;

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
    let offered = codes.offered()?;
    let phone = phone::read(&body.phone, "phone")?;
    let now = parts.clock.now();
    // First: what cannot be sent is not counted.
    let place = offered.outbox.reserve().ok_or_else(|| {
        offered.metrics.code(CodeEvent::QueueFull);
        Refusal::new(ErrorCode::Unavailable)
    })?;
    let network = offered.hashes.network(&client_address(&parts, &request));
    require_budget(offered, &parts, &network, now).await?;
    let counted = parts
        .live
        .ask_code(&offered.hashes.phone(&phone), now, PAUSE_MS, OF_A_PHONE)
        .await?;
    let again_in_ms = match counted {
        Counted::Now => {
            parts.live.spend(&network, 1, now, OF_A_NETWORK).await?;
            place.send(phone);
            u64::from(PAUSE_MS)
        }
        Counted::Soon(left) => left,
        Counted::TooMany(left) => {
            let refused = Refusal::new(ErrorCode::TooManyRequests).message(say!(codes.enough_today));
            return Err(refused.retry_after_ms(left));
        }
    };
    Ok(HttpResponse::Accepted().json(CodeAsked {
        too_soon: matches!(counted, Counted::Soon(_)),
        again_in_s: u32::try_from(again_in_ms.div_ceil(1_000)).unwrap_or(u32::MAX),
        valid_min: VALID_MIN,
    }))
}

/// Refuses while this network has asked for too many, or everybody together has been sent too many: then no code would
/// come, and saying so is better than to let people wait. Counts the request among those of everybody.
async fn require_budget(offered: &Offered, parts: &SigningIn, network: &str, now: Millis) -> AppResult<()> {
    if let Some(left) = parts.live.spend(network, 0, now, OF_A_NETWORK).await? {
        offered.metrics.code(CodeEvent::OverBudget);
        let refused = Refusal::new(ErrorCode::TooManyRequests).message(say!(codes.busy_network));
        return Err(refused.retry_after_ms(left));
    }
    let everybody = offered.hashes.everybody();
    let asking = offered.hashes.asking();
    let spent = match parts.live.spend(&everybody, 0, now, offered.of_all).await? {
        None => parts.live.spend(&asking, 1, now, offered.of_asking).await?,
        spent => spent,
    };
    if let Some(left) = spent {
        offered.metrics.code(CodeEvent::OverBudget);
        let refused = Refusal::new(ErrorCode::Unavailable).message(say!(codes.spent));
        return Err(refused.retry_after_ms(left));
    }
    Ok(())
}
