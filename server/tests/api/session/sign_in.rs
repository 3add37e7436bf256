//! Signing in, signing out, and reading who is signed in.

use crate::both;
use crate::common::bodies::register;
use crate::common::contest::{MINUTE, PASSWORD};
use contest_core::wire::accounts::{Role, Session, SignIn};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use thiluat::auth::staff;

both!(who_registers_is_signed_in_until_signing_out, |app| async move {
    let visitor = app.visitor();
    assert_eq!(visitor.get(paths::SESSION).await.ok::<Option<Session>>(), None);
    let made: Session = visitor
        .post(paths::ACCOUNTS, &register("0912 345 678"))
        .await
        .ok();
    assert_eq!(
        (made.role, made.name.as_str()),
        (Role::Contestant, "Trần Văn Bình")
    );
    assert_eq!(visitor.get(paths::SESSION).await.ok::<Session>(), made);
    assert_eq!(visitor.delete(paths::SESSION).await.status, 204);
    assert_eq!(visitor.get(paths::SESSION).await.ok::<Option<Session>>(), None);
    for login in ["0912345678", "+84 912.345.678"] {
        let sign_in = SignIn {
            login: login.into(),
            password: PASSWORD.into(),
        };
        assert_eq!(
            app.visitor().post(paths::SESSION, &sign_in).await.ok::<Session>(),
            made
        );
    }
});

both!(
    a_wrong_password_and_an_unknown_login_look_the_same,
    |app| async move {
        app.staff_account("organiser", "tochuc").await;
        let mut seen = Vec::new();
        for login in ["tochuc", "khongco", "0987654321", "a\u{0}b", &"x".repeat(300)] {
            let sign_in = SignIn {
                login: login.into(),
                password: "sai mật khẩu".into(),
            };
            seen.push(
                app.visitor()
                    .post(paths::SESSION, &sign_in)
                    .await
                    .refused(ErrorCode::WrongCredentials),
            );
        }
        assert!(seen.iter().all(|error| *error == seen[0]));
        let sign_in = SignIn {
            login: " ToChuc ".into(),
            password: PASSWORD.into(),
        };
        assert_eq!(
            app.visitor()
                .post(paths::SESSION, &sign_in)
                .await
                .ok::<Session>()
                .role,
            Role::Organiser
        );
    }
);

both!(
    guessing_is_slowed_down_and_forgiven_after_five_minutes,
    |app| async move {
        app.staff_account("organiser", "tochuc").await;
        let wrong = SignIn {
            login: "tochuc".into(),
            password: "sai mật khẩu".into(),
        };
        let right = SignIn {
            login: "tochuc".into(),
            password: PASSWORD.into(),
        };
        for _ in 0..10 {
            app.visitor()
                .post(paths::SESSION, &wrong)
                .await
                .refused(ErrorCode::WrongCredentials);
        }
        let reply = app.visitor().post(paths::SESSION, &right).await;
        reply.refused(ErrorCode::TooManyRequests);
        assert!(reply.headers.contains_key("retry-after"));
        app.clock.advance(5 * MINUTE);
        assert!(
            app.visitor()
                .post(paths::SESSION, &right)
                .await
                .status
                .is_success()
        );
    }
);

both!(a_new_password_ends_the_sessions, |app| async move {
    app.staff_account("organiser", "tochuc").await;
    let organiser = app.sign_in("tochuc").await;
    let new = staff::set_password(
        &app.state.db.write,
        &app.state.passwords,
        "tochuc",
        "mật khẩu khác 8",
    )
    .await;
    new.expect("a new password");
    app.state.reload().await.expect("revocations");
    assert_eq!(organiser.get(paths::SESSION).await.ok::<Option<Session>>(), None);
});
