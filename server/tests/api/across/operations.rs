//! The operations of the OpenAPI document, and things of a contest to fill in.

use crate::common::contest::{Arranged, PASSWORD, rules};
use crate::common::{Reply, TestApp, Visitor};
use contest_core::ids::{AccountId, AttemptId, ContestId, RoundId};
use contest_core::receipts::ReceiptCode;
use contest_core::wire::accounts::Session;
use contest_core::wire::banks::BankList;
use contest_core::wire::jobs::Job;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::MadeLink;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

/// Method and pattern.
pub(crate) type Name = (&'static str, &'static str);

#[derive(Clone)]
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) template: &'static str,
    pub(crate) needs_session: bool,
}

impl Operation {
    pub(crate) fn name(&self) -> (&str, &'static str) {
        (self.method.as_str(), self.template)
    }

    pub(crate) fn is_of(&self, list: &[Name]) -> bool {
        list.contains(&self.name())
    }

    pub(crate) fn is_staff(&self) -> bool {
        self.template[paths::PREFIX.len()..].starts_with("/staff/")
    }
}

/// Returns all operations except the probes.
pub(crate) fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(thiluat::openapi::api()).expect("JSON");
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let Some(template) = paths::ALL.iter().find(|pattern| *pattern == path) else {
            continue;
        };
        for (method, operation) in item.as_object().expect("operations") {
            found.push(Operation {
                method: method.to_uppercase().parse().expect("a method"),
                template,
                needs_session: !operation["security"].is_null(),
            });
        }
    }
    assert!(found.len() >= 40, "{} operations", found.len());
    found
}

/// Things of one contest, for the parameters of paths.
pub(crate) struct Things {
    arranged: Arranged,
    attempt: AttemptId,
    account: AccountId,
    bank: String,
    version: String,
    job: String,
    link: String,
    draft: Value,
    /// Whose attempt it is.
    pub(crate) contestant: Visitor,
    /// Another contestant.
    pub(crate) other: Visitor,
}

impl Things {
    pub(crate) async fn of(app: &TestApp) -> Things {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let sheet = app.sheet_with(arranged.round, open.attempt, 5, 1);
        contestant.submit(&open, sheet).await;
        let other = app.contestant(&arranged, 2).await;
        app.close_round(arranged.round).await;
        let organiser = app.sign_in("tochuc").await;
        let banks: BankList = organiser.get(paths::BANKS).await.ok();
        let contest = paths::staff_contest(arranged.contest);
        let contest: Value = organiser.get(&contest).await.ok();
        let exports = paths::export(arranged.round, "attempts.xlsx");
        let job: Job = organiser.post(&exports, &()).await.ok();
        organiser.ended(job.clone()).await;
        let invitation = json!({ "name": "Lê Thị Giám" });
        let made: MadeLink = organiser
            .post(&paths::judges(arranged.contest), &invitation)
            .await
            .ok();
        Things {
            link: made.link.id.to_string(),
            attempt: open.attempt,
            account: contestant.get(paths::SESSION).await.ok::<Session>().account,
            bank: banks.banks[0].id.to_string(),
            version: banks.banks[0].version_id.to_string(),
            job: job.id.to_string(),
            draft: contest["draft"].clone(),
            arranged,
            contestant,
            other,
        }
    }

    /// The same of things that nobody has.
    pub(crate) fn unknown(&self) -> Things {
        let nothing = Uuid::from_u128(7);
        Things {
            arranged: Arranged {
                contest: ContestId(nothing),
                round: RoundId(nothing),
                slug: "khong-co".into(),
                consent: self.arranged.consent.clone(),
                ..self.arranged
            },
            attempt: AttemptId(nothing),
            account: AccountId(nothing),
            bank: nothing.to_string(),
            version: nothing.to_string(),
            link: nothing.to_string(),
            job: nothing.to_string(),
            draft: self.draft.clone(),
            contestant: self.contestant.clone(),
            other: self.other.clone(),
        }
    }

