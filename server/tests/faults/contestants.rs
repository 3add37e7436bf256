//! Contestants for this suite: many, signed in at once, on any server, with their response times measured.

use crate::bed::{Bed, Server, until};
use crate::common::contest::{Arranged, name_of, nobodys_hash};
use crate::common::{Reply, Visitor};
use contest_core::answers::AnswerSheet;
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::time::Day;
use contest_core::wire::accounts::Role;
use contest_core::wire::attempts::{MyRound, MyRoundInUnit, OpenAttempt, Receipt, Submitted};
use contest_core::wire::errors::{ApiError, ErrorCode};
use contest_core::wire::paths;
use reqwest::{Method, RequestBuilder, StatusCode};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use thiluat::auth::session::Claims;
use thiluat::db::entities::account;
use uuid::Uuid;

/// How soon a submission must get a response, whatever the stores do.
pub(crate) const QUICK: Duration = Duration::from_secs(7);
/// No request waits longer for its response: one that takes longer has failed.
const NEVER_LONGER: Duration = Duration::from_secs(20);
/// How long a phone keeps repeating what is refused for the moment.
const PATIENCE: Duration = Duration::from_secs(45);

#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) account: AccountId,
    visitor: Visitor,
}

/// Phone numbers are unique.
static NUMBERS: AtomicU32 = AtomicU32::new(0);

/// Returns this many people who have entered the contest.
pub(crate) async fn people(bed: &Bed, arranged: &Arranged, count: u32) -> Vec<Person> {
    let app = &bed.first().app;
    let mut people = Vec::new();
    let mut rows = Vec::new();
    let hash = nobodys_hash(&app.state).await;
    for n in 0..count {
        let account = AccountId(Uuid::now_v7());
        let name = name_of(n);
        let birthday = Day::new(1990, 5, 19).expect("a day");
        let claims = Claims {
            name: name.clone(),
            dob: Some(birthday),
            ent: vec![(arranged.contest, Some(arranged.units[1]))],
            ..Claims::new(account, Role::Contestant, app.now())
        };
        people.push(Person {
            account,
            visitor: app.with_session(&claims),
        });
        rows.push(account::ActiveModel {
            id: Set(account),
            role: Set(account::Role::Contestant),
            login: Set(format!("+849{:08}", NUMBERS.fetch_add(1, Ordering::Relaxed))),
            password_hash: Set(hash.clone()),
            session_version: Set(0),
            name: Set(name),
            date_of_birth: Set(Some("1990-05-19".into())),
            consent_version: Set(Some(arranged.consent.clone())),
            created_at: Set(app.now()),
            ..Default::default()
        });
    }
    for chunk in rows.chunks(1_000) {
        let inserted = account::Entity::insert_many(chunk.to_vec());
        inserted.exec_without_returning(&bed.db).await.expect("accounts");
    }
    people
}

/// Returns one such person.
pub(crate) async fn person(bed: &Bed, arranged: &Arranged) -> Person {
    people(bed, arranged, 1).await.remove(0)
}

/// Sends the request and measures the time; returns an error if there was no response.
async fn send(request: RequestBuilder) -> Result<(Reply, Duration), String> {
    let since = Instant::now();
    let response = request.timeout(NEVER_LONGER).send().await;
    let response = response.map_err(|error| format!("{error:?} after {:?}", since.elapsed()))?;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response
        .bytes()
        .await
        .map_err(|error| error.to_string())?
        .to_vec();
    let reply = Reply {
        status,
        headers,
        body,
    };
    Ok((reply, since.elapsed()))
}

/// Returns whether a phone would repeat the request by itself.
pub(crate) fn is_for_the_moment(reply: &Reply) -> bool {
    [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS].contains(&reply.status)
}

impl Person {
    fn request(&self, server: &Server, method: Method, path: &str) -> RequestBuilder {
        self.visitor.at(&server.app.url).request(method, path)
    }

