//! The doctor finds whatever is wrong, and changes nothing.

use crate::both;
use crate::common::TestApp;
use crate::common::contest::rules;
use crate::common::raw_redis::{account_of, ask, key};
use crate::common::soon::until;
use crate::own_redis;
use contest_core::ids::AttemptId;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use thiluat::clock_skew::OVER_AFTER_MS;
use thiluat::config::Config;
use thiluat::db::entities::start;
use thiluat::doctor::{Report, examine};

fn problems(report: &Report) -> Vec<&str> {
    report.problems().map(|finding| finding.says.as_str()).collect()
}

async fn said(app: &TestApp) -> String {
    let report = examine(&app.state.config, &app.clock).await;
    problems(&report).join("\n")
}

both!(
    the_doctor_finds_a_healthy_server_well_and_names_nobody,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        app.play(&contestant, arranged.round, 3).await;
        contestant.start(arranged.round).await;
        let report = examine(&app.state.config, &app.clock).await;
        assert!(report.is_well(), "{:?}", problems(&report));
        let all = serde_json::to_string(&report).expect("JSON");
        assert!(
            all.contains("open attempts 1, closed and not yet recorded 0"),
            "{all}"
        );
        for personal in ["Nguyễn", "Thị", "09000", "1990"] {
            assert!(!all.contains(personal), "{personal}: {all}");
        }
    }
);

own_redis!(the_doctor_names_what_is_wrong, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let open = contestant.start(arranged.round).await;

    ask::<()>(&app, "CONFIG", &["SET", "appendonly", "no"]).await;
    assert!(said(&app).await.contains("appendonly no"));
    ask::<()>(&app, "CONFIG", &["SET", "appendonly", "yes"]).await;
    let generous = (1_u64 << 30).to_string();
    ask::<()>(
        &app,
        "CONFIG",
        &["SET", "maxmemory", &generous, "maxmemory-policy", "allkeys-lru"],
    )
    .await;
    assert!(said(&app).await.contains("deletes answers"));
    ask::<()>(
        &app,
        "CONFIG",
        &["SET", "maxmemory", "0", "maxmemory-policy", "noeviction"],
    )
    .await;
    ask::<i64>(&app, "HSET", &["tl:{settings}", "shards", "3"]).await;
    assert!(
        said(&app)
            .await
            .contains("3 shards; the setting here is shards = 1")
    );
    ask::<i64>(&app, "HSET", &["tl:{settings}", "shards", "1"]).await;
    app.clock.set_wrong(5_500);
    assert!(said(&app).await.contains("This machine's clock is 5."));
    app.clock.set_wrong(0);
    assert_eq!(said(&app).await, "");

    // A start in a round that is over, of which Redis knows nothing.
    app.clock
        .advance(open.deadline.0 - app.now().0 + OVER_AFTER_MS + 1);
    app.close_round(arranged.round).await;
    app.clock.advance(60_000);
    let account = account_of(&app, open.attempt).await;
    let row = start::Entity::find_by_id(open.attempt)
        .one(&app.state.db.read)
        .await;
    let lost = start::Model {
        id: AttemptId(uuid::Uuid::now_v7()),
        number: 2,
        ..row.expect("rows").expect("a start")
    };
    let id = lost.id;
    lost.into_active_model()
        .insert(&app.state.db.write)
        .await
        .expect("a row");
    let told = said(&app).await;
    let lost = format!("Attempt {id} was started, but is neither");
    assert!(told.contains(&lost), "{told}");
    app.state
        .recovery
        .retry_attempt(id, false)
        .await
        .expect("taken up");
    let record = async || {
        let known = app.state.recovery.look_up(id).await.expect("the stores");
        known.record
    };
    until("it is recorded", async || record().await.is_some()).await;
    until("nothing is said of it", async || said(&app).await.is_empty()).await;
    let known = app.state.recovery.look_up(id).await.expect("the stores");
    assert_eq!(known.record.expect("a record").score.points, 0);
    assert_eq!(
        known.location.expect("a shard").1,
        app.state.live.shard_of(arranged.round, account)
    );
    // The board's key is still there: the doctor has left everything as it was.
    assert_eq!(
        ask::<i64>(&app, "EXISTS", &[&key(&app, arranged.round, account, "built")]).await,
        1
    );
});

