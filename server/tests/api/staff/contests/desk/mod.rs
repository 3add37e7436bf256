//! `/staff/contests/{contest}/desk` and below: organisers help people of the contest.

mod attempt;
mod code;
mod correct;
mod find;
mod person;

use crate::common::contest::Arranged;
use crate::common::{Reply, TestApp, Visitor};
use contest_core::ids::{AccountId, ContestId};
use contest_core::wire::audit::{AuditEvent, AuditLog};
use contest_core::wire::desk::{DeskFound, DeskPerson, DeskReason, DeskSearch};
use contest_core::wire::paths;

/// The phone number of the first contestant.
const PHONE: &str = "0900000001";
const REASON: &str = "Thí sinh gọi điện, đã đối chiếu ngày sinh";

async fn search(staff: &Visitor, contest: ContestId, text: &str) -> Reply {
    let body = DeskSearch { text: text.into() };
    staff.post(&paths::desk_search(contest), &body).await
}

async fn found(staff: &Visitor, contest: ContestId, text: &str) -> DeskFound {
    search(staff, contest, text).await.ok()
}

/// Returns the person with this phone number.
async fn account(staff: &Visitor, contest: ContestId, phone: &str) -> AccountId {
    found(staff, contest, phone).await.people[0].account
}

async fn person(staff: &Visitor, contest: ContestId, account: AccountId) -> DeskPerson {
    staff.get(&paths::desk_person(contest, account)).await.ok()
}

async fn full(staff: &Visitor, contest: ContestId, account: AccountId) -> DeskPerson {
    let body = DeskReason {
        reason: REASON.into(),
    };
    staff.post(&paths::desk_full(contest, account), &body).await.ok()
}

/// Returns what the log says of the desk, oldest first.
async fn audited(staff: &Visitor, contest: ContestId) -> Vec<AuditEvent> {
    let mut events = staff.get(&paths::audit(contest)).await.ok::<AuditLog>().events;
    events.retain(|event| event.action.starts_with("desk.") || event.action == "password.reset");
    events.reverse();
    events
}

/// Arranges another contest of another organiser, `tochuc-khac`.
async fn another_contest(app: &TestApp, arranged: &Arranged) -> (Arranged, Visitor) {
    let owner = app.staff_account("organiser", "tochuc-khac").await;
    let rules = crate::common::contest::rules();
    let other = app
        .arrange_for(owner, arranged.judge, "cuoc-thi-khac", rules)
        .await;
    (other, app.sign_in("tochuc-khac").await)
}
