//! How many codes may be asked for: a phone, a network, everybody.

use super::{MINUTE, NEW, NOBODY, OTHER, PHONE, ask, ask_as, ask_from, code, seconds_until, set, somebody};
use crate::common::contest::rules;
use crate::common::gateway::{TestGateway, run};
use crate::common::soon::soon;
use crate::common::{Database, TestApp};
use crate::{behind_proxy, sends};
use contest_core::wire::accounts::Session;
use contest_core::wire::codes::CodeAsked;
use contest_core::wire::errors::ErrorCode;
use futures_util::future::join_all;

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

behind_proxy!(
    an_outage_tells_nobody_whose_numbers_have_accounts_and_leaves_the_owner_a_code,
    "",
    async |app: TestApp, gateway: TestGateway| {
        let owner = somebody(&app).await;
        gateway.will_reply([503; 10]);
        let networks = [
            "203.0.113.7",
            "203.0.113.7",
            "203.0.113.7",
            "203.0.113.7",
            "198.51.100.7",
            "192.0.2.7",
        ];
        let mut seen = Vec::new();
        for phone in [NOBODY, PHONE] {
            let mut statuses = Vec::new();
            for address in networks {
                statuses.push(ask_from(&app, address, phone).await.status.as_u16());
                app.clock.advance(MINUTE);
            }
            seen.push(statuses);
        }
        assert_eq!(seen[1], [202, 202, 202, 429, 202, 202]);
        assert_eq!(seen[0], seen[1]);
        gateway.message(10).await;
        // What strangers ask for ends here, so that they cannot make the owner's code invalid again and again.
        ask_as(&owner, PHONE).await.ok::<CodeAsked>();
        let code = gateway.message(11).await.code();
        gateway.will_reply([503; 2]);
        for n in 1..=9 {
            app.clock.advance(MINUTE);
            ask_from(&app, &format!("10.0.{n}.7"), PHONE)
                .await
                .refused(ErrorCode::TooManyRequests);
        }
        set(&owner, PHONE, &code, NEW).await.ok::<Session>();
    }
);

behind_proxy!(
    an_outage_uses_up_nothing_that_everybody_shares,
    "codes_per_hour = 1\n",
    async |app: TestApp, gateway: TestGateway| {
        somebody(&app).await;
        // One may be sent in an hour.
        gateway.will_reply([503; 2]);
        ask(&app, PHONE).await.ok::<CodeAsked>();
        gateway.message(2).await;
        app.clock.advance(MINUTE);
        // Once the server has heard of it.
        let after = soon("another code", async || {
            let reply = ask(&app, PHONE).await;
            (reply.status == 202).then_some(reply)
        });
        after.await.ok::<CodeAsked>();
        gateway.message(3).await;
    }
);

behind_proxy!(
    what_the_gateway_may_have_taken_counts,
    "codes_per_hour = 2\n",
    async |app: TestApp, gateway: TestGateway| {
        let arranged = app.arrange(rules()).await;
        for n in 1..=3 {
            app.contestant(&arranged, n).await;
        }
        gateway.will_reply([0, 503]);
        ask(&app, PHONE).await.ok::<CodeAsked>();
        gateway.message(2).await;
        ask(&app, OTHER).await.ok::<CodeAsked>();
        gateway.message(3).await;
        ask(&app, "0900000003").await.refused(ErrorCode::Unavailable);
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
