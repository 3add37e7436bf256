//! The OpenAPI document for machines, and a page on which people read it.

use crate::errors::{AppResult, Refusal};
use crate::web::cacheable::{Cacheable, public};
use crate::{
    accounts, attempts, auth, banks, boards, codes, contests, desk, documents, exports, jobs, me, monitor,
    probes, rehearsal, results, statistics,
};
use actix_web::web::{ServiceConfig, redirect};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::wire::errors::ApiError;
use contest_core::wire::paths;
use std::sync::LazyLock;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, OpenApi as Document, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi};
use utoipa_swagger_ui::{Config, SwaggerUi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Thi Luật",
        description = "Online law-knowledge contests. Moments are milliseconds since 1970 UTC, points are in \
                       hundredths; a refused request gets an `ApiError`, whose codes are a closed set. Sessions are \
                       a cookie that registering and signing in set."
    ),
    modifiers(&Refusals, &SessionCookie),
    components(schemas(ApiError)),
    paths(
        probes::live,
        probes::ready,
        document,
        auth::register::register,
        auth::whoami::whoami,
        auth::sign_in::sign_in,
        auth::sign_out::sign_out,
        codes::offer::offer,
        codes::ask::ask,
        codes::set_password::set_password,
        contests::list::list,
        contests::show::show,
        contests::practice::practice,
        documents::poster::poster,
        documents::contest_card::card,
        contests::units::units,
        contests::enter::enter,
        boards::show::show,
        attempts::mine::mine,
        attempts::start::start,
        attempts::paper::paper,
        attempts::save::save,
        attempts::submit::submit,
        attempts::receipt::receipt,
        attempts::receipt::public_key,
        attempts::check_receipt::check_receipt,
        attempts::review::review,
        documents::certificate::certificate,
        documents::result_card::card,
        attempts::history::history,
        attempts::running::running,
        me::show::show,
        me::data::data,
        me::correct::correct,
        me::password::change,
        me::withdraw::withdraw,
        me::erase::erase,
        banks::list::list,
        banks::load::load,
        banks::check::check,
        banks::template::template,
        banks::show::show,
        banks::download::download,
        banks::findings::findings,
        banks::change::change,
        banks::differences::differences,
        banks::history::history,
        contests::staff_list::list,
        contests::create::create,
        contests::create::create_from_toml,
        contests::staff_show::show,
        contests::edit::edit,
        contests::change_contact::change_contact,
        contests::publish::publish,
        contests::judges::list,
        contests::judges::invite,
        contests::judges::appoint,
        contests::judges::remove,
        accounts::list::list,
        accounts::invite::invite,
        accounts::change::change,
        accounts::password_link::make,
        accounts::withdraw::withdraw,
        accounts::look::look,
        accounts::link_use::use_link,
        contests::clone::clone,
        rehearsal::trial::trial,
        rehearsal::dry_run::dry_run,
        contests::load_units::load,
        contests::load_units::template,
        contests::audit::show,
        contests::move_window::move_window,
        contests::notice::put,
        contests::extra_time::list,
        contests::extra_time::give,
        contests::cancel_round::cancel,
        desk::search::search,
        desk::person::show,
        desk::person::full,
        desk::code::make,
        desk::correct::correct,
        desk::attempt::show,
        results::winners::winners,
        results::my_result::my_result,
        results::show::show,
        results::settle::settle,
        results::finalise::finalise,
        results::disqualify::disqualify,
        exports::download::download,
        exports::download::ask,
        monitor::show::show,
        monitor::units::show,
        statistics::show::show,
        statistics::ask::ask,
        statistics::question::show,
        statistics::units::show,
        jobs::show::show,
        jobs::show::of_round,
        jobs::show::cancel,
        jobs::file::download,
    )
)]
struct Api;

/// The session cookie. Over TLS its name is `__Host-thiluat`.
struct SessionCookie;

impl Modify for SessionCookie {
    fn modify(&self, document: &mut Document) {
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("thiluat")));
        document
            .components
            .get_or_insert_with(Components::default)
            .add_security_scheme("session", cookie);
        for (path, method, operation) in operations(document) {
            if path.starts_with(paths::PREFIX) && !PUBLIC.contains(&(method, path)) {
                let session = SecurityRequirement::new("session", Vec::<String>::new());
                operation.security.get_or_insert_default().push(session);
            }
        }
    }
}

/// Adds the refusals that any API request may get instead of its documented response.
struct Refusals;

impl Modify for Refusals {
    fn modify(&self, document: &mut Document) {
        let refusal = |description: &str| {
            let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("ApiError")));
            let response = ResponseBuilder::new().description(description);
            response.content("application/json", body.build()).build()
        };
        for (path, _, operation) in operations(document) {
            if path.starts_with(paths::PREFIX) {
                let responses = &mut operation.responses.responses;
                responses.insert("4XX".to_owned(), refusal("refused").into());
                responses.insert(
                    "5XX".to_owned(),
                    refusal("not now; `503` says when to ask again").into(),
                );
            }
        }
    }
}

/// Operations that need no session; everything else of the API does.
const PUBLIC: &[(&str, &str)] = &[
    ("get", paths::OPENAPI),
    ("post", paths::ACCOUNTS),
    ("get", paths::SESSION),
    ("post", paths::SESSION),
    ("delete", paths::SESSION),
    ("post", paths::PASSWORD_RESET),
    ("get", paths::PASSWORD_RESET_CODE),
    ("post", paths::PASSWORD_RESET_CODE),
    ("post", paths::LINK_LOOK),
    ("post", paths::LINK_USE),
    ("get", paths::CONTESTS),
    ("get", paths::CONTEST),
    ("get", paths::PRACTICE),
    ("get", paths::POSTER),
    ("get", paths::CONTEST_CARD),
    ("get", paths::UNITS),
    ("get", paths::BOARD),
    ("get", paths::WINNERS),
    ("get", paths::RECEIPT_KEY),
    ("get", paths::RECEIPT_CHECK),
];

fn operations(document: &mut Document) -> impl Iterator<Item = (&str, &'static str, &mut Operation)> {
    document.paths.paths.iter_mut().flat_map(|(path, item)| {
        let operations = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        let found = operations.into_iter();
        found.filter_map(|(method, operation)| Some((path.as_str(), method, operation.as_mut()?)))
    })
}

/// Returns the whole document.
pub fn api() -> Document {
    Api::openapi()
}

/// Serialised once: it changes only with the program.
static DOCUMENT: LazyLock<AppResult<Cacheable>> = LazyLock::new(|| Cacheable::json(&api()));

/// This document.
#[utoipa::path(get, path = paths::OPENAPI, tag = "probes", responses((status = 200, body = Object, description = "OpenAPI")))]
pub(crate) async fn document(request: HttpRequest) -> AppResult<HttpResponse> {
    Ok(DOCUMENT
        .as_ref()
        .map_err(Refusal::clone)?
        .respond(&request, public(300)))
}

/// Serves the page on which people read the document and try out requests.
pub(crate) fn page(app: &mut ServiceConfig) {
    let config = Config::from(paths::OPENAPI)
        .display_request_duration(true)
        .doc_expansion("none");
    app.service(redirect(paths::DOCS.trim_end_matches('/'), paths::DOCS));
    app.service(SwaggerUi::new([paths::DOCS, "{_:.*}"].concat()).config(config));
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn every_reference_leads_somewhere() {
        let text = serde_json::to_string(&api()).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        for reference in text.split("\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(json["components"]["schemas"][name].is_object(), "{name}");
        }
    }
}
