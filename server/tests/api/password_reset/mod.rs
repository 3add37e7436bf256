//! `/password-reset` and `/password-reset/code`: a new password for people who have forgotten theirs.

mod budgets;
mod code;
mod failures;
mod gateway;
mod guesses;
mod set;

use crate::common::contest::rules;
use crate::common::gateway::{TestGateway, run};
use crate::common::{Database, Reply, TestApp, Visitor};
use contest_core::wire::accounts::SignIn;
use contest_core::wire::codes::{AskForCode, ResetPassword};
use contest_core::wire::paths;
use reqwest::Method;
use reqwest::header::RETRY_AFTER;

/// The phone numbers of the first two contestants.
const PHONE: &str = "0900000001";
const OTHER: &str = "0900000002";
/// A number that nobody has registered with.
const NOBODY: &str = "0912345678";
const NEW: &str = "hoa sen nở trắng 7";
const MINUTE: i64 = 60_000;

async fn ask(app: &TestApp, phone: &str) -> Reply {
    let body = AskForCode { phone: phone.into() };
    app.visitor().post(paths::PASSWORD_RESET_CODE, &body).await
}

async fn set(visitor: &Visitor, phone: &str, code: &str, password: &str) -> Reply {
    let body = ResetPassword {
        phone: phone.into(),
        code: code.into(),
        password: password.into(),
    };
    visitor.post(paths::PASSWORD_RESET, &body).await
}

async fn sign_in(app: &TestApp, password: &str) -> Reply {
    let body = SignIn {
        login: PHONE.into(),
        password: password.into(),
    };
    app.visitor().post(paths::SESSION, &body).await
}

/// Registers the first contestant, and returns them.
async fn somebody(app: &TestApp) -> Visitor {
    let arranged = app.arrange(rules()).await;
    app.contestant(&arranged, 1).await
}

/// Has a code sent to the first contestant, as the n-th message, and returns it.
async fn code(app: &TestApp, gateway: &TestGateway, n: usize) -> String {
    assert_eq!(ask(app, PHONE).await.status, 202);
    gateway.message(n).await.code()
}

/// Returns another code than this.
fn other_than(code: &str) -> String {
    let number: u32 = code.parse().expect("a number");
    format!("{:06}", (number + 1) % 1_000_000)
}

async fn ask_as(visitor: &Visitor, phone: &str) -> Reply {
    let body = AskForCode { phone: phone.into() };
    visitor.post(paths::PASSWORD_RESET_CODE, &body).await
}

/// Asks from this address, which the proxy forwards.
async fn ask_from(app: &TestApp, address: &str, phone: &str) -> Reply {
    let body = AskForCode { phone: phone.into() };
    let request = app.visitor().request(Method::POST, paths::PASSWORD_RESET_CODE);
    Reply::of(request.header("X-Forwarded-For", address).json(&body)).await
}

/// Tries a code from this address, on a new device.
async fn set_from(app: &TestApp, address: &str, phone: &str, code: &str) -> Reply {
    set_at(&app.visitor(), address, phone, code).await
}

/// Tries a code from this address.
async fn set_at(visitor: &Visitor, address: &str, phone: &str, code: &str) -> Reply {
    let body = ResetPassword {
        phone: phone.into(),
        code: code.into(),
        password: NEW.into(),
    };
    let request = visitor.request(Method::POST, paths::PASSWORD_RESET);
    Reply::of(request.header("X-Forwarded-For", address).json(&body)).await
}

fn seconds_until(reply: &Reply) -> i64 {
    let after = reply.headers[RETRY_AFTER].to_str().expect("text");
    after.parse().expect("seconds")
}

fn run_behind_proxy<F: Future<Output = ()>>(
    database: Database,
    settings: &str,
    test: impl FnOnce(TestApp, TestGateway) -> F,
) {
    run(database, &["trust_proxy = true\n", settings].concat(), test);
}

/// Runs a test behind a proxy, on both databases.
#[macro_export]
macro_rules! behind_proxy {
    ($name:ident, $settings:expr, $test:expr) => {
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                $crate::password_reset::run_behind_proxy($crate::common::Database::Sqlite, $settings, $test);
            }

            #[test]
            fn postgres() {
                $crate::password_reset::run_behind_proxy(
                    $crate::common::Database::Postgres,
                    $settings,
                    $test,
                );
            }
        }
    };
}
