//! The promise: no limit is exceeded, no accepted answer is lost, nothing happens twice.

use crate::both;
use sea_orm::ConnectionTrait;

both!(the_audit_log_cannot_be_changed, |app| async move {
    let organiser = app.staff_account("organiser", "tochuc").await;
    let event = thiluat::db::audit::AuditEvent {
        actor: organiser,
        contest: None,
        subject: "thu".into(),
        what: contest_core::wire::audit::Audited::UnitsLoaded { units: 1 },
    };
    let db = &app.state.db.write;
    thiluat::db::audit::record(db, app.now(), event)
        .await
        .expect("an entry");
    for change in ["UPDATE audit_log SET detail = 'khác'", "DELETE FROM audit_log"] {
        let refused = db.execute_unprepared(change).await.expect_err("refused");
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
});
