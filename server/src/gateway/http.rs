//! An SMS provider's HTTP interface: one POST for each message.

use super::message::{Gateway, Message, NotSent, Recipient};
use super::template::Template;
use crate::config::Config;
use ::http::header::{CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use ::http::{Request, StatusCode, Uri};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::io;
use std::time::Duration;

/// The most of a response that is read.
const LONGEST_RESPONSE: usize = 64 * 1_024;

pub(super) struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    url: Uri,
    header: Option<(HeaderName, HeaderValue)>,
    body: Template,
    /// What a response must contain, if its status does not say all.
    accepted: String,
    patience: Duration,
}

impl Http {
    /// Reads the settings, and the secret from its file. The settings have been checked: see `Config::load`.
    pub(super) fn new(config: &Config) -> io::Result<Http> {
        let patience = Duration::from_secs(config.gateway_timeout_s.into());
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        // Shorter than the patience for the whole: an address that swallows connections has certainly taken no message.
        connector.set_connect_timeout(Some(patience / 2));
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        Ok(Http {
            client: Client::builder(TokioExecutor::new()).build(connector),
            url: config.gateway_url.parse().map_err(io::Error::other)?,
            header: header(config)?,
            body: config.gateway_template().map_err(io::Error::other)?,
            accepted: config.gateway_accepted.clone(),
            patience,
        })
    }

    async fn ask(&self, request: Request<Full<Bytes>>) -> Result<(), NotSent> {
        let response = self.client.request(request).await;
        // The error of the connection names the host, never the body.
        let response = response.map_err(|error| match error.is_connect() {
            true => NotSent::Away(error.to_string()),
            false => NotSent::Unanswered(error.to_string()),
        })?;
        let status = response.status();
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(NotSent::Away(format!("status {status}")));
        }
        if !status.is_success() {
            return Err(NotSent::Refused(format!("status {status}")));
        }
        if self.accepted.is_empty() {
            return Ok(());
        }
        // It has accepted the message or not: asking again could send it twice.
        let unreadable = |_error| NotSent::Refused("its response cannot be read".into());
        let body = Limited::new(response.into_body(), LONGEST_RESPONSE);
        let body = body.collect().await.map_err(unreadable)?.to_bytes();
        match String::from_utf8_lossy(&body).contains(&self.accepted) {
            true => Ok(()),
            false => Err(NotSent::Refused(
                "its response does not contain gateway_accepted".into(),
            )),
        }
    }
}

#[async_trait::async_trait]
impl Gateway for Http {
    async fn send(&self, message: &Message) -> Result<(), NotSent> {
        let Recipient::Phone(phone) = &message.to;
        let mut request = Request::post(self.url.clone())
            .header(CONTENT_TYPE, self.body.content_type())
            .header(USER_AGENT, "thiluat");
        if let Some((name, value)) = &self.header {
            request = request.header(name, value);
        }
        let body = self.body.filled(phone, &message.text);
        let request = request.body(Full::from(body));
        let request = request.map_err(|error| NotSent::Refused(error.to_string()))?;
        tokio::time::timeout(self.patience, self.ask(request))
            .await
            .unwrap_or_else(|_elapsed| Err(NotSent::Unanswered("no response in time".into())))
    }
}

/// Returns the header that the provider wants, with the secret in it.
fn header(config: &Config) -> io::Result<Option<(HeaderName, HeaderValue)>> {
    let Some((name, value)) = config.gateway_header.split_once(':') else {
        return Ok(None);
    };
    let secret = match config.gateway_secret_file.as_os_str().is_empty() {
        true => config.gateway_secret.clone(),
        false => std::fs::read_to_string(&config.gateway_secret_file).map_err(|error| {
            let path = config.gateway_secret_file.display();
            io::Error::other(format!("gateway_secret_file: {path} cannot be read: {error}"))
        })?,
    };
    // The error of a header would not say more, and must not show the secret.
    let malformed = |_error| io::Error::other("gateway_header: no HTTP header, once the secret is in it");
    let name = HeaderName::from_bytes(name.trim().as_bytes())
        .map_err(|_error| io::Error::other("gateway_header: write a name, a colon and a value"))?;
    let mut value =
        HeaderValue::from_str(&value.trim().replace("{secret}", secret.trim())).map_err(malformed)?;
    value.set_sensitive(true);
    Ok(Some((name, value)))
}
