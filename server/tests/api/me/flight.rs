//! What is under way while contestants change their data: a start, an export, the publication of a result.

use super::{erase, session};
use crate::both;
use crate::common::boards::board;
use crate::common::contest::{Arranged, rules};
use crate::common::soon::until;
use crate::common::{Database, Reply, TestApp, Visitor};
use contest_core::ids::{AccountId, AttemptId};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::{Job, JobState};
use contest_core::wire::paths;
use futures_util::future::join;
use live::calls::{StartCall, Started};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, QuerySelect, Statement, TransactionTrait};
use serde_json::json;
use std::cell::Cell;
use thiluat::db::entities::{job, round};
use uuid::Uuid;

const PSEUDONYM: &str = "Thí sinh đã xóa dữ liệu #";

/// Does in Redis what a start does after its checks, with the name that its token had.
async fn start_late(app: &TestApp, arranged: &Arranged, account: AccountId) {
    let round = app.state.round(arranged.round).expect("the round");
    let now = app.clock.now();
    let shard = app.state.live.shard_of(arranged.round, account);
    // Nobody has played yet: the server builds the shard by itself.
    until("the attempt is started", async || {
        let call = StartCall {
            attempt: AttemptId(Uuid::now_v7()),
            account,
            limit: round.limit(),
            now,
            deadline: round.window.deadline(now, round.rules.time_limit_s),
            leeway: 0,
            is_certain: true,
            idempotency_key: "",
            unit: Some(arranged.units[1]),
            masked_name: "Nguyễn Thị M***",
            pace: None,
        };
        let started = app.state.live.start(shard, call).await.expect("Redis");
        matches!(started, Started::New(_))
    })
    .await;
}

/// Waits until there is one standing, under a name that begins like this.
async fn is_shown_as(app: &TestApp, arranged: &Arranged, name: &str) {
    until("the board shows the name of now", async || {
        let standings = board(app, arranged.round).await.standings;
        standings.len() == 1 && standings[0].name.starts_with(name)
    })
    .await;
}

both!(
    a_start_in_flight_does_not_bring_an_erased_name_back,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let account = session(&visitor).await.expect("a session").account;
        assert_eq!(erase(&visitor).await.status, 204);
        start_late(&app, &arranged, account).await;
        app.close_round(arranged.round).await;
        is_shown_as(&app, &arranged, PSEUDONYM).await;
    }
);

both!(
    a_start_in_flight_does_not_bring_a_corrected_name_back,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let account = session(&visitor).await.expect("a session").account;
        let body = json!({ "name": "Lê Thị Hoa Mai" });
        assert_eq!(visitor.patch(paths::ME, &body).await.status, 200);
        start_late(&app, &arranged, account).await;
        app.close_round(arranged.round).await;
        is_shown_as(&app, &arranged, "Lê Thị Hoa M***").await;
    }
);

both!(
    an_export_in_the_making_is_begun_anew_without_the_name,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        app.play(&visitor, arranged.round, 9).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        let asked = judge
            .post(&paths::export(arranged.round, "attempts.xlsx"), &())
            .await;
        let made: Job = judge.ended(asked.ok()).await;
        // A server that has read the names and is not done yet.
        let maker = Uuid::new_v4();
        let row = job::ActiveModel {
            id: Unchanged(made.id),
            state: Set(job::State::Running),
            runner: Set(Some(maker)),
            due_at: Set(app.clock.now() + 3_600_000),
            ended_at: Set(None),
            file_removed_at: Set(None),
            ..Default::default()
        };
        row.update(&app.state.db.write).await.expect("a job");
        assert_eq!(erase(&visitor).await.status, 204);
        let anew = judge.ended(judge.get(&paths::job(made.id)).await.ok()).await;
        assert_eq!(anew.state, JobState::Done);
        let row = job::Entity::find_by_id(made.id).one(&app.state.db.read).await;
        assert_ne!(row.expect("jobs").expect("a job").runner, Some(maker));
    }
);

/// Publishes the result of the round in one transaction, as a judge does, and sends a request while that has locked the
/// round and is not committed. Returns the reply, and whether it came after the commit.
async fn while_publishing(app: &TestApp, arranged: &Arranged, change: impl Future<Output = Reply>) -> Reply {
    let is_out = Cell::new(false);
    let transaction = app.state.db.write.begin().await.expect("a transaction");
    let locked = round::Entity::find_by_id(arranged.round)
        .lock_exclusive()
        .one(&transaction)
        .await;
    let id = locked.expect("rounds").expect("the round").id;
    let publishing = async {
        if app.database == Database::Postgres {
            until("the change waits for the result", async || waiting(app).await > 0).await;
        }
        let row = round::ActiveModel {
            id: Unchanged(id),
            finalised_at: Set(Some(app.clock.now())),
            ..Default::default()
        };
        row.update(&transaction).await.expect("final");
        is_out.set(true);
        transaction.commit().await.expect("published");
    };
    let changing = async {
        let reply = change.await;
        assert!(is_out.get(), "it was acknowledged before the result was out");
        reply
    };
    join(changing, publishing).await.0
}

/// Counts who waits for a row in this database.
async fn waiting(app: &TestApp) -> i64 {
    let query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let query = Statement::from_string(sea_orm::DbBackend::Postgres, query);
    let row = app.state.db.read.query_one_raw(query).await;
    row.expect("activity")
        .expect("a count")
        .try_get_by_index(0)
        .expect("a number")
}

async fn played(app: &TestApp) -> (Arranged, Visitor) {
    let arranged = app.arrange(rules()).await;
    let visitor = app.contestant(&arranged, 1).await;
    app.play(&visitor, arranged.round, 9).await;
    app.close_round(arranged.round).await;
    (arranged, visitor)
}

both!(
    a_withdrawal_is_wholly_before_or_after_a_publication,
    |app: TestApp| async move {
        let (arranged, visitor) = played(&app).await;
        let path = paths::withdrawal(arranged.contest);
        let reply = while_publishing(&app, &arranged, visitor.post(&path, &())).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
);

both!(
    a_correction_during_a_publication_is_told_that_the_result_names_the_person,
    |app: TestApp| async move {
        let (arranged, visitor) = played(&app).await;
        let body = json!({ "name": "Lê Thị Hoa Mai" });
        let reply = while_publishing(&app, &arranged, visitor.patch(paths::ME, &body)).await;
        reply.refused(ErrorCode::NamedInResult);
    }
);

both!(
    an_erasure_is_wholly_before_or_after_a_publication,
    |app: TestApp| async move {
        let (arranged, visitor) = played(&app).await;
        let reply = while_publishing(&app, &arranged, erase(&visitor)).await;
        assert_eq!(reply.status, 204, "{}", reply.text());
    }
);
