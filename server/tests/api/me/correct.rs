//! `PATCH /me`.

use super::{PHONE, audited, session};
use crate::both;
use crate::common::TestApp;
use crate::common::boards::board;
use crate::common::contest::{name_of, rules};
use crate::common::results::{finalise, settle};
use contest_core::time::Day;
use contest_core::wire::accounts::Session;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::Me;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use futures_util::future::join;
use serde_json::json;

both!(
    a_correction_is_seen_everywhere_and_by_the_judges,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let tablet = app.sign_in(PHONE).await;
        app.play(&visitor, arranged.round, 5).await;
        assert_eq!(
            board(&app, arranged.round).await.standings[0].name,
            "Nguyễn Thị M***"
        );

        let body = json!({ "name": "  Lê   Thị Hoa Mai ", "date_of_birth": "1991-02-03" });
        let told: Session = visitor.patch(paths::ME, &body).await.ok();
        assert_eq!(told.name, "Lê Thị Hoa Mai");
        assert_eq!(session(&visitor).await, Some(told.clone()), "this device goes on");
        let me: Me = visitor.get(paths::ME).await.ok();
        assert_eq!(
            (me.name.as_str(), me.date_of_birth),
            ("Lê Thị Hoa Mai", Day::new(1991, 2, 3))
        );
        assert_eq!(session(&tablet).await, None, "its token has the old name");
        assert_eq!(
            board(&app, arranged.round).await.standings[0].name,
            "Lê Thị Hoa M***"
        );

        // Sent again, for instance because the reply was lost: nothing changes.
        let again: Session = visitor.patch(paths::ME, &body).await.ok();
        assert_eq!(again, told);
        let events = audited(&app.sign_in("giamkhao").await, arranged.contest).await;
        let said: Vec<_> = events.iter().filter_map(|event| event.what.clone()).collect();
        let corrected = Audited::ContestantCorrected {
            name: true,
            date_of_birth: true,
        };
        assert_eq!(said, [corrected]);
        assert_eq!(events[0].actor_name, "Lê Thị Hoa M***");
        assert_eq!(events[0].contestant.as_deref(), Some("Lê Thị Hoa M***"));

        // What is absent stays.
        let told: Session = visitor
            .patch(paths::ME, &json!({ "name": "Lê Thị Mai" }))
            .await
            .ok();
        assert_eq!(told.name, "Lê Thị Mai");
        let me: Me = visitor.get(paths::ME).await.ok();
        assert_eq!(me.date_of_birth, Day::new(1991, 2, 3));
        assert_eq!(told.entries.len(), 1);
    }
);

both!(
    what_registration_refuses_is_refused_here_too,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        for (body, code, field) in [
            (json!({ "name": "A" }), ErrorCode::InvalidName, "name"),
            (json!({ "name": "Thí sinh #abc" }), ErrorCode::InvalidName, "name"),
            (
                json!({ "date_of_birth": "2999-01-01" }),
                ErrorCode::InvalidDateOfBirth,
                "date_of_birth",
            ),
            (
                json!({ "date_of_birth": "1850-01-01" }),
                ErrorCode::InvalidDateOfBirth,
                "date_of_birth",
            ),
            (
                json!({ "date_of_birth": "1990-02-30" }),
                ErrorCode::MalformedBody,
                "date_of_birth",
            ),
            (
                json!({ "name": "Lê Thị Mai", "date_of_birth": "2020-01-01" }),
                ErrorCode::TooYoung,
                "date_of_birth",
            ),
        ] {
            let refused = visitor.patch(paths::ME, &body).await.refused(code);
            assert_eq!(refused.field.as_deref(), Some(field), "{body}");
        }
        let me: Me = visitor.get(paths::ME).await.ok();
        assert_eq!(me.name, name_of(1), "nothing is half corrected");
        app.visitor()
            .patch(paths::ME, &json!({}))
            .await
            .refused(ErrorCode::SignInRequired);
        let staff = app.sign_in("tochuc").await;
        staff
            .patch(paths::ME, &json!({}))
            .await
            .refused(ErrorCode::StaffBarred);
    }
);

both!(
    not_while_an_attempt_runs_and_not_once_a_result_is_final,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let body = json!({ "name": "Lê Thị Mai" });
        let open = visitor.start(arranged.round).await;
        visitor
            .patch(paths::ME, &body)
            .await
            .refused(ErrorCode::AttemptRunning);
        let sheet = app.sheet_with(arranged.round, open.attempt, 4, 1);
        visitor.submit(&open, sheet).await;
        visitor.patch(paths::ME, &body).await.ok::<Session>();

        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
        let other = json!({ "name": "Lê Thị Lan" });
        let refused = visitor
            .patch(paths::ME, &other)
            .await
            .refused(ErrorCode::NamedInResult);
        assert!(refused.message.contains("Ban tổ chức"), "{}", refused.message);
        // What is as it is needs no correction.
        visitor.patch(paths::ME, &body).await.ok::<Session>();
    }
);

both!(of_two_devices_at_once_one_is_first, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let phone = app.contestant(&arranged, 1).await;
    let tablet = app.sign_in(PHONE).await;
    let (one, other) = (json!({ "name": "Lê Thị Mai" }), json!({ "name": "Lê Thị Lan" }));
    let (one, other) = join(phone.patch(paths::ME, &one), tablet.patch(paths::ME, &other)).await;
    let (won, lost, winner) = match one.status.is_success() {
        true => (one, other, &phone),
        false => (other, one, &tablet),
    };
    lost.refused(ErrorCode::SignInRequired);
    let told: Session = won.ok();
    let me: Me = winner.get(paths::ME).await.ok();
    assert_eq!(me.name, told.name);
});
