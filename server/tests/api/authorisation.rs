//! Calls every operation of the OpenAPI document without a session, in the wrong role, and as a person the thing does
//! not belong to.

use crate::both;
use crate::common::contest::{Arranged, rules};
use crate::common::{Reply, TestApp, Visitor};
use contest_core::ids::{AttemptId, ContestId, RoundId};
use contest_core::wire::banks::BankList;
use contest_core::wire::errors::{ApiError, ErrorCode};
use contest_core::wire::jobs::Job;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

/// Staff routes whose things belong to nobody: they concern the calling account. The list only shrinks.
const OF_ONESELF: &[&str] = &[
    "GET /staff/banks",
    "POST /staff/banks",
    "POST /staff/banks/check",
    "GET /staff/banks/template.{format}",
    "GET /staff/units/template.{format}",
    "GET /staff/contests",
    "POST /staff/contests",
    "POST /staff/contests/toml",
];

/// Routes for judges only. Even the owner of the contest is refused.
const OF_JUDGES: &[&str] = &[
    "POST /staff/rounds/{round}/settlement",
    "POST /staff/rounds/{round}/settlement/final",
    "POST /staff/rounds/{round}/disqualifications",
];

/// Routes that organisers and judges share. Everything else under `/staff` is for organisers alone.
const SHARED: &[&str] = &[
    "GET /staff/contests",
    "GET /staff/contests/{contest}",
    "GET /staff/contests/{contest}/audit",
    "GET /staff/rounds/{round}/settlement",
    "GET /staff/rounds/{round}/exports/{file}",
    "POST /staff/rounds/{round}/exports/{file}",
    "GET /staff/rounds/{round}/jobs",
    "GET /staff/jobs/{job}",
    "DELETE /staff/jobs/{job}",
    "GET /staff/jobs/{job}/file",
];

/// The ticket in the body says whose attempt it is; these routes have their own tests for that.
const BY_TICKET: &[&str] = &[
    "PUT /attempts/{attempt}/sheet",
    "POST /attempts/{attempt}/submission",
];

struct Operation {
    method: Method,
    template: String,
    needs_session: bool,
}

impl Operation {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }

    fn is_of(&self, list: &[&str]) -> bool {
        list.contains(&self.name().as_str())
    }

    fn is_staff(&self) -> bool {
        self.template.starts_with("/staff/")
    }
}

/// Returns all operations except the probes.
fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(thiluat::openapi::api()).expect("JSON");
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let Some(template) = path.strip_prefix("/api/v1") else {
            continue;
        };
        for (method, operation) in item.as_object().expect("operations") {
            found.push(Operation {
                method: method.to_uppercase().parse().expect("a method"),
                template: template.to_owned(),
                needs_session: !operation["security"].is_null(),
            });
        }
    }
    assert!(found.len() >= 40, "{} operations", found.len());
    found
}

/// Things of one contest, for the parameters of paths.
struct Things {
    arranged: Arranged,
    attempt: AttemptId,
    version: String,
    job: String,
    draft: Value,
    /// Another contestant.
    other: Visitor,
}

impl Things {
    async fn of(app: &TestApp) -> Things {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let sheet = app.sheet_with(arranged.round, open.attempt, 5, 1);
        contestant.submit(&open, sheet).await;
        let other = app.contestant(&arranged, 2).await;
        app.close_round(arranged.round).await;
        let organiser = app.sign_in("tochuc").await;
        let banks: BankList = organiser.get("/staff/banks").await.ok();
        let contest = format!("/staff/contests/{}", arranged.contest);
        let contest: Value = organiser.get(&contest).await.ok();
        let exports = format!("/staff/rounds/{}/exports/attempts.xlsx", arranged.round);
        let job: Job = organiser.post(&exports, &()).await.ok();
        organiser.ended(job.clone()).await;
        Things {
            attempt: open.attempt,
            version: banks.banks[0].version_id.to_string(),
            job: job.id.to_string(),
            draft: contest["draft"].clone(),
            arranged,
            other,
        }
    }

    /// The same of things that nobody has.
    fn unknown(&self) -> Things {
        let nothing = Uuid::from_u128(7);
        Things {
            arranged: Arranged {
                contest: ContestId(nothing),
                round: RoundId(nothing),
                slug: "khong-co".into(),
                ..self.arranged
            },
            attempt: AttemptId(nothing),
            version: nothing.to_string(),
            job: nothing.to_string(),
            draft: self.draft.clone(),
            other: self.other.clone(),
        }
    }

    fn path(&self, operation: &Operation) -> String {
        let csv = operation.method == Method::GET;
        let path = operation
            .template
            .replace("{slug}", &self.arranged.slug)
            .replace("{contest}", &self.arranged.contest.to_string())
            .replace("{round}", &self.arranged.round.to_string())
            .replace("{attempt}", &self.attempt.to_string())
            .replace("{version}", &self.version)
            .replace("{job}", &self.job)
            .replace("{format}", "csv")
            .replace("{file}", if csv { "attempts.csv" } else { "attempts.xlsx" });
        assert!(!path.contains('{'), "{path}: fill it in");
        path
    }

    /// Sends no body: a missing session or a wrong role is refused without one. Ownership is checked after the body.
    async fn ask(&self, who: &Visitor, operation: &Operation) -> Reply {
        Reply::of(who.request(operation.method.clone(), &self.path(operation))).await
    }

