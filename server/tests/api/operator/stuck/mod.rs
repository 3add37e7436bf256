//! An attempt that cannot be recorded: it is named, holds up nothing but the settlement of its round, and an operator
//! deals with it.

mod refused;
mod unreadable;

use crate::common::TestApp;
use crate::common::boards::board;
use crate::common::contest::{Arranged, rules};
use contest_core::ids::AttemptId;
use contest_core::wire::attempts::OpenAttempt;
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use thiluat::db::entities::{attempt, audit};
use thiluat::doctor::{Kind, Report};

async fn is_recorded(app: &TestApp, id: AttemptId) -> bool {
    let row = attempt::Entity::find_by_id(id).one(&app.state.db.read).await;
    row.expect("rows").is_some()
}

async fn is_stuck(app: &TestApp, id: AttemptId) -> bool {
    let known = app.state.recovery.look_up(id).await.expect("the stores");
    known.traces.stuck.is_some()
}

/// Returns what the doctor says of this attempt.
async fn said_of(app: &TestApp, id: AttemptId) -> Vec<(Kind, String)> {
    let mut report = Report::default();
    report.examine_rounds(&app.state.recovery).await;
    let said = report
        .findings
        .iter()
        .filter(|finding| finding.attempt == Some(id));
    said.map(|finding| (finding.kind, finding.says.clone())).collect()
}

async fn events(app: &TestApp, action: &str) -> Vec<audit::Model> {
    let rows = audit::Entity::find().filter(audit::Column::Action.eq(action));
    rows.all(&app.state.db.read).await.expect("rows")
}

async fn people(app: &TestApp, arranged: &Arranged) -> u64 {
    board(app, arranged.round).await.people
}

async fn settle(app: &TestApp, arranged: &Arranged) -> crate::common::Reply {
    let judge = app.sign_in("giamkhao").await;
    judge.job(&paths::settlement(arranged.round), &()).await
}

/// Three contestants of one round and one of another, each with an open attempt.
struct Bed {
    arranged: Arranged,
    other: Arranged,
    /// The first one is the one that gets stuck.
    opened: Vec<(crate::common::Visitor, OpenAttempt)>,
}

async fn bed(app: &TestApp) -> Bed {
    let arranged = app.arrange(rules()).await;
    let other = app
        .arrange_for(arranged.organiser, arranged.judge, "cuoc-thi-khac", rules())
        .await;
    let mut opened = Vec::new();
    for n in 1..=4 {
        let of = if n < 4 { &arranged } else { &other };
        let contestant = app.contestant(of, n).await;
        let open = contestant.start(of.round).await;
        opened.push((contestant, open));
    }
    Bed {
        arranged,
        other,
        opened,
    }
}

impl Bed {
    fn bad(&self) -> AttemptId {
        self.opened[0].1.attempt
    }

    /// Submits the attempts of the others and checks that they have receipts.
    async fn others_submit(&self, app: &TestApp) {
        for (n, (contestant, open)) in self.opened.iter().enumerate().skip(1) {
            let round = if n < 3 {
                self.arranged.round
            } else {
                self.other.round
            };
            let sheet = app.sheet_with(round, open.attempt, 5, 1);
            assert!(contestant.submit(open, sheet).await.receipt.is_some(), "{n}");
        }
        assert_eq!(people(app, &self.other).await, 1);
    }
}
