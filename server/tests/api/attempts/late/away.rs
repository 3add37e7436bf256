//! Late answers while the database is away: nothing is promised, and the next try keeps them.

use super::{Phone, pass_deadline};
use crate::both;
use crate::common::soon::until;
use crate::common::{Database, TestApp};
use contest_core::wire::errors::ErrorCode;
use sea_orm::{ConnectOptions, ConnectionTrait};
use thiluat::recording::rows::recorded_attempt;

both!(
    while_the_database_is_away_the_phone_keeps_its_sheet,
    |app: TestApp| async move {
        let phone = Phone::new(&app).await;
        phone.save(&phone.body(&app, 4, 1)).await;
        let held = app.hold_database().await;
        pass_deadline(&app, &phone.open, 6_000);
        let late = phone.body(&app, 8, 3);
        // It is not recorded yet. Nor may `202` promise what nothing has.
        let reply = phone.submit(&late).await;
        reply.refused(ErrorCode::Unavailable);
        assert!(reply.headers.contains_key("retry-after"));
        held.release().await;
        until("the sheet is kept", async || {
            let reply = phone.submit(&late).await;
            assert!([409, 503].contains(&reply.status.as_u16()), "{}", reply.text());
            reply.status == 409
        })
        .await;
        phone.submit(&late).await.refused(ErrorCode::LateSheetKept);
        assert_eq!(phone.receipt().await.score.points, 400);
        let aside = phone.aside(&app).await;
        assert_eq!((aside.len(), aside[0].points), (1, 800));
    }
);

both!(
    a_recorded_attempt_does_not_make_up_for_a_database_that_is_away,
    |app: TestApp| async move {
        let phone = Phone::new(&app).await;
        phone.save(&phone.body(&app, 4, 1)).await;
        pass_deadline(&app, &phone.open, 6_000);
        until("it is recorded", async || {
            let recorded = recorded_attempt(&app.state.db, phone.open.attempt).await;
            recorded.expect("the database").is_some()
        })
        .await;
        let mut options = ConnectOptions::new(app.state.config.database());
        options.max_connections(1);
        let holder = sea_orm::Database::connect(options).await.expect("the database");
        let lock = match app.database {
            Database::Sqlite => "BEGIN IMMEDIATE",
            Database::Postgres => "BEGIN; LOCK TABLE set_aside IN EXCLUSIVE MODE",
        };
        holder.execute_unprepared(lock).await.expect("held");
        let late = phone.body(&app, 8, 3);
        phone.submit(&late).await.refused(ErrorCode::Unavailable);
        holder.execute_unprepared("COMMIT").await.expect("released");
        holder.close().await.expect("closed");
        phone.submit(&late).await.refused(ErrorCode::LateSheetKept);
        assert_eq!(phone.aside(&app).await.len(), 1);
    }
);
