//! Accounts that already exist, and how they enter a contest.

use crate::common::TestApp;
use crate::common::contest::{name_of, nobodys_hash};
use crate::line::Servers;
use crate::servers::Pair;
use contest_core::ids::{AccountId, Uuid};
use contest_core::time::Day;
use contest_core::wire::accounts::Role;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use serde_json::Value;
use std::time::Duration;
use thiluat::auth::session::Claims;
use thiluat::db::entities::account;

/// Creates an account and returns the cookie of its session. Nobody has its password: passwords are checked when the
/// processor has nothing else to do, which on a busy machine takes longer than the contest.
pub(crate) async fn account(observer: &TestApp, role: Role, n: u32) -> (AccountId, String) {
    let (id, name, now) = (AccountId(Uuid::now_v7()), name_of(n), observer.clock.now());
    let born = (role == Role::Contestant).then_some("1990-05-19");
    let row = account::ActiveModel {
        id: Set(id),
        role: Set(role.into()),
        login: Set(match role {
            Role::Contestant => format!("+849{n:08}"),
            _ => format!("{role:?}-{n}").to_lowercase(),
        }),
        password_hash: Set(nobodys_hash(&observer.state).await),
        session_version: Set(0),
        name: Set(name.clone()),
        date_of_birth: Set(born.map(str::to_owned)),
        consent_version: Set(None),
        created_at: Set(now),
        ..Default::default()
    };
    let state = &observer.state;
    row.insert(&state.db.write).await.expect("an account");
    let born = born.map(|_day| Day::new(1990, 5, 19).expect("a day"));
    let claims = Claims {
        name,
        dob: born,
        ..Claims::new(id, role, now)
    };
    let cookie = state.sessions.cookie(&claims).expect("a cookie");
    (id, cookie.stripped().to_string())
}

/// Enters a contest; returns the cookie of the session that knows it.
pub(crate) async fn enter(pair: &Pair, path: &str, cookie: &str, body: &Value) -> String {
    let url = pair.url(0) + path;
    let mut said = String::new();
    for _ in 0..200 {
        let request = reqwest::Client::new()
            .post(&url)
            .header("Cookie", cookie)
            .json(body);
        let response = request.send().await.expect("an answer");
        if response.status().is_success() {
            let cookie = response.headers().get("Set-Cookie").expect("a cookie");
            let cookie = cookie.to_str().expect("a text");
            return cookie.split(';').next().unwrap_or_default().to_owned();
        }
        said = response.text().await.expect("a body");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path}: {said}");
}
