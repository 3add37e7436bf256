//! `/password-reset` and `/password-reset/code`: a new password for people who have forgotten theirs.

mod budgets;
mod code;
mod gateway;
mod set;

use crate::common::contest::rules;
use crate::common::gateway::TestGateway;
use crate::common::{Reply, TestApp, Visitor};
use contest_core::wire::accounts::SignIn;
use contest_core::wire::codes::{AskForCode, ResetPassword};
use contest_core::wire::paths;

/// The phone numbers of the first two contestants.
const PHONE: &str = "0900000001";
const OTHER: &str = "0900000002";
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