    /// Starts once, with this idempotency key.
    pub(crate) async fn try_start(
        &self,
        server: &Server,
        round: RoundId,
        key: Option<Uuid>,
    ) -> Result<Reply, String> {
        let mut request = self
            .request(server, Method::POST, &paths::attempts(round))
            .json(&());
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key.to_string());
        }
        send(request).await.map(|(reply, _)| reply)
    }

    /// Starts as a phone does: it repeats what is refused for the moment.
    pub(crate) async fn start_with(&self, server: &Server, round: RoundId, key: Option<Uuid>) -> OpenAttempt {
        until(PATIENCE, "a start is served", async || {
            let reply = self.try_start(server, round, key).await?;
            if is_for_the_moment(&reply) {
                return Err(reply.text());
            }
            Ok(reply.ok::<OpenAttempt>())
        })
        .await
    }

    pub(crate) async fn start(&self, server: &Server, round: RoundId) -> OpenAttempt {
        self.start_with(server, round, None).await
    }

    /// Checks that a start is refused for good.
    pub(crate) async fn is_refused(&self, server: &Server, round: RoundId, code: ErrorCode) {
        until(PATIENCE, "a start is refused for good", async || {
            let reply = self.try_start(server, round, Some(Uuid::now_v7())).await?;
            if is_for_the_moment(&reply) {
                return Err(reply.text());
            }
            assert!(
                !reply.status.is_success(),
                "a start too many was served: {}",
                reply.text()
            );
            let _told: ApiError = reply.refused(code);
            Ok(())
        })
        .await;
    }

    /// Saves once.
    pub(crate) async fn save(
        &self,
        server: &Server,
        open: &OpenAttempt,
        sheet: AnswerSheet,
    ) -> Result<(Reply, Duration), String> {
        let path = paths::sheet(open.attempt);
        let body = json!({
            "ticket": open.ticket,
            "revision": sheet.revision,
            "answers": sheet.answers,
        });
        send(self.request(server, Method::PUT, &path).json(&body)).await
    }

    /// Saves; returns the server's response.
    pub(crate) async fn saved(&self, server: &Server, open: &OpenAttempt, sheet: AnswerSheet) -> Value {
        let (reply, _) = self.save(server, open, sheet).await.expect("an answer to a save");
        assert!(reply.status.is_success(), "a save was refused: {}", reply.text());
        reply.ok()
    }

    /// Saves as a phone does: it repeats what is refused for the moment.
    pub(crate) async fn saved_soon(&self, server: &Server, open: &OpenAttempt, sheet: AnswerSheet) {
        until(PATIENCE, "a save is taken", async || {
            let (reply, _) = self.save(server, open, sheet.clone()).await?;
            if is_for_the_moment(&reply) {
                return Err(reply.text());
            }
            assert!(reply.status.is_success(), "a save was refused: {}", reply.text());
            Ok(())
        })
        .await;
    }

    /// Submits once.
    pub(crate) async fn try_submit(
        &self,
        server: &Server,
        open: &OpenAttempt,
        sheet: &AnswerSheet,
    ) -> Result<(Reply, Duration), String> {
        self.try_submit_with(server, open, sheet, None).await
    }

    /// Submits once, with the last sheet that the server acknowledged.
    pub(crate) async fn try_submit_with(
        &self,
        server: &Server,
        open: &OpenAttempt,
        sheet: &AnswerSheet,
        acknowledged: Option<Value>,
    ) -> Result<(Reply, Duration), String> {
        let path = paths::submission(open.attempt);
        let mut body = json!({
            "ticket": open.ticket,
            "revision": sheet.revision,
            "answers": sheet.answers,
        });
        if let Some(prediction) = sheet.prediction {
            body["prediction"] = prediction.into();
        }
        if let Some(acknowledged) = acknowledged {
            body["acknowledged"] = acknowledged;
        }
        send(self.request(server, Method::POST, &path).json(&body)).await
    }

    /// Submits in time, and checks that the server soon accepts: with a receipt, or with the promise of one.
    pub(crate) async fn submit(&self, server: &Server, open: &OpenAttempt, sheet: &AnswerSheet) -> Submitted {
        let sent = self.try_submit(server, open, sheet).await;
        let (reply, took) = sent.unwrap_or_else(|error| panic!("a submission was not answered: {error}"));
        assert!(
            [StatusCode::OK, StatusCode::ACCEPTED].contains(&reply.status),
            "a submission that arrived in time was refused after {took:?}: {} {}",
            reply.status,
            reply.text()
        );
        assert!(took < QUICK, "a submission was answered only after {took:?}");
        let submitted: Submitted = reply.ok();
        assert_eq!(
            submitted.receipt.is_some(),
            reply.status == StatusCode::OK,
            "200 means a receipt, 202 none"
        );
        submitted
    }

    /// Asks for the receipt once.
    pub(crate) async fn ask_receipt(&self, server: &Server, attempt: AttemptId) -> Result<Receipt, String> {
        let path = paths::receipt(attempt);
        let (reply, _) = send(self.request(server, Method::GET, &path)).await?;
        let told = format!("{} {}", reply.status, reply.text());
        match reply.status {
            StatusCode::OK => reply.ok::<Submitted>().receipt.ok_or(told),
            _ => Err(told),
        }
    }

    /// Asks for the receipt until there is one.
    pub(crate) async fn receipt(&self, server: &Server, attempt: AttemptId, patience: Duration) -> Receipt {
        until(patience, "a receipt", async || {
            self.ask_receipt(server, attempt).await
        })
        .await
    }

    pub(crate) async fn mine(&self, server: &Server, round: RoundId) -> MyRound {
        self.told(server, round).await.mine
    }

    /// As [`Person::mine`], with the place in the unit.
    pub(crate) async fn told(&self, server: &Server, round: RoundId) -> MyRoundInUnit {
        let path = paths::my_round(round);
        until(PATIENCE, "where somebody stands", async || {
            let (reply, _) = send(self.request(server, Method::GET, &path)).await?;
            if is_for_the_moment(&reply) {
                return Err(reply.text());
            }
            Ok(reply.ok())
        })
        .await
    }

    pub(crate) async fn get(&self, server: &Server, path: &str) -> Result<Reply, String> {
        send(self.request(server, Method::GET, path))
            .await
            .map(|(reply, _)| reply)
    }
}

/// Returns a sheet with this many right answers.
pub(crate) fn sheet(bed: &Bed, open: &OpenAttempt, right: usize, revision: u32) -> AnswerSheet {
    bed.first()
        .app
        .sheet_with(open.round, open.attempt, right, revision)
}
