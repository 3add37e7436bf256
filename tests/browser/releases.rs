//! Stands between a browser and the server, which can be updated: then the files of the front end have other names and
//! contents, while those of the release before are still there, as `cargo xtask web` leaves them.

use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, rt, web};
use reqwest::header::{
    ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, IF_NONE_MATCH, TRANSFER_ENCODING,
};
use reqwest::redirect::Policy;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What stands in a name of the newer release before the hash.
const NEWER: &str = "-ffff";
const PROGRAMS: [&str; 3] = ["contestant", "results", "practice"];
/// An address that only the newer release has.
pub(crate) const NEW_ADDRESS: &str = "/tin-tuc";
const NEW_PAGE: &str = "<!doctype html><title>Tin tức</title><p data-test=\"news\">Tin tức</p>";

struct Proxy {
    server: String,
    client: reqwest::Client,
    is_updated: Arc<AtomicBool>,
}

/// Returns the address of a server that passes everything on, and what updates it.
pub(crate) async fn open(server: &str) -> (String, Arc<AtomicBool>) {
    let is_updated = Arc::new(AtomicBool::new(false));
    let proxy = Data::new(Proxy {
        server: server.to_owned(),
        client: reqwest::Client::builder()
            .redirect(Policy::none())
            .build()
            .expect("a client"),
        is_updated: is_updated.clone(),
    });
    let serving = HttpServer::new(move || {
        App::new()
            .app_data(proxy.clone())
            .default_service(web::to(pass_on))
    });
    let serving = serving
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .expect("a port");
    let address = format!("http://{}", serving.addrs()[0]);
    // Until the story ends, and with it all that it has spawned.
    rt::spawn(serving.run());
    (address, is_updated)
}

async fn pass_on(request: HttpRequest, body: Bytes, proxy: Data<Proxy>) -> HttpResponse {
    let is_updated = proxy.is_updated.load(Ordering::SeqCst);
    if is_updated && request.uri().path() == NEW_ADDRESS {
        return HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .body(NEW_PAGE);
    }
    let address = request.uri().to_string().replace(NEWER, "-");
    let method = request.method().as_str().parse().expect("a method");
    let mut asked = proxy
        .client
        .request(method, [proxy.server.as_str(), &address].concat());
    for (name, value) in request.headers() {
        // What is rewritten must come, and not packed.
        let is_of_the_way = [HOST, ACCEPT_ENCODING, IF_NONE_MATCH]
            .iter()
            .any(|own| own.as_str() == name.as_str());
        if !is_of_the_way {
            asked = asked.header(name.as_str(), value.as_bytes());
        }
    }
    let Ok(answer) = asked.body(body.to_vec()).send().await else {
        return HttpResponse::BadGateway().finish();
    };
    let mut response = HttpResponse::build(answer.status().as_u16().try_into().expect("a status"));
    for (name, value) in answer.headers() {
        if ![CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(name) {
            response.append_header((name.as_str(), value.as_bytes()));
        }
    }
    let of_type = answer.headers().get(CONTENT_TYPE);
    let of_type = of_type
        .and_then(|of_type| of_type.to_str().ok())
        .unwrap_or_default();
    let is_script = of_type.contains("javascript") || of_type.contains("html");
    // Files of the earlier release stay as they were.
    let is_of_newer = !address.starts_with("/assets/") || request.uri().path().contains(NEWER);
    let is_newer = is_updated && is_of_newer && is_script;
    let Ok(content) = answer.bytes().await else {
        return HttpResponse::BadGateway().finish();
    };
    match is_newer {
        true => response.body(newer(&String::from_utf8_lossy(&content))),
        false => response.body(content),
    }
}

/// Returns a page or script as the newer release has it.
fn newer(text: &str) -> String {
    let mut text = text.replace("\"thiluat-", "\"thiluat-newer-");
    for program in PROGRAMS {
        text = text.replace(
            &format!("/assets/{program}-"),
            &format!("/assets/{program}{NEWER}"),
        );
    }
    text
}
