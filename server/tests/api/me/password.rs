//! `PUT /me/password`.

use super::{PHONE, session};
use crate::both;
use crate::common::contest::{MINUTE, PASSWORD, rules};
use crate::common::{Reply, TestApp, Visitor};
use contest_core::wire::accounts::{Session, SignIn};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::ChangePassword;
use contest_core::wire::paths;
use futures_util::future::join;

const NEW: &str = "hoa sen nở trắng 7";

async fn change(visitor: &Visitor, old: &str, new: &str) -> Reply {
    let body = ChangePassword {
        old: old.into(),
        new: new.into(),
    };
    visitor.put(paths::MY_PASSWORD, &body).await
}

async fn sign_in(app: &TestApp, password: &str) -> Reply {
    let body = SignIn {
        login: PHONE.into(),
        password: password.into(),
    };
    app.visitor().post(paths::SESSION, &body).await
}

both!(
    a_new_password_ends_the_other_sessions,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let tablet = app.sign_in(PHONE).await;
        let before = session(&visitor).await;
        let told: Session = change(&visitor, PASSWORD, NEW).await.ok();
        assert_eq!(Some(&told), before.as_ref());
        assert_eq!(session(&visitor).await, before, "this device goes on");
        visitor.start(arranged.round).await;
        assert_eq!(session(&tablet).await, None);
        tablet
            .post(&paths::attempts(arranged.round), &())
            .await
            .refused(ErrorCode::SignInRequired);
        sign_in(&app, PASSWORD).await.refused(ErrorCode::WrongCredentials);
        sign_in(&app, NEW).await.ok::<Session>();
    }
);

both!(
    wrong_and_weak_passwords_are_refused_at_their_fields,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        for (old, new, code, field) in [
            ("sai mật khẩu", NEW, ErrorCode::WrongPassword, "old"),
            (&"x".repeat(300), NEW, ErrorCode::WrongPassword, "old"),
            (PASSWORD, "12345678", ErrorCode::WeakPassword, "new"),
            (PASSWORD, PHONE, ErrorCode::WeakPassword, "new"),
            (PASSWORD, "ngắn", ErrorCode::WeakPassword, "new"),
        ] {
            let refused = change(&visitor, old, new).await.refused(code);
            assert_eq!(refused.field.as_deref(), Some(field));
        }
        change(&app.visitor(), PASSWORD, NEW)
            .await
            .refused(ErrorCode::SignInRequired);
    }
);

both!(staff_change_theirs_in_the_same_way, |app: TestApp| async move {
    app.staff_account("judge", "giamkhao").await;
    let (here, elsewhere) = (app.sign_in("giamkhao").await, app.sign_in("giamkhao").await);
    let refused = change(&here, PASSWORD, "giamkhao").await;
    refused.refused(ErrorCode::WeakPassword);
    let reply = change(&here, PASSWORD, NEW).await;
    assert_eq!(
        reply.headers.get_all("set-cookie").iter().count(),
        1,
        "the session alone"
    );
    reply.ok::<Session>();
    assert!(session(&here).await.is_some());
    assert_eq!(session(&elsewhere).await, None);
});

both!(
    guessing_the_password_of_a_found_phone_is_slowed_down,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        for _ in 0..10 {
            change(&visitor, "sai mật khẩu", NEW)
                .await
                .refused(ErrorCode::WrongPassword);
        }
        change(&visitor, PASSWORD, NEW)
            .await
            .refused(ErrorCode::TooManyRequests);
        crate::me::erase(&visitor)
            .await
            .refused(ErrorCode::TooManyRequests);
        app.clock.advance(5 * MINUTE);
        change(&visitor, PASSWORD, NEW).await.ok::<Session>();
    }
);

both!(of_two_changes_at_once_one_holds, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let phone = app.contestant(&arranged, 1).await;
    let tablet = app.sign_in(PHONE).await;
    let (one, other) = join(
        change(&phone, PASSWORD, NEW),
        change(&tablet, PASSWORD, "con trâu đi trước"),
    )
    .await;
    let (holds, lost) = match one.status.is_success() {
        true => (NEW, other),
        false => ("con trâu đi trước", one),
    };
    // The other was checked against the old password, or is told that its session has ended.
    assert!([401, 403].contains(&lost.status.as_u16()), "{}", lost.text());
    sign_in(&app, holds).await.ok::<Session>();
});
