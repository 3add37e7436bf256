//! Which addresses there are, and which methods they take.

use super::operations::{Operation, Things, operations};
use crate::both;
use crate::common::{Reply, TestApp};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use reqwest::header::{DATE, HeaderMap};
use reqwest::{Method, StatusCode};
use std::collections::BTreeSet;

// `every_address_says_which_methods_it_takes` shows that each is routed.
#[test]
fn every_pattern_is_documented_and_nothing_else() {
    let document = serde_json::to_value(thiluat::openapi::api()).expect("JSON");
    let documented = document["paths"].as_object().expect("paths");
    let documented: BTreeSet<&str> = documented.keys().map(String::as_str).collect();
    let probes = [paths::LIVE, paths::READY];
    let patterns: BTreeSet<&str> = paths::ALL.iter().copied().chain(probes).collect();
    assert_eq!(documented, patterns);
}

// `common/contract.rs` holds the `405` to the document: which methods there are.
both!(
    every_address_says_which_methods_it_takes,
    |app: TestApp| async move {
        let things = Things::of(&app).await;
        let nobody = app.visitor();
        let described = operations();
        for operation in &described {
            for method in [
                Method::GET,
                Method::HEAD,
                Method::PUT,
                Method::POST,
                Method::PATCH,
                Method::DELETE,
            ] {
                let asked = Operation {
                    method,
                    template: operation.template,
                    needs_session: false,
                };
                // Who may GET may ask for the HEAD alone.
                let served = match asked.method {
                    Method::HEAD => ("GET", asked.template),
                    _ => asked.name(),
                };
                let known = described.iter().any(|known| known.name() == served);
                let reply = things.ask(&nobody, &asked).await;
                let unlike = reply.status == StatusCode::METHOD_NOT_ALLOWED;
                assert_eq!(
                    unlike,
                    !known,
                    "{:?}: {} {}",
                    asked.name(),
                    reply.status,
                    reply.text()
                );
                if !known && asked.method != Method::HEAD {
                    reply.refused(ErrorCode::MethodNotAllowed);
                }
            }
        }
        nobody
            .get(&format!("{}/no-such-address", paths::PREFIX))
            .await
            .refused(ErrorCode::NotFound);
    }
);

both!(
    head_is_answered_as_get_without_the_body,
    |app: TestApp| async move {
        let things = Things::of(&app).await;
        let owner = app.sign_in("tochuc").await;
        let mut found = 0;
        for get in operations() {
            if get.method != Method::GET {
                continue;
            }
            let who = if get.is_staff() {
                &owner
            } else {
                &things.contestant
            };
            let head = Operation {
                method: Method::HEAD,
                ..get.clone()
            };
            let (whole, bare) = (things.ask(who, &get).await, things.ask(who, &head).await);
            assert!(!whole.body.is_empty() && bare.body.is_empty(), "{:?}", get.name());
            found += usize::from(whole.status == StatusCode::OK);
            assert_eq!(bare.status, whole.status, "{:?}", get.name());
            assert_eq!(lasting(bare), lasting(whole), "{:?}", get.name());
        }
        assert!(found > 20, "{found} were there");
    }
);

/// Returns the headers that do not change with the time.
fn lasting(reply: Reply) -> HeaderMap {
    let mut headers = reply.headers;
    headers.remove(DATE);
    headers
}