both!(
    the_doctor_names_ids_that_cannot_be_read,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let account = account_of(&app, open.attempt).await;
        let far = (open.deadline.0 + 3_600_000).to_string();
        let rubbish = "không phải mã";
        let arranged_in: [(&str, &str, &[&str], &str); 4] = [
            ("due", "ZADD", &[&far, rubbish], "ZREM"),
            ("pending", "HSET", &[rubbish, "x"], "HDEL"),
            ("done", "SADD", &[rubbish], "SREM"),
            ("best", "HSET", &[rubbish, "x"], "HDEL"),
        ];
        for (set, command, arguments, removal) in arranged_in {
            let key = key(&app, arranged.round, account, set);
            ask::<i64>(&app, command, &[&[key.as_str()], arguments].concat()).await;
            let told = said(&app).await;
            let expected = format!("1 ids in Redis that cannot be read, such as “{rubbish}” in `{set}`");
            assert!(told.contains(&expected), "{told}");
            ask::<i64>(&app, removal, &[&key, rubbish]).await;
            assert_eq!(said(&app).await, "", "{set}");
        }
    }
);

both!(the_doctor_says_which_store_is_away, |app: TestApp| async move {
    let nowhere = Config {
        redis_url: "redis://127.0.0.1:1".into(),
        ..(*app.state.config).clone()
    };
    let report = examine(&nowhere, &app.clock).await;
    assert!(
        matches!(problems(&report)[..], [only] if only.starts_with("Redis cannot be reached")),
        "{:?}",
        problems(&report)
    );
    let folder = tempfile::tempdir().expect("a folder");
    let empty = Config {
        database_url: String::new(),
        data_dir: folder.path().join("nothing"),
        ..(*app.state.config).clone()
    };
    let report = examine(&empty, &app.clock).await;
    assert!(problems(&report)[0].starts_with("The database cannot be reached"));
    assert!(!folder.path().join("nothing").exists(), "it makes nothing");
    // As if the release had one migration more than the database.
    let forget = "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)";
    app.state
        .db
        .write
        .execute_unprepared(forget)
        .await
        .expect("forgotten");
    assert!(
        said(&app)
            .await
            .contains("not up to date. Missing migrations: 1,")
    );
});

both!(the_doctor_tells_how_codes_are_sent, |app: TestApp| async move {
    let says = async |change: &dyn Fn(&mut Config)| {
        let mut config = Config::clone(&app.state.config);
        change(&mut config);
        let report = examine(&config, &app.clock).await;
        serde_json::to_string(&report).expect("JSON")
    };
    assert!(says(&|_| {}).await.contains("No message gateway is set up"));
    let http = |config: &mut Config| {
        config.gateway = "http".into();
        config.gateway_url = "https://sms.example/send?key=s3cret".into();
        config.gateway_header = "Authorization: Bearer {secret}".into();
        config.gateway_secret = "s3cret".into();
    };
    let said = says(&http).await;
    assert!(
        said.contains("sent through sms.example, up to 2000 an hour"),
        "{said}"
    );
    assert!(!said.contains("s3cret"), "{said}");
    let said = says(&|config| {
        http(config);
        config.gateway_secret_file = "/nowhere/key".into();
    })
    .await;
    assert!(
        said.contains("gateway_secret_file: /nowhere/key cannot be read"),
        "{said}"
    );
    let said = says(&|config| {
        config.gateway = "console".into();
        config.public_url = "https://thi.example".into();
    })
    .await;
    assert!(said.contains("nobody gets them"), "{said}");
});
