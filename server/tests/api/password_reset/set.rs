//! `POST /password-reset`.

use super::{MINUTE, NEW, OTHER, PHONE, ask, code, other_than, set, sign_in, somebody};
use crate::common::TestApp;
use crate::common::contest::{PASSWORD, rules};
use crate::common::gateway::TestGateway;
use crate::sends;
use contest_core::wire::accounts::Session;
use contest_core::wire::errors::{ApiError, ErrorCode};
use contest_core::wire::paths;
use futures_util::future::join;
use sea_orm::EntityTrait;
use thiluat::clock::Clock;
use thiluat::db::entities::audit;

sends!(
    a_code_sets_a_password_ends_sessions_and_signs_in,
    |app: TestApp, gateway: TestGateway| async move {
        let before = somebody(&app).await;
        let code = code(&app, &gateway, 1).await;
        // Somebody who has forgotten it has tried too often.
        for _ in 0..11 {
            sign_in(&app, "sai mật khẩu").await;
        }
        sign_in(&app, PASSWORD).await.refused(ErrorCode::TooManyRequests);
        let phone = app.visitor();
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        let told: Session = set(&phone, "+84 900 000 001", &spaced, NEW).await.ok();
        assert_eq!(phone.get(paths::SESSION).await.ok::<Session>(), told);
        assert_eq!(before.get(paths::SESSION).await.ok::<Option<Session>>(), None);
        before.get(paths::ME).await.refused(ErrorCode::SignInRequired);
        sign_in(&app, NEW).await.ok::<Session>();
        sign_in(&app, PASSWORD).await.refused(ErrorCode::WrongCredentials);
        let events = audit::Entity::find()
            .all(&app.state.db.read)
            .await
            .expect("events");
        let event = events.iter().find(|event| event.action == "password.reset");
        let event = event.expect("an event");
        assert_eq!(event.subject, told.account.to_string());
        let all = format!("{event:?}");
        assert!(!all.contains(&code) && !all.contains("900000001"), "{all}");
    }
);

sends!(
    wrong_expired_and_others_codes_look_the_same,
    |app: TestApp, gateway: TestGateway| async move {
        let arranged = app.arrange(rules()).await;
        app.contestant(&arranged, 1).await;
        app.contestant(&arranged, 2).await;
        let code = code(&app, &gateway, 1).await;
        ask(&app, OTHER).await;
        gateway.message(2).await;
        let visitor = app.visitor();
        let mut seen: Vec<ApiError> = Vec::new();
        let mut refused = async |phone: &str, code: &str| {
            let refused = set(&visitor, phone, code, NEW)
                .await
                .refused(ErrorCode::WrongCode);
            assert_eq!(refused.field.as_deref(), Some("code"));
            seen.push(refused);
        };
        refused(PHONE, &other_than(&code)).await;
        // One in a million times the two codes are equal.
        if gateway.all()[1].code() != code {
            refused(OTHER, &code).await;
        }
        refused("0912345678", &code).await;
        refused(PHONE, "12345").await;
        app.clock.advance(10 * MINUTE);
        refused(PHONE, &code).await;
        assert!(seen.iter().all(|error| *error == seen[0]));
        sign_in(&app, PASSWORD).await.ok::<Session>();
    }
);

sends!(
    after_five_wrong_tries_the_right_code_is_refused,
    |app: TestApp, gateway: TestGateway| async move {
        let visitor = somebody(&app).await;
        let first = code(&app, &gateway, 1).await;
        for _ in 0..4 {
            set(&visitor, PHONE, &other_than(&first), NEW)
                .await
                .refused(ErrorCode::WrongCode);
        }
        set(&visitor, PHONE, &first, NEW).await.ok::<Session>();
        app.clock.advance(5 * MINUTE);
        let second = code(&app, &gateway, 2).await;
        for _ in 0..5 {
            set(&visitor, PHONE, &other_than(&second), PASSWORD)
                .await
                .refused(ErrorCode::WrongCode);
        }
        set(&visitor, PHONE, &second, PASSWORD)
            .await
            .refused(ErrorCode::WrongCode);
        sign_in(&app, NEW).await.ok::<Session>();
        // A device that has never signed in to the account has tries of its own.
        set(&app.visitor(), PHONE, &second, PASSWORD)
            .await
            .ok::<Session>();
    }
);

