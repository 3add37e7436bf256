//! The whole URL map.

use crate::errors::Refusal;
use crate::web::files;
use crate::web::middleware::patiently;
use crate::{
    accounts, attempts, auth, banks, boards, codes, contests, desk, documents, exports, jobs, laws, me,
    monitor, openapi, probes, rehearsal, results, statistics,
};
use actix_web::Route;
use actix_web::middleware::from_fn;
use actix_web::web::{PathConfig, QueryConfig, ServiceConfig, get, post, resource, route};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;

pub(crate) fn routes(app: &mut ServiceConfig) {
    app.configure(surge)
        .service(resource(paths::LIVE).get(probes::live))
        .service(resource(paths::READY).get(probes::ready))
        .service(resource(paths::OPENAPI).get(openapi::document))
        .configure(contestant)
        .configure(public)
        .configure(staff)
        .configure(openapi::page)
        .configure(pages)
        .default_service(route().to(files::page_or_asset));
}

/// The routes of a surge. Routes are tried in order, each by a regular expression: these come first.
#[rustfmt::skip] // one route per line
fn surge(app: &mut ServiceConfig) {
    app.service(resource(paths::SHEET).put(attempts::save::save))
        .service(resource(paths::SUBMISSION).post(attempts::submit::submit))
        .service(resource(paths::ATTEMPTS).post(attempts::start::start))
        .service(resource(paths::BOARD).get(boards::show::show))
        .service(resource(paths::MY_ROUND).get(attempts::mine::mine));
}

/// Public routes.
#[rustfmt::skip] // one route per line
fn public(api: &mut ServiceConfig) {
    api.service(resource(paths::ACCOUNTS).post(auth::register::register))
        .service(
            resource(paths::SESSION)
                .get(auth::whoami::whoami)
                .post(auth::sign_in::sign_in)
                .delete(auth::sign_out::sign_out),
        )
        .service(resource(paths::PASSWORD_RESET).post(codes::set_password::set_password))
        .service(resource(paths::PASSWORD_RESET_CODE).get(codes::offer::offer).post(codes::ask::ask))
        .service(resource(paths::LINK_LOOK).post(accounts::look::look))
        .service(resource(paths::LINK_USE).post(accounts::link_use::use_link))
        .service(resource(paths::CONTESTS).get(contests::list::list))
        .service(resource(paths::CONTEST).get(contests::show::show))
        .service(resource(paths::POSTER).get(documents::poster::poster))
        .service(resource(paths::PRACTICE).get(contests::practice::practice))
        .service(resource(paths::CONTEST_CARD).get(documents::contest_card::card))
        .service(resource(paths::UNITS).get(contests::units::units))
        .service(resource(paths::WINNERS).get(results::winners::winners))
        .service(resource(paths::RECEIPT_KEY).get(attempts::receipt::public_key))
        .service(resource(paths::RECEIPT_CHECK).get(attempts::check_receipt::check_receipt));
}

/// Routes of contestants, about themselves.
#[rustfmt::skip] // one route per line
fn contestant(api: &mut ServiceConfig) {
    api.service(resource(paths::PAPER).get(attempts::paper::paper))
        .service(resource(paths::RECEIPT).get(attempts::receipt::receipt))
        .service(resource(paths::REVIEW).get(attempts::review::review))
        .service(resource(paths::MY_RESULT).get(results::my_result::my_result))
        .service(resource(paths::CERTIFICATE).get(documents::certificate::certificate))
        .service(resource(paths::RESULT_CARD).get(documents::result_card::card))
        .service(resource(paths::MY_ATTEMPTS).get(attempts::history::history))
        .service(resource(paths::MY_RUNNING).get(attempts::running::running))
        .service(
            resource(paths::ME)
                .get(me::show::show)
                .patch(me::correct::correct)
                .delete(me::erase::erase),
        )
        .service(resource(paths::MY_DATA).get(me::data::data))
        .service(resource(paths::MY_PASSWORD).put(me::password::change))
        .service(resource(paths::ENTRY).post(contests::enter::enter))
        .service(resource(paths::WITHDRAWAL).post(me::withdraw::withdraw));
}

