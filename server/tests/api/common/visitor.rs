//! A person with a browser, and the responses that they get.

use super::contract;
use contest_core::wire::errors::{ApiError, ErrorCode};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A person with a browser.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(super) client: reqwest::Client,
    pub(super) url: String,
    pub(crate) language: &'static str,
}

impl Visitor {
    /// Returns the same person, still signed in, at another server.
    pub(crate) fn at(&self, url: &str) -> Visitor {
        Visitor {
            url: url.to_owned(),
            ..self.clone()
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.url))
            .header("Accept-Language", self.language)
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        Reply::of(self.request(Method::GET, path)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        Reply::of(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn delete_with(&self, path: &str, body: &impl Serialize) -> Reply {
        Reply::of(self.request(Method::DELETE, path).json(body)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &impl Serialize) -> Reply {
        Reply::of(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &impl Serialize) -> Reply {
        Reply::of(self.request(Method::PUT, path).json(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &impl Serialize) -> Reply {
        Reply::of(self.request(Method::PATCH, path).json(body)).await
    }

    /// Sends a file as it is.
    pub(crate) async fn upload(&self, path: &str, bytes: Vec<u8>) -> Reply {
        Reply::of(
            self.request(Method::POST, path)
                .header("Content-Type", "application/octet-stream")
                .body(bytes),
        )
        .await
    }
}

/// The response to a request.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Reply {
        let (client, request) = request.build_split();
        let request = request.expect("a request");
        let asked = contract::Asked::of(&request);
        let response: Response = client.execute(request).await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let reply = Reply {
            status,
            headers,
            body: response.bytes().await.expect("a body").to_vec(),
        };
        asked.check(&reply);
        reply
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the body of a request that succeeded.
    #[track_caller]
    pub(crate) fn ok<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text());
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Returns the body of a request that was refused with this code, and checks its status and message.
    #[track_caller]
    pub(crate) fn refused(&self, code: ErrorCode) -> ApiError {
        let error: ApiError = serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()));
        assert_eq!(error.code, code, "{}", self.text());
        assert_eq!(self.status.as_u16(), code.status());
        assert!(!error.message.is_empty() && error.message != code.as_str());
        error
    }
}
