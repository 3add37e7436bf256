//! One attempt on several devices: their sheets are merged, question by question, and the later change counts.

use crate::both;
use crate::common::contest::{Arranged, rules};
use crate::common::raw_redis::{account_of, ask, key};
use crate::common::{Reply, TestApp, Visitor};
use contest_core::answers::AnswerSheet;
use contest_core::changes::Changes;
use contest_core::ids::AttemptId;
use contest_core::wire::attempts::{Acknowledged, OpenAttempt, Saved, SendSheet, Submitted};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use reqwest::Method;
use serde_json::{Value, json};

/// A device with its copy of the sheet.
struct Device {
    sent: SendSheet,
    path: String,
    contestant: Visitor,
}

impl Device {
    fn new(name: &str, contestant: &Visitor, open: &OpenAttempt) -> Device {
        let questions = open.questions.len();
        let mut changes = Changes::none(name.into(), questions);
        if !open.times.is_empty() {
            changes.times.clone_from(&open.times);
        }
        let sheet = AnswerSheet {
            answers: "0".repeat(questions),
            ..open.sheet.clone()
        };
        let sheet = if open.sheet.revision > 0 {
            open.sheet.clone()
        } else {
            sheet
        };
        Device {
            sent: SendSheet {
                changes: Some(changes),
                ..SendSheet::new(open.ticket.clone(), sheet)
            },
            path: paths::sheet(open.attempt),
            contestant: contestant.clone(),
        }
    }

    /// Answers a question so many seconds after the attempt began.
    fn mark(&mut self, question: usize, answer: char, second: u64) {
        let sheet = &mut self.sent.sheet;
        sheet
            .answers
            .replace_range(question..=question, &answer.to_string());
        sheet.revision += 1;
        let changes = self.sent.changes.as_mut().expect("changes");
        changes.note(question, second * 1_000);
    }

    /// Saves, and keeps what the server acknowledges, as the app does.
    async fn save(&mut self) -> Saved {
        let saved: Saved = self.contestant.put(&self.path, &self.sent).await.ok();
        let times = self.sent.changes.as_ref().map(|changes| changes.times.clone());
        let held = saved.merged.clone();
        let held = held.map(|merged| (merged.answers, merged.prediction, merged.times));
        let (answers, prediction, times) = held.unwrap_or((
            self.sent.sheet.answers.clone(),
            self.sent.sheet.prediction,
            times.unwrap_or_default(),
        ));
        self.sent.acknowledged = Some(Acknowledged {
            revision: saved.revision,
            answers,
            prediction,
            times,
            at: saved.now,
            ack: saved.ack.clone(),
        });
        saved
    }

    fn answers(&self) -> &str {
        &self.sent.sheet.answers
    }
}

/// Makes Redis lose an open attempt.
async fn lose(app: &TestApp, arranged: &Arranged, attempt: AttemptId) {
    let account = account_of(app, attempt).await;
    let name = format!("a:{}", attempt.0.simple());
    let lost: i64 = ask(app, "DEL", &[&key(app, arranged.round, account, &name)]).await;
    assert_eq!(lost, 1);
}

async fn two_devices(app: &TestApp) -> (Arranged, OpenAttempt, Device, Device) {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let open = contestant.start(arranged.round).await;
    let phone = Device::new("phone", &contestant, &open);
    let tablet = Device::new("tablet", &contestant, &open);
    (arranged, open, phone, tablet)
}

