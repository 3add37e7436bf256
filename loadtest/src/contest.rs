//! Arranges a contest through the staff's API: a bank, a contest with many rounds, people registered for it. Each run
//! takes a round of its own, so that closing one for the audit leaves the others open.

use crate::http::{Answer, Client, NoAnswer, Sending};
use crate::paper::KnownBank;
use crate::people::cookie_of;
use crate::target::Server;
use contest_core::blueprint::{Blueprint, Section};
use contest_core::ids::{ContestId, RoundId};
use contest_core::questions::Difficulty;
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::RoundRules;
use contest_core::time::Millis;
use contest_core::wire::accounts::SignIn;
use contest_core::wire::contests::ContestView;
use contest_core::wire::staff::{ConsentDraft, ContestDraft, MoveWindow, RoundDraft, StaffContest};
use http::header::ACCEPT_LANGUAGE;
use http::{HeaderValue, Method, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

const BANK_SLUG: &str = "do-tai";
const BANK: &[u8] = include_bytes!("../../question-banks/banks/phong-chong-tham-nhung/bank.json");
/// The links that decide the board; the audit recomputes it with the same.
pub const CHAIN: [TieBreak; 3] = [
    TieBreak::MostPoints,
    TieBreak::ShortestDuration,
    TieBreak::EarliestSubmission,
];
/// What a paper is drawn from: the difficulty, how many questions, and the points for each.
pub const SECTIONS: [(Difficulty, u16, u16); 3] = [
    (Difficulty::Easy, 8, 1),
    (Difficulty::Medium, 8, 1),
    (Difficulty::Hard, 4, 1),
];
const DAY_MS: i64 = 86_400_000;

/// What a request of the staff may end in.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    #[error("{0}")]
    NoAnswer(#[from] NoAnswer),
    #[error("{path}: the server answered {status}: {body}")]
    Refused { path: String, status: u16, body: String },
    #[error("{0}: not the answer that was expected")]
    Unexpected(String),
}

/// An organiser who is signed in.
pub struct Organiser {
    client: Client,
    cookie: HeaderValue,
}

impl Organiser {
    pub async fn sign_in(server: &Server, login: &str, password: &str) -> Result<Organiser, StaffError> {
        let mut client = server.client();
        let body = SignIn {
            login: login.to_owned(),
            password: password.to_owned(),
        };
        let answer = send(&mut client, Method::POST, "/session", None, json(&body)?).await?;
        let cookie = cookie_of(&answer).ok_or_else(|| StaffError::Unexpected("signing in".into()))?;
        Ok(Organiser { client, cookie })
    }

    async fn ask<T: DeserializeOwned>(
        &mut self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> Result<T, StaffError> {
        let answer = send(&mut self.client, method, path, Some(&self.cookie), body).await?;
        parse(path, &answer)
    }

    /// A file that is exported, or the refusal's status.
    pub async fn download(&mut self, path: &str) -> Result<Answer, StaffError> {
        let sending = Sending::get(uri(path)?, Some(&self.cookie))
            .with(ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        Ok(self.client.exchange(&sending).await?)
    }

    /// Moves the close of a round.
    pub async fn close_at(&mut self, round: &Round, closes_at: Millis) -> Result<(), StaffError> {
        let window = MoveWindow {
            opens_at: rfc3339(round.opens_at),
            closes_at: rfc3339(closes_at),
        };
        let path = format!("/staff/rounds/{}/window", round.id);
        let _moved: StaffContest = self.ask(Method::PATCH, &path, json(&window)?).await?;
        Ok(())
    }
}

/// A round that is open.
#[derive(Clone)]
pub struct Round {
    pub id: RoundId,
    /// What its papers are drawn from, key and all.
    pub bank: Arc<KnownBank>,
    pub opens_at: Millis,
    pub time_limit_s: u32,
    pub attempts: Option<u16>,
}

/// A contest with rounds to take one after the other.
pub struct Contest {
    pub id: ContestId,
    pub consent_version: String,
    rounds: std::vec::IntoIter<Round>,
}

impl Contest {
    /// A round that no run has used.
    pub fn take_round(&mut self) -> Result<Round, StaffError> {
        let next = self.rounds.next();
        next.ok_or_else(|| StaffError::Unexpected("all rounds of the contest are used".into()))
    }
}

/// How the rounds are.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub rounds: u32,
    pub time_limit_s: u32,
    /// Attempts a person has; unlimited if absent.
    pub attempts: Option<u16>,
}

/// The bank, read as the server reads it.
pub fn known_bank() -> Result<KnownBank, StaffError> {
    let bank = question_banks::read("bank.json", BANK)
        .map_err(|issues| StaffError::Unexpected(format!("the bank: {issues:?}")))?;
    KnownBank::new(bank).map_err(StaffError::Unexpected)
}

/// Loads the bank, makes the contest and publishes it.
pub async fn arrange(organiser: &mut Organiser, shape: Shape) -> Result<Contest, StaffError> {
    let load = format!("/staff/banks?filename=bank.json&slug={BANK_SLUG}");
    let _bank: serde_json::Value = organiser.ask(Method::POST, &load, BANK.to_vec()).await?;
    let now = now();
    let draft = draft(now, shape);
    let made: StaffContest = organiser
        .ask(Method::POST, "/staff/contests", json(&draft)?)
        .await?;
    let publish = format!("/staff/contests/{}/publish", made.id);
    let made: StaffContest = organiser.ask(Method::POST, &publish, Vec::new()).await?;
    let view: ContestView = organiser
        .ask(Method::GET, &format!("/contests/{}", draft.slug), Vec::new())
        .await?;
    let bank = Arc::new(known_bank()?);
    let rounds: Vec<Round> = made
        .rounds
        .iter()
        .map(|round| Round {
            id: round.id,
            bank: bank.clone(),
            opens_at: round.opens_at,
            time_limit_s: shape.time_limit_s,
            attempts: shape.attempts,
        })
        .collect();
    Ok(Contest {
        id: made.id,
        consent_version: view.consent.version,
        rounds: rounds.into_iter(),
    })
}

fn draft(now: Millis, shape: Shape) -> ContestDraft {
    let section = |(difficulty, count, points)| Section {
        topic: None,
        difficulty: Some(difficulty),
        count,
        points,
    };
    let rules = RoundRules {
        time_limit_s: shape.time_limit_s,
        attempts: shape.attempts,
        counted: Counted::Best,
        answer_all: false,
        blueprint: Blueprint {
            sections: SECTIONS.map(section).to_vec(),
            mix_sections: false,
        },
        chain: CHAIN.to_vec(),
        prediction: None,
        prizes: Vec::new(),
    };
    let opens = Millis(now.0 - now.0.rem_euclid(1_000) - 1_000);
    ContestDraft {
        slug: format!("do-tai-{}", now.0),
        title: "Cuộc thi để đo tải".into(),
        organiser: "Ban tổ chức đo tải".into(),
        summary: String::new(),
        min_age: None,
        consent: ConsentDraft::default(),
        judges: Vec::new(),
        rounds: (1..=shape.rounds)
            .map(|number| RoundDraft {
                title: format!("Vòng {number}"),
                opens_at: rfc3339(opens),
                closes_at: rfc3339(opens + DAY_MS),
                bank: BANK_SLUG.into(),
                bank_version: None,
                rules: rules.clone(),
            })
            .collect(),
    }
}

/// The moment on this machine's clock; the server runs on the same one, or on one that is kept in step.
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(since.as_millis() as i64)
}

fn rfc3339(moment: Millis) -> String {
    let day = contest_core::time::Day::in_viet_nam(moment);
    let of_day = (moment.0 + 7 * 3_600_000).rem_euclid(DAY_MS);
    let (seconds, ms) = (of_day / 1_000, of_day % 1_000);
    format!(
        "{day}T{:02}:{:02}:{:02}.{ms:03}+07:00",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    )
}

fn json(body: &impl Serialize) -> Result<Vec<u8>, StaffError> {
    serde_json::to_vec(body).map_err(|error| StaffError::Unexpected(error.to_string()))
}

fn uri(path: &str) -> Result<Uri, StaffError> {
    format!("/api/v1{path}")
        .parse()
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

/// What is public, asked for by nobody in particular.
pub async fn fetch<T: DeserializeOwned>(client: &mut Client, path: &str) -> Result<T, StaffError> {
    let answer = send(client, Method::GET, path, None, Vec::new()).await?;
    parse(path, &answer)
}

fn parse<T: DeserializeOwned>(path: &str, answer: &Answer) -> Result<T, StaffError> {
    serde_json::from_slice(&answer.body).map_err(|_error| StaffError::Unexpected(path.to_owned()))
}
