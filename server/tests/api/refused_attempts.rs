//! Every way in which a request on the attempt's path is refused.

use crate::both;
use crate::common::contest::rules;
use contest_core::answers::AnswerSheet;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::rounds::{Phase, Prediction, PredictionTarget};
use contest_core::time::Day;
use contest_core::wire::accounts::{Consent, Entry, Register};
use contest_core::wire::attempts::{MyRound, SendSheet, Submitted};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

both!(
    starting_is_refused_outside_the_window_too_young_or_not_entered,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let path = paths::attempts(arranged.round);
        app.visitor()
            .post(&path, &())
            .await
            .refused(ErrorCode::SignInRequired);
        app.sign_in("tochuc")
            .await
            .post(&path, &())
            .await
            .refused(ErrorCode::StaffBarred);
        let stranger = app.visitor();
        let register = |n: u32, year: i16, entry: Option<Entry>| Register {
            name: crate::common::contest::name_of(n),
            date_of_birth: Day::new(year, 1, 1).expect("a day"),
            phone: format!("03{n:08}"),
            password: crate::common::contest::PASSWORD.into(),
            consent: Consent {
                accepted: true,
                version: arranged.consent.clone(),
            },
            entry,
        };
        assert!(
            stranger
                .post(paths::ACCOUNTS, &register(1, 1980, None))
                .await
                .status
                .is_success()
        );
        stranger.post(&path, &()).await.refused(ErrorCode::NotEntered);
        let child = app.visitor();
        let entry = Entry {
            contest: arranged.contest,
            unit: Some(arranged.units[1]),
        };
        assert!(
            child
                .post(paths::ACCOUNTS, &register(2, 2020, Some(entry)))
                .await
                .status
                .is_success()
        );
        child.post(&path, &()).await.refused(ErrorCode::TooYoung);
        let contestant = app.contestant(&arranged, 1).await;
        contestant
            .post(&paths::attempts(RoundId(Uuid::now_v7())), &())
            .await
            .refused(ErrorCode::NotFound);
        contestant
            .post(&paths::attempts("none"), &())
            .await
            .refused(ErrorCode::MalformedPath);
        let odd = contestant
            .request(Method::POST, &path)
            .header("Idempotency-Key", "mine");
        let refused = crate::common::Reply::of(odd)
            .await
            .refused(ErrorCode::InvalidField);
        assert_eq!(refused.field.as_deref(), Some("Idempotency-Key"));
        app.close_round(arranged.round).await;
        contestant.post(&path, &()).await.refused(ErrorCode::RoundClosed);
        let mine: MyRound = contestant.get(&paths::my_round(arranged.round)).await.ok();
        assert_eq!(mine.phase, Phase::Closed);
    }
);

both!(
    a_sheet_that_does_not_fit_is_refused_with_its_field,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let good = app.sheet_with(arranged.round, open.attempt, 3, 1);
        for (method, path) in [
            (Method::PUT, paths::sheet(open.attempt)),
            (Method::POST, paths::submission(open.attempt)),
        ] {
            let send = |body: Value| {
                let request = contestant.request(method.clone(), &path).json(&body);
                async move { crate::common::Reply::of(request).await }
            };
            let body = |answers: &str, revision: i64| json!({"ticket": open.ticket, "revision": revision, "answers": answers});
            for answers in ["", "111", "1111111111111", "!!!!!!!!!!", "________33", "🙂🙂"] {
                let error = send(body(answers, 1)).await.refused(ErrorCode::InvalidAnswers);
                assert_eq!(error.field.as_deref(), Some("answers"));
            }
            send(body(&good.answers, 0))
                .await
                .refused(ErrorCode::InvalidField);
            assert_eq!(
                send(body(&good.answers, -1))
                    .await
                    .refused(ErrorCode::MalformedBody)
                    .field
                    .as_deref(),
                Some("revision")
            );
            send(json!({"ticket": open.ticket}))
                .await
                .refused(ErrorCode::MalformedBody);
            send(json!([])).await.refused(ErrorCode::MalformedBody);
            send(json!({"ticket": "x", "revision": 1, "answers": good.answers}))
                .await
                .refused(ErrorCode::InvalidTicket);
            let with_prediction =
                json!({"ticket": open.ticket, "revision": 1, "answers": good.answers, "prediction": 5});
            send(with_prediction).await.refused(ErrorCode::InvalidPrediction);
            let huge = json!({"ticket": "x".repeat(2_000_000), "revision": 1, "answers": ""});
            send(huge).await.refused(ErrorCode::BodyTooLarge);
            let plain = contestant
                .request(method.clone(), &path)
                .header("Content-Type", "text/plain")
                .body("{}");
            crate::common::Reply::of(plain)
                .await
                .refused(ErrorCode::UnsupportedMedia);
        }
    }
);