    async fn ask_with_body(&self, who: &Visitor, operation: &Operation) -> Reply {
        let path = self.path(operation);
        let body = match operation.name().as_str() {
            "POST /contests/{contest}/entry" => &json!({ "consent": { "accepted": true, "version": "1" } }),
            "PUT /staff/contests/{contest}" => &json!({ "version": "", "draft": self.draft }),
            "POST /staff/contests/{contest}/publish" => &json!({ "version": "", "banks": [] }),
            "PATCH /staff/rounds/{round}/window" => {
                &json!({ "opens_at": "2030-01-01T00:00:00+07:00", "closes_at": "2030-01-02T00:00:00+07:00" })
            }
            "POST /staff/rounds/{round}/settlement/final" => &json!({ "version": 1 }),
            "POST /staff/rounds/{round}/disqualifications" => {
                &json!({ "accounts": [self.attempt], "reason": "thi hộ người khác" })
            }
            "POST /staff/contests/{contest}/units" => {
                return who.upload(&format!("{path}?filename=a.csv"), b"a".to_vec()).await;
            }
            _ => return self.ask(who, operation).await,
        };
        Reply::of(who.request(operation.method.clone(), &path).json(body)).await
    }
}

/// Returns what is wrong with a refusal that has none of these codes.
fn unlike(who: &str, operation: &Operation, reply: &Reply, codes: &[ErrorCode]) -> Option<String> {
    let code = serde_json::from_slice(&reply.body).map(|error: ApiError| error.code);
    let refused = code.as_ref().is_ok_and(|code| codes.contains(code));
    let said = || format!("{who}, {}: {} {}", operation.name(), reply.status, reply.text());
    (!refused).then(said)
}

both!(every_route_refuses_who_may_not_ask, |app: TestApp| async move {
    let things = Things::of(&app).await;
    app.staff_account("organiser", "tochuc-khac").await;
    app.staff_account("judge", "giamkhao-khac").await;
    let nobody = app.visitor();
    let contestant = things.other.clone();
    let owner = app.sign_in("tochuc").await;
    let judge = app.sign_in("giamkhao").await;
    let other_owner = app.sign_in("tochuc-khac").await;
    let other_judge = app.sign_in("giamkhao-khac").await;

    let forbidden = [ErrorCode::Forbidden];
    let mut wrong = Vec::new();
    for operation in operations() {
        let mut expect = async |who: &str, visitor: &Visitor, codes: &[ErrorCode]| {
            let reply = things.ask_with_body(visitor, &operation).await;
            wrong.extend(unlike(who, &operation, &reply, codes));
            if who == "nobody" || who == "a contestant" {
                let reply = things.ask(visitor, &operation).await;
                wrong.extend(unlike(who, &operation, &reply, codes));
            }
        };
        if !operation.needs_session {
            let reply = things.ask(&nobody, &operation).await;
            assert_ne!(reply.status, StatusCode::UNAUTHORIZED, "{}", operation.name());
            continue;
        }
        expect("nobody", &nobody, &[ErrorCode::SignInRequired]).await;
        if operation.is_staff() {
            expect("a contestant", &contestant, &forbidden).await;
            if !operation.is_of(OF_ONESELF) {
                expect("an organiser of another contest", &other_owner, &forbidden).await;
                expect("a judge of another contest", &other_judge, &forbidden).await;
            }
            if operation.is_of(OF_JUDGES) {
                expect("the organiser", &owner, &forbidden).await;
            } else if !operation.is_of(SHARED) {
                expect("the judge", &judge, &forbidden).await;
            }
        } else if operation.template.contains("{attempt}") && !operation.is_of(BY_TICKET) {
            expect(
                "another contestant",
                &contestant,
                &[ErrorCode::Forbidden, ErrorCode::NotFound],
            )
            .await;
            expect(
                "an organiser",
                &owner,
                &[ErrorCode::Forbidden, ErrorCode::StaffBarred],
            )
            .await;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
});

both!(what_is_not_there_is_not_found, |app: TestApp| async move {
    let things = Things::of(&app).await;
    let unknown = things.unknown();
    let (owner, judge) = (app.sign_in("tochuc").await, app.sign_in("giamkhao").await);
    let mut wrong = Vec::new();
    for operation in operations() {
        let of_a_thing = [
            "{slug}",
            "{contest}",
            "{round}",
            "{attempt}",
            "{version}",
            "{job}",
        ];
        if !of_a_thing.iter().any(|thing| operation.template.contains(thing)) || operation.is_of(BY_TICKET) {
            continue;
        }
        let who = match operation.is_staff() {
            true if operation.is_of(OF_JUDGES) => &judge,
            true => &owner,
            false => &things.other,
        };
        let reply = unknown.ask_with_body(who, &operation).await;
        wrong.extend(unlike("somebody", &operation, &reply, &[ErrorCode::NotFound]));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
});

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
                Method::PUT,
                Method::POST,
                Method::PATCH,
                Method::DELETE,
            ] {
                let asked = Operation {
                    method,
                    template: operation.template.clone(),
                    needs_session: false,
                };
                let known = described.iter().any(|known| known.name() == asked.name());
                let reply = things.ask(&nobody, &asked).await;
                let unlike = reply.status == StatusCode::METHOD_NOT_ALLOWED;
                assert_eq!(
                    unlike,
                    !known,
                    "{}: {} {}",
                    asked.name(),
                    reply.status,
                    reply.text()
                );
                if !known {
                    reply.refused(ErrorCode::MethodNotAllowed);
                }
            }
        }
        nobody.get("/no-such-address").await.refused(ErrorCode::NotFound);
    }
);
