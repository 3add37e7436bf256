//! Redis has no memory left: nobody new is let in, and everyone who is in still gets their receipt.

use crate::common::TestApp;
use crate::common::contest::rules;
use crate::common::raw_redis::{account_of, ask, key};
use crate::own_redis;
use contest_core::wire::attempts::{OpenAttempt, Receipt, Saved, SendSheet, Submitted};
use contest_core::wire::boards::Board;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use live::Live;
use thiluat::doctor::examine;

async fn used_memory(app: &TestApp) -> u64 {
    let info: String = ask(app, "INFO", &["memory"]).await;
    let line = info.lines().find_map(|line| line.strip_prefix("used_memory:"));
    line.expect("a figure").trim().parse().expect("a number")
}

async fn limit_memory(app: &TestApp, bytes: u64) {
    ask::<()>(app, "CONFIG", &["SET", "maxmemory", &bytes.to_string()]).await;
}

own_redis!(
    without_memory_nobody_is_let_in_and_everybody_comes_out,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let path = paths::attempts(arranged.round);
        let (early, late) = (
            app.contestant(&arranged, 1).await,
            app.contestant(&arranged, 2).await,
        );
        let open = early.start(arranged.round).await;
        // Well below what is used, because buffers come and go.
        limit_memory(&app, used_memory(&app).await / 2).await;

        late.post(&path, &()).await.refused(ErrorCode::Unavailable);
        let body = |right, revision| {
            SendSheet::new(
                open.ticket.clone(),
                app.sheet_with(arranged.round, open.attempt, right, revision),
            )
        };
        let saved: Saved = early.put(&paths::sheet(open.attempt), &body(3, 1)).await.ok();
        assert_eq!(saved.revision, 1);
        let submitted: Submitted = early
            .post(&paths::submission(open.attempt), &body(8, 2))
            .await
            .ok();
        let receipt: Receipt = submitted.receipt.expect("a receipt");
        assert_eq!(receipt.score.points, 800);
        let live = app.state.round(arranged.round).expect("the round");
        let snapshot = app.fresh_boards().get(&live).await.expect("a board");
        let board: Board = serde_json::from_slice(snapshot.plain()).expect("JSON");
        assert_eq!((board.people, board.standings[0].points), (1, 800));
        // What was lost is rebuilt.
        let account = account_of(&app, open.attempt).await;
        let _: i64 = ask(&app, "DEL", &[&key(&app, arranged.round, account, "built")]).await;
        let snapshot = app.fresh_boards().get(&live).await.expect("a board");
        let board: Board = serde_json::from_slice(snapshot.plain()).expect("JSON");
        assert_eq!((board.people, board.standings[0].points), (1, 800));
        // A server that starts at this moment finds its functions already loaded, and serves.
        let address = format!(
            "unix://{}",
            app.state.config.data_dir.join("redis/redis.sock").display()
        );
        Live::open(&address, app.state.config.shards, None)
            .await
            .expect("a second server");
        let report = examine(&app.state.config, &app.clock).await;
        let said: Vec<&str> = report.problems().map(|finding| finding.says.as_str()).collect();
        assert!(
            said.len() == 1 && said[0].contains("new attempts are refused"),
            "{said:?}"
        );

        limit_memory(&app, 0).await;
        late.post(&path, &()).await.ok::<OpenAttempt>();
    }
);
