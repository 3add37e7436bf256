//! The API described for machines (OpenAPI), and a page for people to read it.

use crate::{attempts, auth, banks, boards, contests, exports, jobs, probes, results};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Bytes, ServiceConfig, redirect};
use std::sync::LazyLock;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{Components, OpenApi as Document};
use utoipa::{Modify, OpenApi};
use utoipa_swagger_ui::{Config, SwaggerUi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Thi Luật",
        description = "Online law-knowledge contests. Moments are milliseconds since 1970 UTC, points are in \
                       hundredths; a refused request answers `ApiError`, whose codes are a closed set. Sessions are \
                       a cookie that registering and signing in set."
    ),
    modifiers(&SessionCookie),
    paths(
        probes::live,
        probes::ready,
        document,
        auth::register::register,
        auth::whoami::whoami,
        auth::sign_in::sign_in,
        auth::sign_out::sign_out,
        contests::list::list,
        contests::show::show,
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
        attempts::review::review,
        attempts::history::history,
        banks::list::list,
        banks::load::load,
        banks::check::check,
        banks::template::template,
        banks::show::show,
        contests::staff_list::list,
        contests::create::create,
        contests::create::create_from_toml,
        contests::staff_show::show,
        contests::edit::edit,
        contests::publish::publish,
        contests::load_units::load,
        contests::load_units::template,
        contests::audit::show,
        contests::move_window::move_window,
        results::winners::winners,
        results::show::show,
        results::settle::settle,
        results::finalise::finalise,
        results::disqualify::disqualify,
        exports::download::download,
        exports::download::ask,
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
    }
}

/// The whole document.
pub fn api() -> Document {
    Api::openapi()
}

/// Written once: it changes with the program alone.
static JSON: LazyLock<Bytes> = LazyLock::new(|| serde_json::to_vec(&api()).unwrap_or_default().into());

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "probes", responses((status = 200, description = "OpenAPI")))]
pub async fn document() -> HttpResponse {
    let caching = (header::CACHE_CONTROL, "public, max-age=300");
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header(caching)
        .body(JSON.clone())
}

/// `/api/docs`: the document for reading and trying out.
pub fn page(app: &mut ServiceConfig) {
    let config = Config::from("/api/v1/openapi.json")
        .display_request_duration(true)
        .doc_expansion("none");
    app.service(redirect("/api/docs", "/api/docs/"));
    app.service(SwaggerUi::new("/api/docs/{_:.*}").config(config));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The routes as `routes.rs` writes them: `METHOD path`.
    fn routed() -> BTreeSet<String> {
        // However the lines are broken.
        let source: String = include_str!("routes.rs").split_whitespace().collect();
        let source = source
            .replace(".route(patient(get()", ".get(")
            .replace(".route(patient(post()", ".post(")
            .replace("patient(", "");
        let mut routes = BTreeSet::new();
        for call in source.split("route(\"").skip(1) {
            let (path, rest) = call.split_once('"').unwrap();
            let method = rest.trim_start_matches(',').split('(').next().unwrap();
            routes.insert(format!("{method} {}", full(path)));
        }
        for call in source.split("resource(\"").skip(1) {
            let (path, rest) = call.split_once('"').unwrap();
            // The methods follow at once, up to the next route.
            let chain = rest
                .split("route(")
                .next()
                .unwrap()
                .split("resource(")
                .next()
                .unwrap();
            for method in ["get", "post", "put", "patch", "delete"] {
                if chain.contains(&format!(".{method}(")) {
                    routes.insert(format!("{method} {}", full(path)));
                }
            }
        }
        routes
    }

    fn full(path: &str) -> String {
        let whole = path.starts_with("/api/v1/") || ["/livez", "/readyz"].contains(&path);
        if whole {
            path.to_owned()
        } else {
            format!("/api/v1{path}")
        }
    }

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let json = serde_json::to_value(api()).unwrap();
        let mut described = BTreeSet::new();
        for (path, item) in json["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                described.insert(format!("{method} {path}"));
            }
        }
        assert!(described.len() >= 40, "{described:?}");
        assert_eq!(described, routed());
    }

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