both!(another_contestants_attempt_is_out_of_reach, |app| async move {
    let arranged = app.arrange(rules()).await;
    let owner = app.contestant(&arranged, 1).await;
    let thief = app.contestant(&arranged, 2).await;
    let open = owner.start(arranged.round).await;
    let thiefs = thief.start(arranged.round).await;
    let sheet = app.sheet_with(arranged.round, open.attempt, 9, 1);
    let stolen = SendSheet {
        ticket: open.ticket.clone(),
        sheet: sheet.clone(),
        acknowledged: None,
    };
    let crossed = SendSheet {
        ticket: thiefs.ticket,
        sheet: sheet.clone(),
        acknowledged: None,
    };
    thief
        .put(&paths::sheet(open.attempt), &stolen)
        .await
        .refused(ErrorCode::Forbidden);
    thief
        .put(&paths::sheet(open.attempt), &crossed)
        .await
        .refused(ErrorCode::InvalidTicket);
    thief
        .post(&paths::submission(open.attempt), &stolen)
        .await
        .refused(ErrorCode::Forbidden);
    thief
        .get(&paths::paper(open.attempt))
        .await
        .refused(ErrorCode::NotFound);
    thief
        .get(&paths::receipt(open.attempt))
        .await
        .refused(ErrorCode::NotFound);
    owner.submit(&open, sheet).await;
    thief
        .get(&paths::receipt(open.attempt))
        .await
        .refused(ErrorCode::Forbidden);
    thief
        .get(&paths::review(open.attempt))
        .await
        .refused(ErrorCode::Forbidden);
    let judge = app.sign_in("giamkhao").await;
    for call in [
        paths::receipt(open.attempt),
        paths::review(open.attempt),
        paths::paper(open.attempt),
        paths::my_round(arranged.round),
        paths::MY_ATTEMPTS.into(),
    ] {
        judge.get(&call).await.refused(ErrorCode::StaffBarred);
        app.visitor().get(&call).await.refused(ErrorCode::SignInRequired);
    }
    judge
        .put(&paths::sheet(open.attempt), &stolen)
        .await
        .refused(ErrorCode::StaffBarred);
    app.visitor()
        .post(&paths::submission(open.attempt), &stolen)
        .await
        .refused(ErrorCode::SignInRequired);
});

both!(
    blanks_and_a_missing_prediction_are_refused_where_the_rules_say_so,
    |app| async move {
        let mut strict = rules();
        strict.answer_all = true;
        strict.prediction = Some(Prediction {
            question: "Có bao nhiêu người dự thi?".into(),
            target: PredictionTarget::People,
            before_disqualification: false,
        });
        let arranged = app.arrange(strict).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        assert!(open.answer_all && open.prediction.is_some());
        let path = paths::submission(open.attempt);
        let send = |right: usize, prediction: Option<i64>| {
            let sheet = AnswerSheet {
                prediction,
                ..app.sheet_with(arranged.round, open.attempt, right, 1)
            };
            let body = SendSheet {
                ticket: open.ticket.clone(),
                sheet,
                acknowledged: None,
            };
            let (contestant, path) = (contestant.clone(), path.clone());
            async move { contestant.post(&path, &body).await }
        };
        send(9, Some(10)).await.refused(ErrorCode::BlanksNotAllowed);
        send(10, None).await.refused(ErrorCode::PredictionRequired);
        send(10, Some(-4)).await.refused(ErrorCode::InvalidPrediction);
        assert_eq!(
            send(10, Some(120))
                .await
                .ok::<Submitted>()
                .receipt
                .expect("a receipt")
                .score
                .points,
            1_000
        );
    }
);

both!(messages_come_in_the_readers_language, |app| async move {
    let mut visitor = app.visitor();
    let path = paths::receipt(AttemptId(Uuid::now_v7()));
    assert_eq!(
        visitor
            .get(&path)
            .await
            .refused(ErrorCode::SignInRequired)
            .message,
        "Vui lòng đăng nhập để tiếp tục."
    );
    visitor.language = "en-GB,en;q=0.9";
    assert_eq!(
        visitor
            .get(&path)
            .await
            .refused(ErrorCode::SignInRequired)
            .message,
        "Please sign in to continue."
    );
    let nothing = format!("{}/nothing", paths::PREFIX);
    visitor.get(&nothing).await.refused(ErrorCode::NotFound);
});

both!(a_request_that_another_site_caused_is_refused, |app| async move {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let request = contestant.request(Method::POST, &paths::attempts(arranged.round));
    let reply = crate::common::Reply::of(request.header("Sec-Fetch-Site", "cross-site")).await;
    reply.refused(ErrorCode::CrossSite);
});
