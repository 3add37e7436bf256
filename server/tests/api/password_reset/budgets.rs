//! How many codes may be asked for: a phone, a network, everybody.

use super::{MINUTE, NEW, OTHER, PHONE, ask, code, other_than, somebody};
use crate::common::contest::rules;
use crate::common::gateway::{TestGateway, run};
use crate::common::soon::soon;
use crate::common::{Database, Reply, TestApp, Visitor};
use crate::sends;
use contest_core::wire::codes::{AskForCode, CodeAsked, ResetPassword};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use futures_util::future::join_all;
use reqwest::Method;
use reqwest::header::RETRY_AFTER;

/// A number that nobody has registered with.
const NOBODY: &str = "0912345678";
const BEHIND_PROXY: &str = "trust_proxy = true\n";

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

/// Tries a code from this address.
async fn set_from(app: &TestApp, address: &str, phone: &str, code: &str) -> Reply {
    let body = ResetPassword {
        phone: phone.into(),
        code: code.into(),
        password: NEW.into(),
    };
    let request = app.visitor().request(Method::POST, paths::PASSWORD_RESET);
    Reply::of(request.header("X-Forwarded-For", address).json(&body)).await
}

fn seconds_until(reply: &Reply) -> i64 {
    let after = reply.headers[RETRY_AFTER].to_str().expect("text");
    after.parse().expect("seconds")
}

/// Runs a test behind a proxy, on both databases.
macro_rules! behind_proxy {
    ($name:ident, $settings:expr, $test:expr) => {
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                run(Database::Sqlite, &[BEHIND_PROXY, $settings].concat(), $test);
            }

            #[test]
            fn postgres() {
                run(
                    Database::Postgres,
                    &[BEHIND_PROXY, $settings].concat(),
                    $test,
                );
            }
        }
    };
}

behind_proxy!(
    strangers_leave_codes_to_the_owner,
    "",
    async |app: TestApp, gateway: TestGateway| {
        let owner = somebody(&app).await;
        // The same for a number without an account: counts tell nobody whose numbers have one.
        let mut seen = Vec::new();
        for phone in [PHONE, NOBODY] {
            let mut statuses = Vec::new();
            for (address, times) in [("203.0.113.7", 4), ("198.51.100.7", 3), ("192.0.2.7", 1)] {
                for _ in 0..times {
                    let reply = ask_from(&app, address, phone).await;
                    statuses.push(reply.status.as_u16());
                    app.clock.advance(MINUTE);
                }
            }
            seen.push(statuses);
        }
        // One network has three of five, so one stranger leaves some to the owner on another device.
        assert_eq!(seen[0], [202, 202, 202, 429, 202, 202, 429, 429]);
        assert_eq!(seen[0], seen[1]);
        // Many strangers leave those of the devices that the owner has used.
        for n in 6..=10 {
            assert_eq!(ask_as(&owner, PHONE).await.status, 202);
            gateway.message(n).await;
            app.clock.advance(MINUTE);
        }
        ask_as(&owner, PHONE).await.refused(ErrorCode::TooManyRequests);
        assert_eq!(
            ask_as(&owner, OTHER).await.status,
            202,
            "a number that it does not know"
        );
    }
);

behind_proxy!(
    an_allowance_refills_within_hours,
    "",
    async |app: TestApp, gateway: TestGateway| {
        somebody(&app).await;
        for n in 1..=5 {
            let address = format!("203.0.{n}.7");
            ask_from(&app, &address, PHONE).await.ok::<CodeAsked>();
            gateway.message(n).await;
            app.clock.advance(MINUTE);
        }
        let reply = ask_from(&app, "198.51.100.7", PHONE).await;
        let refused = reply.refused(ErrorCode::TooManyRequests);
        assert!(refused.message.contains("5 giờ"), "{}", refused.message);
        let after = seconds_until(&reply);
        assert_eq!(after, 86_400 / 5 - 5 * 60);
        app.clock.advance(after * 1_000);
        ask_from(&app, "198.51.100.7", PHONE).await.ok::<CodeAsked>();
        gateway.message(6).await;
        app.clock.advance(MINUTE);
        ask_from(&app, "198.51.100.7", PHONE)
            .await
            .refused(ErrorCode::TooManyRequests);
    }
);