both!(each_device_learns_what_the_other_has_changed, |app| async move {
    let (arranged, open, mut phone, mut tablet) = two_devices(&app).await;
    phone.mark(0, '1', 10);
    phone.mark(3, '1', 12);
    assert_eq!(phone.save().await.merged, None);
    // Both have made as many changes: before, each was told that its own sheet was saved.
    tablet.mark(3, '2', 20);
    tablet.mark(5, '1', 21);
    let merged = tablet.save().await.merged.expect("the answers of both");
    assert_eq!(merged.answers, "1002010000");
    // A change that was made earlier and arrives later does not undo a later one.
    phone.mark(5, '2', 15);
    phone.mark(6, '2', 16);
    let saved = phone.save().await;
    let merged = saved.merged.expect("the answers of both");
    assert_eq!(merged.answers, "1002012000");
    // A third device begins with all of it.
    let resumed = tablet.contestant.start(arranged.round).await;
    assert_eq!(resumed.sheet.answers, merged.answers);
    assert_eq!(
        (resumed.sheet.revision, &resumed.times),
        (saved.revision, &merged.times)
    );
    let mut third = Device::new("laptop", &tablet.contestant, &resumed);
    third.mark(9, '1', 30);
    assert_eq!(third.save().await.merged, None, "it knew everything");
    // The submission of a device that is behind counts together with the rest.
    let path = paths::submission(open.attempt);
    let submitted: Submitted = phone.contestant.post(&path, &phone.sent).await.ok();
    let receipt = submitted.receipt.expect("a receipt");
    let all = AnswerSheet {
        answers: "1002012001".into(),
        ..phone.sent.sheet.clone()
    };
    assert_eq!(receipt.sheet_hash, all.hash(open.attempt), "{}", phone.answers());
});

both!(
    merged_answers_that_were_acknowledged_count_although_redis_has_lost_them,
    |app| async move {
        let (arranged, open, mut phone, mut tablet) = two_devices(&app).await;
        tablet.mark(0, '1', 5);
        tablet.save().await;
        phone.mark(1, '2', 6);
        let merged = phone.save().await.merged.expect("the answers of both");
        assert_eq!(merged.answers, "1200000000");
        lose(&app, &arranged, open.attempt).await;
        app.clock.advance(open.deadline.0 - app.now().0 + 5_500);
        let path = paths::submission(open.attempt);
        let submitted: Submitted = phone.contestant.post(&path, &phone.sent).await.ok();
        let counts = AnswerSheet {
            answers: merged.answers,
            ..phone.sent.sheet.clone()
        };
        let receipt = submitted.receipt.expect("a receipt");
        assert_eq!(receipt.sheet_hash, counts.hash(open.attempt));
    }
);

both!(
    a_submission_counts_although_its_device_has_fallen_behind,
    |app| async move {
        let (arranged, open, mut phone, mut tablet) = two_devices(&app).await;
        for second in 1..=5 {
            tablet.mark(0, '1', second);
        }
        tablet.save().await;
        phone.mark(1, '2', 6);
        let saved = phone.save().await;
        // The phone has not taken over what it was told, but has answered both questions again.
        phone.mark(0, '2', 10);
        phone.mark(1, '1', 11);
        assert!(phone.sent.sheet.revision < saved.revision);
        lose(&app, &arranged, open.attempt).await;
        let path = paths::submission(open.attempt);
        let submitted: Submitted = phone.contestant.post(&path, &phone.sent).await.ok();
        let receipt = submitted.receipt.expect("a receipt");
        assert_eq!(receipt.sheet_hash, phone.sent.sheet.hash(open.attempt));
    }
);

both!(
    changes_that_do_not_fit_are_refused_with_their_field,
    |app| async move {
        let (_, open, phone, _) = two_devices(&app).await;
        let good = serde_json::to_value(&phone.sent).expect("JSON");
        let with = |field: &str, value: Value| {
            let mut body = good.clone();
            body["revision"] = json!(1);
            body["changes"][field] = value;
            body
        };
        let times = "-".repeat(44);
        for (method, path) in [
            (Method::PUT, paths::sheet(open.attempt)),
            (Method::POST, paths::submission(open.attempt)),
        ] {
            for (field, value) in [
                ("device", json!("")),
                ("device", json!("*")),
                ("device", json!("a b")),
                ("device", json!("x".repeat(17))),
                ("times", json!("")),
                ("times", json!(&times[1..])),
                ("times", json!(times.replacen('-', " ", 1))),
                ("times", json!("🙂".repeat(11))),
            ] {
                let request = phone.contestant.request(method.clone(), &path);
                let reply = Reply::of(request.json(&with(field, value))).await;
                let error = reply.refused(ErrorCode::InvalidField);
                assert_eq!(error.field, Some(format!("changes.{field}")));
            }
        }
        let request = phone.contestant.request(Method::PUT, &phone.path);
        let reply = Reply::of(request.json(&with("times", json!(times)))).await;
        assert!(reply.status.is_success(), "{}", reply.text());
    }
);
