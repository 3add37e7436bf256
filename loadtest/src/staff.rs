//! Organisers and judges: their requests to the staff API.

use crate::contest::{Round, rfc3339};
use crate::http::{Answer, Client, NoAnswer, Received, Sending};
use crate::people::cookie_of;
use crate::target::Server;
use contest_core::time::Millis;
use contest_core::wire::accounts::SignIn;
use contest_core::wire::paths;
use contest_core::wire::staff::{MoveWindow, StaffContest};
use http::header::{ACCEPT_LANGUAGE, COOKIE};
use http::{HeaderValue, Method, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use std::time::Duration;

/// Producing and sending the results of a million people takes longer than a phone would wait.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// How a staff request may fail.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    #[error("{0}")]
    NoAnswer(#[from] NoAnswer),
    #[error("{path}: the server responded {status}: {body}")]
    Refused { path: String, status: u16, body: String },
    #[error("{0}: not the answer that was expected")]
    Unexpected(String),
}

/// A signed-in organiser or judge.
pub struct Staff {
    client: Client,
    cookie: HeaderValue,
}

impl Staff {
    pub async fn sign_in(server: &Server, login: &str, password: &str) -> Result<Staff, StaffError> {
        let mut client = server.client().with_patience(PATIENCE);
        let body = SignIn {
            login: login.to_owned(),
            password: password.to_owned(),
        };
        let answer = send(&mut client, Method::POST, paths::SESSION, None, json(&body)?).await?;
        let cookie = cookie_of(&answer).ok_or_else(|| StaffError::Unexpected("signing in".into()))?;
        Ok(Staff { client, cookie })
    }

    pub async fn ask<T: DeserializeOwned>(
        &mut self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> Result<T, StaffError> {
        parse(path, &self.send(method, path, body).await?)
    }

    /// Returns the response, whatever its status.
    pub async fn try_once(
        &mut self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> Result<Answer, StaffError> {
        let sending = Sending::json(method, uri(path)?, Some(&self.cookie), body);
        Ok(self.client.exchange(&sending).await?)
    }

    async fn send(&mut self, method: Method, path: &str, body: Vec<u8>) -> Result<Answer, StaffError> {
        send(&mut self.client, method, path, Some(&self.cookie), body).await
    }

    /// Returns an exported file, or the refusal.
    pub async fn download(&mut self, path: &str) -> Result<Answer, StaffError> {
        let sending = self.asking_for_file(path)?;
        Ok(self.client.exchange(&sending).await?)
    }

    /// Does the same for a file of any size, keeping none of it in memory.
    pub async fn download_to(&mut self, path: &str, file: impl io::Write) -> Result<Received, StaffError> {
        let sending = self.asking_for_file(path)?;
        Ok(self.client.receive(&sending, file).await?)
    }

    fn asking_for_file(&self, path: &str) -> Result<Sending<'static>, StaffError> {
        Ok(Sending::get(uri(path)?, None)
            .with(COOKIE, self.cookie.clone())
            .with(ACCEPT_LANGUAGE, HeaderValue::from_static("en")))
    }

    /// Moves the close of a round.
    pub async fn close_at(&mut self, round: &Round, closes_at: Millis) -> Result<(), StaffError> {
        let window = MoveWindow {
            opens_at: rfc3339(round.opens_at),
            closes_at: rfc3339(closes_at),
        };
        let path = paths::window(round.id);
        let _moved: StaffContest = self.ask(Method::PATCH, &path, json(&window)?).await?;
        Ok(())
    }
}

pub fn json(body: &impl Serialize) -> Result<Vec<u8>, StaffError> {
    serde_json::to_vec(body).map_err(|error| StaffError::Unexpected(error.to_string()))
}

fn uri(path: &str) -> Result<Uri, StaffError> {
    path.parse()
        .map_err(|_error| StaffError::Unexpected(path.to_owned()))
}

async fn send(
    client: &mut Client,
    method: Method,
    path: &str,
    cookie: Option<&HeaderValue>,
    body: Vec<u8>,
) -> Result<Answer, StaffError> {
    let answer = client
        .exchange(&Sending::json(method, uri(path)?, cookie, body))
        .await?;
    if answer.is_success() {
        return Ok(answer);
    }
    Err(StaffError::Refused {
        path: path.to_owned(),
        status: answer.status,
        body: String::from_utf8_lossy(&answer.body).into(),
    })
}

/// Fetches something public without a session.
pub async fn fetch<T: DeserializeOwned>(client: &mut Client, path: &str) -> Result<T, StaffError> {
    let answer = send(client, Method::GET, path, None, Vec::new()).await?;
    parse(path, &answer)
}

pub fn parse<T: DeserializeOwned>(path: &str, answer: &Answer) -> Result<T, StaffError> {
    serde_json::from_slice(&answer.body).map_err(|_error| StaffError::Unexpected(path.to_owned()))
}