sends!(
    what_the_gateway_could_not_be_handed_does_not_count,
    |app: TestApp, gateway: TestGateway| async move {
        let owner = somebody(&app).await;
        for n in 1..=4 {
            ask_as(&owner, PHONE).await.ok::<CodeAsked>();
            gateway.message(n).await;
            app.clock.advance(MINUTE);
        }
        gateway.will_reply([503, 503]);
        ask_as(&owner, PHONE).await.ok::<CodeAsked>();
        gateway.message(6).await;
        app.clock.advance(MINUTE);
        // Once the server has heard of it.
        let again = soon("another code", async || {
            let reply = ask_as(&owner, PHONE).await;
            (reply.status == 202).then_some(reply)
        });
        again.await.ok::<CodeAsked>();
        gateway.message(7).await;
        app.clock.advance(MINUTE);
        ask_as(&owner, PHONE).await.refused(ErrorCode::TooManyRequests);
    }
);

sends!(
    an_outage_tells_nobody_whose_numbers_have_accounts,
    |app: TestApp, gateway: TestGateway| async move {
        let owner = somebody(&app).await;
        gateway.will_reply([503, 503]);
        ask_as(&owner, PHONE).await.ok::<CodeAsked>();
        gateway.message(2).await;
        // More than one network may ask for a number, none of which counts, as for a number with an account.
        for _ in 0..5 {
            let accepted = soon("the request is accepted", async || {
                let reply = ask(&app, NOBODY).await;
                (reply.status == 202).then_some(reply)
            });
            accepted.await.ok::<CodeAsked>();
            app.clock.advance(MINUTE);
        }
    }
);

sends!(
    a_network_cannot_ask_without_end_not_even_at_once,
    |app: TestApp, gateway: TestGateway| async move {
        somebody(&app).await;
        // What is only repeated, because a response was lost, uses nothing up.
        for _ in 0..20 {
            ask(&app, NOBODY).await.ok::<CodeAsked>();
        }
        let numbers: Vec<String> = (0..260).map(|n| format!("091{n:07}")).collect();
        let replies = join_all(numbers.iter().map(|phone| ask(&app, phone))).await;
        let accepted = replies.iter().filter(|reply| reply.status == 202).count();
        assert_eq!(accepted, 199);
        ask(&app, PHONE).await.refused(ErrorCode::TooManyRequests);
        app.clock.advance(60 * MINUTE);
        code(&app, &gateway, 1).await;
    }
);

behind_proxy!(
    a_customer_with_many_networks_cannot_ask_without_end,
    "",
    async |app: TestApp, _gateway: TestGateway| {
        let mut n = 0;
        let mut ask_next = async |address: String| {
            n += 1;
            ask_from(&app, &address, &format!("091{n:07}")).await
        };
        for network in 0..5 {
            for host in 0..200 {
                let reply = ask_next(format!("2001:db8:1:{network:x}::{host:x}")).await;
                assert_eq!(reply.status, 202, "{network} {host}");
            }
            if network == 0 {
                ask_next("2001:db8:1:0::ffff".into())
                    .await
                    .refused(ErrorCode::TooManyRequests);
            }
        }
        ask_next("2001:db8:1:ffff::1".into())
            .await
            .refused(ErrorCode::TooManyRequests);
        ask_next("2001:db8:2::1".into()).await.ok::<CodeAsked>();
    }
);

behind_proxy!(
    requests_of_everybody_together_are_bounded,
    "codes_per_hour = 1\n",
    async |app: TestApp, _gateway: TestGateway| {
        // Repeating costs nothing, so that one device cannot use up what everybody shares.
        for _ in 0..10 {
            ask_from(&app, "203.0.113.7", NOBODY).await.ok::<CodeAsked>();
        }
        for n in 1..5 {
            let phone = format!("091{n:07}");
            ask_from(&app, &format!("203.0.{n}.7"), &phone)
                .await
                .ok::<CodeAsked>();
        }
        let reply = ask_from(&app, "192.0.2.7", OTHER).await;
        let refused = reply.refused(ErrorCode::Unavailable);
        assert!(refused.message.contains("Ban tổ chức"), "{}", refused.message);
        assert_eq!(seconds_until(&reply), 3_600);
        app.clock.advance(60 * MINUTE);
        ask_from(&app, "192.0.2.7", OTHER).await.ok::<CodeAsked>();
    }
);