    fn path(&self, operation: &Operation) -> String {
        let csv = operation.method != Method::POST;
        let path = operation
            .template
            .replace("{slug}", &self.arranged.slug)
            .replace("{contest}", &self.arranged.contest.to_string())
            .replace("{round}", &self.arranged.round.to_string())
            .replace("{attempt}", &self.attempt.to_string())
            .replace("{account}", &self.account.to_string())
            .replace("{bank}", &self.bank)
            .replace("{version}", &self.version)
            .replace("{job}", &self.job)
            .replace("{link}", &self.link)
            .replace("{login}", "giamkhao")
            .replace("{code}", &ReceiptCode::of(self.attempt).to_string())
            .replace("{question}", "0")
            .replace("{format}", "csv")
            .replace("{file}", if csv { "attempts.csv" } else { "attempts.xlsx" });
        assert!(!path.contains('{'), "{path}: fill it in");
        path
    }

    /// Sends no body: a missing session or a wrong role is refused without one. Ownership is checked after the body.
    pub(crate) async fn ask(&self, who: &Visitor, operation: &Operation) -> Reply {
        Reply::of(who.request(operation.method.clone(), &self.path(operation))).await
    }

    pub(crate) async fn ask_with_body(&self, who: &Visitor, operation: &Operation) -> Reply {
        let path = self.path(operation);
        let body = match operation.name() {
            ("POST", paths::LINK_LOOK) => &json!({ "secret": "không có" }),
            ("POST", paths::LINK_USE) => &json!({ "secret": "không có", "password": PASSWORD }),
            ("POST", paths::JUDGES) => &json!({ "name": "Lê Thị Giám" }),
            ("POST", paths::STAFF_ACCOUNTS) => &json!({ "name": "Lê Thị Giám", "role": "judge" }),
            ("PATCH", paths::STAFF_ACCOUNT) => &json!({ "disabled": true }),
            ("POST", paths::ENTRY) => &json!({ "consent": { "accepted": true, "version": "1" } }),
            ("PATCH", paths::ME) => &json!({ "name": "Trần Thị Hoa" }),
            ("POST", paths::PASSWORD_RESET_CODE) => &json!({ "phone": "0912345678" }),
            ("POST", paths::PASSWORD_RESET) => {
                &json!({ "phone": "0912345678", "code": "123456", "password": "hoa sen nở trắng 7" })
            }
            ("DELETE", paths::ME) => &json!({ "password": PASSWORD }),
            ("PUT", paths::MY_PASSWORD) => &json!({ "old": PASSWORD, "new": "hoa sen nở trắng 7" }),
            ("POST", paths::BANK_CHANGES) => &json!({ "action": "remove", "code": "C000" }),
            ("PUT", paths::STAFF_CONTEST) => &json!({ "version": "", "draft": self.draft }),
            ("PATCH", paths::STAFF_CONTEST) => {
                &json!({ "version": "", "contact": { "phone": "0912 345 678" } })
            }
            ("POST", paths::PUBLISH) => &json!({ "version": "", "banks": [] }),
            ("PATCH", paths::WINDOW) => {
                &json!({ "opens_at": "2030-01-01T00:00:00+07:00", "closes_at": "2030-01-02T00:00:00+07:00" })
            }
            ("PUT", paths::NOTICE) => &json!({ "text": "Mất điện tại hai xã" }),
            ("POST", paths::EXTRA_TIMES) => &json!({
                "id": Uuid::from_u128(9), "account": self.account, "seconds": 300, "reason": "mất điện tại xã",
            }),
            ("POST", paths::CANCELLATION) => &json!({ "title": "", "reason": "đề thi bị lộ" }),
            ("POST", paths::CLONE) => {
                &json!({ "slug": "ban-sao", "title": "Bản sao", "opens_at": "2030-01-01T00:00:00+07:00" })
            }
            ("POST", paths::TRIAL) => &json!({}),
            ("POST", paths::FINAL_SETTLEMENT) => &json!({ "version": 1 }),
            ("POST", paths::DISQUALIFICATIONS) => {
                &json!({ "accounts": [self.attempt], "reason": "thi hộ người khác" })
            }
            ("POST", paths::DESK_SEARCH) => &json!({ "text": "0912345678" }),
            ("POST", paths::DESK_FULL | paths::DESK_CODE) => &json!({ "reason": "thí sinh gọi điện" }),
            ("PATCH", paths::DESK_PERSON) => {
                &json!({ "version": "", "reason": "thí sinh gọi điện", "name": "Trần Thị Hoa" })
            }
            ("POST", paths::STAFF_UNITS) => {
                return who.upload(&format!("{path}?filename=a.csv"), b"a".to_vec()).await;
            }
            _ => return self.ask(who, operation).await,
        };
        Reply::of(who.request(operation.method.clone(), &path).json(body)).await
    }
}
