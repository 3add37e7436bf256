//! `POST …/desk/people/{account}/code`, and setting a password with it.

use super::{PHONE, REASON, account, audited};
use crate::common::contest::{PASSWORD, rules};
use crate::common::gateway::TestGateway;
use crate::common::{Reply, TestApp, Visitor};
use crate::{both, sends};
use contest_core::ids::{AccountId, ContestId};
use contest_core::wire::accounts::{Session, SignIn};
use contest_core::wire::audit::Audited;
use contest_core::wire::codes::{AskForCode, CodesOffered, ResetPassword};
use contest_core::wire::desk::{DeskCode, DeskReason};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;

const NEW: &str = "hoa sen nở trắng 7";
const MINUTE: i64 = 60_000;

async fn make(desk: &Visitor, contest: ContestId, who: AccountId) -> DeskCode {
    let body = DeskReason {
        reason: REASON.into(),
    };
    desk.post(&paths::desk_code(contest, who), &body).await.ok()
}

async fn set(visitor: &Visitor, code: &str) -> Reply {
    let body = ResetPassword {
        phone: PHONE.into(),
        code: code.into(),
        password: NEW.into(),
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

fn other_than(code: &str) -> String {
    let number: u32 = code.parse().expect("a number");
    format!("{:06}", (number + 1) % 1_000_000)
}

both!(
    a_code_that_is_read_out_sets_a_password_without_a_gateway,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let desk = app.sign_in("tochuc").await;
        let told: CodesOffered = visitor.get(paths::PASSWORD_RESET_CODE).await.ok();
        assert!(!told.offered);
        let who = account(&desk, arranged.contest, PHONE).await;
        let made = make(&desk, arranged.contest, who).await;
        assert_eq!((made.code.len(), made.valid_min), (6, 30));
        let left = made.valid_until.since(app.now());
        assert!((29 * 60_000..=30 * 60_000).contains(&left), "{left}");
        // Until it is used, nothing has changed.
        assert!(visitor.get(paths::ME).await.status.is_success());
        sign_in(&app, PASSWORD).await.ok::<Session>();

        let device = app.visitor();
        set(&device, &other_than(&made.code))
            .await
            .refused(ErrorCode::WrongCode);
        app.clock.advance(29 * MINUTE);
        set(&device, &made.code).await.ok::<Session>();
        visitor.get(paths::ME).await.refused(ErrorCode::SignInRequired);
        sign_in(&app, PASSWORD).await.refused(ErrorCode::WrongCredentials);
        sign_in(&app, NEW).await.ok::<Session>();
        // Used up, except for the same request again.
        let body = ResetPassword {
            phone: PHONE.into(),
            code: made.code.clone(),
            password: "sen hồng bên hồ 12".into(),
        };
        let again = app.visitor().post(paths::PASSWORD_RESET, &body).await;
        again.refused(ErrorCode::WrongCode);

        let events = audited(&desk, arranged.contest).await;
        let said: Vec<_> = events
            .iter()
            .skip(1)
            .filter_map(|event| event.what.clone())
            .collect();
        assert_eq!(said, [Audited::DeskCodeMade {}, Audited::PasswordReset {}]);
        assert_eq!(events[1].reason.as_deref(), Some(REASON));
        assert_eq!(events[2].contestant.as_deref(), Some("Nguyễn Thị M***"));
        let log = desk.get(&paths::audit(arranged.contest)).await.text();
        assert!(!log.contains(&made.code), "{log}");
    }
);

both!(
    a_code_ends_by_time_by_tries_and_by_another,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        app.contestant(&arranged, 1).await;
        let desk = app.sign_in("tochuc").await;
        let who = account(&desk, arranged.contest, PHONE).await;
        let late = make(&desk, arranged.contest, who).await;
        app.clock.advance(31 * MINUTE);
        let device = app.visitor();
        set(&device, &late.code).await.refused(ErrorCode::WrongCode);

        let first = make(&desk, arranged.contest, who).await;
        let second = make(&desk, arranged.contest, who).await;
        if first.code != second.code {
            set(&device, &first.code).await.refused(ErrorCode::WrongCode);
        }
        for _ in 0..5 {
            set(&device, &other_than(&second.code))
                .await
                .refused(ErrorCode::WrongCode);
        }
        set(&device, &second.code).await.refused(ErrorCode::WrongCode);
        app.clock.advance(MINUTE);
        let third = make(&desk, arranged.contest, who).await;
        set(&device, &third.code).await.ok::<Session>();
    }
);

sends!(
    a_code_that_is_read_out_and_one_that_is_sent_void_each_other,
    |app: TestApp, gateway: TestGateway| async move {
        let arranged = app.arrange(rules()).await;
        app.contestant(&arranged, 1).await;
        let desk = app.sign_in("tochuc").await;
        let who = account(&desk, arranged.contest, PHONE).await;
        let body = AskForCode { phone: PHONE.into() };
        let device = app.visitor();
        assert_eq!(device.post(paths::PASSWORD_RESET_CODE, &body).await.status, 202);
        let sent = gateway.message(1).await.code();
        let made = make(&desk, arranged.contest, who).await;
        assert_eq!(gateway.all().len(), 1, "it is not sent");
        if sent != made.code {
            set(&device, &sent).await.refused(ErrorCode::WrongCode);
        }
        set(&device, &made.code).await.ok::<Session>();
    }
);
