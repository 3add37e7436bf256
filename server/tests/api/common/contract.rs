//! Checks every request of the tests, and its response, against the OpenAPI document.

use super::Reply;
use contest_core::wire::paths;
use jsonschema::Validator;
use reqwest::{Method, Request};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

/// A request as it was sent.
pub(crate) struct Asked {
    method: Method,
    path: String,
    body: Option<Value>,
}

impl Asked {
    pub(crate) fn of(request: &Request) -> Asked {
        let body = request.body().and_then(|body| body.as_bytes());
        let is_json = request
            .headers()
            .get("content-type")
            .is_some_and(|kind| kind == "application/json");
        Asked {
            method: request.method().clone(),
            path: request.url().path().to_owned(),
            body: body
                .filter(|_| is_json)
                .and_then(|body| serde_json::from_slice(body).ok()),
        }
    }

    /// Panics if the response, or a request that succeeded, is not as documented.
    pub(crate) fn check(&self, reply: &Reply) {
        let Some((template, item)) = described(&self.path) else {
            let undocumented = self.path.starts_with(paths::PREFIX) && reply.status != 404;
            assert!(!undocumented, "{} {} is not documented", self.method, self.path);
            return;
        };
        let what = format!("{} {template}: {}", self.method, reply.status);
        if self.path.starts_with(paths::PREFIX) {
            assert!(
                reply.headers.contains_key("cache-control"),
                "{what} without Cache-Control"
            );
        }
        let served = match self.method {
            Method::HEAD => "get".to_owned(),
            _ => self.method.as_str().to_lowercase(),
        };
        let operation = &item[served];
        if operation.is_null() {
            assert_eq!(reply.status, 405, "{what} for a method that is not documented");
            let mut documented: Vec<String> = item.as_object().expect("methods").keys().cloned().collect();
            documented
                .iter_mut()
                .for_each(|method| method.make_ascii_uppercase());
            if documented.contains(&"GET".to_owned()) {
                documented.push("HEAD".to_owned());
            }
            documented.sort();
            let allowed = reply.headers["allow"].to_str().expect("text");
            let mut allowed: Vec<&str> = allowed.split(", ").collect();
            allowed.sort_unstable();
            assert_eq!(allowed, documented, "{what}: Allow");
        } else {
            self.check_response(&what, operation, reply);
            if reply.status.is_success() {
                self.check_request(&what, operation);
            }
        }
    }

    fn check_response(&self, what: &str, operation: &Value, reply: &Reply) {
        let status = reply.status.as_str();
        let responses = &operation["responses"];
        let class = format!("{}XX", &status[..1]);
        let documented = [status, &class, "default"]
            .into_iter()
            .map(|key| &responses[key])
            .find(|found| !found.is_null())
            .unwrap_or_else(|| panic!("{what} is not documented"));
        let kind = reply
            .headers
            .get("content-type")
            .map(|kind| kind.to_str().expect("text"));
        let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim());
        let content = documented["content"].as_object();
        match (kind, content) {
            (None, None) => assert!(reply.body.is_empty(), "{what} has a body without a type"),
            (Some(kind), Some(content)) => {
                let media = content
                    .get(kind)
                    .unwrap_or_else(|| panic!("{what} is {kind}, documented are {:?}", content.keys()));
                if self.method == Method::HEAD {
                    assert!(reply.body.is_empty(), "{what} has a body");
                    return;
                }
                // A test that asks for a content encoding decodes it itself.
                let plain = !reply.headers.contains_key("content-encoding");
                if kind == "application/json" && plain {
                    let body = serde_json::from_slice(&reply.body).expect("JSON");
                    holds(what, &media["schema"], &body);
                }
            }
            (kind, content) => panic!("{what} is {kind:?}, documented is {content:?}"),
        }
    }

    fn check_request(&self, what: &str, operation: &Value) {
        let documented = &operation["requestBody"];
        match &self.body {
            Some(body) => {
                assert!(
                    !documented.is_null() || body.is_null(),
                    "{what} takes a body that is not documented"
                );
                if !documented.is_null() {
                    holds(what, &documented["content"]["application/json"]["schema"], body);
                }
            }
            None => {
                let required = documented["required"] == true;
                let json = !documented["content"]["application/json"].is_null();
                assert!(
                    !(required && json),
                    "{what} succeeds without the body that is required"
                );
            }
        }
    }
}

fn holds(what: &str, schema: &Value, value: &Value) {
    let validator = validator(schema);
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "{what} is not as documented: {errors:#?} in {value}"
    );
}

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let document = serde_json::to_value(thiluat::openapi::api());
    document.expect("JSON")
});

/// Returns the template that matches, with its operations. Fixed parts take precedence over parameters.
fn described(path: &str) -> Option<(&'static String, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    let matching = paths.iter().filter(|(template, _)| fits(template, path));
    matching.min_by_key(|(template, _)| template.matches('{').count())
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template
            .zip(path)
            .all(|(expected, found)| match expected.split_once('{') {
                Some((start, _)) => found.len() > start.len() && found.starts_with(start),
                None => expected == found,
            })
}

/// Returns the validator of a schema, which is built once.
fn validator(schema: &Value) -> Arc<Validator> {
    static BUILT: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let name = schema.to_string();
    if let Some(built) = BUILT.lock().expect("unpoisoned").get(&name) {
        return built.clone();
    }
    let whole = json!({ "allOf": [schema], "components": DOCUMENT["components"] });
    let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
    let built = Arc::new(
        options
            .build(&whole)
            .unwrap_or_else(|error| panic!("{error}: {schema}")),
    );
    BUILT.lock().expect("unpoisoned").insert(name, built.clone());
    built
}