/// Routes of organisers and judges. Each handler loads its entity through an access check that knows the owner and the
/// judges.
#[rustfmt::skip] // one route per line
fn staff(api: &mut ServiceConfig) {
    api.service(resource(paths::BANKS).get(banks::list::list).post(banks::load::load))
        .service(resource(paths::BANK_CHECK).post(banks::check::check))
        .service(resource(paths::BANK_TEMPLATE).get(banks::template::template))
        .service(resource(paths::BANK_VERSION).get(banks::show::show))
        .service(resource(paths::BANK_FILE).get(banks::download::download))
        .service(resource(paths::BANK_FINDINGS).get(banks::findings::findings))
        .service(resource(paths::BANK_CHANGES).post(banks::change::change))
        .service(resource(paths::BANK_DIFFERENCES).get(banks::differences::differences))
        .service(resource(paths::BANK_HISTORY).get(banks::history::history))
        .service(resource(paths::STAFF_CONTESTS).get(contests::staff_list::list).post(contests::create::create))
        .service(resource(paths::STAFF_CONTESTS_TOML).post(contests::create::create_from_toml))
        .service(resource(paths::STAFF_CONTEST).get(contests::staff_show::show).put(contests::edit::edit).patch(contests::change_contact::change_contact))
        .service(resource(paths::PUBLISH).post(contests::publish::publish))
        .service(resource(paths::STAFF_ACCOUNTS).get(accounts::list::list).post(accounts::invite::invite))
        .service(resource(paths::STAFF_ACCOUNT).patch(accounts::change::change))
        .service(resource(paths::STAFF_PASSWORD_LINK).post(accounts::password_link::make))
        .service(resource(paths::STAFF_LINK).delete(accounts::withdraw::withdraw))
        .service(resource(paths::JUDGES).get(contests::judges::list).post(contests::judges::invite))
        .service(resource(paths::JUDGE).put(contests::judges::appoint).delete(contests::judges::remove))
        .service(resource(paths::CLONE).post(contests::clone::clone))
        .service(resource(paths::STAFF_UNITS).post(contests::load_units::load))
        .service(resource(paths::AUDIT).get(contests::audit::show))
        .service(resource(paths::DESK_SEARCH).post(desk::search::search))
        .service(resource(paths::DESK_PERSON).get(desk::person::show).patch(desk::correct::correct))
        .service(resource(paths::DESK_FULL).post(desk::person::full))
        .service(resource(paths::DESK_CODE).post(desk::code::make))
        .service(resource(paths::DESK_ATTEMPT).get(desk::attempt::show))
        .service(resource(paths::UNITS_TEMPLATE).get(contests::load_units::template))
        .service(resource(paths::NOTICE).put(contests::notice::put))
        .service(resource(paths::EXTRA_TIMES).get(contests::extra_time::list).post(contests::extra_time::give))
        .service(resource(paths::CANCELLATION).post(contests::cancel_round::cancel))
        .service(resource(paths::TRIAL).post(rehearsal::trial::trial))
        .service(resource(paths::DRY_RUN).post(rehearsal::dry_run::dry_run))
        .service(resource(paths::WINDOW).patch(contests::move_window::move_window))
        .service(
            resource(paths::SETTLEMENT)
                .route(patient(get().to(results::show::show)))
                .post(results::settle::settle),
        )
        .service(resource(paths::FINAL_SETTLEMENT).post(results::finalise::finalise))
        .service(resource(paths::DISQUALIFICATIONS).post(results::disqualify::disqualify))
        .service(
            resource(paths::EXPORT)
                .route(patient(get().to(exports::download::download)))
                .route(patient(post().to(exports::download::ask))),
        )
        .service(resource(paths::MONITOR).get(monitor::show::show))
        .service(resource(paths::MONITOR_UNITS).get(monitor::units::show))
        .service(resource(paths::STATISTICS).get(statistics::show::show).post(statistics::ask::ask))
        .service(resource(paths::QUESTION_STATISTICS).get(statistics::question::show))
        .service(resource(paths::UNIT_REPORT).get(statistics::units::show))
        .service(resource(paths::JOBS).get(jobs::show::of_round))
        .service(resource(paths::JOB).get(jobs::show::show).delete(jobs::show::cancel))
        .service(resource(paths::JOB_FILE).route(patient(get().to(jobs::file::download))));
}

/// Pages that tell something before the app runs. All other pages are the shell alone.
#[rustfmt::skip] // one route per line
fn pages(site: &mut ServiceConfig) {
    site.service(resource("/").get(contests::page::home))
        .service(resource("/thi/{slug}").get(contests::page::contest))
        .service(resource("/thi/{slug}/thi-thu").get(contests::practice_page::page))
        .service(resource("/thi/{slug}/lam-bai/{round}").get(attempts::page::page))
        .service(resource("/thi/{slug}/man-hinh").get(contests::screen::screen))
        .service(resource("/van-ban").get(laws::list::show))
        .service(resource("/van-ban/{slug}").get(laws::page::show))
        .service(resource("/robots.txt").get(contests::page::robots))
        .service(resource("/sitemap.xml").get(contests::page::sitemap));
}

/// Allows a route longer limits for the database.
fn patient(route: Route) -> Route {
    route.wrap(from_fn(patiently))
}

/// Refuses a path parameter of the wrong form.
pub(crate) fn path_config() -> PathConfig {
    PathConfig::default().error_handler(|error, _| {
        tracing::debug!(%error, "a path was refused");
        Refusal::new(ErrorCode::MalformedPath).into()
    })
}

/// Refuses a query of the wrong form.
pub(crate) fn query_config() -> QueryConfig {
    QueryConfig::default().error_handler(|error, _| {
        tracing::debug!(%error, "a query was refused");
        Refusal::new(ErrorCode::MalformedPath).into()
    })
}
