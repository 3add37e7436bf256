//! The whole URL map.

use crate::errors::Refusal;
use crate::{attempts, auth, banks, boards, contests, exports, jobs, openapi, probes, results, web};
use actix_web::Route;
use actix_web::middleware::from_fn;
use actix_web::web::{PathConfig, QueryConfig, ServiceConfig, get, patch, post, put, resource, route, scope};
use contest_core::wire::errors::ErrorCode;

pub fn routes(app: &mut ServiceConfig) {
    app.configure(surge);
    app.route("/livez", get().to(probes::live));
    app.route("/readyz", get().to(probes::ready));
    app.service(
        scope("/api/v1")
            .route("/openapi.json", get().to(openapi::document))
            .configure(contestant)
            .configure(public)
            .configure(staff)
            .default_service(route().to(web::no_such_endpoint)),
    );
    app.configure(openapi::page);
    app.default_service(route().to(web::page_or_asset));
}

/// What a surge asks for. Routes are tried in order, each by a regular expression, and a scope is one more step: these
/// stand first and outside of it.
#[rustfmt::skip] // a route a line
fn surge(app: &mut ServiceConfig) {
    app.route("/api/v1/attempts/{attempt}/sheet", put().to(attempts::save::save))
        .route("/api/v1/attempts/{attempt}/submission", post().to(attempts::submit::submit))
        .route("/api/v1/rounds/{round}/attempts", post().to(attempts::start::start))
        .route("/api/v1/rounds/{round}/board", get().to(boards::show::show))
        .route("/api/v1/rounds/{round}/me", get().to(attempts::mine::mine));
}

/// Nobody need sign in.
#[rustfmt::skip] // a route a line
fn public(api: &mut ServiceConfig) {
    api.route("/accounts", post().to(auth::register::register))
        .service(
            resource("/session")
                .get(auth::whoami::whoami)
                .post(auth::sign_in::sign_in)
                .delete(auth::sign_out::sign_out),
        )
        .route("/contests", get().to(contests::list::list))
        .route("/contests/{slug}", get().to(contests::show::show))
        .route("/contests/{contest}/units", get().to(contests::units::units))
        .route("/rounds/{round}/winners", get().to(results::winners::winners))
        .route("/receipt-key", get().to(attempts::receipt::public_key));
}

/// Contestants, for themselves.
#[rustfmt::skip] // a route a line
fn contestant(api: &mut ServiceConfig) {
    api.route("/attempts/{attempt}/paper", get().to(attempts::paper::paper))
        .route("/attempts/{attempt}/receipt", get().to(attempts::receipt::receipt))
        .route("/attempts/{attempt}/review", get().to(attempts::review::review))
        .route("/me/attempts", get().to(attempts::history::history))
        .route("/contests/{contest}/entry", post().to(contests::enter::enter));
}

/// Organisers and judges. Each handler loads the thing through an access check of its owner or judges.
#[rustfmt::skip] // a route a line
fn staff(api: &mut ServiceConfig) {
    api.service(resource("/staff/banks").get(banks::list::list).post(banks::load::load))
        .route("/staff/banks/check", post().to(banks::check::check))
        .route("/staff/banks/template.{format}", get().to(banks::template::template))
        .route("/staff/bank-versions/{version}", get().to(banks::show::show))
        .service(resource("/staff/contests").get(contests::staff_list::list).post(contests::create::create))
        .route("/staff/contests/toml", post().to(contests::create::create_from_toml))
        .service(resource("/staff/contests/{contest}").get(contests::staff_show::show).put(contests::edit::edit))
        .route("/staff/contests/{contest}/publish", post().to(contests::publish::publish))
        .route("/staff/contests/{contest}/units", post().to(contests::load_units::load))
        .route("/staff/contests/{contest}/audit", get().to(contests::audit::show))
        .route("/staff/units/template.{format}", get().to(contests::load_units::template))
        .route("/staff/rounds/{round}/window", patch().to(contests::move_window::move_window))
        .service(
            resource("/staff/rounds/{round}/settlement")
                .route(patient(get().to(results::show::show)))
                .post(results::settle::settle),
        )
        .route("/staff/rounds/{round}/settlement/final", post().to(results::finalise::finalise))
        .route("/staff/rounds/{round}/disqualifications", post().to(results::disqualify::disqualify))
        .service(
            resource("/staff/rounds/{round}/exports/{file}")
                .route(patient(get().to(exports::download::download)))
                .route(patient(post().to(exports::download::ask))),
        )
        .route("/staff/rounds/{round}/jobs", get().to(jobs::show::of_round))
        .service(resource("/staff/jobs/{job}").get(jobs::show::show).delete(jobs::show::cancel))
        .route("/staff/jobs/{job}/file", patient(get().to(jobs::file::download)));
}

/// What takes the database long by nature may take long.
fn patient(route: Route) -> Route {
    route.wrap(from_fn(web::patiently))
}

/// A part of the path that is not of the expected form.
pub fn path_config() -> PathConfig {
    PathConfig::default().error_handler(|error, _| {
        tracing::debug!(%error, "a path was refused");
        Refusal::new(ErrorCode::MalformedPath).into()
    })
}

/// A query that is not of the expected form.
pub fn query_config() -> QueryConfig {
    QueryConfig::default().error_handler(|error, _| {
        tracing::debug!(%error, "a query was refused");
        Refusal::new(ErrorCode::MalformedPath).into()
    })
}
