//! The whole URL map.

use crate::errors::{AppResult, Refusal};
use crate::web::files;
use crate::web::middleware::patiently;
use crate::{attempts, auth, banks, boards, contests, exports, jobs, openapi, probes, results};
use actix_web::Route;
use actix_web::middleware::from_fn;
use actix_web::web::{PathConfig, QueryConfig, ServiceConfig, get, post, resource, route, scope};
use contest_core::wire::errors::ErrorCode;

pub fn routes(app: &mut ServiceConfig) {
    app.configure(surge);
    app.service(resource("/livez").get(probes::live).head(probes::live));
    app.service(resource("/readyz").get(probes::ready).head(probes::ready));
    app.service(
        scope("/api/v1")
            .service(resource("/openapi.json").get(openapi::document))
            .configure(contestant)
            .configure(public)
            .configure(staff)
            .default_service(route().to(no_such_address)),
    );
    app.configure(openapi::page);
    app.default_service(route().to(files::page_or_asset));
}

/// The routes of a surge. Routes are tried in order, each by a regular expression, and a scope is one more step: these
/// come first, outside the scope.
#[rustfmt::skip] // one route per line
fn surge(app: &mut ServiceConfig) {
    app.service(resource("/api/v1/attempts/{attempt}/sheet").put(attempts::save::save))
        .service(resource("/api/v1/attempts/{attempt}/submission").post(attempts::submit::submit))
        .service(resource("/api/v1/rounds/{round}/attempts").post(attempts::start::start))
        .service(resource("/api/v1/rounds/{round}/board").get(boards::show::show))
        .service(resource("/api/v1/rounds/{round}/me").get(attempts::mine::mine));
}

/// Public routes: only `GET /session` requires a session.
#[rustfmt::skip] // one route per line
fn public(api: &mut ServiceConfig) {
    api.service(resource("/accounts").post(auth::register::register))
        .service(
            resource("/session")
                .get(auth::whoami::whoami)
                .post(auth::sign_in::sign_in)
                .delete(auth::sign_out::sign_out),
        )
        .service(resource("/contests").get(contests::list::list))
        .service(resource("/contests/{slug}").get(contests::show::show))
        .service(resource("/contests/{contest}/units").get(contests::units::units))
        .service(resource("/rounds/{round}/winners").get(results::winners::winners))
        .service(resource("/receipt-key").get(attempts::receipt::public_key));
}

/// Routes of contestants, about themselves.
#[rustfmt::skip] // one route per line
fn contestant(api: &mut ServiceConfig) {
    api.service(resource("/attempts/{attempt}/paper").get(attempts::paper::paper))
        .service(resource("/attempts/{attempt}/receipt").get(attempts::receipt::receipt))
        .service(resource("/attempts/{attempt}/review").get(attempts::review::review))
        .service(resource("/me/attempts").get(attempts::history::history))
        .service(resource("/contests/{contest}/entry").post(contests::enter::enter));
}

/// Routes of organisers and judges. Each handler loads its entity through an access check that knows the owner and the
/// judges.
#[rustfmt::skip] // one route per line
fn staff(api: &mut ServiceConfig) {
    api.service(resource("/staff/banks").get(banks::list::list).post(banks::load::load))
        .service(resource("/staff/banks/check").post(banks::check::check))
        .service(resource("/staff/banks/template.{format}").get(banks::template::template))
        .service(resource("/staff/bank-versions/{version}").get(banks::show::show))
        .service(resource("/staff/contests").get(contests::staff_list::list).post(contests::create::create))
        .service(resource("/staff/contests/toml").post(contests::create::create_from_toml))
        .service(resource("/staff/contests/{contest}").get(contests::staff_show::show).put(contests::edit::edit))
        .service(resource("/staff/contests/{contest}/publish").post(contests::publish::publish))
        .service(resource("/staff/contests/{contest}/units").post(contests::load_units::load))
        .service(resource("/staff/contests/{contest}/audit").get(contests::audit::show))
        .service(resource("/staff/units/template.{format}").get(contests::load_units::template))
        .service(resource("/staff/rounds/{round}/window").patch(contests::move_window::move_window))
        .service(
            resource("/staff/rounds/{round}/settlement")
                .route(patient(get().to(results::show::show)))
                .post(results::settle::settle),
        )
        .service(resource("/staff/rounds/{round}/settlement/final").post(results::finalise::finalise))
        .service(resource("/staff/rounds/{round}/disqualifications").post(results::disqualify::disqualify))
        .service(
            resource("/staff/rounds/{round}/exports/{file}")
                .route(patient(get().to(exports::download::download)))
                .route(patient(post().to(exports::download::ask))),
        )
        .service(resource("/staff/rounds/{round}/jobs").get(jobs::show::of_round))
        .service(resource("/staff/jobs/{job}").get(jobs::show::show).delete(jobs::show::cancel))
        .service(resource("/staff/jobs/{job}/file").route(patient(get().to(jobs::file::download))));
}

/// Allows a route longer limits for the database.
fn patient(route: Route) -> Route {
    route.wrap(from_fn(patiently))
}

/// Handles every address under `/api/v1` that does not exist.
async fn no_such_address() -> AppResult<&'static str> {
    Err(ErrorCode::NotFound.into())
}

/// Refuses a path parameter of the wrong form.
pub fn path_config() -> PathConfig {
    PathConfig::default().error_handler(|error, _| {
        tracing::debug!(%error, "a path was refused");
        Refusal::new(ErrorCode::MalformedPath).into()
    })
}

/// Refuses a query of the wrong form.
pub fn query_config() -> QueryConfig {
    QueryConfig::default().error_handler(|error, _| {
        tracing::debug!(%error, "a query was refused");
        Refusal::new(ErrorCode::MalformedPath).into()
    })
}
