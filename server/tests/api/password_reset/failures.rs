//! What fails in the middle of a request uses nothing up.

use super::{MINUTE, NOBODY, PHONE, ask_from, code, other_than, set_from, somebody};
use crate::behind_proxy;
use crate::common::TestApp;
use crate::common::gateway::TestGateway;
use crate::common::raw_redis::ask as ask_redis;
use contest_core::wire::codes::CodeAsked;
use contest_core::wire::errors::ErrorCode;
use sea_orm::ConnectionTrait;

/// Makes a key unreadable for the server's functions.
async fn spoil(app: &TestApp, key: &str) {
    ask_redis::<()>(app, "SET", &[key, "spoilt"]).await;
}

async fn budgets(app: &TestApp) -> Vec<String> {
    ask_redis(app, "KEYS", &["tl:{budget.*"]).await
}

behind_proxy!(
    a_failing_database_uses_up_no_tries,
    "",
    async |app: TestApp, gateway: TestGateway| {
        somebody(&app).await;
        let code = code(&app, &gateway, 1).await;
        let rename = async |from: &str, to: &str| {
            let sql = format!("ALTER TABLE accounts RENAME COLUMN {from} TO {to}");
            let done = app.state.db.write.execute_unprepared(&sql).await;
            done.expect("renamed");
        };
        rename("login", "spoilt").await;
        for n in 0..60 {
            let reply = set_from(&app, &format!("203.0.113.{n}"), PHONE, &other_than(&code)).await;
            assert!(reply.status.is_server_error(), "{}", reply.text());
        }
        rename("spoilt", "login").await;
        let reply = set_from(&app, "203.0.113.99", PHONE, &code).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
);

mod own_redis {
    use super::*;

    behind_proxy!(
        a_request_that_fails_uses_up_no_budget,
        "codes_per_hour = 1\n",
        async |app: TestApp, _gateway: TestGateway| {
            ask_from(&app, "203.0.113.7", NOBODY).await.ok::<CodeAsked>();
            app.clock.advance(MINUTE);
            let keys: Vec<String> = ask_redis(&app, "KEYS", &["tl:{code.*"]).await;
            spoil(&app, &keys[0]).await;
            // All people together may ask five times an hour.
            for _ in 0..6 {
                let reply = ask_from(&app, "203.0.113.7", NOBODY).await;
                assert!(reply.status.is_server_error(), "{}", reply.text());
            }
            ask_redis::<()>(&app, "DEL", &[&keys[0]]).await;
            ask_from(&app, "203.0.113.7", NOBODY).await.ok::<CodeAsked>();
        }
    );

    behind_proxy!(
        a_budget_that_fails_uses_up_no_other,
        "",
        async |app: TestApp, gateway: TestGateway| {
            somebody(&app).await;
            let code = code(&app, &gateway, 1).await;
            let wrong = other_than(&code);
            let before = budgets(&app).await;
            set_from(&app, "203.0.113.7", PHONE, &wrong)
                .await
                .refused(ErrorCode::WrongCode);
            let mut of_wrong = budgets(&app).await;
            of_wrong.retain(|key| !before.contains(key));
            assert_eq!(of_wrong.len(), 2, "of the network and of everybody");
            set_from(&app, "198.51.100.7", PHONE, &wrong)
                .await
                .refused(ErrorCode::WrongCode);
            for key in &of_wrong {
                let count: u32 = ask_redis(&app, "HGET", &[key, "count"]).await;
                // Both have tried at the cost of this one.
                if count == 2 {
                    spoil(&app, key).await;
                }
            }
            for n in 0..60 {
                let reply = set_from(&app, &format!("203.0.113.{n}"), PHONE, &wrong).await;
                assert!(reply.status.is_server_error(), "{}", reply.text());
            }
            for key in &of_wrong {
                let kind: String = ask_redis(&app, "TYPE", &[key]).await;
                if kind == "string" {
                    ask_redis::<()>(&app, "DEL", &[key]).await;
                }
            }
            let reply = set_from(&app, "203.0.113.99", PHONE, &code).await;
            assert_eq!(reply.status, 200, "{}", reply.text());
        }
    );
}