sends!(
    a_used_code_sets_no_other_password_and_the_same_request_is_answered_again,
    |app: TestApp, gateway: TestGateway| async move {
        somebody(&app).await;
        let code = code(&app, &gateway, 1).await;
        let (phone, tablet) = (app.visitor(), app.visitor());
        let told: Session = set(&phone, PHONE, &code, NEW).await.ok();
        set(&tablet, PHONE, &code, PASSWORD)
            .await
            .refused(ErrorCode::WrongCode);
        // The response was lost.
        assert_eq!(set(&tablet, PHONE, &code, NEW).await.ok::<Session>(), told);
        assert_eq!(
            phone.get(paths::SESSION).await.ok::<Session>(),
            told,
            "nothing has changed"
        );
        sign_in(&app, NEW).await.ok::<Session>();
    }
);

sends!(
    of_two_devices_at_once_one_is_first,
    |app: TestApp, gateway: TestGateway| async move {
        somebody(&app).await;
        let code = code(&app, &gateway, 1).await;
        let (phone, tablet) = (app.visitor(), app.visitor());
        let passwords = [NEW, "con trâu đi trước"];
        let both = join(
            set(&phone, PHONE, &code, passwords[0]),
            set(&tablet, PHONE, &code, passwords[1]),
        );
        let (one, other) = both.await;
        let (won, lost) = match one.status.is_success() {
            true => (0, other),
            false => (1, one),
        };
        lost.refused(ErrorCode::WrongCode);
        sign_in(&app, passwords[won]).await.ok::<Session>();
        sign_in(&app, passwords[1 - won])
            .await
            .refused(ErrorCode::WrongCredentials);
    }
);

sends!(
    a_password_that_will_not_do_costs_no_try,
    |app: TestApp, gateway: TestGateway| async move {
        let visitor = somebody(&app).await;
        let code = code(&app, &gateway, 1).await;
        for _ in 0..6 {
            let refused = set(&visitor, PHONE, &code, "12345678").await;
            let refused = refused.refused(ErrorCode::WeakPassword);
            assert_eq!(refused.field.as_deref(), Some("password"));
        }
        let refused = set(&visitor, "không", "x", "ngắn").await;
        let refused = refused.refused(ErrorCode::InvalidPhone);
        let fields: Vec<_> = refused
            .problems
            .iter()
            .map(|problem| problem.field.as_str())
            .collect();
        assert_eq!(fields, ["phone", "code", "password"]);
        set(&visitor, PHONE, &code, NEW).await.ok::<Session>();
    }
);

sends!(
    a_wiped_redis_loses_codes_and_nothing_else,
    |app: TestApp, gateway: TestGateway| async move {
        let visitor = somebody(&app).await;
        let lost = code(&app, &gateway, 1).await;
        app.wipe_redis().await;
        set(&visitor, PHONE, &lost, NEW)
            .await
            .refused(ErrorCode::WrongCode);
        let code = code(&app, &gateway, 2).await;
        set(&visitor, PHONE, &code, NEW).await.ok::<Session>();
    }
);

sends!(
    another_server_knows_the_code,
    |app: TestApp, gateway: TestGateway| async move {
        somebody(&app).await;
        let code = code(&app, &gateway, 1).await;
        let config = &app.state.config;
        let redis = match config.redis_url.is_empty() {
            true => format!("unix://{}", config.data_dir.join("redis/redis.sock").display()),
            false => config.redis_url.clone(),
        };
        let secret = std::fs::read_to_string(config.data_dir.join("secret")).expect("a secret");
        let settings = format!(
            "{}database_url = \"{}\"\nredis_url = \"{redis}\"\nsecret = \"{}\"\nshards = {}\n",
            gateway.settings(),
            config.database(),
            secret.trim(),
            config.shards,
        );
        let (other, handle, served) = TestApp::start(app.database, &settings, Clock::default()).await;
        set(&other.visitor(), PHONE, &code, NEW).await.ok::<Session>();
        set(&app.visitor(), PHONE, &code, PASSWORD)
            .await
            .refused(ErrorCode::WrongCode);
        sign_in(&app, NEW).await.ok::<Session>();
        handle.stop(true).await;
        served.await.expect("the server's task").expect("the server");
    }
);
