//! How often codes may be tried: a code, a network, everybody.

use super::{
    MINUTE, NOBODY, PHONE, ask_as, ask_from, code, other_than, seconds_until, set_at, set_from, somebody,
};
use crate::behind_proxy;
use crate::common::contest::rules;
use crate::common::gateway::TestGateway;
use crate::common::raw_redis::ask as ask_redis;
use crate::common::soon::soon;
use crate::common::{TestApp, Visitor};
use contest_core::wire::codes::CodeAsked;
use contest_core::wire::errors::ErrorCode;

behind_proxy!(
    strangers_leave_tries_to_the_owner,
    "",
    async |app: TestApp, gateway: TestGateway| {
        let owner = somebody(&app).await;
        let code = code(&app, &gateway, 1).await;
        let wrong = other_than(&code);
        for _ in 0..5 {
            set_from(&app, "203.0.113.7", PHONE, &wrong)
                .await
                .refused(ErrorCode::WrongCode);
        }
        set_from(&app, "203.0.113.7", PHONE, &code)
            .await
            .refused(ErrorCode::WrongCode);
        // Strangers everywhere, until nobody's tries for this number are taken.
        for n in 0..94 {
            set_from(&app, &format!("198.51.100.{n}"), PHONE, &wrong)
                .await
                .refused(ErrorCode::WrongCode);
        }
        set_from(&app, "192.0.2.7", PHONE, &code)
            .await
            .refused(ErrorCode::TooManyRequests);
        // The owner is at the address of the first of them.
        for _ in 0..4 {
            set_at(&owner, "203.0.113.7", PHONE, &wrong)
                .await
                .refused(ErrorCode::WrongCode);
        }
        let reply = set_at(&owner, "203.0.113.7", PHONE, &code).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
);

mod own_redis {
    use super::*;

    behind_proxy!(
        guesses_tell_nobody_whose_numbers_have_accounts,
        "",
        async |app: TestApp, _gateway: TestGateway| {
            let phones: Vec<String> = (0..10).map(|n| format!("091{n:07}")).collect();
            for phone in &phones {
                ask_from(&app, "203.0.113.7", phone).await.ok::<CodeAsked>();
            }
            soon("all numbers have codes", async || {
                let keys: Vec<String> = ask_redis(&app, "KEYS", &["tl:{code.*"]).await;
                let mut with_code = 0;
                for key in &keys {
                    with_code += ask_redis::<usize>(&app, "HEXISTS", &[key, "code"]).await;
                }
                (with_code == phones.len()).then_some(())
            })
            .await;
            // As for numbers with accounts: a code has five tries, what comes later is no guess, and a network has fifty.
            for phone in &phones {
                for _ in 0..5 {
                    set_from(&app, "203.0.113.7", phone, "123456")
                        .await
                        .refused(ErrorCode::WrongCode);
                }
            }
            let reply = set_from(&app, "203.0.113.99", NOBODY, "123456").await;
            reply.refused(ErrorCode::TooManyRequests);
            assert!(seconds_until(&reply) > 3_000);
        }
    );
}

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
        // On a device that has signed in before, the owner tries all the same, and uses only tries of this code.
        let owner = &owners[10];
        set_at(owner, "203.0.113.99", &last.0, &other_than(&last.1))
            .await
            .refused(ErrorCode::WrongCode);
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
        let reply = set_at(&owners[20], "192.0.2.7", &last.0, &last.1).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
);
