//! Signing in: contestants with their phone number, staff with their user name.

use crate::admission::room::{Arrival, signed_position};
use crate::auth::parts::SigningIn;
use crate::auth::session::{Claims, ENTRIES_IN_TOKEN};
use crate::body::Json;
use crate::db::entities::{account, entry};
use crate::errors::{AppResult, Refusal};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::{AccountId, ContestId, UnitId};
use contest_core::phones::normalise;
use contest_core::wire::accounts::{Role, Session, SignIn};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

/// The longest login and the longest password, in characters.
pub(crate) const LONGEST: usize = 128;

/// Signs in with a phone number (contestants) or a user name (staff). Sets the session cookie.
#[utoipa::path(post, path = paths::SESSION, tag = "accounts",
    request_body = SignIn,
    responses((status = 200, body = Session)))]
pub(crate) async fn sign_in(
    parts: Data<SigningIn>,
    request: HttpRequest,
    Json(body): Json<SignIn>,
) -> AppResult<HttpResponse> {
    if body.login.chars().count() > LONGEST || body.password.chars().count() > LONGEST {
        return Err(ErrorCode::WrongCredentials.into());
    }
    let login = normalise(&body.login).unwrap_or_else(|| body.login.trim().to_lowercase());
    wait_to_hash(&parts, &request, &login).await?;
    // Reserved before the try is counted: a request that finds no slot is not a try.
    let slot = parts.passwords.reserve()?;
    let address = client_address(&parts, &request);
    parts.throttle.begin(&login, &address, parts.clock.now())?;
    // PostgreSQL refuses some control characters, which no login has.
    let account = match login.chars().any(char::is_control) {
        true => None,
        false => account_by_login(&parts.db.read, &login).await?,
    };
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let is_right = parts.passwords.verify(slot, body.password, hash).await?;
    let Some(account) = account.filter(|_| is_right) else {
        return Err(ErrorCode::WrongCredentials.into());
    };
    parts.throttle.succeeded(&login, &address);
    if account.disabled_at.is_some() {
        return Err(ErrorCode::AccountDisabled.into());
    }
    let claims = claims_of(&parts, &account).await?;
    let mut response = HttpResponse::Ok();
    response.cookie(parts.sessions.cookie(&claims)?);
    if claims.role == Role::Contestant {
        response.cookie(parts.known_devices.cookie(&request, &login));
    }
    Ok(response.json(claims.to_wire(parts.clock.now())))
}

/// Sends the request through the waiting room while the queue for passwords is full.
pub(crate) async fn wait_to_hash(parts: &SigningIn, request: &HttpRequest, login: &str) -> AppResult<()> {
    let full = parts.passwords.is_full();
    let arrival = Arrival {
        person: login.as_bytes(),
        at: parts.clock.now(),
        position: signed_position(request),
    };
    parts.rooms.sign_ins.enter(&parts.live, arrival, full).await
}

/// Returns the claims of a new session of an account, with its newest entries.
pub(crate) async fn claims_of(parts: &SigningIn, account: &account::Model) -> AppResult<Claims> {
    let dob = account
        .date_of_birth
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(Refusal::internal)?;
    let entries = newest_entries(&parts.db.read, account.id).await?;
    Ok(Claims {
        ver: account.session_version,
        name: account.name.clone(),
        dob,
        ent: entries.standing,
        out: entries.withdrawn,
        ..Claims::new(account.id, account.role.into(), parts.clock.now())
    })
}

/// The entries that a token carries, newest first.
pub(crate) struct NewestEntries {
    /// Those whose consent stands.
    pub(crate) standing: Vec<(ContestId, Option<UnitId>)>,
    pub(crate) withdrawn: Vec<(ContestId, Option<UnitId>)>,
}

pub(crate) async fn newest_entries(
    db: &impl ConnectionTrait,
    account: AccountId,
) -> AppResult<NewestEntries> {
    let newest = entry::Entity::find()
        .filter(entry::Column::AccountId.eq(account))
        .order_by(entry::Column::WithdrawnAt.is_not_null(), Order::Asc)
        .order_by_desc(entry::Column::EnteredAt)
        .limit(ENTRIES_IN_TOKEN as u64);
    let (withdrawn, standing): (Vec<_>, Vec<_>) = newest
        .all(db)
        .await?
        .into_iter()
        .partition(|entry| entry.withdrawn_at.is_some());
    let kept = |entries: Vec<entry::Model>| entries.into_iter().map(|e| (e.contest_id, e.unit_id)).collect();
    Ok(NewestEntries {
        standing: kept(standing),
        withdrawn: kept(withdrawn),
    })
}

pub(crate) async fn account_by_login(
    db: &impl ConnectionTrait,
    login: &str,
) -> AppResult<Option<account::Model>> {
    Ok(account::Entity::find()
        .filter(account::Column::Login.eq(login))
        .one(db)
        .await?)
}

/// Returns the client's address. Behind our own proxy, it is the one that the proxy forwards.
pub(crate) fn client_address(parts: &SigningIn, request: &HttpRequest) -> String {
    let forwarded = || request.connection_info().realip_remote_addr().map(str::to_owned);
    let direct = || request.peer_addr().map(|address| address.ip().to_string());
    let address = if parts.trust_proxy { forwarded() } else { direct() };
    address.unwrap_or_default()
}
