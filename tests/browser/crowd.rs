//! People and staff who need no browser: they make a contest, take part and settle it by way of the API.

use crate::platform::{PASSWORD, Platform};
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::ids::{AttemptId, RoundId, UnitId};
use contest_core::questions::OptionSet;
use contest_core::time::{Day, Millis};
use contest_core::wire::accounts::{Consent, Entry, Register, SignIn};
use contest_core::wire::attempts::{OpenAttempt, SendSheet};
use contest_core::wire::contests::{ContestView, UnitTree};
use contest_core::wire::jobs::Job;
use contest_core::wire::paths;
use contest_core::wire::results::{Finalise, RoundResults};
use contest_core::wire::staff::StaffContest;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use thiluat::clock::in_viet_nam;
use thiluat::demo::Demo;

const LOOK: Duration = Duration::from_millis(50);
const GIVEN_NAMES: [&str; 8] = ["An", "Bình", "Cường", "Dung", "Giang", "Hà", "Khánh", "Linh"];

/// Somebody who speaks to the API.
pub(crate) struct Caller {
    client: reqwest::Client,
    url: String,
}

impl Caller {
    pub(crate) fn new(platform: &Platform) -> Caller {
        let client = reqwest::Client::builder().cookie_store(true).build();
        Caller {
            client: client.expect("a client"),
            url: platform.url.clone(),
        }
    }

    pub(crate) async fn signed_in(platform: &Platform, (login, password): &(String, String)) -> Caller {
        let caller = Caller::new(platform);
        let sign_in = SignIn {
            login: login.clone(),
            password: password.clone(),
        };
        caller.post(paths::SESSION, &json!(sign_in)).await;
        caller
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Value {
        self.ask(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Value {
        self.ask(Method::PATCH, path, Some(body)).await
    }

    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let mut request = self.client.request(method, format!("{}{path}", self.url));
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.expect("a response");
        let status = response.status();
        let text = response.text().await.expect("a text");
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Waits for the end of a job.
    async fn job(&self, path: &str, body: &Value) {
        let mut job: Job = read(self.post(path, body).await);
        while !job.state.is_over() {
            tokio::time::sleep(LOOK).await;
            job = read(self.get(&paths::job(job.id)).await);
        }
        assert!(job.error.is_none(), "{job:?}");
    }
}

fn read<T: for<'a> Deserialize<'a>>(value: Value) -> T {
    serde_json::from_value(value).expect("what the API promises")
}

/// A published contest with one round, and its people.
pub(crate) struct Crowd {
    pub(crate) contest: ContestView,
    pub(crate) round: RoundId,
    units: Vec<UnitId>,
}

impl Crowd {
    /// Makes and publishes a contest that is open between these moments.
    pub(crate) async fn gather(platform: &Platform, demo: &Demo, slug: &str, window: [Millis; 2]) -> Crowd {
        let organiser = Caller::signed_in(platform, &demo.accounts[0]).await;
        let moment = |at: Millis| {
            let local = in_viet_nam(Millis(at.0 / 1_000 * 1_000));
            local.timestamp().display_with_offset(local.offset()).to_string()
        };
        let draft = json!({
            "slug": slug, "title": "Cuộc thi trực tuyến “Tìm hiểu pháp luật về phòng, chống tham nhũng” năm 2026",
            "organiser": "Hội đồng phối hợp phổ biến, giáo dục pháp luật tỉnh Thử Nghiệm",
            "min_age": 14, "consent": {}, "contact": { "phone": "0200 3000 000" }, "judges": ["giamkhao"],
            "rounds": [{
                "title": "Vòng 1: Phòng, chống tham nhũng",
                "opens_at": moment(window[0]), "closes_at": moment(window[1]),
                "bank": "phong-chong-tham-nhung",
                "rules": {
                    "time_limit_s": 14_400, "attempts": 10, "chain": ["most_points", "earliest_submission"],
                    "prizes": [
                        {"name": "Giải Nhất", "quota": 1, "amount_vnd": 2_000_000},
                        {"name": "Giải Khuyến khích", "quota": 10, "amount_vnd": 500_000},
                    ],
                    "blueprint": {"sections": [{"count": 20}]},
                },
            }],
        });
        let made: StaffContest = read(organiser.post(paths::STAFF_CONTESTS, &draft).await);
        let units = include_bytes!("../../server/demo/don-vi.csv");
        let loaded = organiser
            .client
            .post(format!(
                "{}{}?filename=don-vi.csv",
                organiser.url,
                paths::staff_units(made.id)
            ))
            .header("Content-Type", "application/octet-stream")
            .body(units.as_slice())
            .send()
            .await
            .expect("a response");
        assert!(loaded.status().is_success(), "{:?}", loaded.text().await);
        let made: StaffContest = read(organiser.get(&paths::staff_contest(made.id)).await);
        organiser
            .post(&paths::publish(made.id), &json!(made.seen()))
            .await;
        let contest: ContestView = read(organiser.get(&paths::contest(slug)).await);
        let tree: UnitTree = read(organiser.get(&paths::units(contest.id)).await);
        Crowd {
            round: contest.rounds[0].id,
            units: tree.units.iter().map(|unit| unit.id).collect(),
            contest,
        }
    }

    /// Lets the n-th person register and take part, with so many right answers.
    pub(crate) async fn play(&self, platform: &Platform, n: usize, right: usize) {
        let person = Caller::new(platform);
        let register = Register {
            name: format!("Nguyễn Thị Minh {}", GIVEN_NAMES[n % GIVEN_NAMES.len()]),
            date_of_birth: Day::new(1990, 5, 19).expect("a day"),
            phone: format!("09{:08}", 20_000_000 + n),
            password: PASSWORD.into(),
            consent: Consent {
                accepted: true,
                version: self.contest.consent.version.clone(),
            },
            guardian: None,
            entry: Some(Entry {
                contest: self.contest.id,
                unit: Some(self.units[n % self.units.len()]),
            }),
        };
        person.post(paths::ACCOUNTS, &json!(register)).await;
        let open = person.post(&paths::attempts(self.round), &Value::Null).await;
        let open: OpenAttempt = read(open);
        let sheet = SendSheet::new(open.ticket, self.sheet(platform, open.attempt, right));
        person.post(&paths::submission(open.attempt), &json!(sheet)).await;
    }

    /// Returns the key of the first questions, and blanks for the rest.
    fn sheet(&self, platform: &Platform, attempt: AttemptId, right: usize) -> AnswerSheet {
        let live = platform.state.round(self.round).expect("the round");
        let paper = live.paper(attempt);
        let marks = paper.items.iter().enumerate().map(|(n, item)| {
            let key = live.bank.bank.questions[item.question as usize].key;
            if n < right {
                item.to_shown(key)
            } else {
                OptionSet::NONE
            }
        });
        AnswerSheet {
            revision: 1,
            answers: Answers(marks.collect()).encode(),
            prediction: None,
        }
    }

    /// Settles the round, which has closed, and publishes the result.
    pub(crate) async fn settle(&self, platform: &Platform, demo: &Demo) {
        let judge = Caller::signed_in(platform, &demo.accounts[1]).await;
        judge.job(&paths::settlement(self.round), &Value::Null).await;
        let results: RoundResults = read(judge.get(&paths::settlement(self.round)).await);
        let version = results.settlement.expect("a settlement").version;
        let last = json!(Finalise { version });
        judge.job(&paths::final_settlement(self.round), &last).await;
    }
}
