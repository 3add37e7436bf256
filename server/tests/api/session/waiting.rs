//! The waiting room before sign-in.

use crate::common::contest::PASSWORD;
use crate::common::{Database, Reply, run_with};
use contest_core::wire::accounts::SignIn;
use contest_core::wire::errors::QUEUE_POSITION;
use contest_core::wire::paths;
use futures_util::future::join_all;
use reqwest::Method;
use std::time::Duration;

#[test]
fn a_storm_of_sign_ins_is_served_in_the_end_and_wrong_passwords_are_still_counted() {
    run_with(Database::Sqlite, "password_workers = 1", |app| async move {
        app.staff_account("organiser", "tochuc").await;
        let sign_in = SignIn {
            login: "tochuc".into(),
            password: PASSWORD.into(),
        };
        let visitor = app.visitor();
        let one = |n: u32| {
            let (visitor, sign_in) = (visitor.clone(), sign_in.clone());
            async move {
                // Spread over several logins, so that the throttle of one login does not matter.
                let sign_in = if n == 0 {
                    sign_in
                } else {
                    SignIn {
                        login: format!("khong-co-{n}"),
                        ..sign_in
                    }
                };
                let mut position: Option<String> = None;
                let mut waited = false;
                loop {
                    let mut request = visitor.request(Method::POST, paths::SESSION).json(&sign_in);
                    if let Some(position) = &position {
                        request = request.header(QUEUE_POSITION, position);
                    }
                    let reply = Reply::of(request).await;
                    if reply.status.as_u16() != 503 {
                        return (reply.status.as_u16(), waited);
                    }
                    waited = true;
                    let error: contest_core::wire::errors::ApiError =
                        serde_json::from_slice(&reply.body).expect("an error");
                    position = error.waiting.map(|waiting| waiting.position).or(position);
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        };
        let ended = join_all((0..120).map(one)).await;
        assert_eq!(ended[0].0, 200);
        let statuses: Vec<u16> = ended[1..].iter().map(|(status, _)| *status).collect();
        assert_eq!(statuses, vec![401; 119]);
        assert!(ended.iter().any(|(_, waited)| *waited), "not all at once");
    });
}