/// Has codes sent to the first contestants, as the next messages, and returns their numbers and codes.
async fn codes(gateway: &TestGateway, owners: &[Visitor]) -> Vec<(String, String)> {
    let mut codes = Vec::new();
    for (n, owner) in (1..).zip(owners) {
        let phone = format!("09{n:08}");
        let before = gateway.all().len();
        ask_as(owner, &phone).await.ok::<CodeAsked>();
        codes.push((phone, gateway.message(before + 1).await.code()));
    }
    codes
}

behind_proxy!(
    a_network_may_guess_fifty_times,
    "",
    async |app: TestApp, gateway: TestGateway| {
        let arranged = app.arrange(rules()).await;
        let mut owners = Vec::new();
        for n in 1..=11 {
            owners.push(app.contestant(&arranged, n).await);
        }
        let codes = codes(&gateway, &owners).await;
        let (last, others) = codes.split_last().expect("codes");
        for (phone, code) in others {
            for _ in 0..5 {
                set_from(&app, "203.0.113.7", phone, &other_than(code))
                    .await
                    .refused(ErrorCode::WrongCode);
            }
        }
        let reply = set_from(&app, "203.0.113.99", &last.0, &last.1).await;
        reply.refused(ErrorCode::TooManyRequests);
        assert!(seconds_until(&reply) > 3_000);
        // Elsewhere the owner uses it, and right codes and numbers without codes are no guesses.
        let reply = set_from(&app, "198.51.100.7", &last.0, &last.1).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        app.clock.advance(60 * MINUTE);
        for n in 0..60 {
            set_from(&app, "203.0.113.7", &format!("091{n:07}"), "123456")
                .await
                .refused(ErrorCode::WrongCode);
        }
        let reply = set_from(&app, "203.0.113.7", NOBODY, "123456").await;
        reply.refused(ErrorCode::WrongCode);
    }
);

behind_proxy!(
    everybody_together_may_guess_a_hundred_times,
    "codes_per_hour = 200\n",
    async |app: TestApp, gateway: TestGateway| {
        let arranged = app.arrange(rules()).await;
        let mut owners = Vec::new();
        for n in 1..=21 {
            owners.push(app.contestant(&arranged, n).await);
        }
        let codes = codes(&gateway, &owners).await;
        let (last, others) = codes.split_last().expect("codes");
        for (n, (phone, code)) in others.iter().enumerate() {
            for _ in 0..5 {
                set_from(&app, &format!("203.0.{n}.7"), phone, &other_than(code))
                    .await
                    .refused(ErrorCode::WrongCode);
            }
        }
        let reply = set_from(&app, "192.0.2.7", &last.0, &last.1).await;
        reply.refused(ErrorCode::TooManyRequests);
    }
);

fn what_may_be_sent_in_an_hour_is_bounded(database: Database) {
    run(database, "codes_per_hour = 1\n", async |app, gateway| {
        let arranged = app.arrange(rules()).await;
        app.contestant(&arranged, 1).await;
        app.contestant(&arranged, 2).await;
        // Numbers that nobody has registered with use nothing up.
        ask(&app, "0912345678").await.ok::<CodeAsked>();
        code(&app, &gateway, 1).await;
        let reply = ask(&app, OTHER).await;
        let refused = reply.refused(ErrorCode::Unavailable);
        assert!(refused.message.contains("Ban tổ chức"), "{}", refused.message);
        app.clock.advance(60 * MINUTE);
        ask(&app, OTHER).await.ok::<CodeAsked>();
        assert_eq!(gateway.message(2).await.body["to"], "+84900000002");
    });
}

#[test]
fn what_may_be_sent_in_an_hour_is_bounded_on_sqlite() {
    what_may_be_sent_in_an_hour_is_bounded(Database::Sqlite);
}

#[test]
fn what_may_be_sent_in_an_hour_is_bounded_on_postgres() {
    what_may_be_sent_in_an_hour_is_bounded(Database::Postgres);
}
