//! `GET` and `POST /password-reset/code`.

use super::{MINUTE, NEW, OTHER, PHONE, ask, code, set, somebody};
use crate::common::gateway::{TestGateway, run};
use crate::common::raw_redis::ask as ask_redis;
use crate::common::{Database, TestApp};
use crate::{both, sends};
use contest_core::wire::accounts::Session;
use contest_core::wire::codes::{CodeAsked, CodesOffered};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;

both!(without_a_gateway_nothing_is_offered, |app: TestApp| async move {
    let visitor = somebody(&app).await;
    let told: CodesOffered = visitor.get(paths::PASSWORD_RESET_CODE).await.ok();
    assert!(!told.offered);
    ask(&app, PHONE).await.refused(ErrorCode::CodesNotOffered);
    set(&visitor, PHONE, "123456", NEW)
        .await
        .refused(ErrorCode::WrongCode);
});

sends!(
    every_number_gets_the_same_answer_and_one_gets_a_message,
    |app: TestApp, gateway: TestGateway| async move {
        let told: CodesOffered = app.visitor().get(paths::PASSWORD_RESET_CODE).await.ok();
        assert!(told.offered);
        somebody(&app).await;
        let mut answers = Vec::new();
        for phone in [OTHER, PHONE, "0912345678"] {
            let reply = ask(&app, phone).await;
            assert_eq!(reply.status, 202);
            answers.push(reply.ok::<CodeAsked>());
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        assert_eq!((answers[0].again_in_s, answers[0].valid_min), (60, 10));
        assert!(!answers[0].too_soon);
        // Too soon it is for every number alike, and none is promised a message.
        for phone in [OTHER, PHONE] {
            let told: CodeAsked = ask(&app, phone).await.ok();
            assert!(told.too_soon && told.again_in_s <= 60, "{told:?}");
        }
        let message = gateway.message(1).await;
        assert_eq!(message.body["to"], "+84900000001");
        assert!(message.head.contains("x-key: s3cret"), "{}", message.head);
        assert!(
            message.head.contains("content-type: application/json"),
            "{}",
            message.head
        );
        assert_eq!(message.code().len(), 6);
        let refused = ask(&app, "tochuc").await.refused(ErrorCode::InvalidPhone);
        assert_eq!(refused.field.as_deref(), Some("phone"));
        // The queue is worked off in order: what was asked before this has come or never will.
        app.clock.advance(MINUTE);
        code(&app, &gateway, 2).await;
        assert_eq!(gateway.all().len(), 2, "others got a message");
    }
);

sends!(
    one_a_minute_is_sent_and_the_newest_is_valid,
    |app: TestApp, gateway: TestGateway| async move {
        let visitor = somebody(&app).await;
        let first = code(&app, &gateway, 1).await;
        app.clock.advance(MINUTE / 2);
        // Sent again, for instance because the response was lost.
        let told: CodeAsked = ask(&app, "+84 900 000 001").await.ok();
        assert!((29..=30).contains(&told.again_in_s), "{told:?}");
        assert!(told.too_soon, "nothing is sent");
        app.clock.advance(MINUTE / 2);
        let second = code(&app, &gateway, 2).await;
        if first != second {
            set(&visitor, PHONE, &first, NEW)
                .await
                .refused(ErrorCode::WrongCode);
        }
        set(&visitor, PHONE, &second, NEW).await.ok::<Session>();
    }
);

mod redis_knows_neither_numbers_nor_codes {
    use super::*;

    fn test(database: Database) {
        run(database, "", async |app, gateway| {
            somebody(&app).await;
            let code = code(&app, &gateway, 1).await;
            let keys: Vec<String> = ask_redis(&app, "KEYS", &["tl:{code.*"]).await;
            assert_eq!(keys.len(), 1);
            let fields: Vec<Vec<u8>> = ask_redis(&app, "HGETALL", &[&keys[0]]).await;
            let all = [keys[0].as_bytes(), &fields.concat()].concat();
            let all = String::from_utf8_lossy(&all).into_owned();
            assert!(!all.contains("900000001") && !all.contains(&code), "{all}");
            let left: i64 = ask_redis(&app, "TTL", &[&keys[0]]).await;
            assert!((86_000..=86_400).contains(&left), "{left}");
        });
    }

    #[test]
    fn own_redis_sqlite() {
        test(Database::Sqlite);
    }

    #[test]
    fn own_redis_postgres() {
        test(Database::Postgres);
    }
}
